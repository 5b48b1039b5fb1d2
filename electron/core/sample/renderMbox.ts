/** Composed mails and machine mails to bytes, and these to one mboxrd file. */
import type { Address, ComposedMail } from './composeMails.ts';
import { composeMails, messageIdOf } from './composeMails.ts';
import { SHOP } from './people.ts';
import type { Charset, Encoding, Part } from './mimeMessage.ts';
import { addressHeader, filePart, header, multipart, textPart } from './mimeMessage.ts';
import { pdfPage, pngPicture } from './pictures.ts';
import { fixedNumber, instantOf, mailDate, separatorDate } from './storyClock.ts';
import type { MachineMail } from './stories/machineMails.ts';
import { MACHINE_MAILS } from './stories/machineMails.ts';
import type { MailAttachment } from './storyTypes.ts';

/** `raw` has one character a byte and ends in a line end. `person` is null for what no customer wrote or was written. */
export type RenderedMail = {
  id: string; atMs: number; from: string; messageId: string; person: string | null; inbound: boolean;
  subject: string; text: string; references: string[]; attachments: string[]; raw: string;
};

const PHOTOS: Partial<Record<MailAttachment, 'hinge' | 'leak' | 'gap'>> = { 'hinge-photo': 'hinge', 'leak-photo': 'leak', 'gap-photo': 'gap' };
const HEADINGS: Partial<Record<MailAttachment, string>> = { quote: 'Casa Norte', receipt: 'Casa Norte', invoice: 'Casa Norte', warranty: 'Casa Norte, posventa' };
const MARK_ID = 'marca@casanorte.example';

/** Oldest first. */
export function renderMails(nowMs: number): RenderedMail[] {
  const composed = composeMails(nowMs);
  const byId = new Map(composed.map((mail) => [mail.id, mail]));
  const mails = [...composed.map(renderMail), ...MACHINE_MAILS.map((mail) => renderMachineMail(mail, instantOf(mail.at, nowMs), mail.re ? byId.get(mail.re) ?? null : null))];
  return mails.sort((a, b) => a.atMs - b.atMs);
}

/** mboxrd: every line that begins with `From ` behind any number of `>` gets one more. */
export function mboxOf(mails: readonly RenderedMail[]): Uint8Array {
  const text = mails.map((mail) => `From ${mail.from} ${separatorDate(mail.atMs)}\n${mail.raw.replace(/^(>*From )/gm, '>$1')}\n`).join('');
  return Buffer.from(text, 'latin1');
}

function renderMail(mail: ComposedMail): RenderedMail {
  const text = mail.quoted ? `${mail.own}\n\n${mail.quoted}` : mail.own;
  const [charset, encoding] = writing(mail.program);
  const isPlain = mail.program === 'plain' || mail.program === 'phone';
  const boundary = `=_${fixedNumber(`${mail.id} boundary`).toString(16)}`;
  let part = textPart('plain', text, charset, encoding);
  if (!isPlain) part = multipart('alternative', `${boundary}.alt`, [part, htmlPart(mail, boundary, charset)]);
  if (mail.attach.length > 0) part = multipart('mixed', `${boundary}.mix`, [part, ...mail.attach.map(({ kind, name, lines }) => attachmentPart(kind, name, lines ?? []))]);
  const headers = [
    ...(mail.inbound ? [`Return-Path: <${mail.from.address}>`, `Delivered-To: ${mail.to[0]!.address}`] : []),
    ...commonHeaders(mail.from, mail.to, mail.subject, mail.messageId, mail.atMs, charset),
    ...(mail.cc.length > 0 ? [addressHeader('Cc', mail.cc, charset)] : []),
    ...(mail.inReplyTo ? [`In-Reply-To: <${mail.inReplyTo}>`, `References: ${mail.references.map((id) => `<${id}>`).join('\n ')}`] : []),
    ...(mail.program === 'outlook' ? ['X-Mailer: Microsoft Outlook 16.0', 'Content-Language: es-AR'] : []),
  ];
  return {
    id: mail.id, atMs: mail.atMs, from: mail.from.address, messageId: mail.messageId, person: mail.person, inbound: mail.inbound,
    subject: mail.subject, text, references: mail.references, attachments: mail.attach.map(({ name }) => name), raw: assemble(headers, part),
  };
}

function writing(program: ComposedMail['program']): [Charset, Encoding] {
  if (program === 'outlook') return ['windows-1252', 'quoted-printable'];
  if (program === 'plain') return ['iso-8859-1', 'quoted-printable'];
  if (program === 'phone') return ['iso-8859-1', '8bit'];
  return program === 'gmail' ? ['utf-8', 'base64'] : ['utf-8', 'quoted-printable'];
}

