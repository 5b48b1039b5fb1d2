/** The words around the first hit in a text, with the hits marked. Pure, and cheap enough for fifty rows while somebody types. */
import { HIT_END, HIT_START } from '../../../shared/domain.ts';
import { plain } from '../../../shared/plain.ts';
import { wordsIn } from './query.ts';
import type { SearchPlan, SearchTerm } from './query.ts';

const SNIPPET_LENGTH = 160;
/** How much of the snippet stands before the first hit. */
const LEAD = 48;
/** A hit further down than this is not looked for: the snippet is then the beginning of the text. */
const SCANNED = 60_000;

const LIKE: Readonly<Record<string, string>> = {
  a: 'aáàâäãåāăą', c: 'cçćč', d: 'dďđ', e: 'eéèêëēęě', g: 'gğ', i: 'iíìîïīı', l: 'lł', n: 'nñńň', o: 'oóòôöõøō', r: 'rř', s: 'sśšş', t: 'tţť', u: 'uúùûüūů', y: 'yýÿ', z: 'zźżž',
};

export type Snippets = (row: { text: string; preview?: string }) => string;

/** Prepares the snippets of one search. The answer is at most 160 characters (marks not counted), on one line. */
export function snippetsFor(plan: SearchPlan): Snippets {
  const sources = plan.terms.flatMap(patternsOf);
  const pattern = sources.length === 0 ? null : new RegExp(sources.join('|'), 'giu');
  return ({ text, preview = '' }) => {
    const scanned = text.length > SCANNED ? text.slice(0, SCANNED) : text;
    const at = pattern === null ? null : firstHit(pattern, scanned);
    if (pattern === null || at === null) return oneLine(text.slice(0, 4 * SNIPPET_LENGTH) || preview, false);
    const from = at <= LEAD ? 0 : wordStart(scanned, at - LEAD, at);
    return marked(oneLine(scanned.slice(from, from + 4 * SNIPPET_LENGTH), from > 0), pattern);
  };
}

/** Longer first, so that of "cotiza" and "cotización" the longer is marked. */
function patternsOf(term: SearchTerm): string[] {
  if (term.kind === 'number') return [term.text.slice(-8).split('').join('[\\s().\\-/]{0,3}')];
  const words = wordsIn(term.text);
  if (term.kind === 'phrase' || term.kind === 'address') return [words.map(likeAccents).join('[^\\p{L}\\p{N}]+')];
  return words.map(likeAccents).sort((a, b) => b.length - a.length);
}

function likeAccents(word: string): string {
  let pattern = '';
  for (const letter of plain(word)) pattern += LIKE[letter] === undefined ? letter : `[${LIKE[letter]}]\\p{M}?`;
  return pattern;
}

/** The first hit that begins a word, else the first inside one (a fragment); null when there is none. */
function firstHit(pattern: RegExp, text: string): number | null {
  pattern.lastIndex = 0;
  let inside: number | null = null;
  for (let tries = 0; tries < 40; tries++) {
    const found = pattern.exec(text);
    if (found === null) break;
    if (beginsWord(text, found.index)) return found.index;
    inside ??= found.index;
  }
  return inside;
}

function beginsWord(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1));
}

function wordStart(text: string, from: number, before: number): number {
  const gap = /\s/.exec(text.slice(from, before));
  return gap === null ? from : from + gap.index + 1;
}

function oneLine(text: string, isCut: boolean): string {
  const line = text.replace(/[\s\uE000\uE001]+/g, ' ').trim();
  const start = isCut ? '… ' : '';
  if (start.length + line.length <= SNIPPET_LENGTH) return start + line;
  return `${start}${line.slice(0, SNIPPET_LENGTH - start.length - 1).replace(/[\uD800-\uDBFF]$/, '').trimEnd()}…`;
}

function marked(line: string, pattern: RegExp): string {
  let hasWhole = false;
  for (const found of line.matchAll(pattern)) if (beginsWord(line, found.index)) hasWhole = true;
  return line.replace(pattern, (hit, ...rest) => {
    const at = rest.find((part) => typeof part === 'number') as number;
    return hasWhole && !beginsWord(line, at) ? hit : HIT_START + hit + HIT_END;
  });
}
