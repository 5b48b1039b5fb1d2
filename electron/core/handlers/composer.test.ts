/** What the composer opens with: ways to reach somebody, the reply (S12), the preferred channel and why (S10), values for canned replies. */
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import type { AccountSetupView } from '../../../shared/accounts.ts';
import type { ComposerContext } from '../../../shared/composing.ts';
import type { AccountView, Settings } from '../../../shared/contract.ts';
import type { AccountId } from '../../../shared/domain.ts';
import { contactPointId, interactionId } from '../identity/ids.ts';
import { DEFAULT_SETTINGS, spokenLanguage } from '../settings.ts';
import { effectsOf } from '../sourceAccounts.ts';
import { insertInteraction } from '../store/interactions.ts';
import { card, cdr, chat, DESK, mail, NOW_MS, testDesk } from '../testing.ts';
import type { TestDesk } from '../testing.ts';
import { createComposerQueries } from './composer.ts';

let desk: TestDesk;
let accounts: AccountView[];
let settings: Settings;
beforeEach(() => {
  desk = testDesk();
  accounts = [mailbox('ventas', 'ventas@shop.example'), mailbox('soporte', 'soporte@shop.example'), mailbox('only-read', null)];
  settings = { ...DEFAULT_SETTINGS, country: 'AR', own: ['shop.example'], agentName: 'Ana Ríos', language: 'es', timeZone: 'America/Argentina/Buenos_Aires' };
});
afterEach(() => desk.store.close());

function account(id: string, setup: AccountSetupView, more: Partial<AccountView> = {}): AccountView {
  return { id: id as AccountId, kind: setup.kind, label: id, phase: 'live', streams: [], lastSuccessAtMs: null, error: null, nextTryAtMs: null, quarantined: 0, setup, can: { effects: effectsOf({ kind: setup.kind, config: { ...setup.config } }), live: true }, facts: {}, ...more };
}
const server = { host: 'h', port: 1, security: 'tls', user: 'u', acceptInvalidCertificate: false } as const;
function mailbox(id: string, address: string | null, more: Partial<AccountView> = {}): AccountView {
  return account(id, { kind: 'imap', config: { ...server, outgoing: address === null ? null : { ...server, address, name: 'Casa Norte', signature: `-- \n${id}`, sentCopy: 'auto' } } }, more);
}
const chatAccount = (id: string, address: string): AccountView => account(id, { kind: 'xmpp', config: { ...server, address, name: '' } });
const exchange = (): AccountView => account('pbx', { kind: 'asteriskAmi', config: { ...server, security: 'tls', device: 'PJSIP/1001', context: 'from-internal', dialPrefix: '' } });

const ana = contactPointId({ kind: 'mail', value: 'ana@x.example' });
function context(customerId: string, replyTo: string | null = null): ComposerContext {
  return createComposerQueries({ store: desk.store, settings: () => settings, language: () => spokenLanguage(settings), desk: () => DESK, accounts: () => accounts, liveChat: { available: () => [] }, nowMs: () => NOW_MS })['composer.context']({ customerId, replyTo });
}
const newest = (): string => (desk.store.prepare('SELECT id FROM interaction ORDER BY key DESC LIMIT 1').get() as { id: string }).id;
const lacks = (): Record<string, string | null> => Object.fromEntries(context(ana).options.map((option) => [option.channel, option.lacks]));

