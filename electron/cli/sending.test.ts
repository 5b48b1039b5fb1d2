/** `send`, `outbox` and `call` of the command line, with the real core and real servers. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { client, xml } from '@xmpp/client';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startDovecot } from '../../e2e/world/dovecot.ts';
import type { Dovecot } from '../../e2e/world/dovecot.ts';
import { startProsody } from '../../e2e/world/prosody.ts';
import { startSmtpSink } from '../../e2e/world/smtpSink.ts';
import type { SmtpSink } from '../../e2e/world/smtpSink.ts';
import type { AccountView } from '../../shared/contract.ts';
import type { CallBrief } from '../../shared/domain.ts';
import { readTime } from './call.ts';
import { callHilo, freshFolder, json, removeFolders, runHilo, withHilo } from './testHilo.ts';
import type { Ended } from './testHilo.ts';

type Line = { id: string; state: string; kind: string; to: string[]; title: string; leavesAt: string; sentAt: string | null; nextTryAt: string | null; interactionId: string; error: { code: string } | null; held: { reason: string } | null };
type Failure = { error: { code: string } };
type Shown = { customer: { name: string }; interactions: { id: string; channel: string; direction: string; title: string; text: string | null }[] };

const CUSTOMER = 'lucia@cliente.example';
let dovecot: Dovecot;
let sink: SmtpSink;
let profile: string;
let secrets: string;

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });
beforeAll(async () => {
  dovecot = await startDovecot({ users: { ana: 'pw-ana' } });
  sink = await startSmtpSink({ users: { ana: 'pw-smtp' } });
  secrets = freshFolder();
  writeFileSync(join(secrets, 'imap'), 'pw-ana\n');
  writeFileSync(join(secrets, 'smtp'), 'pw-smtp\n');
  profile = await mailProfile();
});
afterAll(async () => {
  await sink.dispose();
  await dovecot.dispose();
  removeFolders();
});

/** A history with one mail account that sends, and one customer who wrote and has a telephone. */
async function mailProfile(): Promise<string> {
  const made = freshFolder();
  await dovecot.deliver('ana', `From: Lucía Paz <${CUSTOMER}>\r\nTo: ana@tienda.example\r\nSubject: Silla\r\nMessage-ID: <hola@cliente.example>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n\r\n¿Tienen la silla?\r\n`);
  writeFileSync(join(secrets, 'agenda.vcf'), `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Lucía Paz\r\nEMAIL:${CUSTOMER}\r\nTEL:011 15-6123-4410\r\nEND:VCARD\r\n`);
  await withHilo(made, async ({ run: here }) => {
    await here('account', ['add', 'imap'], {
      host: '127.0.0.1', port: String(dovecot.imapPort), plain: true, user: 'ana', 'password-file': join(secrets, 'imap'), 'smtp-host': sink.host, 'smtp-port': String(sink.port), 'smtp-plain': true,
      'smtp-password-file': join(secrets, 'smtp'), address: 'ana@tienda.example', name: 'Casa Norte', test: true,
    });
    await here('import', [join(secrets, 'agenda.vcf')]);
    await here('sync', [], { once: true });
  });
  return made;
}

const hilo = (...args: string[]): Promise<Ended> => callHilo([...args, '--json', '--profile', profile]);
const run = <T>(...args: string[]): Promise<T> => json<T>([...args, '--profile', profile], callHilo);

