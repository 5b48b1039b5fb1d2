/** How a greeting names somebody. */
import { plain } from '../../../shared/plain.ts';

const TITLE = /^(?:sr|sra|srta|don|doña|dr|dra|lic|ing|arq|prof|cdor|cdora|esc|mr|mrs|ms|miss|sir)\.?\s+/iu;

/**
 * The given name, or null where there is none to be told: an address, a number, an organisation.
 * @param organisation what is known of where they work; a customer who goes by it is no person
 */
export function firstName(name: string, organisation: string): string | null {
  const level = (text: string): string => plain(text).trim();
  if (/[@\d]/.test(name) || (organisation !== '' && level(organisation).startsWith(level(name)))) return null;
  // Address books write "Ferreyra, Lucía".
  const given = name.includes(',') ? name.slice(name.indexOf(',') + 1) : name;
  const first = given.trim().replace(TITLE, '').split(/\s+/)[0] ?? '';
  return /^\p{L}[\p{L}'’-]+$/u.test(first) ? first : null;
}
