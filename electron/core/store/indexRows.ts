/**
 * Brings `search.db` up to the history, one transaction a step. Runs on the indexer's thread; tests run it in process.
 *
 * Owns the one writing connection of `search.db`; the history is attached beside it and only ever read, so that text
 * goes from one file to the other inside SQLite without becoming a JavaScript string (half of the whole cost).
 * Promises that rows and the position in `index_log` commit together: stopped anywhere, it goes on from there.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { plain } from '../../../shared/plain.ts';
import { DeskError } from '../../../shared/result.ts';
import { storeError } from './database.ts';
import type { Db, Statement } from './database.ts';
import { indexPoints } from './indexPoints.ts';
import type { PhoneDigits } from './indexPoints.ts';
import { channelMark, pointMark, wordsIn } from './query.ts';
import { makeTables, mergeStep, openSearchFile, readProgress, removeSearchFile } from './searchFile.ts';
import type { Progress } from './searchFile.ts';

/**
 * What one transaction takes of the log, or of the history when building: larger ones cost less a row (FTS5 writes each
 * word once a transaction), up to where the hash of FTS5 is full; smaller ones let the thread hear a message sooner.
 */
const LIMITS = { logRows: 10_000, buildRows: 20_000, buildBytes: 6 * 1024 * 1024, points: 5_000 };
/** Points whose interactions are indexed again in one step of idle time. */
const STALE_POINTS = 20;
/** Below this every beginning is cheap. The sample takes about 0.2 s, once each time the history doubles. */
const SAMPLE_FROM = 20_000;
const SAMPLE = 4_000;
/** Pages of one merge step: about 20 ms, so that a new mail need not wait. */
const MERGE_PAGES = 64;

export type IndexStep = {
  /** Everything up to this row of index_log is in the index, and may be dropped from the log. */
  seq: number;
  /** Rows of the log and of a build from scratch that are still to be done. */
  pending: number;
  /** Interactions and points looked at in this step. */
  rows: number;
};

export type Indexer = {
  /** Rows of index_log that wait. */
  waiting(): number;
  /** Does the next chunk; with nothing to do, answers rows 0. @throws DeskError database-corrupt, disk-full, database-locked */
  step(): IndexStep;
  /** Work that changes no answer but keeps queries fast; returns false when nothing is left. */
  tidy(): boolean;
  /** Throws the index away; the next steps build it from nothing. */
  remake(): void;
  /** Moves what the history has committed from its log into its file; never waits for its writer, changes nothing of what it holds. */
  checkpoint(): void;
  /** How SQLite would run a statement, for tests of plans. */
  explain(sql: string): string;
  close(): void;
};

/** @param phoneDigits search spellings of an E.164 number (identity's `phoneDigits`) */
export function openIndexer(dir: string, historyFile: string, keyHex: string, phoneDigits: PhoneDigits, limits: typeof LIMITS = LIMITS): Indexer {
  const open = (): State => ({ ...openBoth(dir, historyFile, keyHex), phoneDigits, limits });
  let state = open();
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (thrown) {
      throw storeError(thrown);
    }
  };
  return {
    waiting: () => guarded(() => lastSeq(state) - progressOf(state).doneSeq),
    step: () => guarded(() => state.db.transaction(() => step(state))()),
    tidy: () => guarded(() => reindexStale(state) || mergeStep(state.db, MERGE_PAGES) || sampleWords(state)),
    checkpoint: () => guarded(() => void state.db.pragma('history.wal_checkpoint(PASSIVE)')),
    remake() {
      state.db.close();
      removeSearchFile(dir);
      state = open();
    },
    explain: (sql) => (state.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[]).map((row) => row.detail).join('\n'),
    close: () => state.db.close(),
  };
}

type Files = { db: Db; prepare: (sql: string) => Statement };
type State = Files & { phoneDigits: PhoneDigits; limits: typeof LIMITS };

