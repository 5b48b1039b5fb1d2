/** What was offered and waits for an answer, above everything else: nobody offers it twice (S17, S21). */
import type { ReactElement } from 'react';
import type { OfferView } from '../../shared/selling.ts';
import { useOffers } from '../data/sellingQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Button } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { MADE_BY } from './OfferDialog.tsx';
import { offerAside } from './offerWords.ts';
import { useOfferActs } from './useOfferActs.ts';
import { useTouchChannel } from './useTouchChannel.ts';

export function OffersBanner({ customerId }: { customerId: string }): ReactElement | null {
  const offers = useOffers(customerId).data ?? [];
  // What is for everybody stands in the panel; the place above the timeline is for what is about this customer.
  const first = offers.find((offer) => offer.state === 'presented') ?? offers.find((offer) => offer.state === 'available' && offer.isPersonal);
  return first === undefined ? null : <Offer key={first.id} customerId={customerId} offer={first} />;
}

function Offer({ customerId, offer }: { customerId: string; offer: OfferView }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const touch = useTouchChannel(customerId);
  const { present, answer, isPending } = useOfferActs(customerId);
  const [last] = offer.presented;
  const channel = MADE_BY.find((one) => one === touch) ?? 'call';
  return (
    <section className="offer-banner" aria-label={t('offers.title')}>
      <Icon name="survey" large />
      <div className="grow">
        <p className="offer-banner-title">{last === undefined ? t('offers.canOffer', { text: offer.text }) : t('offers.already', { text: offer.text, when: format.relative(last.atMs, nowMs), channel: t(`offers.by.${last.channel}`) })}</p>
        <p>{last === undefined ? offerAside(t, format, nowMs, offer) : t('offers.thinking')}</p>
      </div>
      {last === undefined
        ? <Button disabled={isPending} aria-label={t('offers.presentOf', { text: offer.text })} onClick={() => present({ offerId: offer.id, text: offer.text, productCode: null, amountMinor: null, validToMs: null, channel })}>{t('offers.present')}</Button>
        : (
          <>
            <Button disabled={isPending} aria-label={t('offers.acceptedOf', { text: offer.text })} onClick={() => answer(offer.id, 'accepted')}>{t('offers.accepted')}</Button>
            <Button disabled={isPending} aria-label={t('offers.declinedOf', { text: offer.text })} onClick={() => answer(offer.id, 'declined')}>{t('offers.declined')}</Button>
          </>
        )}
    </section>
  );
}
