/** The chat connector when things go wrong: cut lines, killed servers, an archive that forgot, no archive at all. Real Prosody. */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startCutProxy } from '../../../../e2e/world/cutProxy.ts';
import type { CutProxy } from '../../../../e2e/world/cutProxy.ts';
import { startProsody } from '../../../../e2e/world/prosody.ts';
import type { Prosody } from '../../../../e2e/world/prosody.ts';
import { normalizeStanza } from '../../ingest/normalizeStanza.ts';
import type { Cursor } from '../connector.ts';
import { bodyOf, chatConfig, chatEffect, leaveAll, logIn, openDesk } from './testPerson.ts';

const USERS = Array.from({ length: 40 }, (_, at) => `user${at}`);
const users = { ...Object.fromEntries(USERS.map((user) => [user, `pw-${user}`])), nandu: 'contraseña ñ €' };
const facts = { country: 'AR', own: [], extensions: [], timeZone: 'UTC' };
let taken = 0;
const freshUser = (): string => USERS[taken++] ?? 'none';
let plain: Prosody;
let secure: Prosody;
const proxies: CutProxy[] = [];

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });
beforeAll(async () => {
  [plain, secure] = await Promise.all([startProsody({ users, tls: false, fileMaxBytes: 0 }), startProsody()]);
});
afterAll(async () => {
  await leaveAll();
  await Promise.all([...proxies.map((proxy) => proxy.dispose()), plain.dispose(), secure.dispose()]);
});

async function proxied(): Promise<CutProxy> {
  const proxy = await startCutProxy({ port: plain.port });
  proxies.push(proxy);
  return proxy;
}

const keyOf = (record: Parameters<typeof normalizeStanza>[0]): string => normalizeStanza(record, facts).recordKey;

describe('logging in', () => {
  const attempt = (config: Parameters<typeof openDesk>[0]) => openDesk(config).then((desk) => desk.leave().then(() => 'in'), (thrown: unknown) => thrown);

  it('says a wrong password, an unknown domain, and a server that is not there', async () => {
    const user = freshUser();
    expect(await attempt(chatConfig(plain, user, { password: 'x' }))).toMatchObject({ code: 'wrong-password', recovery: 'reauthenticate' });
    expect(await attempt(chatConfig(plain, 'nobody'))).toMatchObject({ code: 'wrong-password' });
    expect(await attempt(chatConfig(plain, user, { address: `${user}@elsewhere.example` }))).toMatchObject({ code: 'host-unknown' });
    expect(await attempt(chatConfig(plain, user, { port: 1 }))).toMatchObject({ code: 'connection-refused' });
    expect(await attempt(chatConfig(plain, user, { host: 'no-such-host.invalid' }))).toMatchObject({ code: expect.stringMatching(/^(host-unknown|offline)$/) as string });
  });

  it('works with a password outside ASCII', async () => {
    expect(await attempt(chatConfig(plain, 'nandu', { password: 'contraseña ñ €' }))).toBe('in');
    expect(await attempt(chatConfig(plain, 'nandu', { password: 'contrasena n €' }))).toMatchObject({ code: 'wrong-password' });
  });

  it('trusts a certificate only when it is valid or a person said so, on both kinds of port', async () => {
    for (const more of [{ security: 'starttls' as const }, { security: 'tls' as const, port: secure.tlsPort }]) {
      expect(await attempt(chatConfig(secure, 'ana', more))).toMatchObject({ code: 'certificate-untrusted', params: { reason: 'self-signed' } });
      expect(await attempt(chatConfig(secure, 'ana', { ...more, acceptInvalidCertificate: true }))).toBe('in');
    }
  });

  it('never goes on without encryption where a person wants it', async () => {
    const user = freshUser();
    expect(await attempt(chatConfig(plain, user, { security: 'starttls' }))).toMatchObject({ code: 'tls-unavailable' });
    expect(await attempt(chatConfig(plain, user, { security: 'tls', acceptInvalidCertificate: true }))).toMatchObject({ code: 'tls-unavailable' });
  });

  it('a server that hangs up before or at its first word is an error like another, and nothing is left behind that would end the thread', async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown): void => void unheard.push(reason);
    process.on('unhandledRejection', hear);
    const header = "<?xml version='1.0'?><stream:stream from='localhost' id='1' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
    for (const hangUp of [
      (socket: Socket) => void socket.resetAndDestroy(),
      (socket: Socket) => void socket.write(header, () => socket.resetAndDestroy()),
      (socket: Socket) => void socket.end(),
      (socket: Socket) => void socket.end(`${header}<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>`),
    ]) {
      const server = createServer((socket) => void socket.once('data', () => hangUp(socket)).on('error', () => undefined));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      expect(await attempt(chatConfig({ host: '127.0.0.1', port, domain: 'localhost' }, 'ana'))).toMatchObject({ code: 'connection-lost', recovery: 'retry' });
      await new Promise((resolve) => server.close(resolve));
    }
    // What nobody hears is told after a turn of the loop.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', hear);
    expect(unheard).toEqual([]);
  });

  it('ends the half-dead stream of the same account, and no other', async () => {
    const user = freshUser();
    const [first, other] = [await openDesk(chatConfig(plain, user), { accountId: 'aaaaaaaa-1' }), await openDesk(chatConfig(plain, user), { accountId: 'bbbbbbbb-1' })];
    await Promise.all([first.pull(), other.pull()]);
    const ended = first.session.waitForNews().then(() => 'news', (thrown: unknown) => thrown);
    const again = await openDesk(chatConfig(plain, user), { accountId: 'aaaaaaaa-1' });
    expect(await ended).toMatchObject({ code: 'connection-lost', recovery: 'retry' });
    expect((await other.deliver(chatEffect(`${freshUser()}@localhost`, 'sigo aquí'))).outcome).toBe('sent');
    expect((await again.pull()).batches.at(-1)?.complete).toBe(true);
  });
});

