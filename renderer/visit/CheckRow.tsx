/** How somebody showed who they are: one key. The same key again takes it back. */
import type { ReactElement } from 'react';
import type { IdentityCheck } from '../../shared/domain.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Kbd } from '../ui/controls.tsx';
import type { Visit, VisitActs } from './useVisitActs.ts';
import { useVisitKeys } from './useVisitKeys.ts';

const CHECKS = ['known', 'document', 'phone', 'card'] as const satisfies readonly IdentityCheck[];

export function CheckRow({ visit, acts }: { visit: Visit; acts: VisitActs }): ReactElement {
  const { t } = useTranslation();
  const toggle = (check: IdentityCheck): void => void acts.set({ identityCheck: visit.identityCheck === check ? 'none' : check });
  useVisitKeys(Object.fromEntries(CHECKS.map((check) => [t(`visit.checkKeys.${check}`).toLowerCase(), () => toggle(check)])));
  return (
    <div className="visit-check" role="group" aria-label={t('visit.check')}>
      <span className="visit-check-label">{t('visit.check')}</span>
      {CHECKS.map((check) => (
        <button key={check} type="button" className="visit-choice" aria-pressed={visit.identityCheck === check} onClick={() => toggle(check)}>
          <Kbd keys={t(`visit.checkKeys.${check}`)} />{t(`visit.checks.${check}`)}
        </button>
      ))}
    </div>
  );
}
