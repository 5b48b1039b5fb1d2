/**
 * Segments of customers by recency, frequency and value of what they bought (S7).
 *
 * Each segment is a few boxes over (orders, value, time of the last order); the boxes of all segments cover everybody
 * once. So one table answers both "which segment is this customer" and "which customers are in this segment", the
 * latter as ranges that an index can serve.
 */
import { SEGMENTS } from '../../../shared/domain.ts';
import type { Segment } from '../../../shared/domain.ts';
import { DAY_MS } from '../../../shared/time.ts';

export type Purchases = { orders: number; valueMinor: number; lastOrderAtMs: number | null };
/** Inclusive on every side. */
export type SegmentBox = { orders: [number, number]; valueMinor: [number, number]; lastOrderAtMs: [number, number] };

const NEW_MS = 60 * DAY_MS;
const SLEEPING_MS = 270 * DAY_MS;
const LOST_MS = 540 * DAY_MS;
const LOYAL_ORDERS = 3;
const MOST = Number.MAX_SAFE_INTEGER;

/** Customers who bought are measured against each other: this share of them, by value, is the best. */
export const BEST_SHARE = 0.1;

/** @param bestFromMinor the value from which on a customer is among the best (BEST_SHARE of all who bought) */
export function segmentBoxes(segment: Segment, nowMs: number, bestFromMinor: number): SegmentBox[] {
  const any: [number, number] = [-MOST, MOST];
  const below: [number, number] = [-MOST, bestFromMinor - 1];
  const [lost, sleeping, fresh] = [nowMs - LOST_MS, nowMs - SLEEPING_MS, nowMs - NEW_MS];
  switch (segment) {
    case 'contact': return [{ orders: [0, 0], valueMinor: any, lastOrderAtMs: any }];
    case 'lost': return [{ orders: [1, MOST], valueMinor: any, lastOrderAtMs: [-MOST, lost] }];
    case 'atRisk': return [{ orders: [1, MOST], valueMinor: any, lastOrderAtMs: [lost + 1, sleeping] }];
    case 'best': return [{ orders: [2, MOST], valueMinor: [bestFromMinor, MOST], lastOrderAtMs: [sleeping + 1, MOST] }];
    case 'loyal': return [{ orders: [LOYAL_ORDERS, MOST], valueMinor: below, lastOrderAtMs: [sleeping + 1, MOST] }];
    case 'new': return [{ orders: [1, 1], valueMinor: any, lastOrderAtMs: [fresh, MOST] }];
    case 'promising': return [
      { orders: [1, 1], valueMinor: any, lastOrderAtMs: [sleeping + 1, fresh - 1] },
      { orders: [2, LOYAL_ORDERS - 1], valueMinor: below, lastOrderAtMs: [sleeping + 1, MOST] },
    ];
  }
}

export function segmentOf(bought: Purchases, nowMs: number, bestFromMinor: number): Segment {
  // Orders without a date (which a damaged file may bring) count as old ones.
  const place = { ...bought, lastOrderAtMs: bought.lastOrderAtMs ?? 0 };
  return SEGMENTS.find((segment) => segmentBoxes(segment, nowMs, bestFromMinor).some((box) => isInside(place, box))) ?? 'contact';
}

function isInside(place: { orders: number; valueMinor: number; lastOrderAtMs: number }, box: SegmentBox): boolean {
  return (['orders', 'valueMinor', 'lastOrderAtMs'] as const).every((side) => place[side] >= box[side][0] && place[side] <= box[side][1]);
}
