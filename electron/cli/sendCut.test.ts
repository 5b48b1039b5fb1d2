/** Must show 1 of the outbox: a line that breaks, and servers that misbehave, at every step of sending; nothing is lost, nothing arrives twice. */
import { client, xml } from '@xmpp/client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startCutProxy } from '../../e2e/world/cutProxy.ts';
import type { CutRule } from '../../e2e/world/cutProxy.ts';
import { startDovecot } from '../../e2e/world/dovecot.ts';
import type { Dovecot } from '../../e2e/world/dovecot.ts';
import { startProsody } from '../../e2e/world/prosody.ts';
import { fileInto, startSmtpSink } from '../../e2e/world/smtpSink.ts';
import type { SmtpTrouble } from '../../e2e/world/smtpSink.ts';
import type { OutboxState } from '../../shared/domain.ts';
import type { Core } from '../core/core.ts';
import { outboxById } from '../core/store/outbox.ts';
import { freshFolder, removeFolders, withHilo } from './testHilo.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 60_000 });
const CUSTOMER = 'lucia@cliente.example';

let dovecot: Dovecot;
beforeAll(async () => { dovecot = await startDovecot({ users: { ana: 'pw-ana', eva: 'pw-eva', ines: 'pw-ines' } }); });
afterAll(async () => {
  await dovecot.dispose();
  removeFolders();
});

const THROUGH: readonly OutboxState[] = ['sent', 'held', 'failed'];

/** Waits until one item can move no more by itself. */
async function end(core: Core, outboxId: string): Promise<{ key: string; state: OutboxState }> {
  await vi.waitFor(() => expect(THROUGH).toContain(outboxById(core.store, outboxId)?.state), { timeout: 60_000, interval: 30 });
  const row = outboxById(core.store, outboxId);
  return { key: row?.effectKey ?? '', state: row?.state ?? 'failed' };
}

async function onlyCustomer(core: Core): Promise<string> {
  await core.syncOnce();
  const [row] = core.query('customer.list', { text: '', offset: 0, limit: 10 }).rows;
  if (row === undefined) throw new Error('the customer wrote, and is not here');
  return row.id;
}

/** What goes wrong with the first try of a mail: the server, or the line to it. */
const TROUBLES: readonly (SmtpTrouble | CutRule)[] = [
  { do: 'drop', at: 'connect' }, { do: 'drop', at: 'mail' }, { do: 'drop', at: 'rcpt', reset: true }, { do: 'drop', at: 'data' }, { do: 'drop', at: 'body', afterBytes: 30_000 },
  { do: 'drop', at: 'received' }, { do: 'drop', at: 'received', reset: true }, { do: 'drop', at: 'taken' }, { do: 'drop', at: 'taken', reset: true },
  { do: 'refuse', at: 'mail', code: 451 }, { do: 'refuse', at: 'rcpt', code: 450 }, { do: 'refuse', at: 'received', code: 452 },
  { way: 'toServer', how: 'reset', before: /MAIL FROM/ }, { way: 'toServer', how: 'reset', before: /RCPT TO/ }, { way: 'toServer', how: 'close', afterBytes: 20_000 },
  { way: 'toServer', how: 'reset', afterBytes: 60_000 }, { way: 'toServer', how: 'reset', before: /\r\n\.\r\n$/ }, { way: 'toClient', how: 'reset', before: /taken as/ }, { way: 'toClient', how: 'close', before: /taken as/ },
];

