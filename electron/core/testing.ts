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
import { extraColumns } from './connectors/files/formats/cdrRow.ts';
import { createApply } from './operations/apply.ts';
import type { Apply } from './operations/apply.ts';
import { author } from './operations/commit.ts';
import type { Operation, OperationPayload, OperationType } from '../../shared/operations.ts';
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
