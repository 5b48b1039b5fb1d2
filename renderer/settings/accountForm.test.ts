import { describe, expect, it } from 'vitest';
import type { ServerGuess } from '../../shared/contract.ts';
import { candidates, changedServer, emptyForm, portOf, serverOf, withSecurity } from './accountForm.ts';

const form = { ...emptyForm('ventas@casanorte.example'), host: 'imap.casanorte.example', password: 'x' };
const guess = (host: string, security: ServerGuess['security'] = 'tls'): ServerGuess => ({ host, port: 993, security, user: 'ventas@casanorte.example', from: 'guess' });

describe('the form of a mail account', () => {
  it('is a server once nothing is missing', () => {
    expect(serverOf(form)).toMatchObject({ host: 'imap.casanorte.example', port: 993, security: 'tls', user: 'ventas@casanorte.example' });
    for (const wrong of [{ host: ' ' }, { port: 'x' }, { port: '70000' }, { user: '' }]) expect(serverOf({ ...form, ...wrong })).toBeNull();
    expect([portOf('993'), portOf('0'), portOf('9 9'), portOf('-1')]).toEqual([993, null, null, null]);
  });

  it('takes the usual port of another security, and keeps a special one', () => {
    expect(withSecurity(form, 'starttls').port).toBe('143');
    expect(withSecurity({ ...form, port: '10993' }, 'starttls').port).toBe('10993');
  });

  it('sends only what changed, and no empty password', () => {
    const before = { ...form, password: '' };
    const server = serverOf({ ...before, port: '994' });
    expect(server && changedServer(before, server)).toEqual({ port: 994 });
  });

  it('tries guesses in order, never one without encryption', () => {
    const guesses = [guess('imap.a.example'), guess('a.example', 'plain'), guess('mail.a.example')];
    expect(candidates(form, guesses, false).map((server) => server.host)).toEqual(['imap.a.example', 'mail.a.example']);
    expect(candidates(form, guesses, true).map((server) => server.host)).toEqual(['imap.casanorte.example']);
    expect(candidates({ ...form, host: '' }, [], false)).toEqual([]);
  });
});
