import { describe, expect, it } from 'vitest';
import { isAppUrl, isSafeToOpen, LINK_PREFIX, openableLink, outsideOf, parseMailUrl, safeFilename } from './links.ts';

describe('links that leave the window', () => {
  it.each(['https://example.com/a?b=c#d', 'http://example.com/', 'mailto:ana@example.com', 'tel:+5491161234410'])('lets %s out', (link) => {
    expect(openableLink(link)).toBe(link);
  });

  it.each([
    'file:///etc/passwd', 'javascript:alert(1)', 'data:text/html,x', 'smb://server/share', 'ms-msdt:/id', 'hilo-mail://message/1', 'vbscript:x',
    'https://bank.example@evil.example/', '//evil.example', 'no address', '', `https://example.com/${'a'.repeat(9_000)}`,
  ])('keeps %s in', (link) => {
    expect(openableLink(link)).toBeNull();
  });

  it('finds where a link of a mail really leads, however it is written', () => {
    expect(outsideOf(`${LINK_PREFIX}https://example.com/a?b=c&d=e#f`)).toBe('https://example.com/a?b=c&d=e#f');
    expect(outsideOf('https://example.com/')).toBe('https://example.com/');
    expect(openableLink(outsideOf(`${LINK_PREFIX}file:///etc/passwd`))).toBeNull();
  });
});

describe('own addresses', () => {
  it('are told from those that only look like them', () => {
    expect(isAppUrl('hilo-app://window/index.html?x#y')).toBe(true);
    for (const foreign of ['hilo-app://other/index.html', 'https://window/index.html', 'hilo-app:window', 'file:///index.html', '']) expect(isAppUrl(foreign)).toBe(false);
  });

  it('say which mail is asked for, and whether its images are', () => {
    expect(parseMailUrl('hilo-mail://message/abc?remote=1&theme=dark')).toEqual({ id: 'abc', allowRemote: true, isDark: true });
    expect(parseMailUrl('hilo-mail://message/abc')).toEqual({ id: 'abc', allowRemote: false, isDark: false });
    expect(parseMailUrl('hilo-mail://link/#https://example.com')).toBeNull();
    expect(parseMailUrl('https://message/abc')).toBeNull();
  });
});

describe('attachments by name', () => {
  it('opens what a viewer shows, and nothing that could run', () => {
    for (const name of ['presupuesto.PDF', 'foto de frente.jpeg', 'a.b.xlsx']) expect(isSafeToOpen(name)).toBe(true);
    for (const name of ['a.exe', 'factura.pdf.scr', 'a.js', 'a.lnk', 'a.desktop', 'a.html', 'a.svg', 'a.docm', 'a.sh', 'a.jar', 'pdf', '.pdf', 'a.', '']) expect(isSafeToOpen(name)).toBe(false);
  });

  it('never leaves its folder and never hides its extension', () => {
    expect(safeFilename('../../etc/passwd')).toBe('_.._etc_passwd');
    expect(safeFilename('C:\\tmp\\a.pdf')).toBe('C_tmp_a.pdf');
    expect(safeFilename('foto\u202Egpj.exe')).toBe('foto_gpj.exe');
    expect(safeFilename('a\u0000.pdf\r\n')).toBe('a_.pdf_');
    expect(safeFilename('con.txt')).toBe('_con.txt');
    expect(safeFilename('')).toBe('_');
    const long = safeFilename(`${'ñ'.repeat(400)}.pdf`);
    expect(long).toHaveLength(150);
    expect(long.endsWith('.pdf')).toBe(true);
  });
});
