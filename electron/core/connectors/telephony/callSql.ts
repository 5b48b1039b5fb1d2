/**
 * The call log of an exchange in a database: every row once, newest first, and followed as calls end.
 *
 * A row appears when its call ends and bears the time it began: a long call comes late, with an old time, so a cursor
 * that only looks ahead would lose it. The window below the highest place is read again each time, and what of it was
 * given is remembered in the cursor; where the table counts its rows itself, the place is that number. History below is
 * read downwards, in whole seconds, because many rows may share one. Never writes to the database.
 *
 * Inside: cdrTable (layouts, rows), cdrDatabase (drivers, dialects).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DeskError } from '../../../../shared/result.ts';
import { SECOND_MS } from '../../../../shared/time.ts';
import type { CallSqlConfig, Connector, ConnectorContext, Cursor, RawRecord, Session, SyncBatch } from '../connector.ts';
import { openCdrDatabase } from './cdrDatabase.ts';
import type { CdrDatabase } from './cdrDatabase.ts';
import { describeTable, readRow, rowKey, secondsLater, toRecord } from './cdrTable.ts';
import type { CdrTable, CdrValues } from './cdrTable.ts';
import { BATCH_RECORDS, callBatch } from './telephonyBatch.ts';

export type CallSqlTuning = {
  /** How often the table is looked at; never more than a twentieth of the time goes into looking. */
  pollMs: number;
  /** Longest call whose row is surely found, where the table has no number of its own. */
  windowHours: number;
  /** Rows below the highest number that are looked at again: transactions end in another order than they began. */
  windowRows: number;
  pageRows: number;
};

const TUNING: CallSqlTuning = { pollMs: 5 * SECOND_MS, windowHours: 24, windowRows: 1_000, pageRows: 1_000 };
/** Rows of one second, or remembered keys of a window: more than any exchange has. */
const MOST_ROWS = 20_000;

/** `place`: which column the places are of; another one after the table was changed means a new start. */
type SqlCursor = { place: string; top: string | null; below: string | null; isHistoryRead: boolean; given: string[]; atEdge: string[]; done: number };
/** `row` is null for one that began at no time. */
type PlacedRow = { at: string; key: string; row: CdrValues | null };

/** The connector with other times and sizes; tests use it. */
export function createCallSqlConnector(tuning: Partial<CallSqlTuning> = {}): Connector {
  const tuned = { ...TUNING, ...tuning };
  return {
    kind: 'asteriskSql',
    async open(context) {
      const { config } = context.setup;
      if (!('engine' in config)) throw new DeskError('bad-request', { what: 'a call log account without a database' });
      const database = await openCdrDatabase(config);
      try {
        return new CallSqlSession(database, await tableOf(database, config), config, context, tuned);
      } catch (thrown) {
        await database.close();
        throw thrown;
      }
    },
  };
}

export const callSqlConnector: Connector = createCallSqlConnector();

/** @throws DeskError table-missing, columns-missing */
export async function tableOf(database: CdrDatabase, config: CallSqlConfig): Promise<CdrTable> {
  const found = await database.columns();
  if (found.length === 0) throw new DeskError('table-missing', { host: config.host, table: config.table });
  return describeTable(found, config.table);
}

class CallSqlSession implements Session {
  readonly capabilities = { live: false, effects: [], probe: false };
  readonly #database: CdrDatabase;
  readonly #table: CdrTable;
  readonly #stream: string;
  readonly #tuning: CallSqlTuning;
  readonly #closing = new AbortController();
  readonly #ended: AbortSignal;
  #seen: { from: string | null; is: string } | null = null;

  constructor(database: CdrDatabase, table: CdrTable, config: CallSqlConfig, context: ConnectorContext, tuning: CallSqlTuning) {
    this.#database = database;
    this.#table = table;
    this.#stream = config.table;
    this.#tuning = tuning;
    this.#ended = AbortSignal.any([context.signal, this.#closing.signal]);
    // A question under way would outlast the wish to stop.
    context.signal.addEventListener('abort', () => void this.close(), { once: true });
  }

