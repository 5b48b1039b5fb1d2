import { expect, it } from 'vitest';
import type { Envelope } from '../../shared/result.ts';
import { wakeAccounts } from './wake.ts';

it('asks every account that is not paused to look now, and none when the history is closed', async () => {
  const asked: unknown[] = [];
  const accounts = [{ id: 'a', phase: 'live' }, { id: 'b', phase: 'paused' }, { id: 'c', phase: 'waiting' }, { id: 'd', phase: 'done' }];
  const core = (state: Envelope<unknown>) => ({
    request: (_channel: string, name: string, input: unknown): Promise<Envelope<unknown>> => {
      if (name === 'account.syncNow') asked.push(input);
      return Promise.resolve(name === 'sync.state' ? state : { ok: true, value: null });
    },
  });
  expect(await wakeAccounts(core({ ok: true, value: { accounts } }))).toBe(2);
  expect(asked).toEqual([{ accountId: 'a' }, { accountId: 'c' }]);
  expect(await wakeAccounts(core({ ok: false, error: { code: 'key-missing', recovery: 'askPerson', params: {} } }))).toBe(0);
});
