/** Who is who: pairs, moved interactions, people and addresses that somebody told us of, corrected data, imports taken back. */
import type { Operation } from '../../../shared/operations.ts';
import { stampTimeMs } from '../clock.ts';
import { dropCard, dropPersonClaims, dropPoint, earliestRecord, ensurePoint, pointByUuid, putClaim, putDecision, RANK, regroundPoints } from '../store/customers.ts';
import type { Dropped } from '../store/customers.ts';
import { adoptMailings, interactionOfRecord, removeInteraction } from '../store/interactions.ts';
import { putWaiting, takeWaiting } from '../store/operations.ts';
import { dropFactsOfImport, rowsOfImport, spokenRowsOfImport } from '../store/selling.ts';
import { payloadOf, touchPoint } from './subjects.ts';
import type { Recompute, Subjects } from './subjects.ts';

export const peopleSubjects: Subjects = {
  subjectsOf(operation) {
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
    return revoke === null ? [] : [`import:${revoke.importId}`];
  },
  recompute: { pair: recomputePair, assign: recomputeAssignment, person: recomputePerson, point: recomputePoint, field: recomputeField, import: recomputeImport },
};

function recomputePair(round: Recompute, [a = '', b = '']: readonly string[], operations: readonly Operation[]): void {
  const { writer } = round;
  const last = operations.findLast((operation) => payloadOf(operation, 'identity.decide') !== null);
  const decide = last === undefined ? null : payloadOf(last, 'identity.decide');
  const same = decide?.join.some(([x, y]) => pairSubject(x, y) === pairSubject(a, b)) ?? false;
  putDecision(writer, a, b, last === undefined ? null : { same, operation: last.id });
  for (const uuid of [a, b]) {
    const point = pointByUuid(writer, uuid);
    if (point === null) putWaiting(writer, uuid, pairSubject(a, b));
    else {
      round.seeds.add(point.id);
      // A decision is shown even where it changes nobody's addresses: a suggestion was answered.
      touchPoint(round, point.id);
    }
  }
}

function recomputeAssignment(round: Recompute, [interactionId = '', from = '']: readonly string[], operations: readonly Operation[]): void {
  const { writer, effects } = round;
  const former = writer.prepare('SELECT to_point AS "to" FROM assignment WHERE interaction_id = ? AND from_point = ?').get(interactionId, from) as { to: string } | undefined;
  const last = operations.at(-1);
  const assign = last === undefined ? null : payloadOf(last, 'interaction.assign');
  if (last === undefined || assign === null) writer.prepare('DELETE FROM assignment WHERE interaction_id = ? AND from_point = ?').run(interactionId, from);
  else writer.prepare('INSERT OR REPLACE INTO assignment (interaction_id, from_point, to_point, operation) VALUES (?, ?, ?, ?)').run(interactionId, from, assign.toContactPointId, last.id);
  if (assign !== null && pointByUuid(writer, assign.toContactPointId) === null) putWaiting(writer, assign.toContactPointId, `assign:${interactionId}:${from}`);
  effects.reassign(writer, interactionId, round.customers, former === undefined ? [from] : [from, former.to]);
}

function recomputePerson(round: Recompute, [uuid = '']: readonly string[], operations: readonly Operation[]): void {
  const { writer, effects } = round;
  const last = operations.at(-1);
  const person = last === undefined ? null : payloadOf(last, 'person.add');
  const existing = pointByUuid(writer, uuid);
  if (last === undefined || person === null) {
    if (existing === null) return;
    const dropped: Dropped = { customers: new Set(), subjects: new Set() };
    dropPoint(writer, existing, dropped);
    return followDropped(round, dropped);
  }
  const atMs = stampTimeMs(last.hlc);
  const { id, isNew } = ensurePoint(writer, { kind: 'person', value: uuid, uuid }, { record: null, operation: last.id }, atMs);
  dropPersonClaims(writer, id, 'name', `person:${uuid}`);
  writer.prepare('UPDATE contact_point SET operation = ?, seen_at_ms = ? WHERE id = ?').run(last.id, atMs, id);
  putClaim(writer, { point: id, field: 'name', value: person.name, rank: RANK.person, atMs }, effects.normalForm(person.name), { record: null, operation: last.id });
  if (isNew) for (const subject of takeWaiting(writer, uuid)) round.again(subject);
  touchPoint(round, id);
}

