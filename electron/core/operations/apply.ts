/**
 * What the operations mean, as derived rows.
 *
 * Each operation speaks about one or more subjects ("this note", "this pair"). The rows of a subject are always made
 * from all operations about it, in the order of (hlc, device), undone ones left out: so any order of arrival, any
 * repetition and any split give the same rows. A subject whose target is not here yet waits for it.
 */
import type { Operation, OperationPayload } from '../../../shared/operations.ts';
import { refreshCustomer } from '../store/customers.ts';
import type { Reader, Writer } from '../store/open.ts';
import { operationById, operationsAbout, putSubject } from '../store/operations.ts';
import { caseSubjects } from './applyCases.ts';
import { decidingSubjects } from './applyDeciding.ts';
import { historySubjects } from './applyHistory.ts';
import { peopleSubjects } from './applyPeople.ts';
import { sellingSubjects } from './applySelling.ts';
import { shopSubjects } from './applyShop.ts';
import { visitSubjects } from './applyVisits.ts';
import { payloadOf } from './subjects.ts';
import type { Effects, Recompute, Subjects } from './subjects.ts';

const FAMILIES: readonly Subjects[] = [historySubjects, peopleSubjects, shopSubjects, sellingSubjects, caseSubjects, visitSubjects, decidingSubjects];
const RECOMPUTE = Object.assign({}, ...FAMILIES.map((family) => family.recompute)) as Subjects['recompute'];

export type Apply = {
  /** Applies an operation that is in the log. Safe to repeat. */
  apply(writer: Writer, operation: Operation): void;
  /** Makes the rows of subjects anew (their target has arrived). */
  recompute(writer: Writer, subjects: readonly string[]): void;
};

export function createApply(effects: Effects): Apply {
  function apply(writer: Writer, operation: Operation): void {
    const subjects = subjectsOf(operation);
    for (const subject of subjects) putSubject(writer, subject, operation.id);
    recompute(writer, affected(writer, operation));
  }

  function recompute(writer: Writer, subjects: readonly string[]): void {
    const round: Recompute = { writer, effects, customers: new Set(), seeds: new Set(), again: (subject) => recomputeSubject(round, subject) };
    for (const subject of subjects) recomputeSubject(round, subject);
    if (round.seeds.size > 0) for (const customer of effects.relink(writer, round.seeds)) round.customers.add(customer);
    for (const customer of round.customers) tellCustomer(writer, customer);
    if (round.customers.size > 0) for (const topic of ['customers', 'queue', 'app'] as const) writer.touch(topic);
  }
  return { apply, recompute };
}

function subjectsOf(operation: Operation): string[] {
  const undo = payloadOf(operation, 'operation.undo');
  return undo === null ? FAMILIES.flatMap((family) => family.subjectsOf(operation)) : [`undo:${undo.operationId}`];
}

/** An undo changes what its target spoke about, and what that undid, down to the first. */
function affected(writer: Writer, operation: Operation): string[] {
  const seen = new Set<string>();
  for (let target: Operation | null = operation; target !== null && !seen.has(target.id); ) {
    seen.add(target.id);
    const undo: OperationPayload<'operation.undo'> | null = payloadOf(target, 'operation.undo');
    if (undo === null) return subjectsOf(target);
    target = operationById(writer, undo.operationId);
  }
  return [];
}

/** Not undone, or undone by something that is itself undone. @param under undos on the way here: a ring of them, which only malice makes, must not hang us */
export function isEffective(reader: Reader, operation: Operation, under: readonly string[] = []): boolean {
  const path = [...under, operation.id];
  return !operationsAbout(reader, `undo:${operation.id}`).some((undo) => !path.includes(undo.id) && isEffective(reader, undo, path));
}

function recomputeSubject(round: Recompute, subject: string): void {
  const operations = operationsAbout(round.writer, subject).filter((operation) => isEffective(round.writer, operation));
  const [kind = '', ...key] = subject.split(':');
  RECOMPUTE[kind]?.(round, key, operations);
}

/** A customer who was merged away has no row any more, but may be on screen: they go by the id of the point they were. */
function tellCustomer(writer: Writer, customer: number): void {
  refreshCustomer(writer, customer);
  const point = writer.prepare('SELECT uuid FROM contact_point WHERE id = ?').get(customer) as { uuid: string } | undefined;
  if (point !== undefined) writer.touch(`customer:${point.uuid}`);
}
