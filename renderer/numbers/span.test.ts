import { expect, test } from 'vitest';
import { dateField, spanOf } from './span.ts';

const NOW_MS = new Date('2026-11-22T15:30:00').getTime();
const at = (text: string): number => new Date(`${text}T00:00:00`).getTime();
const choice = { kind: '30', from: '', to: '', branch: 'CAB', agent: '' } as const;

test('the last days are whole local days up to and with today', () => {
  expect(spanOf(choice, NOW_MS)).toEqual({ fromMs: at('2026-10-24'), toMs: at('2026-11-23'), branch: 'CAB', agent: '' });
});

test('chosen dates are a span with its last day, or none while they make no sense', () => {
  const custom = (from: string, to: string) => spanOf({ ...choice, kind: 'custom', from, to }, NOW_MS);
  expect(custom('2026-03-01', '2026-03-01')).toEqual({ fromMs: at('2026-03-01'), toMs: at('2026-03-02'), branch: 'CAB', agent: '' });
  expect([custom('', '2026-03-01'), custom('2026-03-02', '2026-03-01')]).toEqual([null, null]);
  expect(dateField(NOW_MS)).toBe('2026-11-22');
});
