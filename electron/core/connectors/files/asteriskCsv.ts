/**
 * Asterisk's call log `Master.csv`, followed as it grows and rotates.
 *
 * A line is one record and its byte offset its place. The cursor holds the offset and a hash of the last line, so that
 * a file that was only appended to goes on where it was left, and one that was rotated is found among its siblings and
 * read to its end first. The last line counts only when its line end was written.
 */
import { readdir } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DeskError } from '../../../../shared/result.ts';
import type { Connector, ConnectorContext, FileConfig, RawRecord, SyncBatch } from '../connector.ts';
import { decideOpenColumn, extraColumns, isCdrRow, splitCdrLine } from './formats/cdrRow.ts';
import type { CdrContext, OpenColumn } from './formats/cdrRow.ts';
import { decodeText, fileBatch, fileSession, fileSignature, openFile, readAt, recordBasket, shortHash, statFile } from './fileAccess.ts';

/** Reads `FileConfig.path`. @throws DeskError file-missing, file-unreadable, file-empty, file-wrong-columns */
export const asteriskCsv: Connector = {
  kind: 'asteriskCsv',
  async open(context: ConnectorContext) {
    const { path, follow } = context.setup.config as FileConfig;
    const found = await statFile(path);
    if (found.isDirectory) throw new DeskError('file-kind-unknown', { file: basename(path) });
    // A fresh log is empty until the first call ends.
    if (found.size === 0 && !follow) throw new DeskError('file-empty', { file: basename(path) });
    if (found.size > 0) await assertCallLog(path);
    return fileSession(context, (cursors) => pullLog(path, cursors.get(path) as LogCursor | undefined, follow, context.signal), () => fileSignature(path));
  },
};

type LogCursor = {
  /** Hash of the file's first line; places begin with it, so that those of a rotated file stay apart. */
  generation: string;
  offset: number;
  /** The last line that was read: where it begins and its hash. */
  lastAt: number;
  lastHash: string;
  /** Hash of an unfinished last line that was taken all the same (only when the file is not followed); empty otherwise. */
  taken: string;
  /** Decided once per file and kept, so that a later row cannot change what earlier ones mean. */
  open17: OpenColumn | null;
  open20: OpenColumn | null;
  done: number;
};

const SAMPLE_BYTES = 512 * 1024;
const CHUNK_BYTES = 256 * 1024;
/** Asterisk writes no record over 1024 bytes; what is longer is no row, and is kept up to here. */
const LINE_MAX_BYTES = 128 * 1024 * 1024;

async function* pullLog(path: string, stored: LogCursor | undefined, follow: boolean, signal: AbortSignal): AsyncGenerator<SyncBatch, void, void> {
  const handle = await openFile(path);
  try {
    let cursor = stored;
    let renumbered: string | null = null;
    if (stored !== undefined && stored.generation !== '' && !(await isContinued(handle, stored))) {
      const rotated = await findRotated(path, stored);
      if (rotated !== null) {
        try {
          for await (const batch of readLog(rotated, path, stored, false, null, signal)) {
            cursor = batch.cursor as LogCursor;
            yield { ...batch, total: null, complete: false };
          }
        } finally {
          await rotated.close();
        }
      }
      const first = await firstLineHash(handle);
      const isReused = first === stored.generation.split('~', 1)[0];
      // The same first line with other lines behind it: the old places would mean other rows.
      const generation = isReused ? `${first}~${Number(stored.generation.split('~')[1] ?? 0) + 1}` : first;
      renumbered = isReused ? `${generation}.` : null;
      cursor = { ...freshCursor(generation), done: cursor?.done ?? 0 };
    }
    if (signal.aborted) return;
    cursor ??= freshCursor(await firstLineHash(handle));
    if (cursor.generation === '') cursor = { ...cursor, generation: await firstLineHash(handle) };
    yield* readLog(handle, path, cursor, follow, renumbered, signal);
  } finally {
    await handle.close();
  }
}

