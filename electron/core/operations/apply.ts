/**
 * What the operations mean, as derived rows.
 *
 * Each operation speaks about one or more subjects ("this note", "this pair"). The rows of a subject are always made
 * from all operations about it, in the order of (hlc, device), undone ones left out: so any order of arrival, any
 * repetition and any split give the same rows. A subject whose target is not here yet waits for it.
 */
import { OPERATION_PAYLOADS } from '../../../shared/operations.ts';
import type { Operation, OperationPayload, OperationType } from '../../../shared/operations.ts';
import type { CallFacts, InteractionId } from '../../../shared/domain.ts';
import { stampTimeMs } from '../clock.ts';
import { dropCard, dropPersonClaims, dropPoint, earliestRecord, ensurePoint, pointByUuid, putClaim, putDecision, RANK, refreshCustomer, regroundPoints } from '../store/customers.ts';
import type { Dropped } from '../store/customers.ts';
import { adoptMailings, insertInteraction, interactionById, pointsOf, putSettled, removeInteraction, WORD } from '../store/interactions.ts';
import type { NewParty } from '../store/interactions.ts';
import { putLink } from '../store/links.ts';
import type { Reader, Writer } from '../store/open.ts';
import { operationById, operationsAbout, putSubject, putWaiting, takeWaiting } from '../store/operations.ts';
import { putTemplate } from '../store/templates.ts';

/** What other rooms do for an operation; passed in by the composition root. */
export type Effects = {
  /** Works out the customers around these points anew. @returns customers touched, refreshed already */
  relink(writer: Writer, seeds: Iterable<number>): Set<number>;
  /** Puts an interaction into the timelines its assignments say. */
  reassign(writer: Writer, interactionId: string, touched: Set<number>, also: readonly string[]): void;
  /** Makes the rows of the cards of an import again from their raw records. @returns points they speak about */
  readCards(writer: Writer, importId: string): number[];
  normalForm(text: string): string;
};

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
    const touched: Touched = { customers: new Set(), seeds: new Set() };
    for (const subject of subjects) recomputeSubject(writer, effects, subject, touched);
    if (touched.seeds.size > 0) for (const customer of effects.relink(writer, touched.seeds)) touched.customers.add(customer);
    for (const customer of touched.customers) tellCustomer(writer, customer);
    if (touched.customers.size > 0) for (const topic of ['customers', 'queue', 'app'] as const) writer.touch(topic);
  }
  return { apply, recompute };
}

type Touched = { customers: Set<number>; seeds: Set<number> };

/** The payload in its checked shape; null for types and versions of a later program, which are kept and not applied. */
function payloadOf<T extends OperationType>(operation: Operation, type: T): OperationPayload<T> | null {
  if (operation.type !== type || operation.version !== 1) return null;
  const read = OPERATION_PAYLOADS[type].safeParse(operation.payload);
  return read.success ? (read.data as OperationPayload<T>) : null;
}

