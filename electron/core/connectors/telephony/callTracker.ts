/**
 * What goes on at the exchange, made of its events: one human call for each linkedid, as it rings, is answered, held,
 * handed on and ends. Pure: events and times in, signals and finished calls out.
 *
 * Promises: a signal only where something of the call changed; a call that ended never comes back by a late event;
 * memory is bounded whatever the exchange says. A fact that is not heard is not made up: see `HeardCall`.
 */
import type { CallSignal } from '../connector.ts';
import { endOfChannel } from '../files/formats/channelName.ts';
import type { HeardCall, HeardChannel } from '../files/formats/heardCall.ts';
import type { AmiMessage } from './amiProtocol.ts';
import { createCallView } from './callSignal.ts';
import type { CallView, OpenCall } from './callSignal.ts';

/** What an event brought about. */
export type Heard = { signals: CallSignal[]; ended: HeardCall[] };

export type CallTracker = {
  apply(event: AmiMessage, atMs: number): Heard;
  /**
   * The channels that exist now (`CoreShowChannel` events): what is missing has ended unheard, what is new began unheard.
   * @param askedAtMs when the list was asked for; what began since may not be in it
   */
  reconcile(channels: readonly AmiMessage[], askedAtMs: number, atMs: number): Heard;
  /** Nobody can say what became of the calls that were going on: they are off the screen, and no record is made of them. */
  loseTrack(atMs: number): Heard;
  /** This console asks the exchange for a call: its number, known before the dial plan says it. */
  expect(linkedid: string, number: string): void;
  readonly openCalls: number;
};

const MAX_CALLS = 2_000;
const MAX_CHANNELS_OF_A_CALL = 100;
const REMEMBERED = 2_000;

/** @param device the agent's own, as in `PJSIP/1001` */
export function createCallTracker(device: string): CallTracker {
  return new Tracker(device);
}

class Tracker implements CallTracker {
  readonly #view: CallView;
  readonly #calls = new Map<string, OpenCall>();
  /** Uniqueid of a channel to the linkedid of its call. */
  readonly #callOf = new Map<string, string>();
  readonly #over = new Set<string>();
  readonly #expected = new Map<string, string>();
  #touched = new Set<OpenCall>();
  #ended: HeardCall[] = [];
  #signals: CallSignal[] = [];

  constructor(device: string) {
    this.#view = createCallView(device);
  }

  get openCalls(): number {
    return this.#calls.size;
  }

  expect(linkedid: string, number: string): void {
    remember(this.#expected, linkedid, number);
  }

  apply(event: AmiMessage, atMs: number): Heard {
    this.#handle(event, atMs);
    return this.#take(atMs);
  }

  reconcile(channels: readonly AmiMessage[], askedAtMs: number, atMs: number): Heard {
    const there = new Set(channels.map((channel) => channel.get('Uniqueid')));
    for (const call of this.#calls.values()) {
      for (const channel of call.channels) if (channel.endedAtMs === null && channel.startedAtMs < askedAtMs && !there.has(channel.id)) this.#hangUp(call, channel, atMs);
    }
    const bridged = new Map<string, number>();
    for (const channel of channels) bridged.set(channel.get('BridgeId'), (bridged.get(channel.get('BridgeId')) ?? 0) + 1);
    for (const event of channels) this.#seed(event, atMs, event.get('BridgeId') !== '' && (bridged.get(event.get('BridgeId')) ?? 0) > 1);
    return this.#take(atMs);
  }

  loseTrack(atMs: number): Heard {
    for (const call of this.#calls.values()) {
      for (const channel of call.channels) closeChannel(channel, atMs);
      call.endedAtMs = atMs;
      this.#touched.add(call);
      this.#forget(call);
    }
    return this.#take(atMs);
  }

  #handle(event: AmiMessage, atMs: number): void {
    const { name } = event;
    if (name === 'Newchannel') return void this.#channel(event, '', atMs, true);
    if (name === 'DialBegin' || name === 'AgentCalled') return this.#ring(event, atMs, name === 'AgentCalled');
    if (name === 'QueueCallerJoin') return this.#joinQueue(event, atMs);
    if (name === 'BlindTransfer' || name === 'AttendedTransfer') return this.#transfer(event, name === 'BlindTransfer' ? 'blind' : 'attended', atMs);
    // All others are about a channel that is known, or about nothing that concerns us.
    const prefix = name === 'DialEnd' || name === 'AgentRingNoAnswer' ? 'Dest' : '';
    const channel = this.#channel(event, prefix, atMs, false);
    const call = channel === null ? undefined : this.#calls.get(this.#callOf.get(channel.id) ?? '');
    if (channel === null || call === undefined) return;
    switch (name) {
      case 'DialEnd': channel.dialStatus = event.get('DialStatus').slice(0, 40) || 'UNKNOWN'; break;
      case 'AgentRingNoAnswer': if (channel.dialStatus === '') channel.dialStatus = 'NOANSWER'; break;
      case 'BridgeEnter': if (channel.talks.at(-1)?.[1] !== null) channel.talks.push([atMs, null]); break;
      case 'BridgeLeave': endTalk(channel, atMs); break;
      case 'Hold': call.held.add(channel.id); break;
      case 'Unhold': call.held.delete(channel.id); break;
      case 'Rename': channel.name = event.get('Newname') || channel.name; break;
      case 'NewCallerid': {
        channel.number ||= event.get('CallerIDNum');
        channel.callerName = event.get('CallerIDName') || channel.callerName;
        break;
      }
      case 'Hangup': return this.#hangUp(call, channel, atMs);
      default: return;
    }
    this.#touched.add(call);
  }

