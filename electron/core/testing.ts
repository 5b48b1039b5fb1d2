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
import type { RawRecord } from './connectors/connector.ts';
import { createApply } from './operations/apply.ts';
import type { Apply } from './operations/apply.ts';
import { author } from './operations/commit.ts';
import type { OperationPayload, OperationType } from '../../shared/operations.ts';
import { openStore } from './store/open.ts';
import type { Store } from './store/open.ts';

export const DESK: DeskFacts = { country: 'AR', own: ['shop.example'], extensions: [{ extension: '1001', name: 'Ana' }], timeZone: 'America/Argentina/Buenos_Aires' };
export const NOW_MS = Date.UTC(2026, 10, 22, 15);

export type TestDesk = {
  store: Store;
  apply: Apply;
  ingest(records: RawRecord[], options?: { accountId?: string; importId?: string | null; stream?: string; gone?: string[]; renumbered?: string | null }): IngestResult;
  act<T extends OperationType>(type: T, payload: OperationPayload<T>): string;
};

export function testDesk(dir: string | null = null, keyHex: string | null = null): TestDesk {
  const store = openStore(dir, keyHex);
  let wallMs = NOW_MS;
  const clock = createClock(() => (wallMs += 1), null);
  const device = randomUUID();
  const apply = createApply({
    relink, normalForm,
    reassign: (writer, interactionId, touched, also) => applyAssignments(writer, interactionId, { customers: touched }, also),
    readCards: (writer, importId) => readCards(store, writer, importId, DESK, apply.recompute),
  });
  return {
    store, apply,
    ingest(records, { accountId = 'account', importId = null, stream = 'INBOX', gone = [], renumbered = null } = {}) {
      const incoming = records.map((record): IncomingRecord => ({ ...record, sizeBytes: record.raw.length, vault: null, prepared: prepareRecord(record, DESK, NOW_MS) }));
      return ingestBatch(store, { accountId, importId, desk: DESK, atMs: NOW_MS, recompute: apply.recompute },
        { stream, shown: stream, records: incoming, gone, flagged: [], renumbered, cursor: { at: records.length }, done: records.length, total: records.length, complete: true });
    },
    act(type, payload) {
      return store.write((writer) => {
        const operation = author(writer, { device, actor: 'Ana', clock }, type, payload);
        apply.apply(writer, operation);
        return operation.id;
      });
    },
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
