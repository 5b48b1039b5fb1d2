/** The chat connector against a real Prosody: every user below is a fresh account on one server. */
import { request } from 'node:http';
import { xml } from '@xmpp/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startProsody } from '../../../../e2e/world/prosody.ts';
import type { Prosody } from '../../../../e2e/world/prosody.ts';
import { CONFORMANCE } from '../conformance.ts';
import type { ConformanceWorld } from '../conformance.ts';
import type { Cursor, SyncBatch } from '../connector.ts';
import { normalizeStanza } from '../../ingest/normalizeStanza.ts';
import type { DeskFacts } from '../../ingest/normalised.ts';
import { bodyOf, chatConfig, chatEffect, leaveAll, logIn, openDesk, rawText } from './testPerson.ts';
import { createXmppConnector } from './xmpp.ts';
import { testChatAccount } from './testChatAccount.ts';

const USERS = Array.from({ length: 60 }, (_, at) => `user${at}`);
const users = Object.fromEntries(USERS.map((user) => [user, `pw-${user}`]));
const facts: DeskFacts = { country: 'AR', own: [], extensions: [], timeZone: 'UTC' };
let taken = 0;
const freshUser = (): string => USERS[taken++] ?? 'none';
let prosody: Prosody;

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });
beforeAll(async () => { prosody = await startProsody({ users, fileMaxBytes: 100_000, tls: false }); });
afterAll(async () => {
  await leaveAll();
  await prosody.dispose();
});

const numbered = (count: number, tag = 'mensaje'): string[] => Array.from({ length: count }, (_, at) => `${tag} ${at}`);
/** Messages that came at one a minute. */
function archived(user: string, from: string, count: number): void {
  prosody.writeArchive(user, numbered(count).map((text, at) => ({ id: `${user}-${at}`, from: `${from}@localhost`, text, atMs: Date.UTC(2026, 0, 1) + at * 60_000 })));
}
const keyOf = (record: Parameters<typeof normalizeStanza>[0]): string => normalizeStanza(record, facts).recordKey;

describe('a chat connector keeps what every connector promises', () => {
  const RECORDS = 310;
  async function makeWorld(): Promise<ConformanceWorld> {
    const [desk, customer] = [freshUser(), freshUser()];
    const person = await logIn(prosody, customer);
    archived(desk, customer, RECORDS);
    return {
      connector: createXmppConnector({ page: 100 }), setup: { accountId: `${desk}-conformance`, kind: 'xmpp', config: chatConfig(prosody, desk) }, expected: RECORDS,
      add: async () => { await person.say(`${desk}@localhost`, 'algo nuevo'); }, remove: null, dispose: () => person.leave(),
    };
  }
  it.each(CONFORMANCE)('$promise', async ({ run }) => { await expect(run(makeWorld)).resolves.toBeUndefined(); });
});

