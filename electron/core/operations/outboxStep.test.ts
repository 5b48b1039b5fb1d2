import { describe, expect, it } from 'vitest';
import type { OutboxState } from '../../../shared/domain.ts';
import { DeskError, toErrorData } from '../../../shared/result.ts';
import type { ErrorCode, ErrorData } from '../../../shared/result.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../shared/time.ts';
import type { OutboxRow } from '../store/outbox.ts';
import {
  afterCrash, afterProbe, afterTry, asCancelled, asHeld, asQueued, asSent, BACKOFF_MS, beginTry, canCancel, DIAL_EXPIRES_MS, expired, hasWaited, heldUp, isInTheWay, nextStep, passPoint, unreachable, withoutAccount,
} from './outboxStep.ts';
import type { Answer, Found } from './outboxStep.ts';

const NOW = 1_000_000_000;
const error = (code: ErrorCode): ErrorData => toErrorData(new DeskError(code));
const item = (patch: Partial<OutboxRow> = {}): OutboxRow => ({
  id: 'a' as OutboxRow['id'], effectKey: 'k', kind: 'mail', state: 'queued', phase: 0, copy: 0, accountId: 'acc', point: 'p', threadKey: null, destination: 'mail:x', interactionId: 'i' as OutboxRow['interactionId'],
  seenKey: null, author: '', title: '', preview: '', payload: { kind: 'dial', number: '1' }, position: 1, createdAtMs: NOW - 20 * SECOND_MS, notBeforeMs: NOW - 10 * SECOND_MS, isScheduled: false, hold: null,
  attempts: 0, nextTryAtMs: null, sentAtMs: null, updatedAtMs: NOW, error: null, ...patch,
});
const sending = item({ state: 'sending', phase: 1 });

describe('what to do next', () => {
  it.each<[string, Partial<OutboxRow>, boolean, ReturnType<typeof nextStep>]>([
    ['due: it is tried', {}, false, { do: 'deliver' }],
    ['behind another: it waits for a change, not for a time', {}, true, { do: 'wait', untilMs: null }],
    ['inside the undo window', { notBeforeMs: NOW + 5_000 }, false, { do: 'wait', untilMs: NOW + 5_000 }],
    ['between two tries', { nextTryAtMs: NOW + 7_000 }, false, { do: 'wait', untilMs: NOW + 7_000 }],
    ['the later of both counts', { notBeforeMs: NOW + 9_000, nextTryAtMs: NOW + 7_000 }, false, { do: 'wait', untilMs: NOW + 9_000 }],
    ['held', { state: 'held' }, false, { do: 'wait', untilMs: null }],
    ['on its way', { state: 'sending' }, false, { do: 'wait', untilMs: null }],
    ['failed', { state: 'failed' }, false, { do: 'wait', untilMs: null }],
    ['sent', { state: 'sent' }, false, { do: 'wait', untilMs: null }],
    ['cancelled', { state: 'cancelled' }, false, { do: 'wait', untilMs: null }],
    ['uncertain: it is asked for', { state: 'verifying' }, false, { do: 'probe' }],
    ['uncertain, asked for a moment ago', { state: 'verifying', nextTryAtMs: NOW + 1 }, false, { do: 'wait', untilMs: NOW + 1 }],
    ['uncertain is asked for also while something stands before it', { state: 'verifying' }, true, { do: 'probe' }],
    ['a call at once', { kind: 'dial', notBeforeMs: NOW }, false, { do: 'deliver' }],
    ['a call that waited too long', { kind: 'dial', notBeforeMs: NOW - DIAL_EXPIRES_MS - 1 }, false, { do: 'expire' }],
    ['a call behind another expires in time', { kind: 'dial', notBeforeMs: NOW }, true, { do: 'wait', untilMs: NOW + DIAL_EXPIRES_MS + 1 }],
  ])('%s', (_, patch, isBehind, step) => expect(nextStep(item(patch), isBehind, NOW)).toEqual(step));

  it.each<[OutboxState, boolean]>([['queued', true], ['sending', true], ['verifying', true], ['held', false], ['failed', false], ['sent', false], ['cancelled', false]])('an earlier one that is %s is in the way: %s', (state, is) => {
    expect(isInTheWay(item({ state }), item({ position: 2 }), NOW)).toBe(is);
  });

  it('only something earlier, to the same destination, through the same account is in the way', () => {
    expect(isInTheWay(item({ position: 3 }), item({ position: 2 }), NOW)).toBe(false);
    expect(isInTheWay(item({ destination: 'mail:y' }), item({ position: 2 }), NOW)).toBe(false);
    expect(isInTheWay(item({ accountId: 'other' }), item({ position: 2 }), NOW)).toBe(false);
  });

  it('what was put off to tomorrow holds up nothing that is said today', () => {
    const tomorrow = item({ isScheduled: true, notBeforeMs: NOW + 24 * HOUR_MS });
    expect(isInTheWay(tomorrow, item({ position: 2 }), NOW)).toBe(false);
    expect(isInTheWay(tomorrow, item({ position: 2, isScheduled: true, notBeforeMs: NOW + 25 * HOUR_MS }), NOW)).toBe(true);
  });

  it('what was said meanwhile is looked at when it was put off, tried before, or waited', () => {
    expect(hasWaited(item(), NOW)).toBe(false);
    expect(hasWaited(item({ isScheduled: true }), NOW)).toBe(true);
    expect(hasWaited(item({ attempts: 1 }), NOW)).toBe(true);
    expect(hasWaited(item({ notBeforeMs: NOW - 2 * MINUTE_MS }), NOW)).toBe(true);
  });
});

