/**
 * vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), as address books really write them.
 *
 * Tolerant and total: a line that cannot be read is passed over, never the card. Only what makes a contact is kept;
 * the raw card is stored with everything else that stands in it.
 */
import type { ContactCard } from './contactCard.ts';
import { emptyCard } from './contactCard.ts';

type Property = { name: string; types: ReadonlySet<string>; value: string };

/** Cuts an address book into its cards, each with all its lines; text outside of cards is passed over. */
export function splitCards(text: string): string[] {
  const cards: string[] = [];
  let current: string[] | null = null;
  let depth = 0;
  for (const line of text.replaceAll('\0', '').split(/\r\n|\n|\r/)) {
    const mark = line.length < 40 ? line.trim().toUpperCase() : '';
    if (mark === 'BEGIN:VCARD') {
      depth++;
      // A card inside a card is an AGENT; a new one after 1,000 lines without END is a broken file.
      if (current === null || depth > 2) {
        if (current !== null) cards.push(current.join('\r\n'));
        current = [];
        depth = 1;
      }
    }
    if (current !== null) current.push(line);
    if (mark === 'END:VCARD' && current !== null) {
      depth--;
      if (depth <= 0) {
        cards.push(current.join('\r\n'));
        current = null;
        depth = 0;
      }
    }
  }
  if (current !== null) cards.push(current.join('\r\n'));
  return cards;
}

/** The contact a card describes; null when the text is no card. */
export function readVcard(text: string): ContactCard | null {
  if (!/^\s*BEGIN:VCARD[ \t]*[\r\n]/i.test(text)) return null;
  const properties = readProperties(text).filter(({ name }) => name !== 'BEGIN' && name !== 'END' && name !== 'VERSION');
  if (properties.length === 0) return null;
  const card = emptyCard();
  for (const property of properties) readProperty(card, property);
  return card;
}

function readProperty(card: ContactCard, { name, types, value }: Property): void {
  const plain = unescaped(value).trim();
  if (plain === '') return;
  switch (name) {
    case 'FN': card.name ||= plain; break;
    case 'N': {
      const [family = '', given = '', middle = ''] = components(value);
      card.familyName ||= family;
      card.givenName ||= [given, middle].filter((part) => part !== '').join(' ');
      break;
    }
    case 'ORG': card.organisation ||= components(value).find((part) => part !== '') ?? ''; break;
    case 'EMAIL': card.mails.push(plain.replace(/^mailto:/i, '')); break;
    case 'TEL': if (!types.has('FAX') || types.has('VOICE')) card.phones.push(plain); break;
    case 'IMPP': case 'X-JABBER': case 'X-WHATSAPP': readChat(card, name, plain); break;
    case 'ADR': {
      const [, , street = '', city = ''] = components(value);
      card.city ||= city;
      card.address ||= street;
      break;
    }
    case 'BDAY': card.birthday ||= readDay(plain); break;
    case 'LANG': card.language ||= plain; break;
    case 'NOTE': card.comments.push(plain); break;
    case 'X-SINCE': case 'X-CUSTOMER-SINCE': case 'X-CLIENTE-DESDE': card.since ||= plain; break;
    case 'X-DNI': case 'X-NIF': case 'X-NIE': case 'X-CUIT': case 'X-CUIL': case 'X-CPF': case 'X-RUT': card.documents.push(`${name.slice(2)} ${plain}`); break;
    case 'X-DOCUMENT': case 'X-DOCUMENTO': card.documents.push(plain); break;
    default: break;
  }
}

function readChat(card: ContactCard, name: string, value: string): void {
  const [, scheme = '', address = ''] = /^([a-z][a-z0-9+.-]*):(.+)$/i.exec(value) ?? [];
  if (name === 'X-JABBER') card.chats.push({ network: 'xmpp', address: value });
  else if (name === 'X-WHATSAPP') card.chats.push({ network: 'whatsapp', address: value });
  else if (/^(?:xmpp|jabber)$/i.test(scheme)) card.chats.push({ network: 'xmpp', address: address.split(/[?;]/, 1)[0] ?? '' });
  else if (/^whatsapp$/i.test(scheme)) card.chats.push({ network: 'whatsapp', address });
}