describe('a line that is cut while something is said', () => {
  it.each(['reset', 'close', 'silent'] as const)('before the server has the words (%s): nobody can know, and the question finds that it did not happen', async (how) => {
    const [own, other] = [freshUser(), freshUser()];
    const [proxy, person] = [await proxied(), await logIn(plain, other)];
    const desk = await openDesk(chatConfig({ host: proxy.host, port: proxy.port, domain: 'localhost' }, own), { tuning: { silenceMs: 700 } });
    void proxy.cutWhen({ way: 'toServer', how, before: /<message/ });
    const effect = chatEffect(`${other}@localhost`, 'no llega');
    const { outcome, passed } = await desk.deliver(effect);
    expect([outcome, passed]).toEqual(['unknown', true]);
    const after = await openDesk(chatConfig(plain, own));
    expect(await after.session.probe?.(effect)).toEqual({ answer: 'didNotHappen' });
    expect(person.inbox).toEqual([]);
  });

  it('after the server has the words: nobody can know, and the question finds that it happened', async () => {
    const [own, other] = [freshUser(), freshUser()];
    const [proxy, person] = [await proxied(), await logIn(plain, other)];
    const desk = await openDesk(chatConfig({ host: proxy.host, port: proxy.port, domain: 'localhost' }, own), { tuning: { silenceMs: 700 } });
    proxy.swallowReplies();
    const effect = chatEffect(`${other}@localhost`, 'sí llega');
    const { outcome } = await desk.deliver(effect);
    expect(outcome).toBe('unknown');
    await person.got((message) => message.getChildText('body') === 'sí llega');
    const after = await openDesk(chatConfig(plain, own));
    const answer = await after.session.probe?.(effect);
    expect(answer?.answer === 'happened' && answer.record !== null && keyOf(answer.record)).toBe(`xmpp:${own}@localhost:sent:${effect.key}`);
    expect(person.inbox.filter((message) => message.getChildText('body') === 'sí llega')).toHaveLength(1);
  });

  it('at any byte, either way: with the question asked before each new try, every message arrives exactly once', { timeout: 120_000 }, async () => {
    const [own, other] = [freshUser(), freshUser()];
    const person = await logIn(plain, other);
    const outcomes: Record<string, number> = {};
    const count = (name: string): void => { outcomes[name] = (outcomes[name] ?? 0) + 1; };
    const RUNS = 60;
    for (let run = 0; run < RUNS; run += 1) {
      const proxy = await startCutProxy({ port: plain.port });
      const effect = chatEffect(`${other}@localhost`, `corte ${run}`);
      const desk = await openDesk(chatConfig({ host: proxy.host, port: proxy.port, domain: 'localhost' }, own), { tuning: { silenceMs: 400 } });
      // The stanza is some 450 bytes and the ping 150; the answers are some 80.
      const way = run % 3 === 0 ? 'toClient' : 'toServer';
      void proxy.cutWhen({ way, how: (['reset', 'close', 'silent'] as const)[run % 3 === 0 ? run % 2 : run % 3] ?? 'reset', afterBytes: proxy.bytes[way] + 1 + ((run * 37) % (way === 'toClient' ? 90 : 620)) });
      let { outcome } = await desk.deliver(effect);
      count(outcome);
      await proxy.dispose();
      const again = await openDesk(chatConfig(plain, own));
      if (outcome === 'unknown') {
        const answer = (await again.session.probe?.(effect))?.answer ?? 'cannotTell';
        count(answer);
        outcome = answer === 'happened' ? 'sent' : answer === 'didNotHappen' ? 'notSent' : 'held';
      }
      if (outcome === 'notSent') outcome = (await again.deliver(effect)).outcome;
      expect(outcome).toBe('sent');
      await Promise.all([again.leave(), desk.leave()]);
    }
    await person.got((message) => message.getChildText('body') === `corte ${RUNS - 1}`);
    const bodies = person.inbox.map((message) => message.getChildText('body') ?? '').filter((body) => body.startsWith('corte'));
    process.stdout.write(`${RUNS} cuts: ${JSON.stringify(outcomes)}; ${new Set(bodies).size} arrived, ${bodies.length - new Set(bodies).size} twice\n`);
    expect(bodies.toSorted()).toEqual(Array.from({ length: RUNS }, (_, run) => `corte ${run}`).toSorted());
    expect(outcomes['happened']).toBeGreaterThan(0);
    expect(outcomes['didNotHappen']).toBeGreaterThan(0);
  });

  it('before anything was tried: it surely did not happen', async () => {
    const [own, other] = [freshUser(), freshUser()];
    const proxy = await proxied();
    const desk = await openDesk(chatConfig({ host: proxy.host, port: proxy.port, domain: 'localhost' }, own));
    await desk.pull();
    const ended = desk.session.waitForNews().catch((thrown: unknown) => thrown);
    proxy.cut('reset');
    expect(await ended).toMatchObject({ code: 'connection-lost' });
    const { passed, delivery } = await desk.deliver(chatEffect(`${other}@localhost`, 'nada'));
    expect(passed).toBe(false);
    expect(delivery).toMatchObject({ outcome: 'notSent', error: { code: 'connection-lost', recovery: 'retry' } });
  });

  it('a line that nobody sees die is noticed by its silence', async () => {
    const proxy = await proxied();
    const own = freshUser();
    const desk = await openDesk(chatConfig({ host: proxy.host, port: proxy.port, domain: 'localhost' }, own), { tuning: { pingMs: 50, pingTimeoutMs: 200 } });
    await desk.pull();
    proxy.cut('silent');
    await expect(desk.session.waitForNews()).rejects.toMatchObject({ code: 'server-slow', recovery: 'retry' });
  });

  it('a line that died while the machine slept is noticed soon after it woke', async () => {
    const proxy = await proxied();
    let sleptMs = 0;
    const desk = await openDesk(chatConfig({ host: proxy.host, port: proxy.port, domain: 'localhost' }, freshUser()), { tuning: { pingTimeoutMs: 200 }, nowMs: () => Date.now() + sleptMs });
    await desk.pull();
    proxy.cut('silent');
    const ended = desk.session.waitForNews().catch((thrown: unknown) => thrown);
    sleptMs = 3_600_000;
    expect(await ended).toMatchObject({ code: 'server-slow', recovery: 'retry' });
  });
});

