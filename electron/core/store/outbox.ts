/** Rows of what has to happen outside. Truth: a row is never deleted, and its key never changes. */
import type { Sendable } from '../../../shared/composing.ts';
import type { EffectKind, HoldReason, InteractionId, OutboxId, OutboxState } from '../../../shared/domain.ts';
import type { ErrorData } from '../../../shared/result.ts';
import type { Reader, Writer } from './open.ts';
import type { VaultRef } from './vault.ts';

/** What will be handed to the connector, and what the agent wrote. Files and mails are places in the vault. */
export type OutboxPayload =
  | { kind: 'mail'; message: Extract<Sendable, { channel: 'mail' }>; raw: VaultRef; sizeBytes: number; envelope: { from: string; to: readonly string[] } }
  | { kind: 'chat'; message: Extract<Sendable, { channel: 'chat' }>; to: string; files: readonly { filename: string; contentType: string; vault: VaultRef }[] }
  | { kind: 'dial'; number: string };

/** `changed`: ids of what was said meanwhile, oldest first. */
export type OutboxHold = { reason: HoldReason; changed: readonly InteractionId[] };

/** 0: nothing can have left; 1: the point of no return was passed. */
export type Phase = 0 | 1;
/** 0: nothing to file; 1: a copy is due; 2: filed. */
export type CopyState = 0 | 1 | 2;

/** What changes while it is on its way. */
export type OutboxProgress = {
  state: OutboxState; phase: Phase; copy: CopyState; hold: OutboxHold | null; attempts: number;
  nextTryAtMs: number | null; sentAtMs: number | null; error: ErrorData | null;
};

export type OutboxRow = OutboxProgress & {
  id: OutboxId; effectKey: string; kind: EffectKind; accountId: string;
  /** The contact point it is for, by uuid: the customer is whoever has it now. */
  point: string;
  threadKey: string | null;
  /** Normal form of the first addressee: things to one destination leave in their order. */
  destination: string;
  interactionId: InteractionId;
  /** Up to where the agent can have read the conversation (operations/outboxGate). */
  seenKey: number | null;
  author: string; title: string; preview: string; payload: OutboxPayload; position: number;
  createdAtMs: number; notBeforeMs: number; isScheduled: boolean; updatedAtMs: number;
};

export type NewOutboxRow = Omit<OutboxRow, keyof OutboxProgress | 'position' | 'updatedAtMs'>;

/** States in which something is still to be done, by the desk or by the agent. */
const OPEN = "state IN ('queued', 'held', 'sending', 'verifying', 'failed')";

const COLUMNS = `id, effect_key AS effectKey, kind, state, phase, copy, account_id AS accountId, point, thread_key AS threadKey, destination, interaction_id AS interactionId, seen_key AS seenKey,
  author, title, preview, payload, position, created_at_ms AS createdAtMs, not_before_ms AS notBeforeMs, is_scheduled AS isScheduled, hold, attempts, next_try_at_ms AS nextTryAtMs,
  sent_at_ms AS sentAtMs, updated_at_ms AS updatedAtMs, error`;
type RawRow = Omit<OutboxRow, 'payload' | 'isScheduled' | 'hold' | 'error'> & { payload: string; isScheduled: number; hold: string | null; error: string | null };

function readRow(row: RawRow): OutboxRow {
  return {
    ...row, isScheduled: row.isScheduled === 1, payload: parsePayload(row.payload), hold: row.hold === null ? null : (JSON.parse(row.hold) as OutboxHold),
    error: row.error === null ? null : (JSON.parse(row.error) as ErrorData),
  };
}

/** Keys of vault places are bytes; in the row they are hex. */
function parsePayload(text: string): OutboxPayload {
  return JSON.parse(text, (name, value: unknown) => (name === 'key' && typeof value === 'string' ? Buffer.from(value, 'hex') : value)) as OutboxPayload;
}

function payloadText(payload: OutboxPayload): string {
  return JSON.stringify(payload, (name, value: unknown) => (name === 'key' ? keyText(value) : value));
}

/** A Buffer has turned itself into an object by the time it is seen here. */
function keyText(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  const { type, data } = value as { type?: string; data?: number[] };
  return type === 'Buffer' && data !== undefined ? Buffer.from(data).toString('hex') : value;
}

