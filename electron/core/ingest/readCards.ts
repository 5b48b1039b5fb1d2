/** Cards and rows of one import, made into rows again from their raw records (it was taken back, or put back). */
import { applyRecord, isRevoked, newPending } from './ingest.ts';
import type { DeskFacts } from './normalised.ts';
import { prepareRecord } from './prepare.ts';
import { membersOf } from '../store/customers.ts';
import type { Store, Writer } from '../store/open.ts';
import { firstSaidAtMs, rowsThatHold } from '../store/selling.ts';
import { rawBytes, record } from '../store/sources.ts';

/** What an import that holds said, and what other imports say as well. @returns the points that it speaks about */
export function readCards(store: Store, writer: Writer, importId: string, desk: DeskFacts, recompute: (writer: Writer, subjects: readonly string[]) => void): number[] {
  const pending = newPending(writer);
  const cards = isRevoked(writer, importId) ? [] : (writer.prepare("SELECT id FROM source_record WHERE import_id = ? AND kind = 'card' AND unreadable IS NULL ORDER BY id").all(importId) as { id: number }[]).map((row) => row.id);
  for (const id of [...cards, ...rowsThatHold(writer, importId)]) {
    const row = record(writer, id);
    if (row === null || row.unreadable !== null) continue;
    const prepared = prepareRecord({ kind: row.kind === 'row' ? 'row' : 'card', place: '', raw: rawBytes(store, row), context: row.context, receivedAtMs: row.receivedAtMs }, desk, row.readAtMs);
    applyRecord(writer, id, prepared, row.kind === 'row' ? firstSaidAtMs(writer, id) : (row.receivedAtMs ?? row.readAtMs), pending, { recompute });
  }
  return [...pending.seeds, ...[...pending.customers].flatMap((customer) => membersOf(writer, customer).map((member) => member.id))];
}
