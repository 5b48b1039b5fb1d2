/** Rows of the store as the window wants to see them: names, labels, origins. */
import { CHANNELS } from '../../../shared/domain.ts';
import type {
  AccountId, Attachment, ConnectorKind, ContactPointId, ContactPointView, CustomerField, CustomerId, CustomerRow, DeliveryView, FieldValue, InteractionId, InteractionLink, LinkRule, LinkView,
  OperationId, Origin, SourceLabel, TimelineItem,
} from '../../../shared/domain.ts';
import { stampTimeMs } from '../clock.ts';
import { formatPoint } from '../identity/address.ts';
import { steadiest } from '../identity/steadiness.ts';
import { blobById } from '../store/blobs.ts';
import { claimsOf, linksOf, membersOf, pointById } from '../store/customers.ts';
import type { ClaimRow, CustomerSummary, PointRow } from '../store/customers.ts';
import { deliveriesAbout, sentAtMs, summariseDeliveries } from '../store/deliveries.ts';
import { interactionById, interactionByKey, isSettled, readMarks } from '../store/interactions.ts';
import type { InteractionDetailJson, InteractionRow } from '../store/interactions.ts';
import { linkedWith } from '../store/links.ts';
import type { Reader } from '../store/open.ts';
import { operationById } from '../store/operations.ts';
import { readShop } from '../store/shop.ts';
import { receiptFile } from '../store/visits.ts';

/** Longer texts are asked for one by one: a page of a timeline stays small. */
const TEXT_IN_LIST = 2_000;
/** Who is known by a number alone is shown by it, as the country writes it. */
const NUMBER_LIKE = /^(?:whatsapp:)?(\+\d{6,15})$/;
/** Who is known by a chat name or address alone: it without the network. */
const CHAT_NAME = /^(?:whatsapp-name|xmpp):/;

export type ViewContext = { reader: Reader; country: string };

export function customerName(context: ViewContext, name: string): string {
  const number = NUMBER_LIKE.exec(name)?.[1];
  return number === undefined ? name.replace(CHAT_NAME, '') : formatPoint({ kind: 'phone', value: number }, context.country);
}

export function customerRow(context: ViewContext, summary: CustomerSummary, matched: string): CustomerRow {
  const last = summary.lastKey === null ? null : interactionByKey(context.reader, summary.lastKey);
  return {
    id: summary.uuid, name: customerName(context, summary.name), organisation: summary.organisation,
    channels: CHANNELS.filter((_, n) => (summary.channels & (1 << n)) !== 0), interactions: summary.interactions,
    lastAtMs: last?.occurredAtMs ?? null, lastChannel: last?.channel ?? null, lastPreview: last === null ? '' : last.preview || last.title, matched: customerName(context, matched),
  };
}

export function timelineItem(context: ViewContext, row: InteractionRow): TimelineItem {
  const detail = JSON.parse(row.detail) as InteractionDetailJson;
  const point = row.mainPoint === null ? null : pointById(context.reader, row.mainPoint);
  return {
    id: row.id, cursor: row.key, channel: row.channel, direction: row.direction, occurredAtMs: row.occurredAtMs, title: titleOf(context.reader, row), preview: row.preview,
    text: row.channel !== 'mail' && row.text.length <= TEXT_IN_LIST ? row.text : null,
    contactPointId: (point?.uuid ?? '') as ContactPointId, author: authorName(context, row), agent: row.agent, threadKey: row.threadKey,
    attachments: attachmentsOf(context.reader, row, detail), marks: readMarks(row.marks, isSettled(context.reader, row.id)), call: detail.call, page: detail.page ?? null,
    delivery: deliveryView(context.reader, row), links: interactionLinks(context.reader, row), source: sourceOfInteraction(context.reader, row),
  };
}

/** Names a receipt among the attachments of its visit. */
export const RECEIPT_PART = 'receipt';

/** A receipt is beside its visit on the desk that printed it; other desks have the page (`receipt.page`). */
export function attachmentsOf(reader: Reader, row: Pick<InteractionRow, 'id' | 'channel'>, detail: InteractionDetailJson): Attachment[] {
  const blob = row.channel === 'visit' ? blobById(reader, receiptFile(reader, row.id)?.blobId ?? '') : null;
  return blob === null ? detail.attachments : [...detail.attachments, { partPath: RECEIPT_PART, filename: blob.filename, contentType: blob.contentType, sizeBytes: blob.sizeBytes, inline: false }];
}

/** A visit is called by the name its branch has now. */
function titleOf(reader: Reader, row: Pick<InteractionRow, 'channel' | 'title'>): string {
  if (row.channel !== 'visit' || row.title === '') return row.title;
  return readShop(reader).branches.find((branch) => branch.code === row.title)?.name ?? row.title;
}

/** Only what we sent has a fate: that the outbox saw it leave, and what receipts and bounces say of it since. */
function deliveryView(reader: Reader, row: InteractionRow): DeliveryView | null {
  if (row.direction !== 'outbound') return null;
  const atMs = sentAtMs(reader, row.id);
  const said = row.wireId === null ? [] : deliveriesAbout(reader, row.wireId);
  return summariseDeliveries(atMs === null ? said : [{ state: 'sent', atMs, recipient: '', detail: '' }, ...said]);
}

/** What belongs to an interaction and is here, in the order in which it happened. */
function interactionLinks(reader: Reader, { id, channel }: InteractionRow): InteractionLink[] {
  const linked = linkedWith(reader, id);
  if (linked.length === 0) return [];
  const found = linked.flatMap(({ id: otherId, kind }) => {
    const row = interactionById(reader, otherId);
    if (row === null) return [];
    const ofVisit = (kind === 'during-call' ? row.channel : channel) === 'visit';
    return [{ row, kind: !ofVisit ? kind : kind === 'during-call' ? ('of-visit' as const) : ('after-visit' as const) }];
  });
  return found.sort((x, y) => x.row.key - y.row.key).map(({ row, kind }) => ({ interactionId: row.id, kind, channel: row.channel, title: row.title || row.preview }));
}

