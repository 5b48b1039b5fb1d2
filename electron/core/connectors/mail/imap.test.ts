/** The IMAP connector against a real Dovecot: every user below is a fresh mailbox on one server. */
import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startDovecot, type Dovecot, type MaildirMessage } from '../../../../e2e/world/dovecot.ts';
import type { ConnectorContext, Cursor, ImapConfig, Session, SyncBatch } from '../connector.ts';
import { CONFORMANCE, type ConformanceWorld } from '../conformance.ts';
import { createImapConnector } from './imap.ts';
import type { ImapTuning } from './imapClient.ts';
import { testMailAccount } from './testMailAccount.ts';

const USERS = Array.from({ length: 40 }, (_, at) => `user${at}`);
const users = Object.fromEntries(USERS.map((user) => [user, `pw-${user}`]));
let taken = 0;
const freshUser = (): string => USERS[taken++] ?? 'none';
const open: Session[] = [];
let dovecot: Dovecot;

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });
beforeAll(async () => { dovecot = await startDovecot({ users }); });
afterAll(async () => {
  await Promise.all(open.map((session) => session.close()));
  await dovecot.dispose();
});

function messages(count: number, tag: string): MaildirMessage[] {
  return Array.from({ length: count }, (_, at) => ({ raw: message(`${tag} ${at}`), receivedAtMs: Date.UTC(2026, 0, 1) + at * 60_000 }));
}

function message(subject: string): string {
  return `From: Luz <luz@casa.example>\r\nTo: ana@tienda.example\r\nSubject: ${subject}\r\nMessage-ID: <${subject.replace(/\W/g, '.')}@casa.example>\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\n\r\nHola, ${subject}.\r\n`;
}

function config(user: string, more: Partial<ImapConfig> = {}, server: Dovecot = dovecot): ImapConfig {
  return { host: '127.0.0.1', port: server.imapPort, security: 'plain', user, password: `pw-${user}`, acceptInvalidCertificate: false, outgoing: null, ...more };
}

async function connect(user: string, tuning: Partial<ImapTuning> = {}, more: Partial<ConnectorContext> = {}, server: Dovecot = dovecot): Promise<Session> {
  const context: ConnectorContext = { setup: { accountId: user, kind: 'imap', config: config(user, {}, server) }, signal: new AbortController().signal, nowMs: Date.now, facts: {}, tell: () => undefined, ...more };
  const session = await createImapConnector(tuning).open(context);
  open.push(session);
  return session;
}

/** Another mail program on the same mailbox. */
async function withClient<T>(user: string, use: (client: ImapFlow) => Promise<T>, server: Dovecot = dovecot): Promise<T> {
  const client = new ImapFlow({ host: '127.0.0.1', port: server.imapPort, secure: false, doSTARTTLS: false, auth: { user, pass: `pw-${user}` }, logger: false, disableAutoIdle: true });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.logout();
  }
}

type Pulled = { batches: SyncBatch[]; records: SyncBatch['records']; gone: string[]; flagged: SyncBatch['flagged']; subjects: string[] };

async function pull(session: Session, cursors: Map<string, Cursor>): Promise<Pulled> {
  const batches: SyncBatch[] = [];
  for await (const batch of session.pull(cursors)) {
    batches.push(batch);
    cursors.set(batch.stream, JSON.parse(JSON.stringify(batch.cursor)) as Cursor);
  }
  const records = batches.flatMap((batch) => batch.records);
  return {
    batches, records, gone: batches.flatMap(({ gone }) => gone), flagged: batches.flatMap(({ flagged }) => flagged),
    subjects: records.map(({ raw }) => /^Subject: (.*)$/m.exec(Buffer.from(raw).toString())?.[1]?.trim() ?? ''),
  };
}

