/** One try to send one mail, against a real SMTP server that misbehaves, and over a line that breaks. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startCutProxy, type CutProxy } from '../../../../e2e/world/cutProxy.ts';
import { freePorts } from '../../../../e2e/world/process.ts';
import { startSmtpSink, type SmtpPhase, type SmtpSink, type SmtpSinkOptions, type SmtpTrouble } from '../../../../e2e/world/smtpSink.ts';
import type { AccountFacts, OutgoingMailInput } from '../../../../shared/accounts.ts';
import type { Delivery } from '../connector.ts';
import { sendBySmtp, SMTP_TUNING, testSmtp, type MailEffect, type SmtpTuning } from './smtp.ts';

vi.setConfig({ testTimeout: 20_000 });

let sink: SmtpSink;
let proxy: CutProxy;
const extra: SmtpSink[] = [];
beforeAll(async () => {
  sink = await startSmtpSink({ users: { ventas: 'pw' } });
  proxy = await startCutProxy({ port: sink.port });
});
afterEach(async () => {
  sink.behave(null);
  proxy.restore();
  await Promise.all(extra.splice(0).map((one) => one.dispose()));
});
afterAll(async () => {
  await proxy.dispose();
  await sink.dispose();
});

const other = async (options: SmtpSinkOptions): Promise<SmtpSink> => {
  const made = await startSmtpSink(options);
  extra.push(made);
  return made;
};

function config(more: Partial<OutgoingMailInput> = {}): OutgoingMailInput {
  return { host: '127.0.0.1', port: sink.port, security: 'plain', user: 'ventas', password: 'pw', acceptInvalidCertificate: false, address: 'ventas@tienda.example', name: 'Ventas', signature: '', sentCopy: 'auto', ...more };
}

/** What the systems on both ends keep on their own is not with the server yet, but it may be. */
const MORE_THAN_BUFFERS = 16_000_000;
let made = 0;
function mail(given: { to?: string[]; bytes?: number } = {}): MailEffect & { id: string } {
  const id = `<m${made++}@tienda.example>`;
  const body = '.una línea que empieza con un punto\r\n'.repeat(Math.ceil((given.bytes ?? 100) / 38));
  return { id, raw: Buffer.from(`Message-ID: ${id}\r\nFrom: ventas@tienda.example\r\nSubject: Hola\r\n\r\n${body}`), envelope: { from: 'ventas@tienda.example', to: given.to ?? ['luz@casa.example'] } };
}

type Tried = { delivery: Delivery; passed: number; facts: AccountFacts[] };

async function send(effect: MailEffect, more: Partial<OutgoingMailInput> = {}, tuning: Partial<SmtpTuning> = {}, given: { pass?: () => Promise<void>; signal?: AbortSignal } = {}): Promise<Tried> {
  const facts: AccountFacts[] = [];
  let passed = 0;
  const pass = async (): Promise<void> => { passed += 1; await given.pass?.(); };
  const delivery = await sendBySmtp(config(more), effect, pass, { signal: given.signal ?? new AbortController().signal, onFacts: (one) => facts.push(one) }, { ...SMTP_TUNING, ...tuning });
  return { delivery, passed, facts };
}

const codeOf = ({ delivery }: Tried): string => (delivery.outcome === 'sent' ? 'sent' : `${delivery.outcome} ${delivery.error.code}`);

describe('a mail that the server takes', () => {
  it('arrives once, byte for byte, after the point of no return was passed', async () => {
    const effect = mail({ bytes: 300_000 });
    const order: string[] = [];
    const off = sink.onPhase((phase) => { order.push(phase); });
    const tried = await send(effect, {}, {}, { pass: async () => { order.push('passed'); await Promise.resolve(); } });
    off();
    expect([codeOf(tried), tried.passed]).toEqual(['sent', 1]);
    expect(order.filter((one) => one === 'passed' || one === 'body' || one === 'rcpt')).toEqual(['rcpt', 'passed', 'body']);
    expect(sink.count(effect.id)).toBe(1);
    expect(sink.taken.at(-1)?.raw.equals(Buffer.from(effect.raw))).toBe(true);
  });

  it('leaves nothing behind when the point of no return must not be passed, and waits for it', async () => {
    const effect = mail();
    let sawBody = false;
    const off = sink.onPhase((phase) => { sawBody ||= phase === 'body'; });
    const tried = await send(effect, {}, {}, { pass: async () => { expect(sawBody).toBe(false); await Promise.reject(new Error('the store is gone')); } });
    off();
    expect([codeOf(tried), sawBody, sink.count(effect.id)]).toEqual(['notSent internal', false, 0]);
  });

  it('goes by TLS and STARTTLS, without a login where none is asked for, and to international domains', async () => {
    for (const security of ['tls', 'starttls'] as const) {
      const server = await other({ security, users: { ventas: 'pw' } });
      expect(codeOf(await send(mail(), { port: server.port, security, acceptInvalidCertificate: true }))).toBe('sent');
    }
    const open = await other({ pipelining: false });
    const effect = mail({ to: ['ana@peluquería.example', 'luz@casa.example'] });
    expect(codeOf(await send(effect, { port: open.port, user: '', password: '' }))).toBe('sent');
    expect(open.taken[0]?.to).toEqual(['ana@peluquería.example', 'luz@casa.example']);
    // On the line, the domain stands in the form that every server knows.
    const isAscii = proxy.cutWhen({ way: 'toServer', how: 'close', before: /RCPT TO:<ana@xn--peluquera-n5a\.example>/ });
    expect(codeOf(await send(effect, { port: proxy.port }))).toBe('notSent connection-lost');
    await isAscii;
  });

  it('is sent even when the verdict takes far longer than any other answer may', async () => {
    sink.behave({ do: 'slow', at: 'received', ms: 1_800 });
    expect(codeOf(await send(mail(), {}, { silenceMs: 1_500, verdictMs: 15_000 }))).toBe('sent');
  });
});