export function sourceOfInteraction(reader: Reader, row: { record: number | null }): SourceLabel {
  return row.record === null ? { connector: 'desk', accountId: null, label: '' } : sourceOfRecord(reader, row.record);
}

export function sourceOfRecord(reader: Reader, record: number): SourceLabel {
  const row = reader.prepare('SELECT account.kind AS kind, account.id AS id, account.label AS label FROM source_record JOIN account ON account.id = source_record.account_id WHERE source_record.id = ?')
    .get(record) as { kind: ConnectorKind; id: AccountId; label: string } | undefined;
  return row === undefined ? { connector: 'desk', accountId: null, label: '' } : { connector: row.kind, accountId: row.id, label: row.label };
}

/** Who writes under a number alone is called what the customer is called. */
function authorName(context: ViewContext, row: InteractionRow): string {
  const isNumber = row.direction === 'inbound' && NUMBER_LIKE.test(row.author);
  return customerName(context, (isNumber ? customerOfPoint(context.reader, row.mainPoint)?.name : undefined) ?? row.author);
}

/** Where a value came from: the record it was read in, or the act of a person. */
export function origin(reader: Reader, ground: { record: number | null; operation: string | null }, atMs: number): Origin {
  const operation = ground.operation === null ? null : operationById(reader, ground.operation);
  if (operation !== null) return { by: 'operation', operationId: operation.id as OperationId, actor: operation.actor, device: operation.device, atMs: stampTimeMs(operation.hlc) };
  const record = ground.record ?? 0;
  const source = sourceOfRecord(reader, record);
  const row = reader.prepare('SELECT id FROM interaction WHERE record = ?').get(record) as { id: InteractionId } | undefined;
  return { by: 'record', connector: source.connector === 'desk' ? 'contacts' : source.connector, label: source.label, interactionId: row?.id ?? null, atMs };
}

export function contactPointView(context: ViewContext, point: PointRow): ContactPointView {
  const { reader } = context;
  const stats = reader.prepare('SELECT count(*) AS n, max(interaction) AS last FROM party WHERE point = ?').get(point.id) as { n: number; last: number | null };
  const last = stats.last === null ? null : interactionByKey(reader, stats.last);
  const personName = point.kind === 'person' ? claimsOf(reader, [point.id]).find((claim) => claim.field === 'name')?.value : undefined;
  return {
    id: point.uuid as ContactPointId, kind: point.kind, value: point.value, shown: personName ?? formatPoint(point, context.country),
    interactions: stats.n, lastAtMs: last?.occurredAtMs ?? null, link: linkView(reader, point), firstSeen: origin(reader, point, point.seenAtMs),
  };
}

/** The edge by which the point hangs on its customer; null for the point that names the customer. */
function linkView(reader: Reader, point: PointRow): LinkView | null {
  if (point.customer === point.id) return null;
  const edge = linksOf(reader, point.id)[0];
  if (edge === undefined) return null;
  const other = pointById(reader, edge.a === point.id ? edge.b : edge.a);
  return { rule: edge.rule as LinkRule, origin: origin(reader, edge, point.seenAtMs), with: (other?.uuid ?? '') as ContactPointId };
}

/** Each field once: the strongest value said, with all others behind it. */
export function fieldValues(reader: Reader, points: readonly number[]): FieldValue[] {
  const byField = new Map<string, ClaimRow[]>();
  for (const claim of claimsOf(reader, points)) byField.set(claim.field, [...(byField.get(claim.field) ?? []), claim]);
  return [...byField].map(([field, claims]) => {
    const [first, ...rest] = claims as [ClaimRow, ...ClaimRow[]];
    const seen = new Set([first.value]);
    return {
      field: field as CustomerField, value: first.value, origin: origin(reader, first, first.atMs),
      others: rest.filter((claim) => !seen.has(claim.value) && seen.add(claim.value)).map((claim) => ({ value: claim.value, origin: origin(reader, claim, claim.atMs) })),
    };
  });
}

/** The customer that an id stands for: its own, that of a member, or of a contact point. */
export function customerOf(reader: Reader, id: string): { root: number; id: CustomerId } | null {
  const row = reader.prepare('SELECT customer.id AS root, customer.uuid AS id FROM contact_point JOIN customer ON customer.id = contact_point.customer WHERE contact_point.uuid = ?').get(id) as { root: number; id: CustomerId } | undefined;
  return row ?? null;
}

/** The point that a case is about: where the contact came from, else the one that stays with them. @throws DeskError not-found */
export function pointAbout(reader: Reader, customerId: string, interactionId: string | null): string {
  const found = customerOf(reader, customerId);
  const members = found === null ? [] : membersOf(reader, found.root);
  const from = interactionId === null ? null : (interactionById(reader, interactionId)?.mainPoint ?? null);
  return (members.find(({ id }) => id === from) ?? steadiest(members)).uuid;
}

export function customerOfPoint(reader: Reader, point: number | null): { root: number; id: CustomerId; name: string } | null {
  if (point === null) return null;
  return (reader.prepare('SELECT customer.id AS root, customer.uuid AS id, customer.name AS name FROM contact_point JOIN customer ON customer.id = contact_point.customer WHERE contact_point.id = ?').get(point) as { root: number; id: CustomerId; name: string } | undefined) ?? null;
}
