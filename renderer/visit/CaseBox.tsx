/** The matter the visit is about: one that is open, or a new one; and how it stands now. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useCommand } from '../data/commands.ts';
import { useCases } from '../data/caseQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button } from '../ui/controls.tsx';
import { SelectField, TextField } from '../ui/fields.tsx';
import { Icon } from '../ui/icons.tsx';
import { visitEs } from '../i18n/visit.es.ts';
import type { CaseStatus } from '../../shared/domain.ts';
import type { Visit, VisitActs } from './useVisitActs.ts';

const STATUSES = Object.keys(visitEs.visit.caseStatus) as CaseStatus[];

export function CaseBox({ visit, acts }: { visit: Visit; acts: VisitActs }): ReactElement {
  const { t } = useTranslation();
  const [title, setTitle] = useState('');
  const setCase = useCommand('case.set');
  const cases = useCases(visit.customerId).data?.filter((one) => one.status !== 'solved' || one.id === visit.caseId) ?? [];
  if (visit.customerId === null) return <p className="visit-hint">{t('visit.acts.needs')}</p>;
  const open = (): void => {
    const named = title.trim();
    if (named === '') return;
    setTitle('');
    void acts.openCase(named);
  };
  return (
    <>
      {cases.length === 0 ? <p className="visit-hint">{t('visit.acts.noCase')}</p> : (
        <ul className="visit-cases">
          {cases.map((one, at) => {
            const isOurs = one.id === visit.caseId;
            return (
              <li key={one.id} data-chosen={isOurs}>
                <button type="button" data-first-row={at === 0 ? '' : undefined} className="visit-choice" aria-pressed={isOurs} aria-label={t('visit.acts.caseOf', { title: one.title })} onClick={() => void acts.set({ caseId: isOurs ? null : one.id })}>
                  <Icon name={isOurs ? 'check' : 'plus'} /><span className="grow">{one.title}</span>
                </button>
                <SelectField label={t('visit.acts.caseState')} hideLabel value={one.status} options={STATUSES.map((status) => ({ value: status, label: t(`visit.caseStatus.${status}`) }))} onValue={(status) => setCase.mutate({ caseId: one.id, status })} />
              </li>
            );
          })}
        </ul>
      )}
      <form className="visit-line-form" onSubmit={(event) => { event.preventDefault(); open(); }}>
        <TextField label={t('visit.acts.newCase')} hideLabel placeholder={t('visit.acts.newCase')} title={t('visit.acts.newCaseHint')} maxLength={300} value={title} onChange={(event) => setTitle(event.target.value)} />
        <Button type="submit" disabled={title.trim() === ''}>{t('visit.acts.newCaseAdd')}</Button>
      </form>
    </>
  );
}
