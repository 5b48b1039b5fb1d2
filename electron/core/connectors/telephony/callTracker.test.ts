import { describe, expect, it } from 'vitest';
import { createExchange, originated } from '../../../../e2e/world/amiCalls.ts';
import type { AmiEvent, Scenario } from '../../../../e2e/world/amiCalls.ts';
import type { CallSignal } from '../connector.ts';
import type { HeardCall } from '../files/formats/heardCall.ts';
import { createAmiReader } from './amiProtocol.ts';
import type { AmiMessage } from './amiProtocol.ts';
import { createCallTracker } from './callTracker.ts';
import type { CallTracker } from './callTracker.ts';

const START_MS = 1_732_287_600_000;

function messages(events: readonly AmiEvent[]): AmiMessage[] {
  return createAmiReader().push(Buffer.from(`Asterisk Call Manager/9.0.0\r\n${events.map(([name, fields]) => `Event: ${name}\r\n${Object.entries(fields).map(([key, value]) => `${key}: ${value}\r\n`).join('')}\r\n`).join('')}`));
}

function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('nothing there');
  return value;
}

/** Plays steps a second apart, events within one a millisecond apart. */
function listen(device = 'PJSIP/1001', tracker: CallTracker = createCallTracker(device)) {
  const signals: CallSignal[] = [];
  const ended: HeardCall[] = [];
  let atMs = START_MS;
  return {
    tracker, signals, ended,
    get last(): CallSignal { return must(signals.at(-1)); },
    play(events: readonly AmiEvent[] | undefined): CallSignal {
      atMs += 1_000;
      for (const message of messages(must(events))) {
        const heard = tracker.apply(message, atMs++);
        signals.push(...heard.signals);
        ended.push(...heard.ended);
      }
      return must(signals.at(-1));
    },
    /** `CoreShowChannels` as of now. */
    reconcile(channels: readonly Readonly<Record<string, string>>[]): void {
      const heard = tracker.reconcile(messages(channels.map((fields) => ['CoreShowChannel', fields])), atMs, atMs + 5);
      atMs += 10;
      signals.push(...heard.signals);
      ended.push(...heard.ended);
    },
    pass(ms: number): void { atMs += ms; },
  };
}

const from = '1149021234';

