/**
 * When the timeline of a customer is on the glass. What stands beside it waits for that: the core answers one question
 * after the other, and who opens a customer wants to read first.
 */
import { useEffect, useLayoutEffect, useState } from 'react';

/** Somebody without any contact has nothing to paint. */
const LONGEST_WAIT_MS = 250;

const waiting = new Map<string, Set<() => void>>();

/** Marks the page once the first rows of this customer are on the glass: a task after the frame that painted them. */
export function usePainted(customerId: string, hasRows: boolean): void {
  useLayoutEffect(() => {
    if (!hasRows) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => {
        document.documentElement.dataset['painted'] = customerId;
        performance.mark('workspace-painted', { detail: customerId });
        for (const tell of waiting.get(customerId) ?? []) tell();
      }, 0);
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [customerId, hasRows]);
}

/** False until the timeline of this customer is painted. Mount with the customer's key. */
export function useIsPainted(customerId: string): boolean {
  const [isPainted, setPainted] = useState(false);
  useEffect(() => {
    if (isPainted) return;
    const tell = (): void => setPainted(true);
    const listeners = waiting.get(customerId) ?? new Set();
    waiting.set(customerId, listeners.add(tell));
    const timer = setTimeout(tell, LONGEST_WAIT_MS);
    return () => {
      clearTimeout(timer);
      listeners.delete(tell);
      if (listeners.size === 0) waiting.delete(customerId);
    };
  }, [customerId, isPainted]);
  return isPainted;
}
