import { expect, test } from 'vitest';
import type { WindowMemory } from '../../shared/contract.ts';
import { navigation, openCustomer, restored, restoreNavigation, withoutTab, withTab } from './navigation.ts';
import type { Navigation } from './navigation.ts';

const tab = (customerId: string): Navigation['tabs'][number] => ({ customerId, name: customerId.toUpperCase(), channel: null });
const open = (ids: string[], activeId: string | null): Navigation => ({ ...restored(null), tabs: ids.map(tab), activeId });

test('closing the customer on screen shows the neighbour to the right, else the one to the left', () => {
  expect(withoutTab(open(['a', 'b', 'c'], 'b'), 'b').activeId).toBe('c');
  expect(withoutTab(open(['a', 'b', 'c'], 'c'), 'c').activeId).toBe('b');
  expect(withoutTab(open(['a'], 'a'), 'a').activeId).toBeNull();
});

test('closing another customer leaves the one on screen', () => {
  expect(withoutTab(open(['a', 'b'], 'b'), 'a').activeId).toBe('b');
});

test('after a merge the tab goes by the new id, and two tabs of one customer become one', () => {
  const merged = withTab(open(['a', 'b'], 'b'), 'b', tab('a'));
  expect(merged.tabs.map((one) => one.customerId)).toEqual(['a']);
  expect(merged.activeId).toBe('a');
});

test('a tab that did not change leaves the state as it is', () => {
  const now = open(['a'], 'a');
  expect(withTab(now, 'a', tab('a'))).toBe(now);
  expect(withTab(now, 'zzz', tab('zzz'))).toBe(now);
});

test('what was kept comes back, and what cannot be understood counts as nothing open', () => {
  const kept: WindowMemory = { section: 'customers', tabs: [tab('a'), tab('b')], activeId: 'b', isPanelOpen: false, hasOpened: true };
  expect(restored(kept)).toMatchObject({ section: 'customers', activeId: 'b', isPanelOpen: false, hasOpened: true });
  expect(restored({ ...kept, section: 'nowhere', tabs: [], activeId: 'x' })).toMatchObject({ section: 'queue', tabs: [], activeId: null });
  expect(restored({ ...kept, activeId: 'x' }).activeId).toBe('a');
});

test('somebody opened before the former tabs are back stays in front of them', () => {
  openCustomer(tab('c'));
  restoreNavigation({ section: 'sync', tabs: [tab('a'), tab('b')], activeId: 'b', isPanelOpen: true, hasOpened: true });
  expect(navigation()).toMatchObject({ section: 'customers', activeId: 'c', tabs: [tab('a'), tab('b'), tab('c')] });
});
