/** A small history for the tests of search: rows as ingest leaves them, with their entries in index_log. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Channel, InteractionId } from '../../../shared/domain.ts';
import { openIndexer } from './indexRows.ts';
import type { Indexer } from './indexRows.ts';
import { insertInteraction, interactionByKey } from './interactions.ts';
import { HISTORY_FILE, openStore } from './open.ts';
import type { Store } from './open.ts';
import { openSearch } from './search.ts';
import type { Search } from './search.ts';

export const TEST_KEY = '5a'.repeat(32);
const SMALL_STEPS = { logRows: 2_000, buildRows: 1_000, buildBytes: 1_000_000, points: 5 };
const FIRST_MS = Date.UTC(2024, 0, 1);

/** The spellings that the tests type, for Argentine mobiles alone; the real ones are identity's. */
export function testSpellings(value: string): string[] {
  const mobile = /^\+549(\d{2})(\d{8})$/.exec(value);
  return mobile === null ? [value.slice(1)] : [value.slice(1), `0${mobile[1]}15${mobile[2]}`, `15${mobile[2]}`];
}

/** Takes so little at once that a few thousand rows make several steps. */
export function testIndexer(dir: string): Indexer {
  return openIndexer(dir, HISTORY_FILE, TEST_KEY, testSpellings, SMALL_STEPS);
}

export type SearchWorld = {
  dir: string;
  store: Store;
  indexer: Indexer;
  search: Search;
  /** How often the search found the index broken. */
  broken: number;
  /** Adds a customer with one contact point. */
  point(kind: string, value: string, name: string): number;
  /** Adds an interaction one minute after the one before, unless told when. @returns its key */
  say(text: string, options?: { title?: string; point?: number; others?: number[]; author?: string; channel?: Channel; atMs?: number }): number;
  rename(point: number, name: string): void;
  /** Joins the second point to the customer of the first. */
  join(point: number, other: number): void;
  change(key: number, text: string): void;
  remove(key: number): void;
  /** Runs the indexer until nothing is left, idle work included. */
  index(): void;
  keys(text: string, options?: { limit?: number; customerPoints?: number[] }): number[];
  close(): void;
};

export function searchWorld(): SearchWorld {
  const dir = mkdtempSync(join(tmpdir(), 'hilo-search-'));
  const store = openStore(dir, TEST_KEY);
  let count = 0;
  const log = (what: number, key: number): void => { store.prepare('INSERT INTO index_log (what, key) VALUES (?, ?)').run(what, key); };
  const uuid = (): string => `${(++count * 7919).toString(16).padStart(8, '0')}-0000-5000-8000-${String(count).padStart(12, '0')}`;
  const uuidOf = (point: number): string => (store.prepare('SELECT uuid FROM contact_point WHERE id = ?').get(point) as { uuid: string }).uuid;
  const world: SearchWorld = {
    dir, store,
    indexer: testIndexer(dir),
    search: openSearch(dir, TEST_KEY, store, () => { world.broken++; }),
    broken: 0,
    point(kind, value, name) {
      const id = Number(store.prepare('INSERT INTO contact_point (uuid, kind, value, customer, name, seen_at_ms) VALUES (?, ?, ?, 0, ?, 0)').run(uuid(), kind, value, name).lastInsertRowid);
      store.prepare('UPDATE contact_point SET customer = id WHERE id = ?').run(id);
      store.prepare('INSERT INTO customer (id, uuid, name, organisation, interactions, channels, attempts, missed) VALUES (?, ?, ?, ?, 0, 0, 0, 0)').run(id, uuid(), name || value, '');
      log(1, id);
      return id;
    },
    say(text, { title = '', point, others = [], author = '', channel = 'mail', atMs } = {}) {
      const parties = [...(point === undefined ? [] : [point]), ...others].map((id) => ({ point: id, role: 'from', word: 1, missed: false }));
      const when = atMs ?? FIRST_MS + (count + 1) * 60_000;
      return store.write((writer) => insertInteraction(writer, {
        id: uuid() as InteractionId, record: null, operation: null, channel, direction: 'inbound', occurredAtMs: when, marks: 0, mainPoint: point ?? null, threadKey: null,
        author, agent: '', title, preview: text.slice(0, 280), detail: JSON.stringify({ parties: parties.map((party) => ({ point: uuidOf(party.point) })) }), text,
      }, parties));
    },
    rename(point, name) {
      store.prepare('UPDATE customer SET name = ? WHERE id = (SELECT customer FROM contact_point WHERE id = ?)').run(name, point);
      log(1, point);
    },
    join(point, other) {
      store.prepare('UPDATE contact_point SET customer = (SELECT customer FROM contact_point WHERE id = ?) WHERE id = ?').run(point, other);
      log(1, point);
      log(1, other);
    },
    change(key, text) {
      store.prepare('UPDATE interaction SET text = ? WHERE key = ?').run(text, key);
      log(0, key);
    },
    remove(key) {
      store.prepare('DELETE FROM interaction WHERE key = ?').run(key);
      log(0, key);
    },
    index() {
      while (world.indexer.step().rows > 0 || world.indexer.tidy());
    },
    keys: (text, options = {}) => world.search.interactions(text, { limit: 50, ...options }).hits.map((hit) => hit.key),
    close() {
      world.search.close();
      world.indexer.close();
      store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return world;
}

export function textOf(world: SearchWorld, key: number): string {
  return interactionByKey(world.store, key)?.text ?? '';
}
