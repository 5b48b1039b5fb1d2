/**
 * Reads ahead: the next batches are fetched while the caller commits the one before, at most two or about 8 MiB of them.
 *
 * One producer puts, one consumer takes. After `stop` the producer's next `put` throws `Stopped`, which unwinds it.
 */
import type { SyncBatch } from '../connector.ts';
import { BATCH_BYTES } from './imapPull.ts';

/** Unwinds a producer nobody listens to any more; never leaves the connector. */
export class Stopped extends Error {
  constructor() {
    super('stopped');
    this.name = 'Stopped';
  }
}

const MAX_AHEAD = 2;
const MAX_BYTES_AHEAD = 2 * BATCH_BYTES;

export class BatchQueue {
  #waiting: { batch: SyncBatch; bytes: number }[] = [];
  #bytes = 0;
  #end: { thrown: unknown } | 'complete' | null = null;
  #isStopped = false;
  #wakers: (() => void)[] = [];

  /** Settles when the batch is in the queue and there is room to read on. @throws Stopped */
  async put(batch: SyncBatch): Promise<void> {
    if (this.#isStopped) throw new Stopped();
    const bytes = batch.records.reduce((sum, record) => sum + record.raw.byteLength, 0);
    this.#waiting.push({ batch, bytes });
    this.#bytes += bytes;
    this.#change();
    while (!this.#isStopped && (this.#waiting.length >= MAX_AHEAD || this.#bytes > MAX_BYTES_AHEAD)) await this.#nextChange();
    if (this.#isStopped) throw new Stopped();
  }

  /** The producer is done; what is queued is still handed out first. */
  complete(): void {
    this.#end ??= 'complete';
    this.#change();
  }

  /** The producer failed; what is queued before is still handed out, since it is whole. */
  fail(thrown: unknown): void {
    this.#end ??= { thrown };
    this.#change();
  }

  /** The next batch, or null after the last. @throws whatever the producer threw */
  async take(): Promise<SyncBatch | null> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next) {
        this.#bytes -= next.bytes;
        this.#change();
        return next.batch;
      }
      if (this.#end === 'complete') return null;
      if (this.#end) throw this.#end.thrown;
      if (this.#isStopped) return null;
      await this.#nextChange();
    }
  }

  /** The consumer leaves. */
  stop(): void {
    this.#isStopped = true;
    this.#change();
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => this.#wakers.push(resolve));
  }

  #change(): void {
    for (const wake of this.#wakers.splice(0)) wake();
  }
}
