/**
 * Runs: one account being read, once or for as long as it listens.
 *
 * Owns the state of every run and of the waiting for it. Promises that a run which listens begins again after its host
 * fell, later each time, and that whoever waits for a run hears how it went. Stores nothing.
 */
import type { AccountPhase } from '../../shared/contract.ts';
import { DeskError, fromErrorData, toErrorData } from '../../shared/result.ts';
import type { ErrorData } from '../../shared/result.ts';
import type { NowMs } from '../../shared/time.ts';
import { retryDelayMs } from './connectors/runner.ts';
import type { ToHost } from './hostPort.ts';
import type { AccountRow } from './store/sources.ts';

export type StreamResult = { account: string; folder: string; seen: number; stored: number; known: number; quarantined: number; complete: boolean };

export type RunPhase = { phase: AccountPhase; error: ErrorData | null; nextTryAtMs: number | null };

export type Run = RunPhase & {
  run: number; account: AccountRow; importId: string | null; mode: 'once' | 'live';
  perStream: Map<string, StreamResult>;
  /** Every stream was complete once: what comes from now on is news. */
  wasLive: boolean;
  /** Since when the server is reached without a break; null while it is not. */
  reachedSinceMs: number | null;
  startedAtMs: number;
  /** The machine slept meanwhile: the line may be dead without knowing it. */
  isDoubtful: boolean;
  /** Who waits for the server to be reached, and who for all to be read. */
  waiting: { for: 'session' | 'end'; settle(): void; fail(error: Error): void }[];
  /** Somebody asked for its end. */
  isStopping: boolean;
  /** Set while a live run waits for its next try after the host failed; the host does not know it then. */
  restart: NodeJS.Timeout | null;
  ended: Promise<void>; settle: (error: ErrorData | null) => void;
};

export type RunPorts = {
  nowMs: NowMs;
  post(message: ToHost): void;
  /** Tells the host to start it. */
  start(run: Run): void;
  /** It is over; it was taken out already. */
  finished(run: Run, error: ErrorData | null): void;
  /** The account was out of reach and is read to its end again, and listens. */
  reached(accountId: string): void;
  /** The account was reached and is not any more, or ends. */
  lost(accountId: string): void;
};

export type Runs = ReturnType<typeof createRuns>;

/** The clock is looked at so often; a step larger than the other number is a time in which this machine slept. */
const BEAT_MS = 15_000;
const SLEPT_MS = 60_000;
/** So long after an account was read to its end it counts as read. */
const FRESH_MS = 60_000;
/** A connector ends within a second or so; one that hangs is ended with its thread. */
const CLOSE_MS = 3_000;
export const CANCELLED = toErrorData(new DeskError('cancelled'));
export const STOPPED = toErrorData(new DeskError('core-stopped'));

