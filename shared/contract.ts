/**
 * Every query, command and event between window and core, in one map: name -> input schema and output type.
 *
 * Queries read the local store and never wait on the network. Commands change something and answer when it is
 * committed. Inputs are checked at the gate; outputs come from our own core and are trusted.
 */
import { z } from 'zod';
import type {
  AccountId, Attachment, BriefCandidate, CallBrief, ContactPointId, ConnectorKind, CustomerId, CustomerRow, CustomerView, Channel, Direction, DraftId, EffectKind,
  GapView, InteractionId, LiveCall, OperationId, Origin, OutboxId, OutboxItem, OwnParty, SearchHit, SourceLabel, TimelineItem,
} from './domain.ts';
import { accountSetup } from './accounts.ts';
import type { AccountFacts, AccountSetupView, AccountTest, ServerGuess } from './accounts.ts';
import { caseCommands, caseQueries } from './cases.ts';
import { callDraft, draftContent, sendable } from './composing.ts';
import type { AttachmentRef, ComposerContext, DraftView } from './composing.ts';
import { decidingCommands, decidingQueries } from './deciding.ts';
import { CHANNELS, CUSTOMER_FIELDS, OUTBOX_STATES } from './domain.ts';
import { entry, id, limit, none, shortText } from './entry.ts';
import type { Entry } from './entry.ts';
import { numbersQueries } from './numbers.ts';
import { sellingCommands, sellingQueries } from './selling.ts';
import { shopCommands, shopQueries } from './shop.ts';
import { visitCommands, visitQueries } from './visits.ts';
import type { Envelope, ErrorData } from './result.ts';

const path = z.string().min(1).max(4_096);
const channel = z.enum(CHANNELS);

// ---------------------------------------------------------------------------------------------- outputs

export type Language = 'es' | 'en';
export type Theme = 'light' | 'dark' | 'system';

export type Settings = {
  language: Language | 'system';
  theme: Theme;
  /** ISO 3166-1 alpha-2: how national phone numbers are read. */
  country: string;
  /** Own mail addresses and domains (`casanorte.example`), lower case. */
  own: string[];
  /** Who works at this console. */
  agentName: string;
  /** Telephone extensions of ours and the people behind them. */
  extensions: { extension: string; name: string }[];
  /** IANA zone for sources that write local time without one; empty means the machine's. */
  timeZone: string;
  notifications: boolean;
  /** How long something sent can be taken back before it leaves; 0 to 120. */
  undoSeconds: number;
  /** The console answers the system's `tel:` links. */
  handleTel: boolean;
  /** Code of the branch in which this desk stands; empty: none. */
  branch: string;
};

/** Where the person was when the window last closed. Names of customers: it lies in the encrypted history, nowhere else. */
export type WindowMemory = z.infer<typeof windowMemory>;
const windowMemory = z.object({
  section: z.string().max(20), tabs: z.array(z.object({ customerId: id, name: z.string().max(300), channel: channel.nullable() })).max(50), activeId: id.nullable(),
  isPanelOpen: z.boolean(), hasOpened: z.boolean(),
});
/** Texts not saved yet, by the id of the customer (a new note) or of the note that is being changed. */
export type Drafts = Record<string, string>;

export type AppState = {
  version: string;
  device: string;
  /** No source was ever read: the window shows the three doors. */
  empty: boolean;
  customers: number;
  interactions: number;
  waiting: number;
  quarantined: number;
  /** Rows whose search index is still being made. */
  indexing: number;
  /** The sample shop is being read; what is shown is not all of it yet. */
  loadingSample: boolean;
  /** Effects on their way, and those that wait for a decision of the agent. */
  outbox: { waiting: number; held: number; failed: number };
  /** True while the newest attempt of any account reached its server; null with no account. */
  online: boolean | null;
  encryption: { cipher: string; keyKeptBy: 'keychain' | 'passphrase' | 'file' };
};

export type StreamView = {
  stream: string;
  shown: string;
  /** Messages of the folder that the history has, and how many the source says there are (null: not known yet). */
  done: number;
  total: number | null;
  complete: boolean;
  lastSuccessAtMs: number | null;
};

