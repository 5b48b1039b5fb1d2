/** What a customer has told us already, for a text that is about to ask for it again (S26). */
import { CHANNELS } from '../../../shared/domain.ts';
import type { Channel, ContactPointKind, FieldValue, InteractionId, Origin } from '../../../shared/domain.ts';
import type { QueryOutput } from '../../../shared/contract.ts';
import type { Asked, AskedField } from '../decisions/askedAgain.ts';
import type { PointRow } from '../store/customers.ts';
import { formatPoint } from '../identity/address.ts';
import type { Reader } from '../store/open.ts';
import { ordersOf } from '../store/selling.ts';
import { fieldValues, origin } from './views.ts';
import type { ViewContext } from './views.ts';

type Given = QueryOutput<'ask.check'>[number];
type Fact = { value: string; origin: Origin };

/** Points that are the datum by themselves. */
const POINT_KINDS: Partial<Record<AskedField, ContactPointKind>> = { document: 'document', phone: 'phone', mail: 'mail' };

/** In the order in which the text asks; what we do not have is left out. */
export function alreadyGiven(context: ViewContext, points: readonly PointRow[], asked: readonly Asked[]): Given[] {
  const fields = fieldValues(context.reader, points.map(({ id }) => id));
  return asked.flatMap(({ field, asked: words }): Given[] => {
    const fact = field === 'order' ? lastOrder(context.reader, points) : givenAs(context, points, fields, field);
    return fact === null ? [] : [{ field, value: fact.value, asked: words, ...placeOf(context.reader, fact.origin) }];
  });
}

function givenAs(context: ViewContext, points: readonly PointRow[], fields: readonly FieldValue[], field: Exclude<AskedField, 'order'>): Fact | null {
  const kind = POINT_KINDS[field];
  const point = kind === undefined ? undefined : points.filter((one) => one.kind === kind).sort((a, b) => b.seenAtMs - a.seenAtMs)[0];
  // A document goes by its number alone, and whole: it is put into a text.
  if (point !== undefined) return { value: point.kind === 'document' ? point.value.replace(/^[A-Z]{2}:/, '') : formatPoint(point, context.country), origin: origin(context.reader, point, point.seenAtMs) };
  const said = fields.find((one) => one.field === field);
  if (said === undefined || said.value === '') return null;
  // A number that somebody wrote under a mail is kept in its normal form, and told as people write it.
  return { value: field === 'phone' ? formatPoint({ kind: 'phone', value: said.value }, context.country) : said.value, origin: said.origin };
}

/** The newest order is the one people ask about. */
function lastOrder(reader: Reader, points: readonly PointRow[]): Fact | null {
  const order = ordersOf(reader, points.map(({ uuid }) => uuid))[0];
  return order === undefined ? null : { value: order.number, origin: origin(reader, { record: order.record, operation: null }, order.orderedAtMs) };
}

/** A card or a list has no channel: it was given by nobody in a contact. */
function placeOf(reader: Reader, from: Origin): { atMs: number; channel: Channel | null; interactionId: InteractionId | null } {
  if (from.by === 'operation' || from.interactionId === null) return { atMs: from.atMs, channel: null, interactionId: null };
  const row = reader.prepare('SELECT channel FROM interaction WHERE id = ?').get(from.interactionId) as { channel: number } | undefined;
  return { atMs: from.atMs, channel: row === undefined ? null : (CHANNELS[row.channel] ?? null), interactionId: from.interactionId };
}
