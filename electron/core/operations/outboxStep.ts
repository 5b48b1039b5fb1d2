/**
 * Decisions of the outbox, pure: what to do with an item next, and what an answer makes of it.
 *
 * The one rule behind all of them: something that may have left is never sent again without having been asked for,
 * and where nobody can tell, a person decides.
 */
import type { InteractionId, OutboxState } from '../../../shared/domain.ts';
import { DeskError, toErrorData } from '../../../shared/result.ts';
import type { ErrorData } from '../../../shared/result.ts';
import { MINUTE_MS, SECOND_MS } from '../../../shared/time.ts';
import type { OutboxProgress, OutboxRow } from '../store/outbox.ts';

/** Waits between tries, by the number of tries that failed; the last one stays. */
export const BACKOFF_MS: readonly number[] = [2, 4, 8, 16, 32, 64, 128, 256, 300].map((seconds) => seconds * SECOND_MS);
/** Somebody has to type a password: trying often would only lock the account. */
const REAUTHENTICATE_MS = 10 * MINUTE_MS;
/** A call that could not be placed at once is not placed later, when nobody sits at the phone for it. */
export const DIAL_EXPIRES_MS = 30 * SECOND_MS;
/** A chat or mail that could not leave in this time waited: what was said meanwhile is looked at before it leaves. */
const WAITED_MS = MINUTE_MS;

/** What is asked of a source, without what it carries. */
export type Answer = { outcome: 'sent' } | { outcome: 'notSent' | 'unknown'; error: ErrorData };
export type Found = 'happened' | 'didNotHappen' | 'cannotTell';

export type Step = { do: 'deliver' | 'probe' | 'expire' } | { do: 'wait'; untilMs: number | null };

type Item = Pick<OutboxRow, 'kind' | 'state' | 'phase' | 'accountId' | 'destination' | 'position' | 'notBeforeMs' | 'nextTryAtMs' | 'isScheduled'>;

/** @param isBehind something earlier to the same destination has to leave first */
export function nextStep(item: Item, isBehind: boolean, nowMs: number): Step {
  if (item.state === 'verifying') return item.nextTryAtMs === null || item.nextTryAtMs <= nowMs ? { do: 'probe' } : { do: 'wait', untilMs: item.nextTryAtMs };
  if (item.state !== 'queued') return { do: 'wait', untilMs: null };
  if (item.kind === 'dial' && nowMs > item.notBeforeMs + DIAL_EXPIRES_MS) return { do: 'expire' };
  const dueMs = Math.max(item.notBeforeMs, item.nextTryAtMs ?? 0);
  if (dueMs > nowMs) return { do: 'wait', untilMs: dueMs };
  // Nothing has to be waited for here: the end of the earlier one is a change of its own.
  return isBehind ? { do: 'wait', untilMs: item.kind === 'dial' ? item.notBeforeMs + DIAL_EXPIRES_MS + 1 : null } : { do: 'deliver' };
}

/** States of an earlier item behind which a later one to the same destination waits. */
const IN_THE_WAY: ReadonlySet<OutboxState> = new Set(['queued', 'sending', 'verifying']);

/** Goes on by itself: neither through nor waiting for the agent. */
export function isUnderWay(item: Pick<OutboxProgress, 'state'>): boolean {
  return IN_THE_WAY.has(item.state);
}

/** One that was put off to a later time by the agent holds up nothing that is said before. */
export function isInTheWay(earlier: Item, later: Item, nowMs: number): boolean {
  return earlier.position < later.position && earlier.accountId === later.accountId && earlier.destination === later.destination && IN_THE_WAY.has(earlier.state)
    && !(earlier.isScheduled && earlier.notBeforeMs > Math.max(nowMs, later.notBeforeMs));
}

/** Whether what was said since the agent wrote has to be looked at, although the account was listening all the time. */
export function hasWaited(item: Pick<OutboxRow, 'isScheduled' | 'createdAtMs' | 'notBeforeMs' | 'attempts'>, nowMs: number): boolean {
  return item.isScheduled || item.attempts > 0 || nowMs > item.notBeforeMs + WAITED_MS;
}

export function backoffMs(error: ErrorData, attempts: number): number {
  if (error.recovery === 'reauthenticate') return REAUTHENTICATE_MS;
  return BACKOFF_MS[Math.min(Math.max(attempts, 1), BACKOFF_MS.length) - 1] ?? MINUTE_MS;
}

/** The first commit of a try: nothing has left yet. */
export function beginTry(item: OutboxProgress): OutboxProgress {
  return { ...item, state: 'sending', phase: 0, nextTryAtMs: null, hold: null };
}

/** The second: from here on it may have left. */
export function passPoint(item: OutboxProgress): OutboxProgress {
  return { ...item, phase: 1 };
}

export function afterTry(item: OutboxProgress & Pick<OutboxRow, 'kind'>, answer: Answer, nowMs: number): OutboxProgress {
  switch (answer.outcome) {
    case 'sent': return asSent(item, nowMs);
    case 'unknown': return { ...item, state: 'verifying', phase: 1, attempts: item.attempts + 1, nextTryAtMs: nowMs, error: answer.error };
    case 'notSent': return notSent(item, answer.error, nowMs);
  }
}

