import { describe, expect, it } from 'vitest';
import { guessServers, type GuessNetwork } from './imapGuess.ts';

/** No network at all. */
const offline: GuessNetwork = { srv: () => Promise.resolve([]), mx: () => Promise.resolve([]), answers: () => Promise.resolve(false) };

const reading = async (address: string, network: GuessNetwork) => (await guessServers(address, network)).filter(({ protocol }) => protocol === 'imap');
const sending = async (address: string, network: GuessNetwork) => (await guessServers(address, network)).filter(({ protocol }) => protocol === 'smtp').map(({ from, security, host, port }) => `${from} ${security} ${host}:${port}`);

describe('the servers of an address', () => {
  it.each([
    ['ana@gmail.com', 'imap.gmail.com'], ['ana@hotmail.com.ar', 'outlook.office365.com'], ['ana@Outlook.es', 'outlook.office365.com'], ['ana@yahoo.com.ar', 'imap.mail.yahoo.com'],
    ['ana@icloud.com', 'imap.mail.me.com'], ['ana@fastmail.com', 'imap.fastmail.com'], ['ana@zoho.com', 'imap.zoho.com'], ['ana@yandex.com', 'imap.yandex.com'], ['ana@gmx.de', 'imap.gmx.net'],
  ])('are known for large providers without a network (%s)', async (address, host) => {
    expect(await reading(address, offline)).toEqual([{ host, port: 993, security: 'tls', user: address, from: 'autoconfig', protocol: 'imap' }]);
  });

  it('are known by the mail exchanger for domains that a provider hosts', async () => {
    const network = { ...offline, mx: () => Promise.resolve(['tienda-com.mail.protection.outlook.com.']) };
    expect((await reading('ana@tienda.com', network)).map(({ host }) => host)).toEqual(['outlook.office365.com']);
  });

  it('are first those the domain itself names, by priority, TLS before STARTTLS; "." means none', async () => {
    const network: GuessNetwork = {
      ...offline,
      srv: (name) => Promise.resolve(name.startsWith('_imaps.')
        ? [{ name: 'Segundo.tienda.com', port: 993, priority: 10, weight: 0 }, { name: 'primero.tienda.com.', port: 9993, priority: 1, weight: 0 }]
        : [{ name: '.', port: 0, priority: 0, weight: 0 }, { name: 'primero.tienda.com', port: 143, priority: 0, weight: 0 }]),
    };
    expect((await reading('ana@tienda.com', network)).map(({ host, port, security, from }) => `${from} ${security} ${host}:${port}`)).toEqual([
      'srv tls primero.tienda.com:9993', 'srv tls segundo.tienda.com:993', 'srv starttls primero.tienda.com:143',
    ]);
  });

  it('are the usual names that answer, else the usual names', async () => {
    const network = { ...offline, answers: (host: string) => Promise.resolve(host === 'mail.tienda.com') };
    expect((await reading('ana@tienda.com', network)).map(({ host, port }) => `${host}:${port}`)).toEqual(['mail.tienda.com:993', 'mail.tienda.com:143']);
    expect((await reading('ana@tienda.com', offline)).map(({ host, port }) => `${host}:${port}`)).toEqual(['imap.tienda.com:993', 'mail.tienda.com:993']);
  });

  it('are asked for with the name that DNS knows, and of nothing that is no address', async () => {
    expect((await guessServers('ana@peluquería.example', offline))[0]?.host).toBe('imap.xn--peluquera-n5a.example');
    for (const text of ['', 'ana', 'ana@', '@', 'ana@localhost', 'ana@127.0.0.1', 'ana@a b.com', 'ana@-/x.com']) expect(await guessServers(text, offline)).toEqual([]);
  });

  it('that send are found the same ways: by the domain itself, the provider, the usual names', async () => {
    expect(await sending('ana@gmail.com', offline)).toEqual(['autoconfig tls smtp.gmail.com:465']);
    expect(await sending('ana@tienda.com', { ...offline, mx: () => Promise.resolve(['tienda-com.mail.protection.outlook.com']) })).toEqual(['autoconfig starttls smtp.office365.com:587']);
    const named: GuessNetwork = {
      ...offline, srv: (name) => Promise.resolve(name.startsWith('_submissions.') ? [{ name: 'sale.tienda.com', port: 465, priority: 0, weight: 0 }] : name.startsWith('_submission.') ? [{ name: 'sale.tienda.com', port: 587, priority: 0, weight: 0 }] : []),
    };
    expect(await sending('ana@tienda.com', named)).toEqual(['srv tls sale.tienda.com:465', 'srv starttls sale.tienda.com:587']);
    expect(await sending('ana@tienda.com', { ...offline, answers: (host, port) => Promise.resolve(host === 'mail.tienda.com' && port === 587) })).toEqual(['guess starttls mail.tienda.com:587']);
    expect(await sending('ana@tienda.com', offline)).toEqual(['guess tls smtp.tienda.com:465', 'guess tls mail.tienda.com:465']);
  });
});
