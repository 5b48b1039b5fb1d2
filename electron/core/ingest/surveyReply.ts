/**
 * What a mail says as the answer to a survey of ours: the token of the visit, the score, and the words beside it.
 *
 * The token stands in brackets in the subject of the mail that asked, and in its text, so that it comes back in the
 * subject of an answer, in its quotation, or in both. Pure; never throws. Whether the token is one of ours, and which
 * answer counts, is worked out with the visit.
 */
import type { SplitText } from '../connectors/mail/mime/quoted.ts';

/** `isWhole` is false for a token that lost letters on its way. `score` null: nobody can tell. */
export type SurveyReplySaid = { token: string; isWhole: boolean; score: number | null; comment: string };

/** As handlers/receiptWords calls them, in both languages. The first group is whole even in a broken token: a bracketed phrase is none. */
const TOKEN = /\[\s*visita?\s*[:#]?\s+([0-9a-z]{5}(?:\s?-\s?[0-9a-z]{1,6}){1,4})\s*(?:\]|$|\s)/im;
const TOKEN_ANYWHERE = /\[\s*visita?[^\]\n]{0,60}\]?/gi;
const TOKEN_LENGTH = 15;
/** The subject that a score's link makes; a plain answer has the subject of the mail that asked, which has no score. */
const SUBJECT_SCORE = /(?:encuesta|survey)\s*:\s*([1-5])(?!\d)/i;
const WORDS: readonly RegExp[] = [/^(?:uno|one)\b/i, /^(?:dos|two)\b/i, /^(?:tres|three)\b/i, /^(?:cuatro|four)\b/i, /^(?:cinco|five)\b/i];
/** A number from 1 to 5 by itself: not part of a longer one, of a time, a date or an amount. `4/5` and `4 de 5` are 4. */
const STANDING = /(?<![\w.,:/$%#+-])([1-5])(?![\w%:]|[.,/-]\d)(?:\uFE0F?\u20E3)?/g;
const LEADING = /^\s*(?:(?:un|una|mi|a|my)\s+)?([1-5])(?![\w%:]|[.,-]\d|\/(?!5(?!\d)))(?:\uFE0F?\u20E3)?(?:\s*(?:\/|de|of|out of)\s*5(?!\d))?(?:\s*(?:puntos?|estrellas?|stars?|points?)\b)?[\s.,;:!)\-–—]*/i;
const STARS = /^\s*((?:[★⭐🌟]\uFE0F?\s*){1,5})(?![★⭐🌟])/u;
/** Where tokens are looked for: quotations of quotations are not worth reading. */
const SCANNED = 40_000;
const MAX_COMMENT = 10_000;

/** Null for a mail that names no token. */
export function surveyReply(subject: string, text: string, words: SplitText): SurveyReplySaid | null {
  const found = TOKEN.exec(subject) ?? TOKEN.exec(text.slice(0, SCANNED));
  if (found === null) return null;
  const token = plainToken(found[1] ?? '');
  const own = words.own.replace(TOKEN_ANYWHERE, ' ').replace(/^\s*(?:encuesta|survey)\s*:\s*[1-5]\s*$/gim, '').trim();
  const inSubject = SUBJECT_SCORE.exec(subject)?.[1];
  const { score, rest } = inSubject === undefined ? scoreIn(own) : { score: Number(inSubject), rest: own.replace(LEADING, (whole) => (whole.trim() === own ? '' : whole)) };
  return { token, isWhole: token.length === TOKEN_LENGTH, score, comment: rest.trim().slice(0, MAX_COMMENT) };
}

/** Letters as Crockford reads them: case and look-alikes do not matter. */
export function plainToken(written: string): string {
  return written.toUpperCase().replace(/[^0-9A-Z]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
}

/** A number or its word at the beginning; else the only number that stands by itself. */
function scoreIn(own: string): { score: number | null; rest: string } {
  const leading = LEADING.exec(own);
  if (leading !== null) return { score: Number(leading[1]), rest: own.slice(leading[0].length) };
  const stars = STARS.exec(own)?.[1];
  if (stars !== undefined) return { score: [...stars.matchAll(/[★⭐🌟]/gu)].length, rest: own.slice(own.indexOf(stars) + stars.length) };
  const word = WORDS.findIndex((pattern) => pattern.test(own));
  if (word >= 0 && own.length <= 60) return { score: word + 1, rest: own.replace(WORDS[word] as RegExp, '').replace(/^[\s.,;:!-]+/, '') };
  const standing = new Set([...own.slice(0, 1_000).matchAll(STANDING)].map((match) => match[1]));
  const [only] = standing;
  return { score: standing.size === 1 ? Number(only) : null, rest: own };
}
