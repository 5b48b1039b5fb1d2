/** Derived rows of touchpoints: insert, replace, and the timeline of a set of contact points. */
import { CHANNELS } from '../../../shared/domain.ts';
import type { Attachment, CallFacts, Channel, Direction, InteractionId, InteractionMarks, OwnParty, PageFacts } from '../../../shared/domain.ts';
import type { Reader, Writer } from './open.ts';

const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const satisfies readonly Direction[];
/** 34 bits of seconds and 19 of slot fill the 53 bits that a JavaScript number holds exactly. */
const SLOTS = 2 ** 19;
/** Most sources know whole seconds only: half of the slots are theirs. After them come the thousandths, in their order. */
const WHOLE_SECOND_SLOTS = SLOTS / 2;
const SLOTS_PER_MS = 262;

export const MARK = { list: 1, automatic: 2, bounce: 4, dateDoubtful: 8, damaged: 16, gone: 32, hasHtml: 64, provisional: 128 } as const;

/** Who spoke, for the queue: nobody to anybody (machines, lists, notes), the customer, we (or both, as in an answered call). */
export const WORD = { none: 0, theirs: 1, ours: 2 } as const;

export type InteractionDetailJson = {
  /** At most MAX_LISTED of them, in the order of the source; `word` and `missed` as in the party table. */
  parties: { point: string; name: string; role: string; word: number; missed: boolean }[];
  /** How many there were. */
  partyCount: number;
  own: OwnParty[];
  attachments: Attachment[];
  call: CallFacts | null;
  /** Absent for nearly all. */
  page?: PageFacts;
  problems: string[];
};

/** Everything of a touchpoint but its key; `detail` is InteractionDetailJson as text. */
export type NewInteraction = {
  id: InteractionId; record: number | null; operation: string | null; channel: Channel; direction: Direction; occurredAtMs: number; marks: number;
  mainPoint: number | null; threadKey: string | null; author: string; agent: string; title: string; preview: string; detail: string; text: string;
  /** What receipts and bounces call it. */
  wireId?: string | null;
};

/** More parties than this are counted, not listed: a mail to thousands is one row of bearable size. */
export const MAX_LISTED = 200;

export type NewParty = { point: number; role: string; word: number; missed: boolean };

export type InteractionRow = NewInteraction & { key: number; wireId: string | null };

const COLUMNS = 'key, id, record, operation, channel, direction, occurred_at_ms AS occurredAtMs, marks, main_point AS mainPoint, thread_key AS threadKey, author, agent, title, preview, detail, wire_id AS wireId';
type RawRow = Omit<InteractionRow, 'channel' | 'direction' | 'text'> & { channel: number; direction: number; text: string };
const readRow = (row: RawRow): InteractionRow => ({ ...row, channel: CHANNELS[row.channel] as Channel, direction: DIRECTIONS[row.direction] as Direction });

export function channelNumber(channel: Channel): number {
  return CHANNELS.indexOf(channel);
}

/** The smallest key of a moment; keys of that second lie from it on. */
export function keyAt(atMs: number): number {
  return Math.max(0, Math.floor(atMs / 1000)) * SLOTS;
}

export function keyTimeMs(key: number): number {
  return Math.floor(key / SLOTS) * 1000;
}

