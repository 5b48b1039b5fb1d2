/**
 * Calls as Asterisk 18 and 20 tell them over AMI, event by event, and as they later stand in the call log.
 *
 * Field names and order of events are those of docs.asterisk.org (AMI events of 18 and 20): `DialBegin` names the
 * caller and, with `Dest`, who rings; a call that `Originate` began has no caller in it; unknown is `<unknown>`.
 */

export type AmiEvent = readonly [name: string, fields: Readonly<Record<string, string>>];

/** One row of `cdr`; seconds count from the beginning of the call. */
export type CallRow = {
  src: string; dst: string; dcontext: string; clid: string; channel: string; dstchannel: string; lastapp: string; lastdata: string;
  startS: number; waitS: number; talkS: number; disposition: string; uniqueid: string; linkedid: string; sequence: number;
};

/** One call in the steps a person would tell it in. */
export type Scenario = { linkedid: string; steps: Readonly<Record<string, readonly AmiEvent[]>>; events: readonly AmiEvent[]; rows: readonly CallRow[] };

type Channel = { name: string; number: string; callerName: string; exten: string; context: string; uniqueid: string; linkedid: string; state: string };

const STATES: Readonly<Record<string, string>> = { '0': 'Down', '4': 'Ring', '5': 'Ringing', '6': 'Up' };
const TRUNK = 'PJSIP/trunk';

export type Exchange = {
  /** A telephone of ours rings, is answered and hung up. `missed` ends it while it rings. */
  directRing(options: { from: string; name?: string; to: string; missed?: boolean; trunk?: string; withheldAs?: string }): Scenario;
  /** A call waits in a queue that rings its members (through `Local/` channels, as FreePBX does, when `local`); `by` answers. */
  queueCall(options: { from: string; queue: string; members: readonly string[]; by: string | null; local?: boolean }): Scenario;
  /** A ring group: all telephones at once; one answers. */
  parallelRing(options: { from: string; to: readonly string[]; by: string }): Scenario;
  /** Answered by one, sent on to another without asking. */
  blindTransfer(options: { from: string; first: string; second: string }): Scenario;
  /** Answered by one, who asks another first and then leaves the two together. */
  attendedTransfer(options: { from: string; first: string; second: string }): Scenario;
  outbound(options: { from: string; to: string; outcome: 'answered' | 'busy' | 'failed' }): Scenario;
};

