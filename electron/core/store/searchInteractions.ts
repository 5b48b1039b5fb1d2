/**
 * Runs a search plan over the interactions, newest first.
 *
 * Goes only as far as the page needs: whole words and the frequent words that begin like the one being typed; then every
 * word that begins so; then fragments inside the words of titles. So a page of fifty never waits for a million hits.
 */
import { plain } from '../../../shared/plain.ts';
import type { SearchTables } from './search.ts';
import { matchExpression, quoted } from './query.ts';
import type { Reach, SearchPlan, SearchTerm } from './query.ts';

export type Bounds = {
  limit: number;
  /** Only the timelines of these contact points; null: everything. */
  points: readonly number[] | null;
  /** Both included. */
  fromKey: number;
  untilKey: number;
};

/** A number or address stands for the timelines of at most so many contact points. */
const MOST_POINTS = 100;
/** Frequent words looked up for a beginning; each costs a look-up in every segment. */
const MOST_KNOWN_WORDS = 40;
/** Titles with a fragment that are looked through for the other words. */
const MOST_TITLES = 400;
const KEYS_AT_ONCE = 100;

/** A JavaScript number is bound as a REAL, and FTS5 uses a bound of the rowid only when it is an INTEGER. */
const IN_BOUNDS = 'rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)';
export const MATCH_PAGE = `SELECT rowid AS key FROM interaction_fts WHERE interaction_fts MATCH ? AND ${IN_BOUNDS} ORDER BY rowid DESC LIMIT ?`;
export const TITLES = `SELECT rowid AS key FROM title_fts WHERE title_fts MATCH ? AND ${IN_BOUNDS} ORDER BY rowid DESC LIMIT ?`;
export const TIMELINE = 'SELECT interaction AS key FROM party WHERE point = ? AND interaction BETWEEN ? AND ? ORDER BY interaction DESC LIMIT ?';
const MATCH_KEYS = 'SELECT rowid AS key FROM interaction_fts WHERE interaction_fts MATCH ? AND rowid IN (SELECT value FROM json_each(?))';
const NEWEST = 'SELECT key FROM interaction WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT ?';

type KeyRow = { key: number };

/** @returns keys, newest first, each once */
export function findInteractions(tables: SearchTables, plan: SearchPlan, bounds: Bounds): number[] {
  if (matchExpression(plan, 'words') === null) return onlyDates(tables, plan, bounds);
  const keys = new Set(matching(tables, plan, nearReach(tables, plan), bounds));
  for (const term of plan.terms) if (term.kind === 'number' || term.kind === 'address') addAll(keys, byPerson(tables, plan, term, bounds));
  const isFull = (): boolean => keys.size >= bounds.limit;
  const last = plan.terms.findLast((term) => term.beginning !== null);
  // A whole address or number that somebody has is meant as it stands.
  if (!isFull() && last !== undefined && (last.kind === 'word' || keys.size === 0)) addAll(keys, matching(tables, plan, 'beginnings', bounds));
  if (!isFull()) for (const term of plan.terms) if (isFragment(term) && (keys.size === 0 || /\d/.test(term.text))) addAll(keys, byFragment(tables, plan, term, bounds));
  return [...keys].sort((a, b) => b - a).slice(0, bounds.limit);
}

function addAll(keys: Set<number>, more: readonly number[]): void {
  for (const key of more) keys.add(key);
}

function nearReach(tables: SearchTables, plan: SearchPlan): Reach {
  const typing = plan.terms.find((term) => term.typing !== null)?.typing ?? null;
  if (typing === null) return 'words';
  const rows = tables.index.prepare('SELECT word FROM frequent_word WHERE word >= ? AND word < ? ORDER BY n DESC LIMIT ?').all(typing, `${typing}\u{10FFFF}`, MOST_KNOWN_WORDS) as { word: string }[];
  return { knownWords: rows.map((row) => row.word) };
}

/** Dates alone show everything of those days. */
function onlyDates(tables: SearchTables, plan: SearchPlan, bounds: Bounds): number[] {
  if (plan.terms.length > 0 || (plan.fromMs === null && plan.untilMs === null)) return [];
  if (bounds.points !== null) return timelineKeys(tables, bounds.points, bounds);
  return (tables.history.prepare(NEWEST).all(bounds.fromKey, bounds.untilKey, bounds.limit) as KeyRow[]).map((row) => row.key);
}

/** The newest hits of the plan; with points, among the interactions of those. */
function matching(tables: SearchTables, plan: SearchPlan, reach: Reach, bounds: Bounds): number[] {
  if (bounds.points !== null && bounds.points.length === 0) return [];
  const expression = matchExpression(plan, reach, { points: bounds.points });
  const keys = expression === null ? [] : page(tables, expression, bounds);
  return bounds.points === null ? keys : inTimelines(tables, keys, bounds.points);
}

