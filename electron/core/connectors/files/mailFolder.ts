/**
 * Folders in which every file is one mail: Maildir (with Maildir++ and nested subfolders) and folders of .eml.
 *
 * Reads newest first and survives being stopped anywhere. A pass takes what changed after the former pass (by ctime,
 * which a delivery, a copy and a rename all set) up to the moment it began; what arrives meanwhile is the next pass.
 */
import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { DeskError } from '../../../../shared/result.ts';
import type { Cursor, SyncBatch } from '../connector.ts';
import { fileBatch, fileError, readHead, recordBasket, shortHash, statFile } from './fileAccess.ts';
import { looksLikeMail } from './looks.ts';

type FolderCursor = {
  /** Changes after this (nanoseconds as text) belong to this pass, together with those of the same tick that are not in `edge`. */
  since: string;
  edge: readonly string[];
  /** Last change this pass takes, and how far down it got; null between passes. */
  pass: { until: string; atNs: string; atName: string } | null;
};

type MailEntry = { path: string; place: string; changedNs: bigint; writtenNs: bigint; size: number; flags: readonly string[] };

type MailStream = { stream: string; shown: string; list(): Promise<MailEntry[]> };

/** File systems stamp changes in ticks of up to 10 ms; within one, order is unknown. */
const TICK_NS = 20_000_000n;
const MAIL_MAX_BYTES = 256 * 1024 * 1024;
const DEPTH_MAX = 20;

/** All mail under a folder, one stream a mail folder; a single file is a folder of one. @throws DeskError */
export async function* pullFolders(path: string, cursors: ReadonlyMap<string, Cursor>, signal: AbortSignal): AsyncGenerator<SyncBatch, void, void> {
  for (const stream of await mailStreams(path)) {
    if (signal.aborted) return;
    yield* pullStream(stream, cursors.get(stream.stream) as FolderCursor | undefined, signal);
  }
}

/** Changes when a mail comes, goes or is marked. */
export async function folderSignature(path: string): Promise<string> {
  const times: string[] = [];
  for (const folder of await foldersUnder(path)) times.push(`${folder}:${(await stat(folder, { bigint: true })).mtimeNs}`);
  return shortHash(times.join('\n'));
}

/** Whether a folder is a Maildir itself (has `cur` or `new`). */
export async function isMaildir(path: string): Promise<boolean> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.some((entry) => entry.isDirectory() && (entry.name === 'cur' || entry.name === 'new'));
}

async function mailStreams(path: string): Promise<MailStream[]> {
  const found = await statFile(path);
  if (!found.isDirectory) return [{ stream: path, shown: basename(path), list: () => looseMails(path, [path]) }];
  const folders = await foldersUnder(path);
  const streams: MailStream[] = [];
  const loose: string[] = [];
  for (const folder of folders) {
    const name = basename(folder);
    if (name === 'cur' || name === 'new' || name === 'tmp') continue;
    if (await isMaildir(folder)) streams.push({ stream: folder, shown: shownMaildir(path, folder), list: () => maildirMails(folder) });
    else loose.push(folder);
  }
  if (streams.length === 0) streams.push({ stream: path, shown: basename(path), list: () => looseMails(path, loose) });
  return streams;
}

async function foldersUnder(path: string): Promise<string[]> {
  const folders: string[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    folders.push(folder);
    if (depth > DEPTH_MAX) return;
    const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => { throw fileError(folder, cause); });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) if (entry.isDirectory()) await visit(join(folder, entry.name), depth + 1);
  };
  const found = await statFile(path);
  if (found.isDirectory) await visit(path, 0);
  return folders;
}

