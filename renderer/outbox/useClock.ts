/** The time now, by the second while something counts down and by the half minute else. */
import { useSyncExternalStore } from 'react';
import { MINUTE_MS, SECOND_MS } from '../../shared/time.ts';

export function useClock(isCounting: boolean): number {
  const stepMs = isCounting ? SECOND_MS : MINUTE_MS / 2;
  return useSyncExternalStore(isCounting ? bySecond : byHalfMinute, () => Math.floor(Date.now() / stepMs) * stepMs);
}

const every = (ms: number) => (tell: () => void): (() => void) => {
  const timer = setInterval(tell, ms);
  return () => clearInterval(timer);
};
const bySecond = every(SECOND_MS);
const byHalfMinute = every(MINUTE_MS / 2);
