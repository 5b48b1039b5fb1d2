/** Derived rows of people: contact points, what is said about them, links between them, and the summary of each customer. */
import { CHANNELS } from '../../../shared/domain.ts';
import type { Channel, ContactPointKind, ContactPointRef, CustomerId } from '../../../shared/domain.ts';
import { forgetCaseWords, refreshCaseWords } from './cases.ts';
import { keyTimeMs } from './interactions.ts';
import type { Reader, Writer } from './open.ts';
import { refreshValue } from './selling.ts';

export type PointRow = { id: number; uuid: string; kind: ContactPointKind; value: string; customer: number; name: string; record: number | null; operation: string | null; seenAtMs: number };
/** What a value rests on: exactly one of the two. */
export type Ground = { record: number; operation: null } | { record: null; operation: string };
export type ClaimRow = { point: number; field: string; value: string; rank: number; atMs: number; record: number | null; operation: string | null };
export type EdgeRow = { a: number; b: number; rule: string; record: number | null; operation: string | null };

/** Who says it: a mail header or a chat's name, a card, a person at a console. The greater wins. */
export const RANK = { header: 0, card: 1, person: 2 } as const;

const POINT_COLUMNS = 'id, uuid, kind, value, customer, name, record, operation, seen_at_ms AS seenAtMs';

// ------------------------------------------------------------------------------------------------ contact points

/** The point's key; a point not seen before is born as a customer of its own. */
export function ensurePoint(writer: Writer, point: ContactPointRef & { uuid: string }, ground: Ground, atMs: number): { id: number; customer: number; isNew: boolean } {
  const found = writer.prepare('SELECT id, customer, seen_at_ms AS seenAtMs FROM contact_point WHERE uuid = ?').get(point.uuid) as { id: number; customer: number; seenAtMs: number } | undefined;
  if (found !== undefined) {
    // The origin of a point is the earliest thing that named it, in whatever order things arrive.
    if (atMs < found.seenAtMs && ground.record !== null) writer.prepare('UPDATE contact_point SET seen_at_ms = ?, record = ?, operation = NULL WHERE id = ?').run(atMs, ground.record, found.id);
    return { id: found.id, customer: found.customer, isNew: false };
  }
  const id = Number(writer.prepare('INSERT INTO contact_point (uuid, kind, value, customer, record, operation, seen_at_ms) VALUES (?, ?, ?, 0, ?, ?, ?)')
    .run(point.uuid, point.kind, point.value, ground.record, ground.operation, atMs).lastInsertRowid);
  writer.prepare('UPDATE contact_point SET customer = id WHERE id = ?').run(id);
  logForIndex(writer, id);
  return { id, customer: id, isNew: true };
}

export function pointByUuid(reader: Reader, uuid: string): PointRow | null {
  return (reader.prepare(`SELECT ${POINT_COLUMNS} FROM contact_point WHERE uuid = ?`).get(uuid) as PointRow | undefined) ?? null;
}

export function pointById(reader: Reader, id: number): PointRow | null {
  return (reader.prepare(`SELECT ${POINT_COLUMNS} FROM contact_point WHERE id = ?`).get(id) as PointRow | undefined) ?? null;
}

/** Members of a customer in the order of their uuids. */
export function membersOf(reader: Reader, customer: number): PointRow[] {
  return reader.prepare(`SELECT ${POINT_COLUMNS} FROM contact_point WHERE customer = ? ORDER BY uuid`).all(customer) as PointRow[];
}

export function setCustomer(writer: Writer, point: number, customer: number): void {
  writer.prepare('UPDATE contact_point SET customer = ? WHERE id = ?').run(customer, point);
  logForIndex(writer, point);
}

// ------------------------------------------------------------------------------------------------ claims

/** Something said about a point. What headers say is kept once, with its earliest origin. @returns true when a row changed */
export function putClaim(writer: Writer, claim: Omit<ClaimRow, 'record' | 'operation'>, norm: string, ground: Ground): boolean {
  const own = claim.rank === RANK.header ? '' : (ground.operation ?? String(ground.record));
  const done = writer.prepare(`INSERT INTO claim (point, field, rank, value, ground, norm, at_ms, record, operation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (point, field, rank, value, ground) DO UPDATE SET at_ms = excluded.at_ms, record = excluded.record WHERE excluded.at_ms < claim.at_ms`)
    .run(claim.point, claim.field, claim.rank, claim.value, own, norm, claim.atMs, ground.record, ground.operation);
  if (done.changes > 0 && isSearched(claim)) logForIndex(writer, claim.point);
  return done.changes > 0;
}

