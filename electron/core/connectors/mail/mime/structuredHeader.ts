import { Buffer } from 'node:buffer';
import { decodeCharset } from './charset.ts';
import type { Problems } from './problems.ts';

/** A header like `text/plain; charset=utf-8`: its value in lower case and its parameters by lower-case name. */
export type StructuredHeader = { value: string; parameters: Map<string, string> };

/**
 * Reads (from text, not bytes) Content-Type or Content-Disposition (RFC 2045 section 5.1, RFC 2183), comments left out, RFC 2231
 * parameters joined and decoded. Of a repeated parameter the first counts. Never fails.
 */
export function parseStructuredHeader(header: string, problems: Problems): StructuredHeader {
  const simple = parseSimple(header);
  if (simple !== null) return simple;
  const pieces = splitPieces(header);
  const parameters = new Map<string, string>();
  for (const piece of pieces.slice(1)) {
    const equals = piece.name;
    if (equals !== '' && !parameters.has(equals)) parameters.set(equals, piece.value);
  }
  joinContinuations(parameters, problems);
  return { value: pieces[0]!.value.toLowerCase(), parameters };
}

/** The common shape in one pass of a pattern whose parts exclude each other, or null when it is another shape. */
function parseSimple(header: string): StructuredHeader | null {
  const semicolon = header.indexOf(';');
  const value = (semicolon < 0 ? header : header.slice(0, semicolon)).trim();
  if (!/^[\w.+-]+(?:\/[\w.+-]+)?$/.test(value)) return null;
  const parameters = new Map<string, string>();
  let at = semicolon < 0 ? header.length : semicolon;
  while (at < header.length) {
    simpleParameter.lastIndex = at;
    const match = simpleParameter.exec(header);
    if (match === null) return null;
    const name = match[1]!.toLowerCase();
    if (!parameters.has(name)) parameters.set(name, match[2] ?? match[3]!);
    at += match[0].length;
  }
  return { value: value.toLowerCase(), parameters };
}

const simpleParameter = /;[ \t]*([\w-]+)=(?:"([^"\\\r\n]*)"|([^\s"'();\\*]+))[ \t]*(?=;|$)/y;

type Piece = { name: string; value: string };

/**
 * Cuts a header at its semicolons with regard to quotes, escapes and comments. The first piece is the
 * value (its name is empty). A parenthesis inside a bare value is content, as in `filename=Invoice(1).pdf`.
 */
function splitPieces(header: string): Piece[] {
  const pieces: Piece[] = [];
  let name = '';
  let text = '';
  let blanks = '';
  let state = 'value' as 'name' | 'value' | 'quoted' | 'closed';
  // A parenthesis that is never closed opens no comment, and neither can any before it: tried once only.
  let mayComment = header.includes('(');
  const finish = (): void => {
    if (state === 'name') pieces.push({ name: text.trim().toLowerCase(), value: '' });
    else pieces.push({ name, value: text });
    name = text = blanks = '';
    state = 'name';
  };
  for (let at = 0; at < header.length; at++) {
    const character = header[at]!;
    if (state === 'quoted') {
      if (character === '\\' && at + 1 < header.length) text += header[++at]!;
      else if (character === '"') state = 'closed';
      else text += character;
    } else if (character === ';') {
      finish();
    } else if (character === '(' && mayComment && (pieces.length === 0 || state === 'closed' || blanks !== '' || text === '')) {
      const end = commentEnd(header, at);
      mayComment = end >= 0;
      if (mayComment) at = end;
      else text += character;
    } else if (state === 'name' && character === '=') {
      name = text.trim().toLowerCase();
      text = '';
      state = 'value';
    } else if (/[ \t\r\n]/.test(character)) {
      blanks += character;
    } else if (state === 'value' && character === '"') {
      text += text === '' ? '' : blanks;
      blanks = '';
      state = 'quoted';
    } else if (state !== 'closed') {
      text += text === '' ? character : blanks + character;
      blanks = '';
    }
  }
  finish();
  return pieces;
}

/** Index of the parenthesis that closes the comment opened at `from`, or -1 when none does. */
function commentEnd(header: string, from: number): number {
  let depth = 0;
  for (let at = from; at < header.length; at++) {
    const character = header[at];
    if (character === '\\') at++;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return at;
  }
  return -1;
}

type Section = { number: number; value: string; isEncoded: boolean };

/** Joins `name*0*=`, `name*1=` and `name*=` into `name` (RFC 2231 sections 3 and 4); these win over a plain `name`. */
function joinContinuations(parameters: Map<string, string>, problems: Problems): void {
  const sections = new Map<string, Section[]>();
  for (const [key, value] of parameters) {
    const match = /^([^*]+)\*(?:(\d{1,4})(\*?))?$/.exec(key);
    if (match === null) continue;
    const [, name = '', number, star] = match;
    const section = { number: Number(number ?? 0), value, isEncoded: number === undefined || star === '*' };
    const list = sections.get(name);
    if (list === undefined) sections.set(name, [section]);
    else list.push(section);
    parameters.delete(key);
  }
  for (const [name, list] of sections) {
    list.sort((a, b) => a.number - b.number);
    parameters.set(name, joinSections(list, problems));
  }
}

/** Neighbouring encoded sections are decoded together: a character may be cut between them. */
function joinSections(sections: Section[], problems: Problems): string {
  let charset: string | null = null;
  let text = '';
  let encoded = '';
  const flush = (): void => {
    if (encoded !== '') text += decodeCharset(percentBytes(encoded), charset, problems);
    encoded = '';
  };
  for (const [index, section] of sections.entries()) {
    let value = section.value;
    if (index === 0 && section.isEncoded) {
      const first = value.indexOf("'");
      const second = first < 0 ? -1 : value.indexOf("'", first + 1);
      if (second >= 0) {
        charset = value.slice(0, first) === '' ? null : value.slice(0, first);
        value = value.slice(second + 1);
      }
    }
    if (section.isEncoded) {
      encoded += value;
    } else {
      flush();
      text += value;
    }
  }
  flush();
  return text;
}

function percentBytes(value: string): Buffer {
  const latin1 = Buffer.from(value).toString('latin1').replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(latin1, 'latin1');
}
