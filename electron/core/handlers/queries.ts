/** The contract's queries: each reads the local store and answers at once, with the network up or down. */
import type { QueryInput, QueryName, QueryOutput, Settings, AppState } from '../../../shared/contract.ts';
import type { Channel, CustomerId, CustomerRow, CustomerView, InteractionId, SearchHit } from '../../../shared/domain.ts';
import { DeskError } from '../../../shared/result.ts';
import { DAY_MS } from '../../../shared/time.ts';
import type { NowMs } from '../../../shared/time.ts';
import { mailDisplay, readAttachment } from '../connectors/mail/mime/display.ts';
import { splitQuoted } from '../connectors/mail/mime/quoted.ts';
import { formatPoint } from '../identity/address.ts';
import { interactionId } from '../identity/ids.ts';
import { sampleState } from '../sample/loadSample.ts';
import type { Sources } from '../sources.ts';
import { blobById } from '../store/blobs.ts';
import { customersByLast, customerSummary, membersOf, pointByUuid } from '../store/customers.ts';
import { countByChannel, interactionById, interactionByKey, journey, keyTimeMs, MARK, timelineKeys } from '../store/interactions.ts';
import type { InteractionDetailJson, InteractionRow } from '../store/interactions.ts';
import type { Store } from '../store/open.ts';
import { countOutbox } from '../store/outbox.ts';
import type { Search } from '../store/search.ts';
import type { Snippets } from '../store/snippet.ts';
import { receiptFile } from '../store/visits.ts';
import { countUnreadable, placesOf, rawBytes, record, recordByKey, unreadableRecords } from '../store/sources.ts';
import type { RecordRow } from '../store/sources.ts';
import { preferencesOf } from '../store/visits.ts';
import { customerBrief } from './brief.ts';
import type { CallQueries } from './calls.ts';
import type { CaseHandlers } from './cases.ts';
import type { ComposerQueries } from './composer.ts';
import { datumPlaces } from './datumPlaces.ts';
import type { DecidingHandlers } from './deciding.ts';
import { customerDecisions } from './decisions.ts';
import type { DraftHandlers } from './drafts.ts';
import { freshnessOf } from './freshness.ts';
import { gapsOf } from './gaps.ts';
import { recall } from './memory.ts';
import type { OutboxHandlers } from './outbox.ts';
import { preferredChannel } from './preferred.ts';
import type { SellingHandlers } from './selling.ts';
import type { ShopHandlers } from './shop.ts';
import { suggestionsFor } from './suggestions.ts';
import type { VisitHandlers } from './visits.ts';
import { attachmentsOf, contactPointView, customerName, customerOf, customerOfPoint, customerRow, fieldValues, origin, sourceOfInteraction, sourceOfRecord, timelineItem, RECEIPT_PART } from './views.ts';
import type { ViewContext } from './views.ts';

export type QueryPorts = {
  store: Store;
  search: Search;
  sources: Sources;
  settings(): Settings;
  nowMs: NowMs;
  /** How much the queue holds. */
  waiting(): number;
  app: Pick<AppState, 'version' | 'device' | 'encryption'>;
};

/** Answered later, between others: they walk through the history. */
export type LateQuery = 'numbers.get' | 'numbers.behind';
export type Queries = { [N in Exclude<QueryName, LateQuery>]: (input: QueryInput<N>) => QueryOutput<N> };
/** Those that are made elsewhere: drafts, calls, the composer, the outbox. */
type OtherQueries = keyof DraftHandlers['queries'] | keyof CallQueries | keyof ComposerQueries | keyof OutboxHandlers['queries'] | keyof ShopHandlers['queries'] | keyof SellingHandlers['queries'] | keyof CaseHandlers['queries'] | keyof VisitHandlers['queries'] | keyof DecidingHandlers['queries'];

const RAW_SHOWN_BYTES = 200_000;
const JOURNEY_POINTS = 400;

