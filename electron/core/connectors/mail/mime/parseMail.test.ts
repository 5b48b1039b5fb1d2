import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { readAttachment } from './display.ts';
import { parseMail, type ParsedMail } from './parseMail.ts';

/** A mail from its lines; a string stands for bytes, one character each. */
const mail = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1');
const parse = (...lines: string[]): ParsedMail => parseMail(mail(...lines));
const usual = ['From: Ana <ana@shop.example>', 'To: desk@shop.example', 'Subject: Hello', 'Date: Tue, 5 Mar 2024 10:20:30 +0100', 'Message-ID: <1@shop.example>'];

describe('a mail in good order', () => {
  it('gives every field', () => {
    const read = parse(...usual, 'Cc: "Perez, Luis" <Luis@SHOP.Example>', 'In-Reply-To: <0@shop.example>', 'References: <a@x.example>', ' <0@shop.example>', 'Delivered-To: me@shop.example', '', 'First line', 'second');
    expect(read).toMatchObject({
      messageId: '1@shop.example',
      inReplyTo: '0@shop.example',
      references: ['a@x.example', '0@shop.example'],
      date: { epochMs: Date.UTC(2024, 2, 5, 9, 20, 30) },
      from: [{ name: 'Ana', address: 'ana@shop.example' }],
      cc: [{ name: 'Perez, Luis', address: 'Luis@shop.example' }],
      deliveredTo: ['me@shop.example'],
      subject: 'Hello',
      text: 'First line\nsecond',
      textSource: 'plain',
      hasHtml: false,
      attachments: [],
      problems: [],
      parser: 'fast',
    });
  });

  it('shows the HTML as text where there is no plain version, or an empty one', () => {
    const html = ['Content-Type: text/html; charset=utf-8', '', '<style>p{}</style><p>Hola&nbsp;<b>Ana</b></p><ul><li>uno<li>dos</ul>'];
    expect(parse(...usual, ...html)).toMatchObject({ text: 'Hola Ana\n\n- uno\n- dos', textSource: 'html', hasHtml: true });
    const both = parse(...usual, 'Content-Type: multipart/alternative; boundary=b', '', '--b', '', '   ', '--b', ...html, '--b--');
    expect(both).toMatchObject({ textSource: 'html', hasHtml: true });
  });

  it('numbers attachments as IMAP does, also inside an embedded mail', () => {
    const read = parse(
      ...usual, 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'see below', '--b', 'Content-Type: message/rfc822', '',
      'From: inner@shop.example', 'Subject: inner', 'Content-Type: multipart/mixed; boundary=c', '', '--c', '', 'inside', '--c', 'Content-Type: image/png; name=a.png', 'Content-Transfer-Encoding: base64', '', 'AAEC', '--c--', '--b--',
    );
    expect(read.attachments).toMatchObject([{ partPath: '2.2', filename: 'a.png', sizeBytes: 3 }]);
    expect(read.text).toBe('see below\n\nFrom: inner@shop.example\nSubject: inner\n\ninside');
  });

  it('does not list another version of the body as an attachment', () => {
    const read = parse(...usual, 'Content-Type: multipart/alternative; boundary=b', '', '--b', '', 'x', '--b', 'Content-Type: text/x-amp-html', '', '<html amp4email>', '--b', 'Content-Type: text/calendar; method=REQUEST', '', 'BEGIN:VCALENDAR', '--b--');
    expect(read.attachments).toMatchObject([{ filename: 'attachment-3.ics' }]);
  });

  it('takes the first of several From headers', () => {
    expect(parse('From: a@x.example', 'From: b@x.example', 'To: c@x.example', 'To: d@x.example', '', '')).toMatchObject({ from: [{ address: 'a@x.example' }], to: [{ address: 'c@x.example' }, { address: 'd@x.example' }] });
  });

  it('keeps a name with a bare comma together with its address', () => {
    expect(parse('From: Doe, John <john@x.example>', '', '').from).toEqual([{ name: 'Doe, John', address: 'john@x.example' }]);
    expect(parse('From: Ana <ana@x.example', 'To: Team: a@x.example, B <b@x.example>;', '', '')).toMatchObject({ from: [{ name: 'Ana', address: 'ana@x.example' }], to: [{ address: 'a@x.example' }, { name: 'B', address: 'b@x.example' }], parser: 'library' });
  });

  it('marks lists, automatic mail and bounces', () => {
    const automatic = (...lines: string[]): ParsedMail['automatic'] => parse(...lines, '', '').automatic;
    expect(automatic('List-Id: <news.shop.example>')).toMatchObject({ list: true, bounce: false });
    expect(automatic('Auto-Submitted: auto-replied (vacation)', 'Return-Path: <>')).toMatchObject({ autoSubmitted: true, bounce: false });
    expect(automatic('Auto-Submitted: no')).toMatchObject({ autoSubmitted: false });
    expect(automatic('Precedence: bulk')).toMatchObject({ bulk: true });
    expect(automatic('From: MAILER-DAEMON@mx.example')).toMatchObject({ bounce: true });
    expect(automatic('Content-Type: multipart/report; report-type=delivery-status; boundary=b')).toMatchObject({ bounce: true });
    expect(automatic('Content-Type: multipart/report; report-type=disposition-notification; boundary=b')).toMatchObject({ bounce: false, autoSubmitted: true });
  });
});

