/** Which dictionaries check what is written: one of Spanish and one of English, as near to the system's own as there is. Pure. */
const SPOKEN = ['es', 'en'] as const;
const USUAL: Record<(typeof SPOKEN)[number], string> = { es: 'es', en: 'en-US' };

/** `available`: what this system can check; `systemTags`: the person's languages in order of liking. */
export function spellingLanguages(available: readonly string[], systemTags: readonly string[]): string[] {
  const chosen = SPOKEN.flatMap((language) => {
    const wanted = [...systemTags.filter((tag) => tag === language || tag.startsWith(`${language}-`)), USUAL[language], ...available.filter((tag) => tag.startsWith(language))];
    return wanted.find((tag) => available.includes(tag)) ?? [];
  });
  // Their own language is tried first.
  return chosen.sort((a, b) => Number(b.slice(0, 2) === systemTags[0]?.slice(0, 2)) - Number(a.slice(0, 2) === systemTags[0]?.slice(0, 2)));
}
