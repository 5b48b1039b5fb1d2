/**
 * The core as the main process sees it: one utility process, and requests that always settle.
 *
 * Owns: starting, opening, watching and stopping the core; the number of each request.
 * Promises: every request is answered, with `core-stopped` when the core died with it; a core that fell is started
 * again within its crash budget; a core that gives no sign of life is taken down and counted as fallen.
 * Never: looks into a request, or sets a time limit on honest work.
 */
import type { Credentials, FromCore, ToCore } from '../../shared/corePort.ts';
import type { Events } from '../../shared/contract.ts';
import type { Envelope, ErrorData } from '../../shared/result.ts';
import { DeskError, fromErrorData, toErrorData } from '../../shared/result.ts';
import { SECOND_MS } from '../../shared/time.ts';
import { createCrashBudget } from './crashBudget.ts';

/** The part of Electron's UtilityProcess that is used here. */
export type CoreProcess = {
  readonly pid?: number | undefined;
  postMessage(message: ToCore): void;
  kill(): boolean;
  on(event: 'message', listener: (message: FromCore) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  once(event: 'spawn', listener: () => void): unknown;
};

export type CoreEvent = { [E in keyof Events]: { event: E; data: Events[E] } }[keyof Events];

export type CoreHostOptions = {
  fork: () => CoreProcess;
  /** SIGKILL: a core whose loop is blocked never handles a polite signal. */
  killHard: (process: CoreProcess) => void;
  opening: Omit<Extract<ToCore, { type: 'open' }>, 'type' | 'credentials'>;
  onEvent: (event: CoreEvent) => void;
  now: () => number;
};

export type CoreHost = {
  /**
   * Starts a core and opens the profile. Raises what the core refused with (`key-wrong`, `key-missing`,
   * `database-corrupt`, `database-newer`, ...), or `core-stopped`. May be called again after a refusal.
   */
  open(credentials: Credentials): Promise<{ recoveryWords: string[] | null }>;
  /** Nothing here opens the profile: requests are answered with this until `open` is called. */
  lock(why: ErrorData): void;
  /** Waits until the profile is open or known to be locked; answers an error at once while it is. */
  request(channel: 'query' | 'command', name: string, input: unknown): Promise<Envelope<unknown>>;
  /** The core ends its work in order. Safe to repeat. */
  stop(): Promise<void>;
  readonly state: 'locked' | 'opening' | 'running' | 'failed' | 'stopping';
};

const PING_EVERY_MS = 10 * SECOND_MS;
/** Three pings without any message from the core: 30 s. Counted, not clocked, so that a sleeping laptop is no hang. */
const MOST_MISSED_PINGS = 3;
const STOP_LIMIT_MS = 15 * SECOND_MS;
/** Any request will do as a ping, since each gets exactly one reply; this one costs the core next to nothing. */
const PING = 'settings.get';

type Opening = { resolve: (opened: { recoveryWords: string[] | null }) => void; reject: (error: unknown) => void };

export function createCoreHost(options: CoreHostOptions): CoreHost {
  const budget = createCrashBudget();
  const pending = new Map<number, (envelope: Envelope<unknown>) => void>();
  const waiting: (() => void)[] = [];
  let state: CoreHost['state'] = 'opening';
  let whyClosed: ErrorData = toErrorData(new DeskError('core-stopped'));
  let current: CoreProcess | null = null;
  let credentials: Credentials | null = null;
  let opening: Opening | null = null;
  let lastId = 0;
  let missedPings = 0;
  let watch: NodeJS.Timeout | null = null;
  let stopping: { promise: Promise<void>; done: () => void } | null = null;

  function start(): void {
    const child = options.fork();
    current = child;
    state = 'opening';
    child.on('message', (message) => { if (child === current) receive(message); });
    child.on('exit', (code) => { if (child === current) fell(code); });
    child.once('spawn', () => {
      if (credentials !== null) child.postMessage({ type: 'open', ...options.opening, credentials });
    });
  }

  function receive(message: FromCore): void {
    missedPings = 0;
    if (message.type === 'reply') return settle(message.id, message.envelope);
    if (message.type === 'event') return options.onEvent({ event: message.event, data: message.data } as CoreEvent);
    if (message.type === 'opened') return opened(message.recoveryWords);
    if (message.type === 'refused') return refused(message.error);
    // Stopped in order: what is left of the process may go.
    current?.kill();
  }

  function opened(recoveryWords: string[] | null): void {
    state = 'running';
    missedPings = 0;
    watch = setInterval(lookForLife, PING_EVERY_MS);
    // After a restart nobody waits for the opening, but the window must know that it is over.
    if (opening === null) options.onEvent({ event: 'core', data: { state: 'running', error: null } });
    opening?.resolve({ recoveryWords });
    opening = null;
    releaseWaiting();
  }

  function refused(error: ErrorData): void {
    close('locked', error);
    // A process that refused is not asked twice: the next try gets a fresh one.
    const child = current;
    current = null;
    child?.kill();
    if (opening === null) options.onEvent({ event: 'core', data: { state: 'failed', error } });
    opening?.reject(fromErrorData(error));
    opening = null;
  }

  function fell(code: number): void {
    current = null;
    if (state === 'stopping') {
      close('stopping', toErrorData(new DeskError('core-stopped')));
      stopping?.done();
      return;
    }
    const error = toErrorData(new DeskError('core-stopped', { code }));
    stopWatching();
    settleAll(error);
    if (budget.mayRestart(options.now())) {
      options.onEvent({ event: 'core', data: { state: 'restarting', error } });
      start();
      return;
    }
    // "It is being opened again" would no longer be true.
    const final = toErrorData(new DeskError('internal', { what: 'core', code }));
    close('failed', final);
    options.onEvent({ event: 'core', data: { state: 'failed', error: final } });
    opening?.reject(fromErrorData(final));
    opening = null;
  }

  function lookForLife(): void {
    if (current === null || state !== 'running') return;
    if (missedPings >= MOST_MISSED_PINGS) {
      stopWatching();
      options.killHard(current);
      return;
    }
    missedPings += 1;
    current.postMessage({ type: 'request', id: ++lastId, channel: 'query', name: PING, input: {} });
  }

  function close(next: CoreHost['state'], error: ErrorData): void {
    state = next;
    whyClosed = error;
    stopWatching();
    settleAll(error);
    releaseWaiting();
  }

  function stopWatching(): void {
    if (watch !== null) clearInterval(watch);
    watch = null;
  }

  function settle(id: number, envelope: Envelope<unknown>): void {
    pending.get(id)?.(envelope);
    pending.delete(id);
  }

  function settleAll(error: ErrorData): void {
    for (const id of pending.keys()) settle(id, { ok: false, error });
  }

  function releaseWaiting(): void {
    for (const release of waiting.splice(0)) release();
  }

  async function request(channel: 'query' | 'command', name: string, input: unknown): Promise<Envelope<unknown>> {
    while (state === 'opening') await new Promise<void>((resolve) => waiting.push(resolve));
    if (state !== 'running' || current === null) return { ok: false, error: whyClosed };
    const child = current;
    return new Promise((resolve) => {
      const id = ++lastId;
      pending.set(id, resolve);
      child.postMessage({ type: 'request', id, channel, name, input });
    });
  }

  return {
    get state() { return state; },
    request,
    lock(why) { close('locked', why); },
    open(given) {
      if (current !== null || state === 'failed' || state === 'stopping') throw new DeskError('conflict', { state });
      credentials = given;
      return new Promise((resolve, reject) => {
        opening = { resolve, reject };
        start();
      });
    },
    stop() {
      if (stopping !== null) return stopping.promise;
      let done = (): void => undefined;
      const promise = new Promise<void>((resolve) => { done = resolve; });
      stopping = { promise, done };
      const child = current;
      const wasOpening = state === 'opening';
      const error = new DeskError('core-stopped');
      close('stopping', toErrorData(error));
      opening?.reject(error);
      opening = null;
      if (child === null) done();
      // A core that has not opened yet has nothing to end in order.
      else if (wasOpening) child.kill();
      else child.postMessage({ type: 'stop' });
      const limit = setTimeout(() => { if (child !== null && child === current) options.killHard(child); }, STOP_LIMIT_MS);
      return promise.finally(() => clearTimeout(limit));
    },
  };
}
