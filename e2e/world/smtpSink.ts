/**
 * A real SMTP server on loopback that keeps every mail it took, and misbehaves on command.
 *
 * Built on npm smtp-server. What it takes it can hand on: into a Dovecot's INBOX by LMTP, or into a Sent folder, as the
 * servers do that file what is sent through them. A mail counts as taken from the moment the server is responsible for
 * it (RFC 5321 6.1), whether or not its answer reaches the sender.
 */
import { readFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { makeCertificate, type Dovecot } from './dovecot.ts';
import { removeFolder, throwawayFolder } from './process.ts';

export type TakenMail = { messageId: string; from: string; to: string[]; raw: Buffer; atMs: number };

/**
 * In order: somebody connected; logged in; gave the sender, each addressee; is being asked for the mail; sent some
 * of it; sent all of it; it was taken; the answer was given; the connection over which a sender was given is gone.
 */
export type SmtpPhase = 'connect' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body' | 'received' | 'taken' | 'answered' | 'closed';

/**
 * What goes wrong, at which phase. `refuse` answers with this code (at `received`: after the whole mail); `drop` hangs up
 * there (`taken`: responsible for the mail, but no answer); `hang` never answers; `slow` answers late.
 */
export type SmtpTrouble =
  | { do: 'refuse'; at: 'connect' | 'auth' | 'mail' | 'rcpt' | 'received'; code: number; text?: string; /** Only these addressees. */ only?: (address: string) => boolean }
  | { do: 'drop'; at: 'connect' | 'mail' | 'rcpt' | 'data' | 'body' | 'received' | 'taken'; /** Of `body`: hang up after this much. */ afterBytes?: number; /** With a reset instead of an orderly end. */ reset?: boolean }
  | { do: 'hang'; at: 'connect' | 'mail' | 'rcpt' | 'received' | 'taken' }
  | { do: 'slow'; at: 'received'; ms: number };

export type SmtpSinkOptions = {
  /** User -> password; without any, nobody has to log in. */
  users?: Readonly<Record<string, string>>;
  /** `tls`: from the first byte. `starttls` offers it; `plain` does not. */
  security?: 'plain' | 'starttls' | 'tls';
  /** Announced by SIZE, and enforced. */
  sizeLimit?: number;
  pipelining?: boolean;
  /** For each mail taken: hand it on. */
  handOn?: (mail: TakenMail) => Promise<void>;
};

export type SmtpSink = {
  readonly host: string;
  readonly port: number;
  /** Everything it took, in order. */
  readonly taken: readonly TakenMail[];
  /** How many times this Message-ID (with its brackets) was taken. */
  count(messageId: string): number;
  /** How many connections there were. */
  readonly connections: number;
  /** From now on, for every mail, until it is told otherwise. */
  behave(trouble: SmtpTrouble | null): void;
  /** Called at every phase; the server waits for what it answers. @returns stops it */
  onPhase(listener: (phase: SmtpPhase, messageId: string | null) => void | Promise<void>): () => void;
  /** Settles at the next time of this phase. */
  next(phase: SmtpPhase): Promise<void>;
  /** Refuses connections, until `start`; open ones are cut. */
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
  dispose(): Promise<void>;
};

export async function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const folder = throwawayFolder('smtp');
  makeCertificate(folder);
  const state: SinkState = { options, taken: [], connections: 0, trouble: null, listeners: new Set(), sockets: new Map(), certificate: { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) } };
  let server = await listen(state, 0);
  const { port } = server.server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    for (const socket of state.sockets.values()) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  const onPhase: SmtpSink['onPhase'] = (listener) => {
    state.listeners.add(listener);
    return () => { state.listeners.delete(listener); };
  };
  return {
    host: '127.0.0.1', port, taken: state.taken,
    get connections() { return state.connections; },
    count: (messageId) => state.taken.filter((mail) => mail.messageId === messageId).length,
    behave: (trouble) => { state.trouble = trouble; },
    onPhase,
    next: (phase) => new Promise((resolve) => { const off = onPhase((now) => { if (now === phase) { off(); resolve(); } }); }),
    stop, start: async () => { server = await listen(state, port); },
    dispose: async () => { await stop(); removeFolder(folder); },
  };
}

/** Into the INBOX of each addressee who has one: `addresses` names the user of each. */
export function handToDovecot(dovecot: Dovecot, addresses: Readonly<Record<string, string>>): (mail: TakenMail) => Promise<void> {
  return async ({ raw, to }) => {
    for (const address of to) {
      const user = addresses[address.toLowerCase()];
      if (user !== undefined) await dovecot.deliver(user, raw);
    }
  };
}

/** Into a folder of this user, as Gmail files what is sent through it. */
export function fileInto(dovecot: Dovecot, user: string, password: string, folder = 'Sent'): (mail: TakenMail) => Promise<void> {
  return async ({ raw }) => {
    const client = new ImapFlow({ host: dovecot.host, port: dovecot.imapPort, secure: false, doSTARTTLS: false, auth: { user, pass: password }, logger: false, disableAutoIdle: true });
    await client.connect();
    try {
      await client.append(folder, raw, ['\\Seen']);
    } finally {
      await client.logout();
    }
  };
}

type SinkState = {
  options: SmtpSinkOptions;
  taken: TakenMail[];
  connections: number;
  trouble: SmtpTrouble | null;
  listeners: Set<(phase: SmtpPhase, messageId: string | null) => void | Promise<void>>;
  /** By the other side's port. */
  sockets: Map<number, Socket>;
  certificate: { key: Buffer; cert: Buffer };
};

