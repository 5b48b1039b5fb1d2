/** Files of drafts and of what is in the outbox: their rows are truth, their bytes lie in the vault. */
import type { Reader, Writer } from './open.ts';
import { readSetting, writeQuietly } from './settings.ts';
import type { VaultRef } from './vault.ts';

export type BlobRow = { id: string; filename: string; contentType: string; sizeBytes: number; vault: VaultRef; putAtMs: number };

/** So long a file is kept that nothing refers to: its draft may be brought back, a window may hold it still. */
export const BLOB_KEEP_MS = 30 * 86_400_000;
const TIDIED = 'blobs.tidiedAtMs';
const TIDY_EVERY_MS = 86_400_000;

/** Called in the transaction after the bytes were flushed into the vault. */
export function putBlob(writer: Writer, blob: BlobRow): void {
  writer.prepare('INSERT INTO blob (id, filename, content_type, size_bytes, vault_pack, vault_offset, vault_length, vault_key, put_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(blob.id, blob.filename, blob.contentType, blob.sizeBytes, blob.vault.pack, blob.vault.offset, blob.vault.length, blob.vault.key, blob.putAtMs);
}

const COLUMNS = 'id, filename, content_type AS contentType, size_bytes AS sizeBytes, put_at_ms AS putAtMs, vault_pack AS pack, vault_offset AS offset, vault_length AS length, vault_key AS key';
type RawBlob = Omit<BlobRow, 'vault'> & VaultRef;
const readBlob = ({ pack, offset, length, key, ...rest }: RawBlob): BlobRow => ({ ...rest, vault: { pack, offset, length, key } });

export function blobById(reader: Reader, id: string): BlobRow | null {
  const row = reader.prepare(`SELECT ${COLUMNS} FROM blob WHERE id = ?`).get(id) as RawBlob | undefined;
  return row === undefined ? null : readBlob(row);
}

export function allBlobs(reader: Reader): BlobRow[] {
  return (reader.prepare(`SELECT ${COLUMNS} FROM blob ORDER BY id`).all() as RawBlob[]).map(readBlob);
}

/** Forgets old files that no draft, no receipt and nothing in the outbox names; looks at most once a day. @returns how many went */
export function dropUnusedBlobs(writer: Writer, nowMs: number): number {
  const last = readSetting(writer, TIDIED);
  if (typeof last === 'number' && nowMs >= last && nowMs - last < TIDY_EVERY_MS) return 0;
  writeQuietly(writer, TIDIED, nowMs);
  const old = (writer.prepare('SELECT id FROM blob WHERE put_at_ms < ?').all(nowMs - BLOB_KEEP_MS) as { id: string }[]).map((row) => row.id);
  if (old.length === 0) return 0;
  const named = namedBlobs(writer);
  const unused = old.filter((id) => !named.has(id));
  for (const id of unused) writer.prepare('DELETE FROM blob WHERE id = ?').run(id);
  return unused.length;
}

/** Ids stand in the texts as they are, whatever the shape around them: one pass finds them all. */
function namedBlobs(reader: Reader): Set<string> {
  const named = new Set<string>();
  for (const sql of ['SELECT content || others AS text FROM draft', 'SELECT payload AS text FROM outbox', 'SELECT blob_id AS text FROM receipt_file WHERE blob_id IS NOT NULL']) {
    for (const { text } of reader.prepare(sql).iterate() as IterableIterator<{ text: string }>) {
      for (const [id] of text.matchAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g)) named.add(id);
    }
  }
  return named;
}