/** Numbers and addresses in signatures are found in the mail itself; the index of people has what people go by. */
function isSearched(claim: { rank: number; field: string }): boolean {
  return claim.rank !== RANK.header || (claim.field !== 'phone' && claim.field !== 'mail');
}

/** Takes back what the operations about one subject said of a field, before it is said anew. */
export function dropPersonClaims(writer: Writer, point: number, field: string, subject: string): void {
  writer.prepare('DELETE FROM claim WHERE point = ? AND field = ? AND rank = ? AND operation IN (SELECT operation_id FROM operation_subject WHERE subject = ?)').run(point, field, RANK.person, subject);
  logForIndex(writer, point);
}

/** Everything a card said, of people and of what belongs together. @returns the points it spoke about */
export function dropCard(writer: Writer, record: number): number[] {
  const points = new Set<number>();
  for (const row of writer.prepare('DELETE FROM claim WHERE record = ? AND rank = 1 RETURNING point').all(record) as { point: number }[]) points.add(row.point);
  for (const row of writer.prepare('DELETE FROM evidence WHERE record = ? RETURNING a, b').all(record) as { a: number; b: number }[]) points.add(row.a).add(row.b);
  for (const point of points) logForIndex(writer, point);
  return [...points];
}

/** What the going of some points leaves to be worked out: customers that lost a member, and what people said about the points. */
export type Dropped = { customers: Set<number>; subjects: Set<string> };

/** A row of a table may have been said before its record was read. */
const SAID_AT = 'coalesce((SELECT min(first_at_ms) FROM row_said WHERE row_said.record = r.id AND import_id NOT IN (SELECT import_id FROM revoked_import)), r.received_at_ms, r.read_at_ms)';
/** Every record that names a point by itself: whom it is from or to (moved away by a person or not), what it says of it, with whom it puts it on one card. */
const GROUNDS = `
  SELECT i.record AS record, i.occurred_at_ms AS at_ms FROM party JOIN interaction AS i ON i.key = party.interaction WHERE party.point = @id AND i.record IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM party_if_known AS mailing WHERE mailing.point_uuid = @uuid AND mailing.interaction = i.key)
    AND (NOT EXISTS (SELECT 1 FROM assignment WHERE interaction_id = i.id AND to_point = @uuid) OR EXISTS (SELECT 1 FROM json_each(i.detail, '$.parties') AS stated WHERE stated.value ->> 'point' = @uuid))
  UNION ALL SELECT i.record, i.occurred_at_ms FROM assignment JOIN interaction AS i ON i.id = assignment.interaction_id WHERE assignment.from_point = @uuid AND i.record IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM party_if_known AS mailing WHERE mailing.point_uuid = @uuid AND mailing.interaction = i.key)
    AND EXISTS (SELECT 1 FROM json_each(i.detail, '$.parties') AS stated WHERE stated.value ->> 'point' = @uuid)
  UNION ALL SELECT record, at_ms FROM claim WHERE point = @id AND rank < ${RANK.person}
  UNION ALL SELECT r.id, ${SAID_AT} FROM evidence JOIN source_record AS r ON r.id = evidence.record WHERE evidence.a = @id
  UNION ALL SELECT r.id, ${SAID_AT} FROM evidence JOIN source_record AS r ON r.id = evidence.record WHERE evidence.b = @id
  UNION ALL SELECT r.id, ${SAID_AT} FROM shop_order JOIN source_record AS r ON r.id = shop_order.record WHERE shop_order.point = @uuid
  UNION ALL SELECT r.id, ${SAID_AT} FROM offer JOIN source_record AS r ON r.id = offer.record WHERE offer.point = @uuid`;

/** The record that named a point first; null when none does. */
export function earliestRecord(reader: Reader, { id, uuid }: { id: number; uuid: string }): { record: number; atMs: number } | null {
  return (reader.prepare(`SELECT record, at_ms AS atMs FROM (${GROUNDS}) ORDER BY at_ms, record LIMIT 1`).get({ id, uuid }) as { record: number; atMs: number } | undefined) ?? null;
}

/**
 * Looks anew for the earliest record that names each of these points, after one that did was taken back; a point that
 * none names any more goes. What people said about it does not keep it: that waits until the point is back.
 */
export function regroundPoints(writer: Writer, points: Iterable<number>): Dropped {
  const dropped: Dropped = { customers: new Set(), subjects: new Set() };
  for (const id of points) {
    const point = pointById(writer, id);
    if (point === null || point.operation !== null) continue;
    const ground = earliestRecord(writer, point);
    if (ground === null) dropPoint(writer, point, dropped);
    else writer.prepare('UPDATE contact_point SET seen_at_ms = ?, record = ? WHERE id = ?').run(ground.atMs, ground.record, id);
  }
  return dropped;
}

