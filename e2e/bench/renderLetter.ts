/**
 * A planned letter as the bytes a mail server keeps: the shapes, charsets and encodings of a real mailbox in about its
 * proportions (44 % alternative, 26 % plain, 12 % HTML only, 11 % with attachments, 7 % with an inline image; a quarter
 * not in UTF-8). Well-formed: damaged mail is what the parser's own tests are about.
 */
import { desk, normal, paragraphs } from './corpus.ts';
import type { Letter, Person } from './corpus.ts';
import { encodeBase64, encodeQuotedPrintable, encodeWords } from './mailEncodings.ts';
import { seeded } from './searchHistory.ts';
import type { Random } from './searchHistory.ts';

type Shape = 'alternative' | 'plain' | 'html' | 'mixed' | 'related';
type Charset = 'utf-8' | 'iso-8859-1' | 'windows-1252';
type Encoding = 'quoted-printable' | 'base64' | '8bit';
type Style = { shape: Shape; charset: Charset; encoding: Encoding; boundary: string };
type Text = { hello: string; own: string[]; goodbye: string; quoted: string[]; attribution: string };

const MEDIAN_BYTES = 4_500;
const LARGEST_BYTES = 400_000;
/** Headers, markup and boundaries. */
const OVERHEAD_BYTES = 1_700;
/** Bytes a character of text costs in each shape: encoding, markup, and the same text twice. */
const COST: Record<Shape, number> = { plain: 1.06, html: 1.45, alternative: 2.7, mixed: 3.2, related: 3.2 };

export function renderLetter(letter: Letter): Buffer {
  const random = seeded(letter.seed);
  const style = drawStyle(random);
  const bytes = Math.max(250, Math.min(LARGEST_BYTES, Math.exp(Math.log(MEDIAN_BYTES) + 0.95 * normal(random))) - OVERHEAD_BYTES);
  const text = drawText(random, letter, bytes / COST[style.shape]);
  const plain = plainText(text, sender(letter), style.shape === 'plain' ? 72 : 990);
  const html = htmlText(text, sender(letter), style);
  return Buffer.concat([Buffer.from(headers(random, letter)), body(random, style, plain, html)]);
}

function drawStyle(random: Random): Style {
  const shape = share<Shape>(random, [['alternative', 0.44], ['plain', 0.26], ['html', 0.12], ['mixed', 0.11], ['related', 0.07]]);
  const charset = share<Charset>(random, [['utf-8', 0.72], ['iso-8859-1', 0.2], ['windows-1252', 0.08]]);
  const encoding = share<Encoding>(random, [['quoted-printable', 0.6], ['base64', 0.22], ['8bit', 0.18]]);
  return { shape, charset, encoding, boundary: `----=_Part_${hex(random, 16)}` };
}

function drawText(random: Random, letter: Letter, characters: number): Text {
  const isAnswer = letter.references.length > 0;
  const own = isAnswer ? characters * (0.25 + 0.35 * random.next()) : characters;
  const other = letter.isOutbound ? letter.customer : letter.agent;
  const day = new Date(letter.sentAtMs - 86_400_000).toISOString().slice(0, 10);
  const { isSpanish } = letter.customer;
  return {
    hello: random.pick(isSpanish ? ['Buenos días:', 'Hola,', 'Estimados señores:'] : ['Hello,', 'Dear Sir or Madam,', 'Good morning,']),
    own: paragraphs(random, Math.max(60, own - 180)),
    goodbye: random.pick(isSpanish ? ['Un saludo,', 'Gracias y saludos,'] : ['Kind regards,', 'Best wishes,']),
    quoted: isAnswer ? paragraphs(random, Math.max(40, characters - own - 100)) : [],
    attribution: isSpanish ? `El ${day}, ${other.name} <${other.address}> escribió:` : `On ${day}, ${other.name} <${other.address}> wrote:`,
  };
}

function plainText(text: Text, from: Person, width: number): string {
  const quoted = text.quoted.length === 0 ? [] : ['', text.attribution, ...text.quoted.flatMap((one) => [...wrap(one, 70).map((line) => `> ${line}`), '>'])];
  return [text.hello, '', ...text.own.flatMap((one) => [...wrap(one, width), '']), text.goodbye, from.name, '', '-- ', `${from.name} | ${from.address}`, ...quoted, ''].join('\r\n');
}

function htmlText(text: Text, from: Person, { charset, shape }: Style): string {
  const paragraph = (words: string): string => `<p>${escapeHtml(words)}</p>`;
  const quoted = text.quoted.length === 0 ? ''
    : `<div class="quote"><div>${escapeHtml(text.attribution)}</div><blockquote style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">${text.quoted.map(paragraph).join('\r\n')}</blockquote></div>`;
  return [
    `<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=${charset}">`,
    '<style type="text/css">p{margin:0 0 10px 0;font-family:Arial,sans-serif;font-size:14px;color:#222}.firma{color:#666}</style></head>',
    `<body><div dir="ltr">${paragraph(text.hello)}`, ...text.own.map(paragraph), paragraph(text.goodbye),
    `<div class="firma"><table cellpadding="0" border="0"><tr><td><b>${escapeHtml(from.name)}</b><br><a href="mailto:${from.address}">${from.address}</a></td></tr></table></div>`,
    `${quoted}${shape === 'related' ? '<img src="cid:logo@mail.example" width="64" height="64" alt="logo">' : ''}</div></body></html>`, '',
  ].join('\r\n');
}

