import { Buffer } from 'node:buffer';

/** How the bytes of a part travel (RFC 2045 section 6); `identity` is 7bit, 8bit and binary. */
export type TransferEncoding = 'identity' | 'quoted-printable' | 'base64' | 'uuencode';

/** The bytes a part stands for. Never fails: what is no valid encoding is passed on as it is. */
export function decodeTransfer(encoded: Buffer, encoding: TransferEncoding): Buffer {
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(encoded);
  if (encoding === 'base64') return decodeBase64(encoded);
  if (encoding === 'uuencode') return decodeUuencode(encoded);
  return encoded;
}

/**
 * How many bytes `encoded` decodes to, without decoding it. Exact for base64 with lines of one length and
 * for identity; an estimate (never far off) for the others.
 */
export function estimateDecodedBytes(encoded: Buffer, encoding: TransferEncoding): number {
  const length = encoded.length;
  if (encoding === 'identity' || length === 0) return length;
  if (encoding === 'quoted-printable') return estimateQuotedPrintable(encoded);
  const firstBreak = encoded.subarray(0, 2048).indexOf(LF);
  if (encoding === 'uuencode') return Math.max(0, Math.floor((length * 45) / 63));
  let end = length;
  while (end > 0 && isBlank(encoded[end - 1]!)) end--;
  let characters = end;
  if (firstBreak > 0) {
    const breakBytes = encoded[firstBreak - 1] === CR ? 2 : 1;
    characters = end - Math.floor(end / (firstBreak + 1)) * breakBytes;
  }
  let padding = 0;
  while (padding < 2 && end > 0 && encoded[end - 1] === EQUALS) {
    padding++;
    end--;
  }
  return Math.max(0, Math.floor(((characters - padding) * 3) / 4));
}

const LF = 10;
const CR = 13;
const EQUALS = 61;
const isBlank = (byte: number): boolean => byte === 32 || byte === 9 || byte === LF || byte === CR;

/** Value of each hexadecimal digit, 255 for every other byte. */
const hexValue = new Uint8Array(256).fill(255);
for (let digit = 0; digit < 10; digit++) hexValue[48 + digit] = digit;
for (let digit = 0; digit < 6; digit++) hexValue[65 + digit] = hexValue[97 + digit] = 10 + digit;

/**
 * The bytes of a text part with CRLF made LF, for decoding to a string at once: a view of a buffer that the
 * next call overwrites. In a charset of two-byte units (`hasWideUnits`) the line ends stay as they are.
 */
export function decodeTextTransfer(encoded: Buffer, encoding: TransferEncoding, hasWideUnits: boolean): Buffer {
  if (hasWideUnits) return decodeTransfer(encoded, encoding);
  // Text decodes to no more bytes than it has encoded; the buffer grows once to the size of the largest part.
  if (scratch.length < encoded.length) scratch = Buffer.allocUnsafeSlow(encoded.length * 2);
  if (encoding === 'quoted-printable') return scratch.subarray(0, writeQuotedPrintable(encoded, scratch, true));
  if (encoding === 'identity') return scratch.subarray(0, copyWithoutCr(encoded, scratch));
  const decoded = decodeTransfer(encoded, encoding);
  return decoded.includes(CR) ? decoded.subarray(0, copyWithoutCr(decoded, decoded)) : decoded;
}

let scratch = Buffer.allocUnsafeSlow(65_536);

/** Copies `from` to `to` (which may be the same) without the CR of each CRLF; returns the length. */
function copyWithoutCr(from: Buffer, to: Buffer): number {
  let out = 0;
  for (let at = 0; at < from.length; at++) {
    const byte = from[at]!;
    if (byte !== CR || from[at + 1] !== LF) to[out++] = byte;
  }
  return out;
}

function decodeQuotedPrintable(encoded: Buffer): Buffer {
  const decoded = Buffer.allocUnsafe(encoded.length);
  return decoded.subarray(0, writeQuotedPrintable(encoded, decoded, false));
}

/**
 * Decodes quoted-printable into `decoded`; returns the length. A byte loop: one native search for each `=` costs
 * more than it saves in text with accents. A soft line break may be followed by blanks that a relay added.
 */