/** Takes a point out of everything derived; the operations about it go back to waiting for it. */
export function dropPoint(writer: Writer, point: PointRow, dropped: Dropped): void {
  const { id, uuid } = point;
  for (const own of writer.prepare('SELECT interaction.id AS id, interaction.channel AS channel FROM party JOIN interaction ON interaction.key = party.interaction WHERE party.point = ? AND interaction.operation IS NOT NULL').all(id) as { id: string; channel: number }[]) {
    dropped.subjects.add(ownSubject(writer, own.id, CHANNELS[own.channel]));
  }
  for (const move of writer.prepare("SELECT 'assign:' || interaction_id || ':' || from_point AS subject FROM assignment WHERE to_point = ?").all(uuid) as { subject: string }[]) dropped.subjects.add(move.subject);
  for (const field of writer.prepare('SELECT DISTINCT subject FROM operation_subject WHERE subject >= ? AND subject < ?').all(`field:${uuid}:`, `field:${uuid};`) as { subject: string }[]) dropped.subjects.add(field.subject);
  for (const { a, b } of decisionsOf(writer, uuid)) dropped.subjects.add(`pair:${a}:${b}`);
  // What somebody told us stands by itself: it is made again, as told.
  if (writer.prepare('SELECT 1 FROM operation_subject WHERE subject = ?').get(`point:${uuid}`) !== undefined) dropped.subjects.add(`point:${uuid}`);
  dropped.customers.add(point.customer);
  forgetCaseWords(writer, uuid);
  for (const table of ['party', 'claim']) writer.prepare(`DELETE FROM ${table} WHERE point = ?`).run(id);
  writer.prepare('DELETE FROM link WHERE a = ? OR b = ?').run(id, id);
  writer.prepare('DELETE FROM contact_point WHERE id = ?').run(id);
  logForIndex(writer, id);
}

/** The subject whose operations made an interaction; a survey's is that of its visit. */
function ownSubject(reader: Reader, id: string, channel: Channel | undefined): string {
  if (channel === 'note') return `note:${id}`;
  if (channel === 'visit') return `visit:${id}`;
  if (channel !== 'survey') return `logged:${id}`;
  const visit = reader.prepare('SELECT call_id AS id FROM interaction_link WHERE interaction_id = ?').get(id) as { id: string } | undefined;
  return `visit:${visit?.id ?? ''}`;
}

/** What is said about these points, the strongest first: rank, then the newest, then the text, so that ties fall alike everywhere. */
export function claimsOf(reader: Reader, points: readonly number[]): ClaimRow[] {
  return reader.prepare(`SELECT point, field, value, rank, at_ms AS atMs, record, operation FROM claim WHERE point IN (SELECT value FROM json_each(?))
    ORDER BY field, rank DESC, at_ms DESC, value, ground`).all(JSON.stringify(points)) as ClaimRow[];
}

/** Points about which the same was said, at most `limit`, in the order of their keys. */
export function pointsWithClaim(reader: Reader, field: string, norm: string, limit: number): ClaimRow[] {
  return reader.prepare('SELECT point, field, value, rank, at_ms AS atMs, record, operation FROM claim WHERE field = ? AND norm = ? ORDER BY point LIMIT ?').all(field, norm, limit) as ClaimRow[];
}

// ------------------------------------------------------------------------------------------------ evidence, decisions, links

export function putEvidence(writer: Writer, edge: { a: PointRow | { id: number; uuid: string }; b: { id: number; uuid: string }; rule: string; record: number }): boolean {
  const [a, b] = edge.a.uuid < edge.b.uuid ? [edge.a, edge.b] : [edge.b, edge.a];
  return writer.prepare('INSERT OR IGNORE INTO evidence (a, b, rule, record) VALUES (?, ?, ?, ?)').run(a.id, b.id, edge.rule, edge.record).changes === 1;
}

export function evidenceOf(reader: Reader, point: number): { a: number; b: number; rule: string; record: number }[] {
  return reader.prepare('SELECT a, b, rule, record FROM evidence WHERE a = ? OR b = ?').all(point, point) as { a: number; b: number; rule: string; record: number }[];
}

