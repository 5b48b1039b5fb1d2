/**
 * The shape of `search.db`: derived from the history beside it, may be deleted at any time.
 *
 * Every number here was measured with 20,000 mails of 3.4 KB text (README, "Search"): larger pages, a larger hash and
 * no merging while rows stream in bring the cost of a mail from 200 to 75 microseconds.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from './database.ts';
import type { Db } from './database.ts';

export const SEARCH_FILE = 'search.db';
/** Part of the file; another number makes the indexer build everything anew. */
export const SEARCH_VERSION = 1;

const PAGE_SIZE = 16_384;
const FTS_TABLES = ['interaction_fts', 'title_fts', 'point_fts'] as const;
/** Bound as BigInt, because FTS5 takes only SQLite integers. The merging of segments is the caller's, in idle time: while a backlog is written it would double the cost. */
const CONFIG: Readonly<Record<string, number>> = { pgsz: 8_000, hashsize: 8 * 1024 * 1024, automerge: 0, crisismerge: 200, usermerge: 4 };

/**
 * done_seq: last row of index_log that is in the index. built_point, built_key: how far a build from scratch has come
 * (points ascending, interactions descending; null when that part is finished). remaining: rows it has yet to visit.
 * sampled: how many interactions there were when frequent_word was last filled (the words of a sample, and in how many
 * of its texts each stands). said: the words of a contact point as they were indexed.
 * point_word: words of its names, and its mail addresses, for what trigrams are too short or too many for.
 * stale_point: points whose interactions show former names.
 */
const SCHEMA = `
CREATE TABLE progress (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  version INTEGER NOT NULL,
  generation TEXT NOT NULL,
  done_seq INTEGER NOT NULL,
  built_point INTEGER,
  built_key INTEGER,
  remaining INTEGER NOT NULL,
  sampled INTEGER NOT NULL
);
CREATE VIRTUAL TABLE interaction_fts USING fts5(title, body, people, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE title_fts USING fts5(title, content='', contentless_delete=1, tokenize="trigram remove_diacritics 1");
CREATE VIRTUAL TABLE point_fts USING fts5(said, content='', contentless_delete=1, tokenize="trigram remove_diacritics 1");
CREATE TABLE point (id INTEGER PRIMARY KEY, people TEXT NOT NULL, said TEXT NOT NULL);
CREATE TABLE point_word (word TEXT NOT NULL, point INTEGER NOT NULL, PRIMARY KEY (word, point)) WITHOUT ROWID;
CREATE TABLE stale_point (id INTEGER PRIMARY KEY);
CREATE TABLE frequent_word (word TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
`;

export type Progress = { version: number; generation: string; doneSeq: number; builtPoint: number | null; builtKey: number | null; remaining: number };

/** @throws DeskError key-wrong, database-corrupt, disk-full: the first two mean that the file should be removed and made anew */
export function openSearchFile(dir: string, keyHex: string): Db {
  return openDatabase(join(dir, SEARCH_FILE), keyHex, { pageSize: PAGE_SIZE });
}

export function removeSearchFile(dir: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(join(dir, SEARCH_FILE + end), { force: true });
}

/** Null while the file holds no index, or one of another version. */
export function readProgress(db: Db): Progress | null {
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'progress'").get() === undefined) return null;
  const row = db.prepare('SELECT version, generation, done_seq AS doneSeq, built_point AS builtPoint, built_key AS builtKey, remaining FROM progress').get() as Progress | undefined;
  return row === undefined || row.version !== SEARCH_VERSION ? null : row;
}

/** Empties the file and makes its tables, in the caller's transaction. */
export function makeTables(db: Db, start: { generation: string; doneSeq: number; remaining: number }): void {
  for (const table of FTS_TABLES) db.exec(`DROP TABLE IF EXISTS ${table}`);
  for (const table of ['progress', 'point', 'point_word', 'stale_point', 'frequent_word']) db.exec(`DROP TABLE IF EXISTS ${table}`);
  db.exec(SCHEMA);
  for (const table of FTS_TABLES) for (const [name, value] of Object.entries(CONFIG)) db.prepare(`INSERT INTO ${table} (${table}, rank) VALUES (?, ?)`).run(name, BigInt(value));
  db.prepare('INSERT INTO progress (one, version, generation, done_seq, built_point, built_key, remaining, sampled) VALUES (1, ?, ?, ?, 0, ?, ?, 0)')
    .run(SEARCH_VERSION, start.generation, start.doneSeq, Number.MAX_SAFE_INTEGER, start.remaining);
}

/** One step of joining segments, at most `pages` pages of each table. @returns whether there was anything to join */
export function mergeStep(db: Db, pages: number): boolean {
  let isBusy = false;
  for (const table of FTS_TABLES) {
    const before = changes(db);
    db.prepare(`INSERT INTO ${table} (${table}, rank) VALUES ('merge', ?)`).run(BigInt(pages));
    // The documented sign that nothing was left to merge: fewer than two rows changed.
    if (changes(db) - before >= 2) isBusy = true;
  }
  return isBusy;
}

function changes(db: Db): number {
  return (db.prepare('SELECT total_changes() AS n').get() as { n: number }).n;
}
