/** Two customers who may be one person: what speaks for it, and the two answers. Nothing is joined until somebody says so. */
import type { ReactElement } from 'react';
import type { Suggestion } from '../../shared/domain.ts';
import { openCustomer } from '../data/navigation.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button } from '../ui/controls.tsx';
import { OriginLine } from './FieldsPanel.tsx';
import { useDecide } from './useDecide.ts';

export function SuggestionCard({ suggestion }: { suggestion: Suggestion }): ReactElement {
  const { t } = useTranslation();
  const { decide, isPending } = useDecide('identity.answerSuggestion');
  const answer = (same: boolean): void => decide({ suggestionId: suggestion.id, same }, t(same ? 'identity.answeredSame' : 'identity.answeredOther'));
  return (
    <div className="suggestion" role="group" aria-label={suggestion.otherName}>
      <button type="button" className="suggestion-name" title={t('identity.openOther', { name: suggestion.otherName })} onClick={() => openCustomer({ customerId: suggestion.otherCustomerId, name: suggestion.otherName, channel: null })}>
        {suggestion.otherName}
      </button>
      <p className="line-sub">{suggestion.points[1].shown}</p>
      <ul className="lines" aria-label={t('identity.evidence')}>
        {suggestion.evidence.map((evidence) => (
          <li key={`${evidence.rule}-${evidence.value}`} className="suggestion-evidence">
            <span>{t(`rules.${evidence.rule}`)}: <b>{evidence.value}</b></span>
            <OriginLine origin={evidence.origin} />
          </li>
        ))}
      </ul>
      <div className="suggestion-answers">
        <Button small look="primary" disabled={isPending} onClick={() => answer(true)}>{t('identity.same')}</Button>
        <Button small disabled={isPending} onClick={() => answer(false)}>{t('identity.notSame')}</Button>
      </div>
    </div>
  );
}