/** `19800312`, `1980-03-12`, `1980-03-12T00:00:00Z` as a day; a day without its year stays as written. */
function readDay(value: string): string {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(value);
  return match ? `${match[1]}-${match[2]}-${match[3]}` : value;
}

/** Content lines, unfolded and decoded. */
function readProperties(text: string): Property[] {
  const properties: Property[] = [];
  const lines = text.replaceAll('\0', '').split(/\r\n|\n|\r/);
  for (let index = 0; index < lines.length; index++) {
    const pieces = [lines[index] ?? ''];
    const isQuotedPrintable = /;(?:ENCODING=)?QUOTED-PRINTABLE/i.test((pieces[0] ?? '').slice(0, 300).split(':', 1)[0] ?? '');
    if (isQuotedPrintable) while ((pieces.at(-1) ?? '').endsWith('=') && index + 1 < lines.length) pieces[pieces.length - 1] = `${(pieces.at(-1) ?? '').slice(0, -1)}${lines[++index] ?? ''}`;
    while (/^[ \t]/.test(lines[index + 1] ?? '')) pieces.push((lines[++index] ?? '').slice(1));
    const property = readLine(pieces.join(''));
    if (property !== null) properties.push(property);
  }
  return properties;
}

function readLine(line: string): Property | null {
  const colon = valueStart(line);
  if (colon < 0) return null;
  const [rawName = '', ...parameters] = splitOutsideQuotes(line.slice(0, colon));
  const name = rawName.slice(rawName.lastIndexOf('.') + 1).trim().toUpperCase();
  if (!/^[A-Z0-9-]{1,60}$/.test(name) || name === 'PHOTO' || name === 'LOGO' || name === 'SOUND' || name === 'KEY') return null;
  const types = new Set<string>();
  let charset = 'utf-8';
  let encoding = '';
  for (const parameter of parameters) {
    // vCard 2.1 names its types alone: `TEL;CELL;PREF:`.
    const equals = parameter.indexOf('=');
    const key = equals < 0 ? 'TYPE' : parameter.slice(0, equals).toUpperCase();
    const bare = parameter.slice(equals + 1).replace(/^"|"$/g, '');
    if (key === 'CHARSET') charset = bare;
    else if (key === 'ENCODING' || /^quoted-printable$/i.test(bare)) encoding = bare.toUpperCase();
    else if (key === 'TYPE') for (const type of bare.split(',')) types.add(type.trim().toUpperCase());
  }
  const value = line.slice(colon + 1);
  return { name, types, value: encoding === 'QUOTED-PRINTABLE' ? quotedPrintable(value, charset) : value };
}

/** The colon that ends name and parameters: the first outside of quotes. */
function valueStart(line: string): number {
  let isQuoted = false;
  for (let at = 0; at < line.length && at < 4096; at++) {
    const character = line[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === ':' && !isQuoted) return at;
  }
  return line.indexOf(':');
}

function splitOutsideQuotes(text: string): string[] {
  return text.match(/(?:[^;"]|"[^"]*"?)+/g) ?? [];
}

function quotedPrintable(value: string, charset: string): string {
  const bytes = Buffer.from(value.replace(/=\r?\n/g, '').replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1');
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Parts of a structured value, at the semicolons that are not escaped. */
function components(value: string): string[] {
  return value.split(/(?<!\\);/).map((part) => unescaped(part).trim());
}

function unescaped(value: string): string {
  return value.replace(/\\([nN,;:\\])/g, (_, character: string) => (character === 'n' || character === 'N' ? '\n' : character));
}
