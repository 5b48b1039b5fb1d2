/** Touchpoints that people write or say something about: notes, calls logged by hand, what belongs to what, what needs no answer, canned replies. */
import type { Operation } from '../../../shared/operations.ts';
import type { CallFacts, InteractionId } from '../../../shared/domain.ts';
import { pointByUuid } from '../store/customers.ts';
import { insertInteraction, interactionById, pointsOf, putSettled, removeInteraction, WORD } from '../store/interactions.ts';
import type { NewParty } from '../store/interactions.ts';
import { putLink } from '../store/links.ts';
import { putWaiting } from '../store/operations.ts';
import { putTemplate } from '../store/templates.ts';
import { payloadOf, touchPoint } from './subjects.ts';
import type { Recompute, Subjects } from './subjects.ts';

export const historySubjects: Subjects = {
  subjectsOf(operation) {
    const note = payloadOf(operation, 'note.add') ?? payloadOf(operation, 'note.edit') ?? payloadOf(operation, 'note.remove');
    if (note !== null) return [`note:${note.noteId}`];
    const call = payloadOf(operation, 'call.log');
    if (call !== null) return [`logged:${call.callId}`];
    const link = payloadOf(operation, 'interaction.link');
    if (link !== null) return [`link:${link.interactionId}:${link.callId}`];
    const settle = payloadOf(operation, 'interaction.settle');
    if (settle !== null) return [`settle:${settle.interactionId}`];
    const template = payloadOf(operation, 'template.set') ?? payloadOf(operation, 'template.remove');
    return template === null ? [] : [`template:${template.templateId}`];
  },
  recompute: { note: recomputeNote, logged: recomputeLoggedCall, link: recomputeLink, settle: recomputeSettled, template: recomputeTemplate },
};

function recomputeNote(round: Recompute, [noteId = '']: readonly string[], operations: readonly Operation[]): void {
  const { writer, effects } = round;
  const added = operations.find((operation) => operation.type === 'note.add');
  const add = added === undefined ? null : payloadOf(added, 'note.add');
  for (const point of removeInteraction(writer, noteId)) touchPoint(round, point);
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
  touchPoint(round, point.id);
  effects.reassign(writer, noteId, round.customers, []);
}

/** A call that no exchange told of: an answered or outbound one is our word, any other a missed word of theirs. */
function recomputeLoggedCall(round: Recompute, [callId = '']: readonly string[], operations: readonly Operation[]): void {
  const { writer, effects } = round;
  const logged = operations[0];
  const call = logged === undefined ? null : payloadOf(logged, 'call.log');
  for (const point of removeInteraction(writer, callId)) touchPoint(round, point);
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
  touchPoint(round, point.id);
  effects.reassign(writer, callId, round.customers, []);
}

function recomputeLink(round: Recompute, [interactionId = '', callId = '']: readonly string[], operations: readonly Operation[]): void {
  const { writer } = round;
  putLink(writer, { interactionId, callId }, operations.findLast((operation) => payloadOf(operation, 'interaction.link') !== null)?.id ?? null);
  for (const id of [interactionId, callId]) {
    const row = interactionById(writer, id);
    if (row !== null) for (const point of pointsOf(writer, row)) touchPoint(round, point);
  }
}

function recomputeSettled(round: Recompute, [interactionId = '']: readonly string[], operations: readonly Operation[]): void {
  const { writer } = round;
  const last = operations.findLast((operation) => payloadOf(operation, 'interaction.settle') !== null);
  for (const point of putSettled(writer, interactionId, last?.id ?? null)) touchPoint(round, point);
}

function recomputeTemplate(round: Recompute, [templateId = '']: readonly string[], operations: readonly Operation[]): void {
  const { writer } = round;
  const last = operations.at(-1);
  const said = last === undefined ? null : payloadOf(last, 'template.set');
  putTemplate(writer, templateId, last === undefined || said === null ? null : { ...said, operation: last.id });
  writer.touch('templates');
}
