// The MIME room: bytes of a mail in, values out.
// Owns reading, decoding and displaying the format; knows nothing of accounts, storage or network.
// Promises: never throws on any input; time linear in the size; only what is shown and indexed is decoded,
// attachments are located and left encoded; the same bytes always give the same value.
// Never fetches anything, never keeps a reference into `raw` in what it returns.

import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import { readAddresses, type MailAddress } from './addresses.ts';
import { listAttachments, type MailAttachment } from './attachments.ts';
import { readBodyText } from './bodyText.ts';
import { readDeliveryReport, type ReportedFate } from './deliveryReport.ts';
import { cleanHeaderText, decodeHeaderText } from './encodedWords.ts';
import { firstValue, type HeaderBlock } from './headerBlock.ts';
import { limits } from './limits.ts';
import { parseMailDate } from './mailDate.ts';
import { readPartTree, type Part } from './partTree.ts';
import type { MailProblem, Problems } from './problems.ts';

export type { MailAddress } from './addresses.ts';
export type { MailAttachment } from './attachments.ts';
export type { ReportedFate } from './deliveryReport.ts';
export type { MailProblem } from './problems.ts';

/** What kind of automatic mail a message says it is. */
export type AutomaticMail = {
  /** From a mailing list or newsletter (List-Id, List-Unsubscribe). */
  list: boolean;
  /** Sent by a program (RFC 3834), or asking not to be answered by one. */
  autoSubmitted: boolean;
  /** Precedence bulk, list or junk. */
  bulk: boolean;
  /** A delivery report, or mail nobody wants an answer to (null return path, MAILER-DAEMON). */
  bounce: boolean;
};

/** A mail as the rest of the core sees it. */
export type ParsedMail = {
  /** Without angle brackets, as written. */
  messageId: string | null;
  inReplyTo: string | null;
  references: string[];
  /** `epochMs` is null when the date is missing, unreadable or impossible. */
  date: { epochMs: number | null; raw: string };
  from: MailAddress[];
  sender: MailAddress | null;
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  /** Addresses of Delivered-To and X-Original-To. */
  deliveredTo: string[];
  subject: string;
  /** `\n` line ends, no NUL; at most `limits.textChars` characters. */
  text: string;
  textSource: 'plain' | 'html' | 'none';
  hasHtml: boolean;
  attachments: MailAttachment[];
  automatic: AutomaticMail;
  /** What it says became of mails sent earlier (bounces, read receipts). */
  reports: ReportedFate[];
  /**
   * 32 hexadecimal digits over From, To, Cc, Date, Subject and Message-ID as written, whitespace folded. One
   * mail delivered twice has one hash; two mails under one Message-ID have two.
   */
  headerHash: string;
  problems: MailProblem[];
  /** `library` when a value had a shape that only the library reads (see addresses.ts). */
  parser: 'fast' | 'library';
};

/** Reads a mail. Never throws; what is wrong with it is in `problems`, and what could be read is there. */
export function parseMail(raw: Uint8Array): ParsedMail {
  const problems: Problems = new Set();
  const bytes = readableBytes(raw);
  const tree = readPartTree(bytes, headerStart(bytes), problems);
  const { root } = tree;
  const { headers } = root;
  if (!headers.hasHeaders) showAllAsText(root, problems);
  let byLibrary = false;
  const addresses = (name: string): MailAddress[] => {
    const values = headers.values.get(name);
    if (values === undefined) return [];
    // A mail has one From; what a second one says is not to be trusted.
    const read = readAddresses(name === 'from' ? values.slice(0, 1) : values, problems);
    byLibrary ||= read.byLibrary;
    return read.addresses;
  };
  const body = readBodyText(bytes, tree, problems);
  const from = addresses('from');
  const automatic = readAutomatic(root, from);
  const mail: ParsedMail = {
    messageId: readIds(headers, 'message-id')[0] ?? null,
    inReplyTo: readIds(headers, 'in-reply-to')[0] ?? null,
    references: readIds(headers, 'references'),
    date: readDate(headers, problems),
    from,
    sender: addresses('sender')[0] ?? null,
    replyTo: addresses('reply-to'),
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    deliveredTo: [...addresses('delivered-to'), ...addresses('x-original-to')].map((mailbox) => mailbox.address || mailbox.name),
    subject: readSubject(headers, problems),
    text: body.text,
    textSource: body.source,
    hasHtml: body.hasHtml,
    attachments: listAttachments(bytes, tree, problems),
    automatic,
    reports: readDeliveryReport(bytes, tree, body.text, automatic.bounce),
    headerHash: hashHeaders(headers),
    problems: [],
    parser: byLibrary ? 'library' : 'fast',
  };
  mail.problems = [...problems];
  return mail;
}

