/**
 * A manager interface as Asterisk's, over real TCP or TLS: greeting, MD5 login, events as they are played, Originate,
 * the list of channels; and everything a bad day does to it. It knows the calls that are played only as far as
 * `CoreShowChannels` needs.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { originated } from './amiCalls.ts';
import type { AmiEvent } from './amiCalls.ts';
import { removeFolder, runTool, throwawayFolder } from './process.ts';

/** What the exchange does when it is asked to dial. `drops*`: the line is cut before or after the call was begun. */
export type OriginateBehaviour = 'answered' | 'noAnswer' | 'busy' | 'unreachable' | 'refused' | 'dropsBefore' | 'dropsAfter' | 'silent';

export type AmiServerOptions = {
  user?: string;
  secret?: string;
  tls?: boolean;
  /** Actions this user may not take. */
  forbidden?: readonly string[];
  /** An old server without MD5. */
  withoutChallenge?: boolean;
};

export type AmiServer = {
  readonly host: string;
  readonly port: number;
  /** Logged in now. */
  readonly clients: number;
  /** Actions received, with their fields, oldest first. */
  readonly actions: readonly Readonly<Record<string, string>>[];
  /** To everybody who is logged in; the channels of the events are known from then on. */
  play(events: readonly AmiEvent[]): void;
  /** Nobody hears these events, but they happened: a call that goes on while a line is down. */
  happen(events: readonly AmiEvent[]): void;
  /** Bytes as they are. */
  garble(bytes: string | Uint8Array): void;
  /** Cuts every line in the middle of an event. */
  cutInMidEvent(event: AmiEvent): void;
  drop(): void;
  /** From now on lines stay open and nobody answers: a half-open socket. */
  fallSilent(isSilent: boolean): void;
  onOriginate(behaviour: OriginateBehaviour): void;
  /** Settles when so many are logged in. */
  waitForClients(count: number): Promise<void>;
  dispose(): Promise<void>;
};

const ACTIONS = ['Challenge', 'Login', 'Logoff', 'Ping', 'ListCommands', 'CoreShowChannels', 'Originate'];

/** Listens when the promise settles. */
export async function startAmiServer(options: AmiServerOptions = {}): Promise<AmiServer> {
  const exchange = new Exchange({ user: 'hilo', secret: 'pw-ami', tls: false, forbidden: [], withoutChallenge: false, ...options });
  await exchange.listen();
  return exchange;
}

class Exchange implements AmiServer {
  readonly host = '127.0.0.1';
  readonly actions: Record<string, string>[] = [];
  readonly #options: Required<AmiServerOptions>;
  readonly #lines = new Set<Socket>();
  readonly #in = new Set<Socket>();
  /** Fields of each channel that exists, with its bridge. */
  readonly #channels = new Map<string, Record<string, string>>();
  readonly #folder: string | null;
  readonly #server: Server;
  #behaviour: OriginateBehaviour = 'answered';
  #isSilent = false;
  #onLogin: () => void = () => undefined;

