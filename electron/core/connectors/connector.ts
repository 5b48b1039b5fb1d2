/**
 * The one interface every source implements.
 *
 * A connector reads a source and hands over raw records; it never interprets them beyond what it needs to find
 * their borders, never sees the store, and keeps no state of its own: whatever it must remember is in the cursor,
 * which is committed together with the records it stands for. It runs in the source host, off the thread that
 * answers queries.
 */
import type { AccountFacts, CallLogAccountInput, ChatAccountInput, MailAccountInput, PhoneAccountInput } from '../../../shared/accounts.ts';
import type { CallOutcome, ConnectorKind, Direction, EffectKind, GapReason, LiveCallState } from '../../../shared/domain.ts';
import type { ErrorData } from '../../../shared/result.ts';

/** Opaque JSON of one stream; written and read by its connector alone. */
export type Cursor = { readonly [key: string]: unknown };

/**
 * What a raw record is, which decides who reads it: ingest has one reader a kind.
 * `stanza`: an XMPP message; `call`: what a live connection saw of one call, until the call log has it; `row`: one row of
 * a shop's table.
 */
export type RecordKind = 'mail' | 'chat' | 'cdr' | 'card' | 'stanza' | 'call' | 'row';

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
  /** Times in which this stream was not heard and that cannot be read any more; told once, kept for ever. */
  gaps?: readonly Gap[];
};

export type Gap = { fromMs: number; toMs: number; reason: GapReason };

export type AccountSetup = {
  accountId: string;
  kind: ConnectorKind;
  /** What the connector was set up with; its own shape, checked by itself. */
  config: ImapConfig | XmppConfig | AmiConfig | CallSqlConfig | FileConfig;
};

/** What an account was set up with, per kind; the shapes are the contract's. `outgoing` null: the mailbox is only read. */
export type ImapConfig = MailAccountInput;
export type XmppConfig = ChatAccountInput;
export type AmiConfig = PhoneAccountInput;
export type CallSqlConfig = CallLogAccountInput;

/** One file or folder on this machine; `follow` keeps reading as it grows. */
export type FileConfig = {
  path: string; follow: boolean; mapping?: readonly string[];
  /** Tables of a shop: which one it is, and when a person said what its columns mean (a row is said anew then). */
  table?: string; mappedAtMs?: number;
};

export type ConnectorContext = {
  setup: AccountSetup;
  /** What was learnt of the server in former sessions; never needed, only quicker. */
  facts: AccountFacts;
  /** Ends everything under way within a second or so; the generator returns, it does not throw. */
  signal: AbortSignal;
  nowMs(): number;
  /** What happens now and is not history: rings, typing, what was learnt of the server. Never blocks. */
  tell(event: LiveEvent): void;
};

/** What a source can do in this session. The screens ask this, never the kind of a connector. */
export type Capabilities = {
  /** New records are told by the source (IDLE, a watched file) rather than found by asking. */
  live: boolean;
  /** Effects of these kinds can be delivered. */
  effects: readonly EffectKind[];
  /** After a cut the source can be asked whether an effect happened. */
  probe: boolean;
};

// ------------------------------------------------------------------------------------------------ effects

/**
 * Something that has to happen outside exactly once. `key` was fixed before the first try and never changes:
 * the Message-ID (with its angle brackets), the origin-id of a stanza, the ChannelId of a call.
 */
export type Effect =
  | { kind: 'mail'; key: string; createdAtMs: number; raw: Uint8Array; envelope: { from: string; to: readonly string[] } }
  | { kind: 'chat'; key: string; createdAtMs: number; to: string; text: string; files: readonly { filename: string; contentType: string; bytes: Uint8Array }[] }
  | { kind: 'dial'; key: string; createdAtMs: number; number: string };

/**
 * What came of a try. `sent`: the server took it; `record` is the raw record that stands for it in the history (none
 * for a mail, whose bytes are known, nor for a call). `notSent`: it surely did not happen; `error.recovery` says whether
 * to try again. `unknown`: it may have happened.
 */
export type Delivery =
  | { outcome: 'sent'; record: RawRecord | null }
  | { outcome: 'notSent'; error: ErrorData }
  | { outcome: 'unknown'; error: ErrorData };

/** `didNotHappen` only where the source would surely show it; else `cannotTell`. */
export type ProbeAnswer = { answer: 'happened'; record: RawRecord | null } | { answer: 'didNotHappen' } | { answer: 'cannotTell' };

/** What a live source says that is no record. `isAvailable`: somebody is there and has not said that they are away or busy. */
export type LiveEvent =
  | { type: 'call'; call: CallSignal }
  | { type: 'typing'; address: string; isTyping: boolean }
  | { type: 'presence'; address: string; isAvailable: boolean }
  | { type: 'facts'; facts: AccountFacts };

/** The state of one call as far as it was heard; the same `key` replaces the former state. */
export type CallSignal = {
  /** Natural key of the call, the same as in the interaction its records make. */
  key: string;
  state: LiveCallState;
  direction: Direction;
  number: string;
  callerName: string;
  withheld: boolean;
  queue: string;
  isMine: boolean;
  agent: string;
  transferredTo: string;
  startedAtMs: number;
  answeredAtMs: number | null;
  endedAtMs: number | null;
  outcome: CallOutcome | null;
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
  /**
   * Tries the effect once. `passPointOfNoReturn` is awaited before the first byte that could make it happen: a crash
   * before it settles has surely sent nothing. May run beside `pull` and `waitForNews`. Never throws: what went wrong
   * is in the outcome.
   */
  deliver?(effect: Effect, passPointOfNoReturn: () => Promise<void>): Promise<Delivery>;
  /** Whether an effect whose outcome is unknown happened. Never sends anything. @throws DeskError when the source cannot be reached */
  probe?(effect: Effect): Promise<ProbeAnswer>;
  /** After `sent`: puts the copy where the person's other programs look for it, unless the server did so itself. Safe to repeat. @throws DeskError */
  fileCopy?(effect: Effect): Promise<void>;
  /** Lets the other side see that somebody writes. Best effort. */
  sayTyping?(address: string, isTyping: boolean): void;
  /** Idempotent; never throws. */
  close(): Promise<void>;
};

export type Connector = {
  readonly kind: ConnectorKind;
  /** Connects and logs in, or opens the file. @throws DeskError */
  open(context: ConnectorContext): Promise<Session>;
};
