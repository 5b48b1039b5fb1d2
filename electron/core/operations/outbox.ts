/**
 * The pump of the outbox: takes what is due to its destination, once.
 *
 * Owns when something is tried and what is committed around a try. Promises: a state is committed before the step it
 * stands for; what may have left is asked for before it is tried again; one account does one thing at a time, in the
 * order of the list; what stands for a sent thing in the history is committed together with `sent`. Destinations are
 * passed in; it opens no connection and decides nothing itself (outboxStep does).
 */
import type { ErrorData } from '../../../shared/result.ts';
import { DeskError, toErrorData } from '../../../shared/result.ts';
import { SECOND_MS } from '../../../shared/time.ts';
import type { NowMs } from '../../../shared/time.ts';
import { writeDurably, writeIfPossible } from '../store/open.ts';
import type { Store, Writer } from '../store/open.ts';
import { copiesDue, delayAccount, hurryAccount, openOutbox, outboxById, saveProgress } from '../store/outbox.ts';
import type { OutboxProgress, OutboxRow } from '../store/outbox.ts';
import { saidSince } from './outboxGate.ts';
import { afterCrash, afterProbe, afterTry, asMoved, backoffMs, beginTry, expired, hasWaited, heldUp, isInTheWay, isOfTheAccount, nextStep, passPoint, unreachable, withoutAccount } from './outboxStep.ts';
import type { Found, Step } from './outboxStep.ts';

/** `R`: what stands for a sent thing in the history, made by whoever delivers. */
export type Tried<R> = { outcome: 'sent'; record: R | null } | { outcome: 'notSent' | 'unknown'; error: ErrorData };

export type OutboxPorts<R> = {
  store: Store;
  nowMs: NowMs;
  /** One try. While it runs, `passPoint` is called before anything can have left. @throws when nobody can say how it went */
  deliver(row: OutboxRow): Promise<Tried<R>>;
  /** @throws DeskError when the source cannot be asked now */
  probe(row: OutboxRow): Promise<{ answer: Found; record: R | null }>;
  /** Safe to repeat. @throws DeskError */
  fileCopy(row: OutboxRow): Promise<void>;
  account(id: string): 'ready' | 'paused' | 'gone';
  /** `listening`: all that was said since then is here, without a break; `caught-up`: here, after one; `unknown`: it has to be pulled. */
  heardSince(accountId: string, sinceMs: number): 'listening' | 'caught-up' | 'unknown';
  /** Settles when the account was read to its end. @throws DeskError */
  pullNow(accountId: string): Promise<void>;
  /** Of all processes that have this profile open one sends. */
  lease: { take(): boolean; release(): void };
  /** Puts into the history what stands for it. */
  keep(writer: Writer, row: OutboxRow, record: R | null): void;
};

export type Outbox = {
  /** Begins to work; everything that is due leaves. */
  start(): void;
  /** Looks again: something was queued, changed or released. */
  wake(): void;
  /** The account is within reach again: what waits for it is tried at once. */
  accountReached(accountId: string): void;
  /** Commits that the effect may have left from here on. @throws DeskError cancelled when it must not leave any more */
  passPoint(outboxId: string): void;
  /** Tries everything that is due and settles when nothing more can move now; works before `start` too. */
  flush(): Promise<void>;
  /** Begins nothing new and waits a moment for what is under way. */
  close(): Promise<void>;
};

/** Another process may have queued something, or stopped sending: nobody tells of that. */
const LOOK_AGAIN_MS = 5 * SECOND_MS;
/** What could not be written (a full disk) is written again after this; the account waits for it. */
const WRITE_AGAIN_MS = 2 * SECOND_MS;
/** So many failures in a row are put down to the account; from then on to the message. */
const TRUSTED_TRIES = 3;
const CLOSE_MS = 3 * SECOND_MS;

