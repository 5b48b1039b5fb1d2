/**
 * One loop for each account: open, pull until complete, wait for news, pull again; after an error wait and try again.
 *
 * Promises: batches are committed in the order in which the connector gave them; after any failure the next try
 * starts from the cursors that were committed. Knows nothing of protocols or of the store.
 */
import type { AccountFacts } from '../../../shared/accounts.ts';
import type { AccountPhase } from '../../../shared/contract.ts';
import { DeskError, toErrorData } from '../../../shared/result.ts';
import type { ErrorData } from '../../../shared/result.ts';
import { MINUTE_MS, SECOND_MS } from '../../../shared/time.ts';
import type { AccountSetup, Connector, Cursor, LiveEvent, Session, SyncBatch } from './connector.ts';

export type RunnerPorts = {
  /** What was learnt of the server in former sessions. */
  facts(): AccountFacts;
  tell(event: LiveEvent): void;
  /** The session that is open now, for whoever wants to deliver something through it; null once it is to be closed. */
  opened(session: Session | null): void;
  /** Makes rows of the batch and stores its large bytes; may run while the batch before is being committed. */
  prepare(batch: SyncBatch): Promise<Prepared>;
  /** Settles when the batch is committed. @throws DeskError disk-full and the like */
  commit(prepared: Prepared): Promise<void>;
  report(state: { phase: AccountPhase; error: ErrorData | null; nextTryAtMs: number | null }): void;
  nowMs(): number;
  /** Settles after so long, or at once when the signal or a nudge comes; answers whether it was a nudge. */
  pause(ms: number, signal: AbortSignal): Promise<boolean>;
};

/** Opaque to the runner. */
export type Prepared = { readonly stream: string; readonly cursor: Cursor };

/** Batches that may be prepared ahead of the one being committed. */
const AHEAD = 2;
const FIRST_RETRY_MS = 2 * SECOND_MS;
const LAST_RETRY_MS = 5 * MINUTE_MS;
/** What only a person can mend is looked at again now and then: they may mend it on the server's side. */
const PERSON_RETRY_MS = 10 * MINUTE_MS;

/**
 * Runs until the signal ends it (`live`), or until everything was pulled (`once`).
 * @throws DeskError in `once` mode, with what went wrong; a live run reports instead
 */
export async function runAccount(connector: Connector, setup: AccountSetup, cursors: Map<string, Cursor>, mode: 'once' | 'live', signal: AbortSignal, ports: RunnerPorts): Promise<void> {
  for (let failures = 0; !signal.aborted; ) {
    let session: Session | null = null;
    try {
      ports.report({ phase: 'connecting', error: null, nextTryAtMs: null });
      session = await connector.open({ setup, facts: ports.facts(), signal, nowMs: ports.nowMs, tell: ports.tell });
      ports.opened(session);
      while (!signal.aborted) {
        ports.report({ phase: 'syncing', error: null, nextTryAtMs: null });
        // A line that drops after it brought something is tried again soon; only tries that bring nothing make the wait longer.
        await pullAll(session, cursors, signal, ports, () => { failures = 0; });
        failures = 0;
        if (mode === 'once' || signal.aborted) break;
        ports.report({ phase: 'live', error: null, nextTryAtMs: null });
        await session.waitForNews();
      }
      if (!signal.aborted) ports.report({ phase: 'done', error: null, nextTryAtMs: null });
      return;
    } catch (thrown) {
      if (signal.aborted) return;
      if (mode === 'once') throw thrown;
      failures += 1;
      const waitMs = retryDelayMs(thrown, failures);
      ports.report({ phase: 'waiting', error: toErrorData(thrown), nextTryAtMs: ports.nowMs() + waitMs });
      ports.opened(null);
      await closeQuietly(session);
      session = null;
      // A try that somebody asked for in between (the agent, a message that waits to leave) says nothing of how long the
      // fault lasts: it must not put off the ones that come by themselves.
      if (await ports.pause(waitMs, signal)) failures -= 1;
    } finally {
      ports.opened(null);
      await closeQuietly(session);
    }
  }
}

/** 2 s, 4 s, 8 s ... 5 min; 10 min when a person has to act. */
export function retryDelayMs(thrown: unknown, failures: number): number {
  // Some systems say of every name that it does not exist while there is no network.
  const isOfAPerson = thrown instanceof DeskError && thrown.code !== 'host-unknown' && (thrown.recovery === 'reauthenticate' || thrown.recovery === 'askPerson');
  if (isOfAPerson) return PERSON_RETRY_MS;
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 12));
}

/** Reads and prepares ahead while the writer commits; a failed commit ends the pull with its error. */
async function pullAll(session: Session, cursors: Map<string, Cursor>, signal: AbortSignal, ports: RunnerPorts, progressed: () => void): Promise<void> {
  const open: Promise<void>[] = [];
  let failure: { thrown: unknown } | null = null;
  let last: Promise<void> = Promise.resolve();
  try {
    for await (const batch of session.pull(cursors)) {
      if (failure !== null || signal.aborted) break;
      const prepared = await ports.prepare(batch);
      last = last.then(async () => {
        if (failure !== null || signal.aborted) return;
        await ports.commit(prepared);
        cursors.set(prepared.stream, prepared.cursor);
        if (batch.records.length > 0) progressed();
      }).catch((thrown: unknown) => {
        failure ??= { thrown };
      });
      open.push(last);
      if (open.length > AHEAD) await open.shift();
    }
  } finally {
    // What was read before a line dropped is committed all the same, and never beside the next try.
    await last;
  }
  if (failure !== null) throw (failure as { thrown: unknown }).thrown;
}

async function closeQuietly(session: Session | null): Promise<void> {
  try {
    await session?.close();
  } catch {
    // A session that cannot even be closed is gone; nothing hangs on it.
  }
}