/** A reply with a number of its own. */
class Refusal extends Error {
  readonly responseCode: number;
  constructor(code: number, text: string) {
    super(text);
    this.responseCode = code;
  }
}

async function listen(state: SinkState, port: number): Promise<SMTPServer> {
  const { users, security = 'plain', sizeLimit, pipelining = true } = state.options;
  /** Who only asks what the server can do is no part of a sending. */
  const sending = new Set<string>();
  const server = new SMTPServer({
    ...state.certificate, secure: security === 'tls', hideSTARTTLS: security !== 'starttls', hidePIPELINING: !pipelining, allowInsecureAuth: true, authOptional: users === undefined,
    disabledCommands: [...(users === undefined ? ['AUTH'] : []), ...(security === 'starttls' ? [] : ['STARTTLS'])], disableReverseLookup: true, closeTimeout: 50, logger: false, name: 'sink.example',
    ...(sizeLimit === undefined ? {} : { size: sizeLimit, rejectOversized: true }),
    onConnect: (session, done) => { state.connections += 1; void pass(state, 'connect', session, done); },
    onAuth: (auth, session, done) => {
      if (users?.[auth.username ?? ''] !== auth.password) { done(new Refusal(535, '5.7.8 Authentication credentials invalid')); return; }
      void pass(state, 'auth', session, (error) => { if (error) done(error); else done(null, { user: auth.username }); });
    },
    onMailFrom: (_address, session, done) => { sending.add(session.id); void pass(state, 'mail', session, done); },
    onRcptTo: (address, session, done) => void pass(state, 'rcpt', session, done, address.address),
    onData: (stream, session, done) => void take(state, stream, session, done),
    onClose: (session) => { if (sending.delete(session.id)) void tell(state, 'closed', null); },
  });
  // Clients that are killed break their lines: that is what this server is for.
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    const from = socket.remotePort ?? 0;
    state.sockets.set(from, socket);
    socket.once('close', () => state.sockets.delete(from));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  return server;
}

/** One step before the mail itself: tell, then go wrong as ordered, or go on. */
async function pass(state: SinkState, phase: 'connect' | 'auth' | 'mail' | 'rcpt', session: SMTPServerSession, done: (error?: Error | null) => void, address?: string): Promise<void> {
  await tell(state, phase, null);
  const { trouble } = state;
  if (trouble?.at !== phase) { done(); return; }
  if (trouble.do === 'refuse') done(trouble.only === undefined || trouble.only(address ?? '') ? new Refusal(trouble.code, trouble.text ?? 'refused') : null);
  else if (trouble.do === 'drop') hangUp(state, session, trouble.reset);
  else if (trouble.do !== 'hang') done();
}

async function take(state: SinkState, stream: NodeJS.ReadableStream & { sizeExceeded: boolean }, session: SMTPServerSession, done: (error?: Error | null, text?: string) => void): Promise<void> {
  const trouble = state.trouble;
  const isDropped = (at: SmtpTrouble['at']): boolean => {
    if (trouble?.do !== 'drop' || trouble.at !== at) return false;
    hangUp(state, session, trouble.reset);
    return true;
  };
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A line that breaks before the end of the mail: nothing was taken.
  stream.on('error', () => undefined);
  const told = tell(state, 'data', null);
  if (isDropped('data')) return;
  await told;
  stream.on('data', (chunk: Buffer) => {
    if (bytes === 0) {
      stream.pause();
      void tell(state, 'body', null).then(() => stream.resume());
    }
    chunks.push(chunk);
    bytes += chunk.length;
    if (trouble?.do === 'drop' && trouble.at === 'body' && bytes >= (trouble.afterBytes ?? 1)) isDropped('body');
  });
  await new Promise<void>((resolve) => { stream.on('end', resolve); });
  const raw = Buffer.concat(chunks);
  const messageId = /^Message-ID:\s*(<[^>]*>)/im.exec(raw.toString('latin1'))?.[1] ?? '';
  await tell(state, 'received', messageId);
  if (isDropped('received') || (trouble?.do === 'hang' && trouble.at === 'received')) return;
  if (trouble?.do === 'refuse' && trouble.at === 'received') { done(new Refusal(trouble.code, trouble.text ?? 'refused')); return; }
  if (stream.sizeExceeded) { done(null); return; }
  if (trouble?.do === 'slow') await new Promise((resolve) => { setTimeout(resolve, trouble.ms); });
  const { mailFrom, rcptTo } = session.envelope;
  const mail = { messageId, raw, from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address), atMs: Date.now() };
  state.taken.push(mail);
  // A mail that was taken stays taken, whatever becomes of it behind the server.
  await state.options.handOn?.(mail).catch(() => undefined);
  await tell(state, 'taken', messageId);
  if (isDropped('taken') || (trouble?.do === 'hang' && trouble.at === 'taken')) return;
  done(null, `2.0.0 taken as ${state.taken.length}`);
  await tell(state, 'answered', messageId);
}

async function tell(state: SinkState, phase: SmtpPhase, messageId: string | null): Promise<void> {
  for (const listener of state.listeners) await listener(phase, messageId);
}

function hangUp(state: SinkState, session: SMTPServerSession, reset = false): void {
  const socket = state.sockets.get(session.remotePort);
  if (reset) socket?.resetAndDestroy();
  else socket?.destroy();
}
