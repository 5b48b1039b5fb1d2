/**
 * The core, put together: store, search, sources, operations and the contract's handlers.
 *
 * The same for the desktop's utility process, the command line and the tests; knows no Electron.
 */
import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { AppState, CommandInput, CommandName, CommandOutput, Events, Language, QueryInput, QueryName, QueryOutput, Settings } from '../../shared/contract.ts';
import { COMMANDS, QUERIES } from '../../shared/contract.ts';
import type { Credentials } from '../../shared/corePort.ts';
import type { InteractionId } from '../../shared/domain.ts';
import { DeskError } from '../../shared/result.ts';
import type { NowMs } from '../../shared/time.ts';
import type { z } from 'zod';
import { createClock, latestFollowed } from './clock.ts';
import { createCallHandlers } from './handlers/calls.ts';
import { createCaseHandlers } from './handlers/cases.ts';
import { createCommands } from './handlers/commands.ts';
import type { Commands } from './handlers/commands.ts';
import { createComposerQueries } from './handlers/composer.ts';
import { createDecidingHandlers } from './handlers/deciding.ts';
import { createDraftHandlers, settleDrafts } from './handlers/drafts.ts';
import { createNumbersHandlers } from './handlers/numbers.ts';
import { createOutboxHandlers } from './handlers/outbox.ts';
import { THREAD_MEMORY } from './hostPort.ts';
import { createQueries } from './handlers/queries.ts';
import type { LateQuery, Queries } from './handlers/queries.ts';
import { createSellingHandlers } from './handlers/selling.ts';
import { createShopHandlers } from './handlers/shop.ts';
import { createVisitHandlers } from './handlers/visits.ts';
import { customerName, customerOfPoint } from './handlers/views.ts';
import { applyAssignments } from './ingest/assigning.ts';
import type { DeskFacts } from './ingest/normalised.ts';
import { normalForm } from './ingest/prepare.ts';
import { relink } from './ingest/linking.ts';
import { readCards } from './ingest/readCards.ts';
import { isRebuildDue, markRebuildDue, rebuild } from './ingest/rebuild.ts';
import { startHabits } from './habits.ts';
import { createLiveCalls } from './liveCalls.ts';
import { createLiveChat } from './liveChat.ts';
import { createApply } from './operations/apply.ts';
import type { Author } from './operations/commit.ts';
import { createOutbox } from './operations/outbox.ts';
import { createOutgoing } from './outgoing.ts';
import { loadSettings, spokenLanguage } from './settings.ts';
import { startSurveyRules } from './surveyRules.ts';
import { openSources } from './sources.ts';
import type { Sources, StreamResult } from './sources.ts';
import { CIPHER, storeError } from './store/database.ts';
import { interactionById } from './store/interactions.ts';
import { openLease } from './store/lease.ts';
import type { FromIndexer, ToIndexer } from './store/indexer.ts';
import { HISTORY_FILE, openStore, writeIfPossible } from './store/open.ts';
import type { Store } from './store/open.ts';
import { lastHlc } from './store/operations.ts';
import { openSearch, pruneIndexLog } from './store/search.ts';
import type { Search } from './store/search.ts';
import { readSetting, writeSetting } from './store/settings.ts';

export const VERSION = '0.1.0';

export type CoreOptions = {
  profileDir: string;
  keyHex: string;
  keyKeptBy: Credentials['keptBy'];
  /** Entries of the two worker threads: beside the built core, or the sources themselves. */
  threads: { sourceHost: URL; indexer: URL };
  nowMs?: NowMs;
  /** That of the window: what the core writes is in it, where nobody chose a language. */
  systemLanguage?: Language;
};

