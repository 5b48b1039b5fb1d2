/**
 * The figures of the numbers page, and the customers behind each of them.
 *
 * Promises that a walk through a long history lets other queries in between its slices: these two answer later, the
 * only ones of the contract that do.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { QueryInput, QueryOutput, Settings } from '../../../shared/contract.ts';
import { CHANNELS } from '../../../shared/domain.ts';
import type { Channel } from '../../../shared/domain.ts';
import type { BehindRow, Figure, Numbers, NumbersSpan, SurveyFigure } from '../../../shared/numbers.ts';
import { DAY_MS, MINUTE_MS } from '../../../shared/time.ts';
import type { NowMs } from '../../../shared/time.ts';
import { caseSla, createSchedule } from '../decisions/sla.ts';
import type { DeskFacts } from '../ingest/normalised.ts';
import { customerSummary } from '../store/customers.ts';
import { interactionByKey, keyAt, keyTimeMs } from '../store/interactions.ts';
import { agentsAtWork, casesOpened, countMotives, countSurveys, motiveBehind, surveysBehind, walkContacts } from '../store/numbers.ts';
import type { ActSeen, CaseSeen, NumbersSinks, WaitSeen } from '../store/numbers.ts';
import type { Store } from '../store/open.ts';
import { readShop } from '../store/shop.ts';
import { customerName } from './views.ts';

export type NumbersPorts = { store: Store; settings(): Settings; desk(): DeskFacts; nowMs: NowMs };
export type NumbersHandlers = {
  queries: {
    'numbers.get': (input: QueryInput<'numbers.get'>) => Promise<QueryOutput<'numbers.get'>>;
    'numbers.behind': (input: QueryInput<'numbers.behind'>) => Promise<QueryOutput<'numbers.behind'>>;
  };
};

const MOST_BEHIND = 500;
/** Longer spans are told by week, then by month. */
const MOST_DAYS = 45;
const MOST_WEEKS = 45;
/** About 5 ms of working hours. */
const CASES_A_TURN = 100;

export function createNumbersHandlers(ports: NumbersPorts): NumbersHandlers {
  return { queries: { 'numbers.get': (span) => figuresOf(ports, span), 'numbers.behind': ({ figure, ...span }) => behind(ports, span, figure) } };
}

async function figuresOf(ports: NumbersPorts, span: NumbersSpan): Promise<Numbers> {
  const { store, settings } = ports;
  const { bucket, starts } = bucketsOf(span.fromMs, span.toMs);
  const contacts: Numbers['contacts'] = starts.map((atMs) => ({ atMs, byChannel: {} }));
  const place = placer(starts);
  const waits: WaitSeen[] = [];
  const changes = new Map<string, Set<number>>();
  const attended = await walked(store, span, {
    contact({ key, channel, isOwn }) {
      const into = isOwn ? contacts[place(key)] : undefined;
      if (into !== undefined) into.byChannel[channel] = (into.byChannel[channel] ?? 0) + 1;
    },
    wait: (seen) => void waits.push(seen),
    change({ from, to, customer }) {
      const pair = `${from} ${to}`;
      changes.set(pair, (changes.get(pair) ?? new Set()).add(customer));
    },
  });
  const isNarrow = span.branch !== '' || span.agent !== '';
  const journeys = [...changes].map(([pair, people]) => {
    const [from, to] = pair.split(' ') as [Channel, Channel];
    return { from, to, customers: isNarrow ? [...people].filter((customer) => attended.has(customer)).length : people.size };
  }).filter(({ customers }) => customers > 0).sort((a, b) => b.customers - a.customers);
  return {
    bucket, contacts, response: responsesOf(waits.filter((wait) => isAsked(span, wait, attended))), sla: await promisesOf(ports, span, starts), survey: surveysOf(countSurveys(store, span)), journeys,
    motives: countMotives(store, span), agents: agentsOf(store, settings()),
  };
}

