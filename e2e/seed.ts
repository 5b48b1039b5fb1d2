/**
 * Source files for the tests, made here and counted here: what a test says was read is known from these, not from
 * the app. Times are of 2024, so that every run reads the same.
 */

export type Mail = { from: string; to: string; subject: string; text: string; at: string; id?: string; html?: string; headers?: readonly string[]; parts?: readonly MimePart[] };
export type MimePart = { type: string; name?: string; contentId?: string; base64: string };

let made = 0;

/** One message as a mail server hands it over: text alone, or text and HTML, with parts beside or inside. */
export function mail({ from, to, subject, text, at, id, html, headers = [], parts = [] }: Mail): string {
  made += 1;
  const head = [
    `From: ${from}`, `To: ${to}`, `Subject: ${encoded(subject)}`, `Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${id ?? `m${made}`}@hilo-e2e.example>`, 'MIME-Version: 1.0', ...headers,
  ];
  const plain = `Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${wrapped(text)}\n`;
  if (html === undefined && parts.length === 0) return `${head.join('\n')}\n${plain}`;
  const inline = parts.filter((part) => part.contentId !== undefined);
  const files = parts.filter((part) => part.contentId === undefined);
  let body = plain;
  if (html !== undefined) {
    const formatted = `Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${wrapped(html)}\n`;
    body = multipart('alternative', [plain, inline.length > 0 ? multipart('related', [formatted, ...inline.map(mimePart)]) : formatted]);
  }
  if (files.length > 0) body = multipart('mixed', [body, ...files.map(mimePart)]);
  return `${head.join('\n')}\n${body}`;
}

export function mbox(mails: readonly string[]): string {
  return mails.map((raw) => `From MAILER-DAEMON Mon Jan  1 00:00:00 2024\n${raw.replace(/^(>*From )/gm, '>$1')}\n`).join('');
}

/** Android's shape in Spanish: `24/8/24, 10:42 - Sofía: ...`. */
export function whatsapp(lines: readonly { at: string; author: string; text: string }[]): string {
  return lines.map(({ at, author, text }) => {
    const [, year = '', month = '', day = '', time = ''] = /^20(\d\d)-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(at) ?? [];
    return `${Number(day)}/${Number(month)}/${year}, ${time} - ${author}: ${text}\n`;
  }).join('');
}

export type Leg = { linkedId: string; src: string; dst: string; start: string; talkSeconds: number; ringSeconds?: number; answered: boolean; agentDevice: string };

/** Rows of Asterisk's Master.csv, 21 columns; legs of one `linkedId` are one call. */
export function masterCsv(legs: readonly Leg[]): string {
  return legs.map((leg, at) => {
    const startMs = Date.parse(`${leg.start}Z`);
    const ringMs = (leg.ringSeconds ?? 6) * 1_000;
    const stamp = (ms: number): string => `"${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}"`;
    const cells = [
      '""', `"${leg.src}"`, `"${leg.dst}"`, leg.src.length > 5 ? '"from-trunk"' : '"from-internal"', `"""${leg.src}"" <${leg.src}>"`,
      leg.src.length > 5 ? `"PJSIP/troncal-0000${at}"` : `"PJSIP/${leg.src}-0000${at}"`, `"${leg.agentDevice}"`, '"Dial"', `"PJSIP/${leg.dst},25,tT"`,
      stamp(startMs), leg.answered ? stamp(startMs + ringMs) : '', stamp(startMs + ringMs + leg.talkSeconds * 1_000),
      String(ringMs / 1_000 + leg.talkSeconds), String(leg.answered ? leg.talkSeconds : 0), leg.answered ? '"ANSWERED"' : '"NO ANSWER"', '"DOCUMENTATION"',
      `"${leg.linkedId}"`, '""', '""', `"${leg.linkedId}"`, String(at + 1),
    ];
    return `${cells.join(',')}\n`;
  }).join('');
}

export type Card = { name: string; mails?: readonly string[]; phones?: readonly string[]; city?: string; note?: string };

export function vcards(cards: readonly Card[]): string {
  return cards.map(({ name, mails = [], phones = [], city, note }) => [
    'BEGIN:VCARD', 'VERSION:3.0', `FN:${name}`, `N:${name.split(' ').slice(1).join(' ')};${name.split(' ')[0] ?? ''};;;`,
    ...mails.map((address) => `EMAIL;TYPE=INTERNET:${address}`), ...phones.map((phone) => `TEL;TYPE=CELL:${phone}`),
    ...(city === undefined ? [] : [`ADR;TYPE=HOME:;;;${city};;;`]), ...(note === undefined ? [] : [`NOTE:${note}`]), 'END:VCARD', '',
  ].join('\r\n')).join('');
}

/** A red square of one pixel; small, and every browser draws it. */
export const PIXEL_BASE64 = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';

function mimePart({ type, name, contentId, base64 }: MimePart): string {
  return [
    `Content-Type: ${type}${name === undefined ? '' : `; name="${name}"`}`, 'Content-Transfer-Encoding: base64',
    contentId === undefined ? `Content-Disposition: attachment; filename="${name ?? 'file'}"` : `Content-ID: <${contentId}>\nContent-Disposition: inline`,
    '', base64.replace(/(.{76})/g, '$1\n'), '',
  ].join('\n');
}

function multipart(kind: string, parts: readonly string[]): string {
  made += 1;
  const boundary = `=_hilo_${made}`;
  return `Content-Type: multipart/${kind}; boundary="${boundary}"\n\n${parts.map((part) => `--${boundary}\n${part}\n`).join('')}--${boundary}--\n`;
}

function wrapped(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64').replace(/(.{76})/g, '$1\n');
}

/** RFC 2047, for subjects with letters beyond ASCII. */
function encoded(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=`;
}
