/**
 * Click-to-dial: the exchange rings the agent's own telephone, and dials the number when it is picked up.
 *
 * The effect's key is the ChannelId, which becomes the Uniqueid and the Linkedid of the call, so that it can be found
 * again among the channels and in the call log. `sent` means that the agent picked up and the number is being dialled.
 */
import { DeskError, toErrorData } from '../../../../shared/result.ts';
import type { AmiConfig, Delivery, Effect, ProbeAnswer } from '../connector.ts';
import { endOfChannel } from '../files/formats/channelName.ts';
import type { AmiClient, AmiTuning } from './amiClient.ts';
import type { AmiMessage } from './amiProtocol.ts';

/** How long the agent's own telephone rings. */
const RING_MS = 30_000;

export type Dialler = {
  deliver(effect: Effect, passPointOfNoReturn: () => Promise<void>): Promise<Delivery>;
  probe(effect: Effect): Promise<ProbeAnswer>;
  /** The exchange says what became of an asynchronous Originate. */
  answer(event: AmiMessage): void;
  lineLost(): void;
};

/** @param client a connection that is logged in */
export function createDialler(client: AmiClient, config: AmiConfig, tuning: AmiTuning): Dialler {
  const waiting = new Map<string, (event: AmiMessage | null) => void>();
  const { host } = config;
  const unknown = (code: 'connection-lost' | 'server-slow' | 'outcome-unknown'): Delivery => ({ outcome: 'unknown', error: toErrorData(new DeskError(code, { host })) });

  const outcomeOf = (key: string): { event: Promise<AmiMessage | null>; forget(): void } => {
    let timer: NodeJS.Timeout | undefined;
    const event = new Promise<AmiMessage | null>((settle) => {
      timer = setTimeout(() => settle(null), RING_MS + tuning.answerMs);
      waiting.set(key, settle);
    });
    return { event, forget: () => { clearTimeout(timer); waiting.delete(key); } };
  };

  return {
    async deliver(effect, passPointOfNoReturn) {
      if (effect.kind !== 'dial') return refused('not-supported', {});
      const number = dialString(effect.number, config.dialPrefix);
      if (number === null) return refused('address-invalid', {});
      try {
        await passPointOfNoReturn();
      } catch (thrown) {
        return { outcome: 'notSent', error: toErrorData(thrown) };
      }
      let isWritten = false;
      const result = outcomeOf(effect.key);
      try {
        const answer = await client.act('Originate', originateFields(effect.key, number, config), () => { isWritten = true; });
        if (answer.name !== 'Success') return refused('server-refused', { host, reason: answer.get('Message').slice(0, 100) });
        const event = await result.event;
        if (event === null) return unknown('connection-lost');
        if (/^success$/i.test(event.get('Response'))) return { outcome: 'sent', record: null };
        return refused('server-refused', { host, reason: reasonOf(event) });
      } catch (thrown) {
        if (!isWritten) return { outcome: 'notSent', error: toErrorData(thrown) };
        return unknown(thrown instanceof DeskError && thrown.code === 'server-slow' ? 'server-slow' : 'connection-lost');
      } finally {
        result.forget();
      }
    },
    async probe(effect) {
      const channels = await client.list('CoreShowChannels', 'CoreShowChannel');
      const isThere = channels?.some((channel) => channel.get('Uniqueid') === effect.key || channel.get('Linkedid') === effect.key) === true;
      // A call that is not there may have been and ended: only what is seen is known.
      return isThere ? { answer: 'happened', record: null } : { answer: 'cannotTell' };
    },
    answer(event) {
      waiting.get(event.get('ActionID'))?.(event);
    },
    lineLost() {
      for (const settle of waiting.values()) settle(null);
    },
  };
}

/** What the exchange is asked to dial; null when the number has nothing that can be dialled. */
export function dialString(number: string, prefix: string): string | null {
  const dialled = number.replace(/[^\d+*#]/g, '').replace(/(?!^)\+/g, '');
  return /\d/.test(dialled) ? `${prefix}${dialled}` : null;
}

/** The dial plan finds whose call it is by the number of the caller id, so that is the agent's own; the telephone shows the name. */
function originateFields(key: string, number: string, config: AmiConfig): [string, string][] {
  const own = endOfChannel(config.device)?.id ?? '';
  return [
    ['ActionID', key], ['ChannelId', key], ['Channel', config.device], ['Context', config.context], ['Exten', number], ['Priority', '1'],
    ['CallerID', `"${number}" <${own}>`], ['Timeout', String(RING_MS)], ['Async', 'true'],
  ];
}

function refused(code: 'not-supported' | 'address-invalid' | 'server-refused', params: Record<string, string>): Delivery {
  return { outcome: 'notSent', error: toErrorData(new DeskError(code, params)) };
}

/** `Reason` of an OriginateResponse: a control frame of Asterisk (frame.h). */
function reasonOf(event: AmiMessage): string {
  switch (event.get('Reason')) {
    case '1':
    case '3': return 'no-answer';
    case '5': return 'busy';
    case '8': return 'congestion';
    default: return 'device-unavailable';
  }
}
