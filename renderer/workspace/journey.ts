/** Where the points of a journey strip stand: one lane per channel, time from left to right, crowds as one point. */
import type { JourneyPoint } from '../../shared/contract.ts';
import type { Channel } from '../../shared/domain.ts';

export type Dot = { x: number; y: number; channel: Channel; /** The newest interaction of the dot. */ interactionId: string; atMs: number; count: number };
export type Journey = { lanes: { channel: Channel; y: number }[]; dots: Dot[]; path: string; height: number };

const LANE_PX = 16;
const FIRST_LANE_PX = 10;
/** Dots nearer than this to each other in one lane could not be told apart. */
const CROWD_PX = 9;

/** `width` is that of the lanes alone; lanes are in the order of `channels`, only those with points exist, and points of other channels are left out. */
export function layOut(points: readonly JourneyPoint[], fromMs: number, toMs: number, width: number, channels: readonly Channel[]): Journey {
  const present = channels.filter((channel) => points.some((point) => point.channel === channel));
  const lanes = present.map((channel, lane) => ({ channel, y: FIRST_LANE_PX + lane * LANE_PX }));
  const yOf = new Map(lanes.map((lane) => [lane.channel, lane.y]));
  const spanMs = Math.max(1, toMs - fromMs);
  const last = new Map<Channel, Dot>();
  const dots: Dot[] = [];
  for (const point of points.filter(({ channel }) => yOf.has(channel)).sort((a, b) => a.occurredAtMs - b.occurredAtMs)) {
    const x = Math.round(Math.min(1, Math.max(0, (point.occurredAtMs - fromMs) / spanMs)) * width * 10) / 10;
    const crowd = last.get(point.channel);
    if (crowd && x - crowd.x < CROWD_PX) {
      crowd.count += 1;
      crowd.interactionId = point.interactionId;
      crowd.atMs = point.occurredAtMs;
      continue;
    }
    const dot: Dot = { x, y: yOf.get(point.channel) ?? FIRST_LANE_PX, channel: point.channel, interactionId: point.interactionId, atMs: point.occurredAtMs, count: 1 };
    last.set(point.channel, dot);
    dots.push(dot);
  }
  return { lanes, dots, path: pathThrough(dots), height: FIRST_LANE_PX * 2 + Math.max(0, lanes.length - 1) * LANE_PX };
}

/** A dot grows a little with what stands behind it. */
export function radiusOf(count: number): number {
  return Math.min(6.5, 4.5 + Math.log10(count) * 1.6);
}

/** A line that leaves and enters every dot level, as a river would. */
function pathThrough(dots: readonly Dot[]): string {
  let path = '';
  dots.forEach((dot, at) => {
    const before = dots[at - 1];
    if (!before) path = `M${dot.x} ${dot.y}`;
    else {
      const middle = Math.round((before.x + dot.x) * 5) / 10;
      path += ` C${middle} ${before.y} ${middle} ${dot.y} ${dot.x} ${dot.y}`;
    }
  });
  return path;
}
