/** Prices as a line of words: one where the channels agree, each where they do not. */
import type { Money, PriceChannel } from '../../shared/domain.ts';
import type { PriceView, ProductView } from '../../shared/selling.ts';
import type { Format } from '../i18n/format.ts';
import type { TFunction } from '../i18n/i18n.ts';

/** More channels than this are all of them. */
const ALL = 5;

export function priceLine(t: TFunction, format: Format, prices: readonly PriceView[], mismatch: ProductView['mismatch']): string {
  const [first] = prices;
  if (first === undefined) return t('selling.noPrice');
  if (mismatch === null) return `${format.money(first)} ${prices.length >= ALL ? t('selling.everywhere') : listWords(t, prices.map((price) => t(`selling.in.${price.channel}`)))}`;
  return byAmount(prices).map(({ channels, price }) => `${channels.map((channel) => t(`selling.where.${channel}`)).join(', ')} ${format.money(price)}`).join(' · ');
}

/** Channels that ask the same stand together, in the order of the channels. */
function byAmount(prices: readonly PriceView[]): { channels: PriceChannel[]; price: Money }[] {
  const groups = new Map<string, { channels: PriceChannel[]; price: Money }>();
  for (const { channel, amountMinor, currency } of prices) {
    const key = `${currency} ${amountMinor}`;
    const group = groups.get(key) ?? { channels: [], price: { amountMinor, currency } };
    group.channels.push(channel);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function listWords(t: TFunction, words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : t('selling.and', { first: words.slice(0, -1).join(', '), last: words.at(-1) ?? '' });
}
