/**
 * WhatsApp chat exports: a `.txt`, or a `.zip` (or folder) that also holds the media.
 *
 * One message is one record, its raw the lines as they stand in the file. What only the whole file can tell (date
 * order, who the peer is, the count among equal messages of a minute) goes along as context, so that a message can be
 * read again alone. A media file is a record of its own, given before the message that shows it.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DeskError } from '../../../../shared/result.ts';
import type { Connector, ConnectorContext, FileConfig, RawRecord, SyncBatch } from '../connector.ts';
import { WHOLE_FILE_MAX_BYTES, decodeText, fileBatch, fileError, fileSession, fileSignature, openFile, readAt, readWhole, recordBasket, shortHash, statFile } from './fileAccess.ts';
import { bodyKey, chatTitle, readBody, readChat } from './formats/whatsappText.ts';
import type { ChatText, DateOrder } from './formats/whatsappText.ts';
import { readZipEntries, readZipEntry } from './zip.ts';
import type { ZipEntry } from './zip.ts';

/** Context of a chat record: what the whole export says about one of its messages. */
export type ChatContext = {
  network: 'whatsapp';
  /** Title from the file's name, null when it says none. */
  chat: string | null;
  /** Author (or title) on the other side; null in a group and where the file does not tell. */
  peer: string | null;
  isGroup: boolean;
  /** Everybody who wrote; cut at a dozen. */
  authors: readonly string[];
  /** Null when the file leaves it open; then the desk's country decides. */
  order: DateOrder | null;
  /** 0-based count among equal messages of one author in one minute. */
  nth: number;
  /** 0-based place among the messages that the export dates alike: it knows minutes or seconds, and the order is that of the file. */
  inMoment: number;
  media?: { file: string; sha256: string; sizeBytes: number };
};

/** Context of a media record: `raw` is the file's bytes. */
export type MediaContext = { network: 'whatsapp'; media: { file: string; sha256: string }; chat: string | null };

/** Context of a text that could not be taken apart; `raw` is that text. */
export type UnreadContext = { network: 'whatsapp'; unread: 'export-language-unknown' | 'not-a-message'; chat: string | null };

/** Reads `FileConfig.path`. @throws DeskError file-missing, file-unreadable, file-empty, file-kind-unknown (an archive without a chat) */
export const whatsappExport: Connector = {
  kind: 'whatsappExport',
  async open(context: ConnectorContext) {
    const { path } = context.setup.config as FileConfig;
    const found = await statFile(path);
    if (found.isDirectory) throw new DeskError('file-kind-unknown', { file: basename(path) });
    return fileSession(context, (cursors) => pullExport(path, cursors.get(path) as ExportCursor | undefined, context.signal), () => fileSignature(path));
  },
};

/** `next` is the index of the first message that is not behind us; the generation is a hash of the text. */
type ExportCursor = { generation: string; next: number; mediaNext: number };

type MediaFile = { file: string; bytes: Uint8Array; sha256: string };

type Export = {
  text: Buffer;
  /** Null when no line of the text has a date. */
  chat: ChatText | null;
  title: string | null;
  mediaNames: readonly string[];
  media(name: string): Promise<MediaFile | null>;
  mtimeMs: number;
  close(): Promise<void>;
};

const MEDIA_MAX_BYTES = 512 * 1024 * 1024;

async function* pullExport(path: string, stored: ExportCursor | undefined, signal: AbortSignal): AsyncGenerator<SyncBatch, void, void> {
  const source = await openExport(path);
  try {
    const generation = shortHash(source.text).slice(0, 12);
    const isSame = stored?.generation === generation;
    const renumbered = stored !== undefined && !isSame ? `${generation}.` : null;
    const from: ExportCursor = isSame ? stored : { generation, next: 0, mediaNext: 0 };
    yield* readExport(path, source, from, renumbered, signal);
  } finally {
    await source.close();
  }
}

