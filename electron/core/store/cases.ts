/**
 * Derived rows of cases: what was said of each, which contacts are in it, and how it stands.
 *
 * Owns which contacts are a case's: those linked to it, and what was said in their threads (a mail thread, a chat with
 * one address) since; of a mail thread also what was said before, as far back as a season. A chat never ends, so in one
 * thread a contact linked to another case of the same customer ends the part of the first. How a case stands is worked out with its customer (`refreshCaseWords`), so that it follows
 * every word, merge and move, in whatever order they arrive.
 */
import type { CaseStatus, Channel, Priority } from '../../../shared/domain.ts';
import { CASE_STATUSES, CHANNELS } from '../../../shared/domain.ts';
import { DAY_MS } from '../../../shared/time.ts';
import { keyAt, keyTimeMs } from './interactions.ts';
import type { Reader, Writer } from './open.ts';

export type CaseRow = {
  id: string; point: string; title: string; motive: string; status: CaseStatus; statusAtMs: number; solvedAtMs: number | null; wasSolved: number; team: string; owner: string; priority: Priority;
  snoozedUntilMs: number | null; channel: Channel; openedAtMs: number; openedBy: string; firstOursAtMs: number | null; sinceAtMs: number | null; theirKey: number | null; lastKey: number | null; rests: string; operation: string;
};

/** Of one case, as the operations about it say. */
export type SaidCase = Pick<CaseRow, 'point' | 'title' | 'motive' | 'team' | 'owner' | 'priority' | 'snoozedUntilMs' | 'channel' | 'openedAtMs' | 'openedBy' | 'operation'> & {
  /** Statuses somebody set, oldest first. */
  statuses: SaidStatus[];
  tags: { tag: string; operation: string }[];
  links: { interactionId: string; operation: string }[];
  checks: { itemId: string; text: string; isDone: boolean; atMs: number; operation: string }[];
  escalations: { operation: string; fromTeam: string; toTeam: string; reason: string; actor: string; atMs: number }[];
};
export type SaidStatus = { atMs: number; status: CaseStatus };
/** Somebody spoke in a case; a word that somebody of ours said needs no answer is none of theirs. */
export type CaseWord = { atMs: number; by: 'them' | 'us' };
export type CaseFlow = {
  status: CaseStatus; statusAtMs: number; solvedAtMs: number | null; wasSolved: boolean;
  /** First word of ours after it was opened. */
  firstOursAtMs: number | null;
  /** First word of theirs that we have not answered. */
  sinceAtMs: number | null;
  /** Times in which the customer had the next word, or nobody had; the last one may be open. */
  rests: [number, number | null][];
};

export const CASE_COLUMNS = `desk_case.id, desk_case.point, title, motive, status, status_at_ms AS statusAtMs, solved_at_ms AS solvedAtMs, was_solved AS wasSolved, team, owner, priority, snoozed_until_ms AS snoozedUntilMs,
  channel, opened_at_ms AS openedAtMs, opened_by AS openedBy, first_ours_at_ms AS firstOursAtMs, since_at_ms AS sinceAtMs, their_key AS theirKey, desk_case.last_key AS lastKey, rests, desk_case.operation`;
/** In the order of CASE_STATUSES, without the last: an index is asked for each. */
export const OPEN_STATUSES = "('new', 'waitingForUs', 'waitingForCustomer')";
/** Of a thread longer than this, the newest words say how the case stands. */
const MOST_WORDS = 5_000;
/** How far back a mail thread belongs to a case that was opened late in it: what was promised before counts, a walk through years does not. */
const BEFORE_MS = 90 * DAY_MS;

/**
 * How a case stands, from what somebody said of it and who spoke in it.
 *
 * A status that somebody said holds until the customer speaks: then it waits for us again, and one that was solved is
 * open again. From then on, and where nobody said any, whoever spoke last decides. Until we first speak it is new.
 * @param said in any order, as `words`
 */
