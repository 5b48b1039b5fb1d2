/**
 * What a person typed into the search box, as a plan. Pure: knows the index's columns, never a database.
 *
 * Promises that no text whatever makes an FTS5 syntax error: every word goes into the expression as a quoted string.
 * Words must all match, in any order, without regard to case and accents, the last one also as a beginning; `"words in a row"`, `-not`, `from:`/`de:`,
 * `subject:`/`asunto:`, `channel:`/`canal:`, `after:`/`desde:`, `before:` (that day not included), `hasta:`/`until:`
 * (that day included). Seven digits or more in a row, however they are grouped, are also looked for as a number.
 */
import { CHANNELS } from '../../../shared/domain.ts';
import type { Channel } from '../../../shared/domain.ts';
import { plain } from '../../../shared/plain.ts';

/** One thing that must match. */
export type SearchTerm = {
  kind: 'word' | 'phrase' | 'number' | 'address';
  /** As typed, without operator and quotes; a number as its digits alone. */
  text: string;
  column: 'title' | 'people' | null;
  /** FTS5 expression of the whole words, without the column. */
  words: string;
  /** The same for words that only begin like this; null when the term stands for whole words alone. */
  beginning: string | null;
  /** The word that is being typed, folded, when the term is that single word. */
  typing: string | null;
};

export type SearchPlan = {
  terms: SearchTerm[];
  /** Expression of what must not match; null when nothing was excluded. */
  not: string | null;
  channels: Channel[];
  /** Milliseconds; `from` included, `until` not. */
  fromMs: number | null;
  untilMs: number | null;
};

/** A shorter beginning would match a fifth of all words and cost 60 ms and more in a million rows (performance.md 6). */
const PREFIX_LETTERS = 3;
const NUMBER_DIGITS = 7;
/** More words narrow nothing any further; each costs a look-up. */
const MOST_TERMS = 24;

const PEOPLE_OPERATORS = new Set(['from', 'de', 'with', 'con']);
const TITLE_OPERATORS = new Set(['subject', 'asunto', 'title', 'titulo', 'título']);
const CHANNEL_OPERATORS = new Set(['channel', 'canal']);
const START_OPERATORS = new Set(['after', 'since', 'desde']);
const END_OPERATORS = new Set(['before']);
const LAST_DAY_OPERATORS = new Set(['until', 'hasta']);
const CHANNEL_WORDS: Readonly<Record<string, Channel>> = {
  correo: 'mail', mails: 'mail', email: 'mail', chats: 'chat', whatsapp: 'chat', llamada: 'call', llamadas: 'call', calls: 'call',
  visita: 'visit', visitas: 'visit', nota: 'note', notas: 'note', notes: 'note', encuesta: 'survey', encuestas: 'survey', web: 'web', reseña: 'public', reseñas: 'public', review: 'public', reviews: 'public',
};

type Piece = { not: boolean; operator: string; text: string; quoted: boolean; last: boolean };

/** Reads what was typed. The last word counts as a beginning unless a space or a quote ends it. */
export function planSearch(typed: string): SearchPlan {
  const plan: SearchPlan = { terms: [], not: null, channels: [], fromMs: null, untilMs: null };
  const excluded: string[] = [];
  for (const piece of joinNumbers(cutPieces(typed.replaceAll('\0', ' ').normalize('NFC')))) {
    if (takeFilter(plan, piece)) continue;
    const column = PEOPLE_OPERATORS.has(piece.operator) ? 'people' : TITLE_OPERATORS.has(piece.operator) ? 'title' : null;
    const term = readTerm(piece, column);
    if (term === null) continue;
    if (piece.not) excluded.push(matchTerm(term, 'words'));
    else if (plan.terms.length < MOST_TERMS) plan.terms.push(term);
  }
  if (excluded.length > 0) plan.not = excluded.slice(0, MOST_TERMS).join(' OR ');
  return plan;
}

/** Word in the `people` column that marks the channel of each interaction; no person types it. */
export function channelMark(channel: number | string): string {
  return `hxc${channel}`;
}

/** Word in the `people` column that marks each contact point of an interaction. */
export function pointMark(point: number | string): string {
  return `hxp${point}`;
}

/** How far to go for a term: its whole words, those and other words that are known to begin so, or every word that begins so. */
export type Reach = 'words' | 'beginnings' | { readonly knownWords: readonly string[] };

/**
 * The plan as one FTS5 expression, or null when nothing in it can be looked up.
 * @param without leaves this term out
 * @param points only interactions of these contact points (those that it was indexed with)
 */
export function matchExpression(plan: SearchPlan, reach: Reach, { without = null, points = null }: { without?: SearchTerm | null; points?: readonly number[] | null } = {}): string | null {
  const all = plan.terms.filter((term) => term !== without).map((term) => matchTerm(term, reach));
  if (plan.channels.length > 0) all.push(anyMark(plan.channels.map((channel) => channelMark(CHANNELS.indexOf(channel)))));
  if (points !== null) all.push(anyMark(points.map(pointMark)));
  if (all.length === 0) return null;
  const wanted = all.join(' AND ');
  return plan.not === null ? wanted : `(${wanted}) NOT (${plan.not})`;
}

function matchTerm(term: SearchTerm, reach: Reach): string {
  const inColumn = (expression: string): string => (term.column === null ? expression : `${term.column} : ${expression}`);
  if (reach === 'beginnings') return inColumn(term.beginning ?? term.words);
  if (reach === 'words' || term.typing === null) return inColumn(term.words);
  return inColumn(`(${[term.words, ...reach.knownWords.map(quoted)].join(' OR ')})`);
}

