/**
 * What rules may know of a customer, from the store: a few indexed questions, whose work is bounded by what is open and
 * not by the length of the history (the contacts of one year are counted, nothing else grows with it).
 *
 * Beside each fact stands what it rests on, so that a suggestion can show it and be told from another of the same rule.
 */
import { CHANNELS } from '../../../shared/domain.ts';
import type { InteractionId } from '../../../shared/domain.ts';
import type { CustomerFacts, NextAction } from '../../../shared/deciding.ts';
import type { Shop } from '../../../shared/shop.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/time.ts';
import { splitQuoted } from '../connectors/mail/mime/quoted.ts';
import type { FactSheet, Ground } from '../decisions/nextActions.ts';
import { pricesNow } from '../decisions/parity.ts';
import { promisesIn } from '../decisions/promises.ts';
import { BEST_SHARE, segmentOf } from '../decisions/segment.ts';
import { caseSla, createSchedule } from '../decisions/sla.ts';
import type { Schedule } from '../decisions/sla.ts';
import { casesOfPoints } from '../store/cases.ts';
import type { CaseRow } from '../store/cases.ts';
import { customerSummary, membersOf } from '../store/customers.ts';
import type { CustomerSummary } from '../store/customers.ts';
import { interactionByKey, keyAt, keyTimeMs, WORD } from '../store/interactions.ts';
import type { Reader } from '../store/open.ts';
import { valueOfBest } from '../store/rules.ts';
import { answersOf as offerAnswersOf, favouritesOf, offersFor, ordersOf, presentedTo, pricesSaid, productByCode } from '../store/selling.ts';
import { readShop } from '../store/shop.ts';
import { tasksOfPoints } from '../store/tasks.ts';
import { surveysOfCustomer } from '../store/visits.ts';

/** The same for every customer who is looked at in one go. */
export type FactBasis = { reader: Reader; nowMs: number; zone: string; shop: Shop; schedule: Schedule; bestFromMinor: number };

/** Who wrote to us longer ago than this and was never answered is history, not work: the same as in the queue. */
const WAITING_DAYS = 30;
/** What we said longer ago than this was done, or is forgotten on both sides. */
const PROMISE_DAYS = 30;
/** Our last words: what was said within this time of the very last. */
const LAST_WORDS_MS = 10 * MINUTE_MS;
const LAST_WORDS = 6;
const YEAR_DAYS = 365;
const MONTH_DAYS = 30;
/** Contacts named for one fact. */
const SHOWN = 5;

export function factBasis(reader: Reader, zone: string, nowMs: number): FactBasis {
  const shop = readShop(reader);
  return { reader, nowMs, zone, shop, schedule: createSchedule(shop.hours, zone), bestFromMinor: valueOfBest(reader, BEST_SHARE) };
}

export type Bought = { valueMinor: number; orders: number; lastOrderAtMs: number | null };

export function boughtBy(reader: Reader, root: number): Bought {
  return reader.prepare('SELECT value_minor AS valueMinor, orders, last_order_at_ms AS lastOrderAtMs FROM customer WHERE id = ?').get(root) as Bought | undefined ?? { valueMinor: 0, orders: 0, lastOrderAtMs: null };
}

