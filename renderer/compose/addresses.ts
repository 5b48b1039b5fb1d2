/** Several addresses in one field. Pure. */
import { addressTypo, readMailbox } from '../../shared/mailAddress.ts';

/** What was typed or pasted, taken apart at commas, semicolons and line ends that are not inside quotation marks. */
export function splitAddresses(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let isQuoted = false;
  for (const letter of text) {
    if (letter === '"') isQuoted = !isQuoted;
    if (!isQuoted && /[,;\r\n]/.test(letter)) {
      parts.push(part);
      part = '';
    } else part += letter;
  }
  return [...parts, part].map((one) => one.trim()).filter((one) => one !== '');
}

export type AddressDoubt = { text: string; kind: 'unreadable' } | { text: string; kind: 'typo'; meant: string };

/** What looks wrong with an address; null when nothing does. */
export function addressDoubt(text: string, domains: readonly string[]): AddressDoubt | null {
  const mailbox = readMailbox(text);
  if (mailbox === null) return { text, kind: 'unreadable' };
  const meant = addressTypo(mailbox.address, domains);
  return meant === null ? null : { text, kind: 'typo', meant };
}

/** The name of a mailbox, else its address, else what was typed. */
export function shownAddress(text: string): string {
  const mailbox = readMailbox(text);
  return mailbox === null ? text : mailbox.name || mailbox.address;
}