export function caseFlow(openedAtMs: number, said: readonly SaidStatus[], words: readonly CaseWord[]): CaseFlow {
  const flow: CaseFlow = { status: 'new', statusAtMs: openedAtMs, solvedAtMs: null, wasSolved: false, firstOursAtMs: null, sinceAtMs: null, rests: [] };
  let isSaid = false;
  let restsFromMs: number | null = null;
  const become = (status: CaseStatus, atMs: number): void => {
    if (status !== flow.status) Object.assign(flow, { status, statusAtMs: atMs });
    if (status === 'solved') Object.assign(flow, { solvedAtMs: flow.solvedAtMs ?? atMs, wasSolved: true });
    else flow.solvedAtMs = null;
    const isResting = status === 'solved' || status === 'waitingForCustomer';
    if (isResting) restsFromMs ??= atMs;
    else if (restsFromMs !== null) {
      flow.rests.push([restsFromMs, Math.max(restsFromMs, atMs)]);
      restsFromMs = null;
    }
  };
  const events = [...words.map((word) => ({ ...word, status: null })), ...said.map((one) => ({ ...one, by: null }))];
  // What was said at the very moment of a word was said knowing it.
  for (const event of events.sort((a, b) => a.atMs - b.atMs || Number(a.by === null) - Number(b.by === null))) {
    if (event.status !== null) {
      isSaid = true;
      become(event.status, event.atMs);
    } else if (event.by === 'them') {
      flow.sinceAtMs ??= event.atMs;
      isSaid = false;
      if (flow.status !== 'new') become('waitingForUs', event.atMs);
    } else {
      flow.sinceAtMs = null;
      if (event.atMs < openedAtMs) continue;
      flow.firstOursAtMs ??= event.atMs;
      if (!isSaid) become('waitingForCustomer', event.atMs);
    }
  }
  if (restsFromMs !== null) flow.rests.push([restsFromMs, null]);
  return flow;
}

/** The rows of one case, made anew; null takes it away. How it stands is worked out with its customer. */
export function putCase(writer: Writer, id: string, said: SaidCase | null): void {
  for (const table of ['case_tag', 'case_interaction', 'case_check', 'case_escalation']) writer.prepare(`DELETE FROM ${table} WHERE case_id = ?`).run(id);
  writer.prepare('DELETE FROM desk_case WHERE id = ?').run(id);
  if (said === null) return;
  writer.prepare(`INSERT INTO desk_case (id, point, title, motive, status, status_at_ms, was_solved, team, owner, priority, snoozed_until_ms, channel, opened_at_ms, opened_by, said, rests, operation)
    VALUES (?, ?, ?, ?, 'new', ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, '[]', ?)`)
    .run(id, said.point, said.title, said.motive, said.openedAtMs, said.team, said.owner, said.priority, said.snoozedUntilMs, said.channel, said.openedAtMs, said.openedBy, JSON.stringify(said.statuses), said.operation);
  for (const { tag, operation } of said.tags) writer.prepare('INSERT INTO case_tag (case_id, tag, operation) VALUES (?, ?, ?)').run(id, tag, operation);
  for (const { interactionId, operation } of said.links) writer.prepare('INSERT INTO case_interaction (case_id, interaction_id, operation) VALUES (?, ?, ?)').run(id, interactionId, operation);
  for (const check of said.checks) writer.prepare('INSERT INTO case_check (case_id, item_id, text, done, at_ms, operation) VALUES (?, ?, ?, ?, ?, ?)').run(id, check.itemId, check.text, check.isDone ? 1 : 0, check.atMs, check.operation);
  for (const { operation, fromTeam, toTeam, reason, actor, atMs } of said.escalations) {
    writer.prepare('INSERT INTO case_escalation (operation, case_id, from_team, to_team, reason, actor, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)').run(operation, id, fromTeam, toTeam, reason, actor, atMs);
  }
  putFlow(writer, { id, openedAtMs: said.openedAtMs, said: JSON.stringify(said.statuses) }, []);
}

