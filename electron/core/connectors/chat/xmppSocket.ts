/**
 * The way to a chat server: which host, which port, and TLS before a word of XMPP is said.
 *
 * `tls` speaks TLS from the first byte (XEP-0368), `starttls` insists on the upgrade (RFC 6120, 5), `plain` never
 * encrypts: each was chosen by a person and none falls back to another. Names come from SRV where no host was given.
 */
import { EventEmitter } from 'node:events';
import { resolveSrv } from 'node:dns/promises';
import { connect as connectTcp, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { checkServerIdentity, connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { DeskError } from '../../../../shared/result.ts';
import type { XmppConfig } from '../connector.ts';
import { bareOf } from './stanzas.ts';
import { toChatError } from './xmppErrors.ts';

/** An open line, encrypted as far as it ever will be. */
export type Dialled = { socket: Socket; host: string; isSecure: boolean };

const STREAM_START = "<?xml version='1.0'?><stream:stream to='DOMAIN' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
const TLS_REQUEST = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
/** Nobody needs more to say what they offer. */
const GREETING_BYTES = 65_536;

/** @throws DeskError host-unknown, connection-refused, offline, server-slow, certificate-untrusted, tls-unavailable, connection-lost */
export async function dial(config: XmppConfig, timeoutMs: number, signal: AbortSignal): Promise<Dialled> {
  const domain = domainOf(config);
  let failure: DeskError | null = null;
  for (const { host, port } of await placesOf(config, domain)) {
    try {
      return { host, isSecure: config.security !== 'plain', socket: await within(timeoutMs, signal, (opened) => open(config, domain, host, port, opened)) };
    } catch (thrown) {
      failure ??= toChatError(thrown, host);
      if (signal.aborted) throw new DeskError('cancelled', {}, { cause: thrown });
    }
  }
  throw failure ?? new DeskError('host-unknown', { host: domain });
}

export function domainOf(config: XmppConfig): string {
  const address = bareOf(config.address);
  return address.slice(address.lastIndexOf('@') + 1);
}

/** RFC 6120, 3.2: SRV first; the domain itself when there is none. */
async function placesOf(config: XmppConfig, domain: string): Promise<{ host: string; port: number }[]> {
  if (config.host !== '') return [{ host: config.host, port: config.port }];
  const service = config.security === 'tls' ? '_xmpps-client' : '_xmpp-client';
  const records = await resolveSrv(`${service}._tcp.${domain}`).catch(() => []);
  const places = records.filter(({ name }) => name !== '' && name !== '.').toSorted((a, b) => a.priority - b.priority || b.weight - a.weight).map(({ name, port }) => ({ host: name, port }));
  return places.length > 0 ? places : [{ host: domain, port: config.port }];
}

async function open(config: XmppConfig, domain: string, host: string, port: number, opened: (socket: Socket) => void): Promise<Socket> {
  const trust: ConnectionOptions = {
    rejectUnauthorized: !config.acceptInvalidCertificate,
    ...(isIP(domain) === 0 ? { servername: domain } : {}),
    // The name that counts is the domain (RFC 6120, 13.7.2); a host that a person typed is as good.
    checkServerIdentity: (_name, certificate) => {
      const fault = checkServerIdentity(domain, certificate);
      return fault === undefined || config.host === '' ? fault : checkServerIdentity(config.host, certificate);
    },
  };
  if (config.security === 'tls') {
    const direct = connectTls({ host, port, ...trust, ALPNProtocols: ['xmpp-client'] });
    opened(direct);
    await settled(direct, 'secureConnect');
    return direct;
  }
  const socket = connectTcp({ host, port });
  opened(socket);
  await settled(socket, 'connect');
  socket.setNoDelay(true);
  if (config.security === 'plain') return socket;
  await askForTls(socket, domain, host);
  const upgraded = connectTls({ socket, ...trust });
  opened(upgraded);
  await settled(upgraded, 'secureConnect');
  return upgraded;
}

/** What was read before `proceed` is thrown away, so that nobody on the way can slip words in before the encryption. */
async function askForTls(socket: Socket, domain: string, host: string): Promise<void> {
  socket.write(STREAM_START.replace('DOMAIN', domain.replace(/[<>&'"]/g, '')));
  const features = await readUntil(socket, /<\/(?:\w+:)?features\s*>|<(?:\w+:)?features\s*\/>|<(?:\w+:)?error[\s>]/);
  if (!/<starttls[\s/>]/.test(features)) {
    if (/host-unknown/.test(features)) throw new DeskError('host-unknown', { host: domain });
    throw new DeskError('tls-unavailable', { host });
  }
  socket.write(TLS_REQUEST);
  if (!/<proceed[\s/>]/.test(await readUntil(socket, /<(?:proceed|failure|(?:\w+:)?error)[\s/>]/))) throw new DeskError('tls-unavailable', { host });
}

function readUntil(socket: Socket, end: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let read = '';
    const finish = (settle: () => void): void => {
      socket.off('data', onData).off('error', onError).off('close', onClose);
      socket.pause();
      settle();
    };
    const onData = (chunk: Buffer): void => {
      read += chunk.toString('latin1');
      if (end.test(read)) finish(() => resolve(read));
      else if (read.length > GREETING_BYTES) finish(() => reject(new DeskError('protocol-error', { kind: 'greeting' })));
    };
    const onError = (error: Error): void => finish(() => reject(error));
    const onClose = (): void => finish(() => reject(Object.assign(new Error('closed'), { code: 'NoConnection' })));
    socket.on('data', onData).once('error', onError).once('close', onClose);
    socket.resume();
  });
}

function settled(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = (): void => reject(Object.assign(new Error('closed'), { code: 'NoConnection' }));
    socket.once('error', reject).once('close', onClose);
    socket.once(event, () => { socket.off('error', reject).off('close', onClose); resolve(); });
  });
}

/** The attempt's sockets are destroyed when the time is up, when it fails, or on an abort. */
async function within<T>(timeoutMs: number, signal: AbortSignal, attempt: (opened: (socket: Socket) => void) => Promise<T>): Promise<T> {
  const sockets: Socket[] = [];
  const cut = (code: string): void => { for (const socket of sockets) socket.destroy(Object.assign(new Error(code), { code })); };
  const onAbort = (): void => cut('NoConnection');
  const timer = setTimeout(() => cut('CONNECT_TIMEOUT'), timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await attempt((socket) => {
      // A late error of a socket that is no longer listened to must not end the process.
      socket.on('error', () => undefined);
      sockets.push(socket);
      if (signal.aborted) onAbort();
    });
  } catch (thrown) {
    cut('NoConnection');
    throw thrown;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * The line in the shape @xmpp/client works with. It hands on text, not bytes: the client would cut a character in two
 * where a packet ends. And it is no net.Socket, so that the client leaves encryption to us.
 */
export class StreamSocket extends EventEmitter {
  readonly secure: boolean;
  readonly #socket: Socket;
  /** When the other side was last heard, on the monotonic clock. */
  heardAtMs = performance.now();

  constructor({ socket, isSecure }: Dialled) {
    super();
    this.secure = isSecure;
    this.#socket = socket;
    const decoder = new StringDecoder('utf8');
    socket.on('data', (chunk: Buffer) => {
      this.heardAtMs = performance.now();
      try {
        this.emit('data', decoder.write(chunk));
      } catch (thrown) {
        // Garbage that the parser chokes on: this stream cannot be understood any further.
        socket.destroy(thrown instanceof Error ? thrown : undefined);
      }
    });
    socket.on('error', (error) => { if (this.listenerCount('error') > 0) this.emit('error', error); });
    socket.once('close', () => this.emit('close'));
    socket.setKeepAlive(true, 30_000);
  }

  write(text: string, done: (error?: Error | null) => void): void {
    this.#socket.write(text, done);
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** To be called when everybody listens. */
  begin(): void {
    if (this.#socket.destroyed) queueMicrotask(() => this.emit('close'));
    else this.#socket.resume();
  }
}
