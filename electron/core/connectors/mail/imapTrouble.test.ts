/** The IMAP connector against a scripted server that does what real ones do on bad days. */
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectorContext, Cursor, Session, SyncBatch } from '../connector.ts';
import { createImapConnector } from './imap.ts';
import type { ImapTuning } from './imapClient.ts';

type Row = { uid: number; text: string };
type Script = {
  /** UIDs that exist at the server. */
  uids: number[];
  /** Rows a FETCH of these UIDs answers with, and the tagged answer; null says nothing at all. */
  fetch(uids: number[], times: number): { rows: Row[]; answer: string } | null;
  /** A half-open line: what we send goes nowhere. */
  isSilent?: boolean;
  greeting?: string;
  login?: string;
  /** Sent before the answer to any other command. */
  before?: (command: string, socket: Socket) => void;
};

const servers: Server[] = [];
const sockets = new Set<Socket>();
const sessions: Session[] = [];
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.close()));
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(servers.splice(0).map((server) => new Promise<void>((resolve) => { server.close(() => resolve()); })));
});

/** Just enough of RFC 3501 for one folder; answers with the port. */
async function startScripted(script: Script): Promise<number> {
  let fetches = 0;
  const serve = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.write(script.greeting ?? '* OK ready\r\n');
    let pending = '';
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1');
      for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
        const [tag = '', ...words] = pending.slice(0, end).split(' ');
        pending = pending.slice(end + 2);
        reply(socket, tag, words.join(' '));
      }
    });
  };
  const reply = (socket: Socket, tag: string, command: string): void => {
    script.before?.(command, socket);
    if (socket.destroyed || script.isSilent === true) return;
    const ok = (text = ''): boolean => socket.write(`${text}${tag} OK done\r\n`);
    if (command.startsWith('CAPABILITY')) ok('* CAPABILITY IMAP4rev1\r\n');
    else if (command.startsWith('LOGIN ')) socket.write(`${tag} ${script.login ?? 'OK in'}\r\n`);
    else if (command === 'LIST "" ""') ok('* LIST (\\Noselect) "/" ""\r\n');
    else if (command.startsWith('LIST')) ok('* LIST () "/" INBOX\r\n');
    else if (command.startsWith('STATUS')) ok(`* STATUS INBOX (MESSAGES ${script.uids.length} UIDNEXT ${(script.uids.at(-1) ?? 0) + 1} UIDVALIDITY 9 UNSEEN 0)\r\n`);
    else if (command.startsWith('EXAMINE')) ok(`* FLAGS (\\Seen)\r\n* ${script.uids.length} EXISTS\r\n* OK [UIDVALIDITY 9] ok\r\n* OK [UIDNEXT ${(script.uids.at(-1) ?? 0) + 1}] ok\r\n`);
    else if (command.startsWith('UID SEARCH')) ok(`* SEARCH ${among(script.uids, /UID ([\d:,*]+)$/.exec(command)?.[1]).join(' ')}\r\n`);
    else if (command.startsWith('UID FETCH')) {
      const answered = script.fetch(among(script.uids, /^UID FETCH (\S+)/.exec(command)?.[1]), (fetches += 1));
      if (answered === null) return;
      for (const { uid, text } of answered.rows) socket.write(`* ${script.uids.indexOf(uid) + 1} FETCH (UID ${uid} FLAGS (\\Seen) INTERNALDATE "01-Jan-2026 10:00:00 +0000" BODY[] {${Buffer.byteLength(text)}}\r\n${text})\r\n`);
      socket.write(`${tag} ${answered.answer}\r\n`);
    } else if (command === 'LOGOUT') { ok('* BYE bye\r\n'); socket.end(); } else ok();
  };
  const server = createServer(serve);
  servers.push(server);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    resolve(typeof address === 'object' && address !== null ? address.port : 0);
  }));
}

