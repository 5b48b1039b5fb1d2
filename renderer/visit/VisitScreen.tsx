/**
 * A visit from the door to the receipt, on the whole screen and by keyboard alone (S3, S4, S11, N3).
 *
 * Owns the five steps, of which none is forced, and the way out. Promises that everything is saved when it happens:
 * leaving, a crash or a dead network lose nothing, and the visit is found again where it was left.
 */
import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { isTyping } from '../app/shortcuts.ts';
import { useCommand } from '../data/commands.ts';
import { useNavigation } from '../data/navigation.ts';
import { goToStep, leaveVisit, resumeVisit, VISIT_STEPS } from '../data/visits.ts';
import type { VisitOnScreen, VisitStep } from '../data/visits.ts';
import { useShopParts, useVisit } from '../data/visitQueries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Avatar, Button, Empty } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/Menu.tsx';
import { showToast } from '../ui/toasts.tsx';
import { ActStep } from './ActStep.tsx';
import { BriefStep } from './BriefStep.tsx';
import { CloseStep } from './CloseStep.tsx';
import { IdentifyStep } from './IdentifyStep.tsx';
import { Summary } from './Summary.tsx';
import { TurnedSurvey } from './TurnedSurvey.tsx';
import { useVisitActs } from './useVisitActs.ts';
import type { Visit } from './useVisitActs.ts';
import { isElsewhere } from './useVisitKeys.ts';
import { branchWords } from './visitWords.ts';
import { WrapUpStep } from './WrapUpStep.tsx';

export function VisitScreen({ place }: { place: VisitOnScreen }): ReactElement | null {
  const { t } = useTranslation();
  const visit = useVisit(place.visitId);
  if (visit.error) return <Gone title={t('app.broken')}>{errorWords(t, visit.error)}</Gone>;
  if (visit.data === null) return <Gone title={t('visit.gone')}>{t('visit.goneHint')}</Gone>;
  if (visit.data === undefined) return <main id="main" className="visit" />;
  if (place.step === 'survey') return <TurnedSurvey visit={visit.data} />;
  if (visit.data.state === 'closed') return <Gone title={t('visit.closing.closedPlain')}>{visit.data.customerName}</Gone>;
  return <Flow visit={visit.data} step={place.step} />;
}

function Gone({ title, children }: { title: string; children: string }): ReactElement {
  const { t } = useTranslation();
  return <main id="main" className="visit fill"><Empty icon="visit" title={title} action={<Button onClick={() => leaveVisit()}>{t('common.back')}</Button>}>{children}</Empty></main>;
}

function Flow({ visit, step }: { visit: Visit; step: VisitStep }): ReactElement {
  const { t } = useTranslation();
  const acts = useVisitActs(visit);
  const main = useRef<HTMLElement>(null);
  const [isDropping, setDropping] = useState(false);
  const leave = (): void => {
    leaveVisit(visit.customerId === null ? null : { customerId: visit.customerId, name: visit.customerName });
    sayLeft(t, visit);
  };
  useFlowKeys(step, leave);
  useLeaveOnMove(visit);
  useStepFocus(main, step);
  const parts = { visit, acts };
  return (
    <>
      <Steps visit={visit} step={step} onDrop={() => setDropping(true)} onLeave={leave} />
      <main id="main" ref={main} className="visit-main" tabIndex={-1} aria-label={t(`visit.step.${step}`)}>
        {step === 'identify' && <IdentifyStep {...parts} />}
        {step === 'brief' && <BriefStep {...parts} />}
        {step === 'act' && <ActStep {...parts} />}
        {step === 'wrapUp' && <WrapUpStep {...parts} />}
        {step === 'close' && <CloseStep {...parts} />}
      </main>
      <Summary {...parts} />
      {isDropping && <DropDialog visit={visit} onClose={() => setDropping(false)} />}
    </>
  );
}

