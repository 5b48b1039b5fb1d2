import { describe, expect, it } from 'vitest';
import { composeMail, type MailToCompose } from './composeMail.ts';
import { mailDisplay, readAttachment } from './mime/display.ts';
import { parseMail } from './mime/parseMail.ts';

const ID = '<018f2c.7b@tienda.example>';
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

function mail(more: Partial<MailToCompose> = {}): MailToCompose {
  return {
    messageId: ID, dateMs: Date.UTC(2026, 2, 4, 9, 30, 15), from: { address: 'ventas@tienda.example', name: 'Ventas Ñandú' }, to: ['Luz Peña <luz@casa.example>'], cc: [],
    subject: 'Presupuesto nº 7: mesa de algarrobo', text: 'Hola, Luz.\n\nVa el presupuesto.\n', html: null, inReplyTo: null, references: [], attachments: [], ...more,
  };
}

const file = (blobId: string, filename: string, contentType: string, bytes: Uint8Array, inline = false) => ({ blobId, filename, contentType, bytes, inline });

async function compose(more: Partial<MailToCompose> = {}): Promise<{ raw: Buffer; text: string; head: string }> {
  const raw = Buffer.from(await composeMail(mail(more)));
  const text = raw.toString('latin1');
  return { raw, text, head: text.slice(0, text.indexOf('\r\n\r\n') + 2) };
}