export type Core = {
  readonly store: Store;
  readonly search: Search;
  readonly sources: Sources;
  query<N extends Exclude<QueryName, LateQuery>>(name: N, input: QueryInput<N>): QueryOutput<N>;
  command<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  /** `query` or `command` by name, with the input checked: for the gate and the command line. @throws DeskError bad-request */
  answer(channel: 'query' | 'command', name: string, input: unknown): Promise<unknown>;
  onEvent(listener: <E extends keyof Events>(event: E, data: Events[E]) => void): () => void;
  /** Starts the accounts that listen, and lets leave what is due. */
  startSources(): void;
  /** Tries everything that is due to leave; settles when nothing more can move now. Needs no started sources. */
  flushOutbox(): Promise<void>;
  syncOnce(): Promise<StreamResult[]>;
  /** Makes every derived row anew from truth. @returns records read again */
  rebuild(): Promise<number>;
  /** Settles when the search index holds everything that is committed now. */
  indexed(): Promise<void>;
  close(): Promise<void>;
};

/** So long after a question somebody is still looking. */
const WATCHED_MS = 2_000;

/** @throws DeskError database-corrupt, database-newer, disk-full */
export function openCore(options: CoreOptions): Core {
  const store = openWithProvenKey(options);
  try {
    return compose(options, store);
  } catch (thrown) {
    store.close();
    throw storeError(thrown);
  }
}

