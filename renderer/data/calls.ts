/**
 * The calls that are going on, as the core's events tell them: each comes with its whole brief, so that what rings is
 * drawn without asking anything.
 *
 * Owns which calls this window knows, and which of them the person put aside. Never decides who is on the line.
 */
import { useSyncExternalStore } from 'react';
import type { LiveCall } from '../../shared/domain.ts';
import { onEvent, query } from './client.ts';

export type Caller = { customerId: string; name: string };

export type CallsState = {
  /** Newest first. */
  calls: readonly LiveCall[];
  /** Rings whose brief was put aside: they stay in the bar. */
  aside: ReadonlySet<string>;
  /** Ended calls the person is done with. */
  closed: ReadonlySet<string>;
  /** Who the agent said is on the line, until the core says so too. */
  chosen: ReadonlyMap<string, Caller>;
};

/** A call that ended longer ago than this says nothing any more; the timeline has it. */
const KEPT_MS = 10 * 60_000;
const NOTHING: ReadonlySet<string> = new Set();

let state: CallsState = { calls: [], aside: NOTHING, closed: NOTHING, chosen: new Map() };
const listeners = new Set<() => void>();
const heard = new Set<(call: LiveCall, before: LiveCall | undefined) => void>();

export function useCalls(): CallsState {
  return useSyncExternalStore(listenToState, calls);
}

export function calls(): CallsState {
  return state;
}

/** Tells of every change of a call, with what was known of it before. Answers with the function that stops. */
export function onCall(listener: (call: LiveCall, before: LiveCall | undefined) => void): () => void {
  heard.add(listener);
  return () => heard.delete(listener);
}

/** The brief of a ring goes from the screen; the call stays in the bar. */
export function putAside(callId: string): void {
  set({ ...state, aside: new Set([...state.aside, callId]) });
}

/** An ended call leaves the bar. */
export function closeCall(callId: string): void {
  set({ ...state, closed: new Set([...state.closed, callId]) });
}

/** The agent said who is on the line. */
export function chooseCaller(callId: string, caller: Caller): void {
  set({ ...state, chosen: new Map([...state.chosen, [callId, caller]]) });
}

/** The brief comes back. */
export function bringBack(callId: string): void {
  set({ ...state, aside: new Set([...state.aside].filter((id) => id !== callId)) });
}

/** Starts listening; call once. A window that opens in the middle of a call, or a core that was started again, is told by `calls.live`. */
export function startCalls(): () => void {
  const ask = (): void => {
    // Without an answer the next event tells.
    query('calls.live', {}).then((known) => { for (const call of known.toReversed()) if (!state.calls.some((one) => one.id === call.id)) take(call); }, () => undefined);
  };
  const stopCalls = onEvent('call', (call) => {
    performance.mark('hilo:call-heard', { detail: call.id });
    take(call);
  });
  const stopCore = onEvent('core', (core) => {
    if (core.state === 'running') ask();
  });
  ask();
  return () => {
    stopCalls();
    stopCore();
  };
}

/** Pure: the calls after one of them was heard of; what ended long ago goes. */
export function withCall(known: readonly LiveCall[], call: LiveCall, nowMs: number): LiveCall[] {
  const isFresh = (one: LiveCall): boolean => one.endedAtMs === null || nowMs - one.endedAtMs < KEPT_MS;
  return [call, ...known.filter((one) => one.id !== call.id)].filter(isFresh).sort((a, b) => b.startedAtMs - a.startedAtMs);
}

/** Pure: who is on the line, where that is known; several who share the number are nobody until the agent chooses. */
export function callerOf(call: LiveCall, chosen: CallsState['chosen']): Caller | null {
  const only = call.brief.match === 'one' ? call.brief.candidates[0] : undefined;
  return chosen.get(call.id) ?? (only ? { customerId: only.customerId, name: only.name } : null);
}

/** Pure: the call whose brief lies over the screen: the newest of ours that rings and was not put aside. */
export function ringingCall({ calls: known, aside }: CallsState): LiveCall | undefined {
  return known.find((call) => call.isMine && call.state === 'ringing' && call.direction === 'inbound' && !aside.has(call.id));
}

/** Pure: the calls of the bar: ours, going on or just ended and not closed; one that nobody answered is work of the queue instead. */
export function barCalls({ calls: known, aside, closed }: CallsState): LiveCall[] {
  return known.filter((call) => call.isMine && !closed.has(call.id) && (call.state === 'ringing' ? call.direction !== 'inbound' || aside.has(call.id) : call.state !== 'ended' || call.answeredAtMs !== null));
}

function take(call: LiveCall): void {
  const before = state.calls.find((one) => one.id === call.id);
  set({ ...state, calls: withCall(state.calls, call, Date.now()) });
  for (const listener of heard) listener(call, before);
}

function set(next: CallsState): void {
  state = next;
  for (const listener of listeners) listener();
}

function listenToState(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
