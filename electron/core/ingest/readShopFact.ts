/** Makes the fact that a row tells: a product with its prices, an order, an offer. */
import { PRICE_CHANNELS } from '../../../shared/domain.ts';
import type { PriceChannel } from '../../../shared/domain.ts';
import { interactionId } from '../identity/ids.ts';
import type { NormalisedRecord, RowFact } from './normalised.ts';
import { digest } from './reading.ts';
import type { ShopRow } from './shopRowFields.ts';
import { folded } from './shopRowWords.ts';

type Made = Pick<NormalisedRecord, 'claims' | 'evidence'> & { fact: RowFact };

/** A product and its prices by channel and period. Its code names it in a table that has no names; where names stand, one that is missing would take a product's name away. */
export function readProduct(row: ShopRow): { fact: RowFact } {
  const code = row.need('code', 'no-code').slice(0, 100);
  const name = row.hasColumn('name') ? row.need('name', 'no-text') : code;
  const currency = row.currency();
  const period = row.period();
  const prices: (RowFact & { table: 'product' })['prices'] = [];
  const add = (channel: PriceChannel | '*', amountMinor: number | null): void => {
    if (amountMinor !== null) prices.push({ channel, amountMinor, currency, ...period });
  };
  const named = row.text('channel');
  add(named === '' ? '*' : row.priceChannel(named), row.amount('price', currency));
  for (const channel of PRICE_CHANNELS) add(channel, row.amount(`price.${channel}`, currency));
  return { fact: { table: 'product', saidAtMs: row.date('updated'), code, slot: `${folded(named)}|${period.fromMs ?? ''}|${period.toMs ?? ''}`, name: name.slice(0, 300), norm: folded(`${name} ${code}`), category: row.text('category').slice(0, 200), description: row.text('description').slice(0, 4_000), prices } };
}

/** An order; one without a customer is kept, and said. */
export function readOrder(row: ShopRow, _key: string, receivedAtMs: number | null): Made {
  const number = row.need('number', 'no-number').slice(0, 100);
  const currency = row.currency();
  const people = row.people();
  if (people.points.length === 0) row.say('no-customer', null, number);
  const total = row.amount('total', currency);
  const lines = row.lines(currency, total);
  const amountMinor = total ?? lines.sum;
  if (amountMinor === null) throw row.unusable('no-amount', 'total', '');
  const updatedAtMs = row.date('updated');
  return {
    fact: {
      table: 'order', saidAtMs: updatedAtMs, number, point: people.points[0] ?? null, state: row.state(), channel: row.salesChannel(), orderedAtMs: row.date('date') ?? updatedAtMs ?? receivedAtMs ?? 0, amountMinor, currency, lines: lines.lines,
    },
    ...people.said,
  };
}

/** An offer to one person, or to everybody where nobody is named. */
export function readOffer(row: ShopRow): Made {
  const people = row.people();
  // Whoever was named and cannot be read: without them it would be an offer for everybody.
  if (people.points.length === 0 && row.text('customer') !== '') throw row.unusable('bad-customer', 'customer', row.text('customer'));
  const text = row.need('text', 'no-text').slice(0, 2_000);
  const currency = row.currency();
  const [campaign, productCode] = [row.text('campaign').slice(0, 200), row.text('code').slice(0, 100) || null];
  const point = people.points[0] ?? null;
  const to = point === null ? '' : `${point.kind}:${point.value}`;
  const own = row.text('id');
  const id = interactionId(own === '' ? `offer:${digest(['', folded(campaign), folded(text), productCode ?? '', to])}` : `offer:${digest([own, to])}`);
  return { fact: { table: 'offer', saidAtMs: row.date('updated'), id, point, text, campaign, productCode, amountMinor: row.amount('price', currency), currency, ...row.period(), channel: row.salesChannel() }, ...people.said };
}
