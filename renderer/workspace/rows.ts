/** From the items of a timeline to the rows that are drawn: day headings, runs of chat messages as one card, and gaps where they ended. */
import type { GapView, TimelineItem } from '../../shared/domain.ts';
import { gapKey } from '../data/timeline.ts';
import { startOfDay } from '../i18n/format.ts';

export type Row = ItemRow | GapRow;

/** A time in which a source was not heard; it stands where hearing began again. */
export type GapRow = { key: string; kind: 'gap'; gap: GapView; startsDay: boolean };

export type ItemRow = {
  /** Survives older items being put before it and newer ones after it. */
  key: string;
  kind: 'item' | 'chat';
  /** One item, or the messages of a chat card in order. */
  items: readonly [TimelineItem, ...TimelineItem[]];
  /** The row is the first of its local day and carries the heading. */
  startsDay: boolean;
};

/** A longer run becomes several cards, so that one row stays cheap to draw. */
export const MOST_MESSAGES_PER_CARD = 40;

/**
 * Items must be in ascending order. Long runs are cut from their end, because pages are put before them: the cuts
 * stay where they are, and the key of a card is its last message.
 */
export function toRows(items: readonly TimelineItem[], gaps: readonly GapView[] = [], more: { older: boolean; newer: boolean } = { older: false, newer: false }): Row[] {
  const rows: Row[] = [];
  const gapsAt = placeGaps(items, gaps, more);
  let day: number | null = null;
  const starts = (atMs: number): boolean => {
    const today = startOfDay(atMs);
    if (today === day) return false;
    day = today;
    return true;
  };
  const putGaps = (at: number): void => {
    for (const gap of gapsAt.get(at) ?? []) rows.push({ key: gapKey(gap), kind: 'gap', gap, startsDay: starts(gap.toMs) });
  };
  for (let at = 0; at < items.length;) {
    putGaps(at);
    const run = runFrom(items, at, gapsAt);
    let startsDay = starts(run[0].occurredAtMs);
    for (const part of cutFromEnd(run)) {
      rows.push({ key: part[part.length - 1]?.id ?? part[0].id, kind: part[0].channel === 'chat' ? 'chat' : 'item', items: part, startsDay });
      startsDay = false;
    }
    at += run.length;
  }
  putGaps(items.length);
  return rows;
}

/** The row that shows an interaction; -1 when it is not among them. */
export function rowOf(rows: readonly Row[], interactionId: string): number {
  return rows.findIndex((row) => row.kind !== 'gap' && row.items.some((item) => item.id === interactionId));
}

type Items = [TimelineItem, ...TimelineItem[]];

/** By the place of the first item after them; a gap that belongs to a page not loaded yet waits for it. */
function placeGaps(items: readonly TimelineItem[], gaps: readonly GapView[], more: { older: boolean; newer: boolean }): Map<number, GapView[]> {
  const placed = new Map<number, GapView[]>();
  for (const gap of gaps) {
    const found = items.findIndex((item) => item.occurredAtMs >= gap.toMs);
    const at = found === -1 ? items.length : found;
    if ((at === 0 && more.older) || (at === items.length && more.newer)) continue;
    placed.set(at, [...(placed.get(at) ?? []), gap]);
  }
  return placed;
}

function runFrom(items: readonly TimelineItem[], at: number, gapsAt: ReadonlyMap<number, GapView[]>): Items {
  const first = items[at] as TimelineItem;
  const run: Items = [first];
  if (first.channel !== 'chat') return run;
  const day = startOfDay(first.occurredAtMs);
  for (let next = at + 1; next < items.length; next += 1) {
    const item = items[next] as TimelineItem;
    if (item.channel !== 'chat' || item.threadKey !== first.threadKey || item.source.label !== first.source.label || startOfDay(item.occurredAtMs) !== day || gapsAt.has(next)) break;
    run.push(item);
  }
  return run;
}

function cutFromEnd(run: Items): Items[] {
  const parts: Items[] = [];
  for (let end = run.length; end > 0; end -= MOST_MESSAGES_PER_CARD) parts.unshift(run.slice(Math.max(0, end - MOST_MESSAGES_PER_CARD), end) as Items);
  return parts;
}
