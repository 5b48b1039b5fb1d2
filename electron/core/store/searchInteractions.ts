/** Runs a search plan over the interactions. Every way through it stops after `limit` hits, newest first. */
import type { SearchTables } from './search.ts';
import { foldText, matchExpression, quoted } from './query.ts';
import type { SearchPlan, SearchTerm } from './query.ts';

export type Bounds = {
  limit: number;
  /** Only the timelines of these contact points; null: everything. */
  points: readonly number[] | null;
  /** Both included. */
  fromKey: number;
  untilKey: number;
};

/** A number or address stands for the timelines of at most so many contact points. */
const MOST_POINTS = 200;
/** Hits of an expression that are compared with a list of keys before the list's keys are looked up one by one: about 4 ms. */
const STREAMED = 5_000;
const KEYS_AT_ONCE = 200;
/** The newest keys of a person's timeline that words are looked for in. */
const MOST_KEYS = 50_000;
/** Titles with a fragment that are looked through for the other words. */
const MOST_TITLES = 2_000;

/** A JavaScript number is bound as a REAL, and FTS5 uses a bound of the rowid only when it is an INTEGER. */
const IN_BOUNDS = 'rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)';
export const MATCH_PAGE = `SELECT rowid AS key FROM interaction_fts WHERE interaction_fts MATCH ? AND ${IN_BOUNDS} ORDER BY rowid DESC LIMIT ?`;
const MATCH_KEYS = 'SELECT rowid AS key FROM interaction_fts WHERE interaction_fts MATCH ? AND rowid IN (SELECT value FROM json_each(?))';
export const TITLES = `SELECT rowid AS key FROM title_fts WHERE title_fts MATCH ? AND ${IN_BOUNDS} ORDER BY rowid DESC LIMIT ?`;
export const TIMELINE = 'SELECT interaction AS key FROM party WHERE point = ? AND interaction BETWEEN ? AND ? ORDER BY interaction DESC LIMIT ?';
const NEWEST = 'SELECT key FROM interaction WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT ?';

type KeyRow = { key: number };

/** @returns keys, newest first, each once */
export function findInteractions(tables: SearchTables, plan: SearchPlan, bounds: Bounds): number[] {
  const expression = matchExpression(plan);
  if (expression === null) return onlyDates(tables, plan, bounds);
  const timeline = bounds.points === null ? null : timelineKeys(tables, bounds.points, { ...bounds, limit: MOST_KEYS });
  const keys = new Set(matching(tables, expression, bounds, timeline));
  for (const term of plan.terms) if (term.kind === 'number' || term.kind === 'address') addAll(keys, byPerson(tables, plan, term, bounds, timeline));
  // A fragment inside a longer word: only when whole words did not fill the page.
  if (keys.size < bounds.limit) for (const term of plan.terms) if (isFragment(term)) addAll(keys, byFragment(tables, plan, term, bounds, timeline));
  return [...keys].sort((a, b) => b - a).slice(0, bounds.limit);
}

function addAll(keys: Set<number>, more: readonly number[]): void {
  for (const key of more) keys.add(key);
}

/** Dates alone show everything of those days. */
function onlyDates(tables: SearchTables, plan: SearchPlan, bounds: Bounds): number[] {
  if (plan.terms.length > 0 || (plan.fromMs === null && plan.untilMs === null)) return [];
  if (bounds.points !== null) return timelineKeys(tables, bounds.points, bounds);
  return (tables.history.prepare(NEWEST).all(bounds.fromKey, bounds.untilKey, bounds.limit) as KeyRow[]).map((row) => row.key);
}

/** The newest hits of an expression, among `keys` (descending) when given. */
function matching(tables: SearchTables, expression: string, bounds: Bounds, keys: readonly number[] | null): number[] {
  if (keys !== null) return amongKeys(tables, expression, keys, bounds.limit);
  return (tables.index.prepare(MATCH_PAGE).all(expression, bounds.fromKey, bounds.untilKey, bounds.limit) as KeyRow[]).map((row) => row.key);
}

/**
 * Hits of an expression that are among `keys` (descending). A rare word has few hits and a frequent one meets the list
 * soon, so the hits are read in order first; only a word of middling frequency and a short list make the second part.
 */
