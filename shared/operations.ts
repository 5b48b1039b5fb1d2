/**
 * Operations: facts authored in a console, and the format in which the team shares them.
 *
 * An operation is never changed or removed. What holds is computed from the whole set: a later act on the same
 * thing (greater hlc, then device) wins; `operation.undo` switches its target off, and undoing the undo switches it
 * on again. Any order, any duplication, any split gives the same rows. An unknown type or version is stored as it is.
 */
import { z } from 'zod';

const uuid = z.uuid();
const text = z.string().max(100_000);

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
