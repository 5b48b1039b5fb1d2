/** What the keyboard or the palette asks of whichever screen can do it. Nobody listening means that nothing happens. */
import { useEffect, useRef } from 'react';

export type Intent =
  | 'search' | 'palette' | 'shortcuts' | 'filterList' | 'listDown' | 'listUp'
  | 'writeNote' | 'editName' | 'mergeCustomer' | 'focusTimeline' | 'newest';

const listeners = new Map<Intent, Set<() => void>>();

export function intend(intent: Intent): void {
  for (const listener of listeners.get(intent) ?? []) listener();
}

/** Runs the newest `handler` whenever the intent is uttered, as long as the component is mounted. */
export function useIntent(intent: Intent, handler: () => void): void {
  const newest = useRef(handler);
  useEffect(() => {
    newest.current = handler;
  });
  useEffect(() => {
    const listener = (): void => newest.current();
    const all = listeners.get(intent) ?? new Set();
    listeners.set(intent, all.add(listener));
    return () => {
      all.delete(listener);
    };
  }, [intent]);
}
