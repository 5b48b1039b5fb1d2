/** Customers by any fragment of what is known of their contact points. */
import { plain } from '../../../shared/plain.ts';
import type { SearchTables } from './search.ts';
import { quoted } from './query.ts';

export type CustomerHit = {
  pointId: number;
  /** `customer.id`: the root contact point of the joined customer. */
  customerId: number;
  /** The address, number or former name that matched; empty when it was the name shown. */
  matched: string;
};

/** Points looked at for one answer; a fragment of more than these is no search yet. Ranking them costs about 5 ms. */
const MOST_POINTS = 1_000;
/** The trigram index finds nothing shorter. */
const FRAGMENT = 3;

type PointRow = { id: number; customer: number; name: string; lastKey: number | null };
type Ranked = PointRow & { rank: number };

/** Those whose name begins with the words first, then the ones heard of last. `total` counts at most the customers of 1,000 points. */
export function findCustomers(tables: SearchTables, text: string, page: { limit: number; offset: number }): { rows: CustomerHit[]; total: number } {
  const terms = termsOf(text);
  if (terms.length === 0) return { rows: [], total: 0 };
  const ids = candidates(tables, terms);
  const rows = tables.history.prepare(`SELECT p.id, p.customer, c.name, c.last_key AS lastKey FROM json_each(?) j CROSS JOIN contact_point p ON p.id = j.value
    JOIN customer c ON c.id = p.customer`).all(JSON.stringify(ids)) as PointRow[];
  const best = new Map<number, Ranked>();
  for (const row of rows) {
    const rank = rankOf(plain(row.name), terms);
    const known = best.get(row.customer);
    if (known === undefined || rank < known.rank || (rank === known.rank && row.id < known.id)) best.set(row.customer, { ...row, rank });
  }
  const ranked = [...best.values()].sort((a, b) => a.rank - b.rank || (b.lastKey ?? 0) - (a.lastKey ?? 0) || a.customer - b.customer);
  const shown = ranked.slice(page.offset, page.offset + page.limit);
  return { rows: shown.map((row) => ({ pointId: row.id, customerId: row.customer, matched: row.rank < 2 ? '' : matchedIn(tables, row, terms) })), total: ranked.length };
}

/** A number in any grouping is one term: its digits. */
function termsOf(text: string): string[] {
  const typed = text.replaceAll('\0', ' ').trim();
  const digits = typed.replace(/\D/g, '');
  if (digits.length >= FRAGMENT && /^[+(]*\d[\d\s().\-/]*$/.test(typed)) return [digits.replace(/^00/, '')];
  return plain(typed).split(/\s+/).map((term) => term.replace(/^["'(]+|["'),;]+$/g, '')).filter((term) => term !== '').slice(0, 12);
}

function candidates(tables: SearchTables, terms: readonly string[]): number[] {
  // The trigrams of an address stand in thousands of others; its beginning is looked up at once.
  const isShort = (term: string): boolean => [...term].length < FRAGMENT || (term.includes('@') && startsAny(tables, term));
  const short = terms.filter(isShort);
  const long = terms.filter((term) => !short.includes(term));
  let ids: number[] | null = null;
  if (long.length > 0) ids = idsOf(tables.index.prepare('SELECT rowid AS id FROM point_fts WHERE point_fts MATCH ? ORDER BY rowid DESC LIMIT ?').all(long.map(quoted).join(' AND '), MOST_POINTS));
  for (const term of short) {
    const words = ids === null
      ? tables.index.prepare('SELECT DISTINCT point AS id FROM point_word WHERE word >= ? AND word < ? LIMIT ?').all(term, `${term}\u{10FFFF}`, MOST_POINTS)
      : tables.index.prepare('SELECT DISTINCT point AS id FROM point_word WHERE word >= ? AND word < ? AND point IN (SELECT value FROM json_each(?))').all(term, `${term}\u{10FFFF}`, JSON.stringify(ids));
    ids = idsOf(words);
  }
  return ids ?? [];
}

function startsAny(tables: SearchTables, term: string): boolean {
  return tables.index.prepare('SELECT 1 FROM point_word WHERE word >= ? AND word < ? LIMIT 1').get(term, `${term}\u{10FFFF}`) !== undefined;
}

function idsOf(rows: unknown[]): number[] {
  return (rows as { id: number }[]).map((row) => row.id);
}

/** 0: a word of the name begins with each term, the first with the first; 1: each stands in the name; 2: something else matched. */
function rankOf(name: string, terms: readonly string[]): number {
  if (!terms.every((term) => name.includes(term))) return 2;
  return name.startsWith(terms[0] as string) && terms.every((term) => name.startsWith(term) || name.includes(` ${term}`)) ? 0 : 1;
}

/** The one of its names and addresses that the terms stand in; for a number the address it belongs to. */
function matchedIn(tables: SearchTables, row: PointRow, terms: readonly string[]): string {
  const known = tables.index.prepare('SELECT said FROM point WHERE id = ?').get(row.id) as { said: string } | undefined;
  const [names = '', address = '', ...others] = known?.said.split('\n') ?? [];
  const folded = plain(row.name);
  const missing = terms.find((term) => !folded.includes(term)) ?? '';
  const line = [address, ...names.split('\t'), ...others].find((part) => plain(part).includes(missing)) ?? '';
  return /^\d+$/.test(line) ? address : line;
}
