/** How much history is still to be read, for the bar at the foot of the window. */
import type { SyncState } from '../../shared/contract.ts';

/** What all folders together still have to read; null when nothing is left or nothing is known. */
export function backlogOf(sync: SyncState): { done: number; total: number } | null {
  let done = 0;
  let total = 0;
  for (const stream of sync.accounts.flatMap((account) => account.streams)) {
    if (stream.total === null || stream.complete) continue;
    done += Math.min(stream.done, stream.total);
    total += stream.total;
  }
  return total > done ? { done, total } : null;
}
