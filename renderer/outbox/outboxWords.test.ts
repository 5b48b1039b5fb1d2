import { expect, test } from 'vitest';
import type { OutboxItem } from '../../shared/domain.ts';
import { formatOf } from '../i18n/format.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { isCounting, isInUndo, stateWords } from './outboxWords.ts';

const NOW = new Date('2026-11-22T10:00').getTime();
/** Keys and parameters instead of words. */
const t = ((key: string, values?: object) => (values === undefined ? key : `${key} ${Object.values(values).join()}`)) as unknown as TFunction;
const item = (part: Partial<OutboxItem> = {}): OutboxItem => ({
  state: 'queued', createdAtMs: NOW, notBeforeMs: NOW, isScheduled: false, attempts: 0, nextTryAtMs: null, sentAtMs: null, error: null, hold: null, isBehind: false, ...part,
}) as unknown as OutboxItem;
const words = (part: Partial<OutboxItem>, isOnline = true): string => stateWords(t, formatOf('es'), item(part), NOW, isOnline);

test('the undo window, a chosen time, a neighbour, a backoff and a missing network are told apart', () => {
  expect(words({ notBeforeMs: NOW + 6_200 })).toBe('outbox.leavesIn 7 s');
  expect(words({ notBeforeMs: new Date('2026-11-22T18:00').getTime(), isScheduled: true })).toBe('outbox.leavesAt timeline.today, 18:00');
  expect(words({ isBehind: true, nextTryAtMs: NOW + 40_000 })).toBe('outbox.behind');
  expect(words({ nextTryAtMs: NOW + 40_000, attempts: 2 })).toBe('outbox.nextTry 40 s');
  expect(words({})).toBe('outbox.soon');
  expect(words({}, false)).toBe('outbox.offline');
});

test('what is held says why', () => {
  for (const reason of ['thread-moved', 'outcome-unknown', 'by-agent'] as const) expect(words({ state: 'held', hold: { reason, changed: [] } })).toBe(`outbox.held.${reason}`);
});

test('what failed is said in a sentence of its own', () => {
  expect(words({ state: 'failed' })).toBe('outbox.failed');
});

test('only what is due within the hour counts down', () => {
  expect(isCounting([item({ notBeforeMs: NOW + 5_000 })], NOW)).toBe(true);
  expect(isCounting([item({ state: 'held' }), item({ nextTryAtMs: NOW + 5_000 })], NOW)).toBe(true);
  expect(isCounting([item({ notBeforeMs: NOW + 7_200_000, isScheduled: true })], NOW)).toBe(false);
  expect(isCounting([item({ state: 'sent', notBeforeMs: NOW + 5_000 })], NOW)).toBe(false);
});

test('the undo window is over once it was tried, and a chosen time is none', () => {
  expect(isInUndo(item({ notBeforeMs: NOW + 1 }), NOW)).toBe(true);
  expect(isInUndo(item({ notBeforeMs: NOW }), NOW)).toBe(false);
  expect(isInUndo(item({ notBeforeMs: NOW + 1, isScheduled: true }), NOW)).toBe(false);
  expect(isInUndo(item({ notBeforeMs: NOW + 1, attempts: 1 }), NOW)).toBe(false);
});