export function createRuns(ports: RunPorts) {
  const runs = new Map<number, Run>();
  /** When the last whole reading of an account that does not listen was begun. */
  const readAtMs = new Map<string, number>();
  let nextRun = 1;
  let isClosing = false;
  let hostFaults = 0;
  let beatMs = ports.nowMs();
  const heart = setInterval(beat, BEAT_MS).unref();

  function beat(): void {
    const now = ports.nowMs();
    if (now - beatMs > SLEPT_MS) for (const run of runs.values()) run.isDoubtful = true;
    beatMs = now;
  }

  const of = (accountId: string): Run | undefined => [...runs.values()].find((run) => run.account.id === accountId);

  function begin(account: AccountRow, mode: 'once' | 'live', importId: string | null = null): Run {
    let settle: Run['settle'] = () => undefined;
    const ended = new Promise<void>((resolve, reject) => {
      settle = (error) => (error === null ? resolve() : reject(fromErrorData(error)));
    });
    // A live run reports its errors by its state; nobody need wait for its end.
    ended.catch(() => undefined);
    const run: Run = {
      run: nextRun++, account, importId, mode, phase: 'connecting', error: null, nextTryAtMs: null, perStream: new Map(), wasLive: false, reachedSinceMs: null, startedAtMs: ports.nowMs(),
      isDoubtful: false, waiting: [], isStopping: false, restart: null, ended, settle,
    };
    runs.set(run.run, run);
    ports.start(run);
    return run;
  }

  function finish(run: Run, error: ErrorData | null): void {
    if (run.restart !== null) clearTimeout(run.restart);
    runs.delete(run.run);
    if (run.importId === null && run.mode === 'once' && error === null) readAtMs.set(run.account.id, run.startedAtMs);
    for (const one of run.waiting.splice(0)) one.fail(fromErrorData(error ?? CANCELLED));
    if (run.reachedSinceMs !== null) ports.lost(run.account.id);
    ports.finished(run, error);
    run.settle(error);
  }

  function follow(run: Run, to: RunPhase): void {
    Object.assign(run, { phase: to.phase, error: to.error, nextTryAtMs: to.nextTryAtMs });
    if (to.phase === 'waiting' || to.phase === 'connecting') {
      if (run.reachedSinceMs !== null) ports.lost(run.account.id);
      run.reachedSinceMs = null;
      run.wasLive = false;
    } else run.reachedSinceMs ??= ports.nowMs();
    for (const one of run.waiting.splice(0)) {
      if (to.phase === 'waiting') one.fail(fromErrorData(to.error ?? STOPPED));
      else if (to.phase === 'live' || (one.for === 'session' && run.reachedSinceMs !== null)) one.settle();
      else run.waiting.push(one);
    }
    if (to.phase !== 'live') return;
    const isBack = !run.wasLive;
    run.wasLive = true;
    if (isBack) ports.reached(run.account.id);
  }

  function beginLater(run: Run, failure: ErrorData): void {
    const waitMs = retryDelayMs(null, hostFaults);
    follow(run, { phase: 'waiting', error: failure, nextTryAtMs: ports.nowMs() + waitMs });
    run.restart = setTimeout(() => beginAgain(run), waitMs);
  }

  function beginAgain(run: Run): Run {
    finish(run, null);
    return begin(run.account, 'live');
  }

  function stop(run: Run): void {
    run.isStopping = true;
    if (run.restart !== null) finish(run, null);
    else ports.post({ type: 'stop', run: run.run });
  }

  /** Settles when the account runs no more. */
  function stopAccount(accountId: string): Promise<void> {
    const run = of(accountId);
    if (run === undefined) return Promise.resolve();
    stop(run);
    return run.ended.catch(() => undefined);
  }

  /** Has a run that waits try at once. */
  function hurry(run: Run): Run {
    if (run.restart !== null) return beginAgain(run);
    ports.post({ type: 'nudge', run: run.run });
    return run;
  }

  function waitFor(run: Run, what: 'session' | 'end'): Promise<void> {
    const running = run.phase === 'waiting' ? hurry(run) : run;
    return new Promise((settle, fail) => { running.waiting.push({ for: what, settle, fail }); });
  }

  /** Ends the run and begins another: everything is looked at anew. */
  async function renew(account: AccountRow): Promise<void> {
    await stopAccount(account.id);
    if (!isClosing && of(account.id) === undefined) begin(account, 'live');
  }

  return {
    of, begin, finish, follow, stop, stopAccount,
    get: (id: number): Run | undefined => runs.get(id),
    all: (): Iterable<Run> => runs.values(),

    /** The host fell with everything in it. A fault in a reader must not end the console: what listened begins again from its committed cursors. */
    hostFell(failure: ErrorData): void {
      hostFaults += 1;
      for (const run of runs.values()) {
        if (run.restart !== null) continue;
        if (run.mode === 'live' && !run.isStopping) beginLater(run, failure);
        else finish(run, run.mode === 'live' ? null : failure);
      }
    },
    /** Something came through: the host works. */
    hostWorks(): void {
      hostFaults = 0;
    },

    /** Looks for news now: a run that waits tries at once, one that listens looks at everything again. */
    syncNow(account: AccountRow): void {
      const run = of(account.id);
      if (run === undefined) begin(account, 'live');
      else if (run.phase === 'live') void renew(account);
      else hurry(run);
    },

    /** `listening`: everything said since then is here, without a break. `caught-up`: here, after one. `unknown`: it has to be pulled to say so. */
    heardSince(accountId: string, sinceMs: number): 'listening' | 'caught-up' | 'unknown' {
      beat();
      const run = of(accountId);
      const readMs = readAtMs.get(accountId) ?? 0;
      if (run === undefined && readMs > sinceMs && readMs > ports.nowMs() - FRESH_MS) return 'caught-up';
      if (run === undefined || run.reachedSinceMs === null || run.mode === 'once' || run.isDoubtful) return 'unknown';
      // A first fill that is under way since before is no spell of silence: what it still brings is old.
      if (run.reachedSinceMs <= sinceMs && (run.phase === 'live' || !run.wasLive)) return 'listening';
      return run.phase === 'live' ? 'caught-up' : 'unknown';
    },

    /** Settles when the account was read to its end. @throws DeskError when it could not be */
    async pullNow(account: AccountRow): Promise<void> {
      if (of(account.id)?.isDoubtful === true) await renew(account);
      if (isClosing) throw new DeskError('core-stopped');
      const run = of(account.id) ?? begin(account, 'once');
      if (run.mode === 'once') return run.ended;
      if (run.phase !== 'live') await waitFor(run, 'end');
    },

    /** Settles when the running account has its session, at once when none runs: then one is opened for each try. @throws DeskError when the server cannot be reached */
    async reach(accountId: string): Promise<void> {
      const run = of(accountId);
      if (run !== undefined && run.reachedSinceMs === null) await waitFor(run, 'session');
    },

    /** Asks every run to end and waits for it, a moment at most. */
    async stopAll(): Promise<void> {
      isClosing = true;
      clearInterval(heart);
      for (const run of runs.values()) stop(run);
      await Promise.race([Promise.all([...runs.values()].map((run) => run.ended.catch(() => undefined))), new Promise((settle) => { setTimeout(settle, CLOSE_MS).unref(); })]);
    },
  };
}
