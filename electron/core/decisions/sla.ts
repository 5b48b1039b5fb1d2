/**
 * Times promised to customers, over the hours in which the shop works.
 *
 * Pure and offline: hours, zone and the time now are passed in. Working time is counted on the real clock, so a day
 * on which the clocks change has the hours it has.
 */
import { DateTime } from 'luxon';
import type { SlaView } from '../../../shared/cases.ts';
import type { Priority } from '../../../shared/domain.ts';
import type { Shop, Sla } from '../../../shared/shop.ts';
import { DAY_MS, MINUTE_MS } from '../../../shared/time.ts';

/** Working time of one shop. */
export type Schedule = {
  /** The moment at which so much working time has passed since `fromMs`; null when none is worked within two years. */
  after(fromMs: number, workingMs: number): number | null;
  /** Working time between two moments; 0 when the second is earlier. */
  between(fromMs: number, toMs: number): number;
};

/** What the clock of a case knows of it. */
export type SlaCase = {
  priority: Priority; openedAtMs: number; firstOursAtMs: number | null;
  /** First word of the customer that is not answered yet. */
  sinceAtMs: number | null;
  solvedAtMs: number | null;
  /** Times in which we had not the next word; the last may be open. */
  rests: readonly (readonly [number, number | null])[];
};

/** Beyond this nobody promises anything, and a search for working time ends. */
const HORIZON_DAYS = 731;
/** Days are worked out this many at a time. */
const CHUNK_DAYS = 32;

/** @param zone IANA name; one that is unknown counts as UTC */
export function createSchedule(hours: Shop['hours'], zone: string): Schedule {
  const zoneName = DateTime.fromMillis(0, { zone }).isValid ? zone : 'utc';
  const holidays = new Set(hours.holidays);
  const chunks = new Map<number, [number, number][]>();

  /** The stretches of work of some days, by the day of the calendar, in order and without overlaps. */
  function chunk(at: number): [number, number][] {
    const known = chunks.get(at);
    if (known !== undefined) return known;
    const spans: [number, number][] = [];
    for (let day = at * CHUNK_DAYS; day < (at + 1) * CHUNK_DAYS; day++) spans.push(...daySpans(day));
    chunks.set(at, spans);
    return spans;
  }

  /** @param day since 1970-01-01, as the calendar of the zone has it */
  function daySpans(day: number): [number, number][] {
    const calendar = new Date(day * DAY_MS);
    const date = { year: calendar.getUTCFullYear(), month: calendar.getUTCMonth() + 1, day: calendar.getUTCDate() };
    if (holidays.has(calendar.toISOString().slice(0, 10))) return [];
    const weekday = calendar.getUTCDay() || 7;
    const before = weekday === 1 ? 7 : weekday - 1;
    const at = (minute: number): number => (minute >= DAY_MINUTES ? DateTime.fromObject(date, { zone: zoneName }).plus({ days: 1 }) : DateTime.fromObject({ ...date, hour: Math.floor(minute / 60), minute: minute % 60 }, { zone: zoneName })).toMillis();
    const spans = hours.days.flatMap((worked): [number, number][] => {
      const [from, to] = [minuteOf(worked.from), minuteOf(worked.to)];
      // Work that ends no later than it begins ends the next day: each day has its own part, so that a holiday takes only its own.
      if (to > from) return worked.weekday === weekday ? [[at(from), at(to)]] : [];
      return [...(worked.weekday === weekday && from < DAY_MINUTES ? [[at(from), at(DAY_MINUTES)] as [number, number]] : []), ...(worked.weekday === before && to > 0 ? [[at(0), at(to)] as [number, number]] : [])];
    });
    return joined(spans);
  }

  function* spansFrom(fromMs: number): Generator<[number, number]> {
    // A zone may be a day ahead of UTC.
    const first = Math.floor(fromMs / DAY_MS) - 1;
    for (let at = Math.floor(first / CHUNK_DAYS); at * CHUNK_DAYS <= first + HORIZON_DAYS; at++) for (const [start, end] of chunk(at)) if (end > fromMs) yield [Math.max(start, fromMs), end];
  }

  return {
    after(fromMs, workingMs) {
      let left = workingMs;
      for (const [start, end] of spansFrom(fromMs)) {
        if (end - start >= left) return start + left;
        left -= end - start;
      }
      return null;
    },
    between(fromMs, toMs) {
      let sum = 0;
      for (const [start, end] of spansFrom(fromMs)) {
        if (start >= toMs) break;
        sum += Math.min(end, toMs) - start;
      }
      return sum;
    },
  };
}