describe('send and outbox', () => {
  test('with --wait a mail is at the server when the command ends, and stands in the timeline once', async () => {
    writeFileSync(join(secrets, 'lista.csv'), 'silla;100\r\n');
    const sent = await json<Line>(['send', '--to', `Lucía <${CUSTOMER}>`, '--subject', 'Re: Silla', '--text', 'Sí, la tenemos.', '--attach', join(secrets, 'lista.csv'), '--wait', '--profile', profile]);
    expect(sent).toMatchObject({ state: 'sent', kind: 'mail', title: 'Re: Silla', error: null, sentAt: expect.any(String) as string });
    const taken = sink.taken.at(-1);
    expect(taken?.to).toEqual([CUSTOMER]);
    const raw = taken?.raw.toString('latin1') ?? '';
    expect(raw).toMatch(/^From: .*Casa Norte.*<ana@tienda\.example>/m);
    expect(raw).toContain('lista.csv');
    // The copy in the Sent folder that the next reading brings is the same mail.
    await run('sync', '--once');
    const { interactions } = await run<Shown>('show', CUSTOMER);
    expect(interactions.filter(({ title }) => title === 'Re: Silla')).toMatchObject([{ id: sent.interactionId, channel: 'mail', direction: 'outbound' }]);
  });

  test('without --wait it is queued and leaves with the next sync; what is for later or held does not; cancelled never; retried leaves now', async () => {
    await withHilo(profile, async ({ run: here }) => {
      const send = (subject: string, more: Record<string, string | boolean> = {}): Promise<Line> => here('send', [], { to: CUSTOMER, subject, text: 'Le llamo mañana.', ...more });
      const state = async (id: string): Promise<string | undefined> => (await here<Line[]>('outbox', ['list'])).find((line) => line.id === id)?.state;
      const before = sink.taken.length;
      const queued = await send('Mañana');
      expect(queued).toMatchObject({ state: 'queued', to: [CUSTOMER], sentAt: null });
      expect((await here<Line[]>('outbox', ['list'])).find(({ id }) => id === queued.id)).toEqual(queued);
      const later = await send('Luego', { later: '+2h', wait: true });
      expect(Date.parse(later.leavesAt) - Date.now()).toBeGreaterThan(7_000_000);
      expect(sink.taken.map(({ messageId }) => messageId)).toHaveLength(before + 1);
      const held = await send('Espera');
      expect(await here<Line>('outbox', ['hold', held.id])).toMatchObject({ state: 'held', held: { reason: 'by-agent' } });
      const dropped = await send('No');
      expect(await here('outbox', ['cancel', dropped.id])).toMatchObject({ draftId: expect.any(String) as string });
      const next = await send('Con la lectura');
      expect(sink.taken).toHaveLength(before + 1);
      await here('sync', [], { once: true });
      expect(sink.taken).toHaveLength(before + 2);
      expect([await state(next.id), await state(later.id), await state(held.id), await state(dropped.id)]).toEqual(['sent', 'queued', 'held', 'cancelled']);
      for (const { id } of [later, held]) expect(await here<Line>('outbox', ['retry', id], { wait: true })).toMatchObject({ state: 'sent' });
      expect(sink.taken).toHaveLength(before + 4);
      await expect(here('outbox', ['cancel', later.id])).rejects.toMatchObject({ code: 'already-sent' });
    });
  });

  test('a refusal is exit code 1, with the item on stdout and its reason in words on stderr; the words are not lost', async () => {
    sink.behave({ do: 'refuse', at: 'rcpt', code: 550, text: 'no such user' });
    try {
      const refused = await hilo('send', '--to', CUSTOMER, '--subject', 'No llega', '--text', 'x', '--wait');
      expect(refused.code).toBe(1);
      const line = JSON.parse(refused.stdout) as Line;
      expect(line).toMatchObject({ state: 'failed', error: { code: 'recipient-refused' } });
      expect(refused.stderr).toContain('recipient-refused: ');
      expect(refused.stderr).not.toContain(CUSTOMER);
      sink.behave({ do: 'drop', at: 'connect' });
      await withHilo(profile, async ({ run: here }) => {
        // A server that is away: it stays in the queue, with its next try in sight.
        expect(await here<Line>('outbox', ['retry', line.id], { wait: true })).toMatchObject({ state: 'queued', nextTryAt: expect.any(String) as string, error: { code: expect.any(String) as string } });
        sink.behave(null);
        expect(await here<Line>('outbox', ['retry', line.id], { wait: true })).toMatchObject({ state: 'sent', title: 'No llega' });
      });
    } finally {
      sink.behave(null);
    }
  });

  const wrong: [string, string[], number, string][] = [
    ['nobody to write to', ['send', '--text', 'x'], 2, 'bad-request'],
    ['no words', ['send', '--to', CUSTOMER], 2, 'bad-request'],
    ['somebody unknown', ['send', '--to', 'nadie@otro.example', '--text', 'x'], 1, 'not-found'],
    ['an address with a typo', ['send', '--customer', CUSTOMER, '--to', 'lucia@@cliente', '--text', 'x'], 1, 'address-invalid'],
    ['an account that is not there', ['send', '--to', CUSTOMER, '--text', 'x', '--account', 'otra'], 1, 'no-account'],
    ['a file that is not there', ['send', '--to', CUSTOMER, '--text', 'x', '--attach', '/nowhere/a.pdf'], 1, 'file-missing'],
    ['a time that is none', ['send', '--to', CUSTOMER, '--text', 'x', '--later', 'mañana'], 2, 'bad-request'],
    ['chat without a chat account', ['send', '--to', CUSTOMER, '--text', 'x', '--chat'], 1, 'no-account'],
    ['an item that is not there', ['outbox', 'cancel', '0c0e2f3a-0000-4000-8000-000000000001'], 1, 'not-found'],
    ['nothing to do', ['outbox', 'burn', 'x'], 2, 'bad-request'],
  ];
  test.each(wrong)('%s is named, and nothing is queued', async (_what, args, code, named) => {
    const before = await run<Line[]>('outbox', 'list');
    const done = await hilo(...args);
    expect([done.code, (JSON.parse(done.stdout) as Failure).error.code]).toEqual([code, named]);
    expect(done.stderr).not.toMatch(/^ {4}at /m);
    expect(await run<Line[]>('outbox', 'list')).toEqual(before);
  });
});

