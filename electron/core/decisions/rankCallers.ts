/** In which order those who share a number are offered to the agent. */

export type Caller = { customerId: string; open: { sinceMs: number } | null; lastAtMs: number | null };

/** Who waits for something comes first, then the latest contact; the id decides where nothing else does, so that the order is the same each time. */
export function rankCallers<T extends Caller>(callers: readonly T[]): T[] {
  return [...callers].sort((a, b) => Number(b.open !== null) - Number(a.open !== null) || (b.lastAtMs ?? 0) - (a.lastAtMs ?? 0) || (a.customerId < b.customerId ? -1 : 1));
}
