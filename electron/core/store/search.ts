/**
 * Search over everything, read side: runs on the core's main thread beside all other queries.
 *
 * Owns one read-only connection of `search.db`. Promises newest first without sorting what matches, an answer to any
 * text, and empty answers (never an error) while the index is missing, broken or being made. Never writes.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DeskError } from '../../../shared/result.ts';
import { openDatabase, storeError } from './database.ts';
import type { Db, Statement } from './database.ts';
import { keyAt } from './interactions.ts';
import type { Reader, Writer } from './open.ts';
import { findCustomers } from './searchCustomers.ts';
import type { CustomerHit } from './searchCustomers.ts';
import { findInteractions } from './searchInteractions.ts';
import { planSearch } from './query.ts';
import { readProgress, SEARCH_FILE } from './searchFile.ts';
import { snippetsFor } from './snippet.ts';
import type { Snippets } from './snippet.ts';

export type InteractionHits = {
  /** Keys of interactions, newest first. One may have gone from the history since it was indexed. */
  hits: { key: number }[];
  /** The words around the first hit of a row; matches stand between HIT_START and HIT_END. */
  snippet: Snippets;
};

export type Search = {
  /** `customerPoints`: only what stands in the timelines of these contact points. */
  interactions(text: string, options: { limit: number; customerPoints?: readonly number[] }): InteractionHits;
  /** Customers with a fragment of a name, an organisation, an address, a document or a number in any spelling. */
  customers(text: string, options: { limit: number; offset: number }): { rows: CustomerHit[]; total: number };
  /** Rows of the history that no search finds yet (an upper bound). */
  pendingCount(): number;
  close(): void;
};

/** What a search reads: statements of both files are kept. */
export type SearchTables = { index: Reader; history: Reader };

/**
 * @param history reads hilo.db
 * @param onBroken called when the index turns out to be broken: the indexer should make it anew
 */
export function openSearch(dir: string, keyHex: string, history: Reader, onBroken: () => void = () => {}): Search {
  const file = join(dir, SEARCH_FILE);
  let open: { db: Db; index: Reader; fileId: string } | null = null;

  function close(): void {
    open?.db.close();
    open = null;
  }

  /** The index, opened again when its file was replaced; null while there is none. */
  function tables(): SearchTables | null {
    const stat = statSync(file, { throwIfNoEntry: false });
    const fileId = stat === undefined ? '' : `${stat.ino}:${stat.birthtimeMs}`;
    if (open !== null && open.fileId !== fileId) close();
    if (open === null && stat !== undefined) {
      const db = openDatabase(file, keyHex, { readonly: true });
      db.pragma('cache_size = -24000');
      open = { db, index: { prepare: statementCache(db) }, fileId };
    }
    if (open === null || readProgress(open.db) === null) return null;
    return { index: open.index, history };
  }

  function answer<T>(empty: T, work: (tables: SearchTables) => T): T {
    try {
      const both = tables();
      return both === null ? empty : work(both);
    } catch (thrown) {
      close();
      const error = storeError(thrown);
      if (!(error instanceof DeskError)) {
        // The file is just being replaced under this connection; the next question opens the new one.
        if (isFileTrouble(error)) return empty;
        throw error;
      }
      if (error.code === 'database-corrupt' || error.code === 'key-wrong') onBroken();
      return empty;
    }
  }

  return {
    interactions(text, { limit, customerPoints }) {
      const plan = planSearch(text);
      const keys = answer<number[]>([], (both) => findInteractions(both, plan, {
        limit, points: customerPoints ?? null,
        fromKey: plan.fromMs === null ? 0 : keyAt(plan.fromMs),
        untilKey: plan.untilMs === null ? Number.MAX_SAFE_INTEGER : keyAt(plan.untilMs) - 1,
      }));
      return { hits: keys.map((key) => ({ key })), snippet: snippetsFor(plan) };
    },
    customers: (text, page) => answer({ rows: [], total: 0 }, (both) => findCustomers(both, text, page)),
    pendingCount() {
      const last = (history.prepare("SELECT coalesce(max(seq), 0) AS seq FROM sqlite_sequence WHERE name = 'index_log'").get() as { seq: number }).seq;
      const progress = answer(null, () => (open === null ? null : readProgress(open.db)));
      if (progress !== null) return Math.max(0, last - progress.doneSeq) + progress.remaining;
      // With no index everything waits. The customers' own counts are near enough, and quickly added up.
      const { n } = history.prepare('SELECT coalesce(sum(interactions), 0) AS n FROM customer').get() as { n: number };
      return Math.max(n, last > 0 ? 1 : 0);
    },
    close,
  };
}

/** Drops what the indexer has done; its number comes with each `indexed` message. */
export function pruneIndexLog(writer: Writer, seq: number): void {
  writer.prepare('DELETE FROM index_log WHERE seq <= ?').run(seq);
}

function isFileTrouble(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && /^SQLITE_(IOERR|CANTOPEN|READONLY)/.test(String(thrown.code));
}

function statementCache(db: Db): (sql: string) => Statement {
  const known = new Map<string, Statement>();
  return (sql) => {
    let statement = known.get(sql);
    if (statement === undefined) known.set(sql, (statement = db.prepare(sql)));
    return statement;
  };
}