/** What could not even be asked for. */
export function unreachable(item: OutboxProgress, error: ErrorData, nowMs: number): OutboxProgress {
  const attempts = item.attempts + 1;
  return { ...item, state: 'verifying', attempts, nextTryAtMs: nowMs + backoffMs(error, attempts), error };
}

export function afterProbe(item: OutboxProgress & Pick<OutboxRow, 'kind'>, found: Found, nowMs: number): OutboxProgress {
  switch (found) {
    case 'happened': return asSent(item, nowMs);
    case 'cannotTell': return { ...item, state: 'held', nextTryAtMs: null, hold: { reason: 'outcome-unknown', changed: [] } };
    case 'didNotHappen':
      // It was tried and surely did not happen: it goes again, later each time, so that a server that swallows what it is given is not flooded.
      return notSent(item, item.error?.recovery === 'retry' ? item.error : toErrorData(new DeskError('connection-lost')), nowMs);
  }
}

/** What a crash left: nothing had left, or it has to be asked for. */
export function afterCrash(item: OutboxProgress, nowMs: number): OutboxProgress {
  if (item.state !== 'sending') return item;
  return item.phase === 0 ? { ...item, state: 'queued', nextTryAtMs: null } : { ...item, state: 'verifying', nextTryAtMs: nowMs };
}

export function expired(item: OutboxProgress): OutboxProgress {
  return { ...item, state: 'failed', phase: 0, nextTryAtMs: null, error: toErrorData(new DeskError('expired')) };
}

export function asSent(item: OutboxProgress & Pick<OutboxRow, 'kind'>, nowMs: number): OutboxProgress {
  return { ...item, state: 'sent', phase: 1, copy: item.kind === 'mail' && item.copy === 0 ? 1 : item.copy, hold: null, nextTryAtMs: null, sentAtMs: nowMs, error: null, attempts: item.attempts + 1 };
}

/** An error that lies with the account or the line, not with this item: what else waits for the account would meet it too. */
export function isOfTheAccount(error: ErrorData): boolean {
  return ACCOUNT_ERRORS.has(error.code);
}
const ACCOUNT_ERRORS: ReadonlySet<string> = new Set(['host-unknown', 'connection-refused', 'connection-lost', 'server-slow', 'wrong-password', 'certificate-untrusted', 'tls-unavailable', 'offline']);

function notSent(item: OutboxProgress & Pick<OutboxRow, 'kind'>, error: ErrorData, nowMs: number): OutboxProgress {
  const attempts = item.attempts + 1;
  // Without a network no name is found: that says nothing about the message.
  const isOver = item.kind === 'dial' || (error.code !== 'host-unknown' && (error.recovery === 'askPerson' || error.recovery === 'bug'));
  return { ...item, state: isOver ? 'failed' : 'queued', phase: 0, attempts, nextTryAtMs: isOver ? null : nowMs + backoffMs(error, attempts), error };
}

/** The account could not be read to its end, so nobody can say what was said meanwhile: it waits, whatever the reason. */
export function heldUp(item: OutboxProgress, error: ErrorData, nowMs: number): OutboxProgress {
  const attempts = item.attempts + 1;
  return { ...item, attempts, nextTryAtMs: nowMs + backoffMs(error, attempts), error };
}

/** Somebody spoke since the agent wrote. */
export function asMoved(item: OutboxProgress, changed: readonly InteractionId[]): OutboxProgress {
  return { ...item, state: 'held', nextTryAtMs: null, error: null, hold: { reason: 'thread-moved', changed } };
}

/** Its account is gone. What may have left stays a question. */
export function withoutAccount(item: OutboxProgress): OutboxProgress {
  const error = toErrorData(new DeskError('no-account'));
  if (item.state === 'verifying') return { ...item, state: 'held', nextTryAtMs: null, hold: { reason: 'outcome-unknown', changed: [] }, error };
  return { ...item, state: 'failed', phase: 0, nextTryAtMs: null, error };
}

// ------------------------------------------------------------------------------------------------ what an agent may do

/** Whether it surely has not left, so that its words can be taken back or changed. An unknown outcome is dropped, not taken back. */
export function canCancel(item: Pick<OutboxProgress, 'state' | 'phase'>): boolean {
  return item.state === 'queued' || item.state === 'held' || item.state === 'failed' || (item.state === 'sending' && item.phase === 0);
}

/** Why the agent cannot have their way any more. */
export function refusal(item: Pick<OutboxProgress, 'state'>): DeskError {
  if (item.state === 'sent') return new DeskError('already-sent');
  return item.state === 'cancelled' ? new DeskError('conflict', { what: 'cancelled' }) : new DeskError('outcome-unknown');
}

export function asCancelled(item: OutboxProgress): OutboxProgress {
  return { ...item, state: 'cancelled', nextTryAtMs: null, hold: null };
}

/** Put aside by the agent. */
export function asHeld(item: OutboxProgress): OutboxProgress {
  return { ...item, state: 'held', phase: 0, nextTryAtMs: null, hold: { reason: 'by-agent', changed: [] } };
}

/** Now, from the beginning. */
export function asQueued(item: OutboxProgress): OutboxProgress {
  return { ...item, state: 'queued', phase: 0, attempts: 0, hold: null, nextTryAtMs: null, error: null };
}
