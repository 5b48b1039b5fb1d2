/** Whether an account reaches its server now, by the phase its source is in. */
import { useSyncState } from '../data/queries.ts';

export function useOnline(): (accountId: string | null) => boolean {
  const accounts = useSyncState().data?.accounts ?? [];
  return (accountId) => {
    const account = accounts.find((one) => one.id === accountId);
    return account === undefined || account.phase === 'live' || account.phase === 'syncing';
  };
}