test('a chat message is sent by its account, and what the customer wrote is read', async () => {
  const prosody = await startProsody({ users: { ana: 'pw-ana', luis: 'pw-luis' }, tls: false });
  const luis = client({ service: `xmpp://127.0.0.1:${prosody.port}`, domain: prosody.domain, username: 'luis', password: 'pw-luis', resource: 'phone' });
  luis.on('error', () => undefined);
  const arrived = new Promise<string>((settle) => { luis.on('stanza', (stanza) => { const body = stanza.is('message') ? stanza.getChildText('body') : null; if (body !== null) settle(body); }); });
  try {
    await luis.start();
    await luis.send(xml('presence'));
    await luis.send(xml('message', { to: `ana@${prosody.domain}`, type: 'chat', id: 'hola' }, xml('body', {}, '¿Abren hoy?')));
    await withHilo(freshFolder(), async ({ run: here }) => {
      await here('account', ['add', 'xmpp'], { address: `ana@${prosody.domain}`, 'password-file': join(secrets, 'imap'), host: prosody.host, port: String(prosody.port), plain: true, test: true });
      await here('sync', [], { once: true });
      expect(await here<Line>('send', [], { to: `luis@${prosody.domain}`, account: `ana@${prosody.domain}`, text: 'Sí, hasta las 20.', wait: true })).toMatchObject({ state: 'sent', kind: 'chat', error: null });
      expect(await arrived).toBe('Sí, hasta las 20.');
      const { customer, interactions } = await here<Shown>('show', [`luis@${prosody.domain}`]);
      expect(customer.name).toBe(`luis@${prosody.domain}`);
      expect(interactions.map(({ direction, text }) => [direction, text])).toEqual([['inbound', '¿Abren hoy?'], ['outbound', 'Sí, hasta las 20.']]);
    });
  } finally {
    await luis.stop();
    await prosody.dispose();
  }
});

describe('calls', () => {
  test('a call is logged by hand and tells of itself in the next brief', async () => {
    const logged = await run<{ interactionId: string }>('call', 'log', '--number', '011 15 6123-4410', '--direction', 'out', '--outcome', 'answered', '--minutes', '3.5', '--motive', 'Garantía', '--text', 'Quedamos en que la llamo mañana.');
    const { interactions } = await run<Shown>('show', CUSTOMER);
    expect(interactions.find(({ id }) => id === logged.interactionId)).toMatchObject({ channel: 'call', direction: 'outbound', call: { outcome: 'answered', talkMs: 210_000 } });
    const brief = await run<CallBrief>('call', 'brief', '+54 9 11 6123-4410');
    expect(brief).toMatchObject({ match: 'one', candidates: [{ name: 'Lucía Paz' }] });
    expect(brief.candidates[0]?.promises.map(({ text }) => text)).toContain('Quedamos en que la llamo mañana.');
  });

  test('a number that two people share is nobody\'s until one is named; a stranger\'s and a hidden one are told as what they are', async () => {
    writeFileSync(join(secrets, 'dos.vcf'), ['Marta', 'Norberto'].map((name) => `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${name}\r\nEMAIL:${name.toLowerCase()}@x.example\r\nTEL:011 4582-7719\r\nEND:VCARD\r\n`).join(''));
    await run('import', join(secrets, 'dos.vcf'));
    const shared = await hilo('call', 'log', '--number', '011 4582-7719', '--text', 'x');
    expect([shared.code, (JSON.parse(shared.stdout) as Failure).error]).toMatchObject([1, { code: 'conflict', params: { customers: 2 } }]);
    await run('call', 'log', '--number', '011 4582-7719', '--customer', 'marta@x.example', '--text', 'Era ella');
    expect((await run<Shown>('show', 'marta@x.example')).interactions.map(({ text }) => text)).toEqual([expect.stringContaining('Era ella')]);
    expect(await run('call', 'brief', '011 4999 9999')).toMatchObject({ match: 'unknown', candidates: [] });
    expect(await run('call', 'brief', 'anonymous')).toMatchObject({ match: 'withheld' });
  });

  test.each([
    ['without a number', ['call', 'log', '--text', 'x'], 2, 'bad-request'], ['of a stranger', ['call', 'log', '--number', '011 4999 9999'], 1, 'not-found'],
    ['with an outcome that is none', ['call', 'log', '--customer', CUSTOMER, '--outcome', 'bien'], 2, 'bad-request'], ['of a number of minutes that is none', ['call', 'log', '--customer', CUSTOMER, '--minutes', 'dos'], 2, 'bad-request'],
  ] as [string, string[], number, string][])('a call %s is refused by name', async (_what, args, code, named) => {
    const done = await hilo(...args);
    expect([done.code, (JSON.parse(done.stdout) as Failure).error.code]).toEqual([code, named]);
  });
});