function writeQuotedPrintable(encoded: Buffer, decoded: Buffer, dropsCr: boolean): number {
  const length = encoded.length;
  let out = 0;
  for (let at = 0; at < length; at++) {
    const byte = encoded[at]!;
    if (byte !== EQUALS) {
      if (byte !== CR || !dropsCr || encoded[at + 1] !== LF) decoded[out++] = byte;
      continue;
    }
    const high = at + 2 < length ? hexValue[encoded[at + 1]!]! : 255;
    const low = high === 255 ? 255 : hexValue[encoded[at + 2]!]!;
    if (low !== 255) {
      decoded[out++] = (high << 4) | low;
      at += 2;
      continue;
    }
    const next = softBreakEnd(encoded, at + 1);
    if (next < 0) decoded[out++] = EQUALS;
    else at = next - 1;
  }
  return out;
}

/**
 * Bytes of a Q encoded word (RFC 2047 section 4.2), which is quoted-printable with `_` for a space. `payload`
 * has one character for each byte.
 */
export function decodeQWord(payload: string): Buffer {
  const decoded = Buffer.allocUnsafe(payload.length);
  let out = 0;
  for (let at = 0; at < payload.length; at++) {
    const code = payload.charCodeAt(at);
    if (code === EQUALS && at + 2 < payload.length) {
      const high = hexValue[payload.charCodeAt(at + 1) & 255]!;
      const low = hexValue[payload.charCodeAt(at + 2) & 255]!;
      if (high !== 255 && low !== 255) {
        decoded[out++] = (high << 4) | low;
        at += 2;
        continue;
      }
    }
    decoded[out++] = code === 95 ? 32 : code;
  }
  return decoded.subarray(0, out);
}

/** Where the line after a soft break starts, or -1 when the `=` before `from` is no soft break. */
function softBreakEnd(encoded: Buffer, from: number): number {
  const length = encoded.length;
  let at = from;
  // 80: no sender pads a line with more blanks; the bound keeps hostile padding linear.
  while (at < length && at - from < 80 && (encoded[at] === 32 || encoded[at] === 9)) at++;
  if (at >= length) return length;
  if (encoded[at] === CR) at++;
  if (at >= length) return length;
  return encoded[at] === LF ? at + 1 : -1;
}

function estimateQuotedPrintable(encoded: Buffer): number {
  // Only a sample is counted: an attachment of 40 MB must not be walked for a figure in a list.
  const sample = Math.min(encoded.length, 65_536);
  let saved = 0;
  for (let at = 0; at < sample; at++) {
    if (encoded[at] !== EQUALS) continue;
    saved += encoded[at + 1] === CR ? 3 : 2;
  }
  return Math.max(0, Math.round(encoded.length - (saved * encoded.length) / sample));
}

/**
 * Decodes base64. Node's decoder stops at padding, but some senders encode piece by piece and pad each
 * piece, so what is padded in the middle is decoded unit by unit. `-` and `_` are no base64 in mail, while
 * Node takes them for the alphabet of URLs.
 */
export function decodeBase64(encoded: Buffer): Buffer {
  const padding = encoded.indexOf(EQUALS);
  let text = encoded.toString('latin1');
  if (text.includes('-') || text.includes('_')) text = text.replace(/[-_]+/g, '');
  else if (padding < 0 || encoded.length - padding <= 4) return Buffer.from(text, 'base64');
  const units = text.split(/=[=\s]*/);
  if (units.length <= 2 && (units[1] ?? '').trim() === '') return Buffer.from(units[0]!, 'base64');
  return Buffer.concat(units.map((unit) => Buffer.from(unit, 'base64')));
}

function decodeUuencode(encoded: Buffer): Buffer {
  const decoded = Buffer.allocUnsafe(encoded.length);
  let out = 0;
  for (const line of encoded.toString('latin1').split(/\r?\n/)) {
    if (line === '' || line.startsWith('begin ')) continue;
    if (line === 'end') break;
    const count = (line.charCodeAt(0) - 32) & 63;
    const start = out;
    for (let at = 1; out - start < count && at < line.length; at += 4) {
      const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map((n) => (line.charCodeAt(at + n) - 32) & 63);
      decoded[out++] = (a << 2) | (b >> 4);
      decoded[out++] = (b << 4) | (c >> 2);
      decoded[out++] = (c << 6) | d;
    }
    out = Math.min(out, start + count);
  }
  return decoded.subarray(0, out);
}