describe('a server that is killed and comes back', () => {
  it('is found again from the cursor: nothing lost, nothing twice, in the middle of a long history as well', async () => {
    const server = await startProsody({ users: { ana: 'pw-ana', luis: 'pw-luis' }, tls: false });
    try {
      const luis = await logIn(server, 'luis');
      await luis.sayMany('ana@localhost', Array.from({ length: 60 }, (_, at) => `antes ${at}`));
      const cursors = new Map<string, Cursor>();
      const before = await openDesk(chatConfig(server, 'ana'), { cursors, tuning: { page: 20 } });
      const texts: string[] = [];
      for await (const batch of before.session.pull(cursors)) {
        texts.push(...batch.records.map(bodyOf));
        cursors.set(batch.stream, batch.cursor);
        break;
      }
      expect(texts).toHaveLength(20);
      await server.kill();
      await expect(before.pull()).rejects.toMatchObject({ recovery: 'retry' });
      await server.restart();
      await (await logIn(server, 'luis')).sayMany('ana@localhost', ['después 0', 'después 1']);
      const after = await openDesk(chatConfig(server, 'ana'), { cursors, tuning: { page: 20 } });
      const { records } = await after.pull();
      expect(records.map(bodyOf).slice(0, 2)).toEqual(['después 0', 'después 1']);
      expect(records).toHaveLength(42);
      expect(new Set([...texts, ...records.map(bodyOf)]).size).toBe(62);
      await leaveAll();
    } finally {
      await server.dispose();
    }
  });

  it('tells a session that listens at once, and what is said after it came back arrives', async () => {
    const server = await startProsody({ users: { ana: 'pw-ana', luis: 'pw-luis' }, tls: false });
    try {
      const cursors = new Map<string, Cursor>();
      const desk = await openDesk(chatConfig(server, 'ana'), { cursors });
      await (await logIn(server, 'luis')).say('ana@localhost', 'uno');
      await desk.until((text) => text.includes('uno'));
      const ended = desk.session.waitForNews().catch((thrown: unknown) => thrown);
      await server.kill();
      expect(await ended).toMatchObject({ code: 'connection-lost', recovery: 'retry' });
      await server.restart();
      const again = await openDesk(chatConfig(server, 'ana'), { cursors });
      await (await logIn(server, 'luis')).say('ana@localhost', 'dos');
      await again.until((text) => text.includes('dos'));
      expect((await again.pull()).records).toEqual([]);
      await leaveAll();
    } finally {
      await server.dispose();
    }
  });
});

