/** What is being written: drafts, what of them can leave, the files in them, and what the composer has to know of a customer. */
import { z } from 'zod';
import type { AccountId, ContactPointId, CustomerId, DraftId, InteractionId, Origin, ReachChannel } from './domain.ts';

const id = z.uuid();

export const attachmentRef = z.object({ blobId: id, filename: z.string().min(1).max(255), contentType: z.string().max(200), sizeBytes: z.number().int().min(0), /** Shown inside the text by `cid:<blobId>`. */ inline: z.boolean() });
/** A file put into the encrypted history for a draft. */
export type AttachmentRef = z.infer<typeof attachmentRef>;

const addresses = z.array(z.string().max(400)).max(100);
const sendText = z.string().max(1_000_000);
/** `html` null: plain text. `replyTo`: the interaction that is answered. Addresses may carry a name (RFC 5322 mailbox). */
export const mailDraft = z.object({
  channel: z.literal('mail'), accountId: id.nullable(), to: addresses, cc: addresses, bcc: addresses, subject: z.string().max(998), html: sendText.nullable(), text: sendText,
  attachments: z.array(attachmentRef).max(100), replyTo: id.nullable(),
});
export const chatDraft = z.object({ channel: z.literal('chat'), accountId: id.nullable(), to: z.string().max(400), text: sendText, attachments: z.array(attachmentRef).max(20), replyTo: id.nullable() });
/** A note has no addressee and no account: nothing that sends takes one (product.md, toy 9). */
export const noteDraft = z.object({ channel: z.literal('note'), text: sendText });
export const callDraft = z.object({
  channel: z.literal('call'), contactPointId: id.nullable(), direction: z.enum(['inbound', 'outbound']), outcome: z.enum(['answered', 'missed', 'busy', 'failed', 'voicemail']),
  startedAtMs: z.number().int(), durationMs: z.number().int().min(0).max(86_400_000), motive: z.string().max(200), text: z.string().max(100_000),
});
/** A visit of the past, to be logged. */
export const visitDraft = z.object({ channel: z.literal('visit'), startedAtMs: z.number().int(), durationMs: z.number().int().min(0).max(86_400_000), motive: z.string().max(100), text: z.string().max(20_000) });
export const draftContent = z.discriminatedUnion('channel', [mailDraft, chatDraft, noteDraft, callDraft, visitDraft]);
export type MailDraft = z.infer<typeof mailDraft>;
export type ChatDraft = z.infer<typeof chatDraft>;
export type NoteDraft = z.infer<typeof noteDraft>;
export type CallDraft = z.infer<typeof callDraft>;
export type VisitDraft = z.infer<typeof visitDraft>;
export type DraftContent = z.infer<typeof draftContent>;
/** What can leave. Neither a note nor a call or a visit fits. */
export const sendable = z.discriminatedUnion('channel', [mailDraft, chatDraft]);
export type Sendable = z.infer<typeof sendable>;

/** One text in the making, for one customer and channel. */
export type DraftView = {
  id: DraftId;
  customerId: CustomerId;
  channel: DraftContent['channel'];
  content: DraftContent;
  /** Grows with each saving; pass it back, so that two windows cannot write over each other unseen. */
  revision: number;
  updatedAtMs: number;
  /** Texts that lost against a later one (another window, a merge); kept until the draft is thrown away or sent. */
  others: { content: DraftContent; savedAtMs: number }[];
};

/** Accounts through which a channel can be used now or later, with what they allow. */
export type ReachAccount = { accountId: AccountId; label: string; /** Own address or device. */ address: string; signature: string; maxBytes: number | null; isOnline: boolean };
export type ReachAddress = { contactPointId: ContactPointId; /** What to send to: mail address, chat address, number in E.164. */ value: string; shown: string; lastAtMs: number | null };
export type ReachOption = { channel: ReachChannel; accounts: ReachAccount[]; addresses: ReachAddress[]; /** Why it cannot be used: no account of ours, or no address of theirs. */ lacks: 'account' | 'address' | null };

export type ComposerContext = {
  options: ReachOption[];
  /** What the composer opens with, and why: the channel of what is answered, what the customer prefers, the only one there is. */
  start: { channel: ReachChannel; why: 'reply' | 'stated' | 'computed' | 'only'; stated: Origin | null; used: number; of: number } | null;
  /** Set when something is answered: a mail's addressees, subject and quotation; a chat's address. */
  reply: { channel: ReachChannel; accountId: AccountId | null; to: string[]; cc: string[]; subject: string; quoteHtml: string | null; quoteText: string; interactionId: InteractionId } | null;
  /** The newest interaction of the customer that the agent can have read: pass it to `outbox.send`. */
  seenCursor: number | null;
  /** Values for canned replies; absent ones have to be written by the agent. */
  variables: Record<string, string>;
};
