/** Offers that can still be made to them: presented, accepted or declined where they stand; and one by word. An answered or expired one is not here (S21). */
import { useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import { useOffers } from '../data/sellingQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Badge, Button } from '../ui/controls.tsx';
import { TextField } from '../ui/fields.tsx';
import type { Offer, Visit, VisitActs } from './useVisitActs.ts';
import { contradictionWords, offerAside } from '../selling/offerWords.ts';

export function OfferBox({ visit, acts }: { visit: Visit; acts: VisitActs }): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const offers = useOffers(visit.customerId).data?.filter((offer) => offer.state === 'available' || offer.state === 'presented') ?? [];
  if (visit.customerId === null) return <p className="visit-hint">{t('visit.acts.needs')}</p>;
  const submit = (): void => {
    const said = text.trim();
    if (said === '') return;
    setText('');
    void acts.presentByWord(said);
  };
  return (
    <>
      {offers.length === 0 ? <p className="visit-hint">{t('visit.acts.noOffers')}</p> : (
        <ul className="visit-offers" onKeyDown={moveBetween}>
          {offers.map((offer, at) => <OfferRow key={offer.id} offer={offer} isFirst={at === 0} isMade={visit.items.some((item) => item.kind === 'offer' && item.ref === offer.id)} acts={acts} />)}
        </ul>
      )}
      <form className="visit-line-form" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <TextField label={t('visit.acts.byWord')} hideLabel placeholder={t('visit.acts.byWord')} title={t('visit.acts.byWordHint')} maxLength={2_000} value={text} onChange={(event) => setText(event.target.value)} />
        <Button type="submit" disabled={text.trim() === ''}>{t('visit.acts.byWordAdd')}</Button>
      </form>
    </>
  );
}

function OfferRow({ offer, isFirst, isMade, acts }: { offer: Offer; isFirst: boolean; isMade: boolean; acts: VisitActs }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const words = { offer: offer.text };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === t('visit.acts.acceptKey').toLowerCase()) void acts.answer(offer, 'accepted');
    else if (key === t('visit.acts.declineKey').toLowerCase()) void acts.answer(offer, 'declined');
  };
  return (
    <li className="visit-offer" data-made={isMade} onKeyDown={onKeyDown}>
      <span className="grow">
        <span className="line-main">{offer.text}</span>
        <span className="line-sub">{offerAside(t, format, nowMs, offer)}</span>
        {offer.contradicts && <span className="visit-warn">{contradictionWords(t, format, offer.contradicts)}</span>}
      </span>
      {offer.state === 'presented' && !isMade && <Badge tone="warn">{t('visit.offerState.presented')}</Badge>}
      <span className="visit-offer-acts">
        {/* Stays where it is once it was presented: whoever has the focus here goes on from here. */}
        <Button small {...(isMade && { icon: 'check' })} data-first-row={isFirst ? '' : undefined} data-row="" aria-pressed={isMade} aria-label={t(isMade ? 'visit.acts.presentedOf' : 'visit.acts.presentOf', words)} onClick={() => void (isMade || acts.present(offer))}>{t(isMade ? 'visit.acts.presented' : 'visit.acts.present')}</Button>
        <Button small aria-label={t('visit.acts.acceptOf', words)} shortcut={t('visit.acts.acceptKey')} onClick={() => void acts.answer(offer, 'accepted')}>{t('visit.acts.accept')}</Button>
        <Button small aria-label={t('visit.acts.declineOf', words)} shortcut={t('visit.acts.declineKey')} onClick={() => void acts.answer(offer, 'declined')}>{t('visit.acts.decline')}</Button>
      </span>
    </li>
  );
}

/** Up and down go from offer to offer. */
function moveBetween(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || !(event.target instanceof Element)) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.findIndex((row) => row.closest('li') === (event.target as Element).closest('li'));
  event.preventDefault();
  rows[at + step]?.focus();
}
