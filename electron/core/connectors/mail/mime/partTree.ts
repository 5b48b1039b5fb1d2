// The structure of a message: where each part starts and ends, of what type it is, how it is encoded.
// Promises: one pass over the bytes, time and memory linear in the size whatever the nesting; nothing is
// decoded; any input gives a tree. Never looks at what a part says: that is bodyText.ts and display.ts.

import { Buffer } from 'node:buffer';
import { decodeRawBytes } from './encodedWords.ts';
import { firstValue, readHeaderBlock, type HeaderBlock } from './headerBlock.ts';
import { limits } from './limits.ts';
import type { Problems } from './problems.ts';
import { parseStructuredHeader, type StructuredHeader } from './structuredHeader.ts';
import type { TransferEncoding } from './transferEncoding.ts';

/** One part. `multipart` and `message` (an embedded mail) contain others, a `leaf` has a body of its own. */
export type Part = {
  kind: 'leaf' | 'multipart' | 'message';
  parent: Part | null;
  /** 1-based place among the parts of its parent. */
  position: number;
  depth: number;
  headers: HeaderBlock;
  /** Lower case, as in `text/plain`. */
  type: string;
  parameters: Map<string, string>;
  disposition: StructuredHeader;
  encoding: TransferEncoding;
  bodyStart: number;
  /** Exclusive; the line break before the boundary belongs to the boundary. */
  bodyEnd: number;
  childCount: number;
  /** The closest multipart/alternative around it within the same mail. */
  alternative: Part | null;
  /** Within a multipart/related: what has a Content-ID is shown inside the HTML. */
  isRelated: boolean;
};

/** All parts in the order of the message; the first is the root. */
export type PartTree = { root: Part; parts: Part[] };

/** Reads the structure of a message whose headers start at `start`. */
export function readPartTree(raw: Buffer, start: number, problems: Problems): PartTree {
  return new TreeReader(raw, problems).read(start);
}

/** The number IMAP gives a part (RFC 3501 section 6.4.5), as in `2.1`. */
export function partPath(part: Part): string {
  const numbers: string[] = [];
  for (let at = part; at.parent !== null; at = at.parent) {
    // The multipart directly inside an embedded mail shares the number of that mail.
    if (at.parent.kind === 'multipart' || at.kind !== 'multipart') numbers.push(String(at.position));
  }
  const path = numbers.toReversed().join('.');
  let top = part;
  while (top.parent !== null) top = top.parent;
  return top.kind === 'multipart' ? path : path === '' ? '1' : `1.${path}`;
}

/** The body of a leaf, still encoded; a view, not a copy. */
export function encodedBody(raw: Buffer, part: Part): Buffer {
  return raw.subarray(part.bodyStart, part.bodyEnd);
}

const LF = 10;
const CR = 13;
const dashes = new TextEncoder().encode('--');
/** RFC 2046 allows 70; some programs write more. */
const longestBoundary = 250;
const noBoundary = (): boolean => false;

class TreeReader {
  private readonly raw: Buffer;
  private readonly problems: Problems;
  private readonly parts: Part[] = [];
  /** Multiparts whose closing line is still to come, the innermost last. */
  private readonly open: Part[] = [];
  /** The open multiparts by boundary; two may share one. */
  private readonly byBoundary = new Map<string, Part[]>();
  /** The leaf being read, null in a preamble or epilogue. */
  private current: Part | null = null;

  constructor(raw: Buffer, problems: Problems) {
    this.raw = raw;
    this.problems = problems;
  }

  read(start: number): PartTree {
    let at = this.openPart(start, null);
    while (this.open.length > 0) {
      const lineStart = this.nextDashLine(at);
      if (lineStart < 0) break;
      at = this.takeLine(lineStart);
      if (this.parts.length >= limits.parts) {
        this.problems.add('too-many-parts');
        break;
      }
    }
    if (this.current !== null) this.current.bodyEnd = this.raw.length;
    if (this.parts.length < limits.parts) while (this.open.length > 0) this.endUnclosed(this.raw.length);
    return { root: this.parts[0]!, parts: this.parts };
  }

