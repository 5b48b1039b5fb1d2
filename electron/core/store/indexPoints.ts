/**
 * The contact points' part of the index: what is known of each, in one text for fragments, and its words for beginnings.
 * Works on the points listed in the temporary table `todo_point`, in the caller's transaction.
 */
import type { ContactPointKind } from '../../../shared/domain.ts';
import { plain } from '../../../shared/plain.ts';
import type { Statement } from './database.ts';
import { wordsIn } from './query.ts';

export type PhoneDigits = (value: string) => string[];

/** The index's connection, with the history attached. */
export type IndexFiles = { prepare: (sql: string) => Statement; phoneDigits: PhoneDigits };

type PointNow = {
  id: number; kind: ContactPointKind | null; value: string; name: string; customerName: string | null; organisation: string | null; claims: string | null;
  knownSaid: string | null; knownPeople: string | null;
};

const POINTS_NOW = `SELECT t.id, p.kind, p.value, p.name, c.name AS customerName, c.organisation,
    (SELECT group_concat(k.field || ':' || k.value, char(10)) FROM history.claim k WHERE k.point = t.id AND k.field IN ('document', 'mail', 'name', 'organisation', 'phone') AND (k.rank > 0 OR k.field NOT IN ('mail', 'phone'))) AS claims,
    known.said AS knownSaid, known.people AS knownPeople
  FROM todo_point t LEFT JOIN history.contact_point p ON p.id = t.id LEFT JOIN history.customer c ON c.id = p.customer LEFT JOIN point known ON known.id = t.id ORDER BY t.id`;

/** Indexes the points in `todo_point` and all points of their customers, because they share its name. */
export function indexPoints(state: IndexFiles): void {
  state.prepare(`INSERT OR IGNORE INTO todo_point SELECT other.id FROM todo_point t CROSS JOIN history.contact_point p ON p.id = t.id
    JOIN history.contact_point other ON other.customer = p.customer`).run();
  const changed: { id: number; said: string | null; people: string; knownSaid: string | null }[] = [];
  for (const now of state.prepare(POINTS_NOW).all() as PointNow[]) {
    const said = now.kind === null ? null : saidOf(now, state.phoneDigits);
    const people = now.kind === null ? '' : peopleOf(now);
    if (said === now.knownSaid && people === (now.knownPeople ?? '')) continue;
    if (now.knownPeople !== null && now.knownPeople !== people) state.prepare('INSERT OR IGNORE INTO stale_point VALUES (?)').run(now.id);
    changed.push({ id: now.id, said, people, knownSaid: now.knownSaid });
  }
  for (const { id, knownSaid } of changed) {
    if (knownSaid === null) continue;
    state.prepare('DELETE FROM point_fts WHERE rowid = ?').run(id);
    for (const word of beginningsOf(knownSaid)) state.prepare('DELETE FROM point_word WHERE word = ? AND point = ?').run(word, id);
    state.prepare('DELETE FROM point WHERE id = ?').run(id);
  }
  for (const { id, said, people } of changed) {
    if (said === null) continue;
    state.prepare('INSERT INTO point (id, people, said) VALUES (?, ?, ?)').run(id, people, said);
    state.prepare('INSERT INTO point_fts (rowid, said) VALUES (?, ?)').run(id, said);
    for (const word of beginningsOf(said)) state.prepare('INSERT OR IGNORE INTO point_word (word, point) VALUES (?, ?)').run(word, id);
  }
}

/** First line: names, one tab between; the lines after: addresses, numbers in every spelling, documents. What a fragment is looked for in. */
function saidOf(now: PointNow, phoneDigits: PhoneDigits): string {
  const names = new Set([now.customerName ?? '', now.name, now.organisation ?? '']);
  const addresses = new Set([now.value]);
  for (const digits of digitsOf(now.kind ?? '', now.value, phoneDigits)) addresses.add(digits);
  for (const claim of (now.claims ?? '').split('\n')) {
    const [, field = '', value = ''] = /^(\w+):(.*)$/.exec(claim) ?? [];
    if (field === 'name' || field === 'organisation') names.add(value);
    else if (value !== '') for (const spelling of [value, ...digitsOf(field, value, phoneDigits)]) addresses.add(spelling);
  }
  names.delete('');
  return `${[...names].map((name) => name.replace(/[\t\n]+/g, ' ')).join('\t')}\n${[...addresses].join('\n')}`;
}

function digitsOf(kind: string, value: string, phoneDigits: PhoneDigits): string[] {
  const number = /\+\d{6,15}$/.exec(value)?.[0];
  if (number !== undefined) return phoneDigits(number);
  const digits = value.replace(/\D/g, '');
  return (kind === 'document' || kind === 'loyalty' || kind === 'phone') && digits.length >= 3 ? [digits] : [];
}

function peopleOf(now: PointNow): string {
  return [...new Set([now.customerName ?? '', now.name, now.value.replace(/^\+/, '')])].filter((part) => part !== '').join(' ');
}

/** Folded words of the names and whole mail addresses: what is looked up by its beginning, however short. */
function beginningsOf(said: string): string[] {
  const [names = '', ...addresses] = plain(said).split('\n');
  return [...new Set([...wordsIn(names).slice(0, 24), ...addresses.filter((address) => address.includes('@')).slice(0, 24)])].map((word) => word.slice(0, 100));
}
