/** What people decided, in the order they may want to take it back. */
import { OPERATION_PAYLOADS } from '../../../shared/operations.ts';
import type { Operation, OperationPayload, OperationType } from '../../../shared/operations.ts';
import type { DecisionView, OperationId } from '../../../shared/domain.ts';
import { stampTimeMs } from '../clock.ts';
import { isEffective } from '../operations/apply.ts';
import type { Store } from '../store/open.ts';
import { operationsAbout } from '../store/operations.ts';

const SHOWN_OF_CUSTOMER = 30;

/** Decisions that speak about any of these contact points, newest first. */
export function customerDecisions(store: Store, uuids: readonly string[]): DecisionView[] {
  const found = new Map<string, Operation>();
  for (const uuid of uuids) {
    const subjects = store.prepare('SELECT DISTINCT subject FROM operation_subject WHERE subject >= ? AND subject < ?').all(`field:${uuid}:`, `field:${uuid};`) as { subject: string }[];
    const pairs = store.prepare("SELECT 'pair:' || a || ':' || b AS subject FROM pair_decision WHERE a = ? OR b = ?").all(uuid, uuid) as { subject: string }[];
    const moves = store.prepare("SELECT 'assign:' || interaction_id || ':' || from_point AS subject FROM assignment WHERE from_point = ? OR to_point = ?").all(uuid, uuid) as { subject: string }[];
    for (const { subject } of [...subjects, ...pairs, ...moves]) for (const operation of operationsAbout(store, subject)) found.set(operation.id, operation);
  }
  const newestFirst = [...found.values()].sort((x, y) => (x.hlc < y.hlc ? 1 : -1)).slice(0, SHOWN_OF_CUSTOMER);
  return newestFirst.map((operation) => view(store, operation)).filter((decision) => decision !== null);
}

function view(store: Store, operation: Operation): DecisionView | null {
  const base = { operationId: operation.id as OperationId, actor: operation.actor, atMs: stampTimeMs(operation.hlc), undone: !isEffective(store, operation) };
  const decide = payload(operation, 'identity.decide');
  if (decide !== null) return { ...base, kind: decide.kind, subject: decide.subject, other: decide.other };
  const assign = payload(operation, 'interaction.assign');
  if (assign !== null) return { ...base, kind: 'assign', subject: assign.subject, other: assign.other };
  const field = payload(operation, 'customer.setField');
  if (field !== null) return { ...base, kind: 'field', subject: field.field, other: field.value };
  return null;
}

function payload<T extends OperationType>(operation: Operation, type: T): OperationPayload<T> | null {
  if (operation.type !== type) return null;
  const read = OPERATION_PAYLOADS[type].safeParse(operation.payload);
  return read.success ? (read.data as OperationPayload<T>) : null;
}
