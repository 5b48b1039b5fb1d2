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
