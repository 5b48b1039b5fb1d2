import type { Buffer } from 'node:buffer';
import { limits } from './limits.ts';
import type { Problems } from './problems.ts';

/** The wanted headers of one block, by lower-case name, in order; each value unfolded, one character for each byte. */
export type HeaderBlock = {
  values: Map<string, string[]>;
  /** Where the body starts. */
  bodyStart: number;
  /** False when no line of the block has the shape of a header. */
  hasHeaders: boolean;
};

/** The first value of a header, or the empty string. */
export const firstValue = (block: HeaderBlock, name: string): string => block.values.get(name)?.[0] ?? '';

const wanted = [
  'auto-submitted',
  'bcc',
  'cc',
  'content-disposition',
  'content-id',
  'content-transfer-encoding',
  'content-type',
  'date',
  'delivered-to',
  'from',
  'in-reply-to',
  'list-id',
  'list-unsubscribe',
  'message-id',
  'precedence',
  'references',
  'reply-to',
  'return-path',
  'sender',
  'subject',
  'to',
  'x-auto-response-suppress',
  'x-failed-recipients',
  'x-original-to',
];
/**
 * The wanted names by a checksum of their lower case: most lines of a block are told apart by it while their colon
 * is looked for, and no string is made of any name.
 */
const wantedByChecksum = new Map(wanted.map((name) => [[...name].reduce((sum, letter) => addToChecksum(sum, letter.charCodeAt(0)), 0), name]));

function addToChecksum(sum: number, byte: number): number {
  return (Math.imul(sum, 31) + (byte | 32)) | 0;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
const DASH = 45;
const COLON = 58;

/**
 * Reads the header block that starts at `start`, line by line (LF or CRLF). It ends at the first empty line, at
 * the end of the message, or before a line for which `isBoundary` says that the part ends there. Lines that are
 * no header are passed over.
 */
export function readHeaderBlock(raw: Buffer, start: number, isBoundary: (lineStart: number) => boolean, problems: Problems): HeaderBlock {
  const values = new Map<string, string[]>();
  let hasHeaders = false;
  let name: string | null = null;
  let valueStart = 0;
  let valueEnd = 0;
  const finish = (): void => {
    if (name === null) return;
    const value = unfold(raw, valueStart, valueEnd, problems);
    const list = values.get(name);
    if (list === undefined) values.set(name, [value]);
    else list.push(value);
    name = null;
  };
  let at = start;
  while (at < raw.length) {
    const lineFeed = raw.indexOf(LF, at);
    const next = lineFeed < 0 ? raw.length : lineFeed + 1;
    let end = lineFeed < 0 ? raw.length : lineFeed;
    while (end > at && raw[end - 1] === CR) end--;
    if (end === at) {
      finish();
      return { values, bodyStart: next, hasHeaders };
    }
    const first = raw[at]!;
    if (first === SPACE || first === TAB) {
      valueEnd = end;
    } else {
      finish();
      if (first === DASH && raw[at + 1] === DASH && isBoundary(at)) return { values, bodyStart: at, hasHeaders };
      let nameEnd = at;
      let checksum = 0;
      // Names are printable ASCII without a colon.
      for (let byte = first; byte > SPACE && byte < 127 && byte !== COLON; byte = raw[nameEnd] ?? 0) {
        checksum = addToChecksum(checksum, byte);
        nameEnd++;
      }
      const colon = raw[nameEnd] === COLON ? nameEnd : skipBlanks(raw, nameEnd, end);
      if (colon < end && nameEnd > at && raw[colon] === COLON) {
        hasHeaders = true;
        name = confirmName(wantedByChecksum.get(checksum), raw, at, nameEnd);
        valueStart = colon + 1;
        valueEnd = end;
      }
    }
    at = next;
  }
  finish();
  return { values, bodyStart: raw.length, hasHeaders };
}

/** Blanks may stand before the colon (RFC 5322 section 4.5). */
function skipBlanks(raw: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && (raw[at] === SPACE || raw[at] === TAB)) at++;
  return at;
}

/** Another name may have the checksum of a wanted one, by chance or by intent. */
function confirmName(name: string | undefined, raw: Buffer, from: number, end: number): string | null {
  if (name === undefined || name.length !== end - from) return null;
  for (let at = 0; at < name.length; at++) {
    const byte = raw[from + at]!;
    if ((byte >= 65 && byte <= 90 ? byte + 32 : byte) !== name.charCodeAt(at)) return null;
  }
  return name;
}

/** Takes the line breaks out and leaves the blanks of the folding (RFC 5322 section 2.2.3). */
function unfold(raw: Buffer, start: number, end: number, problems: Problems): string {
  let last = end;
  if (end - start > limits.headerValueBytes) {
    problems.add('header-cut');
    last = start + limits.headerValueBytes;
  }
  const value = raw.toString('latin1', start, last);
  return (value.includes('\n') ? value.replace(/\r?\n/g, '') : value).trim();
}
