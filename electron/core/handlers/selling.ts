/** Catalogue, orders, offers and favourites as the contract has them, and the import of their tables. */
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { CommandInput, CommandOutput, QueryInput, QueryOutput, Settings } from '../../../shared/contract.ts';
import type { InteractionId, Money, OfferId, OperationId } from '../../../shared/domain.ts';
import { DeskError } from '../../../shared/result.ts';
import type { FavouriteView, OfferView, OrderView, PriceView, ProductView, sellingCommands, sellingQueries } from '../../../shared/selling.ts';
import type { NowMs } from '../../../shared/time.ts';
import { canPresent, contradictionOf, offerState, orderOffers } from '../decisions/offers.ts';
import type { PricedOffer } from '../decisions/offers.ts';
import { namesProduct, pricedStretches, repeatsOffer } from '../decisions/offerWords.ts';
import { priceMismatch, pricesNow } from '../decisions/parity.ts';
import type { DeskFacts, RowKeys } from '../ingest/normalised.ts';
import { steadiest } from '../identity/steadiness.ts';
import { normalForm } from '../ingest/prepare.ts';
import type { Sources } from '../sources.ts';
import { membersOf } from '../store/customers.ts';
import type { PointRow } from '../store/customers.ts';
import type { Reader, Store } from '../store/open.ts';
import { answersInVisit, answersOf, endedForAll, favouritesOf, isRowSaid, offersFor, ordersOf, presentedTo, pricesOf, productByCode, productsNamedIn, searchProducts } from '../store/selling.ts';
import type { ProductRow } from '../store/selling.ts';
import { readShop } from '../store/shop.ts';
import { findRecord } from '../store/sources.ts';
import { visitById } from '../store/visits.ts';
import { commitFacts } from './authoring.ts';
import type { AuthoringPorts } from './authoring.ts';
import { customerOf, origin, sourceOfRecord } from './views.ts';

export type SellingPorts = AuthoringPorts & { store: Store; sources: Sources; settings(): Settings; desk(): DeskFacts; nowMs: NowMs };
export type SellingHandlers = {
  queries: { [N in keyof typeof sellingQueries]: (input: QueryInput<N>) => QueryOutput<N> };
  commands: { [N in keyof typeof sellingCommands]: (input: CommandInput<N>) => CommandOutput<N> | Promise<CommandOutput<N>> };
};

