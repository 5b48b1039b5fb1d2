// What a report says about the fate of a mail sent earlier: RFC 3464 (delivery), RFC 8098 (reading), and the
// bounces of programs older than these.
// Promises: never throws; bounded work whatever the report holds; nothing is said of a mail the report does not name.

import type { Buffer } from 'node:buffer';
import { cleanHeaderText, decodeHeaderText } from './encodedWords.ts';
import { firstValue, readHeaderBlock, type HeaderBlock } from './headerBlock.ts';
import { encodedBody, type Part, type PartTree } from './partTree.ts';
import { decodeTransfer } from './transferEncoding.ts';

/** The fate of one mail with one addressee (empty: not said). `about` is its Message-ID with angle brackets. */
export type ReportedFate = { about: string; state: 'sent' | 'delivered' | 'read' | 'delayed' | 'bounced'; recipient: string; detail: string };

/** Of a report for a thousand addressees the first hundred tell enough. */
const MAX_RECIPIENTS = 100;
const MAX_REPORT_BYTES = 128 * 1024;
const MAX_HEADER_BYTES = 64 * 1024;
const MAX_TEXT = 32 * 1024;
const MAX_DETAIL = 500;

const STATUS_TYPES = new Set(['message/delivery-status', 'message/global-delivery-status']);
const RECEIPT_TYPES = new Set(['message/disposition-notification', 'message/global-disposition-notification']);
const ORIGINAL_TYPES = new Set(['message/rfc822', 'message/global', 'text/rfc822-headers', 'message/rfc822-headers', 'message/global-headers']);

/**
 * What the mail says about others; empty for anything that is no report.
 * @param text the readable text, for reports that only people were meant to read
 * @param isBounce the mail looks like one by its headers
 */
export function readDeliveryReport(raw: Buffer, tree: PartTree, text: string, isBounce: boolean): ReportedFate[] {
  // A report inside a forwarded mail is somebody else's story.
  const own = tree.parts.filter((part) => !isInsideMail(part));
  const status = own.find((part) => STATUS_TYPES.has(part.type));
  if (status !== undefined) return readStatus(raw, tree, own, status);
  const receipt = own.find((part) => RECEIPT_TYPES.has(part.type));
  if (receipt !== undefined) return readReceipt(raw, tree, own, receipt);
  return isBounce || tree.root.headers.values.has('x-failed-recipients') ? readPlainBounce(raw, tree, own, text) : [];
}

const ACTIONS = new Map<string, ReportedFate['state']>([['failed', 'bounced'], ['delayed', 'delayed'], ['delivered', 'delivered'], ['relayed', 'sent'], ['expanded', 'sent']]);

/** RFC 3464 2.1: groups of fields between empty lines, the first about the report, each other about one addressee. */
function readStatus(raw: Buffer, tree: PartTree, own: readonly Part[], status: Part): ReportedFate[] {
  const groups = readFields(raw, status);
  const about = originalId(raw, own) ?? bracketed(groups[0]?.get('original-envelope-id')) ?? parentId(tree);
  if (about === null) return [];
  const fates: ReportedFate[] = [];
  for (const fields of groups) {
    const action = /^[a-z]+/.exec((fields.get('action') ?? '').trim().toLowerCase())?.[0] ?? '';
    const state = ACTIONS.get(action) ?? stateOfStatus(fields.get('status') ?? '', fields.has('final-recipient'));
    if (state === null || fates.length >= MAX_RECIPIENTS) continue;
    const detail = typed(fields.get('diagnostic-code')) || (fields.get('status') ?? '').trim();
    fates.push({ about, state, recipient: addressOf(fields.get('original-recipient')) || addressOf(fields.get('final-recipient')), detail: shorten(detail) });
  }
  return fates;
}

/** Some programs leave the action out and give the code alone (RFC 3463 2). */
function stateOfStatus(status: string, isRecipient: boolean): ReportedFate['state'] | null {
  if (!isRecipient) return null;
  const kind = /^\s*([245])\.\d/.exec(status)?.[1];
  return kind === '5' ? 'bounced' : kind === '4' ? 'delayed' : kind === '2' ? 'delivered' : null;
}

/** RFC 8098 3.2: `displayed` says that somebody saw it; what was deleted or handled unseen says nothing. */
function readReceipt(raw: Buffer, tree: PartTree, own: readonly Part[], receipt: Part): ReportedFate[] {
  const fields = new Map(readFields(raw, receipt).flatMap((group) => [...group]));
  const about = bracketed(fields.get('original-message-id')) ?? originalId(raw, own) ?? parentId(tree);
  if (about === null || !/;\s*displayed\b/i.test(fields.get('disposition') ?? '')) return [];
  return [{ about, state: 'read', recipient: addressOf(fields.get('original-recipient')) || addressOf(fields.get('final-recipient')), detail: '' }];
}

const FAILED = /undeliver|not be delivered|n't be delivered|delivery (?:has )?fail|failed permanently|failure notice|returned mail|mail delivery failed|permanent (?:fatal )?error|rejected|no se ha podido|no se pudo|no entregado|nicht zugestellt|unzustellbar|non remis|não (?:foi|pôde)/i;
const DELAYED = /\bdelay|warning: (?:could not|message)|still (?:being )?(?:trying|retried)|will (?:be )?retr|not yet been delivered|no need to resend|demorad|retrasad|verzögert|retard[ée]/i;
/** A reply of a mail server, quoted in the text (RFC 5321 4.2). */
const SERVER_REPLY = /(?:^|[\s:>])([45]\d\d[ -](?:\d\.\d{1,3}\.\d{1,3}[ :]?)?[^\r\n]{3,300})/m;