describe('ways to reach somebody', () => {
  it('names for each channel our accounts, their addresses with the newest used first, or what is lacking', () => {
    desk.ingest([card({ name: 'Ana', mails: ['ana@x.example', 'ana@y.example'], phones: ['011 15-6123-4410'] })], { stream: 'cards' });
    desk.ingest([mail({ from: 'ana@x.example', minutesAgo: 50 }), mail({ from: 'ana@y.example', minutesAgo: 5 })]);
    const [byMail, byChat, byCall] = context(ana).options;
    expect(byMail).toMatchObject({ channel: 'mail', lacks: null, accounts: [{ accountId: 'ventas', address: 'ventas@shop.example', signature: '-- \nventas' }, { accountId: 'soporte' }], addresses: [{ value: 'ana@y.example', lastAtMs: NOW_MS - 300_000 }, { value: 'ana@x.example' }] });
    expect(byChat).toMatchObject({ channel: 'chat', lacks: 'account', accounts: [] });
    // Without an exchange a number is still called, by the system's own telephone.
    expect(byCall).toMatchObject({ channel: 'call', lacks: null, accounts: [], addresses: [{ value: '+5491161234410', shown: '011 15-6123-4410', lastAtMs: null }] });
    accounts = [chatAccount('chat', 'shop@chat.example'), exchange()];
    expect(lacks()).toEqual({ mail: 'account', chat: 'address', call: null });
    expect(context(ana).options[2]?.accounts).toMatchObject([{ accountId: 'pbx', address: 'PJSIP/1001' }]);
  });

  it('says of a chat that was only read from an export that no account of ours can answer it', () => {
    accounts.push(chatAccount('chat', 'shop@chat.example'));
    desk.ingest([chat({ peer: '+54 9 11 6123-4410', text: '¿Llegó?' })]);
    const id = contactPointId({ kind: 'chat', value: 'whatsapp:+5491161234410' });
    const { options, reply, start } = context(id, newest());
    expect(options.map((option) => [option.channel, option.lacks])).toEqual([['mail', 'address'], ['chat', 'account'], ['call', null]]);
    expect([reply, start]).toMatchObject([null, { channel: 'call', why: 'only' }]);
  });

  it('says which account is reachable now and what its server takes', () => {
    accounts = [mailbox('up', 'ventas@shop.example', { facts: { smtpMaxBytes: 1_000 } }), mailbox('down', 'soporte@shop.example', { phase: 'waiting', error: { code: 'connection-refused', recovery: 'retry', params: {} } })];
    desk.ingest([mail({ from: 'ana@x.example' })]);
    expect(context(ana).options[0]?.accounts.map(({ isOnline, maxBytes }) => [isOnline, maxBytes])).toEqual([[true, 1_000], [false, null]]);
  });
});

describe('S29, S3: a case around the conversation', () => {
  const CASE = '0c0e2f3a-0000-4000-8000-0000000000c1';

  it('changes its title for canned replies, and nothing else: not the channel, not the account, not the reply, whoever gets it', () => {
    desk.ingest([mail({ from: 'ana@x.example', to: 'Soporte <soporte@shop.example>', subject: 'Heladera', minutesAgo: 9 })], { accountId: 'soporte' });
    const before = context(ana, newest());
    desk.act('case.open', { caseId: CASE, contactPointId: ana, title: 'Retiro de heladera', motive: '', channel: 'mail', openedAtMs: NOW_MS, interactionId: newest() });
    const opened = context(ana, newest());
    expect(opened).toEqual({ ...before, variables: { ...before.variables, 'case.title': 'Retiro de heladera' } });
    desk.act('case.escalate', { caseId: CASE, fromTeam: '', toTeam: 'Taller', reason: 'Pierde gas', atMs: NOW_MS });
    desk.act('case.set', { caseId: CASE, field: 'owner', value: 'Tomás' });
    expect(context(ana, newest())).toEqual(opened);
    expect(opened).toMatchObject({ start: { channel: 'mail', why: 'reply' }, reply: { channel: 'mail', accountId: 'soporte' } });
    desk.act('case.set', { caseId: CASE, field: 'status', value: 'solved' });
    expect(context(ana, newest()).variables['case.title']).toBe('Heladera');
  });
});

