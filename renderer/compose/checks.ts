/**
 * What is looked at before something leaves. Pure.
 *
 * A fault has to be put right first; a doubt is asked about, and the agent may send all the same.
 */
import type { AttachmentRef, Sendable } from '../../shared/composing.ts';
import { gapsIn } from '../../shared/template.ts';
import { addressDoubt } from './addresses.ts';

export type Fault =
  | { kind: 'noAccount' } | { kind: 'noRecipient' } | { kind: 'noWords' }
  | { kind: 'badAddress'; address: string }
  | { kind: 'gaps'; names: string }
  | { kind: 'tooLarge'; sizeBytes: number; limitBytes: number };
export type Doubt = { kind: 'noSubject' } | { kind: 'nothingAttached' } | { kind: 'typo'; address: string; meant: string };

export type CheckFacts = {
  /** Own words alone: what is quoted or signed mentions what it likes. */
  spoken: string;
  maxBytes: number | null;
  knownDomains: readonly string[];
};

/** Base64 makes 4 letters of 3 bytes, in lines of 76 with two more for the line end (RFC 2045, 6.8). */
const ENCODED = (4 / 3) * (78 / 76);
/** Headers, the text in both forms, and the marks between the parts. */
const FRAME_BYTES = 4_000;

export function faultsOf(message: Sendable, facts: CheckFacts): Fault[] {
  const recipients = message.channel === 'mail' ? [...message.to, ...message.cc, ...message.bcc] : [message.to].filter((to) => to !== '');
  const bad = message.channel === 'mail' ? recipients.filter((address) => addressDoubt(address, facts.knownDomains)?.kind === 'unreadable') : [];
  const gaps = [...new Set(gapsIn(facts.spoken).map((gap) => `{${gap.name}}`))];
  const size = tooLarge(message, facts.maxBytes);
  return [
    ...(message.accountId === null ? [{ kind: 'noAccount' } as const] : []),
    ...(recipients.length === 0 ? [{ kind: 'noRecipient' } as const] : []),
    ...bad.map((address): Fault => ({ kind: 'badAddress', address })),
    ...(gaps.length > 0 ? [{ kind: 'gaps', names: gaps.join(', ') } as const] : []),
    ...(size === null ? [] : [size]),
    ...(facts.spoken.trim() === '' && message.attachments.length === 0 ? [{ kind: 'noWords' } as const] : []),
  ];
}

export function doubtsOf(message: Sendable, facts: CheckFacts): Doubt[] {
  if (message.channel === 'chat') return [];
  const typos = [...message.to, ...message.cc, ...message.bcc].flatMap((text) => {
    const doubt = addressDoubt(text, facts.knownDomains);
    return doubt?.kind === 'typo' ? [{ kind: 'typo', address: doubt.text, meant: doubt.meant } as const] : [];
  });
  return [
    ...typos,
    ...(message.subject.trim() === '' ? [{ kind: 'noSubject' } as const] : []),
    ...(mentionsAttachment(facts.spoken) && !message.attachments.some((file) => !file.inline) ? [{ kind: 'nothingAttached' } as const] : []),
  ];
}

/** What a mail with these files takes on its way, in bytes. */
export function mailSize(text: { html: string | null; text: string }, files: readonly AttachmentRef[]): number {
  const bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  return Math.ceil(bytes * ENCODED + FRAME_BYTES + text.text.length + (text.html?.length ?? 0));
}

/** Spanish and English ways of saying that something comes along. */
export function mentionsAttachment(text: string): boolean {
  return /(?<!\p{L})(?:adjunt(?:o|a|os|as|amos|é|ado|ada|ados|adas)|(?:te|le|les) (?:mando|envío|paso) (?:el|la|los|las) (?:archivo|foto|factura|comprobante|presupuesto|pdf)s?|attach(?:ed|ment|ments|ing)?|enclosed)(?!\p{L})/iu.test(text);
}

function tooLarge(message: Sendable, maxBytes: number | null): Extract<Fault, { kind: 'tooLarge' }> | null {
  if (maxBytes === null) return null;
  const size = message.channel === 'mail' ? mailSize(message, message.attachments) : Math.max(0, ...message.attachments.map((file) => file.sizeBytes));
  return size > maxBytes ? { kind: 'tooLarge', sizeBytes: size, limitBytes: maxBytes } : null;
}
