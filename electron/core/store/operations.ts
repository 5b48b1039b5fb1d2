/** The append-only log of operations, and which things each speaks about. */
import type { Operation } from '../../../shared/operations.ts';
import type { Reader, Writer } from './open.ts';

const COLUMNS = 'id, hlc, device, device_sequence AS deviceSequence, actor, type, version, payload, hash';
type RawOperation = Omit<Operation, 'payload'> & { payload: string };
const readOperation = (row: RawOperation): Operation => ({ ...row, payload: JSON.parse(row.payload) as unknown });

/** @returns false when the operation was here already: everything that arrives may arrive again */
export function appendOperation(writer: Writer, operation: Operation): boolean {
  return writer.prepare(`INSERT OR IGNORE INTO operation (id, hlc, device, device_sequence, actor, type, version, payload, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    .run(operation.id, operation.hlc, operation.device, operation.deviceSequence, operation.actor, operation.type, operation.version, JSON.stringify(operation.payload), operation.hash).changes === 1;
}

export function operationById(reader: Reader, id: string): Operation | null {
  const row = reader.prepare(`SELECT ${COLUMNS} FROM operation WHERE id = ?`).get(id) as RawOperation | undefined;
  return row === undefined ? null : readOperation(row);
}

/** The end of a device's chain: the next operation goes on from its sequence and hash. */
export function lastOfDevice(reader: Reader, device: string): { deviceSequence: number; hash: string } | null {
  return (reader.prepare('SELECT device_sequence AS deviceSequence, hash FROM operation WHERE device = ? ORDER BY device_sequence DESC LIMIT 1').get(device) as { deviceSequence: number; hash: string } | undefined) ?? null;
}

/** The greatest stamp that a device's clock must be ahead of: its own last, or a later one of others, but none above `bound`. */
export function lastHlc(reader: Reader, device: string, bound: string): string | null {
  const own = reader.prepare('SELECT hlc FROM operation WHERE device = ? ORDER BY device_sequence DESC LIMIT 1').get(device) as { hlc: string } | undefined;
  const any = reader.prepare('SELECT max(hlc) AS hlc FROM operation WHERE hlc <= ?').get(bound) as { hlc: string | null };
  return own === undefined || (any.hlc !== null && any.hlc > own.hlc) ? any.hlc : own.hlc;
}

/** All operations in the order of (hlc, device). */
export function allOperations(reader: Reader): Operation[] {
  return (reader.prepare(`SELECT ${COLUMNS} FROM operation ORDER BY hlc, device`).all() as RawOperation[]).map(readOperation);
}

export function chainOfDevice(reader: Reader, device: string): Operation[] {
  return (reader.prepare(`SELECT ${COLUMNS} FROM operation WHERE device = ? ORDER BY device_sequence`).all(device) as RawOperation[]).map(readOperation);
}

export function putSubject(writer: Writer, subject: string, operationId: string): void {
  writer.prepare('INSERT OR IGNORE INTO operation_subject (subject, operation_id) VALUES (?, ?)').run(subject, operationId);
}

/** The operations that speak about a thing, in the order of (hlc, device). */
export function operationsAbout(reader: Reader, subject: string): Operation[] {
  return (reader.prepare(`SELECT ${COLUMNS} FROM operation JOIN operation_subject ON operation_id = id WHERE subject = ? ORDER BY hlc, device`).all(subject) as RawOperation[]).map(readOperation);
}

export function putWaiting(writer: Writer, target: string, subject: string): void {
  writer.prepare('INSERT OR IGNORE INTO operation_waiting (target, subject) VALUES (?, ?)').run(target, subject);
}

/** Takes the subjects that waited for a target which is here now. */
export function takeWaiting(writer: Writer, target: string): string[] {
  return (writer.prepare('DELETE FROM operation_waiting WHERE target = ? RETURNING subject').all(target) as { subject: string }[]).map((row) => row.subject);
}

export function hasWaiting(reader: Reader): boolean {
  return reader.prepare('SELECT 1 FROM operation_waiting LIMIT 1').get() !== undefined;
}
