/** Reads one card of an address book: what it claims about a contact, and that its addresses belong together. */
import type { ContactsPreview } from '../../../shared/contract.ts';
import type { ContactPointRef, CustomerField, RecordProblem } from '../../../shared/domain.ts';
import type { RawRecord } from '../connectors/connector.ts';
import type { CardContext, ContactsFile } from '../connectors/files/contacts.ts';
import { cardOfRow, readCsvRow } from '../connectors/files/formats/contactsCsv.ts';
import type { ContactCard } from '../connectors/files/formats/contactCard.ts';
import { readVcard } from '../connectors/files/formats/vcard.ts';
import { chatPoint, documentPoint, mailPoint, phonePoint } from '../identity/address.ts';
import { contactPointId } from '../identity/ids.ts';
import type { Claim, DeskFacts, Evidence, NormalisedRecord } from './normalised.ts';
import { digest, unreadableRecord } from './reading.ts';

/**
 * A card makes no touchpoint; what it says hangs on its most personal address (mail and document before chat and
 * phone, which people share). Problems: `no-address` (nothing to hang it on), `bad-mail`, `bad-phone`, `bad-document`.
 */
export function normalizeCard(record: Pick<RawRecord, 'raw' | 'context'>, desk: DeskFacts): NormalisedRecord {
  const card = readCard(record);
  if (card === null) return unreadableRecord(record.raw, 'not-a-card');
  const { points, problems } = pointsOf(card, desk);
  const main = points[0];
  const fields = fieldsOf(card, desk);
  const claims: Claim[] = main === undefined ? [] : fields.map(([field, value]) => ({ point: main, field, value }));
  const evidence: Evidence[] = points.length > 1 ? [{ rule: 'contact-card', points }] : [];
  return {
    recordKey: `card:${digest([...points.map((point) => `${point.kind}:${point.value}`).sort(), ...fields.map(([field, value]) => `${field}=${value}`).sort()])}`,
    groupKey: null, interaction: null, claims, evidence, problems: main === undefined ? [...problems, 'no-address'] : problems, unreadable: null,
  };
}

/** What importing an address book would do, and the ids of the points it names: which of them are known, only the store can tell. */
export function previewCards(file: ContactsFile, desk: DeskFacts): { preview: ContactsPreview; pointIds: string[] } {
  const ids = new Set<string>();
  let unusable = 0;
  for (const record of file.records) {
    const card = readCard(record);
    const points = card === null ? [] : pointsOf(card, desk).points;
    if (points.length === 0) unusable++;
    for (const point of points) ids.add(contactPointId(point));
  }
  const cards = file.records.length - unusable;
  const preview: ContactsPreview = { format: file.format, rows: file.records.length, columns: file.columns, sample: file.sample, cards, newPoints: ids.size, knownPoints: 0, unusable };
  return { preview, pointIds: [...ids] };
}

function readCard(record: Pick<RawRecord, 'raw' | 'context'>): ContactCard | null {
  const context = record.context as CardContext | null;
  const text = Buffer.from(record.raw.buffer, record.raw.byteOffset, record.raw.byteLength).toString('utf8');
  if (context?.format === 'csv') return cardOfRow(readCsvRow(text, context.delimiter), context.columns);
  return readVcard(text);
}

function pointsOf(card: ContactCard, desk: DeskFacts): { points: ContactPointRef[]; problems: RecordProblem[] } {
  const problems = new Set<RecordProblem>();
  const points = new Map<string, ContactPointRef>();
  const add = (point: ContactPointRef | null, problem: RecordProblem): void => {
    if (point === null) problems.add(problem);
    else points.set(`${point.kind}:${point.value}`, point);
  };
  const number = (written: string): ContactPointRef | null => {
    const point = phonePoint(written, desk.country);
    return point === 'withheld' ? null : point;
  };
  for (const mail of card.mails) add(mailPoint(mail), 'bad-mail');
  for (const document of [...card.documents, ...documentsInComments(card)]) add(documentPoint(document, desk.country), 'bad-document');
  for (const chat of card.chats) {
    const phone = chat.network === 'whatsapp' ? number(chat.address) : null;
    add(chat.network !== 'whatsapp' ? chatPoint(chat.network, chat.address) : phone === null ? null : chatPoint('whatsapp', phone.value), 'bad-phone');
  }
  for (const phone of card.phones) add(number(phone), 'bad-phone');
  return { points: [...points.values()], problems: [...problems] };
}

/** Shops write the document into the notes when the address book has no place for it. */
function documentsInComments(card: ContactCard): string[] {
  return card.comments.flatMap((comment) => comment.slice(0, 2_000).match(/\b(?:DNI|CUIT|CUIL|NIF|NIE|CPF|RUT)[\s:.nº°]{1,4}[0-9A-Z][0-9.\-/]{5,16}[0-9A-Z]\b/gi) ?? []);
}

function fieldsOf(card: ContactCard, desk: DeskFacts): [CustomerField, string][] {
  const name = card.name || [card.givenName, card.familyName].filter((part) => part !== '').join(' ');
  const fields: [CustomerField, string][] = [
    ['name', name], ['organisation', card.organisation], ['document', shownDocument(card.documents[0] ?? documentsInComments(card)[0] ?? '', desk)], ['birthday', isoDay(card.birthday, desk)], ['city', card.city],
    ['address', card.address], ['language', card.language], ['since', isoDay(card.since, desk)], ['comment', card.comments.join('\n')],
  ];
  return fields.map(([field, value]): [CustomerField, string] => [field, value.replace(/[^\S\n]+/g, ' ').trim().slice(0, 2_000)]).filter(([, value]) => value !== '');
}

/** One spelling for what two cards may write differently: without its label and points. */
function shownDocument(written: string, desk: DeskFacts): string {
  const point = documentPoint(written, desk.country);
  return point === null ? written : point.value.slice(point.value.indexOf(':') + 1);
}

/** A day as `YYYY-MM-DD`; what is no whole date ("2019", "hace años") stays as it was written. */
function isoDay(written: string, desk: DeskFacts): string {
  const match = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(written.trim());
  if (match === null) return written;
  const [first = 0, second = 0, year = 0] = match.slice(1).map(Number);
  const isMonthFirst = second > 12 || (first <= 12 && desk.country === 'US');
  const [day, month] = isMonthFirst ? [second, first] : [first, second];
  return day < 1 || day > 31 || month < 1 || month > 12 ? written : `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
