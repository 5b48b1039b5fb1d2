/** Wall-clock times of sources that write no zone, as points in time. */
import { DAY_MS } from '../../../shared/time.ts';

export type WallTime = { year: number; month: number; day: number; hour: number; minute: number; second: number };

type Zone = { format: Intl.DateTimeFormat; /** Offset of days without a change of offset, by day number. */ days: Map<number, number | null> };

const zones = new Map<string, Zone>();
const DAYS_KEPT = 20_000;

/**
 * Milliseconds since the epoch of a wall-clock time in an IANA zone (empty or unknown: the machine's). An hour that
 * happened twice is read as the first; one that never happened as if the clock had not been put forward.
 */
export function wallTimeToMs(time: WallTime, timeZone: string): number {
  const local = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
  const zone = zoneOf(timeZone);
  const day = Math.floor(local / DAY_MS);
  let offset = zone.days.get(day);
  if (offset === undefined) {
    const before = offsetAt(zone, (day - 1) * DAY_MS);
    offset = before === offsetAt(zone, (day + 2) * DAY_MS) ? before : null;
    if (zone.days.size > DAYS_KEPT) zone.days.clear();
    zone.days.set(day, offset);
  }
  return local - (offset ?? offsetNearChange(zone, local));
}

function offsetNearChange(zone: Zone, local: number): number {
  const before = offsetAt(zone, local - DAY_MS);
  const after = offsetAt(zone, local + DAY_MS);
  if (offsetAt(zone, local - before) === before) return before;
  return offsetAt(zone, local - after) === after ? after : before;
}

function offsetAt(zone: Zone, ms: number): number {
  const parts: Record<string, number> = {};
  for (const part of zone.format.formatToParts(ms)) if (part.type !== 'literal') parts[part.type] = Number(part.value);
  return Date.UTC(parts['year'] ?? 1970, (parts['month'] ?? 1) - 1, parts['day'] ?? 1, parts['hour'] ?? 0, parts['minute'] ?? 0, parts['second'] ?? 0) - ms;
}

function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  const zone: Zone = { format: formatOf(timeZone), days: new Map() };
  zones.set(timeZone, zone);
  return zone;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const options = { hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
  try {
    return new Intl.DateTimeFormat('en-US', timeZone === '' ? options : { ...options, timeZone });
  } catch {
    // An unknown zone name comes from settings of a newer or foreign machine.
    return new Intl.DateTimeFormat('en-US', options);
  }
}
