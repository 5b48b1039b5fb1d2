/** The end of a visit: what the customer takes along, and one key that closes it. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { readMailbox } from '../../shared/mailAddress.ts';
import { useCommand } from '../data/commands.ts';
import { useAppState, useCustomer, useSyncState } from '../data/queries.ts';
import { useCases } from '../data/caseQueries.ts';
import { goToStep, leaveVisit } from '../data/visits.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Banner, Button, Kbd } from '../ui/controls.tsx';
import { Checkbox, TextField } from '../ui/fields.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { Visit, VisitActs } from './useVisitActs.ts';
import { useVisitKeys } from './useVisitKeys.ts';

type Ending = { withReceipt: boolean; withMail: boolean; withSurvey: boolean; solvesCase: boolean };

export function CloseStep({ visit, acts }: { visit: Visit; acts: VisitActs }): ReactElement {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(visit.mailTo);
  const [ending, setEnding] = useState<Ending>({ withReceipt: true, withMail: true, withSurvey: true, solvesCase: false });
  const known = useMailOf(visit.customerId);
  const isOnline = useAppState().data?.online ?? null;
  const hasAccount = useSyncState().data?.accounts.some((account) => account.can.effects.includes('mail'));
  const address = (typed ?? known).trim();
  const isBad = ending.withMail && address !== '' && readMailbox(address) === null;
  const matter = useCases(visit.customerId).data?.find((one) => one.id === visit.caseId);
  const { close, isPending } = useClose(visit, ending, ending.withMail && address !== '' ? address : null);
  const isShut = visit.customerId === null || isBad || isPending;
  const toggle = (part: keyof Ending) => (): void => setEnding((now) => ({ ...now, [part]: !now[part] }));
  const key = (name: 'receipt' | 'mail' | 'survey' | 'solved'): string => t(`visit.closing.keys.${name}`).toLowerCase();
  const submit = (): void => {
    if (!isShut) close();
  };
  useVisitKeys({ [key('receipt')]: toggle('withReceipt'), [key('mail')]: toggle('withMail'), [key('survey')]: toggle('withSurvey'), ...(matter === undefined ? {} : { [key('solved')]: toggle('solvesCase') }) });
  const line = (name: 'receipt' | 'mail' | 'survey' | 'solved', words: string): ReactElement => <span className="visit-key-label">{words}<Kbd keys={t(`visit.closing.keys.${name}`)} /></span>;
  return (
    <form
      className="visit-stack"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h2 className="visit-title">{t('visit.closing.title')}</h2>
      {visit.customerId === null && <Banner tone="warn" action={<Button small onClick={() => goToStep('identify')}>{t('visit.brief.toIdentify')}</Button>}>{t('visit.closing.noCustomer')}</Banner>}
      {ending.withMail && hasAccount === false && <Banner tone="warn" icon="out">{t('visit.closing.noAccount')}</Banner>}
      {isOnline === false && ending.withMail && hasAccount !== false && <Banner tone="info" icon="out">{t('visit.closing.offline')}</Banner>}
      <section className="visit-card visit-ending" aria-label={t('visit.closing.title')}>
        <Checkbox label={line('receipt', t('visit.closing.receipt'))} hint={t('visit.closing.receiptHint')} isOn={ending.withReceipt} onChange={toggle('withReceipt')} />
        <Checkbox label={line('mail', t('visit.closing.mail'))} isOn={ending.withMail} onChange={toggle('withMail')} />
        {ending.withMail && (
          <div className="visit-under">
            <TextField
              label={t('visit.closing.address')}
              hideLabel
              hint={known === '' && address === '' ? t('visit.closing.addressNone') : undefined}
              error={isBad ? t('visit.closing.addressBad') : undefined}
              maxLength={320}
              value={typed ?? known}
              onChange={(event) => setTyped(event.target.value)}
              onBlur={() => {
                if (typed !== null && typed !== visit.mailTo) void acts.set({ mailTo: typed });
              }}
            />
          </div>
        )}
        <Checkbox label={line('survey', t('visit.closing.survey'))} hint={t('visit.closing.surveyHint')} isOn={ending.withSurvey} onChange={toggle('withSurvey')} />
        {matter !== undefined && <Checkbox label={line('solved', t('visit.closing.solvedOf', { title: matter.title }))} isOn={ending.solvesCase} onChange={toggle('solvesCase')} />}
      </section>
      <div className="visit-close"><Button data-first type="submit" look="primary" icon="check" shortcut="↵" disabled={isShut}>{t('visit.closing.now')}</Button></div>
    </form>
  );
}

/** The address that was used last; empty when none is known. */
function useMailOf(customerId: string | null): string {
  const points = useCustomer(customerId ?? '').data?.contactPoints ?? [];
  return points.filter((point) => point.kind === 'mail').toSorted((a, b) => (b.lastAtMs ?? 0) - (a.lastAtMs ?? 0))[0]?.value ?? '';
}

function useClose(visit: Visit, ending: Ending, mailTo: string | null): { close: () => void; isPending: boolean } {
  const { t } = useTranslation();
  const closing = useCommand('visit.close');
  const close = (): void => {
    // What it leads to happens although this step is gone by then.
    closing.mutateAsync({ visitId: visit.id, withReceipt: ending.withReceipt, mailTo, withSurvey: ending.withSurvey, solvesCase: ending.solvesCase }).then(({ receipt }) => {
      // What the customer is about to read says nothing of ours.
      if (ending.withSurvey) return goToStep('survey');
      leaveVisit(visit.customerId === null ? null : { customerId: visit.customerId, name: visit.customerName });
      showToast({ text: receipt === null ? t('visit.closing.closedPlain') : t('visit.closing.closed', { number: receipt }) });
    }, () => undefined);
  };
  return { close, isPending: closing.isPending };
}
