/** What the batches of this room have in common. */
import type { RawRecord, SyncBatch } from '../connector.ts';

/** Records of one batch (connector.ts). */
export const BATCH_RECORDS = 250;

type Part = Pick<SyncBatch, 'stream' | 'shown' | 'cursor' | 'done' | 'total' | 'complete'> & { records: RawRecord[]; gaps?: SyncBatch['gaps'] };

/** A batch with the parts left at their rest that calls never need: nothing vanishes from a call log, and nothing is flagged. */
export function callBatch({ gaps, ...part }: Part): SyncBatch {
  return { gone: [], flagged: [], renumbered: null, ...part, ...(gaps === undefined ? {} : { gaps }) };
}