function page(tables: SearchTables, expression: string, bounds: Bounds): number[] {
  return (tables.index.prepare(MATCH_PAGE).all(expression, bounds.fromKey, bounds.untilKey, bounds.limit) as KeyRow[]).map((row) => row.key);
}

/** The index knows the contact points as they were when it looked; who is in a timeline now, the party table knows. */
function inTimelines(tables: SearchTables, keys: readonly number[], points: readonly number[]): number[] {
  const isParty = tables.history.prepare('SELECT 1 FROM party WHERE point = ? AND interaction = ?');
  return keys.filter((key) => points.some((point) => isParty.get(point, key) !== undefined));
}

/** The timelines of these points together, descending. */
function timelineKeys(tables: SearchTables, points: readonly number[], bounds: Bounds): number[] {
  const statement = tables.history.prepare(TIMELINE);
  const keys = new Set<number>();
  for (const point of points) for (const row of statement.all(point, bounds.fromKey, bounds.untilKey, bounds.limit) as KeyRow[]) keys.add(row.key);
  return [...keys].sort((a, b) => b - a).slice(0, bounds.limit);
}

/** A number or an address also stands for everything of those who have it, in whatever spelling. */
function byPerson(tables: SearchTables, plan: SearchPlan, term: SearchTerm, bounds: Bounds): number[] {
  const points = pointsWith(tables, term);
  if (points.length === 0) return [];
  if (plan.terms.length === 1 && plan.channels.length === 0 && plan.not === null) {
    const keys = timelineKeys(tables, points, bounds);
    return bounds.points === null ? keys : inTimelines(tables, keys, bounds.points);
  }
  const expression = matchExpression(plan, 'beginnings', { without: term, points });
  const keys = expression === null ? [] : inTimelines(tables, page(tables, expression, bounds), points);
  return bounds.points === null ? keys : inTimelines(tables, keys, bounds.points);
}

function pointsWith(tables: SearchTables, term: SearchTerm): number[] {
  if (term.kind === 'address') {
    const start = plain(term.text);
    return (tables.index.prepare('SELECT point AS key FROM point_word WHERE word >= ? AND word < ? LIMIT ?').all(start, `${start}\u{10FFFF}`, MOST_POINTS) as KeyRow[]).map((row) => row.key);
  }
  const spellings = [...new Set([term.text, term.text.replace(/^0+/, '')])].filter((digits) => digits.length >= 3);
  if (spellings.length === 0) return [];
  return (tables.index.prepare('SELECT rowid AS key FROM point_fts WHERE point_fts MATCH ? ORDER BY rowid DESC LIMIT ?').all(spellings.map(quoted).join(' OR '), MOST_POINTS) as KeyRow[]).map((row) => row.key);
}

/** The trigram index needs three letters; phrases and addresses are meant as whole words. */
function isFragment(term: SearchTerm): boolean {
  return (term.kind === 'word' || term.kind === 'number') && term.column !== 'people' && [...term.text].length >= 3;
}

function byFragment(tables: SearchTables, plan: SearchPlan, term: SearchTerm, bounds: Bounds): number[] {
  const others = matchExpression(plan, 'beginnings', { without: term });
  const isPlain = others === null && plan.not === null && bounds.points === null;
  const rows = tables.index.prepare(TITLES).all(quoted(term.text), bounds.fromKey, bounds.untilKey, isPlain ? bounds.limit : MOST_TITLES) as KeyRow[];
  let keys = rows.map((row) => row.key);
  if (bounds.points !== null) keys = inTimelines(tables, keys, bounds.points);
  if (others !== null) return amongKeys(tables, others, keys, bounds.limit);
  if (plan.not === null) return keys.slice(0, bounds.limit);
  const excluded = new Set(amongKeys(tables, plan.not, keys, keys.length));
  return keys.filter((key) => !excluded.has(key)).slice(0, bounds.limit);
}

/** Hits of an expression that are among a few keys (descending). */
function amongKeys(tables: SearchTables, expression: string, keys: readonly number[], limit: number): number[] {
  const found: number[] = [];
  for (let at = 0; at < keys.length && found.length < limit; at += KEYS_AT_ONCE) {
    const rows = tables.index.prepare(MATCH_KEYS).all(expression, JSON.stringify(keys.slice(at, at + KEYS_AT_ONCE))) as KeyRow[];
    found.push(...rows.map((row) => row.key).sort((a, b) => b - a));
  }
  return found.slice(0, limit);
}
