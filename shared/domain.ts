/**
 * The words of the product, as types. What both sides of the gate share; no behaviour beyond small pure helpers.
 */

import type { ErrorData } from './result.ts';

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
/** Random id of something that has to happen outside. */
export type OutboxId = Branded<string, 'OutboxId'>;
export type DraftId = Branded<string, 'DraftId'>;

/** Stored by their place: only ever add at the end. `web`: a step somebody took alone (a form, a registration, an order); `public`: a comment or review others can read. */
export const CHANNELS = ['mail', 'chat', 'call', 'visit', 'note', 'survey', 'web', 'public'] as const;
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
  /** A call that was seen live and that no call log has confirmed yet. */
  provisional: boolean;
  /** Somebody of ours said that it needs no answer. */
  settled: boolean;
};

/** A page that a touchpoint stands on: where it can be read (`url`, http or https, or empty), and of a review its stars (1 to 5). */
export type PageFacts = { url: string; site: string; stars: number | null };

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
  /** Of what was said in public or done on a site alone; null for all else. */
  page: PageFacts | null;
  /** What became of something we sent; null for what others wrote and where nothing is known. */
  delivery: DeliveryView | null;
  /** What belongs to it on the same timeline: what was sent during a call, the call during which it was sent. */
  links: InteractionLink[];
  source: SourceLabel;
};

export const DELIVERY_STATES = ['sent', 'delivered', 'read', 'delayed', 'bounced'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];
/** `detail`: the receiving system's own words (a bounce's diagnostic), empty when it gave none. The worst news wins, then the furthest. */
export type DeliveryView = { state: DeliveryState; atMs: number; recipient: string; detail: string };

/** `of-visit`: what a visit left (its receipt mail, its survey), beside the visit it is of; `after-visit`: the same from the visit's side. */
export type InteractionLink = { interactionId: InteractionId; kind: 'during-call' | 'sent-during' | 'of-visit' | 'after-visit'; channel: Channel; title: string };

/** A time in which a source was not heard, so that something may be missing: it stands in the timeline as what it is (N8). */
export const GAP_REASONS = ['archive-truncated', 'not-listening'] as const;
export type GapReason = (typeof GAP_REASONS)[number];
export type GapView = { source: SourceLabel; channel: Channel; fromMs: number; toMs: number; reason: GapReason };

/** Where something was read: connector and account, in the words the person gave them. */
export type SourceLabel = { connector: ConnectorKind | 'desk'; accountId: AccountId | null; label: string };

export const CONNECTOR_KINDS = ['imap', 'mailFile', 'whatsappExport', 'asteriskCsv', 'contacts', 'xmpp', 'asteriskAmi', 'asteriskSql', 'shopFile'] as const;
/** `shopFile`: tables of a shop's other systems (catalogue, orders, offers, web steps, reviews) as CSV or JSON, a file or a watched folder. */
export type ConnectorKind = (typeof CONNECTOR_KINDS)[number];

/** Where a value came from (S13). `record` is a source record; `operation` somebody's act in a console. */
export type Origin =
  | { by: 'record'; connector: ConnectorKind; label: string; interactionId: InteractionId | null; atMs: number }
  | { by: 'operation'; operationId: OperationId; actor: string; device: string; atMs: number };

export const CUSTOMER_FIELDS = ['name', 'organisation', 'document', 'birthday', 'city', 'address', 'language', 'since', 'comment', 'preferredChannel', 'phone', 'mail'] as const;
/** `preferredChannel` is `mail`, `chat` or `call`. `phone` and `mail` are numbers and addresses somebody stated (a signature, a card), not yet contact points of the customer. */
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

/** States of open cases that the queue leaves out until it is our turn; they are shown when they are asked for. */
export const RESTING_STATES = ['snoozed', 'waitingForCustomer'] as const;
export type RestingState = (typeof RESTING_STATES)[number];

