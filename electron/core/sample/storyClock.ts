/**
 * Turns the stories' relative instants into real ones and writes them as people and files do.
 * The shop's zone has had no daylight saving time since 2009, so a fixed offset is exact for every date shown.
 */
import type { When } from './storyTypes.ts';

export const SHOP_TIME_ZONE = 'America/Argentina/Buenos_Aires';
const SHOP_OFFSET_MS = -3 * 3_600_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const WEEKDAYS = {
  es: ['domingo', 'lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
};
const MONTHS = {
  es: ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre'],
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
};

/** Calendar fields at the shop; `month` is 0-based as in Date. */
export type LocalTime = { year: number; month: number; day: number; weekday: number; hour: number; minute: number; second: number };

/** Epoch ms of a story's instant. @throws RangeError when the story is written wrongly */
export function instantOf(when: When, nowMs: number): number {
  const minutes = /^m(\d+)$/.exec(when);
  if (minutes) {
    const back = Number(minutes[1]);
    if (back < 1 || back > 240) throw new RangeError(`minutes out of range: ${when}`);
    return Math.floor(nowMs / 1_000) * 1_000 - back * MINUTE_MS;
  }
  const day = /^d(\d+) (\d\d):(\d\d)$/.exec(when);
  if (!day || Number(day[1]) < 1 || Number(day[2]) > 19) throw new RangeError(`not an instant of a story: ${when}`);
  const todayLocal = Math.floor((nowMs + SHOP_OFFSET_MS) / DAY_MS) * DAY_MS;
  return todayLocal - Number(day[1]) * DAY_MS + (Number(day[2]) * 60 + Number(day[3])) * MINUTE_MS - SHOP_OFFSET_MS;
}

export function localTime(atMs: number): LocalTime {
  const shifted = new Date(atMs + SHOP_OFFSET_MS);
  return {
    year: shifted.getUTCFullYear(), month: shifted.getUTCMonth(), day: shifted.getUTCDate(), weekday: shifted.getUTCDay(),
    hour: shifted.getUTCHours(), minute: shifted.getUTCMinutes(), second: shifted.getUTCSeconds(),
  };
}

/** `2026-08-24 10:15:00`, as Asterisk writes it. */
export function stampText(atMs: number): string {
  return new Date(atMs + SHOP_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** `Mon, 24 Aug 2026 10:15:00 -0300` (RFC 5322). */
export function mailDate(atMs: number): string {
  const t = localTime(atMs);
  return `${WEEKDAYS.en[t.weekday]!.slice(0, 3)}, ${t.day} ${MONTHS.en[t.month]!.slice(0, 3)} ${t.year} ${clockText(t)}:${two(t.second)} -0300`;
}

/** `Mon Aug 24 13:15:00 2026` in UTC: the date of an mbox separator line. */
export function separatorDate(atMs: number): string {
  const t = localTime(atMs - SHOP_OFFSET_MS);
  return `${WEEKDAYS.en[t.weekday]!.slice(0, 3)} ${MONTHS.en[t.month]!.slice(0, 3)} ${String(t.day).padStart(2)} ${clockText(t)}:${two(t.second)} ${t.year}`;
}

export function clockText(t: LocalTime): string {
  return `${two(t.hour)}:${two(t.minute)}`;
}

/** `lunes 24 de agosto`, `Monday, August 24`. */
export function longDate(t: LocalTime, lang: 'es' | 'en'): string {
  return lang === 'es'
    ? `${WEEKDAYS.es[t.weekday]} ${t.day} de ${MONTHS.es[t.month]}`
    : `${WEEKDAYS.en[t.weekday]}, ${MONTHS.en[t.month]} ${t.day}`;
}

/** Weekday and month cut to three letters, as mail programs write them in front of a quotation. */
export function shortDate(t: LocalTime, lang: 'es' | 'en'): { weekday: string; month: string } {
  return { weekday: WEEKDAYS[lang][t.weekday]!.slice(0, 3), month: MONTHS[lang][t.month]!.slice(0, 3) };
}

/** `24/8/2026`. */
export function numericDate(atMs: number): string {
  const t = localTime(atMs);
  return `${t.day}/${t.month + 1}/${t.year}`;
}

/** Fills `{day+2}` (`martes 24`) and `{date-3}` (`19 de noviembre`), counted from the day on which the text is said. */
export function fillDates(text: string, atMs: number, lang: 'es' | 'en'): string {
  return text.replace(/\{(day|date)([+-]\d+)\}/g, (_, form: string, days: string) => {
    const t = localTime(atMs + Number(days) * DAY_MS);
    if (form === 'day') return `${WEEKDAYS[lang][t.weekday]} ${t.day}`;
    return lang === 'es' ? `${t.day} de ${MONTHS.es[t.month]}` : `${MONTHS.en[t.month]} ${t.day}`;
  });
}

/** A fixed 32-bit number for a text (FNV-1a): the sample's only source of variety, the same on every machine. */
export function fixedNumber(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

export function two(value: number): string {
  return String(value).padStart(2, '0');
}
