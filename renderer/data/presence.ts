/**
 * Who is there now by chat, as the core's events tell it.
 *
 * Owns what this window knows of it. An address that is not in the set is not there, or nothing is known of it.
 */
import { useSyncExternalStore } from 'react';
import { onEvent, query } from './client.ts';

let available: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

/** Ids of the chat addresses whose owner is there now. */
export function useAvailable(): ReadonlySet<string> {
  return useSyncExternalStore(listen, () => available);
}

/** Starts listening; call once. A window that opens later, or a core that was started again, is told by `chat.available`. */
export function startPresence(): () => void {
  const ask = (): void => {
    // Without an answer the next event tells.
    query('chat.available', {}).then((ids) => set(new Set(ids)), () => undefined);
  };
  const stopPresence = onEvent('presence', ({ contactPointId, isAvailable }) => {
    const next = new Set(available);
    if (isAvailable) next.add(contactPointId);
    else next.delete(contactPointId);
    set(next);
  });
  const stopCore = onEvent('core', ({ state }) => {
    if (state === 'running') ask();
    else set(new Set());
  });
  ask();
  return () => {
    stopPresence();
    stopCore();
  };
}

function set(next: ReadonlySet<string>): void {
  available = next;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
