/**
 * Tables of a shop's other systems: catalogue, orders, offers, web steps, reviews. One row is one record; an order whose
 * lines stand in rows of their own is one.
 *
 * A file, or every such file of a folder. What changed is read again as a whole and numbered anew: rows that say what
 * they said are recognised by it, so that nothing is doubled and a row that left the file is not forgotten.
 */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SHOP_TABLES } from '../../../../shared/selling.ts';
import type { ShopTable } from '../../../../shared/selling.ts';
import { DeskError } from '../../../../shared/result.ts';
import type { Connector, ConnectorContext, Cursor, FileConfig, RawRecord, SyncBatch } from '../connector.ts';
import { decodeText, fileBatch, fileError, fileSession, readHead, readWhole, recordBasket, shortHash, statFile } from './fileAccess.ts';
import { looksLikeShopTable, readTable } from './formats/shopTable.ts';
import type { TableFile } from './formats/shopTable.ts';

/** What a person said of a table: which one it is and what its columns mean. */
export type TableSaid = { table?: ShopTable | undefined; mapping?: readonly string[] | undefined };

const HEAD_BYTES = 64 * 1024;
const FILES_MAX = 1_000;

/** Reads `FileConfig.path`, a file or a folder. @throws DeskError as `readShopFile` */
export const shopFile: Connector = {
  kind: 'shopFile',
  async open(context: ConnectorContext) {
    const config = context.setup.config as FileConfig;
    const { isDirectory } = await statFile(config.path);
    if (!isDirectory) return fileSession(context, (cursors) => pullFile(config, config.path, cursors.get(config.path) as ShopCursor | undefined, context.signal), () => signatureOf(config.path));
    return fileSession(context, (cursors) => pullFolder(config, cursors, context.signal), () => folderSignature(config.path));
  },
};

/**
 * The table in a file.
 * @throws DeskError file-missing, file-unreadable, file-empty, file-wrong-columns (no table of a shop, and nobody said which)
 */
export async function readShopFile(path: string, said: TableSaid = {}): Promise<TableFile> {
  const file = readTable(decodeText(await readWhole(path)).text, { table: said.table, columns: said.mapping });
  if (file === null) throw new DeskError('file-wrong-columns', { file: basename(path) });
  return file;
}

/** Files of a folder that are tables of a shop, by name. */
export async function shopFilesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => { throw fileError(folder, cause); });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, FILES_MAX)) {
    // A file under a passing name is still being written or copied.
    if (!entry.isFile() || /^[.~]|\.(?:tmp|part|crdownload)$/i.test(entry.name)) continue;
    const path = join(folder, entry.name);
    const head = await readHead(path, HEAD_BYTES).catch(() => null);
    if (head !== null && head.length > 0 && looksLikeShopTable(headText(head))) found.push(path);
  }
  return found;
}

/** What of a file's beginning is whole: the last line may be cut. */
export function headText(head: Buffer): string {
  const { text } = decodeText(head, { cutEnd: head.length >= HEAD_BYTES });
  return head.length < HEAD_BYTES ? text : text.slice(0, text.lastIndexOf('\n') + 1) || text;
}

/** `generation` names a state of the file; `size` and `mtimeMs` save reading it when nothing changed. */
type ShopCursor = { generation: string; next: number; total: number; size: number; mtimeMs: number };

async function* pullFolder(config: FileConfig, cursors: ReadonlyMap<string, Cursor>, signal: AbortSignal): AsyncGenerator<SyncBatch, void, void> {
  for (const path of await shopFilesIn(config.path)) {
    if (signal.aborted) return;
    yield* pullFile(config, path, cursors.get(path) as ShopCursor | undefined, signal);
  }
}

async function* pullFile(config: FileConfig, path: string, stored: ShopCursor | undefined, signal: AbortSignal): AsyncGenerator<SyncBatch, void, void> {
  const { size, mtimeMs } = await statFile(path);
  if (stored !== undefined && stored.size === size && stored.mtimeMs === mtimeMs && stored.next >= stored.total) {
    yield fileBatch({ stream: path, shown: basename(path), records: [], cursor: stored, done: stored.total, total: stored.total, complete: true });
    return;
  }
  const bytes = await readWhole(path);
  const said = { table: SHOP_TABLES.find((table) => table === config.table), columns: config.mapping };
  const file = readTable(decodeText(bytes).text, said);
  if (file === null || file.table === null) throw new DeskError('file-wrong-columns', { file: basename(path) });
  const generation = shortHash(`${shortHash(bytes)}|${config.table ?? ''}|${(config.mapping ?? []).join(',')}`).slice(0, 12);
  const isSame = stored?.generation === generation;
  let prefix = stored !== undefined && stored.generation !== undefined && !isSame ? `${generation}.` : null;
  const total = file.rows.length;
  const basket = recordBasket();
  const batch = (next: number): SyncBatch => {
    const cursor: ShopCursor = { generation, next, total, size, mtimeMs };
    const made = fileBatch({ stream: path, shown: basename(path), records: basket.take(), cursor, done: next, total, complete: next >= total, renumbered: prefix });
    prefix = null;
    return made;
  };
  let next = isSame ? stored.next : 0;
  for (const row of file.rows.slice(next)) {
    if (signal.aborted) return;
    const record: RawRecord = { kind: 'row', place: `${generation}.${row.row}`, raw: Buffer.from(row.raw), context: row.context, receivedAtMs: Math.max(mtimeMs, config.mappedAtMs ?? 0), flags: [] };
    if (basket.wouldOverflow(record.raw.byteLength)) yield batch(next);
    basket.add(record);
    next++;
    if (basket.isFull() && next < total) yield batch(next);
  }
  if (!signal.aborted) yield batch(total);
}

async function signatureOf(path: string): Promise<string> {
  const { size, mtimeMs } = await statFile(path);
  return `${size}:${mtimeMs}`;
}

async function folderSignature(folder: string): Promise<string> {
  const names = await readdir(folder).catch((cause: unknown) => { throw fileError(folder, cause); });
  const states = await Promise.all(names.sort().slice(0, FILES_MAX).map(async (name) => `${name}:${await signatureOf(join(folder, name)).catch(() => '')}`));
  return states.join('\n');
}