export function createSellingHandlers(ports: SellingPorts): SellingHandlers {
  const { store, sources, nowMs } = ports;

  function members(customerId: string): PointRow[] {
    const found = customerOf(store, customerId);
    if (found === null) throw new DeskError('not-found', { what: 'customer' });
    return membersOf(store, found.root);
  }
  const pointsOf = (customerId: string): string[] => {
    const found = customerOf(store, customerId);
    return found === null ? [] : membersOf(store, found.root).map((point) => point.uuid);
  };
  /** A price that was said is in the currency of its product, else in the shop's. */
  const currencyOf = (code: string | null): string => (code === null ? undefined : pricesNow(pricesOf(store, code), nowMs())[0]?.currency) ?? readShop(store).currency;
  const holder = (customerId: string): string => steadiest(members(customerId)).uuid;
  /** An answer goes with the offer, whatever became of the customer in between. */
  function answering(customerId: string, offerId: string): string {
    const points = pointsOf(customerId);
    const isThis = (row: { offerId: string }): boolean => row.offerId === offerId;
    return (answersOf(store, points).find(isThis) ?? presentedTo(store, points).find(isThis))?.point ?? holder(customerId);
  }

  return {
    queries: {
      'product.search': ({ text, limit }) => {
        const words = normalForm(text).split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
        const exact = text.trim() === '' ? null : productByCode(store, text.trim());
        const { codes, total } = searchProducts(store, words, limit);
        const rows = [...(exact === null ? [] : [exact.code]), ...codes.filter((code) => code !== exact?.code)].slice(0, limit).flatMap((code) => productByCode(store, code) ?? []);
        return { rows: rows.map((row) => productView(store, row, nowMs())), total: Math.max(total, rows.length) };
      },
      'order.list': ({ customerId }) => ordersOf(store, pointsOf(customerId)).map((row): OrderView => ({
        number: row.number, state: row.state, channel: row.channel, orderedAtMs: row.orderedAtMs, updatedAtMs: row.saidAtMs, total: { amountMinor: row.amountMinor, currency: row.currency }, lines: row.lines,
        source: sourceOfRecord(store, row.record), readAtMs: readAtMs(store, row.record),
      })),
      'offer.list': ({ customerId }) => offersOf(store, pointsOf(customerId), nowMs()),
      'favourite.list': ({ customerId }) => favouriteViews(store, pointsOf(customerId), nowMs()),
      'offer.check': ({ customerId, text }) => checkText(store, pointsOf(customerId), text, nowMs()),
    },
    commands: {
      'offer.present': (input) => {
        const known = input.offerId === null ? null : offersOf(store, pointsOf(input.customerId), nowMs()).find((offer) => offer.id === input.offerId);
        if (known === undefined || (known !== null && !canPresent(known.state))) throw new DeskError('offer-closed');
        if (known === null && input.validToMs !== null && input.validToMs < nowMs()) throw new DeskError('offer-closed');
        const offerId = (known?.id ?? randomUUID()) as OfferId;
        const price: Money | null = known !== null ? known.price : input.amountMinor === null ? null : { amountMinor: input.amountMinor, currency: currencyOf(input.productCode) };
        commitFacts(ports, {
          type: 'offer.present',
          payload: {
            offerId, contactPointId: holder(input.customerId), text: known?.text ?? input.text, campaign: known?.campaign ?? '', productCode: known === null ? input.productCode : known.productCode,
            amountMinor: price?.amountMinor ?? null, currency: price?.currency ?? '', validToMs: known === null ? input.validToMs : known.validToMs, channel: input.channel, interactionId: input.interactionId, atMs: nowMs(),
          },
        });
        return { offerId };
      },
      'offer.answer': ({ customerId, offerId, answer, channel, reason }) => {
        if (!offersOf(store, pointsOf(customerId), nowMs()).some((offer) => offer.id === offerId)) throw new DeskError('not-found', { what: 'offer' });
        return { operationId: commitFacts(ports, { type: 'offer.answer', payload: { offerId, contactPointId: answering(customerId, offerId), answer, channel, reason: reason.trim(), atMs: nowMs() } }) };
      },
      'offer.takeBack': ({ customerId, offerId, visitId }) => {
        const points = pointsOf(customerId);
        const visit = visitById(store, visitId);
        const acts = [...presentedTo(store, points).filter((row) => row.interactionId === visitId), ...(visit === null ? [] : answersInVisit(store, points, visit))].filter((row) => row.offerId === offerId);
        if (acts.length > 0) commitFacts(ports, ...acts.map(({ operation }) => ({ type: 'operation.undo' as const, payload: { operationId: operation } })));
        return null;
      },
      'favourite.set': ({ customerId, productCode, on, note, channel, interactionId }) => {
        const code = productByCode(store, productCode)?.code ?? productCode;
        const saved = favouritesOf(store, pointsOf(customerId)).filter((row) => row.productCode === code).map((row) => row.point);
        // Saved under several addresses that are one customer now: the last word is said of each.
        const points = saved.length === 0 ? [holder(customerId)] : saved;
        return { operationId: commitFacts(ports, ...points.map((contactPointId) => ({ type: 'favourite.set' as const, payload: { contactPointId, productCode: code, on, note: note.trim(), channel, interactionId, atMs: nowMs() } }))) };
      },
      'import.plan': async ({ paths }) => ({ files: await sources.call('planImport', { paths }) }),
      'import.previewShop': async ({ path, table, mapping }) => {
        const { preview, keys } = await sources.call('previewShop', { path, table, mapping, desk: ports.desk() });
        return { ...preview, ...(await countRows(store, keys)) };
      },
      'import.shop': async ({ path, table, mapping, follow }) => {
        const [file] = await sources.call('planImport', { paths: [path] }).catch((thrown: unknown) => {
          // A person said which table it is: its headers need not.
          if (table === undefined && !follow) throw thrown;
          return [];
        });
        return { importId: sources.startImport('shopFile', path, basename(path), file?.bytes ?? 0, { follow, ...(table && { table }), ...(mapping && { mapping }), ...((table || mapping) && { mappedAtMs: nowMs() }) }).importId };
      },
    },
  };
}

// ------------------------------------------------------------------------------------------------ products

function productView(reader: Reader, row: ProductRow, nowMs: number): ProductView {
  const prices: PriceView[] = pricesNow(pricesOf(reader, row.code), nowMs);
  const { record, ...product } = row;
  return { ...product, prices, mismatch: priceMismatch(prices), source: sourceOfRecord(reader, record), readAtMs: readAtMs(reader, record) };
}

