import type { Buffer } from 'node:buffer';
import { decodeCharset, resolveLabel } from './charset.ts';
import { cleanHeaderText, decodeHeaderText } from './encodedWords.ts';
import { firstValue } from './headerBlock.ts';
import { htmlToText } from './htmlToText.ts';
import { limits } from './limits.ts';
import { encodedBody, type Part, type PartTree } from './partTree.ts';
import type { Problems } from './problems.ts';
import { decodeTextTransfer } from './transferEncoding.ts';

/**
 * One place in the body that can be read: the versions of one multipart/alternative, or a part standing alone,
 * or the headers of an embedded mail (`embedded` is the part that carries them).
 */
export type TextSlot = { plain: Part[]; html: Part[]; embedded: Part | null };

/** Whether a leaf is shown as text in the body; every other leaf is an attachment. */
export function isBodyText(part: Part): boolean {
  if (part.kind !== 'leaf' || part.disposition.value === 'attachment') return false;
  // The reason of a bounce is worth reading and searching.
  return part.type === 'text/plain' || part.type === 'text/html' || (part.type === 'message/delivery-status' && part.disposition.value === '');
}

/** The readable places of a message, in order. */
export function textSlots(tree: PartTree): TextSlot[] {
  const slots = new Map<Part, TextSlot>();
  for (const part of tree.parts) {
    if (part.parent?.kind === 'message') slots.set(part.parent, { plain: [], html: [], embedded: part });
    if (!isBodyText(part)) continue;
    const owner = part.alternative ?? part;
    let slot = slots.get(owner);
    if (slot === undefined) slots.set(owner, (slot = { plain: [], html: [], embedded: null }));
    (part.type === 'text/html' ? slot.html : slot.plain).push(part);
  }
  return [...slots.values()];
}

/** The text of a message: `\n` line ends, no NUL, at most `limits.textChars` characters. */
export function readBodyText(raw: Buffer, tree: PartTree, problems: Problems): { text: string; source: 'plain' | 'html' | 'none'; hasHtml: boolean } {
  let text = '';
  let source: 'plain' | 'html' | 'none' = 'none';
  let hasHtml = false;
  for (const slot of textSlots(tree)) {
    hasHtml ||= slot.html.length > 0;
    if (text.length >= limits.textChars) {
      problems.add('text-cut');
      continue;
    }
    const read = readSlot(raw, slot, problems);
    if (read.text === '') continue;
    text += text === '' || text.endsWith('\n') ? read.text : `\n${read.text}`;
    if (slot.embedded === null && source !== 'plain') source = read.isHtml ? 'html' : 'plain';
  }
  if (text.length > limits.textChars) {
    problems.add('text-cut');
    text = cutText(text, limits.textChars);
  }
  return { text, source, hasHtml };
}

/** A decoded text part with `\n` line ends and no NUL; HTML stays HTML. */
export function decodeTextPart(raw: Buffer, part: Part, problems: Problems): string {
  let encoded = encodedBody(raw, part);
  if (encoded.length > limits.textPartBytes) {
    problems.add('text-cut');
    encoded = encoded.subarray(0, limits.textPartBytes);
  }
  const declared = part.parameters.get('charset') ?? '';
  const bytes = decodeTextTransfer(encoded, part.encoding, hasWideUnits(declared));
  let text = decodeCharset(bytes, declared === '' ? charsetInside(part, bytes) : declared, problems);
  if (text.includes('\0')) {
    problems.add('nul-bytes');
    text = text.replaceAll('\0', '');
  }
  if (text.includes('\r')) text = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  const isFlowed = part.type === 'text/plain' && part.parameters.get('format')?.toLowerCase() === 'flowed';
  return isFlowed && flowedMark.test(text) ? unflow(text, part.parameters.get('delsp')?.toLowerCase() === 'yes') : text;
}

/** Cuts text without leaving half of a surrogate pair. */
export function cutText(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

/** Prefers the plain version; an empty one, which some programs put beside their HTML, does not count. */
function readSlot(raw: Buffer, slot: TextSlot, problems: Problems): { text: string; isHtml: boolean } {
  if (slot.embedded !== null) return { text: embeddedHeader(slot.embedded, problems), isHtml: false };
  const plain = slot.plain.map((part) => decodeTextPart(raw, part, problems)).join('\n');
  if (slot.html.length === 0 || /\S/.test(plain)) return { text: plain, isHtml: false };
  return { text: slot.html.map((part) => htmlToText(decodeTextPart(raw, part, problems))).join('\n'), isHtml: true };
}

/** The lines a forwarded mail starts with; the names are those of the headers, in no language. */
function embeddedHeader(part: Part, problems: Problems): string {
  const lines = ['From', 'To', 'Cc', 'Date', 'Subject'].map((name) => {
    const value = cleanHeaderText(decodeHeaderText(firstValue(part.headers, name.toLowerCase()), problems)).slice(0, limits.phraseChars);
    return value === '' ? '' : `${name}: ${value}\n`;
  });
  return `\n${lines.join('')}\n`;
}

const hasWideUnits = (label: string): boolean => label.length > 0 && /16|32|ucs|unicode/i.test(label);

/** HTML may declare its charset inside; that counts only where the header is silent. */
function charsetInside(part: Part, bytes: Buffer): string | null {
  if (part.type !== 'text/html') return null;
  const head = bytes.toString('latin1', 0, Math.min(bytes.length, 2048));
  const label = /<meta\b[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?([\w.:-]{1,40})/i.exec(head)?.[1];
  // A document that can be read as far as its meta tag is not UTF-16, whatever it says.
  return label === undefined || resolveLabel(label)?.startsWith('utf-16') === true ? null : label;
}

/** A soft line break or a stuffed blank; a text without one is the same flowed or not. */
const flowedMark = /(?<!^--) \n|^ /m;

/** Joins the soft line breaks of format=flowed (RFC 3676 section 4), each quoting level by itself. */
function unflow(text: string, deletesSpace: boolean): string {
  const out: string[] = [];
  let paragraph: string | null = null;
  let depth = 0;
  const flush = (): void => {
    if (paragraph !== null) out.push(paragraph);
    paragraph = null;
  };
  for (const line of text.split('\n')) {
    let marks = 0;
    while (line.charCodeAt(marks) === 62) marks++;
    const content = line.slice(line.charCodeAt(marks) === 32 ? marks + 1 : marks);
    const isSignature = content === '-- ';
    const isSoft = content.endsWith(' ') && !isSignature;
    const piece = isSoft && deletesSpace ? content.slice(0, -1) : content;
    if (paragraph !== null && (marks !== depth || isSignature)) flush();
    paragraph = paragraph === null ? quoteMarks(marks) + piece : paragraph + piece;
    depth = marks;
    if (!isSoft) flush();
  }
  flush();
  return out.join('\n');
}

const quoteMarks = (depth: number): string => (depth === 0 ? '' : `${'>'.repeat(depth)} `);
