/** `tel:` links (RFC 3966) that the system hands over: which number they name. Pure. */

/** Longer than any number with an extension; what is longer was not written by a telephone user. */
const LONGEST_NUMBER = 60;
/** A link is cut before it is looked at. */
const LONGEST_LINK = 1_000;

/**
 * The number of a `tel:` or `callto:` link as it can be looked up and dialled: digits, a leading plus, star and hash.
 * Visual separators and parameters go. Null when it names no number.
 */
export function dialledNumber(link: string): string | null {
  const found = /^(?:tel|callto):(?:\/\/)?([^;?]*)/i.exec(link.slice(0, LONGEST_LINK).trim());
  if (found === null) return null;
  const number = decoded(found[1] ?? '').replace(/[\s().\-/\u00A0\u2010-\u2015]/g, '');
  return /^\+?[\d*#]+$/.test(number) && /\d/.test(number) && number.length <= LONGEST_NUMBER ? number : null;
}

/** The first link of a command line; the system starts us with it as an argument. */
export function dialledIn(argv: readonly string[]): string | null {
  for (const argument of argv) {
    const number = dialledNumber(argument);
    if (number !== null) return number;
  }
  return null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: what it is in is no number either.
    return '';
  }
}