/**
 * When we answer a customer first, and when their matter is solved.
 *
 * The first answer is due from the opening; once it was given it is met or missed for good, until the customer speaks
 * again: then the next answer is due from that word. The solution's clock rests while the customer has the next word.
 * Who has the case, and how often it changed hands, changes nothing.
 */
export function caseSla(schedule: Schedule, sla: Sla, facts: SlaCase, nowMs: number): { firstResponse: SlaView; resolution: SlaView } {
  const { response, resolution } = promisesOf(schedule, sla, facts);
  return { firstResponse: viewOf(schedule, response, nowMs), resolution: viewOf(schedule, resolution, nowMs) };
}

/** The nearest time by which something is still owed; null when nothing is. It depends on no clock, so it may be kept as long as the facts stand. */
export function nearestDue(schedule: Schedule, sla: Sla, facts: SlaCase): number | null {
  const { response, resolution } = promisesOf(schedule, sla, facts);
  const due = [response, resolution].flatMap((promise) => (promise === null || promise.doneAtMs !== null || promise.isResting ? [] : [promise.dueAtMs]));
  return due.length === 0 ? null : Math.min(...due);
}

/** `doneAtMs`: when it was kept or broken for good. `isResting`: the clock stands still, and the time was not over yet. */
type Promised = { spanMs: number; dueAtMs: number; doneAtMs: number | null; isResting: boolean };

function promisesOf(schedule: Schedule, sla: Sla, facts: SlaCase): { response: Promised | null; resolution: Promised | null } {
  const promise = sla[facts.priority];
  return { response: responseOf(schedule, promise.firstResponseMinutes * MINUTE_MS, facts), resolution: resolutionOf(schedule, promise.resolutionMinutes * MINUTE_MS, facts) };
}

function responseOf(schedule: Schedule, spanMs: number, { openedAtMs, firstOursAtMs, sinceAtMs, solvedAtMs }: SlaCase): Promised | null {
  if (spanMs === 0) return null;
  const isAwaited = firstOursAtMs === null || (sinceAtMs !== null && solvedAtMs === null);
  const fromMs = firstOursAtMs !== null && isAwaited && sinceAtMs !== null ? Math.max(sinceAtMs, openedAtMs) : openedAtMs;
  const dueAtMs = schedule.after(fromMs, spanMs);
  if (dueAtMs === null) return null;
  // Solved without a word (at the counter, on the phone): that was the answer.
  return { spanMs, dueAtMs, doneAtMs: isAwaited ? solvedAtMs : firstOursAtMs, isResting: false };
}

function resolutionOf(schedule: Schedule, spanMs: number, { openedAtMs, solvedAtMs, rests }: SlaCase): Promised | null {
  if (spanMs === 0) return null;
  const rested = rests.reduce((sum, [from, to]) => (to === null ? sum : sum + schedule.between(Math.max(from, openedAtMs), to)), 0);
  const open = rests.at(-1);
  const restsFromMs = open !== undefined && open[1] === null ? open[0] : null;
  const dueAtMs = schedule.after(openedAtMs, spanMs + rested);
  if (dueAtMs === null) return null;
  // What has been resting since the last word of ours was or was not in time by then.
  return { spanMs, dueAtMs, doneAtMs: solvedAtMs === null ? null : (restsFromMs ?? solvedAtMs), isResting: solvedAtMs === null && restsFromMs !== null && restsFromMs <= dueAtMs };
}

/** The last quarter of a promise is soon. */
function viewOf(schedule: Schedule, promise: Promised | null, nowMs: number): SlaView {
  if (promise === null) return { dueAtMs: null, state: 'none' };
  const { spanMs, dueAtMs, doneAtMs, isResting } = promise;
  if (doneAtMs !== null) return { dueAtMs, state: doneAtMs <= dueAtMs ? 'met' : 'missed' };
  if (isResting) return { dueAtMs: null, state: 'paused' };
  if (nowMs > dueAtMs) return { dueAtMs, state: 'overdue' };
  return { dueAtMs, state: schedule.between(nowMs, dueAtMs) <= spanMs / 4 ? 'soon' : 'running' };
}

const DAY_MINUTES = 1_440;

function minuteOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
}

function joined(spans: [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else if (to > from) result.push([from, to]);
  }
  return result;
}