/** @param epochS seconds in the uniqueids, as Asterisk makes them of the time a channel begins */
export function createExchange(epochS = 1_732_287_600): Exchange {
  let number = 0;
  /** @param afterS when it begins, counted from the call's beginning */
  const channel = (name: string, options: Partial<Channel> = {}, afterS = 0): Channel => {
    number += 1;
    const uniqueid = `${epochS + afterS}.${number}`;
    return { number: '', callerName: '', exten: '', context: 'from-internal', state: '0', linkedid: uniqueid, uniqueid, ...options, name: name.startsWith('Local/') ? name : `${name}-${number.toString(16).padStart(8, '0')}` };
  };
  const trunkIn = (from: string, exten: string, options: { name?: string; trunk?: string } = {}): Channel => channel(options.trunk ?? TRUNK, { number: from, callerName: options.name ?? '', exten, context: 'from-trunk', state: '4' });
  const phone = (extension: string, caller: Channel): Channel => channel(`PJSIP/${extension}`, { number: extension, linkedid: caller.linkedid, state: '5' });
  const row = (from: Channel, to: Channel | null, more: Partial<CallRow>): CallRow => ({
    src: from.number, dst: from.exten, dcontext: from.context, clid: `"${from.callerName || from.number}" <${from.number}>`, channel: from.name, dstchannel: to?.name ?? '', lastapp: 'Dial', lastdata: to === null ? '' : `${to.name.replace(/-[0-9a-f]{8}$/, '')},20,tr`,
    startS: 0, waitS: 5, talkS: 60, disposition: (more.talkS ?? 60) > 0 ? 'ANSWERED' : 'NO ANSWER', uniqueid: from.uniqueid, linkedid: from.linkedid, sequence: number * 10 + (more.sequence ?? 0), ...more,
  });

  return {
    directRing({ from, name = '', to, missed = false, trunk, withheldAs }) {
      const caller = trunkIn(withheldAs ?? from, to, { name, ...(trunk === undefined ? {} : { trunk }) });
      const agent = phone(to, caller);
      const talk = bridge(caller, agent);
      return scenario(caller, {
        ring: [begun(caller), begun(agent), ...dials(caller, agent), state(agent, '5')],
        ...(missed ? { end: [ended(agent, 'CANCEL', caller), hungUp(agent, '0'), hungUp(caller, '16')] } : { answer: [state(agent, '6'), ended(agent, 'ANSWER', caller), state(caller, '6'), ...talk.enter], end: [...talk.leave, hungUp(agent, '16'), hungUp(caller, '16')] }),
      }, [row(caller, agent, missed ? { talkS: 0, waitS: 20 } : {})]);
    },
    queueCall({ from, queue, members, by, local = false }) {
      const caller = trunkIn(from, '600');
      const legs = members.map((extension) => {
        const rung = local ? channel(`Local/${extension}@from-queue-0000000${members.indexOf(extension)};1`, { number: extension, linkedid: caller.linkedid }) : phone(extension, caller);
        const far = local ? channel(`Local/${extension}@from-queue-0000000${members.indexOf(extension)};2`, { number: from, linkedid: caller.linkedid, exten: extension, context: 'from-queue' }) : null;
        const own = far === null ? rung : phone(extension, caller);
        return { extension, rung, far, own, interface: local ? `Local/${extension}@from-queue/n` : `PJSIP/${extension}` };
      });
      const ring = legs.flatMap((leg) => [
        begun(leg.rung), ...(leg.far === null ? [] : [begun(leg.far)]), called(caller, leg.rung, queue, leg.interface), ...dials(caller, leg.rung),
        ...(leg.far === null ? [] : [begun(leg.own), ...dials(leg.far, leg.own)]), state(leg.own, '5'),
      ]);
      const winner = legs.find((leg) => leg.extension === by);
      const losers = legs.filter((leg) => leg !== winner);
      const gone = (leg: (typeof legs)[number], status: string): AmiEvent[] => [
        ended(leg.rung, status, caller), hungUp(leg.rung, '26'), ...(leg.far === null ? [] : [ended(leg.own, 'CANCEL', leg.far), hungUp(leg.own, '26'), hungUp(leg.far, '26')]),
      ];
      const join: AmiEvent[] = [begun(caller), state(caller, '6'), ['QueueCallerJoin', { Privilege: 'agent,all', ...fieldsOf(caller), Queue: queue, Position: '1', Count: '1' }]];
      const leave: AmiEvent = ['QueueCallerLeave', { Privilege: 'agent,all', ...fieldsOf(caller), Queue: queue, Count: '0', Position: '1' }];
      if (winner === undefined) {
        return scenario(caller, { join, ring, end: [...legs.flatMap((leg) => gone(leg, 'NOANSWER')), ['QueueCallerAbandon', { Privilege: 'agent,all', ...fieldsOf(caller), Queue: queue, Position: '1', OriginalPosition: '1', HoldTime: '25' }], leave, hungUp(caller, '16')] },
          legs.map((leg, n) => row(caller, leg.rung, { lastapp: 'Queue', lastdata: `${queue},t,,`, talkS: 0, waitS: 25, sequence: n })));
      }
      const outer = bridge(caller, winner.rung);
      const inner = winner.far === null ? { enter: [], leave: [] } : bridge(winner.far, winner.own);
      const answer: AmiEvent[] = [
        state(winner.own, '6'), ...(winner.far === null ? [] : [ended(winner.own, 'ANSWER', winner.far), ...inner.enter]), ended(winner.rung, 'ANSWER', caller), ...losers.flatMap((leg) => gone(leg, 'CANCEL')), leave,
        ['AgentConnect', { Privilege: 'agent,all', ...fieldsOf(caller), ...fieldsOf(winner.rung, 'Dest'), Queue: queue, MemberName: winner.extension, Interface: winner.interface, RingTime: '5', HoldTime: '9' }], ...outer.enter,
      ];
      const end = [...outer.leave, ...inner.leave, hungUp(winner.rung, '16'), ...(winner.far === null ? [] : [hungUp(winner.own, '16'), hungUp(winner.far, '16')]), hungUp(caller, '16')];
      return scenario(caller, { join, ring, answer, end }, legs.map((leg, n) => row(caller, leg.rung, { lastapp: 'Queue', lastdata: `${queue},t,,`, talkS: leg === winner ? 60 : 0, sequence: n })));
    },
    parallelRing({ from, to, by }) {
      const caller = trunkIn(from, '600');
      const legs = to.map((extension) => phone(extension, caller));
      const winner = legs[to.indexOf(by)] as Channel;
      const losers = legs.filter((leg) => leg !== winner);
      const talk = bridge(caller, winner);
      return scenario(caller, {
        ring: [begun(caller), ...legs.flatMap((leg) => [begun(leg), ...dials(caller, leg), state(leg, '5')])],
        answer: [state(winner, '6'), ended(winner, 'ANSWER', caller), ...losers.flatMap((leg) => [ended(leg, 'CANCEL', caller), hungUp(leg, '26')]), ...talk.enter],
        end: [...talk.leave, hungUp(winner, '16'), hungUp(caller, '16')],
      }, legs.map((leg, n) => row(caller, leg, { talkS: leg === winner ? 60 : 0, sequence: n })));
    },
    blindTransfer({ from, first, second }) {
      const caller = trunkIn(from, first);
      const one = phone(first, caller);
      const two = phone(second, caller);
      const [talk, later] = [bridge(caller, one), bridge(caller, two)];
      const transfer: AmiEvent = ['BlindTransfer', { Privilege: 'call,all', Result: 'Success', ...fieldsOf(one, 'Transferer'), ...fieldsOf(caller, 'Transferee'), BridgeUniqueid: 'b-1', BridgeType: 'basic', IsExternal: 'No', Context: 'from-internal', Extension: second }];
      return scenario(caller, {
        ring: [begun(caller), begun(one), ...dials(caller, one), state(one, '5')], answer: [state(one, '6'), ended(one, 'ANSWER', caller), ...talk.enter],
        transfer: [transfer, ...talk.leave, hungUp(one, '16'), begun(two), ...dials(caller, two), state(two, '5')],
        answerAgain: [state(two, '6'), ended(two, 'ANSWER', caller), ...later.enter], end: [...later.leave, hungUp(two, '16'), hungUp(caller, '16')],
      }, [row(caller, one, { talkS: 15 }), row(caller, two, { startS: 20, waitS: 10, talkS: 10, dst: second, sequence: 1 })]);
    },
    attendedTransfer({ from, first, second }) {
      const caller = trunkIn(from, first);
      const one = phone(first, caller);
      const asking = channel(`PJSIP/${first}`, { number: first, exten: second, state: '4' }, 20);
      const two = phone(second, asking);
      const [talk, question] = [bridge(caller, one), bridge(asking, two)];
      const joined = { ...two, linkedid: caller.linkedid };
      const later = bridge(caller, joined);
      const transfer: AmiEvent = ['AttendedTransfer', {
        Privilege: 'call,all', Result: 'Success', ...fieldsOf(one, 'OrigTransferer'), OrigBridgeUniqueid: 'b-1', ...fieldsOf(asking, 'SecondTransferer'), SecondBridgeUniqueid: 'b-2', ...fieldsOf(caller, 'Transferee'), ...fieldsOf(two, 'TransferTarget'), DestType: 'Bridge', DestBridgeUniqueid: 'b-2',
      }];
      return scenario(caller, {
        ring: [begun(caller), begun(one), ...dials(caller, one), state(one, '5')], answer: [state(one, '6'), ended(one, 'ANSWER', caller), ...talk.enter],
        ask: [['Hold', { Privilege: 'call,all', ...fieldsOf(one), MusicClass: 'default' }], begun(asking), begun(two), ...dials(asking, two), state(two, '6'), ended(two, 'ANSWER', asking), ...question.enter],
        transfer: [transfer, ...question.leave, ...talk.leave, ...later.enter, hungUp(one, '16'), hungUp({ ...asking, linkedid: caller.linkedid }, '16')],
        end: [...later.leave, hungUp(joined, '16'), hungUp(caller, '16')],
      }, [row(caller, one, { talkS: 25 }), row(asking, two, { startS: 20, waitS: 3, talkS: 7, linkedid: caller.linkedid, dcontext: 'from-internal', sequence: 1 }), row(caller, two, { startS: 30, waitS: 0, talkS: 10, dst: second, sequence: 2 })]);
    },
    outbound({ from, to, outcome }) {
      const agent = channel(`PJSIP/${from}`, { number: from, exten: to, state: '4' });
      const far = channel(TRUNK, { number: to, linkedid: agent.linkedid, context: 'from-trunk', state: '5' });
      const talk = bridge(agent, far);
      const status = outcome === 'busy' ? 'BUSY' : 'CONGESTION';
      return scenario(agent, {
        ring: [begun(agent), begun(far), ...dials(agent, far, `${to}@trunk`), state(far, '5')],
        ...(outcome === 'answered' ? { answer: [state(far, '6'), ended(far, 'ANSWER', agent), ...talk.enter], end: [...talk.leave, hungUp(far, '16'), hungUp(agent, '16')] } : { end: [ended(far, status, agent), hungUp(far, outcome === 'busy' ? '17' : '34'), hungUp(agent, '17')] }),
      }, [row(agent, far, outcome === 'answered' ? {} : { talkS: 0, disposition: outcome === 'busy' ? 'BUSY' : 'CONGESTION' })]);
    },
  };
}