export function createOutbox<R>(ports: OutboxPorts<R>): Outbox {
  const { store, nowMs } = ports;
  const working = new Map<string, Promise<void>>();
  /** Accounts that do nothing until then: a write failed, or a copy could not be filed. */
  const stalled = new Map<string, number>();
  const copies = new Map<string, { failures: number; nextMs: number }>();
  let timer: NodeJS.Timeout | undefined;
  let isStarted = false;
  let isClosing = false;

  let isOwner = false;
  own();
  disown();

  /** What stands as being sent was left so by a crash: whoever sends is alone. */
  function own(): boolean {
    if (isOwner) return true;
    if (!ports.lease.take()) return false;
    // A full disk or a locked file puts it off: nothing is sent before it is known what the one before left.
    isOwner = writeIfPossible(store, (writer) => {
      for (const row of openOutbox(writer)) if (row.state === 'sending') saveProgress(writer, { ...row, ...afterCrash(row, nowMs()) }, nowMs());
    });
    if (!isOwner) ports.lease.release();
    return isOwner;
  }

  function disown(): void {
    if (!isOwner || (isStarted && !isClosing)) return;
    isOwner = false;
    ports.lease.release();
  }

  // ---------------------------------------------------------------------------------------------- what is due

  /** The first thing that can be done for an account, or until when there is nothing. */
  function nextFor(accountId: string, open: readonly OutboxRow[]): { row: OutboxRow; step: Step } | { untilMs: number | null } {
    const now = nowMs();
    let untilMs: number | null = null;
    const state = ports.account(accountId);
    for (const row of open) {
      if (row.accountId !== accountId) continue;
      if (state === 'gone' && isWaiting(row)) return { row, step: { do: 'expire' } };
      const step = nextStep(row, state === 'paused' || open.some((other) => isInTheWay(other, row, now)), now);
      if (step.do === 'wait') untilMs = sooner(untilMs, step.untilMs);
      else if (state === 'ready' || step.do === 'expire') return { row, step };
    }
    return { untilMs };
  }

  function copyDue(accountId: string): { row: OutboxRow } | { untilMs: number | null } {
    let untilMs: number | null = null;
    if (ports.account(accountId) !== 'ready') return { untilMs };
    for (const row of copiesDue(store)) {
      if (row.accountId !== accountId) continue;
      const nextMs = copies.get(row.id)?.nextMs ?? 0;
      if (nextMs <= nowMs()) return { row };
      untilMs = sooner(untilMs, nextMs);
    }
    return { untilMs };
  }

  /** Starts work for every account that has some. @returns when to look again */
  function begin(): number {
    let untilMs = nowMs() + LOOK_AGAIN_MS;
    if (!own()) return untilMs;
    const open = openOutbox(store);
    for (const accountId of new Set([...open, ...copiesDue(store)].map((row) => row.accountId))) {
      if (working.has(accountId)) continue;
      const stalledMs = stalled.get(accountId) ?? 0;
      const next = stalledMs > nowMs() ? { untilMs: stalledMs } : nextFor(accountId, open);
      const copy = 'row' in next || stalledMs > nowMs() ? next : copyDue(accountId);
      if ('row' in next || 'row' in copy) run(accountId);
      else untilMs = Math.min(untilMs, next.untilMs ?? untilMs, copy.untilMs ?? untilMs);
    }
    return untilMs;
  }

  function run(accountId: string): void {
    const work = workOn(accountId).catch(() => {
      // The disk is full or no longer read: the rows stand as they were, and the screens say what is wrong with it.
      stalled.set(accountId, nowMs() + WRITE_AGAIN_MS);
    }).then(() => {
      working.delete(accountId);
      wake();
    });
    working.set(accountId, work);
  }

  async function workOn(accountId: string): Promise<void> {
    while (!isClosing) {
      const next = nextFor(accountId, openOutbox(store));
      if ('row' in next) await take(next.row, next.step);
      else {
        const copy = copyDue(accountId);
        if (!('row' in copy)) return;
        await file(copy.row);
      }
    }
  }

  function wake(): void {
    clearTimeout(timer);
    if (!isStarted || isClosing) return;
    timer = setTimeout(wake, Math.max(0, begin() - nowMs())).unref();
  }

  // ---------------------------------------------------------------------------------------------- one step

  async function take(row: OutboxRow, step: Step): Promise<void> {
    try {
      if (ports.account(row.accountId) === 'gone') change(row, withoutAccount);
      else if (step.do === 'expire') change(row, expired);
      else if (step.do === 'probe') await ask(row);
      else if (row.kind === 'dial' || (await mayLeave(row))) await tryOnce(row);
    } catch (thrown) {
      // What the disk refuses is done again; anything else is a fault of ours, which stands on the item and must not be repeated for ever.
      const error = toErrorData(thrown);
      if (error.recovery !== 'bug' || isClosing) throw thrown;
      const now = outboxById(store, row.id) ?? row;
      const isHere = now.state === 'queued' || (now.state === 'sending' && now.phase === 0);
      if (isHere || isWaiting(now) || now.state === 'sending') change(now, (found) => (isHere ? afterTry(found, { outcome: 'notSent', error }, nowMs()) : unreachable(found, error, nowMs())));
    }
  }

  /** Commits a new state made of what the row is now, when it still is in the state it was. @returns false when somebody changed it meanwhile */
  function change(row: OutboxRow, to: (now: OutboxRow) => OutboxProgress, also: (writer: Writer, row: OutboxRow) => void = () => undefined): boolean {
    return store.write((writer) => {
      const now = outboxById(writer, row.id);
      if (now === null || now.state !== row.state) return false;
      saveProgress(writer, { ...now, ...to(now) }, nowMs());
      also(writer, now);
      return true;
    });
  }

  /** N7: after a time in which the account did not listen, what was said since the agent wrote is read before anything leaves. */
  async function mayLeave(row: OutboxRow): Promise<boolean> {
    const heard = ports.heardSince(row.accountId, row.createdAtMs);
    if (heard === 'listening' && !hasWaited(row, nowMs())) return true;
    if (heard === 'unknown') {
      try {
        await ports.pullNow(row.accountId);
      } catch (thrown) {
        delay(row, toErrorData(thrown));
        return false;
      }
    }
    const changed = saidSince(store, row);
    if (changed.length === 0) return !isClosing;
    change(row, (now) => asMoved(now, changed));
    return false;
  }

  function delay(row: OutboxRow, error: ErrorData): void {
    const until = nowMs() + backoffMs(error, row.attempts + 1);
    change(row, (now) => heldUp(now, error, nowMs()), (writer) => delayAccount(writer, row.accountId, until, error));
  }

  async function tryOnce(row: OutboxRow): Promise<void> {
    if (!change(row, beginTry)) return;
    let tried: Tried<R>;
    try {
      tried = await ports.deliver(row);
    } catch (thrown) {
      // Found out at the next start: the row says whether it can have left.
      if (isClosing) return;
      const hasPassed = outboxById(store, row.id)?.phase === 1;
      tried = { outcome: hasPassed ? 'unknown' : 'notSent', error: toErrorData(isOurFault(thrown) ? new DeskError('core-stopped', {}, { cause: thrown }) : thrown) };
    }
    await settle({ ...row, state: 'sending' }, (now) => afterTry(now, tried, nowMs()), tried.outcome === 'sent' ? tried : null);
    // One message that brings every line down must not hold up the others for ever.
    if (tried.outcome === 'notSent' && isOfTheAccount(tried.error) && row.kind !== 'dial' && row.attempts < TRUSTED_TRIES) {
      const next = outboxById(store, row.id)?.nextTryAtMs;
      if (next !== null && next !== undefined) store.write((writer) => delayAccount(writer, row.accountId, next, tried.error));
    }
  }

  async function ask(row: OutboxRow): Promise<void> {
    let found: { answer: Found; record: R | null };
    try {
      found = await ports.probe(row);
    } catch (thrown) {
      if (!isClosing) change(row, (now) => unreachable(now, toErrorData(thrown), nowMs()));
      return;
    }
    await settle(row, (now) => afterProbe(now, found.answer, nowMs()), found.answer === 'happened' ? found : null);
  }

  /** What is known of the outside world is written down, however long the disk takes to allow it. */
  async function settle(row: OutboxRow, to: (now: OutboxRow) => OutboxProgress, sent: { record: R | null } | null): Promise<void> {
    for (;;) {
      try {
        change(row, to, (writer, now) => { if (sent !== null) ports.keep(writer, now, sent.record); });
        return;
      } catch (thrown) {
        if (isClosing || !(thrown instanceof DeskError) || (thrown.code !== 'disk-full' && thrown.code !== 'database-locked')) throw thrown;
        await new Promise((done) => { setTimeout(done, WRITE_AGAIN_MS).unref(); });
      }
    }
  }

  async function file(row: OutboxRow): Promise<void> {
    try {
      await ports.fileCopy(row);
      store.write((writer) => saveProgress(writer, { ...(outboxById(writer, row.id) ?? row), copy: 2 }, nowMs()));
      copies.delete(row.id);
    } catch (thrown) {
      const failures = (copies.get(row.id)?.failures ?? 0) + 1;
      copies.set(row.id, { failures, nextMs: nowMs() + backoffMs(toErrorData(thrown), failures) });
    }
  }

  return {
    start() {
      isStarted = true;
      wake();
    },
    wake,
    accountReached(accountId) {
      if (isClosing) return;
      writeIfPossible(store, (writer) => void hurryAccount(writer, accountId, nowMs()));
      for (const copy of copies.values()) copy.nextMs = 0;
      wake();
    },
    passPoint(outboxId) {
      writeDurably(store, (writer) => {
        const row = outboxById(writer, outboxId);
        if (row?.state !== 'sending' || isClosing) throw new DeskError('cancelled');
        saveProgress(writer, { ...row, ...passPoint(row) }, nowMs());
      });
    },
    async flush() {
      for (begin(); working.size > 0 && !isClosing; begin()) await Promise.all(working.values());
      disown();
    },
    async close() {
      isClosing = true;
      clearTimeout(timer);
      await Promise.race([Promise.all(working.values()), new Promise((done) => { setTimeout(done, CLOSE_MS).unref(); })]);
      disown();
    },
  };
}

function isWaiting(row: OutboxRow): boolean {
  return row.state === 'queued' || row.state === 'verifying';
}

/** The thread that delivers fell, with everything in it: nothing that the message is to blame for. */
function isOurFault(thrown: unknown): boolean {
  return !(thrown instanceof DeskError) || thrown.recovery === 'bug';
}

function sooner(one: number | null, other: number | null): number | null {
  return one === null ? other : other === null ? one : Math.min(one, other);
}