  async *pull(cursors: ReadonlyMap<string, Cursor>): AsyncGenerator<SyncBatch, void, void> {
    try {
      yield* this.#pull(cursors.get(this.#stream));
    } catch (thrown) {
      if (!this.#ended.aborted) throw thrown;
    }
  }

  async waitForNews(): Promise<string[]> {
    while (!this.#ended.aborted) {
      const startedAt = performance.now();
      try {
        const from = this.#seen?.from ?? null;
        if (this.#seen?.is !== (await this.#measured(from))) return [this.#stream];
      } catch (thrown) {
        if (this.#ended.aborted) break;
        throw thrown;
      }
      await sleep(Math.max(this.#tuning.pollMs, 20 * (performance.now() - startedAt)), undefined, { signal: this.#ended }).catch(() => undefined);
    }
    return [];
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#database.close();
  }

  async *#pull(stored: Cursor | undefined): AsyncGenerator<SyncBatch, void, void> {
    const place = (this.#table.id ?? this.#table.start).name;
    const { highest, count } = await this.#database.measure(this.#table, null);
    let cursor = stored !== undefined && stored['place'] === place ? (stored as SqlCursor) : null;
    // A table that was emptied or put back counts from the beginning.
    if (cursor !== null && cursor.top !== null && (highest === null || this.#compare(highest, this.#floor(cursor.top)) < 0)) cursor = null;
    const isFresh = cursor === null || cursor.top === null;
    let now: SqlCursor = isFresh || cursor === null ? { place, top: highest, below: highest === null ? null : this.#after(highest), isHistoryRead: highest === null, given: [], atEdge: [], done: cursor?.done ?? 0 } : cursor;
    const from = now.top === null ? null : this.#floor(now.top);
    this.#seen = { from, is: await this.#measured(from) };
    if (!isFresh) now = yield* this.#window(now, count);
    yield* this.#history(now, count);
  }

  /** What is new at or above the window's lower end; no batch is complete. @returns the cursor behind it */
  async *#window(stored: SqlCursor, count: number): AsyncGenerator<SyncBatch, SqlCursor, void> {
    let cursor = stored;
    const given = new Set(stored.given);
    const kept: PlacedRow[] = [];
    const basket: RawRecord[] = [];
    let top = stored.top ?? '';
    const batch = (): SyncBatch => {
      const records = basket.splice(0);
      cursor = { ...cursor, top, given: [...given].slice(-MOST_ROWS), done: cursor.done + records.length };
      return this.#batch(records, cursor, count, false);
    };
    for await (const row of this.#upwards(this.#floor(top))) {
      if (row.row === null) continue;
      kept.push(row);
      // Below this, history has still to come and will bring it.
      if (given.has(row.key) || (!cursor.isHistoryRead && cursor.below !== null && this.#compare(row.at, cursor.below) < 0)) continue;
      given.add(row.key);
      if (this.#compare(row.at, top) > 0) top = row.at;
      basket.push(toRecord(row.row));
      if (basket.length >= BATCH_RECORDS) yield batch();
    }
    const floor = this.#floor(top);
    const inWindow = new Set(kept.filter((row) => this.#compare(row.at, floor) >= 0).map((row) => row.key));
    for (const key of given) if (!inWindow.has(key)) given.delete(key);
    if (basket.length > 0) yield batch();
    return { ...cursor, top, given: [...given].slice(-MOST_ROWS) };
  }

  async *#history(stored: SqlCursor, count: number): AsyncGenerator<SyncBatch, void, void> {
    let cursor = stored;
    while (!cursor.isHistoryRead && cursor.below !== null) {
      if (this.#ended.aborted) return;
      const rows = placed(await this.#database.rows(this.#table, { below: cursor.below, order: 'down', limit: BATCH_RECORDS + 1 }));
      const cut = rows.length > BATCH_RECORDS ? (rows.at(-1) as PlacedRow).at : null;
      const whole = cut === null ? rows : rows.filter((row) => row.at !== cut);
      if (whole.length === 0 && cut !== null) {
        for await (const batch of this.#crowdedPlace(cursor, cut, count)) {
          cursor = batch.cursor as SqlCursor;
          yield batch;
        }
        continue;
      }
      const floor = cursor.top === null ? null : this.#floor(cursor.top);
      const given = whole.filter((row) => row.row !== null && floor !== null && this.#compare(row.at, floor) >= 0).map((row) => row.key);
      const records = recordsOf(whole);
      cursor = { ...cursor, below: whole.at(-1)?.at ?? cursor.below, isHistoryRead: cut === null, given: [...cursor.given, ...given].slice(-MOST_ROWS), done: cursor.done + records.length };
      yield this.#batch(records, cursor, count, cursor.isHistoryRead);
      if (cursor.isHistoryRead) return;
    }
    yield this.#batch([], cursor, count, true);
  }

  /** More rows in one second than a batch holds (a clock that stood still, an import): all of it before anything below. */
  async *#crowdedPlace(stored: SqlCursor, at: string, count: number): AsyncGenerator<SyncBatch, void, void> {
    let cursor = stored;
    const rows = placed(await this.#database.rows(this.#table, { from: at, below: this.#after(at), order: 'up', limit: MOST_ROWS })).filter((row) => row.row !== null && !stored.atEdge.includes(row.key));
    const isInWindow = cursor.top !== null && this.#compare(at, this.#floor(cursor.top)) >= 0;
    for (let next = 0; next < rows.length; next += BATCH_RECORDS) {
      const part = rows.slice(next, next + BATCH_RECORDS);
      const keys = part.map(({ key }) => key);
      cursor = { ...cursor, atEdge: [...cursor.atEdge, ...keys], given: isInWindow ? [...cursor.given, ...keys].slice(-MOST_ROWS) : cursor.given, done: cursor.done + part.length };
      if (next + BATCH_RECORDS >= rows.length) cursor = { ...cursor, atEdge: [], below: at };
      yield this.#batch(recordsOf(part), cursor, count, false);
    }
    if (rows.length === 0) yield this.#batch([], { ...cursor, atEdge: [], below: at }, count, false);
  }

  /** Every row from a place on, each once, page by page while the table grows. */
  async *#upwards(from: string): AsyncGenerator<PlacedRow, void, void> {
    let next = from;
    while (!this.#ended.aborted) {
      const limit = this.#tuning.pageRows;
      const rows = placed(await this.#database.rows(this.#table, { from: next, order: 'up', limit: limit + 1 }));
      const cut = rows.length > limit ? (rows.at(-1) as PlacedRow).at : null;
      const whole = cut === null ? rows : rows.filter((row) => row.at !== cut);
      yield* whole;
      if (cut === null) return;
      next = cut;
      if (whole.length > 0) continue;
      yield* placed(await this.#database.rows(this.#table, { from: cut, below: this.#after(cut), order: 'up', limit: MOST_ROWS }));
      next = this.#after(cut);
    }
  }

  #batch(records: RawRecord[], cursor: SqlCursor, count: number, complete: boolean): SyncBatch {
    return callBatch({ stream: this.#stream, shown: this.#stream, records, cursor, done: cursor.done, total: complete ? cursor.done : Math.max(count, cursor.done), complete });
  }

  async #measured(from: string | null): Promise<string> {
    const { count, highest } = await this.#database.measure(this.#table, from);
    return `${count} ${highest ?? ''}`;
  }

  #floor(top: string): string {
    return this.#table.id === null ? secondsLater(top, -3_600 * this.#tuning.windowHours) : String(Math.max(0, Number(top) - this.#tuning.windowRows));
  }

  /** The least place above this one. */
  #after(place: string): string {
    return this.#table.id === null ? secondsLater(place, 1) : String(Number(place) + 1);
  }

  #compare(a: string, b: string): number {
    if (this.#table.id !== null) return Number(a) - Number(b);
    return a < b ? -1 : a > b ? 1 : 0;
  }
}

function placed(rows: readonly Record<string, unknown>[]): PlacedRow[] {
  return rows.map((found) => {
    const row = readRow(found);
    return { at: String(found['place']).slice(0, 19), key: row === null ? '' : rowKey(row), row };
  });
}

function recordsOf(rows: readonly PlacedRow[]): RawRecord[] {
  return rows.flatMap(({ row }) => (row === null ? [] : [toRecord(row)]));
}
