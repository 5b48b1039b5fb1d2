/**
 * Hybrid logical clock: stamps that sort as text, never go back on one device, and stay close to the wall clock.
 * (Kulkarni et al., "Logical Physical Clocks", 2014.)
 */
import { MINUTE_MS } from '../../shared/time.ts';
import type { NowMs } from '../../shared/time.ts';

/** A foreign stamp further ahead than this is stored and applied, but does not drag our clock along. */
export const MAX_DRIFT_MS = 5 * MINUTE_MS;
const COUNTER_LIMIT = 0xffff;

export type Clock = {
  /** The next stamp: 12 hex digits of milliseconds, `-`, 4 of a counter. Greater than every stamp made or received before. */
  stamp(): string;
  /** Takes notice of a foreign stamp. @returns how far it is ahead of our wall clock in ms, for showing; at most 0 when it is not */
  receive(hlc: string): number;
};

/** @param last greatest stamp already in the store, or null */
export function createClock(nowMs: NowMs, last: string | null): Clock {
  let { ms, counter } = last === null ? { ms: 0, counter: 0 } : readStamp(last);
  return {
    stamp() {
      const wall = nowMs();
      if (wall > ms) {
        ms = wall;
        counter = 0;
      } else if (counter === COUNTER_LIMIT) {
        ms += 1;
        counter = 0;
      } else {
        counter += 1;
      }
      return writeStamp(ms, counter);
    },
    receive(hlc) {
      const foreign = readStamp(hlc);
      const ahead = foreign.ms - nowMs();
      if (ahead <= MAX_DRIFT_MS && (foreign.ms > ms || (foreign.ms === ms && foreign.counter > counter))) ({ ms, counter } = foreign);
      return ahead;
    },
  };
}

/** The greatest stamp that our clock follows at this time; those above it are too far ahead of us. */
export function latestFollowed(nowMs: number): string {
  return writeStamp(nowMs + MAX_DRIFT_MS, COUNTER_LIMIT);
}

export function stampTimeMs(hlc: string): number {
  return readStamp(hlc).ms;
}

function writeStamp(ms: number, counter: number): string {
  return `${ms.toString(16).padStart(12, '0')}-${counter.toString(16).padStart(4, '0')}`;
}

function readStamp(hlc: string): { ms: number; counter: number } {
  const ms = Number.parseInt(hlc.slice(0, 12), 16);
  const counter = Number.parseInt(hlc.slice(13, 17), 16);
  return { ms: Number.isNaN(ms) ? 0 : ms, counter: Number.isNaN(counter) ? 0 : counter };
}
