/** Visits, the answers to their surveys, and what people said they prefer. */
import type { IdentityCheck, InteractionId, VisitItemKind } from '../../../shared/domain.ts';
import { IDENTITY_CHECKS } from '../../../shared/domain.ts';
import { readMailbox } from '../../../shared/mailAddress.ts';
import type { Operation, OperationPayload } from '../../../shared/operations.ts';
import { pointByUuid } from '../store/customers.ts';
import type { PointRow } from '../store/customers.ts';
import { insertInteraction, removeInteraction, WORD } from '../store/interactions.ts';
import { putLink } from '../store/links.ts';
import { putWaiting } from '../store/operations.ts';
import { putPreference, putSurveys, putUnmatched, putVisit, repliesTo, surveyInteractionId, visitById, visitOfToken } from '../store/visits.ts';
import type { SurveyRow, VisitItemRow, VisitRow } from '../store/visits.ts';
import { allSaid, lastSaid, payloadOf, touchPoint, touchPointByUuid } from './subjects.ts';
import type { Recompute, Subjects } from './subjects.ts';

export const visitSubjects: Subjects = {
  subjectsOf(operation) {
    const visit = payloadOf(operation, 'visit.open') ?? payloadOf(operation, 'visit.set') ?? payloadOf(operation, 'visit.item') ?? payloadOf(operation, 'visit.close')
      ?? payloadOf(operation, 'visit.drop') ?? payloadOf(operation, 'survey.answer');
    if (visit !== null) return [`visit:${visit.visitId}`];
    const preference = payloadOf(operation, 'preference.set');
    return preference === null ? [] : [`preference:${preference.contactPointId}:${preference.code}`];
  },
  recompute: { visit: recomputeVisit, preference: recomputePreference },
};

function recomputeVisit(round: Recompute, [visitId = '']: readonly string[], operations: readonly Operation[]): void {
  const { writer } = round;
  const former = visitById(writer, visitId);
  const surveyId = surveyInteractionId(visitId);
  for (const id of [visitId, surveyId]) for (const point of removeInteraction(writer, id)) touchPoint(round, point);
  putLink(writer, { interactionId: surveyId, callId: visitId }, null);
  const row = visitRow(visitId, operations);
  const items = row === null ? [] : visitItems(operations);
  putVisit(writer, visitId, row, items);
  const surveys = row === null ? [] : judged(round, row, operations);
  putSurveys(writer, visitId, surveys);
  for (const token of new Set([former?.surveyToken, row?.surveyToken])) if (token !== null && token !== undefined) settleToken(round, token, visitId);
  if (row !== null && row.point !== null) putTouchpoints(round, row, items, surveys);
  for (const point of new Set([former?.point, row?.point])) if (point !== null && point !== undefined) touchPointByUuid(round, point);
  writer.touch('visits');
}

/** The visit as everything said of it makes it; the first closing holds, because its receipt is on paper. */
function visitRow(id: string, operations: readonly Operation[]): VisitRow | null {
  const opened = allSaid(operations, 'visit.open')[0];
  if (opened === undefined || lastSaid(operations, 'visit.drop') !== null) return null;
  const fields = new Map(allSaid(operations, 'visit.set').map(({ payload }) => [payload.field, payload.value]));
  const closing = allSaid(operations, 'visit.close')[0];
  const closed = closing?.payload;
  const written = (field: 'point' | 'caseId' | 'mailTo'): string | null => fields.get(field === 'point' ? 'contactPointId' : field) || null;
  const { startedAtMs } = opened.payload;
  const check = fields.get('identityCheck') as IdentityCheck | undefined;
  return {
    id, point: written('point'), state: closed === undefined ? 'open' : 'closed', branch: fields.get('branch') ?? opened.payload.branch, agent: fields.get('agent') ?? opened.operation.actor, device: (closing ?? opened).operation.device,
    // The clock may have been set back meanwhile: a visit never ends before it began.
    startedAtMs, endedAtMs: closed === undefined ? null : Math.max(startedAtMs, closed.endedAtMs),
    identityCheck: check !== undefined && IDENTITY_CHECKS.includes(check) ? check : 'none', motive: fields.get('motive') ?? '', outcome: fields.get('outcome') ?? '', notes: fields.get('notes') ?? '',
    caseId: written('caseId'), mailTo: written('mailTo'), receiptSeries: closed?.receipt?.series ?? null, receiptNumber: closed?.receipt?.number ?? null,
    surveyToken: closed?.survey?.token ?? null, surveyAddress: closed?.survey?.mailTo ?? null, operation: opened.operation.id,
  };
}

function visitItems(operations: readonly Operation[]): VisitItemRow[] {
  const items = new Map<string, { first: number; said: { operation: Operation; payload: OperationPayload<'visit.item'> } }>();
  for (const said of allSaid(operations, 'visit.item')) items.set(said.payload.itemId, { first: items.get(said.payload.itemId)?.first ?? said.payload.atMs, said });
  return [...items.values()].filter(({ said }) => !said.payload.removed)
    .map(({ first, said: { operation, payload } }) => ({ itemId: payload.itemId, kind: payload.kind, ref: payload.ref, label: payload.label, atMs: first, operation: operation.id }));
}

