/**
 * Mail in files: mbox, Maildir, folders of .eml and single .eml.
 *
 * Finds the borders of mails and hands over their bytes; never parses them. An mbox is read in file order, because its
 * place in the history is a byte offset; folders are read newest first.
 */
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { DeskError } from '../../../../shared/result.ts';
import type { Connector, ConnectorContext, Cursor, FileConfig, RawRecord, Session, SyncBatch } from '../connector.ts';
import { fileBatch, fileSession, fileSignature, openFile, readAt, readHead, recordBasket, shortHash, statFile } from './fileAccess.ts';
import { folderSignature, pullFolders } from './mailFolder.ts';
import { splitMbox } from './mboxSplit.ts';

/** Reads `FileConfig.path`. @throws DeskError file-missing, file-unreadable, file-empty, file-kind-unknown */
export const mailFile: Connector = {
  kind: 'mailFile',
  async open(context: ConnectorContext): Promise<Session> {
    const { path } = context.setup.config as FileConfig;
    const found = await statFile(path);
    if (found.isDirectory) return fileSession(context, (cursors) => pullFolders(path, cursors, context.signal), () => folderSignature(path));
    if (found.size === 0) throw new DeskError('file-empty', { file: basename(path) });
    const head = (await readHead(path, 4096)).toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '').trimStart();
    if (!head.startsWith('From ')) return fileSession(context, (cursors) => pullFolders(path, cursors, context.signal), () => fileSignature(path));
    return fileSession(context, (cursors) => pullMbox(path, cursors.get(path), context), () => fileSignature(path));
  },
};

type MboxCursor = {
  /** Names the numbering: a hash of the first line, and a count of times the file was rewritten under us. */
  generation: string;
  /** Where the next mail begins, and where the last one read did. */
  next: number;
  last: number;
  /** Hash of the bytes before `next`: the file was only appended to as long as it holds. */
  tail: string;
  done: number;
};

const TAIL_BYTES = 128;

async function* pullMbox(path: string, stored: Cursor | undefined, context: ConnectorContext): AsyncGenerator<SyncBatch, void, void> {
  const handle = await openFile(path);
  try {
    const { cursor, renumbered } = await whereToGoOn(handle, stored as MboxCursor | undefined);
    yield* readMbox(handle, path, cursor, renumbered, context.signal, Math.round((await handle.stat()).mtimeMs));
  } finally {
    await handle.close();
  }
}

async function* readMbox(handle: FileHandle, path: string, cursor: MboxCursor, renumbered: string | null, signal: AbortSignal, mtimeMs: number): AsyncGenerator<SyncBatch, void, void> {
  const basket = recordBasket();
  let at = cursor;
  let prefix = renumbered;
  const batch = async (next: number, last: number, complete: boolean): Promise<SyncBatch> => {
    const records = basket.take();
    at = { ...at, next, last, done: at.done + records.length, tail: await tailHash(handle, next) };
    const made = fileBatch({ stream: path, shown: basename(path), records, cursor: at, done: at.done, total: complete ? at.done : null, complete, renumbered: prefix });
    prefix = null;
    return made;
  };
  let next = cursor.next;
  let last = cursor.last;
  for await (const mail of splitMbox(handle, cursor.next, signal)) {
    if (basket.wouldOverflow(mail.raw.byteLength)) yield await batch(next, last, false);
    basket.add(mailRecord(`${cursor.generation}.${mail.offset}`, mail.raw, mail.cut, mtimeMs));
    next = mail.end;
    last = mail.offset;
    if (basket.isFull()) yield await batch(next, last, false);
  }
  if (!signal.aborted) yield await batch(next, last, true);
}

function mailRecord(place: string, raw: Uint8Array, cut: boolean, mtimeMs: number): RawRecord {
  return { kind: 'mail', place, raw, context: cut ? { cut } : null, receivedAtMs: mtimeMs, flags: [] };
}

async function whereToGoOn(handle: FileHandle, stored: MboxCursor | undefined): Promise<{ cursor: MboxCursor; renumbered: string | null }> {
  const firstLine = (await readAt(handle, 0, 1024)).toString('latin1').split('\n', 1)[0] ?? '';
  const name = shortHash(firstLine).slice(0, 8);
  const fresh: MboxCursor = { generation: name, next: 0, last: 0, tail: '', done: 0 };
  if (stored === undefined) return { cursor: fresh, renumbered: null };
  const { size } = await handle.stat();
  if (stored.next <= size && (await tailHash(handle, stored.next)) === stored.tail) {
    const ahead = (await readAt(handle, stored.next, 64)).toString('latin1').trimStart();
    // What follows is no new mail: the last one was still being written when it was read. It keeps its place.
    const isGrown = ahead !== '' && !ahead.startsWith('From ');
    return { cursor: isGrown ? { ...stored, next: stored.last, done: Math.max(0, stored.done - 1) } : stored, renumbered: null };
  }
  const rewrites = Number(/~(\d+)$/.exec(stored.generation)?.[1] ?? 0) + 1;
  const generation = `${name}~${rewrites}`;
  return { cursor: { ...fresh, generation }, renumbered: `${generation}.` };
}

async function tailHash(handle: FileHandle, end: number): Promise<string> {
  const from = Math.max(0, end - TAIL_BYTES);
  return shortHash(await readAt(handle, from, end - from));
}