/** Null: nobody goes by this key. */
export function factSheet(basis: FactBasis, root: number): FactSheet | null {
  const { reader, nowMs } = basis;
  const summary = customerSummary(reader, root);
  if (summary === null) return null;
  const members = membersOf(reader, root);
  const ids = members.map(({ id }) => id);
  const uuids = members.map(({ uuid }) => uuid);
  const bought = boughtBy(reader, root);
  const grounds: FactSheet['grounds'] = {};
  const lastKey = lastWordKey(reader, ids);
  const firstAtMs = Math.min(summary.firstAtMs ?? nowMs, bought.lastOrderAtMs ?? nowMs, nowMs);
  const lastContact = interactionsAt(reader, lastKey === null ? [] : [lastKey]);
  grounds.daysSinceContact = { keys: lastContact.map((id) => `contact:${id}`), interactions: lastContact, target: null };

  const facts: CustomerFacts = {
    valueMinor: bought.valueMinor, orders: bought.orders, tenureDays: daysSince(firstAtMs, nowMs), contactsPerMonth: contactsPerMonth(reader, ids, firstAtMs, nowMs),
    daysSinceContact: daysSince(lastKey === null ? firstAtMs : keyTimeMs(lastKey), nowMs), daysSinceOrder: bought.lastOrderAtMs === null ? null : daysSince(bought.lastOrderAtMs, nowMs),
    segment: segmentOf(bought, nowMs, basis.bestFromMinor),
    ...waiting(basis, summary, ids, grounds), ...promises(basis, ids, grounds), ...cases(basis, uuids, grounds), ...tasks(basis, uuids, grounds),
    ...visits(basis, uuids, grounds), ...surveys(basis, uuids, grounds), ...offers(basis, uuids, grounds), ...favourites(basis, uuids, grounds), ...orders(basis, uuids, grounds),
  };
  return { facts, grounds };
}

/** Words of theirs or ours, of the last year at most, to one decimal a month. */
export function contactsPerMonth(reader: Reader, points: readonly number[], firstAtMs: number, nowMs: number): number {
  const sinceMs = nowMs - YEAR_DAYS * DAY_MS;
  // A mail to two addresses of one customer is one contact.
  const { n } = reader.prepare(`SELECT count(${points.length === 1 ? '' : 'DISTINCT'} interaction) AS n FROM party WHERE point IN (SELECT value FROM json_each(?)) AND interaction > ? AND word > 0`).get(JSON.stringify(points), keyAt(sinceMs)) as { n: number };
  const months = Math.max(1, (nowMs - Math.max(firstAtMs, sinceMs)) / (MONTH_DAYS * DAY_MS));
  return Math.round((n / months) * 10) / 10;
}

type Grounds = FactSheet['grounds'];

function waiting({ reader, nowMs }: FactBasis, summary: CustomerSummary, points: readonly number[], grounds: Grounds): Pick<CustomerFacts, 'waitingHours' | 'missedCalls'> {
  const { waitingKey, waitingSinceMs } = summary;
  if (waitingKey === null || waitingSinceMs === null || waitingKey < keyAt(nowMs - WAITING_DAYS * DAY_MS)) return { waitingHours: 0, missedCalls: 0 };
  const rows = reader.prepare(`SELECT DISTINCT interaction AS key, missed FROM party WHERE point IN (SELECT value FROM json_each(?)) AND interaction >= ? AND interaction <= ? AND word = ${WORD.theirs} ORDER BY interaction`)
    .all(JSON.stringify(points), keyAt(waitingSinceMs), waitingKey) as { key: number; missed: number }[];
  const words = interactionsAt(reader, rows.slice(-SHOWN).map(({ key }) => key));
  const first = interactionsAt(reader, rows.slice(0, 1).map(({ key }) => key));
  const missed = interactionsAt(reader, rows.filter((row) => row.missed === 1).slice(-SHOWN).map(({ key }) => key));
  grounds.waitingHours = { keys: first.map((id) => `waits:${id}`), interactions: words, target: null };
  grounds.missedCalls = { keys: missed.map((id) => `missed:${id}`), interactions: missed, target: null };
  return { waitingHours: Math.max(0, Math.floor((nowMs - waitingSinceMs) / HOUR_MS)), missedCalls: rows.filter((row) => row.missed === 1).length };
}