function compose(options: CoreOptions, store: Store): Core {
  const nowMs = options.nowMs ?? Date.now;
  const listeners = new Set<<E extends keyof Events>(event: E, data: Events[E]) => void>();
  const emit = <E extends keyof Events>(event: E, data: Events[E]): void => {
    for (const listener of listeners) listener(event, data);
  };

  const device = ensureDevice(store);
  const clock = createClock(nowMs, lastHlc(store, device, latestFollowed(nowMs())));
  let settings = loadSettings(store);
  const desk = (): DeskFacts => deskFacts(settings);
  let deskCache: { settings: Settings; facts: DeskFacts } | null = null;
  function deskFacts(of: Settings): DeskFacts {
    // The same object while nothing changes: readers keep what they work out of it.
    if (deskCache?.settings !== of) deskCache = { settings: of, facts: { country: of.country, own: of.own, extensions: of.extensions, timeZone: of.timeZone || Intl.DateTimeFormat().resolvedOptions().timeZone } };
    return deskCache.facts;
  }

  const apply = createApply({
    relink, normalForm,
    reassign: (writer, interactionId, touched, also) => applyAssignments(writer, interactionId, { customers: touched }, also),
    readCards: (writer, importId) => readCards(store, writer, importId, desk(), apply.recompute),
  });

  /** Started when there is something to index: a short look at the history need not pay for a thread. */
  let indexer: Worker | null = null;
  const tellIndexer = (message: ToIndexer): void => {
    indexer ??= startIndexer();
    indexer.postMessage(message);
  };
  let indexWaiters: { upTo: number; settle: () => void }[] = [];
  let prunedSeq = 0;
  function startIndexer(): Worker {
    const worker = new Worker(options.threads.indexer, { workerData: { dir: options.profileDir, historyFile: HISTORY_FILE, keyHex: options.keyHex }, resourceLimits: THREAD_MEMORY });
    worker.on('message', hearIndexer);
    worker.on('error', () => undefined);
    return worker;
  }
  function hearIndexer(message: FromIndexer): void {
    if (message.type !== 'indexed' || isClosing) return;
    // Pruned in strides: one small write for each new mail would double the writes of a quiet day.
    if (message.seq - prunedSeq > 2_000 || (message.pending === 0 && message.seq > prunedSeq)) {
      const isPruned = writeIfPossible(store, (writer) => {
        pruneIndexLog(writer, message.seq);
        writer.touch('app');
      });
      if (isPruned) prunedSeq = message.seq;
    }
    if (message.pending > 0) return;
    const isDone = (waiter: { upTo: number }): boolean => message.seq >= waiter.upTo;
    for (const waiter of indexWaiters.filter(isDone)) waiter.settle();
    indexWaiters = indexWaiters.filter((waiter) => !isDone(waiter));
  }

  const search = openSearch(options.profileDir, options.keyHex, store, () => tellIndexer({ type: 'remake' }));
  let askedAtMs = -Infinity;
  const sources = openSources({ store, profileDir: options.profileDir, hostUrl: options.threads.sourceHost, desk, nowMs, recompute: apply.recompute, arrived,
    isWatched: () => performance.now() - askedAtMs < WATCHED_MS, passPoint: (outboxId) => outbox.passPoint(outboxId), reached: (accountId) => outbox.accountReached(accountId), lost: (accountId) => liveChat.lose(accountId),
    live(accountId, event) {
      if (event.type === 'call') liveCalls.hear(accountId, event.call);
      else if (event.type === 'typing') liveChat.hearTyping(event.address, event.isTyping);
      else liveChat.hearPresence(accountId, event.address, event.isAvailable);
    } });
  const liveChat = createLiveChat({ store, emit });
  const liveCalls = createLiveCalls({ store, country: () => settings.country, nowMs, emit });
  const outgoing = createOutgoing({ store, sources, desk, nowMs, recompute: apply.recompute });
  const outbox = createOutbox({ store, nowMs, lease: openLease(options.profileDir, 'outbox'), ...outgoing });

  function arrived(ids: readonly InteractionId[]): void {
    const news = ids.flatMap((id) => {
      const row = interactionById(store, id);
      const customer = row === null ? null : customerOfPoint(store, row.mainPoint);
      if (row === null || customer === null) return [];
      return [{ customerId: customer.id, interactionId: row.id, channel: row.channel, name: customerName({ reader: store, country: settings.country }, customer.name), preview: row.title || row.preview }];
    });
    if (news.length > 0) emit('arrived', news);
  }

  /** What settings say of ours and theirs, of countries and zones, is part of how records are read. */
  async function saveSettings(patch: Partial<Settings>): Promise<Settings> {
    const before = settings;
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<Settings>;
    settings = { ...settings, ...given, ...(given.own && { own: given.own.map((entry) => entry.trim().toLowerCase()).filter((entry) => entry !== '') }) };
    const isReadOtherwise = hasRecords(store)
      && JSON.stringify([before.country, before.own, before.extensions, before.timeZone]) !== JSON.stringify([settings.country, settings.own, settings.extensions, settings.timeZone]);
    store.write((writer) => {
      writeSetting(writer, 'desk', settings);
      if (isReadOtherwise) markRebuildDue(writer);
      writer.touch('app');
    });
    if (isReadOtherwise) await runRebuild();
    return settings;
  }

  let lastRebuild: Promise<unknown> = Promise.resolve();
  /** One after the other, and with no batch in between: a record must not be read into rows twice. */
  function runRebuild(): Promise<number> {
    const done = lastRebuild.then(() => sources.hold(async () => {
      const facts = desk();
      const read = await rebuild({ store, desk: facts, nowMs, apply, prepare: (records) => sources.call('prepare', { records, desk: facts }) });
      tellIndexer({ type: 'wake' });
      return read;
    }));
    lastRebuild = done.catch(() => undefined);
    return done;
  }

  const zone = (): string => desk().timeZone;
  const by = (): Author => ({ device, actor: settings.agentName || 'desk', clock });
  const shared = { store, sources, outbox, apply, by, settings: () => settings, desk, nowMs, language: (): Language => spokenLanguage(settings, options.systemLanguage) };
  const drafts = createDraftHandlers(shared);
  const calls = createCallHandlers({ ...shared, liveCalls });
  const sending = createOutboxHandlers({ ...shared, recordOf: outgoing.recordOf, keep: outgoing.keep });
  const shop = createShopHandlers(shared);
  const selling = createSellingHandlers(shared);
  const cases = createCaseHandlers(shared);
  const deciding = createDecidingHandlers({ ...shared, search, zone });
  const late = createNumbersHandlers(shared).queries;
  const visits = createVisitHandlers({ ...shared, emit });
  const queries: Queries = {
    ...deciding.queries, ...shop.queries, ...selling.queries, ...cases.queries,
    ...createQueries({ ...shared, search, waiting: cases.waiting, app: { version: VERSION, device, encryption: { cipher: CIPHER, keyKeptBy: options.keyKeptBy } satisfies AppState['encryption'] } }),
    ...createComposerQueries({ ...shared, accounts: () => sources.state().accounts, liveChat }), ...drafts.queries, ...calls.queries, ...sending.queries, ...visits.queries,
  };
  const commands: Commands = {
    ...deciding.commands, ...shop.commands, ...selling.commands, ...cases.commands,
    ...createCommands({ ...shared, saveSettings, profileDir: options.profileDir, wakeOutbox: () => { outbox.wake(); void visits.queueMails(); } }), ...drafts.commands, ...calls.commands, ...sending.commands, ...visits.commands,
  };

  let isClosing = false;
  const stopSurveyRules = startSurveyRules({ ...shared, zone });
  const stopHabits = startHabits({ store, country: () => settings.country, nowMs });
  const stopListening = store.onChange((change) => {
    tellIndexer({ type: 'wake' });
    emit('changed', change);
  });

  if (search.pendingCount() > 0) tellIndexer({ type: 'wake' });
  settleDrafts(store, nowMs());
  // It stays due when it fails: the next start tries again.
  if (isRebuildDue(store)) void runRebuild().catch(() => undefined);

  return {
    store, search, sources,
    query(name, input) {
      try {
        return queries[name](input);
      } catch (thrown) {
        // What reading a damaged file throws is named too.
        throw storeError(thrown);
      }
    },
    async command(name, input) {
      try {
        return await commands[name](input);
      } catch (thrown) {
        throw storeError(thrown);
      }
    },
    async answer(channel, name, input) {
      const contract: Record<string, { input: z.ZodType }> = channel === 'query' ? QUERIES : COMMANDS;
      const read = Object.hasOwn(contract, name) ? contract[name]?.input.safeParse(input) : undefined;
      if (read?.success !== true) throw new DeskError('bad-request', { name });
      askedAtMs = performance.now();
      const handlers = (channel === 'query' ? { ...queries, ...late } : commands) as Record<string, (input: unknown) => unknown>;
      try {
        return await handlers[name]?.(read.data);
      } catch (thrown) {
        throw storeError(thrown);
      }
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    startSources() {
      sources.startAll();
      outbox.start();
      void visits.queueMails();
    },
    flushOutbox: () => outbox.flush(),
    syncOnce: () => sources.syncOnce(),
    rebuild: runRebuild,
    indexed() {
      const { seq } = store.prepare("SELECT coalesce(max(seq), 0) AS seq FROM sqlite_sequence WHERE name = 'index_log'").get() as { seq: number };
      if (search.pendingCount() === 0) return Promise.resolve();
      return new Promise((settle) => {
        indexWaiters.push({ upTo: seq, settle });
        tellIndexer({ type: 'wake' });
      });
    },
    async close() {
      isClosing = true;
      stopListening();
      stopSurveyRules();
      stopHabits();
      liveCalls.close();
      // What is on its way may say how it went before its thread ends.
      await outbox.close();
      await sources.close();
      if (indexer !== null) await stopIndexer(indexer);
      for (const { settle } of indexWaiters.splice(0)) settle();
      search.close();
      store.close();
    },
  };
}

/** The key file has proved the key: a file that is no database under it is a damaged one, and no other key would help. */
function openWithProvenKey({ profileDir, keyHex }: CoreOptions): Store {
  try {
    return openStore(profileDir, keyHex);
  } catch (thrown) {
    throw thrown instanceof DeskError && thrown.code === 'key-wrong' ? new DeskError('database-corrupt', {}, { cause: thrown }) : thrown;
  }
}

function hasRecords(store: Store): boolean {
  return store.prepare('SELECT 1 FROM source_record LIMIT 1').get() !== undefined;
}

function ensureDevice(store: Store): string {
  const known = readSetting(store, 'device');
  if (typeof known === 'string') return known;
  const device = randomUUID();
  store.write((writer) => writeSetting(writer, 'device', device));
  return device;
}

/** The indexer finishes its transaction; one that hangs is ended, its file is only derived. */
function stopIndexer(indexer: Worker): Promise<void> {
  return new Promise((settle) => {
    const timer = setTimeout(() => void indexer.terminate().then(() => settle()), 5_000);
    indexer.once('exit', () => {
      clearTimeout(timer);
      settle();
    });
    indexer.postMessage({ type: 'stop' } satisfies ToIndexer);
  });
}
