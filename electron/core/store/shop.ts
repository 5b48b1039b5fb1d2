/** What all desks of a shop share, over the defaults. */
import { DEFAULT_SHOP } from '../../../shared/shop.ts';
import type { Shop } from '../../../shared/shop.ts';
import type { Reader, Writer } from './open.ts';

export function putShopPart(writer: Writer, key: string, said: { value: unknown; operation: string } | null): void {
  if (said === null) writer.prepare('DELETE FROM shop_part WHERE key = ?').run(key);
  else writer.prepare('INSERT OR REPLACE INTO shop_part (key, value, operation) VALUES (?, ?, ?)').run(key, JSON.stringify(said.value), said.operation);
}

export function readShop(reader: Reader): Shop {
  const rows = reader.prepare('SELECT key, value FROM shop_part').all() as { key: string; value: string }[];
  return { ...DEFAULT_SHOP, ...Object.fromEntries(rows.map((row) => [row.key, JSON.parse(row.value) as unknown])) };
}