test('accounts of every kind are added with what is usual for them, and none shows a secret', async () => {
  const password = join(secrets, 'secret');
  writeFileSync(password, 'not to be shown\n');
  await withHilo(freshFolder(), async ({ run: here }) => {
    const common = { host: 'pbx.example', user: 'hilo', 'password-file': password };
    await here('account', ['add', 'imap'], { ...common, user: 'ana@tienda.example', 'smtp-host': 'smtp.example' });
    await here('account', ['add', 'xmpp'], { address: 'ana@chat.example', 'password-file': password });
    await here('account', ['add', 'ami'], { ...common, device: 'PJSIP/1001' });
    await here('account', ['add', 'call-log'], { ...common, engine: 'postgres', plain: true });
    const listed = await here<AccountView[]>('account', ['list']);
    expect(listed.map(({ setup }) => setup)).toMatchObject([
      { kind: 'imap', config: { port: 993, outgoing: { host: 'smtp.example', port: 465, security: 'tls', user: 'ana@tienda.example', address: 'ana@tienda.example', sentCopy: 'auto' } } },
      { kind: 'xmpp', config: { host: '', port: 5_222, security: 'starttls' } }, { kind: 'asteriskAmi', config: { port: 5_039, security: 'tls', context: 'from-internal', dialPrefix: '' } },
      { kind: 'asteriskSql', config: { engine: 'postgres', port: 5_432, security: 'plain', database: 'asteriskcdrdb', table: 'cdr' } },
    ]);
    expect(JSON.stringify(listed)).not.toContain('not to be shown');
    await expect(here('account', ['add', 'ami'], { ...common, device: 'PJSIP/1001; Action: Originate' })).rejects.toMatchObject({ code: 'bad-request' });
    await expect(here('account', ['add', 'fax'], common)).rejects.toMatchObject({ code: 'bad-request' });
  });
});

test('an account that is tested first and does not answer is not added', async () => {
  const mine = freshFolder();
  const done = await runHilo(['account', 'add', 'imap', '--host', '127.0.0.1', '--port', '1', '--plain', '--user', 'ana', '--password-file', join(secrets, 'imap'), '--test', '--json', '--profile', mine]);
  expect([done.code, (JSON.parse(done.stdout) as Failure).error.code]).toEqual([1, 'connection-refused']);
  expect(await json(['account', 'list', '--profile', mine], callHilo)).toEqual([]);
});

test('times are said as people do', () => {
  const nowMs = Date.UTC(2026, 10, 22, 15);
  expect(readTime('+90m', nowMs)).toBe(nowMs + 5_400_000);
  expect(readTime('+2h', nowMs)).toBe(nowMs + 7_200_000);
  expect(readTime('2026-11-23T09:00Z', nowMs)).toBe(Date.UTC(2026, 10, 23, 9));
  expect(readTime('2026-11-23 09:00', nowMs)).toBe(new Date(2026, 10, 23, 9).getTime());
  for (const none of ['tomorrow', '+2', '9:00', '2026-13-45T99:00', '']) expect(() => readTime(none, nowMs), none).toThrow(expect.objectContaining({ code: 'bad-request' }));
});