describe('the IMAP connector conforms', () => {
  const makeWorld = (): Promise<ConformanceWorld> => {
    const user = freshUser();
    dovecot.writeMaildir(user, 'INBOX', messages(150, 'inbox'));
    dovecot.writeMaildir(user, 'Ventas', messages(130, 'ventas'));
    dovecot.writeMaildir(user, 'Sent', messages(5, 'sent'));
    return Promise.resolve({
      connector: createImapConnector({ lookMs: 300 }), setup: { accountId: user, kind: 'imap', config: config(user) }, expected: 285,
      add: () => dovecot.deliver(user, message('nuevo')),
      remove: () => withClient(user, async (client) => { await client.mailboxOpen('Ventas'); await client.messageDelete('3', { uid: true }); }),
      dispose: () => Promise.resolve(),
    });
  };
  it.each(CONFORMANCE.map((check) => [check.promise, check] as const))('%s', async (_promise, check) => {
    await expect(check.run(makeWorld)).resolves.toBeUndefined();
  });
});

describe('reading', () => {
  it('brings 2,000 messages in several folders, byte for byte, the newest of every folder before the old ones of any; Spam, Trash and Drafts stay out', async () => {
    const user = freshUser();
    const sizes = { INBOX: 900, Sent: 300, Archive: 50, 'Ventas/2024': 700, Clientes: 50, Junk: 5, Trash: 5, Drafts: 5 };
    for (const [folder, count] of Object.entries(sizes)) dovecot.writeMaildir(user, folder, messages(count, folder));
    const session = await connect(user, { recent: 100, turn: 250, span: 250 });
    const cursors = new Map<string, Cursor>();
    const { batches, records, subjects } = await pull(session, cursors);
    expect(records.length).toBe(2_000);
    expect(new Set(subjects).size).toBe(2_000);
    const streams = ['INBOX', 'Sent', 'Archive', 'Clientes', 'Ventas', 'Ventas/2024'];
    // Only the folder that holds no mail itself (`Ventas`) may be missing.
    expect(streams).toEqual(expect.arrayContaining([...cursors.keys()]));
    // The first hundred of each come before the rest of any.
    const firstOld = batches.findIndex(({ done, records: { length } }) => length > 0 && done > 100);
    const seenBefore = new Map(batches.slice(0, firstOld).map(({ stream, done }) => [stream, done]));
    expect(Object.fromEntries(seenBefore)).toMatchObject({ INBOX: 100, Sent: 100, Archive: 50, Clientes: 50, 'Ventas/2024': 100 });
    expect(subjects.slice(0, 100).toSorted()).toEqual(Array.from({ length: 100 }, (_, at) => `INBOX ${800 + at}`).toSorted());
    const one = records.find((_, at) => subjects[at] === 'Clientes 7');
    expect(Buffer.from(one?.raw ?? []).toString()).toBe(message('Clientes 7'));
    expect(one).toMatchObject({ kind: 'mail', receivedAtMs: Date.UTC(2026, 0, 1) + 7 * 60_000, context: null, flags: [] });
    expect(one?.place).toMatch(/^\d+\.8$/);
    expect((await pull(session, cursors)).records).toEqual([]);
  });

  it('gives a 30 MB message whole, in a batch of its own', async () => {
    const user = freshUser();
    const large = `Subject: grande\r\n\r\n${'0123456789abcdef'.repeat(64).concat('\r\n').repeat(30_000)}`;
    dovecot.writeMaildir(user, 'INBOX', [...messages(3, 'a'), { raw: large }, ...messages(3, 'b')]);
    const { batches, records } = await pull(await connect(user), new Map());
    expect(records.length).toBe(7);
    const alone = batches.find((batch) => batch.records.some(({ raw }) => raw.byteLength > 4 * 1024 * 1024));
    expect(alone?.records.map(({ raw }) => raw.byteLength)).toEqual([large.length]);
  });

  it('shows folder names as people write them', async () => {
    const user = freshUser();
    await withClient(user, async (client) => { await client.mailboxCreate('Atención/Señas & más'); await client.append('Atención/Señas & más', message('ñ')); });
    const { batches, records } = await pull(await connect(user), new Map());
    expect(records.length).toBe(1);
    expect(batches.find((batch) => batch.records.length > 0)).toMatchObject({ stream: 'Atención/Señas & más', shown: 'Atención/Señas & más' });
  });

  it('goes on from the committed batch when the server is killed in the middle of a fetch', async () => {
    const server = await startDovecot({ users });
    try {
      server.writeMaildir('user0', 'INBOX', messages(800, 'inbox'));
      const cursors = new Map<string, Cursor>();
      const places: string[] = [];
      const session = await connect('user0', {}, {}, server);
      const read = async (until: number): Promise<void> => {
        for await (const batch of (until > 0 ? session : await connect('user0', {}, {}, server)).pull(cursors)) {
          places.push(...batch.records.map(({ place }) => place));
          cursors.set(batch.stream, batch.cursor);
          if (until > 0 && places.length >= until) await server.kill();
        }
      };
      await expect(read(250)).rejects.toMatchObject({ code: 'connection-lost', recovery: 'retry' });
      expect(places.length).toBeLessThan(800);
      await server.restart();
      await read(0);
      expect([places.length, new Set(places).size]).toEqual([800, 800]);
    } finally {
      await server.dispose();
    }
  });
});

