/** S25: what was promised in time, over the shop's hours, whoever has the case. Pure: every moment is passed in. */
import { DateTime } from 'luxon';
import { describe, expect, it, test } from 'vitest';
import { DEFAULT_SHOP } from '../../../shared/shop.ts';
import type { Shop } from '../../../shared/shop.ts';
import { HOUR_MS, MINUTE_MS } from '../../../shared/time.ts';
import { caseSla, createSchedule, nearestDue } from './sla.ts';
import type { SlaCase } from './sla.ts';

const BUENOS_AIRES = 'America/Argentina/Buenos_Aires';
const at = (local: string, zone = BUENOS_AIRES): number => DateTime.fromISO(local, { zone }).toMillis();
const shown = (ms: number | null, zone = BUENOS_AIRES): string | null => (ms === null ? null : DateTime.fromMillis(ms, { zone }).toFormat("ccc dd HH:mm"));
const hours = (...days: [number, string, string][]): Shop['hours'] => ({ days: days.map(([weekday, from, to]) => ({ weekday, from, to })), holidays: [] });
const WEEK = DEFAULT_SHOP.hours;

describe('working time', () => {
  const week = createSchedule(WEEK, BUENOS_AIRES);
  test.each([
    ['within a day', '2026-11-23T10:00', 60, 'Mon 23 11:00'],
    ['before the shop opens', '2026-11-23T07:00', 60, 'Mon 23 10:00'],
    ['over the night', '2026-11-23T17:30', 60, 'Tue 24 09:30'],
    ['over the weekend', '2026-11-27T17:30', 60, 'Mon 30 09:30'],
    ['begun on a Sunday', '2026-11-22T15:00', 60, 'Mon 23 10:00'],
    ['to the very end of a day', '2026-11-23T17:00', 60, 'Mon 23 18:00'],
    ['over many days', '2026-11-23T09:00', 4_800, 'Thu 03 17:00'],
  ])('%s', (_name, from, minutes, due) => expect(shown(week.after(at(from), minutes * MINUTE_MS))).toBe(due));

  it('is not counted on holidays, on the day of the zone', () => {
    const schedule = createSchedule({ ...WEEK, holidays: ['2026-12-25', '2026-12-08'] }, BUENOS_AIRES);
    expect(shown(schedule.after(at('2026-12-24T17:30'), HOUR_MS))).toBe('Mon 28 09:30');
    expect(schedule.between(at('2026-12-25T00:00'), at('2026-12-26T00:00'))).toBe(0);
  });

  it('goes to 24:00, and over midnight where work ends earlier than it begins; a holiday takes only its own part', () => {
    const late = createSchedule(hours([1, '12:00', '24:00']), BUENOS_AIRES);
    expect(shown(late.after(at('2026-11-23T23:30'), 30 * MINUTE_MS))).toBe('Tue 24 00:00');
    const night = createSchedule({ ...hours([5, '22:00', '06:00']), holidays: ['2026-12-05'] }, BUENOS_AIRES);
    expect(night.between(at('2026-11-27T12:00'), at('2026-11-28T12:00'))).toBe(8 * HOUR_MS);
    expect(night.between(at('2026-12-04T12:00'), at('2026-12-05T12:00'))).toBe(2 * HOUR_MS);
  });

  it('has the hours the day has when the clocks change', () => {
    const allNight = createSchedule(hours([7, '00:00', '24:00']), 'America/Santiago');
    // Chile: forward on 6 September 2026 (23 hours), back on 5 April 2026 (25 hours).
    expect(allNight.between(at('2026-09-06T00:00', 'America/Santiago'), at('2026-09-07T00:00', 'America/Santiago'))).toBe(23 * HOUR_MS);
    const madrid = createSchedule(hours([7, '00:00', '24:00']), 'Europe/Madrid');
    expect(madrid.between(at('2026-10-25T00:00', 'Europe/Madrid'), at('2026-10-26T00:00', 'Europe/Madrid'))).toBe(25 * HOUR_MS);
    const day = createSchedule(WEEK, 'Europe/Madrid');
    expect(shown(day.after(at('2026-10-23T17:00', 'Europe/Madrid'), 2 * HOUR_MS), 'Europe/Madrid')).toBe('Mon 26 10:00');
  });

  it('counts hours that overlap once, and never ends a search when nobody works', () => {
    expect(createSchedule(hours([1, '09:00', '13:00'], [1, '12:00', '15:00']), BUENOS_AIRES).between(at('2026-11-23T00:00'), at('2026-11-24T00:00'))).toBe(6 * HOUR_MS);
    expect(createSchedule({ days: [], holidays: [] }, BUENOS_AIRES).after(at('2026-11-23T10:00'), MINUTE_MS)).toBeNull();
    expect(createSchedule(WEEK, 'No/Where').after(at('2026-11-23T10:00', 'utc'), MINUTE_MS)).toBe(at('2026-11-23T10:01', 'utc'));
    expect(createSchedule(WEEK, BUENOS_AIRES).between(at('2026-11-24T10:00'), at('2026-11-23T10:00'))).toBe(0);
  });

  it('is the same counted forwards and measured afterwards', () => {
    const schedule = createSchedule({ ...WEEK, holidays: ['2026-12-08'] }, BUENOS_AIRES);
    for (let n = 1; n < 200; n++) {
      const from = at('2026-11-20T08:00') + n * 97 * MINUTE_MS;
      expect(schedule.between(from, schedule.after(from, n * 13 * MINUTE_MS) ?? 0)).toBe(n * 13 * MINUTE_MS);
    }
  });
});