/** Puts a new row at the end, queued. */
export function insertOutbox(writer: Writer, row: NewOutboxRow): void {
  writer.prepare(`INSERT INTO outbox (id, effect_key, kind, state, account_id, point, thread_key, destination, interaction_id, seen_key, author, title, preview, payload, position,
      created_at_ms, not_before_ms, is_scheduled, updated_at_ms)
    VALUES (?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(row.id, row.effectKey, row.kind, row.accountId, row.point, row.threadKey, row.destination, row.interactionId,
    row.seenKey, row.author, row.title, row.preview, payloadText(row.payload), lastPosition(writer) + 1, row.createdAtMs, row.notBeforeMs, row.isScheduled ? 1 : 0, row.createdAtMs);
  touch(writer, row.point);
}

export function outboxById(reader: Reader, id: string): OutboxRow | null {
  const row = reader.prepare(`SELECT ${COLUMNS} FROM outbox WHERE id = ?`).get(id) as RawRow | undefined;
  return row === undefined ? null : readRow(row);
}

/** Everything that is not through, in the order in which it leaves. */
export function openOutbox(reader: Reader): OutboxRow[] {
  return (reader.prepare(`SELECT ${COLUMNS} FROM outbox WHERE ${OPEN} ORDER BY position`).all() as RawRow[]).map(readRow);
}

/** Through, newest first, of these points or of all. */
export function closedOutbox(reader: Reader, limit: number, points: readonly string[] | null): OutboxRow[] {
  const rows = points === null
    ? reader.prepare(`SELECT ${COLUMNS} FROM outbox WHERE state IN ('sent', 'cancelled') ORDER BY updated_at_ms DESC, id LIMIT ?`).all(limit)
    : reader.prepare(`SELECT ${COLUMNS} FROM outbox WHERE point IN (SELECT value FROM json_each(?)) AND state IN ('sent', 'cancelled') ORDER BY updated_at_ms DESC, id LIMIT ?`).all(JSON.stringify(points), limit);
  return (rows as RawRow[]).map(readRow);
}

export function countClosed(reader: Reader, points: readonly string[] | null): Record<'sent' | 'cancelled', number> {
  const rows = points === null
    ? reader.prepare("SELECT state, count(*) AS n FROM outbox WHERE state IN ('sent', 'cancelled') GROUP BY state").all()
    : reader.prepare("SELECT state, count(*) AS n FROM outbox WHERE point IN (SELECT value FROM json_each(?)) AND state IN ('sent', 'cancelled') GROUP BY state").all(JSON.stringify(points));
  return { sent: 0, cancelled: 0, ...Object.fromEntries((rows as { state: string; n: number }[]).map(({ state, n }) => [state, n])) };
}

/** Sent, with a copy still to be filed. */
export function copiesDue(reader: Reader): OutboxRow[] {
  return (reader.prepare(`SELECT ${COLUMNS} FROM outbox WHERE copy = 1 ORDER BY account_id, position`).all() as RawRow[]).map(readRow);
}

export function countOutbox(reader: Reader): { waiting: number; held: number; failed: number } {
  const rows = reader.prepare(`SELECT state, count(*) AS n FROM outbox WHERE ${OPEN} GROUP BY state`).all() as { state: OutboxState; n: number }[];
  const count = (...states: OutboxState[]): number => rows.reduce((sum, row) => (states.includes(row.state) ? sum + row.n : sum), 0);
  return { waiting: count('queued', 'sending', 'verifying'), held: count('held'), failed: count('failed') };
}

/** Writes what changed of a row. */
export function saveProgress(writer: Writer, row: Pick<OutboxRow, 'id' | 'point'> & OutboxProgress, atMs: number): void {
  writer.prepare('UPDATE outbox SET state = ?, phase = ?, copy = ?, hold = ?, attempts = ?, next_try_at_ms = ?, sent_at_ms = ?, error = ?, updated_at_ms = ? WHERE id = ?').run(
    row.state, row.phase, row.copy, row.hold === null ? null : JSON.stringify(row.hold), row.attempts, row.nextTryAtMs, row.sentAtMs, row.error === null ? null : JSON.stringify(row.error), atMs, row.id);
  touch(writer, row.point);
}

/** When it may leave, and what the agent had read by then. */
export function setTerms(writer: Writer, row: Pick<OutboxRow, 'id' | 'point'>, terms: { notBeforeMs: number; isScheduled: boolean; seenKey: number | null }): void {
  writer.prepare('UPDATE outbox SET not_before_ms = ?, is_scheduled = ?, seen_key = ? WHERE id = ?').run(terms.notBeforeMs, terms.isScheduled ? 1 : 0, terms.seenKey, row.id);
  touch(writer, row.point);
}

/** Before another row, or last of all. */
export function moveOutbox(writer: Writer, row: Pick<OutboxRow, 'id' | 'point'>, before: Pick<OutboxRow, 'position'> | null): void {
  writer.prepare('UPDATE outbox SET position = ? WHERE id = ?').run(before === null ? lastPosition(writer) + 1 : placeBefore(writer, before.position), row.id);
  touch(writer, row.point);
}

/** What an account waits for is tried again at once: it can be reached now. @returns how many rows that is */
export function hurryAccount(writer: Writer, accountId: string, nowMs: number): number {
  const rows = writer.prepare("UPDATE outbox SET next_try_at_ms = ? WHERE account_id = ? AND state IN ('queued', 'verifying') AND next_try_at_ms > ? RETURNING point").all(nowMs, accountId, nowMs) as { point: string }[];
  for (const { point } of rows) touch(writer, point);
  return rows.length;
}

/** The account cannot be reached: what else is due through it waits too, and says why. */
export function delayAccount(writer: Writer, accountId: string, untilMs: number, error: ErrorData): void {
  const rows = writer.prepare(`UPDATE outbox SET next_try_at_ms = ?, error = ? WHERE account_id = ? AND state = 'queued' AND kind <> 'dial' AND not_before_ms <= ? AND coalesce(next_try_at_ms, 0) < ? RETURNING point`)
    .all(untilMs, JSON.stringify(error), accountId, untilMs, untilMs) as { point: string }[];
  for (const { point } of rows) touch(writer, point);
}

function lastPosition(reader: Reader): number {
  // What is through stands in no order any more.
  return (reader.prepare(`SELECT coalesce(max(position), 0) AS last FROM outbox WHERE ${OPEN}`).get() as { last: number }).last;
}

/** Half way to the row in front; positions are reals, and a person does not reorder fifty times between the same two. */
function placeBefore(reader: Reader, position: number): number {
  const { front } = reader.prepare(`SELECT max(position) AS front FROM outbox WHERE ${OPEN} AND position < ?`).get(position) as { front: number | null };
  return front === null ? position - 1 : (front + position) / 2;
}

function touch(writer: Writer, point: string): void {
  writer.touch('outbox');
  writer.touch('app');
  const owner = writer.prepare('SELECT customer.uuid AS uuid FROM contact_point JOIN customer ON customer.id = contact_point.customer WHERE contact_point.uuid = ?').get(point) as { uuid: string } | undefined;
  if (owner !== undefined) writer.touch(`customer:${owner.uuid}`);
}