describe('changes at the server', () => {
  it.each([
    ['CONDSTORE and QRESYNC', []],
    ['CONDSTORE alone', ['QRESYNC']],
    ['neither, nor IDLE, ESEARCH, LIST-STATUS or SPECIAL-USE', ['QRESYNC', 'CONDSTORE', 'IDLE', 'ESEARCH', 'LIST-STATUS', 'LIST-EXTENDED', 'SPECIAL-USE', 'ENABLE']],
  ])('are seen with %s: new, moved, expunged, flagged', async (_name, without) => {
    const server = await startDovecot({ users, without });
    try {
      server.writeMaildir('user0', 'INBOX', messages(540, 'inbox'));
      server.writeMaildir('user0', 'Ventas', messages(40, 'ventas'));
      const cursors = new Map<string, Cursor>();
      const first = await connect('user0', {}, {}, server);
      expect((await pull(first, cursors)).records.length).toBe(580);
      await first.close();
      await withClient('user0', async (client) => {
        await client.mailboxOpen('INBOX');
        await client.messageDelete('5,500:502', { uid: true });
        await client.messageMove('510', 'Ventas', { uid: true });
        await client.messageFlagsAdd('505', ['\\Seen', '\\Flagged'], { uid: true });
        await client.append('INBOX', message('nuevo'), ['\\Seen']);
      }, server);
      const second = await connect('user0', {}, {}, server);
      const changes = await pull(second, cursors);
      expect(changes.subjects.toSorted()).toEqual(['inbox 509', 'nuevo']);
      expect(changes.gone.map(uidOf).toSorted((a, b) => a - b)).toEqual([5, 500, 501, 502, 510]);
      expect(changes.flagged.map(({ place, flags }) => [uidOf(place), flags])).toEqual([[505, ['\\Flagged', '\\Seen']]]);
      expect(changes.batches.findLast(({ stream }) => stream === 'INBOX')).toMatchObject({ done: 536, total: 536, complete: true });
      // In the same session, and then once more with nothing to see.
      await withClient('user0', async (client) => { await client.mailboxOpen('Ventas'); await client.messageFlagsAdd('7', ['\\Seen'], { uid: true }); await client.messageDelete('8', { uid: true }); }, server);
      const again = await pull(second, cursors);
      expect([again.records.length, again.gone.map(uidOf), again.flagged.map(({ place }) => uidOf(place))]).toEqual([0, [8], [7]]);
      const rest = await pull(second, cursors);
      expect([rest.records.length, rest.gone, rest.flagged]).toEqual([0, [], []]);
    } finally {
      await Promise.all(open.splice(0).map((session) => session.close()));
      await server.dispose();
    }
  });

  it('another UIDVALIDITY voids the old places and everything is read again, once', async () => {
    const user = freshUser();
    dovecot.writeMaildir(user, 'INBOX', messages(200, 'inbox'));
    const cursors = new Map<string, Cursor>();
    const before = await pull(await connect(user), cursors);
    dovecot.doveadm('mailbox', 'update', '-u', user, '--uid-validity', '4242', 'INBOX');
    const session = await connect(user);
    const after = await pull(session, cursors);
    const inbox = after.batches.filter(({ stream }) => stream === 'INBOX');
    expect(inbox.map(({ renumbered }) => renumbered)).toEqual(['4242.', ...inbox.slice(1).map(() => null)]);
    expect(after.subjects.toSorted()).toEqual(before.subjects.toSorted());
    expect(after.records.every(({ place }) => place.startsWith('4242.'))).toBe(true);
    expect(after.gone).toEqual([]);
    expect((await pull(session, cursors)).records).toEqual([]);
  });

  it('a folder that was deleted and made again is a renumbered one', async () => {
    const user = freshUser();
    await withClient(user, async (client) => { await client.mailboxCreate('Ventas'); await client.append('Ventas', message('vieja')); });
    const cursors = new Map<string, Cursor>();
    await pull(await connect(user), cursors);
    await withClient(user, async (client) => {
      await client.mailboxDelete('Ventas');
      await client.mailboxCreate('Ventas');
      // Dovecot makes UIDVALIDITY of the second, which may still be the same.
      dovecot.doveadm('mailbox', 'update', '-u', user, '--uid-validity', '777', 'Ventas');
      await client.append('Ventas', message('nueva'));
    });
    const { batches, subjects } = await pull(await connect(user), cursors);
    expect(subjects).toEqual(['nueva']);
    expect(batches.find(({ stream }) => stream === 'Ventas')).toMatchObject({ renumbered: '777.' });
  });

  it('a new folder is read, a removed one is said to be gone, once', async () => {
    const user = freshUser();
    dovecot.writeMaildir(user, 'Viejos', messages(3, 'viejos'));
    const cursors = new Map<string, Cursor>();
    const session = await connect(user, { lookMs: 200 });
    await pull(session, cursors);
    const news = session.waitForNews();
    await withClient(user, async (client) => { await client.mailboxDelete('Viejos'); await client.mailboxCreate('Nuevos'); await client.append('Nuevos', message('n')); });
    await news;
    const changes = await pull(session, cursors);
    expect(changes.subjects).toEqual(['n']);
    expect(changes.gone.map(uidOf)).toEqual([1, 2, 3]);
    expect(changes.batches.find(({ stream }) => stream === 'Viejos')).toMatchObject({ done: 0, total: 0, complete: true });
    expect((await pull(session, cursors)).gone).toEqual([]);
  });
});