/** The agent's own answers; for a branch, the waiting of those who came there. */
function isAsked({ branch, agent }: NumbersSpan, wait: WaitSeen, attended: ReadonlySet<number>): boolean {
  return (agent === '' || (wait.answeredKey !== null && wait.isOwn)) && (branch === '' || attended.has(wait.customer));
}

function responsesOf(waits: readonly WaitSeen[]): Numbers['response'] {
  return CHANNELS.flatMap((channel) => {
    const own = waits.filter((wait) => wait.channel === channel);
    if (own.length === 0) return [];
    const minutes = own.flatMap((wait) => minutesOf(wait) ?? []).sort((a, b) => a - b);
    return [{ channel, answered: minutes.length, unanswered: own.length - minutes.length, medianMinutes: quantile(minutes, 0.5), p90Minutes: quantile(minutes, 0.9) }];
  });
}

/** Nearest rank: always a time that somebody waited. */
function quantile(ascending: readonly number[], share: number): number | null {
  return ascending[Math.ceil(ascending.length * share) - 1] ?? null;
}

function minutesOf({ key, answeredKey }: WaitSeen): number | null {
  return answeredKey === null ? null : Math.round((keyTimeMs(answeredKey) - keyTimeMs(key)) / (MINUTE_MS / 10)) / 10;
}

/** The promises of each case opened in the span that are decided by now. */
function* promises({ store, desk, nowMs }: NumbersPorts, span: NumbersSpan): Generator<{ seen: CaseSeen; kept: boolean } | undefined> {
  const shop = readShop(store);
  const schedule = createSchedule(shop.hours, desk().timeZone);
  const now = nowMs();
  for (const [at, seen] of casesOpened(store, span).entries()) {
    const { firstResponse, resolution } = caseSla(schedule, shop.sla, { ...seen, rests: JSON.parse(seen.rests) as [number, number | null][] }, now);
    for (const { state } of [firstResponse, resolution]) {
      if (state === 'met') yield { seen, kept: true };
      else if (state === 'missed' || state === 'overdue') yield { seen, kept: false };
    }
    if (at % CASES_A_TURN === 0) yield undefined;
  }
}

async function promisesOf(ports: NumbersPorts, span: NumbersSpan, starts: readonly number[]): Promise<Numbers['sla']> {
  const counts = starts.map((atMs) => ({ atMs, met: 0, missed: 0 }));
  await drive(promises(ports, span), ({ seen, kept }) => {
    const into = counts[bucketAt(starts, seen.openedAtMs)];
    if (into !== undefined) into[kept ? 'met' : 'missed']++;
  });
  return counts;
}

/** The best known first: by branch, then agent. */
function surveysOf(counts: ReturnType<typeof countSurveys>): SurveyFigure[] {
  const rows = new Map<string, SurveyFigure>();
  for (const { branch, agent, score, answers } of counts) {
    const row = rows.get(JSON.stringify([branch, agent])) ?? { branch, agent, answers: 0, average: 0, byScore: [0, 0, 0, 0, 0] };
    rows.set(JSON.stringify([branch, agent]), row);
    row.answers += answers;
    row.byScore[score - 1] = answers;
  }
  for (const row of rows.values()) row.average = row.byScore.reduce((sum, answers, at) => sum + answers * (at + 1), 0) / row.answers;
  return [...rows.values()].sort((a, b) => a.branch.localeCompare(b.branch) || a.agent.localeCompare(b.agent));
}

function agentsOf(store: Store, settings: Settings): string[] {
  const names = [...readShop(store).teams.flatMap(({ members }) => members), ...settings.extensions.map(({ name }) => name), settings.agentName, ...agentsAtWork(store)];
  return [...new Set(names)].filter((name) => name !== '').sort((a, b) => a.localeCompare(b));
}

// ------------------------------------------------------------------------------------------------ the customers behind a figure

