/**
 * How long a search and the figures take in a million interactions: encrypted, built by the product's own indexer, fifty rows fetched
 * and their snippets made. The database is kept in `.cache/bench` until the schema, the indexer or the generator changes.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { phoneDigits } from '../../electron/core/identity/phone.ts';
import { openIndexer } from '../../electron/core/store/indexRows.ts';
import { HISTORY_FILE, openStore } from '../../electron/core/store/open.ts';
import type { Store } from '../../electron/core/store/open.ts';
import { openSearch } from '../../electron/core/store/search.ts';
import type { Search } from '../../electron/core/store/search.ts';
import { removeSearchFile, SEARCH_FILE } from '../../electron/core/store/searchFile.ts';
import { measureNumbers } from './numbers.ts';
import type { NumbersFigures } from './numbers.ts';
import { customerMail, customerName, customerPhone, fillHistory, orderNumber, ROWS, seeded, vocabulary } from './searchHistory.ts';
import type { Random } from './searchHistory.ts';

const KEY = 'c3'.repeat(32);
const QUERIES = 48;
const LIMIT = 50;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What the cached history and the cached index depend on. */
const HISTORY_MADE_BY = ['electron/core/store/migrations', 'e2e/bench/searchHistory.ts'];
const INDEX_MADE_BY = ['electron/core/store/searchFile.ts', 'electron/core/store/indexRows.ts', 'electron/core/store/indexPoints.ts', 'electron/core/store/query.ts', 'electron/core/identity/phone.ts'];
const INDEX_NOTE = 'index.json';

export type SearchFigures = {
  search_rows: number;
  search_p50_ms: number;
  search_p95_ms: number;
  search_max_ms: number;
  /** Each query's first run, pages not yet in the cache of the connection. */
  search_first_p95_ms: number;
  /** Interactions indexed a second when the index was built, and the size of history and index. */
  search_index_rows_per_s: number;
  search_history_mib: number;
  search_index_mib: number;
} & Record<`search_${string}`, number> & NumbersFigures;

/** @param say progress in words, for whoever waits for the first build of a minute or two */
export async function measureSearch(say: (line: string) => void = () => {}): Promise<SearchFigures> {
  const { dir, indexRowsPerS } = await preparedProfile(say);
  const store = openStore(dir, KEY);
  const search = openSearch(dir, KEY, store);
  try {
    const first: number[] = [];
    const warm: number[] = [];
    const kinds: Record<string, number> = {};
    for (const [kind, queries] of Object.entries(queriesOf(store))) {
      const cold = queries.map((query) => timed(store, search, query));
      const times = queries.map((query) => medianOfThree(() => timed(store, search, query)));
      first.push(...cold);
      warm.push(...times);
      kinds[`search_${kind}_p50_ms`] = percentile(times, 50);
      kinds[`search_${kind}_p95_ms`] = percentile(times, 95);
      say(`search, ${kind}: p50 ${percentile(times, 50)} ms, p95 ${percentile(times, 95)} ms (first run p95 ${percentile(cold, 95)} ms)`);
    }
    return {
      search_rows: ROWS, search_p50_ms: percentile(warm, 50), search_p95_ms: percentile(warm, 95), search_max_ms: percentile(warm, 100), search_first_p95_ms: percentile(first, 95),
      search_index_rows_per_s: indexRowsPerS, search_history_mib: mib(join(dir, HISTORY_FILE)), search_index_mib: mib(join(dir, SEARCH_FILE)), ...kinds, ...measureNumbers(store, say),
    };
  } finally {
    search.close();
    store.close();
  }
}

type Query = { text: string; customer?: number; inCustomers?: boolean };

/** What the window asks for: keys, rows with the customer's name, snippets. */
function timed(store: Store, search: Search, query: Query): number {
  const start = performance.now();
  if (query.inCustomers) {
    const row = store.prepare('SELECT name, organisation, interactions, last_at_ms FROM customer WHERE id = ?');
    for (const { customerId } of search.customers(query.text, { limit: LIMIT, offset: 0 }).rows) row.get(customerId);
  } else {
    const row = store.prepare(`SELECT i.id, i.channel, i.direction, i.occurred_at_ms, i.title, i.text, c.uuid, c.name FROM interaction i
      LEFT JOIN contact_point p ON p.id = i.main_point LEFT JOIN customer c ON c.id = p.customer WHERE i.key = ?`);
    const { hits, snippet } = search.interactions(query.text, { limit: LIMIT, ...(query.customer === undefined ? {} : { customerPoints: [2 * query.customer - 1, 2 * query.customer] }) });
    for (const { key } of hits) snippet(row.get(key) as { text: string });
  }
  return performance.now() - start;
}

/** What a neighbour process takes from one run in three does not count. */
function medianOfThree(run: () => number): number {
  return [run(), run(), run()].toSorted((a, b) => a - b)[1] as number;
}