function subjectsOf(operation: Operation): string[] {
  const note = payloadOf(operation, 'note.add') ?? payloadOf(operation, 'note.edit') ?? payloadOf(operation, 'note.remove');
  if (note !== null) return [`note:${note.noteId}`];
  const decide = payloadOf(operation, 'identity.decide');
  if (decide !== null) return [...decide.join, ...decide.cut].map(([x, y]) => pairSubject(x, y));
  const assign = payloadOf(operation, 'interaction.assign');
  if (assign !== null) return [`assign:${assign.interactionId}:${assign.fromContactPointId}`];
  const person = payloadOf(operation, 'person.add');
  if (person !== null) return [`person:${person.contactPointId}`];
  const stated = payloadOf(operation, 'point.add');
  if (stated !== null) return [`point:${stated.contactPointId}`];
  const field = payloadOf(operation, 'customer.setField');
  if (field !== null) return [`field:${field.contactPointId}:${field.field}`];
  const revoke = payloadOf(operation, 'import.revoke');
  if (revoke !== null) return [`import:${revoke.importId}`];
  const call = payloadOf(operation, 'call.log');
  if (call !== null) return [`logged:${call.callId}`];
  const link = payloadOf(operation, 'interaction.link');
  if (link !== null) return [`link:${link.interactionId}:${link.callId}`];
  const settle = payloadOf(operation, 'interaction.settle');
  if (settle !== null) return [`settle:${settle.interactionId}`];
  const template = payloadOf(operation, 'template.set') ?? payloadOf(operation, 'template.remove');
  if (template !== null) return [`template:${template.templateId}`];
  const undo = payloadOf(operation, 'operation.undo');
  return undo === null ? [] : [`undo:${undo.operationId}`];
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

function recomputeSubject(writer: Writer, effects: Effects, subject: string, touched: Touched): void {
  const operations = operationsAbout(writer, subject).filter((operation) => isEffective(writer, operation));
  const [kind, first = '', second = ''] = subject.split(':');
  switch (kind) {
    case 'note': return recomputeNote(writer, effects, first, operations, touched);
    case 'pair': return recomputePair(writer, first, second, operations, touched);
    case 'assign': return recomputeAssignment(writer, effects, first, second, operations, touched);
    case 'point': return recomputePoint(writer, effects, first, operations, touched);
    case 'person': return recomputePerson(writer, effects, first, operations, touched);
    case 'field': return recomputeField(writer, effects, first, second, operations, touched);
    case 'import': return recomputeImport(writer, effects, first, operations, touched);
    case 'logged': return recomputeLoggedCall(writer, effects, first, operations, touched);
    case 'link': return recomputeLink(writer, first, second, operations, touched);
    case 'settle': return recomputeSettled(writer, first, operations, touched);
    case 'template': return recomputeTemplate(writer, first, operations);
    default: return undefined;
  }
}

function recomputeNote(writer: Writer, effects: Effects, noteId: string, operations: readonly Operation[], touched: Touched): void {
  const added = operations.find((operation) => operation.type === 'note.add');
  const add = added === undefined ? null : payloadOf(added, 'note.add');
  for (const point of removeInteraction(writer, noteId)) touchPoint(writer, point, touched);
  if (added === undefined || add === null || operations.some((operation) => operation.type === 'note.remove')) return;
  const point = pointByUuid(writer, add.contactPointId);
  if (point === null) return putWaiting(writer, add.contactPointId, `note:${noteId}`);
  const edit = operations.map((operation) => payloadOf(operation, 'note.edit')).findLast((payload) => payload !== null);
  const text = edit?.text ?? add.text;
  insertInteraction(writer, {
    id: noteId as InteractionId, record: null, operation: added.id, channel: 'note', direction: 'internal', occurredAtMs: add.writtenAtMs, marks: 0, mainPoint: point.id,
    threadKey: null, author: added.actor, agent: added.actor, title: '', preview: text.replace(/\s+/g, ' ').trim().slice(0, 280), text,
    detail: JSON.stringify({ parties: [{ point: point.uuid, name: '', role: 'subject', word: 0, missed: false }], partyCount: 1, own: [], attachments: [], call: null, problems: [] }),
  }, [{ point: point.id, role: 'subject', word: 0, missed: false }]);
  touchPoint(writer, point.id, touched);
  effects.reassign(writer, noteId, touched.customers, []);
}

/** A call that no exchange told of: an answered or outbound one is our word, any other a missed word of theirs. */
function recomputeLoggedCall(writer: Writer, effects: Effects, callId: string, operations: readonly Operation[], touched: Touched): void {
  const logged = operations[0];
  const call = logged === undefined ? null : payloadOf(logged, 'call.log');
  for (const point of removeInteraction(writer, callId)) touchPoint(writer, point, touched);
  if (logged === undefined || call === null) return;
  const point = pointByUuid(writer, call.contactPointId);
  if (point === null) return putWaiting(writer, call.contactPointId, `logged:${callId}`);
  const isInbound = call.direction === 'inbound';
  const isAnswered = call.outcome === 'answered';
  const party: NewParty = { point: point.id, role: isInbound ? 'caller' : 'callee', word: isInbound && !isAnswered ? WORD.theirs : WORD.ours, missed: isInbound && !isAnswered };
  const facts: CallFacts = {
    outcome: call.outcome, ringMs: isAnswered ? 0 : call.durationMs, talkMs: isAnswered ? call.durationMs : 0, answeredBy: isAnswered ? logged.actor : '', route: [], transferred: false, withheld: false,
  };
  insertInteraction(writer, {
    id: callId as InteractionId, record: null, operation: logged.id, channel: 'call', direction: call.direction, occurredAtMs: call.startedAtMs, marks: 0, mainPoint: point.id,
    threadKey: null, author: isInbound ? point.value : logged.actor, agent: logged.actor, title: call.motive, preview: call.text.replace(/\s+/g, ' ').trim().slice(0, 280), text: call.text,
    detail: JSON.stringify({
      parties: [{ point: point.uuid, name: '', role: party.role, word: party.word, missed: party.missed }], partyCount: 1,
      own: logged.actor === '' ? [] : [{ address: '', name: logged.actor, role: isInbound ? 'callee' : 'caller' }], attachments: [], call: facts, problems: [],
    }),
  }, [party]);
  touchPoint(writer, point.id, touched);
  effects.reassign(writer, callId, touched.customers, []);
}

function recomputeLink(writer: Writer, interactionId: string, callId: string, operations: readonly Operation[], touched: Touched): void {
  putLink(writer, { interactionId, callId }, operations.findLast((operation) => payloadOf(operation, 'interaction.link') !== null)?.id ?? null);
  for (const id of [interactionId, callId]) {
    const row = interactionById(writer, id);
    if (row !== null) for (const point of pointsOf(writer, row)) touchPoint(writer, point, touched);
  }
}

function recomputeSettled(writer: Writer, interactionId: string, operations: readonly Operation[], touched: Touched): void {
  const last = operations.findLast((operation) => payloadOf(operation, 'interaction.settle') !== null);
  for (const point of putSettled(writer, interactionId, last?.id ?? null)) touchPoint(writer, point, touched);
}

function recomputeTemplate(writer: Writer, templateId: string, operations: readonly Operation[]): void {
  const last = operations.at(-1);
  const said = last === undefined ? null : payloadOf(last, 'template.set');
  putTemplate(writer, templateId, last === undefined || said === null ? null : { ...said, operation: last.id });
  writer.touch('templates');
}

function recomputePair(writer: Writer, a: string, b: string, operations: readonly Operation[], touched: Touched): void {
  const last = operations.findLast((operation) => payloadOf(operation, 'identity.decide') !== null);
  const decide = last === undefined ? null : payloadOf(last, 'identity.decide');
  const same = decide?.join.some(([x, y]) => pairSubject(x, y) === pairSubject(a, b)) ?? false;
  putDecision(writer, a, b, last === undefined ? null : { same, operation: last.id });
  for (const uuid of [a, b]) {
    const point = pointByUuid(writer, uuid);
    if (point === null) putWaiting(writer, uuid, pairSubject(a, b));
    else {
      touched.seeds.add(point.id);
      // A decision is shown even where it changes nobody's addresses: a suggestion was answered.
      touchPoint(writer, point.id, touched);
    }
  }
}

function recomputeAssignment(writer: Writer, effects: Effects, interactionId: string, from: string, operations: readonly Operation[], touched: Touched): void {
  const former = writer.prepare('SELECT to_point AS "to" FROM assignment WHERE interaction_id = ? AND from_point = ?').get(interactionId, from) as { to: string } | undefined;
  const last = operations.at(-1);
  const assign = last === undefined ? null : payloadOf(last, 'interaction.assign');
  if (last === undefined || assign === null) writer.prepare('DELETE FROM assignment WHERE interaction_id = ? AND from_point = ?').run(interactionId, from);
  else writer.prepare('INSERT OR REPLACE INTO assignment (interaction_id, from_point, to_point, operation) VALUES (?, ?, ?, ?)').run(interactionId, from, assign.toContactPointId, last.id);
  if (assign !== null && pointByUuid(writer, assign.toContactPointId) === null) putWaiting(writer, assign.toContactPointId, `assign:${interactionId}:${from}`);
  effects.reassign(writer, interactionId, touched.customers, former === undefined ? [from] : [from, former.to]);
}

function recomputePerson(writer: Writer, effects: Effects, uuid: string, operations: readonly Operation[], touched: Touched): void {
  const last = operations.at(-1);
  const person = last === undefined ? null : payloadOf(last, 'person.add');
  const existing = pointByUuid(writer, uuid);
  if (last === undefined || person === null) {
    if (existing === null) return;
    const dropped: Dropped = { customers: new Set(), subjects: new Set() };
    dropPoint(writer, existing, dropped);
    return followDropped(writer, effects, dropped, touched);
  }
  const atMs = stampTimeMs(last.hlc);
  const { id, isNew } = ensurePoint(writer, { kind: 'person', value: uuid, uuid }, { record: null, operation: last.id }, atMs);
  dropPersonClaims(writer, id, 'name', `person:${uuid}`);
  writer.prepare('UPDATE contact_point SET operation = ?, seen_at_ms = ? WHERE id = ?').run(last.id, atMs, id);
  putClaim(writer, { point: id, field: 'name', value: person.name, rank: RANK.person, atMs }, effects.normalForm(person.name), { record: null, operation: last.id });
  if (isNew) for (const subject of takeWaiting(writer, uuid)) recomputeSubject(writer, effects, subject, touched);
  touchPoint(writer, id, touched);
}

/** An address that somebody told us: its origin is whatever named it first, this act or a record. */
function recomputePoint(writer: Writer, effects: Effects, uuid: string, operations: readonly Operation[], touched: Touched): void {
  const first = operations[0];
  const stated = first === undefined ? null : payloadOf(first, 'point.add');
  const existing = pointByUuid(writer, uuid);
  if (first === undefined || stated === null) {
    if (existing === null || existing.operation === null) return;
    // Records may name it as well: then it stays theirs.
    writer.prepare('UPDATE contact_point SET operation = NULL WHERE id = ?').run(existing.id);
    followDropped(writer, effects, regroundPoints(writer, [existing.id]), touched);
    return touchPoint(writer, existing.id, touched);
  }
  const atMs = stampTimeMs(first.hlc);
  const { id, isNew } = ensurePoint(writer, { kind: stated.kind, value: stated.value, uuid }, { record: null, operation: first.id }, atMs);
  const record = earliestRecord(writer, { id, uuid });
  if (record === null || atMs < record.atMs) writer.prepare('UPDATE contact_point SET operation = ?, record = NULL, seen_at_ms = ? WHERE id = ?').run(first.id, atMs, id);
  else writer.prepare('UPDATE contact_point SET operation = NULL, record = ?, seen_at_ms = ? WHERE id = ?').run(record.record, record.atMs, id);
  if (isNew) {
    adoptMailings(writer, { id, uuid });
    for (const subject of takeWaiting(writer, uuid)) recomputeSubject(writer, effects, subject, touched);
  }
  touchPoint(writer, id, touched);
}

function recomputeField(writer: Writer, effects: Effects, uuid: string, field: string, operations: readonly Operation[], touched: Touched): void {
  const point = pointByUuid(writer, uuid);
  if (point === null) return putWaiting(writer, uuid, `field:${uuid}:${field}`);
  dropPersonClaims(writer, point.id, field, `field:${uuid}:${field}`);
  const last = operations.at(-1);
  const said = last === undefined ? null : payloadOf(last, 'customer.setField');
  if (last !== undefined && said !== null) {
    putClaim(writer, { point: point.id, field, value: said.value, rank: RANK.person, atMs: stampTimeMs(last.hlc) }, effects.normalForm(said.value), { record: null, operation: last.id });
  }
  touchPoint(writer, point.id, touched);
}

function recomputeImport(writer: Writer, effects: Effects, importId: string, operations: readonly Operation[], touched: Touched): void {
  const last = operations.at(-1);
  const isRevoked = writer.prepare('SELECT 1 FROM revoked_import WHERE import_id = ?').get(importId) !== undefined;
  if (last !== undefined && !isRevoked) {
    writer.prepare('INSERT INTO revoked_import (import_id, operation) VALUES (?, ?)').run(importId, last.id);
    const cards = (writer.prepare("SELECT id FROM source_record WHERE import_id = ? AND kind = 'card'").all(importId) as { id: number }[]).map((row) => row.id);
    const points = new Set(cards.flatMap((card) => dropCard(writer, card)));
    for (const point of points) touchPoint(writer, point, touched);
    const dropped = regroundPoints(writer, points);
    for (const point of points) touched.seeds.add(point);
    followDropped(writer, effects, dropped, touched);
  } else if (last === undefined && isRevoked) {
    writer.prepare('DELETE FROM revoked_import WHERE import_id = ?').run(importId);
    for (const point of effects.readCards(writer, importId)) {
      touched.seeds.add(point);
      touchPoint(writer, point, touched);
    }
  }
  writer.touch('sync');
}

/** What people said about points that went waits for their return; pairs with them make those who stay be worked out anew. */
function followDropped(writer: Writer, effects: Effects, dropped: Dropped, touched: Touched): void {
  for (const customer of dropped.customers) touched.customers.add(customer);
  for (const subject of dropped.subjects) recomputeSubject(writer, effects, subject, touched);
}

function touchPoint(writer: Writer, point: number, touched: Touched): void {
  const row = writer.prepare('SELECT customer FROM contact_point WHERE id = ?').get(point) as { customer: number } | undefined;
  if (row !== undefined) touched.customers.add(row.customer);
}

/** A customer who was merged away has no row any more, but may be on screen: they go by the id of the point they were. */
function tellCustomer(writer: Writer, customer: number): void {
  refreshCustomer(writer, customer);
  const point = writer.prepare('SELECT uuid FROM contact_point WHERE id = ?').get(customer) as { uuid: string } | undefined;
  if (point !== undefined) writer.touch(`customer:${point.uuid}`);
}

function pairSubject(x: string, y: string): string {
  return x < y ? `pair:${x}:${y}` : `pair:${y}:${x}`;
}
