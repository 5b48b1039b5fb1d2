/** Tells the other side that somebody writes, and that they stopped; and hears the same of them. */
import { useEffect, useMemo, useState } from 'react';
import { command, onEvent } from '../data/client.ts';

/** XEP-0085 5.1: after this long without a key, somebody has paused. */
const PAUSE_MS = 5_000;
/** A signal that was never taken back says nothing any more. */
const HEARD_MS = 30_000;

export type TypingSignal = { start: () => void; stop: () => void };

export function useTypingSignal(customerId: string, isPossible: boolean): TypingSignal {
  return useMemo(() => createTypingSignal(customerId, isPossible), [customerId, isPossible]);
}

function createTypingSignal(customerId: string, isPossible: boolean): TypingSignal {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isTyping = false;
  const tell = (next: boolean): void => {
    clearTimeout(timer);
    if (isTyping !== next && isPossible) {
      // Courtesy alone: whoever is offline is told nothing, and nobody here needs to know.
      command('chat.typing', { customerId, isTyping: next }).catch(() => undefined);
    }
    isTyping = next;
  };
  return {
    start() {
      tell(true);
      timer = setTimeout(() => tell(false), PAUSE_MS);
    },
    stop: () => tell(false),
  };
}

/** Whether one of these ids is writing to us now. */
export function useTheyType(ids: readonly string[]): boolean {
  const [isTyping, setTyping] = useState(false);
  const all = ids.join();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stopListening = onEvent('typing', (event) => {
      if (!all.split(',').includes(event.customerId)) return;
      clearTimeout(timer);
      setTyping(event.isTyping);
      if (event.isTyping) timer = setTimeout(() => setTyping(false), HEARD_MS);
    });
    return () => {
      clearTimeout(timer);
      stopListening();
    };
  }, [all]);
  return isTyping;
}
