/** Which of the program's languages a system's tags ask for. */
import type { Language } from './contract.ts';

/** Of tags in the order of preference: Spanish for any kind of Spanish, English for all others. */
export function languageOf(tags: readonly string[]): Language {
  return /^es\b/i.test(tags[0] ?? '') ? 'es' : 'en';
}
