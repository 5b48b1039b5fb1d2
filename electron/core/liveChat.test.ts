/** Live chat through the whole core, its threads and its outbox, against a real Prosody. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { xml } from '@xmpp/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startCutProxy } from '../../e2e/world/cutProxy.ts';
import type { CutProxy } from '../../e2e/world/cutProxy.ts';
import { startProsody } from '../../e2e/world/prosody.ts';
import type { Prosody } from '../../e2e/world/prosody.ts';
import type { AccountView, Events } from '../../shared/contract.ts';
import type { CustomerId, OutboxItem, TimelineItem } from '../../shared/domain.ts';
import { chatConfig, leaveAll, logIn } from './connectors/chat/testPerson.ts';
import { openCore } from './core.ts';
import type { Core } from './core.ts';

const base = mkdtempSync(join(tmpdir(), 'hilo-livechat-'));
const users = Object.fromEntries(['ana', 'luz', 'bea', 'cai', 'duo'].map((user) => [user, `pw-${user}`]));
let prosody: Prosody;
let proxy: CutProxy;
let core: Core;
const typing: Events['typing'][] = [];

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const SLOW = { timeout: 30_000, interval: 20 };

beforeAll(async () => {
  prosody = await startProsody({ users, tls: false });
  proxy = await startCutProxy({ port: prosody.port });
  mkdirSync(join(base, 'profile'));
  core = openCore({ profileDir: join(base, 'profile'), keyHex: randomBytes(32).toString('hex'), keyKeptBy: 'file', nowMs: Date.now, threads: { sourceHost: new URL('./sourceHost.ts', import.meta.url), indexer: new URL('./indexThread.ts', import.meta.url) } });
  core.startSources();
  core.onEvent((event, data) => { if (event === 'typing') typing.push(data as Events['typing']); });
  await core.command('settings.set', { undoSeconds: 0 });
  await core.command('account.add', { label: 'Chat', setup: { kind: 'xmpp', config: chatConfig({ host: proxy.host, port: proxy.port, domain: 'localhost' }, 'ana') } });
  await isLive();
});
afterAll(async () => {
  await core.close();
  await leaveAll();
  await proxy.dispose();
  await prosody.dispose();
  rmSync(base, { recursive: true });
});

function account(): AccountView {
  const [found] = core.query('sync.state', {}).accounts;
  if (found === undefined) throw new Error('no account');
  return found;
}

const isLive = () => vi.waitFor(() => expect(account()).toMatchObject({ phase: 'live', facts: { hasArchive: true } }), SLOW);

async function customerWho(user: string): Promise<CustomerId> {
  return vi.waitFor(() => {
    const [row] = core.query('customer.list', { text: `${user}@localhost`, offset: 0, limit: 10 }).rows;
    if (row === undefined) throw new Error('not a customer yet');
    return row.id;
  }, SLOW);
}

function timeline(id: CustomerId): TimelineItem[] {
  return core.query('customer.timeline', { id, limit: 100 }).items;
}

async function send(customerId: CustomerId, to: string, text: string): Promise<string> {
  const context = core.query('composer.context', { customerId, replyTo: null });
  const { outboxId } = await core.command('outbox.send', { customerId, message: { channel: 'chat', accountId: null, to, text, attachments: [], replyTo: null }, draftId: null, duringCall: null, sendAtMs: null, seenCursor: context.seenCursor });
  return outboxId;
}

function item(outboxId: string): OutboxItem {
  const found = core.query('outbox.list', { limit: 100 }).items.find(({ id }) => id === outboxId);
  if (found === undefined) throw new Error('not in the outbox');
  return found;
}

describe('a chat with a customer', () => {
  it('is in the queue when they write, and answered once; the archive, receipts and typing belong to it', async () => {
    const luz = await logIn(prosody, 'luz');
    await luz.say('ana@localhost', '¿Está lista la mesa?', { children: [xml('nick', { xmlns: 'http://jabber.org/protocol/nick' }, 'Luz Pérez')] });
    const id = await customerWho('luz');
    expect(core.query('customer.get', { id })?.name).toBe('Luz Pérez');
    await luz.send(xml('message', { to: 'ana@localhost', type: 'chat' }, xml('composing', { xmlns: 'http://jabber.org/protocol/chatstates' })));
    await vi.waitFor(() => expect(typing).toContainEqual(expect.objectContaining({ customerId: id, isTyping: true })), SLOW);

    const outboxId = await send(id, 'luz@localhost', 'Sí, mañana a las 10');
    const heard = await luz.got((message) => message.getChildText('body') === 'Sí, mañana a las 10');
    await vi.waitFor(() => expect(item(outboxId).state).toBe('sent'), SLOW);
    expect(timeline(id).filter(({ text }) => text === 'Sí, mañana a las 10')).toMatchObject([{ id: item(outboxId).interactionId, direction: 'outbound', channel: 'chat' }]);
    await luz.send(xml('message', { to: heard.attrs['from'] as string, id: 'r', type: 'chat' }, xml('received', { xmlns: 'urn:xmpp:receipts', id: heard.attrs['id'] as string })));
    await vi.waitFor(() => expect(timeline(id).at(-1)?.delivery?.state).toBe('delivered'), SLOW);
    // The archive's copy of our words came with the receipt: it is the same interaction.
    expect(timeline(id).map(({ text }) => text)).toEqual(['¿Está lista la mesa?', 'Sí, mañana a las 10']);
    expect(luz.inbox.filter((message) => message.getChildText('body') === 'Sí, mañana a las 10')).toHaveLength(1);
  });

  it('is held when they spoke while we were away, and leaves when the agent says so (N7)', async () => {
    const bea = await logIn(prosody, 'bea');
    await bea.say('ana@localhost', 'Quiero dos sillas');
    const id = await customerWho('bea');
    await vi.waitFor(() => expect(timeline(id)).toHaveLength(1), SLOW);
    proxy.block();
    await vi.waitFor(() => expect(account().phase).not.toBe('live'), SLOW);
    const outboxId = await send(id, 'bea@localhost', 'Anoto dos sillas');
    await bea.say('ana@localhost', 'Mejor tres');
    proxy.restore();
    await core.command('account.syncNow', { accountId: account().id });
    await vi.waitFor(() => expect(item(outboxId)).toMatchObject({ state: 'held', hold: { reason: 'thread-moved' } }), SLOW);
    expect(item(outboxId).hold?.changed.map(({ text }) => text)).toEqual(['Mejor tres']);
    expect(bea.inbox.some((message) => message.getChildText('body') === 'Anoto dos sillas')).toBe(false);
    await core.command('outbox.retry', { outboxId });
    await bea.got((message) => message.getChildText('body') === 'Anoto dos sillas');
    await vi.waitFor(() => expect(item(outboxId).state).toBe('sent'), SLOW);
  });

  it('says what a server refused, with what came of it', async () => {
    await isLive();
    const cai = await logIn(prosody, 'cai');
    await cai.say('ana@localhost', 'hola');
    const id = await customerWho('cai');
    const outboxId = await send(id, 'nobody@localhost', 'a nadie');
    await vi.waitFor(() => expect(item(outboxId)).toMatchObject({ state: 'failed', error: { code: 'recipient-refused' } }), SLOW);
  });

  it('that is cut in the middle of the words arrives once all the same', async () => {
    await isLive();
    const duo = await logIn(prosody, 'duo');
    await duo.say('ana@localhost', 'hola');
    const id = await customerWho('duo');
    for (const [run, rule] of ([{ way: 'toServer', how: 'reset', before: /<message/ }, { way: 'toServer', how: 'close', before: /urn:xmpp:ping/ }] as const).entries()) {
      await isLive();
      const met = proxy.cutWhen(rule);
      const outboxId = await send(id, 'duo@localhost', `corte ${run}`);
      await met;
      await core.command('account.syncNow', { accountId: account().id });
      await vi.waitFor(() => expect(item(outboxId)).toMatchObject({ state: 'sent' }), SLOW);
      await duo.got((message) => message.getChildText('body') === `corte ${run}`);
    }
    expect(duo.inbox.map((message) => message.getChildText('body') ?? '').filter((body) => body.startsWith('corte'))).toEqual(['corte 0', 'corte 1']);
    // This server's archive stamps whole seconds: what is read back from it may stand before what was sent in the same second.
    expect(timeline(id).map(({ text }) => text).toSorted((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1))).toEqual(['corte 0', 'corte 1', 'hola']);
  });
});