function Steps({ visit, step, onDrop, onLeave }: { visit: Visit; step: VisitStep; onDrop: () => void; onLeave: () => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const shop = useShopParts().data;
  const done = { identify: visit.customerId !== null, brief: visit.identityCheck !== 'none', act: visit.items.length > 0 || visit.notes !== '' || visit.caseId !== null, wrapUp: visit.motive !== '', close: false } satisfies Record<VisitStep, boolean>;
  return (
    <nav className="visit-steps" aria-label={t('visit.steps')}>
      <header className="visit-who">
        {visit.customerId === null ? <span className="visit-who-icon"><Icon name="visit" large /></span> : <Avatar name={visit.customerName} channel="visit" large />}
        <h1>{visit.customerId === null ? t('visit.nobody') : <><span className="hidden-text">{t('visit.title', { name: '' })}</span>{visit.customerName}</>}</h1>
        <p>{branchWords(shop, visit.branch) || t('visit.branchUnset')}<br />{t('visit.since', { time: format.time(visit.startedAtMs) })}</p>
      </header>
      <ol>
        {VISIT_STEPS.map((one, at) => (
          <li key={one}>
            <button type="button" className="visit-step" aria-current={one === step ? 'step' : undefined} data-done={done[one]} onClick={() => goToStep(one)}>
              <span className="visit-step-mark">{done[one] ? <Icon name="check" /> : at + 1}</span>
              <span className="grow">{t(`visit.step.${one}`)}{done[one] && <span className="hidden-text">, {t('visit.stepDone')}</span>}</span>
              <kbd aria-hidden="true">Alt {at + 1}</kbd>
            </button>
          </li>
        ))}
      </ol>
      <span className="grow" />
      <p className="visit-saved"><Icon name="check" />{t('visit.saved')}</p>
      <div className="visit-out">
        <Button small className="grow" title={t('visit.leaveHint')} shortcut="Esc" onClick={onLeave}>{t('visit.leave')}</Button>
        <Menu label={t('visit.region')} items={[{ label: t('visit.drop'), icon: 'trash', onSelect: onDrop }]} className="icon-button" />
      </div>
    </nav>
  );
}

function DropDialog({ visit, onClose }: { visit: Visit; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const drop = useCommand('visit.drop');
  const submit = (): void => drop.mutate({ visitId: visit.id }, {
    onSuccess: () => {
      leaveVisit(visit.customerId === null ? null : { customerId: visit.customerId, name: visit.customerName });
      showToast({ text: t('visit.dropped') });
    },
  });
  return (
    <Dialog title={t('visit.dropTitle')} size="s" onClose={onClose} footer={<><Button onClick={onClose}>{t('common.cancel')}</Button><Button look="danger" onClick={submit}>{t('visit.dropNow')}</Button></>}>
      <p>{t('visit.dropHint')}</p>
    </Dialog>
  );
}

/** Alt with a digit goes to a step from anywhere, a digit alone while nothing is typed; in the wrap-up digits are its choices. Ctrl Enter goes on. */
function useFlowKeys(step: VisitStep, leave: () => void): void {
  const newest = useRef(leave);
  useEffect(() => {
    newest.current = leave;
  });
  useEffect(() => {
    const at = VISIT_STEPS.indexOf(step);
    const onKeyDown = (event: KeyboardEvent): void => {
      if (isElsewhere(event)) return;
      const digit = /^Digit([1-5])$/.exec(event.code)?.[1];
      const isAlone = !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
      const isStep = digit !== undefined && !event.ctrlKey && !event.metaKey && (event.altKey || (isAlone && step !== 'wrapUp'));
      const next = VISIT_STEPS[isStep ? Number(digit) - 1 : at + 1];
      if (isStep || (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && step !== 'close')) {
        if (next !== undefined) goToStep(next);
      } else if (event.key === 'Escape') {
        // Out of a field or a row first, out of the visit with the next.
        if (event.target instanceof HTMLElement && isInsideStep(event.target)) document.querySelector<HTMLElement>('.visit-main')?.focus();
        else newest.current();
      } else if (!isAlone || event.key.length !== 1 || event.key === ' ' || event.key === '?') return;
      // Keys of the desk mean nothing here.
      event.preventDefault();
    };
    addEventListener('keydown', onKeyDown, true);
    return () => removeEventListener('keydown', onKeyDown, true);
  }, [step]);
}

/** In a field or on a row of the step; or where the focus was when its row went. */
function isInsideStep(target: HTMLElement): boolean {
  if (target === document.body) return true;
  return target.closest('.visit-main') !== null && !target.matches('.visit-main, button[data-first]');
}

/** Whoever opens another customer meanwhile (a call, the palette) leaves the visit as it is. */
function useLeaveOnMove(visit: Visit): void {
  const { t } = useTranslation();
  const now = useNavigation();
  const [first] = useState(now);
  const words = useRef({ visit, t });
  useEffect(() => {
    words.current = { visit, t };
  });
  useEffect(() => {
    if (now === first) return;
    leaveVisit();
    sayLeft(words.current.t, words.current.visit);
  }, [now, first]);
}

function sayLeft(t: TFunction, visit: Visit): void {
  const text = visit.customerName === '' ? t('visit.leftNobody') : t('visit.left', { name: visit.customerName });
  showToast({ text, action: { label: t('visit.resume'), run: () => resumeVisit(visit) } });
}

/** Each step begins where its work does. */
function useStepFocus(main: { current: HTMLElement | null }, step: VisitStep): void {
  useEffect(() => {
    const first = main.current?.querySelector<HTMLElement>('button[data-first], [data-first] input');
    (first ?? main.current)?.focus({ preventScroll: true });
  }, [main, step]);
}
