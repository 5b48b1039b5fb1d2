/** What is done at the counter: products, offers, the case, data and notes, each reached by one key. */
import { useRef, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../i18n/i18n.ts';
import { Kbd } from '../ui/controls.tsx';
import { CaseBox } from './CaseBox.tsx';
import { DatumBox } from './DatumBox.tsx';
import { NotesBox } from './NotesBox.tsx';
import { OfferBox } from './OfferBox.tsx';
import { ProductBox } from './ProductBox.tsx';
import type { ProductMode } from './ProductBox.tsx';
import type { Visit, VisitActs } from './useVisitActs.ts';
import { useVisitKeys } from './useVisitKeys.ts';

export function ActStep({ visit, acts }: { visit: Visit; acts: VisitActs }): ReactElement {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [mode, setMode] = useState<ProductMode>('look');
  /** The first thing of a box that takes words or a choice. */
  const enter = (name: string): void => box.current?.querySelector<HTMLElement>(`[data-box=${name}] :is(input, textarea, select, [data-first-row]):not(:disabled)`)?.focus();
  const into = (next: ProductMode) => (): void => {
    setMode(next);
    enter('product');
  };
  const key = (name: 'product' | 'favourite' | 'offer' | 'case' | 'datum' | 'note'): string => t(`visit.acts.keys.${name}`).toLowerCase();
  useVisitKeys({
    [key('product')]: into('look'), [key('favourite')]: into('favourite'), [key('offer')]: () => enter('offer'), [key('case')]: () => enter('case'), [key('datum')]: () => enter('datum'), [key('note')]: () => enter('note'),
  });
  const parts = { visit, acts };
  return (
    <div ref={box} className="visit-columns">
      <h2 className="hidden-text">{t('visit.step.act')}</h2>
      <div className="visit-stack">
        <Box name="product" title={t('visit.acts.product')} keys={`${t('visit.acts.keys.product')} ${t('visit.acts.keys.favourite')}`}><ProductBox {...parts} mode={mode} onMode={setMode} /></Box>
        <Box name="offer" title={t('visit.acts.offers')} keys={t('visit.acts.keys.offer')}><OfferBox {...parts} /></Box>
      </div>
      <div className="visit-stack">
        <Box name="case" title={t('visit.acts.case')} keys={t('visit.acts.keys.case')}><CaseBox {...parts} /></Box>
        <Box name="note" title={t('visit.acts.note')} keys={t('visit.acts.keys.note')}><NotesBox {...parts} /></Box>
        <Box name="datum" title={t('visit.acts.datum')} keys={t('visit.acts.keys.datum')}><DatumBox {...parts} /></Box>
      </div>
    </div>
  );
}

function Box({ name, title, keys, children }: { name: string; title: string; keys: string; children: ReactNode }): ReactElement {
  return (
    <section className="visit-card" data-box={name} aria-label={title}>
      <header className="visit-card-head"><h3>{title}</h3><Kbd keys={keys} /></header>
      {children}
    </section>
  );
}