describe('a chat', () => {
  it('goes both ways, is marked as received, and is stored once whatever way it comes', async () => {
    const [own, other] = [freshUser(), freshUser()];
    const desk = await openDesk(chatConfig(prosody, own));
    const person = await logIn(prosody, other);
    await desk.pull();

    const asked = await person.say(`${own}@localhost`, '¿Llega mañana? ñandú 🎉 <&>"', { children: [xml('request', { xmlns: 'urn:xmpp:receipts' })] });
    const received = await desk.until((text) => text.includes('Llega'));
    expect(normalizeStanza(received, facts).interaction).toMatchObject({ direction: 'inbound', text: '¿Llega mañana? ñandú 🎉 <&>"', threadKey: `xmpp:${own}@localhost:${other}@localhost` });
    await person.got((message) => message.getChild('received', 'urn:xmpp:receipts')?.attrs['id'] === asked);

    const effect = chatEffect(`${other}@localhost`, 'Sí, a las 10 ☕');
    const { outcome, passed, delivery } = await desk.deliver(effect);
    expect([outcome, passed]).toEqual(['sent', true]);
    const heard = await person.got((message) => message.getChildText('body') === 'Sí, a las 10 ☕');
    await person.send(xml('message', { to: heard.attrs['from'] as string, id: 'r1', type: 'chat' }, xml('received', { xmlns: 'urn:xmpp:receipts', id: effect.key })));
    const receipt = await desk.until((text) => text.includes('<received') && text.includes(effect.key));
    expect(normalizeStanza(receipt, facts)).toMatchObject({ interaction: null, deliveries: [{ about: effect.key, state: 'delivered', recipient: `${other}@localhost` }] });

    const copies = (await openDesk(chatConfig(prosody, own), { accountId: 'elsewhere' })).pull();
    const archived = (await copies).records.find((record) => rawText(record).includes(effect.key) && bodyOf(record) !== '');
    expect(delivery.outcome === 'sent' && delivery.record !== null && archived !== undefined && keyOf(delivery.record) === keyOf(archived)).toBe(true);
  });

  it('tells who is writing and who is there, and says that we are writing', async () => {
    const [own, other] = [freshUser(), freshUser()];
    const desk = await openDesk(chatConfig(prosody, own));
    const person = await logIn(prosody, other);
    await desk.pull();
    await person.send(xml('message', { to: `${own}@localhost`, type: 'chat' }, xml('composing', { xmlns: 'http://jabber.org/protocol/chatstates' })));
    await vi.waitFor(() => expect(desk.told).toContainEqual({ type: 'typing', address: `${other}@localhost`, isTyping: true }));
    await person.say(`${own}@localhost`, 'hola');
    await vi.waitFor(() => expect(desk.told).toContainEqual({ type: 'typing', address: `${other}@localhost`, isTyping: false }));
    await person.send(xml('presence', { to: `${own}@localhost` }));
    const presences = (): boolean[] => desk.told.flatMap((event) => (event.type === 'presence' && event.address === `${other}@localhost` ? [event.isAvailable] : []));
    await vi.waitFor(() => expect(presences()).toEqual([true]));
    const there = (show: string): Promise<void> => person.send(xml('presence', { to: `${own}@localhost` }, xml('show', {}, show)));
    await there('chat');
    await there('dnd');
    await vi.waitFor(() => expect(presences()).toEqual([true, false]));
    await there('chat');
    await vi.waitFor(() => expect(presences()).toEqual([true, false, true]));
    desk.session.sayTyping?.(`${other}@localhost`, true);
    await person.got((message) => message.getChild('composing') !== undefined);
    const { records } = await desk.pull();
    expect(records.map(bodyOf)).toEqual(['hola']);
  });

  it('has what another program of the same account sent, once', async () => {
    const [own, other] = [freshUser(), freshUser()];
    const desk = await openDesk(chatConfig(prosody, own));
    await desk.pull();
    const telephone = await logIn(prosody, own);
    const id = await telephone.say(`${other}@localhost`, 'desde el teléfono');
    const sent = await desk.until((text) => text.includes('desde el'));
    expect(normalizeStanza(sent, facts).interaction).toMatchObject({ direction: 'outbound', wireId: id, parties: [{ point: { value: `xmpp:${other}@localhost` } }] });
    expect((await desk.pull()).records).toEqual([]);
  });

  it('brings what was said while we were away once, though the server keeps it twice', async () => {
    const [own, other] = [freshUser(), freshUser()];
    const person = await logIn(prosody, other);
    await person.sayMany(`${own}@localhost`, numbered(20));
    const desk = await openDesk(chatConfig(prosody, own));
    const first = await desk.pull();
    await person.say(`${own}@localhost`, 'uno más');
    await desk.until((text) => text.includes('uno más'));
    const keys = [...first.records].map(keyOf);
    expect(first.records.map(bodyOf)).toEqual(numbered(20));
    expect(new Set(keys).size).toBe(20);
    expect((await desk.pull()).records).toEqual([]);
  });

  it('names a customer as our own address book does, from the moment it says so', async () => {
    const [own, other] = [freshUser(), freshUser()];
    const telephone = await logIn(prosody, own);
    const name = (text: string) => telephone.send(xml('iq', { type: 'set', id: text }, xml('query', { xmlns: 'jabber:iq:roster' }, xml('item', { jid: `${other}@localhost`, name: text }))));
    await name('Luz');
    const desk = await openDesk(chatConfig(prosody, own));
    const person = await logIn(prosody, other);
    await person.say(`${own}@localhost`, 'hola');
    expect(normalizeStanza(await desk.until((text) => text.includes('hola')), facts).claims).toMatchObject([{ field: 'name', value: 'Luz', point: { value: `xmpp:${other}@localhost` } }]);
    await name('Luz Pérez');
    await person.say(`${own}@localhost`, 'otra vez');
    expect(normalizeStanza(await desk.until((text) => text.includes('otra vez')), facts).interaction?.parties[0]?.name).toBe('Luz Pérez');
  });

  it('of which only something is sent takes nothing that waits for whoever listens', async () => {
    const [own, other] = [freshUser(), freshUser()];
    const person = await logIn(prosody, other);
    await person.say(`${own}@localhost`, 'para después');
    const passing = await openDesk(chatConfig(prosody, own));
    expect((await passing.deliver(chatEffect(`${other}@localhost`, 'de paso'))).outcome).toBe('sent');
    await passing.leave();
    const telephone = await logIn(prosody, own);
    expect((await telephone.got((message) => message.getChildText('body') === 'para después')).getChild('delay')).toBeDefined();
  });

  it('needs no server named: the domain of the address is asked', async () => {
    const desk = await openDesk(chatConfig(prosody, freshUser(), { host: '' }));
    expect((await desk.pull()).batches.at(-1)?.complete).toBe(true);
  });

  it('refuses a text that no server would take, before it is tried', async () => {
    const desk = await openDesk(chatConfig(prosody, freshUser()));
    const { passed, delivery } = await desk.deliver(chatEffect('user1@localhost', '&'.repeat(60_000)));
    expect(passed).toBe(false);
    expect(delivery).toMatchObject({ outcome: 'notSent', error: { code: 'message-too-large' } });
  });

  it('says a message that came back as refused, and keeps that it did', async () => {
    const own = freshUser();
    const desk = await openDesk(chatConfig(prosody, own));
    await desk.pull();
    const effect = chatEffect('nobody@localhost', 'hola');
    const { delivery, passed } = await desk.deliver(effect);
    expect(passed).toBe(true);
    expect(delivery).toMatchObject({ outcome: 'notSent', error: { code: 'recipient-refused', recovery: 'askPerson' } });
    desk.session.sayTyping?.('nobody@localhost', true);
    const bounce = await desk.until((text) => text.includes('type="error"'));
    expect(normalizeStanza(bounce, facts).deliveries).toMatchObject([{ about: effect.key, state: 'bounced', recipient: 'nobody@localhost' }]);
    await desk.deliver(chatEffect('user0@localhost', 'detrás de la que volvió'));
    expect((await desk.pull()).texts.filter((text) => text.includes('type="error"'))).toEqual([]);
  });

  it.each(['', 'nobody', 'a b@localhost', '@localhost', 'ana@', 'a@b@c'])('does not try the address %j', async (to) => {
    const desk = await openDesk(chatConfig(prosody, freshUser()));
    const { delivery, passed } = await desk.deliver(chatEffect(to, 'hola'));
    expect(passed).toBe(false);
    expect(delivery).toMatchObject({ outcome: 'notSent', error: { code: 'address-invalid' } });
  });

  it('does not pass the point of no return when it may not', async () => {
    const [own, other] = [freshUser(), freshUser()];
    const desk = await openDesk(chatConfig(prosody, own));
    const person = await logIn(prosody, other);
    const delivery = await desk.session.deliver?.(chatEffect(`${other}@localhost`, 'no debe salir'), () => Promise.reject(new Error('no')));
    expect(delivery).toMatchObject({ outcome: 'notSent' });
    await desk.deliver(chatEffect(`${other}@localhost`, 'esto sí'));
    await person.got((message) => message.getChildText('body') === 'esto sí');
    expect(person.inbox.map((message) => message.getChildText('body'))).not.toContain('no debe salir');
  });

  it('sends words that XML cannot hold without what cannot be held, and the stream goes on', async () => {
    const [own, other] = [freshUser(), freshUser()];
    const desk = await openDesk(chatConfig(prosody, own));
    const person = await logIn(prosody, other);
    expect((await desk.deliver(chatEffect(`${other}@localhost`, 'a\u0000b\u001bc\ud800d 😀 ]]> <x/>'))).outcome).toBe('sent');
    await person.got((message) => message.getChildText('body') === 'abcd 😀 ]]> <x/>');
    expect((await desk.deliver(chatEffect(`${other}@localhost`, 'y otra'))).outcome).toBe('sent');
  });
});

