/** A score of a survey as stars; its words are for who cannot see them. */
import type { ReactElement } from 'react';
import { useTranslation } from '../i18n/i18n.ts';
import { Icon } from '../ui/icons.tsx';

const PLACES = [1, 2, 3, 4, 5] as const;

export function Stars({ score }: { score: number }): ReactElement {
  const { t } = useTranslation();
  const words = t('visit.survey.stars', { score });
  return (
    <span className="stars" role="img" aria-label={words} title={words}>
      {PLACES.map((place) => <span key={place} data-lit={place <= score}><Icon name="survey" /></span>)}
    </span>
  );
}
