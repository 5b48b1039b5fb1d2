/** Sending, asking whether it was sent, and the copy under Sent: a real SMTP server in front of a real Dovecot. */
import { ImapFlow } from 'imapflow';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startDovecot, type Dovecot } from '../../../../e2e/world/dovecot.ts';
import { fileInto, handToDovecot, startSmtpSink, type SmtpSink, type SmtpSinkOptions } from '../../../../e2e/world/smtpSink.ts';
import type { AccountFacts, OutgoingMailInput } from '../../../../shared/accounts.ts';
import { SENDING_CONFORMANCE, type SendingWorld } from '../conformance.ts';
import type { Effect, ImapConfig, Session } from '../connector.ts';
import { composeMail } from './composeMail.ts';
import { createImapConnector } from './imap.ts';
import { IMAP_TUNING } from './imapClient.ts';
import { MAIL_OUT_TUNING, MailOut } from './mailOut.ts';
import { parseMail } from './mime/parseMail.ts';
import { testMailAccount } from './testMailAccount.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const USERS = Array.from({ length: 40 }, (_, at) => `user${at}`);
let taken = 0;
const freshUser = (): string => USERS[taken++] ?? 'none';
let dovecot: Dovecot;
/** Without any marked or ready-made folders. */
let bare: Dovecot;
const open: Session[] = [];
const sinks: SmtpSink[] = [];
beforeAll(async () => {
  const users = Object.fromEntries(USERS.map((user) => [user, `pw-${user}`]));
  [dovecot, bare] = await Promise.all([startDovecot({ users }), startDovecot({ users, specialFolders: false })]);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.close()));
  await Promise.all(sinks.splice(0).map((sink) => sink.dispose()));
});
afterAll(() => Promise.all([dovecot.dispose(), bare.dispose()]));

type World = { user: string; sink: SmtpSink; config: ImapConfig; told: AccountFacts[]; connect(facts?: AccountFacts): Promise<Session> };

async function makeWorld(given: { sink?: SmtpSinkOptions; outgoing?: Partial<OutgoingMailInput>; server?: Dovecot; user?: string } = {}): Promise<World> {
  const { server = dovecot, user = freshUser() } = given;
  const sink = await startSmtpSink(given.sink);
  sinks.push(sink);
  const outgoing: OutgoingMailInput = { host: '127.0.0.1', port: sink.port, security: 'plain', user: '', password: '', acceptInvalidCertificate: false, address: `${user}@tienda.example`, name: 'Ventas', signature: '', sentCopy: 'auto', ...given.outgoing };
  const config: ImapConfig = { host: '127.0.0.1', port: server.imapPort, security: 'plain', user, password: `pw-${user}`, acceptInvalidCertificate: false, outgoing };
  const told: AccountFacts[] = [];
  const connect = async (facts: AccountFacts = {}): Promise<Session> => {
    const connector = createImapConnector({}, { filesWithinMs: 1_500, learnMs: 1_500, lookEveryMs: 100, silenceMs: 2_000, verdictMs: 2_000 });
    const session = await connector.open({
      setup: { accountId: user, kind: 'imap', config }, facts, signal: new AbortController().signal, nowMs: Date.now, tell: (event) => { if (event.type === 'facts') told.push(event.facts); },
    });
    open.push(session);
    return session;
  };
  return { user, sink, config, told, connect };
}

let made = 0;
async function mail(user: string, more: Partial<Parameters<typeof composeMail>[0]> = {}): Promise<Extract<Effect, { kind: 'mail' }>> {
  const key = `<hilo.${made++}.${Date.now()}@tienda.example>`;
  const from = `${user}@tienda.example`;
  const raw = await composeMail({ messageId: key, dateMs: Date.now(), from: { address: from, name: 'Ventas' }, to: ['luz@casa.example'], cc: [], subject: 'Presupuesto', text: 'Va.', html: null, inReplyTo: null, references: [], attachments: [], ...more });
  return { kind: 'mail', key, createdAtMs: Date.now(), raw, envelope: { from, to: ['luz@casa.example'] } };
}

