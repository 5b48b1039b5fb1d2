import { expect, test } from 'vitest';
import type { Topic } from '../../shared/contract.ts';
import { createCoalescer, isTouched } from './changeListener.ts';
import { keys } from './keys.ts';

const alone = (id: string): string[] => [id];
const topics = (...names: Topic[]): Set<Topic> => new Set(names);

test('a change of one customer asks again for their screens and for nobody else\'s', () => {
  const changed = topics('customer:a');
  expect(isTouched(keys.customer('a'), changed, alone)).toBe(true);
  expect(isTouched(keys.timeline('a', [], null), changed, alone)).toBe(true);
  expect(isTouched(keys.journey('a', 90), changed, alone)).toBe(true);
  expect(isTouched(keys.customer('b'), changed, alone)).toBe(false);
  expect(isTouched(keys.queue('waiting'), changed, alone)).toBe(false);
  expect(isTouched(keys.settings, changed, alone)).toBe(false);
});

test('a customer opened under a former id hears of changes under the id they answer to now', () => {
  const idsOf = (id: string): string[] => (id === 'old' ? ['old', 'new'] : [id]);
  expect(isTouched(keys.customer('old'), topics('customer:new'), idsOf)).toBe(true);
});

test('each topic reaches its own answers', () => {
  expect(isTouched(keys.customers('lu', 0), topics('customers'), alone)).toBe(true);
  expect(isTouched(keys.search('lu', 30, null), topics('customers'), alone)).toBe(true);
  expect(isTouched(keys.queue('waiting'), topics('queue'), alone)).toBe(true);
  expect(isTouched(keys.sync, topics('sync'), alone)).toBe(true);
  expect(isTouched(keys.quarantine(0, 50), topics('sync'), alone)).toBe(true);
  expect(isTouched(keys.settings, topics('settings'), alone)).toBe(true);
  expect(isTouched(keys.app, topics('app'), alone)).toBe(true);
  expect(isTouched(keys.search('lu', 20, null), topics('app'), alone)).toBe(true);
  expect(isTouched(keys.customers('lu', 0), topics('queue', 'sync', 'app', 'settings'), alone)).toBe(false);
});

test('an open message is read again when a customer changed, its raw record never', () => {
  expect(isTouched(keys.interaction('i'), topics('customer:a'), alone)).toBe(true);
  expect(isTouched(keys.raw('i'), topics('customer:a', 'customers', 'app'), alone)).toBe(false);
});

test('events of one frame become one round', () => {
  const runs: (() => void)[] = [];
  const rounds: Topic[][] = [];
  const push = createCoalescer((round) => {
    rounds.push([...round]);
    return new Set();
  }, (run) => runs.push(run));
  push(['customers']);
  push(['customers', 'queue']);
  push(['customer:a']);
  expect(runs).toHaveLength(1);
  runs[0]?.();
  expect(rounds).toEqual([['customers', 'queue', 'customer:a']]);
});

test('what is being answered right now is asked again in the next round, and nothing is lost', () => {
  const runs: (() => void)[] = [];
  const rounds: Topic[][] = [];
  let isBusy = true;
  const push = createCoalescer((round) => {
    rounds.push([...round]);
    return isBusy ? topics('queue') : topics();
  }, (run) => runs.push(run));
  push(['queue', 'customers']);
  runs[0]?.();
  isBusy = false;
  runs[1]?.();
  expect(rounds).toEqual([['queue', 'customers'], ['queue']]);
  expect(runs).toHaveLength(2);
});