describe('bad input', { timeout: 30_000 }, () => {
  it('malformed MIME: a multipart without boundary, with one that never comes, or with no parts shows its text', () => {
    expect(parse(...usual, 'Content-Type: multipart/mixed', '', '--guess', '', 'found', '--guess--').text).toBe('found');
    const never = parse(...usual, 'Content-Type: multipart/mixed; boundary=never', '', 'all there is');
    expect(never).toMatchObject({ text: 'all there is', problems: ['bad-structure'] });
    expect(parse('nothing here is a header', 'at all').text).toBe('nothing here is a header\nat all');
    expect(parse('nothing here is a header').problems).toContain('no-headers');
    expect(parseMail(new Uint8Array())).toMatchObject({ text: '', messageId: null, problems: ['no-headers', 'no-date'] });
  });

  it('truncated MIME: cut inside the second part, the first is whole and the mail is marked', () => {
    const read = parse(...usual, 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'whole', '--b', 'Content-Type: application/pdf', 'Content-Transfer-Encoding: base64', '', 'JVBERi0x');
    expect(read).toMatchObject({ text: 'whole', problems: ['truncated'] });
    expect(read.attachments).toHaveLength(1);
  });

  it('boundary inside boundary: each line belongs to the innermost multipart that has exactly that boundary', () => {
    const read = parse(...usual, 'Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: multipart/mixed; boundary=b2', '', '--b2', '', 'one', '--b2--', '--b', '', 'two', '--b--');
    expect(read).toMatchObject({ text: 'one\ntwo', problems: [] });
  });

  it('wrong or unknown charsets: nothing is lost, and it is said', () => {
    const body = (type: string, text: string): ParsedMail => parse(...usual, `Content-Type: text/plain; charset=${type}`, '', text);
    expect(body('utf-8', 'se\xf1or')).toMatchObject({ text: 'señor', problems: ['wrong-charset'] });
    expect(body('x-made-up', 'se\xc3\xb1or')).toMatchObject({ text: 'señor', problems: ['unknown-charset'] });
    expect(body('x-made-up', 'se\xf1or')).toMatchObject({ text: 'señor', problems: ['unknown-charset'] });
    expect(body('utf-7', 'a +ADw-script+AD4- b +- c')).toMatchObject({ text: 'a \uFFFDscript\uFFFD b + c', problems: ['unknown-charset'] });
    expect(body('iso-8859-1', '\x8020')).toMatchObject({ text: '€20', problems: [] });
    expect(body('koi8-r', '\xf0\xf2\xf2').text).toBe('ПРР');
  });

  it('1,000 nested parts: the innermost text is read, and the depth is reported', () => {
    const lines = Array.from({ length: 1000 }, (_, depth) => [`Content-Type: multipart/mixed; boundary=b${depth}`, '', `--b${depth}`]).flat();
    expect(parse(...usual, ...lines, '', 'the bottom')).toMatchObject({ text: 'the bottom', problems: ['too-deep', 'truncated'] });
  });

  it('100,000 parts: as many as are allowed, and it is said', () => {
    const read = parse(...usual, 'Content-Type: multipart/mixed; boundary=b', '', 'x', '--b\r\nContent-Type: image/png\r\n\r\nx\r\n'.repeat(100_000), '--b--');
    expect(read.attachments).toHaveLength(1000);
    expect(read.problems).toContain('too-many-parts');
  });

  it('a 40 MB attachment is located without being decoded or copied, and comes out whole when it is opened', () => {
    const line = `${'QUJD'.repeat(19)}\r\n`;
    const raw = Buffer.concat([mail(...usual, 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'big', '--b', 'Content-Type: application/zip; name=big.zip', 'Content-Transfer-Encoding: base64', '', ''), Buffer.from(line.repeat(700_000)), mail('--b--', '')]);
    const before = process.memoryUsage().arrayBuffers;
    const read = parseMail(raw);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
    expect(read.attachments).toMatchObject([{ filename: 'big.zip', sizeBytes: 57 * 700_000 }]);
    expect(readAttachment(raw, '2')!.bytes.length).toBe(57 * 700_000);
  });

  it('5,000 recipients are all there', () => {
    const to = Array.from({ length: 5000 }, (_, at) => `Customer ${at} <c${at}@shop.example>`);
    expect(parse(`To: ${to.join(',\r\n ')}`, '', '').to).toHaveLength(5000);
  });

  it('a header of 10 MB is cut and the rest is read', () => {
    const read = parse(...usual, `Cc: ${'x'.repeat(10 * 1024 * 1024)}`, '', 'body');
    expect(read).toMatchObject({ subject: 'Hello', text: 'body', problems: ['header-cut'] });
  });

  it('no date, an impossible date, a date in 2093', () => {
    expect(parse('From: a@x.example', '', '')).toMatchObject({ date: { epochMs: null, raw: '' }, problems: ['no-date'] });
    expect(parse('Date: Tue, 31 Feb 2024 10:00:00 +0000', '', '')).toMatchObject({ date: { epochMs: null, raw: 'Tue, 31 Feb 2024 10:00:00 +0000' }, problems: ['bad-date'] });
    expect(parse('Date: Thu, 5 Mar 2093 10:00:00 +0000', '', '').date.epochMs).toBe(Date.UTC(2093, 2, 5, 10));
  });

  it('no Message-ID', () => {
    expect(parse('From: a@x.example', 'Date: Tue, 5 Mar 2024 10:20:30 +0100', '', 'x')).toMatchObject({ messageId: null, references: [], problems: [] });
  });

  it('two different mails with one Message-ID differ in their hash; one mail delivered twice does not', () => {
    const first = parse(...usual, '', 'x');
    expect(parse(...usual.map((line) => line.replace('Hello', 'Other')), '', 'x').headerHash).not.toBe(first.headerHash);
    const delivered = mail('Received: from elsewhere', 'Delivered-To: other@shop.example', ...usual.map((line) => line.replace('Ana <', 'Ana\r\n\t<')), '', 'x');
    expect(parseMail(delivered).headerHash).toBe(parse(...usual.map((line) => line.replace('Ana <', 'Ana <')), '', 'x').headerHash);
    expect(parseMail(Buffer.from(delivered.toString('latin1').replaceAll('\r\n', '\n'))).headerHash).toBe(first.headerHash);
    expect(first.headerHash).toMatch(/^[0-9a-f]{32}$/);
  });

  it('header injection: nothing decoded from a header has a line end or another control character', () => {
    const read = parse(
      'Subject: =?utf-8?Q?Hi=0D=0ABcc:_evil=40x.example=00?=', 'From: =?utf-8?B?QQ0KQjogYw==?= <a@x.example>', 'To: "x\ry" <b@x.example>',
      'Content-Type: application/pdf; name="a\rb.pdf"', "Content-Disposition: attachment; filename*=utf-8''..%2F..%2Fetc%2Fpa%0D%0Asswd%E2%80%AEfdp.exe", '', 'x',
    );
    expect(read.subject).toBe('Hi  Bcc: evil@x.example');
    expect(read.from).toEqual([{ name: 'A  B: c', address: 'a@x.example' }]);
    expect(read.bcc).toEqual([]);
    expect(read.attachments[0]!.filename).toBe('pa sswd fdp.exe');
    expect(JSON.stringify(read)).not.toMatch(/\\r|\\u0000/);
  });

  it('NUL bytes are taken out of the text, and it is said', () => {
    expect(parse(...usual, '', 'one\0two')).toMatchObject({ text: 'onetwo', problems: ['nul-bytes'] });
  });

  it('line ends of every kind', () => {
    for (const end of ['\n', '\r']) {
      const read = parseMail(Buffer.from([...usual, '', 'one', 'two'].join(end)));
      expect(read).toMatchObject({ subject: 'Hello', text: 'one\ntwo' });
    }
  });

  it('text of 3 MiB is cut, and it is said', () => {
    const read = parse(...usual, '', 'word '.repeat(600_000));
    expect(read.text).toHaveLength(1024 * 1024);
    expect(read.problems).toEqual(['text-cut']);
  });
});
