/**
 * A shop's tables as text: CSV with any delimiter, JSON as an array, inside an object, or one object a line.
 *
 * What can only be seen over the whole table (the decimal mark of a column, the order of its dates, which rows a later
 * one takes the place of, which lines are one order) is found here and goes along with each row, so that a row can be
 * read again alone.
 */
import type { ShopTable } from '../../../../../shared/selling.ts';
import { decimalMarkOf } from './amounts.ts';
import type { DecimalHint } from './amounts.ts';
import { DELIMITERS, guessDelimiter, splitRows } from './contactsCsv.ts';
import { AMOUNTS, DATES, meaningsOf, SHOP_MEANINGS, tableOf } from './shopColumns.ts';
import type { ShopMeaning } from './shopColumns.ts';

/** Context of a `row` record. */
export type RowContext = {
  table: ShopTable;
  /** JSON: the path of each column inside the object (`customer.mail`). */
  shape: { format: 'csv'; delimiter: string } | { format: 'json'; keys: readonly string[] };
  columns: readonly ShopMeaning[];
  /** The decimal mark that each column of amounts proves as a whole. */
  marks: Partial<Record<ShopMeaning, DecimalHint>>;
  /** The order of the day and the month, where the file's dates prove it. */
  dates: 'dmy' | 'mdy' | null;
  /** 1-based row of the same file that says the same thing anew: that one holds. */
  replacedBy: number | null;
};

/** One record: its text as it stands in the file, and where (1-based, as a spreadsheet counts). */
export type TableRow = { raw: string; row: number; context: RowContext };
export type TableFile = { format: 'csv' | 'json'; table: ShopTable | null; headers: string[]; columns: ShopMeaning[]; sample: string[][]; rows: TableRow[] };
/** A record's cells by their meaning, one entry a line of the file. */
export type RowCells = Partial<Record<ShopMeaning, string>>;

type Line = { raw: string; cells: string[]; row: number };
type Sheet = { shape: RowContext['shape']; headers: string[]; lines: Line[] };

const HEADER_ROWS = 6;
const KEYS_MAX = 200;
/** More text than this is no row of a table. */
const ROW_MAX = 1_000_000;

/** The table in a text; null when it is no table at all. `table` and `columns` override what the headers say; without either, `TableFile.table` may be null. */
export function readTable(text: string, said: { table?: ShopTable | undefined; columns?: readonly string[] | undefined } = {}): TableFile | null {
  const sheet = looksLikeJson(text) ? jsonSheet(text) : csvSheet(text, said.table);
  if (sheet === null) return null;
  const format = sheet.shape.format;
  const table = said.table ?? tableOf(sheet.headers);
  const sample = sheet.lines.slice(0, 8).map((line) => line.cells.map((cell) => cell.slice(0, 200)));
  if (table === null) return { format, table, headers: sheet.headers, columns: sheet.headers.map(() => 'ignore'), sample, rows: [] };
  const guessed = meaningsOf(sheet.headers, table);
  const columns = guessed.map((meaning, at) => asMeaning(table, said.columns?.[at]) ?? meaning);
  return { format, table, headers: sheet.headers, columns, sample, rows: rowsOf(sheet, table, columns) };
}

/** Whether the beginning of a text, which may be cut anywhere, is a shop's table. */
export function looksLikeShopTable(text: string): boolean {
  const table = readTable(text)?.table;
  return table !== undefined && table !== null;
}

/** A stored record again, a line of the file an entry; null when it is broken. */
export function readCells(raw: string, context: RowContext): RowCells[] | null {
  const { shape, columns } = context;
  const rows = shape.format === 'csv' ? cellsOfCsv(raw, shape.delimiter) : raw.split('\n').map((line) => cellsOfJson(line, shape.keys));
  const entries: RowCells[] = [];
  for (const cells of rows) {
    if (cells === null) return null;
    const entry: RowCells = {};
    for (const [at, meaning] of columns.entries()) {
      const value = (cells[at] ?? '').replaceAll('\0', '').trim();
      if (meaning !== 'ignore' && value !== '') entry[meaning] ??= value;
    }
    entries.push(entry);
  }
  return entries.length === 0 ? null : entries;
}

/** Nearly every row has no quote in it: then nothing needs a parser, which costs a hundred times as much. */
function cellsOfCsv(raw: string, delimiter: string): string[][] {
  return raw.includes('"') ? splitRows(raw, delimiter).map((row) => row.cells) : raw.split('\n').map((line) => line.replace(/\r$/, '').split(delimiter));
}