function htmlPart(mail: ComposedMail, boundary: string, charset: Charset): Part {
  if (mail.layout) {
    const rows = mail.layout.rows.map(([name, value]) => `<tr><td style="padding:6px 16px 6px 0;color:#5c6b64">${escapeHtml(name)}</td><td style="padding:6px 0"><b>${escapeHtml(value)}</b></td></tr>`).join('\n');
    const after = mail.own.split('\n\n').slice(2).join('\n\n');
    const html = `<div style="font-family:Arial,sans-serif;color:#1b2420;max-width:520px">\n<img src="cid:${MARK_ID}" alt="Casa Norte" width="48" height="48">\n<h2>${escapeHtml(mail.layout.heading)}</h2>\n<table style="border-collapse:collapse">\n${rows}\n</table>\n${paragraphs(after)}\n</div>`;
    return multipart('related', `${boundary}.rel`, [textPart('html', html, charset, 'quoted-printable'), filePart('image/png', 'marca.png', pngPicture('mark'), MARK_ID)]);
  }
  const [intro, ...quote] = mail.quoted.split('\n');
  const unmarked = quote.map((line) => line.replace(/^> ?/, '')).join('\n').trimStart();
  let html = paragraphs(mail.own);
  if (mail.quoted) html += `\n<div class="gmail_quote"><p>${escapeHtml(intro!)}</p>\n<blockquote style="margin:0 0 0 8px;border-left:1px solid #ccc;padding-left:8px">\n${paragraphs(unmarked)}\n</blockquote></div>`;
  return textPart('html', `<div dir="ltr">${html}</div>`, charset, 'quoted-printable');
}

function attachmentPart(kind: MailAttachment, name: string, lines: readonly string[]): Part {
  const photo = PHOTOS[kind];
  return photo ? filePart('image/png', name, pngPicture(photo), null) : filePart('application/pdf', name, pdfPage(HEADINGS[kind]!, lines), null);
}

function renderMachineMail(mail: MachineMail, atMs: number, about: ComposedMail | null): RenderedMail {
  const messageId = messageIdOf(mail.id, mail.fromAddress.split('@')[1]!);
  const from = { name: mail.fromName, address: mail.fromAddress };
  const boundary = `=_${fixedNumber(mail.id).toString(16)}`;
  const references = mail.kind === 'autoReply' ? [about!.messageId] : [];
  const headers = [
    `Return-Path: ${mail.kind === 'bounce' ? '<>' : `<${mail.fromAddress}>`}`,
    ...commonHeaders(from, [{ name: '', address: mail.to }], mail.subject, messageId, atMs, 'utf-8'),
    ...references.map((id) => `In-Reply-To: <${id}>\nReferences: <${id}>`),
    ...MACHINE_HEADERS[mail.kind],
  ];
  let part = textPart('plain', mail.text, 'utf-8', 'quoted-printable');
  if (mail.kind === 'newsletter') part = multipart('alternative', boundary, [part, textPart('html', newsletterHtml(mail), 'utf-8', 'quoted-printable')]);
  if (mail.kind === 'bounce') part = multipart('report', boundary, [part, ...deliveryReport(about!, atMs)], 'report-type=delivery-status');
  return { id: mail.id, atMs, from: mail.fromAddress, messageId, person: null, inbound: mail.kind !== 'internal', subject: mail.subject, text: mail.text, references, attachments: [], raw: assemble(headers, part) };
}

const MACHINE_HEADERS: Record<MachineMail['kind'], string[]> = {
  newsletter: ['List-Id: Novedades Mayorista Hogar <novedades.mayoristahogar.example>', 'List-Unsubscribe: <https://mayoristahogar.example/baja>', 'Precedence: bulk'],
  autoReply: ['Auto-Submitted: auto-replied', 'X-Auto-Response-Suppress: All'],
  bounce: ['Auto-Submitted: auto-replied'],
  internal: [],
};

/** With a remote picture, as newsletters have: the console must not load it unasked. */
function newsletterHtml(mail: MachineMail): string {
  return `<div style="font-family:Arial,sans-serif"><img src="https://mayoristahogar.example/banner.png" alt="Mayorista Hogar" width="480" height="90">\n<h1>${escapeHtml(mail.subject)}</h1>\n${paragraphs(mail.text)}</div>`;
}

/** RFC 3464: what happened for machines, then the headers of the mail that came back. */
function deliveryReport(about: ComposedMail, atMs: number): Part[] {
  const recipient = about.to[0]!.address;
  const status = [`Reporting-MTA: dns; correo.${SHOP.domain}`, `Arrival-Date: ${mailDate(about.atMs)}`, '', `Final-Recipient: rfc822; ${recipient}`, 'Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 User unknown', `Last-Attempt-Date: ${mailDate(atMs)}`, ''];
  const original = commonHeaders(about.from, about.to, about.subject, about.messageId, about.atMs, 'utf-8');
  return [
    { headers: ['Content-Type: message/delivery-status'], body: status.join('\n') },
    { headers: ['Content-Type: text/rfc822-headers'], body: `${original.join('\n')}\n` },
  ];
}

function commonHeaders(from: Address, to: readonly Address[], subject: string, messageId: string, atMs: number, charset: Charset): string[] {
  return [`Date: ${mailDate(atMs)}`, addressHeader('From', [from], charset), addressHeader('To', to, charset), header('Subject', subject, charset), `Message-ID: <${messageId}>`, 'MIME-Version: 1.0'];
}

function assemble(headers: readonly string[], part: Part): string {
  const raw = `${[...headers, ...part.headers].join('\n')}\n\n${part.body}`;
  return raw.endsWith('\n') ? raw : `${raw}\n`;
}

function paragraphs(text: string): string {
  return text.split('\n\n').map((block) => `<p>${escapeHtml(block).replaceAll('\n', '<br>\n')}</p>`).join('\n');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