async function* pullStream(stream: MailStream, stored: FolderCursor | undefined, signal: AbortSignal): AsyncGenerator<SyncBatch, void, void> {
  const before: FolderCursor = stored ?? { since: '-1', edge: [], pass: null };
  const all = (await stream.list()).sort(newestFirst);
  const until = before.pass === null ? all.reduce((max, mail) => (mail.changedNs > max ? mail.changedNs : max), BigInt(before.since)) : BigInt(before.pass.until);
  const known = new Set(before.edge);
  const isNew = (mail: MailEntry): boolean => mail.changedNs <= until && (mail.changedNs > BigInt(before.since) || (mail.changedNs > BigInt(before.since) - TICK_NS && !known.has(mail.place)));
  const isAhead = (mail: MailEntry): boolean => before.pass === null || newestFirst(mail, { writtenNs: BigInt(before.pass.atNs), place: before.pass.atName }) > 0;
  const todo = all.filter((mail) => isNew(mail) && isAhead(mail));
  const basket = recordBasket();
  let last: MailEntry | null = null;
  let left = todo.length;
  const batch = (complete: boolean): SyncBatch => {
    const records = basket.take();
    left -= records.length;
    const pass = last === null ? before.pass : { until: String(until), atNs: String(last.writtenNs), atName: last.place };
    const edge = all.filter((mail) => mail.changedNs > until - TICK_NS && mail.changedNs <= until).map((mail) => mail.place);
    const cursor: FolderCursor = complete ? { since: String(until), edge, pass: null } : { ...before, pass };
    return fileBatch({ stream: stream.stream, shown: stream.shown, records, cursor, done: all.length - left, total: all.length, complete });
  };
  for (const mail of todo) {
    if (signal.aborted) return;
    if (basket.wouldOverflow(mail.size)) yield batch(false);
    const raw = await readMail(mail);
    // Moved or removed since the listing: a move shows up in the next pass under its new name.
    if (raw === null) left--;
    else basket.add({ kind: 'mail', place: mail.place, raw: raw.bytes, context: raw.cut ? { cut: true } : null, receivedAtMs: Number(mail.writtenNs / 1_000_000n), flags: mail.flags });
    last = mail;
    if (basket.isFull()) yield batch(false);
  }
  if (!signal.aborted) yield batch(true);
}

function newestFirst(a: Pick<MailEntry, 'writtenNs' | 'place'>, b: Pick<MailEntry, 'writtenNs' | 'place'>): number {
  if (a.writtenNs !== b.writtenNs) return a.writtenNs > b.writtenNs ? -1 : 1;
  return a.place === b.place ? 0 : a.place > b.place ? -1 : 1;
}

async function readMail(mail: MailEntry): Promise<{ bytes: Uint8Array; cut: boolean } | null> {
  try {
    if (mail.size > MAIL_MAX_BYTES) return { bytes: await readHead(mail.path, MAIL_MAX_BYTES), cut: true };
    return { bytes: await readFile(mail.path), cut: false };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT' || (cause instanceof DeskError && cause.code === 'file-missing')) return null;
    throw fileError(mail.path, cause);
  }
}

async function maildirMails(folder: string): Promise<MailEntry[]> {
  const mails = new Map<string, MailEntry>();
  for (const part of ['new', 'cur']) {
    const names = await readdir(join(folder, part)).catch(() => []);
    for (const name of names) {
      if (name.startsWith('.')) continue;
      const [unique = name, info = ''] = name.split(/[:;!]2,/);
      const entry = await mailEntry(join(folder, part, name), unique, maildirFlags(info));
      if (entry) mails.set(unique, entry);
    }
  }
  return [...mails.values()];
}

/** Letters behind `:2,` (the Maildir specification), as the IMAP flags they stand for. */
function maildirFlags(info: string): string[] {
  const names: Readonly<Record<string, string>> = { S: '\\Seen', R: '\\Answered', F: '\\Flagged', T: '\\Deleted', D: '\\Draft', P: '$Forwarded' };
  return [...(info.split(',', 1)[0] ?? '')].flatMap((letter) => names[letter] ?? []);
}

async function looseMails(root: string, folders: readonly string[]): Promise<MailEntry[]> {
  const mails: MailEntry[] = [];
  for (const folder of folders) {
    const names = folder === root && !(await statFile(root)).isDirectory ? [''] : await readdir(folder);
    for (const name of names) {
      const path = name === '' ? folder : join(folder, name);
      const entry = await mailEntry(path, name === '' ? basename(path) : relative(root, path).split(sep).join('/'), []);
      // Opening every file at every pull costs more than all else; a name that says mail is believed.
      if (entry && (name === '' || /\.eml$/i.test(name) || looksLikeMail(await readHead(path, 4096)))) mails.push(entry);
    }
  }
  return mails;
}

async function mailEntry(path: string, place: string, flags: readonly string[]): Promise<MailEntry | null> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  if (found === null || !found.isFile()) return null;
  return { path, place, changedNs: found.ctimeNs, writtenNs: found.mtimeNs, size: Number(found.size), flags };
}

function shownMaildir(root: string, folder: string): string {
  const inside = relative(root, folder);
  if (inside === '') return 'INBOX';
  return inside.split(sep).map((part) => decodeFolderName(part.startsWith('.') ? part.slice(1).replaceAll('.', '/') : part)).join('/');
}

/** Modified UTF-7 (RFC 3501, 5.1.3): how Maildir++ writes folder names outside ASCII. */
function decodeFolderName(name: string): string {
  return name.replace(/&([A-Za-z0-9+,]*)-/g, (_, coded: string) => (coded === '' ? '&' : new TextDecoder('utf-16be').decode(Buffer.from(coded.replaceAll(',', '/'), 'base64'))));
}