describe('news', () => {
  it('of a delivery to INBOX come at once by IDLE', async () => {
    const user = freshUser();
    dovecot.writeMaildir(user, 'INBOX', messages(3, 'a'));
    const session = await connect(user);
    const cursors = new Map<string, Cursor>();
    await pull(session, cursors);
    const news = session.waitForNews();
    await dovecot.deliver(user, message('urgente'));
    const deliveredAtMs = Date.now();
    expect(await news).toEqual(['INBOX']);
    expect((await pull(session, cursors)).subjects).toEqual(['urgente']);
    // Dovecot itself waits half a second before it tells.
    expect(Date.now() - deliveredAtMs).toBeLessThan(2_000);
  });

  it('of another folder come with the next look, and of flags set elsewhere too', async () => {
    const user = freshUser();
    dovecot.writeMaildir(user, 'INBOX', messages(3, 'a'));
    dovecot.writeMaildir(user, 'Ventas', messages(3, 'v'));
    const session = await connect(user, { lookMs: 200 });
    const cursors = new Map<string, Cursor>();
    await pull(session, cursors);
    const news = session.waitForNews();
    await withClient(user, (client) => client.append('Ventas', message('pedido')));
    expect(await news).toEqual(['Ventas']);
    expect((await pull(session, cursors)).subjects).toEqual(['pedido']);
    const flags = session.waitForNews();
    await withClient(user, async (client) => { await client.mailboxOpen('INBOX'); await client.messageFlagsAdd('2', ['\\Seen'], { uid: true }); });
    expect(await flags).toEqual(['INBOX']);
    expect((await pull(session, cursors)).flagged.map(({ place, flags: kept }) => [uidOf(place), kept])).toEqual([[2, ['\\Seen']]]);
  });

  it('come by asking where the server has no IDLE', async () => {
    const server = await startDovecot({ users, without: ['IDLE'] });
    try {
      const session = await connect('user0', { pollMs: 200 }, {}, server);
      expect(session.capabilities.live).toBe(false);
      const cursors = new Map<string, Cursor>();
      await pull(session, cursors);
      const news = session.waitForNews();
      await server.deliver('user0', message('sin idle'));
      expect(await news).toEqual(['INBOX']);
      expect((await pull(session, cursors)).subjects).toEqual(['sin idle']);
      await session.close();
    } finally {
      await server.dispose();
    }
  });

  it('of INBOX come while old history is still being read', async () => {
    const user = freshUser();
    dovecot.writeMaildir(user, 'INBOX', messages(10, 'a'));
    dovecot.writeMaildir(user, 'Ventas', messages(900, 'v'));
    const session = await connect(user, { recent: 50, span: 50, turn: 100, inboxCheckMs: 0 });
    const order: string[] = [];
    let isDelivered = false;
    for await (const batch of session.pull(new Map())) {
      order.push(...batch.records.map(() => batch.stream));
      if (!isDelivered && batch.stream === 'Ventas') {
        await dovecot.deliver(user, message('mientras'));
        isDelivered = true;
      }
    }
    expect(order.length).toBe(911);
    expect(order.lastIndexOf('INBOX')).toBeLessThan(order.lastIndexOf('Ventas'));
    expect(order.slice(11).includes('INBOX')).toBe(true);
  });

  it('are looked for after the machine slept, and a line that died meanwhile is noticed', async () => {
    const user = freshUser();
    let sleptMs = 0;
    const session = await connect(user, { lookMs: 50 }, { nowMs: () => Date.now() + sleptMs });
    const cursors = new Map<string, Cursor>();
    await pull(session, cursors);
    const news = session.waitForNews();
    await withClient(user, (client) => client.append('Sent', message('enviado')));
    sleptMs = 3_600_000;
    expect(await news).toEqual(['Sent']);
  });

  it('end with connection-lost when the server goes away', async () => {
    const server = await startDovecot({ users });
    try {
      const session = await connect('user0', {}, {}, server);
      await pull(session, new Map());
      setTimeout(() => void server.kill(), 100);
      await expect(session.waitForNews()).rejects.toMatchObject({ code: 'connection-lost' });
    } finally {
      await server.dispose();
    }
  });
});

