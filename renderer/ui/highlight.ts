/** Cuts a text of a search answer where the marks of its hits stand. */
import { HIT_END, HIT_START } from '../../shared/domain.ts';

export type TextPart = { text: string; isHit: boolean };

/** A mark without its other half ends with the text; marks never reach the screen. */
export function splitHits(marked: string): TextPart[] {
  const parts: TextPart[] = [];
  const push = (text: string, isHit: boolean): void => {
    const clean = text.replaceAll(HIT_START, '').replaceAll(HIT_END, '');
    if (clean !== '') parts.push({ text: clean, isHit });
  };
  let at = 0;
  while (at < marked.length) {
    const start = marked.indexOf(HIT_START, at);
    if (start === -1) break;
    const close = marked.indexOf(HIT_END, start);
    const end = close === -1 ? marked.length : close;
    push(marked.slice(at, start), false);
    push(marked.slice(start, end), true);
    at = end + 1;
  }
  push(marked.slice(at), false);
  return parts;
}
