/** Dates, times, numbers, sizes and phones as people of a language write them. Pure: the time now is passed in. */
import type { Language } from '../../shared/contract.ts';
import type { Money } from '../../shared/domain.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/time.ts';

export type Format = {
  /** `16:05` */
  time(atMs: number): string;
  /** `24 ago`, with the year when it is not this one. */
  day(atMs: number, nowMs: number): string;
  /** `Hoy`, `Ayer, 21 de noviembre`, `Lunes, 3 de marzo de 2025`: the heading of a day. */
  dayHeading(atMs: number, nowMs: number, words: { today: string; yesterday: string }): string;
  /** The exact moment, for hover and screen readers. */
  exact(atMs: number): string;
  /** `hace 12 min`, `in 3 days`. */
  relative(atMs: number, nowMs: number): string;
  /** `in 1 min`: of something still to come, which is never "now". */
  ahead(atMs: number, nowMs: number): string;
  /** How long something has waited, short: `12 min`, `3 h`, `2 d`. */
  waiting(ms: number): string;
  /** Length of a talk: `3 min 41 s`. */
  duration(ms: number): string;
  /** Time of today, weekday of this week, else the date: the stamp of a list row. */
  stamp(atMs: number, nowMs: number): string;
  year(atMs: number): string;
  /** `sep 26`: the month with its year. */
  month(atMs: number): string;
  number(value: number): string;
  /** At most one place behind the comma. */
  decimal(value: number): string;
  percent(share: number): string;
  size(bytes: number): string;
  /** `$ 1.249.000`: whole amounts without their cents, as on a price tag. */
  money(value: Money): string;
};

const LOCALE: Record<Language, string> = { es: 'es-AR', en: 'en-GB' };
const made = new Map<Language, Format>();

/** The formats of a language, made once. */
export function formatOf(language: Language): Format {
  const known = made.get(language);
  if (known) return known;
  const format = makeFormat(LOCALE[language]);
  made.set(language, format);
  return format;
}

/** Whole days between the local dates of two moments; negative when `atMs` lies ahead. */
export function daysBetween(atMs: number, nowMs: number): number {
  return Math.round((startOfDay(nowMs) - startOfDay(atMs)) / DAY_MS);
}

/** Local midnight. */
export function startOfDay(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}

/** How many of the smallest units make one: 100 cents, but 1 yen. A code that no country uses has two decimals. */
export function minorPerUnit(currency: string): number {
  return 10 ** (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2);
}

/** Whole amounts without their cents, as on a price tag. */
function moneyOf(locale: string): (value: Money) => string {
  const made = new Map<string, Intl.NumberFormat>();
  const of = (currency: string, digits: number | undefined): Intl.NumberFormat => {
    const key = `${currency}${digits ?? ''}`;
    const known = made.get(key) ?? new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...(digits !== undefined && { minimumFractionDigits: digits, maximumFractionDigits: digits }) });
    made.set(key, known);
    return known;
  };
  return ({ amountMinor, currency }) => {
    const amount = amountMinor / 10 ** (of(currency, undefined).resolvedOptions().maximumFractionDigits ?? 2);
    return of(currency, Number.isInteger(amount) ? 0 : undefined).format(amount);
  };
}

