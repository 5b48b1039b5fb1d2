import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createExchange } from '../../../../e2e/world/amiCalls.ts';
import { startAmiServer } from '../../../../e2e/world/amiServer.ts';
import type { AmiServer, AmiServerOptions, OriginateBehaviour } from '../../../../e2e/world/amiServer.ts';
import { CONFORMANCE } from '../conformance.ts';
import type { ConformanceWorld } from '../conformance.ts';
import type { CallSignal, Cursor, Effect, LiveEvent } from '../connector.ts';
import { amiConnector, createAmiConnector } from './ami.ts';
import { dialString } from './amiDial.ts';
import { createAmiReader, writeAction } from './amiProtocol.ts';
import { testPhoneAccount } from './testTelephony.ts';
import { amiAccount, openSession, pullAll } from './testWorld.ts';
import type { OpenSession } from './testWorld.ts';

const from = '1149021234';
const open: OpenSession[] = [];
afterEach(async () => { for (const { session } of open.splice(0)) await session.close(); });

async function serve(options: AmiServerOptions = {}): Promise<AmiServer> {
  const server = await startAmiServer(options);
  onTestFinished(() => server.dispose());
  return server;
}

/** A session that keeps what it is told; `until` waits for a signal. */
async function connect(server: AmiServer, options: { connector?: ReturnType<typeof createAmiConnector>; nowMs?: () => number; device?: string } = {}) {
  const waiting: { is: (signal: CallSignal) => boolean; settle: (signal: CallSignal) => void }[] = [];
  const onTell = (event: LiveEvent): void => {
    if (event.type !== 'call') return;
    for (const one of waiting) if (one.is(event.call)) one.settle(event.call);
  };
  const opened = await openSession(options.connector ?? createAmiConnector(), amiAccount(server, options.device === undefined ? {} : { device: options.device }), options.nowMs, onTell);
  open.push(opened);
  const signals = (): CallSignal[] => opened.told.flatMap((event) => (event.type === 'call' ? [event.call] : []));
  return {
    ...opened, signals,
    until: (is: (signal: CallSignal) => boolean): Promise<CallSignal> => {
      const known = signals().find(is);
      return known !== undefined ? Promise.resolve(known) : new Promise((settle) => waiting.push({ is, settle }));
    },
  };
}

const isEnd = (linkedid: string) => (signal: CallSignal): boolean => signal.state === 'ended' && signal.key === `call:${linkedid}`;

describe('logging in', () => {
  it('sends no password, only its MD5 with the challenge', async () => {
    const server = await serve();
    await connect(server);
    expect(server.actions.map(({ Action }) => Action)).toEqual(['Challenge', 'Login', 'ListCommands', 'CoreShowChannels']);
    expect(JSON.stringify(server.actions)).not.toContain('pw-ami');
  });
  it('a wrong password is said as such', async () => {
    const server = await serve({ secret: 'other' });
    await expect(connect(server)).rejects.toMatchObject({ code: 'wrong-password', recovery: 'reauthenticate' });
  });
  it('a server without challenges gets no password without encryption, and gets it over TLS', async () => {
    const plain = await serve({ withoutChallenge: true });
    await expect(connect(plain)).rejects.toMatchObject({ code: 'server-refused', params: { reason: 'encryption-required' } });
    expect(JSON.stringify(plain.actions)).not.toContain('pw-ami');
    const tls = await serve({ withoutChallenge: true, tls: true });
    const { config } = amiAccount(tls, { security: 'tls', acceptInvalidCertificate: true });
    expect(await testPhoneAccount(config)).toEqual({ facts: {}, folders: 0, details: ['Asterisk Call Manager/9.0.0', 'Originate', 'CoreShowChannels'] });
    await expect(testPhoneAccount({ ...config, acceptInvalidCertificate: false })).rejects.toMatchObject({ code: 'certificate-untrusted' });
  });
  it('a port where nobody listens, and a server that is no exchange', async () => {
    const server = await serve();
    await server.dispose();
    await expect(connect(server)).rejects.toMatchObject({ code: 'connection-refused' });
    const silent = await serve();
    silent.fallSilent(true);
    await expect(connect(silent, { connector: createAmiConnector({ connectMs: 100, answerMs: 100 }) })).rejects.toMatchObject({ code: 'server-slow' });
  });
  it('what this user may not do is not offered', async () => {
    const { session } = await connect(await serve({ forbidden: ['Originate', 'CoreShowChannels'] }));
    expect(session.capabilities).toEqual({ live: true, effects: [], probe: false });
    expect((await connect(await serve())).session.capabilities).toEqual({ live: true, effects: ['dial'], probe: true });
  });
});