function freshCursor(generation: string): LogCursor {
  return { generation, offset: 0, lastAt: 0, lastHash: '', taken: '', open17: null, open20: null, done: 0 };
}

async function* readLog(handle: FileHandle, path: string, from: LogCursor, follow: boolean, renumbered: string | null, signal: AbortSignal): AsyncGenerator<SyncBatch, void, void> {
  const { size, mtimeMs } = await handle.stat();
  const sample = await sampleRows(handle);
  let cursor: LogCursor = { ...from, open17: from.open17 ?? decided(sample, 17), open20: from.open20 ?? decided(sample, 20) };
  let prefix = renumbered;
  const basket = recordBasket();
  const record = (at: number, raw: Uint8Array): RawRecord => ({ kind: 'cdr', place: `${cursor.generation}.${at}`, raw, context: contextOf(raw, cursor), receivedAtMs: Math.round(mtimeMs), flags: [] });
  const batch = (complete: boolean): SyncBatch => {
    const records = basket.take();
    cursor = { ...cursor, done: cursor.done + records.length };
    const made = fileBatch({ stream: path, shown: basename(path), records, cursor, done: cursor.done, total: complete ? cursor.done : null, complete, renumbered: prefix });
    prefix = null;
    return made;
  };
  for await (const line of linesFrom(handle, cursor.offset, size, signal)) {
    if (!line.isWhole) {
      const hash = shortHash(line.raw);
      if (!follow && hash !== cursor.taken && isFinished(line.raw, sample)) {
        basket.add(record(line.at, line.raw));
        cursor = { ...cursor, taken: hash };
      }
      break;
    }
    const wasTaken = cursor.taken !== '' && cursor.taken === shortHash(line.raw);
    cursor = { ...cursor, offset: line.end, lastAt: line.at, lastHash: shortHash(line.raw), taken: '' };
    if (line.raw.length > 0 && !wasTaken) basket.add(record(line.at, line.raw));
    if (basket.isFull()) yield batch(false);
  }
  if (!signal.aborted) yield batch(true);
}

/** A last line without its line end is a row when nothing of it can be missing: some editors leave the line end out. */
function isFinished(raw: Uint8Array, sample: readonly (readonly string[])[]): boolean {
  const fields = splitCdrLine(decodeText(raw).text);
  if (fields === null || !isCdrRow(fields)) return false;
  const usual = new Set(sample.map((row) => row.length));
  return usual.size === 0 || usual.has(fields.length);
}

function contextOf(raw: Uint8Array, cursor: LogCursor): CdrContext {
  const count = splitCdrLine(decodeText(raw).text)?.length ?? 0;
  return { extra: extraColumns(count, (count === 17 ? cursor.open17 : cursor.open20) ?? 'uniqueid') };
}

function decided(rows: readonly (readonly string[])[], columns: 17 | 20): OpenColumn | null {
  return rows.some((row) => row.length === columns) ? decideOpenColumn(rows, columns) : null;
}

type Line = { at: number; end: number; raw: Uint8Array; isWhole: boolean };