function among(uids: number[], sequence: string | undefined): number[] {
  if (sequence === undefined) return uids;
  return uids.filter((uid) => sequence.split(',').some((part) => {
    const [from = '', to = from] = part.split(':');
    return uid >= Number(from) && (to === '*' || uid <= Number(to));
  }));
}

const rowsOf = (uids: number[]): Row[] => uids.map((uid) => ({ uid, text: `Subject: ${uid}\r\n\r\nx` }));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

async function connect(script: Script, tuning: Partial<ImapTuning> = {}, more: Partial<ConnectorContext> = {}): Promise<Session> {
  const port = await startScripted(script);
  const session = await createImapConnector({ retryMs: 2, silenceMs: 300, greetingTimeoutMs: 300, ...tuning }).open({
    setup: { accountId: 'a', kind: 'imap', config: { host: '127.0.0.1', port, security: 'plain', user: 'ana', password: 'x', acceptInvalidCertificate: false, outgoing: null } },
    signal: new AbortController().signal, nowMs: Date.now, facts: {}, tell: () => undefined, ...more,
  });
  sessions.push(session);
  return session;
}

async function pull(session: Session, cursors = new Map<string, Cursor>()): Promise<{ uids: number[]; last: SyncBatch | undefined }> {
  const uids: number[] = [];
  let last: SyncBatch | undefined;
  for await (const batch of session.pull(cursors)) {
    uids.push(...batch.records.map(({ place }) => Number(place.split('.')[1])));
    cursors.set(batch.stream, batch.cursor);
    last = batch;
  }
  return { uids: uids.toSorted((a, b) => a - b), last };
}

describe('a server that does not give what was asked for', () => {
  it('ends a FETCH early without an error: the rest is asked for again, and complete is said only then', async () => {
    const { uids, last } = await pull(await connect({ uids: upTo(700), fetch: (asked) => ({ rows: rowsOf(asked.slice(0, 90)), answer: 'OK done' }) }));
    expect(uids).toEqual(upTo(700));
    expect(last).toMatchObject({ done: 700, total: 700, complete: true });
  });

  it('answers a FETCH with nothing at all for a while: it is asked again after a pause', async () => {
    const { uids } = await pull(await connect({ uids: upTo(20), fetch: (asked, times) => ({ rows: times < 3 ? [] : rowsOf(asked), answer: 'OK done' }) }));
    expect(uids).toEqual(upTo(20));
  });

  it('has lost a message meanwhile: only what SEARCH no longer lists is given up', async () => {
    const script: Script = { uids: upTo(30), fetch: (asked) => { script.uids = upTo(30).filter((uid) => uid !== 12); return { rows: rowsOf(asked.filter((uid) => uid !== 12)), answer: 'OK done' }; } };
    const { uids, last } = await pull(await connect(script));
    expect(uids).toEqual(upTo(30).filter((uid) => uid !== 12));
    expect(last).toMatchObject({ done: 29, total: 29, complete: true });
  });

  it('cannot give one message: all others are read, it is left over in the count, and a later session asks for it again', async () => {
    let isBroken = true;
    const script: Script = { uids: upTo(30), fetch: (asked) => (isBroken && asked.includes(12) ? { rows: rowsOf(asked.filter((uid) => uid < 12)), answer: 'NO cannot read' } : { rows: rowsOf(asked), answer: 'OK done' }) };
    const cursors = new Map<string, Cursor>();
    const session = await connect(script);
    const first = await pull(session, cursors);
    expect(first.uids).toEqual(upTo(30).filter((uid) => uid !== 12));
    expect(first.last).toMatchObject({ done: 29, total: 30, complete: true });
    isBroken = false;
    expect((await pull(await connect(script), cursors)).uids).toEqual([12]);
  });

  it('gives no message at all: server-busy, not an empty folder', async () => {
    await expect(pull(await connect({ uids: upTo(30), fetch: () => ({ rows: [], answer: 'OK done' }) }))).rejects.toMatchObject({ code: 'server-busy', recovery: 'retry' });
  });

  it('tells of changed flags in the middle of an answer: that is no message', async () => {
    const script: Script = { uids: upTo(5), fetch: (asked) => ({ rows: rowsOf(asked), answer: 'OK done' }), before: (command, socket) => { if (command.startsWith('UID FETCH')) socket.write('* 2 FETCH (UID 2 FLAGS (\\Flagged))\r\n'); } };
    expect((await pull(await connect(script))).uids).toEqual(upTo(5));
  });

  it('is out of breath: [LIMIT] is server-busy', async () => {
    await expect(pull(await connect({ uids: upTo(5), fetch: () => ({ rows: [], answer: 'NO [LIMIT] too many requests' }) }))).rejects.toMatchObject({ code: 'server-busy' });
  });
});