/** Promised in our last words, after which we did not speak again. */
function promises({ reader, nowMs }: FactBasis, points: readonly number[], grounds: Grounds): Pick<CustomerFacts, 'openPromises'> {
  const newest = reader.prepare(`SELECT interaction AS key FROM party WHERE point = ? AND interaction > ? AND word = ${WORD.ours} ORDER BY interaction DESC LIMIT ${LAST_WORDS}`);
  const keys = [...new Set(points.flatMap((point) => (newest.all(point, keyAt(nowMs - PROMISE_DAYS * DAY_MS)) as { key: number }[]).map(({ key }) => key)))].sort((a, b) => b - a);
  const last = keys.filter((key) => keyTimeMs(key) >= keyTimeMs(keys[0] ?? 0) - LAST_WORDS_MS).slice(0, LAST_WORDS);
  const text = reader.prepare('SELECT id, channel, operation, direction, substr(text, 1, 6000) AS text FROM interaction WHERE key = ?');
  const promised = last.flatMap((key): InteractionId[] => {
    const row = text.get(key) as { id: InteractionId; channel: number; operation: string | null; direction: number; text: string } | undefined;
    // The text of a call in the log is numbers and names; what an agent wrote of it is words.
    if (row === undefined || (CHANNELS[row.channel] === 'call' && row.operation === null) || (row.direction === 0 && row.operation === null)) return [];
    return promisesIn(CHANNELS[row.channel] === 'mail' ? splitQuoted(row.text).own : row.text).length > 0 ? [row.id] : [];
  });
  grounds.openPromises = { keys: promised.map((id) => `promise:${id}`), interactions: promised, target: null };
  return { openPromises: promised.length };
}

function cases({ reader, nowMs, schedule, shop }: FactBasis, uuids: readonly string[], grounds: Grounds): Pick<CustomerFacts, 'openCases' | 'overdueCases'> {
  const open = casesOfPoints(reader, uuids).filter(({ status }) => status !== 'solved');
  const overdue = open.filter((one) => {
    const { firstResponse, resolution } = caseSla(schedule, shop.sla, { ...one, rests: JSON.parse(one.rests) as [number, number | null][] }, nowMs);
    return firstResponse.state === 'overdue' || resolution.state === 'overdue';
  });
  const ground = (rows: readonly CaseRow[]): Ground => ({
    keys: rows.map(({ id }) => `case:${id}`), interactions: interactionsAt(reader, rows.slice(0, SHOWN).map(({ theirKey, lastKey }) => theirKey ?? lastKey).filter((key) => key !== null)),
    target: rows[0] === undefined ? null : { kind: 'case', id: rows[0].id, label: rows[0].title },
  });
  grounds.openCases = ground(open);
  grounds.overdueCases = ground(overdue);
  return { openCases: open.length, overdueCases: overdue.length };
}

function tasks({ reader, nowMs }: FactBasis, uuids: readonly string[], grounds: Grounds): Pick<CustomerFacts, 'openTasks' | 'overdueTasks'> {
  const open = tasksOfPoints(reader, uuids).filter(({ doneAtMs }) => doneAtMs === null);
  const overdue = open.filter(({ dueAtMs }) => dueAtMs !== null && dueAtMs < nowMs);
  const ground = (rows: typeof open): Ground => ({
    keys: rows.map(({ id }) => `task:${id}`), interactions: rows.flatMap(({ interactionId }) => (interactionId === null ? [] : [interactionId as InteractionId])).slice(0, SHOWN),
    target: rows[0] === undefined ? null : { kind: 'task', id: rows[0].id, label: rows[0].title },
  });
  grounds.openTasks = ground(open);
  grounds.overdueTasks = ground(overdue);
  return { openTasks: open.length, overdueTasks: overdue.length };
}

function visits({ reader, nowMs }: FactBasis, uuids: readonly string[], grounds: Grounds): Pick<CustomerFacts, 'visits' | 'daysSinceVisit'> {
  const rows = reader.prepare("SELECT id, ended_at_ms AS endedAtMs FROM visit WHERE point IN (SELECT value FROM json_each(?)) AND state = 'closed'").all(JSON.stringify(uuids)) as { id: InteractionId; endedAtMs: number }[];
  const last = rows.sort((a, b) => b.endedAtMs - a.endedAtMs || (a.id < b.id ? -1 : 1))[0];
  grounds.daysSinceVisit = last === undefined ? { keys: [], interactions: [], target: null } : { keys: [`visit:${last.id}`], interactions: [last.id], target: null };
  return { visits: rows.length, daysSinceVisit: last === undefined ? null : daysSince(last.endedAtMs, nowMs) };
}