describe('a mail that the server refuses has surely not been sent', () => {
  const cases: [string, SmtpTrouble, string, Record<string, unknown>][] = [
    ['the greeting says to come back later', { do: 'refuse', at: 'connect', code: 421 }, 'server-busy', { smtp: 421 }],
    ['the greeting says no', { do: 'refuse', at: 'connect', code: 554 }, 'server-refused', { smtp: 554 }],
    ['the login is busy', { do: 'refuse', at: 'auth', code: 454 }, 'server-busy', { smtp: 454 }],
    ['the sender is not ours', { do: 'refuse', at: 'mail', code: 553, text: '5.7.1 Sender address rejected: ventas@tienda.example' }, 'sender-refused', { smtp: 553, status: '5.7.1' }],
    ['the sender has to wait', { do: 'refuse', at: 'mail', code: 451 }, 'server-busy', { smtp: 451 }],
    ['the addressee does not exist', { do: 'refuse', at: 'rcpt', code: 550, text: '5.1.1 luz@casa.example unknown' }, 'recipient-refused', { smtp: 550, status: '5.1.1', count: 1 }],
    ['the addressee is greylisted', { do: 'refuse', at: 'rcpt', code: 450 }, 'server-busy', { smtp: 450 }],
    ['the content looks like spam', { do: 'refuse', at: 'received', code: 554, text: '5.7.1 Message content rejected' }, 'content-refused', { smtp: 554, status: '5.7.1' }],
    ['there is no room now', { do: 'refuse', at: 'received', code: 452 }, 'server-busy', { smtp: 452 }],
    ['the server closes instead of taking it', { do: 'refuse', at: 'received', code: 421 }, 'server-busy', { smtp: 421 }],
    ['it is too large after all', { do: 'refuse', at: 'received', code: 552, text: '5.3.4 Message too big' }, 'message-too-large', { limit: '< 0 MiB' }],
    ['the mailbox is full', { do: 'refuse', at: 'received', code: 552, text: '5.2.2 Mailbox full' }, 'content-refused', { smtp: 552 }],
  ];
  it.each(cases)('because %s', async (_, trouble, code, params) => {
    const effect = mail();
    sink.behave(trouble);
    const tried = await send(effect);
    expect(codeOf(tried)).toBe(`notSent ${code}`);
    expect(tried.delivery).toMatchObject({ error: { params } });
    // What the server says may name people.
    expect(JSON.stringify(tried.delivery)).not.toMatch(/luz|ventas|casa/);
    expect(sink.count(effect.id)).toBe(0);
  });

  it.each([true, false])('whole, when one of several addressees is refused (pipelining: %s)', async (pipelining) => {
    const server = await other({ pipelining });
    server.behave({ do: 'refuse', at: 'rcpt', code: 550, only: (address) => address.startsWith('mala') });
    const effect = mail({ to: ['luz@casa.example', 'mala@casa.example', 'ana@casa.example', 'luz@casa.example', 'mala2@casa.example'] });
    const tried = await send(effect, { port: server.port, user: '' });
    expect(tried.delivery).toMatchObject({ outcome: 'notSent', error: { code: 'recipient-refused', params: { count: 2, smtp: 550 } } });
    server.behave({ do: 'refuse', at: 'rcpt', code: 450, only: (address) => address.startsWith('mala') });
    expect(codeOf(await send(effect, { port: server.port, user: '' }))).toBe('notSent server-busy');
    expect([tried.passed, server.taken.length]).toEqual([0, 0]);
    server.behave(null);
    expect(codeOf(await send(effect, { port: server.port, user: '' }))).toBe('sent');
    expect(server.taken[0]?.to).toEqual(['luz@casa.example', 'mala@casa.example', 'ana@casa.example', 'mala2@casa.example']);
  });

  it('before it is asked for, when it is larger than the server said, and the limit is told', async () => {
    const server = await other({ sizeLimit: 20_480 });
    const tried = await send(mail({ bytes: 40_000 }), { port: server.port, user: '' });
    expect(tried.delivery).toMatchObject({ outcome: 'notSent', error: { code: 'message-too-large', params: { limitBytes: 20_480 } } });
    expect([tried.passed, tried.facts, server.taken.length]).toEqual([0, [{ smtpMaxBytes: 20_480 }], 0]);
    expect((await testSmtp(config({ port: server.port, user: '' }), new AbortController().signal)).maxBytes).toBe(20_480);
    expect(codeOf(await send(mail({ bytes: 10_000 }), { port: server.port, user: '' }))).toBe('sent');
  });
});

