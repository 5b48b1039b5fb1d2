/**
 * The vault: append-only pack files with large raw records (whole mails, chat media), beside the database.
 *
 * Each record is encrypted with a random key of its own (AES-256-GCM) that lies only in the database row: removing
 * the row's key makes the bytes unreadable for ever. A pack has one writer. The database refers only to bytes that
 * were written before its commit; what a crash leaves at the end of a pack is never referred to.
 * Why not blobs in SQLite: every page would be encrypted and written twice (log and file).
 */
import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { closeSync, existsSync, fdatasync, fdatasyncSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, readdirSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DeskError } from '../../../shared/result.ts';

/** Where one record lies: `offset` and `length` in bytes of the encrypted form, which ends with the 16 byte tag. */
export type VaultRef = { pack: number; offset: number; length: number; key: Uint8Array };

const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** Every key is used once, so a constant nonce is safe. */
const NONCE = Buffer.alloc(12);
const PACK_LIMIT_BYTES = 1024 * 1024 * 1024;
/** Each start of the console that reads something leaves a pack: a long history has more of them than a process may open files. */
const OPEN_PACKS = 32;

export type Vault = {
  /** @throws DeskError file-missing, or database-corrupt when the bytes are not what was written */
  read(ref: VaultRef): Uint8Array;
  close(): void;
};

export type VaultWriter = {
  append(record: Uint8Array): VaultRef;
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
export function openVaultWriter(dir: string): VaultWriter {
  mkdirSync(join(dir, 'vault'), { recursive: true, mode: 0o700 });
  let pack = -1;
  let fd = -1;
  let offset = 0;
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
    append(record) {
      if (fd >= 0 && offset > PACK_LIMIT_BYTES) end();
      if (fd < 0) begin();
      const { sealed, key } = seal(record);
      writeFully(fd, sealed, offset);
      const ref = { pack, offset, length: sealed.length, key };
      offset += sealed.length;
      return ref;
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

/** Bytes of all packs, for the settings screen and the command line. */
export function vaultSizeBytes(dir: string): number {
  let total = 0;
  for (const name of packNames(dir)) {
    const fd = openSync(join(dir, 'vault', name), 'r');
    total += fstatSync(fd).size;
    closeSync(fd);
  }
  return total;
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

let keyPool = Buffer.alloc(0);
let keyPoolAt = 0;

/** Random keys are drawn many at a time: one call to the kernel for each of 20,000 mails would be felt. */
function freshKey(): Uint8Array {
  if (keyPoolAt + KEY_BYTES > keyPool.length) {
    keyPool = randomFillSync(Buffer.allocUnsafe(KEY_BYTES * 512));
    keyPoolAt = 0;
  }
  const key = Uint8Array.prototype.slice.call(keyPool, keyPoolAt, keyPoolAt + KEY_BYTES);
  keyPoolAt += KEY_BYTES;
  return key;
}

function seal(record: Uint8Array): { sealed: Uint8Array; key: Uint8Array } {
  const key = freshKey();
  const cipher = createCipheriv('aes-256-gcm', key, NONCE);
  const body = cipher.update(record);
  cipher.final();
  return { sealed: Buffer.concat([body, cipher.getAuthTag()]), key };
}

function unseal(sealed: Buffer, ref: VaultRef): Uint8Array {
  try {
    const decipher = createDecipheriv('aes-256-gcm', ref.key, NONCE);
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const body = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
    decipher.final();
    return body;
  } catch (thrown) {
    throw new DeskError('database-corrupt', { file: `pack ${ref.pack}` }, { cause: thrown });
  }
}

/** A full disk may take only a part of the bytes before it says so. */
function writeFully(fd: number, bytes: Uint8Array, at: number): void {
  let done = 0;
  while (done < bytes.length) {
    const written = writeSync(fd, bytes, done, bytes.length - done, at + done);
    if (written === 0) throw new DeskError('disk-full');
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
