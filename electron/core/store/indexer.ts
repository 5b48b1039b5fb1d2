/**
 * The indexer's thread: follows the history and keeps `search.db` up to it.
 *
 * Owns when to work: one new mail is searchable within a tenth of a second; while a sync pours rows in, it waits for
 * large chunks, because FTS5's cost for each row falls with the size of the transaction; when all is quiet it tidies.
 * Promises that a broken index is made anew and never stops the console. Never changes a row of the history; it only
 * moves what was committed from the log into the file (a checkpoint), so that the thread which answers queries need not
 * wait for the disk.
 */
import type { MessagePort } from 'node:worker_threads';
import { DeskError, toErrorData } from '../../../shared/result.ts';
import type { ErrorData } from '../../../shared/result.ts';
import { SECOND_MS } from '../../../shared/time.ts';
import type { PhoneDigits } from './indexPoints.ts';
import { openIndexer } from './indexRows.ts';
import type { Indexer } from './indexRows.ts';

/** `wake`: something was committed. `remake`: a reader found the index broken. `stop`: finish and answer `stopped`. */
export type ToIndexer = { type: 'wake' } | { type: 'remake' } | { type: 'stop' };
/** `indexed`: index_log may be pruned up to `seq`; `pending` rows are still to be done. */
export type FromIndexer = { type: 'indexed'; seq: number; pending: number } | { type: 'failed'; error: ErrorData } | { type: 'stopped' };

export type IndexerConfig = { dir: string; historyFile: string; keyHex: string };

/** Few rows waiting is somebody's new mail; more is a sync. */
const FEW_ROWS = 200;
const MANY_ROWS = 6_000;
const QUIET_MS = 25;
const GATHER_MS = 800;
/** So long after a large chunk, few rows are still taken for a part of the same sync. */
const BULK_MS = 2 * SECOND_MS;
const TIDY_AFTER_MS = 1_500;
/** Between two steps, so that messages are heard. */
const BREATH_MS = 5;
const RETRY_MS = 15 * SECOND_MS;

/** Runs until `stop`. The port is the thread's own; `phoneDigits` gives the search spellings of an E.164 number. */
export function runIndexer(port: Pick<MessagePort, 'postMessage' | 'on' | 'close'>, config: IndexerConfig, phoneDigits: PhoneDigits): void {
  let indexer: Indexer | null = null;
  let timer: NodeJS.Timeout | null = null;
  let firstWakeAtMs: number | null = null;
  let hasRemade = false;
  /** After an error nothing is tried before the timer, however often somebody wakes. */
  let isBroken = false;
  let bulkAtMs = -Infinity;
  const tell = (message: FromIndexer): void => port.postMessage(message);
  const after = (delayMs: number, work: () => void): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => attempt(work), delayMs);
  };

  function attempt(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      fail(thrown);
    }
  }

  /** A broken file is made anew once; anything else (a full disk, a locked file) is tried again later. */
  function fail(thrown: unknown): void {
    tell({ type: 'failed', error: toErrorData(thrown) });
    if (thrown instanceof DeskError && thrown.code === 'database-corrupt' && indexer !== null && !hasRemade) {
      hasRemade = true;
      after(BREATH_MS, () => { indexer?.remake(); step(); });
      return;
    }
    indexer?.close();
    indexer = null;
    isBroken = true;
    after(RETRY_MS, start);
  }

  function start(): void {
    isBroken = false;
    indexer ??= openIndexer(config.dir, config.historyFile, config.keyHex, phoneDigits);
    step();
  }

  function step(): void {
    if (indexer === null) return start();
    firstWakeAtMs = null;
    const done = indexer.step();
    if (done.rows > FEW_ROWS) bulkAtMs = performance.now();
    tell({ type: 'indexed', seq: done.seq, pending: done.pending });
    if (done.rows > FEW_ROWS) indexer.checkpoint();
    if (done.pending === 0) {
      hasRemade = false;
      after(TIDY_AFTER_MS, tidy);
    } else if (done.rows > 0) after(BREATH_MS, gather);
  }

  /** Starts at once for little or for much; in between, lets a running sync fill the chunk, but not for long. */
  function gather(): void {
    if (indexer === null) return start();
    const waiting = indexer.waiting();
    const nowMs = performance.now();
    firstWakeAtMs ??= nowMs;
    const isSync = waiting > FEW_ROWS || nowMs - bulkAtMs < BULK_MS;
    if (isSync && waiting > 0 && waiting < MANY_ROWS && nowMs - firstWakeAtMs < GATHER_MS) after(QUIET_MS * 4, () => (indexer?.waiting() === waiting ? step() : gather()));
    else step();
  }

  function tidy(): void {
    if (indexer?.tidy() === true) after(BREATH_MS, tidy);
    else indexer?.checkpoint();
  }

  port.on('message', (message: ToIndexer) => {
    if (message.type === 'stop') {
      if (timer !== null) clearTimeout(timer);
      indexer?.close();
      tell({ type: 'stopped' });
      port.close();
    } else if (message.type === 'remake') attempt(() => { indexer?.remake(); step(); });
    else if (firstWakeAtMs === null && !isBroken) {
      firstWakeAtMs = performance.now();
      after(QUIET_MS, gather);
    }
  });
  after(0, start);
}