// Side by side: each waits, nearly all the time, until its next try is due.
test.concurrent.each([
  // Two halves: after each of these the list waits for the copy that the server may still file.
  { user: 'ana', files: true, facts: { filesSent: true }, troubles: TROUBLES.slice(0, 10), mostHeld: 0 },
  { user: 'ines', files: true, facts: { filesSent: true }, troubles: TROUBLES.slice(10), mostHeld: 0 },
  // Only what the server may have taken is in doubt.
  { user: 'eva', files: false, facts: {}, troubles: TROUBLES, mostHeld: 7 },
])('mail of $user over a line that breaks, with a server that files: $files', async ({ user, files, facts, troubles, mostHeld }) => {
  const sink = await startSmtpSink(files ? { handOn: fileInto(dovecot, user, `pw-${user}`) } : {});
  const proxy = await startCutProxy({ port: sink.port });
  const profile = freshFolder();
  await dovecot.deliver(user, `From: Lucía <${CUSTOMER}>\r\nTo: ${user}@tienda.example\r\nSubject: Hola\r\nMessage-ID: <hola-${user}@cliente.example>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n\r\n¿Tienen la silla?\r\n`);
  const count = { tries: 0, sent: 0, held: 0, lost: 0, doubled: 0 };
  await withHilo(profile, async ({ core }) => {
    await core.command('settings.set', { own: ['tienda.example'], undoSeconds: 0, agentName: 'Ana' });
    const outgoing = { host: proxy.host, port: proxy.port, security: 'plain' as const, user: '', password: '', acceptInvalidCertificate: false, address: `${user}@tienda.example`, name: 'Ana', signature: '', sentCopy: files ? 'auto' as const : 'append' as const };
    const { accountId } = await core.command('account.add', { label: user, setup: { kind: 'imap', config: { host: dovecot.host, port: dovecot.imapPort, security: 'plain', user, password: `pw-${user}`, acceptInvalidCertificate: false, outgoing } } });
    const customerId = await onlyCustomer(core);
    core.startSources();
    const send = async (n: number): Promise<string> => {
      const text = `Respuesta ${n}\n${'La silla llega el jueves. '.repeat(4_000)}`;
      const { outboxId } = await core.command('outbox.send', {
        customerId, message: { channel: 'mail', accountId, to: [CUSTOMER], cc: [], bcc: [], subject: `Silla ${n}`, html: null, text, attachments: [], replyTo: null }, draftId: null, duringCall: null, sendAtMs: null, seenCursor: null,
      });
      return outboxId;
    };
    // The first goes through: whether the server files is known from then on.
    expect(await end(core, await send(0))).toMatchObject({ state: 'sent' });
    await vi.waitFor(() => expect(core.query('sync.state', {}).accounts[0]?.facts).toMatchObject(facts), { timeout: 20_000 });
    for (const [n, trouble] of troubles.entries()) {
      if ('do' in trouble) {
        sink.behave(trouble);
        // Only the first try meets it.
        const before = sink.connections;
        const stop = sink.onPhase((phase) => {
          if (phase !== 'connect' || sink.connections <= before + 1) return;
          sink.behave(null);
          stop();
        });
      } else void proxy.cutWhen(trouble);
      const { key, state } = await end(core, await send(n + 1));
      const arrived = sink.count(key);
      count.tries += 1;
      if (arrived > 1) count.doubled += 1;
      if (state === 'sent' && arrived > 0) count.sent += 1;
      else if (state === 'held') count.held += 1;
      else count.lost += 1;
    }
  });
  process.stdout.write(`counted: mail, lines cut, server files ${files}: ${JSON.stringify(count)}\n`);
  expect(count).toMatchObject({ tries: troubles.length, lost: 0, doubled: 0 });
  expect(count.held).toBeLessThanOrEqual(mostHeld);
  await proxy.dispose();
  await sink.dispose();
});

test.concurrent('chat over a line that breaks before, during and after the stanza', async () => {
  const prosody = await startProsody({ users: { ana: 'pw-ana', luis: 'pw-luis' }, tls: false });
  const proxy = await startCutProxy({ port: prosody.port });
  const arrived = new Map<string, number>();
  const customer = client({ service: `xmpp://127.0.0.1:${prosody.port}`, domain: prosody.domain, username: 'luis', password: 'pw-luis', resource: 'phone' });
  customer.on('error', () => undefined);
  customer.on('stanza', (stanza) => {
    const id = stanza.getChild('origin-id', 'urn:xmpp:sid:0')?.attrs['id'] as string | undefined;
    if (stanza.is('message') && stanza.getChildText('body') !== null && id !== undefined) arrived.set(id, (arrived.get(id) ?? 0) + 1);
  });
  await customer.start();
  await customer.send(xml('presence'));
  await customer.send(xml('message', { to: `ana@${prosody.domain}`, type: 'chat', id: 'hola-1' }, xml('body', {}, '¿Tienen la silla?')));
  const count = { tries: 0, sent: 0, held: 0, lost: 0, doubled: 0 };
  await withHilo(freshFolder(), async ({ core }) => {
    await core.command('settings.set', { undoSeconds: 0, agentName: 'Ana' });
    const { accountId } = await core.command('account.add', {
      label: 'chat', setup: { kind: 'xmpp', config: { address: `ana@${prosody.domain}`, password: 'pw-ana', host: proxy.host, port: proxy.port, security: 'plain', acceptInvalidCertificate: false, name: 'Ana' } },
    });
    const customerId = await onlyCustomer(core);
    core.startSources();
    const rules = (['reset', 'close'] as const).flatMap((how): CutRule[] => [
      { way: 'toServer', how, before: /<message/ }, { way: 'toServer', how, before: /urn:xmpp:ping/ }, { way: 'toClient', how, before: /<iq[^>]*type=.result/ },
    ]);
    for (let round = 0; round < 2; round++) {
      for (const [n, rule] of rules.entries()) {
        await vi.waitFor(() => expect(core.query('sync.state', {}).accounts[0]?.phase).toBe('live'), { timeout: 30_000 });
        void proxy.cutWhen(rule);
        const { outboxId } = await core.command('outbox.send', { customerId, message: { channel: 'chat', accountId, to: `luis@${prosody.domain}`, text: `Llega el jueves (${round}.${n}).`, attachments: [], replyTo: null }, draftId: null, duringCall: null, sendAtMs: null, seenCursor: null });
        const { key, state } = await end(core, outboxId);
        count.tries += 1;
        await vi.waitFor(() => expect(state !== 'sent' || arrived.has(key)).toBe(true));
        if ((arrived.get(key) ?? 0) > 1) count.doubled += 1;
        if (state === 'sent') count.sent += 1;
        else if (state === 'held') count.held += 1;
        else count.lost += 1;
      }
    }
  });
  process.stdout.write(`counted: chat, lines cut: ${JSON.stringify(count)}\n`);
  expect(count).toMatchObject({ tries: 12, lost: 0, doubled: 0, held: 0 });
  await customer.stop();
  await proxy.dispose();
  await prosody.dispose();
});