export function decisionsOf(reader: Reader, uuid: string): { a: string; b: string; same: boolean; operation: string }[] {
  const rows = reader.prepare('SELECT a, b, same, operation FROM pair_decision WHERE a = ? OR b = ?').all(uuid, uuid) as { a: string; b: string; same: number; operation: string }[];
  return rows.map((row) => ({ ...row, same: row.same === 1 }));
}

export function putDecision(writer: Writer, a: string, b: string, decision: { same: boolean; operation: string } | null): void {
  if (decision === null) writer.prepare('DELETE FROM pair_decision WHERE a = ? AND b = ?').run(a, b);
  else writer.prepare('INSERT OR REPLACE INTO pair_decision (a, b, same, operation) VALUES (?, ?, ?, ?)').run(a, b, decision.same ? 1 : 0, decision.operation);
}

export function linksOf(reader: Reader, point: number): EdgeRow[] {
  return reader.prepare('SELECT a, b, rule, record, operation FROM link WHERE a = ? OR b = ?').all(point, point) as EdgeRow[];
}

/** Puts these edges in the place of every edge among the points. */
export function replaceLinks(writer: Writer, points: readonly number[], edges: readonly EdgeRow[]): void {
  for (const point of points) writer.prepare('DELETE FROM link WHERE a = ? OR b = ?').run(point, point);
  for (const edge of edges) writer.prepare('INSERT OR REPLACE INTO link (a, b, rule, record, operation) VALUES (?, ?, ?, ?, ?)').run(edge.a, edge.b, edge.rule, edge.record, edge.operation);
}

// ------------------------------------------------------------------------------------------------ summary

/** One bit a channel, in the order of CHANNELS. */
const CHANNEL_BITS = CHANNELS.map((_, n) => `(coalesce(max(channel = ${n}), 0) << ${n})`).join(' | ');
type Totals = { n: number; first: number | null; last: number | null; spoke: number | null; channels: number };

/** Makes the summary row of a customer anew from its members; a customer without members goes. */
export function refreshCustomer(writer: Writer, customer: number): void {
  const members = membersOf(writer, customer);
  if (members.length === 0) {
    writer.prepare('DELETE FROM customer WHERE id = ?').run(customer);
    return;
  }
  const points = JSON.stringify(members.map((member) => member.id));
  // A mail to two addresses of one customer stands once in the timeline; with one address nothing can stand twice.
  const distinct = members.length === 1 ? '' : 'DISTINCT';
  // Answered: our word, or theirs (1) that needs no answer (settled, which nothing else is). The sum is a fifth quicker than OR, over every word of a customer.
  const totals = writer.prepare(`SELECT count(${distinct} interaction) AS n, min(interaction) AS first, max(interaction) AS last, max(CASE WHEN word + settled = 2 THEN interaction END) AS spoke, ${CHANNEL_BITS} AS channels
    FROM party WHERE point IN (SELECT value FROM json_each(?))`).get(points) as Totals;
  const waiting = writer.prepare(`SELECT min(interaction) AS since, max(interaction) AS key, count(${distinct} interaction) AS attempts, coalesce(sum(missed), 0) AS missed
    FROM party WHERE point IN (SELECT value FROM json_each(?)) AND interaction > ? AND word = 1`).get(points, totals.spoke ?? -1) as { since: number | null; key: number | null; attempts: number; missed: number };
  const { name, organisation } = displayName(writer, members);
  const uuid = members[0]?.uuid;
  const before = writer.prepare('SELECT uuid, name, organisation FROM customer WHERE id = ?').get(customer) as { uuid: string; name: string; organisation: string } | undefined;
  // Most of the time only the counts change: the indexes of names and ids are left alone then.
  if (before === undefined) writer.prepare('INSERT INTO customer (id, uuid, name, organisation, interactions, channels, attempts, missed) VALUES (?, ?, ?, ?, 0, 0, 0, 0)').run(customer, uuid, name, organisation);
  else if (before.uuid !== uuid || before.name !== name || before.organisation !== organisation) writer.prepare('UPDATE customer SET uuid = ?, name = ?, organisation = ? WHERE id = ?').run(uuid, name, organisation, customer);
  writer.prepare('UPDATE customer SET interactions = ?, channels = ?, first_at_ms = ?, last_at_ms = ?, last_key = ?, waiting_key = ?, waiting_since_ms = ?, attempts = ?, missed = ?, prefers_due = 1 WHERE id = ?')
    .run(totals.n, totals.channels, totals.first === null ? null : keyTimeMs(totals.first), totals.last === null ? null : keyTimeMs(totals.last), totals.last,
      waiting.key, waiting.since === null ? null : keyTimeMs(waiting.since), waiting.attempts, waiting.missed, customer);
  refreshCaseWords(writer, members);
  refreshValue(writer, customer, members);
}

