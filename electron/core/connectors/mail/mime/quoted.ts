import { cutText } from './bodyText.ts';

/** A mail's text taken apart for folding; the pieces are verbatim lines of it, blank lines around them left out. */
export type SplitText = { own: string; quoted: string | null; signature: string | null };

/**
 * Tells what the writer wrote from what they quote and from their signature. In doubt a line is the writer's: replies
 * written between the quoted lines stay as they are, and a text that is all quotation counts as own.
 */
export function splitQuoted(text: string): SplitText {
  const lines = text.split('\n');
  const cut = findQuotation(lines);
  const kept = cut === null ? lines : [...lines.slice(0, cut.start), ...lines.slice(cut.end)];
  const signatureStart = findSignature(kept);
  const own = joinTrimmed(kept.slice(0, signatureStart));
  const signature = signatureStart < kept.length ? joinTrimmed(kept.slice(signatureStart)) : null;
  if (own !== '') return { own, quoted: cut === null ? null : joinTrimmed(lines.slice(cut.start, cut.end)), signature };
  // Nothing of the writer's own: a mail passed on. Folding all of it would show an empty message.
  return cut === null || signature !== null ? { own: joinTrimmed(lines), quoted: null, signature: null } : { own: joinTrimmed(lines.slice(cut.start, cut.end)), quoted: null, signature: null };
}

/** The first words of the writer's own on one line, at most `length` characters, `…` where it is cut. */
export function preview(text: string, length: number): string {
  // Enough for any preview, and it keeps the work small for long texts.
  return previewOf(splitQuoted(text.length > 6000 ? text.slice(0, 6000) : text).own, length);
}

/** As `preview`, of own words that were taken apart already. */
export function previewOf(own: string, length: number): string {
  const line = own.slice(0, length * 4).replace(/^[> ]+/gm, '').replace(/\s+/g, ' ').trim();
  if (line.length <= length) return line;
  const cut = cutText(line, length - 1);
  const lastSpace = line[cut.length] === ' ' ? -1 : cut.lastIndexOf(' ');
  return `${(lastSpace > length * 0.6 ? cut.slice(0, lastSpace) : cut).trimEnd()}…`;
}

type Span = { start: number; end: number };

/** Longer lines are prose, not marks. */
const longestMark = 300;

/** What to fold: from the first mark of a whole quoted mail to the end, else a block of `>` lines at the end or the top. */
function findQuotation(lines: readonly string[]): Span | null {
  const whole = lines.findIndex((_, at) => startsQuotedMail(lines, at));
  const end = whole < 0 ? lines.length : whole;
  const block = findQuotedLines(lines, end);
  if (whole >= 0) return { start: block !== null && block.end === end ? block.start : whole, end: lines.length };
  return block;
}

/** A mark after which everything is another mail: a separator, an Outlook header, an attribution without `>` lines. */
function startsQuotedMail(lines: readonly string[], at: number): boolean {
  const line = lines[at]!;
  if (line === '' || line.length > longestMark || !markStart.test(line)) return false;
  if (separator.test(line)) return true;
  if (headerFrom.test(line)) return isHeaderBlock(lines, at);
  if (/^_{10,}\s*$/.test(line)) return isHeaderBlock(lines, nextFilled(lines, at + 1));
  const attributed = attributionEnd(lines, at);
  if (attributed < 0) return false;
  const next = nextFilled(lines, attributed);
  return next < lines.length && !isQuoted(lines[next]!);
}

