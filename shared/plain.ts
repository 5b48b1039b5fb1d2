/** How words are compared wherever people type them. */

/** Without accents and case; spaces and marks stay, for each to treat as it must. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}+/gu, '').toLowerCase();
}
