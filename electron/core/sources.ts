/**
 * The desk's sources as the core's main thread sees them: which accounts run, how far they are, what they are asked to
 * deliver, and their batches on the way into the store.
 *
 * Owns the source host and the state of every run. Promises that a batch is committed before the host hears so, and
 * that an import or a `sync --once` settles with what happened. Reads nothing itself, and decides nothing about what
 * leaves: that is the outbox's.
 */
import { randomUUID } from 'node:crypto';
import type { AccountFacts, AccountSetupInput } from '../../shared/accounts.ts';
import type { SyncState } from '../../shared/contract.ts';
import type { AccountId, ConnectorKind, InteractionId } from '../../shared/domain.ts';
import { DeskError, toErrorData } from '../../shared/result.ts';
import type { ErrorData } from '../../shared/result.ts';
import type { NowMs } from '../../shared/time.ts';
import type { AccountSetup, FileConfig, LiveEvent } from './connectors/connector.ts';
import type { FromHost } from './hostPort.ts';
import type { IngestResult } from './ingest/ingest.ts';
import type { DeskFacts } from './ingest/normalised.ts';
import { accountView, isLiveAccount, isNetworkAccount, keepPasswords } from './sourceAccounts.ts';
import { createBatches } from './sourceBatches.ts';
import type { Batch } from './sourceBatches.ts';
import { linkHost } from './sourceHostLink.ts';
import { createImports } from './sourceImports.ts';
import { CANCELLED, createRuns, STOPPED } from './sourceRuns.ts';
import type { Run, StreamResult } from './sourceRuns.ts';
import { writeIfPossible } from './store/open.ts';
import type { Store, Writer } from './store/open.ts';
import { accountFacts, accounts, forgetCursors, learnFacts, removeAccount, saveAccount, findRecord, streamsOf, unreadableByAccount } from './store/sources.ts';
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
  /** Something that happens now and is not history: a ring, somebody writing. */
  live(accountId: string, event: Exclude<LiveEvent, { type: 'facts' }>): void;
  /** The account was out of reach and is read to its end again, and listens. */
  reached(accountId: string): void;
  /** The account was reached and is not any more, or ends. */
  lost(accountId: string): void;
  /** Commits that an effect may be under way from here on. @throws DeskError when it must not leave */
  passPoint(outboxId: string): void;
};

export type Sources = ReturnType<typeof openSources>;
export type { StreamResult } from './sourceRuns.ts';