function headers(random: Random, letter: Letter): string {
  const from = sender(letter);
  const to = letter.isOutbound ? letter.customer : desk();
  const domain = from.address.split('@')[1] ?? '';
  const isQ = random.next() < 0.6;
  const subject = `${letter.references.length === 0 ? '' : 'Re: '}${letter.subject}`;
  const last = letter.references.at(-1);
  const received = Array.from({ length: 2 + random.below(2) }, (_, n) => `Received: from mx${n}.${domain} (mx${n}.${domain} [192.0.2.${1 + random.below(250)}])\r\n\tby mail.example (Postfix) with ESMTPS id ${hex(random, 12).toUpperCase()}\r\n\tfor <${to.address}>; ${mailDate(letter.sentAtMs + 4_000 - n * 1_000, 0)}`);
  return [
    `Return-Path: <${from.address}>`, `Delivered-To: ${to.address}`, ...received,
    ...(random.next() < 0.8 ? [`DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=sel1;\r\n\th=from:to:subject:date:message-id; bh=${Buffer.from(hex(random, 64), 'hex').toString('base64')};\r\n\tb=${Buffer.from(hex(random, 256), 'hex').toString('base64').replace(/.{70}/g, '$&\r\n\t ')}`] : []),
    `Message-ID: <${letter.messageId}>`, `Date: ${mailDate(letter.sentAtMs, random.pick([1, 1, 2, 0, -5]))}`,
    `From: ${encodeWords(from.name, isQ)} <${from.address}>`, `To: ${encodeWords(to.name, isQ)} <${to.address}>`, `Subject: ${encodeWords(subject, isQ)}`,
    ...(last === undefined ? [] : [`In-Reply-To: <${last}>`, `References: ${letter.references.map((id) => `<${id}>`).join('\r\n ')}`]),
    'MIME-Version: 1.0', `X-Mailer: ${random.pick(['Thunderbird 115.0', 'Outlook 16.0', 'Apple Mail (2.3731)', 'WebMail 5.2'])}`, '',
  ].join('\r\n');
}

function body(random: Random, style: Style, plain: string, html: string): Buffer {
  const { boundary, shape } = style;
  if (shape === 'plain') return textPart('text/plain', plain, style);
  if (shape === 'html') return textPart('text/html', html, style);
  const both = (inner: string): Buffer[] => [Buffer.from(`--${inner}\r\n`), textPart('text/plain', plain, style), Buffer.from(`\r\n--${inner}\r\n`), textPart('text/html', html, style), Buffer.from(`\r\n--${inner}--\r\n`)];
  if (shape === 'alternative') return Buffer.concat([Buffer.from(`Content-Type: multipart/alternative; boundary="${boundary}"\r\n\r\n`), ...both(boundary)]);
  const inner = `${boundary}a`;
  const files = Array.from({ length: shape === 'mixed' && random.next() < 0.2 ? 2 : 1 }, () => Buffer.concat([Buffer.from(`\r\n--${boundary}\r\n`), filePart(random, shape === 'related')]));
  const start = `Content-Type: multipart/${shape}; boundary="${boundary}"\r\n\r\n--${boundary}\r\nContent-Type: multipart/alternative; boundary="${inner}"\r\n\r\n`;
  return Buffer.concat([Buffer.from(start), ...both(inner), ...files, Buffer.from(`--${boundary}--\r\n`)]);
}

function textPart(type: string, text: string, { charset, encoding }: Style): Buffer {
  const bytes = charset === 'utf-8' ? Buffer.from(text) : Buffer.from(text, 'latin1');
  // RFC 5322 2.1.1: no line over 998 characters.
  const used = encoding === '8bit' && text.split('\r\n').some((line) => line.length > 900) ? 'quoted-printable' : encoding;
  const head = Buffer.from(`Content-Type: ${type}; charset=${charset}\r\nContent-Transfer-Encoding: ${used}\r\n\r\n`);
  if (used === '8bit') return Buffer.concat([head, bytes]);
  return Buffer.concat([head, Buffer.from(`${used === 'base64' ? encodeBase64(bytes) : encodeQuotedPrintable(bytes)}\r\n`)]);
}

function filePart(random: Random, isInline: boolean): Buffer {
  const size = Math.round(Math.min(60_000, Math.exp(Math.log(isInline ? 1_500 : 9_000) + 0.7 * normal(random))));
  const bytes = Buffer.alloc(size);
  for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE(random.below(2 ** 32), at);
  const name = isInline ? 'logo.png' : `Factura ${1_000 + random.below(9_000)}.pdf`;
  return Buffer.from([
    `Content-Type: ${isInline ? 'image/png' : 'application/pdf'}; name="${name}"`, 'Content-Transfer-Encoding: base64',
    `Content-Disposition: ${isInline ? 'inline' : 'attachment'}; filename="${name}"`, ...(isInline ? ['Content-ID: <logo@mail.example>'] : []), '', encodeBase64(bytes), '',
  ].join('\r\n'));
}

function sender(letter: Letter): Person {
  return letter.isOutbound ? letter.agent : letter.customer;
}

function wrap(text: string, width: number): string[] {
  return text.match(new RegExp(`.{1,${width}}(?: |$)`, 'g'))?.map((line) => line.trimEnd()) ?? [text];
}

function share<T>(random: Random, shares: readonly (readonly [T, number])[]): T {
  let drawn = random.next();
  for (const [value, part] of shares) {
    drawn -= part;
    if (drawn < 0) return value;
  }
  return (shares[0] as readonly [T, number])[0];
}

function hex(random: Random, digits: number): string {
  return Array.from({ length: digits }, () => random.below(16).toString(16)).join('');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** RFC 5322 3.3, in a zone of so many hours. */
export function mailDate(atMs: number, zoneHours: number): string {
  const zone = `${zoneHours < 0 ? '-' : '+'}${String(Math.abs(zoneHours)).padStart(2, '0')}00`;
  return new Date(atMs + zoneHours * 3_600_000).toUTCString().replace('GMT', zone);
}
