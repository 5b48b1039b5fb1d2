/** An offer's price, campaign and last day, and what speaks against it, in words. */
import type { PriceChannel } from '../../shared/domain.ts';
import type { OfferView } from '../../shared/selling.ts';
import type { Format } from '../i18n/format.ts';
import type { TFunction } from '../i18n/i18n.ts';

export function offerAside(t: TFunction, format: Format, nowMs: number, offer: OfferView): string {
  const { price, campaign, validToMs, state } = offer;
  const day = validToMs === null ? '' : t(state === 'expired' ? 'offers.over' : 'offers.until', { day: format.day(validToMs, nowMs) });
  return [price === null ? '' : format.money(price), campaign, day].filter(Boolean).join(' · ');
}

export function contradictionWords(t: TFunction, format: Format, { what, price, label }: NonNullable<OfferView['contradicts']>): string {
  return what === 'offer' ? t('offers.contraOffer', { price: format.money(price), label }) : t('offers.contraCatalogue', { price: format.money(price), where: t(`selling.in.${label as PriceChannel}`) });
}
