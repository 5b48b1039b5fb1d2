/** A clock that goes by the second, for the length of a call; it stands while nobody looks. */
import { useEffect, useState } from 'react';
import { SECOND_MS } from '../../shared/time.ts';

export function useSeconds(isRunning: boolean): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNowMs(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  return nowMs;
}
