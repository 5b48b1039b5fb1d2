/**
 * A logged-in stream: what @xmpp/client is told, questions and their answers, and why a stream ended.
 *
 * The client's own reconnecting is off (the runner decides when to try again), and so are SASL2 and stream management:
 * SASL2 would bind a resource of the server's choice, and the client counts stanzas wrongly after offline messages
 * (XEP-0198), which ends the stream.
 */
import { randomUUID } from 'node:crypto';
import { client, xml } from '@xmpp/client';
import type { Client } from '@xmpp/client';
import { DeskError } from '../../../../shared/result.ts';
import { MINUTE_MS, SECOND_MS } from '../../../../shared/time.ts';
import type { XmppConfig } from '../connector.ts';
import { newLogin } from './login.ts';
import type { Login } from './login.ts';
import { attribute, bareOf, NS } from './stanzas.ts';
import type { Element } from './stanzas.ts';
import { StanzaRefused, toChatError } from './xmppErrors.ts';
import { dial, domainOf, StreamSocket } from './xmppSocket.ts';

/** Times and sizes; tests make them short. */
export type XmppTuning = {
  connectTimeoutMs: number;
  /** From the open line to the logged-in stream. */
  loginTimeoutMs: number;
  /** A question without a single byte from the server for this long is a dead line. */
  silenceMs: number;
  /** How often a quiet line has to prove that it is alive. */
  pingMs: number;
  pingTimeoutMs: number;
  /** A service beside the server that has not answered for so long counts as not there. */
  serviceMs: number;
  /** The archive is looked at this often also when nothing was told. */
  lookMs: number;
  /** Messages asked for in one page; servers give fewer if they like. Each page costs a server 50 to 150 ms whatever its size. */
  page: number;
};

export const XMPP_TUNING: XmppTuning = {
  connectTimeoutMs: 20 * SECOND_MS, loginTimeoutMs: 20 * SECOND_MS, silenceMs: MINUTE_MS, pingMs: MINUTE_MS, pingTimeoutMs: 20 * SECOND_MS, serviceMs: 5 * SECOND_MS, lookMs: 5 * MINUTE_MS, page: 250,
};

/** Stream features that are not used, as the server names them. */
const UNUSED_FEATURES = [['starttls', 'urn:ietf:params:xml:ns:xmpp-tls'], ['authentication', 'urn:xmpp:sasl:2'], ['sm', 'urn:xmpp:sm:3']] as const;

/** Only SASL2 would tell it, which is not used. */
const USER_AGENT = xml('user-agent', {}, xml('software', {}, 'Hilo'));

/** The parts of @xmpp/client's connection that a line of our own making needs. */
type Internals = {
  transports: unknown[];
  _findTransport(service: string): { prototype: { Socket: unknown; Parser: unknown } } | undefined;
  _attachSocket(socket: StreamSocket): void;
  _status(status: string): void;
  Transport: unknown; Socket: unknown; Parser: unknown;
};