/**
 * One thing to do next. `words`: a customer whose last word is theirs; `case`: an open case of ours to move; `task`: one
 * that is due. A customer who waits in a case is one row, of the case.
 */
export type QueueRow = {
  kind: 'words' | 'case' | 'task';
  customerId: CustomerId;
  name: string;
  channel: Channel;
  /** The customer's word, or the newest contact of the case; null where there is none. */
  interactionId: InteractionId | null;
  preview: string;
  /** When the customer's unanswered words began, else when the case last moved or the task was due. */
  waitingSinceMs: number;
  lastAtMs: number;
  /** Unanswered contacts in a row (second missed call, third message). */
  attempts: number;
  missedCall: boolean;
  caseId: CaseId | null;
  taskId: TaskId | null;
  /** Of the case or task; empty for words alone. */
  title: string;
  status: CaseStatus | null;
  priority: Priority;
  team: string;
  owner: string;
  tags: string[];
  /** The nearest time that was promised, by SLA or by the task. */
  dueAtMs: number | null;
  isOverdue: boolean;
  /** Out of what is to be done until then; null where it is not. */
  snoozedUntilMs: number | null;
  valueMinor: number;
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
  /** How they like to be reached, said by somebody or worked out of what they use; null while nothing speaks for any. */
  preferred: PreferredChannel | null;
  /** Freshness per source that feeds this customer. */
  freshness: { source: SourceLabel; lastSuccessAtMs: number | null; complete: boolean }[];
};

/** Channels in which an agent can reach somebody. */
export const REACH_CHANNELS = ['mail', 'chat', 'call'] as const;
export type ReachChannel = (typeof REACH_CHANNELS)[number];

/** `stated` has the origin of the statement; `computed` says how many of their last contacts came by it. */
export type PreferredChannel = { channel: ReachChannel; stated: Origin | null; used: number; of: number };

// ------------------------------------------------------------------------------------------------ cases, visits, what is sold

export type CaseId = Branded<string, 'CaseId'>;
export type TaskId = Branded<string, 'TaskId'>;
export type VisitId = Branded<string, 'VisitId'>;
export type OfferId = Branded<string, 'OfferId'>;
export type RuleId = Branded<string, 'RuleId'>;

export const CASE_STATUSES = ['new', 'waitingForUs', 'waitingForCustomer', 'solved'] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];
export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];
/** What is said of a case by `case.set`, one at a time. */
export const CASE_FIELDS = ['title', 'motive', 'status', 'team', 'owner', 'priority', 'snoozedUntilMs', 'contactPointId'] as const;
export type CaseField = (typeof CASE_FIELDS)[number];

export const VISIT_FIELDS = ['contactPointId', 'identityCheck', 'motive', 'outcome', 'notes', 'caseId', 'branch', 'agent', 'mailTo'] as const;
export type VisitField = (typeof VISIT_FIELDS)[number];
export const VISIT_ITEM_KINDS = ['product', 'offer', 'favourite', 'datum', 'preference'] as const;
export type VisitItemKind = (typeof VISIT_ITEM_KINDS)[number];
/**
 * What an answer to a survey is worth: `counts`; `again`: one before it counts; `other-address`: not from where it was asked;
 * `broken-token`: of no visit that is known; `no-score`: nobody can tell how many points were given. All are kept.
 */
export const SURVEY_VERDICTS = ['counts', 'again', 'other-address', 'broken-token', 'no-score'] as const;
export type SurveyVerdict = (typeof SURVEY_VERDICTS)[number];
/** How somebody showed who they are; `none`: was not asked. */
export const IDENTITY_CHECKS = ['none', 'known', 'document', 'phone', 'card'] as const;
export type IdentityCheck = (typeof IDENTITY_CHECKS)[number];

/** What all desks of a shop share (shared/shop.ts). */
export const SHOP_KEYS = ['identity', 'branches', 'teams', 'hours', 'sla', 'motives', 'preferences', 'currency'] as const;

