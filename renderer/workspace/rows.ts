/** From the items of a timeline to the rows that are drawn: day headings, and runs of chat messages as one card. */
import type { TimelineItem } from '../../shared/domain.ts';
import { startOfDay } from '../i18n/format.ts';

export type Row = {
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
export function toRows(items: readonly TimelineItem[]): Row[] {
  const rows: Row[] = [];
  let day: number | null = null;
  for (let at = 0; at < items.length;) {
    const run = runFrom(items, at);
    const today = startOfDay(run[0].occurredAtMs);
    let startsDay = today !== day;
    day = today;
    for (const part of cutFromEnd(run)) {
      rows.push({ key: part[part.length - 1]?.id ?? part[0].id, kind: part[0].channel === 'chat' ? 'chat' : 'item', items: part, startsDay });
      startsDay = false;
    }
    at += run.length;
  }
  return rows;
}

/** The row that shows an interaction; -1 when it is not among them. */
export function rowOf(rows: readonly Row[], interactionId: string): number {
  return rows.findIndex((row) => row.items.some((item) => item.id === interactionId));
}

type Items = [TimelineItem, ...TimelineItem[]];

function runFrom(items: readonly TimelineItem[], at: number): Items {
  const first = items[at] as TimelineItem;
  const run: Items = [first];
  if (first.channel !== 'chat') return run;
  const day = startOfDay(first.occurredAtMs);
  for (let next = at + 1; next < items.length; next += 1) {
    const item = items[next] as TimelineItem;
    if (item.channel !== 'chat' || item.threadKey !== first.threadKey || item.source.label !== first.source.label || startOfDay(item.occurredAtMs) !== day) break;
    run.push(item);
  }
  return run;
}

function cutFromEnd(run: Items): Items[] {
  const parts: Items[] = [];
  for (let end = run.length; end > 0; end -= MOST_MESSAGES_PER_CARD) parts.unshift(run.slice(Math.max(0, end - MOST_MESSAGES_PER_CARD), end) as Items);
  return parts;
}