/** @param resource names the stream at the server: a new stream of the same name ends the one before, even a half-dead one @throws DeskError */
export async function connectXmpp(config: XmppConfig, resource: string, tuning: XmppTuning, signal: AbortSignal): Promise<XmppLine> {
  if (signal.aborted) throw new DeskError('cancelled');
  const dialled = await dial(config, tuning.connectTimeoutMs, signal);
  const socket = new StreamSocket(dialled);
  const domain = domainOf(config);
  const entity = newClient(config, domain, resource, tuning);
  useSocket(entity, socket);
  const line = new XmppLine(entity, socket, bareOf(config.address), domain, dialled.host, tuning);
  const onAbort = (): void => line.cut(new DeskError('cancelled'));
  signal.addEventListener('abort', onAbort, { once: true });
  void line.ended.then(() => signal.removeEventListener('abort', onAbort));
  const timer = setTimeout(() => line.cut(new DeskError('server-slow', { host: dialled.host })), tuning.loginTimeoutMs);
  try {
    const loggedIn = logIn(entity, domain);
    loggedIn.catch(() => undefined);
    await Promise.race([loggedIn, line.ended.then(() => { throw line.failure(); })]);
    return line;
  } catch (thrown) {
    const failure = signal.aborted ? new DeskError('cancelled', {}, { cause: thrown }) : line.explain(thrown);
    line.cut(failure);
    throw failure;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What the client's own `start` does. That one leaves a promise behind when the stream breaks before it is open, and
 * one that is rejected while nobody listens ends the thread, and with it every other account.
 */
async function logIn(entity: Client, domain: string): Promise<void> {
  const online = new Promise<void>((resolve, reject) => {
    entity.once('online', () => resolve());
    entity.once('error', reject);
  });
  online.catch(() => undefined);
  await entity.connect(domain);
  await entity.open({ domain });
  await online;
}

function newClient(config: XmppConfig, domain: string, resource: string, tuning: XmppTuning): Client {
  const address = config.address;
  const username = address.slice(0, address.lastIndexOf('@'));
  const entity = client({
    service: `xmpp://${domain}`, domain, resource, timeout: tuning.loginTimeoutMs,
    // Its own choice would refuse PLAIN on a line that a person wants without encryption. None at all is an error before this.
    credentials: async (authenticate, [best = '']) => authenticate({ username, password: config.password }, best, USER_AGENT),
  });
  entity.reconnect.stop();
  useLogin(entity);
  entity.prependListener('element', (element: Element) => {
    if (element.getName() === 'features') for (const [name, namespace] of UNUSED_FEATURES) element.remove(name, namespace);
  });
  return entity;
}

/** Our own mechanisms in place of the client's; the server's proof comes with `success`, which the client does not read. */
export function useLogin(entity: Client): void {
  const login = newLogin();
  (entity as unknown as { saslFactory: { _mechs: Login['entries'] } }).saslFactory._mechs = login.entries;
  entity.prependListener('nonza', (element: Element) => {
    if (!element.is('success', 'urn:ietf:params:xml:ns:xmpp-sasl')) return;
    try {
      login.finish(atob(element.text().trim()));
    } catch (thrown) {
      entity.emit('error', thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  });
}

/** The client finds its socket connected: dialling and TLS are done. */
function useSocket(entity: Client, socket: StreamSocket): void {
  const inside = entity as unknown as Internals;
  const transport = inside._findTransport('xmpp://localhost');
  if (transport === undefined) throw new DeskError('internal', { what: 'no TCP transport' });
  entity.connect = (): Promise<void> => {
    inside._status('connecting');
    Object.assign(inside, { Transport: transport, Socket: transport.prototype.Socket, Parser: transport.prototype.Parser });
    inside._attachSocket(socket);
    inside._status('connect');
    socket.begin();
    return Promise.resolve();
  };
}

/** What a server says of somebody else who does not answer (RFC 6120, 8.3.3.17). */
const NO_ANSWER = xml('iq', { type: 'error' }, xml('error', { type: 'wait' }, xml('remote-server-timeout', { xmlns: NS.stanzas })));

type Question = { to: string; settle(answer: Element): void; fail(thrown: Error): void };

export class XmppLine {
  /** Bare address of the account. */
  readonly own: string;
  readonly domain: string;
  readonly host: string;
  /** Settles when the stream is over, for whatever reason. Never rejects. */
  readonly ended: Promise<void>;
  /** Called with every message and presence, in the stream's order. */
  onMessage: (message: Element) => void = () => undefined;
  onPresence: (presence: Element) => void = () => undefined;
  /** Called with a change of the address book. */
  onRoster: (query: Element) => void = () => undefined;
  readonly #entity: Client;
  readonly #socket: StreamSocket;
  readonly #tuning: XmppTuning;
  readonly #questions = new Map<string, Question>();
  #failure: unknown = null;
  #isOver = false;
  #end: () => void = () => undefined;

  constructor(entity: Client, socket: StreamSocket, own: string, domain: string, host: string, tuning: XmppTuning) {
    this.#entity = entity;
    this.#socket = socket;
    this.#tuning = tuning;
    this.own = own;
    this.domain = domain;
    this.host = host;
    this.ended = new Promise((resolve) => { this.#end = resolve; });
    // Without a listener an 'error' event would end the process.
    entity.on('error', (error: Error) => { this.#failure ??= error; });
    entity.on('stanza', (stanza: Element) => this.#receive(stanza));
    entity.iqCallee.set(NS.roster, 'query', (asked) => {
      const from = attribute(asked.stanza, 'from');
      if (from !== '' && from.toLowerCase() !== own) return false;
      const [query] = asked.stanza.getChildElements();
      if (query !== undefined) this.onRoster(query);
      return true;
    });
    socket.once('close', () => this.#over());
    // The server says goodbye before it hangs up, and need not hang up at all.
    entity.on('close', () => socket.end());
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Full address as the server bound it. */
  get full(): string {
    return this.#entity.jid?.toString() ?? this.own;
  }

  /** Why the stream ended. */
  failure(): DeskError {
    return toChatError(this.#failure ?? { code: 'NoConnection' }, this.host);
  }

  /** The thrown thing as a DeskError, with the stream's own reason where it is over. */
  explain(thrown: unknown): DeskError {
    const error = toChatError(thrown, this.host);
    return this.#failure !== null && (this.#isOver || error.code === 'connection-lost' || error.code === 'protocol-error') ? this.failure() : error;
  }

  /** Settles when the stanza was handed to the socket. @throws whatever ended the line */
  async send(stanza: Element): Promise<void> {
    if (this.#isOver) throw this.failure();
    await this.#entity.send(stanza);
  }

  /**
   * A question and its answer. `to` empty asks the own account; its answers carry no name but ours. Given up by the
   * signal it counts as refused.
   * @throws StanzaRefused when the answer is an error; DeskError when the line ends or stays silent
   */
  ask(type: 'get' | 'set', to: string, content: Element, silenceMs = this.#tuning.silenceMs, givenUp?: AbortSignal): Promise<Element> {
    const id = randomUUID();
    return new Promise<Element>((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const finish = (act: () => void): void => { clearTimeout(timer); this.#questions.delete(id); act(); };
      this.#questions.set(id, { to: to.toLowerCase(), settle: (answer) => finish(() => resolve(answer)), fail: (thrown) => finish(() => reject(thrown)) });
      const askedAtMs = performance.now();
      const look = (): void => {
        const quietMs = performance.now() - Math.max(this.#socket.heardAtMs, askedAtMs);
        if (quietMs >= silenceMs) this.cut(new DeskError('server-slow', { host: this.host }));
        else timer = setTimeout(look, silenceMs - quietMs + 1);
      };
      look();
      givenUp?.addEventListener('abort', () => this.#questions.get(id)?.fail(new StanzaRefused(NO_ANSWER)), { once: true });
      this.send(xml('iq', { type, id, ...(to === '' ? {} : { to }) }, content)).catch((thrown: unknown) => this.#questions.get(id)?.fail(this.explain(thrown)));
    });
  }

  /**
   * A question to a service beside the server, which may be deaf: the server is not doubted for it.
   * @throws StanzaRefused also when no answer comes; DeskError when the line ends
   */
  async askService(to: string, content: Element): Promise<Element> {
    const isDeaf = new AbortController();
    const timer = setTimeout(() => isDeaf.abort(), this.#tuning.serviceMs);
    try {
      return await this.ask('get', to, content, undefined, isDeaf.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Hangs up at once. */
  cut(reason: DeskError): void {
    this.#failure ??= reason;
    this.#socket.destroy();
    this.#over();
  }

  /** Says goodbye for at most a second. Never throws. */
  async close(): Promise<void> {
    if (!this.#isOver) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => { timer = setTimeout(resolve, SECOND_MS); });
      await Promise.race([this.#entity.stop().catch(() => undefined), late, this.ended]);
      clearTimeout(timer);
    }
    this.cut(new DeskError('cancelled'));
  }

  #receive(stanza: Element): void {
    const name = stanza.getName();
    if (name === 'message') return this.onMessage(stanza);
    if (name === 'presence') return this.onPresence(stanza);
    const type = attribute(stanza, 'type');
    if (type !== 'result' && type !== 'error') return;
    const question = this.#questions.get(attribute(stanza, 'id'));
    // An answer counts only from whom was asked: anybody may send one that looks like it.
    if (question === undefined || !this.#isFrom(attribute(stanza, 'from').toLowerCase(), question.to)) return;
    if (type === 'result') question.settle(stanza);
    else question.fail(new StanzaRefused(stanza));
  }

  #isFrom(from: string, asked: string): boolean {
    if (from === asked) return true;
    const isOwn = asked === '' || asked === this.own;
    return isOwn ? ['', this.own, this.full.toLowerCase(), this.domain].includes(from) : asked === this.domain && from === '';
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const question of this.#questions.values()) question.fail(this.failure());
    this.#end();
  }
}
