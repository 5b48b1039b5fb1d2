/** Why they came and what they prefer, with two keys: digits are motives, letters preferences (S18). */
import { useRef } from 'react';
import type { ReactElement } from 'react';
import { goToStep } from '../data/visits.ts';
import { usePreferences, useShopParts } from '../data/visitQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button, Kbd } from '../ui/controls.tsx';
import { TextArea } from '../ui/fields.tsx';
import { useKeptText } from './NotesBox.tsx';
import type { Visit, VisitActs } from './useVisitActs.ts';
import { useVisitKeys } from './useVisitKeys.ts';
import type { KeyMap } from './useVisitKeys.ts';
import { motiveWords, preferenceWords } from './visitWords.ts';

const DIGITS = '123456789';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

export function WrapUpStep({ visit, acts }: { visit: Visit; acts: VisitActs }): ReactElement {
  const { t } = useTranslation();
  const shop = useShopParts().data;
  const box = useRef<HTMLDivElement>(null);
  const motives = shop?.motives ?? [];
  const setMotive = (code: string): void => void acts.set({ motive: visit.motive === code ? '' : code });
  const outcome = useKeptText(visit.outcome, (text) => void acts.set({ outcome: text }));
  useVisitKeys({
    ...Object.fromEntries(motives.slice(0, DIGITS.length).map(({ code }, at) => [DIGITS.charAt(at), () => setMotive(code)])),
    'alt+r': () => box.current?.querySelector('textarea')?.focus(),
  });
  return (
    <div ref={box} className="visit-stack">
      <header className="visit-head">
        <h2 className="visit-title grow">{t('visit.step.wrapUp')}</h2>
        <Button data-first look="primary" icon="right" onClick={() => goToStep('close')}>{t('visit.next')}</Button>
      </header>
      <section className="visit-card" role="group" aria-label={t('visit.wrap.motive')}>
        <header className="visit-card-head"><h3>{t('visit.wrap.motive')}</h3><span className="faint">{t('visit.wrap.motiveHint')}</span></header>
        <div className="visit-choices">
          {motives.map(({ code }, at) => <Choice key={code} keys={DIGITS.charAt(at)} isOn={visit.motive === code} words={motiveWords(t, shop, code)} onToggle={() => setMotive(code)} />)}
        </div>
      </section>
      {visit.customerId === null ? <p className="visit-hint">{t('visit.acts.needs')}</p> : <Preferences customerId={visit.customerId} acts={acts} />}
      <section className="visit-card" aria-label={t('visit.wrap.outcome')}>
        <header className="visit-card-head"><h3>{t('visit.wrap.outcome')}</h3><Kbd keys={t('visit.wrap.outcomeKey')} /></header>
        <TextArea label={t('visit.wrap.outcome')} hideLabel placeholder={t('visit.wrap.outcomeHint')} rows={2} spellCheck maxLength={2_000} {...outcome} />
      </section>
    </div>
  );
}

function Preferences({ customerId, acts }: { customerId: string; acts: VisitActs }): ReactElement {
  const { t } = useTranslation();
  const shop = useShopParts().data;
  const preferences = (shop?.preferences ?? []).slice(0, LETTERS.length);
  const stated = new Set(usePreferences(customerId).data?.map(({ code }) => code));
  const toggle = (code: string): void => void acts.prefer(code, preferenceWords(t, shop, code), !stated.has(code));
  useVisitKeys(Object.fromEntries(preferences.map(({ code }, at) => [LETTERS.charAt(at), () => toggle(code)])) satisfies KeyMap);
  return (
    <section className="visit-card" role="group" aria-label={t('visit.wrap.preferences')}>
      <header className="visit-card-head"><h3>{t('visit.wrap.preferences')}</h3><span className="faint">{t('visit.wrap.preferencesHint')}</span></header>
      <div className="visit-choices">
        {preferences.map(({ code }, at) => <Choice key={code} keys={LETTERS.charAt(at).toUpperCase()} isOn={stated.has(code)} words={preferenceWords(t, shop, code)} onToggle={() => toggle(code)} />)}
      </div>
    </section>
  );
}

function Choice({ keys, isOn, words, onToggle }: { keys: string; isOn: boolean; words: string; onToggle: () => void }): ReactElement {
  return <button type="button" className="visit-choice" aria-pressed={isOn} onClick={onToggle}>{keys !== '' && <Kbd keys={keys} />}{words}</button>;
}
