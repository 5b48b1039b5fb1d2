/**
 * Rows of what is sold and offered: what tables of the shop say, each beside the record that says it, and what people
 * made of it (presented, answered, saved).
 *
 * Of several records about one thing, the one that was said last holds, whatever the order in which they arrived.
 */
import type { Channel, OrderState, PriceChannel } from '../../../shared/domain.ts';
import type { Reader, Writer } from './open.ts';
import { readShop } from './shop.ts';

// ------------------------------------------------------------------------------------------------ when a row was said

/** Notes that a row was said, by an import or (null) by a file that is followed. @returns whether that is news */
export function putRowSaid(writer: Writer, record: number, importId: string | null, atMs: number): boolean {
  return writer.prepare(`INSERT INTO row_said (record, import_id, first_at_ms, said_at_ms) VALUES (@record, @import, @at, @at) ON CONFLICT (record, import_id)
    DO UPDATE SET first_at_ms = min(first_at_ms, @at), said_at_ms = max(said_at_ms, @at) WHERE @at < first_at_ms OR @at > said_at_ms`).run({ record, import: importId ?? '', at: atMs }).changes === 1;
}

const SAID = 'FROM row_said WHERE record = ? AND import_id NOT IN (SELECT import_id FROM revoked_import)';

/** Whether anything that was not taken back says the row. */
export function isRowSaid(reader: Reader, record: number): boolean {
  return reader.prepare(`SELECT 1 ${SAID} LIMIT 1`).get(record) !== undefined;
}

function saidAtMs(reader: Reader, record: number): number {
  return (reader.prepare(`SELECT coalesce(max(said_at_ms), 0) AS at ${SAID}`).get(record) as { at: number }).at;
}

/** When a row was said first: since then its addresses are known. */
export function firstSaidAtMs(reader: Reader, record: number): number {
  return (reader.prepare(`SELECT coalesce(min(first_at_ms), 0) AS at ${SAID}`).get(record) as { at: number }).at;
}

/**
 * Takes back what every row of an import says.
 * @returns the uuids of points whose orders or offers that may change
 */
export function dropFactsOfImport(writer: Writer, importId: string): string[] {
  const own = "(SELECT record FROM row_said WHERE import_id = ? AND import_id <> '')";
  const points = writer.prepare(`SELECT DISTINCT it.point FROM shop_order AS it WHERE it.point IS NOT NULL AND it.number IN (SELECT number FROM shop_order WHERE record IN ${own})
    UNION SELECT point FROM offer WHERE point IS NOT NULL AND record IN ${own}`).all(importId, importId) as { point: string }[];
  for (const table of ['product', 'price', 'shop_order', 'offer']) writer.prepare(`DELETE FROM ${table} WHERE record IN ${own}`).run(importId);
  return points.map((row) => row.point);
}

/** Rows of an import that hold: it does itself, or another one says them as well. */
export function rowsThatHold(reader: Reader, importId: string): number[] {
  return (reader.prepare("SELECT record FROM row_said AS own WHERE import_id = ? AND import_id <> '' AND EXISTS (SELECT 1 FROM row_said WHERE record = own.record AND import_id NOT IN (SELECT import_id FROM revoked_import)) ORDER BY record").all(importId) as { record: number }[]).map((row) => row.record);
}

/** Rows of an import that left more than facts: a touchpoint, something said of somebody, what belongs together. */
export function spokenRowsOfImport(reader: Reader, importId: string): number[] {
  return (reader.prepare(`SELECT record FROM row_said WHERE import_id = ? AND import_id <> '' AND (EXISTS (SELECT 1 FROM interaction WHERE interaction.record = row_said.record)
    OR EXISTS (SELECT 1 FROM claim WHERE claim.record = row_said.record AND rank = 1) OR EXISTS (SELECT 1 FROM evidence WHERE evidence.record = row_said.record)) ORDER BY record`).all(importId) as { record: number }[]).map((row) => row.record);
}

export function rowsOfImport(reader: Reader, importId: string): number[] {
  return (reader.prepare("SELECT record FROM row_said WHERE import_id = ? AND import_id <> '' ORDER BY record").all(importId) as { record: number }[]).map((row) => row.record);
}

// ------------------------------------------------------------------------------------------------ what rows say