function queriesOf(store: Store): Record<string, Query[]> {
  const random = seeded(77);
  const words = vocabulary();
  const times = (make: () => string): Query[] => Array.from({ length: QUERIES }, () => ({ text: make() }));
  const between = (from: number, to: number): string => words[from + random.below(to - from)] as string;
  const prefix = (letters: number): string => {
    for (;;) {
      const word = between(0, 3_000).normalize('NFD').replace(/\p{M}/gu, '');
      if (word.length > letters) return word.slice(0, letters);
    }
  };
  const customer = (): number => 1 + random.below(50_000);
  return {
    common_word: times(() => `${between(0, 30)} `),
    middle_word: times(() => `${between(30, 1_000)} `),
    rare_word: times(() => `${between(1_000, 15_000)} `),
    two_words: times(() => `${between(0, 300)} ${between(0, 3_000)} `),
    phrase: times(() => `"${neighbours(store, random)}"`),
    excluded: times(() => `${between(60, 300)} -${between(0, 300)} `),
    prefix_3: times(() => prefix(3)),
    prefix_5: times(() => prefix(5)),
    short: times(() => prefix(2)),
    phone: times(() => spelled(customerPhone(customer()), random)),
    name: times(() => customerName(customer()).split(' ').slice(0, 2).join(' ')),
    address: times(() => customerMail(customer())),
    order_fragment: times(() => orderNumber(random.below(ROWS)).slice(5, 11)),
    in_one_customer: Array.from({ length: QUERIES }, () => ({ text: `${between(0, 1_000)} `, customer: 1 + random.below(500) })),
    from_and_date: times(() => `${between(0, 300)} from:${customerName(customer()).split(' ')[1]} after:202${random.below(5)}-0${1 + random.below(9)}`),
    customer_name: times(() => customerName(customer()).split(' ')[1]?.slice(0, 4) ?? '').map((query) => ({ ...query, inCustomers: true })),
    customer_phone: times(() => spelled(customerPhone(customer()), random).slice(-6)).map((query) => ({ ...query, inCustomers: true })),
  };
}

/** Two words that stand side by side in some row. */
function neighbours(store: Store, random: Random): string {
  const statement = store.prepare('SELECT text FROM interaction WHERE key >= ? AND text <> \'\' LIMIT 1');
  const span = store.prepare('SELECT min(key) AS first, max(key) AS last FROM interaction').get() as { first: number; last: number };
  for (;;) {
    const { text } = statement.get(Math.floor(span.first + random.next() * (span.last - span.first) * 0.99)) as { text: string };
    const words = text.match(/\p{L}+/gu) ?? [];
    const at = random.below(Math.max(1, words.length - 1));
    if ((words[at] ?? '').length > 2 && (words[at + 1] ?? '').length > 2) return `${words[at]} ${words[at + 1]}`;
  }
}

function spelled(e164: string, random: Random): string {
  const [area, subscriber] = [e164.slice(4, 6), e164.slice(6)];
  const [a, b] = [subscriber.slice(0, 4), subscriber.slice(4)];
  return random.pick([`15 ${a}-${b}`, `+54 9 ${area} ${a} ${b}`, `${a}${b}`, `(0${area}) 15-${a}-${b}`]);
}

async function preparedProfile(say: (line: string) => void): Promise<{ dir: string; indexRowsPerS: number }> {
  const cache = join(ROOT, '.cache', 'bench');
  const dir = join(cache, `search-${fingerprint(HISTORY_MADE_BY)}`);
  if (!existsSync(dir)) {
    for (const old of existsSync(cache) ? readdirSync(cache) : []) if (old.startsWith('search-')) rmSync(join(cache, old), { recursive: true, force: true });
    const making = join(cache, 'search-making');
    mkdirSync(making, { recursive: true });
    makeHistory(making, say);
    renameSync(making, dir);
  }
  const note = join(dir, INDEX_NOTE);
  const madeBy = fingerprint(INDEX_MADE_BY);
  let known = existsSync(note) ? (JSON.parse(readFileSync(note, 'utf8')) as { madeBy: string; rowsPerS: number }) : null;
  if (known?.madeBy !== madeBy) {
    rmSync(note, { force: true });
    known = { madeBy, rowsPerS: await makeIndex(dir, say) };
    writeFileSync(note, JSON.stringify(known));
  }
  return { dir, indexRowsPerS: known.rowsPerS };
}

function fingerprint(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    const files = statSync(join(ROOT, path)).isDirectory() ? readdirSync(join(ROOT, path)).sort().map((name) => join(path, name)) : [path];
    for (const file of files) hash.update(readFileSync(join(ROOT, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

function makeHistory(dir: string, say: (line: string) => void): void {
  const store = openStore(dir, KEY);
  // Only for making the rows: a crash here means making them again.
  store.db.pragma('synchronous = OFF');
  store.db.pragma('cache_size = -400000');
  fillHistory(store, (done) => { if (done % 100_000 === 0) say(`search: ${done.toLocaleString('en')} of ${ROWS.toLocaleString('en')} interactions made`); });
  store.close();
}

/** @returns interactions indexed a second */
async function makeIndex(dir: string, say: (line: string) => void): Promise<number> {
  removeSearchFile(dir);
  const indexer = openIndexer(dir, HISTORY_FILE, KEY, phoneDigits);
  const start = performance.now();
  for (let steps = 1; ; steps++) {
    const { rows, pending } = indexer.step();
    if (rows === 0) break;
    if (steps % 20 === 0) say(`search: ${pending.toLocaleString('en')} rows still to be indexed`);
    // Lets a caller that shows progress breathe.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const seconds = (performance.now() - start) / 1_000;
  while (indexer.tidy());
  indexer.close();
  say(`search: indexed in ${seconds.toFixed(0)} s, tidied in ${((performance.now() - start) / 1_000 - seconds).toFixed(0)} s`);
  return Math.round(ROWS / seconds);
}

function mib(file: string): number {
  return Math.round(statSync(file).size / 2 ** 20);
}

/** Nearest rank, two decimals. */
function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? 0;
  return Math.round(value * 100) / 100;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const figures = await measureSearch((line) => process.stderr.write(`${line}\n`));
  process.stdout.write(`${JSON.stringify(figures, null, 1)}\n`);
}
