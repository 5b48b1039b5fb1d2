/**
 * The mail that will leave, byte for byte.
 *
 * Promises: the same input gives the same bytes, so that what is in the outbox is what arrives, whenever it is made;
 * CRLF line ends and 7-bit text throughout, so that no server on the way has a reason to change it; no header but the
 * ones meant, whatever the texts contain. Never reads a file or an address on the network.
 */
import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { readMailbox } from '../../../../shared/mailAddress.ts';
import { DeskError } from '../../../../shared/result.ts';
import { htmlToText } from './mime/htmlToText.ts';
import { sanitizeOutgoing, type EmbeddedImage } from './outgoingHtml.ts';

/** Everything in a mail; `messageId` with its angle brackets. `inReplyTo` and `references` with or without. */
export type MailToCompose = {
  messageId: string;
  dateMs: number;
  from: { address: string; name: string };
  to: readonly string[];
  cc: readonly string[];
  subject: string;
  text: string;
  /** Pictures inside it are named `cid:<blobId>`. Null: plain text. */
  html: string | null;
  inReplyTo: string | null;
  references: readonly string[];
  attachments: readonly { bytes: Uint8Array; blobId: string; filename: string; contentType: string; inline: boolean }[];
};

/** RFC 5322 2.1.1 bounds a line, not a header; some servers refuse headers of several kilobytes. The root and the nearest ones matter. */
const MAX_REFERENCES = 20;
const MAX_ID = 250;

/** @throws DeskError address-invalid when an addressee cannot be read */
export async function composeMail(mail: MailToCompose): Promise<Uint8Array> {
  const domain = /@([^\s@<>]+)>?$/.exec(mail.messageId)?.[1] ?? 'hilo.invalid';
  const html = mail.html === null ? null : sanitizeOutgoing(mail.html, domain);
  const parent = bareId(mail.inReplyTo ?? '');
  const references = threadIds(mail.references, parent);
  const composer = new MailComposer({
    from: { name: mail.from.name, address: mail.from.address },
    to: mail.to.map(mailbox), cc: mail.cc.map(mailbox), subject: mail.subject, messageId: mail.messageId, date: new Date(mail.dateMs),
    ...(parent === null ? {} : { inReplyTo: `<${parent}>` }),
    ...(references.length === 0 ? {} : { references: references.map((id) => `<${id}>`).join(' ') }),
    text: mail.text.trim() === '' && html !== null ? htmlToText(html.html) : mail.text || ' ',
    ...(html === null ? {} : { html: `<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>\n${html.html}\n</body></html>\n` }),
    attachments: [...mail.attachments.map((attachment) => toPart(attachment, domain, html?.contentIds)), ...(html?.embedded ?? []).map(toEmbedded)],
    // Encoded, a line is never too long, no blank at its end is lost, and no program joins what was written as two lines.
    encoding: 'quoted-printable', newline: 'win', disableFileAccess: true, disableUrlAccess: true,
    // `=_` can stand in no encoded part: no content can be taken for a boundary (RFC 2045 6.7).
    boundaryPrefix: '=_hilo', baseBoundary: createHash('sha256').update(mail.messageId).digest('hex').slice(0, 24),
  });
  return composer.compile().build();
}

function mailbox(written: string): { name: string; address: string } {
  const read = readMailbox(written);
  if (read === null) throw new DeskError('address-invalid');
  return read;
}

type Part = { filename: string; contentType: string; content: Buffer; contentDisposition?: 'inline' | 'attachment'; cid?: string };

/** A picture that the text does not show after all is an ordinary attachment. */
function toPart({ bytes, blobId, filename, contentType, inline }: MailToCompose['attachments'][number], domain: string, shown: ReadonlySet<string> | undefined): Part {
  // As bytes, because a mail inside a mail may be neither encoded nor 8-bit (RFC 2046 5.2.1), and other multiparts are none of ours.
  const type = /^(?:message|multipart)\//i.test(contentType) || !/^[\w.+-]+\/[\w.+-]+$/.test(contentType) ? 'application/octet-stream' : contentType;
  const part = { filename, contentType: type, content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  return inline && shown?.has(blobId) === true ? { ...part, contentDisposition: 'inline', cid: `${blobId}@${domain}` } : { ...part, contentDisposition: 'attachment' };
}

function toEmbedded({ cid, contentType, bytes }: EmbeddedImage, at: number): Part {
  return { filename: `image-${at + 1}.${contentType.slice('image/'.length)}`, contentType, content: bytes, contentDisposition: 'inline', cid };
}

/** The root, then the nearest ones, the parent last, each once. */
function threadIds(references: readonly string[], parent: string | null): string[] {
  const ids = [...references.map(bareId), parent].filter((id) => id !== null);
  const unique = ids.filter((id, at) => ids.lastIndexOf(id) === at);
  return unique.length <= MAX_REFERENCES ? unique : [unique[0] ?? '', ...unique.slice(1 - MAX_REFERENCES)];
}

/** Without brackets; null for what cannot stand in a header. */
function bareId(written: string): string | null {
  const id = written.trim().replace(/^<|>$/g, '');
  return id === '' || id.length > MAX_ID || !/^[\x21-\x7e]+$/.test(id) || /[<>]/.test(id) ? null : id;
}