describe('S25: what is promised to a customer', () => {
  const schedule = createSchedule(WEEK, BUENOS_AIRES);
  const OPENED = at('2026-11-23T10:00');
  const facts = (part: Partial<SlaCase> = {}): SlaCase => ({ priority: 'high', openedAtMs: OPENED, firstOursAtMs: null, sinceAtMs: null, solvedAtMs: null, rests: [], ...part });
  const sla = (now: string, part: Partial<SlaCase> = {}, promises = DEFAULT_SHOP.sla) => {
    const { firstResponse, resolution } = caseSla(schedule, promises, facts(part), at(now));
    return [firstResponse.state, shown(firstResponse.dueAtMs), resolution.state, shown(resolution.dueAtMs)];
  };

  it('runs from the opening, is soon in its last quarter, then overdue', () => {
    expect(sla('2026-11-23T10:30')).toEqual(['running', 'Mon 23 12:00', 'running', 'Tue 24 17:00']);
    expect(sla('2026-11-23T11:31')).toEqual(['soon', 'Mon 23 12:00', 'running', 'Tue 24 17:00']);
    expect(sla('2026-11-23T12:01')).toEqual(['overdue', 'Mon 23 12:00', 'running', 'Tue 24 17:00']);
    expect(sla('2026-11-24T13:30')).toEqual(['overdue', 'Mon 23 12:00', 'soon', 'Tue 24 17:00']);
  });

  it('a first answer is kept or missed for good; the customer who speaks again is owed another', () => {
    const answered = at('2026-11-23T11:00');
    expect(sla('2026-12-30T11:00', { firstOursAtMs: answered }).slice(0, 2)).toEqual(['met', 'Mon 23 12:00']);
    expect(sla('2026-11-23T13:00', { firstOursAtMs: at('2026-11-23T12:30') }).slice(0, 2)).toEqual(['missed', 'Mon 23 12:00']);
    expect(sla('2026-11-24T09:30', { firstOursAtMs: answered, sinceAtMs: at('2026-11-23T17:30') }).slice(0, 2)).toEqual(['running', 'Tue 24 10:30']);
  });

  it('the clock of the solution rests while the customer has the next word', () => {
    const [from, to] = [at('2026-11-23T11:00'), at('2026-11-24T11:00')];
    expect(sla('2026-11-23T15:00', { firstOursAtMs: from, rests: [[from, null]] })).toEqual(['met', 'Mon 23 12:00', 'paused', null]);
    // Nine working hours of rest, nine hours later.
    expect(sla('2026-11-24T12:00', { firstOursAtMs: from, sinceAtMs: to, rests: [[from, to]] }).slice(2)).toEqual(['running', 'Wed 25 17:00']);
    expect(sla('2026-11-24T12:00', { firstOursAtMs: from, rests: [[from, null]], solvedAtMs: at('2026-11-24T11:30') }).slice(2)).toEqual(['met', 'Tue 24 17:00']);
    // Already late when it began to rest: resting does not make it good.
    expect(sla('2026-11-26T12:00', { firstOursAtMs: from, rests: [[at('2026-11-25T10:00'), null]] }).slice(2)).toEqual(['overdue', 'Tue 24 17:00']);
  });

  it('promises nothing where the shop does not, and where nobody works', () => {
    expect(sla('2026-11-23T10:30', {}, { ...DEFAULT_SHOP.sla, high: { firstResponseMinutes: 0, resolutionMinutes: 0 } })).toEqual(['none', null, 'none', null]);
    expect(caseSla(createSchedule({ days: [], holidays: [] }, BUENOS_AIRES), DEFAULT_SHOP.sla, facts(), OPENED)).toEqual({ firstResponse: { dueAtMs: null, state: 'none' }, resolution: { dueAtMs: null, state: 'none' } });
  });

  it('a clock set back by a day shows more time left, and breaks nothing', () => {
    expect(sla('2026-11-22T10:30')).toEqual(['running', 'Mon 23 12:00', 'running', 'Tue 24 17:00']);
    expect(sla('2026-11-22T10:30', { firstOursAtMs: at('2026-11-22T10:00'), solvedAtMs: at('2026-11-22T10:10'), rests: [[at('2026-11-22T10:10'), null]] })).toEqual(['met', 'Mon 23 12:00', 'met', 'Tue 24 17:00']);
  });

  it('the nearest due is the nearest of what is still owed', () => {
    const due = (part: Partial<SlaCase>) => shown(nearestDue(schedule, DEFAULT_SHOP.sla, facts(part)));
    expect(due({})).toBe('Mon 23 12:00');
    expect(due({ firstOursAtMs: at('2026-11-23T11:00') })).toBe('Tue 24 17:00');
    expect(due({ firstOursAtMs: at('2026-11-23T11:00'), rests: [[at('2026-11-23T11:00'), null]] })).toBeNull();
    expect(due({ solvedAtMs: at('2026-11-23T11:00') })).toBeNull();
  });
});
