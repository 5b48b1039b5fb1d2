/** Opens one encrypted SQLite file. The only place that knows the driver, its cipher and where its binary lies. */
import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { DeskError } from '../../../shared/result.ts';

export type Db = Database.Database;
export type Statement = Database.Statement;

/** `aegis` costs about a tenth of plain SQLite's speed, `sqlcipher` a half (measured on 100,000 rows of 850 bytes). */
export const CIPHER = 'aegis';

/**
 * Opens (and makes, unless readonly) an encrypted database in WAL mode.
 * @param keyHex 32 random bytes as hex, or null for a database in memory
 * @param options.pageSize bytes, counts only while the file is being made: an encrypted file keeps its page size for ever
 * @throws DeskError key-wrong, database-corrupt, disk-full, file-missing
 */
export function openDatabase(file: string, keyHex: string | null, options: { readonly?: boolean; pageSize?: number } = {}): Db {
  if (options.readonly && !existsSync(file)) throw new DeskError('file-missing', { file: 'database' });
  try {
    const db = new Database(file, { readonly: options.readonly ?? false, timeout: 5_000, ...bindingOption() });
    try {
      if (keyHex !== null) {
        db.pragma(`cipher='${CIPHER}'`);
        db.pragma(`key='raw:${keyHex}'`);
      }
      if (options.pageSize !== undefined) db.pragma(`page_size = ${options.pageSize}`);
      // The first read proves the key: a wrong one shows as "not a database".
      db.pragma('schema_version');
      if (!options.readonly) db.pragma('journal_mode = WAL');
      db.pragma('synchronous = NORMAL');
      db.pragma('temp_store = MEMORY');
      return db;
    } catch (thrown) {
      db.close();
      throw thrown;
    }
  } catch (thrown) {
    throw storeError(thrown);
  }
}

/** A file that holds nothing: only locks are taken on it, and nobody waits for one. */
export function openLockFile(file: string): Db {
  return new Database(file, { timeout: 0, ...bindingOption() });
}

/** SQLite's error as ours; what is no SQLite error comes back as it is. */
export function storeError(thrown: unknown): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (code === 'SQLITE_NOTADB') return new DeskError('key-wrong', {}, { cause: thrown });
  // A file that ends too early, or that the disk no longer gives back, is as damaged as one with wrong bytes.
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_IOERR_SHORT_READ' || code === 'SQLITE_IOERR_READ' || code === 'SQLITE_IOERR_CORRUPTFS') return new DeskError('database-corrupt', {}, { cause: thrown });
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_WRITE' || code === 'SQLITE_IOERR_SHMSIZE' || code === 'ENOSPC') return new DeskError('disk-full', {}, { cause: thrown });
  if (code.startsWith('SQLITE_BUSY')) return new DeskError('database-locked', {}, { cause: thrown });
  return thrown;
}

/** The shipped binary needs Node-API 10; an older runtime gets one rebuilt from the same source, named by the environment. */
function bindingOption(): { nativeBinding?: string } {
  const rebuilt = process.env['HILO_SQLITE_BINDING'];
  return Number(process.versions['napi']) < 10 && rebuilt ? { nativeBinding: rebuilt } : {};
}
