/** Answering one interaction: to whom, under which subject, by which account, with what quoted (S12). */
import type { ComposerContext } from '../../../shared/composing.ts';
import type { AccountView } from '../../../shared/contract.ts';
import type { AccountId } from '../../../shared/domain.ts';
import { mailDisplay } from '../connectors/mail/mime/display.ts';
import { parseMail } from '../connectors/mail/mime/parseMail.ts';
import type { MailAddress, ParsedMail } from '../connectors/mail/mime/parseMail.ts';
import { mailPoint } from '../identity/address.ts';
import { isOwn } from '../ingest/normalizeMail.ts';
import type { DeskFacts } from '../ingest/normalised.ts';
import { pointById } from '../store/customers.ts';
import type { InteractionDetailJson, InteractionRow } from '../store/interactions.ts';
import type { Store } from '../store/open.ts';
import { rawBytes, record } from '../store/sources.ts';
import { ownAddressesOf } from './reaching.ts';

export type Reply = NonNullable<ComposerContext['reply']>;

/** Longer quotations are left out, not cut in the middle; the mail itself stays in the timeline. */
const QUOTE_CHARS = 200_000;
/** In a quotation, pictures larger than this together go: the other side has them. */
const QUOTE_HTML_CHARS = 400_000;
/** "Re:" as programs of several languages write it, once or many times; forwards keep their mark. */
const ANSWERED = /^(?:\s*(?:re|aw|sv|antw|res|rép|odp)\s*(?:\[\d+\]|\(\d+\))?\s*:\s*)+/iu;

/** Null for what no channel of ours can answer: notes, visits, chats that were only read from an export. */
export function replyTo(store: Store, row: InteractionRow, accounts: readonly AccountView[], desk: DeskFacts): Reply | null {
  switch (row.channel) {
    case 'mail': return replyToMail(store, row, accounts, desk);
    case 'chat': return replyToChat(store, row, accounts);
    case 'call': return replyToCall(store, row, accounts);
    default: return null;
  }
}

function replyToMail(store: Store, row: InteractionRow, accounts: readonly AccountView[], desk: DeskFacts): Reply | null {
  const source = row.record === null ? null : record(store, row.record);
  if (source === null) return null;
  const raw = rawBytes(store, source);
  const mail = parseMail(raw);
  const own = new Set(accounts.flatMap(ownAddressesOf).map((address) => mailPoint(address)?.value ?? address));
  const isOurs = (address: string): boolean => isOwn(address, desk) || own.has(mailPoint(address)?.value ?? address);
  const { to, cc } = addressees(mail, isOurs);
  const { html, text } = mailDisplay(raw, { allowRemote: false });
  const senders = accounts.filter((account) => account.can.effects.includes('mail'));
  return {
    channel: 'mail', accountId: accountFor(senders, source.accountId, mail), to: to.map(mailboxText), cc: cc.map(mailboxText),
    subject: `Re: ${mail.subject.replace(ANSWERED, '').trim()}`.trim(), quoteHtml: html === null ? null : quotable(html), quoteText: text.length > QUOTE_CHARS ? '' : text, interactionId: row.id,
  };
}

/** The writer, or where they want answers; of a mail of ours, those it went to. Everybody else who got it is copied, but we. */
function addressees(mail: ParsedMail, isOurs: (address: string) => boolean): { to: MailAddress[]; cc: MailAddress[] } {
  const from = mail.from.length > 0 ? mail.from : mail.sender === null ? [] : [mail.sender];
  const isFromUs = from.some(({ address }) => isOurs(address));
  const seen = new Set<string>();
  const outside = (list: readonly MailAddress[]): MailAddress[] => list.filter(({ address }) => {
    const key = mailPoint(address)?.value ?? '';
    return key !== '' && !isOurs(address) && !seen.has(key) && seen.add(key);
  });
  const writers = mail.replyTo.length > 0 && !isFromUs ? mail.replyTo : from;
  const to = outside(isFromUs ? mail.to : writers);
  const cc = outside([...mail.to, ...mail.cc]);
  // A mail that went to copies alone is answered to them.
  return to.length > 0 ? { to, cc } : { to: cc, cc: [] };
}

/** The account that read it, where it can send; else the one it was written to; else the only one. */
function accountFor(senders: readonly AccountView[], readBy: string, mail: ParsedMail): AccountId | null {
  const read = senders.find((account) => account.id === readBy);
  if (read !== undefined) return read.id;
  const named = new Set([...mail.to, ...mail.cc, ...mail.from].map(({ address }) => address.toLowerCase()).concat(mail.deliveredTo.map((address) => address.toLowerCase())));
  const written = senders.find((account) => ownAddressesOf(account).some((address) => named.has(address.toLowerCase())));
  return written?.id ?? (senders.length === 1 ? (senders[0]?.id ?? null) : null);
}

function quotable(html: string): string | null {
  const light = html.length <= QUOTE_HTML_CHARS ? html : html.replace(/<img\b[^>]*\bsrc="data:[^>]*>/g, '');
  return light.length <= QUOTE_HTML_CHARS ? light : null;
}

/** RFC 5322, 3.4: a name with special characters stands in quotes. */
export function mailboxText({ name, address }: MailAddress): string {
  const clean = name.replace(/\s+/g, ' ').trim();
  if (clean === '' || clean.includes('@')) return address;
  return /^[\p{L}\p{N} .'’&-]+$/u.test(clean) && !clean.includes('.') ? `${clean} <${address}>` : `"${clean.replace(/["\\]/g, '\\$&')}" <${address}>`;
}

function replyToChat(store: Store, row: InteractionRow, accounts: readonly AccountView[]): Reply | null {
  const point = row.mainPoint === null ? null : pointById(store, row.mainPoint);
  if (point === null || point.kind !== 'chat' || !point.value.startsWith('xmpp:')) return null;
  const readBy = row.record === null ? '' : (record(store, row.record)?.accountId ?? '');
  const chats = accounts.filter((account) => account.can.effects.includes('chat'));
  const own = new Set((JSON.parse(row.detail) as InteractionDetailJson).own.map(({ address }) => address.toLowerCase()));
  const account = chats.find(({ id }) => id === readBy) ?? chats.find((candidate) => ownAddressesOf(candidate).some((address) => own.has(address.toLowerCase()))) ?? (chats.length === 1 ? chats[0] : undefined);
  return { channel: 'chat', accountId: account?.id ?? null, to: [point.value.slice('xmpp:'.length)], cc: [], subject: '', quoteHtml: null, quoteText: row.text.length > QUOTE_CHARS ? '' : row.text, interactionId: row.id };
}

/** A call is answered by calling back. */
function replyToCall(store: Store, row: InteractionRow, accounts: readonly AccountView[]): Reply | null {
  const point = row.mainPoint === null ? null : pointById(store, row.mainPoint);
  if (point === null || point.kind !== 'phone') return null;
  const account = accounts.find((candidate) => candidate.can.effects.includes('dial'));
  return { channel: 'call', accountId: account?.id ?? null, to: [point.value], cc: [], subject: '', quoteHtml: null, quoteText: '', interactionId: row.id };
}
