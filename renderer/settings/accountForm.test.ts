import { describe, expect, it } from 'vitest';
import type { ServerGuess } from '../../shared/accounts.ts';
import type { AccountView } from '../../shared/contract.ts';
import { callLogFormOf, callLogSetup, candidates, chatFormOf, chatSetup, emptyForm, formOf, mailSetup, outgoingForm, outgoingFormOf, outgoingOf, phoneFormOf, phoneSetup, portOf, PORTS, serverOf, withEngine, withSecurity } from './accountForm.ts';

const form = { ...emptyForm('ventas@casanorte.example'), host: 'imap.casanorte.example', password: 'x' };
const guess = (host: string, security: ServerGuess['security'] = 'tls'): ServerGuess => ({ host, port: 993, security, user: 'ventas@casanorte.example', from: 'guess', protocol: 'imap' });
const outgoing = { ...outgoingForm('ventas@casanorte.example', 'Ana'), host: 'smtp.casanorte.example' };

describe('the form of a mail account', () => {
  it('is a server once nothing is missing', () => {
    expect(serverOf(form)).toMatchObject({ host: 'imap.casanorte.example', port: 993, security: 'tls', user: 'ventas@casanorte.example' });
    for (const wrong of [{ host: ' ' }, { port: 'x' }, { port: '70000' }, { user: '' }]) expect(serverOf({ ...form, ...wrong })).toBeNull();
    expect([portOf('993'), portOf('0'), portOf('9 9'), portOf('-1')]).toEqual([993, null, null, null]);
  });

  it('takes the usual port of another security, and keeps a special one', () => {
    expect(withSecurity(form, 'starttls').port).toBe('143');
    expect(withSecurity(outgoing, 'starttls', PORTS.smtp).port).toBe('587');
    expect(withSecurity({ ...form, port: '10993' }, 'starttls').port).toBe('10993');
  });

  it('tries guesses in order, never one without encryption', () => {
    const guesses = [guess('imap.a.example'), guess('a.example', 'plain'), guess('mail.a.example')];
    expect(candidates(form, guesses, false).map((server) => server.host)).toEqual(['imap.a.example', 'mail.a.example']);
    expect(candidates(form, guesses, true).map((server) => server.host)).toEqual(['imap.casanorte.example']);
  });

  it('sends without a login where no user is written, and not without a sender', () => {
    expect(outgoingOf({ ...outgoing, user: '' })).toMatchObject({ user: '', address: 'ventas@casanorte.example', sentCopy: 'auto' });
    for (const wrong of [{ address: 'ventas' }, { host: '' }, { port: '' }]) expect(outgoingOf({ ...outgoing, ...wrong })).toBeNull();
  });

  it('comes back from an account as it was written, without its passwords', () => {
    const [server, sending] = [serverOf(form), outgoingOf({ ...outgoing, signature: 'Ana\nCasa Norte' })];
    const { password: _in, ...kept } = server ?? { password: '' };
    const { password: _out, ...keptOut } = sending ?? { password: '' };
    const account = { label: 'Ventas', setup: { kind: 'imap', config: { ...kept, outgoing: keptOut } } } as unknown as AccountView;
    expect(serverOf(formOf(account))).toEqual({ ...server, password: '' });
    expect(outgoingOf(outgoingFormOf(account, 'other@x.example', ''))).toEqual({ ...sending, password: '' });
    expect(outgoingFormOf({ ...account, setup: null }, 'a@x.example', 'Ana')).toMatchObject({ isOn: false, address: 'a@x.example' });
  });
});

describe('what the forms give', () => {
  it('is what the core takes, for each kind of account', () => {
    const chat = chatSetup({ ...chatFormOf(null, 'Chat'), address: 'Ana@Chat.Example', password: 'x' });
    const phone = phoneSetup({ ...phoneFormOf(null, 'Central'), host: '192.168.1.5', device: 'PJSIP/1001', dialPrefix: '9' });
    const log = callLogSetup({ ...callLogFormOf(null, 'Registro'), host: 'pbx', user: 'lector' });
    const server = serverOf(form);
    const mail = server && mailSetup(server, outgoingOf(outgoing));
    expect(chat).toMatchObject({ kind: 'xmpp', config: { address: 'ana@chat.example', host: '', port: 5222, security: 'starttls' } });
    expect(phone).toMatchObject({ kind: 'asteriskAmi', config: { host: '192.168.1.5', port: 5038, security: 'plain', device: 'PJSIP/1001', context: 'from-internal', dialPrefix: '9' } });
    expect(log).toMatchObject({ kind: 'asteriskSql', config: { engine: 'mysql', port: 3306, database: 'asteriskcdrdb', table: 'cdr', user: 'lector' } });
    expect(mail).toMatchObject({ kind: 'imap', config: { host: 'imap.casanorte.example', outgoing: { host: 'smtp.casanorte.example' } } });
  });

  it('is nothing while a field is missing or would not be understood', () => {
    const phone = { ...phoneFormOf(null, ''), host: 'pbx', device: 'PJSIP/1001' };
    for (const wrong of [{ device: '1001' }, { context: '' }, { dialPrefix: 'x' }, { host: '' }]) expect(phoneSetup({ ...phone, ...wrong })).toBeNull();
    expect(callLogSetup({ ...callLogFormOf(null, ''), host: 'pbx', user: 'u', table: 'cdr; drop' })).toBeNull();
    expect(chatSetup({ ...chatFormOf(null, ''), address: 'ana' })).toBeNull();
  });

  it('follows the engine with its usual port', () => {
    const log = callLogFormOf(null, '');
    expect(withEngine(log, 'postgres').port).toBe('5432');
    expect(withEngine({ ...log, port: '13306' }, 'postgres').port).toBe('13306');
  });
});