async function* readExport(path: string, source: Export, from: ExportCursor, renumbered: string | null, signal: AbortSignal): AsyncGenerator<SyncBatch, void, void> {
  const { chat } = source;
  const basket = recordBasket();
  const place = (name: string | number): string => `${from.generation}.${name}`;
  const pieces = chat === null ? [] : messageRecords(chat, source, place);
  const firstShown = new Map(pieces.flatMap((piece, index) => (piece.file === null ? [] : [[piece.file, index] as const])).reverse());
  const loose = source.mediaNames.filter((name) => !firstShown.has(name));
  const total = Math.max(1, pieces.length) + loose.length;
  let cursor = from;
  let prefix = renumbered;
  const batch = (next: number, mediaNext: number): SyncBatch => {
    cursor = { ...cursor, next, mediaNext };
    const complete = next >= Math.max(1, pieces.length) && mediaNext >= loose.length;
    const made = fileBatch({ stream: path, shown: basename(path), records: basket.take(), cursor, done: Math.min(next + mediaNext, total), total, complete, renumbered: prefix });
    prefix = null;
    return made;
  };
  if (chat === null && cursor.next === 0) {
    basket.add({ kind: 'chat', place: place('text'), raw: source.text, context: unread('export-language-unknown', source.title), receivedAtMs: source.mtimeMs, flags: [] });
  } else if (chat !== null && chat.preamble !== '' && cursor.next === 0) {
    basket.add({ kind: 'chat', place: place('preamble'), raw: Buffer.from(chat.preamble), context: unread('not-a-message', source.title), receivedAtMs: source.mtimeMs, flags: [] });
  }
  for (let index = cursor.next; index < pieces.length; index++) {
    if (signal.aborted) return;
    const piece = pieces[index];
    if (piece === undefined) break;
    const media = piece.file === null ? null : await source.media(piece.file);
    if (basket.wouldOverflow(media?.bytes.byteLength ?? 0)) yield batch(index, 0);
    if (media && firstShown.get(media.file) === index) basket.add(mediaRecord(media, place, source));
    basket.add(piece.record(media));
    if (basket.isFull()) yield batch(index + 1, 0);
  }
  const behind = Math.max(1, pieces.length);
  for (let index = cursor.mediaNext; index < loose.length; index++) {
    if (signal.aborted) return;
    const media = await source.media(loose[index] ?? '');
    if (media === null) continue;
    if (basket.wouldOverflow(media.bytes.byteLength)) yield batch(behind, index);
    basket.add(mediaRecord(media, place, source));
    if (basket.isFull()) yield batch(behind, index + 1);
  }
  if (!signal.aborted) yield batch(behind, loose.length);
}

function mediaRecord(media: MediaFile, place: (name: string) => string, source: Export): RawRecord {
  const context: MediaContext = { network: 'whatsapp', media: { file: media.file, sha256: media.sha256 }, chat: source.title };
  return { kind: 'chat', place: place(`media/${media.file}`), raw: media.bytes, context, receivedAtMs: source.mtimeMs, flags: [] };
}

function unread(reason: UnreadContext['unread'], chat: string | null): UnreadContext {
  return { network: 'whatsapp', unread: reason, chat };
}

type Piece = { file: string | null; record(media: MediaFile | null): RawRecord };

function messageRecords(chat: ChatText, source: Export, place: (line: number) => string): Piece[] {
  const peer = peerOf(chat, source.title);
  const isGroup = chat.isGroup || (peer === null && chat.authors.length > 2);
  const base = { network: 'whatsapp' as const, chat: source.title, peer: isGroup ? null : peer, isGroup, authors: chat.authors.slice(0, 12), order: chat.order };
  const counts = new Map<string, number>();
  let last = { moment: '', place: 0 };
  const names = new Set(source.mediaNames);
  return chat.messages.map((message) => {
    const { head } = message;
    const body = readBody(message.body, head.author, head.style);
    const key = bodyKey(body);
    const same = `${head.date.join('/')} ${head.hour}:${head.minute}|${head.author ?? ''}|${key.length > 100 ? shortHash(key) : key}`;
    const nth = counts.get(same) ?? 0;
    counts.set(same, nth + 1);
    const moment = `${head.date.join('/')} ${head.hour}:${head.minute}:${head.second ?? ''}`;
    last = last.moment === moment ? { moment, place: last.place + 1 } : { moment, place: 0 };
    const inMoment = last.place;
    const file = body.kind === 'media' && body.file !== null && names.has(body.file) ? body.file : null;
    return {
      file,
      record(media) {
        const context: ChatContext = { ...base, nth, inMoment, ...(media ? { media: { file: media.file, sha256: media.sha256, sizeBytes: media.bytes.byteLength } } : {}) };
        return { kind: 'chat', place: place(message.line), raw: Buffer.from(message.text), context, receivedAtMs: source.mtimeMs, flags: [] };
      },
    };
  });
}

/**
 * Who of a chat of two is not the exporter: the one the file is called after. The title may have lost characters that
 * file names cannot hold, and an unsaved contact writes under a name of their own while the title is the number.
 */