function anyMark(marks: readonly string[]): string {
  return `people : (${marks.map(quoted).join(' OR ')})`;
}

/** A text as one FTS5 string. */
export function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

export function wordsIn(text: string): string[] {
  return text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

function cutPieces(typed: string): Piece[] {
  const pieces: Piece[] = [];
  const shape = /(-?)(?:(\p{L}+):)?(?:"([^"]*)("?)|([^\s"]+))/gu;
  for (const found of typed.matchAll(shape)) {
    const [whole, minus = '', operator = '', phrase, , bare = ''] = found;
    const last = found.index + whole.length === typed.length;
    const known = isOperator(operator.toLowerCase());
    const text = phrase ?? (known || operator === '' ? bare : `${operator}:${bare}`);
    pieces.push({ not: minus !== '', operator: known ? operator.toLowerCase() : '', text, quoted: phrase !== undefined, last });
  }
  return pieces;
}

function isOperator(word: string): boolean {
  return [PEOPLE_OPERATORS, TITLE_OPERATORS, CHANNEL_OPERATORS, START_OPERATORS, END_OPERATORS, LAST_DAY_OPERATORS].some((set) => set.has(word));
}

/** Neighbouring pieces of digits that make one number together ("15 6123-4410") become one piece. */
function joinNumbers(pieces: Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at] as Piece;
    let end = at;
    if (isNumberPart(piece)) while (end + 1 < pieces.length && isNumberPart(pieces[end + 1] as Piece) && !(pieces[end + 1] as Piece).not && (pieces[end + 1] as Piece).operator === '') end++;
    const run = pieces.slice(at, end + 1);
    const text = run.map((part) => part.text).join(' ');
    if (end > at && digitsOf(text).length >= NUMBER_DIGITS) {
      joined.push({ ...piece, text, last: (pieces[end] as Piece).last });
      at = end;
    } else joined.push(piece);
  }
  return joined;
}

function isNumberPart(piece: Piece): boolean {
  return !piece.quoted && /^[+(]*\d[\d().\-/]*$/.test(piece.text);
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

function readTerm(piece: Piece, column: SearchTerm['column']): SearchTerm | null {
  const words = wordsIn(piece.text);
  if (words.length === 0) return null;
  const isTyping = piece.last && !piece.quoted && [...(words.at(-1) as string)].length >= PREFIX_LETTERS;
  const digits = digitsOf(piece.text);
  if (!piece.quoted && digits.length >= NUMBER_DIGITS && /^[+(]*\d[\d\s().\-/]*$/.test(piece.text)) {
    const number = (star: string): string => (words.length === 1 ? quoted(digits) + star : `((${words.map(quoted).join(' AND ')}${star}) OR ${quoted(digits)}${star})`);
    return { kind: 'number', text: digits, column, words: number(''), beginning: isTyping ? number(' *') : null, typing: null };
  }
  const isAddress = !piece.quoted && /[^@\s]@[^@\s]/.test(piece.text);
  return {
    kind: piece.quoted ? 'phrase' : isAddress ? 'address' : 'word', text: piece.text, column, words: quoted(piece.text),
    beginning: isTyping ? `${quoted(piece.text)} *` : null, typing: isTyping && words.length === 1 ? plain(words[0] as string) : null,
  };
}

/** Takes `channel:` and the dates; what cannot be read as one stays an ordinary word. */
function takeFilter(plan: SearchPlan, piece: Piece): boolean {
  if (CHANNEL_OPERATORS.has(piece.operator)) {
    const word = plain(piece.text);
    const channel = CHANNEL_WORDS[word] ?? CHANNELS.find((name) => name === word);
    if (channel === undefined || piece.not) return false;
    plan.channels.push(channel);
    return true;
  }
  const isStart = START_OPERATORS.has(piece.operator);
  const isLastDay = LAST_DAY_OPERATORS.has(piece.operator);
  if (!isStart && !isLastDay && !END_OPERATORS.has(piece.operator)) return false;
  const span = readDate(piece.text);
  if (span === null) return false;
  if (isStart) plan.fromMs = Math.max(plan.fromMs ?? 0, span.fromMs);
  else plan.untilMs = Math.min(plan.untilMs ?? Infinity, isLastDay ? span.untilMs : span.fromMs);
  return true;
}

/** `2025`, `2025-03`, `2025-03-31`, `31/3/2025`, `3/2025`, in the machine's own time zone: first moment, and first moment after. */
function readDate(text: string): { fromMs: number; untilMs: number } | null {
  const iso = /^(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?$/.exec(text);
  const written = /^(?:(\d{1,2})[-/.])?(\d{1,2})[-/.](\d{4})$/.exec(text);
  const [year, month, day] = iso ? [iso[1], iso[2], iso[3]] : written ? [written[3], written[2], written[1]] : [];
  if (year === undefined) return null;
  const [y, m, d] = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)];
  if (y < 1900 || y > 9000 || m < 0 || m > 11 || d < 1 || d > 31) return null;
  const until = day !== undefined ? new Date(y, m, d + 1) : month !== undefined ? new Date(y, m + 1, 1) : new Date(y + 1, 0, 1);
  return { fromMs: new Date(y, m, d).getTime(), untilMs: until.getTime() };
}
