/**
 * The words of the product, as types. What both sides of the gate share; no behaviour beyond small pure helpers.
 */

declare const brand: unique symbol;
type Branded<T, B extends string> = T & { readonly [brand]: B };

/** UUIDv5 of a contact point's normal form; a joined customer goes by the smallest id of its members. */
export type CustomerId = Branded<string, 'CustomerId'>;
/** UUIDv5 of the normal form `kind:value`. The same string as the id of the customer the point was born as. */
export type ContactPointId = Branded<string, 'ContactPointId'>;
/** UUIDv5 of the natural key of the touchpoint, the same on every desktop that reads the same source. */
export type InteractionId = Branded<string, 'InteractionId'>;
/** UUIDv7-like random id of a fact authored in a console. */
export type OperationId = Branded<string, 'OperationId'>;
export type AccountId = Branded<string, 'AccountId'>;

export const CHANNELS = ['mail', 'chat', 'call', 'visit', 'note', 'survey'] as const;
export type Channel = (typeof CHANNELS)[number];

/** `inbound`: the customer spoke; `outbound`: we spoke; `internal`: only we can see it. */
export type Direction = 'inbound' | 'outbound' | 'internal';

export const CONTACT_POINT_KINDS = ['mail', 'phone', 'chat', 'document', 'loyalty', 'person'] as const;
/** `person` is somebody without any address of their own, made by an agent (another person on the same phone). */
export type ContactPointKind = (typeof CONTACT_POINT_KINDS)[number];

/**
 * One normalised address.
 * value: mail lower-cased and canonical; phone in E.164 (`+5491161234410`); chat `network:address`
 * (`whatsapp:+5491161234410`, `whatsapp-name:casa norte/lucía`); document `AR:31234204`; person: a UUID.
 */
export type ContactPointRef = { kind: ContactPointKind; value: string };

export type PartyRole = 'from' | 'to' | 'cc' | 'bcc' | 'reply-to' | 'caller' | 'callee' | 'author' | 'member' | 'subject';

/** Somebody of ours in an interaction: an own address, an extension, an agent's name. */
export type OwnParty = { address: string; name: string; role: PartyRole };

export type Attachment = {
  /** Names the part inside the raw record; opaque outside the reader of that record. */
  partPath: string;
  filename: string;
  contentType: string;
  /** Decoded size; estimated from the encoded length, so it may be off by a few bytes. */
  sizeBytes: number;
  inline: boolean;
};

export type CallOutcome = 'answered' | 'missed' | 'busy' | 'failed' | 'voicemail';

/** One human call: all rows of one linkedid together. */
export type CallFacts = {
  outcome: CallOutcome;
  /** From the first ring to the answer or the end. */
  ringMs: number;
  /** Somebody of ours and the customer on the line together; transfers are not counted twice. */
  talkMs: number;
  /** Who of ours spoke last with the customer; empty when nobody did. */
  answeredBy: string;
  /** Extensions or queues that rang or took part, in order, each once. */
  route: string[];
  transferred: boolean;
  withheld: boolean;
};

/** Marks of an interaction that people and filters use. */
export type InteractionMarks = {
  /** Mailing list or newsletter. */
  list: boolean;
  /** Written by a machine: auto-reply, bounce, notification. */
  automatic: boolean;
  bounce: boolean;
  /** The date of the source was missing or impossible; the time of arrival is shown instead. */
  dateDoubtful: boolean;
  /** Something of the record could not be read; the raw record has it all. */
  damaged: boolean;
  /** No longer at the source (expunged there); the history keeps it. */
  gone: boolean;
};

/** One row of a timeline, enough to draw its card. */
export type TimelineItem = {
  id: InteractionId;
  /** Opaque place in the timeline, newest is greatest; pass it back as `before` or `after`. */
  cursor: number;
  channel: Channel;
  direction: Direction;
  occurredAtMs: number;
  title: string;
  /** First own words, one line, at most 280 characters. */
  preview: string;
  /** The whole text when it is short (chat, notes, calls), else null: ask `interaction.get`. */
  text: string | null;
  contactPointId: ContactPointId;
  /** Who wrote or called, as a name to show. */
  author: string;
  /** Who of ours took part; empty when unknown. */
  agent: string;
  threadKey: string | null;
  attachments: Attachment[];
  marks: InteractionMarks;
  call: CallFacts | null;
  source: SourceLabel;
};

/** Where something was read: connector and account, in the words the person gave them. */
export type SourceLabel = { connector: ConnectorKind | 'desk'; accountId: AccountId | null; label: string };

export const CONNECTOR_KINDS = ['imap', 'mailFile', 'whatsappExport', 'asteriskCsv', 'contacts'] as const;
export type ConnectorKind = (typeof CONNECTOR_KINDS)[number];

