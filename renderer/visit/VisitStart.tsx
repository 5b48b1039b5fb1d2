/** Begins visits from wherever they are asked for, and says at the start of the window that one was left open. */
import { useEffect, useRef } from 'react';
import { intend, useIntent } from '../data/intents.ts';
import { navigation } from '../data/navigation.ts';
import { useOpenVisits } from '../data/visitQueries.ts';
import { resumeVisit, startVisit, visitOnScreen } from '../data/visits.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { showToast } from '../ui/toasts.tsx';
import { holdKeys, takeKeys } from './typedAhead.ts';

export function VisitStart(): null {
  const { t } = useTranslation();
  const begin = (customerId: string | null): void => {
    if (customerId === null && visitOnScreen() === null) holdKeys();
    startVisit(customerId).catch((error: unknown) => {
      takeKeys();
      showToast({ text: errorWords(t, error), tone: 'danger' });
    });
  };
  useIntent('startVisit', () => {
    const { section, activeId } = navigation();
    // Nobody is on the screen: whoever came is asked for.
    if (activeId === null || (section !== 'queue' && section !== 'customers')) intend('startVisitHere');
    else begin(activeId);
  });
  useIntent('startVisitHere', () => begin(null));
  useNotice();
  return null;
}

function useNotice(): void {
  const { t } = useTranslation();
  const visits = useOpenVisits().data;
  const isSaid = useRef(false);
  useEffect(() => {
    if (visits === undefined || isSaid.current) return;
    isSaid.current = true;
    const [first] = visits;
    if (first === undefined || visitOnScreen() !== null) return;
    const text = first.customerName === '' ? t('visit.openNobody') : t('visit.openOf', { name: first.customerName });
    showToast({ text, action: { label: t('visit.resume'), run: () => resumeVisit(first) } });
  }, [visits, t]);
}
