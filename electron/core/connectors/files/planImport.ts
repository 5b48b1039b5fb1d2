/**
 * Files that a person hands over: told apart by what is in them, and turned into imports.
 *
 * This room owns how files are found, recognised and cut into records (`mailFile`, `whatsappExport`, `asteriskCsv`,
 * `contacts`, `shopFile`; their formats, which the readers share, lie in `formats/`). It promises that the same file gives the same
 * places, that a reading stopped anywhere goes on without loss or doubles, and that whatever a file holds, hostile
 * archives and endless lines included, ends in records or in a DeskError. It never writes a file, and never follows a
 * name found inside one out of its folder.
 */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ConnectorKind } from '../../../../shared/domain.ts';
import { DeskError } from '../../../../shared/result.ts';
import { looksLikeCallLog } from './asteriskCsv.ts';
import { looksLikeVcard } from './contacts.ts';
import { readContactsCsv } from './formats/contactsCsv.ts';
import { decodeText, fileError, openFile, readHead, statFile } from './fileAccess.ts';
import { looksLikeShopTable } from './formats/shopTable.ts';
import { looksLikeMail } from './looks.ts';
import { isMaildir } from './mailFolder.ts';
import { chatEntry } from './whatsappExport.ts';
import { looksLikeForeignChat, readChat } from './formats/whatsappText.ts';
import { readZipEntries } from './zip.ts';

/** One import that `planImport` proposes; `path` goes into `FileConfig`. */
export type PlannedImport = { kind: ConnectorKind; path: string; label: string; bytes: number };

const HEAD_BYTES = 64 * 1024;
const DEPTH_MAX = 20;
const FILES_MAX = 200_000;

/**
 * The kind of one file, or of a folder that is one mail folder.
 * @throws DeskError file-missing, file-unreadable, file-empty, file-wrong-columns (a table, but neither calls nor
 * contacts nor a shop's), file-kind-unknown
 */
export async function detectFile(path: string): Promise<ConnectorKind> {
  const found = await statFile(path);
  if (found.isDirectory) {
    if (await isMaildir(path)) return 'mailFile';
    const plan = await planFolder(path);
    const kinds = new Set(plan.map((planned) => planned.kind));
    const only = plan[0]?.kind;
    if (kinds.size === 1 && only !== undefined) return only;
    throw new DeskError('file-kind-unknown', { file: basename(path) });
  }
  const seen = await looksLike(path, found.size);
  switch (seen) {
    case 'mbox': case 'mail': return 'mailFile';
    case 'chat': return 'whatsappExport';
    case 'calls': return 'asteriskCsv';
    case 'cards': return 'contacts';
    case 'shop': return 'shopFile';
    case 'empty': throw new DeskError('file-empty', { file: basename(path) });
    case 'otherTable': throw new DeskError('file-wrong-columns', { file: basename(path) });
    case 'brokenArchive': throw new DeskError('file-unreadable', { file: basename(path), reason: 'broken-archive' });
    case 'unknown': throw new DeskError('file-kind-unknown', { file: basename(path) });
  }
}

/**
 * The imports that files and folders make: each file that was named must be one we read; of a folder we take what we
 * can read. Loose mails of a folder are one import together, a Maildir with its subfolders is one.
 * @throws DeskError as `detectFile`; file-kind-unknown also for a folder that holds nothing we read
 */
export async function planImport(paths: readonly string[]): Promise<PlannedImport[]> {
  const plans: PlannedImport[] = [];
  const taken = new Set<string>();
  for (const path of paths) {
    const found = await statFile(path);
    const planned = found.isDirectory ? await planFolder(path) : [{ kind: await detectFile(path), path, label: labelOf(path), bytes: found.size }];
    if (planned.length === 0) throw new DeskError('file-kind-unknown', { file: basename(path) });
    for (const plan of planned) {
      if (taken.has(plan.path)) continue;
      taken.add(plan.path);
      plans.push(plan);
    }
  }
  return plans;
}