describe('a call to the telephone of the agent', () => {
  it('pops once it rings, is answered, and ends with what was heard', () => {
    const desk = listen();
    const call = createExchange().directRing({ from, name: 'LUCIA', to: '1001' });
    expect(desk.play(call.steps['ring'])).toMatchObject({ key: `call:${call.linkedid}`, state: 'ringing', direction: 'inbound', number: from, callerName: 'LUCIA', isMine: true, agent: '1001', withheld: false, outcome: null });
    expect(desk.play(call.steps['answer'])).toMatchObject({ state: 'answered', isMine: true, agent: '1001' });
    expect(desk.play(call.steps['end'])).toMatchObject({ state: 'ended', outcome: 'answered', isMine: true, agent: '1001' });
    expect(desk.ended).toHaveLength(1);
    expect(desk.ended[0]).toMatchObject({ linkedid: call.linkedid, isWhole: true });
    expect(new Set(desk.signals.map(({ key }) => key)).size).toBe(1);
  });
  it('is known to be coming before the telephone rings, and is not mine until it does', () => {
    const desk = listen();
    const { steps } = createExchange().directRing({ from, to: '1001' });
    expect(desk.play(steps['ring']?.slice(0, 1))).toMatchObject({ state: 'ringing', number: from, isMine: false, agent: '' });
    expect(desk.play(steps['ring']?.slice(1, 3)).isMine).toBe(true);
  });
  it('goes from ringing to answered to ended and never back, mine all the way', () => {
    const desk = listen();
    desk.play(createExchange().directRing({ from, to: '1001' }).events);
    const mine = desk.signals.slice(desk.signals.findIndex(({ isMine }) => isMine));
    expect(mine.every(({ isMine }) => isMine)).toBe(true);
    expect(mine.map(({ state }) => state).filter((state, n, all) => state !== all[n - 1])).toEqual(['ringing', 'answered', 'ended']);
  });
  it('says nothing twice', () => {
    const desk = listen();
    const { steps } = createExchange().directRing({ from, to: '1001' });
    desk.play(steps['ring']);
    const said = desk.signals.length;
    desk.play(steps['ring']);
    expect(desk.signals.length).toBe(said);
  });
  it('missed: ended, nobody answered, still mine', () => {
    const desk = listen();
    const { steps } = createExchange().directRing({ from, to: '1001', missed: true });
    desk.play(steps['ring']);
    expect(desk.play(steps['end'])).toMatchObject({ state: 'ended', outcome: 'missed', isMine: true, answeredAtMs: null });
  });
  it.each(['<unknown>', 'anonymous', ''])('with a withheld number (%s) is shown as such', (withheldAs) => {
    expect(listen().play(createExchange().directRing({ from, to: '1001', withheldAs }).steps['ring'])).toMatchObject({ withheld: true, direction: 'inbound', isMine: true });
  });
  it('to another telephone is not mine, before and after', () => {
    const desk = listen('PJSIP/1001');
    const { events } = createExchange().directRing({ from, to: '1002' });
    desk.play(events);
    expect(desk.signals.every((signal) => !signal.isMine)).toBe(true);
    // 10010 begins with the same digits and is another telephone.
    expect(desk.play(createExchange().directRing({ from, to: '10010' }).steps['ring']).isMine).toBe(false);
  });
  it('is held and taken back', () => {
    const desk = listen();
    const { steps } = createExchange().directRing({ from, to: '1001' });
    desk.play(steps['ring']);
    desk.play(steps['answer']);
    const [agent] = (steps['answer'] ?? []).filter(([name]) => name === 'BridgeEnter');
    expect(desk.play([['Hold', agent?.[1] ?? {}]]).state).toBe('held');
    expect(desk.play([['Unhold', agent?.[1] ?? {}]]).state).toBe('answered');
  });
});

describe('queues and groups', () => {
  it.each([false, true])('a queue: waits with no agent, rings me, somebody else takes it (local channels: %s)', (local) => {
    const desk = listen();
    const { steps } = createExchange().queueCall({ from, queue: 'ventas', members: ['1001', '1002'], by: '1002', local });
    expect(desk.play(steps['join'])).toMatchObject({ state: 'ringing', queue: 'ventas', isMine: false, agent: '' });
    expect(desk.play(steps['ring'])).toMatchObject({ state: 'ringing', isMine: true, queue: 'ventas' });
    expect(desk.play(steps['answer'])).toMatchObject({ state: 'answered', isMine: false, agent: '1002' });
    expect(desk.play(steps['end'])).toMatchObject({ state: 'ended', outcome: 'answered', isMine: false, agent: '1002' });
    expect(desk.ended).toHaveLength(1);
  });
  it('a queue that nobody answers is missed by me', () => {
    const desk = listen();
    desk.play(createExchange().queueCall({ from, queue: 'ventas', members: ['1001'], by: null }).events);
    expect(desk.last).toMatchObject({ state: 'ended', outcome: 'missed', isMine: true, queue: 'ventas' });
  });
  it('parallel ring is one call; it stops being mine when another picks up', () => {
    const desk = listen();
    const { steps } = createExchange().parallelRing({ from, to: ['1001', '1002', '1003'], by: '1003' });
    expect(desk.play(steps['ring'])).toMatchObject({ isMine: true, agent: '1001' });
    expect(desk.play(steps['answer'])).toMatchObject({ state: 'answered', isMine: false, agent: '1003' });
    desk.play(steps['end']);
    expect(desk.ended).toHaveLength(1);
  });
});