/** How any of the marks below begins: most lines are told apart by this one test. */
const markStart = /^\s*(?:>?\s*--|_{10}|\*?(?:de|from|von|desde)\s?:|begin f|inicio d|(?:on|el|le|am|em|il|a les|op)\s)/i;
const separator =
  /^\s*>?\s*-{2,}\s*(?:original message|mensaje original|original-nachricht|ursprüngliche nachricht|message d'origine|forwarded message|mensaje reenviado|forwarded by .*|begin forwarded message|missatge original|mensagem original)\s*-{2,}|^(?:begin forwarded message|inicio del mensaje reenviado):\s*$/i;
const headerFrom = /^\s*\*?(?:de|from|von|desde)\s?:\*?\s/i;
const headerOther = /^\s*\*?(?:enviado(?: el)?|sent|fecha|date|gesendet|para|to|an|asunto|subject|betreff|cc)\s?:\*?/i;

/** `From:` counts as the head of a quoted mail when at least two more headers follow within five lines. */
function isHeaderBlock(lines: readonly string[], at: number): boolean {
  if (at >= lines.length || !headerFrom.test(lines[at]!)) return false;
  return lines.slice(at + 1, at + 6).filter((line) => line.length <= longestMark && headerOther.test(line)).length >= 2;
}

const attributionStart = /^\s*(?:on|el|le|am|em|il|a les|op)\s/i;
const attributionStop = /(?:wrote|writes|escribió|escribio|escribe|va escriure|schrieb[^:]{0,150}|a écrit|escreveu|ha scritto|schreef)\s*:\s*$/i;

/** Line after an attribution that starts at `at` (it may be wrapped onto four lines), or -1. */
function attributionEnd(lines: readonly string[], at: number): number {
  if (!attributionStart.test(lines[at]!)) return -1;
  const last = Math.min(lines.length, at + 4);
  for (let end = at; end < last; end++) {
    const line = lines[end]!;
    if (line.trim() === '' || line.length > longestMark) return -1;
    if (attributionStop.test(line)) return end + 1;
  }
  return -1;
}

const isQuoted = (line: string): boolean => line.startsWith('>') || line.startsWith(' >');

/**
 * The block of `>` lines that reaches the end of the text (only a signature may follow), or the only block when it
 * stands at the top; with the attribution above it. Null where replies stand between quotations.
 */
function findQuotedLines(lines: readonly string[], end: number): Span | null {
  const blocks: Span[] = [];
  for (let at = 0; at < end; at++) {
    if (!isQuoted(lines[at]!)) continue;
    const last = blocks.at(-1);
    if (last !== undefined && nextFilled(lines, last.end) >= at) last.end = at + 1;
    else blocks.push({ start: at, end: at + 1 });
  }
  const last = blocks.at(-1);
  if (last === undefined) return null;
  const after = nextFilled(lines, last.end);
  if (after >= end || isSignatureMark(lines[after]!)) return { start: aboveAttribution(lines, last.start), end: after >= end ? end : last.end };
  const start = aboveAttribution(lines, last.start);
  return blocks.length === 1 && nextFilled(lines, 0) >= start ? { start, end: last.end } : null;
}

/** Start of the attribution right above a quoted block, or of the block itself. */
function aboveAttribution(lines: readonly string[], blockStart: number): number {
  let bottom = blockStart;
  while (bottom > 0 && lines[bottom - 1]!.trim() === '') bottom--;
  for (let at = bottom - 1; at >= Math.max(0, bottom - 4); at--) {
    if (attributionEnd(lines, at) === bottom) return at;
  }
  // `Name <address>:` and `2024-05-02 10:11 GMT+1 Name <address>:` stand without a verb.
  return bottom > 0 && lines[bottom - 1]!.length <= longestMark && /<[^<>\s]+@[^<>\s]+>[^<>]*:\s*$/.test(lines[bottom - 1]!) ? bottom - 1 : blockStart;
}

function nextFilled(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && lines[at]!.trim() === '') at++;
  return at;
}

const mobileSignature =
  /^\s*(?:sent from (?:my |mail for |outlook|yahoo|samsung|the all)|enviado desde (?:mi |el |correo |outlook|yahoo|samsung|un )|enviado con |get outlook for |obtener outlook para |obtén outlook |descarga outlook |sent with |von meinem .* gesendet|envoyé de mon )/i;

/** How any mark of a signature begins. */
const signatureStart = /^\s*(?:--|sent |enviado |get o|obt|descarga |von m|envoy)/i;

const isSignatureMark = (line: string): boolean => line.length <= 120 && signatureStart.test(line) && (/^\s?--\s?$/.test(line) || mobileSignature.test(line));

/** Index of the line the signature starts with, or the number of lines. Only the end of a text can be one. */
function findSignature(lines: readonly string[]): number {
  const first = Math.max(0, lines.length - 60);
  for (let at = first; at < lines.length; at++) {
    if (isSignatureMark(lines[at]!)) return at;
  }
  return lines.length;
}

function joinTrimmed(lines: readonly string[]): string {
  let start = 0;
  let end = lines.length;
  while (start < end && lines[start]!.trim() === '') start++;
  while (end > start && lines[end - 1]!.trim() === '') end--;
  return lines.slice(start, end).join('\n').trimEnd();
}
