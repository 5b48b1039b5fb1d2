/** A live call in words. Pure. */
import type { LiveCall } from '../../shared/domain.ts';
import type { Caller } from '../data/calls.ts';
import type { TFunction } from '../i18n/i18n.ts';

/** Who is on the line, as well as it is known: the customer, else the name the exchange gives, else the number. */
export function callName(t: TFunction, call: LiveCall, caller: Caller | null): string {
  if (caller !== null) return caller.name;
  if (call.withheld) return t('live.withheld');
  return call.shown || call.number || call.callerName || t('live.withheld');
}

/** Number, queue and hand-over: what stands beside the name. */
export function callAside(t: TFunction, call: LiveCall, caller: Caller | null): string[] {
  const number = call.withheld ? '' : call.shown || call.number;
  const name = callName(t, call, caller);
  return [
    ...(number !== '' && number !== name ? [number] : []),
    ...(call.callerName !== '' && call.callerName !== name && call.callerName !== call.number ? [`«${call.callerName}»`] : []),
    ...(call.queue === '' ? [] : [t('live.viaQueue', { queue: call.queue })]),
    ...(call.transferredTo === '' ? [] : [t('live.transferredTo', { name: call.transferredTo })]),
  ];
}

export function stateWords(t: TFunction, call: LiveCall): string {
  return call.state === 'ringing' && call.direction === 'outbound' ? t('live.dialling') : t(`live.state.${call.state}`);
}

/** How long it rings, was talked, or lasted. */
export function callMs(call: LiveCall, nowMs: number): number {
  return Math.max(0, (call.endedAtMs ?? nowMs) - (call.answeredAtMs ?? call.startedAtMs));
}