/** `waiting`: idle between tries after an error; `live`: up to date and listening. */
export type AccountPhase = 'paused' | 'connecting' | 'syncing' | 'live' | 'waiting' | 'done';

export type AccountView = {
  id: AccountId;
  kind: ConnectorKind;
  label: string;
  phase: AccountPhase;
  streams: StreamView[];
  lastSuccessAtMs: number | null;
  error: ErrorData | null;
  nextTryAtMs: number | null;
  quarantined: number;
  /** As set up, without its secrets; null for files. */
  setup: AccountSetupView | null;
  /** What it can do as far as is known: what its connector offers in general, or what the server said last. */
  can: { effects: EffectKind[]; live: boolean };
  facts: AccountFacts;
};

export type ImportView = {
  id: string;
  label: string;
  kind: ConnectorKind;
  startedAtMs: number;
  finishedAtMs: number | null;
  read: number;
  stored: number;
  known: number;
  quarantined: number;
  /** Bytes read and in all, for the bar. */
  doneBytes: number;
  totalBytes: number;
  error: ErrorData | null;
  canUndo: boolean;
  revoked: boolean;
};

export type SyncState = { accounts: AccountView[]; imports: ImportView[]; quarantined: number };

export type QuarantinedRow = {
  recordId: number;
  source: SourceLabel;
  stream: string;
  place: string;
  readAtMs: number;
  /** Why it could not be read: a problem code of the reader of its kind. */
  reason: string;
  sizeBytes: number;
};

export type InteractionDetail = {
  item: TimelineItem;
  customerId: CustomerId;
  text: string;
  own: string;
  quoted: string | null;
  signature: string | null;
  hasHtml: boolean;
  parties: { contactPointId: ContactPointId; customerId: CustomerId; shown: string; name: string; role: string }[];
  ownParties: OwnParty[];
  attachments: Attachment[];
  problems: string[];
  /** Every place where the record was found. */
  places: { source: SourceLabel; stream: string; place: string; readAtMs: number; gone: boolean; flags: string[] }[];
  rawSizeBytes: number;
};

/** HTML is already sanitised; it is only ever shown in the sandboxed frame. */
export type InteractionDisplay = { html: string | null; text: string; remoteBlocked: number };

export type DatumPlace = { what: 'contactPoint' | 'field' | 'interaction' | 'note' | 'operation' | 'record'; label: string; customerId: CustomerId | null; interactionId: InteractionId | null; origin: Origin | null };

export type JourneyPoint = { interactionId: InteractionId; channel: Channel; direction: Direction; occurredAtMs: number };

export const CONTACT_COLUMNS = ['name', 'givenName', 'familyName', 'mail', 'phone', 'chat', 'document', 'organisation', 'city', 'address', 'birthday', 'since', 'comment', 'ignore'] as const;
export type ContactColumn = (typeof CONTACT_COLUMNS)[number];

export type ContactsPreview = {
  format: 'vcard' | 'csv';
  rows: number;
  /** CSV only: header cells, the proposed meaning of each, and the first rows as they stand. */
  columns: { header: string; meaning: ContactColumn }[];
  sample: string[][];
  /** What would happen: cards read, contact points new to us, cards that touch a known customer, rows without any address. */
  cards: number;
  newPoints: number;
  knownPoints: number;
  unusable: number;
};

export type PreferenceView = { code: string; interactionId: InteractionId | null; origin: Origin };

/** A canned reply. */
export type TemplateView = { id: string; name: string; text: string; language: Language; channels: ('mail' | 'chat')[] };

// ---------------------------------------------------------------------------------------------- queries

