/** What to know before speaking: what they wait for, last words, promises, open cases, offers and favourites, and what not to ask again. */
import type { ReactElement } from 'react';
import { Brief, candidateWords } from '../calls/Brief.tsx';
import { useCases } from '../data/caseQueries.ts';
import { useFavourites, useOffers } from '../data/sellingQueries.ts';
import { useCustomerBrief } from '../data/visitQueries.ts';
import { goToStep, leaveVisit } from '../data/visits.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Badge, Button, Empty } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { CheckRow } from './CheckRow.tsx';
import type { Visit, VisitActs } from './useVisitActs.ts';
import { offerAside } from '../selling/offerWords.ts';
import { PriceText } from '../selling/ProductPicker.tsx';

const MOST_OFFERS = 4;
const MOST_FAVOURITES = 6;

export function BriefStep({ visit, acts }: { visit: Visit; acts: VisitActs }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const brief = useCustomerBrief(visit.customerId).data;
  if (visit.customerId === null) {
    return <Empty icon="person" title={t('visit.brief.none')} action={<Button data-first look="primary" onClick={() => goToStep('identify')}>{t('visit.brief.toIdentify')}</Button>}>{t('visit.brief.noneHint')}</Empty>;
  }
  return (
    <>
      <header className="visit-head">
        <div className="grow">
          <h2 className="visit-title">{visit.customerName}</h2>
          {brief && <p className="faint">{candidateWords(t, format, brief, nowMs).join(' · ')}</p>}
        </div>
        <Button data-first look="primary" icon="right" onClick={() => goToStep('act')}>{t('visit.next')}</Button>
      </header>
      <CheckRow visit={visit} acts={acts} />
      <div className="visit-columns">
        <section className="visit-card"><h3 className="hidden-text">{t('visit.step.brief')}</h3>{brief && <Brief candidate={brief} onOpen={() => leaveVisit()} />}</section>
        <div className="visit-stack"><Selling customerId={visit.customerId} /></div>
      </div>
    </>
  );
}

/** Draws nothing for what there is none of. */
function Selling({ customerId }: { customerId: string }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const cases = useCases(customerId).data?.filter((one) => one.status !== 'solved') ?? [];
  const offers = useOffers(customerId).data?.filter((offer) => offer.state === 'available' || offer.state === 'presented').slice(0, MOST_OFFERS) ?? [];
  const favourites = useFavourites(customerId).data?.slice(0, MOST_FAVOURITES) ?? [];
  return (
    <>
      {cases.length > 0 && (
        <section className="visit-card" aria-label={t('visit.brief.cases')}>
          <h3>{t('visit.brief.cases')}</h3>
          <ul className="lines">
            {cases.map((one) => <li key={one.id} className="line"><span className="grow line-main">{one.title}</span><Badge tone={one.status === 'waitingForCustomer' ? 'neutral' : 'warn'}>{t(`visit.caseStatus.${one.status}`)}</Badge></li>)}
          </ul>
        </section>
      )}
      {offers.length > 0 && (
        <section className="visit-card" aria-label={t('visit.brief.offers')}>
          <h3>{t('visit.brief.offers')}</h3>
          <ul className="lines">
            {offers.map((offer) => (
              <li key={offer.id} className="line">
                <span className="grow">
                  <span className="line-main">{offer.text}</span>
                  <span className="line-sub">{offerAside(t, format, nowMs, offer)}</span>
                </span>
                <Badge tone={offer.state === 'presented' ? 'warn' : 'good'}>{t(`visit.offerState.${offer.state}`)}</Badge>
              </li>
            ))}
          </ul>
        </section>
      )}
      {favourites.length > 0 && (
        <section className="visit-card" aria-label={t('visit.brief.favourites')}>
          <h3>{t('visit.brief.favourites')}</h3>
          <ul className="lines">
            {favourites.map((favourite) => (
              <li key={favourite.code} className="line visit-favourite"><Icon name="survey" /><span className="grow"><span className="line-main">{favourite.name || favourite.code}</span><span className="line-sub"><PriceText product={favourite} isNarrow /></span></span></li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
