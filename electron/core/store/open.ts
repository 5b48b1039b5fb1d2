/**
 * The store: one encrypted SQLite file with the whole history, and beside it the vault with large raw records.
 *
 * Owns the one writing connection. Promises that everything one write function does is committed together or not at
 * all, and that listeners hear of it only after the commit. Never awaits, reads a clock or touches the network
 * inside a write.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Topic } from '../../../shared/contract.ts';
import { DeskError, invariant } from '../../../shared/result.ts';
import { openDatabase, storeError } from './database.ts';
import type { Db, Statement } from './database.ts';
import { migrate } from './migrate.ts';
import { openVault } from './vault.ts';
import type { Vault } from './vault.ts';

export const HISTORY_FILE = 'hilo.db';

/** What a read function needs. `prepare` keeps each statement, so it may be called on a hot path. */
export type Reader = { prepare(sql: string): Statement };

/** Exists only inside `Store.write`; that a function takes one says that it changes rows. */
export type Writer = Reader & {
  /** Names what changed, for the change feed; told to listeners after the commit. */
  touch(topic: Topic): void;
};

export type Store = Reader & {
  readonly db: Db;
  readonly vault: Vault;
  /** Runs `work` in one transaction. @throws DeskError disk-full, database-corrupt, and whatever `work` throws */
  write<T>(work: (writer: Writer) => T): T;
  /** Called after each commit that touched something, in order. Answers with the function that ends it. */
  onChange(listener: (change: { seq: number; topics: Topic[] }) => void): () => void;
  close(): void;
};

/** More topics than this in one write are told as their general topic: nobody watches hundreds of customers at once. */
export const MANY_TOPICS = 40;
const FEED_KEEP = 5_000;
const FEED_TRIM_EVERY = 500;

/** @param dir the profile folder, made when missing; null for a store in memory (tests) */
export function openStore(dir: string | null, keyHex: string | null): Store {
  if (dir !== null) mkdirSync(dir, { recursive: true, mode: 0o700 });
  const db = openDatabase(dir === null ? ':memory:' : join(dir, HISTORY_FILE), keyHex);
  try {
    // The page cache bounds memory. The log is moved into the file by the indexer's thread: a checkpoint waits for the
    // disk, and this thread answers queries. This one only bounds the log when no indexer runs.
    db.pragma('cache_size = -32000');
    db.pragma('wal_autocheckpoint = 16000');
    migrate(db);
  } catch (thrown) {
    db.close();
    throw storeError(thrown);
  }
  const prepare = statementCache(db);
  const listeners = new Set<(change: { seq: number; topics: Topic[] }) => void>();
  const vault = openVault(dir);

  function write<T>(work: (writer: Writer) => T): T {
    const topics = new Set<Topic>();
    const writer: Writer = { prepare, touch: (topic) => topics.add(topic) };
    let seq = 0;
    invariant(!db.inTransaction, 'a write inside a write');
    let result: T;
    try {
      result = db.transaction(() => {
        const value = work(writer);
        seq = appendFeed(writer, topics);
        return value;
      }).immediate();
    } catch (thrown) {
      throw storeError(thrown);
    }
    if (topics.size > 0) for (const listener of listeners) tell(listener, { seq, topics: [...topics] });
    return result;
  }

  return {
    db, vault, prepare, write,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      vault.close();
      db.close();
    },
  };
}

/** The commit stands, whatever a listener does: its fault must not look like a failed write, and must not be swallowed either. */
function tell(listener: (change: { seq: number; topics: Topic[] }) => void, change: { seq: number; topics: Topic[] }): void {
  try {
    listener(change);
  } catch (thrown) {
    queueMicrotask(() => { throw thrown; });
  }
}

function statementCache(db: Db): (sql: string) => Statement {
  const known = new Map<string, Statement>();
  return (sql) => {
    let statement = known.get(sql);
    if (statement === undefined) known.set(sql, (statement = db.prepare(sql)));
    return statement;
  };
}

function appendFeed(writer: Writer, topics: Set<Topic>): number {
  if (topics.size > MANY_TOPICS) for (const topic of topics) if (topic.startsWith('customer:')) topics.delete(topic);
  let seq = 0;
  for (const topic of topics) seq = Number(writer.prepare('INSERT INTO change_feed (topic) VALUES (?)').run(topic).lastInsertRowid);
  // One write may step over a round number.
  if (seq > FEED_KEEP && seq % FEED_TRIM_EVERY < topics.size) writer.prepare('DELETE FROM change_feed WHERE seq < ?').run(seq - FEED_KEEP);
  return seq;
}

/** For rows that nothing hangs on (a word to the screen, a pruned log). @returns false when the disk is full or the file locked: it is done another time */
export function writeIfPossible(store: Pick<Store, 'write'>, work: (writer: Writer) => void): boolean {
  try {
    store.write(work);
    return true;
  } catch (thrown) {
    if (thrown instanceof DeskError && (thrown.code === 'disk-full' || thrown.code === 'database-locked')) return false;
    throw thrown;
  }
}

/**
 * A write that survives a power cut as well as a crash. Others may lose their last moment to one, and are made up for
 * by their source; nobody makes up for what was typed here, or for the mark that something is about to leave.
 */
export function writeDurably<T>(store: Pick<Store, 'write' | 'db'>, work: (writer: Writer) => T): T {
  store.db.pragma('synchronous = FULL');
  try {
    return store.write(work);
  } finally {
    store.db.pragma('synchronous = NORMAL');
  }
}