export const QUERIES = {
  ...shopQueries, ...caseQueries, ...sellingQueries, ...visitQueries, ...decidingQueries, ...numbersQueries,
  'app.state': entry<AppState>()(none),
  'settings.get': entry<Settings>()(none),
  /** Asked once, when the window starts: the window owns it from then on. */
  'desk.memory': entry<{ window: WindowMemory | null; drafts: Drafts }>()(none),
  'customer.list': entry<{ rows: CustomerRow[]; total: number }>()(z.object({ text: shortText, offset: z.number().int().min(0), limit })),
  /** Answers for any id the customer goes by; null when nobody does. */
  'customer.get': entry<CustomerView | null>()(z.object({ id })),
  /** Newest first when `before` or nothing is given; `around` centres on one interaction; items are always in ascending order; `gaps` are those that touch the time of the page. */
  'customer.timeline': entry<{ items: TimelineItem[]; gaps: GapView[]; older: number | null; newer: number | null; total: number }>()(z.object({
    id, limit, before: z.number().optional(), after: z.number().optional(), around: id.optional(), channels: z.array(channel).optional(),
  })),
  'customer.journey': entry<{ points: JourneyPoint[]; fromMs: number; toMs: number }>()(z.object({ id, days: z.number().int().min(1).max(3_660) })),
  'interaction.get': entry<InteractionDetail | null>()(z.object({ id })),
  'interaction.display': entry<InteractionDisplay>()(z.object({ id, allowRemote: z.boolean() })),
  /** The record as it was read, as text, cut at 200 kB. */
  'interaction.raw': entry<{ text: string; sizeBytes: number; cut: boolean }>()(z.object({ id })),
  'search.all': entry<{ customers: CustomerRow[]; interactions: SearchHit[]; tookMs: number; indexing: number }>()(z.object({ text: shortText, limit, customerId: id.optional() })),
  'datum.places': entry<DatumPlace[]>()(z.object({ value: shortText })),
  /** Of one customer or of all; in the order in which they leave, then those that are through, newest first. */
  'outbox.list': entry<{ items: OutboxItem[]; total: number }>()(z.object({ customerId: id.optional(), states: z.array(z.enum(OUTBOX_STATES)).optional(), limit })),
  /** What was written, for editing again. */
  'composer.context': entry<ComposerContext>()(z.object({ customerId: id, replyTo: id.nullable() })),
  /** Newest first. */
  'draft.list': entry<DraftView[]>()(z.object({ customerId: id })),
  /** Bytes of a file that was put into a draft, as base64; null when it is no longer kept. */
  'draft.file': entry<{ contentType: string; base64: string } | null>()(z.object({ blobId: id })),
  'template.list': entry<TemplateView[]>()(none),
  /** Calls that are going on or ended within the last minutes, newest first. */
  'calls.live': entry<LiveCall[]>()(none),
  /** Chat addresses whose owner is there now; of all others nothing is known. */
  'chat.available': entry<ContactPointId[]>()(none),
  /** The brief for a number that rings, or that a `tel:` link names. */
  'call.brief': entry<CallBrief>()(z.object({ number: z.string().max(200) })),
  /** The same for a customer who stands at the counter; null when nobody goes by the id. */
  'customer.brief': entry<BriefCandidate | null>()(z.object({ customerId: id })),
  /** What they said they prefer, oldest first, each with where it was said (S18). */
  'customer.preferences': entry<PreferenceView[]>()(z.object({ customerId: id })),
  'sync.state': entry<SyncState>()(none),
  'quarantine.list': entry<{ rows: QuarantinedRow[]; total: number }>()(z.object({ offset: z.number().int().min(0), limit })),
  'quarantine.raw': entry<{ text: string; sizeBytes: number; cut: boolean }>()(z.object({ recordId: z.number().int() })),
  /** Bytes of one attachment as base64; asked by the main process, which opens or saves it. */
  'attachment.read': entry<{ filename: string; contentType: string; base64: string }>()(z.object({ id, partPath: z.string().max(200) })),
} as const;

// ---------------------------------------------------------------------------------------------- commands

const decided = entry<{ operationId: OperationId; customerId: CustomerId }>();

