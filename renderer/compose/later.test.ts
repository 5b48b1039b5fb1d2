import { expect, test } from 'vitest';
import { fieldTime, laterChoices, pickedTime } from './later.ts';

const at = (text: string): number => new Date(text).getTime();
const shown = (now: string): string[] => laterChoices(at(now)).map((choice) => `${choice.name} ${fieldTime(choice.atMs)}`);

test('in the morning of a Thursday: tonight, tomorrow and Monday', () => {
  expect(shown('2026-11-19T10:00')).toEqual(['tonight 2026-11-19T18:00', 'tomorrow 2026-11-20T09:00', 'monday 2026-11-23T09:00']);
});

test('after six there is no tonight', () => {
  expect(shown('2026-11-19T18:00')).toEqual(['tomorrow 2026-11-20T09:00', 'monday 2026-11-23T09:00']);
});

test('on a Sunday tomorrow is Monday, and is said once; on a Monday it is the next one', () => {
  expect(shown('2026-11-22T20:00')).toEqual(['tomorrow 2026-11-23T09:00']);
  expect(shown('2026-11-23T20:00')).toEqual(['tomorrow 2026-11-24T09:00', 'monday 2026-11-30T09:00']);
});

test('a picked moment has to be whole and still to come', () => {
  const now = at('2026-11-19T10:00');
  expect(pickedTime('2026-11-19T10:01', now)).toBe(at('2026-11-19T10:01'));
  expect(pickedTime('2026-11-19T10:00', now)).toBeNull();
  expect(pickedTime('2026-11-19', now)).toBeNull();
  expect(pickedTime('', now)).toBeNull();
});