const pass = (): Promise<void> => Promise.resolve();
const deliver = (session: Session, effect: Effect) => session.deliver?.(effect, pass) ?? Promise.reject(new Error('cannot send'));
const probe = (session: Session, effect: Effect) => session.probe?.(effect) ?? Promise.reject(new Error('cannot probe'));
const fileCopy = (session: Session, effect: Effect) => session.fileCopy?.(effect) ?? Promise.reject(new Error('cannot file'));

/** The copies under Sent, as another mail program sees them. */
async function sentCopies(user: string, server: Dovecot = dovecot, folder = 'Sent'): Promise<{ id: string; flags: string[] }[]> {
  const client = new ImapFlow({ host: '127.0.0.1', port: server.imapPort, secure: false, doSTARTTLS: false, auth: { user, pass: `pw-${user}` }, logger: false, disableAutoIdle: true });
  await client.connect();
  try {
    const box = await client.mailboxOpen(folder);
    if (box.exists === 0) return [];
    return (await client.fetchAll('1:*', { envelope: true, flags: true })).map(({ envelope, flags }) => ({ id: envelope?.messageId ?? '', flags: [...(flags ?? [])] }));
  } finally {
    await client.logout();
  }
}

const idsOf = async (user: string, server?: Dovecot): Promise<string[]> => (await sentCopies(user, server)).map(({ id }) => id);

describe('the mail connector conforms in sending', () => {
  const makeSendingWorld = async (): Promise<SendingWorld> => {
    const { user, sink, config } = await makeWorld();
    const effects = await Promise.all(Array.from({ length: 3 }, () => mail(user)));
    return {
      connector: createImapConnector(), setup: { accountId: user, kind: 'imap', config },
      makeEffect: () => effects.pop() as Effect, happened: ({ key }) => sink.count(key), refuse: () => sink.behave({ do: 'refuse', at: 'rcpt', code: 550 }), dispose: () => Promise.resolve(),
    };
  };
  it.each(SENDING_CONFORMANCE.map(({ promise, run }) => [promise, run] as const))('%s', async (_, run) => {
    await run(makeSendingWorld);
    expect(sinks.length).toBeGreaterThan(0);
  });
});