export const COMMANDS = {
  ...shopCommands, ...caseCommands, ...sellingCommands, ...visitCommands, ...decidingCommands,
  'settings.set': entry<Settings>()(z.object({
    language: z.enum(['es', 'en', 'system']), theme: z.enum(['light', 'dark', 'system']), country: z.string().regex(/^[A-Z]{2}$/),
    own: z.array(z.string().max(320)).max(500), agentName: z.string().max(200),
    extensions: z.array(z.object({ extension: z.string().max(40), name: z.string().max(200) })).max(1_000),
    timeZone: z.string().max(60), notifications: z.boolean(), undoSeconds: z.number().int().min(0).max(120), handleTel: z.boolean(), branch: z.string().max(40),
  }).partial()),
  /** Quiet: no topic of the change feed is touched. An empty draft is forgotten; drafts that are not named stay. */
  'desk.remember': entry<null>()(z.object({ window: windowMemory.optional(), drafts: z.record(id, z.string().max(1_000_000)).optional() })),
  'note.add': entry<{ interactionId: InteractionId }>()(z.object({ customerId: id, text: z.string().min(1).max(100_000) })),
  'note.edit': entry<null>()(z.object({ interactionId: id, text: z.string().min(1).max(100_000) })),
  'note.remove': entry<{ operationId: OperationId }>()(z.object({ interactionId: id })),
  /** Both customers become one. */
  'identity.merge': decided(z.object({ customerId: id, otherCustomerId: id, reason: z.string().max(500) })),
  /** These contact points leave the customer and form one of their own. */
  'identity.unmerge': decided(z.object({ customerId: id, contactPointIds: z.array(id).min(1).max(1_000) })),
  /** These contact points leave the customer and join another. */
  'identity.relink': decided(z.object({ customerId: id, contactPointIds: z.array(id).min(1).max(1_000), toCustomerId: id })),
  'identity.answerSuggestion': decided(z.object({ suggestionId: z.string().max(100), same: z.boolean() })),
  /** This interaction is of somebody else: of another customer, or of a new person with a name alone. */
  'interaction.assign': decided(z.object({ interactionId: id, customerId: id, to: z.union([z.object({ customerId: id }), z.object({ newPerson: z.string().min(1).max(300) })]) })),
  /**
   * Somebody we have no history of yet: by an address (mail, number, chat, document), or by the name alone. Whose address
   * it is already is answered as they are, and their name stays. @throws address-invalid
   */
  'customer.add': entry<{ customerId: CustomerId; isNew: boolean }>()(z.object({ name: z.string().max(300), address: z.string().max(320) })),
  'customer.setField': decided(z.object({ customerId: id, field: z.enum(CUSTOMER_FIELDS), value: z.string().max(2_000) })),
  /** Switches one operation off (or an undo itself): the former state comes back exactly. */
  'operation.undo': entry<{ operationId: OperationId }>()(z.object({ operationId: id })),
  'account.guess': entry<ServerGuess[]>()(z.object({ address: z.string().max(320) })),
  /** `accountId` of an account that is edited: what is left empty of its passwords is the stored one. */
  'account.test': entry<AccountTest>()(z.object({ setup: accountSetup, accountId: id.nullable() })),
  'account.add': entry<{ accountId: AccountId }>()(z.object({ label: z.string().min(1).max(200), setup: accountSetup })),
  /** The whole set-up again; an empty password keeps the one that is stored. */
  'account.update': entry<null>()(z.object({ accountId: id, label: z.string().min(1).max(200).optional(), setup: accountSetup.optional() })),
  'account.pause': entry<null>()(z.object({ accountId: id, paused: z.boolean() })),
  'account.syncNow': entry<null>()(z.object({ accountId: id })),
  /** The account goes; its history stays. */
  'account.remove': entry<null>()(z.object({ accountId: id })),
  /** Files and folders of any kind we read; kinds are told apart by content. Answers when the import has started. */
  'import.files': entry<{ importIds: string[] }>()(z.object({ paths: z.array(path).min(1).max(1_000) })),
  'import.previewContacts': entry<ContactsPreview>()(z.object({ path, mapping: z.array(z.enum(CONTACT_COLUMNS)).optional() })),
  'import.contacts': entry<{ importId: string }>()(z.object({ path, mapping: z.array(z.enum(CONTACT_COLUMNS)).optional() })),
  'import.undo': entry<{ operationId: OperationId }>()(z.object({ importId: id })),
  'import.cancel': entry<null>()(z.object({ importId: id })),
  // -- sending
  /** A file on this machine, or bytes dropped or pasted, into the encrypted history. @throws message-too-large above 50 MiB */
  'attachment.put': entry<AttachmentRef>()(z.union([
    z.object({ path, inline: z.boolean() }),
    z.object({ filename: z.string().min(1).max(255), contentType: z.string().max(200), base64: z.string().max(80_000_000), inline: z.boolean() }),
  ])),
  /** Saves a text in the making. `draftId` null makes one. `conflict`: another window had saved meanwhile; its text stands under `others` now. */
  'draft.save': entry<{ draftId: DraftId; revision: number; conflict: boolean }>()(z.object({ customerId: id, draftId: id.nullable(), baseRevision: z.number().int().min(0), content: draftContent })),
  /** Throws a draft away, by the agent's own wish; `draft.restore` brings it back. */
  'draft.discard': entry<null>()(z.object({ draftId: id })),
  'draft.restore': entry<null>()(z.object({ draftId: id })),
  /**
   * Queues a message; it leaves after the undo window or at `sendAtMs`. The draft it was written in goes in the same step.
   * @throws address-invalid, message-too-large, no-account, not-found
   */
  'outbox.send': entry<{ outboxId: OutboxId; interactionId: InteractionId; leavesAtMs: number }>()(z.object({
    customerId: id, message: sendable, draftId: id.nullable(), duringCall: id.nullable(), sendAtMs: z.number().int().nullable(), seenCursor: z.number().nullable(),
  })),
  /** Takes it back while it has not left; its words become a draft again. @throws already-sent, outcome-unknown */
  'outbox.cancel': entry<{ draftId: DraftId | null }>()(z.object({ outboxId: id })),
  /** Tries now what waits or failed; of what is held for an unknown outcome it says: send it again all the same. */
  'outbox.retry': entry<null>()(z.object({ outboxId: id })),
  /** The agent knows that it arrived. */
  'outbox.markSent': entry<null>()(z.object({ outboxId: id })),
  'outbox.hold': entry<null>()(z.object({ outboxId: id })),
  /** Before another one (null: last of all). */
  'outbox.move': entry<null>()(z.object({ outboxId: id, before: id.nullable() })),
  'template.set': entry<{ templateId: string }>()(z.object({ templateId: id.nullable(), name: z.string().min(1).max(100), text: z.string().min(1).max(20_000), language: z.enum(['es', 'en']), channels: z.array(z.enum(['mail', 'chat'])).min(1) })),
  'template.remove': entry<{ operationId: OperationId }>()(z.object({ templateId: id })),
  /** Tells the other side that somebody writes, where the channel can. */
  'chat.typing': entry<null>()(z.object({ customerId: id, isTyping: z.boolean() })),
  // -- calls
  /** Through the exchange where there is one (`url` null), else the answer is a `tel:` link for the desktop to open. */
  'call.dial': entry<{ outboxId: OutboxId | null; url: string | null }>()(z.object({ customerId: id.nullable(), number: z.string().min(1).max(60) })),
  'call.log': entry<{ interactionId: InteractionId; operationId: OperationId }>()(z.object({ customerId: id, call: callDraft, draftId: id.nullable() })),
  /** Who is on the line: one of those who share the number. */
  'call.identify': entry<{ operationId: OperationId }>()(z.object({ callId: id, customerId: id })),
  /** This contact needs no answer; it leaves the queue. */
  'interaction.settle': entry<{ operationId: OperationId }>()(z.object({ interactionId: id })),
  'sample.load': entry<null>()(none),
} as const;

