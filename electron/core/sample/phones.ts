/** The ways in which one number is written: on screens, in address books and by telephone exchanges. */

export type Spelling = 'plus' | 'zeros' | 'national' | 'bare';

/** `+54 9 11 6123-4410`, `+54 11 4582-7719`; foreign numbers with a space behind the country. */
export function shownPhone(e164: string): string {
  const { isMobile, area, head, tail } = argentine(e164) ?? {};
  if (!area) return e164.replace(/^\+(1|[2-6]\d|353|7|8\d|9\d)/, '+$1 ');
  return `+54 ${isMobile ? '9 ' : ''}${area} ${head}-${tail}`;
}

/** `011 15-6123-4410`: as people here write it. */
export function nationalPhone(e164: string): string {
  const number = argentine(e164);
  return number ? `0${number.area} ${number.isMobile ? '15-' : ''}${number.head}-${number.tail}` : shownPhone(e164);
}

/** Digits as a trunk delivers or an agent dials them; `bare` is the national number without its 0, for land lines only. */
export function dialledPhone(e164: string, spelling: Spelling): string {
  const number = argentine(e164);
  if (spelling === 'plus') return e164;
  if (spelling === 'zeros' || !number) return `00${e164.slice(1)}`;
  const digits = `${number.head}${number.tail}`;
  if (number.isMobile) return `0${number.area}15${digits}`;
  return `${spelling === 'bare' ? '' : '0'}${number.area}${digits}`;
}

/** Null for numbers of other countries. Area codes of the sample only: Buenos Aires and Bariloche. */
function argentine(e164: string): { isMobile: boolean; area: string; head: string; tail: string } | null {
  const match = /^\+54(9?)(11|294)(\d{3,4})(\d{4})$/.exec(e164);
  return match ? { isMobile: match[1] === '9', area: match[2]!, head: match[3]!, tail: match[4]! } : null;
}