describe('a composed mail', () => {
  it('says what was written, to whom and when, as our own reader reads it', async () => {
    const { raw } = await compose({ cc: ['"Paz, Ana" <ana@otra.example>'] });
    const read = parseMail(raw);
    expect(read).toMatchObject({
      messageId: '018f2c.7b@tienda.example', subject: 'Presupuesto nº 7: mesa de algarrobo', from: [{ name: 'Ventas Ñandú', address: 'ventas@tienda.example' }], to: [{ name: 'Luz Peña', address: 'luz@casa.example' }],
      cc: [{ name: 'Paz, Ana', address: 'ana@otra.example' }], bcc: [], attachments: [], problems: [], hasHtml: false,
    });
    expect(read.date.epochMs).toBe(Date.UTC(2026, 2, 4, 9, 30, 15));
    expect(read.text.trimEnd()).toBe('Hola, Luz.\n\nVa el presupuesto.');
  });

  it('is the same bytes each time it is made, in CRLF and 7 bits, no line above 998', async () => {
    const given = { html: '<p>Hola, <b>Luz</b> ✓</p><img src="cid:b1">', text: `Hola ✓ ${'palabra '.repeat(500)}`, attachments: [file('b1', 'foto.png', 'image/png', PNG, true), file('b2', 'nota.pdf', 'application/pdf', Buffer.from('%PDF'))] };
    const { raw, text } = await compose(given);
    expect((await compose(given)).raw.equals(raw)).toBe(true);
    expect((await compose({ ...given, messageId: '<other@tienda.example>' })).text).not.toBe(text);
    expect(/[^\x00-\x7f]/.test(text)).toBe(false);
    expect(/\r(?!\n)|(?<!\r)\n/.test(text)).toBe(false);
    expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  it('shows pictures inside the text, once each, and lists what is not shown as attachments', async () => {
    const data = `data:image/png;base64,${PNG.toString('base64')}`;
    const { raw } = await compose({
      html: `<p>Mirá:</p><img src="cid:b1" alt="la mesa"><img src="${data}"><img src="${data}"><img src="file:///etc/passwd"><img src="javascript:alert(1)">`,
      attachments: [file('b1', 'mesa.png', 'image/png', PNG, true), file('b2', 'no usada.png', 'image/png', PNG, true), file('b3', 'presupuesto.pdf', 'application/pdf', Buffer.from('%PDF-1'))],
    });
    const read = parseMail(raw);
    expect(read.attachments.map(({ filename, inline }) => [filename, inline])).toEqual(expect.arrayContaining([['mesa.png', true], ['image-1.png', true], ['no usada.png', false], ['presupuesto.pdf', false]]));
    expect(read.attachments).toHaveLength(4);
    const { html } = mailDisplay(raw, { allowRemote: false });
    expect(html?.match(/src="data:image\/png/g)).toHaveLength(3);
    expect(html).not.toMatch(/passwd|javascript/);
  });

  it('gives files back byte for byte under their names, of any script, also a mail and what looks like headers', async () => {
    const names = ['Presupuesto año 2026 — “final”.pdf', 'фото.jpg', '見積もり.xlsx', 'a; filename=evil.exe', 'línea\r\nX-Evil: 1.txt', `${'largo '.repeat(30)}.txt`];
    const bytes = names.map((_, at) => Buffer.from(Array.from({ length: 5_000 + at }, (__, index) => (index * 7 + at) % 256)));
    const attachments = [...names.map((name, at) => file(`b${at}`, name, 'application/octet-stream', bytes[at] ?? Buffer.alloc(0))), file('m', 'reenviado.eml', 'message/rfc822', Buffer.from('Subject: ñ\n\nx'))];
    const { raw, head } = await compose({ attachments });
    const read = parseMail(raw);
    expect(read.attachments).toHaveLength(names.length + 1);
    for (const [at, { partPath }] of read.attachments.slice(0, names.length).entries()) {
      expect(Buffer.from(readAttachment(raw, partPath)?.bytes ?? []).equals(bytes[at] ?? Buffer.alloc(1))).toBe(true);
    }
    expect(read.attachments.slice(0, 3).map(({ filename }) => filename)).toEqual(names.slice(0, 3));
    expect(readAttachment(raw, read.attachments.at(-1)?.partPath ?? '')?.bytes).toEqual(Buffer.from('Subject: ñ\n\nx'));
    expect(raw.toString('latin1')).not.toMatch(/^X-Evil/m);
    expect(head).toContain('multipart/mixed');
    expect(read.problems).toEqual([]);
  });

  it('has no header that a text smuggles in', async () => {
    const evil = 'a\r\nBcc: todos@casa.example\r\n\r\nbody';
    const { head, raw } = await compose({ subject: evil, from: { address: 'ventas@tienda.example', name: evil }, inReplyTo: `<x@y.example>\r\nBcc: z@y.example`, references: [evil] });
    expect(head).not.toMatch(/^Bcc/im);
    expect(parseMail(raw)).toMatchObject({ bcc: [], inReplyTo: null });
    await expect(composeMail(mail({ to: ['luz@casa'] }))).rejects.toMatchObject({ code: 'address-invalid' });
  });

  it('stands in its thread: the parent, the root and the nearest of a long one, each once', async () => {
    const chain = Array.from({ length: 60 }, (_, at) => `<m${at}@casa.example>`);
    const { raw, head } = await compose({ inReplyTo: '<m59@casa.example>', references: chain });
    const { references, inReplyTo } = parseMail(raw);
    expect(inReplyTo).toBe('m59@casa.example');
    expect(references).toEqual(['m0@casa.example', ...Array.from({ length: 19 }, (_, at) => `m${41 + at}@casa.example`)]);
    expect(Math.max(...head.split('\r\n').map((line) => line.length))).toBeLessThan(200);
    expect(parseMail((await compose({ inReplyTo: 'sin-llaves@casa.example', references: [] })).raw).references).toEqual(['sin-llaves@casa.example']);
  });

  it('gives other programs no code, forms or styles that could cover anything', async () => {
    const { raw } = await compose({ html: '<p onclick="x()" style="position:fixed;color:red">Hola<script>alert(1)</script><form><input name="a"></form><iframe src="https://e.example"></iframe><a href="javascript:x()">uno</a><a href="https://e.example">dos</a></p>', text: '' });
    const { html } = mailDisplay(raw, { allowRemote: true });
    expect(html).toContain('color:red');
    expect(raw.toString('latin1').replace(/=\r\n/g, '')).not.toMatch(/onclick|position|alert|<form|<input|iframe|javascript/);
    // Who reads plain text gets the words all the same.
    expect(raw.toString('latin1')).toMatch(/text\/plain[\s\S]*Hola/);
  });

  it('writes international domains as servers know them', async () => {
    const { head } = await compose({ to: ['Ana <ana@peluquería.example>'] });
    expect(head).toContain('xn--peluquera-n5a.example');
  });
});