describe('transfers', () => {
  it('blind: from mine to the other, who rings and answers', () => {
    const [mine, theirs] = [listen('PJSIP/1001'), listen('PJSIP/1002')];
    const { steps } = createExchange().blindTransfer({ from, first: '1001', second: '1002' });
    for (const step of ['ring', 'answer', 'transfer']) { mine.play(steps[step]); theirs.play(steps[step]); }
    expect(mine.last).toMatchObject({ state: 'ringing', isMine: false, transferredTo: '1002', agent: '1002' });
    expect(theirs.last).toMatchObject({ state: 'ringing', isMine: true });
    expect(mine.play(steps['answerAgain'])).toMatchObject({ state: 'answered', isMine: false, agent: '1002' });
    expect(mine.play(steps['end'])).toMatchObject({ state: 'ended', outcome: 'answered' });
    expect(mine.ended).toHaveLength(1);
  });
  it('attended: the question is a call of its own until it becomes part of this one', () => {
    const desk = listen('PJSIP/1002');
    const call = createExchange().attendedTransfer({ from, first: '1001', second: '1002' });
    for (const step of ['ring', 'answer', 'ask'] as const) desk.play(call.steps[step]);
    const asking = desk.signals.findLast((signal) => signal.key !== `call:${call.linkedid}`);
    expect(asking).toMatchObject({ direction: 'internal', state: 'answered', isMine: true });
    desk.play(call.steps['transfer']);
    expect(desk.signals.findLast((signal) => signal.key === asking?.key)).toMatchObject({ state: 'ended', isMine: false });
    expect(desk.signals.findLast((signal) => signal.key === `call:${call.linkedid}`)).toMatchObject({ state: 'answered', number: from, isMine: true, transferredTo: '1002', agent: '1002' });
    desk.play(call.steps['end']);
    expect(desk.last).toMatchObject({ key: `call:${call.linkedid}`, state: 'ended', outcome: 'answered', agent: '1002' });
    expect(desk.ended.map(({ linkedid }) => linkedid)).toEqual([call.linkedid]);
    expect(desk.tracker.openCalls).toBe(0);
  });
});

describe('calls we make', () => {
  it.each([['answered', 'answered'], ['busy', 'busy'], ['failed', 'failed']] as const)('outbound, %s', (outcome, expected) => {
    const desk = listen();
    desk.play(createExchange().outbound({ from: '1001', to: '01149021234', outcome }).events);
    expect(desk.signals[0]).toMatchObject({ direction: 'outbound', number: '01149021234', isMine: true });
    expect(desk.last).toMatchObject({ state: 'ended', outcome: expected, isMine: true });
  });
  it('asked for by the console: its number is known from the first ring', () => {
    const desk = listen();
    desk.tracker.expect('hilo-key-1', '+541149021234');
    const steps = originated({ channelId: 'hilo-key-1', device: 'PJSIP/1001', exten: '+541149021234', context: 'from-internal' });
    expect(desk.play(steps.ring)).toMatchObject({ key: 'call:hilo-key-1', direction: 'outbound', number: '+541149021234', state: 'ringing', isMine: true });
    expect(desk.play(steps.answered)).toMatchObject({ state: 'answered', agent: '1001' });
    expect(desk.play(steps.end)).toMatchObject({ state: 'ended', outcome: 'answered' });
  });
  it('between ours is internal', () => {
    const desk = listen();
    desk.play(createExchange().outbound({ from: '1001', to: '1002', outcome: 'answered' }).steps['ring']?.slice(0, 1));
    expect(desk.last.direction).toBe('internal');
  });
});