/** The strongest name said; with none, the address itself, mail before phone before chat. */
function displayName(reader: Reader, members: readonly PointRow[]): { name: string; organisation: string } {
  let name = '';
  let organisation = '';
  const said = reader.prepare(`SELECT field, value FROM claim WHERE point IN (SELECT value FROM json_each(?)) AND field IN ('name', 'organisation')
    ORDER BY field, rank DESC, at_ms DESC, value, ground`).all(JSON.stringify(members.map((member) => member.id))) as { field: string; value: string }[];
  for (const claim of said) {
    if (claim.field === 'name' && name === '' && claim.value !== '') name = claim.value;
    if (claim.field === 'organisation' && organisation === '') organisation = claim.value;
  }
  if (name === '') {
    const order: ContactPointKind[] = ['mail', 'phone', 'chat', 'loyalty', 'document', 'person'];
    const best = [...members].sort((x, y) => order.indexOf(x.kind) - order.indexOf(y.kind))[0];
    name = best === undefined ? '' : best.value;
  }
  return { name, organisation };
}

export type CustomerSummary = {
  id: number; uuid: CustomerId; name: string; organisation: string; interactions: number; channels: number; firstAtMs: number | null; lastAtMs: number | null;
  lastKey: number | null; waitingKey: number | null; waitingSinceMs: number | null; attempts: number; missed: number;
};
const SUMMARY_COLUMNS = `id, uuid, name, organisation, interactions, channels, first_at_ms AS firstAtMs, last_at_ms AS lastAtMs, last_key AS lastKey,
  waiting_key AS waitingKey, waiting_since_ms AS waitingSinceMs, attempts, missed`;

export function customerSummary(reader: Reader, id: number): CustomerSummary | null {
  return (reader.prepare(`SELECT ${SUMMARY_COLUMNS} FROM customer WHERE id = ?`).get(id) as CustomerSummary | undefined) ?? null;
}

/** Those with a history, the latest first, then those known by name alone. */
export function customersByLast(reader: Reader, offset: number, limit: number): { rows: CustomerSummary[]; total: number } {
  const total = (reader.prepare('SELECT count(*) AS n FROM customer').get() as { n: number }).n;
  return { rows: reader.prepare(`SELECT ${SUMMARY_COLUMNS} FROM customer ORDER BY last_key DESC LIMIT ? OFFSET ?`).all(limit, offset) as CustomerSummary[], total };
}

export type WaitingCustomer = Pick<CustomerSummary, 'id' | 'uuid' | 'name' | 'lastKey' | 'attempts' | 'missed'> & { waitingKey: number; waitingSinceMs: number; valueMinor: number };

/** Customers whose last word is theirs and not older than `sinceKey`. */
export function countWaiting(reader: Reader, sinceKey: number): { all: number; missed: number } {
  const count = (more: string): number => reader.prepare(`SELECT count(*) FROM customer WHERE waiting_key >= ? ${more}`).pluck().get(sinceKey) as number;
  return { all: count(''), missed: count('AND missed > 0') };
}

/** Likewise, by who spoke last, who has waited longest, or whose orders are worth most (then who spoke last). */
export function waitingCustomers(reader: Reader, sinceKey: number, { missedOnly, order, limit }: { missedOnly: boolean; order: 'newest' | 'longest' | 'value'; limit: number }): WaitingCustomer[] {
  const columns = 'id, uuid, name, last_key AS lastKey, attempts, missed, waiting_key AS waitingKey, waiting_since_ms AS waitingSinceMs, value_minor AS valueMinor';
  const missed = missedOnly ? 'AND missed > 0' : '';
  const read = (more: string): WaitingCustomer[] => reader.prepare(`SELECT ${columns} FROM customer WHERE waiting_key >= ? ${missed} ${more} LIMIT ?`).all(sinceKey, limit) as WaitingCustomer[];
  if (order === 'newest') return read('ORDER BY waiting_key DESC');
  if (order === 'longest') return read('AND waiting_since_ms IS NOT NULL ORDER BY waiting_since_ms');
  const worth = read('AND value_minor > 0 ORDER BY value_minor DESC');
  return worth.length >= limit ? worth : [...worth, ...read('AND value_minor <= 0 ORDER BY waiting_key DESC')].slice(0, limit);
}

function logForIndex(writer: Writer, point: number): void {
  writer.prepare('INSERT INTO index_log (what, key) VALUES (1, ?)').run(point);
}
