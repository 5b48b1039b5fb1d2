import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { mailDisplay, readAttachment } from './display.ts';

const show = (html: string, allowRemote = false): { html: string | null; remoteBlocked: number } => mailDisplay(Buffer.from(`Content-Type: text/html; charset=utf-8\r\n\r\n${html}`), { allowRemote });
const png = 'iVBORw0KGgo=';
const withImage = (html: string): Buffer =>
  Buffer.from(
    ['Content-Type: multipart/related; boundary=b', '', '--b', 'Content-Type: text/html', '', html, '--b', 'Content-Type: image/png', 'Content-ID: <logo@shop>', 'Content-Transfer-Encoding: base64', '', png, '--b', 'Content-Type: image/svg+xml', 'Content-ID: <code@shop>', '', '<svg onload="x()"/>', '--b--'].join('\r\n'),
  );

describe('HTML mail for the sandboxed frame', { timeout: 30_000 }, () => {
  it.each([
    '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<iframe src="https://x.example"></iframe>', '<form action="https://x.example"><input name=a><button>ok</button></form>', '<meta http-equiv=refresh content="0;url=https://x.example">',
    '<base href="https://x.example">', '<link rel=stylesheet href="https://x.example/a.css">', '<style>@import "https://x.example"</style>', '<object data="x"></object><embed src=x>', '<svg><script>alert(1)</script></svg>',
    '<a href="javascript:alert(1)">x</a>', '<a href="&#106;avascript:alert(1)">x</a>', '<a href="java\tscript:alert(1)">x</a>', '<a href="data:text/html,<script>alert(1)</script>">x</a>', '<img src="data:image/svg+xml;base64,AAAA">',
    '<div style="position:fixed;top:0">x</div>', '<div style="background:url(https://x.example/a.png)">x</div>', '<div style="width:expression(alert(1))">x</div>', '<p style="margin-top:-500px">x</p>', '<p style="color:red;po\\73ition:fixed">x</p>',
    '<table background="https://x.example/a.png"><tr><td>x</td></tr></table>', '<math><mtext><img src=x onerror=alert(1)></mtext></math>', '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>', '<img srcset="https://x.example/a.png 2x">', '<video src="https://x.example/a"></video>',
  ])('takes out %s', (html) => {
    const { html: shown } = show(`<p>kept</p>${html}`);
    expect(shown).toContain('kept');
    expect(shown).not.toMatch(/script|onerror|onload|iframe|<form|<input|<meta|<base|<link|<style|<object|<embed|<svg|<video|position|fixed|url\(|expression|x\.example|svg\+xml|srcset|-500px|data:text/i);
  });

  it('keeps the look that can do no harm', () => {
    const { html } = show('<p style="color:#222; font-family:Arial, &quot;Segoe UI&quot;; margin:0 0 10px; position:absolute">Hola <b>Ana</b></p>');
    expect(html).toBe(`<p style="color:#222;font-family:Arial, 'Segoe UI';margin:0 0 10px">Hola <b>Ana</b></p>`);
  });

  it('opens links outside, without telling where they were', () => {
    expect(show('<a href="https://shop.example/a?b=1&amp;c=2" onclick="x()">go</a>').html).toBe('<a href="https://shop.example/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer nofollow">go</a>');
  });

  it('blocks and counts what would be fetched, and shows it only when asked', () => {
    const mail = '<img src="https://x.example/a.png"><img src="//x.example/b.png"><div style="background-image:url(\'https://x.example/c.png\')">x</div>';
    expect(show(mail)).toMatchObject({ remoteBlocked: 3 });
    expect(show(mail).html).not.toContain('x.example');
    const allowed = show(mail, true);
    expect(allowed.html).toContain('src="https://x.example/a.png"');
    expect(allowed.html).toContain('src="https://x.example/b.png"');
  });

  it('shows the pictures of the mail itself, and no other part of it', () => {
    const { html, remoteBlocked } = mailDisplay(withImage('<img src="cid:logo@shop" alt="l"><img src="cid:code@shop"><img src="cid:none">'), { allowRemote: false });
    expect(html).toContain(`<img alt="l" src="data:image/png;base64,${png}" />`);
    expect(html!.match(/src=/g)).toHaveLength(1);
    expect(remoteBlocked).toBe(0);
  });

  it('one picture used ten thousand times does not make ten thousand copies', () => {
    const raw = Buffer.from(withImage('<img src="cid:logo@shop">'.repeat(10_000)).toString('latin1').replace(png, 'A'.repeat(400_000)), 'latin1');
    expect(mailDisplay(raw, { allowRemote: false }).html!.length).toBeLessThan(25 * 1024 * 1024);
  });

  it('is null for a mail of plain text, and shows plain parts beside HTML ones as they are', () => {
    expect(mailDisplay(Buffer.from('Subject: x\r\n\r\n<b>hi</b>'), { allowRemote: false })).toEqual({ html: null, text: '<b>hi</b>', remoteBlocked: 0 });
    const mixed = ['Content-Type: multipart/mixed; boundary=b', '', '--b', '', '1 < 2', '--b', 'Content-Type: text/html', '', '<p>x</p>', '--b--'].join('\r\n');
    expect(mailDisplay(Buffer.from(mixed), { allowRemote: false }).html).toContain('1 &lt; 2');
  });
});

describe('an attachment', () => {
  const attached = (disposition: string): string =>
    readAttachment(Buffer.from(['Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'x', '--b', 'Content-Type: application/pdf', `Content-Disposition: attachment; ${disposition}`, '', 'data', '--b--'].join('\r\n')), '2')!.filename;

  it.each([
    ['filename="../../etc/passwd"', 'passwd'], ['filename="C:\\\\Users\\\\me\\\\a.pdf"', 'a.pdf'], ['filename="..."', 'attachment-2.pdf'], ["filename*=utf-8''a%E2%80%AEfdp.exe", 'a fdp.exe'], ['filename="a\0b.pdf"', 'a b.pdf'],
    ['filename="con.txt"', '_con.txt'], ['filename=" .hidden. "', 'hidden'], ['filename="what?.pdf"', 'what_.pdf'], ['filename=""', 'attachment-2.pdf'], ["filename*0*=utf-8''a%C3; filename*1*=%B1o.pdf", 'año.pdf'], ['filename="=?iso-8859-1?Q?a=F1o.pdf?="', 'año.pdf'],
  ])('%s is saved as %s', (disposition, name) => {
    expect(attached(disposition)).toBe(name);
  });

  it('comes out byte for byte, whichever way it was encoded', () => {
    const read = (encoding: string, body: string): string => Buffer.from(readAttachment(Buffer.from(`Content-Type: application/x-a\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`, 'latin1'), '1')!.bytes).toString('latin1');
    expect(read('base64', 'AAEC\r\n/w==\r\n')).toBe('\0\x01\x02\xff');
    expect(read('base64', 'AA==AQ==Ag==')).toBe('\0\x01\x02');
    expect(read('quoted-printable', '=00=ff=\r\na=\tb = \r\n')).toBe('\0\xffa=\tb ');
    expect(read('binary', '\0\r\n\xff')).toBe('\0\r\n\xff');
    expect(read('x-uuencode', 'begin 644 a\r\n#0V%T\r\n`\r\nend\r\n')).toBe('Cat');
  });
});
