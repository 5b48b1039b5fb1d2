/** What the keyboard or the palette asks of whichever screen can do it. Nobody listening means that nothing happens. */
import { useEffect, useRef } from 'react';
import type { ProductView } from '../../shared/selling.ts';

export type Intent =
  | 'search' | 'palette' | 'shortcuts' | 'filterList' | 'listDown' | 'listUp'
  | 'writeNote' | 'editName' | 'mergeCustomer' | 'newCustomer' | 'focusTimeline' | 'newest'
  /** Begin a visit of the customer on screen, or of somebody who is not identified yet. */
  | 'startVisit' | 'startVisitHere'
  /** Look for a product, to save it for the customer on screen or to offer it; null: it has still to be found. */
  | 'findProduct'
  /** Write to the customer on screen, by the channel that the composer proposes. */
  | 'compose'
  /** Answer one interaction in the channel it came by (S12); null: the last thing they said. */
  | 'reply'
  /** Of the row under the cursor in the queue: it needs no answer, or is called back. */
  | 'settleRow' | 'callRow'
  /** Go on with the queue, or back in it. */
  | 'nextInQueue' | 'previousInQueue'
  /** Make a case of a contact, or part of one; null: the last thing they said. */
  | 'openCase' | 'addToCase'
  /** With the case in front of the customer on screen. */
  | 'showCase' | 'escalateCase' | 'snoozeCase' | 'assignCase' | 'takeCase' | 'solveCase' | 'prioritiseCase' | 'tagCase' | 'addTask'
  /** Show whoever is on the line. */
  | 'openCall'
  /** Write to whoever is on the line. */
  | 'composeToCaller';

/** What an intent has to say beside its name. */
type Details = { findProduct: { product: ProductView | null }; reply: { interactionId: string | null }; openCase: { interactionId: string | null }; addToCase: { interactionId: string | null } };
type DetailOf<I extends Intent> = I extends keyof Details ? [detail: Details[I]] : [];
type Listener = (...detail: readonly unknown[]) => void;

const listeners = new Map<Intent, Set<Listener>>();

export function intend<I extends Intent>(intent: I, ...detail: DetailOf<I>): void {
  for (const listener of listeners.get(intent) ?? []) listener(...detail);
}

/** Runs the newest `handler` whenever the intent is uttered, as long as the component is mounted. */
export function useIntent<I extends Intent>(intent: I, handler: (...detail: DetailOf<I>) => void): void {
  const newest = useRef(handler);
  useEffect(() => {
    newest.current = handler;
  });
  useEffect(() => {
    // What is uttered under a name has the detail of that name.
    const listener: Listener = (...detail) => newest.current(...(detail as DetailOf<I>));
    const all = listeners.get(intent) ?? new Set<Listener>();
    listeners.set(intent, all.add(listener));
    return () => {
      all.delete(listener);
    };
  }, [intent]);
}
