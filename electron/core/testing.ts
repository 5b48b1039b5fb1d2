/** A store in memory with hand-made sources, for the tests of this room. Nothing of it is shipped. */
import { randomUUID } from 'node:crypto';
import { createClock } from './clock.ts';
import { applyAssignments } from './ingest/assigning.ts';
import { ingestBatch } from './ingest/ingest.ts';
import type { IncomingRecord, IngestResult } from './ingest/ingest.ts';
import { relink } from './ingest/linking.ts';
import type { DeskFacts } from './ingest/normalised.ts';
import { normalForm, prepareRecord } from './ingest/prepare.ts';
import { readCards } from './ingest/readCards.ts';
import { rebuild } from './ingest/rebuild.ts';
import type { RawRecord } from './connectors/connector.ts';
import type { StanzaContext } from './connectors/chat/stanzas.ts';
import { extraColumns } from './connectors/files/formats/cdrRow.ts';
import { meaningsOf } from './connectors/files/formats/shopColumns.ts';
import type { RowContext } from './connectors/files/formats/shopTable.ts';
import type { HeardCall, HeardChannel } from './connectors/files/formats/heardCall.ts';
import { createApply } from './operations/apply.ts';
import type { Apply } from './operations/apply.ts';
import { author } from './operations/commit.ts';
import type { Operation, OperationPayload, OperationType } from '../../shared/operations.ts';
import type { ShopTable } from '../../shared/selling.ts';
import { openStore } from './store/open.ts';
import type { Store } from './store/open.ts';
import { appendOperation } from './store/operations.ts';

export const DESK: DeskFacts = { country: 'AR', own: ['shop.example'], extensions: [{ extension: '1001', name: 'Ana' }], timeZone: 'America/Argentina/Buenos_Aires' };
export const NOW_MS = Date.UTC(2026, 10, 22, 15);

export type TestDesk = {
  store: Store;
  apply: Apply;
  device: string;
  ingest(records: RawRecord[], options?: { accountId?: string; importId?: string | null; stream?: string; gone?: string[]; renumbered?: string | null }): IngestResult;
  act<T extends OperationType>(type: T, payload: OperationPayload<T>): string;
  /** An operation of another device arrives, perhaps once more. */
  receive(operation: Operation): void;
  rebuild(): Promise<number>;
};

/** Numbers that look drawn and are the same in every run (mulberry32). */
export function seeded(seed: number): { below(limit: number): number; pick<T>(from: readonly T[]): T; shuffle<T>(list: readonly T[]): T[] } {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    pick: (from) => from[below(from.length)] as (typeof from)[number],
    shuffle(list) {
      const result = [...list];
      for (let at = result.length - 1; at > 0; at--) {
        const other = below(at + 1);
        [result[at], result[other]] = [result[other] as (typeof result)[number], result[at] as (typeof result)[number]];
      }
      return result;
    },
  };
}

/** @param aheadMs how far this desk's wall clock is off */
export function testDesk(dir: string | null = null, keyHex: string | null = null, aheadMs = 0): TestDesk {
  const store = openStore(dir, keyHex);
  let wallMs = NOW_MS + aheadMs;
  const clock = createClock(() => (wallMs += 1), null);
  const device = randomUUID();
  const apply = createApply({
    relink, normalForm,
    reassign: (writer, interactionId, touched, also) => applyAssignments(writer, interactionId, { customers: touched }, also),
    readCards: (writer, importId) => readCards(store, writer, importId, DESK, apply.recompute),
  });
  return {
    store, apply, device,
    ingest(records, { accountId = 'account', importId = null, stream = 'INBOX', gone = [], renumbered = null } = {}) {
      const incoming = records.map((record): IncomingRecord => ({ ...record, sizeBytes: record.raw.length, vault: null, prepared: prepareRecord(record, DESK, NOW_MS) }));
      return ingestBatch(store, { accountId, importId, desk: DESK, atMs: NOW_MS, recompute: apply.recompute },
        { stream, shown: stream, readAtMs: NOW_MS, records: incoming, gone, flagged: [], renumbered, cursor: { at: records.length }, done: records.length, total: records.length, complete: true });
    },
    act(type, payload) {
      return store.write((writer) => {
        const operation = author(writer, { device, actor: 'Ana', clock }, type, payload);
        apply.apply(writer, operation);
        return operation.id;
      });
    },
    receive(operation) {
      clock.receive(operation.hlc);
      store.write((writer) => {
        appendOperation(writer, operation);
        apply.apply(writer, operation);
      });
    },
    rebuild: () => rebuild({
      store, desk: DESK, nowMs: () => NOW_MS, apply,
      prepare: async (records) => records.map((record) => prepareRecord({ ...record, kind: record.kind as RawRecord['kind'], place: '' }, DESK, record.readAtMs)),
    }),
  };
}