/** When the source of a record was last read to its end; else when the record was read. */
function readAtMs(reader: Reader, record: number): number {
  const row = reader.prepare('SELECT source_record.read_at_ms AS own, (SELECT max(last_success_at_ms) FROM stream WHERE stream.account_id = source_record.account_id) AS whole FROM source_record WHERE id = ?').get(record) as { own: number; whole: number | null } | undefined;
  return row?.whole ?? row?.own ?? 0;
}

function favouriteViews(reader: Reader, points: readonly string[], nowMs: number): FavouriteView[] {
  const seen = new Set<string>();
  return favouritesOf(reader, points).filter(({ productCode }) => !seen.has(productCode) && seen.add(productCode)).map(({ productCode, note, channel, atMs, actor }) => {
    const product = productByCode(reader, productCode);
    const prices = product === null ? [] : pricesNow(pricesOf(reader, product.code), nowMs);
    return { code: productCode, name: product?.name ?? productCode, prices, mismatch: priceMismatch(prices), note, channel, atMs, actor };
  });
}

// ------------------------------------------------------------------------------------------------ offers

type Told = Omit<OfferView, 'state' | 'contradicts'>;

/** Also for other topics: what can be offered to a customer, what was, and what came of it. */
export function offersOf(reader: Reader, points: readonly string[], nowMs: number): OfferView[] {
  const presented = presentedTo(reader, points);
  const answers = answersOf(reader, points);
  const told = new Map<string, Told>();
  for (const row of offersFor(reader, points, nowMs)) {
    told.set(row.id, {
      id: row.id as OfferId, text: row.text, campaign: row.campaign, productCode: row.productCode, price: moneyOf(row), fromMs: row.fromMs, validToMs: row.toMs, isPersonal: row.point !== null, presented: [], answer: null,
      origin: origin(reader, { record: row.record, operation: null }, row.saidAtMs),
    });
  }
  // What was presented stays, also when its table says it no longer.
  for (const row of presented) {
    if (!told.has(row.offerId)) told.set(row.offerId, {
      id: row.offerId as OfferId, text: row.text, campaign: row.campaign, productCode: row.productCode, price: moneyOf(row), fromMs: null, validToMs: row.toMs, isPersonal: true, presented: [], answer: null,
      origin: origin(reader, { record: null, operation: row.operation }, row.atMs),
    });
    told.get(row.offerId)?.presented.push({ channel: row.channel, atMs: row.atMs, actor: row.actor, interactionId: row.interactionId as InteractionId | null });
  }
  for (const { offerId, answer, channel, atMs, actor, reason, operation } of answers.toReversed()) {
    const offer = told.get(offerId);
    if (offer !== undefined) offer.answer = { answer, channel, atMs, actor, reason, operationId: operation as OperationId };
  }
  const states = [...told.values()].flatMap((offer) => {
    const state = offerState({ answer: offer.answer?.answer ?? null, timesPresented: offer.presented.length, fromMs: offer.fromMs, toMs: offer.validToMs }, nowMs);
    return state === null ? [] : [{ ...offer, state, lastAtMs: offer.answer?.atMs ?? offer.presented[0]?.atMs ?? offer.fromMs ?? 0 }];
  });
  const open = states.filter(({ state }) => canPresent(state)).map(asPriced);
  return orderOffers(states).map(({ lastAtMs: _lastAtMs, ...offer }) => ({ ...offer, contradicts: canPresent(offer.state) ? contradicts(reader, asPriced(offer), open, nowMs) : null }));
}

function moneyOf({ amountMinor, currency }: { amountMinor: number | null; currency: string }): Money | null {
  return amountMinor === null ? null : { amountMinor, currency };
}

function asPriced({ id, text, productCode, price, fromMs, validToMs }: Told): PricedOffer {
  return { id, label: text, productCode, amountMinor: price?.amountMinor ?? null, currency: price?.currency ?? '', fromMs, toMs: validToMs };
}

function contradicts(reader: Reader, offer: PricedOffer, open: readonly PricedOffer[], nowMs: number): OfferView['contradicts'] {
  if (offer.productCode === null || offer.amountMinor === null) return null;
  const found = contradictionOf(offer, open, pricesNow(pricesOf(reader, offer.productCode), nowMs), nowMs);
  return found === null ? null : { what: found.what, price: { amountMinor: found.amountMinor, currency: found.currency }, label: found.label };
}

// ------------------------------------------------------------------------------------------------ texts

/** Texts are looked at up to here: longer ones quote. */
const CHECKED_LETTERS = 20_000;

