import { expect, test } from 'vitest';
import { daysBetween, formatOf, formatPhone, maskDocument, minorPerUnit } from './format.ts';

const at = (text: string): number => new Date(text).getTime();
const now = at('2026-11-22T12:30:00');
const es = formatOf('es');
const en = formatOf('en');
const spanish = { today: 'Hoy', yesterday: 'Ayer' };

test('a day heading says today, yesterday, the weekday, and the year once it is another one', () => {
  expect(es.dayHeading(at('2026-11-22T00:00:01'), now, spanish)).toBe('Hoy');
  expect(es.dayHeading(at('2026-11-21T23:59:59'), now, spanish)).toBe('Ayer, 21 de noviembre');
  expect(es.dayHeading(at('2026-08-24T09:00:00'), now, spanish)).toBe('Lunes, 24 de agosto');
  expect(es.dayHeading(at('2025-12-13T09:00:00'), now, spanish)).toBe('Sábado, 13 de diciembre de 2025');
});

test('days are counted by the calendar, also over a change of clock', () => {
  expect(daysBetween(at('2026-11-21T23:59:00'), at('2026-11-22T00:01:00'))).toBe(1);
  expect(daysBetween(at('2026-03-28T12:00:00'), at('2026-03-30T12:00:00'))).toBe(2);
  expect(daysBetween(at('2026-11-23T01:00:00'), now)).toBe(-1);
});

test('a short day leaves the year out only in its own year', () => {
  expect(es.day(at('2026-08-24T09:00:00'), now)).toBe('24 ago');
  expect(es.day(at('2025-12-10T09:00:00'), now)).toBe('10 dic 2025');
  expect(en.day(at('2025-12-10T09:00:00'), now)).toBe('10 Dec 2025');
});

test('relative times speak of the past and of the future in the reader\'s language', () => {
  expect(es.relative(now - 12 * 60_000, now)).toBe('hace 12 min');
  expect(en.relative(now - 12 * 60_000, now)).toMatch(/^12 min\S* ago$/);
  expect(en.relative(now + 3 * 86_400_000, now)).toBe('in 3 days');
  expect(es.relative(now - 20_000, now)).toBe('ahora');
  expect(en.ahead(now + 20_000, now)).toMatch(/^in 1 min/);
  expect(en.ahead(now + 61_000, now)).toMatch(/^in 2 min/);
  expect(en.ahead(now - 5_000, now)).toMatch(/^in 1 min/);
  expect(es.relative(now - 86_400_000, now)).toBe('ayer');
  // Less than 48 hours, and yet two days of the calendar.
  const lateHour = new Date(2026, 10, 27, 1).getTime();
  expect(es.relative(new Date(2026, 10, 25, 17).getTime(), lateHour)).toBe('anteayer');
  expect(es.relative(now - 300 * 86_400_000, now)).toBe('hace 10 meses');
});

test('the stamp of a list row is a time today, a weekday this week, and a date before', () => {
  expect(es.stamp(at('2026-11-22T10:42:00'), now)).toBe('10:42');
  expect(es.stamp(at('2026-11-20T10:42:00'), now)).toBe('vie');
  expect(es.stamp(at('2026-08-24T10:42:00'), now)).toBe('24 ago');
});

test('waiting and talking times keep the one or two units that matter', () => {
  expect(es.waiting(20_000)).toBe('1 min');
  expect(es.waiting(25 * 60_000)).toBe('25 min');
  expect(es.waiting(47 * 3_600_000)).toBe('47 h');
  expect(es.waiting(5 * 86_400_000)).toBe('5 d');
  expect(es.duration(221_000)).toBe('3 min 41 s');
  expect(es.duration(3_600_000)).toBe('1 h');
  expect(es.duration(9_000)).toBe('9 s');
});

test('numbers and sizes follow the language', () => {
  expect(es.number(12_800)).toBe('12.800');
  expect(en.number(12_800)).toBe('12,800');
  expect(es.size(1_500_000)).toBe('1,5 MB');
  expect(en.size(82_223)).toBe('82 kB');
});

test('phones in E.164 are grouped, anything else stays as it is', () => {
  expect(formatPhone('+5491161234410')).toBe('+54 9 11 6123-4410');
  expect(formatPhone('+542614235566')).toBe('+54 261 423-5566');
  expect(formatPhone('+12125550100')).toBe('+1 212 555-0100');
  expect(formatPhone('+34612345678')).toBe('+34 612 345 678');
  expect(formatPhone('11 6123-4410')).toBe('11 6123-4410');
  expect(formatPhone('anonymous')).toBe('anonymous');
});

test('a document shows its ends alone, whatever marks it is written with', () => {
  expect([maskDocument('31450204'), maskDocument('31.450.204')]).toEqual(['31.•••.204', '31.•••.204']);
  expect(maskDocument('20-31450204-7')).toBe('20••••••047');
  expect(maskDocument('12345Z')).toBe('12••5Z');
  expect(maskDocument('AB1')).toBe('AB•');
});

test('an amount has the decimals of its currency, and a whole one none', () => {
  const plain = (text: string): string => text.replace(/\s/gu, ' ');
  expect(plain(es.money({ amountMinor: 124_900_000, currency: 'ARS' }))).toBe('$ 1.249.000');
  expect(en.money({ amountMinor: 1_050, currency: 'ARS' })).toBe('$10.50');
  expect(plain(es.money({ amountMinor: 1_249_000, currency: 'CLP' }))).toBe('$ 1.249.000');
  expect(en.money({ amountMinor: 1_500, currency: 'JPY' })).toBe('¥1,500');
  expect(['ARS', 'CLP', 'KWD', 'XQZ'].map(minorPerUnit)).toEqual([100, 1, 1_000, 100]);
});