describe('connecting', () => {
  const attempt = (more: Partial<ImapConfig>): Promise<unknown> => testMailAccount(config('user1', more)).then(() => 'connected', (thrown: unknown) => thrown);

  it('answers a test with folders and capabilities', async () => {
    const answer = await testMailAccount(config(freshUser()));
    expect(answer.folders).toBe(3);
    expect(answer.details).toEqual(expect.arrayContaining(['IDLE', 'CONDSTORE', 'QRESYNC']));
  });

  it('says what is wrong: password, host, port', async () => {
    expect(await attempt({ password: 'no' })).toMatchObject({ code: 'wrong-password', recovery: 'reauthenticate' });
    expect(await attempt({ host: 'no-such-host.invalid' })).toMatchObject({ code: 'host-unknown', params: { host: 'no-such-host.invalid' } });
    expect(await attempt({ port: 1 })).toMatchObject({ code: 'connection-refused' });
  });

  it('refuses a self-signed certificate with its reason, and takes it when a person chose so; TLS and STARTTLS alike', async () => {
    for (const server of [{ security: 'tls', port: dovecot.imapsPort }, { security: 'starttls', port: dovecot.imapPort }] as const) {
      expect(await attempt(server)).toMatchObject({ code: 'certificate-untrusted', params: { host: '127.0.0.1', reason: 'self-signed' } });
      expect(await attempt({ ...server, acceptInvalidCertificate: true })).toBe('connected');
    }
  });

  it('never falls back to plain text: no STARTTLS, or TLS spoken to a plain port, is an error', async () => {
    const server = await startDovecot({ users, tls: false });
    try {
      expect(await attempt({ port: server.imapPort, security: 'starttls' })).toMatchObject({ code: 'tls-unavailable' });
      expect(await attempt({ port: server.imapPort, security: 'tls', acceptInvalidCertificate: true })).toMatchObject({ code: 'tls-unavailable' });
    } finally {
      await server.dispose();
    }
  });
});

function uidOf(place: string): number {
  return Number(place.split('.')[1]);
}
