/**
 * Reads ZIP archives (APPNOTE.TXT 6.3) from an open file, entry by entry, without unpacking to disk.
 *
 * Trusts nothing the archive says: names are only compared, never used as paths; sizes are limits, not promises, so a
 * small archive that would unpack to gigabytes fails at its entry.
 */
import type { FileHandle } from 'node:fs/promises';
import { crc32, inflateRaw } from 'node:zlib';
import { readAt } from './fileAccess.ts';

export type ZipEntry = {
  /** As in the archive; may hold anything, `../` included. */
  name: string;
  /** Unpacked size as the archive claims. */
  sizeBytes: number;
  packedBytes: number;
  method: number;
  crc: number;
  headerAt: number;
  encrypted: boolean;
};

/** What can be wrong with an archive; a value, because a broken entry must not end the import. */
export type ZipProblem = 'broken' | 'too-large' | 'encrypted' | 'unknown-method';

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const ENTRIES_MAX = 200_000;
const DIRECTORY_MAX_BYTES = 64 * 1024 * 1024;

/** The table of contents, or null when the file is no readable archive (broken, cut off, hostile). */
export async function readZipEntries(handle: FileHandle): Promise<ZipEntry[] | null> {
  const { size } = await handle.stat();
  const end = await findEnd(handle, size);
  if (end === null || end.directoryBytes > DIRECTORY_MAX_BYTES || end.directoryAt + end.directoryBytes > size) return null;
  const directory = await readAt(handle, end.directoryAt, end.directoryBytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === ENTRY_SIGNATURE && entries.length < ENTRIES_MAX) {
    const nameBytes = directory.readUInt16LE(at + 28);
    const extraBytes = directory.readUInt16LE(at + 30);
    const entry: ZipEntry = {
      name: entryName(directory.subarray(at + 46, at + 46 + nameBytes)),
      sizeBytes: directory.readUInt32LE(at + 24),
      packedBytes: directory.readUInt32LE(at + 20),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      headerAt: directory.readUInt32LE(at + 42),
      encrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
    };
    readZip64(entry, directory.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes));
    if (!entry.name.endsWith('/')) entries.push(entry);
    at += 46 + nameBytes + extraBytes + directory.readUInt16LE(at + 32);
  }
  return entries.length > 0 || end.directoryBytes === 0 ? entries : null;
}

/** Bytes of one entry, at most `limitBytes` of them, checked against its CRC. */
export async function readZipEntry(handle: FileHandle, entry: ZipEntry, limitBytes: number): Promise<{ bytes: Uint8Array } | { problem: ZipProblem }> {
  if (entry.encrypted) return { problem: 'encrypted' };
  if (entry.sizeBytes > limitBytes || entry.packedBytes > limitBytes) return { problem: 'too-large' };
  const header = await readAt(handle, entry.headerAt, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== LOCAL_SIGNATURE) return { problem: 'broken' };
  const packed = await readAt(handle, entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28), entry.packedBytes);
  if (packed.length < entry.packedBytes) return { problem: 'broken' };
  if (entry.method !== 0 && entry.method !== 8) return { problem: 'unknown-method' };
  const bytes = entry.method === 0 ? packed : await inflated(packed, entry.sizeBytes);
  if (bytes === null || bytes.length !== entry.sizeBytes || crc32(bytes) !== entry.crc) return { problem: 'broken' };
  return { bytes };
}

/** Null when the data is broken or longer than the archive said. */
function inflated(packed: Buffer, sizeBytes: number): Promise<Buffer | null> {
  return new Promise((resolve) => {
    inflateRaw(packed, { maxOutputLength: Math.max(1, sizeBytes) }, (error, bytes) => resolve(error ? null : bytes));
  });
}

/** The end record stands before a comment of up to 64 KiB. */
async function findEnd(handle: FileHandle, size: number): Promise<{ directoryAt: number; directoryBytes: number } | null> {
  const from = Math.max(0, size - 22 - 0xffff);
  const tail = await readAt(handle, from, size - from);
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE) continue;
    const directoryBytes = tail.readUInt32LE(at + 12);
    const directoryAt = tail.readUInt32LE(at + 16);
    if (directoryAt !== 0xffffffff && directoryBytes !== 0xffffffff) return { directoryAt, directoryBytes };
    return at >= 20 ? findEnd64(handle, tail.subarray(at - 20, at)) : null;
  }
  return null;
}

/** ZIP64: a locator in front of the end record points at the long one. */
async function findEnd64(handle: FileHandle, locator: Buffer): Promise<{ directoryAt: number; directoryBytes: number } | null> {
  if (locator.readUInt32LE(0) !== 0x07064b50) return null;
  const record = await readAt(handle, Number(locator.readBigUInt64LE(8)), 56);
  if (record.length < 56 || record.readUInt32LE(0) !== 0x06064b50) return null;
  return { directoryBytes: Number(record.readBigUInt64LE(40)), directoryAt: Number(record.readBigUInt64LE(48)) };
}

function readZip64(entry: ZipEntry, extra: Buffer): void {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let field = at + 4;
    const next = (): number => {
      const value = field + 8 <= extra.length ? Number(extra.readBigUInt64LE(field)) : 0;
      field += 8;
      return value;
    };
    if (entry.sizeBytes === 0xffffffff) entry.sizeBytes = next();
    if (entry.packedBytes === 0xffffffff) entry.packedBytes = next();
    if (entry.headerAt === 0xffffffff) entry.headerAt = next();
    return;
  }
}

/** Names are UTF-8 when flagged, and in practice also when not. */
function entryName(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