describe('an account that sends', () => {
  it('says so, and one that is only read does not', async () => {
    const world = await makeWorld();
    expect((await world.connect()).capabilities).toMatchObject({ effects: ['mail'], probe: true });
    world.config.outgoing = null;
    const reader = await world.connect();
    expect(reader.capabilities).toMatchObject({ effects: [], probe: false });
    const effect = await mail(world.user);
    expect(await deliver(reader, effect)).toMatchObject({ outcome: 'notSent', error: { code: 'not-supported' } });
    expect([await probe(reader, effect), world.sink.taken.length]).toEqual([{ answer: 'cannotTell' }, 0]);
  });

  it('is tested on both sides, and told which one failed', async () => {
    const { config, user } = await makeWorld({ sink: { users: { ventas: 'pw' }, sizeLimit: 5_000_000 }, outgoing: { user: 'ventas', password: 'pw' } });
    expect(await testMailAccount(config)).toMatchObject({ facts: { smtpMaxBytes: 5_000_000 }, folders: 3, details: expect.arrayContaining(['IDLE', 'PIPELINING']) as string[] });
    await expect(testMailAccount({ ...config, password: 'no' })).rejects.toMatchObject({ code: 'wrong-password', params: { side: 'incoming' } });
    const outgoing = config.outgoing as OutgoingMailInput;
    await expect(testMailAccount({ ...config, outgoing: { ...outgoing, password: 'no' } })).rejects.toMatchObject({ code: 'wrong-password', params: { side: 'outgoing' } });
    await expect(testMailAccount({ ...config, outgoing: { ...outgoing, port: 1 } })).rejects.toMatchObject({ code: 'connection-refused', params: { side: 'outgoing' } });
    expect(await testMailAccount({ ...config, outgoing: null })).toMatchObject({ facts: {}, folders: 3 });
    expect(await sentCopies(user)).toEqual([]);
  });

  it('knows how large a mail may be before any is sent, and asks only while it does not', async () => {
    const { sink, told, connect } = await makeWorld({ sink: { sizeLimit: 3_000_000, users: { ventas: 'pw' } }, outgoing: { user: 'ventas', password: 'pw' } });
    await connect();
    await vi.waitUntil(() => told.length > 0);
    expect([told, sink.connections]).toEqual([[{ smtpMaxBytes: 3_000_000 }], 1]);
    const session = await connect({ smtpMaxBytes: 3_000_000 });
    for await (const batch of session.pull(new Map())) expect(batch.records).toEqual([]);
    expect(sink.connections).toBe(1);
  });

  it('never files a second copy where Gmail or Microsoft file one: nothing is even looked up', async () => {
    const { config } = await makeWorld();
    const effect = await mail('ana');
    const context = { setup: { accountId: 'a', kind: 'imap' as const, config }, facts: {}, signal: new AbortController().signal, nowMs: Date.now, tell: () => undefined };
    const file = (incoming: string, host: string) => new MailOut({ ...config, host: incoming, port: 1 }, { ...(config.outgoing as OutgoingMailInput), host }, IMAP_TUNING, MAIL_OUT_TUNING, context).fileCopy(effect);
    await file('imap.gmail.com', 'smtp.gmail.com');
    await file('outlook.office365.com', 'smtp.office365.com');
    // Gmail files for its own mailboxes alone.
    await expect(file('127.0.0.1', 'smtp.gmail.com')).rejects.toMatchObject({ code: 'connection-refused' });
  });

  it('answers inside the thread, as the reader of both sides sees it', async () => {
    const customer = freshUser();
    const world = await makeWorld({ sink: { handOn: handToDovecot(dovecot, { 'luz@casa.example': customer }) } });
    await dovecot.deliver(world.user, 'From: Luz <luz@casa.example>\r\nTo: ventas@tienda.example\r\nSubject: Mesa\r\nMessage-ID: <dos@casa.example>\r\nReferences: <uno@casa.example>\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\n\r\nHola\r\n');
    const session = await world.connect();
    await deliver(session, await mail(world.user, { subject: 'Re: Mesa', inReplyTo: '<dos@casa.example>', references: ['<uno@casa.example>', '<dos@casa.example>'] }));
    const inbox = await makeWorld({ user: customer });
    const reader = await inbox.connect();
    const arrived = [];
    for await (const batch of reader.pull(new Map())) arrived.push(...batch.records.map(({ raw }) => parseMail(raw)));
    expect(arrived).toMatchObject([{ subject: 'Re: Mesa', inReplyTo: 'dos@casa.example', references: ['uno@casa.example', 'dos@casa.example'], from: [{ name: 'Ventas' }], text: expect.stringMatching(/^Va\./) as string, problems: [] }]);
  });
});

