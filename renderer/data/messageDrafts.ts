/** The window's one draft keeper: it saves when the window is left and hears what other windows saved. */
import { useEffect, useSyncExternalStore } from 'react';
import { command, onEvent, query } from './client.ts';
import { createDraftKeeper } from './draftKeeper.ts';
import type { DraftChannel, DraftKeeper, DraftState } from './draftKeeper.ts';

export type { DraftChannel, DraftState } from './draftKeeper.ts';

/** Customers on the screen, with how many parts of it show their drafts. */
const shown = new Map<string, number>();
let sayError: (error: unknown) => void = () => undefined;

export const draftKeeper: DraftKeeper = createDraftKeeper({
  save: (input) => command('draft.save', input),
  list: (customerId) => query('draft.list', { customerId }),
  discard: (draftId) => command('draft.discard', { draftId }),
  onError: (error) => sayError(error),
  nowMs: Date.now,
});

/** Starts following the feed; call once. */
export function startDrafts(onError: (error: unknown) => void): void {
  sayError = onError;
  const flush = (): void => void draftKeeper.flush();
  addEventListener('blur', flush);
  addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', flush);
  const refresh = (): void => {
    for (const customerId of shown.keys()) draftKeeper.refresh(customerId).catch(onError);
  };
  onEvent('changed', ({ topics }) => {
    // A merge brings the drafts of another customer along.
    if (topics.some((topic) => topic === 'drafts' || topic === 'customers' || topic.startsWith('customer:'))) refresh();
  });
  onEvent('core', ({ state }) => {
    if (state === 'running') refresh();
  });
}

/** The drafts of one customer, kept up to date; what is unsaved is saved when the screen goes. */
export function useDrafts(customerId: string): Readonly<Record<DraftChannel, DraftState>> {
  useEffect(() => {
    shown.set(customerId, (shown.get(customerId) ?? 0) + 1);
    draftKeeper.refresh(customerId).catch((error: unknown) => sayError(error));
    return () => {
      const left = (shown.get(customerId) ?? 1) - 1;
      if (left > 0) shown.set(customerId, left);
      else shown.delete(customerId);
      void draftKeeper.flush();
    };
  }, [customerId]);
  return useSyncExternalStore(draftKeeper.subscribe, () => draftKeeper.read(customerId));
}
