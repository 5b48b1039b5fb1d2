/**
 * The desk's sources as the core's main thread sees them: which accounts run, how far they are, and their batches on
 * the way into the store.
 *
 * Owns the source host and the state of every run. Promises that a batch is committed before the host hears so, and
 * that an import or a `sync --once` settles with what happened. Reads nothing itself.
 */
import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { AccountPhase, AccountView, ImapServerInput, ImportView, SyncState } from '../../shared/contract.ts';
import type { AccountId, ConnectorKind, InteractionId } from '../../shared/domain.ts';
import { DeskError, fromErrorData, invariant, toErrorData } from '../../shared/result.ts';
import type { ErrorData } from '../../shared/result.ts';
import type { NowMs } from '../../shared/time.ts';
import type { AccountSetup, FileConfig } from './connectors/connector.ts';
import { retryDelayMs } from './connectors/runner.ts';
import { THREAD_MEMORY } from './hostPort.ts';
import type { FromHost, HostCallName, HostCalls, ToHost } from './hostPort.ts';
import { ingestBatch } from './ingest/ingest.ts';
import type { IncomingBatch, IngestResult } from './ingest/ingest.ts';
import type { DeskFacts } from './ingest/normalised.ts';
import { writeIfPossible } from './store/open.ts';
import type { Store, Writer } from './store/open.ts';
import { accounts, endLostImports, findRecord, forgetCursors, imports, removeAccount, saveAccount, saveImport, streamsOf } from './store/sources.ts';
import type { AccountRow, ImportRow } from './store/sources.ts';

export type SourcesPorts = {
  store: Store;
  profileDir: string;
  hostUrl: URL;
  desk(): DeskFacts;
  nowMs: NowMs;
  recompute(writer: Writer, subjects: readonly string[]): void;
  /** Somebody asked something within the last moment: transactions are kept short then. */
  isWatched(): boolean;
  /** New words of customers came in while everything else was up to date. */
  arrived(ids: InteractionId[]): void;
};

export type StreamResult = { account: string; folder: string; seen: number; stored: number; known: number; quarantined: number; complete: boolean };

type Run = {
  run: number; account: AccountRow; importId: string | null; mode: 'once' | 'live';
  phase: AccountPhase; error: ErrorData | null; nextTryAtMs: number | null;
  perStream: Map<string, StreamResult>;
  /** Every stream was complete once: what comes from now on is news. */
  wasLive: boolean;
  /** Somebody asked for its end. */
  isStopping: boolean;
  /** Set while a live run waits for its next try after the host failed; the host does not know it then. */
  restart: NodeJS.Timeout | null;
  ended: Promise<void>; settle: (error: ErrorData | null) => void;
};

export type Sources = ReturnType<typeof openSources>;

/** While somebody looks, a transaction takes a few milliseconds: larger ones are cheaper, and felt. */
const WATCHED_RECORDS = 40;

/** Parts of a batch in its order; the first forgets the old numbering, the last moves the cursor. What a crash leaves of the others is known when it comes again. */
function inParts(batch: IncomingBatch, size: number): IncomingBatch[] {
  const parts: IncomingBatch[] = [];
  for (let from = 0; from === 0 || from < batch.records.length; from += Math.max(1, size)) {
    parts.push({ ...batch, records: batch.records.slice(from, from + Math.max(1, size)), renumbered: from === 0 ? batch.renumbered : null, gone: [], flagged: [], cursor: null });
  }
  Object.assign(parts.at(-1) as IncomingBatch, { gone: batch.gone, flagged: batch.flagged, cursor: batch.cursor });
  return parts;
}

/** While this many bytes of a file import went by, the screen hears of it again. */
const IMPORT_TELL_BYTES = 1024 * 1024;
const IMPORTS_SHOWN = 50;
/** A connector ends within a second or so; one that hangs is ended with its thread. */
const CLOSE_MS = 3_000;
const CANCELLED = toErrorData(new DeskError('cancelled'));
const STOPPED = toErrorData(new DeskError('core-stopped'));

type Batch = Extract<FromHost, { type: 'batch' }>;

