/** The shop's two contact lists: the cards of its telephones (vCard 3.0 and 4.0 mixed) and the web shop's table. */
import { PEOPLE } from './people.ts';
import { nationalPhone, shownPhone } from './phones.ts';
import { numericDate } from './storyClock.ts';
import type { Person } from './storyTypes.ts';

const DAY_MS = 86_400_000;
/** RFC 6350, 3.2: lines are folded at 75 bytes, never inside a character. */
const LINE_BYTES = 75;

export function contactCards(): Uint8Array {
  const lines = PEOPLE.filter((person) => person.vcard).flatMap(card);
  return Buffer.from(`${lines.map(foldLine).join('\r\n')}\r\n`, 'utf8');
}

/** With a byte order mark, semicolons and CRLF: what a spreadsheet here saves as CSV. */
export function webCustomers(nowMs: number): Uint8Array {
  const rows = PEOPLE.filter((person) => person.inWebList).map((person) => [
    givenName(person), person.family, person.emails[0]!, nationalPhone(person.phones[0]!), dotted(person.dni ?? ''), person.city ?? '',
    person.sinceDays === undefined ? '' : numericDate(nowMs - person.sinceDays * DAY_MS),
  ]);
  const table = [['Nombre', 'Apellido', 'Correo', 'Teléfono', 'DNI', 'Ciudad', 'Cliente desde'], ...rows];
  return Buffer.from(`\ufeff${table.map((row) => row.map(csvField).join(';')).join('\r\n')}\r\n`, 'utf8');
}

function card(person: Person): string[] {
  const isNew = person.vcard === '4.0';
  const isCompany = person.org === person.name || person.family === '';
  const emails = person.hasUnlistedAddress ? person.emails.slice(0, 1) : person.emails;
  const note = [isNew && person.dni ? `DNI ${dotted(person.dni)}` : '', person.note ?? ''].filter(Boolean).join('. ');
  return [
    'BEGIN:VCARD', `VERSION:${person.vcard}`, `FN:${escapeText(person.name)}`,
    isCompany ? 'N:;;;;' : `N:${escapeText(person.family)};${escapeText(givenName(person))};;;`,
    ...(person.org ? [`ORG:${escapeText(person.org)}`] : []),
    ...emails.map((email) => (isNew ? `EMAIL;TYPE=work:${email}` : `EMAIL;TYPE=INTERNET:${email}`)),
    ...person.phones.map((phone) => (isNew ? `TEL;VALUE=uri;TYPE="voice,cell":tel:${shownPhone(phone).replaceAll(' ', '-')}` : `TEL;TYPE=${phone.startsWith('+549') ? 'CELL' : 'VOICE'}:${nationalPhone(phone)}`)),
    ...(person.hasChatOnCard ? [`IMPP:whatsapp:${person.phones[0]}`] : []),
    ...(person.city ? [`ADR${isNew ? '' : ';TYPE=HOME'}:;;;${escapeText(person.city)};;;Argentina`] : []),
    ...(!isNew && person.dni ? [`X-DNI:${dotted(person.dni)}`] : []),
    ...(note ? [`NOTE:${escapeText(note)}`] : []),
    'END:VCARD',
  ];
}

function givenName(person: Person): string {
  return person.family ? person.name.slice(0, -person.family.length).trim() : person.name;
}

function dotted(dni: string): string {
  return dni.replace(/\B(?=(\d{3})+$)/g, '.');
}

function escapeText(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&');
}

function csvField(value: string): string {
  return /[;"\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function foldLine(line: string): string {
  if (Buffer.byteLength(line) <= LINE_BYTES) return line;
  const out: string[] = [];
  let current = '';
  for (const char of line) {
    if (Buffer.byteLength(current + char) > LINE_BYTES) {
      out.push(current);
      current = ' ';
    }
    current += char;
  }
  return [...out, current].join('\r\n');
}
