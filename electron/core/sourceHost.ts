/**
 * The source host: the worker thread in which every connector runs and every raw record is read.
 *
 * Owns sockets, files and the vault's writing end. Promises that the thread which answers queries never waits for a
 * network, a file or a parser. Never touches the database: batches go to the main thread and come back committed.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { AccountSetupInput, AccountTest } from '../../shared/accounts.ts';
import type { ConnectorKind } from '../../shared/domain.ts';
import { DeskError, fromErrorData, invariant, toErrorData } from '../../shared/result.ts';
import { contacts, readContacts } from './connectors/files/contacts.ts';
import { asteriskCsv } from './connectors/files/asteriskCsv.ts';
import { mailFile } from './connectors/files/mailFile.ts';
import { planImport } from './connectors/files/planImport.ts';
import { readShopFile, shopFile } from './connectors/files/shopFile.ts';
import { whatsappExport } from './connectors/files/whatsappExport.ts';
import { testChatAccount } from './connectors/chat/testChatAccount.ts';
import { xmppConnector } from './connectors/chat/xmpp.ts';
import { guessServers } from './connectors/mail/imapGuess.ts';
import { testMailAccount } from './connectors/mail/testMailAccount.ts';
import { imapConnector } from './connectors/mail/imap.ts';
import { amiConnector } from './connectors/telephony/ami.ts';
import { callSqlConnector } from './connectors/telephony/callSql.ts';
import { testCallLogAccount, testPhoneAccount } from './connectors/telephony/testTelephony.ts';
import type { Connector, RawRecord, Session, SyncBatch } from './connectors/connector.ts';
import { runAccount } from './connectors/runner.ts';
import type { Prepared } from './connectors/runner.ts';
import { createEffects } from './hostEffects.ts';
import { composeInVault, putBlob } from './hostFiles.ts';
import type { FromHost, HostCallName, HostCalls, ToHost } from './hostPort.ts';
import type { IncomingBatch, IncomingRecord } from './ingest/ingest.ts';
import type { DeskFacts } from './ingest/normalised.ts';
import { previewCards } from './ingest/normalizeCard.ts';
import { previewRows } from './ingest/normalizeShopRow.ts';
import { prepareRecord } from './ingest/prepare.ts';
import { openVault, openVaultWriter } from './store/vault.ts';
import type { VaultRef } from './store/vault.ts';

const CONNECTORS: Record<ConnectorKind, Connector> = {
  imap: imapConnector, xmpp: xmppConnector, asteriskAmi: amiConnector, asteriskSql: callSqlConnector, mailFile, whatsappExport, asteriskCsv, contacts, shopFile,
};
/** Smaller raws lie in their row; larger ones, and every mail, in the vault. */
const INLINE_BYTES = 2_048;

const port = parentPort;
invariant(port !== null, 'the source host runs in a worker thread');
const { profileDir } = workerData as { profileDir: string };
const vault = openVaultWriter(profileDir);
const vaultReader = openVault(profileDir);
/** Open sessions by account: what is delivered goes through them. */
const sessions = new Map<string, Session>();
const runs = new Map<number, { abort: AbortController; nudge: AbortController }>();
let desk: { version: number; facts: DeskFacts } | null = null;
const waiting = new Map<number, (message: ToHost) => void>();
let nextId = 1;

const effects = createEffects({
  connector: (kind) => CONNECTORS[kind], session: (accountId) => sessions.get(accountId) ?? null, read: (ref) => vaultReader.read(ref), keep: keepOne, nowMs: Date.now,
  tell: (accountId, event) => post({ type: 'live', accountId, event }),
  prepare(record) {
    invariant(desk !== null, 'an effect before the facts of the desk');
    return prepareRecord(record, desk.facts, Date.now());
  },
  async passPoint(outboxId) {
    const reply = await ask({ type: 'passPoint', id: nextId++, outboxId });
    if (reply.type !== 'mayGo' || reply.error !== null) throw reply.type === 'mayGo' && reply.error !== null ? fromErrorData(reply.error) : new DeskError('cancelled');
  },
});

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
  let mine: Session | null = null;
  try {
    await runAccount(CONNECTORS[setup.kind], setup, new Map(message.cursors), mode, control.abort.signal, {
      facts: () => effects.factsOf(setup.accountId, message.facts),
      tell: (event) => effects.tell(setup.accountId, event),
      opened(session) {
        if (session !== null) sessions.set(setup.accountId, session);
        else if (sessions.get(setup.accountId) === mine) sessions.delete(setup.accountId);
        mine = session;
      },
      prepare: prepareBatch,
      commit: (prepared) => commit(run, prepared as PreparedBatch),
      report: (state) => post({ type: 'state', run, ...state }),
      nowMs: Date.now,
      async pause(ms, signal) {
        // A nudge counts for the pause it falls into; one that came before must not shorten this one.
        control.nudge = new AbortController();
        await delay(ms, [signal, control.nudge.signal]);
        return control.nudge.signal.aborted;
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

/** Puts bytes into the vault, safe from a power cut. */
async function keepOne(raw: Uint8Array): Promise<VaultRef> {
  const [ref] = storeInVault([raw]);
  invariant(ref !== undefined, 'the vault gave no place');
  await vault.flush();
  return ref;
}

async function commit(run: number, prepared: PreparedBatch): Promise<void> {
  const { batch, bytes, deskVersion } = prepared;
  const reply = await ask({ type: 'batch', id: nextId++, run, batch, bytes, deskVersion });
  if (reply.type === 'stale') return commit(run, await prepareBatch(prepared.source));
  if (reply.type === 'committed' && reply.error !== null) throw fromErrorData(reply.error);
}

const CALLS: { [N in HostCallName]: (input: HostCalls[N]['input']) => Promise<HostCalls[N]['output']> | HostCalls[N]['output'] } = {
  testAccount,
  guessServers: ({ address }) => guessServers(address),
  planImport: ({ paths }) => planImport(paths),
  previewShop: async ({ path, table, mapping, desk }) => previewRows(await readShopFile(path, { table, mapping }), desk),
  previewContacts: async ({ path, mapping, desk }) => previewCards(await readContacts(path, mapping), desk),
  putBlob: (input) => putBlob(input, keepOne),
  composeMail: (input) => {
    invariant(desk !== null, 'a mail before the facts of the desk');
    return composeInVault(input, { read: (ref) => vaultReader.read(ref), keep: keepOne, desk: desk.facts, nowMs: Date.now() });
  },
  deliver: effects.deliver,
  probe: effects.probe,
  fileCopy: effects.fileCopy,
  typing: ({ accountId, address, isTyping }) => {
    sessions.get(accountId)?.sayTyping?.(address, isTyping);
    return null;
  },
  prepare: ({ records, desk }) => records.map((record) => prepareRecord({ ...record, kind: record.kind as RawRecord['kind'], place: '' }, desk, record.readAtMs)),
};

/** Logs in to everything the account needs and says what it found. */
function testAccount(setup: AccountSetupInput): Promise<AccountTest> {
  switch (setup.kind) {
    case 'imap': return testMailAccount(setup.config);
    case 'xmpp': return testChatAccount(setup.config);
    case 'asteriskAmi': return testPhoneAccount(setup.config);
    case 'asteriskSql': return testCallLogAccount(setup.config);
  }
}

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
