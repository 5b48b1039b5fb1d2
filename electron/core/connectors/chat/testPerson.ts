/** For tests of this room: somebody else's chat program on a real server, and a desk's session beside it. */
import { randomUUID } from 'node:crypto';
import { client, xml } from '@xmpp/client';
import type { Prosody } from '../../../../e2e/world/prosody.ts';
import type { Effect, LiveEvent, RawRecord, Session, SyncBatch, Cursor, XmppConfig } from '../connector.ts';
import { bareOf, type Element } from './stanzas.ts';
import { useLogin } from './xmppClient.ts';
import { createXmppConnector } from './xmpp.ts';
import type { XmppTuning } from './xmppClient.ts';

export type Person = {
  readonly address: string;
  /** Every message stanza that came, in order. */
  readonly inbox: Element[];
  say(to: string, text: string, more?: { id?: string; children?: Element[]; type?: string }): Promise<string>;
  /** As a program would: many at once, and the server has all of them when it settles. */
  sayMany(to: string, texts: readonly string[]): Promise<void>;
  send(stanza: Element): Promise<void>;
  /** The first message, from now or before, that the test wants. */
  got(wanted: (message: Element) => boolean): Promise<Element>;
  leave(): Promise<void>;
};

const everybody = new Set<{ leave(): Promise<void> }>();

/** To be called when the tests of a file have ended. */
export async function leaveAll(): Promise<void> {
  await Promise.all([...everybody].map((one) => one.leave()));
  everybody.clear();
}

export async function logIn(server: Prosody, user: string, options: { isAvailable?: boolean; carbons?: boolean } = {}): Promise<Person> {
  const entity = client({ service: `xmpp://${server.host}:${server.port}`, domain: server.domain, username: user, password: `pw-${user}`, resource: randomUUID().slice(0, 8), timeout: 10_000 });
  entity.reconnect.stop();
  // The client's own takes a second for each log-in.
  useLogin(entity);
  entity.on('error', () => undefined);
  const inbox: Element[] = [];
  const waiting = new Set<() => void>();
  entity.on('stanza', (stanza: Element) => {
    if (stanza.getName() !== 'message') return;
    inbox.push(stanza);
    for (const look of waiting) look();
  });
  await entity.start();
  if (options.carbons === true) await entity.iqCaller.request(xml('iq', { type: 'set' }, xml('enable', { xmlns: 'urn:xmpp:carbons:2' })));
  if (options.isAvailable !== false) await entity.send(xml('presence'));
  const settle = (): Promise<unknown> => entity.iqCaller.request(xml('iq', { type: 'get', to: server.domain }, xml('ping', { xmlns: 'urn:xmpp:ping' })));
  const message = (to: string, text: string, id: string, type = 'chat', children: Element[] = []): Element => xml('message', { to, type, id }, xml('body', {}, text), ...children);
  const person: Person = {
    address: `${user}@${server.domain}`, inbox,
    say: async (to, text, { id = randomUUID(), children = [], type } = {}) => { await entity.send(message(to, text, id, type, children)); await settle(); return id; },
    sayMany: async (to, texts) => {
      for (const text of texts) await entity.send(message(to, text, randomUUID()));
      await settle();
    },
    send: async (stanza) => { await entity.send(stanza); await settle(); },
    got: (wanted) => new Promise((resolve) => {
      const look = (): void => {
        const found = inbox.find(wanted);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    }),
    leave: async () => { everybody.delete(person); await entity.stop().catch(() => undefined); },
  };
  everybody.add(person);
  return person;
}

export function chatConfig(server: Pick<Prosody, 'host' | 'port' | 'domain'>, user: string, more: Partial<XmppConfig> = {}): XmppConfig {
  return { address: `${user}@${server.domain}`, password: `pw-${user}`, host: server.host, port: server.port, security: 'plain', acceptInvalidCertificate: false, name: 'Casa Norte', ...more };
}

export type Desk = {
  readonly session: Session;
  readonly told: LiveEvent[];
  readonly cursors: Map<string, Cursor>;
  /** One pull to its end, committed batch by batch. */
  pull(): Promise<{ batches: SyncBatch[]; records: RawRecord[]; texts: string[] }>;
  /** Waits for news and pulls until a record that the test wants came. */
  until(wanted: (text: string) => boolean): Promise<RawRecord>;
  deliver(effect: Extract<Effect, { kind: 'chat' }>): Promise<{ outcome: string; passed: boolean; delivery: Awaited<ReturnType<NonNullable<Session['deliver']>>> }>;
  leave(): Promise<void>;
};

export async function openDesk(config: XmppConfig, options: { tuning?: Partial<XmppTuning>; cursors?: Map<string, Cursor>; accountId?: string; signal?: AbortSignal; nowMs?: () => number } = {}): Promise<Desk> {
  const told: LiveEvent[] = [];
  const { tuning = {}, cursors = new Map<string, Cursor>(), accountId = `${bareOf(config.address)}-desk`, signal = new AbortController().signal, nowMs = Date.now } = options;
  const session = await createXmppConnector(tuning).open({ setup: { accountId, kind: 'xmpp', config }, facts: {}, signal, nowMs, tell: (event) => told.push(event) });
  const pull = async () => {
    const batches: SyncBatch[] = [];
    for await (const batch of session.pull(cursors)) {
      batches.push(batch);
      cursors.set(batch.stream, JSON.parse(JSON.stringify(batch.cursor)) as Cursor);
    }
    const records = batches.flatMap((batch) => batch.records);
    return { batches, records, texts: records.map(rawText) };
  };
  const desk: Desk = {
    session, told, cursors, pull,
    until: async (wanted) => {
      for (;;) {
        const found = (await pull()).records.find((record) => wanted(rawText(record)));
        if (found !== undefined) return found;
        await session.waitForNews();
      }
    },
    deliver: async (effect) => {
      let passed = false;
      const delivery = await session.deliver?.(effect, () => { passed = true; return Promise.resolve(); });
      if (delivery === undefined) throw new Error('this session delivers nothing');
      return { outcome: delivery.outcome, passed, delivery };
    },
    leave: async () => { everybody.delete(desk); await session.close(); },
  };
  everybody.add(desk);
  return desk;
}

export function chatEffect(to: string, text: string, more: Partial<Extract<Effect, { kind: 'chat' }>> = {}): Extract<Effect, { kind: 'chat' }> {
  return { kind: 'chat', key: randomUUID(), createdAtMs: Date.now(), to, text, files: [], ...more };
}

export function rawText(record: RawRecord): string {
  return Buffer.from(record.raw).toString('utf8');
}

/** What stands between the tags of the body; test texts hold nothing that XML would escape. */
export function bodyOf(record: RawRecord): string {
  return /<body[^>]*>([^<]*)<\/body>/.exec(rawText(record))?.[1] ?? '';
}