  /** Start of the next line with two dashes at or after `from`, or -1. */
  private nextDashLine(from: number): number {
    let at = from;
    for (;;) {
      at = this.raw.indexOf(dashes, at);
      if (at <= 0 || this.raw[at - 1] === LF) return at;
      at += 2;
    }
  }

  /** Handles a line that may be a boundary; returns where to read on. */
  private takeLine(lineStart: number): number {
    const lineFeed = this.raw.indexOf(LF, lineStart);
    const next = lineFeed < 0 ? this.raw.length : lineFeed + 1;
    const match = this.matchBoundary(lineStart);
    if (match === null) return next;
    this.endCurrent(lineStart);
    while (this.open.at(-1) !== match.multipart) this.endUnclosed(lineStart);
    if (match.isClosing) {
      this.closeInnermost();
      return next;
    }
    return this.openPart(next, match.multipart);
  }

  private matchBoundary(lineStart: number): { multipart: Part; isClosing: boolean } | null {
    let end = lineStart + 2;
    const last = Math.min(this.raw.length, end + longestBoundary + 4);
    while (end < last && this.raw[end] !== LF) end++;
    while (end > lineStart && (this.raw[end - 1] === CR || this.raw[end - 1] === 32 || this.raw[end - 1] === 9)) end--;
    const text = this.raw.toString('latin1', lineStart + 2, end);
    const multipart = this.byBoundary.get(text)?.at(-1);
    if (multipart !== undefined) return { multipart, isClosing: false };
    if (!text.endsWith('--')) return null;
    const closed = this.byBoundary.get(text.slice(0, -2))?.at(-1);
    return closed === undefined ? null : { multipart: closed, isClosing: true };
  }

  private endCurrent(lineStart: number): void {
    if (this.current === null) return;
    let end = lineStart;
    if (end > this.current.bodyStart && this.raw[end - 1] === LF) end--;
    if (end > this.current.bodyStart && this.raw[end - 1] === CR) end--;
    this.current.bodyEnd = Math.max(end, this.current.bodyStart);
    this.current = null;
  }

  private closeInnermost(): void {
    const multipart = this.open.pop()!;
    const boundary = boundaryOf(multipart);
    const sharing = this.byBoundary.get(boundary)!;
    sharing.pop();
    if (sharing.length === 0) this.byBoundary.delete(boundary);
  }

  /** Reads the headers of a new part, and of the mails embedded in it; returns where its body starts. */
  private openPart(start: number, parent: Part | null): number {
    const isBoundary = this.open.length === 0 ? noBoundary : (at: number): boolean => this.matchBoundary(at) !== null;
    let part = this.addPart(start, parent, isBoundary);
    while (part.kind === 'message') part = this.addPart(part.bodyStart, part, isBoundary);
    if (part.kind === 'leaf') {
      this.current = part;
      return part.bodyStart;
    }
    const boundary = boundaryOf(part);
    const sharing = this.byBoundary.get(boundary);
    if (sharing === undefined) this.byBoundary.set(boundary, [part]);
    else sharing.push(part);
    this.open.push(part);
    return part.bodyStart;
  }

  private addPart(start: number, parent: Part | null, isBoundary: (at: number) => boolean): Part {
    const headers = readHeaderBlock(this.raw, start, isBoundary, this.problems);
    const contentType = readContentType(headers, parent, this.problems);
    const disposition = readDisposition(headers, this.problems);
    const isNewMail = parent === null || parent.kind === 'message';
    const part: Part = {
      kind: 'leaf',
      parent,
      position: parent === null ? 1 : ++parent.childCount,
      depth: parent === null ? 0 : parent.depth + 1,
      headers,
      type: contentType.value,
      parameters: contentType.parameters,
      disposition,
      encoding: readEncoding(headers, this.problems),
      bodyStart: headers.bodyStart,
      bodyEnd: this.raw.length,
      childCount: 0,
      alternative: isNewMail ? null : parent.type === 'multipart/alternative' ? parent : parent.alternative,
      isRelated: !isNewMail && (parent.isRelated || parent.type === 'multipart/related'),
    };
    part.kind = this.kindOf(part);
    this.parts.push(part);
    return part;
  }