/** Prices and parity speak of where something is sold. */
export const PRICE_CHANNELS = ['web', 'branch', 'phone', 'mail', 'chat'] as const;
export type PriceChannel = (typeof PRICE_CHANNELS)[number];
/** `amountMinor`: in the smallest unit of the currency (cents). */
export type Money = { amountMinor: number; currency: string };

export const OFFER_STATES = ['available', 'presented', 'accepted', 'declined', 'expired'] as const;
export type OfferState = (typeof OFFER_STATES)[number];
export const ORDER_STATES = ['placed', 'paid', 'preparing', 'ready', 'shipped', 'delivered', 'cancelled', 'returned'] as const;
export type OrderState = (typeof ORDER_STATES)[number];

// ------------------------------------------------------------------------------------------------ decisions

/** What a rule may look at, and in what it is told (shared/deciding.ts `CustomerFacts`). No channel is among them (S22). */
export const FACT_UNITS = {
  valueMinor: 'money', orders: 'count', tenureDays: 'days', contactsPerMonth: 'count', daysSinceContact: 'days', daysSinceOrder: 'days',
  openCases: 'count', overdueCases: 'count', waitingHours: 'hours', openTasks: 'count', overdueTasks: 'count', missedCalls: 'count', openPromises: 'count',
  lastScore: 'score', daysSinceSurvey: 'days', visits: 'count', daysSinceVisit: 'days',
  openOffers: 'count', offersExpiringDays: 'days', pendingOffers: 'count', favourites: 'count', favouritesCheaper: 'count',
  ordersUnderway: 'count', ordersReady: 'count', segment: 'segment',
} as const;
export type FactName = keyof typeof FACT_UNITS;
export const COMPARISONS = ['equal', 'notEqual', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'] as const;
export type ComparisonOperator = (typeof COMPARISONS)[number];
export const ACTION_KINDS = ['call', 'write', 'task', 'presentOffer', 'askOffer', 'tellOrderReady', 'openCase', 'visitFollowUp'] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];
export const SEGMENTS = ['best', 'loyal', 'new', 'promising', 'atRisk', 'lost', 'contact'] as const;
/** Recency, frequency and value of orders; `contact`: never bought. */
export type Segment = (typeof SEGMENTS)[number];
/** Owner of a rule's task: whoever served the customer, or accepts the suggestion. */
export const RULE_OWNER_AGENT = '@agent';

/** What may be wrong with a row of a shop's table. The last three say so of rows that are used all the same. */
export const ROW_PROBLEMS = [
  'broken-row', 'no-code', 'no-number', 'no-text', 'no-kind', 'no-amount', 'amount-unclear', 'amount-bad', 'date-bad', 'period-reversed', 'state-unknown', 'channel-unknown', 'currency-bad', 'bad-customer', 'no-author', 'repeated',
  'no-customer', 'stars-bad', 'url-bad',
] as const;
export type RowProblem = (typeof ROW_PROBLEMS)[number];

// ------------------------------------------------------------------------------------------------ outbox

/** The life of an effect. `cancelled` is kept as a row so that its words can be found again. */
export const OUTBOX_STATES = ['queued', 'held', 'sending', 'verifying', 'sent', 'failed', 'cancelled'] as const;
export type OutboxState = (typeof OUTBOX_STATES)[number];
/** Why an agent has to decide: somebody spoke meanwhile (N7), nobody can tell whether it left, or the agent put it aside. */
export const HOLD_REASONS = ['thread-moved', 'outcome-unknown', 'by-agent'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];
export type EffectKind = 'mail' | 'chat' | 'dial';

