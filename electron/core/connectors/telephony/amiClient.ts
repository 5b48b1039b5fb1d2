/**
 * One connection to Asterisk's manager interface (TCP 5038, TLS 5039): greeting, login, actions with their answers, events.
 *
 * Owns the socket. Promises: every action settles; a line that died without a word is found by a ping within
 * `pingEveryMs + answerMs`; a password never goes over a connection without encryption, only its MD5 with the server's
 * challenge. Never tries anything again by itself.
 */
import { createHash } from 'node:crypto';
import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { DeskError } from '../../../../shared/result.ts';
import type { AmiConfig } from '../connector.ts';
import { toDeskError } from '../mail/imapErrors.ts';
import { createAmiReader, writeAction } from './amiProtocol.ts';
import type { AmiMessage } from './amiProtocol.ts';

export type AmiTuning = {
  /** Until the connection stands and the greeting has come. */
  connectMs: number;
  /** For the answer to an action. */
  answerMs: number;
  /** A line without any word for so long is asked whether it lives. */
  pingEveryMs: number;
};

export const AMI_TUNING: AmiTuning = { connectMs: 15_000, answerMs: 10_000, pingEveryMs: 15_000 };

export type AmiClient = {
  readonly banner: string;
  /** When bytes came last. */
  readonly heardAtMs: number;
  readonly droppedLines: number;
  /** Every event from now on, in order; one listener. Those that came before are handed over at once. */
  listen(listener: (event: AmiMessage) => void): void;
  /** The answer, also when it is an error. `onWritten` is called when the bytes were handed to the system. @throws DeskError connection-lost, server-slow */
  act(name: string, fields?: readonly (readonly [string, string])[], onWritten?: () => void): Promise<AmiMessage>;
  /** The events of a list action up to its `Complete`; null when the server refuses. @throws DeskError */
  list(name: string, eventName: string): Promise<AmiMessage[] | null>;
  /** Settles with why, when the line is gone; null when we closed it. */
  readonly ended: Promise<DeskError | null>;
  close(): void;
};

type Waiter = { settle(message: AmiMessage): void; fail(error: DeskError): void; items: AmiMessage[] | null; itemName: string };

/** @throws DeskError: every code of reaching a source, wrong-password, server-refused */
export async function connectAmi(config: AmiConfig, tuning: AmiTuning, nowMs: () => number, signal: AbortSignal): Promise<AmiClient> {
  const socket = await openSocket(config, tuning, signal);
  const line = new AmiLine(socket, config.host, tuning, nowMs);
  const abort = (): void => line.close();
  signal.addEventListener('abort', abort, { once: true });
  void line.ended.then(() => signal.removeEventListener('abort', abort));
  if (signal.aborted) abort();
  try {
    await line.greeted;
    await logIn(line, config);
    return line;
  } catch (thrown) {
    line.close();
    throw thrown;
  }
}

function openSocket(config: AmiConfig, tuning: AmiTuning, signal: AbortSignal): Promise<Socket> {
  const { host, port } = config;
  return new Promise((resolve, reject) => {
    const socket = config.security === 'tls'
      ? connectTls({ host, port, rejectUnauthorized: !config.acceptInvalidCertificate, ...(/^[\d.:]+$/.test(host) ? {} : { servername: host }) })
      : connectTcp({ host, port });
    const timer = setTimeout(() => fail(new DeskError('server-slow', { host })), tuning.connectMs);
    const fail = (thrown: unknown): void => {
      clean();
      socket.on('error', () => undefined);
      socket.destroy();
      reject(toDeskError(thrown, host));
    };
    const onAbort = (): void => fail(new DeskError('cancelled', { host }));
    const clean = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.removeListener('error', fail);
    };
    socket.once('error', fail);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    socket.once(config.security === 'tls' ? 'secureConnect' : 'connect', () => {
      clean();
      resolve(socket);
    });
  });
}

/** MD5 of challenge and secret (manager.conf); a server without it gets the secret itself, but only over TLS. */
async function logIn(line: AmiLine, config: AmiConfig): Promise<void> {
  const { host } = config;
  const common = [['Username', config.user], ['Events', 'call,agent']] as const;
  const challenge = await line.act('Challenge', [['AuthType', 'MD5']]);
  const given = challenge.name === 'Success' ? challenge.get('Challenge') : '';
  if (given === '' && config.security !== 'tls') throw new DeskError('server-refused', { host, reason: 'encryption-required' });
  const answer = await line.act('Login', given === ''
    ? [...common, ['Secret', config.password]]
    : [['AuthType', 'MD5'], ...common, ['Key', createHash('md5').update(given + config.password).digest('hex')]]);
  if (answer.name === 'Success') return;
  if (/too many|maximum/i.test(answer.get('Message'))) throw new DeskError('server-busy', { host });
  if (/permission|acl/i.test(answer.get('Message'))) throw new DeskError('server-refused', { host, reason: answer.get('Message').slice(0, 100) });
  throw new DeskError('wrong-password', { host });
}