describe('a folder that is emptied by thousands', () => {
  it('tells of each place once, in short batches, also when it is stopped in between', async () => {
    const script: Script = { uids: upTo(2_600), fetch: (asked) => ({ rows: rowsOf(asked), answer: 'OK done' }) };
    const cursors = new Map<string, Cursor>();
    await pull(await connect(script), cursors);
    script.uids = [2_600];
    const gone: string[] = [];
    const sizes: number[] = [];
    for (let isComplete = false; !isComplete;) {
      // Every session lives for one batch.
      for await (const batch of (await connect(script)).pull(cursors)) {
        gone.push(...batch.gone);
        sizes.push(batch.gone.length);
        cursors.set(batch.stream, batch.cursor);
        isComplete = batch.complete;
        break;
      }
    }
    expect(sizes).toEqual([1_000, 1_000, 599]);
    expect(new Set(gone).size).toBe(2_599);
  });
});

describe('a server that goes silent', () => {
  it('in the middle of a FETCH is server-slow', async () => {
    await expect(pull(await connect({ uids: upTo(5), fetch: () => null }))).rejects.toMatchObject({ code: 'server-slow', recovery: 'retry' });
  });

  it('before its greeting is server-slow', async () => {
    await expect(connect({ uids: [], fetch: () => null, greeting: '' })).rejects.toMatchObject({ code: 'server-slow' });
  });

  it('while we wait for news is noticed', async () => {
    const script: Script = { uids: [], fetch: () => null };
    const session = await connect(script, { pollMs: 50, lookMs: 100 });
    await pull(session);
    setTimeout(() => { script.isSilent = true; }, 20);
    await expect(session.waitForNews()).rejects.toMatchObject({ code: 'server-slow' });
  });

  it('ends at once when we are told to stop', async () => {
    const abort = new AbortController();
    const session = await connect({ uids: upTo(5), fetch: () => null }, { silenceMs: 60_000 }, { signal: abort.signal });
    const ended = pull(session);
    setTimeout(() => abort.abort(), 50);
    expect((await ended).uids).toEqual([]);
  });
});

describe('a server that hangs up', () => {
  it('in the middle of a FETCH is connection-lost', async () => {
    const script: Script = { uids: upTo(5), fetch: () => null, before: (command, socket) => { if (command.startsWith('UID FETCH')) socket.destroy(); } };
    await expect(pull(await connect(script))).rejects.toMatchObject({ code: 'connection-lost' });
  });

  it('with a reason to come back later is server-busy', async () => {
    await expect(connect({ uids: [], fetch: () => null, greeting: '* BYE Too many connections\r\n' })).rejects.toMatchObject({ code: 'server-busy' });
    await expect(connect({ uids: [], fetch: () => null, login: 'NO [UNAVAILABLE] directory is down' })).rejects.toMatchObject({ code: 'server-busy' });
    await expect(connect({ uids: [], fetch: () => null, login: 'NO [AUTHENTICATIONFAILED] no' })).rejects.toMatchObject({ code: 'wrong-password' });
  });
});
