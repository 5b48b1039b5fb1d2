/** What the file connectors share: opening with errors in our words, text of unknown encoding, batches, waiting. */
import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeskError } from '../../../../shared/result.ts';
import { MINUTE_MS, SECOND_MS } from '../../../../shared/time.ts';
import type { ConnectorContext, Cursor, FileConfig, RawRecord, Session, SyncBatch } from '../connector.ts';

/** A batch ends at this many records or bytes, whichever comes first (connector.ts). */
const BATCH_RECORDS = 250;
const BATCH_BYTES = 4 * 1024 * 1024;

/** A file that is read as a whole (chat export, address book) may not be larger than this. */
export const WHOLE_FILE_MAX_BYTES = 256 * 1024 * 1024;

/** The error of a file system call in our words. */
export function fileError(path: string, cause: unknown): DeskError {
  if (cause instanceof DeskError) return cause;
  const reason = (cause as NodeJS.ErrnoException | null)?.code ?? '';
  const missing = reason === 'ENOENT' || reason === 'ENOTDIR';
  return new DeskError(missing ? 'file-missing' : 'file-unreadable', { file: basename(path), reason }, { cause });
}

/** @throws DeskError file-missing, file-unreadable */
export async function statFile(path: string): Promise<{ size: number; mtimeMs: number; isDirectory: boolean }> {
  try {
    const found = await stat(path);
    return { size: found.size, mtimeMs: Math.round(found.mtimeMs), isDirectory: found.isDirectory() };
  } catch (cause) {
    throw fileError(path, cause);
  }
}

/** Runs `use` with the file open and closes it in any case. @throws DeskError file-missing, file-unreadable */
export async function withFile<T>(path: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await openFile(path);
  try {
    return await use(handle);
  } catch (cause) {
    throw fileError(path, cause);
  } finally {
    await handle.close();
  }
}

/** @throws DeskError file-missing, file-unreadable */
export async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw fileError(path, cause);
  }
}

/** Up to `length` bytes from `position`; fewer only at the end of the file. */
export async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** The first bytes of a file. @throws DeskError file-missing, file-unreadable */
export async function readHead(path: string, length: number): Promise<Buffer> {
  return withFile(path, (handle) => readAt(handle, 0, length));
}

/** A whole file. @throws DeskError file-missing, file-unreadable (also when it is larger than we hold in memory), file-empty */
export async function readWhole(path: string): Promise<Buffer> {
  return withFile(path, async (handle) => {
    const { size } = await handle.stat();
    if (size > WHOLE_FILE_MAX_BYTES) throw new DeskError('file-unreadable', { file: basename(path), reason: 'too-large', limitMiB: WHOLE_FILE_MAX_BYTES / 1024 / 1024 });
    const bytes = await readAt(handle, 0, size);
    if (bytes.length === 0) throw new DeskError('file-empty', { file: basename(path) });
    return bytes;
  });
}

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Text of a file that does not say its encoding: byte order mark, else UTF-16 by its zeros, else UTF-8 when valid, else windows-1252. */
export function decodeText(bytes: Uint8Array, options: { cutEnd?: boolean } = {}): { text: string; encoding: TextEncoding } {
  const encoding = guessEncoding(bytes, options.cutEnd ?? false);
  return { text: new TextDecoder(encoding).decode(bytes), encoding };
}

function guessEncoding(bytes: Uint8Array, cutEnd: boolean): TextEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const zeros = zerosBySide(bytes);
  if (zeros.odd > 0.4 && zeros.even < 0.05) return 'utf-16le';
  if (zeros.even > 0.4 && zeros.odd < 0.05) return 'utf-16be';
  try {
    // With `stream` a character that is cut off at the end is no error.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cutEnd });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** Share of zero bytes at even and odd places of the first kilobyte: Latin text in UTF-16 has one side full of them. */
function zerosBySide(bytes: Uint8Array): { even: number; odd: number } {
  const end = Math.min(bytes.length, 1024) & ~1;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < end; at += 2) {
    if (bytes[at] === 0) even++;
    if (bytes[at + 1] === 0) odd++;
  }
  return { even: even / (end / 2 || 1), odd: odd / (end / 2 || 1) };
}

/** First 16 hex digits of SHA-256: names a state of a file, guards nothing. */
export function shortHash(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/** Collects records up to the size of one batch. */
export function recordBasket(): { readonly records: RawRecord[]; add(record: RawRecord): void; isFull(): boolean; wouldOverflow(bytes: number): boolean; take(): RawRecord[] } {
  let records: RawRecord[] = [];
  let size = 0;
  return {
    get records() { return records; },
    add(record) {
      records.push(record);
      size += record.raw.byteLength;
    },
    isFull: () => records.length >= BATCH_RECORDS || size >= BATCH_BYTES,
    wouldOverflow: (bytes) => records.length > 0 && size + bytes > BATCH_BYTES,
    take() {
      const taken = records;
      records = [];
      size = 0;
      return taken;
    },
  };
}

/** A batch with the parts that files never need left at their rest. */
export function fileBatch(batch: Pick<SyncBatch, 'stream' | 'shown' | 'records' | 'cursor' | 'done' | 'total' | 'complete'> & { renumbered?: string | null }): SyncBatch {
  return { gone: [], flagged: [], ...batch, renumbered: batch.renumbered ?? null };
}

/** How often a followed file is looked at: cheap (one stat), and quick enough for a call that just ended. */
const LOOK_EVERY_MS = SECOND_MS;

/**
 * A session over files: `pull` as given, news by looking at `signature` (it changes when there may be something new).
 * Looking beats watching here: PBX logs live on network drives, where no change is told.
 */
export function fileSession(
  context: ConnectorContext,
  pull: (cursors: ReadonlyMap<string, Cursor>) => AsyncGenerator<SyncBatch, void, void>,
  signature: () => Promise<string>,
): Session {
  const closing = new AbortController();
  const ended = AbortSignal.any([context.signal, closing.signal]);
  let seen = '';
  return {
    capabilities: { live: (context.setup.config as FileConfig).follow, effects: [], probe: false },
    async *pull(cursors) {
      seen = await signature();
      yield* pull(cursors);
    },
    async waitForNews() {
      const until = context.nowMs() + MINUTE_MS;
      while (!ended.aborted && context.nowMs() < until) {
        const now = await signature().catch(() => 'unreachable');
        if (now !== seen) break;
        await sleep(LOOK_EVERY_MS, undefined, { signal: ended }).catch(() => undefined);
      }
      return [];
    },
    close() {
      closing.abort();
      return Promise.resolve();
    },
  };
}

/** Size and time of one file, as the signature of `fileSession`. */
export async function fileSignature(path: string): Promise<string> {
  const found = await statFile(path);
  return `${found.size}:${found.mtimeMs}`;
}