/** The bytes as a Buffer without copying; a mail with bare CR line ends is the one that is copied. */
export function readableBytes(raw: Uint8Array): Buffer {
  const bytes = raw instanceof Buffer ? raw : Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const head = bytes.subarray(0, 4096);
  if (head.includes(10) || !head.includes(13)) return bytes;
  return bytes.includes(10) ? bytes : Buffer.from(bytes.map((byte) => (byte === 13 ? 10 : byte)));
}

/** Where the headers start: after a byte order mark, the `From ` line of an mbox, and empty lines. */
export function headerStart(raw: Buffer): number {
  let at = raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf ? 3 : 0;
  if (raw.toString('latin1', at, at + 5) === 'From ') {
    const lineFeed = raw.indexOf(10, at);
    at = lineFeed < 0 ? raw.length : lineFeed + 1;
  }
  while (raw[at] === 13 || raw[at] === 10) at++;
  return at;
}

function showAllAsText(root: Part, problems: Problems): void {
  problems.add('no-headers');
  root.bodyStart = 0;
}

function readSubject(headers: HeaderBlock, problems: Problems): string {
  const written = firstValue(headers, 'subject');
  // Four characters of an encoded word may stand for one.
  if (written.length > limits.phraseChars * 4) problems.add('header-cut');
  return cleanHeaderText(decodeHeaderText(written.slice(0, limits.phraseChars * 4), problems)).slice(0, limits.phraseChars);
}

function readDate(headers: HeaderBlock, problems: Problems): { epochMs: number | null; raw: string } {
  const raw = cleanHeaderText(firstValue(headers, 'date')).slice(0, 200);
  const epochMs = raw === '' ? null : parseMailDate(raw);
  if (epochMs === null) problems.add(raw === '' ? 'no-date' : 'bad-date');
  return { epochMs, raw };
}

/** The ids of a header: what stands in angle brackets, or its words when it has none. */
function readIds(headers: HeaderBlock, name: string): string[] {
  const value = headers.values.get(name)?.join(' ') ?? '';
  if (value === '') return [];
  const bracketed = value.includes('<') ? value.match(/<[^<>]+>/g) : null;
  const ids = bracketed?.map((id) => id.slice(1, -1)) ?? value.split(/[\s<>]+/);
  return ids
    .slice(0, limits.references)
    .map((id) => cleanHeaderText(/\s/.test(id) ? id.replace(/\s+/g, '') : id).slice(0, 1000))
    .filter((id) => id !== '');
}

function readAutomatic(root: Part, from: readonly MailAddress[]): AutomaticMail {
  const { headers } = root;
  const autoSubmitted = firstValue(headers, 'auto-submitted').toLowerCase();
  const isAuto = autoSubmitted !== '' && !/^no\b/.test(autoSubmitted);
  const suppress = firstValue(headers, 'x-auto-response-suppress').toLowerCase();
  // As declared: a report that was cut before its first part is one all the same.
  const isReport = /^multipart\/report\b/i.test(firstValue(headers, 'content-type'));
  // A read receipt answers a mail that did arrive.
  const isReceipt = isReport && root.parameters.get('report-type')?.toLowerCase() === 'disposition-notification';
  const isFromDaemon = from.some((mailbox) => /^mailer-daemon(?:@|$)/i.test(mailbox.address));
  const hasNullReturnPath = /^<\s*>$/.test(firstValue(headers, 'return-path'));
  return {
    list: headers.values.has('list-id') || headers.values.has('list-unsubscribe'),
    autoSubmitted: isAuto || isReceipt || (suppress !== '' && suppress !== 'none'),
    bulk: /^(?:bulk|list|junk)\b/i.test(firstValue(headers, 'precedence')),
    bounce: !isReceipt && (isReport || isFromDaemon || (hasNullReturnPath && !autoSubmitted.startsWith('auto-replied'))),
  };
}

const hashedHeaders = ['from', 'to', 'cc', 'date', 'subject', 'message-id'];

function hashHeaders(headers: HeaderBlock): string {
  let canonical = '';
  for (const name of hashedHeaders) {
    const value = headers.values.get(name)?.join(',') ?? '';
    canonical += `${name}:${/[\t\r\n]| {2}/.test(value) ? value.replace(/[ \t\r\n]+/g, ' ') : value}\n`;
  }
  return hash('sha256', canonical, 'hex').slice(0, 32);
}
