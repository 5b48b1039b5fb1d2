import { expect, test } from 'vitest';
import type { JourneyPoint } from '../../shared/contract.ts';
import type { Channel } from '../../shared/domain.ts';
import { layOut, radiusOf } from './journey.ts';

const CHANNELS: Channel[] = ['mail', 'chat', 'call', 'visit', 'note', 'survey'];
const point = (channel: Channel, occurredAtMs: number): JourneyPoint => ({ interactionId: `${channel}${occurredAtMs}`, channel, direction: 'inbound', occurredAtMs }) as JourneyPoint;

test('only channels with points have a lane, in the order of the channels', () => {
  const { lanes, height } = layOut([point('call', 50), point('mail', 10)], 0, 100, 600, CHANNELS);
  expect(lanes.map((lane) => lane.channel)).toEqual(['mail', 'call']);
  expect(lanes[1]?.y).toBeGreaterThan(lanes[0]?.y ?? 0);
  expect(height).toBeGreaterThan(lanes[1]?.y ?? 0);
});

test('time runs from left to right over the whole width, and nothing stands outside', () => {
  const { dots } = layOut([point('mail', 0), point('mail', 50), point('mail', 100), point('chat', 140), point('chat', -5)], 0, 100, 600, CHANNELS);
  expect(dots.map((dot) => dot.x).sort((a, b) => a - b)).toEqual([0, 0, 300, 600, 600]);
});

test('a crowd becomes one dot that leads to its newest', () => {
  const { dots } = layOut([point('chat', 500), point('chat', 501), point('chat', 502), point('chat', 900)], 0, 1_000, 600, CHANNELS);
  expect(dots.map((dot) => dot.count)).toEqual([3, 1]);
  expect(dots[0]?.interactionId).toBe('chat502');
});

test('ten thousand points are no more dots than fit', () => {
  const points = Array.from({ length: 10_000 }, (_, at) => point(CHANNELS[at % 3] ?? 'mail', at));
  expect(layOut(points, 0, 10_000, 600, CHANNELS).dots.length).toBeLessThan(250);
});

test('the path goes through every dot in the order of time', () => {
  const { path, dots } = layOut([point('mail', 0), point('chat', 50), point('mail', 100)], 0, 100, 600, CHANNELS);
  expect(path.startsWith(`M${dots[0]?.x} ${dots[0]?.y}`)).toBe(true);
  expect(path.match(/C/g)).toHaveLength(2);
  expect(path.endsWith(`${dots[2]?.x} ${dots[2]?.y}`)).toBe(true);
});

test('no points, no path', () => {
  expect(layOut([], 0, 100, 600, CHANNELS)).toMatchObject({ lanes: [], dots: [], path: '' });
});

test('a dot grows with its crowd but never beyond its lane', () => {
  expect(radiusOf(1)).toBe(4.5);
  expect(radiusOf(10)).toBeGreaterThan(radiusOf(1));
  expect(radiusOf(100_000)).toBe(6.5);
});

test('points of channels that are not asked for are left out', () => {
  const { lanes, dots } = layOut([point('mail', 10), point('note', 20)], 0, 100, 600, ['mail', 'chat']);
  expect(lanes.map((lane) => lane.channel)).toEqual(['mail']);
  expect(dots).toHaveLength(1);
});