function asMeaning(table: ShopTable, text: string | undefined): ShopMeaning | undefined {
  if (text === 'ignore') return 'ignore';
  return (SHOP_MEANINGS[table] as readonly ShopMeaning[]).find((meaning) => meaning === text);
}

// ------------------------------------------------------------------------------------------------ what the whole table says

function rowsOf(sheet: Sheet, table: ShopTable, columns: readonly ShopMeaning[]): TableRow[] {
  const column = (wanted: (meaning: ShopMeaning) => boolean): string[] => columns.flatMap((meaning, at) => (wanted(meaning) ? sheet.lines.map((line) => line.cells[at] ?? '') : []));
  const all = decimalMarkOf(column((meaning) => AMOUNTS.has(meaning)));
  const marks: RowContext['marks'] = {};
  for (const meaning of columns) {
    // A column of thousands alone is read as the other amounts of its file are.
    if (AMOUNTS.has(meaning)) marks[meaning] = decimalMarkOf(column((other) => other === meaning)) ?? (all === 'mixed' ? null : all);
  }
  const base: RowContext = { table, shape: sheet.shape, columns, marks, dates: dateOrderOf(column((meaning) => DATES.has(meaning))), replacedBy: null };
  const lines = table === 'orders' ? wholeOrders(sheet.lines, columns) : sheet.lines;
  const replaced = replacements(lines, table, columns);
  return lines.map((line) => ({ raw: line.raw, row: line.row, context: replaced.has(line.row) ? { ...base, replacedBy: replaced.get(line.row) ?? null } : base }));
}

/** An order whose lines stand in rows of their own is one record. */
function wholeOrders(lines: readonly Line[], columns: readonly ShopMeaning[]): Line[] {
  const number = columns.indexOf('number');
  if (number < 0 || !columns.some((meaning) => meaning === 'lineCode' || meaning === 'lineName')) return [...lines];
  const orders = new Map<string, Line>();
  for (const line of lines) {
    const key = (line.cells[number] ?? '').trim();
    const known = key === '' ? undefined : orders.get(key);
    if (known === undefined) orders.set(key === '' ? `row ${line.row}` : key, { ...line });
    else known.raw = `${known.raw}\n${line.raw}`;
  }
  return [...orders.values()];
}

/** What makes two rows of a file speak of the same thing. */
const SAME: Partial<Record<ShopTable, readonly ShopMeaning[]>> = { products: ['code', 'channel', 'from', 'to'], orders: ['number'], offers: ['id', 'mail', 'phone', 'document'] };

function replacements(lines: readonly Line[], table: ShopTable, columns: readonly ShopMeaning[]): Map<number, number> {
  const replaced = new Map<number, number>();
  const places = (SAME[table] ?? []).map((meaning) => columns.indexOf(meaning));
  const main = places[0] ?? -1;
  if (main < 0) return replaced;
  const last = new Map<string, number>();
  for (const line of lines) {
    if ((line.cells[main] ?? '').trim() === '') continue;
    const key = JSON.stringify(places.map((at) => (line.cells[at] ?? '').trim().toLowerCase()));
    const before = last.get(key);
    if (before !== undefined) replaced.set(before, line.row);
    last.set(key, line.row);
  }
  return replaced;
}

