/** Offers that can still be made to them: presented, accepted or declined where they stand; and one by word. An answered or expired one is not here (S21), but for what was answered in this very visit. */
import { useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import { useOffers } from '../data/sellingQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Badge, Button } from '../ui/controls.tsx';
import { TextField } from '../ui/fields.tsx';
import type { VisitItem } from '../../shared/visits.ts';
import type { Offer, Visit, VisitActs } from './useVisitActs.ts';
import { contradictionWords, offerAside } from '../selling/offerWords.ts';

export function OfferBox({ visit, acts }: { visit: Visit; acts: VisitActs }): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const itemOf = (offer: Offer): VisitItem | undefined => visit.items.find((item) => item.kind === 'offer' && item.ref === offer.id);
  const offers = useOffers(visit.customerId).data?.filter((offer) => offer.state === 'available' || offer.state === 'presented' || itemOf(offer) !== undefined) ?? [];
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
          {offers.map((offer, at) => <OfferRow key={offer.id} offer={offer} isFirst={at === 0} made={itemOf(offer)} acts={acts} />)}
        </ul>
      )}
      <form className="visit-line-form" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <TextField label={t('visit.acts.byWord')} hideLabel placeholder={t('visit.acts.byWord')} title={t('visit.acts.byWordHint')} maxLength={2_000} value={text} onChange={(event) => setText(event.target.value)} />
        <Button type="submit" disabled={text.trim() === ''}>{t('visit.acts.byWordAdd')}</Button>
      </form>
    </>
  );
}

/** @param made as it stands in the visit, once it does */
function OfferRow({ offer, isFirst, made, acts }: { offer: Offer; isFirst: boolean; made: VisitItem | undefined; acts: VisitActs }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const words = { offer: offer.text };
  const main = useRef<HTMLButtonElement>(null);
  const answer = made?.answer ?? null;
  const state = t(answer === null ? 'visit.acts.presented' : `visit.offerState.${answer}`);
  const say = (said: 'accepted' | 'declined'): void => {
    // The button of an answer goes with the answer.
    main.current?.focus();
    void acts.answer(offer, said);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || answer !== null) return;
    const key = event.key.toLowerCase();
    if (key === t('visit.acts.acceptKey').toLowerCase()) say('accepted');
    else if (key === t('visit.acts.declineKey').toLowerCase()) say('declined');
  };
  return (
    <li className="visit-offer" data-made={made !== undefined} onKeyDown={onKeyDown}>
      <span className="grow">
        <span className="line-main">{offer.text}</span>
        <span className="line-sub">{offerAside(t, format, nowMs, offer)}</span>
        {offer.contradicts && <span className="visit-warn">{contradictionWords(t, format, offer.contradicts)}</span>}
      </span>
      {offer.state === 'presented' && made === undefined && <Badge tone="warn">{t('visit.offerState.presented')}</Badge>}
      <span className="visit-offer-acts">
        {/* Stays where it is once it was presented: whoever has the focus here goes on from here, or takes it back. */}
        <Button ref={main} small {...(made && { icon: 'check', title: t('visit.acts.presentedAgain') })} data-first-row={isFirst ? '' : undefined} data-row="" aria-pressed={made !== undefined} aria-label={made ? `${state}: ${offer.text}` : t('visit.acts.presentOf', words)} onClick={() => void (made ? acts.remove(made.itemId) : acts.present(offer))}>{made ? state : t('visit.acts.present')}</Button>
        {answer === null && (
          <>
            <Button small aria-label={t('visit.acts.acceptOf', words)} shortcut={t('visit.acts.acceptKey')} onClick={() => say('accepted')}>{t('visit.acts.accept')}</Button>
            <Button small aria-label={t('visit.acts.declineOf', words)} shortcut={t('visit.acts.declineKey')} onClick={() => say('declined')}>{t('visit.acts.decline')}</Button>
          </>
        )}
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