/** Works out anew how the cases of a customer stand. @param members all points of the customer */
export function refreshCaseWords(writer: Writer, members: readonly { id: number; uuid: string }[]): void {
  const cases = writer.prepare('SELECT id, opened_at_ms AS openedAtMs, said FROM desk_case WHERE point IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify(members.map(({ uuid }) => uuid))) as { id: string; openedAtMs: number; said: string }[];
  if (cases.length === 0) return;
  const points = members.map(({ id }) => id);
  const parts = caseParts(writer, cases.map(({ id }) => id));
  for (const one of cases) putFlow(writer, one, contactsOf(writer, points, parts.get(one.id) ?? NO_PARTS));
  writer.touch('cases');
}

/** The address is gone from the history: nobody speaks in its cases until it is back. */
export function forgetCaseWords(writer: Writer, pointUuid: string): void {
  for (const one of writer.prepare('SELECT id, opened_at_ms AS openedAtMs, said FROM desk_case WHERE point = ?').all(pointUuid) as { id: string; openedAtMs: number; said: string }[]) putFlow(writer, one, []);
}

/** A contact of a case, in their order. `word` as in the party table; a settled one of theirs counts as none. */
export type CaseContact = { key: number; word: number; settled: number; atMs: number; channel: number };
/** Where contacts of a case lie: the ones linked, and stretches of threads (`to` not included). */
export type CaseParts = { keys: number[]; threads: { thread: string; from: number; to: number }[] };
const NO_PARTS: CaseParts = { keys: [], threads: [] };

/** The contacts of one case, oldest first; those with somebody else (who picks it up, who pays) where they were linked by hand. */
export function caseContacts(reader: Reader, points: readonly number[], caseId: string, siblings: readonly string[]): CaseContact[] {
  const parts = caseParts(reader, [...new Set([caseId, ...siblings])]).get(caseId) ?? NO_PARTS;
  const own = contactsOf(reader, points, parts);
  const known = new Set(own.map(({ key }) => key));
  const other = reader.prepare(`SELECT key, coalesce(word, 0) AS word, coalesce(settled, 0) AS settled, occurred_at_ms AS atMs, interaction.channel AS channel
    FROM interaction LEFT JOIN party ON party.point = main_point AND party.interaction = key WHERE key = ?`);
  return [...own, ...parts.keys.filter((key) => !known.has(key)).flatMap((key) => other.all(key) as CaseContact[])].sort((a, b) => a.key - b.key);
}

/** By case. Cases of one customer are asked for together, because each ends the parts of the others. */
export function caseParts(reader: Reader, caseIds: readonly string[]): Map<string, CaseParts> {
  const linked = reader.prepare(`SELECT case_id AS caseId, interaction.key AS key, thread_key AS thread, channel FROM case_interaction CROSS JOIN interaction ON interaction.id = case_interaction.interaction_id
    WHERE case_id IN (SELECT value FROM json_each(?))`).all(JSON.stringify(caseIds)) as { caseId: string; key: number; thread: string | null; channel: number }[];
  linked.sort((a, b) => a.key - b.key || (a.caseId < b.caseId ? -1 : 1));
  const parts = new Map<string, CaseParts>();
  for (const { caseId, key, thread, channel } of linked) {
    const own = parts.get(caseId) ?? { keys: [], threads: [] };
    parts.set(caseId, own);
    own.keys.push(key);
    if (thread === null || own.threads.some((part) => part.thread === thread && key < part.to)) continue;
    const next = linked.find((other) => other.thread === thread && other.caseId !== caseId && other.key > key);
    const isFirst = CHANNELS[channel] === 'mail' && !linked.some((other) => other.thread === thread && other.key < key);
    own.threads.push({ thread, from: isFirst ? keyAt(keyTimeMs(key) - BEFORE_MS) : key, to: next?.key ?? Number.MAX_SAFE_INTEGER });
  }
  return parts;
}

function contactsOf(reader: Reader, points: readonly number[], { keys, threads }: CaseParts): CaseContact[] {
  const found = new Map<number, CaseContact>();
  const add = (row: CaseContact): void => {
    const known = found.get(row.key);
    // A mail to two addresses of one customer is one contact; that we spoke says more than that they did.
    if (known === undefined || row.word > known.word) found.set(row.key, row);
  };
  const ids = JSON.stringify(points);
  const single = reader.prepare(`SELECT party.interaction AS key, word, settled, occurred_at_ms AS atMs, party.channel AS channel FROM party JOIN interaction ON interaction.key = party.interaction
    WHERE party.point IN (SELECT value FROM json_each(?)) AND party.interaction = ?`);
  for (const key of keys) for (const row of single.all(ids, key) as CaseContact[]) add(row);
  const stretch = reader.prepare(`SELECT party.interaction AS key, word, settled, occurred_at_ms AS atMs, party.channel AS channel FROM party JOIN interaction ON interaction.key = party.interaction
    WHERE party.point = ? AND party.interaction >= ? AND party.interaction < ? AND interaction.thread_key = ? ORDER BY party.interaction DESC LIMIT ${MOST_WORDS}`);
  for (const { thread, from, to } of threads) for (const point of points) for (const row of stretch.all(point, from, to, thread) as CaseContact[]) add(row);
  return [...found.values()].sort((a, b) => a.key - b.key);
}

function putFlow(writer: Writer, { id, openedAtMs, said }: { id: string; openedAtMs: number; said: string }, contacts: readonly CaseContact[]): void {
  const words = contacts.flatMap((contact): CaseWord[] => (contact.word === 2 ? [{ atMs: contact.atMs, by: 'us' }] : contact.word === 1 && contact.settled === 0 ? [{ atMs: contact.atMs, by: 'them' }] : []));
  const flow = caseFlow(openedAtMs, JSON.parse(said) as SaidStatus[], words);
  const theirs = flow.sinceAtMs === null ? undefined : contacts.findLast((contact) => contact.word === 1 && contact.settled === 0);
  writer.prepare('UPDATE desk_case SET status = ?, status_at_ms = ?, solved_at_ms = ?, was_solved = ?, first_ours_at_ms = ?, since_at_ms = ?, rests = ?, their_key = ?, last_key = ? WHERE id = ?')
    .run(flow.status, flow.statusAtMs, flow.solvedAtMs, flow.wasSolved ? 1 : 0, flow.firstOursAtMs, flow.sinceAtMs, JSON.stringify(flow.rests), theirs?.key ?? null, contacts.at(-1)?.key ?? null, id);
}

// ------------------------------------------------------------------------------------------------ reading

type RawCase = Omit<CaseRow, 'channel'> & { channel: string };

export function readCase(row: RawCase): CaseRow {
  return { ...row, channel: CHANNELS.find((channel) => channel === row.channel) ?? 'note', status: CASE_STATUSES.find((status) => status === row.status) ?? 'new' };
}

export function caseById(reader: Reader, id: string): CaseRow | null {
  const row = reader.prepare(`SELECT ${CASE_COLUMNS} FROM desk_case WHERE id = ?`).get(id) as RawCase | undefined;
  return row === undefined ? null : readCase(row);
}

/** In the order in which they were opened, newest first. @param uuids of all points of the customer */
export function casesOfPoints(reader: Reader, uuids: readonly string[]): CaseRow[] {
  const rows = reader.prepare(`SELECT ${CASE_COLUMNS} FROM desk_case WHERE point IN (SELECT value FROM json_each(?))`).all(JSON.stringify(uuids)) as RawCase[];
  return rows.map(readCase).sort((a, b) => b.openedAtMs - a.openedAtMs || (a.id < b.id ? -1 : 1));
}

/** The open case that stands for a customer in one line: one that waits for us before one that waits for them, then the newest. */
export function foremostCase(reader: Reader, uuids: readonly string[]): CaseRow | null {
  const open = casesOfPoints(reader, uuids).filter(({ status }) => status !== 'solved');
  return open.find(({ status }) => status !== 'waitingForCustomer') ?? open[0] ?? null;
}

/** Of every open case of a known customer, what a queue is chosen and sorted by. `isSpoken`: what the customer waits with was said in it. */
export type OpenCase = Pick<CaseRow, 'id' | 'status' | 'statusAtMs' | 'snoozedUntilMs' | 'owner' | 'team' | 'motive' | 'priority' | 'openedAtMs' | 'firstOursAtMs' | 'sinceAtMs' | 'theirKey' | 'lastKey' | 'rests'>
  & { solvedAtMs: null; customer: number; valueMinor: number; isSpoken: boolean; missed: number };

/** Read as bare rows: there may be thousands, and a queue is asked for with every change. */
export function openCases(reader: Reader): OpenCase[] {
  const rows = reader.prepare(`SELECT desk_case.id, status, status_at_ms, snoozed_until_ms, owner, team, motive, priority, opened_at_ms, first_ours_at_ms, since_at_ms, their_key, desk_case.last_key, rests, customer.id, value_minor, waiting_key = their_key, missed
    FROM desk_case JOIN contact_point ON contact_point.uuid = desk_case.point JOIN customer ON customer.id = contact_point.customer WHERE status IN ${OPEN_STATUSES}`).raw().all() as
    [string, CaseStatus, number, number | null, string, string, string, Priority, number, number | null, number | null, number | null, number | null, string, number, number, number | null, number][];
  return rows.map(([id, status, statusAtMs, snoozedUntilMs, owner, team, motive, priority, openedAtMs, firstOursAtMs, sinceAtMs, theirKey, lastKey, rests, customer, valueMinor, isSpoken, missed]) => (
    { id, status, statusAtMs, snoozedUntilMs, owner, team, motive, priority, openedAtMs, firstOursAtMs, sinceAtMs, theirKey, lastKey, rests, solvedAtMs: null, customer, valueMinor, isSpoken: isSpoken === 1, missed }));
}

/** Customers whose last word, not older than `sinceKey`, was said in a case that somebody has solved since. */
export function spokenInSolved(reader: Reader, sinceKey: number): { customer: number; missed: number }[] {
  return reader.prepare(`SELECT customer.id AS customer, missed FROM desk_case INDEXED BY desk_case_their JOIN contact_point ON contact_point.uuid = desk_case.point JOIN customer ON customer.id = contact_point.customer
    WHERE status = 'solved' AND their_key >= ? AND waiting_key = their_key`).all(sinceKey) as { customer: number; missed: number }[];
}

export function tagsOf(reader: Reader, caseId: string): string[] {
  return reader.prepare('SELECT tag FROM case_tag WHERE case_id = ? ORDER BY tag').pluck().all(caseId) as string[];
}

export function allTags(reader: Reader): string[] {
  return reader.prepare('SELECT DISTINCT tag FROM case_tag ORDER BY tag LIMIT 200').pluck().all() as string[];
}

export function checksOf(reader: Reader, caseId: string): { itemId: string; text: string; isDone: boolean; atMs: number; operation: string }[] {
  const rows = reader.prepare('SELECT item_id AS itemId, text, done, at_ms AS atMs, operation FROM case_check WHERE case_id = ?').all(caseId) as { itemId: string; text: string; done: number; atMs: number; operation: string }[];
  return rows.map(({ done, ...row }) => ({ ...row, isDone: done === 1 }));
}

export function escalationsOf(reader: Reader, caseId: string): { operation: string; fromTeam: string; toTeam: string; reason: string; actor: string; atMs: number }[] {
  return (reader.prepare('SELECT operation, from_team AS fromTeam, to_team AS toTeam, reason, actor, at_ms AS atMs FROM case_escalation WHERE case_id = ?').all(caseId) as { operation: string; fromTeam: string; toTeam: string; reason: string; actor: string; atMs: number }[])
    .sort((a, b) => a.atMs - b.atMs || (a.operation < b.operation ? -1 : 1));
}

/** The cases to which an interaction was linked by somebody. */
export function casesLinkedTo(reader: Reader, interactionId: string): string[] {
  return reader.prepare('SELECT case_id FROM case_interaction WHERE interaction_id = ?').pluck().all(interactionId) as string[];
}
