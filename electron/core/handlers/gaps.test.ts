/** N8: paging through a timeline, each gap stands on exactly one page, where it belongs. */
import { expect, test } from 'vitest';
import type { Settings } from '../../../shared/contract.ts';
import { contactPointId } from '../identity/ids.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { mail, NOW_MS, testDesk } from '../testing.ts';
import { createQueries } from './queries.ts';
import type { QueryPorts } from './queries.ts';

const minutes = (n: number): number => NOW_MS - n * 60_000;

function asked() {
  const desk = testDesk();
  desk.store.db.prepare("INSERT INTO account (id, kind, label, config, created_at_ms) VALUES ('account', 'imap', 'Ventas', '{}', 0)").run();
  desk.ingest([90, 80, 50, 40, 20, 10].map((minutesAgo) => mail({ from: 'ana@uno.example', minutesAgo })));
  const gap = desk.store.db.prepare("INSERT INTO source_gap (account_id, stream, from_ms, to_ms, reason) VALUES ('account', 'INBOX', ?, ?, 'not-listening')");
  // Before the first, between two pages, within a page, after the last.
  for (const [from, to] of [[120, 110], [70, 60], [48, 45], [5, 3]] as const) gap.run(minutes(from), minutes(to));
  const settings = (): Settings => DEFAULT_SETTINGS;
  const queries = createQueries({ store: desk.store, settings, nowMs: () => NOW_MS } as QueryPorts);
  const id = contactPointId({ kind: 'mail', value: 'ana@uno.example' });
  return { page: (options: { before?: number; channels?: ('mail' | 'chat')[] }) => queries['customer.timeline']({ id, limit: 2, ...options }) };
}

test('N8: paging back through a timeline shows each gap once, on the page of its time', () => {
  const { page } = asked();
  const shown: number[][] = [];
  for (let before: number | null | undefined; before !== null; ) {
    const { gaps, older } = page(before === undefined ? {} : { before });
    shown.push(gaps.map((gap) => Math.round((NOW_MS - gap.fromMs) / 60_000)));
    before = older;
  }
  expect(shown).toEqual([[5], [70, 48], [120]]);
});

test('N8: a timeline of other channels alone shows no gaps of this one', () => {
  const { page } = asked();
  expect(page({ channels: ['mail'] }).gaps).toHaveLength(1);
  expect(page({ channels: ['chat'] }).gaps).toEqual([]);
});
