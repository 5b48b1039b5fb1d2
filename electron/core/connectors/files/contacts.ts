/**
 * Address books: vCard and CSV files. One card or row is one record.
 *
 * The file is read as a whole (address books are small) and the meaning of CSV columns goes along with each row, so
 * that a row can be read again alone.
 */
import { basename } from 'node:path';
import type { ContactColumn } from '../../../../shared/contract.ts';
import { DeskError } from '../../../../shared/result.ts';
import type { Connector, ConnectorContext, FileConfig, RawRecord, SyncBatch } from '../connector.ts';
import { readContactsCsv } from './formats/contactsCsv.ts';
import { decodeText, fileBatch, fileSession, fileSignature, readWhole, recordBasket, shortHash, statFile } from './fileAccess.ts';
import { splitCards } from './formats/vcard.ts';

/** Context of a `card` record. */
export type CardContext = { format: 'vcard' } | { format: 'csv'; delimiter: string; columns: readonly ContactColumn[] };

/** An address book taken apart, for the preview and for the import alike. */
export type ContactsFile = {
  format: 'vcard' | 'csv';
  /** CSV only: header cells and the meaning of each. */
  columns: { header: string; meaning: ContactColumn }[];
  /** CSV only: cells of the first rows. */
  sample: string[][];
  records: RawRecord[];
};

/** Reads `FileConfig.path` with `FileConfig.mapping`. @throws DeskError as `readContacts` */
export const contacts: Connector = {
  kind: 'contacts',
  async open(context: ConnectorContext) {
    const { path, mapping } = context.setup.config as FileConfig;
    if ((await statFile(path)).isDirectory) throw new DeskError('file-kind-unknown', { file: basename(path) });
    return fileSession(context, (cursors) => pullContacts(path, mapping, cursors.get(path) as ContactsCursor | undefined, context.signal), () => fileSignature(path));
  },
};

/**
 * Every card of a file, as records ready for the reader. `mapping` overrides the guessed meaning of CSV columns.
 * @throws DeskError file-missing, file-unreadable, file-empty, file-wrong-columns (no column holds an address)
 */
export async function readContacts(path: string, mapping?: readonly string[]): Promise<ContactsFile> {
  const bytes = await readWhole(path);
  const { mtimeMs } = await statFile(path);
  const { text } = decodeText(bytes);
  const generation = shortHash(`${shortHash(bytes)}|${(mapping ?? []).join(',')}`).slice(0, 12);
  const record = (index: number, raw: string, context: CardContext): RawRecord => ({ kind: 'card', place: `${generation}.${index}`, raw: Buffer.from(raw), context, receivedAtMs: mtimeMs, flags: [] });
  if (looksLikeVcard(text)) {
    const records = splitCards(text).map((card, index) => record(index, card, { format: 'vcard' }));
    return { format: 'vcard', columns: [], sample: [], records };
  }
  const table = readContactsCsv(text, mapping);
  if (table === null) throw new DeskError('file-wrong-columns', { file: basename(path) });
  const { delimiter, columns } = table;
  return {
    format: 'csv',
    columns: table.headers.map((header, index) => ({ header, meaning: columns[index] ?? 'ignore' })),
    sample: table.rows.slice(0, 8).map((row) => row.cells),
    records: table.rows.map((row, index) => record(index, row.raw, { format: 'csv', delimiter, columns })),
  };
}

/** Whether text is a vCard file: its first words, or those after a short preamble, open a card. */
export function looksLikeVcard(text: string): boolean {
  return /(?:^|\n)\s*BEGIN:VCARD\s*\r?\n/i.test(text.slice(0, 4096));
}

type ContactsCursor = { generation: string; next: number };

async function* pullContacts(path: string, mapping: readonly string[] | undefined, stored: ContactsCursor | undefined, signal: AbortSignal): AsyncGenerator<SyncBatch, void, void> {
  const { records } = await readContacts(path, mapping);
  const generation = records[0]?.place.split('.', 1)[0] ?? '';
  const isSame = stored?.generation === generation;
  let prefix = stored !== undefined && !isSame ? `${generation}.` : null;
  const basket = recordBasket();
  const batch = (next: number): SyncBatch => {
    const complete = next >= records.length;
    const made = fileBatch({ stream: path, shown: basename(path), records: basket.take(), cursor: { generation, next }, done: next, total: records.length, complete, renumbered: prefix });
    prefix = null;
    return made;
  };
  let next = isSame ? stored.next : 0;
  for (const record of records.slice(next)) {
    if (signal.aborted) return;
    if (basket.wouldOverflow(record.raw.byteLength)) yield batch(next);
    basket.add(record);
    next++;
    if (basket.isFull() && next < records.length) yield batch(next);
  }
  if (!signal.aborted) yield batch(records.length);
}