function checkText(reader: Reader, points: readonly string[], whole: string, nowMs: number): QueryOutput<'offer.check'> {
  const text = whole.slice(0, CHECKED_LETTERS);
  if (text.trim() === '') return [];
  const offers = offersOf(reader, points, nowMs);
  const repeated = offers.filter((offer) => !canPresent(offer.state) && repeatsOffer(text, offer.text)).map((offer) => ({
    kind: offer.answer === null ? ('expired' as const) : ('answered' as const), offerId: offer.id, text: offer.text, detail: offer.answer?.answer ?? String(offer.validToMs ?? ''),
  }));
  const isOpenAgain = (): boolean => offers.some((offer) => canPresent(offer.state) && repeatsOffer(text, offer.text));
  const known = new Set(offers.map((offer) => offer.id as string));
  const ended = endedForAll(reader, nowMs).filter((offer) => !known.has(offer.id) && repeatsOffer(text, offer.text)).map((offer) => ({ kind: 'expired' as const, offerId: offer.id as OfferId, text: offer.text, detail: String(offer.toMs) }));
  return [...repeated, ...(ended.length === 0 || isOpenAgain() ? [] : ended), ...checkPrices(reader, points, text, offers, nowMs)].slice(0, 10);
}

/** An amount beside a product that neither the catalogue nor an open offer asks for it (N6). */
function checkPrices(reader: Reader, points: readonly string[], text: string, offers: readonly OfferView[], nowMs: number): QueryOutput<'offer.check'> {
  const stretches = pricedStretches(text);
  if (stretches.length === 0) return [];
  const spoken = normalForm(text);
  const codes = new Set([
    ...productsNamedIn(reader, spoken), ...(text.match(/[\p{L}\p{N}][\p{L}\p{N}._/-]{2,40}/gu) ?? []).slice(0, 500).flatMap((word) => productByCode(reader, word.replace(/[.]+$/, ''))?.code ?? []),
    ...favouritesOf(reader, points).map((row) => row.productCode), ...offers.flatMap((offer) => offer.productCode ?? []), ...ordersOf(reader, points).slice(0, 20).flatMap((order) => order.lines.map((line) => line.code)),
  ]);
  const found: QueryOutput<'offer.check'> = [];
  for (const code of codes) {
    const product = productByCode(reader, code);
    if (product === null) continue;
    const prices = pricesNow(pricesOf(reader, code), nowMs);
    const asked = [...prices, ...offers.filter((offer) => offer.productCode === code && offer.state !== 'declined' && offer.state !== 'expired').flatMap((offer) => offer.price ?? [])];
    if (prices.length === 0) continue;
    const digits = digitsOf(prices[0]?.currency ?? 'ARS');
    const isAsked = (readings: readonly number[]): boolean => asked.some((price) => readings.some((hundredths) => Math.round(hundredths * 10 ** (digits - 2)) === price.amountMinor));
    for (const stretch of stretches) {
      if (!namesProduct(stretch.folded, product)) continue;
      const wrong = stretch.amounts.find(({ readings }) => !isAsked(readings));
      // One amount of the sentence is right: the others are of something else (instalments, a saving).
      if (wrong === undefined || stretch.amounts.some(({ readings }) => isAsked(readings))) continue;
      const low = prices.reduce((least, price) => (price.amountMinor < least.amountMinor ? price : least));
      found.push({ kind: 'price', offerId: null, text: `${product.name}: ${wrong.written}`, detail: JSON.stringify({ amountMinor: low.amountMinor, currency: low.currency, channel: low.channel }) });
      break;
    }
  }
  return found;
}

function digitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

// ------------------------------------------------------------------------------------------------ imports

const PAGE = 2_000;
const ABOUT = {
  product: 'SELECT 1 FROM product WHERE code = ? LIMIT 1', order: 'SELECT 1 FROM shop_order WHERE number = ? LIMIT 1', offer: 'SELECT 1 FROM offer WHERE id = ? LIMIT 1',
} as const satisfies Record<NonNullable<RowKeys['about']>['table'], string>;

/** In turns of the event loop: whoever asks in between is answered. */
async function countRows(reader: Reader, keys: readonly RowKeys[]): Promise<{ added: number; changed: number; known: number }> {
  const counts = { added: 0, changed: 0, known: 0 };
  for (const [at, { recordKey, about }] of keys.entries()) {
    if (at % PAGE === PAGE - 1) await new Promise((settle) => { setImmediate(settle); });
    const record = findRecord(reader, recordKey);
    if (record !== undefined && isRowSaid(reader, record.id)) counts.known++;
    else if (about !== null && reader.prepare(ABOUT[about.table]).get(about.id) !== undefined) counts.changed++;
    else counts.added++;
  }
  return counts;
}
