import { type Buffer, isAscii, isUtf8 } from 'node:buffer';
import type { Problems } from './problems.ts';

/**
 * Text of `bytes` declared as `label` (as written in the message; null when not declared). Never fails:
 * an unknown label is read as UTF-8 when it is valid UTF-8, else as windows-1252, and noted.
 */
export function decodeCharset(bytes: Buffer, label: string | null, problems: Problems): string {
  const charset = label === null ? 'utf-8' : resolveLabel(label);
  if (charset === 'utf-7') {
    problems.add('unknown-charset');
    return refuseUtf7(bytes);
  }
  // Every other charset of mail except these keeps ASCII bytes as ASCII.
  if (charset !== 'iso-2022-jp' && charset !== 'utf-16le' && charset !== 'utf-16be' && isAscii(bytes)) {
    if (charset === null) problems.add('unknown-charset');
    return bytes.toString('latin1');
  }
  if (charset === 'windows-1252') return decodeWindows1252(bytes);
  if (charset === 'utf-8') return decodeUtf8OrGuess(bytes, problems);
  const decoder = charset === null ? null : decoderOf(charset);
  if (decoder === null) {
    problems.add('unknown-charset');
    return isUtf8(bytes) ? decodeUtf8(bytes) : decodeWindows1252(bytes);
  }
  return decoder.decode(bytes);
}

/** The name TextDecoder knows a charset by, `utf-7` for UTF-7, or null when nobody knows it. */
export function resolveLabel(label: string): string | null {
  const known = resolved.get(label);
  if (known !== undefined) return known;
  const name = lookUpLabel(label.trim().toLowerCase());
  // The cap keeps made-up labels of hostile mail from filling the memory.
  if (resolved.size < 500) resolved.set(label, name);
  return name;
}

/** The character each byte of 0x80-0x9F stands for in windows-1252 (WHATWG Encoding, index windows-1252). */
const windows1252High =
  '\u20AC\x81\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\x8D\u017D\x8F' +
  '\x90\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\x9D\u017E\u0178';

/**
 * Labels seen in mail that the WHATWG list lacks, without separators and prefixes. `usascii` means
 * UTF-8 here because programs that declare it and send other bytes mostly send UTF-8, and what is no
 * UTF-8 falls back to windows-1252.
 */
const aliases = new Map([
  ['usascii', 'utf-8'],
  ['ascii', 'utf-8'],
  ['ansix341968', 'utf-8'],
  ['utf8', 'utf-8'],
  ['unknown8bit', 'utf-8'],
  ['8bit', 'utf-8'],
  ['default', 'utf-8'],
  ['utf8mb4', 'utf-8'],
  ['iso88598i', 'iso-8859-8-i'],
  ['iso88598e', 'iso-8859-8'],
  ['shiftjis', 'shift_jis'],
  ['sjis', 'shift_jis'],
  ['windows31j', 'shift_jis'],
  ['mskanji', 'shift_jis'],
  ['cp932', 'shift_jis'],
  ['windows932', 'shift_jis'],
  ['ms932', 'shift_jis'],
  ['eucjp', 'euc-jp'],
  ['cp51932', 'euc-jp'],
  ['iso2022jp', 'iso-2022-jp'],
  ['iso2022jp1', 'iso-2022-jp'],
  ['iso2022jp2', 'iso-2022-jp'],
  ['cp50220', 'iso-2022-jp'],
  ['cp50221', 'iso-2022-jp'],
  ['euckr', 'euc-kr'],
  ['cp949', 'euc-kr'],
  ['ms949', 'euc-kr'],
  ['uhc', 'euc-kr'],
  ['cp936', 'gbk'],
  ['ms936', 'gbk'],
  ['windows936', 'gbk'],
  ['cp950', 'big5'],
  ['windows950', 'big5'],
  ['tis620', 'windows-874'],
  ['cp874', 'windows-874'],
  ['utf7', 'utf-7'],
  ['unicode11utf7', 'utf-7'],
]);

const resolved = new Map<string, string | null>();
const decoders = new Map<string, TextDecoder | null>();

function lookUpLabel(label: string): string | null {
  const bare = label.replace(/^(?:x-|cs)/, '').replace(/[\s._:-]+/g, '');
  for (const candidate of [aliases.get(bare), label, bare.replace(/^(?:cp|ms)(125\d)$/, 'windows-$1')]) {
    if (candidate === undefined || candidate === '') continue;
    if (candidate === 'utf-7') return candidate;
    try {
      return new TextDecoder(candidate).encoding;
    } catch {
      // No label of the runtime: the next spelling is tried, and null says that none is left.
    }
  }
  return null;
}

function decoderOf(charset: string): TextDecoder | null {
  let decoder = decoders.get(charset);
  if (decoder === undefined) {
    decoder = new TextDecoder(charset);
    decoders.set(charset, decoder);
  }
  return decoder;
}

function decodeWindows1252(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return text.replace(/[\x80-\x9f]/g, (character) => windows1252High[character.charCodeAt(0) - 0x80]!);
}

function decodeUtf8(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/**
 * UTF-8, or windows-1252 where the bytes are no UTF-8. A text with a few broken characters (cut in the
 * middle, say) stays UTF-8: it counts which reading explains more of the bytes.
 */
function decodeUtf8OrGuess(bytes: Buffer, problems: Problems): string {
  if (isUtf8(bytes)) return decodeUtf8(bytes);
  problems.add('wrong-charset');
  const text = decodeUtf8(bytes);
  let broken = 0;
  let sound = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0xfffd) broken++;
    else if (code > 0x7f) sound++;
  }
  return sound > broken ? text : decodeWindows1252(bytes);
}

/**
 * UTF-7 is refused: no mail program of today writes it, and it hides markup from filters. Its ASCII is
 * kept, each shifted run becomes U+FFFD.
 */
function refuseUtf7(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/\+([A-Za-z0-9+/]*)-?/g, (run, shifted: string) => (run === '+-' ? '+' : shifted === '' ? run : '\uFFFD'));
}