export function createQueries(ports: QueryPorts): Omit<Queries, OtherQueries> {
  const { store, search, sources } = ports;
  const context = (): ViewContext => ({ reader: store, country: ports.settings().country });

  return {
    'app.state': () => ({
      ...ports.app,
      empty: count(store, 'SELECT EXISTS (SELECT 1 FROM source_record) OR EXISTS (SELECT 1 FROM account WHERE removed_at_ms IS NULL) OR EXISTS (SELECT 1 FROM customer) AS n') === 0,
      customers: count(store, 'SELECT count(*) AS n FROM customer'),
      interactions: count(store, 'SELECT count(*) AS n FROM interaction'),
      waiting: ports.waiting(),
      quarantined: countUnreadable(store),
      indexing: search.pendingCount(),
      loadingSample: sampleState(store) === 'loading',
      outbox: countOutbox(store),
      online: sources.online(),
    }),
    'settings.get': () => ports.settings(),
    'desk.memory': () => recall(store),
    'customer.list': ({ text, offset, limit }) => {
      if (text.trim() === '') {
        const { rows, total } = customersByLast(store, offset, limit);
        return { rows: rows.map((row) => customerRow(context(), row, '')), total };
      }
      const { rows, total } = search.customers(text, { offset, limit });
      return { rows: foundCustomers(rows), total };
    },
    'customer.get': ({ id }) => {
      const found = customerOf(store, id);
      return found === null ? null : customerView(found.root);
    },
    'customer.brief': ({ customerId }) => customerBrief(context(), customerId, ports.nowMs()),
    'customer.preferences': ({ customerId }) => {
      const found = customerOf(store, customerId);
      const said = found === null ? [] : preferencesOf(store, membersOf(store, found.root).map((point) => point.uuid));
      return said.filter(({ code }, at) => said.findIndex((other) => other.code === code) === at)
        .map(({ code, interactionId, operation, atMs }) => ({ code, interactionId: interactionId as InteractionId | null, origin: origin(store, { record: null, operation }, atMs) }));
    },
    'customer.timeline': ({ id, ...page }) => {
      const found = customerOf(store, id);
      if (found === null) return { items: [], gaps: [], older: null, newer: null, total: 0 };
      return timeline(found.root, page);
    },
    'customer.journey': ({ id, days }) => {
      const toMs = ports.nowMs();
      const fromMs = toMs - days * DAY_MS;
      const found = customerOf(store, id);
      const points = found === null ? [] : journey(store, membersOf(store, found.root).map((point) => point.id), fromMs, JOURNEY_POINTS);
      return { fromMs, toMs, points: points.map(({ id: at, ...rest }) => ({ interactionId: at, ...rest })) };
    },
    'interaction.get': ({ id }) => {
      const row = interactionById(store, id);
      return row === null ? null : interactionDetail(row);
    },
    'interaction.display': ({ id, allowRemote }) => {
      const row = need(interactionById(store, id), 'interaction');
      if (row.record === null || row.channel !== 'mail') return { html: null, text: row.text, remoteBlocked: 0 };
      return mailDisplay(rawBytes(store, need(record(store, row.record), 'record')), { allowRemote });
    },
    'interaction.raw': ({ id }) => {
      const row = need(interactionById(store, id), 'interaction');
      if (row.record === null) return { text: row.text, sizeBytes: Buffer.byteLength(row.text), cut: false };
      return rawText(need(record(store, row.record), 'record'));
    },
    'search.all': ({ text, limit, customerId }) => {
      const startedMs = performance.now();
      const customer = customerId === undefined ? null : customerOf(store, customerId);
      const points = customer === null ? undefined : membersOf(store, customer.root).map((point) => point.id);
      const { hits, snippet } = search.interactions(text, { limit, ...(points && { customerPoints: points }) });
      const customers = customerId === undefined ? foundCustomers(search.customers(text, { offset: 0, limit: Math.min(limit, 8) }).rows) : [];
      return { customers, interactions: hits.map((hit) => searchHit(hit.key, snippet)).filter((hit) => hit !== null), tookMs: performance.now() - startedMs, indexing: search.pendingCount() };
    },
    'datum.places': ({ value }) => datumPlaces(context(), search, value),
    'sync.state': () => sources.state(),
    'quarantine.list': ({ offset, limit }) => {
      const { rows, total } = unreadableRecords(store, offset, limit);
      return { total, rows: rows.map((row) => {
        const place = placesOf(store, row.id)[0];
        return { recordId: row.id, source: sourceOfRecord(store, row.id), stream: place?.shown ?? '', place: place?.place ?? '', readAtMs: row.readAtMs, reason: row.unreadable ?? '', sizeBytes: row.sizeBytes };
      }) };
    },
    'quarantine.raw': ({ recordId }) => rawText(need(record(store, recordId), 'record')),
    'attachment.read': ({ id, partPath }) => {
      const row = need(interactionById(store, id), 'interaction');
      const attachment = (JSON.parse(row.detail) as InteractionDetailJson).attachments.find((candidate) => candidate.partPath === partPath);
      if (partPath.startsWith('media:')) return mediaFile(partPath, attachment);
      if (partPath === RECEIPT_PART && row.channel === 'visit') return receiptBytes(row.id);
      const raw = rawBytes(store, need(row.record === null ? null : record(store, row.record), 'record'));
      const part = need(readAttachment(raw, partPath), 'attachment');
      return { filename: part.filename, contentType: part.contentType, base64: Buffer.from(part.bytes).toString('base64') };
    },
  };

  function foundCustomers(rows: readonly { customerId: number; matched: string }[]): CustomerRow[] {
    return rows.map((row) => {
      const summary = customerSummary(store, row.customerId);
      return summary === null ? null : customerRow(context(), summary, row.matched);
    }).filter((row) => row !== null);
  }

  function customerView(root: number): CustomerView | null {
    const summary = customerSummary(store, root);
    if (summary === null) return null;
    const members = membersOf(store, root);
    const ids = members.map((member) => member.id);
    const first = timelineKeys(store, ids, { after: -1, limit: 1 })[0];
    const last = summary.lastKey === null ? null : interactionByKey(store, summary.lastKey);
    return {
      id: summary.uuid, aliases: members.map((member) => member.uuid as CustomerId), name: customerName(context(), summary.name),
      firstAtMs: first === undefined ? null : (interactionByKey(store, first)?.occurredAtMs ?? null), lastAtMs: last?.occurredAtMs ?? null,
      interactions: summary.interactions, byChannel: countByChannel(store, ids), waitingSinceMs: summary.waitingSinceMs,
      contactPoints: members.map((member) => contactPointView(context(), member)), fields: fieldValues(store, ids), suggestions: suggestionsFor(context(), root),
      decisions: customerDecisions(store, members.map((member) => member.uuid)), preferred: preferredChannel(context(), ids, ports.nowMs()), freshness: freshnessOf(store, ids),
    };
  }

  function timeline(root: number, page: { limit: number; before?: number | undefined; after?: number | undefined; around?: string | undefined; channels?: Channel[] | undefined }): QueryOutput<'customer.timeline'> {
    const points = membersOf(store, root).map((point) => point.id);
    const channels = page.channels === undefined ? {} : { channels: page.channels };
    const centre = page.around === undefined ? null : interactionById(store, page.around);
    let keys: number[];
    if (centre !== null) {
      const half = Math.ceil(page.limit / 2);
      keys = [...timelineKeys(store, points, { before: centre.key + 1, limit: half, ...channels }), ...timelineKeys(store, points, { after: centre.key, limit: page.limit - half, ...channels })];
    } else {
      keys = timelineKeys(store, points, { limit: page.limit, ...channels, ...(page.before !== undefined && { before: page.before }), ...(page.after !== undefined && { after: page.after }) });
    }
    // An empty page has neighbours too: what it once held may have gone to somebody else, and the rest is still to be read.
    const first = keys[0] ?? (page.after === undefined ? undefined : page.after + 1);
    const last = keys.at(-1) ?? (page.before === undefined ? undefined : page.before - 1);
    const before = first === undefined ? undefined : timelineKeys(store, points, { before: first, limit: 1, ...channels })[0];
    const hasNewer = last !== undefined && timelineKeys(store, points, { after: last, limit: 1, ...channels }).length > 0;
    const byChannel = countByChannel(store, points);
    const wanted = page.channels === undefined || page.channels.length === 0 ? null : new Set(page.channels);
    const total = Object.entries(byChannel).reduce((sum, [channel, n]) => (wanted === null || wanted.has(channel as Channel) ? sum + n : sum), 0);
    const view = context();
    const items = keys.map((key) => interactionByKey(store, key)).filter((row) => row !== null).map((row) => timelineItem(view, row));
    // From what comes before the page, so that a gap between two pages stands on one of them; the ends are open.
    const gaps = gapsOf(store, root, before === undefined ? 0 : keyTimeMs(before), hasNewer && last !== undefined ? keyTimeMs(last) : Number.MAX_SAFE_INTEGER);
    return { items, gaps: wanted === null ? gaps : gaps.filter((gap) => wanted.has(gap.channel)), older: before === undefined ? null : (first ?? null), newer: hasNewer ? last : null, total };
  }

  function interactionDetail(row: InteractionRow): QueryOutput<'interaction.get'> {
    const detail = JSON.parse(row.detail) as InteractionDetailJson;
    const split = row.channel === 'mail' ? splitQuoted(row.text) : { own: row.text, quoted: null, signature: null };
    const view = context();
    const source = row.record === null ? null : record(store, row.record);
    return {
      item: timelineItem(view, row), customerId: customerOfPoint(store, row.mainPoint)?.id ?? ('' as CustomerId), text: row.text, ...split, hasHtml: (row.marks & MARK.hasHtml) !== 0,
      parties: detail.parties.flatMap((party) => {
        const point = pointByUuid(store, party.point);
        const customer = point === null ? null : customerOfPoint(store, point.id);
        return point === null || customer === null ? [] : [{ contactPointId: point.uuid as never, customerId: customer.id, shown: formatPoint(point, view.country), name: party.name, role: party.role }];
      }),
      ownParties: detail.own, attachments: attachmentsOf(store, row, detail), problems: detail.problems,
      places: row.record === null ? [] : placesOf(store, row.record).map((place) => ({
        source: sourceOfInteraction(store, row), stream: place.shown, place: place.place, readAtMs: place.readAtMs, gone: place.goneAtMs !== null, flags: place.flags === '' ? [] : place.flags.split(' '),
      })),
      rawSizeBytes: source?.sizeBytes ?? Buffer.byteLength(row.text),
    };
  }

  function searchHit(key: number, snippet: Snippets): SearchHit | null {
    const row = interactionByKey(store, key);
    if (row === null) return null;
    const customer = customerOfPoint(store, row.mainPoint);
    if (customer === null) return null;
    return { interactionId: row.id, customerId: customer.id, customerName: customerName(context(), customer.name), channel: row.channel, direction: row.direction, occurredAtMs: row.occurredAtMs, title: row.title, snippet: snippet(row) };
  }

  function rawText(row: RecordRow): { text: string; sizeBytes: number; cut: boolean } {
    const bytes = rawBytes(store, row);
    const shown = bytes.subarray(0, RAW_SHOWN_BYTES);
    return { text: Buffer.from(shown.buffer, shown.byteOffset, shown.length).toString('utf8'), sizeBytes: bytes.length, cut: bytes.length > shown.length };
  }

  /** Media of a chat export are records of their own, found by the hash of their bytes. */
  /** The printed receipt of a visit. */
  function receiptBytes(visitId: string): QueryOutput<'attachment.read'> {
    const blob = need(blobById(store, receiptFile(store, visitId)?.blobId ?? ''), 'attachment');
    return { filename: blob.filename, contentType: blob.contentType, base64: Buffer.from(store.vault.read(blob.vault)).toString('base64') };
  }

  function mediaFile(partPath: string, attachment: { filename: string; contentType: string } | undefined): QueryOutput<'attachment.read'> {
    const row = need(recordByKey(store, interactionId(partPath.slice('media:'.length))), 'attachment');
    return { filename: attachment?.filename ?? 'file', contentType: attachment?.contentType ?? 'application/octet-stream', base64: Buffer.from(rawBytes(store, row)).toString('base64') };
  }
}

function count(store: Store, sql: string): number {
  return (store.prepare(sql).get() as { n: number }).n;
}

function need<T>(value: T | null, what: string): T {
  if (value === null) throw new DeskError('not-found', { what });
  return value;
}
