/** Every offer of the customer: what waits, what can still be offered, and what is through. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { OfferState } from '../../shared/domain.ts';
import type { OfferView } from '../../shared/selling.ts';
import { useOffers } from '../data/sellingQueries.ts';
import { actorWords } from '../i18n/actorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Badge, Button, IconButton, Panel } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/Menu.tsx';
import { OriginLine } from '../workspace/FieldsPanel.tsx';
import { MADE_BY, OfferDialog } from './OfferDialog.tsx';
import { contradictionWords, offerAside } from './offerWords.ts';
import { useOfferActs } from './useOfferActs.ts';

const TONES: Record<OfferState, 'neutral' | 'good' | 'warn' | 'danger'> = { available: 'neutral', presented: 'warn', accepted: 'good', declined: 'neutral', expired: 'neutral' };
const isOpen = (offer: OfferView): boolean => offer.state === 'available' || offer.state === 'presented';

export function OffersPanel({ customerId }: { customerId: string }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const offers = useOffers(customerId).data ?? [];
  const [isAdding, setAdding] = useState(false);
  const [isPastShown, setPastShown] = useState(false);
  const past = offers.filter((offer) => !isOpen(offer));
  const shown = isPastShown ? offers : offers.filter(isOpen);
  return (
    <Panel title={t('offers.title')} action={<IconButton label={t('offers.add')} icon="plus" onClick={() => setAdding(true)} />}>
      {shown.length === 0 && <p className="faint">{t('offers.none')}</p>}
      <ul className="lines">{shown.map((offer) => <Offer key={offer.id} customerId={customerId} offer={offer} />)}</ul>
      {past.length > 0 && <Button small look="quiet" aria-expanded={isPastShown} onClick={() => setPastShown(!isPastShown)}>{isPastShown ? t('offers.hidePast') : t('offers.past', { formatted: format.number(past.length) })}</Button>}
      {isAdding && <OfferDialog customerId={customerId} product={null} onClose={() => setAdding(false)} />}
    </Panel>
  );
}

function Offer({ customerId, offer }: { customerId: string; offer: OfferView }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const aside = offerAside(t, format, nowMs, offer);
  const [last] = offer.presented;
  const { answer } = offer;
  return (
    <li className="line" data-offer={offer.state}>
      <span className="grow">
        <span className="line-main">{offer.text} <Badge tone={TONES[offer.state]}>{t(`offers.state.${offer.state}`)}</Badge></span>
        {aside !== '' && <span className="line-sub">{aside}</span>}
        {last !== undefined && answer === null && <span className="line-sub">{t('offers.made', { when: format.relative(last.atMs, nowMs), channel: t(`offers.by.${last.channel}`), actor: actorWords(t, last.actor) })}</span>}
        {answer !== null && <span className="line-sub">{t('offers.answered', { when: format.relative(answer.atMs, nowMs), channel: t(`offers.by.${answer.channel}`), actor: actorWords(t, answer.actor) })}</span>}
        {answer !== null && answer.reason !== '' && <span className="line-sub">{t('offers.reason', { reason: answer.reason })}</span>}
        {offer.presented.length === 0 && answer === null && <span className="line-sub"><OriginLine origin={offer.origin} /></span>}
        {offer.contradicts !== null && <span className="line-sub contradiction"><Icon name="warn" />{contradictionWords(t, format, offer.contradicts)}</span>}
      </span>
      {isOpen(offer) && <OfferMenu customerId={customerId} offer={offer} />}
    </li>
  );
}

function OfferMenu({ customerId, offer }: { customerId: string; offer: OfferView }): ReactElement {
  const { t } = useTranslation();
  const { present, answer } = useOfferActs(customerId);
  return (
    <Menu
      label={offer.text}
      items={[
        ...(offer.state === 'available' ? MADE_BY.map((channel) => ({ label: `${t('offers.present')} ${t(`offers.by.${channel}`)}`, icon: channel, onSelect: () => present({ offerId: offer.id, text: offer.text, productCode: null, amountMinor: null, validToMs: null, channel }) })) : []),
        { label: t('offers.accepted'), icon: 'check', onSelect: () => answer(offer.id, 'accepted') },
        { label: t('offers.declined'), icon: 'close', onSelect: () => answer(offer.id, 'declined') },
      ]}
    />
  );
}