function openBoth(dir: string, historyFile: string, keyHex: string): Files {
  const history = join(dir, historyFile);
  // ATTACH would make an empty file in its place.
  if (!existsSync(history)) throw new DeskError('file-missing', { file: 'database' });
  const db = openOrRemake(dir, keyHex);
  try {
    db.pragma('cache_size = -12000');
    db.pragma('wal_autocheckpoint = 500');
    db.prepare('ATTACH ? AS history KEY ?').run(history, `raw:${keyHex}`);
    db.pragma('history.cache_size = -4000');
    db.exec('CREATE TEMP TABLE todo (key INTEGER PRIMARY KEY); CREATE TEMP TABLE todo_point (id INTEGER PRIMARY KEY)');
    const known = new Map<string, Statement>();
    const prepare = (sql: string): Statement => {
      let statement = known.get(sql);
      if (statement === undefined) known.set(sql, (statement = db.prepare(sql)));
      return statement;
    };
    const state = { db, prepare };
    db.transaction(() => { if (!fits(state)) startOver(state); })();
    return state;
  } catch (thrown) {
    db.close();
    throw storeError(thrown);
  }
}

function openOrRemake(dir: string, keyHex: string): Db {
  try {
    const db = openSearchFile(dir, keyHex);
    readProgress(db);
    return db;
  } catch (thrown) {
    const error = storeError(thrown);
    if (!(error instanceof DeskError) || (error.code !== 'database-corrupt' && error.code !== 'key-wrong')) throw error;
    removeSearchFile(dir);
    return openSearchFile(dir, keyHex);
  }
}

// ------------------------------------------------------------------------------------------------ does the index fit the history

function generationOf(state: Files): string {
  const row = state.prepare("SELECT value FROM history.setting WHERE key = 'index.generation'").get() as { value: string } | undefined;
  return row?.value ?? '';
}

/** The last row that index_log ever had, pruned or not. */
function lastSeq(state: Files): number {
  return (state.prepare("SELECT coalesce(max(seq), 0) AS seq FROM history.sqlite_sequence WHERE name = 'index_log'").get() as { seq: number }).seq;
}

/**
 * False when the index is of another version or another making of the history, or when rows of the log that it has
 * not seen were dropped already (the machine lost power after the log was pruned and before the index was on disk).
 */
function fits(state: Files): boolean {
  const progress = readProgress(state.db);
  if (progress === null || progress.generation !== generationOf(state)) return false;
  const last = lastSeq(state);
  const first = (state.prepare('SELECT min(seq) AS seq FROM history.index_log').get() as { seq: number | null }).seq ?? last + 1;
  return progress.doneSeq <= last && progress.doneSeq >= first - 1;
}

function startOver(state: Files): void {
  const count = state.db.prepare('SELECT (SELECT count(*) FROM history.interaction) + (SELECT count(*) FROM history.contact_point) AS n').get() as { n: number };
  makeTables(state.db, { generation: generationOf(state), doneSeq: lastSeq(state), remaining: count.n });
}

function progressOf(state: State): Progress {
  const progress = readProgress(state.db);
  if (progress === null) throw new DeskError('database-corrupt', { file: 'search' });
  return progress;
}

// ------------------------------------------------------------------------------------------------ one step

/** New rows first, so that a mail that arrives during a long build is found at once; then the build, newest first. */
function step(state: State): IndexStep {
  if (!fits(state)) startOver(state);
  const progress = progressOf(state);
  const last = lastSeq(state);
  const before = progress.remaining;
  let rows = 0;
  if (last > progress.doneSeq) rows = followLog(state, progress);
  else if (progress.builtPoint !== null) rows = buildPoints(state, progress);
  else if (progress.builtKey !== null) rows = buildInteractions(state, progress);
  if (rows > 0 || progress.remaining !== before) {
    state.prepare('UPDATE progress SET done_seq = ?, built_point = ?, built_key = ?, remaining = ?').run(progress.doneSeq, progress.builtPoint, progress.builtKey, progress.remaining);
  }
  return { seq: progress.doneSeq, pending: last - progress.doneSeq + progress.remaining, rows };
}

