/** After the machine slept every connection may be dead without knowing it: each account that is not paused is asked to look now. */
import type { QueryOutput } from '../../shared/contract.ts';
import type { CoreHost } from './coreHost.ts';

/** Best effort: an account that cannot be asked finds out by itself, later. Answers how many were asked. */
export async function wakeAccounts(core: Pick<CoreHost, 'request'>): Promise<number> {
  const envelope = await core.request('query', 'sync.state', {});
  if (!envelope.ok) return 0;
  const { accounts } = envelope.value as QueryOutput<'sync.state'>;
  const awake = accounts.filter((account) => account.phase !== 'paused' && account.phase !== 'done');
  await Promise.all(awake.map((account) => core.request('command', 'account.syncNow', { accountId: account.id })));
  return awake.length;
}