describe('what is not heard', () => {
  const channelsOf = (call: Scenario, steps: readonly string[]): Record<string, string>[] => {
    const there = new Map<string, Record<string, string>>();
    for (const [name, fields] of steps.flatMap((step) => call.steps[step] ?? [])) {
      const id = fields['Uniqueid'] ?? '';
      if (name === 'Newchannel') there.set(id, { ...fields, BridgeId: '', Application: id === call.linkedid ? 'Dial' : 'AppDial', Duration: '00:00:30' });
      if (name === 'BridgeEnter') there.set(id, { ...there.get(id), BridgeId: fields['BridgeUniqueid'] ?? '' });
      if (name === 'Hangup') there.delete(id);
    }
    return [...there.values()];
  };
  it('a call under way when listening begins is shown as it is, and ends as usual', () => {
    const desk = listen();
    const call = createExchange().directRing({ from, to: '1001' });
    desk.reconcile(channelsOf(call, ['ring', 'answer']));
    expect(desk.last).toMatchObject({ state: 'answered', direction: 'inbound', number: from, isMine: true, agent: '1001' });
    desk.play(call.steps['end']);
    expect(desk.last).toMatchObject({ state: 'ended', outcome: 'answered' });
    expect(desk.ended[0]).toMatchObject({ isWhole: false, linkedid: call.linkedid });
  });
  it('a call that rings when listening begins pops', () => {
    const desk = listen();
    const call = createExchange().directRing({ from, to: '1001' });
    desk.reconcile(channelsOf(call, ['ring']));
    expect(desk.last).toMatchObject({ state: 'ringing', isMine: true, number: from });
  });
  it('a line that drops in mid-call: what goes on goes on, what ended meanwhile ends', () => {
    const desk = listen();
    const exchange = createExchange();
    const [stays, goes] = [exchange.directRing({ from, to: '1001' }), exchange.directRing({ from: '1155667788', to: '1002' })];
    for (const call of [stays, goes]) { desk.play(call.steps['ring']); desk.play(call.steps['answer']); }
    desk.pass(20_000);
    desk.reconcile(channelsOf(stays, ['ring', 'answer']));
    expect(desk.ended.map(({ linkedid }) => linkedid)).toEqual([goes.linkedid]);
    expect(desk.signals.findLast((signal) => signal.key === `call:${stays.linkedid}`)).toMatchObject({ state: 'answered' });
    desk.play(stays.steps['end']);
    expect(desk.ended[1]).toMatchObject({ linkedid: stays.linkedid, isWhole: true });
  });
  it('where nobody can tell, calls leave the screen and make no record', () => {
    const desk = listen();
    desk.play(createExchange().directRing({ from, to: '1001' }).steps['ring']);
    const { signals, ended } = desk.tracker.loseTrack(START_MS + 60_000);
    expect([signals.map(({ state }) => state), ended, desk.tracker.openCalls]).toEqual([['ended'], [], 0]);
  });
  it('events after the end bring nothing back', () => {
    const desk = listen();
    const { events } = createExchange().directRing({ from, to: '1001' });
    desk.play(events);
    const said = desk.signals.length;
    desk.play(events);
    expect([desk.signals.length, desk.ended.length, desk.tracker.openCalls]).toEqual([said, 1, 0]);
  });
  it('without the events an administrator filtered away, the pop still comes', () => {
    const desk = listen();
    const { steps } = createExchange().directRing({ from, name: 'LUCIA', to: '1001' });
    desk.play((steps['ring'] ?? []).filter(([name]) => name === 'DialBegin'));
    expect(desk.last).toMatchObject({ state: 'ringing', isMine: true, number: from, callerName: 'LUCIA' });
  });
});

describe('many calls', () => {
  it('2,000 calls leave nothing behind, and none is mixed up with another', () => {
    const desk = listen();
    const exchange = createExchange();
    const calls = Array.from({ length: 2_000 }, (_, n) => exchange.directRing({ from: `11${String(40_000_000 + n)}`, to: n % 7 === 0 ? '1001' : '1002', missed: n % 3 === 0 }));
    // Ten at a time, one event of each in turn.
    for (let at = 0; at < calls.length; at += 10) {
      const some = calls.slice(at, at + 10);
      for (let step = 0; step < 13; step += 1) desk.play(some.flatMap((call) => call.events.slice(step, step + 1)));
    }
    expect(desk.tracker.openCalls).toBe(0);
    expect(desk.ended).toHaveLength(2_000);
    const outcomes = new Map(desk.signals.filter(({ state }) => state === 'ended').map((signal) => [signal.key, `${signal.number} ${signal.outcome}`]));
    expect(calls.every((call, n) => outcomes.get(`call:${call.linkedid}`) === `11${String(40_000_000 + n)} ${n % 3 === 0 ? 'missed' : 'answered'}`)).toBe(true);
  });
  it('calls whose end is never heard are bounded', () => {
    const desk = listen();
    const exchange = createExchange();
    for (let n = 0; n < 3_000; n += 1) desk.play(exchange.directRing({ from, to: '1002' }).steps['ring']);
    expect(desk.tracker.openCalls).toBeLessThanOrEqual(2_000);
  });
});
