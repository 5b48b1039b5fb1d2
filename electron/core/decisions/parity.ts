/** What a product costs now in each channel, and whether the channels agree (S8, N6). Pure: the time is passed in. */
import { PRICE_CHANNELS } from '../../../shared/domain.ts';
import type { PriceChannel } from '../../../shared/domain.ts';

type Validity = { fromMs: number | null; toMs: number | null };
/** `channel` '*': in every channel that has no stronger one. */
export type StatedPrice = Validity & { channel: PriceChannel | '*'; amountMinor: number; currency: string };
export type ChannelPrice = Validity & { channel: PriceChannel; amountMinor: number; currency: string };

export function isValidAt({ fromMs, toMs }: Validity, nowMs: number): boolean {
  return (fromMs === null || fromMs <= nowMs) && (toMs === null || nowMs <= toMs);
}

/** One a channel, in the order of the channels. @param stated the strongest first */
export function pricesNow(stated: readonly StatedPrice[], nowMs: number): ChannelPrice[] {
  const valid = stated.filter((price) => isValidAt(price, nowMs));
  return PRICE_CHANNELS.flatMap((channel) => {
    const price = valid.find((one) => one.channel === channel || one.channel === '*');
    return price === undefined ? [] : [{ channel, amountMinor: price.amountMinor, currency: price.currency, fromMs: price.fromMs, toMs: price.toMs }];
  });
}

/** The cheapest and the dearest where channels ask different prices; prices in different currencies are not compared. */
export function priceMismatch<P extends { amountMinor: number; currency: string }>(prices: readonly P[]): { low: P; high: P } | null {
  let widest: { low: P; high: P } | null = null;
  for (const currency of new Set(prices.map((price) => price.currency))) {
    const same = prices.filter((price) => price.currency === currency).sort((a, b) => a.amountMinor - b.amountMinor);
    // Of channels that agree, the first stands for them.
    const [low, high] = [same[0], same.find((price) => price.amountMinor === same.at(-1)?.amountMinor)];
    if (low !== undefined && high !== undefined && low.amountMinor !== high.amountMinor && (widest === null || high.amountMinor - low.amountMinor > widest.high.amountMinor - widest.low.amountMinor)) widest = { low, high };
  }
  return widest;
}
