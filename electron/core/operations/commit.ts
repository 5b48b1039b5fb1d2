/**
 * Facts authored here: stamped, chained, appended to the log and applied, in one transaction.
 *
 * Promises that an operation is either in the log with all its effects or not at all. Never sends anything.
 */
import { createHash, randomUUID } from 'node:crypto';
import { OPERATION_PAYLOADS } from '../../../shared/operations.ts';
import type { Operation, OperationPayload, OperationType } from '../../../shared/operations.ts';
import type { OperationId } from '../../../shared/domain.ts';
import { DeskError } from '../../../shared/result.ts';
import type { Clock } from '../clock.ts';
import type { Writer } from '../store/open.ts';
import { appendOperation, lastOfDevice } from '../store/operations.ts';

export type Author = { device: string; actor: string; clock: Clock };

/** Before the first operation of a device. */
export const CHAIN_START = '0'.repeat(64);
const PAYLOAD_VERSION = 1;

/** Appends one operation and answers with it; the caller applies it in the same transaction. @throws DeskError bad-request */
export function author<T extends OperationType>(writer: Writer, by: Author, type: T, payload: OperationPayload<T>): Operation {
  const checked = OPERATION_PAYLOADS[type].safeParse(payload);
  if (!checked.success) throw new DeskError('bad-request', { what: type });
  const last = lastOfDevice(writer, by.device) ?? { deviceSequence: 0, hash: CHAIN_START };
  const open = {
    id: randomUUID() as string, hlc: by.clock.stamp(), device: by.device, deviceSequence: last.deviceSequence + 1,
    actor: by.actor, type: type as string, version: PAYLOAD_VERSION, payload: checked.data as unknown,
  };
  const operation = { ...open, hash: chainHash(last.hash, open) };
  appendOperation(writer, operation);
  return operation;
}

export function operationId(operation: Operation): OperationId {
  return operation.id as OperationId;
}

/** SHA-256 over the former hash and the operation as JSON with sorted keys. */
export function chainHash(previous: string, operation: Omit<Operation, 'hash'>): string {
  return createHash('sha256').update(previous).update(canonicalJson(operation)).digest('hex');
}

/** The first operation of a device's chain that was changed, removed or put in; null when the chain holds. */
export function brokenLink(chain: readonly Operation[]): Operation | null {
  let previous = CHAIN_START;
  let sequence = 0;
  for (const { hash, ...open } of chain) {
    sequence += 1;
    if (open.deviceSequence !== sequence || chainHash(previous, open) !== hash) return { ...open, hash };
    previous = hash;
  }
  return null;
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    return `{${Object.entries(value).filter(([, member]) => member !== undefined).sort(([x], [y]) => (x < y ? -1 : 1)).map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