describe('what a try makes of it', () => {
  it.each<[string, Answer, Partial<OutboxRow>]>([
    ['the server took it', { outcome: 'sent' }, { state: 'sent', phase: 1, copy: 1, sentAtMs: NOW, error: null, nextTryAtMs: null, attempts: 1 }],
    ['nobody knows', { outcome: 'unknown', error: error('connection-lost') }, { state: 'verifying', phase: 1, nextTryAtMs: NOW, error: error('connection-lost'), attempts: 1 }],
    ['the line: again soon', { outcome: 'notSent', error: error('connection-lost') }, { state: 'queued', phase: 0, nextTryAtMs: NOW + 2 * SECOND_MS, attempts: 1, error: error('connection-lost') }],
    ['no name server: no network, again', { outcome: 'notSent', error: error('host-unknown') }, { state: 'queued', phase: 0, nextTryAtMs: NOW + 2 * SECOND_MS }],
    ['the password: much later', { outcome: 'notSent', error: error('wrong-password') }, { state: 'queued', phase: 0, nextTryAtMs: NOW + 10 * MINUTE_MS }],
    ['the address: a person', { outcome: 'notSent', error: error('recipient-refused') }, { state: 'failed', phase: 0, nextTryAtMs: null, error: error('recipient-refused') }],
    ['a fault of ours: a person', { outcome: 'notSent', error: error('internal') }, { state: 'failed', phase: 0, nextTryAtMs: null }],
  ])('%s', (_, answer, expected) => expect(afterTry(sending, answer, NOW)).toMatchObject(expected));

  it('a call is never tried again by itself, whatever the reason', () => {
    for (const code of ['connection-lost', 'wrong-password', 'server-busy', 'host-unknown'] as const) expect(afterTry({ ...sending, kind: 'dial' }, { outcome: 'notSent', error: error(code) }, NOW)).toMatchObject({ state: 'failed' });
    expect(afterProbe({ ...sending, kind: 'dial', state: 'verifying' }, 'didNotHappen', NOW)).toMatchObject({ state: 'failed' });
    expect(afterTry({ ...sending, kind: 'dial' }, { outcome: 'sent' }, NOW)).toMatchObject({ state: 'sent', copy: 0 });
  });

  it('the waits grow from 2 seconds to 5 minutes and stay there', () => {
    let row = item({ state: 'sending' });
    const waits = Array.from({ length: 12 }, () => {
      row = { ...row, ...afterTry(row, { outcome: 'notSent', error: error('offline') }, NOW) };
      return ((row.nextTryAtMs ?? 0) - NOW) / SECOND_MS;
    });
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300]);
    expect(BACKOFF_MS.at(-1)).toBe(5 * MINUTE_MS);
  });
});

