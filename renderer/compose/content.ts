/**
 * What a message starts with, and its parts: own words, signature and quotation. Pure.
 *
 * A draft holds the whole message as it would leave; the quotation is told from the own words by standing at its end
 * exactly as the context gives it. A quotation that somebody edited is own words from then on.
 */
import type { AttachmentRef, ChatDraft, ComposerContext, MailDraft, ReachAccount, ReachOption } from '../../shared/composing.ts';
import { readMailbox } from '../../shared/mailAddress.ts';
import type { ReachChannel } from '../../shared/domain.ts';

export type Reply = NonNullable<ComposerContext['reply']>;
export type Body = { html: string | null; text: string };
/** Null html: the answered mail was plain text, and so is the answer. */
export type Quotation = Body;

export const NO_QUOTATION: Quotation = { html: '', text: '' };

export function optionOf(context: ComposerContext | undefined, channel: ReachChannel): ReachOption | undefined {
  return context?.options.find((option) => option.channel === channel);
}

/** What is answered, under a line that says who wrote it and when (RFC 3676, 4.5 for the marks of plain text). */
export function quotationOf(reply: Reply | null, heading: string): Quotation {
  if (reply === null || reply.channel !== 'mail' || reply.quoteText.trim() === '') return NO_QUOTATION;
  const lines = reply.quoteText.trimEnd().split(/\r?\n/).map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`.trimEnd()));
  return {
    text: `\n\n${[heading, ...lines].join('\n')}`,
    html: reply.quoteHtml === null ? null : `<p>${escapeHtml(heading)}</p><blockquote type="cite">${reply.quoteHtml}</blockquote>`,
  };
}

/** A new mail, before anybody wrote a word: addressed, with the account's signature and the quotation. */
export function startMail(context: ComposerContext, reply: Reply | null, quotation: Quotation): MailDraft {
  const option = optionOf(context, 'mail');
  const account = option?.accounts.find((one) => one.accountId === reply?.accountId) ?? option?.accounts[0];
  const first = option?.addresses[0];
  const isAnswer = reply?.channel === 'mail';
  const own = withSignature({ html: isAnswer && quotation.html === null ? null : '<p></p>', text: '' }, account);
  return {
    channel: 'mail', accountId: account?.accountId ?? null,
    to: isAnswer ? reply.to : first ? [first.value] : [], cc: isAnswer ? reply.cc : [], bcc: [],
    subject: isAnswer ? reply.subject : '', ...withQuotation(own, quotation), attachments: [], replyTo: reply?.interactionId ?? null,
  };
}

/** A new chat message to the address that was used last, or to whoever wrote what is answered. */
export function startChat(context: ComposerContext, reply: Reply | null): ChatDraft {
  const option = optionOf(context, 'chat');
  const isAnswer = reply?.channel === 'chat';
  const account = option?.accounts.find((one) => isAnswer && one.accountId === reply.accountId) ?? option?.accounts[0];
  const to = (isAnswer ? reply.to[0] : undefined) ?? option?.addresses[0]?.value ?? '';
  return { channel: 'chat', accountId: account?.accountId ?? null, to, text: '', attachments: [], replyTo: isAnswer ? reply.interactionId : null };
}

/** The own words, and whether the quotation stands untouched below them. */
export function withoutQuotation(body: Body, quotation: Quotation): { own: Body; isQuoted: boolean } {
  if (quotation.text === '' && !quotation.html) return { own: body, isQuoted: false };
  if (body.html === null) return cutEnd(body.text, quotation.text, (text) => ({ html: null, text }), body);
  return cutEnd(body.html, htmlOf(quotation), (html) => ({ html, text: body.text.endsWith(quotation.text) ? body.text.slice(0, body.text.length - quotation.text.length) : body.text }), body);
}

export function withQuotation(own: Body, quotation: Quotation): Body {
  return { html: own.html === null ? null : own.html + htmlOf(quotation), text: own.text + quotation.text };
}

/** The signature of another account in the place of the former one; where the former is not found, nothing is touched. */
export function changeSignature(own: Body, from: ReachAccount | undefined, to: ReachAccount | undefined): Body {
  const [before, after] = [withSignature({ html: '', text: '' }, from), withSignature({ html: '', text: '' }, to)];
  const exchange = (text: string, old: string, next: string): string => (old === '' ? text + next : text.endsWith(old) ? text.slice(0, text.length - old.length) + next : text);
  return { html: own.html === null ? null : exchange(own.html, before.html ?? '', after.html ?? ''), text: exchange(own.text, before.text, after.text) };
}

/** Nobody has written anything yet: the own words are the signature at most, and nothing else differs from the start. */
export function isUntouched(mail: MailDraft, start: MailDraft, quotation: Quotation, signature: string): boolean {
  const own = bare(withoutQuotation(mail, quotation).own.text);
  const hasWords = own !== '' && own !== bare(`-- \n${signature}`);
  const isSame = (['to', 'cc', 'bcc'] as const).every((field) => mail[field].join('\n') === start[field].join('\n'));
  return !hasWords && mail.attachments.length === 0 && mail.subject === start.subject && isSame && mail.accountId === start.accountId;
}

/** The own words without the signature, for what is said about them. */
export function spokenText(mail: MailDraft, quotation: Quotation, signature: string): string {
  const own = withoutQuotation(mail, quotation).own.text.trimEnd();
  const sign = `-- \n${signature}`.trimEnd();
  return signature !== '' && own.endsWith(sign) ? own.slice(0, own.length - sign.length).trimEnd() : own;
}

/** The same words for the other way of writing. */
export function toPlain(mail: MailDraft): MailDraft {
  return { ...mail, html: null, attachments: mail.attachments.map((file) => ({ ...file, inline: false })) };
}

export function toRich(own: Body): Body {
  return { ...own, html: textToHtml(own.text) };
}

/** Pictures whose place in the text is gone leave the files; those that came back (an undo in the editor) are there again. */
export function pictureFiles(html: string, files: readonly AttachmentRef[], known: ReadonlyMap<string, AttachmentRef>): AttachmentRef[] {
  const shown = new Set([...html.matchAll(/src="cid:([^"]+)"/g)].map((match) => match[1] ?? ''));
  const kept = files.filter((file) => !file.inline || shown.has(file.blobId));
  const back = [...shown].filter((blobId) => !kept.some((file) => file.blobId === blobId)).flatMap((blobId) => known.get(blobId) ?? []);
  return [...kept, ...back];
}

/** Domains of the customer's own addresses: never doubted. */
export function knownDomains(option: ReachOption | undefined): string[] {
  return [...new Set((option?.addresses ?? []).flatMap((address) => readMailbox(address.value)?.address.split('@')[1] ?? []))];
}

export function textToHtml(text: string): string {
  return text.split('\n').map((line) => `<p>${escapeHtml(line)}</p>`).join('');
}

function withSignature(own: Body, account: ReachAccount | undefined): Body {
  const signature = account?.signature.trim() ?? '';
  if (signature === '') return own;
  const lines = ['-- ', ...signature.split(/\r?\n/)];
  return { html: own.html === null ? null : `${own.html}<p>${lines.map(escapeHtml).join('<br>')}</p>`, text: `${own.text}\n\n${lines.join('\n')}` };
}

/** A plain quotation below words with formatting. */
function htmlOf(quotation: Quotation): string {
  return quotation.html ?? quotation.text.trim().split('\n').map((line) => `<p>${escapeHtml(line)}</p>`).join('');
}

function cutEnd(whole: string, end: string, make: (start: string) => Body, body: Body): { own: Body; isQuoted: boolean } {
  const isQuoted = end !== '' && whole.endsWith(end);
  return isQuoted ? { own: make(whole.slice(0, whole.length - end.length)), isQuoted } : { own: body, isQuoted };
}

/** An editor makes its own white space. */
const bare = (text: string): string => text.replace(/\s+/gu, ' ').trim();

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