describe('an archive that forgot', () => {
  it('where our place in it was: the rest is read, and the time of which something may be missing is told once', async () => {
    const server = await startProsody({ users: { ana: 'pw-ana', luis: 'pw-luis' }, tls: false });
    try {
      const luis = await logIn(server, 'luis');
      await luis.sayMany('ana@localhost', Array.from({ length: 10 }, (_, at) => `viejo ${at}`));
      const cursors = new Map<string, Cursor>();
      const desk = await openDesk(chatConfig(server, 'ana'), { cursors });
      const known = Math.floor(((await desk.pull()).records.at(-1)?.receivedAtMs ?? 0) / 1_000) * 1_000;
      await desk.leave();
      // Another program of the account is there: the server does not keep what comes for later.
      await logIn(server, 'ana');
      // The archive's clock has seconds.
      await vi.waitUntil(() => Date.now() > known + 1_000, { timeout: 3_000 });
      await luis.sayMany('ana@localhost', Array.from({ length: 5 }, (_, at) => `nuevo ${at}`));
      await leaveAll();
      await server.stop();
      server.trimArchive('ana', 3);
      await server.restart();
      const again = await openDesk(chatConfig(server, 'ana'), { cursors });
      const { batches, records } = await again.pull();
      expect(records.map(bodyOf)).toEqual(['nuevo 2', 'nuevo 3', 'nuevo 4']);
      const gaps = batches.flatMap((batch) => batch.gaps ?? []);
      expect(gaps).toEqual([{ fromMs: known, toMs: records[0]?.receivedAtMs, reason: 'archive-truncated' }]);
      const second = await again.pull();
      expect([second.records, second.batches.flatMap((batch) => batch.gaps ?? []), second.batches.at(-1)?.complete]).toEqual([[], [], true]);
      await leaveAll();

      await server.stop();
      server.forgetArchive('ana');
      await server.restart();
      const nowMs = Date.now();
      const empty = await openDesk(chatConfig(server, 'ana'), { cursors });
      const third = await empty.pull();
      expect(third.batches.flatMap((batch) => batch.gaps ?? [])).toMatchObject([{ fromMs: Math.floor((records.at(-1)?.receivedAtMs ?? 0) / 1_000) * 1_000, reason: 'archive-truncated' }]);
      expect(third.batches[0]?.gaps?.[0]?.toMs).toBeGreaterThanOrEqual(nowMs);
      await (await logIn(server, 'luis')).say('ana@localhost', 'sigue');
      expect(bodyOf(await empty.until((text) => text.includes('sigue')))).toBe('sigue');
      expect((await empty.pull()).records).toEqual([]);
      await leaveAll();
    } finally {
      await server.dispose();
    }
  });
});