describe('S12: the reply leaves by the channel and the account it came from', () => {
  const answer = (raw: Parameters<typeof mail>[0], accountId = 'ventas'): NonNullable<ComposerContext['reply']> => {
    desk.ingest([mail(raw)], { accountId });
    return context(ana, newest()).reply as NonNullable<ComposerContext['reply']>;
  };

  it('to the writer, copies to everybody else but us, with the original quoted', () => {
    const reply = answer({ from: 'Ana Paz <ana@x.example>', to: 'Ventas <ventas@shop.example>, otro@x.example, tomas@ventas.shop.example', cc: '"Pérez, Luis" <luis@z.example>, soporte@shop.example', subject: 'Heladera', text: '¿La tienen?' });
    expect(reply).toMatchObject({ channel: 'mail', accountId: 'ventas', to: ['Ana Paz <ana@x.example>'], cc: ['otro@x.example', '"Pérez, Luis" <luis@z.example>'], subject: 'Re: Heladera', quoteHtml: null, interactionId: newest() });
    expect(reply.quoteText.trim()).toBe('¿La tienen?');
    expect(context(ana, newest()).start).toMatchObject({ channel: 'mail', why: 'reply' });
  });

  it('by the account that read it; by the one it was written to where a file brought it; by none where nobody can tell', () => {
    expect(answer({ from: 'ana@x.example', to: 'ventas@shop.example' }, 'soporte').accountId).toBe('soporte');
    expect(answer({ from: 'ana@x.example', to: 'Soporte@shop.example', minutesAgo: 20 }, 'old.mbox').accountId).toBe('soporte');
    expect(answer({ from: 'ana@x.example', to: 'gerencia@shop.example', minutesAgo: 10 }, 'only-read').accountId).toBeNull();
    accounts = accounts.slice(0, 1);
    expect(context(ana, newest()).reply?.accountId).toBe('ventas');
  });

  it('where the writer wants it (Reply-To)', () => {
    expect(answer({ from: 'Ana <ana@x.example>', extra: 'Reply-To: pedidos@x.example' }).to).toEqual(['pedidos@x.example']);
  });

  it('of a mail of ours: to those it went to', () => {
    expect(answer({ from: 'ventas@shop.example', to: 'Ana <ana@x.example>', cc: 'luis@z.example', subject: 'Re: Heladera' })).toMatchObject({ to: ['Ana <ana@x.example>'], cc: ['luis@z.example'], subject: 'Re: Heladera' });
  });

  test.each([['Re: RE: Aw: re[2]: Heladera', 'Re: Heladera'], ['Fwd: Re: Heladera', 'Re: Fwd: Re: Heladera'], ['Remito 44', 'Re: Remito 44'], ['', 'Re:']])('a subject has one "Re:": %s', (subject, wanted) => {
    expect(answer({ from: 'ana@x.example', subject }).subject).toBe(wanted);
  });

  it('a quotation brings neither code nor remote pictures', () => {
    desk.ingest([{ ...mail({ from: 'ana@x.example' }), raw: Buffer.from('From: ana@x.example\r\nTo: ventas@shop.example\r\nSubject: x\r\nMessage-ID: <html@x>\r\nDate: Sun, 22 Nov 2026 14:59:00 +0000\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p onclick="steal()">Hola <b>vos</b><script>steal()</script><img src="https://spy.example/x.png"></p>') }]);
    const html = context(ana, newest()).reply?.quoteHtml ?? '';
    expect(html).toContain('<b>vos</b>');
    expect(html).not.toMatch(/script|onclick|spy\.example/);
  });

  it('a chat to its address by the account that has it, a call by calling back, a note by nothing', () => {
    accounts.push(chatAccount('other', 'other@chat.example'), chatAccount('chat', 'shop@chat.example'), exchange());
    desk.ingest([mail({ from: 'ana@x.example' })]);
    const { point } = desk.store.write((writer) => {
      const id = Number(writer.prepare("INSERT INTO contact_point (uuid, kind, value, customer, seen_at_ms) SELECT ?, 'chat', 'xmpp:ana@chat.example', customer, 0 FROM contact_point LIMIT 1").run(contactPointId({ kind: 'chat', value: 'xmpp:ana@chat.example' })).lastInsertRowid);
      insertInteraction(writer, {
        id: interactionId('chat:1'), record: null, operation: null, channel: 'chat', direction: 'inbound', occurredAtMs: NOW_MS, marks: 0, mainPoint: id, threadKey: 'xmpp:shop@chat.example:ana@chat.example', author: 'Ana', agent: '', title: '', preview: 'Hola', text: 'Hola',
        detail: JSON.stringify({ parties: [], partyCount: 1, own: [{ address: 'shop@chat.example', name: '', role: 'to' }], attachments: [], call: null, problems: [] }),
      }, [{ point: id, role: 'author', word: 1, missed: false }]);
      return { point: id };
    });
    expect(point).toBeGreaterThan(0);
    expect(context(ana, interactionId('chat:1'))).toMatchObject({ reply: { channel: 'chat', accountId: 'chat', to: ['ana@chat.example'] }, start: { channel: 'chat', why: 'reply' } });
    desk.ingest([cdr({ from: '1161234410', to: '1001', call: '2.1', minutesAgo: 0 })], { stream: 'calls' });
    const phone = contactPointId({ kind: 'phone', value: '+541161234410' });
    expect(context(phone, interactionId('call:2.1')).reply).toMatchObject({ channel: 'call', accountId: 'pbx', to: ['+541161234410'] });
    const noteId = interactionId('note');
    desk.act('note.add', { noteId, contactPointId: ana, text: 'Nota', writtenAtMs: NOW_MS });
    expect(context(ana, noteId).reply).toBeNull();
  });
});