function peerOf(chat: ChatText, title: string | null): string | null {
  const { authors } = chat;
  if (chat.isGroup) return null;
  if (title !== null) {
    const named = authors.filter((author) => comparable(author) === comparable(title));
    if (named.length === 1) return named[0] ?? null;
    if (authors.length <= 1) return title;
    const alike = authors.filter((author) => sharesWord(author, title));
    if (authors.length === 2 && alike.length === 1) return alike[0] ?? null;
  }
  const numbers = authors.filter((author) => /^\+[\d\s().-]{7,}$/.test(author));
  if (authors.length === 2 && numbers.length === 1) return numbers[0] ?? null;
  return authors.length === 1 ? (authors[0] ?? null) : null;
}

function comparable(name: string): string {
  return name.normalize('NFKD').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function sharesWord(author: string, title: string): boolean {
  const words = new Set(title.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2));
  return author.toLowerCase().split(/[^\p{L}\p{N}]+/u).some((word) => words.has(word));
}

async function openExport(path: string): Promise<Export> {
  const handle = await openFile(path);
  try {
    const { mtimeMs } = await statFile(path);
    const isZip = (await readAt(handle, 0, 4)).toString('latin1') === 'PK\u0003\u0004';
    if (isZip) return await openZip(path, handle, mtimeMs);
    await handle.close();
    return await openText(path, mtimeMs);
  } catch (cause) {
    await handle.close().catch(() => undefined);
    throw fileError(path, cause);
  }
}

/** A text by itself; media that lie in the same folder belong to it. */
async function openText(path: string, mtimeMs: number): Promise<Export> {
  const text = await readWhole(path);
  const folder = dirname(path);
  const named = chatTitle(basename(path)) ?? chatTitle(basename(folder));
  const chat = readChat(decodeText(text).text);
  const files = new Set<string>();
  for (const message of chat?.messages ?? []) {
    const body = readBody(message.body, message.head.author, message.head.style);
    // A name out of the text must not lead out of the folder.
    if (body.kind === 'media' && body.file !== null && !/[/\\]/.test(body.file) && (await isFile(join(folder, body.file)))) files.add(body.file);
  }
  return {
    text, chat, title: named, mediaNames: [...files], mtimeMs, close: () => Promise.resolve(),
    async media(file) {
      const bytes = await readFile(join(folder, file)).catch(() => null);
      return bytes === null ? null : { file, bytes, sha256: sha256(bytes) };
    },
  };
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && found.isFile() && found.size <= MEDIA_MAX_BYTES;
}

async function openZip(path: string, handle: FileHandle, mtimeMs: number): Promise<Export> {
  const entries = await readZipEntries(handle);
  if (entries === null) throw new DeskError('file-unreadable', { file: basename(path), reason: 'broken-archive' });
  const chat = chatEntry(entries);
  if (chat === null) throw new DeskError('file-kind-unknown', { file: basename(path) });
  const read = await readZipEntry(handle, chat, WHOLE_FILE_MAX_BYTES);
  if ('problem' in read) throw new DeskError('file-unreadable', { file: basename(path), reason: `${read.problem}-archive` });
  const text = Buffer.from(read.bytes.buffer, read.bytes.byteOffset, read.bytes.byteLength);
  const byName = new Map(entries.filter((entry) => entry !== chat).map((entry) => [baseName(entry.name), entry]));
  return {
    text, chat: readChat(decodeText(text).text),
    title: chatTitle(baseName(chat.name)) ?? chatTitle(basename(path)), mediaNames: [...byName.keys()], mtimeMs,
    close: () => handle.close(),
    async media(file) {
      const entry = byName.get(file);
      const found = entry ? await readZipEntry(handle, entry, MEDIA_MAX_BYTES) : null;
      // A broken picture must not cost the words beside it: the message then stands as if exported without media.
      return found === null || 'problem' in found ? null : { file, bytes: found.bytes, sha256: sha256(found.bytes) };
    },
  };
}

/** The chat's text among the entries of an archive: the iOS name, else a text with WhatsApp in its name, else the only text. */
export function chatEntry(entries: readonly ZipEntry[]): ZipEntry | null {
  const texts = entries.filter((entry) => /\.txt$/i.test(entry.name) && !entry.name.startsWith('__MACOSX/'));
  return texts.find((entry) => baseName(entry.name) === '_chat.txt') ?? texts.find((entry) => /whatsapp/i.test(entry.name)) ?? (texts.length === 1 ? (texts[0] ?? null) : null);
}

/** The last part of an entry's name, whatever separators and parents it claims, without characters that mislead. */
function baseName(name: string): string {
  return (name.split(/[/\\]/).pop() ?? '').replace(/\p{Cc}|[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