describe('a server that cannot be used is told with its reason', () => {
  it('password, host, port, no network', async () => {
    const [nobody = 1] = await freePorts(1);
    expect(codeOf(await send(mail(), { password: 'no' }))).toBe('notSent wrong-password');
    expect(codeOf(await send(mail(), { password: '' }))).toBe('notSent wrong-password');
    expect(codeOf(await send(mail(), { host: 'no-such-host.invalid' }))).toMatch(/^notSent (host-unknown|offline)$/);
    expect(codeOf(await send(mail(), { port: nobody }))).toBe('notSent connection-refused');
    const open = await other({});
    expect(codeOf(await send(mail(), { port: open.port }))).toBe('notSent server-refused');
  });

  it('certificates, and never plain text instead', async () => {
    for (const security of ['tls', 'starttls'] as const) {
      const server = await other({ security });
      const { delivery } = await send(mail(), { port: server.port, security, user: '' });
      expect(delivery).toMatchObject({ outcome: 'notSent', error: { code: 'certificate-untrusted', params: { reason: 'self-signed' } } });
      expect(codeOf(await send(mail(), { security, acceptInvalidCertificate: true }, { greetingTimeoutMs: 500 }))).toBe('notSent tls-unavailable');
    }
  });
});

describe('a line that breaks', () => {
  it.each<SmtpPhase>(['connect', 'mail', 'rcpt', 'data', 'body'])('before the end of the mail (at %s) has surely sent nothing', async (at) => {
    for (const reset of [false, true]) {
      const effect = mail({ bytes: at === 'body' ? MORE_THAN_BUFFERS : 1_000 });
      sink.behave({ do: 'drop', at: at as 'body', reset, ...(at === 'body' ? { afterBytes: 200_000 } : {}) });
      const tried = await send(effect);
      expect([codeOf(tried), sink.count(effect.id)]).toEqual(['notSent connection-lost', 0]);
    }
  });

  it.each([['received', 0], ['taken', 1]] as const)('after it (%s) leaves it unknown whether the server took it', async (at, count) => {
    for (const reset of [false, true]) {
      const effect = mail({ bytes: 50_000 });
      sink.behave({ do: 'drop', at, reset });
      const tried = await send(effect);
      expect([codeOf(tried), sink.count(effect.id)]).toEqual(['unknown connection-lost', count]);
    }
  });

  it.each(['reset', 'close', 'silent'] as const)('in the middle of the mail or just before the verdict (%s), wherever the fault is', async (how) => {
    const port = { port: proxy.port };
    const quick = { silenceMs: 1_500, verdictMs: 500 };
    const half = mail({ bytes: MORE_THAN_BUFFERS });
    const cut = proxy.cutWhen({ way: 'toServer', how, afterBytes: 300_000 });
    expect(codeOf(await send(half, port, quick))).toBe(how === 'silent' ? 'notSent server-slow' : 'notSent connection-lost');
    await cut;
    const whole = mail({ bytes: 5_000 });
    void proxy.cutWhen({ way: 'toClient', how, before: /^250 .*taken as/ });
    expect(codeOf(await send(whole, port, quick))).toBe(how === 'silent' ? 'unknown server-slow' : 'unknown connection-lost');
    expect([sink.count(half.id), sink.count(whole.id)]).toEqual([0, 1]);
  });

  it.each([['connect', 'notSent'], ['mail', 'notSent'], ['rcpt', 'notSent'], ['received', 'unknown'], ['taken', 'unknown']] as const)('or a server that falls silent at %s: %s', async (at, outcome) => {
    sink.behave({ do: 'hang', at });
    const effect = mail();
    // Only the step that hangs is short of time: a busy machine must not be taken for a silent server.
    const isLate = at === 'received' || at === 'taken';
    const tried = await send(effect, {}, { greetingTimeoutMs: at === 'connect' ? 300 : 10_000, silenceMs: isLate ? 10_000 : 1_000, verdictMs: 300 });
    expect([codeOf(tried), sink.count(effect.id)]).toEqual([`${outcome} server-slow`, at === 'taken' ? 1 : 0]);
  });

  it('because we stop ends the try at once, and says what is known', async () => {
    for (const [at, outcome] of [['rcpt', 'notSent'], ['taken', 'unknown']] as const) {
      const abort = new AbortController();
      sink.behave({ do: 'hang', at });
      void sink.next(at).then(() => abort.abort());
      expect(codeOf(await send(mail(), {}, {}, { signal: abort.signal }))).toBe(`${outcome} core-stopped`);
    }
    expect(codeOf(await send(mail(), {}, {}, { signal: AbortSignal.abort() }))).toBe('notSent core-stopped');
  });
});
