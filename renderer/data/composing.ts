/**
 * The wish to write to somebody, on its way to their composer: it outlives the change of screen in between.
 *
 * Owns only the newest wish. The composer of that customer takes it when it is mounted; nobody else's does.
 */
import { useSyncExternalStore } from 'react';
import type { DraftContent } from '../../shared/composing.ts';
import type { Tab } from './navigation.ts';
import { navigation, openCustomer } from './navigation.ts';

export type ComposeAsk = {
  customerId: string;
  /** Null: whichever suits writing to them. */
  channel: DraftContent['channel'] | null;
  /** The call during which it is asked for; what is sent is linked to it. */
  callId: string | null;
  /** The interaction to answer. */
  replyTo: string | null;
  /** Grows with every wish, so that the same one twice moves twice. */
  ask: number;
};

let current: ComposeAsk | null = null;
const listeners = new Set<() => void>();

/** Opens the customer's tab with the composer ready to write. `name` is shown until the customer is known. */
export function openComposerFor(customerId: string, channel: ComposeAsk['channel'], callId: string | null = null, name = ''): void {
  const known = navigation().tabs.find((tab) => tab.customerId === customerId);
  const tab: Tab = known ?? { customerId, name, channel: channel === 'note' ? null : channel };
  ask({ customerId, channel, callId, replyTo: null });
  openCustomer(tab);
}

/** The newest wish if it is for one of these ids. */
export function useComposeAsk(ids: readonly string[]): ComposeAsk | null {
  const newest = useSyncExternalStore(listen, () => current);
  return newest !== null && ids.includes(newest.customerId) ? newest : null;
}

/** Done with: a composer that is mounted later does not open again for it. */
export function takeComposeAsk(done: number): void {
  if (current?.ask === done) set(null);
}

let asked = 0;

function ask(wish: Omit<ComposeAsk, 'ask'>): void {
  asked += 1;
  set({ ...wish, ask: asked });
}

function set(next: ComposeAsk | null): void {
  current = next;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