export type OutboxItem = {
  id: OutboxId;
  kind: EffectKind;
  state: OutboxState;
  customerId: CustomerId;
  customerName: string;
  contactPointId: ContactPointId;
  /** Addresses or numbers as people write them. */
  to: string[];
  source: SourceLabel;
  title: string;
  preview: string;
  attachments: number;
  author: string;
  createdAtMs: number;
  /** It does not leave before: the end of the undo window, or the time chosen by the agent. */
  notBeforeMs: number;
  /** Chosen by the agent; else `notBeforeMs` is only the undo window. */
  isScheduled: boolean;
  attempts: number;
  nextTryAtMs: number | null;
  sentAtMs: number | null;
  error: ErrorData | null;
  hold: { reason: HoldReason; /** What was said since the agent wrote, oldest first. */ changed: TimelineItem[] } | null;
  /** Something earlier to the same address has to leave first. */
  isBehind: boolean;
  /** Id it has in the timeline once it was sent. */
  interactionId: InteractionId;
  canEdit: boolean;
};

// ------------------------------------------------------------------------------------------------ calls

export type LiveCallState = 'ringing' | 'answered' | 'held' | 'ended';

/** A call that is going on, or has just ended. Never stored: what stays of it comes from the call log or the live record. */
export type LiveCall = {
  /** The interaction the call will be. */
  id: InteractionId;
  accountId: AccountId;
  /** `waiting` in a queue counts as ringing with no agent yet. */
  state: LiveCallState;
  direction: Direction;
  number: string;
  shown: string;
  callerName: string;
  withheld: boolean;
  queue: string;
  /** The device of this console's own agent rings or talks. */
  isMine: boolean;
  /** Who of ours rings, talks, or was the call handed to. */
  agent: string;
  transferredTo: string;
  startedAtMs: number;
  answeredAtMs: number | null;
  endedAtMs: number | null;
  outcome: CallOutcome | null;
  brief: CallBrief;
};

/** What an agent should know before picking up, from the local history alone (S2, N4). */
export type CallBrief = {
  /** `one`: a single customer has this number; `several`: the agent chooses; never a guess. */
  match: 'one' | 'several' | 'unknown' | 'withheld';
  /** Ranked: an open matter first, then the latest contact. */
  candidates: BriefCandidate[];
  freshness: { source: SourceLabel; lastSuccessAtMs: number | null; complete: boolean }[];
};

export type BriefCandidate = {
  customerId: CustomerId;
  name: string;
  organisation: string;
  contactPointId: ContactPointId;
  interactions: number;
  lastAtMs: number | null;
  /** What they are waiting for; null when nothing is open. */
  open: { title: string; sinceMs: number; channel: Channel; interactionId: InteractionId } | null;
  /** The last own words in each channel, newest first. */
  lastWords: { channel: Channel; direction: Direction; atMs: number; author: string; text: string; interactionId: InteractionId }[];
  /** What we said we would do, newest first, at most three. */
  promises: { text: string; atMs: number; author: string; channel: Channel; interactionId: InteractionId }[];
  /** What not to ask again. */
  known: FieldValue[];
  /** Not left yet. */
  pending: number;
};

export type DecisionView = {
  operationId: OperationId;
  kind: 'merge' | 'unmerge' | 'relink' | 'assign' | 'field';
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
export const UNREADABLE_REASONS = ['reader-failed', 'no-headers', 'not-a-message', 'not-a-call', 'not-a-card', 'not-a-stanza', 'export-language-unknown', 'not-a-row', 'row-unclear'] as const;
export type UnreadableReason = (typeof UNREADABLE_REASONS)[number];

/** What was odd about a record that is shown all the same. */
export const RECORD_PROBLEMS = [
  'truncated', 'no-headers', 'no-date', 'bad-date', 'unknown-charset', 'wrong-charset', 'bad-encoding', 'bad-structure', 'too-deep', 'too-many-parts', 'header-cut', 'text-cut', 'nul-bytes',
  'own-side-unknown', 'bad-mail', 'bad-document', 'bad-phone', 'no-address',
] as const;
export type RecordProblem = (typeof RECORD_PROBLEMS)[number];