/** An address that somebody told us: its origin is whatever named it first, this act or a record. */
function recomputePoint(round: Recompute, [uuid = '']: readonly string[], operations: readonly Operation[]): void {
  const { writer } = round;
  const first = operations[0];
  const stated = first === undefined ? null : payloadOf(first, 'point.add');
  const existing = pointByUuid(writer, uuid);
  if (first === undefined || stated === null) {
    if (existing === null || existing.operation === null) return;
    // Records may name it as well: then it stays theirs.
    writer.prepare('UPDATE contact_point SET operation = NULL WHERE id = ?').run(existing.id);
    followDropped(round, regroundPoints(writer, [existing.id]));
    return touchPoint(round, existing.id);
  }
  const atMs = stampTimeMs(first.hlc);
  const { id, isNew } = ensurePoint(writer, { kind: stated.kind, value: stated.value, uuid }, { record: null, operation: first.id }, atMs);
  const record = earliestRecord(writer, { id, uuid });
  if (record === null || atMs < record.atMs) writer.prepare('UPDATE contact_point SET operation = ?, record = NULL, seen_at_ms = ? WHERE id = ?').run(first.id, atMs, id);
  else writer.prepare('UPDATE contact_point SET operation = NULL, record = ?, seen_at_ms = ? WHERE id = ?').run(record.record, record.atMs, id);
  if (isNew) {
    adoptMailings(writer, { id, uuid });
    for (const subject of takeWaiting(writer, uuid)) round.again(subject);
  }
  touchPoint(round, id);
}

function recomputeField(round: Recompute, [uuid = '', field = '']: readonly string[], operations: readonly Operation[]): void {
  const { writer, effects } = round;
  const point = pointByUuid(writer, uuid);
  if (point === null) return putWaiting(writer, uuid, `field:${uuid}:${field}`);
  dropPersonClaims(writer, point.id, field, `field:${uuid}:${field}`);
  const last = operations.at(-1);
  const said = last === undefined ? null : payloadOf(last, 'customer.setField');
  if (last !== undefined && said !== null) {
    putClaim(writer, { point: point.id, field, value: said.value, rank: RANK.person, atMs: stampTimeMs(last.hlc) }, effects.normalForm(said.value), { record: null, operation: last.id });
  }
  touchPoint(round, point.id);
}

function recomputeImport(round: Recompute, [importId = '']: readonly string[], operations: readonly Operation[]): void {
  const { writer, effects } = round;
  const last = operations.at(-1);
  const isRevoked = writer.prepare('SELECT 1 FROM revoked_import WHERE import_id = ?').get(importId) !== undefined;
  if (last !== undefined && !isRevoked) {
    writer.prepare('INSERT INTO revoked_import (import_id, operation) VALUES (?, ?)').run(importId, last.id);
    const cards = (writer.prepare("SELECT id FROM source_record WHERE import_id = ? AND kind = 'card'").all(importId) as { id: number }[]).map((row) => row.id);
    const points = new Set(cards.flatMap((card) => dropCard(writer, card)));
    dropRows(round, importId, points);
    for (const point of points) touchPoint(round, point);
    const dropped = regroundPoints(writer, points);
    for (const point of points) round.seeds.add(point);
    followDropped(round, dropped);
  } else if (last === undefined && isRevoked) {
    writer.prepare('DELETE FROM revoked_import WHERE import_id = ?').run(importId);
    for (const point of effects.readCards(writer, importId)) {
      round.seeds.add(point);
      touchPoint(round, point);
    }
  }
  writer.touch('sync');
  writer.touch('app');
}

/** What the rows of a shop's tables say goes with the import that brought them, but for what another import says as well. */
function dropRows({ writer, effects }: Recompute, importId: string, points: Set<number>): void {
  if (rowsOfImport(writer, importId).length === 0) return;
  for (const uuid of dropFactsOfImport(writer, importId)) points.add(pointByUuid(writer, uuid)?.id ?? 0);
  for (const record of spokenRowsOfImport(writer, importId)) {
    const interaction = interactionOfRecord(writer, record);
    if (interaction !== null) for (const point of removeInteraction(writer, interaction.id)) points.add(point);
    for (const point of dropCard(writer, record)) points.add(point);
  }
  points.delete(0);
  for (const point of effects.readCards(writer, importId)) points.add(point);
  writer.touch('selling');
}

/** What people said about points that went waits for their return; pairs with them make those who stay be worked out anew. */
function followDropped(round: Recompute, dropped: Dropped): void {
  for (const customer of dropped.customers) round.customers.add(customer);
  for (const subject of dropped.subjects) round.again(subject);
}

function pairSubject(x: string, y: string): string {
  return x < y ? `pair:${x}:${y}` : `pair:${y}:${x}`;
}