  constructor(options: Required<AmiServerOptions>) {
    this.#options = options;
    this.#folder = options.tls ? throwawayFolder('ami') : null;
    if (this.#folder !== null) {
      runTool('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30', '-subj', '/CN=localhost', '-keyout', join(this.#folder, 'key.pem'), '-out', join(this.#folder, 'cert.pem')]);
      this.#server = createTlsServer({ key: readFileSync(join(this.#folder, 'key.pem')), cert: readFileSync(join(this.#folder, 'cert.pem')) }, (socket) => this.#serve(socket));
    } else this.#server = createTcpServer((socket) => this.#serve(socket));
  }

  get port(): number {
    const address = this.#server.address();
    return address === null || typeof address === 'string' ? 0 : address.port;
  }

  get clients(): number { return this.#in.size; }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, this.host, () => resolve()));
  }

  play(events: readonly AmiEvent[]): void {
    this.happen(events);
    const text = events.map(([name, fields]) => message('Event', name, fields)).join('');
    for (const socket of this.#in) this.#write(socket, text);
  }

  happen(events: readonly AmiEvent[]): void {
    for (const [name, fields] of events) this.#note(name, fields);
  }

  garble(bytes: string | Uint8Array): void {
    for (const socket of this.#in) socket.write(bytes);
  }

  cutInMidEvent([name, fields]: AmiEvent): void {
    const text = message('Event', name, fields);
    for (const socket of this.#in) socket.end(text.slice(0, text.length / 2));
  }

  drop(): void {
    for (const socket of this.#lines) socket.destroy();
  }

  fallSilent(isSilent: boolean): void {
    this.#isSilent = isSilent;
  }

  onOriginate(behaviour: OriginateBehaviour): void {
    this.#behaviour = behaviour;
  }

  async waitForClients(count: number): Promise<void> {
    while (this.#in.size !== count) await new Promise<void>((resolve) => { this.#onLogin = resolve; });
  }

  async dispose(): Promise<void> {
    this.drop();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    if (this.#folder !== null) removeFolder(this.#folder);
  }

  #serve(socket: Socket): void {
    let pending = '';
    let challenge = '';
    this.#lines.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => { this.#lines.delete(socket); this.#in.delete(socket); this.#onLogin(); });
    this.#write(socket, 'Asterisk Call Manager/9.0.0\r\n');
    socket.on('data', (chunk) => {
      pending += chunk.toString('utf8');
      for (let end = pending.indexOf('\r\n\r\n'); end >= 0; end = pending.indexOf('\r\n\r\n')) {
        const action = Object.fromEntries(pending.slice(0, end).split('\r\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
        pending = pending.slice(end + 4);
        this.actions.push(action);
        if (this.#isSilent) continue;
        if (action['Action'] === 'Challenge' && !this.#options.withoutChallenge) {
          challenge = String(100_000_000 + this.actions.length);
          this.#respond(socket, action, 'Success', { Challenge: challenge });
        } else this.#act(socket, action, challenge);
      }
    });
  }

  #act(socket: Socket, action: Record<string, string>, challenge: string): void {
    const name = ACTIONS.find((known) => known.toLowerCase() === action['Action']?.toLowerCase()) ?? '';
    if (name === 'Login') return this.#logIn(socket, action, challenge);
    if (!this.#in.has(socket)) return this.#respond(socket, action, 'Error', { Message: 'Permission denied' });
    if (this.#options.forbidden.includes(name)) return this.#respond(socket, action, 'Error', { Message: 'Permission denied' });
    switch (name) {
      case 'Ping': return this.#respond(socket, action, 'Success', { Ping: 'Pong', Timestamp: '1732287600.000000' });
      case 'ListCommands': return this.#respond(socket, action, 'Success', Object.fromEntries(ACTIONS.filter((known) => !this.#options.forbidden.includes(known)).map((known) => [known, 'A command.  (Priv: <none>)'])));
      case 'CoreShowChannels': return this.#showChannels(socket, action);
      case 'Originate': return this.#originate(socket, action);
      case 'Logoff': return void socket.end();
      default: return this.#respond(socket, action, 'Error', { Message: 'Invalid/unknown command' });
    }
  }

  #logIn(socket: Socket, action: Record<string, string>, challenge: string): void {
    const { user, secret } = this.#options;
    const isRight = action['Username'] === user && (action['AuthType']?.toLowerCase() === 'md5' ? challenge !== '' && action['Key'] === createHash('md5').update(challenge + secret).digest('hex') : action['Secret'] === secret);
    if (!isRight) {
      this.#respond(socket, action, 'Error', { Message: 'Authentication failed' });
      return void socket.end();
    }
    this.#in.add(socket);
    this.#respond(socket, action, 'Success', { Message: 'Authentication accepted' });
    this.#write(socket, message('Event', 'FullyBooted', { Privilege: 'system,all', Uptime: '86400', LastReload: '86400', Status: 'Fully Booted' }));
    this.#onLogin();
  }

  #showChannels(socket: Socket, action: Record<string, string>): void {
    this.#respond(socket, action, 'Success', { EventList: 'start', Message: 'Channels will follow' });
    for (const channel of this.#channels.values()) this.#write(socket, message('Event', 'CoreShowChannel', { ActionID: action['ActionID'] ?? '', ...channel }));
    this.#write(socket, message('Event', 'CoreShowChannelsComplete', { ActionID: action['ActionID'] ?? '', EventList: 'Complete', ListItems: String(this.#channels.size) }));
  }

  #originate(socket: Socket, action: Record<string, string>): void {
    const { ActionID = '', ChannelId = '', Channel = '', Exten = '', Context = '' } = action;
    const call = originated({ channelId: ChannelId, device: Channel, exten: Exten, context: Context });
    const outcome = (response: 'Success' | 'Failure', reason: string): void => this.play([['OriginateResponse', { Privilege: 'call,all', ActionID, Response: response, Channel, Context, Exten, Reason: reason, Uniqueid: response === 'Success' ? ChannelId : '<null>', CallerIDNum: '<unknown>', CallerIDName: '<unknown>' }]]);
    if (this.#behaviour === 'dropsBefore') return void socket.destroy();
    if (this.#behaviour === 'refused') return this.#respond(socket, action, 'Error', { Message: 'Extension does not exist.' });
    this.#respond(socket, action, 'Success', { Message: 'Originate successfully queued' });
    if (this.#behaviour === 'unreachable') return outcome('Failure', '0');
    this.play(call.ring);
    switch (this.#behaviour) {
      case 'dropsAfter': return void socket.destroy();
      case 'silent': return undefined;
      case 'answered': outcome('Success', '4'); return this.play(call.answered);
      default: this.play(call.notAnswered); return outcome('Failure', this.#behaviour === 'busy' ? '5' : '3');
    }
  }

  #note(name: string, fields: Readonly<Record<string, string>>): void {
    const id = fields['Uniqueid'] ?? '';
    const known = this.#channels.get(id);
    if (name === 'Newchannel') this.#channels.set(id, { ...fields, BridgeId: '', Application: fields['Uniqueid'] !== fields['Linkedid'] ? 'AppDial' : 'Dial', ApplicationData: '', Duration: '00:00:07' });
    else if (name === 'Hangup') this.#channels.delete(id);
    else if (known !== undefined && name === 'BridgeEnter') known['BridgeId'] = fields['BridgeUniqueid'] ?? '';
    else if (known !== undefined && name === 'BridgeLeave') known['BridgeId'] = '';
    else if (known !== undefined && name === 'QueueCallerJoin') Object.assign(known, { Application: 'Queue', ApplicationData: `${fields['Queue'] ?? ''},t,,,30` });
    if (known !== undefined && name === 'Newstate') Object.assign(known, { ChannelState: fields['ChannelState'] ?? '', ChannelStateDesc: fields['ChannelStateDesc'] ?? '' });
  }

  #respond(socket: Socket, action: Record<string, string>, word: 'Success' | 'Error', fields: Record<string, string>): void {
    this.#write(socket, message('Response', word, { ...(action['ActionID'] === undefined ? {} : { ActionID: action['ActionID'] }), ...fields }));
  }

  #write(socket: Socket, text: string): void {
    if (!this.#isSilent && !socket.destroyed) socket.write(text);
  }
}

function message(kind: 'Event' | 'Response', name: string, fields: Readonly<Record<string, string>>): string {
  return `${kind}: ${name}\r\n${Object.entries(fields).map(([key, value]) => `${key}: ${value}\r\n`).join('')}\r\n`;
}