describe('files', () => {
  it('go up first and are linked in the message; what is too large is said before', async () => {
    const [own, other] = [freshUser(), freshUser()];
    const desk = await openDesk(chatConfig(prosody, own));
    const person = await logIn(prosody, other);
    expect(desk.told).toContainEqual({ type: 'facts', facts: { hasArchive: true, chatFileMaxBytes: 100_000 } });
    const bytes = Buffer.from('contenido del recibo');
    const sent = await desk.deliver(chatEffect(`${other}@localhost`, 'el recibo', { files: [{ filename: 'recibo ñ.txt', contentType: 'text/plain', bytes }] }));
    expect(sent.outcome).toBe('sent');
    const message = await person.got((one) => one.getChild('x', 'jabber:x:oob') !== undefined);
    const url = message.getChild('x', 'jabber:x:oob')?.getChildText('url') ?? '';
    expect(message.getChildText('body')).toBe(`el recibo\n${url}`);
    expect(await fetchText(url)).toBe('contenido del recibo');
    const large = await desk.deliver(chatEffect(`${other}@localhost`, 'muy grande', { files: [{ filename: 'a.bin', contentType: 'application/octet-stream', bytes: Buffer.alloc(100_001) }] }));
    expect(large).toMatchObject({ outcome: 'notSent', passed: false, delivery: { error: { code: 'message-too-large', params: { limit: '97 KiB', limitBytes: 100_000, sizeBytes: 100_001 } } } });
  });
});