describe('calls', () => {
  it('S2: a ring is told at once, and the finished call is a record', async () => {
    const server = await serve();
    const { session, until } = await connect(server);
    const cursors = new Map<string, Cursor>();
    expect((await pullAll(session, cursors)).records).toEqual([]);
    const call = createExchange().directRing({ from, name: 'LUCIA', to: '1001' });
    const news = session.waitForNews();
    server.play(call.events);
    expect(await until(({ isMine }) => isMine)).toMatchObject({ state: 'ringing', number: from, key: `call:${call.linkedid}` });
    await until(isEnd(call.linkedid));
    await news;
    const { records, batches } = await pullAll(session, cursors);
    expect(records.map(({ kind, place, context }) => ({ kind, place, context }))).toEqual([{ kind: 'call', place: call.linkedid, context: { format: 'heardCall' } }]);
    expect(batches.at(-1)?.complete).toBe(true);
    expect((await pullAll(session, cursors)).records).toEqual([]);
  });
  it('200 events a second for a minute, in one second: nothing is lost or mixed up', async () => {
    const server = await serve();
    const { session, until, signals } = await connect(server);
    const exchange = createExchange();
    const calls = Array.from({ length: 1_000 }, (_, n) => exchange.directRing({ from: `11${40_000_000 + n}`, to: n % 2 === 0 ? '1001' : '1002' }));
    for (const call of calls) server.play(call.events);
    await until(isEnd(calls.at(-1)?.linkedid ?? ''));
    expect(signals().filter(({ state }) => state === 'ended')).toHaveLength(1_000);
    expect((await pullAll(session, new Map())).records.map(({ place }) => place)).toEqual(calls.map(({ linkedid }) => linkedid));
  }, 60_000);
  it('garbage, a line of 1 MB and cut messages are dropped, and the next call is heard', async () => {
    const server = await serve();
    const { until } = await connect(server);
    server.garble(`Event: DialBegin\r\nChannel: ${'x'.repeat(1_000_000)}\r\nno colon here\r\n: nameless\r\n\r\n`);
    server.garble(new Uint8Array([0, 255, 254, 13, 10, 13, 10]));
    const call = createExchange().directRing({ from, to: '1001' });
    server.play(call.events);
    expect(await until(isEnd(call.linkedid))).toMatchObject({ outcome: 'answered' });
  });
});