function amongKeys(tables: SearchTables, expression: string, keys: readonly number[], limit: number): number[] {
  const found: number[] = [];
  const newest = keys[0];
  const oldest = keys.at(-1);
  if (newest === undefined || oldest === undefined) return found;
  let below = newest + 1;
  if (keys.length > KEYS_AT_ONCE) {
    const wanted = new Set(keys);
    const page = tables.index.prepare(MATCH_PAGE).all(expression, oldest, newest, STREAMED) as KeyRow[];
    for (const { key } of page) {
      if (wanted.has(key)) found.push(key);
      if (found.length === limit) return found;
    }
    if (page.length < STREAMED) return found;
    below = (page.at(-1) as KeyRow).key;
  }
  for (let at = keys.findIndex((key) => key < below); at >= 0 && at < keys.length && found.length < limit; at += KEYS_AT_ONCE) {
    const rows = tables.index.prepare(MATCH_KEYS).all(expression, JSON.stringify(keys.slice(at, at + KEYS_AT_ONCE))) as KeyRow[];
    found.push(...rows.map((row) => row.key).sort((a, b) => b - a));
  }
  return found.slice(0, limit);
}

/** The timelines of these points together, descending. */
function timelineKeys(tables: SearchTables, points: readonly number[], bounds: Bounds): number[] {
  const statement = tables.history.prepare(TIMELINE);
  const keys = new Set<number>();
  for (const point of points) for (const row of statement.all(point, bounds.fromKey, bounds.untilKey, bounds.limit) as KeyRow[]) keys.add(row.key);
  return [...keys].sort((a, b) => b - a).slice(0, bounds.limit);
}

/** A number or an address also stands for everything of those who have it, whoever is named first in the interaction. */
function byPerson(tables: SearchTables, plan: SearchPlan, term: SearchTerm, bounds: Bounds, timeline: readonly number[] | null): number[] {
  const points = pointsWith(tables, term);
  if (points.length === 0) return [];
  const others = matchExpression(plan, term);
  const isPlain = others === null && plan.not === null;
  const theirs = timelineKeys(tables, points, { ...bounds, limit: isPlain && timeline === null ? bounds.limit : MOST_KEYS });
  const keys = timeline === null ? theirs : inBoth(theirs, timeline);
  return keep(tables, plan, others, keys, bounds.limit);
}

function pointsWith(tables: SearchTables, term: SearchTerm): number[] {
  const wanted = term.kind === 'number' ? [term.text, term.text.replace(/^0+/, '')] : [foldText(term.text)];
  const expression = [...new Set(wanted)].filter((text) => text.length >= 3).map(quoted).join(' OR ');
  if (expression === '') return [];
  return (tables.index.prepare('SELECT rowid AS key FROM point_fts WHERE point_fts MATCH ? ORDER BY rowid DESC LIMIT ?').all(expression, MOST_POINTS) as KeyRow[]).map((row) => row.key);
}

/** The trigram index needs three letters; phrases are meant as whole words. */
function isFragment(term: SearchTerm): boolean {
  return term.kind !== 'phrase' && term.kind !== 'address' && term.column !== 'people' && term.text.length >= 3;
}

function byFragment(tables: SearchTables, plan: SearchPlan, term: SearchTerm, bounds: Bounds, timeline: readonly number[] | null): number[] {
  const others = matchExpression(plan, term);
  const isPlain = others === null && plan.not === null && timeline === null;
  const rows = tables.index.prepare(TITLES).all(quoted(term.text), bounds.fromKey, bounds.untilKey, isPlain ? bounds.limit : MOST_TITLES) as KeyRow[];
  const titles = rows.map((row) => row.key);
  return keep(tables, plan, others, timeline === null ? titles : inBoth(titles, timeline), bounds.limit);
}

/** Of these keys those that match the other words and nothing excluded. */
function keep(tables: SearchTables, plan: SearchPlan, others: string | null, keys: readonly number[], limit: number): number[] {
  if (others !== null) return amongKeys(tables, others, keys, limit);
  if (plan.not === null) return keys.slice(0, limit);
  const excluded = new Set(amongKeys(tables, plan.not, keys, keys.length));
  return keys.filter((key) => !excluded.has(key)).slice(0, limit);
}

function inBoth(keys: readonly number[], others: readonly number[]): number[] {
  const known = new Set(others);
  return keys.filter((key) => known.has(key));
}
