/**
 * The source host: the worker thread in which every connector runs and every raw record is read.
 *
 * Owns sockets, files and the vault's writing end. Promises that the thread which answers queries never waits for a
 * network, a file or a parser. Never touches the database: batches go to the main thread and come back committed.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { DeskError, fromErrorData, invariant, toErrorData } from '../../shared/result.ts';
import { contacts, readContacts } from './connectors/files/contacts.ts';
import { asteriskCsv } from './connectors/files/asteriskCsv.ts';
import { mailFile } from './connectors/files/mailFile.ts';
import { planImport } from './connectors/files/planImport.ts';
import { whatsappExport } from './connectors/files/whatsappExport.ts';
import { guessServers, testServer } from './connectors/mail/imapGuess.ts';
import { imapConnector } from './connectors/mail/imap.ts';
import type { Connector, RawRecord, SyncBatch } from './connectors/connector.ts';
import { runAccount } from './connectors/runner.ts';
import type { Prepared } from './connectors/runner.ts';
import type { FromHost, HostCallName, HostCalls, ToHost } from './hostPort.ts';
import type { IncomingBatch, IncomingRecord } from './ingest/ingest.ts';
import type { DeskFacts } from './ingest/normalised.ts';
import { previewCards } from './ingest/normalizeCard.ts';
import { prepareRecord } from './ingest/prepare.ts';
import { openVaultWriter } from './store/vault.ts';
import type { VaultRef } from './store/vault.ts';

const CONNECTORS: Record<string, Connector> = { imap: imapConnector, mailFile, whatsappExport, asteriskCsv, contacts };
/** Smaller raws lie in their row; larger ones, and every mail, in the vault. */
const INLINE_BYTES = 2_048;

const port = parentPort;
invariant(port !== null, 'the source host runs in a worker thread');
const { profileDir } = workerData as { profileDir: string };
const vault = openVaultWriter(profileDir);
const runs = new Map<number, { abort: AbortController; nudge: AbortController }>();
let desk: { version: number; facts: DeskFacts } | null = null;
const waiting = new Map<number, (message: ToHost) => void>();
let nextId = 1;

port.on('message', (message: ToHost) => {
  switch (message.type) {
    case 'desk':
      desk = { version: message.version, facts: message.desk };
      return undefined;
    case 'start': return void start(message);
    case 'stop': return runs.get(message.run)?.abort.abort();
    case 'nudge': return runs.get(message.run)?.nudge.abort();
    case 'call': return void answer(message.id, message.name, message.input);
    default: {
      const settle = waiting.get(message.id);
      waiting.delete(message.id);
      return settle?.(message);
    }
  }
});

function post(message: FromHost): void {
  port?.postMessage(message);
}

function ask(message: FromHost & { id: number }): Promise<ToHost> {
  return new Promise((settle) => {
    waiting.set(message.id, settle);
    post(message);
  });
}

async function start(message: Extract<ToHost, { type: 'start' }>): Promise<void> {
  const { run, setup, mode } = message;
  const control = { abort: new AbortController(), nudge: new AbortController() };
  runs.set(run, control);
  try {
    const connector = CONNECTORS[setup.kind];
    invariant(connector !== undefined, 'unknown connector');
    await runAccount(connector, setup, new Map(message.cursors), mode, control.abort.signal, {
      prepare: prepareBatch,
      commit: (prepared) => commit(run, prepared as PreparedBatch),
      report: (state) => post({ type: 'state', run, ...state }),
      nowMs: Date.now,
      async pause(ms, signal) {
        // A nudge counts for the pause it falls into; one that came before must not shorten this one.
        control.nudge = new AbortController();
        await delay(ms, [signal, control.nudge.signal]);
      },
    });
    post({ type: 'ended', run, error: null });
  } catch (thrown) {
    post({ type: 'ended', run, error: toErrorData(thrown) });
  } finally {
    runs.delete(run);
  }
}

/** `source` is kept until the commit: the desk's facts may change before it. */
type PreparedBatch = Prepared & { batch: IncomingBatch; bytes: number; deskVersion: number; source: SyncBatch };

/** Reads every record, asks which are new, and puts the bytes of those into the vault. */
async function prepareBatch(batch: SyncBatch): Promise<PreparedBatch> {
  invariant(desk !== null, 'a run before the facts of the desk');
  const { version, facts } = desk;
  const readAtMs = Date.now();
  const prepared = batch.records.map((record) => prepareRecord(record, facts, readAtMs));
  const known = prepared.length === 0 ? [] : await askKnown(prepared.map((record) => record.recordKey));
  // A view into a large buffer would carry the whole buffer along: small raws are copied, large ones go to the vault.
  const isNew = batch.records.map((_, n) => known[n] !== true);
  const isLarge = batch.records.map((record, n) => isNew[n] === true && (record.kind === 'mail' || record.raw.length > INLINE_BYTES));
  const refs = storeInVault(batch.records.filter((_, n) => isLarge[n] === true).map((record) => record.raw)).values();
  let bytes = 0;
  const records = batch.records.map(({ raw, ...record }, n): IncomingRecord => {
    bytes += raw.length;
    const vaultRef = isLarge[n] === true ? (refs.next().value ?? null) : null;
    return { ...record, sizeBytes: raw.length, vault: vaultRef, raw: isNew[n] === true && vaultRef === null ? raw.slice() : null, prepared: prepared[n] as IncomingRecord['prepared'] };
  });
  if (isLarge.includes(true)) await vault.flush();
  return { stream: batch.stream, cursor: batch.cursor, batch: { ...batch, records, readAtMs }, bytes, deskVersion: version, source: batch };
}

async function askKnown(keys: string[]): Promise<boolean[]> {
  const reply = await ask({ type: 'askKnown', id: nextId++, keys });
  return reply.type === 'known' ? reply.known : [];
}

function storeInVault(raws: Uint8Array[]): VaultRef[] {
  try {
    return raws.length === 0 ? [] : vault.append(raws);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') throw new DeskError('disk-full', {}, { cause: thrown });
    throw thrown;
  }
}

async function commit(run: number, prepared: PreparedBatch): Promise<void> {
  const { batch, bytes, deskVersion } = prepared;
  const reply = await ask({ type: 'batch', id: nextId++, run, batch, bytes, deskVersion });
  if (reply.type === 'stale') return commit(run, await prepareBatch(prepared.source));
  if (reply.type === 'committed' && reply.error !== null) throw fromErrorData(reply.error);
}

const CALLS: { [N in HostCallName]: (input: HostCalls[N]['input']) => Promise<HostCalls[N]['output']> | HostCalls[N]['output'] } = {
  testServer,
  guessServers: ({ address }) => guessServers(address),
  planImport: ({ paths }) => planImport(paths),
  previewContacts: async ({ path, mapping, desk }) => previewCards(await readContacts(path, mapping), desk),
  prepare: ({ records, desk }) => records.map((record) => prepareRecord({ ...record, kind: record.kind as RawRecord['kind'], place: '' }, desk, record.readAtMs)),
};

async function answer(id: number, name: HostCallName, input: unknown): Promise<void> {
  try {
    const work = CALLS[name] as (input: unknown) => unknown;
    post({ type: 'answer', id, envelope: { ok: true, value: await work(input) } });
  } catch (thrown) {
    post({ type: 'answer', id, envelope: { ok: false, error: toErrorData(thrown) } });
  }
}

function delay(ms: number, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((settle) => {
    const done = (): void => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', done);
      settle();
    };
    const timer = setTimeout(done, ms);
    for (const signal of signals) {
      if (signal.aborted) return done();
      signal.addEventListener('abort', done);
    }
  });
}
