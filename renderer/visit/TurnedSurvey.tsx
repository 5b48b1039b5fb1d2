/**
 * The survey on the screen turned to the customer: five large answers and a comment, in their language (S5).
 *
 * Shows nothing of the history: a stranger reads it. Answered or put aside, it goes back to the customer's workspace.
 */
import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import i18next from 'i18next';
import type { Language } from '../../shared/contract.ts';
import { useCommand } from '../data/commands.ts';
import { useCustomer } from '../data/queries.ts';
import { useShopParts } from '../data/visitQueries.ts';
import { leaveVisit } from '../data/visits.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { Button } from '../ui/controls.tsx';
import { TextArea } from '../ui/fields.tsx';
import { Icon } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { Visit } from './useVisitActs.ts';
import { isElsewhere } from './useVisitKeys.ts';

const SCORES = [1, 2, 3, 4, 5] as const;
type Score = (typeof SCORES)[number];

export function TurnedSurvey({ visit }: { visit: Visit }): ReactElement {
  const { t, language } = useCustomerWords(visit.customerId);
  const shop = useShopParts().data;
  const [score, setScore] = useState<Score | null>(null);
  const [comment, setComment] = useState('');
  const [isDone, setDone] = useState(false);
  const answer = useCommand('survey.answer');
  const { t: ours } = useTranslation();
  const back = (): void => {
    leaveVisit(visit.customerId === null ? null : { customerId: visit.customerId, name: visit.customerName });
    showToast({ text: visit.receipt === null ? ours('visit.closing.closedPlain') : ours('visit.closing.closed', { number: visit.receipt.shown }) });
  };
  const send = (): void => {
    if (score === null || answer.isPending) return;
    answer.mutate({ visitId: visit.id, score, comment: comment.trim() }, { onSuccess: () => setDone(true) });
  };
  useTurnedKeys({ setScore, send: isDone ? back : send, back });
  const name = shop?.identity.name ?? '';
  return (
    <main id="main" className="visit visit-turned" lang={language} aria-label={t('visit.turned.title')}>
      {isDone ? (
        <section className="turned">
          <h1>{t('visit.turned.thanks')}</h1>
          <p className="turned-from">{t('visit.turned.thanksHint')}</p>
          <Button autoFocus look="primary" className="turned-send" onClick={back}>{t('visit.turned.back')}</Button>
        </section>
      ) : (
        <form
          className="turned"
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          {name !== '' && <p className="turned-from">{t('visit.turned.from', { shop: name })}</p>}
          <h1>{t('visit.turned.title')}</h1>
          <div className="turned-scores" role="radiogroup" aria-label={t('visit.turned.title')}>
            {SCORES.map((one) => (
              <button key={one} type="button" role="radio" aria-checked={score === one} className="turned-score" data-score={one} onClick={() => setScore(one)}>
                <span className="turned-number">{one}</span>
                <span className="turned-stars" aria-hidden="true">{SCORES.slice(0, one).map((star) => <Icon key={star} name="survey" />)}</span>
                <span>{t(`visit.turned.scores.s${one}`)}</span>
              </button>
            ))}
          </div>
          <TextArea label={t('visit.turned.comment')} rows={3} maxLength={10_000} value={comment} onChange={(event) => setComment(event.target.value)} />
          <div className="turned-foot">
            <Button className="turned-send" shortcut="Esc" onClick={back}>{t('visit.turned.skip')}</Button>
            <Button className="turned-send" look="primary" type="submit" disabled={score === null || answer.isPending}>{t('visit.turned.send')}</Button>
          </div>
        </form>
      )}
    </main>
  );
}

/** In the language they are known to speak, else in that of the window. */
function useCustomerWords(customerId: string | null): { t: TFunction; language: Language } {
  const { language: own } = useTranslation();
  const stated = useCustomer(customerId ?? '').data?.fields.find((field) => field.field === 'language')?.value ?? '';
  const language = /^(en|ingl)/i.test(stated) ? 'en' : /^(es|cast|spanish)/i.test(stated) ? 'es' : own;
  return { t: i18next.getFixedT(language), language };
}

/** Digits choose while no comment is being written, Enter sends, Escape puts it aside. */
function useTurnedKeys(does: { setScore: (score: Score) => void; send: () => void; back: () => void }): void {
  const newest = useRef(does);
  useEffect(() => {
    newest.current = does;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (isElsewhere(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      const isWriting = event.target instanceof HTMLTextAreaElement;
      const score = SCORES.find((one) => String(one) === event.key);
      if (event.key === 'Escape') newest.current.back();
      else if (isWriting) return;
      else if (score !== undefined) newest.current.setScore(score);
      // A button that has the focus does what it says.
      else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement && event.target.getAttribute('role') !== 'radio')) newest.current.send();
      else if (event.key.length !== 1 || event.key === ' ') return;
      event.preventDefault();
    };
    addEventListener('keydown', onKeyDown, true);
    return () => removeEventListener('keydown', onKeyDown, true);
  }, []);
}
