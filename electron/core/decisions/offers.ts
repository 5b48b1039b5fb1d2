/**
 * The life of an offer to one customer: available, presented, then accepted, declined or expired.
 *
 * Promises that what was answered or has expired is never available again, whatever the channel and whatever is said
 * afterwards of having presented it (S21); only taking back the answer itself opens it again.
 */
import type { OfferState } from '../../../shared/domain.ts';
import { isValidAt } from './parity.ts';

export type OfferFacts = {
  /** The last answer that holds. */
  answer: 'accepted' | 'declined' | null;
  timesPresented: number;
  fromMs: number | null;
  toMs: number | null;
};

/** Null: it does not hold yet and nobody has spoken of it. */
export function offerState({ answer, timesPresented, fromMs, toMs }: OfferFacts, nowMs: number): OfferState | null {
  if (answer !== null) return answer;
  if (toMs !== null && toMs < nowMs) return 'expired';
  if (timesPresented > 0) return 'presented';
  return fromMs !== null && fromMs > nowMs ? null : 'available';
}

export function canPresent(state: OfferState | null): boolean {
  return state === 'available' || state === 'presented';
}

const ORDER: readonly OfferState[] = ['presented', 'available', 'accepted', 'declined', 'expired'];

/** What waits for an answer first, then what can be offered, then what is through; the newest first within each. */
export function orderOffers<T extends { state: OfferState; lastAtMs: number; id: string }>(offers: readonly T[]): T[] {
  return [...offers].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || b.lastAtMs - a.lastAtMs || (a.id < b.id ? -1 : 1));
}

export type PricedOffer = { id: string; label: string; productCode: string | null; amountMinor: number | null; currency: string; fromMs: number | null; toMs: number | null };
export type Contradiction = { what: 'catalogue' | 'offer'; amountMinor: number; currency: string; label: string };

/**
 * What speaks against an offer (S17): the catalogue asks less for the product than the offer does, or another offer that
 * is valid for the same customer names another price. An offer below the catalogue is what offers are for.
 * @param catalogue prices of the product that hold now
 */
export function contradictionOf(offer: PricedOffer, others: readonly PricedOffer[], catalogue: readonly { amountMinor: number; currency: string; channel: string }[], nowMs: number): Contradiction | null {
  const { productCode, amountMinor, currency } = offer;
  if (productCode === null || amountMinor === null) return null;
  const cheapest = catalogue.filter((price) => price.currency === currency).sort((a, b) => a.amountMinor - b.amountMinor)[0];
  if (cheapest !== undefined && cheapest.amountMinor < amountMinor) return { what: 'catalogue', amountMinor: cheapest.amountMinor, currency, label: cheapest.channel };
  const other = others.filter((one) => one.id !== offer.id && one.productCode === productCode && one.amountMinor !== null && one.currency === currency && one.amountMinor !== amountMinor && isValidAt(one, nowMs))
    .sort((a, b) => (a.amountMinor ?? 0) - (b.amountMinor ?? 0) || (a.id < b.id ? -1 : 1))[0];
  return other === undefined || other.amountMinor === null ? null : { what: 'offer', amountMinor: other.amountMinor, currency, label: other.label };
}