/** Answered by the main process itself: they need the desktop. */
export const DESKTOP = {
  /** Opens the system's file chooser; empty when the person cancels. */
  'desktop.pickFiles': entry<{ paths: string[] }>()(z.object({ purpose: z.enum(['history', 'contacts', 'folder', 'attachments']) })),
  'desktop.openAttachment': entry<null>()(z.object({ id, partPath: z.string().max(200) })),
  /** `saved` is false when the person cancels. */
  'desktop.saveAttachment': entry<{ saved: boolean }>()(z.object({ id, partPath: z.string().max(200) })),
  /** Another window on the same history. */
  'desktop.openWindow': entry<null>()(z.object({ customerId: id.nullable() })),
  /** Whether the system gives us its `tel:` links, after setting it. */
  'desktop.handleTel': entry<{ isHandler: boolean }>()(z.object({ handle: z.boolean() })),
  'desktop.openLink': entry<null>()(z.object({ url: z.url({ protocol: /^(https?|mailto|tel)$/ }) })),
  /** What the window should show first: theme of the system, language of the system, argument flags. */
  'desktop.context': entry<{ systemLanguage: Language; systemDark: boolean; sample: boolean; platform: string; keyProblem: ErrorData | null; newProfile: boolean; hasKeychain: boolean; profileDir: string }>()(none),
  /** Opens the history with a passphrase or recovery words, or makes a new one with it, where the system has no keychain. */
  'desktop.unlock': entry<null>()(z.object({ passphrase: z.string().min(1).max(1_000) })),
  /** The recovery words of a history made just now, until the person says they were kept; null afterwards. */
  'desktop.recoveryWords': entry<{ words: string[] | null }>()(none),
  'desktop.recoveryKept': entry<null>()(none),
} as const;

