/**
 * The vault: append-only pack files with large raw records (whole mails, chat media), beside the database.
 *
 * Each record is sealed by itself (AES-256-GCM) under the random key of its pack, which lies only in the database
 * rows; the nonce is the record's offset, which a pack never gives twice. A pack has one writer. The database refers
 * only to bytes that were written before its commit; what a crash leaves at the end of a pack is never referred to.
 * Why not blobs in SQLite: every page would be encrypted and written twice (log and file).
 */
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { closeSync, existsSync, fdatasync, fdatasyncSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, readdirSync, unlinkSync, writeSync, writevSync } from 'node:fs';
import { join } from 'node:path';
import { DeskError } from '../../../shared/result.ts';

/** Where one record lies: `offset` and `length` in bytes of the encrypted form, which ends with the 16 byte tag. */
export type VaultRef = { pack: number; offset: number; length: number; key: Uint8Array };

const TAG_BYTES = 16;
const KEY_BYTES = 32;
const PACK_LIMIT_BYTES = 1024 * 1024 * 1024;
/** Each start of the console that reads something leaves a pack: a long history has more of them than a process may open files. */
const OPEN_PACKS = 32;

export type Vault = {
  /** @throws DeskError file-missing, or database-corrupt when the bytes are not what was written */
  read(ref: VaultRef): Uint8Array;
  close(): void;
};

export type VaultWriter = {
  /** Seals and writes the records, in order and in one go. @throws what the disk says; nothing of the call may be referred to then */
  append(records: readonly Uint8Array[]): VaultRef[];
  /** After this the appended records survive a power cut. Call it before the commit that refers to them. */
  flush(): Promise<void>;
  close(): void;
};

/** @param dir the profile folder; null: reads fail (a store in memory has no vault) */
export function openVault(dir: string | null): Vault {
  const open = new Map<number, number>();
  return {
    read(ref) {
      const sealed = Buffer.allocUnsafe(ref.length);
      let fd = open.get(ref.pack);
      if (fd === undefined) {
        const file = dir === null ? '' : packPath(dir, ref.pack);
        if (!existsSync(file)) throw new DeskError('file-missing', { file: `pack ${ref.pack}` });
        closeOldest(open);
        open.set(ref.pack, (fd = openSync(file, 'r')));
      }
      if (readSync(fd, sealed, 0, ref.length, ref.offset) !== ref.length) throw new DeskError('database-corrupt', { file: `pack ${ref.pack}` });
      return unseal(sealed, ref);
    },
    close() {
      for (const fd of open.values()) closeSync(fd);
      open.clear();
    },
  };
}

/** Begins a new pack: packs are never appended to by a second process, so two writers cannot meet in one. */
export function openVaultWriter(dir: string, packLimitBytes = PACK_LIMIT_BYTES): VaultWriter {
  mkdirSync(join(dir, 'vault'), { recursive: true, mode: 0o700 });
  let pack = -1;
  let fd = -1;
  let offset = 0;
  let key: Uint8Array = new Uint8Array(0);
  let secret: KeyObject = createSecretKey(randomBytes(KEY_BYTES));
  const begin = (): void => {
    pack = nextPack(dir);
    for (;;) {
      try {
        fd = openSync(packPath(dir, pack), 'wx', 0o600);
        break;
      } catch (thrown) {
        if (!(thrown instanceof Error) || (thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
        pack += 1;
      }
    }
    offset = 0;
    key = randomBytes(KEY_BYTES);
    // Kept as an object: handing over raw bytes for each record costs twice the sealing itself.
    secret = createSecretKey(key);
    syncFolder(join(dir, 'vault'));
  };
  const end = (): void => {
    if (fd < 0) return;
    const isEmpty = fstatSync(fd).size === 0;
    // What a full pack got since the last flush is referred to by the next commit, which flushes the new pack only.
    if (!isEmpty) fdatasyncSync(fd);
    closeSync(fd);
    if (isEmpty) unlinkSync(packPath(dir, pack));
    fd = -1;
  };
  return {
    append(records) {
      if (fd >= 0 && offset > packLimitBytes) end();
      if (fd < 0) begin();
      const chunks: Uint8Array[] = [];
      const refs = records.map((record): VaultRef => {
        const sealed = seal(record, secret, offset);
        const ref = { pack, offset, length: sealed.body.length + TAG_BYTES, key };
        chunks.push(sealed.body, sealed.tag);
        offset += ref.length;
        return ref;
      });
      try {
        writeFully(fd, chunks, refs[0]?.offset ?? offset);
      } catch (thrown) {
        // A nonce is never used twice: what was sealed for these offsets may lie on the disk in part.
        end();
        throw thrown;
      }
      return refs;
    },
    flush() {
      // Off this thread: reading goes on while the disk works.
      return new Promise((settle, fail) => {
        if (fd < 0) settle();
        else fdatasync(fd, (error) => (error === null ? settle() : fail(error)));
      });
    },
    close: end,
  };
}

function closeOldest(open: Map<number, number>): void {
  const oldest = open.size < OPEN_PACKS ? undefined : open.entries().next().value;
  if (oldest === undefined) return;
  closeSync(oldest[1]);
  open.delete(oldest[0]);
}

/** Makes the name of a new file survive a power cut; Windows keeps names safe by itself and opens no folders. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  fsyncSync(fd);
  closeSync(fd);
}

function seal(record: Uint8Array, secret: KeyObject, offset: number): { body: Uint8Array; tag: Uint8Array } {
  const cipher = createCipheriv('aes-256-gcm', secret, nonceAt(offset));
  const body = cipher.update(record);
  cipher.final();
  return { body, tag: cipher.getAuthTag() };
}

function unseal(sealed: Buffer, ref: VaultRef): Uint8Array {
  try {
    const decipher = createDecipheriv('aes-256-gcm', ref.key, nonceAt(ref.offset));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const body = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
    decipher.final();
    return body;
  } catch (thrown) {
    throw new DeskError('database-corrupt', { file: `pack ${ref.pack}` }, { cause: thrown });
  }
}

function nonceAt(offset: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeDoubleBE(offset, 4);
  return nonce;
}

/** A full disk may take only a part of the bytes before it says so. */
function writeFully(fd: number, chunks: readonly Uint8Array[], at: number): void {
  let done = writevSync(fd, chunks, at);
  const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (done === total) return;
  const rest = Buffer.concat(chunks).subarray(done);
  for (let from = 0; from < rest.length; ) {
    const written = writeSync(fd, rest, from, rest.length - from, at + done);
    if (written === 0) throw new DeskError('disk-full');
    from += written;
    done += written;
  }
}

function nextPack(dir: string): number {
  let last = 0;
  for (const name of packNames(dir)) last = Math.max(last, Number.parseInt(name, 10));
  return last + 1;
}

function packNames(dir: string): string[] {
  const folder = join(dir, 'vault');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.pack')) : [];
}

function packPath(dir: string, pack: number): string {
  return join(dir, 'vault', `${String(pack).padStart(6, '0')}.pack`);
}