export function openSources(ports: SourcesPorts) {
  const { store } = ports;
  const link = linkHost({ hostUrl: ports.hostUrl, profileDir: ports.profileDir, receive, fell: hostFell });
  const imports = createImports(store, ports.nowMs, STOPPED);
  const runs = createRuns({ nowMs: ports.nowMs, post: link.post, start, finished, reached: ports.reached, lost: ports.lost });
  const batches = createBatches({
    store, nowMs: ports.nowMs, desk: ports.desk, recompute: ports.recompute, isWatched: ports.isWatched, post: link.post, tellDesk, committed,
    run: (id) => {
      const run = runs.get(id);
      return run === undefined ? null : { accountId: run.account.id, importId: run.importId };
    },
  });
  let isClosing = false;
  let desk = { version: 0, facts: null as DeskFacts | null };

  function hostFell(failure: ErrorData): void {
    desk.facts = null;
    batches.forgetHeld();
    runs.hostFell(failure);
    tell();
  }

  function tellDesk(): number {
    const facts = ports.desk();
    if (desk.facts !== facts) {
      desk = { version: desk.version + 1, facts };
      link.post({ type: 'desk', ...desk, desk: facts });
    }
    return desk.version;
  }

  function receive(message: Exclude<FromHost, { type: 'answer' }>): void {
    switch (message.type) {
      case 'askKnown':
        return link.post({ type: 'known', id: message.id, known: message.keys.map((key) => findRecord(store, key) !== undefined) });
      case 'batch':
        return batches.take(message);
      case 'passPoint':
        return link.post({ type: 'mayGo', id: message.id, error: refusal(message.outboxId) });
      case 'live':
        return hear(message.accountId, message.event);
      case 'state': {
        const run = runs.get(message.run);
        if (run === undefined) return;
        runs.follow(run, message);
        return tell();
      }
      case 'ended': {
        const run = runs.get(message.run);
        // What was cut short on purpose is not whole either.
        if (run !== undefined) runs.finish(run, message.error ?? (run.isStopping && run.mode === 'once' ? CANCELLED : null));
      }
    }
  }

  function refusal(outboxId: string): ErrorData | null {
    try {
      ports.passPoint(outboxId);
      return null;
    } catch (thrown) {
      return toErrorData(thrown);
    }
  }

  function hear(accountId: string, event: LiveEvent): void {
    if (isClosing) return;
    if (event.type === 'facts') writeIfPossible(store, (writer) => learnFacts(writer, accountId, event.facts));
    else ports.live(accountId, event);
  }

  function committed({ run: id, batch, bytes }: Batch, sum: IngestResult): void {
    runs.hostWorks();
    const run = runs.get(id);
    if (run === undefined) return;
    const row = run.perStream.get(batch.stream) ?? { account: run.account.label, folder: batch.shown, seen: 0, stored: 0, known: 0, quarantined: 0, complete: false };
    row.seen += batch.records.length;
    for (const key of ['stored', 'known', 'quarantined'] as const) row[key] += sum[key];
    row.complete = batch.complete;
    run.perStream.set(batch.stream, row);
    if (run.importId !== null) imports.progress(run.importId, sum, batch.records.length, bytes);
    if (run.wasLive && sum.arrived.length > 0) ports.arrived(sum.arrived);
  }

  function finished({ importId }: Run, error: ErrorData | null): void {
    if (importId !== null) imports.finish(importId, error);
    tell();
  }

  function start({ run, mode, account: row }: Run): void {
    tellDesk();
    link.post({
      type: 'start', run, mode, ...placeOf(row),
      cursors: streamsOf(store, row.id).filter((stream) => Object.keys(stream.cursor).length > 0).map((stream) => [stream.stream, stream.cursor]),
    });
  }

  function placeOf(row: AccountRow): { setup: AccountSetup; facts: AccountFacts } {
    return { setup: { accountId: row.id, kind: row.kind, config: row.config as AccountSetup['config'] }, facts: accountFacts(store, row.id) };
  }

  function tell(): void {
    if (!isClosing) writeIfPossible(store, (writer) => { writer.touch('sync'); writer.touch('app'); });
  }

  function account(id: string): AccountRow {
    const found = accounts(store).find((row) => row.id === id);
    if (found === undefined) throw new DeskError('not-found', { what: 'account' });
    return found;
  }

  return {
    call: link.call,
    hold: batches.hold,
    whenReleased: batches.whenReleased,
    /** How the host reads records now; records it gave before this changed have to be read again. */
    deskVersion: tellDesk,

    /** What a connector is opened with. @throws DeskError not-found */
    placeOf: (accountId: string) => placeOf(account(accountId)),

    /** Starts every account that listens and is not paused. */
    startAll(): void {
      for (const row of accounts(store)) if (!row.paused && isLiveAccount(row) && runs.of(row.id) === undefined) runs.begin(row, 'live');
    },

    /** Pulls every network account once, one after the other. @throws DeskError of the first that failed, after all were tried */
    async syncOnce(): Promise<StreamResult[]> {
      const results: StreamResult[] = [];
      let failure: { thrown: Error } | null = null;
      for (const row of accounts(store)) {
        if (!isNetworkAccount(row) || row.paused) continue;
        // One session an account: a server may let a second one with the same name push the first out.
        const isListening = runs.of(row.id) !== undefined;
        await runs.stopAccount(row.id);
        const run = runs.begin(row, 'once');
        try {
          await run.ended;
          if (isListening) runs.begin(row, 'live');
        } catch (thrown) {
          failure ??= { thrown: thrown instanceof Error ? thrown : new DeskError('internal', {}, { cause: thrown }) };
        }
        results.push(...run.perStream.values());
      }
      if (failure !== null) throw failure.thrown;
      return results;
    },

    /** See sourceRuns: what the return-from-offline gate asks. */
    heardSince: runs.heardSince,
    reach: runs.reach,
    /** Settles when the account was read to its end. @throws DeskError when it could not be */
    pullNow: async (accountId: string) => runs.pullNow(account(accountId)),

    addAccount(setup: AccountSetupInput, label: string): AccountId {
      const row: AccountRow = { id: randomUUID() as AccountId, kind: setup.kind, label, config: setup.config, paused: false, createdAtMs: ports.nowMs() };
      store.write((writer) => saveAccount(writer, row));
      return row.id;
    },

    /** The set-up with the stored password wherever it has an empty one. */
    withPasswords(id: string, setup: AccountSetupInput): AccountSetupInput {
      const row = account(id);
      if (setup.kind !== row.kind) throw new DeskError('conflict', { what: 'another kind of account' });
      return { ...setup, config: keepPasswords(row.config, setup.config) } as AccountSetupInput;
    },

    /** @throws DeskError conflict when the set-up is of another kind of account */
    async updateAccount(id: string, change: { label?: string | undefined; setup?: AccountSetupInput | undefined; paused?: boolean }): Promise<void> {
      const row = account(id);
      if (change.setup !== undefined && change.setup.kind !== row.kind) throw new DeskError('conflict', { what: 'another kind of account' });
      await runs.stopAccount(id);
      const next = { ...row, label: change.label ?? row.label, paused: change.paused ?? row.paused, config: change.setup === undefined ? row.config : keepPasswords(row.config, change.setup.config) };
      store.write((writer) => saveAccount(writer, next));
      if (!next.paused && isLiveAccount(next)) runs.begin(next, 'live');
    },

    async removeAccount(id: string): Promise<void> {
      account(id);
      await runs.stopAccount(id);
      store.write((writer) => removeAccount(writer, id, ports.nowMs()));
    },

    /** Looks for news now: a run that waits tries at once, one that listens looks at everything again. */
    syncNow: (id: string): void => runs.syncNow(account(id)),

    /** Starts one import a file; the promise of each settles at its end. */
    startImport(kind: ConnectorKind, path: string, label: string, totalBytes: number, said: Partial<Omit<FileConfig, 'path'>> = {}): { importId: string; ended: Promise<ImportRow> } {
      const known = accounts(store).find((row) => row.kind === kind && (row.config as Partial<FileConfig>).path === path);
      const isFollowed = kind === 'asteriskCsv' || said.follow === true;
      const row: AccountRow = known ?? { id: randomUUID() as AccountId, kind, label, config: { path, follow: isFollowed, ...said }, paused: false, createdAtMs: ports.nowMs() };
      const importRow = store.write((writer) => {
        saveAccount(writer, { ...row, config: { ...row.config, ...said, follow: isFollowed } });
        return imports.add(writer, row.id, totalBytes);
      });
      const ended = runs.stopAccount(row.id).then(async () => {
        // A file handed over again is read from its start: what is known is known by what it says, not by where it stood.
        store.write((writer) => forgetCursors(writer, row.id));
        const run = runs.begin({ ...row, config: { ...row.config, ...said, follow: false } }, 'once', importRow.id);
        await run.ended;
        if (isFollowed && !isClosing) runs.begin({ ...row, config: { ...row.config, ...said, follow: true } }, 'live');
        return importRow;
      });
      ended.catch(() => undefined);
      return { importId: importRow.id, ended };
    },

    /** What an import brought was taken back: its file is not followed any longer. */
    async unfollow(accountId: string): Promise<void> {
      const row = account(accountId);
      if ((row.config as Partial<FileConfig>).follow !== true) return;
      await runs.stopAccount(accountId);
      store.write((writer) => saveAccount(writer, { ...row, config: { ...row.config, follow: false } }));
    },

    cancelImport(importId: string): void {
      for (const run of runs.all()) if (run.importId === importId) runs.stop(run);
    },

    state(): SyncState {
      const quarantinedBy = unreadableByAccount(store);
      return {
        accounts: accounts(store).filter((row) => isNetworkAccount(row) || row.kind === 'asteriskCsv' || (row.kind === 'shopFile' && isLiveAccount(row))).map((row) => accountView(store, row, runs.of(row.id), quarantinedBy.get(row.id) ?? 0)),
        imports: imports.views(),
        quarantined: [...quarantinedBy.values()].reduce((sum, n) => sum + n, 0),
      };
    },

    /** True while some account's newest attempt reached its server; null when there is no network account. */
    online(): boolean | null {
      const network = accounts(store).filter((row) => isNetworkAccount(row) && !row.paused);
      if (network.length === 0) return null;
      return network.some((row) => isReached(row.id));
    },

    /** True while the account's newest attempt reached its server. */
    isReached,

    async close(): Promise<void> {
      isClosing = true;
      batches.close();
      link.closing(STOPPED);
      await runs.stopAll();
      await link.terminate();
      for (const run of runs.all()) runs.finish(run, STOPPED);
    },
  };

  function isReached(accountId: string): boolean {
    const run = runs.of(accountId);
    return run !== undefined && run.error === null && run.phase !== 'connecting';
  }
}