let nextPlace = 1;

/** A plain mail; times in minutes before NOW_MS. */
export function mail(options: { from: string; to?: string; cc?: string; subject?: string; text?: string; id?: string; minutesAgo?: number; extra?: string; place?: string }): RawRecord {
  const atMs = NOW_MS - (options.minutesAgo ?? 60) * 60_000;
  const id = options.id ?? `m${nextPlace}@test.example`;
  const lines = [`From: ${options.from}`, `To: ${options.to ?? 'ventas@shop.example'}`, ...(options.cc === undefined ? [] : [`Cc: ${options.cc}`]), `Subject: ${options.subject ?? 'Hola'}`,
    `Date: ${new Date(atMs).toUTCString().replace('GMT', '+0000')}`, `Message-ID: <${id}>`, ...(options.extra === undefined ? [] : [options.extra]), 'Content-Type: text/plain; charset=utf-8', '', options.text ?? 'Texto.'];
  return { kind: 'mail', place: options.place ?? `1.${nextPlace++}`, raw: Buffer.from(lines.join('\r\n')), context: null, receivedAtMs: atMs, flags: [] };
}

/** One contact's card; the source says it is of `minutesAgo`. */
export function card(options: { name?: string; mails?: string[]; phones?: string[]; whatsapp?: string[]; document?: string; minutesAgo?: number }): RawRecord {
  const lines = ['BEGIN:VCARD', 'VERSION:3.0', `FN:${options.name ?? ''}`, ...(options.mails ?? []).map((address) => `EMAIL:${address}`), ...(options.phones ?? []).map((number) => `TEL:${number}`),
    ...(options.whatsapp ?? []).map((number) => `IMPP:whatsapp:${number}`), ...(options.document === undefined ? [] : [`X-DNI:${options.document}`]), 'END:VCARD'];
  return { kind: 'card', place: `c.${nextPlace++}`, raw: Buffer.from(`${lines.join('\r\n')}\r\n`), context: { format: 'vcard' }, receivedAtMs: NOW_MS - (options.minutesAgo ?? 10) * 60_000, flags: [] };
}

/** One row of a call log; rows of one `call` are one call. `from` and `to` are numbers or extensions. */
export function cdr(options: { from: string; to: string; call: string; sequence?: number; minutesAgo?: number; talkS?: number; channel?: string; toChannel?: string; context?: string; name?: string }): RawRecord {
  const at = new Date(NOW_MS - (options.minutesAgo ?? 60) * 60_000 - 3 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  const talkS = options.talkS ?? 60;
  const cells = ['', options.from, options.to, options.context ?? 'from-trunk', `"${options.name ?? options.from}" <${options.from}>`, options.channel ?? 'PJSIP/trunk-00000001', options.toChannel ?? `PJSIP/${options.to}-00000002`, 'Dial', '', at, talkS > 0 ? at : '', at,
    String(talkS + 5), String(talkS), talkS > 0 ? 'ANSWERED' : 'NO ANSWER', 'DOCUMENTATION', options.sequence === undefined ? options.call : `${options.call}.${options.sequence}`, '', '', options.call, String(options.sequence ?? 1)];
  const raw = Buffer.from(cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','));
  return { kind: 'cdr', place: `l.${nextPlace++}`, raw, context: { extra: extraColumns(21, 'uniqueid') }, receivedAtMs: null, flags: [] };
}

/** One message of an exported chat with `peer` (a name, or a number). */
export function chat(options: { peer: string; text: string; ours?: boolean; minutesAgo?: number }): RawRecord {
  const local = new Date(NOW_MS - (options.minutesAgo ?? 60) * 60_000 - 3 * 3_600_000).toISOString();
  const [, year, month, day, hour] = /^\d\d(\d\d)-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(local) as RegExpExecArray;
  const author = options.ours === true ? 'Shop' : options.peer;
  const context = { network: 'whatsapp', chat: options.peer, peer: options.peer, isGroup: false, authors: [options.peer, 'Shop'], order: 'dmy', nth: 0, inMoment: 0 };
  return { kind: 'chat', place: `g.${nextPlace++}`, raw: Buffer.from(`${day}/${month}/${year}, ${hour} - ${author}: ${options.text}`), context, receivedAtMs: null, flags: [] };
}

