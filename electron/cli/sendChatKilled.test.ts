/** Must show 1 of the outbox, for chat: a console killed at every step of sending a message loses nothing and says nothing twice. */
import { client, xml } from '@xmpp/client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startCutProxy } from '../../e2e/world/cutProxy.ts';
import { startProsody } from '../../e2e/world/prosody.ts';
import type { Prosody } from '../../e2e/world/prosody.ts';
import { seeded } from '../core/testing.ts';
import { freshFolder, removeFolders, withHilo } from './testHilo.ts';
import type { Built } from './testBuild.ts';
import { buildSender, countOutcomes, killAfter, killAtEach } from './testSending.ts';
import type { Sender } from './testSending.ts';
import type { ToSend } from './testSender.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 60_000 });

let built: Built;
let prosody: Prosody;
beforeAll(async () => {
  built = await buildSender();
  prosody = await startProsody({ users: { ana: 'pw-ana', luis: 'pw-luis', eva: 'pw-eva', ines: 'pw-ines' }, tls: false });
});
afterAll(async () => {
  built.remove();
  await prosody.dispose();
  removeFolders();
});

/** The customer's own program: what arrives there is what counts. */
async function openCustomer(username: string): Promise<{ arrived: Map<string, number>; next(): Promise<void>; write(agent: string, text: string): Promise<void>; stop(): Promise<void> }> {
  const xmpp = client({ service: `xmpp://127.0.0.1:${prosody.port}`, domain: prosody.domain, username, password: `pw-${username}`, resource: 'phone' });
  const arrived = new Map<string, number>();
  const waiting = new Set<() => void>();
  xmpp.on('error', () => undefined);
  xmpp.on('stanza', (stanza) => {
    const id = stanza.getChild('origin-id', 'urn:xmpp:sid:0')?.attrs['id'] as string | undefined;
    if (!stanza.is('message') || stanza.getChildText('body') === null || id === undefined) return;
    arrived.set(id, (arrived.get(id) ?? 0) + 1);
    for (const settle of waiting) settle();
    waiting.clear();
  });
  await xmpp.start();
  await xmpp.send(xml('presence'));
  return {
    arrived,
    next: () => new Promise((settle) => { waiting.add(settle); }),
    write: (agent, text) => xmpp.send(xml('message', { to: `${agent}@${prosody.domain}`, type: 'chat', id: 'hola-1' }, xml('body', {}, text))),
    stop: () => xmpp.stop().then(() => undefined),
  };
}

type Moment = { console: string } | { afterMs: number } | 'arrived' | { before: RegExp; way: 'toServer' | 'toClient' };

// Side by side: most of the time both wait for a console to start.
test.concurrent.each([
  { agent: 'ana', customerName: 'luis', seed: 5 },
  { agent: 'eva', customerName: 'ines', seed: 6 },
])('every message of $agent arrives once: the archive tells what became of each', async ({ agent, customerName, seed }) => {
  const proxy = await startCutProxy({ port: prosody.port });
  const customer = await openCustomer(customerName);
  await customer.write(agent, '¿Tienen la silla?');
  const profile = freshFolder();
  const { customerId, accountId } = await withHilo(profile, async ({ core }) => {
    await core.command('settings.set', { undoSeconds: 0, agentName: 'Ana' });
    const account = await core.command('account.add', {
      label: 'chat', setup: { kind: 'xmpp', config: { address: `${agent}@${prosody.domain}`, password: `pw-${agent}`, host: proxy.host, port: proxy.port, security: 'plain', acceptInvalidCertificate: false, name: 'Ana' } },
    });
    await core.syncOnce();
    const [row] = core.query('customer.list', { text: '', offset: 0, limit: 10 }).rows;
    if (row === undefined) throw new Error('the customer wrote, and is not here');
    return { customerId: row.id, accountId: account.accountId };
  });
  const message = (n: number): ToSend => ({ customerId, message: { channel: 'chat', accountId, to: `${customerName}@${prosody.domain}`, text: `La silla llega el jueves (${n}).`, attachments: [], replyTo: null } });
  const killAt = (sender: Sender, moment: Moment): Promise<boolean> => {
    if (moment === 'arrived') return killAfter(sender, customer.next());
    if ('afterMs' in moment) return killAfter(sender, new Promise((settle) => { setTimeout(settle, moment.afterMs); }));
    if ('console' in moment) return killAfter(sender, sender.said(moment.console));
    return killAfter(sender, proxy.cutWhen({ ...moment, how: 'reset' }));
  };
  const random = seeded(seed);
  const times = (count: number, moment: Moment): Moment[] => Array.from({ length: count }, () => moment);
  const killed = await killAtEach(built, profile, [
    // What fails again and again is tried less and less often: after each cut one goes through.
    ...times(6, { before: /<message[^>]*type=.chat/, way: 'toServer' }).flatMap((cut): Moment[] => [cut, { console: 'sent' }]),
    ...times(6, 'arrived'),
    ...['queued', 'accepted', 'sending', 'verifying'].flatMap((console) => times(3, { console })),
    ...Array.from({ length: 8 }, () => ({ afterMs: 350 + random.below(700) })),
  ], message, killAt);
  await vi.waitFor(() => expect(customer.arrived.size).toBeGreaterThan(0));
  const { rows, ...count } = await countOutcomes(profile, killed, (key) => customer.arrived.get(key) ?? 0);
  process.stdout.write(`counted: chat of ${agent}, consoles killed: ${JSON.stringify(count)}\n`);
  expect(count).toMatchObject({ lost: 0, doubled: 0, held: 0 });
  expect(count.kills).toBeGreaterThan(25);
  const keys = new Set(rows.map((row) => row.effectKey));
  expect([...customer.arrived.keys()].filter((key) => !keys.has(key)), 'messages that nobody wrote').toEqual([]);
  await customer.stop();
  await proxy.dispose();
});