/** Where a value came from (S13). `record` is a source record; `operation` somebody's act in a console. */
export type Origin =
  | { by: 'record'; connector: ConnectorKind; label: string; interactionId: InteractionId | null; atMs: number }
  | { by: 'operation'; operationId: OperationId; actor: string; device: string; atMs: number };

export const CUSTOMER_FIELDS = ['name', 'organisation', 'document', 'birthday', 'city', 'address', 'language', 'since', 'comment', 'phone', 'mail'] as const;
/** `phone` and `mail` are numbers and addresses somebody stated (a signature, a card), not yet contact points of the customer. */
export type CustomerField = (typeof CUSTOMER_FIELDS)[number];

export type FieldValue = {
  field: CustomerField;
  value: string;
  origin: Origin;
  /** Former and competing values, newest first, each with its origin. */
  others: { value: string; origin: Origin }[];
};

export type ContactPointView = {
  id: ContactPointId;
  kind: ContactPointKind;
  value: string;
  /** The value as people write it: national phone format, masked document, chat name. */
  shown: string;
  interactions: number;
  lastAtMs: number | null;
  /** Why it belongs to this customer; null for the point the customer was born with. */
  link: LinkView | null;
  firstSeen: Origin;
};

export const LINK_RULES = ['contact-card', 'same-document', 'agent', 'same-number', 'mail-signature', 'same-name', 'reply-to', 'shared-number'] as const;
export type LinkRule = (typeof LINK_RULES)[number];

export type LinkView = { rule: LinkRule; origin: Origin; with: ContactPointId };

/** Two customers who may be one; a person decides. */
export type Suggestion = {
  /** Stable for the pair; pass to `identity.answerSuggestion`. */
  id: string;
  customerId: CustomerId;
  otherCustomerId: CustomerId;
  otherName: string;
  points: [ContactPointView, ContactPointView];
  rule: LinkRule;
  /** What speaks for it, each with its place. */
  evidence: { rule: LinkRule; value: string; origin: Origin }[];
};

export type CustomerRow = {
  id: CustomerId;
  name: string;
  organisation: string;
  channels: Channel[];
  interactions: number;
  lastAtMs: number | null;
  lastChannel: Channel | null;
  lastPreview: string;
  /** What in the row the search text matched (an address, a number); empty without a search. */
  matched: string;
};

/** A customer whose last word is theirs. */
export type QueueRow = {
  customerId: CustomerId;
  name: string;
  channel: Channel;
  interactionId: InteractionId;
  preview: string;
  /** When the customer's unanswered words began. */
  waitingSinceMs: number;
  lastAtMs: number;
  /** Unanswered contacts in a row (second missed call, third message). */
  attempts: number;
  missedCall: boolean;
};

export type CustomerView = {
  id: CustomerId;
  /** Other ids this customer also goes by. */
  aliases: CustomerId[];
  name: string;
  firstAtMs: number | null;
  lastAtMs: number | null;
  interactions: number;
  byChannel: Partial<Record<Channel, number>>;
  waitingSinceMs: number | null;
  contactPoints: ContactPointView[];
  fields: FieldValue[];
  suggestions: Suggestion[];
  /** Last acts on the identity of this customer that can be undone, newest first. */
  decisions: DecisionView[];
  /** Freshness per source that feeds this customer. */
  freshness: { source: SourceLabel; lastSuccessAtMs: number | null; complete: boolean }[];
};

export type DecisionView = {
  operationId: OperationId;
  kind: 'merge' | 'unmerge' | 'relink' | 'assign' | 'field' | 'import';
  actor: string;
  atMs: number;
  /** What the decision was about, for the sentence: names or addresses. */
  subject: string;
  other: string;
  undone: boolean;
};

export type SearchHit = {
  interactionId: InteractionId;
  customerId: CustomerId;
  customerName: string;
  channel: Channel;
  direction: Direction;
  occurredAtMs: number;
  title: string;
  /** Plain text around the first hit; matches stand between U+E000 and U+E001. */
  snippet: string;
};

export const HIT_START = '\uE000';
export const HIT_END = '\uE001';

/** Why nothing could be made of a record; it is kept whole and shown with this reason. */
export const UNREADABLE_REASONS = ['reader-failed', 'no-headers', 'not-a-message', 'not-a-call', 'not-a-card', 'export-language-unknown'] as const;
export type UnreadableReason = (typeof UNREADABLE_REASONS)[number];

/** What was odd about a record that is shown all the same. */
export const RECORD_PROBLEMS = [
  'truncated', 'no-headers', 'no-date', 'bad-date', 'unknown-charset', 'wrong-charset', 'bad-encoding', 'bad-structure', 'too-deep', 'too-many-parts', 'header-cut', 'text-cut', 'nul-bytes',
  'own-side-unknown', 'bad-mail', 'bad-document', 'bad-phone', 'no-address',
] as const;
export type RecordProblem = (typeof RECORD_PROBLEMS)[number];