describe('the archive', () => {
  it('of 5,000 messages comes back newest first, each once, though the session ends every few pages', { timeout: 120_000 }, async () => {
    const [own, other] = [freshUser(), freshUser()];
    const texts = numbered(5_000);
    archived(own, other, 5_000);
    const cursors = new Map<string, Cursor>();
    const batches: SyncBatch[] = [];
    const startedAtMs = performance.now();
    let sessions = 0;
    while (batches.at(-1)?.complete !== true) {
      const desk = await openDesk(chatConfig(prosody, own), { cursors });
      sessions += 1;
      for await (const batch of desk.session.pull(cursors)) {
        batches.push(batch);
        cursors.set(batch.stream, batch.cursor);
        if (batches.length % 5 === 0) break;
      }
      await desk.leave();
    }
    const records = batches.flatMap((batch) => batch.records);
    process.stdout.write(`5,000 messages paged back in ${Math.round(performance.now() - startedAtMs)} ms: ${batches.length} batches, ${sessions} sessions\n`);
    expect(sessions).toBeGreaterThan(3);
    expect(records).toHaveLength(5_000);
    expect(new Set(records.map(keyOf)).size).toBe(5_000);
    expect(new Set(records.map(({ place }) => place)).size).toBe(5_000);
    expect(records.map(bodyOf).toSorted()).toEqual(texts.toSorted());
    // The first second of a page may be cut: it comes with the page before.
    expect(batches[0]?.records.map(bodyOf)).toEqual(texts.slice(-249));
    expect(batches.at(-1)).toMatchObject({ complete: true, done: 5_000, total: 5_000 });
  });

  it('tells the test of an account what it offers', async () => {
    const found = await testChatAccount(chatConfig(prosody, freshUser()));
    expect(found.facts).toEqual({ hasArchive: true, chatFileMaxBytes: 100_000 });
    expect(found.details).toContain('urn:xmpp:mam:2');
  });

  it('answers whether something was sent, and never sends it', async () => {
    const [own, other] = [freshUser(), freshUser()];
    const desk = await openDesk(chatConfig(prosody, own));
    const person = await logIn(prosody, other);
    const sent = chatEffect(`${other}@localhost`, 'esto salió');
    await desk.deliver(sent);
    const happened = await desk.session.probe?.(sent);
    expect(happened).toMatchObject({ answer: 'happened' });
    expect(happened?.answer === 'happened' && happened.record !== null && keyOf(happened.record)).toBe(`xmpp:${own}@localhost:sent:${sent.key}`);
    expect(await desk.session.probe?.(chatEffect(`${other}@localhost`, 'esto no'))).toEqual({ answer: 'didNotHappen' });
    const telephone = await logIn(prosody, own);
    await telephone.send(xml('iq', { type: 'set', id: 'prefs' }, xml('prefs', { xmlns: 'urn:xmpp:mam:2', default: 'never' }, xml('always'), xml('never'))));
    expect(await desk.session.probe?.(chatEffect(`${other}@localhost`, 'quién sabe'))).toEqual({ answer: 'cannotTell' });
    await person.got((message) => message.getChildText('body') === 'esto salió');
    expect(person.inbox.map((message) => message.getChildText('body'))).not.toContain('esto no');
  });
});

function fetchText(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('end', () => resolve(text));
    }).on('error', reject).end();
  });
}