  private kindOf(part: Part): Part['kind'] {
    if (part.depth > limits.depthReported) this.problems.add('too-deep');
    if (part.depth > limits.depthRead) return 'leaf';
    if (part.type === 'message/rfc822' || part.type === 'message/global') {
      const isInline = part.disposition.value === '' || part.disposition.value === 'inline';
      // A delivery report carries the mail it is about as evidence, not as content.
      const isEvidence = part.parent?.type === 'multipart/report';
      return isInline && part.encoding === 'identity' && !isEvidence ? 'message' : 'leaf';
    }
    if (!part.type.startsWith('multipart/')) return 'leaf';
    const declared = part.parameters.get('boundary')?.trimEnd();
    // Boundaries are compared as bytes, one character for each.
    const boundary = declared === undefined ? guessBoundary(this.raw, part.bodyStart) : Buffer.from(declared).toString('latin1');
    if (boundary === '' || boundary.length > longestBoundary) {
      this.problems.add('bad-structure');
      part.type = 'text/plain';
      return 'leaf';
    }
    part.parameters.set('boundary', boundary);
    return 'multipart';
  }

  /** A multipart left open lost its end; one without a single part is shown as text, so that nothing hides. */
  private endUnclosed(end: number): void {
    const multipart = this.open.at(-1)!;
    this.closeInnermost();
    this.problems.add(multipart.childCount > 0 ? 'truncated' : 'bad-structure');
    if (multipart.childCount > 0) return;
    multipart.kind = 'leaf';
    multipart.type = 'text/plain';
    multipart.bodyEnd = end;
  }
}

const boundaryOf = (multipart: Part): string => multipart.parameters.get('boundary')!;

/** The boundary of a multipart that does not declare one: the first line with two dashes. Empty when there is none. */
function guessBoundary(raw: Buffer, from: number): string {
  const head = raw.toString('latin1', from, Math.min(raw.length, from + 8192));
  return /(?:^|\n)--([^\s-][^\r\n]{0,200})/.exec(head)?.[1]?.trimEnd() ?? '';
}

function readContentType(headers: HeaderBlock, parent: Part | null, problems: Problems): StructuredHeader {
  const header = firstValue(headers, 'content-type');
  if (header === '') {
    return { value: parent?.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain', parameters: new Map() };
  }
  const parsed = parseStructuredHeader(decodeRawBytes(header, problems), problems);
  // RFC 2045 section 5.2: what is no type counts as plain text, unless it is clearly a file.
  if (/^[^\s/]+\/[^\s/]+$/.test(parsed.value)) return parsed;
  const isFile = parsed.parameters.has('name') || firstValue(headers, 'content-disposition') !== '';
  return { value: isFile ? 'application/octet-stream' : 'text/plain', parameters: parsed.parameters };
}

const noDisposition: StructuredHeader = { value: '', parameters: new Map() };

function readDisposition(headers: HeaderBlock, problems: Problems): StructuredHeader {
  const header = firstValue(headers, 'content-disposition');
  return header === '' ? noDisposition : parseStructuredHeader(decodeRawBytes(header, problems), problems);
}

const encodings = new Map<string, TransferEncoding>([
  ['', 'identity'],
  ['7bit', 'identity'],
  ['8bit', 'identity'],
  ['binary', 'identity'],
  ['7-bit', 'identity'],
  ['8-bit', 'identity'],
  ['base64', 'base64'],
  ['quoted-printable', 'quoted-printable'],
  ['x-uuencode', 'uuencode'],
  ['uuencode', 'uuencode'],
  ['x-uue', 'uuencode'],
]);

function readEncoding(headers: HeaderBlock, problems: Problems): TransferEncoding {
  const header = firstValue(headers, 'content-transfer-encoding');
  if (header === '') return 'identity';
  const known = encodings.get(header) ?? encodings.get(/[\w-]+/.exec(header.replace(/\([^()]*\)/g, ' '))?.[0].toLowerCase() ?? '');
  if (known === undefined) problems.add('bad-encoding');
  return known ?? 'identity';
}
