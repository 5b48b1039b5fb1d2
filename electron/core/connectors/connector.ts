/**
 * The one interface every source implements.
 *
 * A connector reads a source and hands over raw records; it never interprets them beyond what it needs to find
 * their borders, never sees the store, and keeps no state of its own: whatever it must remember is in the cursor,
 * which is committed together with the records it stands for. It runs in the source host, off the thread that
 * answers queries.
 */
import type { ConnectorKind } from '../../../shared/domain.ts';
import type { Security } from '../../../shared/contract.ts';

/** Opaque JSON of one stream; written and read by its connector alone. */
export type Cursor = { readonly [key: string]: unknown };

/** What a raw record is, which decides who reads it: ingest has one reader a kind. */
export type RecordKind = 'mail' | 'chat' | 'cdr' | 'card';

export type RawRecord = {
  kind: RecordKind;
  /** Unique inside the stream and stable while the stream's numbering holds: `<uidvalidity>.<uid>`, a byte offset, a line number. */
  place: string;
  raw: Uint8Array;
  /** What is needed besides `raw` to read it again years later (chat title, column names, date order); small, or null. */
  context: { readonly [key: string]: unknown } | null;
  /** When the source says it got the record (INTERNALDATE, mtime), null when it does not say. */
  receivedAtMs: number | null;
  /** Flags at the source (`\Seen`). */
  flags: readonly string[];
};

export type SyncBatch = {
  stream: string;
  /** The stream's name as people know it: `INBOX/Ventas`, a file name. */
  shown: string;
  records: RawRecord[];
  /** Places that are no longer at the source; the history keeps their records, marked. */
  gone: string[];
  /** Places whose flags changed. */
  flagged: { place: string; flags: readonly string[] }[];
  /**
   * Set when the stream's numbering is void (UIDVALIDITY changed, a file was replaced): every known place of the
   * stream whose text does not start with this prefix is forgotten (not the records). Null when the numbering holds.
   */
  renumbered: string | null;
  /** Where to go on after this batch is committed. */
  cursor: Cursor;
  /** How many records of the stream are behind us after this batch, and how many there are; null when the source does not say. */
  done: number;
  total: number | null;
  /** The connector says so: nothing more in this stream now. Never inferred from an empty batch. */
  complete: boolean;
};

export type AccountSetup = {
  accountId: string;
  kind: ConnectorKind;
  /** What the connector was set up with; its own shape, checked by itself. */
  config: ImapConfig | FileConfig;
};

export type ImapConfig = { host: string; port: number; security: Security; user: string; password: string; acceptInvalidCertificate: boolean };

/** One file or folder on this machine; `follow` keeps reading as it grows. */
export type FileConfig = { path: string; follow: boolean; mapping?: readonly string[] };

export type ConnectorContext = {
  setup: AccountSetup;
  /** Ends everything under way within a second or so; the generator returns, it does not throw. */
  signal: AbortSignal;
  nowMs(): number;
};

export type Capabilities = {
  /** New records are told by the source (IDLE, a watched file) rather than found by asking. */
  live: boolean;
  send: boolean;
  probe: boolean;
};

export type Session = {
  readonly capabilities: Capabilities;
  /**
   * Everything the cursors do not stand for yet, newest first where the source allows, streams interleaved so that
   * recent history of each comes before old history of any. Each batch is at most about 250 records or 4 MiB
   * (a single larger record makes a batch of its own). The caller commits a batch before it asks for the next.
   * Ends when every stream was said complete. @throws DeskError with a recovery
   */
  pull(cursors: ReadonlyMap<string, Cursor>): AsyncGenerator<SyncBatch, void, void>;
  /** Settles when there may be something new, or when it is time to look; the names are hints, empty means all. @throws DeskError */
  waitForNews(): Promise<string[]>;
  /** Idempotent; never throws. */
  close(): Promise<void>;
};

export type Connector = {
  readonly kind: ConnectorKind;
  /** Connects and logs in, or opens the file. @throws DeskError */
  open(context: ConnectorContext): Promise<Session>;
};
