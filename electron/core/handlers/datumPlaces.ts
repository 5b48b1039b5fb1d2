/** "Where is this datum": every place in the history that holds a value (S13). */
import type { DatumPlace } from '../../../shared/contract.ts';
import { contactPointId } from '../identity/ids.ts';
import { chatPoint, documentPoint, formatPoint, mailPoint, phonePoint } from '../identity/address.ts';
import { normalForm } from '../ingest/prepare.ts';
import { pointById, pointByUuid } from '../store/customers.ts';
import type { PointRow } from '../store/customers.ts';
import { interactionByKey, timelineKeys } from '../store/interactions.ts';
import type { Search } from '../store/search.ts';
import { customerOfPoint, origin, sourceOfInteraction } from './views.ts';
import type { ViewContext } from './views.ts';

const SHOWN = 200;

export function datumPlaces(context: ViewContext, search: Search, value: string): DatumPlace[] {
  const text = value.trim();
  if (text === '') return [];
  const places: DatumPlace[] = [];
  const seen = new Set<string>();
  for (const point of pointsNamed(context, text)) {
    const customer = customerOfPoint(context.reader, point.id);
    places.push({ what: 'contactPoint', label: formatPoint(point, context.country), customerId: customer?.id ?? null, interactionId: null, origin: origin(context.reader, point, point.seenAtMs) });
    for (const key of timelineKeys(context.reader, [point.id], { limit: SHOWN })) addInteraction(key);
  }
  for (const claim of context.reader.prepare('SELECT point, field, value, at_ms AS atMs, record, operation FROM claim WHERE norm = ? LIMIT ?').all(normalForm(text), SHOWN) as { point: number; field: string; value: string; atMs: number; record: number | null; operation: string | null }[]) {
    places.push({ what: 'field', label: claim.field, customerId: customerOfPoint(context.reader, claim.point)?.id ?? null, interactionId: null, origin: origin(context.reader, claim, claim.atMs) });
  }
  for (const hit of search.interactions(`"${text.replaceAll('"', ' ')}"`, { limit: SHOWN }).hits) addInteraction(hit.key);
  return places;

  function addInteraction(key: number): void {
    const row = interactionByKey(context.reader, key);
    if (row === null || seen.has(row.id)) return;
    seen.add(row.id);
    places.push({
      what: row.channel === 'note' ? 'note' : 'interaction', label: row.title || row.preview.slice(0, 80), customerId: (customerOfPoint(context.reader, row.mainPoint)?.id ?? null),
      interactionId: row.id,
      origin: row.record === null ? origin(context.reader, { record: null, operation: row.operation }, row.occurredAtMs)
        : { by: 'record', connector: asConnector(sourceOfInteraction(context.reader, row).connector), label: sourceOfInteraction(context.reader, row).label, interactionId: row.id, atMs: row.occurredAtMs },
    });
  }
}

const asConnector = (kind: ReturnType<typeof sourceOfInteraction>['connector']) => (kind === 'desk' ? 'contacts' : kind);

/** The contact points that the text may name, in whatever spelling. */
function pointsNamed(context: ViewContext, text: string): PointRow[] {
  const phone = phonePoint(text, context.country);
  const refs = [mailPoint(text), phone === 'withheld' ? null : phone, documentPoint(text, context.country), phone === null || phone === 'withheld' ? null : chatPoint('whatsapp', phone.value)];
  const found = refs.filter((ref) => ref !== null).map((ref) => pointByUuid(context.reader, contactPointId(ref)));
  const exact = (context.reader.prepare('SELECT id FROM contact_point WHERE value = ? LIMIT 20').all(text) as { id: number }[]).map(({ id }) => pointById(context.reader, id));
  return [...new Map([...found, ...exact].filter((point) => point !== null).map((point) => [point.id, point])).values()];
}
