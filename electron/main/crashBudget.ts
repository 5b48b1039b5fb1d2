import { MINUTE_MS } from '../../shared/time.ts';

const MOST_RESTARTS = 3;
const WINDOW_MS = 5 * MINUTE_MS;

/** Counts the core's crashes: a core that keeps falling is not started for ever. */
export function createCrashBudget(): { mayRestart(nowMs: number): boolean } {
  let restarts: number[] = [];
  return {
    mayRestart(nowMs) {
      restarts = restarts.filter((atMs) => nowMs - atMs < WINDOW_MS);
      if (restarts.length >= MOST_RESTARTS) return false;
      restarts.push(nowMs);
      return true;
    },
  };
}