/** One row of a shop's CSV table with this header; its file is of `minutesAgo`. */
export function row(table: ShopTable, header: string, raw: string, minutesAgo = 10): RawRecord {
  const columns = meaningsOf(header.split(','), table);
  const context: RowContext = { table, shape: { format: 'csv', delimiter: ',' }, columns, marks: {}, dates: null, replacedBy: null };
  return { kind: 'row', place: `t.${nextPlace++}`, raw: Buffer.from(raw), context, receivedAtMs: NOW_MS - minutesAgo * 60_000, flags: [] };
}

/** The address of our own chat account. */
export const OWN_CHAT = 'ventas@chat.shop.example';

/** One XMPP message as the archive or the live connection brings it. */
export function stanza(xml: string, options: { minutesAgo?: number; archiveId?: string | null; via?: StanzaContext['via'] } = {}): RawRecord {
  const context: StanzaContext = { own: OWN_CHAT, ownName: 'Ana', archiveId: options.archiveId ?? null, stampMs: NOW_MS - (options.minutesAgo ?? 60) * 60_000, isStampDoubtful: false, via: options.via ?? 'live', name: '' };
  return { kind: 'stanza', place: `x.${nextPlace++}`, raw: Buffer.from(xml), context, receivedAtMs: context.stampMs, flags: [] };
}

/** What we said in a chat, as the server has it. */
export function chatSent(options: { to: string; text: string; originId: string }): string {
  return `<message xmlns='jabber:client' type='chat' from='${OWN_CHAT}/desk' to='${options.to}' id='${options.originId}'><body>${options.text}</body><origin-id xmlns='urn:xmpp:sid:0' id='${options.originId}'/></message>`;
}

/** That a message of ours arrived (XEP-0184) or was shown (XEP-0333). */
export function chatReceipt(options: { from: string; about: string; isRead?: boolean }): string {
  const [name, namespace] = options.isRead === true ? ['displayed', 'urn:xmpp:chat-markers:0'] : ['received', 'urn:xmpp:receipts'];
  return `<message xmlns='jabber:client' from='${options.from}/phone' to='${OWN_CHAT}' id='r-${name}-${options.about}'><${name} xmlns='${namespace}' id='${options.about}'/></message>`;
}

/** An unanswered call to 1001 as a live connection heard it. */
export function heardCall(options: { from: string; call: string; minutesAgo?: number; name?: string }): RawRecord {
  const startedAtMs = NOW_MS - (options.minutesAgo ?? 60) * 60_000 + 250;
  const endedAtMs = startedAtMs + 20_000;
  const channel: HeardChannel = { id: options.call, name: 'PJSIP/trunk-00000001', number: options.from, callerName: options.name ?? '', exten: '1001', context: 'from-trunk', startedAtMs, endedAtMs, dialledBy: null, dialString: '', dialStatus: '', talks: [] };
  const call: HeardCall = { linkedid: options.call, isWhole: true, startedAtMs, endedAtMs, queues: [], channels: [channel], transfers: [], dialled: '' };
  return { kind: 'call', place: `h.${nextPlace++}`, raw: Buffer.from(JSON.stringify(call)), context: { format: 'heardCall' }, receivedAtMs: startedAtMs, flags: [] };
}

/** What a mail server reports of a mail of ours (RFC 3464): `delayed`, `delivered`, `failed`. */
export function deliveryReport(options: { action: string; about: string; recipient: string; minutesAgo?: number }): RawRecord {
  const atMs = NOW_MS - (options.minutesAgo ?? 60) * 60_000;
  const lines = ['From: MAILER-DAEMON@mx.example', 'To: ventas@shop.example', `Date: ${new Date(atMs).toUTCString()}`, `Message-ID: <${options.action}.${options.about}>`, 'Subject: Delivery report',
    'Auto-Submitted: auto-replied', 'MIME-Version: 1.0', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b', '', '--b', 'Content-Type: text/plain', '', 'Report.', '--b', 'Content-Type: message/delivery-status', '',
    'Reporting-MTA: dns; mx.example', '', `Final-Recipient: rfc822; ${options.recipient}`, `Action: ${options.action}`, `Status: ${{ delayed: '4.4.1', delivered: '2.0.0' }[options.action] ?? '5.1.1'}`, `Diagnostic-Code: smtp; 550 ${options.action}`, '',
    '--b', 'Content-Type: text/rfc822-headers', '', `Message-ID: <${options.about}>`, 'From: ventas@shop.example', `To: ${options.recipient}`, 'Subject: Hola', '', '--b--', ''];
  return { kind: 'mail', place: `1.${nextPlace++}`, raw: Buffer.from(lines.join('\r\n')), context: null, receivedAtMs: atMs, flags: [] };
}
