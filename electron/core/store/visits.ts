/**
 * Derived rows of visits, of what happened in them, and of the answers to their surveys.
 *
 * The rows of a visit are made by operations/applyVisits; answers by mail are noted by ingest (`putSurveyReply`), and
 * which of them counts is worked out with the visit, so that neither has to come first. `receipt_file` alone is truth:
 * what this desk printed and mailed.
 */
import { createHash } from 'node:crypto';
import type { IdentityCheck, InteractionId, SurveyVerdict, VisitItemKind } from '../../../shared/domain.ts';
import type { Reader, Writer } from './open.ts';

export type VisitRow = {
  id: string; point: string | null; state: 'open' | 'closed'; branch: string; agent: string;
  /** That began it, and once it is closed the one that closed it. */
  device: string; startedAtMs: number; endedAtMs: number | null; identityCheck: IdentityCheck;
  motive: string; outcome: string; notes: string; caseId: string | null; mailTo: string | null; receiptSeries: string | null; receiptNumber: number | null;
  surveyToken: string | null;
  /** Normal form of the address the survey was sent to. */
  surveyAddress: string | null;
  operation: string;
};
export type VisitItemRow = { itemId: string; kind: VisitItemKind; ref: string; label: string; atMs: number; operation: string };
/** `place`: key of the record or id of the operation, the same on every desk. `visitId` empty: no visit with its token is known. */
export type SurveyRow = {
  visitId: string; place: string; source: 'mail' | 'card'; verdict: SurveyVerdict; score: number | null; comment: string; point: string | null; answeredAtMs: number; agent: string; branch: string;
  record: number | null; operation: string | null;
};
/** What a mail says that names a token of ours. */
export type SurveyReply = { record: number; place: string; token: string; score: number | null; comment: string; point: string; address: string; atMs: number };

const VISIT = `id, point, state, branch, agent, device, started_at_ms AS startedAtMs, ended_at_ms AS endedAtMs, identity_check AS identityCheck, motive, outcome, notes, case_id AS caseId, mail_to AS mailTo,
  receipt_series AS receiptSeries, receipt_number AS receiptNumber, survey_token AS surveyToken, survey_address AS surveyAddress, operation`;
const SURVEY = 'visit_id AS visitId, place, source, verdict, score, comment, point, answered_at_ms AS answeredAtMs, agent, branch, record, operation';

// ------------------------------------------------------------------------------------------------ visits

