/** Settings of this desk: small JSON values by key. Truth, never derived. */
import type { Reader, Writer } from './open.ts';

export function readSetting(reader: Reader, key: string): unknown {
  const row = reader.prepare('SELECT value FROM setting WHERE key = ?').get(key) as { value: string } | undefined;
  return row === undefined ? undefined : (JSON.parse(row.value) as unknown);
}

export function writeSetting(writer: Writer, key: string, value: unknown): void {
  writer.prepare('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)').run(key, JSON.stringify(value));
  writer.touch('settings');
}

/** For what only the window that wrote it shows: no change is told, so no screen is asked again. `undefined` takes the row away. */
export function writeQuietly(writer: Writer, key: string, value: unknown): void {
  if (value === undefined) writer.prepare('DELETE FROM setting WHERE key = ?').run(key);
  else writer.prepare('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)').run(key, JSON.stringify(value));
}

/** All settings whose key begins with `family:`, by the rest of the key. Reads the primary key's range. */
export function settingsOf(reader: Reader, family: string): Record<string, unknown> {
  const rows = reader.prepare('SELECT key, value FROM setting WHERE key >= ? AND key < ?').all(`${family}:`, `${family};`) as { key: string; value: string }[];
  return Object.fromEntries(rows.map(({ key, value }) => [key.slice(family.length + 1), JSON.parse(value) as unknown]));
}
