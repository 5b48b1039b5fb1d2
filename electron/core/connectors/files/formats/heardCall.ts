/**
 * One call as a live connection to the exchange heard it: the shape in which it is kept as a raw record, and what it
 * says. The card that rings and the record that stays are both made by `readHeardCall`, so they cannot disagree.
 */
import type { CallOutcome } from '../../../../../shared/domain.ts';
import { endOfChannel, INBOUND_CONTEXT, OUTBOUND_CONTEXT } from './channelName.ts';

/** Times in milliseconds of our own clock. */
export type HeardChannel = {
  /** Uniqueid. */
  id: string;
  name: string;
  /** CallerIDNum: who is at this end; empty when the exchange does not know. */
  number: string;
  callerName: string;
  exten: string;
  context: string;
  startedAtMs: number;
  endedAtMs: number | null;
  /** Uniqueid of the channel that rang it, empty when the exchange did so by itself; null for one that came by itself. */
  dialledBy: string | null;
  dialString: string;
  /** Empty while it rings. */
  dialStatus: string;
  /** In a bridge, from and to; `to` is null while it lasts. */
  talks: [number, number | null][];
};

export type HeardCall = {
  linkedid: string;
  /** Heard from its first channel on. */
  isWhole: boolean;
  startedAtMs: number;
  endedAtMs: number | null;
  queues: string[];
  /** In the order in which they were heard of. */
  channels: HeardChannel[];
  transfers: { kind: 'blind' | 'attended'; to: string; atMs: number }[];
  /** The number that this console asked the exchange to dial; empty otherwise. */
  dialled: string;
};

/** Context of a `call` record. */
export type HeardCallContext = { format: 'heardCall' };

export type HeardFacts = {
  direction: 'inbound' | 'outbound' | 'internal';
  /** Spellings of the number outside, the best first; empty when none was heard. */
  numbers: string[];
  callerName: string;
  outcome: CallOutcome;
  /** The first time somebody of ours and the outside were on the line together. */
  answeredAtMs: number | null;
  ringMs: number;
  talkMs: number;
  /** Extension that spoke last, or speaks; empty when none did. */
  lastAgent: string;
  /** When that began. */
  lastTalkMs: number | null;
  /** Is on the line with the outside now. */
  isTalking: boolean;
  /** Queues and extensions of ours, in order. */
  route: string[];
  transferred: boolean;
};

export type End = { id: string; isOurs: boolean };
type Span = { fromMs: number; toMs: number };

/** The end of a channel; null for a channel that leads to no telephone. */
export function endOf(channel: Pick<HeardChannel, 'name'>, isOurs: (id: string) => boolean): End | null {
  const end = endOfChannel(channel.name);
  if (end === null) return null;
  const ours = isOurs(end.id);
  return end.isLocal && !ours ? null : { id: end.id, isOurs: ours };
}

/**
 * What a call says so far.
 * @param isOurs whether the id of a channel or a number is an extension of ours
 * @param nowMs the end of what has not ended yet
 */
export function readHeardCall(call: HeardCall, isOurs: (id: string) => boolean, nowMs: number): HeardFacts {
  const origin = originOf(call);
  const direction = directionOf(call, origin, isOurs);
  const outside = call.channels.filter((channel) => endOfChannel(channel.name)?.isLocal === false && !isOurs(endOfChannel(channel.name)?.id ?? ''));
  const ours = call.channels.filter((channel) => channel !== origin || direction !== 'inbound').filter((channel) => endOf(channel, isOurs)?.isOurs === true && endOfChannel(channel.name)?.isLocal === false);
  const far = unionOf((direction === 'internal' ? ours : direction === 'inbound' && outside.length === 0 && origin !== null ? [origin] : outside).flatMap((channel) => spansOf(channel, nowMs)));
  const talks = ours.flatMap((channel) => meet(spansOf(channel, nowMs), far).map((span) => ({ ...span, agent: endOf(channel, isOurs)?.id ?? '', isOn: channel.talks.at(-1)?.[1] === null })));
  const first = talks.reduce<number | null>((least, talk) => (least === null || talk.fromMs < least ? talk.fromMs : least), null);
  const last = talks.reduce<(typeof talks)[number] | null>((latest, talk) => (latest === null || talk.toMs > latest.toMs || (talk.toMs === latest.toMs && talk.isOn) ? talk : latest), null);
  const isTalking = ours.some((channel) => channel.talks.at(-1)?.[1] === null) && (direction === 'internal' || [...outside, ...(origin === null ? [] : [origin])].some((channel) => channel.talks.at(-1)?.[1] === null));
  return {
    direction, numbers: numbersOf(call, origin, direction, outside, isOurs), callerName: direction === 'inbound' ? (origin?.callerName ?? '') : '',
    outcome: first !== null || isTalking ? 'answered' : unansweredOutcome(call, direction), answeredAtMs: first,
    ringMs: Math.max(0, (first ?? call.endedAtMs ?? nowMs) - call.startedAtMs), talkMs: unionOf(talks).reduce((sum, span) => sum + span.toMs - span.fromMs, 0),
    lastAgent: last?.agent ?? '', lastTalkMs: last?.fromMs ?? null, isTalking, route: routeOf(call, origin, direction, isOurs),
    transferred: call.transfers.length > 0 || new Set(talks.map((talk) => talk.agent)).size > 1,
  };
}