/** Puts the row, or takes it away with everything of it. */
export function putVisit(writer: Writer, id: string, row: VisitRow | null, items: readonly VisitItemRow[]): void {
  writer.prepare('DELETE FROM visit_item WHERE visit_id = ?').run(id);
  writer.prepare('DELETE FROM visit WHERE id = ?').run(id);
  if (row === null) return;
  writer.prepare(`INSERT INTO visit (id, point, state, branch, agent, device, started_at_ms, ended_at_ms, identity_check, motive, outcome, notes, case_id, mail_to, receipt_series, receipt_number, survey_token, survey_address, operation)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(row.id, row.point, row.state, row.branch, row.agent, row.device, row.startedAtMs, row.endedAtMs, row.identityCheck, row.motive, row.outcome, row.notes, row.caseId,
    row.mailTo, row.receiptSeries, row.receiptNumber, row.surveyToken, row.surveyAddress, row.operation);
  for (const item of items) writer.prepare('INSERT INTO visit_item (visit_id, item_id, kind, ref, label, at_ms, operation) VALUES (?, ?, ?, ?, ?, ?, ?)').run(id, item.itemId, item.kind, item.ref, item.label, item.atMs, item.operation);
}

export function visitById(reader: Reader, id: string): VisitRow | null {
  return (reader.prepare(`SELECT ${VISIT} FROM visit WHERE id = ?`).get(id) as VisitRow | undefined) ?? null;
}

/** In the order in which they happened. */
export function itemsOfVisit(reader: Reader, id: string): VisitItemRow[] {
  return reader.prepare('SELECT item_id AS itemId, kind, ref, label, at_ms AS atMs, operation FROM visit_item WHERE visit_id = ? ORDER BY at_ms, item_id').all(id) as VisitItemRow[];
}

/** Begun on this desk and not closed, newest first. */
export function openVisits(reader: Reader, device: string): VisitRow[] {
  return reader.prepare(`SELECT ${VISIT} FROM visit WHERE device = ? AND state = 'open' ORDER BY started_at_ms DESC, id`).all(device) as VisitRow[];
}

/** Of these contact points (uuids), newest first. */
export function visitsOf(reader: Reader, points: readonly string[], limit: number): VisitRow[] {
  return reader.prepare(`SELECT ${VISIT} FROM visit WHERE point IN (SELECT value FROM json_each(?)) ORDER BY started_at_ms DESC, id LIMIT ?`).all(JSON.stringify(points), limit) as VisitRow[];
}

/** The visit that gave out this token; of several, which only malice makes, the first by id. */
export function visitOfToken(reader: Reader, token: string): VisitRow | null {
  return (reader.prepare(`SELECT ${VISIT} FROM visit WHERE survey_token = ? ORDER BY id LIMIT 1`).get(token) as VisitRow | undefined) ?? null;
}

// ------------------------------------------------------------------------------------------------ receipts

/** One more than the last number that this device gave in the series, closings that were undone included: 1 for the first. */
export function nextReceiptNumber(reader: Reader, device: string, series: string): number {
  const { last } = reader.prepare("SELECT max(payload ->> '$.receipt.number') AS last FROM operation WHERE type = 'visit.close' AND device = ? AND payload ->> '$.receipt.series' = ?").get(device, series) as { last: number | null };
  return (last ?? 0) + 1;
}

/** What was made of the receipt with this number (`receiptKey`). */
export type ReceiptFile = { visitId: string; receipt: string; blobId: string | null; outboxId: string | null; madeAtMs: number };

const RECEIPT_KEY = "coalesce(receipt_series || ':' || receipt_number, survey_token, '')";

/** `CAB-7F3K:12`; for a visit without a number the token of its survey; empty where there is neither. */
export function receiptKey(row: Pick<VisitRow, 'receiptSeries' | 'receiptNumber' | 'surveyToken'>): string {
  return row.receiptNumber === null ? (row.surveyToken ?? '') : `${row.receiptSeries ?? ''}:${row.receiptNumber}`;
}

/** Null also for what was made of a closing that was undone. */
export function receiptFile(reader: Reader, visitId: string): ReceiptFile | null {
  return (reader.prepare(`SELECT visit_id AS visitId, receipt, blob_id AS blobId, outbox_id AS outboxId, made_at_ms AS madeAtMs FROM receipt_file JOIN visit ON visit.id = visit_id
    WHERE visit_id = ? AND receipt = ${RECEIPT_KEY}`).get(visitId) as ReceiptFile | undefined) ?? null;
}

export function putReceiptFile(writer: Writer, file: ReceiptFile): void {
  writer.prepare('INSERT OR REPLACE INTO receipt_file (visit_id, receipt, blob_id, outbox_id, made_at_ms) VALUES (?, ?, ?, ?, ?)').run(file.visitId, file.receipt, file.blobId, file.outboxId, file.madeAtMs);
}

const MADE = `SELECT 1 FROM receipt_file WHERE visit_id = visit.id AND receipt = ${RECEIPT_KEY}`;

/** Closed on this desk with a number, and not printed yet; oldest first. */
export function receiptsToPrint(reader: Reader, device: string): VisitRow[] {
  return reader.prepare(`SELECT ${VISIT} FROM visit WHERE device = ? AND state = 'closed' AND receipt_number IS NOT NULL AND NOT EXISTS (${MADE} AND blob_id IS NOT NULL) ORDER BY ended_at_ms, id`).all(device) as VisitRow[];
}

/** Closed on this desk, with an address, printed where there is something to print, and their mail not in the outbox yet; oldest first. */
export function mailsToQueue(reader: Reader, device: string): VisitRow[] {
  return reader.prepare(`SELECT ${VISIT} FROM visit WHERE device = ? AND state = 'closed' AND mail_to IS NOT NULL AND (receipt_number IS NOT NULL OR survey_token IS NOT NULL)
    AND (receipt_number IS NULL OR EXISTS (${MADE} AND blob_id IS NOT NULL)) AND NOT EXISTS (${MADE} AND outbox_id IS NOT NULL) ORDER BY ended_at_ms, id`).all(device) as VisitRow[];
}

// ------------------------------------------------------------------------------------------------ surveys

export function putSurveyReply(writer: Writer, reply: Omit<SurveyReply, 'place'>): void {
  writer.prepare('INSERT OR REPLACE INTO survey_reply (record, token, score, comment, point, address, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)').run(reply.record, reply.token, reply.score, reply.comment, reply.point, reply.address, reply.atMs);
}

export function repliesTo(reader: Reader, token: string): SurveyReply[] {
  return reader.prepare(`SELECT record, record_key AS place, token, score, comment, point, address, at_ms AS atMs FROM survey_reply JOIN source_record ON source_record.id = record
    WHERE token = ? ORDER BY at_ms, record_key`).all(token) as SurveyReply[];
}

/** Puts these answers in the place of all that a visit had. */
export function putSurveys(writer: Writer, visitId: string, rows: readonly SurveyRow[]): void {
  writer.prepare('DELETE FROM survey WHERE visit_id = ?').run(visitId);
  for (const row of rows) insertSurvey(writer, row);
}

/** Answers by mail whose token no visit has (any more, or yet): kept and named so. */
export function putUnmatched(writer: Writer, token: string, isKnown: boolean): void {
  for (const reply of repliesTo(writer, token)) {
    writer.prepare("DELETE FROM survey WHERE visit_id = '' AND place = ?").run(reply.place);
    if (isKnown) continue;
    insertSurvey(writer, { visitId: '', place: reply.place, source: 'mail', verdict: 'broken-token', score: reply.score, comment: reply.comment, point: reply.point, answeredAtMs: reply.atMs, agent: '', branch: '', record: reply.record, operation: null });
  }
}

function insertSurvey(writer: Writer, row: SurveyRow): void {
  writer.prepare('INSERT OR REPLACE INTO survey (visit_id, place, source, verdict, score, comment, point, answered_at_ms, agent, branch, record, operation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(row.visitId, row.place, row.source, row.verdict, row.score, row.comment, row.point, row.answeredAtMs, row.agent, row.branch, row.record, row.operation);
}

/** All answers of a visit, oldest first. */
export function surveysOfVisit(reader: Reader, visitId: string): SurveyRow[] {
  return reader.prepare(`SELECT ${SURVEY} FROM survey WHERE visit_id = ? ORDER BY answered_at_ms, place`).all(visitId) as SurveyRow[];
}

/** An answer that counts, with the visit it is of and its own place in the timeline. */
export type CountingSurvey = { visitId: string; place: string; interactionId: InteractionId; point: string; score: number; comment: string; answeredAtMs: number; agent: string; branch: string };
const COUNTING = `SELECT survey.visit_id AS visitId, survey.place AS place, visit.point AS point, survey.score AS score, survey.comment AS comment, survey.answered_at_ms AS answeredAtMs, survey.agent AS agent, survey.branch AS branch
  FROM survey JOIN visit ON visit.id = survey.visit_id WHERE survey.verdict = 'counts' AND visit.point IS NOT NULL`;
const withInteraction = (row: Omit<CountingSurvey, 'interactionId'>): CountingSurvey => ({ ...row, interactionId: surveyInteractionId(row.visitId) });

/** Answers that count of the visits of these contact points (uuids), newest first. The first is the customer's last score. */
export function surveysOfCustomer(reader: Reader, points: readonly string[]): CountingSurvey[] {
  return (reader.prepare(`${COUNTING} AND survey.visit_id IN (SELECT id FROM visit WHERE point IN (SELECT value FROM json_each(?))) ORDER BY answeredAtMs DESC, visitId`).all(JSON.stringify(points)) as Omit<CountingSurvey, 'interactionId'>[]).map(withInteraction);
}

/** Answers that count and were given since, oldest first: what rules look at. The topic `visits` is touched whenever one begins or ends to count. */
export function countingSurveys(reader: Reader, sinceMs: number): CountingSurvey[] {
  return (reader.prepare(`${COUNTING} AND survey.answered_at_ms >= ? ORDER BY answeredAtMs, visitId`).all(sinceMs) as Omit<CountingSurvey, 'interactionId'>[]).map(withInteraction);
}

// ------------------------------------------------------------------------------------------------ preferences

export type PreferenceRow = { point: string; code: string; interactionId: string | null; atMs: number; operation: string };

export function putPreference(writer: Writer, point: string, code: string, row: Omit<PreferenceRow, 'point' | 'code'> | null): void {
  if (row === null) writer.prepare('DELETE FROM preference WHERE point = ? AND code = ?').run(point, code);
  else writer.prepare('INSERT OR REPLACE INTO preference (point, code, interaction_id, at_ms, operation) VALUES (?, ?, ?, ?, ?)').run(point, code, row.interactionId, row.atMs, row.operation);
}

/** What these contact points (uuids) together prefer, oldest first; a code that two of them have stands twice. */
export function preferencesOf(reader: Reader, points: readonly string[]): PreferenceRow[] {
  return reader.prepare('SELECT point, code, interaction_id AS interactionId, at_ms AS atMs, operation FROM preference WHERE point IN (SELECT value FROM json_each(?)) ORDER BY at_ms, code, point').all(JSON.stringify(points)) as PreferenceRow[];
}

// ------------------------------------------------------------------------------------------------ ids

/** The survey of a visit in the timeline: one, whatever desk works it out. */
export function surveyInteractionId(visitId: string): InteractionId {
  return derivedId(visitId, 'survey') as InteractionId;
}

/** UUIDv5 (RFC 9562 5.5) with the visit as its namespace: what belongs to a visit once has one id for ever. */
export function derivedId(visitId: string, what: string): string {
  const hex = createHash('sha1').update(Buffer.from(visitId.replaceAll('-', ''), 'hex')).update(what).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