function surveys({ reader, nowMs }: FactBasis, uuids: readonly string[], grounds: Grounds): Pick<CustomerFacts, 'lastScore' | 'daysSinceSurvey'> {
  const last = surveysOfCustomer(reader, uuids)[0];
  if (last === undefined) return { lastScore: null, daysSinceSurvey: null };
  grounds.lastScore = { keys: [`survey:${last.visitId}`], interactions: [last.interactionId], target: null };
  grounds.daysSinceSurvey = grounds.lastScore;
  return { lastScore: last.score, daysSinceSurvey: daysSince(last.answeredAtMs, nowMs) };
}

type OpenOffer = { id: string; text: string; toMs: number | null; interactionId: InteractionId | null };

/** Pending: presented and not answered. Open: those, and their own that nobody has presented. What was answered or has expired is neither (S21). */
function offers({ reader, nowMs }: FactBasis, uuids: readonly string[], grounds: Grounds): Pick<CustomerFacts, 'openOffers' | 'pendingOffers' | 'offersExpiringDays'> {
  const answered = new Set(offerAnswersOf(reader, uuids).map(({ offerId }) => offerId));
  const stillOpen = (rows: OpenOffer[]): OpenOffer[] => rows.filter(({ id, toMs }) => !answered.has(id) && (toMs === null || toMs > nowMs)).sort((a, b) => (a.toMs ?? Infinity) - (b.toMs ?? Infinity) || (a.id < b.id ? -1 : 1));
  // Newest first: of several times an offer was made, the last says until when.
  const presented = new Map<string, OpenOffer>();
  for (const { offerId, text, toMs, interactionId } of presentedTo(reader, uuids)) if (!presented.has(offerId)) presented.set(offerId, { id: offerId, text, toMs, interactionId: interactionId as InteractionId | null });
  const own = offersFor(reader, uuids, nowMs).filter(({ id, point, fromMs }) => point !== null && (fromMs === null || fromMs <= nowMs) && !presented.has(id)).map(({ id, text, toMs }): OpenOffer => ({ id, text, toMs, interactionId: null }));
  const pending = stillOpen([...presented.values()]);
  const open = [...pending, ...stillOpen(own)];
  const ground = (rows: readonly OpenOffer[]): Ground => ({
    keys: rows.map(({ id }) => `offer:${id}`), interactions: rows.flatMap(({ interactionId }) => (interactionId === null ? [] : [interactionId])).slice(0, SHOWN),
    target: rows[0] === undefined ? null : { kind: 'offer', id: rows[0].id, label: rows[0].text },
  });
  grounds.pendingOffers = ground(pending);
  grounds.openOffers = ground(open);
  const until = pending.find(({ toMs }) => toMs !== null)?.toMs ?? null;
  return { openOffers: open.length, pendingOffers: pending.length, offersExpiringDays: until === null ? null : Math.floor((until - nowMs) / DAY_MS) };
}

