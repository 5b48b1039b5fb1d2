import { expect, test } from 'vitest';
import type { GapView, TimelineItem } from '../../shared/domain.ts';
import { joinGaps, joinPages, keepStart } from './timeline.ts';

const item = (cursor: number): TimelineItem => ({ id: `i${cursor}`, cursor }) as unknown as TimelineItem;
const page = (cursors: number[], older: number | null = null): Parameters<typeof keepStart>[0] => ({ items: cursors.map(item), gaps: [], older, newer: null, total: 99 });

test('pages that overlap give each item once, in order', () => {
  expect(joinPages([page([1, 2, 3]), page([3, 4]), page([4, 5])]).map((one) => one.cursor)).toEqual([1, 2, 3, 4, 5]);
});

test('a newest page asked again begins where it began and only grows at its end', () => {
  const again = keepStart(page([1, 2, 3, 4, 5, 6], 1), page([3, 4, 5], 3));
  expect(again.items.map((one) => one.cursor)).toEqual([3, 4, 5, 6]);
  expect(again.older).toBe(3);
});

test('an item older than the page that went away does not lose the way to the older ones', () => {
  const again = keepStart(page([4, 5, 6], 4), page([3, 4, 5], 3));
  expect(again.items.map((one) => one.cursor)).toEqual([4, 5, 6]);
  expect(again.older).toBe(4);
});

test('a gap that touches two pages is there once, in the order of their ends', () => {
  const gap = (fromMs: number, toMs: number): GapView => ({ source: { connector: 'asteriskAmi', accountId: null, label: 'Central' }, channel: 'call', fromMs, toMs, reason: 'not-listening' });
  const gaps = joinGaps([{ ...page([1]), gaps: [gap(5, 9)] }, { ...page([2]), gaps: [gap(5, 9), gap(1, 3)] }]);
  expect(gaps.map((one) => one.toMs)).toEqual([3, 9]);
});
