/** Questions about what is sold and offered use their indexes: nothing that grows with the history or the catalogue is walked, but for the search of products, which walks one narrow index. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactPointId } from '../identity/ids.ts';
import { row, testDesk } from '../testing.ts';
import type { Reader } from './open.ts';
import { answersOf, buyers, dropFact, favouritesOf, isRowSaid, offersFor, ordersOf, presentedTo, pricesOf, productByCode, productsNamedIn, refreshValue, rowsOfImport, searchProducts } from './selling.ts';

const desk = testDesk();
const { store } = desk;
const ANA = contactPointId({ kind: 'mail', value: 'ana@x.example' });

beforeAll(() => {
  for (let n = 0; n < 60; n++) desk.ingest([row('products', 'code,name,price', `P-${n % 20},Silla ${n},${n}`, n), row('orders', 'number,state,total,mail', `A-${n % 30},paid,${n},ana@x.example`, n), row('offers', 'id,text,campaign,mail', `O-${n},Oferta ${n},Otoño,ana@x.example`, n)], { stream: 'tables', importId: 'i' });
});
afterAll(() => store.close());

function plansOf(work: (reader: Reader) => unknown): string[] {
  const seen = new Map<string, string>();
  work({
    prepare(sql) {
      const names = [...new Set(sql.match(/@[a-z]\w*/gi) ?? [])];
      const blanks = names.length > 0 ? [Object.fromEntries(names.map((name) => [name.slice(1), null]))] : Array.from({ length: sql.split('?').length - 1 }, () => null);
      seen.set(sql, (store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...blanks) as { detail: string }[]).map(({ detail }) => detail).join('\n'));
      return store.prepare(sql);
    },
  });
  return [...seen.values()];
}
const walks = (work: (reader: Reader) => unknown): string[] => plansOf(work).flatMap((plan) => plan.split('\n')).filter((step) => /^SCAN (?!json_each|shop_part|revoked_import|CONSTANT)/.test(step));

describe('S7, S8, S9, S16, S17: plans', () => {
  it.each<[string, (reader: Reader) => unknown]>([
    ['a product and its prices', (reader) => [productByCode(reader, 'P-1'), pricesOf(reader, 'P-1')]],
    ['orders', (reader) => ordersOf(reader, [ANA])],
    ['offers', (reader) => [offersFor(reader, [ANA], 0), presentedTo(reader, [ANA]), answersOf(reader, [ANA])]],
    ['favourites', (reader) => favouritesOf(reader, [ANA])],
    ['when a row was said', (reader) => [isRowSaid(reader, 1), rowsOfImport(reader, 'i')]],
  ])('%s: by index alone', (_, work) => expect(walks(work)).toEqual([]));

  it('the search of products walks its narrow index and no table', () => {
    for (const work of [(reader: Reader) => searchProducts(reader, ['silla'], 5), (reader: Reader) => productsNamedIn(reader, 'silla')]) expect(walks(work).every((step) => step.includes('product_norm'))).toBe(true);
  });

  it('value is worked out from the orders of one customer, and kept where it can be sorted by', () => {
    store.write((writer) => {
      expect(walks((reader) => refreshValue({ ...writer, prepare: (sql) => reader.prepare(sql) }, 1, [{ uuid: ANA }]))).toEqual([]);
      expect(walks((reader) => dropFact({ ...writer, prepare: (sql) => reader.prepare(sql) }, 0))).toEqual([]);
    });
    const plan = (store.db.prepare('EXPLAIN QUERY PLAN SELECT id FROM customer WHERE value_minor > 0 ORDER BY value_minor DESC LIMIT 10').all() as { detail: string }[]).map(({ detail }) => detail).join();
    expect(plan).toContain('customer_value');
    expect(buyers(store)).toHaveLength(1);
  });
});