/** What a click on a number brings about: the agent's telephone rings first, then the number is dialled. */
export function originated(options: { channelId: string; device: string; exten: string; context: string }): { ring: AmiEvent[]; answered: AmiEvent[]; end: AmiEvent[]; notAnswered: AmiEvent[] } {
  const own: Channel = { name: `${options.device}-0000aaaa`, number: '', callerName: '', exten: '', context: options.context, uniqueid: options.channelId, linkedid: options.channelId, state: '0' };
  const talking = { ...own, exten: options.exten };
  const far: Channel = { name: `${TRUNK}-0000aaab`, number: options.exten, callerName: '', exten: '', context: 'from-trunk', uniqueid: `${options.channelId}-far`, linkedid: options.channelId, state: '5' };
  const { enter, leave } = bridge(talking, far);
  return {
    ring: [begun(own), ['DialBegin', { Privilege: 'call,all', ...fieldsOf(own, 'Dest'), DialString: options.device.split('/')[1] ?? '' }], state(own, '5')],
    answered: [state(own, '6'), ['DialEnd', { Privilege: 'call,all', ...fieldsOf(own, 'Dest'), DialStatus: 'ANSWER' }], begun(far), ...dials(talking, far, `${options.exten}@trunk`), state(far, '6'), ended(far, 'ANSWER', talking), ...enter],
    end: [...leave, hungUp(far, '16'), hungUp(talking, '16')],
    notAnswered: [['DialEnd', { Privilege: 'call,all', ...fieldsOf(own, 'Dest'), DialStatus: 'NOANSWER' }], hungUp(own, '19')],
  };
}