/** Cheaper: the lowest price that holds now is below the lowest in the same currency that held when it was saved. */
function favourites({ reader, nowMs }: FactBasis, uuids: readonly string[], grounds: Grounds): Pick<CustomerFacts, 'favourites' | 'favouritesCheaper'> {
  // Newest first: a product that two of their addresses saved counts from when it was saved first.
  const first = new Map<string, { code: string; atMs: number; interactionId: InteractionId | null }>();
  for (const { productCode, atMs, interactionId } of favouritesOf(reader, uuids)) first.set(productCode, { code: productCode, atMs, interactionId: interactionId as InteractionId | null });
  const saved = [...first.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  const cheaper = saved.flatMap((favourite) => {
    const prices = pricesSaid(reader, favourite.code);
    const then = lowestAt(prices, favourite.atMs);
    const fallen = [...lowestAt(prices, nowMs)].find(([currency, amount]) => amount < (then.get(currency) ?? 0));
    return fallen === undefined ? [] : [{ ...favourite, now: fallen[1] }];
  });
  const shown = (rows: readonly { interactionId: InteractionId | null }[]): InteractionId[] => rows.flatMap(({ interactionId }) => (interactionId === null ? [] : [interactionId])).slice(0, SHOWN);
  grounds.favourites = { keys: saved.map(({ code }) => `favourite:${code}`), interactions: shown(saved), target: null };
  grounds.favouritesCheaper = {
    keys: cheaper.map(({ code, now }) => `price:${code}:${now}`), interactions: shown(cheaper),
    target: cheaper[0] === undefined ? null : { kind: 'product', id: cheaper[0].code, label: productByCode(reader, cheaper[0].code)?.name ?? cheaper[0].code },
  };
  return { favourites: saved.length, favouritesCheaper: cheaper.length };
}

/** The lowest price in each currency, of what had been said by then and held at that moment. */
function lowestAt(prices: ReturnType<typeof pricesSaid>, atMs: number): Map<string, number> {
  const holding = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stated = prices.filter(({ saidAtMs, slot, record }) => {
    if (saidAtMs > atMs) return false;
    if (!holding.has(slot)) holding.set(slot, record);
    return holding.get(slot) === record;
  });
  for (const { currency, amountMinor } of pricesNow(stated, atMs)) lowest.set(currency, Math.min(amountMinor, lowest.get(currency) ?? amountMinor));
  return lowest;
}

const UNDERWAY: ReadonlySet<string> = new Set(['placed', 'paid', 'preparing', 'shipped']);

function orders({ reader }: FactBasis, uuids: readonly string[], grounds: Grounds): Pick<CustomerFacts, 'ordersUnderway' | 'ordersReady'> {
  const rows = ordersOf(reader, uuids);
  const ground = (some: typeof rows): Ground => ({
    keys: some.map(({ number, state }) => `order:${number}:${state}`), interactions: [], target: some[0] === undefined ? null : { kind: 'order', id: some[0].number, label: some[0].number },
  });
  const [underway, ready] = [rows.filter(({ state }) => UNDERWAY.has(state)), rows.filter(({ state }) => state === 'ready')];
  grounds.ordersUnderway = ground(underway);
  grounds.ordersReady = ground(ready);
  return { ordersUnderway: underway.length, ordersReady: ready.length };
}

/** The contacts as the screen shows them, newest first; those that are not here (any more) are left out. */
export function evidenceOf(reader: Reader, ids: readonly InteractionId[]): NextAction['evidence'] {
  const statement = reader.prepare('SELECT id, channel, title, preview, occurred_at_ms AS atMs, key FROM interaction WHERE id = ?');
  const rows = ids.map((id) => statement.get(id) as { id: InteractionId; channel: number; title: string; preview: string; atMs: number; key: number } | undefined).filter((row) => row !== undefined);
  return rows.sort((a, b) => b.key - a.key).slice(0, SHOWN).map((row) => ({ interactionId: row.id, channel: CHANNELS[row.channel] ?? 'note', title: row.title || row.preview, atMs: row.atMs }));
}

function lastWordKey(reader: Reader, points: readonly number[]): number | null {
  const last = reader.prepare('SELECT interaction AS key FROM party WHERE point = ? AND word > 0 ORDER BY interaction DESC LIMIT 1');
  return points.map((point) => (last.get(point) as { key: number } | undefined)?.key ?? null).reduce<number | null>((most, key) => (key === null ? most : Math.max(most ?? key, key)), null);
}

function interactionsAt(reader: Reader, keys: readonly number[]): InteractionId[] {
  return keys.map((key) => interactionByKey(reader, key)?.id).filter((id) => id !== undefined);
}

/** Whole days; what lies ahead (a clock that was set back) counts as today. */
function daysSince(atMs: number, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - atMs) / DAY_MS));
}
