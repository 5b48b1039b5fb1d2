/**
 * Milliseconds since the epoch of a Date header (RFC 5322 section 3.3 with the obsolete forms of 4.3), or null
 * when it is no date or an impossible one. Also reads asctime and ISO 8601, which some programs write.
 */
export function parseMailDate(header: string): number | null {
  const text = (header.includes('(') ? dropComments(header) : header).trim();
  // No date is longer; the cut keeps every pattern below short.
  if (text.length > 100) return null;
  const mail = mailPattern.exec(text);
  if (mail !== null) {
    const [, day, month, year, hour, minute, second, zone] = mail;
    return toEpochMs(Number(year), monthOf(month!), Number(day), Number(hour), Number(minute), Number(second ?? 0), zone ?? '', year!.length);
  }
  const asctime = asctimePattern.exec(text);
  if (asctime !== null) {
    const [, month, day, hour, minute, second, zoneBefore, year, zoneAfter] = asctime;
    return toEpochMs(Number(year), monthOf(month!), Number(day), Number(hour), Number(minute), Number(second), zoneBefore ?? zoneAfter ?? '', 4);
  }
  const iso = isoPattern.exec(text);
  if (iso === null) return null;
  const [, year, month, day, hour, minute, second, zone] = iso;
  return toEpochMs(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second ?? 0), zone ?? '', 4);
}

const mailPattern =
  /^(?:[a-zá-ú]{2,12}\.?\s*,?\s*)?(\d{1,2})(?:\s+|-)([a-z]{3,9})\.?(?:\s+|-|,\s*)(\d{2,4}),?\s+(\d{1,2})\s*[:.]\s*(\d{2})(?:\s*[:.]\s*(\d{2})(?:[.,]\d+)?)?\s*([+-]\s*\d{1,2}:?\d{2}|[a-z]{1,5}(?:[+-]\d{1,4})?)?(?:\s.*)?$/i;
const asctimePattern =
  /^(?:[a-z]{3,9},?\s+)?([a-z]{3,9})\s+(\d{1,2}),?\s+(\d{1,2}):(\d{2}):(\d{2})(?:\s+([a-z]{1,5}|[+-]\d{4}))?\s+(\d{4})(?:\s+([a-z]{1,5}|[+-]\d{4}))?$/i;
const isoPattern = /^(\d{4})-(\d{2})-(\d{2})[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(z|[+-]\d{2}:?\d{2})?$/i;

/** English names, and the Spanish ones that differ in their first three letters: some programs localise. */
const monthNumbers = new Map([
  ...['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'].map((name, month) => [name, month] as const),
  ...Object.entries({ ene: 0, abr: 3, ago: 7, dic: 11 }),
]);

function monthOf(name: string): number {
  const short = name.slice(0, 3).toLowerCase();
  return monthNumbers.get(short) ?? -1;
}

/** Hours of the zones RFC 5322 section 4.3 names. Single letters count as UTC, as it says, because they were used both ways. */
const zoneHours: Record<string, number> = { est: -5, edt: -4, cst: -6, cdt: -5, mst: -7, mdt: -6, pst: -8, pdt: -7, cet: 1, cest: 2, bst: 1 };

function zoneOffsetMinutes(zone: string): number | null {
  if (/^[+-]\d{4}$/.test(zone)) {
    const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3));
    if (Number(zone.slice(3)) > 59 || minutes > 24 * 60) return null;
    return zone.startsWith('-') ? -minutes : minutes;
  }
  const name = zone.toLowerCase();
  const numeric = /^(?:gmt|utc?)?([+-])\s*(\d{1,2}):?(\d{2})$/.exec(name) ?? /^(?:gmt|utc?)([+-])(\d{1,2})()$/.exec(name);
  if (numeric === null) return (zoneHours[name] ?? 0) * 60;
  const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
  if (Number(numeric[3] ?? 0) > 59 || minutes > 24 * 60) return null;
  return numeric[1] === '-' ? -minutes : minutes;
}

function toEpochMs(writtenYear: number, month: number, day: number, hour: number, minute: number, second: number, zone: string, yearDigits: number): number | null {
  // Two and three digits as RFC 5322 section 4.3 counts them.
  const year = yearDigits === 2 ? writtenYear + (writtenYear < 50 ? 2000 : 1900) : yearDigits === 3 ? writtenYear + 1900 : writtenYear;
  const offset = zoneOffsetMinutes(zone);
  if (offset === null || month < 0 || month > 11 || hour > 23 || minute > 59 || second > 60 || year < 1900) return null;
  // 31 February would roll over into March.
  if (day < 1 || day > daysOf(month, year)) return null;
  return Date.UTC(year, month, day) + ((hour * 60 + minute - offset) * 60 + Math.min(second, 59)) * 1000;
}

function daysOf(month: number, year: number): number {
  if (month !== 1) return month === 3 || month === 5 || month === 8 || month === 10 ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

function dropComments(header: string): string {
  let text = '';
  let depth = 0;
  for (let at = 0; at < header.length; at++) {
    const character = header[at]!;
    if (character === '\\') at++;
    else if (character === '(') depth++;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) text += character;
    if (character === ')' && depth === 0) text += ' ';
  }
  return text;
}
