/** What a contact is about, by its first line. */
import { plain } from '../../../shared/plain.ts';

const PREFIX = /^(?:(?:re|rv|fw|fwd|aw|wg|res|enc|tr)(?:\[\d+\])?\s*:\s*)+/iu;
const LONGEST = 80;

/** Without "Re:" and the like, cut at a word. */
export function subjectOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().replace(PREFIX, '').trim();
  if (line.length <= LONGEST) return line;
  return `${line.slice(0, LONGEST).replace(/\s+\S*$/u, '')}…`;
}

/** Whether two first lines speak of one matter: the same words, or at least half of the telling ones of the shorter and no fewer than two. */
export function isSameSubject(one: string, other: string): boolean {
  const [a, b] = [tellingWords(one), tellingWords(other)];
  if (a.size === 0 || b.size === 0) return false;
  const shared = [...a].filter((word) => b.has(word)).length;
  const fewer = Math.min(a.size, b.size);
  return shared === Math.max(a.size, b.size) || (shared >= 2 && shared * 2 >= fewer);
}

/** Accents and case aside; short words tell nothing, numbers do. */
function tellingWords(text: string): Set<string> {
  return new Set(plain(subjectOf(text)).match(/[\p{L}\p{N}]+/gu)?.filter((word) => word.length >= 4 || /\d/.test(word)) ?? []);
}
