import { Buffer } from 'node:buffer';
import { convert } from 'html-to-text';
import { simpleParser, type AddressObject, type SimpleParserOptions } from 'mailparser';
import PostalMime, { type Address } from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { readAttachment } from './display.ts';
import { safeFileName } from './fileName.ts';
import { hostileMail } from './fixtures/hostileMail.ts';
import { parseMail } from './parseMail.ts';

const mails = 2000;

/** The same fields of a mail as one of the three parsers sees it, in a form that can be compared. */
type Reading = {
  subject: string;
  addresses: string;
  dateMs: number | null;
  ids: string;
  text: string;
  attachmentCount: number;
  attachmentNames: (string | null)[];
  attachmentTypes: string;
  attachmentBytes: string;
};

/** Where this parser means to differ from both libraries. Each is used by the mails of the test, or it must go. */
const deviations: { feature: string; field: keyof Reading; reason: string }[] = [
  { feature: 'raw-latin1-header', field: 'subject', reason: 'bytes that are no UTF-8 are read as windows-1252 instead of becoming U+FFFD' },
  { feature: 'control-in-word', field: 'subject', reason: 'control characters in a decoded header become spaces, so that no header can be injected' },
  { feature: 'broken-address', field: 'addresses', reason: 'an unclosed angle bracket does not make one address of several; a name with a bare comma stays with its address' },
  { feature: 'wrong-charset', field: 'text', reason: 'text declared UTF-8 that is none is read as windows-1252 instead of becoming U+FFFD' },
  { feature: 'unknown-charset', field: 'text', reason: 'read as windows-1252 like postal-mime, also in delivery reports, whose status only mailparser shows' },
  { feature: 'nul', field: 'text', reason: 'NUL is taken out of texts' },
];

describe('parsing held to postal-mime and mailparser', () => {
  it(`agrees with one of them on every field of ${mails} hostile mails, except where it means not to`, { timeout: 60_000 }, async () => {
    const unexplained: string[] = [];
    const used = new Set<(typeof deviations)[number]>();
    for (let seed = 1; seed <= mails; seed++) {
      const { raw, features } = hostileMail(seed);
      const ours = readOurs(raw);
      const theirs = [await readPostal(raw)];
      const isSettled = (): boolean => fields.every((field) => theirs.some((reading) => agrees(field, ours, reading)));
      // mailparser is slow, and slower with the conversion of HTML, which wraps lines: asked only where it can matter.
      if (!isSettled()) theirs.push(await readMailparser(raw, { skipHtmlToText: true }));
      if (!isSettled()) {
        const converted = await readMailparser(raw, {});
        theirs.push(onOneLine(converted.text) === onOneLine(ours.text) ? { ...converted, text: ours.text } : converted);
      }
      for (const field of fields) {
        if (theirs.some((reading) => agrees(field, ours, reading))) continue;
        const allowed = deviations.find((deviation) => deviation.field === field && features.has(deviation.feature));
        if (allowed !== undefined) used.add(allowed);
        else unexplained.push(`seed ${seed} ${field} [${[...features].join(' ')}]\n  ours   ${show(ours[field])}\n  others ${theirs.map((reading) => show(reading[field])).join('\n         ')}`);
      }
    }
    expect(unexplained.slice(0, Number(process.env['DIFF_SHOW'] ?? 5)).join('\n')).toBe('');
    expect(deviations.filter((deviation) => !used.has(deviation))).toEqual([]);
  });
});

const fields: (keyof Reading)[] = ['subject', 'addresses', 'dateMs', 'ids', 'text', 'attachmentCount', 'attachmentNames', 'attachmentTypes', 'attachmentBytes'];
const onOneLine = (text: string): string => text.replaceAll('\n', ' ');
const show = (value: unknown): string => JSON.stringify(value).slice(0, 600);

function agrees(field: keyof Reading, ours: Reading, theirs: Reading): boolean {
  if (field !== 'attachmentNames') return JSON.stringify(ours[field]) === JSON.stringify(theirs[field]);
  // Where a part has no name the libraries give none; here it gets one it can be saved under.
  return ours.attachmentNames.length === theirs.attachmentNames.length && theirs.attachmentNames.every((name, at) => name === null || name === ours.attachmentNames[at]);
}