function dateOrderOf(cells: readonly string[]): 'dmy' | 'mdy' | null {
  let order: 'dmy' | 'mdy' | null = null;
  for (const cell of cells) {
    const found = /^(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b/.exec(cell.trim());
    if (found === null) continue;
    const said = Number(found[1]) > 12 ? 'dmy' : Number(found[2]) > 12 ? 'mdy' : null;
    if (said === null) continue;
    if (order !== null && order !== said) return null;
    order = said;
  }
  return order;
}

// ------------------------------------------------------------------------------------------------ CSV

/** The header is the first row that names a table, below whatever title stands above it. */
function csvSheet(text: string, table: ShopTable | undefined): Sheet | null {
  // The first lines say it, whatever a title above them makes of the guess.
  const head = text.slice(0, 20_000);
  const headed = [...new Set([guessDelimiter(text), ...DELIMITERS])].find((one) => splitRows(head, one).slice(0, HEADER_ROWS).some((row) => tableOf(row.cells) !== null));
  const delimiter = headed ?? guessDelimiter(text);
  const all = splitRows(text, delimiter).map((row, at) => ({ ...row, row: at + 1 })).filter((row) => row.cells.some((cell) => cell.trim() !== ''));
  const found = headed === undefined ? -1 : all.slice(0, HEADER_ROWS).findIndex((row) => tableOf(row.cells) !== null);
  const header = all[found < 0 ? 0 : found];
  if (header === undefined || (found < 0 && table === undefined && header.cells.length < 2)) return null;
  const headers = header.cells.map((cell) => cell.trim());
  return { shape: { format: 'csv', delimiter }, headers, lines: all.slice(all.indexOf(header) + 1) };
}

// ------------------------------------------------------------------------------------------------ JSON

function looksLikeJson(text: string): boolean {
  return /^\ufeff?\s*(?:\[\s*(?:\{|\])|\{\s*["}])/.test(text.slice(0, 2_000));
}

function jsonSheet(text: string): Sheet | null {
  const items = jsonItems(text.replace(/^\ufeff/, ''));
  const keys = new Set<string>();
  const read = items.map((raw) => ({ raw, flat: flatOf(raw) }));
  for (const { flat } of read.slice(0, 200)) for (const key of flat?.keys() ?? []) if (keys.size < KEYS_MAX) keys.add(key);
  if (keys.size === 0) return null;
  const headers = [...keys];
  return { shape: { format: 'json', keys: headers }, headers, lines: read.map(({ raw, flat }, at) => ({ raw, cells: headers.map((key) => flat?.get(key) ?? ''), row: at + 1 })) };
}

/** The text of each object, on one line. What breaks off in the middle is the last, broken item. */
function jsonItems(text: string): string[] {
  const start = text.search(/\S/);
  if (start < 0) return [];
  if (text[start] === '[') return itemsFrom(text, start + 1);
  const end = closingBrace(text, start);
  const rest = end < 0 ? '' : text.slice(end + 1).trimStart();
  if (rest !== '') return text.split(/\r?\n/).map((line) => line.trim().replace(/,$/, '')).filter((line) => line !== '');
  const flat = end < 0 ? null : flatOf(text.slice(start, end + 1));
  if (flat !== null && tableOf([...flat.keys()]) !== null) return [oneLine(text.slice(start, end + 1))];
  const list = /^[^[\]]*"[^"]{1,60}"\s*:\s*\[\s*(?=\{)/.exec(text.slice(start));
  return list === null ? [oneLine(text.slice(start, end < 0 ? start + ROW_MAX : end + 1))] : itemsFrom(text, start + list[0].length);
}

function itemsFrom(text: string, from: number): string[] {
  const items: string[] = [];
  for (let at = from; at < text.length; ) {
    const open = text.indexOf('{', at);
    // A `]` between two objects is the end of the list.
    if (open < 0 || text.slice(at, open).includes(']')) break;
    const close = closingBrace(text, open);
    items.push(oneLine(text.slice(open, close < 0 ? Math.min(text.length, open + ROW_MAX) : close + 1)));
    if (close < 0) break;
    at = close + 1;
  }
  return items;
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  let inString = false;
  for (let at = open; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (inString) {
      if (char === 0x5c) at++;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x7b) depth++;
    else if (char === 0x7d && --depth === 0) return at;
  }
  return -1;
}

/** Line breaks between the parts of an object mean nothing; inside its strings JSON has none. */
function oneLine(raw: string): string {
  return raw.replace(/[\r\n]+\s*/g, ' ');
}

function cellsOfJson(raw: string, keys: readonly string[]): string[] | null {
  const flat = flatOf(raw);
  return flat === null ? null : keys.map((key) => flat.get(key) ?? '');
}

/** Leaves of an object by their path; lists stay JSON. Null when the text is no object. */
function flatOf(raw: string): Map<string, string> | null {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const flat = new Map<string, string>();
  const visit = (object: object, path: string, depth: number): void => {
    for (const [key, inner] of Object.entries(object) as [string, unknown][]) {
      const name = path === '' ? key : `${path}.${key}`;
      if (typeof inner === 'object' && inner !== null && !Array.isArray(inner) && depth < 3) visit(inner, name, depth + 1);
      else if (inner !== null && inner !== undefined && !flat.has(name)) flat.set(name, leaf(inner));
    }
  };
  visit(value, '', 0);
  return flat;
}

/** A JSON number has its one reading: two decimals keep it from being taken for thousands. */
function leaf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 1_000 ? 4 : 2);
  return JSON.stringify(value);
}

/** The names of a table's meanings, for choosing; `ignore` first. */
export function meaningNames(table: ShopTable | null): string[] {
  return table === null ? ['ignore'] : ['ignore', ...SHOP_MEANINGS[table]];
}