class AmiLine implements AmiClient {
  readonly ended: Promise<DeskError | null>;
  readonly greeted: Promise<void>;
  readonly #socket: Socket;
  readonly #host: string;
  readonly #tuning: AmiTuning;
  readonly #nowMs: () => number;
  readonly #reader = createAmiReader();
  readonly #waiting = new Map<string, Waiter>();
  readonly #keepalive: NodeJS.Timeout;
  readonly #greeting: { settle(): void; fail(error: DeskError): void };
  #early: AmiMessage[] = [];
  #listener: ((event: AmiMessage) => void) | null = null;
  #heardAtMs: number;
  #isPinging = false;
  #next = 1;
  #settleEnd: (why: DeskError | null) => void = () => undefined;
  #isOver = false;

  constructor(socket: Socket, host: string, tuning: AmiTuning, nowMs: () => number) {
    this.#socket = socket;
    this.#host = host;
    this.#tuning = tuning;
    this.#nowMs = nowMs;
    this.#heardAtMs = nowMs();
    this.ended = new Promise((settle) => { this.#settleEnd = settle; });
    let greeting: { settle(): void; fail(error: DeskError): void } | null = null;
    this.greeted = new Promise((settle, reject) => { greeting = { settle, fail: reject }; });
    this.greeted.catch(() => undefined);
    this.#greeting = greeting as unknown as { settle(): void; fail(error: DeskError): void };
    const noGreeting = setTimeout(() => this.#end(new DeskError('server-slow', { host })), tuning.connectMs);
    void this.greeted.then(() => clearTimeout(noGreeting), () => clearTimeout(noGreeting));
    this.#keepalive = setInterval(() => this.#lookAlive(), Math.max(20, tuning.pingEveryMs / 3));
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (thrown) => this.#end(toDeskError(thrown, host)));
    socket.on('close', () => this.#end(new DeskError('connection-lost', { host })));
  }

  get banner(): string { return this.#reader.banner ?? ''; }
  get heardAtMs(): number { return this.#heardAtMs; }
  get droppedLines(): number { return this.#reader.droppedLines; }

  listen(listener: (event: AmiMessage) => void): void {
    this.#listener = listener;
    const early = this.#early;
    this.#early = [];
    for (const event of early) listener(event);
  }

  act(name: string, fields: readonly (readonly [string, string])[] = [], onWritten: () => void = () => undefined): Promise<AmiMessage> {
    return this.#ask(name, fields, null, onWritten).then(({ answer }) => answer);
  }

  async list(name: string, eventName: string): Promise<AmiMessage[] | null> {
    const { answer, items } = await this.#ask(name, [], eventName, () => undefined);
    return answer.kind === 'Response' && answer.name !== 'Success' ? null : items;
  }

  close(): void {
    this.#end(null);
  }

  #ask(name: string, fields: readonly (readonly [string, string])[], itemName: string | null, onWritten: () => void): Promise<{ answer: AmiMessage; items: AmiMessage[] }> {
    return new Promise((resolve, reject) => {
      if (this.#isOver) return reject(new DeskError('connection-lost', { host: this.#host }));
      const id = fields.find(([key]) => key === 'ActionID')?.[1] ?? `hilo-${this.#next++}`;
      const items: AmiMessage[] = [];
      const timer = setTimeout(() => waiter.fail(new DeskError('server-slow', { host: this.#host })), this.#tuning.answerMs);
      const over = (): void => { clearTimeout(timer); this.#waiting.delete(id); };
      const waiter: Waiter = {
        items: itemName === null ? null : items, itemName: itemName ?? '',
        settle: (answer) => { over(); resolve({ answer, items }); },
        fail: (error) => { over(); reject(error); },
      };
      this.#waiting.set(id, waiter);
      this.#socket.write(writeAction(name, [...fields.filter(([key]) => key !== 'ActionID'), ['ActionID', id]]));
      onWritten();
    });
  }

  #take(chunk: Buffer): void {
    this.#heardAtMs = this.#nowMs();
    const messages = this.#reader.push(chunk);
    if (this.#reader.banner !== null) this.#greeting.settle();
    // A server that talks without a greeting is something else.
    else if (messages.length > 0 || this.#reader.droppedLines > 5) return this.#end(new DeskError('protocol-error', { host: this.#host, kind: 'no-ami' }));
    for (const message of messages) this.#dispatch(message);
  }

  #dispatch(message: AmiMessage): void {
    const waiter = this.#waiting.get(message.get('ActionID'));
    if (message.kind === 'Response') {
      // A list goes on with events behind its first answer.
      if (waiter !== undefined && (waiter.items === null || message.name !== 'Success')) waiter.settle(message);
      return;
    }
    if (message.kind !== 'Event') return;
    if (waiter?.items) {
      if (message.name === waiter.itemName) waiter.items.push(message);
      else if (/complete/i.test(message.get('EventList')) || message.name.endsWith('Complete')) waiter.settle(message);
      return;
    }
    if (this.#listener === null) this.#early.push(message);
    else this.#listener(message);
  }

  #lookAlive(): void {
    if (this.#isPinging || this.#nowMs() - this.#heardAtMs < this.#tuning.pingEveryMs) return;
    this.#isPinging = true;
    this.act('Ping').then(() => { this.#isPinging = false; }, (error: DeskError) => this.#end(error));
  }

  #end(why: DeskError | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#keepalive);
    const error = why ?? new DeskError('connection-lost', { host: this.#host });
    this.#greeting.fail(error);
    for (const waiter of this.#waiting.values()) waiter.fail(error);
    this.#socket.destroy();
    this.#settleEnd(why);
  }
}
