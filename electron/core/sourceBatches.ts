/**
 * Batches on their way from the source host into the store.
 *
 * Promises that a batch is committed before the host hears so, in the order of arrival, one transaction a turn of the
 * event loop; and that nothing is stored while the history is held (made anew).
 */
import { DeskError, invariant, toErrorData } from '../../shared/result.ts';
import type { NowMs } from '../../shared/time.ts';
import type { FromHost, ToHost } from './hostPort.ts';
import { ingestBatch } from './ingest/ingest.ts';
import type { IncomingBatch, IngestResult } from './ingest/ingest.ts';
import type { DeskFacts } from './ingest/normalised.ts';
import type { Store, Writer } from './store/open.ts';

export type Batch = Extract<FromHost, { type: 'batch' }>;
export type Batches = ReturnType<typeof createBatches>;

export type BatchPorts = {
  store: Store;
  nowMs: NowMs;
  desk(): DeskFacts;
  recompute(writer: Writer, subjects: readonly string[]): void;
  isWatched(): boolean;
  post(message: ToHost): void;
  /** Tells the host how records are to be read now. @returns the version of these facts */
  tellDesk(): number;
  /** Whose run a batch is of; null when it has ended. */
  run(id: number): { accountId: string; importId: string | null } | null;
  committed(batch: Batch, sum: IngestResult): void;
};

/** While somebody looks, a transaction takes a few milliseconds: larger ones are cheaper, and felt. */
const WATCHED_RECORDS = 40;
const CANCELLED = toErrorData(new DeskError('cancelled'));

type Queued = { message: Batch; parts: IncomingBatch[]; sum: IngestResult };

export function createBatches(ports: BatchPorts) {
  const queue: Queued[] = [];
  /** Batches that came while the history was held; null while it is not. */
  let held: Batch[] | null = null;
  let released: Promise<void> = Promise.resolve();
  let isClosed = false;

  function enqueue(message: Batch): void {
    queue.push({ message, parts: inParts(message.batch, ports.isWatched() ? WATCHED_RECORDS : message.batch.records.length), sum: { stored: 0, known: 0, quarantined: 0, arrived: [] } });
    if (queue.length === 1) setImmediate(commitNext);
  }

  /** One transaction a turn of the event loop: whoever asks in between is answered before the next. */
  function commitNext(): void {
    const first = queue[0];
    // While the history is made anew nothing is added to it; the release goes on here.
    if (first === undefined || isClosed || held !== null) return;
    if (commitPart(first)) queue.shift();
    if (queue.length > 0) setImmediate(commitNext);
  }

  /** @returns true when the batch is through, committed or refused */
  function commitPart({ message, parts, sum }: Queued): boolean {
    const run = ports.run(message.run);
    const refuse = (answer: ToHost): true => {
      ports.post(answer);
      return true;
    };
    if (run === null) return refuse({ type: 'committed', id: message.id, error: CANCELLED });
    if (ports.tellDesk() !== message.deskVersion) return refuse({ type: 'stale', id: message.id });
    try {
      const part = parts.shift() as IncomingBatch;
      const result = ingestBatch(ports.store, { ...run, desk: ports.desk(), atMs: ports.nowMs(), recompute: ports.recompute }, part);
      for (const key of ['stored', 'known', 'quarantined'] as const) sum[key] += result[key];
      sum.arrived.push(...result.arrived);
    } catch (thrown) {
      return refuse({ type: 'committed', id: message.id, error: toErrorData(thrown) });
    }
    if (parts.length > 0) return false;
    ports.committed(message, sum);
    ports.post({ type: 'committed', id: message.id, error: null });
    return true;
  }

  return {
    take(message: Batch): void {
      if (held !== null) held.push(message);
      else enqueue(message);
    },

    /** Keeps every batch out of the store until `work` has settled; what came meanwhile is committed afterwards. One at a time. */
    async hold<T>(work: () => Promise<T>): Promise<T> {
      invariant(held === null, 'a hold inside a hold');
      held = [];
      let release = (): void => undefined;
      released = new Promise((settle) => { release = settle; });
      try {
        return await work();
      } finally {
        const batches = held;
        held = null;
        release();
        if (queue.length > 0) setImmediate(commitNext);
        if (!isClosed) for (const batch of batches) enqueue(batch);
      }
    },

    /** Settles when the history is not held. */
    async whenReleased(): Promise<void> {
      while (held !== null) await released;
    },

    /** The host that sent them fell: nobody waits for their answer, and they come again. */
    forgetHeld(): void {
      if (held !== null) held = [];
    },

    close(): void {
      isClosed = true;
    },
  };
}

/** Parts of a batch in its order; the first forgets the old numbering, the last moves the cursor. What a crash leaves of the others is known when it comes again. */
function inParts(batch: IncomingBatch, size: number): IncomingBatch[] {
  const parts: IncomingBatch[] = [];
  for (let from = 0; from === 0 || from < batch.records.length; from += Math.max(1, size)) {
    parts.push({ ...batch, records: batch.records.slice(from, from + Math.max(1, size)), renumbered: from === 0 ? batch.renumbered : null, gone: [], flagged: [], gaps: [], cursor: null });
  }
  Object.assign(parts.at(-1) as IncomingBatch, { gone: batch.gone, flagged: batch.flagged, gaps: batch.gaps, cursor: batch.cursor });
  return parts;
}
