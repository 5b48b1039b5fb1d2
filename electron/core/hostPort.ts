/** What the core's main thread and the source host say to each other. Plain data only. */
import type { AccountPhase, ContactColumn, ContactsPreview, ImapServerInput, ServerGuess } from '../../shared/contract.ts';
import type { ConnectorKind } from '../../shared/domain.ts';
import type { Envelope, ErrorData } from '../../shared/result.ts';
import type { AccountSetup, Cursor } from './connectors/connector.ts';
import type { IncomingBatch } from './ingest/ingest.ts';
import type { DeskFacts } from './ingest/normalised.ts';
import type { PreparedRecord } from './ingest/prepare.ts';

/**
 * Memory of a worker thread. Left alone, V8 lets the young generation of a thread that reads mails grow until the
 * core takes 180 MiB more, for no measurable speed (20,000 mails, 24 GiB machine). The old one is only a safety net.
 */
export const THREAD_MEMORY = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 1_024 };

/** A record of the store on its way to be read again. */
export type StoredRecord = { kind: string; raw: Uint8Array; context: Record<string, unknown> | null; receivedAtMs: number | null; readAtMs: number };

/** Things the host does on request, off the database thread. */
export type HostCalls = {
  testServer: { input: ImapServerInput; output: { folders: number; capabilities: string[] } };
  guessServers: { input: { address: string }; output: ServerGuess[] };
  planImport: { input: { paths: string[] }; output: { kind: ConnectorKind; path: string; label: string; bytes: number }[] };
  /** Counts of known points are filled in by the main thread from `pointIds`. */
  previewContacts: { input: { path: string; mapping?: ContactColumn[]; desk: DeskFacts }; output: { preview: ContactsPreview; pointIds: string[] } };
  prepare: { input: { records: StoredRecord[]; desk: DeskFacts }; output: PreparedRecord[] };
};
export type HostCallName = keyof HostCalls;

/** `run` is the id of one run of one account; a stopped account that is started again has a new one. */
export type ToHost =
  /** Sent before the first start and whenever the desk's settings change what records say. */
  | { type: 'desk'; version: number; desk: DeskFacts }
  | { type: 'start'; run: number; setup: AccountSetup; cursors: [string, Cursor][]; mode: 'once' | 'live' }
  | { type: 'stop'; run: number }
  | { type: 'nudge'; run: number }
  | { type: 'known'; id: number; known: boolean[] }
  | { type: 'committed'; id: number; error: ErrorData | null }
  /** The batch was read with facts of the desk that hold no more: read it again and send it again. */
  | { type: 'stale'; id: number }
  | { type: 'call'; id: number; name: HostCallName; input: unknown };

export type FromHost =
  | { type: 'askKnown'; id: number; keys: string[] }
  | { type: 'batch'; id: number; run: number; batch: IncomingBatch; bytes: number; deskVersion: number }
  | { type: 'state'; run: number; phase: AccountPhase; error: ErrorData | null; nextTryAtMs: number | null }
  | { type: 'ended'; run: number; error: ErrorData | null }
  | { type: 'answer'; id: number; envelope: Envelope<unknown> };
