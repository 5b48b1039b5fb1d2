/** When something may be sent instead of now. Pure: the time now is passed in. */
import { startOfDay } from '../i18n/format.ts';

export type LaterChoice = { name: 'tonight' | 'tomorrow' | 'monday'; atMs: number };

const MORNING_HOUR = 9;
const EVENING_HOUR = 18;
const MONDAY = 1;

/** Tonight while the evening lies ahead, tomorrow morning, and Monday morning where that is another day. Local time. */
export function laterChoices(nowMs: number): LaterChoice[] {
  const tonight = atHour(nowMs, 0, EVENING_HOUR);
  const untilMonday = (MONDAY + 7 - new Date(nowMs).getDay()) % 7 || 7;
  return [
    ...(tonight > nowMs ? [{ name: 'tonight', atMs: tonight } as const] : []),
    { name: 'tomorrow', atMs: atHour(nowMs, 1, MORNING_HOUR) },
    ...(untilMonday > 1 ? [{ name: 'monday', atMs: atHour(nowMs, untilMonday, MORNING_HOUR) } as const] : []),
  ];
}

/** `2026-11-22T18:00` as a moment of local time; null for anything else and for what is over. */
export function pickedTime(text: string, nowMs: number): number | null {
  const atMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? new Date(text).getTime() : Number.NaN;
  return Number.isFinite(atMs) && atMs > nowMs ? atMs : null;
}

/** The moment as a field of type `datetime-local` takes it. */
export function fieldTime(atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** So many days from now, at an hour of local time. By the calendar, so that a day with 23 or 25 hours changes nothing. */
export function atHour(nowMs: number, days: number, hour: number): number {
  const date = new Date(startOfDay(nowMs));
  date.setDate(date.getDate() + days);
  date.setHours(hour);
  return date.getTime();
}