function followLog(state: State, progress: Progress): number {
  const part = state.prepare('SELECT count(*) AS n, max(seq) AS last FROM (SELECT seq FROM history.index_log WHERE seq > ? ORDER BY seq LIMIT ?)')
    .get(progress.doneSeq, state.limits.logRows) as { n: number; last: number | null };
  const to = part.last ?? lastSeq(state);
  state.prepare('DELETE FROM todo').run();
  state.prepare('DELETE FROM todo_point').run();
  state.prepare('INSERT OR IGNORE INTO todo SELECT key FROM history.index_log WHERE seq > ? AND seq <= ? AND what = 0').run(progress.doneSeq, to);
  state.prepare('INSERT OR IGNORE INTO todo_point SELECT key FROM history.index_log WHERE seq > ? AND seq <= ? AND what = 1').run(progress.doneSeq, to);
  indexPoints(state);
  indexInteractions(state);
  progress.doneSeq = to;
  return Math.max(1, part.n);
}

function buildPoints(state: State, progress: Progress): number {
  state.prepare('DELETE FROM todo_point').run();
  const n = state.prepare('INSERT INTO todo_point SELECT id FROM history.contact_point WHERE id > ? ORDER BY id LIMIT ?').run(progress.builtPoint, state.limits.points).changes;
  indexPoints(state);
  const last = state.prepare('SELECT max(id) AS id FROM todo_point').get() as { id: number | null };
  progress.builtPoint = n < state.limits.points ? null : last.id;
  progress.remaining = Math.max(0, progress.remaining - n);
  return Math.max(1, n);
}

function buildInteractions(state: State, progress: Progress): number {
  state.prepare('DELETE FROM todo').run();
  let n = 0;
  let bytes = 0;
  let from = progress.builtKey as number;
  for (const row of state.prepare('SELECT key, octet_length(text) AS size FROM history.interaction WHERE key < ? ORDER BY key DESC LIMIT ?').iterate(progress.builtKey, state.limits.buildRows) as Iterable<{ key: number; size: number }>) {
    n++;
    bytes += row.size;
    from = row.key;
    if (bytes > state.limits.buildBytes) break;
  }
  state.prepare('INSERT INTO todo SELECT key FROM history.interaction WHERE key >= ? AND key < ?').run(from, progress.builtKey);
  progress.builtKey = n === 0 ? null : from;
  progress.remaining = progress.builtKey === null ? 0 : Math.max(0, progress.remaining - n);
  // What the log brought in the meantime stands already.
  state.prepare('DELETE FROM todo WHERE key IN (SELECT id FROM interaction_fts_docsize)').run();
  indexInteractions(state);
  return Math.max(1, n);
}

// ------------------------------------------------------------------------------------------------ interactions

/** A contact point in the `people` of an interaction: its mark, name and address. */
const WHO = (point: string): string => `' ${pointMark('')}' || ${point}.id || ' ' || ${point}.people`;
/**
 * `people` of an interaction: who wrote, who of ours, the marks of channel and contact points, names and addresses of all
 * of them. Those beside the main one stand in `detail`, or a person moved the interaction to them.
 */
const PEOPLE = `i.author || ' ' || i.agent || ' ${channelMark('')}' || i.channel || coalesce(${WHO('p')}, '')
  || CASE WHEN json_array_length(i.detail, '$.parties') > (i.main_point IS NOT NULL) THEN coalesce((SELECT group_concat(${WHO('o')}, '') FROM json_each(i.detail, '$.parties') j
    JOIN history.contact_point c ON c.uuid = j.value ->> 'point' JOIN point o ON o.id = c.id WHERE c.id IS NOT i.main_point), '') ELSE '' END
  || coalesce((SELECT group_concat(${WHO('o')}, '') FROM history.assignment a JOIN history.contact_point c ON c.uuid = a.to_point JOIN point o ON o.id = c.id
    WHERE a.interaction_id = i.id AND c.id IS NOT i.main_point), '')`;
export const INSERT_INTERACTIONS = `INSERT INTO interaction_fts (rowid, title, body, people)
  SELECT i.key, i.title, i.text, ${PEOPLE} FROM todo CROSS JOIN history.interaction i ON i.key = todo.key LEFT JOIN point p ON p.id = i.main_point ORDER BY todo.key`;
