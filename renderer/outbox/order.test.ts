import { expect, test } from 'vitest';
import type { OutboxItem, OutboxState } from '../../shared/domain.ts';
import { dropMove, groupsOf, stepMove } from './order.ts';

const item = (id: string, state: OutboxState = 'queued'): OutboxItem => ({ id, state }) as unknown as OutboxItem;
const list = [item('a', 'sending'), item('b'), item('h', 'held'), item('c'), item('d'), item('s', 'sent')];
const ids = (items: readonly OutboxItem[]): string[] => items.map((one) => one.id);

test('what waits for a decision stands apart from what leaves by itself and from what is through', () => {
  const groups = groupsOf([...list, item('f', 'failed'), item('v', 'verifying'), item('x', 'cancelled')]);
  expect(ids(groups.decide)).toEqual(['h', 'f']);
  expect(ids(groups.onTheWay)).toEqual(['a', 'b', 'c', 'd', 'v']);
  expect(ids(groups.through)).toEqual(['s', 'x']);
});

test('a step down goes before the one after the next, the last one behind all', () => {
  expect(stepMove(list, 'b', 1)).toEqual({ outboxId: 'b', before: 'd', place: 2 });
  expect(stepMove(list, 'c', 1)).toEqual({ outboxId: 'c', before: null, place: 3 });
  expect(stepMove(list, 'd', 1)).toBeNull();
});

test('a step up goes before the former neighbour; what is leaving is not overtaken and does not move', () => {
  expect(stepMove(list, 'c', -1)).toEqual({ outboxId: 'c', before: 'b', place: 1 });
  expect(stepMove(list, 'b', -1)).toBeNull();
  expect(stepMove(list, 'a', 1)).toBeNull();
});

test('what is dropped takes the place of what it is dropped on', () => {
  expect(dropMove(list, 'b', 'd')).toEqual({ outboxId: 'b', before: null, place: 3 });
  expect(dropMove(list, 'd', 'b')).toEqual({ outboxId: 'd', before: 'b', place: 1 });
  expect(dropMove(list, 'b', 'b')).toBeNull();
  expect(dropMove(list, 'b', 'a')).toBeNull();
});