/** Topics of the change feed: what a cached answer may depend on. `customer:<id>` names one customer. */
export type Topic = 'customers' | 'queue' | 'sync' | 'settings' | 'app' | 'outbox' | 'drafts' | 'templates' | 'calls' | 'gaps' | 'shop' | 'cases' | 'selling' | 'visits' | 'rules' | `customer:${string}`;

export type Events = {
  /** Rows changed; ask again for what shows them. */
  changed: { seq: number; topics: Topic[] };
  /** Show this customer (a notification was clicked, a command line asked). */
  navigate: { customerId: CustomerId; interactionId: InteractionId | null };
  /** New words of customers, for the system's notification. */
  arrived: { customerId: CustomerId; interactionId: InteractionId; channel: Channel; name: string; preview: string }[];
  /** A call rings, changes or ends; its brief is in it. */
  call: LiveCall;
  /** The other side is writing, or has stopped. */
  typing: { customerId: CustomerId; contactPointId: ContactPointId; isTyping: boolean };
  /** A receipt waits to be printed: ask `receipt.due`. */
  receiptDue: null;
  /** The owner of a chat address is there now, or it is not known any more. */
  presence: { contactPointId: ContactPointId; isAvailable: boolean };
  /** Somebody opened a `tel:` link: show whose number it is. */
  dialled: { number: string };
  /** The core stopped and was started again, or cannot be started. */
  core: { state: 'running' | 'restarting' | 'failed'; error: ErrorData | null };
};

export type QueryName = keyof typeof QUERIES;
export type CommandName = keyof typeof COMMANDS;
export type DesktopName = keyof typeof DESKTOP;

type AnyEntry = Entry<z.ZodType, unknown>;
export type InputOf<E extends AnyEntry> = z.input<E['input']>;
export type OutputOf<E> = E extends Entry<z.ZodType, infer O> ? O : never;
export type QueryInput<N extends QueryName> = InputOf<(typeof QUERIES)[N]>;
export type QueryOutput<N extends QueryName> = OutputOf<(typeof QUERIES)[N]>;
export type CommandInput<N extends CommandName> = InputOf<(typeof COMMANDS)[N]>;
export type CommandOutput<N extends CommandName> = OutputOf<(typeof COMMANDS)[N]>;
export type DesktopInput<N extends DesktopName> = InputOf<(typeof DESKTOP)[N]>;
export type DesktopOutput<N extends DesktopName> = OutputOf<(typeof DESKTOP)[N]>;

/** What the preload puts on `window.hilo`: three functions; answers are Envelopes. `command` also takes the desktop names. */
export type Bridge = {
  query(name: string, input: unknown): Promise<Envelope<unknown>>;
  command(name: string, input: unknown): Promise<Envelope<unknown>>;
  /** Answers with the function that ends the subscription. */
  subscribe(listener: (event: keyof Events, data: unknown) => void): () => void;
};
