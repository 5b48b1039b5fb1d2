/**
 * Canned replies: a text with gaps such as `{customer.name}`, and what fills them.
 *
 * A gap is a name in braces, of letters with dots between; anything else in braces is text.
 */

export type Expanded = {
  text: string;
  /** Names of the gaps that nothing fills, each once, in order. They stand in the text as they were. */
  missing: string[];
};

export type Gap = { name: string; start: number; end: number };

const GAP = /\{([a-z][A-Za-z]*(?:\.[a-z][A-Za-z]*)*)\}/g;

/** Fills what is known; an empty value counts as unknown. Values are text: a gap inside a value is not filled in turn. */
export function expandTemplate(text: string, values: Readonly<Record<string, string>>): Expanded {
  const missing = new Set<string>();
  const filled = text.replace(GAP, (gap, name: string) => {
    const value = Object.hasOwn(values, name) ? (values[name] ?? '').trim() : '';
    if (value !== '') return value;
    missing.add(name);
    return gap;
  });
  return { text: filled, missing: [...missing] };
}

/** Every gap that stands in a text, in order. */
export function gapsIn(text: string): Gap[] {
  return [...text.matchAll(GAP)].map((match) => ({ name: match[1] ?? '', start: match.index, end: match.index + match[0].length }));
}