/** Text for people with the mail behind it, or its headers in the text itself (qmail, Exim, older Exchange). */
function readPlainBounce(raw: Buffer, tree: PartTree, own: readonly Part[], text: string): ReportedFate[] {
  const words = `${firstValue(tree.root.headers, 'subject')}\n${text.slice(0, MAX_TEXT)}`;
  const about = originalId(raw, own) ?? embeddedId(tree) ?? bracketed(/^[ >]*Message-ID:\s*(<[^<>\s]{3,250}>)/im.exec(words)?.[1]);
  if (about === null) return [];
  const failed = addressList(firstValue(tree.root.headers, 'x-failed-recipients'));
  const isDelay = DELAYED.test(words);
  if (!isDelay && failed.length === 0 && !FAILED.test(words)) return [];
  const named = failed.length > 0 ? failed : addressList(/^\s*<([^<>\s@]{1,64}@[^<>\s]{3,250})>:?/m.exec(words)?.[1] ?? '');
  const detail = shorten(SERVER_REPLY.exec(text.slice(0, MAX_TEXT))?.[1] ?? '');
  return (named.length > 0 ? named : ['']).slice(0, MAX_RECIPIENTS).map((recipient) => ({ about, state: isDelay ? 'delayed' : 'bounced', recipient, detail }));
}

/** Groups of `Name: value` between empty lines, folded lines joined; at most as many as are of use. */
function readFields(raw: Buffer, part: Part): Map<string, string>[] {
  const text = decodeTransfer(encodedBody(raw, part), part.encoding).subarray(0, MAX_REPORT_BYTES).toString('latin1').replaceAll('\r\n', '\n');
  const groups: Map<string, string>[] = [];
  for (const block of text.split(/\n[ \t]*\n/)) {
    const fields = new Map<string, string>();
    for (const line of block.replace(/\n[ \t]+/g, ' ').split('\n')) {
      const colon = line.indexOf(':');
      if (colon <= 0) continue;
      const name = line.slice(0, colon).trim().toLowerCase();
      if (!fields.has(name)) fields.set(name, cleanHeaderText(decodeHeaderText(line.slice(colon + 1).trim().slice(0, 2_000), new Set())));
    }
    if (fields.size > 0) groups.push(fields);
    if (groups.length > MAX_RECIPIENTS) break;
  }
  return groups;
}

/** Of the mail, or its headers, that the report carries as evidence. */
function originalId(raw: Buffer, own: readonly Part[]): string | null {
  const part = own.find((one) => one.kind === 'leaf' && ORIGINAL_TYPES.has(one.type));
  if (part === undefined) return null;
  const head = decodeTransfer(encodedBody(raw, part).subarray(0, MAX_HEADER_BYTES * 2), part.encoding).subarray(0, MAX_HEADER_BYTES);
  let start = 0;
  while (head[start] === 13 || head[start] === 10) start += 1;
  return idOf(readHeaderBlock(head, start, () => false, new Set()));
}

/** Of a mail that stands in the bounce as if it had been forwarded. */
function embeddedId(tree: PartTree): string | null {
  const mail = tree.parts.find((part) => part.parent?.kind === 'message' && !isInsideMail(part.parent));
  return mail === undefined ? null : idOf(mail.headers);
}

function idOf(headers: HeaderBlock): string | null {
  return bracketed(firstValue(headers, 'message-id'));
}

/** Reports answer the mail they are about, in programs that know how. */
function parentId(tree: PartTree): string | null {
  return bracketed(firstValue(tree.root.headers, 'in-reply-to'));
}

/** As `<id>`; null for what is none. */
function bracketed(written: string | undefined): string | null {
  const id = /^\s*<?([^<>\s@]{1,200}@[^<>\s@]{1,200})>?\s*$/.exec(written ?? '')?.[1];
  return id === undefined ? null : `<${id}>`;
}

/** `rfc822; luz@casa.example` (RFC 3464 2.1.2), in lower case. */
function addressOf(field: string | undefined): string {
  const address = typed(field).replace(/^<|>$/g, '').trim().toLowerCase();
  return /^[^\s@<>]{1,64}@[^\s@<>]{1,255}$/.test(address) ? address : '';
}

function addressList(written: string): string[] {
  return [...new Set(written.slice(0, 20_000).split(/[,\s]+/).map(addressOf).filter((address) => address !== ''))];
}

/** The value without its type in front (`smtp; 550 5.1.1 ...`). */
function typed(field: string | undefined): string {
  const value = (field ?? '').trim();
  return /^[\w-]{1,30}\s*;/.test(value) ? value.slice(value.indexOf(';') + 1).trim() : value;
}

function shorten(text: string): string {
  return cleanHeaderText(text.replace(/\s+/g, ' ')).slice(0, MAX_DETAIL);
}

function isInsideMail(part: Part): boolean {
  for (let at = part.parent; at !== null; at = at.parent) if (at.kind === 'message') return true;
  return false;
}
