import { expect, test } from 'vitest';
import type { StreamView, SyncState } from '../../shared/contract.ts';
import { backlogOf } from './backlog.ts';

const stream = (done: number, total: number | null, complete: boolean): StreamView => ({ stream: 's', shown: 's', done, total, complete, lastSuccessAtMs: null });
const sync = (...streams: StreamView[]): SyncState => ({ accounts: [{ streams }], imports: [], quarantined: 0 }) as unknown as SyncState;

test('the backlog counts the folders that are not complete', () => {
  expect(backlogOf(sync(stream(10, 100, false), stream(50, 50, true), stream(5, 20, false)))).toEqual({ done: 15, total: 120 });
});

test('folders of unknown size and a finished history make no backlog', () => {
  expect(backlogOf(sync(stream(10, null, false)))).toBeNull();
  expect(backlogOf(sync(stream(10, 10, true)))).toBeNull();
  expect(backlogOf(sync())).toBeNull();
});

test('more than was announced is never more than all', () => {
  expect(backlogOf(sync(stream(30, 20, false), stream(0, 10, false)))).toEqual({ done: 20, total: 30 });
});