describe('a server without an archive', () => {
  it('gives what is said live and what waited for us, and every time away is told as such', async () => {
    const server = await startProsody({ users: { ana: 'pw-ana', luis: 'pw-luis' }, tls: false, archive: false, fileMaxBytes: 0 });
    try {
      const cursors = new Map<string, Cursor>();
      const desk = await openDesk(chatConfig(server, 'ana'), { cursors });
      expect(desk.told).toContainEqual({ type: 'facts', facts: { hasArchive: false, chatFileMaxBytes: 0 } });
      expect(desk.session.capabilities).toMatchObject({ probe: false });
      expect((await desk.pull()).batches).toMatchObject([{ records: [], complete: true }]);
      const luis = await logIn(server, 'luis', { carbons: true });
      await luis.say('ana@localhost', 'en vivo');
      expect(bodyOf(await desk.until((text) => text.includes('en vivo')))).toBe('en vivo');
      const phone = await logIn(server, 'ana');
      await phone.say('luis@localhost', 'del teléfono');
      expect(normalizeStanza(await desk.until((text) => text.includes('del tel')), facts).interaction?.direction).toBe('outbound');
      expect(await desk.session.probe?.(chatEffect('luis@localhost', 'x'))).toEqual({ answer: 'cannotTell' });
      const large = await desk.deliver(chatEffect('luis@localhost', 'x', { files: [{ filename: 'a', contentType: 'text/plain', bytes: new Uint8Array(1) }] }));
      expect(large.delivery).toMatchObject({ outcome: 'notSent', error: { code: 'not-supported' } });
      await Promise.all([desk.leave(), phone.leave()]);
      const heardMs = cursors.get('archive')?.['heardMs'];

      await luis.sayMany('ana@localhost', ['mientras no estaba', 'y otra']);
      const openedAtMs = Date.now();
      const again = await openDesk(chatConfig(server, 'ana'), { cursors });
      const first = await again.pull();
      expect(first.batches.flatMap((batch) => batch.gaps ?? [])).toMatchObject([{ fromMs: heardMs, reason: 'not-listening' }]);
      expect(first.batches[0]?.gaps?.[0]?.toMs).toBeGreaterThanOrEqual(openedAtMs);
      const texts = first.records.map(bodyOf);
      while (!texts.includes('y otra')) {
        await again.session.waitForNews();
        const next = await again.pull();
        expect(next.batches.flatMap((batch) => batch.gaps ?? [])).toEqual([]);
        texts.push(...next.records.map(bodyOf));
      }
      expect(texts).toEqual(['mientras no estaba', 'y otra']);
    } finally {
      await leaveAll();
      await server.dispose();
    }
  });

  it('gives again what was heard until it is committed', async () => {
    const server = await startProsody({ users: { ana: 'pw-ana', luis: 'pw-luis' }, tls: false, archive: false, fileMaxBytes: 0 });
    try {
      const desk = await openDesk(chatConfig(server, 'ana'));
      await desk.pull();
      const news = desk.session.waitForNews();
      await (await logIn(server, 'luis')).say('ana@localhost', 'una vez');
      await news;
      for await (const batch of desk.session.pull(desk.cursors)) expect(batch.records.map(bodyOf)).toEqual(['una vez']);
      expect((await desk.pull()).records.map(bodyOf)).toEqual(['una vez']);
      expect((await desk.pull()).records).toEqual([]);
    } finally {
      await leaveAll();
      await server.dispose();
    }
  });
});
