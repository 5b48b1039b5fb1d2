/** Visits that were begun at this desk and never closed, above those who wait: each leads back to where it was left, after a crash as well. */
import type { ReactElement } from 'react';
import { useOpenVisits } from '../data/visitQueries.ts';
import { resumeVisit, useVisitOnScreen } from '../data/visits.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Icon } from '../ui/icons.tsx';

export function OpenVisits(): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const onScreen = useVisitOnScreen();
  const visits = useOpenVisits().data?.filter((visit) => visit.id !== onScreen?.visitId) ?? [];
  if (visits.length === 0) return null;
  return (
    <ul className="open-visits" aria-label={t('visit.openRegion')}>
      {visits.map((visit) => (
        <li key={visit.id}>
          <button type="button" className="open-visit" onClick={() => resumeVisit(visit)}>
            <span className="open-visit-icon"><Icon name="visit" /></span>
            <span className="grow">
              <b className="cut">{visit.customerName || t('visit.nobody')}</b>
              <span className="cut">{t('visit.openTitle')} · {t('visit.openSince', { when: format.relative(visit.startedAtMs, nowMs) })}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
