/** A bounded memory of pure results. */

export type Recent<K, V> = { get(key: K): V | undefined; set(key: K, value: V): void };

/**
 * Keeps at least the `limit` most recently used entries and at most twice as many. Two generations instead of one
 * ordered map: a hit costs one look-up and no reordering.
 */
export function recent<K, V>(limit: number): Recent<K, V> {
  let young = new Map<K, V>();
  let old = new Map<K, V>();
  const set = (key: K, value: V): void => {
    if (young.size >= limit) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  };
  return {
    set,
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
  };
}