it('S10: opens with the preferred channel and says why', () => {
  desk.ingest([card({ name: 'Ana', mails: ['ana@x.example'], phones: ['011 15-6123-4410'] })], { stream: 'cards' });
  desk.ingest([1, 2, 3, 4].map((days) => mail({ from: 'ana@x.example', minutesAgo: days * 1_440 })));
  expect(context(ana).start).toEqual({ channel: 'mail', why: 'computed', stated: null, used: 4, of: 4 });
  desk.act('customer.setField', { contactPointId: ana, field: 'preferredChannel', value: 'call' });
  expect(context(ana).start).toMatchObject({ channel: 'call', why: 'stated', stated: { by: 'operation', actor: 'Ana' } });
  // What they prefer and nobody here can do is not opened.
  desk.act('customer.setField', { contactPointId: ana, field: 'preferredChannel', value: 'chat' });
  expect(context(ana).start).toBeNull();
});

it('fills in what canned replies ask for, and leaves out what nobody knows', () => {
  desk.ingest([mail({ from: 'Dra. Carolina Núñez <ana@x.example>', subject: 'Lavarropas', minutesAgo: 5 })]);
  expect(context(ana).variables).toEqual({ 'customer.name': 'Dra. Carolina Núñez', 'customer.firstName': 'Carolina', 'agent.name': 'Ana Ríos', 'case.title': 'Lavarropas', 'shop.name': 'Casa Norte', date: '22 de noviembre de 2026' });
  settings = { ...settings, agentName: '', branch: 'CAB', language: 'en' };
  accounts = [];
  desk.ingest([mail({ from: 'nobody@x.example', subject: '', minutesAgo: 4 })]);
  expect(context(contactPointId({ kind: 'mail', value: 'nobody@x.example' })).variables).toEqual({ date: 'November 22, 2026' });
  // The shop says its own name where no account does, and where this desk stands.
  desk.act('shop.set', { key: 'identity', value: { name: 'Casa Sur', address: '', taxId: '', phone: '', mail: '', footer: '' } });
  desk.act('shop.set', { key: 'branches', value: [{ code: 'CAB', name: 'Caballito', address: '' }] });
  expect(context(ana).variables).toMatchObject({ 'shop.name': 'Casa Sur', branch: 'Caballito' });
});

it('tells the newest that the agent can have read, and refuses who and what is not there', () => {
  desk.ingest([mail({ from: 'ana@x.example', minutesAgo: 9 }), mail({ from: 'ana@x.example', minutesAgo: 2 })]);
  expect(context(ana).seenCursor).toBe((desk.store.prepare('SELECT max(key) AS key FROM interaction').get() as { key: number }).key);
  expect(() => context(interactionId('nobody'))).toThrow(expect.objectContaining({ code: 'not-found' }));
  expect(() => context(ana, interactionId('nothing'))).toThrow(expect.objectContaining({ code: 'not-found' }));
});
