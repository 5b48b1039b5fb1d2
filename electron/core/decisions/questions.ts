/** Sentences in which somebody asks something. */

const SCANNED = 6_000;
const LONGEST = 240;

/** In their order, each once. `text`: own words alone, without quotation and signature. */
export function questionsIn(text: string): string[] {
  // A wrapped line goes on in the next; a full stop and a new line part sentences, an opening mark begins a question.
  const joined = text.slice(0, SCANNED).replace(/\r/g, '').replace(/(?<![.!?:;\n])\n(?=\p{Ll})/gu, ' ');
  const sentences = joined.split(/\n+|(?<=[.!?…])\s+|(?=¿)/u).map((sentence) => sentence.replace(/^[\s>*•·–-]+/u, '').replace(/\s+/g, ' ').trim());
  const asked = sentences.filter((sentence) => /\?["')\]]*$/u.test(sentence) && /\p{L}{2}/u.test(sentence) && !/^\S*:\/\//u.test(sentence));
  return [...new Set(asked.map((sentence) => (sentence.length <= LONGEST ? sentence : `${sentence.slice(0, LONGEST - 1).trimEnd()}…`)))];
}