describe('what asking makes of it', () => {
  const verifying = item({ state: 'verifying', phase: 1, attempts: 1, error: error('connection-lost') });
  it.each<[Found, Partial<OutboxRow>]>([
    ['happened', { state: 'sent', sentAtMs: NOW, copy: 1, error: null }],
    ['didNotHappen', { state: 'queued', phase: 0, attempts: 2, nextTryAtMs: NOW + 4 * SECOND_MS }],
    ['cannotTell', { state: 'held', phase: 1, hold: { reason: 'outcome-unknown', changed: [] }, nextTryAtMs: null }],
  ])('%s', (found, expected) => expect(afterProbe(verifying, found, NOW)).toMatchObject(expected));

  it('what cannot be asked stays a question, asked later each time', () => {
    const once = { ...verifying, ...unreachable(verifying, error('connection-refused'), NOW) };
    expect(once).toMatchObject({ state: 'verifying', phase: 1, nextTryAtMs: NOW + 4 * SECOND_MS, error: error('connection-refused') });
    expect(unreachable(once, error('connection-refused'), NOW).nextTryAtMs).toBe(NOW + 8 * SECOND_MS);
  });

  it('a copy that was filed is not due again', () => expect(asSent({ ...verifying, copy: 2 }, NOW).copy).toBe(2));
});

describe('what a crash leaves', () => {
  it('before the point of no return it has surely not left', () => expect(afterCrash(beginTry(item()), NOW)).toMatchObject({ state: 'queued', phase: 0, nextTryAtMs: null }));
  it('behind it, it is asked for first', () => expect(afterCrash(passPoint(beginTry(item())), NOW)).toMatchObject({ state: 'verifying', phase: 1, nextTryAtMs: NOW }));
  it.each<OutboxState>(['queued', 'held', 'verifying', 'sent', 'failed', 'cancelled'])('%s stays what it was', (state) => {
    const row = item({ state });
    expect(afterCrash(row, NOW)).toBe(row);
  });
});

describe('what the agent may do', () => {
  it.each<[OutboxState, 0 | 1, boolean]>([
    ['queued', 0, true], ['held', 0, true], ['held', 1, true], ['failed', 0, true], ['sending', 0, true], ['sending', 1, false], ['verifying', 1, false], ['sent', 1, false], ['cancelled', 0, false],
  ])('take back what is %s in phase %s: %s', (state, phase, may) => expect(canCancel({ state, phase })).toBe(may));

  it('sends again from the beginning, puts aside, takes back', () => {
    const unknown = item({ state: 'held', phase: 1, attempts: 4, hold: { reason: 'outcome-unknown', changed: [] }, error: error('connection-lost') });
    expect(asQueued(unknown)).toMatchObject({ state: 'queued', phase: 0, attempts: 0, hold: null, error: null, nextTryAtMs: null });
    expect(asHeld(item())).toMatchObject({ state: 'held', hold: { reason: 'by-agent' } });
    expect(asCancelled(unknown)).toMatchObject({ state: 'cancelled', hold: null });
  });

  it('an account that is gone fails what has not left, and asks about what may have', () => {
    expect(withoutAccount(item())).toMatchObject({ state: 'failed', error: error('no-account') });
    expect(withoutAccount(item({ state: 'verifying', phase: 1 }))).toMatchObject({ state: 'held', hold: { reason: 'outcome-unknown' } });
  });

  it('an account that cannot be read to its end never fails the message', () => expect(heldUp(item(), error('certificate-untrusted'), NOW)).toMatchObject({ state: 'queued', attempts: 1, nextTryAtMs: NOW + 2 * SECOND_MS }));
  it('a call that came too late says so', () => expect(expired(item({ kind: 'dial' }))).toMatchObject({ state: 'failed', error: error('expired') }));
});
