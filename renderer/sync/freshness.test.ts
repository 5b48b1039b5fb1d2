import { describe, expect, test } from 'vitest';
import type { AccountView, SyncState } from '../../shared/contract.ts';
import type { AccountId } from '../../shared/domain.ts';
import { sourceStates } from './freshness.ts';
import type { FedBy } from './freshness.ts';

const NOW = 10_000_000;
const account = (part: Partial<AccountView>): AccountView => ({ id: 'a', kind: 'imap', label: 'Ventas', phase: 'live', streams: [], lastSuccessAtMs: NOW - 60_000, error: null, ...part }) as AccountView;
const sync = (...accounts: AccountView[]): SyncState => ({ accounts, imports: [], quarantined: 0 });
const fed = (part: Partial<FedBy> = {}, accountId: string | null = 'a'): FedBy => ({ source: { connector: 'imap', accountId: accountId as AccountId | null, label: 'Ventas' }, lastSuccessAtMs: NOW - 3_600_000, complete: true, ...part });
const seen = (one: Partial<AccountView>): string => sourceStates([fed()], sync(account(one)), NOW).map((state) => `${state.words}/${state.tone}`).join();

describe('S30: how fresh a source is', () => {
  test('only an account that listens now is called up to date', () => {
    expect(seen({})).toBe('live/fresh');
    expect(seen({ phase: 'syncing' })).toBe('reading/reading');
  });

  test('a paused account, one with a problem and one that cannot be reached are stale, each with its reason', () => {
    expect(seen({ phase: 'paused' })).toBe('paused/stale');
    expect(seen({ phase: 'waiting', error: { code: 'wrong-password', recovery: 'reauthenticate', params: {} } })).toBe('error/stale');
    expect(seen({ phase: 'waiting', error: { code: 'connection-refused', recovery: 'retry', params: {} } })).toBe('offline/stale');
  });

  test('an account that only tries to connect is not called current once its last reading is old', () => {
    expect(seen({ phase: 'connecting' })).toBe('connecting/reading');
    expect(seen({ phase: 'connecting', lastSuccessAtMs: NOW - 3_600_000 })).toBe('offline/stale');
  });

  test('what was never read says so', () => {
    expect(sourceStates([fed({ lastSuccessAtMs: null })], sync(account({ lastSuccessAtMs: null, phase: 'connecting' })), NOW).map((state) => state.words)).toEqual(['never']);
  });

  test('a file that was imported is neither current nor a problem', () => {
    expect(sourceStates([fed({}, null)], sync(), NOW).map((state) => `${state.words}/${state.tone}`)).toEqual(['still/still']);
  });

  test('stale sources come first, and without a list every account is told of', () => {
    const states = sourceStates(null, sync(account({}), account({ id: 'b' as AccountId, label: 'Zeta', phase: 'paused' })), NOW);
    expect(states.map((state) => state.label)).toEqual(['Zeta', 'Ventas']);
  });
});