async function planFolder(root: string): Promise<PlannedImport[]> {
  const plans: PlannedImport[] = [];
  let looseBytes = 0;
  let hasLoose = false;
  let files = 0;
  const visit = async (folder: string, depth: number): Promise<void> => {
    if (await isMaildir(folder)) {
      plans.push({ kind: 'mailFile', path: folder, label: basename(folder), bytes: await sizeOf(folder, 0) });
      return;
    }
    const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => { throw fileError(folder, cause); });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && depth < DEPTH_MAX) await visit(path, depth + 1);
      if (!entry.isFile() || ++files > FILES_MAX) continue;
      const { size } = await statFile(path);
      const seen = await looksLike(path, size);
      if (seen === 'mail') {
        hasLoose = true;
        looseBytes += size;
      } else if (seen === 'mbox') plans.push({ kind: 'mailFile', path, label: labelOf(path), bytes: size });
      else if (seen === 'chat') plans.push({ kind: 'whatsappExport', path, label: labelOf(path), bytes: size });
      else if (seen === 'calls') plans.push({ kind: 'asteriskCsv', path, label: labelOf(path), bytes: size });
      else if (seen === 'cards') plans.push({ kind: 'contacts', path, label: labelOf(path), bytes: size });
      else if (seen === 'shop') plans.push({ kind: 'shopFile', path, label: labelOf(path), bytes: size });
    }
  };
  await visit(root, 0);
  if (hasLoose) plans.push({ kind: 'mailFile', path: root, label: basename(root), bytes: looseBytes });
  return plans;
}

/** Exports of iOS are all called `_chat.txt`; their folder has the name. */
function labelOf(path: string): string {
  return basename(path) === '_chat.txt' ? basename(dirname(path)) : basename(path);
}

async function sizeOf(folder: string, depth: number): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth < DEPTH_MAX) bytes += await sizeOf(path, depth + 1);
    else if (entry.isFile()) bytes += (await statFile(path).catch(() => ({ size: 0 }))).size;
  }
  return bytes;
}

type Looks = 'mbox' | 'mail' | 'chat' | 'calls' | 'cards' | 'shop' | 'empty' | 'otherTable' | 'brokenArchive' | 'unknown';

async function looksLike(path: string, size: number): Promise<Looks> {
  if (size === 0) return 'empty';
  const head = await readHead(path, HEAD_BYTES);
  const magic = head.toString('latin1', 0, 4);
  if (magic === 'PK\u0003\u0004' || magic === 'PK\u0005\u0006') return archiveLooksLike(path);
  const { text } = decodeText(head, { cutEnd: size > head.length });
  const start = text.trimStart();
  if (/^From \S.*\r?\n[!-9;-~>]/.test(start)) return 'mbox';
  if (looksLikeVcard(text)) return 'cards';
  if (looksLikeMail(head)) return 'mail';
  if (isBinary(text)) return 'unknown';
  const isNamedChat = /whatsapp/i.test(basename(path)) || basename(path) === '_chat.txt';
  if (chatLooksLike(text, size > head.length) || (isNamedChat && /\.txt$/i.test(path))) return 'chat';
  if (looksLikeCallLog(text)) return 'calls';
  return tableLooksLike(text, size > head.length);
}

/** A chat has a head in its first lines; one in a language we do not read still has the outline of one. */
function chatLooksLike(text: string, isCut: boolean): boolean {
  const start = text.split('\n').slice(0, 5).join('\n');
  if (readChat(start) !== null) return true;
  return looksLikeForeignChat(isCut ? text.slice(0, text.lastIndexOf('\n')) : text);
}

function tableLooksLike(text: string, isCut: boolean): Looks {
  const whole = isCut ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
  if (looksLikeShopTable(whole === '' ? text : whole)) return 'shop';
  if (whole === '') return 'unknown';
  if (readContactsCsv(whole) !== null) return 'cards';
  const lines = whole.split('\n').filter((line) => line.trim() !== '').slice(0, 20);
  const widths = [',', ';', '\t', '|'].map((delimiter) => lines.map((line) => line.split(delimiter).length));
  return lines.length > 1 && widths.some((counts) => (counts[0] ?? 1) > 2 && counts.filter((count) => count === counts[0]).length * 2 > counts.length) ? 'otherTable' : 'unknown';
}

/** Text has hardly any control characters; a few NULs do not make it a program. */
function isBinary(text: string): boolean {
  const head = text.slice(0, 4096);
  const controls = (head.match(/(?![\t\n\r\f\u001b])\p{Cc}|\ufffd/gu) ?? []).length;
  return controls > head.length / 20 + 4;
}

async function archiveLooksLike(path: string): Promise<Looks> {
  const handle = await openFile(path);
  try {
    const entries = await readZipEntries(handle);
    if (entries === null) return 'brokenArchive';
    return chatEntry(entries) === null ? 'unknown' : 'chat';
  } finally {
    await handle.close();
  }
}
