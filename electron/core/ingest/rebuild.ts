/**
 * Makes every derived row anew from truth: source records and operations. Nothing of truth is touched, so a rebuild
 * that is cut short loses nothing: `isRebuildDue` says so at the next start, and it is begun again.
 */
import type { NowMs } from '../../../shared/time.ts';
import type { StoredRecord } from '../hostPort.ts';
import type { Apply } from '../operations/apply.ts';
import { MARK, interactionOfRecord, setMark } from '../store/interactions.ts';
import type { Reader, Store, Writer } from '../store/open.ts';
import { allOperations } from '../store/operations.ts';
import { firstSaidAtMs, isRowSaid } from '../store/selling.ts';
import { isGone, rawBytes, recordsAfter } from '../store/sources.ts';
import type { RecordRow } from '../store/sources.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import { applyRecord, isRevoked, newPending, settle } from './ingest.ts';
import type { DeskFacts } from './normalised.ts';
import type { PreparedRecord } from './prepare.ts';

const DERIVED = ['party', 'party_if_known', 'interaction', 'claim', 'evidence', 'link', 'pair_decision', 'assignment', 'revoked_import', 'customer', 'contact_point', 'operation_subject', 'operation_waiting', 'delivery', 'interaction_link', 'settled', 'template', 'call_channel', 'index_log',
  'shop_part', 'desk_case', 'case_tag', 'case_interaction', 'case_check', 'case_escalation', 'task', 'queue_view', 'preference', 'visit', 'visit_item', 'survey_reply', 'survey',
  'product', 'price', 'shop_order', 'offer', 'offer_presented', 'offer_answer', 'favourite', 'rule', 'action_answer'];
const PAGE = 250;
/** Raw bytes that one page holds in memory, twice for a moment: here and on their way to the reading thread. */
const PAGE_BYTES = 8 * 1024 * 1024;
const DUE = 'rebuild.due';

export type RebuildPorts = {
  store: Store;
  desk: DeskFacts;
  nowMs: NowMs;
  apply: Apply;
  /** Reads raw records again, off this thread. */
  prepare(records: StoredRecord[]): Promise<PreparedRecord[]>;
};

/** What is derived no longer says what truth says: settings changed how records are read, or a rebuild was cut short. */
export function isRebuildDue(reader: Reader): boolean {
  return readSetting(reader, DUE) === true;
}

/** Written together with what makes the rebuild necessary, so that a crash before its end is not forgotten. */
export function markRebuildDue(writer: Writer): void {
  writeSetting(writer, DUE, true);
}

/** While it runs, the window sees the history grow again from the start. @returns how many records were read */
export async function rebuild(ports: RebuildPorts): Promise<number> {
  const { store } = ports;
  store.write((writer) => {
    for (const table of DERIVED) writer.prepare(`DELETE FROM ${table}`).run();
    markRebuildDue(writer);
    const generation = readSetting(writer, 'index.generation');
    writeSetting(writer, 'index.generation', (typeof generation === 'number' ? generation : 0) + 1);
    writer.touch('customers');
  });
  let read = 0;
  for (let last = 0; ; ) {
    const rows = firstBytes(recordsAfter(store, last, PAGE));
    if (rows.length === 0) break;
    last = (rows.at(-1) as RecordRow).id;
    read += rows.length;
    const readable = rows.map((row) => ({ row, raw: readOrNull(store, row) })).filter((entry) => entry.raw !== null);
    const prepared = await ports.prepare(readable.map(({ row, raw }) => ({ kind: row.kind, raw: raw as Uint8Array, context: row.context, receivedAtMs: row.receivedAtMs, readAtMs: row.readAtMs })));
    store.write((writer) => applyPage(ports, writer, readable.map(({ row }) => row), prepared));
  }
  store.write((writer) => {
    for (const operation of allOperations(writer)) ports.apply.apply(writer, operation);
    writeSetting(writer, DUE, false);
    for (const topic of ['customers', 'queue', 'sync', 'app', 'settings', 'selling'] as const) writer.touch(topic);
  });
  return read;
}

function applyPage(ports: RebuildPorts, writer: Writer, rows: readonly RecordRow[], prepared: readonly PreparedRecord[]): void {
  const pending = newPending(writer);
  const context = { recompute: (inner: Writer, subjects: readonly string[]): void => ports.apply.recompute(inner, subjects) };
  rows.forEach((row, n) => {
    const fresh = prepared[n];
    if (fresh === undefined) return;
    writer.prepare('UPDATE source_record SET unreadable = ?, group_key = ? WHERE id = ? AND (unreadable IS NOT ? OR group_key IS NOT ?)').run(fresh.unreadable, fresh.groupKey, row.id, fresh.unreadable, fresh.groupKey);
    // By its new key the record is known when its source is read again; of two that have become one, the first has it.
    if (fresh.recordKey !== row.recordKey) writer.prepare('UPDATE OR IGNORE source_record SET record_key = ? WHERE id = ?').run(fresh.recordKey, row.id);
    if (fresh.unreadable !== null || (row.kind === 'card' && isRevoked(writer, row.importId)) || (row.kind === 'row' && !isRowSaid(writer, row.id))) return;
    applyRecord(writer, row.id, fresh, row.kind === 'row' ? firstSaidAtMs(writer, row.id) : (row.receivedAtMs ?? row.readAtMs), pending, context);
  });
  settle(ports.store, writer, pending, { ...context, desk: ports.desk });
  for (const row of rows) {
    const interaction = row.kind !== 'row' && isGone(writer, row.id) ? interactionOfRecord(writer, row.id) : null;
    if (interaction !== null) setMark(writer, interaction.key, MARK.gone, true);
  }
}

/** As many rows of a page as may be held at once, at least one. */
function firstBytes(rows: readonly RecordRow[]): readonly RecordRow[] {
  let bytes = 0;
  const end = rows.findIndex((row, n) => (bytes += row.sizeBytes) > PAGE_BYTES && n > 0);
  return end < 0 ? rows : rows.slice(0, end);
}

/** Bytes that the disk no longer gives are said by `check`; the rest is made all the same. */
function readOrNull(store: Store, row: RecordRow): Uint8Array | null {
  try {
    return rawBytes(store, row);
  } catch {
    return null;
  }
}