async function behind(ports: NumbersPorts, span: NumbersSpan, figure: Figure): Promise<QueryOutput<'numbers.behind'>> {
  const { store } = ports;
  switch (figure.of) {
    case 'contacts': return contactsBehind(ports, span, figure);
    case 'response': return waitsBehind(ports, span, figure);
    case 'journey': return changesBehind(ports, span, figure);
    case 'survey': return actsBehind(ports, surveysBehind(store, { ...span, branch: figure.branch, agent: figure.agent }, figure.score));
    case 'motive': return actsBehind(ports, motiveBehind(store, span, figure.motive));
    case 'sla': return promisesBehind(ports, span, figure);
  }
}

type Found = Omit<BehindRow, 'customerId' | 'name' | 'interactionId' | 'channel' | 'atMs' | 'detail'> & { customer: number; key: number };

async function contactsBehind(ports: NumbersPorts, span: NumbersSpan, { atMs, channel }: Extract<Figure, { of: 'contacts' }>): Promise<QueryOutput<'numbers.behind'>> {
  const { starts } = bucketsOf(span.fromMs, span.toMs);
  const place = placer(starts);
  const wanted = starts.indexOf(atMs);
  const newest = new Map<number, number>();
  await walked(ports.store, span, { contact(seen) {
    if (seen.isOwn && seen.channel === channel && place(seen.key) === wanted) for (const customer of seen.customers) newest.set(customer, seen.key);
  } });
  return keysBehind(ports, byNewest([...newest].map(([customer, key]) => ({ customer, key, minutes: null, score: null }))));
}

async function waitsBehind(ports: NumbersPorts, span: NumbersSpan, { channel, part }: Extract<Figure, { of: 'response' }>): Promise<QueryOutput<'numbers.behind'>> {
  const waits: WaitSeen[] = [];
  const attended = await walked(ports.store, span, { wait: (seen) => void (seen.channel === channel && waits.push(seen)) });
  const asked = waits.filter((wait) => isAsked(span, wait, attended)).map((wait) => ({ customer: wait.customer, key: wait.key, minutes: minutesOf(wait), score: null }));
  if (part === 'unanswered') return keysBehind(ports, onceEach(byNewest(asked.filter(({ minutes }) => minutes === null))));
  const answered = asked.filter(({ minutes }) => minutes !== null).sort((a, b) => (b.minutes ?? 0) - (a.minutes ?? 0));
  const border = part === 'slowest' ? (quantile(answered.map(({ minutes }) => minutes ?? 0).reverse(), 0.9) ?? 0) : 0;
  return keysBehind(ports, onceEach(answered.filter(({ minutes }) => (minutes ?? 0) >= border)));
}

async function changesBehind(ports: NumbersPorts, span: NumbersSpan, { from, to }: Extract<Figure, { of: 'journey' }>): Promise<QueryOutput<'numbers.behind'>> {
  const newest = new Map<number, number>();
  const attended = await walked(ports.store, span, { change(seen) {
    if (seen.from === from && seen.to === to) newest.set(seen.customer, seen.key);
  } });
  const isNarrow = span.branch !== '' || span.agent !== '';
  return keysBehind(ports, byNewest([...newest].filter(([customer]) => !isNarrow || attended.has(customer)).map(([customer, key]) => ({ customer, key, minutes: null, score: null }))));
}

async function promisesBehind(ports: NumbersPorts, span: NumbersSpan, { atMs, kept }: Extract<Figure, { of: 'sla' }>): Promise<QueryOutput<'numbers.behind'>> {
  const { starts } = bucketsOf(span.fromMs, span.toMs);
  const acts: ActSeen[] = [];
  await drive(promises(ports, span), (one) => {
    const { customer, openedAtMs, title } = one.seen;
    if (one.kept === kept && customer !== null && starts[bucketAt(starts, openedAtMs)] === atMs) acts.push({ customer, interactionId: null, atMs: openedAtMs, detail: title, score: null });
  });
  return actsBehind(ports, acts.sort((a, b) => b.atMs - a.atMs));
}

