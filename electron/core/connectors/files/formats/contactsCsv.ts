/**
 * Address books as CSV: any delimiter, with or without a header, from spreadsheets, Google and Outlook, in Spanish or
 * English. What a column means is guessed from its header and its cells, and may be said by a person instead.
 */
import { parse } from 'csv-parse/sync';
import { CONTACT_COLUMNS } from '../../../../../shared/contract.ts';
import type { ContactColumn } from '../../../../../shared/contract.ts';
import { plain } from '../../../../../shared/plain.ts';
import type { ContactCard } from './contactCard.ts';
import { emptyCard } from './contactCard.ts';

export type CsvRow = {
  /** The row as it stands in the file, without its line end. */
  raw: string;
  cells: string[];
};

export type CsvTable = { delimiter: string; headers: string[]; columns: ContactColumn[]; rows: CsvRow[] };

export const DELIMITERS = [',', ';', '\t', '|'] as const;

/** Rows and the meaning of their columns; null when the text is no table of contacts (no column with an address or a name). */
export function readContactsCsv(text: string, mapping?: readonly string[]): CsvTable | null {
  const delimiter = guessDelimiter(text);
  const all = splitRows(text, delimiter).filter((row) => row.cells.some((cell) => cell.trim() !== ''));
  const first = all[0];
  if (first === undefined) return null;
  const width = Math.max(...all.slice(0, 200).map((row) => row.cells.length));
  const hasHeader = !first.cells.some((cell) => MAIL.test(cell.trim()) || isPhoneLike(cell));
  const headers = Array.from({ length: width }, (_, index) => (hasHeader ? (first.cells[index] ?? '').trim() : ''));
  const rows = hasHeader ? all.slice(1) : all;
  const guessed = guessColumns(headers, rows.slice(0, 200));
  if (mapping === undefined && !guessed.some((column) => ADDRESSES.has(column))) return null;
  const columns = guessed.map((column, index) => asColumn(mapping?.[index]) ?? column);
  return { delimiter, headers, columns, rows };
}

/** One stored row again. */
export function readCsvRow(raw: string, delimiter: string): string[] {
  return splitRows(raw, delimiter)[0]?.cells ?? [];
}

/** The contact a row describes. */
export function cardOfRow(cells: readonly string[], columns: readonly ContactColumn[]): ContactCard {
  const card = emptyCard();
  for (const [index, column] of columns.entries()) {
    const value = (cells[index] ?? '').replaceAll('\0', '').trim();
    if (value === '') continue;
    switch (column) {
      case 'mail': card.mails.push(...value.split(/[;,\s]+|:::/).filter((part) => part !== '')); break;
      case 'phone': card.phones.push(...value.split(/;|,|\||\n|:::/).map((part) => part.trim()).filter((part) => part !== '')); break;
      case 'chat': card.chats.push({ network: /^[+\d\s().-]+$/.test(value) ? 'whatsapp' : 'xmpp', address: value }); break;
      case 'document': card.documents.push(value); break;
      case 'comment': card.comments.push(value); break;
      case 'ignore': break;
      case 'name': case 'givenName': case 'familyName': case 'organisation': case 'city': case 'address': case 'birthday': case 'since':
        card[column] ||= value;
        break;
    }
  }
  return card;
}

const ADDRESSES: ReadonlySet<ContactColumn> = new Set(['mail', 'phone', 'chat', 'document']);
const MAIL = /^[^\s@<>;,]{1,64}@[^\s@<>;,]{1,190}\.[^\s@<>;,]{2,24}$/;

function asColumn(text: string | undefined): ContactColumn | undefined {
  return CONTACT_COLUMNS.find((column) => column === text);
}

function isPhoneLike(cell: string): boolean {
  const text = cell.trim();
  return /^\+?[\d\s()./-]{7,24}$/.test(text) && text.replace(/\D/g, '').length >= 7 && !/^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$/.test(text);
}