export const INSERT_TITLES = `INSERT INTO title_fts (rowid, title)
  SELECT i.key, i.title FROM todo CROSS JOIN history.interaction i ON i.key = todo.key WHERE i.title <> '' ORDER BY todo.key`;

/** Indexes the keys in `todo` as they stand in the history now; those that are gone there go here. Ascending, as FTS5 needs it to be cheap. */
function indexInteractions(state: State): void {
  state.prepare('DELETE FROM interaction_fts WHERE rowid IN (SELECT key FROM todo JOIN interaction_fts_docsize d ON d.id = todo.key)').run();
  state.prepare('DELETE FROM title_fts WHERE rowid IN (SELECT key FROM todo JOIN title_fts_docsize d ON d.id = todo.key)').run();
  state.prepare('DELETE FROM todo_point').run();
  state.prepare(`INSERT OR IGNORE INTO todo_point SELECT i.main_point FROM todo CROSS JOIN history.interaction i ON i.key = todo.key
    WHERE i.main_point IS NOT NULL AND i.main_point NOT IN (SELECT id FROM point)`).run();
  indexPoints(state);
  state.prepare(INSERT_INTERACTIONS).run();
  state.prepare(INSERT_TITLES).run();
}

/** A customer got another name: the interactions of its points are found by it after this. Idle work, because a name may change many times during a sync. */
function reindexStale(state: State): boolean {
  return state.db.transaction(() => {
    state.prepare('DELETE FROM todo_point').run();
    if (state.prepare('INSERT INTO todo_point SELECT id FROM stale_point LIMIT ?').run(STALE_POINTS).changes === 0) return false;
    state.prepare('DELETE FROM stale_point WHERE id IN (SELECT id FROM todo_point)').run();
    state.prepare('DELETE FROM todo').run();
    state.prepare(`INSERT OR IGNORE INTO todo SELECT q.interaction FROM todo_point t CROSS JOIN history.party q ON q.point = t.id
      WHERE q.interaction IN (SELECT id FROM interaction_fts_docsize)`).run();
    indexInteractions(state);
    return true;
  })();
}

// ------------------------------------------------------------------------------------------------ frequent words

/**
 * Counts words in a sample of the interactions, evenly spread over time. A beginning of three letters may stand for a
 * hundred thousand hits, which FTS5 reads all before it gives the first; the most frequent words that begin so, looked
 * up one by one, give the newest fifty in a millisecond. Done again when the history has doubled. @returns false when it need not be
 */
function sampleWords(state: State): boolean {
  const { n } = state.prepare('SELECT count(*) AS n FROM interaction_fts_docsize').get() as { n: number };
  const { sampled } = state.prepare('SELECT sampled FROM progress').get() as { sampled: number };
  if (n < SAMPLE_FROM || n < 2 * sampled) return false;
  const counts = new Map<string, number>();
  const span = state.prepare('SELECT min(id) AS first, max(id) AS last FROM interaction_fts_docsize').get() as { first: number; last: number };
  const row = state.prepare('SELECT i.title, i.author, substr(i.text, 1, 4000) AS text FROM history.interaction i WHERE i.key >= ? ORDER BY i.key LIMIT 1');
  for (let at = 0; at < SAMPLE; at++) {
    const found = row.get(Math.floor(span.first + ((span.last - span.first) / SAMPLE) * at)) as { title: string; author: string; text: string } | undefined;
    if (found === undefined) continue;
    for (const word of new Set(wordsIn(plain(`${found.title} ${found.author} ${found.text}`)))) if (word.length >= 3 && word.length <= 40) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  state.db.transaction(() => {
    state.prepare('DELETE FROM frequent_word').run();
    for (const [word, count] of counts) if (count >= 2) state.prepare('INSERT INTO frequent_word (word, n) VALUES (?, ?)').run(word, count);
    state.prepare('UPDATE progress SET sampled = ?').run(n);
  })();
  return true;
}