describe('a line that goes', () => {
  it('cut in mid-event: said as lost; the call goes on in the next session, whole', async () => {
    const server = await serve();
    const connector = createAmiConnector();
    const first = await connect(server, { connector });
    const call = createExchange().directRing({ from, to: '1001' });
    server.play(call.steps['ring'] ?? []);
    await first.until(({ isMine }) => isMine);
    await pullAll(first.session, new Map());
    const failure = first.session.waitForNews().catch((thrown: unknown) => thrown);
    server.cutInMidEvent((call.steps['answer'] ?? [])[0] ?? ['Newstate', {}]);
    expect(await failure).toMatchObject({ code: 'connection-lost', recovery: 'retry' });
    server.happen(call.steps['answer'] ?? []);
    const second = await connect(server, { connector });
    expect(await second.until(({ state }) => state === 'answered')).toMatchObject({ isMine: true, number: from });
    server.play(call.steps['end'] ?? []);
    await second.until(isEnd(call.linkedid));
    const { records } = await pullAll(second.session, new Map());
    expect(JSON.parse(Buffer.from(records[0]?.raw ?? []).toString())).toMatchObject({ isWhole: true, linkedid: call.linkedid });
  });
  it('a call heard to its end just before the line dropped is given by the next session', async () => {
    const server = await serve();
    const connector = createAmiConnector();
    const first = await connect(server, { connector });
    const call = createExchange().directRing({ from, to: '1001' });
    server.play(call.events);
    await first.until(isEnd(call.linkedid));
    server.drop();
    const second = await connect(server, { connector });
    expect((await pullAll(second.session, new Map())).records).toHaveLength(1);
  });
  it('half open: a silence is asked, and found', async () => {
    const server = await serve();
    const { session } = await connect(server, { connector: createAmiConnector({ pingEveryMs: 60, answerMs: 80 }) });
    await pullAll(session, new Map());
    const failure = session.waitForNews().catch((thrown: unknown) => thrown);
    server.fallSilent(true);
    expect(await failure).toMatchObject({ code: 'server-slow' });
    expect(server.actions.some(({ Action }) => Action === 'Ping')).toBe(true);
  });
  it('N8: away for longer than a minute is a gap from the last word to the first; shorter is none', async () => {
    const server = await serve();
    const base = Date.now();
    let aheadMs = 0;
    const nowMs = (): number => base + aheadMs;
    const cursors = new Map<string, Cursor>();
    await pullAll((await connect(server, { nowMs })).session, cursors);
    aheadMs = 30_000;
    expect((await pullAll((await connect(server, { nowMs })).session, cursors)).batches.flatMap(({ gaps = [] }) => gaps)).toEqual([]);
    aheadMs = 30_000 + 2 * 3_600_000;
    const { session } = await connect(server, { nowMs });
    expect((await pullAll(session, cursors)).batches.flatMap(({ gaps = [] }) => gaps)).toEqual([{ fromMs: base + 30_000, toMs: base + aheadMs, reason: 'not-listening' }]);
    expect((await pullAll(session, cursors)).batches.flatMap(({ gaps = [] }) => gaps)).toEqual([]);
  });
  it('while nothing happens, what was heard until is stored now and then', async () => {
    const server = await serve();
    const { session } = await connect(server, { connector: createAmiConnector({ heartbeatMs: 30 }) });
    const cursors = new Map<string, Cursor>();
    await pullAll(session, cursors);
    expect(await session.waitForNews()).toEqual(['calls']);
    const { batches } = await pullAll(session, cursors);
    expect(batches).toMatchObject([{ records: [], complete: true }]);
  });
});

describe('click-to-dial', () => {
  const effect = (key = 'hilo-8f0c'): Effect => ({ kind: 'dial', key, createdAtMs: 0, number: '+54 9 11 4902-1234' });

  it.each<[OriginateBehaviour, string, string | undefined]>([
    ['answered', 'sent', undefined], ['noAnswer', 'notSent', 'no-answer'], ['busy', 'notSent', 'busy'], ['unreachable', 'notSent', 'device-unavailable'], ['refused', 'notSent', 'Extension does not exist.'], ['dropsBefore', 'unknown', undefined], ['dropsAfter', 'unknown', undefined],
  ])('the exchange says %s: %s', async (behaviour, outcome, reason) => {
    const server = await serve();
    server.onOriginate(behaviour);
    const { session } = await connect(server);
    let passed = 0;
    const delivery = await session.deliver?.(effect(), async () => { passed += 1; expect(server.actions.some(({ Action }) => Action === 'Originate')).toBe(false); });
    expect(delivery).toMatchObject(reason === undefined ? { outcome } : { outcome, error: { code: 'server-refused', params: { reason } } });
    expect(passed).toBe(1);
    expect(server.actions.filter(({ Action }) => Action === 'Originate')).toHaveLength(1);
  });
  it('rings my telephone under the key of the effect, and tells the number while it rings', async () => {
    const server = await serve();
    const { session, signals } = await connect(server);
    await session.deliver?.(effect(), () => Promise.resolve());
    expect(server.actions.at(-1)).toMatchObject({ ChannelId: 'hilo-8f0c', Channel: 'PJSIP/1001', Exten: '+5491149021234', Context: 'from-internal', CallerID: '"+5491149021234" <1001>', Async: 'true' });
    expect(signals()[0]).toMatchObject({ key: 'call:hilo-8f0c', direction: 'outbound', state: 'ringing', isMine: true, number: '+54 9 11 4902-1234' });
  });
  it('nothing is written when the point of no return may not be passed', async () => {
    const server = await serve();
    const { session } = await connect(server);
    expect(await session.deliver?.(effect(), () => Promise.reject(new Error('no')))).toMatchObject({ outcome: 'notSent' });
    expect(server.actions.some(({ Action }) => Action === 'Originate')).toBe(false);
  });
  it('a line that drops while the telephone rings: unknown; the probe finds the call while it goes on and never guesses afterwards', async () => {
    const server = await serve();
    server.onOriginate('dropsAfter');
    const connector = createAmiConnector();
    expect(await (await connect(server, { connector })).session.deliver?.(effect(), () => Promise.resolve())).toMatchObject({ outcome: 'unknown', error: { code: 'connection-lost' } });
    const { session } = await connect(server, { connector });
    expect(await session.probe?.(effect())).toEqual({ answer: 'happened', record: null });
    expect(await session.probe?.(effect('hilo-other'))).toEqual({ answer: 'cannotTell' });
  });
  it('a number without a digit, and another kind of effect, are refused before anything is written', async () => {
    const server = await serve();
    const { session } = await connect(server);
    expect(await session.deliver?.({ ...effect(), number: 'hola' } as Effect, () => Promise.resolve())).toMatchObject({ outcome: 'notSent', error: { code: 'address-invalid' } });
    expect(await session.deliver?.({ kind: 'chat', key: 'k', createdAtMs: 0, to: 'a', text: 'b', files: [] }, () => Promise.resolve())).toMatchObject({ outcome: 'notSent', error: { code: 'not-supported' } });
    expect(server.actions.some(({ Action }) => Action === 'Originate')).toBe(false);
  });
  it.each([['+54 11 4902-1234', '', '+541149021234'], ['4902-1234', '9', '949021234'], ['*45#', '', '*45#'], ['1\r\nAction: Logoff', '', '1']])('what is dialled for %j with the prefix %j', (number, prefix, expected) => {
    expect(dialString(number, prefix)).toBe(expected);
  });
});

