import { afterEach, describe, expect, it, vi } from 'vitest';
import { DeskError } from '../../shared/result.ts';
import { MINUTE_MS } from '../../shared/time.ts';
import type { AccountSetup, Connector, Delivery, Effect, Session } from './connectors/connector.ts';
import { createEffects, TRY_MS } from './hostEffects.ts';
import type { HostCalls, OutgoingEffect } from './hostPort.ts';

const setup: AccountSetup = { accountId: 'a', kind: 'imap', config: { path: '', follow: false } };
const effect: OutgoingEffect = { kind: 'dial', key: 'k', createdAtMs: 0, number: '1' };
const input: HostCalls['deliver']['input'] = { setup, facts: {}, effect, outboxId: 'o' };
const SENT: Delivery = { outcome: 'sent', record: null };
afterEach(() => vi.useRealTimers());

type Deliver = (effect: Effect, passPoint: () => Promise<void>) => Promise<Delivery>;

/** One session that delivers like this; `log` says what became of it. */
function world(deliver: Deliver | null, options: { running?: boolean; mayPass?: boolean; openFails?: boolean } = {}) {
  const log: string[] = [];
  const session: Session = {
    capabilities: { live: true, effects: ['dial'], probe: true }, pull: async function* () { /* nothing */ }, waitForNews: () => Promise.resolve([]),
    ...(deliver !== null && { deliver }), close: async () => void log.push('closed'),
  };
  const connector: Connector = {
    kind: 'imap',
    open: async () => {
      if (options.openFails) throw new DeskError('connection-refused');
      log.push('opened');
      return session;
    },
  };
  const effects = createEffects({
    connector: () => connector, session: () => (options.running ? session : null), tell: () => undefined, read: () => new Uint8Array(1), keep: () => Promise.reject(new Error('nothing to keep')),
    prepare: () => expect.fail('nothing to read'), nowMs: () => 0,
    passPoint: async () => {
      if (options.mayPass === false) throw new DeskError('cancelled');
      log.push('passed');
    },
  });
  return { log, effects };
}

describe('a try', () => {
  it('goes through the session that runs, and leaves it open', async () => {
    const { log, effects } = world(async (_, pass) => { await pass(); return SENT; }, { running: true });
    expect(await effects.deliver(input)).toEqual(SENT);
    expect(log).toEqual(['passed']);
  });

  it('opens a session where none runs, and closes it', async () => {
    const { log, effects } = world(async (_, pass) => { await pass(); await pass(); return SENT; });
    expect(await effects.deliver(input)).toEqual(SENT);
    expect(log).toEqual(['opened', 'passed', 'closed']);
  });

  it.each<[string, ReturnType<typeof world>, object]>([
    ['no session can be had', world(null, { openFails: true }), { outcome: 'notSent', error: { code: 'connection-refused' } }],
    ['the account cannot do that', world(null), { outcome: 'notSent', error: { code: 'not-supported' } }],
    ['it must not pass its point', world(async (_, pass) => { await pass(); return SENT; }, { mayPass: false }), { outcome: 'notSent', error: { code: 'cancelled' } }],
    ['the connector throws before its point', world(() => Promise.reject(new RangeError('a fault'))), { outcome: 'notSent', error: { code: 'internal' } }],
    ['the connector throws behind its point', world(async (_, pass) => { await pass(); throw new RangeError('a fault'); }), { outcome: 'unknown', error: { code: 'internal' } }],
  ])('always has an outcome: %s', async (_, { effects }, expected) => expect(await effects.deliver(input)).toMatchObject(expected));

  it('that hangs is given up, and can no longer pass its point', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let late: () => Promise<void> = () => expect.fail('not tried');
    const { log, effects } = world((_, pass) => { late = pass; return new Promise(() => undefined); });
    const tried = effects.deliver(input);
    await vi.advanceTimersByTimeAsync(TRY_MS);
    expect(await tried).toMatchObject({ outcome: 'notSent', error: { code: 'server-slow' } });
    await expect(late()).rejects.toMatchObject({ code: 'cancelled' });
    expect(log).toEqual(['opened']);
  });

  it('that goes on for long is waited for: a large mail over a slow line would else be asked for, and sent again, while it still leaves', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { effects } = world(async (_, pass) => { await pass(); await new Promise((done) => { setTimeout(done, 30 * MINUTE_MS); }); return SENT; });
    const tried = effects.deliver(input);
    await vi.advanceTimersByTimeAsync(30 * MINUTE_MS);
    expect(await tried).toMatchObject({ outcome: 'sent' });
  });

  it('that hangs behind its point is unknown', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { effects } = world(async (_, pass) => { await pass(); return new Promise(() => undefined); });
    const tried = effects.deliver(input);
    await vi.advanceTimersByTimeAsync(TRY_MS);
    expect(await tried).toMatchObject({ outcome: 'unknown' });
  });
});

it('a source that cannot be asked cannot tell', async () => {
  expect(await world(null).effects.probe(input)).toEqual({ answer: 'cannotTell', record: null });
});

it('what was learnt of a server is known to the next session before it was ever stored', () => {
  const { effects } = world(null);
  effects.tell('a', { type: 'facts', facts: { filesSent: true } });
  expect(effects.factsOf('a', { smtpMaxBytes: 5 })).toEqual({ smtpMaxBytes: 5, filesSent: true });
});
