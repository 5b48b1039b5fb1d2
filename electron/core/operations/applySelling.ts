/** Offers that were made and answered, and what customers saved for later. */
import type { Operation } from '../../../shared/operations.ts';
import { putAnswer, putFavourite, putPresented } from '../store/selling.ts';
import { lastSaid, payloadOf, touchPointByUuid } from './subjects.ts';
import type { Recompute, Subjects } from './subjects.ts';

export const sellingSubjects: Subjects = {
  subjectsOf(operation) {
    if (payloadOf(operation, 'offer.present') !== null) return [`presented:${operation.id}`];
    const answer = payloadOf(operation, 'offer.answer');
    if (answer !== null) return [`offer:${answer.offerId}:${answer.contactPointId}`];
    const favourite = payloadOf(operation, 'favourite.set');
    return favourite === null ? [] : [`favourite:${favourite.contactPointId}:${favourite.productCode}`];
  },
  recompute: { presented: recomputePresented, offer: recomputeAnswer, favourite: recomputeFavourite },
};

/** Each time counts: it is kept under the operation that says so. */
function recomputePresented(round: Recompute, [id = '']: readonly string[], operations: readonly Operation[]): void {
  const said = lastSaid(operations, 'offer.present');
  const before = round.writer.prepare('SELECT point FROM offer_presented WHERE operation = ?').get(id) as { point: string } | undefined;
  if (said === null) putPresented(round.writer, id, null);
  else {
    const { contactPointId, validToMs, ...offer } = said.payload;
    putPresented(round.writer, id, { ...offer, point: contactPointId, toMs: validToMs, actor: said.operation.actor });
  }
  tell(round, said?.payload.contactPointId ?? before?.point);
}

function recomputeAnswer(round: Recompute, [offerId = '', point = '']: readonly string[], operations: readonly Operation[]): void {
  const said = lastSaid(operations, 'offer.answer');
  putAnswer(round.writer, offerId, point, said === null ? null : { answer: said.payload.answer, channel: said.payload.channel, reason: said.payload.reason, actor: said.operation.actor, atMs: said.payload.atMs, operation: said.operation.id });
  tell(round, point);
}

function recomputeFavourite(round: Recompute, [point = '', ...code]: readonly string[], operations: readonly Operation[]): void {
  const said = lastSaid(operations, 'favourite.set');
  putFavourite(round.writer, point, code.join(':'), said === null || !said.payload.on ? null : {
    note: said.payload.note, channel: said.payload.channel, interactionId: said.payload.interactionId, actor: said.operation.actor, atMs: said.payload.atMs, operation: said.operation.id,
  });
  tell(round, point);
}

function tell(round: Recompute, point: string | undefined): void {
  if (point !== undefined) touchPointByUuid(round, point);
  round.writer.touch('selling');
}