/** Lines from an offset; `raw` has no line end. A line over the limit is cut there and the rest of it skipped. */
async function* linesFrom(handle: FileHandle, from: number, size: number, signal: AbortSignal): AsyncGenerator<Line, void, void> {
  let base = from;
  let buffer: Buffer = Buffer.alloc(0);
  let cutLine: Buffer | null = null;
  let lineAt = from;
  while (!signal.aborted) {
    const newline = buffer.indexOf(10);
    if (newline >= 0) {
      const end = base + newline + 1;
      const raw = cutLine ?? buffer.subarray(0, Math.min(newline, LINE_MAX_BYTES));
      const cr = raw.length > 0 && raw.at(-1) === 13 ? 1 : 0;
      yield { at: lineAt, end, raw: Uint8Array.from(raw.subarray(0, raw.length - cr)), isWhole: true };
      buffer = buffer.subarray(newline + 1);
      base = end;
      lineAt = end;
      cutLine = null;
      continue;
    }
    if (buffer.length > LINE_MAX_BYTES) {
      cutLine ??= Buffer.from(buffer.subarray(0, LINE_MAX_BYTES));
      base += buffer.length;
      buffer = Buffer.alloc(0);
    }
    const more = base + buffer.length >= size ? Buffer.alloc(0) : await readAt(handle, base + buffer.length, Math.max(CHUNK_BYTES, Math.min(buffer.length, LINE_MAX_BYTES)));
    if (more.length === 0) break;
    buffer = Buffer.concat([buffer, more]);
  }
  if (!signal.aborted && (buffer.length > 0 || cutLine !== null)) yield { at: lineAt, end: base + buffer.length, raw: Uint8Array.from(cutLine ?? buffer), isWhole: false };
}

/** Fields of the whole, well-formed rows at the beginning of the file. */
async function sampleRows(handle: FileHandle): Promise<string[][]> {
  const head = await readAt(handle, 0, SAMPLE_BYTES);
  const lines = decodeText(head, { cutEnd: true }).text.split('\n');
  // The last piece may be cut off.
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines;
  return whole.flatMap((line) => {
    const fields = splitCdrLine(line);
    return fields !== null && isCdrRow(fields) ? [fields] : [];
  });
}

/** Whether text is a call log: more than half of its first lines have the shape of its rows. */
export function looksLikeCallLog(text: string): boolean {
  const lines = text.split('\n', 200).filter((line) => line.trim() !== '');
  const judged = lines.length > 1 ? lines.slice(0, -1) : lines;
  const rows = judged.filter((line) => isCdrRow(splitCdrLine(line) ?? [])).length;
  return rows > 0 && rows * 2 >= judged.length;
}

async function assertCallLog(path: string): Promise<void> {
  const handle = await openFile(path);
  try {
    if (!looksLikeCallLog(decodeText(await readAt(handle, 0, 64 * 1024), { cutEnd: true }).text)) throw new DeskError('file-wrong-columns', { file: basename(path) });
  } finally {
    await handle.close();
  }
}

async function isContinued(handle: FileHandle, cursor: LogCursor): Promise<boolean> {
  const { size } = await handle.stat();
  if (size < cursor.offset) return false;
  if (cursor.lastHash === '') return cursor.offset === 0;
  const last = await readAt(handle, cursor.lastAt, Math.min(cursor.offset - cursor.lastAt, LINE_MAX_BYTES + 2));
  const text = last.at(-1) === 10 ? last.subarray(0, last.length - (last.at(-2) === 13 ? 2 : 1)) : last;
  return shortHash(text.subarray(0, LINE_MAX_BYTES)) === cursor.lastHash;
}

/** The file's former self under another name (`Master.csv.1`, `Master.csv-20240824`): the one that has our last line in its place. */
async function findRotated(path: string, cursor: LogCursor): Promise<FileHandle | null> {
  if (cursor.lastHash === '') return null;
  const folder = dirname(path);
  const name = basename(path);
  const siblings = (await readdir(folder).catch(() => [])).filter((other) => other !== name && other.startsWith(name.replace(/\.csv$/i, '')) && !/\.(?:gz|bz2|xz|zst|zip)$/i.test(other));
  for (const sibling of siblings.sort()) {
    const handle = await openFile(join(folder, sibling)).catch(() => null);
    if (handle === null) continue;
    if ((await handle.stat()).isFile() && (await isContinued(handle, cursor))) return handle;
    await handle.close();
  }
  return null;
}

async function firstLineHash(handle: FileHandle): Promise<string> {
  const head = await readAt(handle, 0, 8192);
  const end = head.indexOf(10);
  return end < 0 && head.length < 8192 ? '' : shortHash(end < 0 ? head : head.subarray(0, end)).slice(0, 8);
}
