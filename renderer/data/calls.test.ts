import { describe, expect, test } from 'vitest';
import type { LiveCall } from '../../shared/domain.ts';
import { barCalls, callerOf, ringingCall, withCall } from './calls.ts';
import type { CallsState } from './calls.ts';

const call = (id: string, part: Partial<LiveCall> = {}): LiveCall => ({
  id, state: 'ringing', direction: 'inbound', isMine: true, startedAtMs: 1_000, answeredAtMs: null, endedAtMs: null, ...part,
}) as LiveCall;
const state = (calls: LiveCall[], aside: string[] = [], closed: string[] = []): CallsState => ({ calls, aside: new Set(aside), closed: new Set(closed), chosen: new Map() });

describe('calls this window knows', () => {
  test('a call heard again takes the place of what was known of it', () => {
    expect(withCall([call('a')], call('a', { state: 'answered' }), 2_000).map((one) => one.state)).toEqual(['answered']);
  });

  test('the newest stands first, and what ended more than ten minutes ago goes', () => {
    const old = call('old', { state: 'ended', endedAtMs: 0 });
    expect(withCall([old, call('a')], call('b', { startedAtMs: 5_000 }), 11 * 60_000).map((one) => one.id)).toEqual(['b', 'a']);
  });
});

describe('what rings', () => {
  test('is shown when it rings here, and not when it rings at a colleague or was dialled here', () => {
    expect(ringingCall(state([call('theirs', { isMine: false }), call('dialled', { direction: 'outbound' }), call('mine')]))?.id).toBe('mine');
  });

  test('is not shown again once it was put aside or answered, and then stands in the bar', () => {
    expect(ringingCall(state([call('a')], ['a']))).toBeUndefined();
    expect(barCalls(state([call('a')], ['a'])).map((one) => one.id)).toEqual(['a']);
    const answered = state([call('a', { state: 'answered', answeredAtMs: 2_000 })]);
    expect(ringingCall(answered)).toBeUndefined();
    expect(barCalls(answered)).toHaveLength(1);
  });

  test('stays in the bar after a talk until it is closed; a call nobody answered does not', () => {
    const talked = call('a', { state: 'ended', answeredAtMs: 2_000, endedAtMs: 9_000 });
    const missed = call('b', { state: 'ended', outcome: 'missed', endedAtMs: 9_000 });
    expect(barCalls(state([talked, missed])).map((one) => one.id)).toEqual(['a']);
    expect(barCalls(state([talked], [], ['a']))).toEqual([]);
  });

  test('has a name only when one customer has the number, or the agent chose among several', () => {
    const several = call('a', { brief: { match: 'several', candidates: [{ customerId: 'x', name: 'Ana' }, { customerId: 'y', name: 'Beto' }], freshness: [] } as unknown as LiveCall['brief'] });
    const one = call('b', { brief: { match: 'one', candidates: [{ customerId: 'x', name: 'Ana' }], freshness: [] } as unknown as LiveCall['brief'] });
    expect(callerOf(several, new Map())).toBeNull();
    expect(callerOf(several, new Map([['a', { customerId: 'y', name: 'Beto' }]]))?.name).toBe('Beto');
    expect(callerOf(one, new Map())?.name).toBe('Ana');
  });
});
