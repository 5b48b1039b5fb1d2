/** How long the figures of the numbers page take to count in a million interactions, and for how long at a stretch they keep others waiting. */
import { keyTimeMs } from '../../electron/core/store/interactions.ts';
import { walkContacts } from '../../electron/core/store/numbers.ts';
import type { Store } from '../../electron/core/store/open.ts';
import { percentile, round } from './figures.ts';

const DAY_MS = 86_400_000;
const SPANS_DAYS = [30, 365] as const;

export type NumbersFigures = Record<`numbers_${string}`, number>;

/** Up to the end of the history. */
export function measureNumbers(store: Store, say: (line: string) => void): NumbersFigures {
  const figures: NumbersFigures = {};
  const toMs = keyTimeMs(store.prepare('SELECT max(key) FROM interaction').pluck().get() as number) + 1_000;
  const slices: number[] = [];
  for (const days of SPANS_DAYS) {
    let contacts = 0;
    let at = performance.now();
    const startedAt = at;
    const walk = walkContacts(store, { fromMs: toMs - days * DAY_MS, toMs, branch: '', agent: '' }, { contact: () => void contacts++, wait: () => undefined, change: () => undefined });
    for (let step = walk.next(); step.done !== true; step = walk.next()) {
      const now = performance.now();
      slices.push(now - at);
      at = now;
    }
    const ms = Math.round(performance.now() - startedAt);
    figures[`numbers_${days}_days_ms`] = ms;
    say(`numbers, ${days} days: ${contacts} contacts counted in ${ms} ms`);
  }
  figures['numbers_slice_p95_ms'] = round(percentile(slices, 95), 1);
  figures['numbers_slice_max_ms'] = round(percentile(slices, 100), 1);
  return figures;
}
