/** How a call that goes on looks from the desk of one agent: what of it concerns their telephone, and its state in one word. Pure. */
import type { CallSignal } from '../connector.ts';
import { endOfChannel, looksLikeExtension } from '../files/formats/channelName.ts';
import { originOf, readHeardCall } from '../files/formats/heardCall.ts';
import type { HeardCall, HeardChannel } from '../files/formats/heardCall.ts';

/** A call that is being followed; `said` is the last signal of it, as JSON. */
export type OpenCall = HeardCall & {
  /** Uniqueids of channels that put the call on hold. */
  held: Set<string>;
  rangMine: boolean;
  talkedMine: boolean;
  transferredTo: string;
  said: string;
};

export type CallView = {
  /** Keeps in the call what its end has to know: whether it rang here, or was taken here. */
  note(call: OpenCall): { isRinging: boolean; isTalking: boolean };
  signalOf(call: OpenCall, atMs: number): CallSignal;
};

/** @param device the agent's own, as in `PJSIP/1001` */
export function createCallView(device: string): CallView {
  const prefix = `${device.toLowerCase()}-`;
  const extension = device.slice(device.indexOf('/') + 1).split('@', 1)[0] ?? '';
  const isOurs = (id: string): boolean => looksLikeExtension(id) || (id !== '' && id.toLowerCase() === extension.toLowerCase());

  /** Queues ring their members through `Local/` channels named after the extension, a moment before the telephone itself. */
  const isMine = (channel: HeardChannel): boolean => {
    if (channel.name.toLowerCase().startsWith(prefix)) return true;
    const end = endOfChannel(channel.name);
    return end !== null && end.isLocal && end.id === extension;
  };

  const note = (call: OpenCall): { isRinging: boolean; isTalking: boolean } => {
    const mine = call.channels.filter(isMine);
    // The one who calls is on the line from the beginning.
    call.rangMine ||= mine.some((channel) => channel.dialledBy !== null);
    call.talkedMine ||= mine.some((channel) => channel.talks.length > 0 || channel.id === call.linkedid);
    return { isRinging: mine.some(isRingingNow), isTalking: mine.some((channel) => channel.endedAtMs === null && (channel.talks.length > 0 || channel.id === call.linkedid)) };
  };

  return {
    note,
    signalOf(call, atMs) {
      const facts = readHeardCall(call, isOurs, atMs);
      const mine = note(call);
      const number = facts.numbers[0] ?? '';
      const isOver = call.endedAtMs !== null;
      const ringing = call.channels.filter((channel) => isRingingNow(channel) && isOurs(endOfChannel(channel.name)?.id ?? ''));
      const rung = ringing.find(isMine) ?? ringing[0];
      // Between two bridges, and between the last one and the hang-up, nobody is together and nothing rings.
      const isHandedOn = (call.transfers.at(-1)?.atMs ?? 0) > (facts.lastTalkMs ?? 0);
      const isUp = facts.isTalking || (facts.answeredAtMs !== null && ringing.length === 0 && !isHandedOn);
      const caller = facts.direction === 'inbound' ? null : originOf(call);
      const named = (channel: HeardChannel | null | undefined): string => endOfChannel(channel?.name ?? '')?.id ?? '';
      return {
        key: `call:${call.linkedid}`,
        state: isOver ? 'ended' : !isUp ? 'ringing' : call.held.size > 0 ? 'held' : 'answered',
        direction: facts.direction, number, callerName: facts.callerName,
        withheld: facts.direction === 'inbound' && !/[1-9]/.test(number),
        queue: call.queues.at(-1) ?? '',
        isMine: isOver ? call.talkedMine || (call.rangMine && facts.outcome !== 'answered') : mine.isRinging || mine.isTalking || (isUp && !facts.isTalking && facts.lastAgent === extension),
        agent: isUp || isOver ? facts.lastAgent || named(caller) : named(rung ?? caller),
        transferredTo: call.transferredTo, startedAtMs: call.startedAtMs, answeredAtMs: facts.answeredAtMs, endedAtMs: call.endedAtMs, outcome: isOver ? facts.outcome : null,
      };
    },
  };
}

/** One that was picked up rings until it is in a bridge, a few milliseconds later. */
function isRingingNow(channel: HeardChannel): boolean {
  return channel.dialledBy !== null && (channel.dialStatus === '' || channel.dialStatus === 'ANSWER') && channel.endedAtMs === null && channel.talks.length === 0;
}
