import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { seededRandom } from './fixtures/hostileMail.ts';
import { parseMail } from './parseMail.ts';

const ID = '<hilo.1@tienda.example>';
const ORIGINAL = `Message-ID: ${ID}\r\nFrom: Ventas <ventas@tienda.example>\r\nTo: luz@casa.example\r\nSubject: Presupuesto\r\n`;

type Shape = { status?: string; original?: string | null; originalType?: string; originalHead?: string; extra?: string; type?: string };

/** A report as Postfix writes it, unless something else is asked for. */
function report({ status = group('failed', '5.1.1', 'smtp; 550 5.1.1 <luz@casa.example>: user unknown'), original = ORIGINAL, originalType = 'text/rfc822-headers', originalHead = '', extra = '', type = 'message/delivery-status' }: Shape = {}): Buffer {
  const evidence = original === null ? '' : `--b\r\nContent-Type: ${originalType}\r\n${originalHead}\r\n${original}\r\n`;
  return Buffer.from(
    `Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.casa.example\r\nTo: ventas@tienda.example\r\nSubject: Undelivered Mail Returned to Sender\r\nMessage-ID: <bounce@mx.casa.example>\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\n${extra}` +
    `Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: ${type}\r\n\r\n${status}\r\n${evidence}--b--\r\n`, 'latin1');
}

function group(action: string, code: string, diagnostic: string, recipient = 'luz@casa.example'): string {
  return `Reporting-MTA: dns; mx.casa.example\r\nArrival-Date: Thu, 1 Jan 2026 09:00:00 +0000\r\n\r\nFinal-Recipient: rfc822; ${recipient}\r\nAction: ${action}\r\nStatus: ${code}\r\nDiagnostic-Code: ${diagnostic}\r\n`;
}

const fates = (raw: Buffer) => parseMail(raw).reports;
const bounced = { about: ID, state: 'bounced', recipient: 'luz@casa.example', detail: '550 5.1.1 <luz@casa.example>: user unknown' };

describe('a delivery report (RFC 3464)', () => {
  it('names the mail, the addressee and the reason', () => {
    expect(fates(report())).toEqual([bounced]);
    expect(parseMail(report()).automatic.bounce).toBe(true);
  });

  it.each([['failed', 'bounced'], ['delayed', 'delayed'], ['delivered', 'delivered'], ['relayed', 'sent'], ['expanded', 'sent'], ['FAILED (permanent)', 'bounced']])('%s is %s', (action, state) => {
    expect(fates(report({ status: group(action, '5.0.0', 'x') }))).toMatchObject([{ about: ID, state }]);
  });

  it('tells of each addressee, by the address we wrote to', () => {
    const status = `${group('failed', '5.1.1', 'smtp; 550 no')}\r\nOriginal-Recipient: rfc822;Ana@Otra.example\r\nFinal-Recipient: rfc822; ana@interno.otra.example\r\nAction: delayed\r\nStatus: 4.4.1\r\nDiagnostic-Code: smtp; 450\r\n 4.4.1 try\r\n\tlater\r\n`;
    expect(fates(report({ status }))).toEqual([{ ...bounced, detail: '550 no' }, { about: ID, state: 'delayed', recipient: 'ana@otra.example', detail: '450 4.4.1 try later' }]);
  });

  it.each<[string, Shape]>([
    ['with the whole mail', { originalType: 'message/rfc822', original: `${ORIGINAL}\r\nHola\r\n` }],
    ['with the headers in base64', { originalHead: 'Content-Transfer-Encoding: base64\r\n', original: Buffer.from(ORIGINAL).toString('base64') }],
    ['with the mail under an international type', { originalType: 'message/global-headers' }],
    ['with an empty line before the headers', { original: `\r\n${ORIGINAL}` }],
    ['with the id only in its own In-Reply-To', { original: null, extra: `In-Reply-To: ${ID}\r\n` }],
    ['with the id as the envelope id', { original: null, status: `Original-Envelope-Id: ${ID.slice(1, -1)}\r\n${group('failed', '5.1.1', 'smtp; 550 5.1.1 <luz@casa.example>: user unknown')}` }],
    ['with the international status type', { type: 'message/global-delivery-status' }],
    ['without an action', { status: group('', '5.1.1', 'smtp; 550 5.1.1 <luz@casa.example>: user unknown') }],
  ])('is read %s', (_, shape) => {
    expect(fates(report(shape))).toEqual([bounced]);
  });

  it('that names no mail says nothing', () => {
    expect(fates(report({ original: null }))).toEqual([]);
    expect(fates(report({ original: 'Subject: x\r\n' }))).toEqual([]);
    expect(fates(report({ status: '' }))).toEqual([]);
  });

  it('inside a forwarded mail is somebody else\'s story', () => {
    const forwarded = Buffer.concat([Buffer.from('From: ana@tienda.example\r\nSubject: Fwd\r\nContent-Type: multipart/mixed; boundary=z\r\n\r\n--z\r\nContent-Type: message/rfc822\r\n\r\n'), report(), Buffer.from('\r\n--z--\r\n')]);
    expect(fates(forwarded)).toEqual([]);
  });
});

