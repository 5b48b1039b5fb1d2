/**
 * Amounts as shops' files write them: which mark is the decimal one is decided for a column as a whole, from the cells
 * that can be read in one way alone. What stays open after that is never guessed.
 */

export type DecimalMark = '.' | ',';
/** What a column says of itself: one mark, none that is needed (whole numbers alone), or both, so that only cells which are clear by themselves can be read. */
export type DecimalHint = DecimalMark | 'mixed' | null;

/** Marks that an amount may carry besides its digits: signs of currencies, their letters, spaces of every kind. */
const AROUND = /[\s\u00a0\u202f$€£¥₲₡₱₹']|[A-Za-z]{1,3}\.?(?=[\s\u00a0\d$-]|$)/g;
const GROUPED_DOT = /^\d{1,3}(?:\.\d{3})+$/;
const GROUPED_COMMA = /^\d{1,3}(?:,\d{3})+$/;

/** The mark that the cells of one column prove together. */
export function decimalMarkOf(cells: Iterable<string>): DecimalHint {
  let dot = false;
  let comma = false;
  for (const cell of cells) {
    const mark = provenMark(bare(cell));
    if (mark === '.') dot = true;
    if (mark === ',') comma = true;
  }
  return dot && comma ? 'mixed' : dot ? '.' : comma ? ',' : null;
}

/**
 * The amount in hundredths. `unclear`: it can be read in two ways and the column does not say which; `bad`: it is no amount.
 * Fractions finer than a hundredth are rounded.
 */
export function readAmount(cell: string, hint: DecimalHint): number | 'unclear' | 'bad' {
  const text = bare(cell);
  const sign = /^-|^\(.*\)$|-$/.test(text) ? -1 : 1;
  const digits = text.replace(/^[-+(]|[)-]$/g, '');
  if (!/^\d[\d.,]*$/.test(digits) && !/^[.,]\d+$/.test(digits)) return 'bad';
  const proven = provenMark(text);
  const mark = proven ?? (hint === 'mixed' ? null : hint);
  const isWhole = /^\d+$/.test(digits);
  if (!isWhole && mark === null) return /[.,].*[.,]/.test(digits) ? 'bad' : 'unclear';
  const [whole = '', fraction = '', ...rest] = isWhole ? [digits] : mark === '.' ? digits.replaceAll(',', '').split('.') : digits.replaceAll('.', '').split(',');
  if (rest.length > 0 || !isGroupedRightly(digits, mark)) return 'bad';
  const value = Math.round(Number(`${whole || '0'}.${fraction || '0'}`) * 100);
  return Number.isSafeInteger(value) ? sign * value : 'bad';
}

function bare(cell: string): string {
  return cell.replace(AROUND, '').replace(/[\u2212\u2013]/g, '-');
}

/** The decimal mark that a cell proves by itself; null when it could be read in more than one way, or needs none. */
function provenMark(text: string): DecimalMark | null {
  const digits = text.replace(/^[-+(]|[)-]$/g, '');
  const dots = digits.split('.').length - 1;
  const commas = digits.split(',').length - 1;
  if (dots > 0 && commas > 0) return digits.lastIndexOf('.') > digits.lastIndexOf(',') ? '.' : ',';
  if (dots > 1) return GROUPED_DOT.test(digits) ? ',' : null;
  if (commas > 1) return GROUPED_COMMA.test(digits) ? '.' : null;
  // One mark: three digits after one to three that do not begin with a zero are thousands, or thousandths.
  if (dots === 1) return /^[1-9]\d{0,2}\.\d{3}$/.test(digits) ? null : '.';
  if (commas === 1) return /^[1-9]\d{0,2},\d{3}$/.test(digits) ? null : ',';
  return null;
}

/** "1.24.900,5" is no number that anybody meant. */
function isGroupedRightly(digits: string, mark: DecimalMark | null): boolean {
  const whole = (mark === null ? digits : digits.split(mark)[0]) ?? '';
  return /^\d*$/.test(whole) || (mark === '.' ? GROUPED_COMMA : GROUPED_DOT).test(whole);
}
