/** What the core's main thread and the source host say to each other. Plain data only. */
import type { AccountFacts, AccountSetupInput, AccountTest, ServerGuess } from '../../shared/accounts.ts';
import type { AccountPhase, ContactColumn, ContactsPreview } from '../../shared/contract.ts';
import type { ConnectorKind } from '../../shared/domain.ts';
import type { Envelope, ErrorData } from '../../shared/result.ts';
import type { ShopFilePreview, ShopTable } from '../../shared/selling.ts';
import type { AccountSetup, Cursor, LiveEvent } from './connectors/connector.ts';
import type { IncomingBatch, IncomingRecord } from './ingest/ingest.ts';
import type { DeskFacts, RowKeys } from './ingest/normalised.ts';
import type { PreparedRecord } from './ingest/prepare.ts';
import type { VaultRef } from './store/vault.ts';

/**
 * Memory of a worker thread. Left alone, V8 lets the young generation of a thread that reads mails grow until the
 * core takes 180 MiB more, for no measurable speed (20,000 mails, 24 GiB machine). The old one is only a safety net.
 */
export const THREAD_MEMORY = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 1_024 };

/** A record of the store on its way to be read again. */
export type StoredRecord = { kind: string; raw: Uint8Array; context: Record<string, unknown> | null; receivedAtMs: number | null; readAtMs: number };

/** Things the host does on request, off the database thread. */
export type HostCalls = {
  /** Logs in to everything the account needs and says what it found. */
  testAccount: { input: AccountSetupInput; output: AccountTest };
  guessServers: { input: { address: string }; output: ServerGuess[] };
  planImport: { input: { paths: string[] }; output: { kind: ConnectorKind; path: string; label: string; bytes: number }[] };
  /** Counts of known points are filled in by the main thread from `pointIds`. */
  previewContacts: { input: { path: string; mapping?: ContactColumn[]; desk: DeskFacts }; output: { preview: ContactsPreview; pointIds: string[] } };
  /** Which rows are known or change something, only the main thread can tell, from `keys`. */
  previewShop: { input: { path: string; table?: ShopTable | undefined; mapping?: string[] | undefined; desk: DeskFacts }; output: { preview: ShopFilePreview; keys: RowKeys[] } };
  /** A file on this machine or bytes, into the vault. @throws file-missing, message-too-large */
  putBlob: { input: { path: string } | { bytes: Uint8Array }; output: { vault: VaultRef; sizeBytes: number; filename: string; contentType: string } };
  /** Makes the mail that will leave, byte for byte, and puts it into the vault. */
  composeMail: { input: ComposeMailInput; output: { vault: VaultRef; sizeBytes: number; /** As our own reader will see it, in the Sent folder too. */ interactionId: string; threadKey: string | null } };
  /** The one try of an effect; see Session.deliver. An account without a running session gets one for the time of the try. */
  deliver: { input: { setup: AccountSetup; facts: AccountFacts; effect: OutgoingEffect; outboxId: string }; output: DeliveryReport };
  probe: { input: { setup: AccountSetup; facts: AccountFacts; effect: OutgoingEffect }; output: { answer: 'happened' | 'didNotHappen' | 'cannotTell'; record: IncomingRecord | null } };
  fileCopy: { input: { setup: AccountSetup; facts: AccountFacts; effect: OutgoingEffect }; output: null };
  typing: { input: { accountId: string; address: string; isTyping: boolean }; output: null };
  prepare: { input: { records: StoredRecord[]; desk: DeskFacts }; output: PreparedRecord[] };
};
export type HostCallName = keyof HostCalls;

/** An effect with its bytes still in the vault. */
export type OutgoingEffect =
  | { kind: 'mail'; key: string; createdAtMs: number; raw: VaultRef; envelope: { from: string; to: readonly string[] } }
  | { kind: 'chat'; key: string; createdAtMs: number; to: string; text: string; files: readonly { filename: string; contentType: string; vault: VaultRef }[] }
  | { kind: 'dial'; key: string; createdAtMs: number; number: string };

/** `record` is what stands for it in the history, read and prepared like any other. */
export type DeliveryReport = { outcome: 'sent'; record: IncomingRecord | null } | { outcome: 'notSent'; error: ErrorData } | { outcome: 'unknown'; error: ErrorData };

export type ComposeMailInput = {
  messageId: string;
  dateMs: number;
  from: { address: string; name: string };
  to: readonly string[]; cc: readonly string[];
  subject: string;
  text: string;
  html: string | null;
  inReplyTo: string | null;
  references: readonly string[];
  attachments: readonly { vault: VaultRef; blobId: string; filename: string; contentType: string; inline: boolean }[];
};

/** `run` is the id of one run of one account; a stopped account that is started again has a new one. */
export type ToHost =
  /** Sent before the first start and whenever the desk's settings change what records say. */
  | { type: 'desk'; version: number; desk: DeskFacts }
  | { type: 'start'; run: number; setup: AccountSetup; facts: AccountFacts; cursors: [string, Cursor][]; mode: 'once' | 'live' }
  | { type: 'stop'; run: number }
  | { type: 'nudge'; run: number }
  | { type: 'known'; id: number; known: boolean[] }
  | { type: 'committed'; id: number; error: ErrorData | null }
  /** The point of no return of an effect is committed, or must not be passed. */
  | { type: 'mayGo'; id: number; error: ErrorData | null }
  /** The batch was read with facts of the desk that hold no more: read it again and send it again. */
  | { type: 'stale'; id: number }
  | { type: 'call'; id: number; name: HostCallName; input: unknown };

export type FromHost =
  | { type: 'askKnown'; id: number; keys: string[] }
  | { type: 'batch'; id: number; run: number; batch: IncomingBatch; bytes: number; deskVersion: number }
  | { type: 'passPoint'; id: number; outboxId: string }
  | { type: 'live'; accountId: string; event: LiveEvent }
  | { type: 'state'; run: number; phase: AccountPhase; error: ErrorData | null; nextTryAtMs: number | null }
  | { type: 'ended'; run: number; error: ErrorData | null }
  | { type: 'answer'; id: number; envelope: Envelope<unknown> };