describe('a read receipt (RFC 8098)', () => {
  const receipt = (disposition: string, id = `Original-Message-ID: ${ID}\r\n`): Buffer => Buffer.from(
    `From: Luz <luz@casa.example>\r\nTo: ventas@tienda.example\r\nSubject: Leído\r\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n--b\r\n\r\nVisto.\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\nReporting-UA: x\r\nFinal-Recipient: rfc822;Luz@casa.example\r\n${id}Disposition: ${disposition}\r\n\r\n--b--\r\n`);

  it('says that the mail was seen, and no more than that', () => {
    expect(fates(receipt('manual-action/MDN-sent-manually; displayed'))).toEqual([{ about: ID, state: 'read', recipient: 'luz@casa.example', detail: '' }]);
    expect(fates(receipt('automatic-action/MDN-sent-automatically; deleted'))).toEqual([]);
    expect(fates(receipt('manual-action/MDN-sent-manually; displayed', ''))).toEqual([]);
    expect(parseMail(receipt('x; displayed')).automatic.bounce).toBe(false);
  });
});

describe('a bounce for people alone', () => {
  const plain = (text: string, extra = ''): Buffer => Buffer.from(`Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.casa.example\r\nTo: ventas@tienda.example\r\nSubject: Aviso\r\n${extra}\r\n${text}`, 'latin1');

  it('of qmail, with the mail below a line', () => {
    const text = `Hi. This is the qmail-send program at mx.casa.example.\r\nI'm afraid I wasn't able to deliver your message. This is a permanent error.\r\n\r\n<luz@casa.example>:\r\n550 5.1.1 No such user here\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n${ORIGINAL}\r\nHola\r\n`;
    expect(fates(plain(text))).toEqual([{ ...bounced, detail: '550 5.1.1 No such user here' }]);
  });

  it('of Exim, with the addressees in a header; and its warning of a delay', () => {
    const head = 'X-Failed-Recipients: luz@casa.example, ana@otra.example\r\n';
    const text = `A message that you sent could not be delivered to one or more of its recipients.\r\n\r\n  luz@casa.example\r\n    host mx.casa.example: 550 Unrouteable address\r\n\r\n------ This is a copy of the message, including all the headers. ------\r\n\r\n${ORIGINAL}`;
    expect(fates(plain(text, head))).toMatchObject([{ about: ID, state: 'bounced', recipient: 'luz@casa.example', detail: '550 Unrouteable address' }, { recipient: 'ana@otra.example' }]);
    const delay = `This message was created automatically by mail delivery software.\r\nA message that you sent has not yet been delivered; it will be retried.\r\n${ORIGINAL}`;
    expect(fates(plain(delay))).toMatchObject([{ about: ID, state: 'delayed' }]);
  });

  it('with the mail attached', () => {
    const raw = plain(`--b\r\n\r\nDelivery has failed to these recipients.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${ORIGINAL}\r\nHola\r\n--b--\r\n`, 'Content-Type: multipart/mixed; boundary=b\r\n');
    expect(fates(raw)).toMatchObject([{ about: ID, state: 'bounced' }]);
  });

  it('is not seen in what people and machines write otherwise', () => {
    const quoted = `Estoy de vacaciones.\r\n\r\n> ${ORIGINAL.replaceAll('\r\n', '\r\n> ')}`;
    expect(fates(plain(quoted))).toEqual([]);
    const person = Buffer.from(`From: Luz <luz@casa.example>\r\nSubject: Mail delivery failed\r\n\r\nMe llegó esto: could not be delivered, 550 5.1.1 no\r\n${ORIGINAL}`);
    expect(fates(person)).toEqual([]);
    expect(fates(plain('Delivery has failed, 550 5.1.1 user unknown.\r\n'))).toEqual([]);
  });
});

describe('a damaged or hostile report', () => {
  it('never breaks the reading, and says nothing that is not in it', () => {
    const random = seededRandom(11);
    const below = (limit: number): number => Math.floor(random() * limit);
    for (let round = 0; round < 3_000; round += 1) {
      let raw = report({ originalType: round % 2 === 0 ? 'message/rfc822' : 'text/rfc822-headers' });
      for (let flips = below(20); flips > 0; flips -= 1) raw[below(raw.length)] = random() < 0.5 ? below(256) : '\r\n\0:;<>@ \t'.charCodeAt(below(9));
      if (round % 3 === 0) raw = raw.subarray(0, below(raw.length));
      for (const { about, recipient, detail } of fates(raw)) {
        expect(/^<[^<>\s]+@[^<>\s]+>$/.test(about) && !/[\0-\x1f\x7f]/.test(recipient + detail)).toBe(true);
      }
    }
  });

  it('costs no more than its size: a million addressees, endless lines, colons and blanks', { timeout: 20_000 }, () => {
    const one = 'Final-Recipient: rfc822; luz@casa.example\r\nAction: failed\r\n\r\n';
    const hostile = [`x: y\r\n\r\n${one.repeat(30_000)}`, `Action: ${' '.repeat(1_000_000)}`, ':'.repeat(1_000_000), `a:${'\r\n b'.repeat(300_000)}`, '\r\n'.repeat(700_000), `Diagnostic-Code: ${'=?utf-8?q?'.repeat(100_000)}`];
    const lengths = hostile.map((status) => fates(report({ status })).length);
    expect(lengths.every((length) => length <= 100)).toBe(true);
    expect(lengths[0]).toBe(100);
    const plain = Buffer.from(`Return-Path: <>\r\nFrom: MAILER-DAEMON@x.example\r\nX-Failed-Recipients: ${'a@b.example,'.repeat(20_000)}\r\n\r\n${'Message-ID: <'.repeat(50_000)}${'<a@'.repeat(100_000)}`);
    expect(fates(plain).length).toBeLessThanOrEqual(100);
  });
});