/** @returns the key given, the same on every machine unless two ids fall on one slot of one second */
export function insertInteraction(writer: Writer, row: NewInteraction, parties: readonly NewParty[]): number {
  const key = freeKey(writer, row);
  writer.prepare(`INSERT INTO interaction (key, id, record, operation, channel, direction, occurred_at_ms, marks, main_point, thread_key, author, agent, title, preview, detail, text, wire_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(key, row.id, row.record, row.operation, channelNumber(row.channel), DIRECTIONS.indexOf(row.direction),
    row.occurredAtMs, row.marks, row.mainPoint, row.threadKey, row.author, row.agent, row.title, row.preview, row.detail, row.text, row.wireId ?? null);
  const saidSettled = parties.some((party) => party.word === WORD.theirs) && isSettled(writer, row.id);
  for (const party of parties) putParty(writer, key, row.channel, party, saidSettled);
  logForIndex(writer, key);
  return key;
}

/** Takes the row and its parties away. @returns the points whose timelines lost it */
export function removeInteraction(writer: Writer, id: string): number[] {
  const row = writer.prepare('SELECT key, detail, main_point AS mainPoint FROM interaction WHERE id = ?').get(id) as { key: number; detail: string; mainPoint: number | null } | undefined;
  if (row === undefined) return [];
  const points = pointsOf(writer, row);
  for (const point of points) writer.prepare('DELETE FROM party WHERE point = ? AND interaction = ?').run(point, row.key);
  writer.prepare('DELETE FROM party_if_known WHERE interaction = ?').run(row.key);
  writer.prepare('DELETE FROM interaction WHERE key = ?').run(row.key);
  logForIndex(writer, row.key);
  return points;
}

/** Notes a party of a mailing who is no customer (yet). */
export function putPartyIfKnown(writer: Writer, key: number, pointUuid: string, role: string): void {
  writer.prepare('INSERT OR IGNORE INTO party_if_known (point_uuid, interaction, role) VALUES (?, ?, ?)').run(pointUuid, key, role);
}

/** The address became a customer: its mailings stand in its timeline from now on, but those that a person gave to somebody else. */
export function adoptMailings(writer: Writer, point: { id: number; uuid: string }): void {
  const rows = writer.prepare(`SELECT interaction.key AS key, channel, role FROM party_if_known JOIN interaction ON interaction.key = party_if_known.interaction
    WHERE point_uuid = ? AND NOT EXISTS (SELECT 1 FROM assignment WHERE interaction_id = interaction.id AND from_point = point_uuid AND to_point <> point_uuid
      AND EXISTS (SELECT 1 FROM contact_point WHERE uuid = to_point))`).all(point.uuid) as { key: number; channel: number; role: string }[];
  for (const row of rows) {
    putParty(writer, row.key, CHANNELS[row.channel] as Channel, { point: point.id, role: row.role, word: WORD.none, missed: false }, false);
    settleMainPoint(writer, row.key);
  }
}

/** Makes the rows of one point in one interaction what they should be; null takes the point out of it. */
export function setParty(writer: Writer, row: { id: string; key: number; channel: Channel }, point: number, party: Omit<NewParty, 'point'> | null): void {
  writer.prepare('DELETE FROM party WHERE point = ? AND interaction = ?').run(point, row.key);
  if (party !== null) putParty(writer, row.key, row.channel, { point, ...party }, isSettled(writer, row.id));
}

export function isSettled(reader: Reader, id: string): boolean {
  return reader.prepare('SELECT 1 FROM settled WHERE interaction_id = ?').get(id) !== undefined;
}

/** Somebody of ours said that it needs no answer (null: nobody does); it may not be here yet. @returns the points whose queue that changes */
export function putSettled(writer: Writer, id: string, operation: string | null): number[] {
  if (operation === null) writer.prepare('DELETE FROM settled WHERE interaction_id = ?').run(id);
  else writer.prepare('INSERT OR REPLACE INTO settled (interaction_id, operation) VALUES (?, ?)').run(id, operation);
  const row = interactionById(writer, id);
  const points = row === null ? [] : pointsOf(writer, row);
  for (const point of points) writer.prepare(`UPDATE party SET settled = CASE WHEN word = ${WORD.theirs} THEN ? ELSE 0 END WHERE point = ? AND interaction = ?`).run(operation === null ? 0 : 1, point, row?.key);
  return points;
}

/** The point that stands for the interaction in lists: the first of its parties that is in it, moved ones included. */
export function settleMainPoint(writer: Writer, key: number): void {
  const row = writer.prepare('SELECT id, detail FROM interaction WHERE key = ?').get(key) as { id: string; detail: string } | undefined;
  if (row === undefined) return;
  const moves = new Map((writer.prepare('SELECT from_point, to_point FROM assignment WHERE interaction_id = ?').all(row.id) as { from_point: string; to_point: string }[]).map((move) => [move.from_point, move.to_point]));
  let main: number | null = null;
  const held = writer.prepare('SELECT id FROM contact_point JOIN party ON party.point = contact_point.id AND party.interaction = ? WHERE uuid = ?');
  for (const { point } of (JSON.parse(row.detail) as InteractionDetailJson).parties) {
    // A move to somebody who is not here leaves the interaction where it was.
    const found = (held.get(key, moves.get(point) ?? point) ?? held.get(key, point)) as { id: number } | undefined;
    if (found !== undefined) {
      main = found.id;
      break;
    }
  }
  main ??= (writer.prepare(`SELECT party.point AS id FROM party_if_known AS mailing JOIN contact_point ON contact_point.uuid = mailing.point_uuid
    JOIN party ON party.point = contact_point.id AND party.interaction = mailing.interaction WHERE mailing.interaction = ? ORDER BY mailing.point_uuid LIMIT 1`).get(key) as { id: number } | undefined)?.id ?? null;
  writer.prepare('UPDATE interaction SET main_point = ? WHERE key = ?').run(main, key);
  logForIndex(writer, key);
}

export function setMark(writer: Writer, key: number, mark: number, on: boolean): boolean {
  return writer.prepare('UPDATE interaction SET marks = CASE WHEN ? THEN marks | ? ELSE marks & ~? END WHERE key = ? AND (marks & ? <> 0) <> ?')
    .run(on ? 1 : 0, mark, mark, key, mark, on ? 1 : 0).changes === 1;
}

export function hasInteraction(reader: Reader, id: string): boolean {
  return reader.prepare('SELECT 1 FROM interaction WHERE id = ?').get(id) !== undefined;
}

export function interactionById(reader: Reader, id: string): InteractionRow | null {
  const row = reader.prepare(`SELECT ${COLUMNS}, text FROM interaction WHERE id = ?`).get(id) as RawRow | undefined;
  return row === undefined ? null : readRow(row);
}

export function interactionByKey(reader: Reader, key: number): InteractionRow | null {
  const row = reader.prepare(`SELECT ${COLUMNS}, text FROM interaction WHERE key = ?`).get(key) as RawRow | undefined;
  return row === undefined ? null : readRow(row);
}

export function interactionOfRecord(reader: Reader, recordId: number): InteractionRow | null {
  const row = reader.prepare(`SELECT ${COLUMNS}, text FROM interaction WHERE record = ?`).get(recordId) as RawRow | undefined;
  return row === undefined ? null : readRow(row);
}

/** Every point that has the interaction in its timeline, where it was moved by a person included. */
export function pointsOf(reader: Reader, row: { key: number; detail: string; mainPoint: number | null }): number[] {
  const points = new Set<number>();
  for (const party of (JSON.parse(row.detail) as InteractionDetailJson).parties) {
    const found = reader.prepare('SELECT id FROM contact_point WHERE uuid = ?').get(party.point) as { id: number } | undefined;
    if (found !== undefined) points.add(found.id);
  }
  if (row.mainPoint !== null) points.add(row.mainPoint);
  const moved = reader.prepare(`SELECT contact_point.id AS id FROM interaction JOIN assignment ON assignment.interaction_id = interaction.id
    JOIN contact_point ON contact_point.uuid = assignment.to_point WHERE interaction.key = ?`).all(row.key) as { id: number }[];
  for (const { id } of moved) points.add(id);
  return [...points].filter((point) => reader.prepare('SELECT 1 FROM party WHERE point = ? AND interaction = ?').get(point, row.key) !== undefined);
}

/**
 * Keys of one page of the timeline of these points together, ascending.
 * Each point's rows already lie in order, so a page costs points × limit, whatever the length of the history.
 */
export function timelineKeys(reader: Reader, points: readonly number[], page: { before?: number; after?: number; limit: number; channels?: readonly Channel[] }): number[] {
  const newestFirst = page.after === undefined;
  const channels = page.channels === undefined || page.channels.length === 0 ? '' : `AND channel IN (${page.channels.map(channelNumber).join(',')})`;
  const statement = reader.prepare(newestFirst
    ? `SELECT interaction FROM party WHERE point = ? AND interaction < ? ${channels} ORDER BY interaction DESC LIMIT ?`
    : `SELECT interaction FROM party WHERE point = ? AND interaction > ? ${channels} ORDER BY interaction LIMIT ?`);
  const border = newestFirst ? (page.before ?? Number.MAX_SAFE_INTEGER) : page.after;
  const keys = new Set<number>();
  for (const point of points) for (const { interaction } of statement.all(point, border, page.limit) as { interaction: number }[]) keys.add(interaction);
  const ascending = [...keys].sort((a, b) => a - b);
  return newestFirst ? ascending.slice(-page.limit) : ascending.slice(0, page.limit);
}

/** How many interactions these points have together, each counted once. */
export function countByChannel(reader: Reader, points: readonly number[]): Partial<Record<Channel, number>> {
  const count = points.length === 1 ? 'count(*)' : 'count(DISTINCT interaction)';
  const rows = reader.prepare(`SELECT channel, ${count} AS n FROM party WHERE point IN (SELECT value FROM json_each(?)) GROUP BY channel`).all(JSON.stringify(points)) as { channel: number; n: number }[];
  return Object.fromEntries(rows.map((row) => [CHANNELS[row.channel] as Channel, row.n]));
}

export function journey(reader: Reader, points: readonly number[], fromMs: number, limit: number): { id: InteractionId; channel: Channel; direction: Direction; occurredAtMs: number }[] {
  const keys = timelineKeys(reader, points, { limit }).filter((key) => key >= keyAt(fromMs));
  const statement = reader.prepare('SELECT id, channel, direction, occurred_at_ms AS occurredAtMs FROM interaction WHERE key = ?');
  return keys.map((key) => {
    const row = statement.get(key) as { id: InteractionId; channel: number; direction: number; occurredAtMs: number };
    return { id: row.id, channel: CHANNELS[row.channel] as Channel, direction: DIRECTIONS[row.direction] as Direction, occurredAtMs: row.occurredAtMs };
  });
}

export function readMarks(marks: number, settled: boolean): InteractionMarks {
  const has = (mark: number): boolean => (marks & mark) !== 0;
  return { list: has(MARK.list), automatic: has(MARK.automatic), bounce: has(MARK.bounce), dateDoubtful: has(MARK.dateDoubtful), damaged: has(MARK.damaged), gone: has(MARK.gone), provisional: has(MARK.provisional), settled };
}

function putParty(writer: Writer, key: number, channel: Channel, party: NewParty, saidSettled: boolean): void {
  writer.prepare('INSERT OR IGNORE INTO party (point, interaction, role, channel, word, missed, settled) VALUES (?, ?, ?, ?, ?, ?, ?)')
    .run(party.point, key, party.role, channelNumber(channel), party.word, party.missed ? 1 : 0, saidSettled && party.word === WORD.theirs ? 1 : 0);
}

/** Where the time is the same the slot comes from the id, so that the order of arrival leaves no trace in the key. */
function freeKey(writer: Writer, row: NewInteraction): number {
  const second = keyAt(row.occurredAtMs);
  const fromId = Number.parseInt(row.id.slice(0, 8), 16);
  const ms = Math.floor(Math.max(0, row.occurredAtMs) % 1000);
  const slot = ms === 0 ? fromId % WHOLE_SECOND_SLOTS : WHOLE_SECOND_SLOTS + (ms - 1) * SLOTS_PER_MS + (fromId % SLOTS_PER_MS);
  const taken = writer.prepare('SELECT 1 FROM interaction WHERE key = ?');
  for (let probe = 0; ; probe++) {
    const key = second + ((slot + probe) % SLOTS);
    if (taken.get(key) === undefined) return key;
  }
}

function logForIndex(writer: Writer, key: number): void {
  writer.prepare('INSERT INTO index_log (what, key) VALUES (0, ?)').run(key);
}