  /** The channel an event names, made when it may begin a call; null when it concerns no call we follow. */
  #channel(event: AmiMessage, prefix: '' | 'Dest', atMs: number, mayBegin: boolean): HeardChannel | null {
    const id = event.get(`${prefix}Uniqueid`);
    if (id === '') return null;
    // Old versions leave the linkedid out: then a channel is its own call, or that of the channel beside it in the event.
    const linkedid = event.get(`${prefix}Linkedid`) || (this.#callOf.get(id) ?? event.get('Linkedid')) || id;
    const call = this.#callFor(id, linkedid, atMs, mayBegin);
    if (call === null) return null;
    const known = call.channels.find((channel) => channel.id === id);
    const number = event.get(`${prefix}CallerIDNum`);
    const exten = event.get(prefix === '' ? 'Exten' : 'DestExten');
    if (known !== undefined) {
      known.number ||= number;
      // A telephone that was called first by the console gets its number only when the dial plan runs.
      if (!/\d/.test(known.exten) && exten !== '') known.exten = exten;
      return known;
    }
    if (!mayBegin || call.channels.length >= MAX_CHANNELS_OF_A_CALL) return null;
    const channel: HeardChannel = {
      id, name: event.get(`${prefix}Channel`), number, callerName: event.get(`${prefix}CallerIDName`), exten, context: event.get(prefix === '' ? 'Context' : 'DestContext'),
      startedAtMs: atMs, endedAtMs: null, dialledBy: null, dialString: '', dialStatus: '', talks: [],
    };
    call.channels.push(channel);
    this.#touched.add(call);
    return channel;
  }

  #callFor(id: string, linkedid: string, atMs: number, mayBegin: boolean): OpenCall | null {
    const formerId = this.#callOf.get(id);
    const former = formerId === undefined ? undefined : this.#calls.get(formerId);
    let call = this.#calls.get(linkedid);
    if (former !== undefined && former !== call) {
      if (this.#over.has(linkedid)) return former;
      // Two calls became one (an attended transfer): the exchange says that it goes by the other name now.
      call ??= this.#open(linkedid, former.startedAtMs);
      this.#merge(former, call, atMs);
    }
    if (call === undefined) {
      if (!mayBegin || this.#over.has(linkedid)) return null;
      call = this.#open(linkedid, atMs);
      call.isWhole = id === linkedid;
    }
    if (this.#callOf.get(id) === undefined && (mayBegin || former !== undefined)) this.#callOf.set(id, linkedid);
    return call;
  }

  #open(linkedid: string, atMs: number): OpenCall {
    if (this.#calls.size >= MAX_CALLS) {
      const oldest = this.#calls.values().next().value;
      if (oldest !== undefined) this.#forget(oldest);
    }
    const call: OpenCall = {
      linkedid, isWhole: false, startedAtMs: atMs, endedAtMs: null, queues: [], channels: [], transfers: [], dialled: this.#expected.get(linkedid) ?? '',
      held: new Set(), rangMine: false, talkedMine: false, transferredTo: '', said: '',
    };
    this.#calls.set(linkedid, call);
    return call;
  }

  #merge(from: OpenCall, into: OpenCall, atMs: number): void {
    for (const channel of from.channels) {
      this.#callOf.set(channel.id, into.linkedid);
      if (!into.channels.some((other) => other.id === channel.id)) into.channels.push(channel);
    }
    into.queues.push(...from.queues.filter((queue) => !into.queues.includes(queue)));
    into.transfers.push(...from.transfers);
    for (const id of from.held) into.held.add(id);
    into.rangMine ||= from.rangMine;
    into.talkedMine ||= from.talkedMine;
    into.transferredTo ||= from.transferredTo;
    into.dialled ||= from.dialled;
    into.startedAtMs = Math.min(into.startedAtMs, from.startedAtMs);
    this.#calls.delete(from.linkedid);
    remember(this.#over, from.linkedid);
    if (from.said !== '') this.#signals.push({ ...(JSON.parse(from.said) as CallSignal), state: 'ended', isMine: false, endedAtMs: atMs, outcome: 'answered' });
    this.#touched.delete(from);
    this.#touched.add(into);
  }

  /** `DialBegin`: one end rings another. `AgentCalled`: a queue rings a member. */
  #ring(event: AmiMessage, atMs: number, isQueue: boolean): void {
    const caller = this.#channel(event, '', atMs, true);
    const rung = this.#channel(event, 'Dest', atMs, true);
    const call = this.#calls.get(this.#callOf.get(rung?.id ?? caller?.id ?? '') ?? '');
    if (call === undefined) return;
    if (isQueue) pushOnce(call.queues, event.get('Queue'));
    if (rung !== null) {
      rung.dialledBy ??= caller?.id ?? '';
      rung.dialString ||= event.get('DialString');
    }
    this.#touched.add(call);
  }

