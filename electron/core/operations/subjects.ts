/**
 * What a family of operations has to say: which subjects each speaks about, and how the rows of a subject are made from
 * all operations about it. `apply.ts` puts the families together and owns order, undo and waiting.
 */
import { OPERATION_PAYLOADS } from '../../../shared/operations.ts';
import type { Operation, OperationPayload, OperationType } from '../../../shared/operations.ts';
import type { Writer } from '../store/open.ts';

/** What other rooms do for an operation; passed in by the composition root. */
export type Effects = {
  /** Works out the customers around these points anew. @returns customers touched, refreshed already */
  relink(writer: Writer, seeds: Iterable<number>): Set<number>;
  /** Puts an interaction into the timelines its assignments say. */
  reassign(writer: Writer, interactionId: string, touched: Set<number>, also: readonly string[]): void;
  /** Makes the rows of the cards and tables of an import again from their raw records. @returns points they speak about */
  readCards(writer: Writer, importId: string): number[];
  normalForm(text: string): string;
};

/** One round of making rows anew. `customers` are refreshed and `seeds` relinked when it ends. */
export type Recompute = {
  writer: Writer;
  effects: Effects;
  customers: Set<number>;
  seeds: Set<number>;
  /** Makes the rows of another subject in the same round. */
  again(subject: string): void;
};

/** The rows of one subject from the operations about it: in the order of (hlc, device), undone ones left out; none when all are. */
export type RecomputeSubject = (round: Recompute, key: readonly string[], operations: readonly Operation[]) => void;

export type Subjects = {
  /** `kind:key[:key]` of everything the operation speaks about; empty for an operation of another family. */
  subjectsOf(operation: Operation): string[];
  /** By the kind of the subject; the key is what follows the kind. */
  recompute: Readonly<Record<string, RecomputeSubject>>;
};

/** The payload in its checked shape; null for other types, and for versions of a later program, which are kept and not applied. */
export function payloadOf<T extends OperationType>(operation: Operation, type: T): OperationPayload<T> | null {
  if (operation.type !== type || operation.version !== 1) return null;
  const read = OPERATION_PAYLOADS[type].safeParse(operation.payload);
  return read.success ? (read.data as OperationPayload<T>) : null;
}

/** The last word of one type, with the operation that said it. */
export function lastSaid<T extends OperationType>(operations: readonly Operation[], type: T): { operation: Operation; payload: OperationPayload<T> } | null {
  for (const operation of operations.toReversed()) {
    const payload = payloadOf(operation, type);
    if (payload !== null) return { operation, payload };
  }
  return null;
}

/** Every word of one type, oldest first. */
export function allSaid<T extends OperationType>(operations: readonly Operation[], type: T): { operation: Operation; payload: OperationPayload<T> }[] {
  return operations.flatMap((operation) => {
    const payload = payloadOf(operation, type);
    return payload === null ? [] : [{ operation, payload }];
  });
}

/** The customer whose point this is has to be refreshed and told. */
export function touchPoint(round: Pick<Recompute, 'writer' | 'customers'>, point: number): void {
  const row = round.writer.prepare('SELECT customer FROM contact_point WHERE id = ?').get(point) as { customer: number } | undefined;
  if (row !== undefined) round.customers.add(row.customer);
}

/** The same by the point's uuid, which may not be here (yet). */
export function touchPointByUuid(round: Pick<Recompute, 'writer' | 'customers'>, uuid: string): void {
  const row = round.writer.prepare('SELECT customer FROM contact_point WHERE uuid = ?').get(uuid) as { customer: number } | undefined;
  if (row !== undefined) round.customers.add(row.customer);
}
