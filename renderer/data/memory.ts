/**
 * What the window leaves for its next start, on its way into the encrypted history.
 *
 * Owns the pace: changes are collected until a pause, and sent at once when the window loses the focus or goes.
 * Promises: nothing that was handed in is dropped; what could not be stored is tried again, and the newest wins.
 */
import type { CommandInput, QueryOutput } from '../../shared/contract.ts';
import { isBeside } from './beside.ts';
import { command, query } from './client.ts';

type Memory = CommandInput<'desk.remember'>;

/** A pause in typing; what a killed window may lose. */
const PAUSE_MS = 300;
const RETRY_MS = 2_000;

export type Keeper = {
  /** Takes over a part; parts that are not named stay as they are. */
  remember(part: Memory): void;
  /** Sends what waits, without waiting for a pause. */
  flush(): void;
};

/** `onError` hears of the first failure of a row of them. */
export function createKeeper(save: (memory: Memory) => Promise<unknown>, onError: (error: unknown) => void): Keeper {
  let waiting: Memory | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isSending = false;
  let hasFailed = false;

  function schedule(afterMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(flush, afterMs);
  }

  function flush(): void {
    clearTimeout(timer);
    // One at a time: an older text that failed must not come after a newer one.
    if (waiting === null || isSending) return;
    const sent = waiting;
    waiting = null;
    isSending = true;
    save(sent).then(
      () => settled(null),
      (error: unknown) => settled(sent, error),
    );
  }

  function settled(unsaved: Memory | null, error?: unknown): void {
    isSending = false;
    if (unsaved === null) {
      hasFailed = false;
      if (waiting !== null) flush();
      return;
    }
    waiting = merged(unsaved, waiting ?? {});
    schedule(RETRY_MS);
    if (!hasFailed) onError(error);
    hasFailed = true;
  }

  return {
    remember(part) {
      waiting = merged(waiting ?? {}, part);
      schedule(PAUSE_MS);
    },
    flush,
  };
}

let keeper: Keeper | null = null;

/** Starts keeping; call once. */
export function startMemory(onError: (error: unknown) => void): void {
  const started = createKeeper((memory) => command('desk.remember', memory), onError);
  keeper = started;
  addEventListener('blur', () => started.flush());
  addEventListener('pagehide', () => started.flush());
  document.addEventListener('visibilitychange', () => started.flush());
}

/** Before `startMemory` there is nothing to keep: what is handed in is let go. The tabs of a window beside the first are not kept. */
export function remember({ window, drafts }: Memory): void {
  keeper?.remember({ ...(window === undefined || isBeside ? {} : { window }), ...(drafts === undefined ? {} : { drafts }) });
}

export function flushMemory(): void {
  keeper?.flush();
}

export function recall(): Promise<QueryOutput<'desk.memory'>> {
  return query('desk.memory', {});
}

function merged(older: Memory, newer: Memory): Memory {
  const drafts = older.drafts || newer.drafts ? { drafts: { ...older.drafts, ...newer.drafts } } : {};
  return { ...older, ...newer, ...drafts };
}
