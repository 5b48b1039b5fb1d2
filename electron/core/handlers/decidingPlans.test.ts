/** S7, S10, S23: what decisions ask of the store uses an index, and finding customers walks one index at most. */
import { expect, it } from 'vitest';
import type { Reader } from '../store/open.ts';
import { customersWhere, preferencesDue, valueOfBest } from '../store/rules.ts';
import { mail, NOW_MS, testDesk } from '../testing.ts';
import { factBasis, factSheet } from './facts.ts';

const desk = testDesk();
desk.ingest(Array.from({ length: 12 }, (_, n) => mail({ from: `c${n % 4}@x.example`, minutesAgo: n * 10 })));

/** Each statement that `work` prepares, with what SQLite would do. */
function plansOf(work: (reader: Reader) => unknown): [string, string][] {
  const seen: [string, string][] = [];
  work({ prepare(sql) {
    const blanks = sql.includes('@') ? [Object.fromEntries([...new Set(sql.match(/@\w+/g))].map((name) => [name.slice(1), null]))] : Array.from({ length: sql.split('?').length - 1 }, () => null);
    seen.push([sql, (desk.store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...blanks) as { detail: string }[]).map(({ detail }) => detail).join(' | ')]);
    return desk.store.prepare(sql);
  } });
  return seen;
}
const NOBODY = { bought: null, prefers: null, habitSinceMs: 0, minValueMinor: null, hasOpenCase: null, among: null, sort: 'last' } as const;

it('S23: the facts of a customer walk no table that grows with the history', () => {
  const root = desk.store.prepare('SELECT id FROM customer LIMIT 1').pluck().get() as number;
  const plans = plansOf((reader) => factSheet(factBasis(reader, 'UTC', NOW_MS), root));
  expect(plans.length).toBeGreaterThan(15);
  expect(plans.filter(([sql, plan]) => /SCAN (?!json_each|value|shop_part|offer\b|it\b|setting|CONSTANT)/.test(plan) && !/value_minor > 0/.test(sql))).toEqual([]);
});

it.each([
  [{ sort: 'last' }, 'customer_last'], [{ sort: 'value' }, 'customer_value'], [{ sort: 'name' }, 'customer_name'], [{ prefers: 'chat' }, 'customer_prefers'], [{ minValueMinor: 5, sort: 'value' }, 'customer_value'],
] as const)('S7, S10: a page of %j walks %s and sorts nothing', (filter, index) => {
  const page = plansOf((reader) => customersWhere(reader, { ...NOBODY, ...filter }, 0, 50)).find(([sql]) => sql.includes('ORDER BY'));
  expect(page?.[1]).toContain(index);
  expect(page?.[1]).not.toContain('TEMP B-TREE');
});

it('S7: those with an open case are asked of the cases, which are few', () => {
  const page = plansOf((reader) => customersWhere(reader, { ...NOBODY, hasOpenCase: true }, 0, 50)).find(([sql]) => sql.includes('ORDER BY'));
  expect(page?.[1]).toContain('desk_case_status');
  expect(page?.[1]).not.toMatch(/SCAN customer/);
});

it('S10: whose preferred channel is due, and the value of the best, are asked of an index', () => {
  expect(plansOf((reader) => preferencesDue(reader, 10)).map(([, plan]) => plan).join()).toContain('customer_prefers_due');
  for (const [, plan] of plansOf((reader) => valueOfBest(reader, 0.1))) expect(plan).toContain('customer_value');
});
