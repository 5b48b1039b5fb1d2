/** First letters of the first and the last word; the last two digits of a number. */
export function initials(name: string): string {
  if (!/\p{L}/u.test(name)) return name.replace(/\D/g, '').slice(-2) || '?';
  const words = name.trim().split(/\s+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = words[0] ?? name.trim();
  const last = words.length > 1 ? (words[words.length - 1] ?? '') : '';
  return `${[...first][0] ?? ''}${[...last][0] ?? ''}`.toLocaleUpperCase();
}