/** The delimiter that cuts the first lines into the same number of pieces, the more the better. */
export function guessDelimiter(text: string): string {
  const lines = text.slice(0, 100_000).split(/\r\n|\n|\r/).filter((line) => line.trim() !== '').slice(0, 20).map((line) => line.replace(/"(?:[^"]|"")*"/g, '""'));
  let best: { delimiter: string; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const counts = lines.map((line) => line.split(delimiter).length - 1);
    const usual = counts[0] ?? 0;
    const alike = counts.filter((count) => count === usual).length;
    const score = usual === 0 ? 0 : (alike / counts.length) * Math.log2(1 + usual);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** Rows of a table, cells and text; a table that breaks its own quotes is read line by line. */
export function splitRows(text: string, delimiter: string): CsvRow[] {
  const clean = text.replaceAll('\0', '');
  const options = { delimiter, relax_quotes: true, relax_column_count: true, skip_empty_lines: true, bom: true, raw: true, max_record_size: 1_000_000 } as const;
  try {
    const read = parse(clean, options) as unknown as { record: string[]; raw: string }[];
    return read.map(({ record, raw }) => ({ cells: record, raw: raw.replace(/[\r\n]+$/, '') }));
  } catch {
    // A quote that is never closed, or a row without end: then a line is a row, read as it stands.
    return clean.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '').map((line) => ({ raw: line, cells: line.slice(0, 1_000_000).split(delimiter).map((cell) => cell.trim().replace(/^"|"$/g, '').replaceAll('""', '"')) }));
  }
}

/** Words of headers, without accents and case; the first row that fits decides. */
const MEANINGS: readonly (readonly [ContactColumn, RegExp])[] = [
  ['ignore', /\b(?:type|label|tipo|etiqueta|photo|foto|fax|yomi|phonetic)\b/],
  ['chat', /\b(?:whatsapp|whats app|wsp|jabber|xmpp|chat)\b/],
  ['mail', /\b(?:e ?mails?|mails?|correos?)\b/],
  ['phone', /\b(?:tel|tels|telefonos?|phones?|telephones?|moviles|movil|celular|celulares|cel|mobile|fijo)\b/],
  ['document', /\b(?:dni|cuit|cuil|nif|nie|cif|documento|nro doc|doc|cpf|cnpj|rut|cedula|passport|pasaporte|document|tax id|identificacion)\b/],
  ['familyName', /\b(?:apellidos?|surname|last name|family name|sobrenome)\b(?!.*\bnombres?\b)/],
  ['name', /\b(?:nombre completo|apellidos? y nombres?|nombres? y apellidos?|full name|display name|file as|nombre del cliente|customer name)\b|^(?:name|cliente|customer|contacto|contact)$/],
  ['organisation', /\b(?:empresa|organi[sz]acion|organi[sz]ation(?: name)?|company|compania|razon social|negocio|comercio)\b/],
  ['givenName', /\b(?:first name|given name|primer nombre|nombre de pila|nombres?|nome)\b/],
  ['city', /\b(?:ciudad|localidad|city|town|municipio|poblacion|cidade)\b/],
  ['address', /\b(?:direccion|domicilio|address|calle|street|endereco)\b/],
  ['birthday', /\b(?:nacimiento|cumpleanos|cumple|birthday|birth|date of birth)\b/],
  ['since', /\b(?:desde|alta|since|registro|registered|created|antiguedad)\b/],
  ['comment', /\b(?:notas?|notes?|comentarios?|comments?|observaciones|observacion|obs|remarks?)\b/],
];

function guessColumns(headers: readonly string[], rows: readonly CsvRow[]): ContactColumn[] {
  const columns = headers.map((header, index) => meaningOf(header) ?? guessByCells(rows.map((row) => row.cells[index] ?? '')));
  // "Nombre" alone is the whole name; beside "Apellido" it is the first name.
  return columns.includes('familyName') ? columns : columns.map((column) => (column === 'givenName' && !columns.includes('name') ? 'name' : column));
}

function meaningOf(header: string): ContactColumn | null {
  const words = plain(header).replace(/[^a-z0-9]+/g, ' ').trim();
  if (words === '') return null;
  return MEANINGS.find(([, pattern]) => pattern.test(words))?.[0] ?? 'ignore';
}

function guessByCells(cells: readonly string[]): ContactColumn {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  const share = (test: (cell: string) => boolean): number => (filled.length === 0 ? 0 : filled.filter(test).length / filled.length);
  if (share((cell) => MAIL.test(cell)) > 0.6) return 'mail';
  if (share(isPhoneLike) > 0.6) return 'phone';
  return share((cell) => /^\p{L}[\p{L}\s.'’-]{2,60}$/u.test(cell)) > 0.6 ? 'name' : 'ignore';
}