describe('the copy under Sent is there exactly once', () => {
  it('where the server files nothing: we do, marked as read, and it is learnt', async () => {
    const { user, told, connect } = await makeWorld();
    const session = await connect();
    const [first, second] = [await mail(user), await mail(user)];
    for (const effect of [first, second]) {
      expect(await deliver(session, effect)).toEqual({ outcome: 'sent', record: null });
      await fileCopy(session, effect);
      await fileCopy(session, effect);
    }
    const copies = await sentCopies(user);
    expect(copies.map(({ id }) => id)).toEqual([first.key, second.key]);
    expect(copies.every(({ flags }) => flags.includes('\\Seen'))).toBe(true);
    expect(told).toEqual([{ filesSent: false }]);
  });

  it.each([0, 700])('where the server files it itself, after %i ms: it is learnt, and we do not', async (lateMs) => {
    const user = freshUser();
    const file = fileInto(dovecot, user, `pw-${user}`);
    let filing = Promise.resolve();
    const handOn: SmtpSinkOptions['handOn'] = async (sent) => {
      filing = new Promise((resolve) => { setTimeout(resolve, lateMs); }).then(() => file(sent));
      if (lateMs === 0) await filing;
    };
    const { told, connect } = await makeWorld({ user, sink: { handOn } });
    const session = await connect();
    const effect = await mail(user);
    await deliver(session, effect);
    await fileCopy(session, effect);
    await filing;
    expect([await idsOf(user), told]).toEqual([[effect.key], [{ filesSent: true }]]);
    const next = await mail(user);
    await deliver(session, next);
    await fileCopy(session, next);
    await filing;
    expect(await idsOf(user)).toEqual([effect.key, next.key]);
  });

  it('and a copy of our own from a try that was cut short is not taken for the server\'s', async () => {
    const { user, told, connect } = await makeWorld();
    const effect = await mail(user);
    await fileCopy(await connect({ filesSent: false }), effect);
    const again = await connect();
    await fileCopy(again, effect);
    expect([await idsOf(user), told]).toEqual([[effect.key], []]);
    expect(await probe(again, await mail(user))).toEqual({ answer: 'cannotTell' });
  });

  it('where a person chose: never, always, or left to the server', async () => {
    for (const [sentCopy, count] of [['none', 0], ['server', 0], ['append', 1]] as const) {
      const { user, told, connect } = await makeWorld({ outgoing: { sentCopy } });
      const effect = await mail(user);
      await fileCopy(await connect(), effect);
      expect([sentCopy, (await sentCopies(user)).length, told]).toEqual([sentCopy, count, []]);
    }
  });

  it('where there is no such folder yet: it is made; where it has a Spanish name: there', async () => {
    const { user, connect } = await makeWorld({ server: bare });
    const effect = await mail(user);
    const session = await connect({ filesSent: false });
    await fileCopy(session, effect);
    await fileCopy(session, effect);
    expect(await idsOf(user, bare)).toEqual([effect.key]);
    const other = await makeWorld({ server: bare });
    bare.doveadm('mailbox', 'create', '-u', other.user, 'Elementos enviados');
    await fileCopy(await other.connect({ filesSent: false }), effect);
    expect((await sentCopies(other.user, bare, 'Elementos enviados')).map(({ id }) => id)).toEqual([effect.key]);
  });
});

describe('whether a mail of unknown outcome left', () => {
  it('is answered by a server that files what it sends; then it is sent again or not, and arrives once', async () => {
    const user = freshUser();
    const { sink, connect } = await makeWorld({ user, sink: { handOn: fileInto(dovecot, user, `pw-${user}`) } });
    const session = await connect({ filesSent: true });
    for (const [at, answer] of [['taken', 'happened'], ['received', 'didNotHappen']] as const) {
      const effect = await mail(user);
      sink.behave({ do: 'drop', at });
      expect(await deliver(session, effect)).toMatchObject({ outcome: 'unknown' });
      sink.behave(null);
      const probed = await probe(session, effect);
      expect(probed.answer).toBe(answer);
      if (probed.answer === 'didNotHappen') await deliver(session, effect);
      expect([at, sink.count(effect.key)]).toEqual([at, 1]);
    }
  });

  it('is answered when the server files late', async () => {
    const user = freshUser();
    const { connect } = await makeWorld({ user });
    const session = await connect({ filesSent: true });
    const effect = await mail(user);
    const asked = probe(session, effect);
    setTimeout(() => void fileInto(dovecot, user, `pw-${user}`)({ messageId: effect.key, from: '', to: [], raw: Buffer.from(effect.raw), atMs: 0 }), 500);
    expect(await asked).toEqual({ answer: 'happened', record: null });
  });

  it('is not known where the server files nothing, unless it came back to us', async () => {
    const { user, connect } = await makeWorld();
    for (const facts of [{}, { filesSent: false }]) {
      const session = await connect(facts);
      const effect = await mail(user);
      expect(await probe(session, effect)).toEqual({ answer: 'cannotTell' });
      await dovecot.deliver(user, effect.raw);
      expect(await probe(session, effect)).toEqual({ answer: 'happened', record: null });
    }
  });

  it('is not known either while the mailbox cannot be reached', async () => {
    const server = await startDovecot({ users: { user0: 'pw-user0' } });
    try {
      const { connect } = await makeWorld({ server, user: 'user0' });
      const session = await connect({ filesSent: true });
      const effect = await mail('user0');
      await server.kill();
      await expect(probe(session, effect)).rejects.toMatchObject({ code: 'connection-refused', recovery: 'retry' });
    } finally {
      await server.dispose();
    }
  });
});
