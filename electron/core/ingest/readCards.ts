/** Cards of one import, made into rows again from their raw records (an undo that is undone). */
import { applyRecord, newPending } from './ingest.ts';
import type { DeskFacts } from './normalised.ts';
import { prepareRecord } from './prepare.ts';
import { membersOf } from '../store/customers.ts';
import type { Store, Writer } from '../store/open.ts';
import { rawBytes, record } from '../store/sources.ts';

/** @returns the points that the cards speak about */
export function readCards(store: Store, writer: Writer, importId: string, desk: DeskFacts, recompute: (writer: Writer, subjects: readonly string[]) => void): number[] {
  const pending = newPending(writer);
  for (const { id } of writer.prepare("SELECT id FROM source_record WHERE import_id = ? AND kind = 'card' AND unreadable IS NULL ORDER BY id").all(importId) as { id: number }[]) {
    const row = record(writer, id);
    if (row === null) continue;
    const prepared = prepareRecord({ kind: 'card', place: '', raw: rawBytes(store, row), context: row.context, receivedAtMs: row.receivedAtMs }, desk, row.readAtMs);
    applyRecord(writer, id, prepared, row.receivedAtMs ?? row.readAtMs, pending, { recompute });
  }
  return [...pending.seeds, ...[...pending.customers].flatMap((customer) => membersOf(writer, customer).map((member) => member.id))];
}
