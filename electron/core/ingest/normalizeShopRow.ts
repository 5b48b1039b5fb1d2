/**
 * Reads one row of a shop's table: a product with its prices, an order, an offer, a step somebody took on a site, a
 * review. shopRowFields.ts reads its cells, readShopFact.ts and readShopTouchpoint.ts make of them what it says.
 *
 * Promises: never guesses. An amount that can be read in two ways, a date or a customer that cannot be read make the
 * row unusable, kept with its reason: an offer to one person must never become one for everybody.
 */
import type { ShopFilePreview } from '../../../shared/selling.ts';
import type { RawRecord } from '../connectors/connector.ts';
import { AMOUNTS } from '../connectors/files/formats/shopColumns.ts';
import type { ShopMeaning } from '../connectors/files/formats/shopColumns.ts';
import { meaningNames, readCells } from '../connectors/files/formats/shopTable.ts';
import type { RowCells, RowContext, TableFile } from '../connectors/files/formats/shopTable.ts';
import { interactionId } from '../identity/ids.ts';
import type { DeskFacts, NormalisedRecord, RowFact, RowKeys } from './normalised.ts';
import { digest, oneLine, unreadableRecord } from './reading.ts';
import { readOffer, readOrder, readProduct } from './readShopFact.ts';
import { readReview, readStep } from './readShopTouchpoint.ts';
import { ShopRow, UnusableRow } from './shopRowFields.ts';
import type { FoundProblem } from './shopRowFields.ts';

/** One row as it is kept; one that cannot be read or used comes back with its `unreadable` reason, never as an error. */
export function normalizeShopRow(record: Pick<RawRecord, 'raw' | 'context' | 'receivedAtMs'>, desk: DeskFacts): NormalisedRecord {
  return readRow(record, desk).record;
}

type Read = { record: NormalisedRecord; problems: FoundProblem[]; about: RowKeys['about'] };

/** A row that a later one of its file replaces: kept, and counted with that one, in a preview as in an import. */
export function isReplaced(context: RawRecord['context']): boolean {
  return typeof context?.['replacedBy'] === 'number';
}

const PROBLEMS_SHOWN = 50;

/** What importing a table would do, and the keys of its usable rows: which of them are known, only the store can tell. An import counts its rows alike. */
export function previewRows(file: TableFile, desk: DeskFacts): { preview: ShopFilePreview; keys: RowKeys[] } {
  const keys: RowKeys[] = [];
  const problems: ShopFilePreview['problems'] = [];
  let unusable = 0;
  for (const row of file.rows) {
    const read = readRow({ raw: Buffer.from(row.raw), context: row.context, receivedAtMs: null }, desk);
    if (read.record.unreadable !== null) unusable++;
    else if (!isReplaced(row.context)) keys.push({ recordKey: interactionId(read.record.recordKey), about: read.about });
    for (const { problem, meaning, value } of read.problems) {
      const at = meaning === null ? -1 : row.context.columns.indexOf(meaning);
      if (problems.length < PROBLEMS_SHOWN) problems.push({ row: row.row, column: file.headers[at] ?? '', problem, value: value.slice(0, 120) });
    }
  }
  const preview: ShopFilePreview = {
    format: file.format, table: file.table, rows: file.rows.length, columns: file.headers.map((header, at) => ({ header, meaning: file.columns[at] ?? 'ignore' })), meanings: meaningNames(file.table), sample: file.sample,
    added: keys.length, changed: 0, known: 0, unusable, problems,
  };
  return { preview, keys };
}

function readRow(record: Pick<RawRecord, 'raw' | 'context' | 'receivedAtMs'>, desk: DeskFacts): Read {
  const context = record.context as RowContext | null;
  const text = Buffer.from(record.raw.buffer, record.raw.byteOffset, record.raw.byteLength).toString('utf8');
  const lines = context === null ? null : readCells(text, context);
  if (context === null || lines === null) return { record: unreadableRecord(record.raw, 'not-a-row'), problems: [{ problem: 'broken-row', meaning: null, value: oneLine(text) }], about: null };
  const key = keyOf(lines, context);
  const empty: NormalisedRecord = { recordKey: key, groupKey: null, interaction: null, claims: [], evidence: [], problems: [], unreadable: null };
  const problems: FoundProblem[] = [];
  const row = new ShopRow(lines, context, desk, problems);
  if (context.replacedBy !== null) return { record: empty, problems: [{ problem: 'repeated', meaning: context.columns.find((meaning) => meaning === 'code' || meaning === 'number' || meaning === 'id') ?? null, value: String(context.replacedBy) }], about: null };
  try {
    const made = READERS[context.table](row, key, record.receivedAtMs);
    const fact = made.fact;
    const about: RowKeys['about'] = fact === undefined ? null : { table: fact.table, id: fact.table === 'product' ? fact.code : fact.table === 'order' ? fact.number : fact.id };
    return { record: { ...empty, ...made }, problems, about };
  } catch (thrown) {
    if (!(thrown instanceof UnusableRow)) throw thrown;
    return { record: { ...empty, unreadable: 'row-unclear' }, problems: [...problems, thrown.found], about: null };
  }
}

/** What a row says makes its key, not where it stands; how its amounts are read is part of what they say. */
function keyOf(lines: readonly RowCells[], { table, marks, dates, replacedBy }: RowContext): string {
  const said = lines.map((line) => Object.entries(line).sort(([a], [b]) => (a < b ? -1 : 1)).map(([meaning, value]) => `${meaning}${AMOUNTS.has(meaning as ShopMeaning) && /[.,]/.test(value) ? `(${marks[meaning as ShopMeaning] ?? ''})` : ''}=${value}`));
  return `row:${digest([table, replacedBy === null ? '' : 'replaced', dates ?? '', ...said.map((cells) => cells.join('\u0000'))])}`;
}

type Made = Partial<Pick<NormalisedRecord, 'interaction' | 'claims' | 'evidence'>> & { fact?: RowFact };
const READERS: Record<RowContext['table'], (row: ShopRow, key: string, receivedAtMs: number | null) => Made> = { products: readProduct, orders: readOrder, offers: readOffer, steps: readStep, reviews: readReview };