function readOurs(raw: Buffer): Reading {
  const mail = parseMail(raw);
  const lists = [mail.from, mail.to, mail.cc, mail.bcc, mail.replyTo];
  return {
    subject: mail.subject,
    addresses: addressText(lists),
    dateMs: mail.date.epochMs,
    ids: [mail.messageId, mail.inReplyTo, ...mail.references].join(' ').trim(),
    text: comparableText(mail.text),
    attachmentCount: mail.attachments.length,
    attachmentNames: mail.attachments.map((attachment) => attachment.filename),
    attachmentTypes: mail.attachments.map((attachment) => attachment.contentType).join(' '),
    attachmentBytes: mail.attachments.map((attachment) => comparableBytes(readAttachment(raw, attachment.partPath)!.bytes)).join('|'),
  };
}

async function readPostal(raw: Buffer): Promise<Reading> {
  const mail = await PostalMime.parse(raw);
  const lists = [mail.from === undefined ? [] : [mail.from], mail.to, mail.cc, mail.bcc, mail.replyTo].map(flatten);
  return {
    subject: (mail.subject ?? '').trim(),
    addresses: addressText(lists),
    dateMs: mail.date === undefined ? null : Date.parse(mail.date),
    ids: comparableIds([mail.messageId, mail.inReplyTo, mail.references]),
    text: comparableText(mail.text ?? htmlText(mail.html)),
    attachmentCount: mail.attachments.length,
    attachmentNames: mail.attachments.map(({ filename }) => (filename === null ? null : safeFileName(filename, ''))),
    attachmentTypes: mail.attachments.map((attachment) => attachment.mimeType).join(' '),
    attachmentBytes: mail.attachments.map(({ content }) => comparableBytes(new Uint8Array(content as ArrayBuffer))).join('|'),
  };
}

async function readMailparser(raw: Buffer, options: SimpleParserOptions): Promise<Reading> {
  const mail = await simpleParser(raw, { skipTextToHtml: true, skipImageLinks: true, ...options });
  const lists = [mail.from, mail.to, mail.cc, mail.bcc, mail.replyTo].map((value) => flattenObjects(value));
  return {
    subject: (mail.subject ?? '').trim(),
    addresses: addressText(lists),
    dateMs: mail.date?.getTime() ?? null,
    ids: comparableIds([mail.messageId, mail.inReplyTo, ...[mail.references ?? []].flat()]),
    text: comparableText(mail.text ?? htmlText(mail.html === false ? '' : mail.html)),
    attachmentCount: mail.attachments.length,
    attachmentNames: mail.attachments.map(({ filename }) => (filename === undefined ? null : safeFileName(filename, ''))),
    attachmentTypes: mail.attachments.map((attachment) => attachment.contentType).join(' '),
    attachmentBytes: mail.attachments.map(({ content }) => comparableBytes(content)).join('|'),
  };
}

type NamedAddress = { name: string; address: string };

function flatten(list: Address[] | undefined): NamedAddress[] {
  return (list ?? []).flatMap((entry) => entry.group ?? [entry as NamedAddress]);
}

function flattenObjects(value: AddressObject | AddressObject[] | undefined): NamedAddress[] {
  return [value ?? []].flat().flatMap(({ value: entries }) => entries.flatMap((entry) => entry.group ?? [entry])).map(({ name, address }) => ({ name, address: address ?? '' }));
}

/** Nameless and addressless entries say nothing; case of the domain is normalised here and not there. */
function addressText(lists: NamedAddress[][]): string {
  return lists.map((list) => list.filter(({ name, address }) => name !== '' || address !== '').map(({ name, address }) => `${name} <${address.toLowerCase()}>`).join(', ')).join(' | ');
}

function comparableIds(ids: (string | undefined)[]): string {
  return ids.join(' ').replace(/[<>]/g, '').replace(/\s+/g, ' ').trim();
}

/** The lines that say something, without blanks around them and without the headers of embedded mails, which each parser writes its own way. */
function comparableText(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^-{20,}$|^(?:From|Date|Subject): /.test(line))
    .join('\n');
}

const htmlText = (html: string | undefined): string => convert(html ?? '', { wordwrap: false });

/** The libraries turn the line ends of unencoded parts into LF, and add one at the end. */
function comparableBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n').replace(/\n+$/, '');
}
