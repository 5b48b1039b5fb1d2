/**
 * One row of Asterisk's `Master.csv`: its fields, and which optional columns it has.
 *
 * Columns as `cdr/cdr_csv.c` writes them: 16 fixed ones, then `uniqueid` (loguniqueid), `userfield` (loguserfield) and
 * `peeraccount, linkedid, sequence` (newcdrcolumns), each group only when configured. There is no header, so a row of
 * 17 or 20 columns has either uniqueid or userfield, which only the shape over many rows can tell.
 */

export const CDR_COLUMNS = ['accountcode', 'src', 'dst', 'dcontext', 'clid', 'channel', 'dstchannel', 'lastapp', 'lastdata', 'start', 'answer', 'end', 'duration', 'billsec', 'disposition', 'amaflags'] as const;
export type CdrColumn = (typeof CDR_COLUMNS)[number] | 'uniqueid' | 'userfield' | 'peeraccount' | 'linkedid' | 'sequence';

/** Context of a `cdr` record: names of the columns behind the sixteenth, in order. */
export type CdrContext = { extra: readonly CdrColumn[] };
/** Context of a `cdr` record read from a table: its raw bytes are a JSON object of columns, named as in the file, times in the exchange's own zone. */
export type SqlCdrContext = { format: 'sqlCdr' };

/** What a 17th column is where the number of columns leaves it open. */
export type OpenColumn = 'uniqueid' | 'userfield';

/** `[systemname-]epoch.counter`; ids given by `Originate ChannelId` break this shape. */
const UNIQUEID = /^(?:.*-)?\d+\.\d+$/;
const DATE = /^(?:\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})?$/;
const DISPOSITION = /^(?:NO ANSWER|CONGESTION|FAILED|BUSY|ANSWERED|UNKNOWN|NOANSWER|)$/i;

/** Fields of one line, quotes taken off; null when a quote is left open (the line was cut) or stands inside a bare field. */
export function splitCdrLine(line: string): string[] | null {
  const fields: string[] = [];
  let at = 0;
  const text = line.replaceAll('\0', '').replace(/\r$/, '');
  for (;;) {
    if (text[at] === '"') {
      let value = '';
      let from = at + 1;
      let close = text.indexOf('"', from);
      while (close >= 0 && text[close + 1] === '"') {
        value += text.slice(from, close + 1);
        from = close + 2;
        close = text.indexOf('"', from);
      }
      if (close < 0) return null;
      fields.push(value + text.slice(from, close));
      at = close + 1;
      if (at < text.length && text[at] !== ',') return null;
    } else {
      const comma = text.indexOf(',', at);
      const end = comma < 0 ? text.length : comma;
      fields.push(text.slice(at, end));
      at = end;
    }
    if (at >= text.length) return fields;
    at++;
    if (fields.length > 64) return null;
  }
}

/** Whether fields have the shape of a call record: dates, durations and disposition in their places. */
export function isCdrRow(fields: readonly string[]): boolean {
  if (fields.length < 16 || fields.length > 21) return false;
  const [start = '', answer = '', end = '', duration = '', billsec = '', disposition = ''] = fields.slice(9, 15);
  return start !== '' && DATE.test(start) && DATE.test(answer) && DATE.test(end) && /^\d+$/.test(duration) && /^\d+$/.test(billsec) && DISPOSITION.test(disposition);
}

/** What the open column is, judged over all rows that have it; `uniqueid` where they say nothing. */
export function decideOpenColumn(rows: readonly (readonly string[])[], columns: 17 | 20): OpenColumn {
  let like = 0;
  let unlike = 0;
  for (const fields of rows) {
    if (fields.length !== columns) continue;
    if (UNIQUEID.test(fields[16] ?? '')) like++;
    else unlike++;
  }
  return like * 2 >= unlike ? 'uniqueid' : 'userfield';
}

/** Names of the columns behind the sixteenth for a row of `count` columns. */
export function extraColumns(count: number, open: OpenColumn): CdrColumn[] {
  const linked: CdrColumn[] = ['peeraccount', 'linkedid', 'sequence'];
  switch (count) {
    case 17: return [open];
    case 18: return ['uniqueid', 'userfield'];
    case 19: return linked;
    case 20: return [open, ...linked];
    case 21: return ['uniqueid', 'userfield', ...linked];
    default: return [];
  }
}
