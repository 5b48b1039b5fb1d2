import { addressParser } from 'postal-mime';
import { cleanHeaderText, decodeRawBytes, decodeWords } from './encodedWords.ts';
import { limits } from './limits.ts';
import type { Problems } from './problems.ts';

/** One mailbox of a header; `address` has its domain in lower case and is empty when only a name is given. */
export type MailAddress = { name: string; address: string };

/** The mailboxes of one header, and whether the library had to read them. */
export type ReadAddresses = { addresses: MailAddress[]; byLibrary: boolean };

/**
 * Reads the address lists of `values` (one for each header of that name, latin1). The common shapes are read
 * here; comments, groups, routes, quoted local parts and everything unclear are left to postal-mime, whose
 * handling of forged shapes is well kept. Groups are flattened.
 */
export function readAddresses(values: readonly string[], problems: Problems): ReadAddresses {
  const addresses: MailAddress[] = [];
  let byLibrary = false;
  let libraryChars: number = limits.libraryChars;
  for (const value of values) {
    let text = decodeRawBytes(value, problems);
    const simple = parseSimpleList(text, problems);
    if (simple === null) {
      byLibrary = true;
      if (text.length > libraryChars) problems.add('header-cut');
      text = text.slice(0, libraryChars);
      libraryChars -= text.length;
    }
    for (const { name, address } of simple ?? parseWithLibrary(text)) {
      if (addresses.length >= limits.addresses) {
        problems.add('header-cut');
        return { addresses, byLibrary };
      }
      const mailbox = { name: cleanHeaderText(name).slice(0, limits.phraseChars), address: canonicalDomain(cleanHeaderText(address)) };
      if (mailbox.name !== '' || mailbox.address !== '') addresses.push(mailbox);
    }
  }
  return { addresses, byLibrary };
}

function parseWithLibrary(text: string): MailAddress[] {
  const list: MailAddress[] = [];
  for (const { name, address = '' } of addressParser(text, { flatten: true })) {
    const previous = list.at(-1);
    if (previous?.address === '' && previous.name !== '' && name !== '' && address !== '') {
      // `Doe, John <john@shop.example>`: a name with a comma that should have been quoted.
      list[list.length - 1] = { name: `${previous.name}, ${name}`, address };
    } else {
      list.push(...repairAddress(name, address));
    }
  }
  return list;
}

/** An angle bracket that is never closed swallows the addresses behind it. */
function repairAddress(name: string, address: string): MailAddress[] {
  if (!/[,;<>]/.test(address)) return [{ name, address }];
  const pieces = address.split(/[\s,;<>]+/).filter((piece) => plainAddress.test(piece));
  return pieces.length === 0 ? [{ name, address: '' }] : pieces.map((piece, at) => ({ name: at === 0 ? name : '', address: piece }));
}

function canonicalDomain(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? address : address.slice(0, at) + address.slice(at).toLowerCase();
}

/** Characters that end the common shape of a bare name or address. */
const special = /["();:\\[\]>]/;
/** One local part and one domain with nothing in them that would need quoting. */
const plainAddress = /^[^\s@<>"(),:;\\[\]=?]+@[^\s@<>"(),:;\\[\]=?]*[^\s@<>"(),:;\\[\]=?.]$/;

/** `name <address>`, `"name" <address>` and bare addresses between commas; null for any other shape. */
function parseSimpleList(text: string, problems: Problems): MailAddress[] | null {
  const list: MailAddress[] = [];
  let at = 0;
  while (at < text.length && list.length <= limits.addresses) {
    const character = text.charCodeAt(at);
    if (character === 32 || character === 9 || character === 44) {
      at++;
      continue;
    }
    const read = character === 34 ? parseQuotedMailbox(text, at) : parseBareMailbox(text, at);
    if (read === null) return null;
    const name = read.name.includes('=?') ? decodeWords(read.name, problems) : read.name;
    list.push({ name, address: read.address });
    at = read.end;
  }
  return list;
}

type ReadMailbox = MailAddress & { end: number };

function parseQuotedMailbox(text: string, from: number): ReadMailbox | null {
  let name = '';
  let at = from + 1;
  for (; at < text.length && text[at] !== '"'; at++) {
    if (text[at] === '\\' && at + 1 < text.length) at++;
    name += text[at]!;
  }
  const open = skipBlanks(text, at + 1);
  // A name that reads like an address is forgery or misuse: the library has rules for it.
  if (text[open] !== '<' || name.includes('@')) return null;
  return finishMailbox(text, name, open);
}

function parseBareMailbox(text: string, from: number): ReadMailbox | null {
  const comma = indexOrEnd(text, ',', from);
  const piece = text.slice(from, comma);
  const open = piece.indexOf('<');
  if (open >= 0) {
    const name = piece.slice(0, open).trim();
    return special.test(name) || name.includes('@') ? null : finishMailbox(text, name, from + open);
  }
  const address = piece.trim();
  return plainAddress.test(address) ? { name: '', address, end: comma } : null;
}

function finishMailbox(text: string, name: string, open: number): ReadMailbox | null {
  const close = text.indexOf('>', open);
  if (close < 0) return null;
  const address = text.slice(open + 1, close).trim();
  const end = skipBlanks(text, close + 1);
  if (!plainAddress.test(address) || (end < text.length && text[end] !== ',')) return null;
  return { name, address, end };
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

function indexOrEnd(text: string, character: string, from: number): number {
  const at = text.indexOf(character, from);
  return at < 0 ? text.length : at;
}