type Price = { channel: string; amountMinor: number; currency: string; fromMs: number | null; toMs: number | null };
export type OrderLine = { code: string; name: string; quantity: number; amountMinor: number };
/** The shape of ingest's facts; `saidAtMs` null: when the record was said. */
export type Fact =
  | { table: 'product'; saidAtMs: number | null; code: string; slot: string; name: string; norm: string; category: string; description: string; prices: Price[] }
  | { table: 'order'; saidAtMs: number | null; number: string; state: OrderState; channel: string; orderedAtMs: number; amountMinor: number; currency: string; lines: OrderLine[] }
  | { table: 'offer'; saidAtMs: number | null; id: string; text: string; campaign: string; productCode: string | null; amountMinor: number | null; currency: string; fromMs: number | null; toMs: number | null; channel: string };

/** Idempotent. @returns the uuids of points whose orders that may change */
export function putFact(writer: Writer, { record, tie, fact, point }: { record: number; tie: string; fact: Fact; point: string | null }): string[] {
  const touched = dropFact(writer, record);
  const atMs = fact.saidAtMs ?? saidAtMs(writer, record);
  switch (fact.table) {
    case 'product':
      writer.prepare('INSERT INTO product (code, record, tie, slot, said_at_ms, name, norm, category, description) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(fact.code, record, tie, fact.slot, atMs, fact.name, fact.norm, fact.category, fact.description);
      for (const price of fact.prices) {
        writer.prepare('INSERT OR REPLACE INTO price (code, channel, record, tie, said_at_ms, amount_minor, currency, from_ms, to_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(fact.code, price.channel, record, tie, atMs, price.amountMinor, price.currency, price.fromMs, price.toMs);
      }
      return touched;
    case 'order':
      writer.prepare('INSERT INTO shop_order (number, record, tie, said_at_ms, point, state, channel, ordered_at_ms, amount_minor, currency, lines) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
        .run(fact.number, record, tie, atMs, point, fact.state, fact.channel, fact.orderedAtMs, fact.amountMinor, fact.currency, JSON.stringify(fact.lines));
      return [...touched, ...pointsOfOrder(writer, fact.number)];
    case 'offer':
      writer.prepare('INSERT INTO offer (id, record, tie, said_at_ms, point, text, campaign, product_code, amount_minor, currency, from_ms, to_ms, channel) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
        .run(fact.id, record, tie, atMs, point, fact.text, fact.campaign, fact.productCode, fact.amountMinor, fact.currency, fact.fromMs, fact.toMs, fact.channel);
      return point === null ? touched : [...touched, point];
  }
}

/** Takes back what one record says. @returns the uuids of points whose orders or offers that may change */
export function dropFact(writer: Writer, record: number): string[] {
  const orders = writer.prepare('SELECT number FROM shop_order WHERE record = ?').all(record) as { number: string }[];
  const points = [...orders.flatMap(({ number }) => pointsOfOrder(writer, number)), ...(writer.prepare('SELECT point FROM offer WHERE record = ? AND point IS NOT NULL').all(record) as { point: string }[]).map((row) => row.point)];
  for (const table of ['product', 'price', 'shop_order', 'offer']) writer.prepare(`DELETE FROM ${table} WHERE record = ?`).run(record);
  return points;
}

function pointsOfOrder(reader: Reader, number: string): string[] {
  return (reader.prepare('SELECT DISTINCT point FROM shop_order WHERE number = ? AND point IS NOT NULL').all(number) as { point: string }[]).map((row) => row.point);
}

// ------------------------------------------------------------------------------------------------ products and prices

export type ProductRow = { code: string; name: string; category: string; description: string; record: number };
/** `channel` '*': everywhere. The strongest first. */
export type PriceRow = { channel: PriceChannel | '*'; amountMinor: number; currency: string; fromMs: number | null; toMs: number | null };

/** The code as it is, whatever its case. */
export function productByCode(reader: Reader, code: string): ProductRow | null {
  const find = reader.prepare('SELECT code, name, category, description, record FROM product WHERE code = ? ORDER BY said_at_ms DESC, tie DESC LIMIT 1');
  return ([code, code.toUpperCase(), code.toLowerCase()].map((written) => find.get(written) as ProductRow | undefined).find((row) => row !== undefined)) ?? null;
}

/** Prices that the newest rows of a product say, for whatever time, the strongest first: said last, then beginning last. */
export function pricesOf(reader: Reader, code: string): PriceRow[] {
  const shop = readShop(reader).currency;
  const rows = reader.prepare(`SELECT price.channel, price.amount_minor AS amountMinor, price.currency, price.from_ms AS fromMs, price.to_ms AS toMs FROM product AS it JOIN price ON price.code = it.code AND price.record = it.record
    WHERE it.code = ? AND NOT EXISTS (SELECT 1 FROM product AS later WHERE later.code = it.code AND later.slot = it.slot AND (later.said_at_ms, later.tie) > (it.said_at_ms, it.tie))
    ORDER BY price.said_at_ms DESC, price.from_ms DESC, price.tie DESC, price.channel DESC`).all(code) as PriceRow[];
  return rows.map((row) => ({ ...row, ...inShopMoney(row, shop) }));
}

/** Every price that was ever said of a product, in the order of `pricesOf`, with the row of the product it stands beside. */
export function pricesSaid(reader: Reader, code: string): (PriceRow & { record: number; slot: string; saidAtMs: number })[] {
  const shop = readShop(reader).currency;
  const rows = reader.prepare(`SELECT price.channel, price.amount_minor AS amountMinor, price.currency, price.from_ms AS fromMs, price.to_ms AS toMs, price.record, coalesce(product.slot, '') AS slot, price.said_at_ms AS saidAtMs
    FROM price LEFT JOIN product ON product.code = price.code AND product.record = price.record WHERE price.code = ? ORDER BY price.said_at_ms DESC, price.from_ms DESC, price.tie DESC, price.channel DESC`).all(code) as ReturnType<typeof pricesSaid>;
  return rows.map((row) => ({ ...row, ...inShopMoney(row, shop) }));
}

const SEARCHED_WORDS = 6;
const MOST_FOUND = 1_000;

/**
 * Codes of products whose name or code has every word (folded), by name: first those in which each begins a word. `total`
 * counts at most a thousand. At most two walks of one narrow index: 1 to 50 ms with 100,000 products.
 */
export function searchProducts(reader: Reader, words: readonly string[], limit: number): { codes: string[]; total: number } {
  // Whatever is left out is found in everything; more words than these narrow nothing.
  const all = Array.from({ length: SEARCHED_WORDS }, (_, n) => words[n] ?? '');
  const walk = (has: string): { code: string; norm: string }[] => reader.prepare(`SELECT code, norm FROM product INDEXED BY product_norm WHERE ${all.map(() => has).join(' AND ')} ORDER BY norm LIMIT ${MOST_FOUND}`).all(...all) as { code: string; norm: string }[];
  const found = walk('instr(norm, ?) > 0');
  // Where there are more than these, a name that begins so may stand behind them all.
  const begun = found.length < MOST_FOUND ? found.filter(({ norm }) => all.every((word) => ` ${norm}`.includes(` ${word}`))) : walk("instr(' ' || norm, ' ' || ?) > 0");
  const codes = [...new Set([...begun, ...found].map(({ code }) => code))];
  return { codes: codes.slice(0, limit), total: Math.min(codes.length, MOST_FOUND) };
}

/** Codes of products whose whole name stands in a text (folded). */
export function productsNamedIn(reader: Reader, folded: string): string[] {
  return (reader.prepare("SELECT DISTINCT code FROM product INDEXED BY product_norm WHERE length(norm) - length(code) > 4 AND instr(@text, substr(norm, 1, length(norm) - length(code) - 1)) > 0 LIMIT 50").all({ text: folded }) as { code: string }[]).map((row) => row.code);
}

// ------------------------------------------------------------------------------------------------ orders

export type OrderRow = { number: string; record: number; saidAtMs: number; point: string; state: OrderState; channel: string; orderedAtMs: number; amountMinor: number; currency: string; lines: OrderLine[] };

const ORDER_HOLDS = 'NOT EXISTS (SELECT 1 FROM shop_order AS later WHERE later.number = it.number AND (later.said_at_ms, later.tie) > (it.said_at_ms, it.tie))';

/** Orders of a customer's points, the newest first. */
export function ordersOf(reader: Reader, points: readonly string[]): OrderRow[] {
  const shop = readShop(reader).currency;
  const rows = reader.prepare(`SELECT number, record, said_at_ms AS saidAtMs, point, state, channel, ordered_at_ms AS orderedAtMs, amount_minor AS amountMinor, currency, lines FROM shop_order AS it
    WHERE point IN (SELECT value FROM json_each(?)) AND ${ORDER_HOLDS} ORDER BY ordered_at_ms DESC, number`).all(JSON.stringify(points)) as (Omit<OrderRow, 'lines'> & { lines: string })[];
  return rows.map((row) => {
    const lines = JSON.parse(row.lines) as OrderLine[];
    return { ...row, lines: row.currency === '' ? lines.map((line) => ({ ...line, ...inShopMoney({ ...line, currency: '' }, shop) })).map(({ code, name, quantity, amountMinor }) => ({ code, name, quantity, amountMinor })) : lines, ...inShopMoney(row, shop) };
  });
}

/** What a customer bought, in the shop's currency, as columns of their summary (S7); what was cancelled or came back does not count. */
export function refreshValue(writer: Writer, customer: number, members: readonly { uuid: string }[]): void {
  const shop = readShop(writer).currency;
  const sums = writer.prepare(`SELECT count(*) AS orders, coalesce(sum(CASE WHEN currency = '' OR currency = @shop THEN amount_minor ELSE 0 END), 0) AS value, coalesce(sum(CASE WHEN currency = '' THEN amount_minor ELSE 0 END), 0) AS unsaid, max(ordered_at_ms) AS last
    FROM shop_order AS it WHERE point IN (SELECT value FROM json_each(@points)) AND state NOT IN ('cancelled', 'returned') AND ${ORDER_HOLDS}`).get({ shop, points: JSON.stringify(members.map((member) => member.uuid)) }) as { orders: number; value: number; unsaid: number; last: number | null };
  const value = sums.value - sums.unsaid + inShopMoney({ amountMinor: sums.unsaid, currency: '' }, shop).amountMinor;
  writer.prepare('UPDATE customer SET value_minor = ?, orders = ?, last_order_at_ms = ? WHERE id = ? AND (value_minor <> ? OR orders <> ? OR last_order_at_ms IS NOT ?)').run(value, sums.orders, sums.last, customer, value, sums.orders, sums.last);
}

/** Customers (contact_point ids) who have an order. */
export function buyers(reader: Reader): number[] {
  return (reader.prepare('SELECT DISTINCT contact_point.customer AS id FROM shop_order JOIN contact_point ON contact_point.uuid = shop_order.point').all() as { id: number }[]).map((row) => row.id);
}

// ------------------------------------------------------------------------------------------------ offers

/** `record` null: it was made by word alone. */
export type OfferRow = {
  id: string; record: number | null; point: string | null; text: string; campaign: string; productCode: string | null; amountMinor: number | null; currency: string; fromMs: number | null; toMs: number | null; channel: string;
  saidAtMs: number;
};
export type PresentedRow = {
  operation: string; offerId: string; point: string; text: string; campaign: string; productCode: string | null; amountMinor: number | null; currency: string; toMs: number | null; channel: Channel; interactionId: string | null; actor: string; atMs: number;
};
export type AnswerRow = { offerId: string; point: string; answer: 'accepted' | 'declined'; channel: Channel; reason: string; actor: string; atMs: number; operation: string };

const OFFER_COLUMNS = 'id, record, point, text, campaign, product_code AS productCode, amount_minor AS amountMinor, currency, from_ms AS fromMs, to_ms AS toMs, channel, said_at_ms AS saidAtMs';
const OFFER_HOLDS = 'NOT EXISTS (SELECT 1 FROM offer AS later WHERE later.id = it.id AND (later.said_at_ms, later.tie) > (it.said_at_ms, it.tie))';
/** Offers for everybody that one screen looks through. */
const GENERAL_MOST = 500;

/** Offers from tables: those to these points, and those to everybody that have not ended before `nowMs`. */
export function offersFor(reader: Reader, points: readonly string[], nowMs: number): OfferRow[] {
  const personal = reader.prepare(`SELECT ${OFFER_COLUMNS} FROM offer AS it WHERE point IN (SELECT value FROM json_each(?)) AND ${OFFER_HOLDS}`).all(JSON.stringify(points)) as OfferRow[];
  const general = reader.prepare(`SELECT ${OFFER_COLUMNS} FROM offer AS it WHERE point IS NULL AND (to_ms IS NULL OR to_ms >= ?) AND ${OFFER_HOLDS} LIMIT ${GENERAL_MOST}`).all(nowMs) as OfferRow[];
  return withMoney(reader, [...personal, ...general]);
}

/** Offers to everybody that have ended, the last first: nobody is offered them, but a text may still repeat one. */
export function endedForAll(reader: Reader, nowMs: number): { id: string; text: string; toMs: number }[] {
  return reader.prepare(`SELECT id, text, to_ms AS toMs FROM offer AS it WHERE point IS NULL AND to_ms < ? AND ${OFFER_HOLDS} ORDER BY to_ms DESC LIMIT ${GENERAL_MOST}`).all(nowMs) as { id: string; text: string; toMs: number }[];
}

/** Times an offer was made to these points, the newest first. */
export function presentedTo(reader: Reader, points: readonly string[]): PresentedRow[] {
  const rows = reader.prepare(`SELECT operation, offer_id AS offerId, point, text, campaign, product_code AS productCode, amount_minor AS amountMinor, currency, to_ms AS toMs, channel, interaction_id AS interactionId, actor, at_ms AS atMs
    FROM offer_presented WHERE point IN (SELECT value FROM json_each(?)) ORDER BY at_ms DESC, operation DESC`).all(JSON.stringify(points)) as PresentedRow[];
  return withMoney(reader, rows);
}

/** What these points answered, the newest first. */
export function answersOf(reader: Reader, points: readonly string[]): AnswerRow[] {
  return reader.prepare('SELECT offer_id AS offerId, point, answer, channel, reason, actor, at_ms AS atMs, operation FROM offer_answer WHERE point IN (SELECT value FROM json_each(?)) ORDER BY at_ms DESC, operation DESC').all(JSON.stringify(points)) as AnswerRow[];
}

/** What these points answered in a visit; one that is open has no end. */
export function answersInVisit(reader: Reader, points: readonly string[], { startedAtMs, endedAtMs }: { startedAtMs: number; endedAtMs: number | null }): AnswerRow[] {
  return answersOf(reader, points).filter(({ channel, atMs }) => channel === 'visit' && atMs >= startedAtMs && (endedAtMs === null || atMs <= endedAtMs));
}

/** Null takes it away. */
export function putPresented(writer: Writer, operation: string, row: Omit<PresentedRow, 'operation'> | null): void {
  if (row === null) writer.prepare('DELETE FROM offer_presented WHERE operation = ?').run(operation);
  else writer.prepare('INSERT OR REPLACE INTO offer_presented (operation, offer_id, point, text, campaign, product_code, amount_minor, currency, to_ms, channel, interaction_id, actor, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(operation, row.offerId, row.point, row.text, row.campaign, row.productCode, row.amountMinor, row.currency, row.toMs, row.channel, row.interactionId, row.actor, row.atMs);
}

export function putAnswer(writer: Writer, offerId: string, point: string, row: Omit<AnswerRow, 'offerId' | 'point'> | null): void {
  if (row === null) writer.prepare('DELETE FROM offer_answer WHERE offer_id = ? AND point = ?').run(offerId, point);
  else writer.prepare('INSERT OR REPLACE INTO offer_answer (offer_id, point, answer, channel, reason, actor, at_ms, operation) VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(offerId, point, row.answer, row.channel, row.reason, row.actor, row.atMs, row.operation);
}

// ------------------------------------------------------------------------------------------------ favourites

export type FavouriteRow = { point: string; productCode: string; note: string; channel: Channel; interactionId: string | null; actor: string; atMs: number };

/** The newest first; a product that two addresses of a customer saved stands once for each. */
export function favouritesOf(reader: Reader, points: readonly string[]): FavouriteRow[] {
  return reader.prepare('SELECT point, product_code AS productCode, note, channel, interaction_id AS interactionId, actor, at_ms AS atMs FROM favourite WHERE point IN (SELECT value FROM json_each(?)) ORDER BY at_ms DESC, product_code, operation').all(JSON.stringify(points)) as FavouriteRow[];
}

export function putFavourite(writer: Writer, point: string, code: string, row: Omit<FavouriteRow, 'point' | 'productCode'> & { operation: string } | null): void {
  if (row === null) writer.prepare('DELETE FROM favourite WHERE point = ? AND product_code = ?').run(point, code);
  else writer.prepare('INSERT OR REPLACE INTO favourite (point, product_code, note, channel, interaction_id, actor, at_ms, operation) VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(point, code, row.note, row.channel, row.interactionId, row.actor, row.atMs, row.operation);
}

// ------------------------------------------------------------------------------------------------ money

const digitsOf = new Map<string, number>();

/** An amount without a currency is in hundredths of the shop's. */
function inShopMoney({ amountMinor, currency }: { amountMinor: number; currency: string }, shop: string): { amountMinor: number; currency: string } {
  if (currency !== '') return { amountMinor, currency };
  let digits = digitsOf.get(shop);
  if (digits === undefined) digitsOf.set(shop, (digits = new Intl.NumberFormat('en', { style: 'currency', currency: shop }).resolvedOptions().maximumFractionDigits ?? 2));
  return { amountMinor: Math.round(amountMinor * 10 ** (digits - 2)), currency: shop };
}

function withMoney<R extends { amountMinor: number | null; currency: string }>(reader: Reader, rows: readonly R[]): R[] {
  const shop = readShop(reader).currency;
  return rows.map((row) => (row.amountMinor === null ? row : { ...row, ...inShopMoney({ amountMinor: row.amountMinor, currency: row.currency }, shop) }));
}
