/**
 * What a raw record says, in the product's words: the output of the readers of this room and the input of ingest.
 * Plain data without the store's keys, so that the source host can make it off the database thread.
 */
import type { Attachment, CallFacts, Channel, ContactPointRef, CustomerField, DeliveryState, Direction, LinkRule, OrderState, OwnParty, PageFacts, PartyRole, PriceChannel, RecordProblem, UnreadableReason } from '../../../shared/domain.ts';
import type { SurveyReplySaid } from './surveyReply.ts';

/** What the readers need to know of the desk to tell ours from theirs. */
export type DeskFacts = {
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** Lower case; entries without `@` are domains (and their subdomains). */
  own: readonly string[];
  extensions: readonly { extension: string; name: string }[];
  /** IANA zone of sources that write local time. */
  timeZone: string;
};

/** `ifKnown`: a party of a mass mailing or a machine, who stands in the timeline only when already a customer. */
export type Party = { point: ContactPointRef; name: string; role: PartyRole; ifKnown?: boolean };

export type NormalisedInteraction = {
  /** Natural key, unique over all sources: `mail:<Message-ID>:<header hash>`, `call:<linkedid>`, `chat:<...>`. The id is its UUIDv5. */
  key: string;
  channel: Channel;
  direction: Direction;
  occurredAtMs: number;
  title: string;
  /** First own words on one line, at most 280 characters. */
  preview: string;
  /** Whole text, shown and searched. */
  text: string;
  threadKey: string | null;
  /** Customers' side only, each point once. Empty when nobody outside took part that we may make a customer of. */
  parties: Party[];
  own: OwnParty[];
  attachments: Attachment[];
  list: boolean;
  automatic: boolean;
  bounce: boolean;
  dateDoubtful: boolean;
  hasHtml: boolean;
  call: CallFacts | null;
  /** Where it stands in public, or was done on a site of ours. */
  page?: PageFacts | null;
  /** What receipts and bounces call it: a Message-ID with its brackets, an origin-id; null for what has none. */
  wireId?: string | null;
  /** A number that answers a survey, and no word beside it: nobody waits for anything. */
  needsNoAnswer?: boolean;
  /** Seen live, not confirmed by a call log yet. */
  provisional?: boolean;
};

/** What a record says about the fate of something sent (RFC 3464, XEP-0184, XEP-0333). `about` is its wireId. */
export type DeliveryNote = { about: string; state: DeliveryState; recipient: string; detail: string };

/** Something a record says about a contact point, kept with its origin. */
export type Claim = { point: ContactPointRef; field: CustomerField; value: string };

/**
 * Points that a record says belong together. Certain rules (contact-card, same-document) link by themselves unless
 * the bridging point is a phone number that stands in more than one card; all others only suggest.
 */
export type Evidence = { rule: LinkRule; points: ContactPointRef[] };

/**
 * What a row of a shop's table says of something sold or offered. `saidAtMs`: its own date of change; null: when its file
 * was said. Amounts without a currency are in hundredths of the shop's.
 */
export type RowFact =
  | { table: 'product'; saidAtMs: number | null; code: string; slot: string; name: string; norm: string; category: string; description: string; prices: { channel: PriceChannel | '*'; amountMinor: number; currency: string; fromMs: number | null; toMs: number | null }[] }
  | { table: 'order'; saidAtMs: number | null; number: string; point: ContactPointRef | null; state: OrderState; channel: string; orderedAtMs: number; amountMinor: number; currency: string; lines: { code: string; name: string; quantity: number; amountMinor: number }[] }
  | { table: 'offer'; saidAtMs: number | null; id: string; point: ContactPointRef | null; text: string; campaign: string; productCode: string | null; amountMinor: number | null; currency: string; fromMs: number | null; toMs: number | null; channel: string };

/** What the main thread needs to tell known rows from new and changed ones: the record, and what it speaks about. */
export type RowKeys = { recordKey: string; about: { table: RowFact['table']; id: string } | null };

export type NormalisedRecord = {
  /** Identity of the record itself: the same mail in two folders has one. */
  recordKey: string;
  /** Records with one group key make one interaction together (CDR rows of a linkedid): ingest reads the group again on each arrival. */
  groupKey: string | null;
  /** Null for records that are no touchpoint (contact cards) and for grouped records (the group makes it). */
  interaction: NormalisedInteraction | null;
  claims: Claim[];
  evidence: Evidence[];
  deliveries?: DeliveryNote[];
  fact?: RowFact;
  /** What it says as the answer to a survey. */
  survey?: SurveyReplySaid;
  /** What was odd; the record is shown all the same. */
  problems: RecordProblem[];
  /** Set when nothing could be made of it: kept raw and shown as such, with this reason. */
  unreadable: UnreadableReason | null;
};