function scenario(origin: Channel, steps: Record<string, AmiEvent[]>, rows: CallRow[]): Scenario {
  return { linkedid: origin.linkedid, steps, events: Object.values(steps).flat(), rows };
}

/** The fields every event about a channel carries, in Asterisk's order. */
function fieldsOf(channel: Channel, prefix = ''): Record<string, string> {
  const unknown = (text: string): string => (text === '' ? '<unknown>' : text);
  const fields: Record<string, string> = {
    Channel: channel.name, ChannelState: channel.state, ChannelStateDesc: STATES[channel.state] ?? 'Unknown', CallerIDNum: unknown(channel.number), CallerIDName: unknown(channel.callerName), ConnectedLineNum: '<unknown>', ConnectedLineName: '<unknown>',
    Language: 'es', AccountCode: '', Context: channel.context, Exten: channel.exten, Priority: '1', Uniqueid: channel.uniqueid, Linkedid: channel.linkedid,
  };
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [`${prefix}${key}`, value]));
}

const begun = (channel: Channel): AmiEvent => ['Newchannel', { Privilege: 'call,all', ...fieldsOf(channel) }];
const state = (channel: Channel, to: string): AmiEvent => ['Newstate', { Privilege: 'call,all', ...fieldsOf({ ...channel, state: to }) }];
const dials = (from: Channel, to: Channel, dialString = to.name.replace(/^\w+\//, '').replace(/-[0-9a-f]{8}$/, '')): AmiEvent[] => [['DialBegin', { Privilege: 'call,all', ...fieldsOf(from), ...fieldsOf(to, 'Dest'), DialString: dialString }]];
const ended = (to: Channel, status: string, from: Channel): AmiEvent => ['DialEnd', { Privilege: 'call,all', ...fieldsOf(from), ...fieldsOf(to, 'Dest'), DialStatus: status }];
const hungUp = (channel: Channel, cause: string): AmiEvent => ['Hangup', { Privilege: 'call,all', ...fieldsOf(channel), Cause: cause, 'Cause-txt': cause === '17' ? 'User busy' : cause === '26' ? 'Answered elsewhere' : 'Normal Clearing' }];
const called = (caller: Channel, rung: Channel, queue: string, member: string): AmiEvent => ['AgentCalled', { Privilege: 'agent,all', ...fieldsOf(caller), ...fieldsOf(rung, 'Dest'), Queue: queue, MemberName: rung.number, Interface: member }];

function bridge(a: Channel, b: Channel): { enter: AmiEvent[]; leave: AmiEvent[] } {
  const id = `bridge-${a.uniqueid}-${b.uniqueid}`;
  const about = (channels: number): Record<string, string> => ({ Privilege: 'call,all', BridgeUniqueid: id, BridgeType: 'basic', BridgeTechnology: 'simple_bridge', BridgeCreator: '<unknown>', BridgeName: '<unknown>', BridgeNumChannels: String(channels), BridgeVideoSourceMode: 'none' });
  return {
    enter: [['BridgeEnter', { ...about(1), ...fieldsOf(b) }], ['BridgeEnter', { ...about(2), ...fieldsOf(a) }]],
    leave: [['BridgeLeave', { ...about(1), ...fieldsOf(b) }], ['BridgeLeave', { ...about(0), ...fieldsOf(a) }]],
  };
}
