import { expect, test } from 'vitest';
import type { Channel, GapView, TimelineItem } from '../../shared/domain.ts';
import { MOST_MESSAGES_PER_CARD, rowOf, toRows as allRows } from './rows.ts';
import type { ItemRow } from './rows.ts';

const toRows = (items: readonly TimelineItem[]): ItemRow[] => allRows(items).filter((row) => row.kind !== 'gap');

let last = 0;
function item(at: string, channel: Channel, thread = 't'): TimelineItem {
  last += 1;
  return { id: `i${last}`, cursor: last, channel, occurredAtMs: new Date(at).getTime(), threadKey: channel === 'chat' ? thread : null, source: { connector: 'imap', accountId: null, label: 'x' } } as unknown as TimelineItem;
}

const gap = (from: string, to: string): GapView => ({ source: { connector: 'asteriskAmi', accountId: null, label: 'Central' }, channel: 'call', fromMs: new Date(from).getTime(), toMs: new Date(to).getTime(), reason: 'not-listening' });

test('consecutive chat messages of one day are one card', () => {
  const rows = toRows([item('2026-11-22T10:00', 'chat'), item('2026-11-22T10:01', 'chat'), item('2026-11-22T10:05', 'chat')]);
  expect(rows).toHaveLength(1);
  expect(rows[0]?.kind).toBe('chat');
  expect(rows[0]?.items).toHaveLength(3);
});

test('a mail or a call between messages, another chat, or midnight begins a new card', () => {
  const rows = toRows([
    item('2026-11-21T23:59', 'chat'), item('2026-11-22T00:01', 'chat'), item('2026-11-22T09:00', 'call'), item('2026-11-22T09:10', 'chat'), item('2026-11-22T09:11', 'chat', 'other'),
  ]);
  expect(rows.map((row) => row.items.length)).toEqual([1, 1, 1, 1, 1]);
});

test('the first row of each day carries the heading', () => {
  const rows = toRows([item('2026-11-20T10:00', 'mail'), item('2026-11-20T12:00', 'call'), item('2026-11-22T08:00', 'mail'), item('2026-11-22T09:00', 'note')]);
  expect(rows.map((row) => row.startsDay)).toEqual([true, false, true, false]);
});

test('older items put before the others change neither keys nor cuts of what was there', () => {
  const messages = Array.from({ length: MOST_MESSAGES_PER_CARD * 2 + 10 }, (_, at) => item(`2026-11-22T10:${String(at % 60).padStart(2, '0')}`, 'chat'));
  const before = toRows(messages.slice(30)).map((row) => row.key);
  const after = toRows(messages).map((row) => row.key);
  expect(after.slice(-before.length)).toEqual(before);
  expect(toRows(messages).every((row) => row.items.length <= MOST_MESSAGES_PER_CARD)).toBe(true);
});

test('an interaction is found in the row that shows it', () => {
  const items = [item('2026-11-22T10:00', 'mail'), item('2026-11-22T10:01', 'chat'), item('2026-11-22T10:02', 'chat')];
  const rows = toRows(items);
  expect(rowOf(rows, items[2]?.id ?? '')).toBe(1);
  expect(rowOf(rows, 'nowhere')).toBe(-1);
});

test('no items give no rows', () => {
  expect(toRows([])).toEqual([]);
});

test('N8: a gap stands where hearing began again, inside a chat too, and begins its day like any row', () => {
  const items = [item('2026-11-22T08:00', 'chat'), item('2026-11-22T12:00', 'chat'), item('2026-11-23T09:00', 'mail')];
  const rows = allRows(items, [gap('2026-11-22T09:10', '2026-11-22T11:40'), gap('2026-11-22T20:00', '2026-11-23T08:00')]);
  expect(rows.map((row) => row.kind)).toEqual(['chat', 'gap', 'chat', 'gap', 'item']);
  expect(rows.map((row) => row.startsDay)).toEqual([true, false, false, true, false]);
});

test('N8: a gap beyond what is loaded waits for its page; at the ends of the whole story it is shown', () => {
  const items = [item('2026-11-22T08:00', 'mail')];
  const gaps = [gap('2026-11-20T08:00', '2026-11-21T08:00'), gap('2026-11-23T08:00', '2026-11-23T09:00')];
  expect(allRows(items, gaps, { older: true, newer: true }).map((row) => row.kind)).toEqual(['item']);
  expect(allRows(items, gaps).map((row) => row.kind)).toEqual(['gap', 'item', 'gap']);
});
