/** Reads dates and times as shops write them. */
import { DAY_MS } from '../../../shared/time.ts';
import type { RowContext } from '../connectors/files/formats/shopTable.ts';
import { wallTimeToMs } from './localTime.ts';
import type { DeskFacts } from './normalised.ts';

const MONTH_FIRST = new Set(['US', 'PH', 'PR', 'GU']);

/** A moment as tables write it; a day alone is its beginning, or with `isEnd` its last millisecond. Null: not a date. */
export function readMoment(text: string, order: RowContext['dates'], desk: DeskFacts, isEnd: boolean): number | null {
  if (/^\d{10}$/.test(text)) return Number(text) * 1_000;
  if (/^\d{13}$/.test(text)) return Number(text);
  const zoned = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})$/.exec(text);
  if (zoned !== null) {
    const atMs = Date.parse(text.replace(' ', 'T'));
    return Number.isFinite(atMs) ? atMs : null;
  }
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?$/.exec(text);
  const written = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s?(a\.?\s?m\.?|p\.?\s?m\.?)?)?$/i.exec(text);
  const monthFirst = order === null ? MONTH_FIRST.has(desk.country) : order === 'mdy';
  const [year, month, day, hour, minute, second] = (iso !== null ? [iso[1], iso[2], iso[3], iso[4], iso[5], iso[6]]
    : written === null ? [] : [written[3], monthFirst ? written[1] : written[2], monthFirst ? written[2] : written[1], written[4], written[5], written[6]]).map((part) => (part === undefined ? undefined : Number(part)));
  if (year === undefined || month === undefined || day === undefined) return null;
  const half = written?.[7]?.toLowerCase();
  const hours = hour === undefined ? 0 : half === undefined ? hour : (hour % 12) + (half.startsWith('p') ? 12 : 0);
  const time = { year: year < 100 ? 2_000 + year : year, month, day, hour: hours, minute: minute ?? 0, second: second ?? 0 };
  const check = new Date(Date.UTC(time.year, month - 1, day));
  if (check.getUTCMonth() !== month - 1 || check.getUTCDate() !== day || hours > 23 || time.minute > 59 || time.second > 59) return null;
  const atMs = wallTimeToMs(time, desk.timeZone);
  return isEnd && hour === undefined ? atMs + DAY_MS - 1 : atMs;
}
