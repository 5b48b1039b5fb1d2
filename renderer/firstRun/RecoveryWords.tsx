/** The twelve recovery words, shown once, until the person says that they are kept. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useRecoveryKept } from '../data/setup.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button } from '../ui/controls.tsx';
import { Checkbox } from '../ui/fields.tsx';

export function RecoveryWords({ words }: { words: readonly string[] }): ReactElement {
  const { t } = useTranslation();
  const kept = useRecoveryKept();
  const [isNoted, setNoted] = useState(false);
  return (
    <form
      className="door-card door-card-m"
      aria-labelledby="recovery-title"
      onSubmit={(event) => {
        event.preventDefault();
        kept.mutate();
      }}
    >
      <h1 id="recovery-title">{t('firstRun.wordsTitle')}</h1>
      <p className="door-lead">{t('firstRun.wordsText')}</p>
      <ol className="recovery-words" aria-label={t('firstRun.wordsList')}>
        {/* A word may stand there twice, so its place is the key. */}
        {words.map((word, place) => <li key={place}><span className="faint">{place + 1}</span><strong translate="no">{word}</strong></li>)}
      </ol>
      <Checkbox label={t('firstRun.wordsCheck')} isOn={isNoted} onChange={setNoted} />
      <div className="door-actions">
        <Button look="primary" type="submit" icon="check" disabled={!isNoted || kept.isPending}>{t('firstRun.wordsKept')}</Button>
      </div>
    </form>
  );
}