/** The channel the call began with. */
export function originOf(call: HeardCall): HeardChannel | null {
  return call.channels.find((channel) => channel.id === call.linkedid) ?? call.channels.find((channel) => channel.dialledBy === null) ?? call.channels[0] ?? null;
}

/** The same rule as for the rows of a call log: our telephones by the shape of their channels, the plan's contexts where that says nothing. */
function directionOf(call: HeardCall, origin: HeardChannel | null, isOurs: (id: string) => boolean): HeardFacts['direction'] {
  if (call.dialled !== '') return 'outbound';
  if (origin === null) return 'inbound';
  const side = endOf(origin, isOurs);
  const looksInbound = INBOUND_CONTEXT.test(origin.context) && !isOurs(origin.number);
  const isFromUs = side === null || looksInbound ? !looksInbound && (OUTBOUND_CONTEXT.test(origin.context) || isOurs(origin.number)) : side.isOurs;
  if (!isFromUs) return 'inbound';
  const reachesOut = isOutside(origin.exten, isOurs) || call.channels.some((channel) => channel !== origin && endOf(channel, isOurs)?.isOurs === false);
  return reachesOut ? 'outbound' : 'internal';
}

function isOutside(number: string, isOurs: (id: string) => boolean): boolean {
  return /^\+?[\d*#]{6,20}$/.test(number) && !isOurs(number);
}

function numbersOf(call: HeardCall, origin: HeardChannel | null, direction: HeardFacts['direction'], outside: readonly HeardChannel[], isOurs: (id: string) => boolean): string[] {
  const found = new Set<string>();
  if (direction === 'inbound') {
    for (const channel of [...(origin === null ? [] : [origin]), ...outside]) if (!isOurs(channel.number)) found.add(channel.number);
  } else if (direction === 'outbound') {
    found.add(call.dialled);
    if (origin !== null && isOutside(origin.exten, isOurs)) found.add(origin.exten);
    for (const channel of outside) for (const digits of (channel.dialString.match(/\+?\d{6,20}/g) ?? []).reverse()) found.add(digits);
    for (const channel of outside) if (channel !== origin && isOutside(channel.number, isOurs)) found.add(channel.number);
  }
  found.delete('');
  return [...found];
}

function unansweredOutcome(call: HeardCall, direction: HeardFacts['direction']): CallOutcome {
  if (direction === 'inbound') return 'missed';
  const statuses = call.channels.map((channel) => channel.dialStatus);
  if (statuses.includes('BUSY')) return 'busy';
  return statuses.some((status) => /CONGESTION|CHANUNAVAIL|INVALIDARGS/.test(status)) ? 'failed' : 'missed';
}

function routeOf(call: HeardCall, origin: HeardChannel | null, direction: HeardFacts['direction'], isOurs: (id: string) => boolean): string[] {
  const route = new Set<string>();
  const add = (channel: HeardChannel | null): void => {
    const end = channel === null ? null : endOf(channel, isOurs);
    if (end?.isOurs === true) route.add(end.id);
  };
  if (direction !== 'inbound') add(origin);
  for (const queue of call.queues) route.add(queue);
  for (const channel of call.channels) if (channel.dialledBy !== null) add(channel);
  route.delete('');
  return [...route];
}

function spansOf(channel: HeardChannel, nowMs: number): Span[] {
  return channel.talks.map(([fromMs, toMs]) => ({ fromMs, toMs: toMs ?? Math.max(nowMs, fromMs) }));
}

/** Time covered by at least one span, in order. */
function unionOf(spans: readonly Span[]): Span[] {
  const union: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = union.at(-1);
    if (last !== undefined && span.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, span.toMs);
    else union.push({ fromMs: span.fromMs, toMs: span.toMs });
  }
  return union;
}

function meet(spans: readonly Span[], others: readonly Span[]): Span[] {
  return spans.flatMap((span) => others.flatMap((other) => {
    const fromMs = Math.max(span.fromMs, other.fromMs);
    const toMs = Math.min(span.toMs, other.toMs);
    return toMs >= fromMs ? [{ fromMs, toMs }] : [];
  }));
}
