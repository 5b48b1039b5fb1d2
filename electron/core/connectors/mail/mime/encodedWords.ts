import { Buffer, isUtf8 } from 'node:buffer';
import { decodeCharset } from './charset.ts';
import type { Problems } from './problems.ts';
import { decodeBase64, decodeQWord } from './transferEncoding.ts';

/**
 * Text of a header value with its encoded words decoded (RFC 2047), before `cleanHeaderText`. `value` holds one
 * character for each byte of the message (latin1).
 */
export function decodeHeaderText(value: string, problems: Problems): string {
  const text = decodeRawBytes(value, problems);
  return text.includes('=?') ? decodeWords(text, problems) : text;
}

/** Header values may carry UTF-8 as it is (RFC 6532); older programs put their own charset there. */
export function decodeRawBytes(value: string, problems: Problems): string {
  if (!/[\x80-\xff]/.test(value)) return value;
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : decodeCharset(bytes, null, problems);
}

/**
 * The value as one line: line ends, NUL, other control characters and the line separators of Unicode
 * become spaces, so that no header can pass for two wherever the value is used next.
 */
export function cleanHeaderText(text: string): string {
  return (control.test(text) ? text.replace(controls, ' ') : text).trim();
}

const control = /[\0-\x1f\x7f-\x9f\u2028\u2029]/;
const controls = new RegExp(control, 'g');

/** Decodes the encoded words of `text`; what only resembles one stays as written. */
export function decodeWords(text: string, problems: Problems): string {
  const tokens = splitWords(text);
  const [only] = tokens;
  if (tokens.length === 1 && typeof only === 'object') return decodeCharset(only.bytes, only.charset, problems);
  const joined = renderWords(tokens, true, problems);
  // U+FFFD tells that two words were joined which each stood for themselves.
  return joined.includes('\uFFFD') ? renderWords(tokens, false, problems) : joined;
}

type Word = { charset: string; encoding: string; bytes: Buffer };

/** No part of the pattern can match across `?`, so a failing start costs what lies before the next `?`. */
const wordPattern = /=\?([^?\s]+)\?([QqBb])\?([^?]*)\?=/g;

function splitWords(text: string): (string | Word)[] {
  const tokens: (string | Word)[] = [];
  let end = 0;
  wordPattern.lastIndex = 0;
  for (let match = wordPattern.exec(text); match !== null; match = wordPattern.exec(text)) {
    if (match.index > end) tokens.push(text.slice(end, match.index));
    const [whole, label = '', encoding = '', payload = ''] = match;
    // A language may follow the charset (RFC 2231 section 5); nothing is done with it.
    const charset = label.split('*', 1)[0]!.toLowerCase();
    tokens.push({ charset, encoding: encoding.toUpperCase(), bytes: wordBytes(encoding, payload) });
    end = match.index + whole.length;
  }
  if (end < text.length) tokens.push(text.slice(end));
  return tokens;
}

function wordBytes(encoding: string, payload: string): Buffer {
  if (encoding === 'B' || encoding === 'b') return decodeBase64(Buffer.from(payload, 'latin1'));
  return decodeQWord(/[^\0-\x7f]/.test(payload) ? Buffer.from(payload).toString('latin1') : payload);
}

/**
 * Blanks between two encoded words are folding and vanish. With `join`, the bytes of neighbours in one
 * charset are put together before decoding: many programs cut a character in two.
 */
function renderWords(tokens: (string | Word)[], join: boolean, problems: Problems): string {
  let text = '';
  let run: Word[] = [];
  const flush = (): void => {
    if (run.length === 0) return;
    const bytes = run.length === 1 ? run[0]!.bytes : Buffer.concat(run.map((word) => word.bytes));
    text += decodeCharset(bytes, run[0]!.charset, problems);
    run = [];
  };
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (typeof token !== 'string') {
      const last = run.at(-1);
      if (last !== undefined && (!join || last.charset !== token.charset || last.encoding !== token.encoding)) flush();
      run.push(token);
      continue;
    }
    if (run.length > 0 && typeof tokens[at + 1] === 'object' && /^[ \t\r\n]+$/.test(token)) continue;
    flush();
    text += token;
  }
  flush();
  return text;
}
