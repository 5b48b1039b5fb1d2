/** Must show 1 of the outbox: a console killed at every step of sending mail loses nothing and sends nothing twice. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startDovecot } from '../../e2e/world/dovecot.ts';
import type { Dovecot } from '../../e2e/world/dovecot.ts';
import { fileInto, startSmtpSink } from '../../e2e/world/smtpSink.ts';
import type { SmtpPhase, SmtpSink } from '../../e2e/world/smtpSink.ts';
import type { CustomerId } from '../../shared/domain.ts';
import { seeded } from '../core/testing.ts';
import { freshFolder, removeFolders, withHilo } from './testHilo.ts';
import type { Built } from './testBuild.ts';
import { buildSender, countOutcomes, killAfter, killAtEach } from './testSending.ts';
import type { Count, Sender } from './testSending.ts';
import type { ToSend } from './testSender.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 60_000 });
const CUSTOMER = 'lucia@cliente.example';

let built: Built;
let dovecot: Dovecot;
beforeAll(async () => { [built, dovecot] = await Promise.all([buildSender(), startDovecot({ users: { ana: 'pw-ana', eva: 'pw-eva' } })]); });
afterAll(async () => {
  built.remove();
  await dovecot.dispose();
  removeFolders();
});

/** What ends a run: a step the server sees, a state the console reached, or a moment. */
type Moment = { server: SmtpPhase } | { console: string } | { afterMs: number };

/** Runs the console until the moment has come, and kills it there; true when it was still at work then. */
async function killAt(sink: SmtpSink, sender: Sender, moment: Moment): Promise<boolean> {
  if ('afterMs' in moment) return killAfter(sender, new Promise((settle) => { setTimeout(settle, moment.afterMs); }));
  if ('console' in moment) return killAfter(sender, sender.said(moment.console));
  // The server stands still at this step until the console is gone: the kill cannot come too late.
  return killAfter(sender, new Promise<void>((settle) => {
    const stop = sink.onPhase(async (phase) => {
      if (phase !== moment.server) return;
      stop();
      settle();
      await sender.ended;
    });
    void sender.ended.then(stop);
  }));
}

type Shop = { profile: string; customerId: CustomerId; accountId: string };

async function openShop(sink: SmtpSink, user: string, sentCopy: 'auto' | 'server' | 'append'): Promise<Shop> {
  await dovecot.deliver(user, `From: Lucía <${CUSTOMER}>\r\nTo: ${user}@tienda.example\r\nSubject: Hola\r\nMessage-ID: <hola-${user}@cliente.example>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n\r\n¿Tienen la silla?\r\n`);
  const profile = freshFolder();
  return withHilo(profile, async ({ core }) => {
    await core.command('settings.set', { own: ['tienda.example'], undoSeconds: 0, agentName: 'Ana' });
    const outgoing = { host: sink.host, port: sink.port, security: 'plain' as const, user: '', password: '', acceptInvalidCertificate: false, address: `${user}@tienda.example`, name: 'Ana', signature: '', sentCopy };
    const { accountId } = await core.command('account.add', {
      label: user, setup: { kind: 'imap', config: { host: dovecot.host, port: dovecot.imapPort, security: 'plain', user, password: `pw-${user}`, acceptInvalidCertificate: false, outgoing } },
    });
    await core.syncOnce();
    const [customer] = core.query('customer.list', { text: '', offset: 0, limit: 10 }).rows;
    if (customer === undefined) throw new Error('the customer wrote, and is not here');
    return { profile, customerId: customer.id, accountId };
  });
}

function mail({ customerId, accountId }: Shop, n: number): ToSend {
  // Long enough to be on the way in several pieces.
  const text = `Respuesta ${n}\n${'La silla llega el jueves. '.repeat(4_000)}`;
  return { customerId, message: { channel: 'mail', accountId, to: [CUSTOMER], cc: [], bcc: [], subject: `Silla ${n}`, html: null, text, attachments: [], replyTo: null } };
}

async function run(sink: SmtpSink, shop: Shop, moments: readonly Moment[]): Promise<Count> {
  const killed = await killAtEach(built, shop.profile, moments, (n) => mail(shop, n), (sender, moment) => killAt(sink, sender, moment));
  const { rows, ...count } = await countOutcomes(shop.profile, killed, (key) => sink.count(key));
  const keys = new Set(rows.map((row) => row.effectKey));
  expect(sink.taken.filter(({ messageId }) => !keys.has(messageId)), 'mails that nobody wrote').toEqual([]);
  return count;
}

/** Copies under Sent, by Message-ID. */
function copiesOf(user: string): Map<string, number> {
  const copies = new Map<string, number>();
  const text = dovecot.doveadm('fetch', '-u', user, 'hdr.message-id', 'mailbox', 'Sent', 'all');
  for (const [messageId] of text.matchAll(/<[^>]+>/g)) copies.set(messageId, (copies.get(messageId) ?? 0) + 1);
  return copies;
}

const times = (count: number, moment: Moment): Moment[] => Array.from({ length: count }, () => moment);
const random = seeded(3);
const anyMoment = (count: number): Moment[] => Array.from({ length: count }, () => ({ afterMs: 350 + random.below(900) }));

// Side by side: most of the time both wait for a console to start.
describe.concurrent('a console killed while it sends mail', () => {
  test('a server that files what it sends: every mail arrives once, none is left in doubt', async () => {
    const sink = await startSmtpSink({ handOn: fileInto(dovecot, 'ana', 'pw-ana') });
    try {
      const shop = await openShop(sink, 'ana', 'auto');
      const moments = [
        // The first goes through, so that the server is known to file.
        ...times(1, { console: 'through' }),
        ...(['connect', 'mail', 'rcpt', 'data', 'taken', 'answered', 'closed'] as const).flatMap((server) => times(5, { server })),
        ...(['body', 'received'] as const).flatMap((server) => times(2, { server })),
        ...['queued', 'accepted', 'sending', 'sent'].flatMap((console) => times(3, { console })),
        ...anyMoment(14),
      ];
      const count = await run(sink, shop, moments);
      process.stdout.write(`counted: mail, consoles killed, server files: ${JSON.stringify(count)}\n`);
      expect(count).toMatchObject({ lost: 0, doubled: 0, held: 0 });
      expect(count.kills).toBeGreaterThan(55);
      const copies = copiesOf('ana');
      expect([...copies.values()].filter((n) => n !== 1)).toEqual([]);
      expect(copies.size).toBe(count.sent);
    } finally {
      await sink.dispose();
    }
  });

  test('a server that files nothing: what cannot be known is held, nothing arrives twice, each copy is filed once', async () => {
    const sink = await startSmtpSink();
    try {
      const shop = await openShop(sink, 'eva', 'append');
      const moments = [
        ...(['connect', 'mail', 'rcpt', 'data', 'body', 'received', 'taken', 'answered', 'closed'] as const).flatMap((server) => times(6, { server })),
        ...['sending', 'sent'].flatMap((console) => times(4, { console })),
        ...anyMoment(12),
      ];
      const count = await run(sink, shop, moments);
      process.stdout.write(`counted: mail, consoles killed, server files nothing: ${JSON.stringify(count)}\n`);
      expect(count).toMatchObject({ lost: 0, doubled: 0 });
      expect(count.kills).toBeGreaterThan(60);
      expect(count.held).toBeGreaterThan(0);
      const copies = copiesOf('eva');
      expect([...copies.values()].filter((n) => n !== 1)).toEqual([]);
      expect(copies.size).toBe(count.sent);
    } finally {
      await sink.dispose();
    }
  });
});