export function openSources(ports: SourcesPorts) {
  const { store } = ports;
  const runs = new Map<number, Run>();
  const waiting = new Map<number, { settle: (value: unknown) => void; fail: (error: unknown) => void }>();
  let nextId = 1;
  let isClosing = false;
  /** Started when there is something for it, and again after it failed. */
  let host: Worker | null = null;
  let hostFaults = 0;
  let desk = { version: 0, facts: null as DeskFacts | null };
  /** Batches that came while the history was held; null while it is not. */
  let held: Batch[] | null = null;

  writeIfPossible(store, (writer) => endLostImports(writer, ports.nowMs(), JSON.stringify(STOPPED)));

  function startHost(): Worker {
    const worker = new Worker(ports.hostUrl, { workerData: { profileDir: ports.profileDir }, resourceLimits: THREAD_MEMORY });
    worker.on('message', (message: FromHost) => { if (worker === host) receive(message); });
    worker.on('error', (thrown) => hostFailed(worker, thrown));
    return worker;
  }

  /** A fault in a reader must not end the console: what listened begins again from its committed cursors, later each time. */
  function hostFailed(worker: Worker, thrown: unknown): void {
    if (isClosing || worker !== host) return;
    host = null;
    hostFaults += 1;
    desk.facts = null;
    if (held !== null) held = [];
    const failure = toErrorData(thrown);
    failWaiting(failure);
    for (const run of runs.values()) {
      if (run.restart !== null) continue;
      if (run.mode === 'live' && !run.isStopping) beginLater(run, failure);
      else finish(run, run.mode === 'live' ? null : failure);
    }
    tell();
  }

  function failWaiting(failure: ErrorData): void {
    for (const { fail } of waiting.values()) fail(fromErrorData(failure));
    waiting.clear();
  }

  function beginLater(run: Run, failure: ErrorData): void {
    const waitMs = retryDelayMs(null, hostFaults);
    Object.assign(run, { phase: 'waiting', error: failure, nextTryAtMs: ports.nowMs() + waitMs, restart: setTimeout(() => beginAgain(run), waitMs) });
  }

  function beginAgain(run: Run): void {
    finish(run, null);
    begin(run.account, 'live', null);
  }

  function post(message: ToHost): void {
    host ??= startHost();
    host.postMessage(message);
  }

  /** Tells the host how records are to be read now. @returns the version of these facts */
  function tellDesk(): number {
    const facts = ports.desk();
    if (desk.facts !== facts) {
      desk = { version: desk.version + 1, facts };
      post({ type: 'desk', ...desk, desk: facts });
    }
    return desk.version;
  }

  function receive(message: FromHost): void {
    switch (message.type) {
      case 'askKnown':
        return post({ type: 'known', id: message.id, known: message.keys.map((key) => findRecord(store, key) !== undefined) });
      case 'batch':
        if (held !== null) held.push(message);
        else queueBatch(message);
        return undefined;
      case 'state': {
        const run = runs.get(message.run);
        if (run === undefined) return;
        run.phase = message.phase;
        run.error = message.error;
        run.nextTryAtMs = message.nextTryAtMs;
        if (message.phase === 'live') run.wasLive = true;
        return tell();
      }
      case 'ended': {
        const run = runs.get(message.run);
        // What was cut short on purpose is not whole either.
        if (run !== undefined) finish(run, message.error ?? (run.isStopping && run.mode === 'once' ? CANCELLED : null));
        return undefined;
      }
      case 'answer': {
        const open = waiting.get(message.id);
        waiting.delete(message.id);
        if (message.envelope.ok) open?.settle(message.envelope.value);
        else open?.fail(fromErrorData(message.envelope.error));
      }
    }
  }

  const queue: { message: Batch; parts: IncomingBatch[]; sum: IngestResult }[] = [];

  /** One transaction a turn of the event loop: whoever asks in between is answered before the next. */
  function queueBatch(message: Batch): void {
    queue.push({ message, parts: inParts(message.batch, ports.isWatched() ? WATCHED_RECORDS : message.batch.records.length), sum: { stored: 0, known: 0, quarantined: 0, arrived: [] } });
    if (queue.length === 1) setImmediate(commitNext);
  }

  function commitNext(): void {
    const first = queue[0];
    // While the history is made anew nothing is added to it; the release goes on here.
    if (first === undefined || isClosing || held !== null) return;
    const isDone = commitPart(first);
    if (isDone) queue.shift();
    if (queue.length > 0) setImmediate(commitNext);
  }

  /** @returns true when the batch is through, committed or refused */
  function commitPart({ message, parts, sum }: (typeof queue)[number]): boolean {
    const run = runs.get(message.run);
    const refuse = (answer: ToHost): true => {
      post(answer);
      return true;
    };
    if (run === undefined) return refuse({ type: 'committed', id: message.id, error: CANCELLED });
    if (tellDesk() !== message.deskVersion) return refuse({ type: 'stale', id: message.id });
    try {
      const part = parts.shift() as IncomingBatch;
      const result = ingestBatch(store, { accountId: run.account.id, importId: run.importId, desk: ports.desk(), atMs: ports.nowMs(), recompute: ports.recompute }, part);
      for (const key of ['stored', 'known', 'quarantined'] as const) sum[key] += result[key];
      sum.arrived.push(...result.arrived);
    } catch (thrown) {
      return refuse({ type: 'committed', id: message.id, error: toErrorData(thrown) });
    }
    if (parts.length > 0) return false;
    count(run, message.batch.stream, message.batch, sum);
    if (run.importId !== null) progress(run, sum, message.batch.records.length, message.bytes);
    hostFaults = 0;
    post({ type: 'committed', id: message.id, error: null });
    if (run.wasLive && sum.arrived.length > 0) ports.arrived(sum.arrived);
    return true;
  }

  function count(run: Run, stream: string, batch: { shown: string; records: unknown[]; complete: boolean }, result: IngestResult): void {
    const row = run.perStream.get(stream) ?? { account: run.account.label, folder: batch.shown, seen: 0, stored: 0, known: 0, quarantined: 0, complete: false };
    row.seen += batch.records.length;
    row.stored += result.stored;
    row.known += result.known;
    row.quarantined += result.quarantined;
    row.complete = batch.complete;
    run.perStream.set(stream, row);
  }

  function progress(run: Run, result: IngestResult, read: number, bytes: number): void {
    const row = liveImports.get(run.importId ?? '');
    if (row === undefined) return;
    const before = row.doneBytes;
    row.read += read;
    row.stored += result.stored;
    row.known += result.known;
    row.quarantined += result.quarantined;
    row.doneBytes = Math.min(row.totalBytes, row.doneBytes + bytes);
    if (Math.floor(before / IMPORT_TELL_BYTES) !== Math.floor(row.doneBytes / IMPORT_TELL_BYTES)) writeIfPossible(store, (writer) => saveImport(writer, row));
  }

  const liveImports = new Map<string, ImportRow>();

  function finish(run: Run, error: ErrorData | null): void {
    if (run.restart !== null) clearTimeout(run.restart);
    runs.delete(run.run);
    const row = run.importId === null ? undefined : liveImports.get(run.importId);
    if (row !== undefined) {
      row.finishedAtMs = ports.nowMs();
      row.error = error === null ? null : JSON.stringify(error);
      if (error === null) row.doneBytes = row.totalBytes;
      const isSaved = writeIfPossible(store, (writer) => {
        saveImport(writer, row);
        writer.touch('app');
      });
      if (isSaved) liveImports.delete(row.id);
    }
    run.settle(error);
    tell();
  }

  function begin(account: AccountRow, mode: 'once' | 'live', importId: string | null): Run {
    const id = nextId++;
    let settle: Run['settle'] = () => undefined;
    const ended = new Promise<void>((resolve, reject) => {
      settle = (error) => (error === null ? resolve() : reject(fromErrorData(error)));
    });
    // A live run reports its errors by its state; nobody need wait for its end.
    ended.catch(() => undefined);
    const run: Run = { run: id, account, importId, mode, phase: 'connecting', error: null, nextTryAtMs: null, perStream: new Map(), wasLive: false, isStopping: false, restart: null, ended, settle };
    runs.set(id, run);
    tellDesk();
    post({
      type: 'start', run: id, mode, setup: { accountId: account.id, kind: account.kind, config: account.config as AccountSetup['config'] },
      cursors: streamsOf(store, account.id).filter((stream) => Object.keys(stream.cursor).length > 0).map((stream) => [stream.stream, stream.cursor]),
    });
    return run;
  }

  const runOf = (accountId: string): Run | undefined => [...runs.values()].find((run) => run.account.id === accountId);
  const isLiveKind = (account: AccountRow): boolean => account.kind === 'imap' || (account.config as Partial<FileConfig>).follow === true;

  function stopRun(accountId: string): Promise<void> {
    const run = runOf(accountId);
    if (run === undefined) return Promise.resolve();
    stop(run);
    return run.ended.catch(() => undefined);
  }

  function stop(run: Run): void {
    run.isStopping = true;
    if (run.restart !== null) finish(run, null);
    else post({ type: 'stop', run: run.run });
  }

  function tell(): void {
    if (!isClosing) writeIfPossible(store, (writer) => { writer.touch('sync'); writer.touch('app'); });
  }

  function account(id: string): AccountRow {
    const found = accounts(store).find((row) => row.id === id);
    if (found === undefined) throw new DeskError('not-found', { what: 'account' });
    return found;
  }

  function call<N extends HostCallName>(name: N, input: HostCalls[N]['input']): Promise<HostCalls[N]['output']> {
    const id = nextId++;
    if (isClosing) return Promise.reject(new DeskError('core-stopped'));
    return new Promise((settle, fail) => {
      waiting.set(id, { settle: settle as (value: unknown) => void, fail });
      post({ type: 'call', id, name, input });
    });
  }

  return {
    call,

    /** Starts every account that listens and is not paused. */
    startAll(): void {
      for (const row of accounts(store)) if (!row.paused && isLiveKind(row) && runOf(row.id) === undefined) begin(row, 'live', null);
    },

    /** Pulls every network account once, one after the other. @throws DeskError of the first that failed, after all were tried */
    async syncOnce(): Promise<StreamResult[]> {
      const results: StreamResult[] = [];
      let failure: { thrown: Error } | null = null;
      for (const row of accounts(store)) {
        if (row.kind !== 'imap' || row.paused) continue;
        const run = begin(row, 'once', null);
        try {
          await run.ended;
        } catch (thrown) {
          failure ??= { thrown: thrown instanceof Error ? thrown : new DeskError('internal', {}, { cause: thrown }) };
        }
        results.push(...run.perStream.values());
      }
      if (failure !== null) throw failure.thrown;
      return results;
    },

    addAccount(kind: ConnectorKind, label: string, config: ImapServerInput | FileConfig): AccountId {
      const row: AccountRow = { id: randomUUID() as AccountId, kind, label, config, paused: false, createdAtMs: ports.nowMs() };
      store.write((writer) => saveAccount(writer, row));
      return row.id;
    },

    async updateAccount(id: string, change: { label?: string | undefined; server?: Partial<ImapServerInput> | undefined; paused?: boolean }): Promise<void> {
      const row = account(id);
      await stopRun(id);
      const next = { ...row, label: change.label ?? row.label, paused: change.paused ?? row.paused, config: { ...row.config, ...change.server } };
      store.write((writer) => saveAccount(writer, next));
      if (!next.paused && isLiveKind(next)) begin(next, 'live', null);
    },

    async removeAccount(id: string): Promise<void> {
      account(id);
      await stopRun(id);
      store.write((writer) => removeAccount(writer, id, ports.nowMs()));
    },

    /** Looks for news now: a run that waits tries at once, one that listens looks at everything again. */
    syncNow(id: string): void {
      const row = account(id);
      const run = runOf(id);
      if (run === undefined) begin(row, 'live', null);
      else if (run.restart !== null) beginAgain(run);
      else if (run.phase === 'live') void stopRun(id).then(() => { if (!isClosing && runOf(id) === undefined) begin(row, 'live', null); });
      else post({ type: 'nudge', run: run.run });
    },

    /** Keeps every batch out of the store until `work` has settled; what came meanwhile is committed afterwards. One at a time. */
    async hold<T>(work: () => Promise<T>): Promise<T> {
      invariant(held === null, 'a hold inside a hold');
      held = [];
      try {
        return await work();
      } finally {
        const batches = held;
        held = null;
        if (queue.length > 0) setImmediate(commitNext);
        if (!isClosing) for (const batch of batches) queueBatch(batch);
      }
    },

    /** Starts one import a file; the promise of each settles at its end. */
    startImport(kind: ConnectorKind, path: string, label: string, totalBytes: number, mapping?: readonly string[]): { importId: string; ended: Promise<ImportRow> } {
      const known = accounts(store).find((row) => row.kind === kind && (row.config as Partial<FileConfig>).path === path);
      const follow = kind === 'asteriskCsv';
      const row: AccountRow = known ?? { id: randomUUID() as AccountId, kind, label, config: { path, follow, ...(mapping && { mapping }) }, paused: false, createdAtMs: ports.nowMs() };
      const importRow: ImportRow = { id: randomUUID(), accountId: row.id, startedAtMs: ports.nowMs(), finishedAtMs: null, read: 0, stored: 0, known: 0, quarantined: 0, doneBytes: 0, totalBytes, error: null };
      store.write((writer) => {
        saveAccount(writer, { ...row, config: { ...row.config, ...(mapping && { mapping }) } });
        saveImport(writer, importRow);
      });
      liveImports.set(importRow.id, importRow);
      const ended = stopRun(row.id).then(async () => {
        // A file handed over again is read from its start: what is known is known by what it says, not by where it stood.
        store.write((writer) => forgetCursors(writer, row.id));
        const run = begin({ ...row, config: { ...row.config, follow: false, ...(mapping && { mapping }) } }, 'once', importRow.id);
        await run.ended;
        if (follow && !isClosing) begin(row, 'live', null);
        return importRow;
      });
      ended.catch(() => undefined);
      return { importId: importRow.id, ended };
    },

    cancelImport(importId: string): void {
      for (const run of runs.values()) if (run.importId === importId) stop(run);
    },

    state(): SyncState {
      const quarantinedBy = new Map((store.prepare('SELECT account_id AS id, count(*) AS n FROM source_record WHERE unreadable IS NOT NULL GROUP BY account_id').all() as { id: string; n: number }[]).map((row) => [row.id, row.n]));
      const views = accounts(store).map((row) => accountView(store, row, runOf(row.id), quarantinedBy.get(row.id) ?? 0));
      const byId = new Map(accounts(store, { removedToo: true }).map((row) => [row.id as string, row]));
      const revoked = new Set((store.prepare('SELECT import_id AS id FROM revoked_import').all() as { id: string }[]).map((row) => row.id));
      return {
        accounts: views.filter((view) => view.kind === 'imap' || view.kind === 'asteriskCsv'),
        imports: imports(store, IMPORTS_SHOWN).map((row) => importView(liveImports.get(row.id) ?? row, byId.get(row.accountId), revoked)),
        quarantined: [...quarantinedBy.values()].reduce((sum, n) => sum + n, 0),
      };
    },

    /** True while some account's newest attempt reached its server; null when there is no network account. */
    online(): boolean | null {
      const network = accounts(store).filter((row) => row.kind === 'imap' && !row.paused);
      if (network.length === 0) return null;
      return network.some((row) => {
        const run = runOf(row.id);
        return run !== undefined && run.error === null && run.phase !== 'connecting';
      });
    },

    async close(): Promise<void> {
      isClosing = true;
      failWaiting(STOPPED);
      for (const run of runs.values()) stop(run);
      await Promise.race([Promise.all([...runs.values()].map((run) => run.ended.catch(() => undefined))), new Promise((settle) => setTimeout(settle, CLOSE_MS).unref())]);
      await host?.terminate();
      for (const run of runs.values()) finish(run, STOPPED);
    },
  };
}

