/**
 * Finds the mails in an mbox file, in constant memory apart from the mail at hand.
 *
 * There are four dialects and no Content-Length to trust (RFC 4155 describes the common ground): a mail begins at a
 * line `From sender date` after an empty line, and body lines that look like one were escaped with `>` by the writer
 * (mboxo: only `From `, mboxrd: also lines that had `>` before).
 */
import type { FileHandle } from 'node:fs/promises';
import { readAt } from './fileAccess.ts';

export type MboxMail = {
  /** Where its From_ line begins; stable while the file is only appended to. */
  offset: number;
  /** Where the next one begins, or the end of the file. */
  end: number;
  /** The mail alone: without From_ line, escapes and the empty line behind it. */
  raw: Uint8Array;
  /** Larger than we hold in memory: `raw` is its beginning. */
  cut: boolean;
};

/** Beyond this a "mail" is a file without borders; its beginning is kept. */
const MAIL_MAX_BYTES = 256 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;
const FROM = Buffer.from('\nFrom ');
const ESCAPED_FROM = Buffer.from('>From ');
const LF = 10;
const CR = 13;
const GT = 62;

const DATED = /\b(?:mon|tue|wed|thu|fri|sat|sun)\b.*\b\d{1,2}:\d{2}\b/i;
const HEADER = /^(?:[!-9;-~]+[ \t]*:|>From )/;
const KNOWN_HEADER = /^(?:return-path|received|delivered-to|from|to|cc|date|subject|message-id|mime-version|reply-to|sender|status|x-[!-9;-~]+|dkim-signature|content-type|>From)[ \t]*:?/i;

/** Every mail from `from` (the beginning of a From_ line, or of empty lines before one) to the end of the file. */
export async function* splitMbox(handle: FileHandle, from: number, signal: AbortSignal, limits = { mailBytes: MAIL_MAX_BYTES, chunkBytes: CHUNK_BYTES }): AsyncGenerator<MboxMail, void, void> {
  let buffer: Buffer = Buffer.alloc(0);
  let base = from;
  let scanned = 0;
  let atEnd = false;
  let start: number | null = null;
  let beginning: Buffer | null = null;
  while (!signal.aborted) {
    const border: Border = start === null ? firstBorder(buffer) : nextBorder(buffer, scanned, atEnd);
    if (border.found) {
      if (start !== null) yield mailOf(buffer.subarray(0, border.at), base, start, base + border.at, beginning);
      beginning = null;
      base += border.at;
      start = base;
      buffer = buffer.subarray(border.at);
      scanned = 1;
      continue;
    }
    if (atEnd) break;
    scanned = border.at;
    if (buffer.length > limits.mailBytes && start !== null) {
      // Keep the beginning and a tail long enough for a border across it.
      beginning ??= Buffer.from(buffer.subarray(0, limits.mailBytes));
      const keep = Math.max(0, Math.min(scanned, buffer.length) - 4);
      buffer = buffer.subarray(keep);
      base += keep;
      scanned -= keep;
    }
    const more = await readAt(handle, base + buffer.length, Math.max(limits.chunkBytes, Math.min(buffer.length, limits.mailBytes)));
    atEnd = more.length === 0;
    if (!atEnd) buffer = Buffer.concat([buffer, more]);
  }
  if (start !== null && !signal.aborted) yield mailOf(buffer, base, start, base + buffer.length, beginning);
}

type Border = { found: true; at: number } | { found: false; at: number };

/** The first mail begins behind empty lines and a byte order mark. */
function firstBorder(buffer: Buffer): Border {
  let at = buffer.length >= 3 && buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0;
  while (at < buffer.length && (buffer[at] === LF || buffer[at] === CR)) at++;
  return buffer.length - at >= 5 ? { found: true, at } : { found: false, at: 0 };
}

/** Not found: `at` is where to look again when there is more. */
function nextBorder(buffer: Buffer, scanned: number, atEnd: boolean): Border {
  let look = Math.max(0, scanned - 1);
  for (;;) {
    const hit = buffer.indexOf(FROM, look);
    if (hit < 0) return { found: false, at: Math.max(scanned, buffer.length - FROM.length) };
    const at = hit + 1;
    const lineEnd = buffer.indexOf(LF, at);
    const nextEnd = lineEnd < 0 ? -1 : buffer.indexOf(LF, lineEnd + 1);
    if (nextEnd < 0 && !atEnd && buffer.length - at < 4096) return { found: false, at };
    if (lineEnd >= 0 && isBorder(buffer, at, lineEnd, nextEnd < 0 ? buffer.length : nextEnd)) return { found: true, at };
    look = at;
  }
}

function isBorder(buffer: Buffer, at: number, lineEnd: number, nextEnd: number): boolean {
  if (lineEnd - at > 500) return false;
  const line = buffer.toString('latin1', at, lineEnd);
  if (!DATED.test(line) || !/\b\d{4}\b/.test(line)) return false;
  const next = buffer.toString('latin1', lineEnd + 1, Math.min(nextEnd, lineEnd + 200));
  const before = buffer[at - 2];
  const isAfterEmptyLine = before === LF || (before === CR && buffer[at - 3] === LF) || at < 2;
  // Some writers forget the empty line; then only an unmistakable header will do.
  return isAfterEmptyLine ? HEADER.test(next) : KNOWN_HEADER.test(next);
}

function mailOf(bytes: Buffer, base: number, start: number, end: number, beginning: Buffer | null): MboxMail {
  const whole = beginning ?? bytes;
  const body = whole.indexOf(LF);
  let raw = body < 0 ? whole.subarray(whole.length) : whole.subarray(body + 1);
  if (beginning === null && raw.length > 1 && raw[raw.length - 1] === LF) {
    const emptyLine = raw[raw.length - 2] === CR ? 2 : 1;
    const before = raw[raw.length - 1 - emptyLine];
    if (before === LF) raw = raw.subarray(0, raw.length - emptyLine);
  }
  return { offset: start, end: beginning === null ? base + bytes.length : end, raw: unescaped(raw), cut: beginning !== null };
}

/** A copy of the mail with one `>` taken off each escaped line. */
function unescaped(raw: Buffer): Uint8Array {
  const parts: Buffer[] = [];
  let kept = 0;
  for (let hit = raw.indexOf(ESCAPED_FROM); hit >= 0; hit = raw.indexOf(ESCAPED_FROM, hit + 1)) {
    let lineStart = hit;
    while (lineStart > kept && raw[lineStart - 1] === GT) lineStart--;
    if (lineStart > 0 && raw[lineStart - 1] !== LF) continue;
    parts.push(raw.subarray(kept, lineStart));
    kept = lineStart + 1;
  }
  if (parts.length === 0) return Uint8Array.from(raw);
  parts.push(raw.subarray(kept));
  const joined = Buffer.concat(parts);
  return new Uint8Array(joined.buffer, joined.byteOffset, joined.byteLength);
}