describe('the line protocol', () => {
  it('reads messages however the bytes are cut, whatever the case of keys, the first of repeated ones', () => {
    const bytes = Buffer.from('Asterisk Call Manager/9.0.0\r\nEVENT: Hangup\r\nuniqueid: 1.2\r\nVariable: a=1\r\nVariable: b=2\r\nCallerIDNum: <unknown>\r\nCallerIDName: José: Núñez\r\n\r\nResponse: Success\n\n');
    for (let size = 1; size < bytes.length; size += 7) {
      const reader = createAmiReader();
      const read = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => reader.push(bytes.subarray(n * size, (n + 1) * size))).flat();
      expect(read.map((message) => [message.kind, message.name, message.get('UniqueID'), message.get('variable'), message.get('CallerIDNum'), message.get('CallerIDName')])).toEqual([['Event', 'Hangup', '1.2', 'a=1', '', 'José: Núñez'], ['Response', 'Success', '', '', '', '']]);
      expect(reader.banner).toBe('Asterisk Call Manager/9.0.0');
    }
  });
  it('reads names in the old Latin alphabet', () => {
    expect(createAmiReader().push(Buffer.from('Event: X\r\nCallerIDName: Nu\xf1ez\r\n\r\n', 'latin1'))[0]?.get('CallerIDName')).toBe('Nuñez');
  });
  it('a line break in a value cannot become another header', () => {
    expect(writeAction('Originate', [['Exten', '1\r\nChannel: x']])).toBe('Action: Originate\r\nExten: 1 Channel: x\r\n\r\n');
  });
});

describe('the AMI connector conforms', () => {
  /** The calls were heard in a session before the check: that is all the past a live source has. */
  async function makeWorld(): Promise<ConformanceWorld> {
    const server = await startAmiServer();
    const connector = createAmiConnector();
    const exchange = createExchange();
    const setup = amiAccount(server);
    const first = await connect(server, { connector });
    const calls = Array.from({ length: 300 }, () => exchange.directRing({ from, to: '1001', missed: true }));
    for (const call of calls) server.play(call.events);
    await first.until(isEnd(calls.at(-1)?.linkedid ?? ''));
    await first.session.close();
    return { connector, setup, expected: 300, add: () => Promise.resolve(server.play(exchange.directRing({ from, to: '1002' }).events)), remove: null, dispose: () => server.dispose() };
  }
  it.each(CONFORMANCE.map((check) => [check.promise, check] as const))('%s', async (_promise, check) => {
    await expect(check.run(makeWorld)).resolves.toBeUndefined();
  });
  it('as it is shipped', () => expect(amiConnector.kind).toBe('asteriskAmi'));
});