function makeFormat(locale: string): Format {
  const date = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat(locale, options);
  const time = date({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = date({ day: 'numeric', month: 'short' });
  const dayOfYear = date({ day: 'numeric', month: 'short', year: 'numeric' });
  const heading = date({ weekday: 'long', day: 'numeric', month: 'long' });
  const headingOfYear = date({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const longDay = date({ day: 'numeric', month: 'long' });
  const weekday = date({ weekday: 'short' });
  const exact = date({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const year = date({ year: 'numeric' });
  const month = date({ month: 'short', year: '2-digit' });
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  // In short, a Spanish month is an m, as a minute is.
  const relativeLong = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const ago = (atMs: number, nowMs: number): string => {
    const [value, unit] = relativeParts(atMs, nowMs);
    return (unit === 'month' ? relativeLong : relative).format(value, unit);
  };
  const sameYear = (a: number, b: number): boolean => new Date(a).getFullYear() === new Date(b).getFullYear();
  const shortDay = (atMs: number, nowMs: number): string => (sameYear(atMs, nowMs) ? day : dayOfYear).format(atMs).replace('.', '').replaceAll(' de ', ' ');
  return {
    time: (atMs) => time.format(atMs),
    day: shortDay,
    dayHeading: (atMs, nowMs, words) => {
      const days = daysBetween(atMs, nowMs);
      if (days === 0) return words.today;
      if (days === 1) return `${words.yesterday}, ${longDay.format(atMs)}`;
      const spoken = (sameYear(atMs, nowMs) ? heading : headingOfYear).format(atMs);
      return spoken.charAt(0).toLocaleUpperCase(locale) + spoken.slice(1);
    },
    exact: (atMs) => exact.format(atMs),
    relative: (atMs, nowMs) => ago(atMs, nowMs),
    // The clock of the screen ticks slowly, so what is due may lie behind it.
    ahead: (atMs, nowMs) => ago(nowMs + Math.max(MINUTE_MS, atMs - nowMs + MINUTE_MS - 1), nowMs),
    waiting: (ms) => {
      if (ms < HOUR_MS) return `${Math.max(1, Math.floor(ms / MINUTE_MS))} min`;
      if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
      return `${number.format(Math.floor(ms / DAY_MS))} d`;
    },
    duration: (ms) => {
      const seconds = Math.round(ms / SECOND_MS);
      const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60), seconds % 60];
      if (h > 0) return m > 0 ? `${h} h ${m} min` : `${h} h`;
      if (m > 0) return s > 0 ? `${m} min ${s} s` : `${m} min`;
      return `${s} s`;
    },
    stamp: (atMs, nowMs) => {
      const days = daysBetween(atMs, nowMs);
      if (days === 0) return time.format(atMs);
      if (days > 0 && days < 7) return weekday.format(atMs).replace('.', '');
      return shortDay(atMs, nowMs);
    },
    year: (atMs) => year.format(atMs),
    month: (atMs) => month.format(atMs).replace('.', '').replaceAll('-', ' '),
    number: (value) => number.format(value),
    decimal: (value) => decimal.format(value),
    percent: (share) => percent.format(share),
    money: moneyOf(locale),
    size: (bytes) => {
      if (bytes < 1_000) return `${bytes} B`;
      if (bytes < 1_000_000) return `${number.format(Math.round(bytes / 1_000))} kB`;
      if (bytes < 1_000_000_000) return `${decimal.format(bytes / 1_000_000)} MB`;
      return `${decimal.format(bytes / 1_000_000_000)} GB`;
    },
  };
}

/** Days are those of the calendar: what was 30 hours ago may have been the day before yesterday. */
function relativeParts(atMs: number, nowMs: number): [number, Intl.RelativeTimeFormatUnit] {
  const ms = Math.abs(atMs - nowMs);
  const sign = atMs < nowMs ? -1 : 1;
  if (ms < MINUTE_MS) return [0, 'second'];
  if (ms < HOUR_MS) return [sign * Math.floor(ms / MINUTE_MS), 'minute'];
  if (ms < DAY_MS) return [sign * Math.floor(ms / HOUR_MS), 'hour'];
  if (ms < 30 * DAY_MS) return [-daysBetween(atMs, nowMs), 'day'];
  if (ms < 365 * DAY_MS) return [sign * Math.floor(ms / (30 * DAY_MS)), 'month'];
  return [sign * Math.floor(ms / (365 * DAY_MS)), 'year'];
}

const ONE_DIGIT_CODES = '17';
// ITU-T E.164 country codes of two digits; the rest have three.
const TWO_DIGIT_CODES = new Set('20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(' '));

/** A number in E.164 with its groups apart; anything else as it stands. */
export function formatPhone(value: string): string {
  const digits = /^\+(\d{7,15})$/.exec(value)?.[1];
  if (digits === undefined) return value;
  const codeLength = ONE_DIGIT_CODES.includes(digits[0] ?? '') ? 1 : TWO_DIGIT_CODES.has(digits.slice(0, 2)) ? 2 : 3;
  const code = digits.slice(0, codeLength);
  const rest = digits.slice(codeLength);
  // Argentine mobiles carry a 9 before the area code; Buenos Aires is 11, the other areas have three digits as a rule.
  const argentine = code === '54' ? /^(9?)(11(?=\d{8}$)|\d{3}(?=\d{7}$))(\d+)(\d{4})$/.exec(rest) : null;
  if (argentine) return `+54 ${argentine[1] ? '9 ' : ''}${argentine[2]} ${argentine[3]}-${argentine[4]}`;
  const american = code === '1' ? /^(\d{3})(\d{3})(\d{4})$/.exec(rest) : null;
  if (american) return `+1 ${american[1]} ${american[2]}-${american[3]}`;
  return `+${code} ${rest.replace(/(\d{3})(?=\d{2,})/g, '$1 ').trim()}`;
}

/** A document number with its middle hidden, as the core masks contact points: `31.•••.204`. Grouping marks do not matter. */
export function maskDocument(value: string): string {
  const number = value.replace(/[^\p{L}\p{N}]/gu, '');
  if (/^\d{7,8}$/.test(number)) return `${number.slice(0, -6)}.•••.${number.slice(-3)}`;
  const shown = number.length > 6 ? 3 : Math.min(2, Math.max(0, number.length - 3));
  return `${number.slice(0, 2)}${'•'.repeat(Math.max(1, number.length - 2 - shown))}${shown === 0 ? '' : number.slice(-shown)}`;
}
