/**
 * The `cdr` table of an exchange, whatever its layout: which of its columns are there, what to ask, and what a row is.
 *
 * Layouts met: the classic one of cdr_pgsql and cdr_mysql (`calldate`, often without `linkedid` and `sequence`), the
 * newer one of Asterisk's own migrations (`start`, `answer`, `end`), FreePBX's with more columns, upper-case ones. Pure.
 */
import { createHash } from 'node:crypto';
import { DeskError } from '../../../../shared/result.ts';
import type { RawRecord } from '../connector.ts';
import { CDR_COLUMNS } from '../files/formats/cdrRow.ts';
import type { SqlCdrContext } from '../files/formats/cdrRow.ts';

/** `type` as information_schema names it; `isAutoIncrement`: the server counts it up. */
export type FoundColumn = { name: string; type: string; isAutoIncrement: boolean };

/** Our name of a column -> its name and type in the table. `idColumn`: rows can be told apart and ordered by it. */
export type CdrTable = { columns: ReadonlyMap<string, FoundColumn>; start: FoundColumn; id: FoundColumn | null };

/** Empty values are left out. */
export type CdrValues = Readonly<Record<string, string>>;

const READ_COLUMNS = [...CDR_COLUMNS.filter((name) => name !== 'start'), 'uniqueid', 'userfield', 'peeraccount', 'linkedid', 'sequence', 'did', 'recordingfile', 'cnum', 'cnam', 'outbound_cnum', 'outbound_cnam', 'dst_cnam'];
const NEEDED = ['src', 'dst', 'channel', 'dstchannel', 'duration', 'billsec', 'disposition'];
const DATES = new Set(['answer', 'end']);

/** @throws DeskError columns-missing, with the names that are not there */
export function describeTable(found: readonly FoundColumn[], table: string): CdrTable {
  const byName = new Map(found.map((column) => [column.name.toLowerCase(), column]));
  const start = byName.get('calldate') ?? byName.get('start');
  const missing = [...(start === undefined ? ['calldate'] : []), ...NEEDED.filter((name) => !byName.has(name))];
  if (start === undefined || missing.length > 0) throw new DeskError('columns-missing', { table, columns: missing.join(', ') });
  const columns = new Map(READ_COLUMNS.flatMap((name) => {
    const column = byName.get(name);
    return column === undefined ? [] : [[name, column] as const];
  }));
  return { columns, start, id: found.find((column) => column.isAutoIncrement && /int|serial|numeric|decimal/i.test(column.type)) ?? null };
}

/** A row as it came, to its values: text as it is, dates as `YYYY-MM-DD HH:MM:SS` in the exchange's own zone. Null without a start. */
export function readRow(row: Readonly<Record<string, unknown>>): CdrValues | null {
  const values: Record<string, string> = {};
  for (const name of ['start', ...READ_COLUMNS]) {
    const text = asText(row[name]);
    const value = name === 'start' || DATES.has(name) ? secondOf(text) : text;
    if (value !== '') values[name] = value;
  }
  // Rows of before an upgrade got the new column's default: without a linkedid it tells nothing apart.
  if (values['linkedid'] === undefined) delete values['sequence'];
  return values['start'] === undefined ? null : values;
}

/** What tells a row from all others: its ids where it has them, else what it says. */
export function rowKey(row: CdrValues): string {
  const { uniqueid = '', linkedid = '', sequence = '' } = row;
  if (uniqueid !== '' && sequence !== '') return shortHash([uniqueid, linkedid, sequence]);
  return shortHash(['start', 'src', 'dst', 'dcontext', 'clid', 'channel', 'dstchannel', 'lastapp', 'lastdata', 'duration', 'billsec', 'disposition', 'uniqueid'].map((name) => row[name] ?? ''));
}

export function toRecord(row: CdrValues): RawRecord {
  const context: SqlCdrContext = { format: 'sqlCdr' };
  return { kind: 'cdr', place: `${(row['start'] ?? '').replace(/\D/g, '')}.${rowKey(row)}`, raw: Buffer.from(JSON.stringify(row)), context, receivedAtMs: null, flags: [] };
}

/** A second of wall-clock text so many seconds later, as text; to be compared with others of the same zone only. */
export function secondsLater(second: string, seconds: number): string {
  const ms = Date.parse(`${second.replace(' ', 'T')}Z`);
  return Number.isNaN(ms) ? second : new Date(ms + seconds * 1_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** 60 bits: enough for the rows of a window. */
function shortHash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 10);
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}

/** Without fractions and zone; the zero date of MySQL is none. */
function secondOf(text: string): string {
  const second = text.replace('T', ' ').slice(0, 19);
  return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(second) && !second.startsWith('0000') ? second : '';
}