  #joinQueue(event: AmiMessage, atMs: number): void {
    const caller = this.#channel(event, '', atMs, true);
    const call = this.#calls.get(this.#callOf.get(caller?.id ?? '') ?? '');
    if (call === undefined) return;
    pushOnce(call.queues, event.get('Queue'));
    this.#touched.add(call);
  }

  #transfer(event: AmiMessage, kind: 'blind' | 'attended', atMs: number): void {
    if (!/^success$/i.test(event.get('Result'))) return;
    const ids = kind === 'blind' ? ['TransfererUniqueid', 'TransfereeUniqueid'] : ['OrigTransfererUniqueid', 'TransfereeUniqueid', 'SecondTransfererUniqueid'];
    const call = ids.map((key) => this.#calls.get(this.#callOf.get(event.get(key)) ?? '')).find((found) => found !== undefined);
    if (call === undefined) return;
    const to = kind === 'blind' ? event.get('Extension') : event.get('TransferTargetCallerIDNum') || endOfChannel(event.get('TransferTargetChannel'))?.id || event.get('SecondTransfererConnectedLineNum');
    call.transfers.push({ kind, to, atMs });
    call.transferredTo = to;
    this.#touched.add(call);
  }

  #hangUp(call: OpenCall, channel: HeardChannel, atMs: number): void {
    closeChannel(channel, atMs);
    call.held.delete(channel.id);
    this.#touched.add(call);
    if (call.channels.some((other) => other.endedAtMs === null)) return;
    call.endedAtMs = atMs;
    this.#view.note(call);
    this.#ended.push(recordOf(call));
    this.#forget(call);
  }

  #forget(call: OpenCall): void {
    this.#calls.delete(call.linkedid);
    for (const channel of call.channels) this.#callOf.delete(channel.id);
    remember(this.#over, call.linkedid);
  }

  /** A channel found in a list: how it began was not heard. */
  #seed(event: AmiMessage, atMs: number, isBridged: boolean): void {
    const id = event.get('Uniqueid');
    const isNew = !this.#callOf.has(id);
    const channel = this.#channel(event, '', atMs, true);
    if (channel === null) return;
    const call = this.#calls.get(this.#callOf.get(id) ?? '');
    if (call === undefined) return;
    if (isNew) {
      const [hours = 0, minutes = 0, seconds = 0] = event.get('Duration').split(':').map(Number);
      channel.startedAtMs = atMs - ((hours * 60 + minutes) * 60 + seconds) * 1_000 || atMs;
      call.startedAtMs = Math.min(call.startedAtMs, channel.startedAtMs);
      call.isWhole = false;
      // 5: it rings. A telephone that runs AppDial was dialled, also after it was answered.
      if (event.get('ChannelState') === '5' || /^app(?:dial|queue)/i.test(event.get('Application'))) channel.dialledBy = '';
      if (/^queue$/i.test(event.get('Application'))) pushOnce(call.queues, event.get('ApplicationData').split(',', 1)[0] ?? '');
    }
    if (isBridged && channel.talks.at(-1)?.[1] !== null) channel.talks.push([isNew ? channel.startedAtMs : atMs, null]);
    if (!isBridged) endTalk(channel, atMs);
    this.#touched.add(call);
  }

  #take(atMs: number): Heard {
    for (const call of this.#touched) {
      const signal = this.#view.signalOf(call, atMs);
      const said = JSON.stringify(signal);
      if (said === call.said) continue;
      call.said = said;
      this.#signals.push(signal);
    }
    const heard = { signals: this.#signals, ended: this.#ended };
    this.#touched = new Set();
    this.#signals = [];
    this.#ended = [];
    return heard;
  }
}

function closeChannel(channel: HeardChannel, atMs: number): void {
  endTalk(channel, atMs);
  channel.endedAtMs ??= atMs;
}

function endTalk(channel: HeardChannel, atMs: number): void {
  const last = channel.talks.at(-1);
  if (last !== undefined && last[1] === null) last[1] = atMs;
}

function recordOf(call: OpenCall): HeardCall {
  const { linkedid, isWhole, startedAtMs, endedAtMs, queues, channels, transfers, dialled } = call;
  return { linkedid, isWhole, startedAtMs, endedAtMs, queues, channels, transfers, dialled };
}

function pushOnce(list: string[], value: string): void {
  if (value !== '' && !list.includes(value)) list.push(value);
}

/** Adds to a memory of bounded size: the oldest goes first. */
function remember(memory: Set<string> | Map<string, string>, key: string, value = ''): void {
  if (memory instanceof Map) memory.set(key, value);
  else memory.add(key);
  const oldest = memory.keys().next().value;
  if (memory.size > REMEMBERED && oldest !== undefined) memory.delete(oldest);
}
