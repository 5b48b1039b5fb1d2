/**
 * Operations: facts authored in a console, and the format in which the team shares them.
 *
 * An operation is never changed or removed. What holds is computed from the whole set: a later act on the same
 * thing (greater hlc, then device) wins; `operation.undo` switches its target off, and undoing the undo switches it
 * on again. Any order, any duplication, any split gives the same rows. An unknown type or version is stored as it is.
 */
import { z } from 'zod';
import { CASE_FIELDS, CHANNELS, SHOP_KEYS, VISIT_FIELDS, VISIT_ITEM_KINDS } from './domain.ts';

const uuid = z.uuid();
const text = z.string().max(100_000);
const name = z.string().min(1).max(300);
/** Of a product, a motive, a preference: as the shop writes it. */
const code = z.string().max(100);
const atMs = z.number().int();
const ground = z.object({ ruleId: uuid, ruleVersion: z.number().int().positive(), interactionId: uuid.nullable() });

/** Payload schemas by type; the number in the envelope is the version of the payload. */
export const OPERATION_PAYLOADS = {
  /** A note of ours about a customer. It is no message and has no addressee: nothing can send it. */
  'note.add': z.object({ noteId: uuid, contactPointId: uuid, text, writtenAtMs: z.number().int() }),
  'note.edit': z.object({ noteId: uuid, text }),
  'note.remove': z.object({ noteId: uuid }),
  /** Which contact points are one customer, said by a person. Pairs are of contact point ids; a cut beats any evidence. */
  'identity.decide': z.object({
    kind: z.enum(['merge', 'unmerge', 'relink']),
    join: z.array(z.tuple([uuid, uuid])).max(10_000),
    cut: z.array(z.tuple([uuid, uuid])).max(10_000),
    reason: z.string().max(500),
    subject: z.string().max(300),
    other: z.string().max(300),
  }),
  /** One interaction belongs to another contact point than its address says (another person on the same phone). */
  'interaction.assign': z.object({ interactionId: uuid, fromContactPointId: uuid, toContactPointId: uuid, subject: z.string().max(300), other: z.string().max(300) }),
  /** A contact point without an address: a person known by name alone. */
  'person.add': z.object({ contactPointId: uuid, name: z.string().min(1).max(300) }),
  /** An address that somebody told us and that no record has named yet. `contactPointId` is the UUIDv5 of its normal form. */
  'point.add': z.object({ contactPointId: uuid, kind: z.enum(['mail', 'phone', 'chat', 'document']), value: z.string().min(1).max(500) }),
  /** A datum corrected by a person. An empty value says: not known. */
  'customer.setField': z.object({ contactPointId: uuid, field: z.string().max(40), value: z.string().max(2_000) }),
  /** One import of contacts is taken back (or, undone itself, put back). */
  'import.revoke': z.object({ importId: uuid, label: z.string().max(300) }),
  /** A call that no exchange told us of, logged by hand. */
  'call.log': z.object({
    callId: uuid, contactPointId: uuid, direction: z.enum(['inbound', 'outbound']), outcome: z.enum(['answered', 'missed', 'busy', 'failed', 'voicemail']),
    startedAtMs: z.number().int(), durationMs: z.number().int().min(0), motive: z.string().max(200), text,
  }),
  /** Something sent belongs to the call during which it was sent; either may arrive later. */
  'interaction.link': z.object({ interactionId: uuid, callId: uuid }),
  /** It needs no answer of ours. */
  'interaction.settle': z.object({ interactionId: uuid }),
  /** A canned reply; the last one said holds. `{customer.name}` and the like are filled in when it is used. */
  'template.set': z.object({
    templateId: uuid, name: z.string().min(1).max(100), text: z.string().min(1).max(20_000), language: z.enum(['es', 'en']), channels: z.array(z.enum(['mail', 'chat'])).min(1),
  }),
  'template.remove': z.object({ templateId: uuid }),

  // -- the shop: what all desks share. The last value of a key holds; its shape is shared/shop.ts
  'shop.set': z.object({ key: z.enum(SHOP_KEYS), value: z.unknown() }),

  // -- cases: `field = value`, the greater (hlc, device) holds. Values are text; times are milliseconds in digits, '' is none
  'case.open': z.object({ caseId: uuid, contactPointId: uuid, title: name, motive: code, channel: z.enum(CHANNELS), openedAtMs: atMs, interactionId: uuid.nullable() }),
  'case.set': z.object({ caseId: uuid, field: z.enum(CASE_FIELDS), value: z.string().max(2_000) }),
  'case.tag': z.object({ caseId: uuid, tag: z.string().min(1).max(60), on: z.boolean() }),
  'case.link': z.object({ caseId: uuid, interactionId: uuid, on: z.boolean() }),
  'case.check': z.object({ caseId: uuid, itemId: uuid, text: z.string().max(500), done: z.boolean(), removed: z.boolean() }),
  /** To another team, for a reason. The status, the clock and the channel stay as they are. */
  'case.escalate': z.object({ caseId: uuid, fromTeam: z.string().max(100), toTeam: z.string().min(1).max(100), reason: z.string().min(1).max(2_000), atMs }),
  /** `ground`: the rule that made it and what it rests on. A rule's task has an id made of both, so that two desks make one. */
  'task.add': z.object({ taskId: uuid, contactPointId: uuid, caseId: uuid.nullable(), title: name, owner: z.string().max(200), dueAtMs: atMs.nullable(), createdAtMs: atMs, ground: ground.nullable() }),
  'task.set': z.object({ taskId: uuid, field: z.enum(['title', 'owner', 'dueAtMs', 'doneAtMs', 'removed']), value: z.string().max(2_000) }),
  /** A view of the queue that somebody saved. */
  'view.set': z.object({ viewId: uuid, name: z.string().min(1).max(100), filter: z.unknown(), removed: z.boolean() }),

  // -- what we know of a person beyond their data
  'preference.set': z.object({ contactPointId: uuid, code, on: z.boolean(), interactionId: uuid.nullable(), atMs }),
  'favourite.set': z.object({ contactPointId: uuid, productCode: code, on: z.boolean(), note: z.string().max(500), channel: z.enum(CHANNELS), interactionId: uuid.nullable(), atMs }),

  // -- offers. `offerId`: that of an imported offer, or a new one for what was offered by word
  'offer.present': z.object({
    offerId: uuid, contactPointId: uuid, text: z.string().min(1).max(2_000), campaign: z.string().max(200), productCode: code.nullable(), amountMinor: z.number().int().nullable(), currency: z.string().max(3),
    validToMs: atMs.nullable(), channel: z.enum(CHANNELS), interactionId: uuid.nullable(), atMs,
  }),
  'offer.answer': z.object({ offerId: uuid, contactPointId: uuid, answer: z.enum(['accepted', 'declined']), channel: z.enum(CHANNELS), reason: z.string().max(500), atMs }),

  // -- visits
  'visit.open': z.object({ visitId: uuid, branch: z.string().max(40), startedAtMs: atMs }),
  /** Text; `contactPointId` and `caseId` are ids, the rest is what was written. */
  'visit.set': z.object({ visitId: uuid, field: z.enum(VISIT_FIELDS), value: z.string().max(20_000) }),
  /** Something that happened in it: a product looked at, an offer presented, a favourite saved, a datum corrected. Kept under its own id, once. */
  'visit.item': z.object({ visitId: uuid, itemId: uuid, kind: z.enum(VISIT_ITEM_KINDS), ref: z.string().max(200), label: z.string().max(2_000), removed: z.boolean(), atMs }),
  /** Ends it. `receipt` null: none was made (a visit logged afterwards, or nobody was identified). `series` and `number` are unique together and without gaps. */
  'visit.close': z.object({
    visitId: uuid, endedAtMs: atMs,
    receipt: z.object({ series: z.string().min(1).max(40), number: z.number().int().positive() }).nullable(),
    survey: z.object({ token: z.string().min(8).max(40), mailTo: z.string().max(320).nullable() }).nullable(),
  }),
  /** Thrown away before its end (opened by mistake). */
  'visit.drop': z.object({ visitId: uuid }),
  /** Answered on the screen turned to the customer; a reply by mail is a record, not an operation. */
  'survey.answer': z.object({ visitId: uuid, score: z.number().int().min(1).max(5), comment: z.string().max(10_000), answeredAtMs: atMs }),

  // -- decisions
  /** A rule, whole, in a new version; `body` is shared/deciding.ts `rule`. The greatest (version, hlc, device) holds. */
  'rule.set': z.object({ ruleId: uuid, version: z.number().int().positive(), body: z.unknown(), enabled: z.boolean() }),
  /** What somebody made of a suggestion. `inputs`: the facts it rested on, as they were. */
  'action.answer': z.object({
    contactPointId: uuid, actionKey: z.string().min(1).max(300), ruleId: uuid, ruleVersion: z.number().int().positive(), answer: z.enum(['accepted', 'dismissed']), reason: z.string().max(500),
    inputs: z.record(z.string(), z.unknown()), atMs,
  }),
  'operation.undo': z.object({ operationId: uuid }),
} as const;

export type OperationType = keyof typeof OPERATION_PAYLOADS;
export type OperationPayload<T extends OperationType> = z.infer<(typeof OPERATION_PAYLOADS)[T]>;

/** The wire format of the team. `hlc` sorts as text; `hash` chains the operations of one device (tamper evidence). */
export const operationEnvelope = z.object({
  id: uuid,
  hlc: z.string().max(64),
  device: uuid,
  /** 1-based and without gaps within a device. */
  deviceSequence: z.number().int().positive(),
  actor: z.string().max(200),
  type: z.string().max(60),
  version: z.number().int().positive(),
  payload: z.unknown(),
  /** SHA-256 (hex) over the previous hash of the device and this operation in canonical form. */
  hash: z.string().length(64),
});
export type Operation = z.infer<typeof operationEnvelope>;