function accountView(store: Store, row: AccountRow, run: Run | undefined, quarantined: number): AccountView {
  const streams = streamsOf(store, row.id);
  const config = row.config as Partial<ImapServerInput>;
  return {
    id: row.id, kind: row.kind, label: row.label, phase: row.paused ? 'paused' : (run?.phase ?? 'done'),
    streams: streams.map((stream) => ({ stream: stream.stream, shown: stream.shown, done: stream.done, total: stream.total, complete: stream.complete, lastSuccessAtMs: stream.lastSuccessAtMs })),
    lastSuccessAtMs: streams.reduce<number | null>((latest, stream) => (stream.lastSuccessAtMs === null ? latest : Math.max(latest ?? 0, stream.lastSuccessAtMs)), null),
    error: run?.error ?? null, nextTryAtMs: run?.nextTryAtMs ?? null, quarantined,
    server: row.kind !== 'imap' ? null : {
      host: config.host ?? '', port: config.port ?? 0, security: config.security ?? 'tls', user: config.user ?? '', acceptInvalidCertificate: config.acceptInvalidCertificate ?? false,
    },
  };
}

function importView(row: ImportRow, account: AccountRow | undefined, revoked: ReadonlySet<string>): ImportView {
  return {
    id: row.id, label: account?.label ?? '', kind: account?.kind ?? 'mailFile', startedAtMs: row.startedAtMs, finishedAtMs: row.finishedAtMs, read: row.read, stored: row.stored,
    known: row.known, quarantined: row.quarantined, doneBytes: row.doneBytes, totalBytes: row.totalBytes, error: row.error === null ? null : (JSON.parse(row.error) as ErrorData),
    canUndo: account?.kind === 'contacts' && row.finishedAtMs !== null && row.stored > 0 && !revoked.has(row.id), revoked: revoked.has(row.id),
  };
}