function byNewest(found: Found[]): Found[] {
  return found.sort((a, b) => b.key - a.key);
}

/** The first of each customer. */
function onceEach<T extends { customer: number }>(found: readonly T[]): T[] {
  const seen = new Set<number>();
  return found.filter(({ customer }) => !seen.has(customer) && seen.add(customer));
}

function keysBehind({ store, settings }: NumbersPorts, found: readonly Found[]): QueryOutput<'numbers.behind'> {
  const rows = found.slice(0, MOST_BEHIND).flatMap(({ customer, key, minutes, score }): BehindRow[] => {
    const [person, row] = [customerSummary(store, customer), interactionByKey(store, key)];
    if (person === null || row === null) return [];
    return [{ ...nameOf(store, settings(), person), interactionId: row.id, channel: row.channel, atMs: row.occurredAtMs, detail: row.title || row.preview, minutes, score }];
  });
  return { rows, total: found.length };
}

function actsBehind({ store, settings }: NumbersPorts, acts: readonly ActSeen[]): QueryOutput<'numbers.behind'> {
  const found = onceEach(acts);
  const rows = found.slice(0, MOST_BEHIND).flatMap(({ customer, interactionId, atMs, detail, score }): BehindRow[] => {
    const person = customerSummary(store, customer);
    return person === null ? [] : [{ ...nameOf(store, settings(), person), interactionId, channel: interactionId === null ? null : 'visit', atMs, detail, minutes: null, score }];
  });
  return { rows, total: found.length };
}

function nameOf(store: Store, { country }: Settings, person: NonNullable<ReturnType<typeof customerSummary>>): Pick<BehindRow, 'customerId' | 'name'> {
  return { customerId: person.uuid, name: customerName({ reader: store, country }, person.name) };
}

// ------------------------------------------------------------------------------------------------ walking, and local time

function walked(store: Store, span: NumbersSpan, sinks: NumbersSinks): Promise<ReadonlySet<number>> {
  return drive(walkContacts(store, span, sinks), () => undefined);
}

/** Runs a walk to its end; wherever it says nothing, others have their turn. */
async function drive<T, R>(walk: Generator<T | undefined, R>, take: (told: T) => void): Promise<R> {
  for (;;) {
    const step = walk.next();
    if (step.done === true) return step.value;
    if (step.value === undefined) await nextTurn();
    else take(step.value);
  }
}

/** Starts of the local days, weeks (from Monday) or months of a span; the first is the start of the span itself. */
export function bucketsOf(fromMs: number, toMs: number): { bucket: Numbers['bucket']; starts: number[] } {
  const days = (toMs - fromMs) / DAY_MS;
  const bucket = days <= MOST_DAYS + 1 ? 'day' : days <= MOST_WEEKS * 7 ? 'week' : 'month';
  const starts: number[] = [];
  for (let at = fromMs; at < toMs; at = nextStart(at, bucket)) starts.push(at);
  return { bucket, starts };
}

function nextStart(atMs: number, bucket: Numbers['bucket']): number {
  const day = new Date(atMs);
  const [year, month, date] = [day.getFullYear(), day.getMonth(), day.getDate()];
  if (bucket === 'month') return new Date(year, month + 1, 1).getTime();
  return new Date(year, month, date + (bucket === 'day' ? 1 : 7 - ((day.getDay() + 6) % 7))).getTime();
}

function bucketAt(starts: readonly number[], atMs: number): number {
  return starts.findLastIndex((start) => start <= atMs);
}

/** The bucket of a key; keys come in their order. */
function placer(starts: readonly number[]): (key: number) => number {
  const ends = starts.slice(1).map(keyAt);
  let at = 0;
  return (key) => {
    while (at < ends.length && key >= (ends[at] ?? 0)) at++;
    return at;
  };
}