/** Every answer with what it is worth: the first with a score from where it was asked counts, whatever arrives first here. */
function judged({ writer }: Recompute, visit: VisitRow, operations: readonly Operation[]): SurveyRow[] {
  const own = visit.surveyToken !== null && (visitOfToken(writer, visit.surveyToken)?.id ?? visit.id) === visit.id ? repliesTo(writer, visit.surveyToken) : [];
  const common = { visitId: visit.id, agent: visit.agent, branch: visit.branch };
  // An address with a typo is put right after the closing: the mail then went to the one that stands now.
  const asked = [visit.surveyAddress, readMailbox(visit.mailTo ?? '')?.address.toLowerCase() ?? null];
  const rows: SurveyRow[] = [
    ...own.map((reply): SurveyRow => ({
      ...common, place: reply.place, source: 'mail', verdict: !asked.includes(reply.address) && reply.point !== visit.point ? 'other-address' : reply.score === null ? 'no-score' : 'counts',
      score: reply.score, comment: reply.comment, point: reply.point, answeredAtMs: reply.atMs, record: reply.record, operation: null,
    })),
    ...allSaid(operations, 'survey.answer').map(({ operation, payload }): SurveyRow => ({
      ...common, place: operation.id, source: 'card', verdict: 'counts', score: payload.score, comment: payload.comment, point: visit.point, answeredAtMs: payload.answeredAtMs, record: null, operation: operation.id,
    })),
  ].sort((x, y) => x.answeredAtMs - y.answeredAtMs || (x.place < y.place ? -1 : 1));
  const first = rows.find((row) => row.verdict === 'counts');
  return rows.map((row) => (row.verdict === 'counts' && row !== first ? { ...row, verdict: 'again' } : row));
}

/** Answers to a token are of the visit that has it, or of none; two visits with one token, which only malice makes, agree on the first. */
function settleToken(round: Recompute, token: string, visitId: string): void {
  const { writer } = round;
  const owner = visitOfToken(writer, token);
  putUnmatched(writer, token, owner !== null);
  const sharers = writer.prepare('SELECT id FROM visit WHERE survey_token = ? AND id <> ?').all(token, visitId) as { id: string }[];
  const isStale = ({ id }: { id: string }): boolean => (id === owner?.id) !== (writer.prepare("SELECT 1 FROM survey WHERE visit_id = ? AND source = 'mail'").get(id) !== undefined);
  for (const sharer of sharers) if (repliesTo(writer, token).length > 0 && isStale(sharer)) round.again(`visit:${sharer.id}`);
}

/** A closed visit and the answer that counts, in the timeline of whoever came. */
function putTouchpoints(round: Recompute, visit: VisitRow, items: readonly VisitItemRow[], surveys: readonly SurveyRow[]): void {
  const { writer } = round;
  const point = visit.point === null ? null : pointByUuid(writer, visit.point);
  if (point === null) return putWaiting(writer, visit.point ?? '', `visit:${visit.id}`);
  const survey = surveys.find((row) => row.verdict === 'counts');
  if (visit.state === 'closed') {
    const text = visitText(visit, items);
    put(round, point, {
      id: visit.id, channel: 'visit', atMs: visit.startedAtMs, word: WORD.ours, role: 'author', author: visit.agent, agent: visit.agent, title: visit.branch, text, operation: visit.operation,
    });
  }
  if (survey === undefined) return;
  const surveyId = surveyInteractionId(visit.id);
  put(round, point, {
    id: surveyId, channel: 'survey', atMs: survey.answeredAtMs, word: WORD.none, role: 'author', author: point.value, agent: visit.agent, title: `${survey.score ?? 0}/5`, text: survey.comment, operation: survey.operation ?? visit.operation,
  });
  putLink(writer, { interactionId: surveyId, callId: visit.id }, visit.operation);
}

type Touchpoint = { id: string; channel: 'visit' | 'survey'; atMs: number; word: number; role: 'author'; author: string; agent: string; title: string; text: string; operation: string };

function put(round: Recompute, point: PointRow, { id, channel, atMs, word, role, author, agent, title, text, operation }: Touchpoint): void {
  insertInteraction(round.writer, {
    id: id as InteractionId, record: null, operation, channel, direction: 'inbound', occurredAtMs: atMs, marks: 0, mainPoint: point.id, threadKey: null, author, agent, title,
    preview: text.replace(/\s+/g, ' ').trim().slice(0, 280), text,
    detail: JSON.stringify({
      parties: [{ point: point.uuid, name: '', role, word, missed: false }], partyCount: 1, own: agent === '' ? [] : [{ address: '', name: agent, role: 'member' }], attachments: [], call: null, problems: [],
    }),
  }, [{ point: point.id, role, word, missed: false }]);
  touchPoint(round, point.id);
  round.effects.reassign(round.writer, id, round.customers, []);
}

/** No words of a language: what was written, and a sign for what each thing was. */
const SIGNS: Record<VisitItemKind, string> = { product: '·', offer: '→', favourite: '★', datum: '✎', preference: '✓' };

function visitText(visit: VisitRow, items: readonly VisitItemRow[]): string {
  const sorted = items.toSorted((x, y) => x.atMs - y.atMs || (x.itemId < y.itemId ? -1 : 1));
  return [visit.notes.trim(), ...sorted.map((item) => `${SIGNS[item.kind]} ${item.label || item.ref}`), visit.outcome.trim()].filter((line) => line !== '').join('\n');
}

function recomputePreference(round: Recompute, [point = '', ...code]: readonly string[], operations: readonly Operation[]): void {
  const said = lastSaid(operations, 'preference.set');
  // A code may hold a colon of its own.
  putPreference(round.writer, point, code.join(':'), said === null || !said.payload.on ? null : { interactionId: said.payload.interactionId, atMs: said.payload.atMs, operation: said.operation.id });
  touchPointByUuid(round, point);
}
