/**
 * What a text that is about to be sent says of offers and prices: whether it repeats one, and which amounts it names
 * beside a product. Pure, and shy: a warning that is wrong more than now and then is not read any more.
 */
import { plain } from '../../../shared/plain.ts';

/** So much of an offer's words has to stand together in the text. */
const REPEATED = 0.75;
const LEAST_WORDS = 3;
/** Words that say nothing of which offer it is. */
const EMPTY = new Set('para por con sin los las del que una uno esta este hoy the and for with you your our this that from hasta desde usted vos'.split(' '));

/** No case, no accents, single spaces; amounts keep their marks. */
export function foldWords(text: string): string {
  return plain(text).replace(/[^\p{L}\p{N}$%.,]+/gu, ' ').trim();
}

/** Sentences, each with the next: an offer may be told in two. */
function stretches(text: string): string[] {
  const sentences = text.split(/(?:[!?;\n]|\.(?=\s|$))+/u).map((sentence) => sentence.trim()).filter((sentence) => sentence !== '');
  return sentences.map((sentence, at) => `${sentence} ${sentences[at + 1] ?? ''}`);
}

function allWords(text: string): string[] {
  return foldWords(text).match(/[\p{L}\p{N}%]+(?:[.,]\d+)*/gu) ?? [];
}

function tokens(text: string): string[] {
  return allWords(text).filter((word) => (word.length > 2 || /\d/.test(word)) && !EMPTY.has(word));
}

/** Whether a text repeats an offer, in much the same words. */
export function repeatsOffer(text: string, offer: string): boolean {
  const wanted = [...new Set(tokens(offer))];
  if (wanted.length === 0) return false;
  if (wanted.length < LEAST_WORDS) return ` ${allWords(text).join(' ')} `.includes(` ${allWords(offer).join(' ')} `);
  // Figures are what tells one offer from another: all of them have to be there.
  const figures = wanted.filter((word) => /\d/.test(word));
  return stretches(text).some((stretch) => {
    const said = new Set(tokens(stretch));
    return figures.every((word) => said.has(word)) && wanted.filter((word) => said.has(word)).length / wanted.length >= REPEATED;
  });
}

/** `amounts`: readings of each amount in hundredths; one that could be two numbers has both. */
export type PricedStretch = { text: string; folded: string; amounts: { written: string; readings: number[] }[] };

const AMOUNT = /(?:(?:us|u\$s|ar|r)?\$|€|\b(?:ars|usd|eur|pesos)\b)\s?(\d[\d.,]*\d|\d)|(\d[\d.,]*\d|\d)\s?(?:€|\b(?:ars|usd|eur|pesos|euros)\b)/giu;

/** Sentences that name an amount of money. */
export function pricedStretches(text: string): PricedStretch[] {
  return text.split(/(?:[!?;\n]|\.(?=\s|$))+/u).flatMap((sentence) => {
    const amounts = [...sentence.matchAll(AMOUNT)].flatMap((found) => {
      const readings = readingsOf(found[1] ?? found[2] ?? '');
      return readings.length === 0 ? [] : [{ written: found[0].trim(), readings }];
    });
    return amounts.length === 0 ? [] : [{ text: sentence.trim(), folded: foldWords(sentence), amounts }];
  });
}

function readingsOf(written: string): number[] {
  const [dots, commas] = [written.split('.').length - 1, written.split(',').length - 1];
  const asDecimal = (mark: '.' | ','): number => Math.round(Number(mark === '.' ? written.replaceAll(',', '') : written.replaceAll('.', '').replace(',', '.')) * 100);
  const marks: ('.' | ',')[] = dots === 0 && commas === 0 ? ['.'] : dots > 0 && commas > 0 ? [written.lastIndexOf('.') > written.lastIndexOf(',') ? '.' : ','] : dots > 1 ? [','] : commas > 1 ? ['.'] : ['.', ','];
  return [...new Set(marks.map(asDecimal))].filter((value) => Number.isSafeInteger(value) && value > 0);
}

/** Whether a sentence speaks of a product: its code as a word, or nearly all words of its name. */
export function namesProduct(folded: string, product: { code: string; name: string }): boolean {
  const said = new Set(tokens(folded));
  const code = foldWords(product.code);
  if (code.length > 2 && ` ${folded} `.includes(` ${code} `)) return true;
  const words = [...new Set(tokens(product.name))];
  return words.length >= 2 && words.filter((word) => said.has(word)).length / words.length >= REPEATED;
}
