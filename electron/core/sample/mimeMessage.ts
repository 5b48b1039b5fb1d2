/**
 * Writes mails by hand, in the shapes that mail programs really send (RFC 5322, 2045 to 2047, 3464).
 * Everything here is text of bytes: one character stands for one byte, lines end in \n as in an mbox.
 */

export type Charset = 'utf-8' | 'iso-8859-1' | 'windows-1252';
export type Encoding = 'quoted-printable' | 'base64' | '8bit' | '7bit';

/** A body part: complete header lines and the encoded body. */
export type Part = { headers: string[]; body: string };

const LINE_BYTES = 76;
/** The places 0x80 to 0x9F of windows-1252 that our texts use; the rest of the page is ISO-8859-1. */
const WINDOWS_EXTRA = new Map([['€', 0x80], ['…', 0x85], ['‘', 0x91], ['’', 0x92], ['“', 0x93], ['”', 0x94], ['•', 0x95], ['–', 0x96], ['—', 0x97]]);

/** Null when the charset cannot write the text (an emoji in ISO-8859-1). */
export function encodeCharset(text: string, charset: Charset): Uint8Array | null {
  if (charset === 'utf-8') return new TextEncoder().encode(text);
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0)!;
    const extra = charset === 'windows-1252' ? WINDOWS_EXTRA.get(char) : undefined;
    if (extra !== undefined) bytes.push(extra);
    else if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) bytes.push(code);
    else return null;
  }
  return Uint8Array.from(bytes);
}

/** A text part; falls back to UTF-8 when the wanted charset cannot write the text. */
export function textPart(subtype: 'plain' | 'html', text: string, wanted: Charset, encoding: Encoding): Part {
  const narrow = encodeCharset(text, wanted);
  const charset = narrow ? wanted : 'utf-8';
  const bytes = narrow ?? encodeCharset(text, 'utf-8')!;
  return {
    headers: [`Content-Type: text/${subtype}; charset="${charset}"`, `Content-Transfer-Encoding: ${encoding}`],
    body: encodeBody(bytes, encoding),
  };
}

export function filePart(contentType: string, name: string, bytes: Uint8Array, contentId: string | null): Part {
  const headers = [`Content-Type: ${contentType}; ${parameter('name', name)}`, 'Content-Transfer-Encoding: base64', `Content-Disposition: ${contentId ? 'inline' : 'attachment'}; ${parameter('filename', name)}`];
  if (contentId) headers.push(`Content-ID: <${contentId}>`);
  return { headers: headers.map((line) => line.replace('; ', ';\n ')), body: encodeBody(bytes, 'base64') };
}

/** `extra` are further parameters of the Content-Type, such as `report-type=delivery-status`. */
export function multipart(subtype: string, boundary: string, parts: readonly Part[], extra = ''): Part {
  const body = parts.map((part) => `--${boundary}\n${part.headers.join('\n')}\n\n${part.body}\n`).join('');
  return { headers: [`Content-Type: multipart/${subtype};${extra ? ` ${extra};` : ''}\n boundary="${boundary}"`], body: `${body}--${boundary}--\n` };
}

/** A header line with RFC 2047 words where needed, folded. */
export function header(name: string, value: string, charset: Charset = 'utf-8'): string {
  return fold(`${name}: ${encodeWords(value, charset)}`);
}

export function addressHeader(name: string, addresses: readonly { name: string; address: string }[], charset: Charset = 'utf-8'): string {
  const shown = addresses.map(({ name: who, address }) => {
    if (!who) return address;
    const phrase = isAscii(who) ? (/^[\w ]+$/.test(who) ? who : `"${who.replace(/(["\\])/g, '\\$1')}"`) : encodeWords(who, charset);
    return `${phrase} <${address}>`;
  });
  return fold(`${name}: ${shown.join(', ')}`);
}

function encodeBody(bytes: Uint8Array, encoding: Encoding): string {
  if (encoding === 'base64') return Buffer.from(bytes).toString('base64').replace(/.{76}(?=.)/g, '$&\n');
  const text = Buffer.from(bytes).toString('latin1');
  return encoding === 'quoted-printable' ? quotedPrintable(text) : text;
}

function quotedPrintable(text: string): string {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    let out = '';
    for (let i = 0; i < line.length; i++) {
      const char = line[i]!;
      const code = line.charCodeAt(i);
      const isLastSpace = (char === ' ' || char === '\t') && i === line.length - 1;
      const token = (code > 126 || code < 32 || char === '=' || isLastSpace) && !(char === '\t' && !isLastSpace) ? `=${code.toString(16).toUpperCase().padStart(2, '0')}` : char;
      if (out.length + token.length > LINE_BYTES - 1) {
        lines.push(`${out}=`);
        out = '';
      }
      out += token;
    }
    lines.push(out);
  }
  return lines.join('\n');
}

/** An encoded word may be 75 characters long and must not cut a character in two (RFC 2047, 2 and 5). */
function encodeWords(value: string, wanted: Charset): string {
  if (isAscii(value)) return value;
  const charset = encodeCharset(value, wanted) ? wanted : 'utf-8';
  const words: string[] = [];
  let run = '';
  for (const char of value) {
    if (encodeWord(run + char, charset).length > 70) {
      words.push(encodeWord(run, charset));
      run = '';
    }
    run += char;
  }
  words.push(encodeWord(run, charset));
  return words.join(' ');
}

function encodeWord(text: string, charset: Charset): string {
  const bytes = encodeCharset(text, charset)!;
  if (charset === 'utf-8') return `=?UTF-8?B?${Buffer.from(bytes).toString('base64')}?=`;
  const body = [...bytes].map((byte) => {
    const char = String.fromCharCode(byte);
    if (char === ' ') return '_';
    return /[A-Za-z0-9]/.test(char) ? char : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
  return `=?${charset}?Q?${body}?=`;
}

/** Names outside ASCII go by RFC 2231. */
function parameter(name: string, value: string): string {
  return isAscii(value) ? `${name}="${value}"` : `${name}*=UTF-8''${encodeURIComponent(value)}`;
}

function fold(line: string): string {
  const out: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current && current.length + 1 + word.length > LINE_BYTES && !current.endsWith(':')) {
      out.push(current);
      current = ` ${word}`;
    } else {
      current = current ? `${current} ${word}` : word;
    }
  }
  out.push(current);
  return out.join('\n');
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
