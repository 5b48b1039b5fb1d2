/** The transfer encodings of RFC 2045 and RFC 2047 in the writing direction, for the benchmark's own letters. */

const QP_LINE = 75;
const WORD_LENGTH = 72;
const HEX = '0123456789ABCDEF';

/** Base64 in lines of 76 characters. */
export function encodeBase64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{76}/g, '$&\r\n');
}

/** @param bytes text with CRLF line ends */
export function encodeQuotedPrintable(bytes: Buffer): string {
  const lines: string[] = [];
  let line = '';
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === 13 && bytes[at + 1] === 10) {
      lines.push(line.replace(/[ \t]$/, (space) => `=${hexByte(space.charCodeAt(0))}`));
      line = '';
      at += 1;
      continue;
    }
    const isPlain = byte === 9 || (byte >= 32 && byte < 127 && byte !== 61);
    const coded = isPlain ? String.fromCharCode(byte) : `=${hexByte(byte)}`;
    if (line.length + coded.length > QP_LINE) {
      lines.push(`${line}=`);
      line = '';
    }
    line += coded;
  }
  return [...lines, line].join('\r\n');
}

/** Text for a header: as it is when ASCII (quoted where a name needs it), else in encoded words of at most 75 characters. */
export function encodeWords(text: string, isQ: boolean): string {
  if (/^[\x20-\x7e]*$/.test(text)) return /^[\w .#:?()-]*$/.test(text) ? text : `"${text}"`;
  const words: string[] = [];
  let current = '';
  for (const character of text) {
    if (encodeWord(current + character, isQ).length > WORD_LENGTH) {
      words.push(encodeWord(current, isQ));
      current = '';
    }
    current += character;
  }
  return [...words, encodeWord(current, isQ)].join('\r\n ');
}

function encodeWord(text: string, isQ: boolean): string {
  const bytes = Buffer.from(text);
  if (!isQ) return `=?UTF-8?B?${bytes.toString('base64')}?=`;
  const coded = [...bytes].map((byte) => (byte === 32 ? '_' : /[A-Za-z0-9]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `=${hexByte(byte)}`));
  return `=?UTF-8?Q?${coded.join('')}?=`;
}

function hexByte(byte: number): string {
  return `${HEX[byte >> 4]}${HEX[byte & 15]}`;
}
