import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { mailDisplay, readAttachment } from './display.ts';
import { hostileMail, seededRandom } from './fixtures/hostileMail.ts';
import { htmlToText } from './htmlToText.ts';
import { parseMailDate } from './mailDate.ts';
import { parseMail } from './parseMail.ts';
import { preview, splitQuoted } from './quoted.ts';

/** What every result must be, whatever the bytes were. */
function isWellFormed(raw: Uint8Array): boolean {
  const mail = parseMail(raw);
  const addresses = [mail.from, mail.replyTo, mail.to, mail.cc, mail.bcc].flat();
  const oneLine = [mail.subject, mail.messageId ?? '', ...mail.references, ...addresses.flatMap(({ name, address }) => [name, address]), ...mail.attachments.flatMap(({ filename, contentId }) => [filename, contentId ?? ''])];
  return (
    oneLine.every((value) => typeof value === 'string' && !/[\0-\x1f\x7f]/.test(value)) &&
    !/[\0\r]/.test(mail.text) &&
    (mail.date.epochMs === null || Number.isSafeInteger(mail.date.epochMs)) &&
    mail.attachments.every(({ filename, sizeBytes, partPath }) => filename !== '' && !/[\\/]/.test(filename) && Number.isSafeInteger(sizeBytes) && sizeBytes >= 0 && /^\d+(\.\d+)*$/.test(partPath)) &&
    /^[0-9a-f]{32}$/.test(mail.headerHash)
  );
}

const originals = Array.from({ length: 60 }, (_, seed) => hostileMail(seed + 9000).raw);

describe('mutated mail', { timeout: 60_000 }, () => {
  it('bytes flipped, pieces dropped, doubled and swapped: always a well-formed result', () => {
    const random = seededRandom(7);
    const below = (limit: number): number => Math.floor(random() * limit);
    for (let round = 0; round < 2500; round++) {
      let raw = Buffer.from(originals[below(originals.length)]!);
      for (let flips = below(12); flips > 0; flips--) raw[below(raw.length)] = random() < 0.5 ? below(256) : '\r\n\0:;="<>-?\t '.charCodeAt(below(13));
      const from = below(raw.length);
      const piece = raw.subarray(from, from + below(200));
      const kind = random();
      if (kind < 0.3) raw = Buffer.concat([raw.subarray(0, from), raw.subarray(from + piece.length)]);
      else if (kind < 0.5) raw = Buffer.concat([raw.subarray(0, from), piece, raw.subarray(from)]);
      expect(isWellFormed(raw), `round ${round}`).toBe(true);
    }
  });

  it('cut at every line of the headers and at many places of the body', () => {
    for (const [index, raw] of originals.entries()) {
      for (let cut = raw.indexOf('\n'); cut >= 0 && cut < raw.length; cut = raw.indexOf('\n', cut + 1)) {
        expect(isWellFormed(raw.subarray(0, cut)) && isWellFormed(raw.subarray(0, cut + 1)), `mail ${index} cut at ${cut}`).toBe(true);
      }
    }
  });

  it('every listed attachment opens, and the display never fails', () => {
    const random = seededRandom(11);
    for (const original of originals) {
      const raw = Buffer.from(original);
      for (let flips = 0; flips < 6; flips++) raw[Math.floor(random() * raw.length)] = Math.floor(random() * 256);
      for (const attachment of parseMail(raw).attachments) expect(readAttachment(raw, attachment.partPath)).toMatchObject({ filename: attachment.filename });
      expect(readAttachment(raw, '99.99')).toBeNull();
      mailDisplay(raw, { allowRemote: false });
    }
  });
});

/** 300 kB of a pattern: linear reading takes milliseconds, quadratic reading minutes, so the time limit of the test tells them apart. */
const long = (pattern: string): string => pattern.repeat(Math.ceil(300_000 / pattern.length));

describe('time stays linear on input made to waste it', { timeout: 60_000 }, () => {
  it('headers', () => {
    expect(() => {
      const patterns = ['(', ')', '"', '\\', '<', '>', ',', ';', ':', '@', 'a@', ' ', '\t', '=?', '=?utf-8?Q?', '=?utf-8?B?==?= ', '<a@b>,', '"a" ', "x*0*=''", ';a=', ';a="', '\r', '\r\n ', 'é', '%', '()'];
      for (const pattern of patterns) {
        for (const name of ['From', 'Subject', 'Content-Type', 'Content-Disposition', 'References', 'Date', 'Content-ID', 'Content-Transfer-Encoding']) {
          parseMail(Buffer.from(`${name}: multipart/mixed; ${long(pattern).slice(0, 60_000)}\r\n\r\n`));
        }
      }
    }).not.toThrow();
  });

  it('bodies', () => {
    expect(() => {
      const head = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n';
      for (const pattern of ['--', '--\n', '--b\r\n', '--b', '\r', '\n', '--b--\r\n', '-', '--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n']) parseMail(Buffer.from(head + long(pattern)));
      for (const pattern of ['=', '= \t', '=A', '==', '=3D', '=\r\n', 'A=', 'AAAA====', '-_']) {
        for (const encoding of ['base64', 'quoted-printable', 'x-uuencode']) parseMail(Buffer.from(`Content-Transfer-Encoding: ${encoding}\r\n\r\n${long(pattern)}`));
      }
      for (const pattern of ['> ', ' \n', '>\n', '+', '+A', '\x1b$B']) {
        for (const type of ['text/plain; format=flowed', 'text/plain; charset=utf-7', 'text/plain; charset=iso-2022-jp']) parseMail(Buffer.from(`Content-Type: ${type}\r\n\r\n${long(pattern)}`));
      }
    }).not.toThrow();
  });

  it('HTML', () => {
    expect(() => {
      for (const pattern of ['<', '<a ', '<a b="', "<a b='>", '<!--', '<!-- -->', '<!', '</', '<style>', '<script>x', '<head>', '<svg><', '&', '&amp', '&#', '<blockquote>', '<pre>\n', '<td> ', '<p>', 'a\u00ad ', '<title><b>']) {
        htmlToText(long(pattern));
        htmlToText(`${long(pattern)}>`);
        mailDisplay(Buffer.from(`Content-Type: text/html\r\n\r\n${long(pattern).slice(0, 25_000)}`), { allowRemote: false });
      }
    }).not.toThrow();
  });

  it('quotations, previews and dates', () => {
    expect(() => {
      for (const pattern of ['>', '>\n', '> a\n\n', 'On a\n', 'On a wrote:\n', 'El x escribió:\n\n', '-- \n', 'From: a\n', '________________\n', '\n', 'De: a\n\nx\n', 'Sent from my x\n', '-', ' ']) {
        splitQuoted(long(pattern));
        preview(long(pattern), 200);
      }
      for (const pattern of ['(', ' ', '1', '1 ', 'Mon, ', '+']) parseMailDate(long(pattern));
    }).not.toThrow();
  });
});
