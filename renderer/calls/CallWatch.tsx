/** What happens without a call on the screen: a missed one is said, and a `tel:` link that somebody opened shows whose number it is. */
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import type { CallBrief } from '../../shared/domain.ts';
import { callerOf, calls, onCall } from '../data/calls.ts';
import { onEvent, query } from '../data/client.ts';
import { openCustomer } from '../data/navigation.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { formatPhone } from '../i18n/format.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { showToast } from '../ui/toasts.tsx';
import { CustomerChooser } from '../workspace/CustomerChooser.tsx';
import { callName } from './callWords.ts';
import { Candidates, told } from './Identify.tsx';
import { useDial } from './useDial.ts';

type Dialled = { number: string; brief: CallBrief };

export function CallWatch(): ReactElement | null {
  const [dialled, setDialled] = useState<Dialled | null>(null);
  useMissed();
  useDialled(setDialled);
  return dialled && <DialledDialog key={dialled.number} {...dialled} onClose={() => setDialled(null)} />;
}

/** Only of calls that were heard ringing here: the queue has them all. */
function useMissed(): void {
  const { t } = useTranslation();
  useEffect(() => onCall((call, before) => {
    const isMissed = call.state === 'ended' && before?.state === 'ringing' && call.direction === 'inbound' && call.answeredAtMs === null && (call.isMine || before.isMine);
    if (!isMissed) return;
    const caller = callerOf(call, calls().chosen);
    showToast({
      text: t('live.missed', { name: callName(t, call, caller) }),
      ...(caller === null ? {} : { action: { label: t('live.missedOpen'), run: () => openCustomer({ ...caller, channel: 'call' }) } }),
    });
  }), [t]);
}

function useDialled(show: (dialled: Dialled) => void): void {
  const { t } = useTranslation();
  useEffect(() => onEvent('dialled', ({ number }) => {
    query('call.brief', { number }).then(
      (brief) => {
        const [only] = brief.candidates;
        if (brief.match === 'one' && only) openCustomer({ customerId: only.customerId, name: only.name, channel: 'call' });
        else show({ number, brief });
      },
      (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }),
    );
  }), [show, t]);
}

/** Several have the number, or nobody yet: the person says who it is, and may call all the same. */
function DialledDialog({ number, brief, onClose }: Dialled & { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const dial = useDial();
  const open = (customerId: string, name: string): void => {
    openCustomer({ customerId, name, channel: 'call' });
    onClose();
  };
  const shown = formatPhone(number);
  const { people, number: bare } = told(brief.candidates);
  return (
    <Dialog
      title={t('live.dialledTitle', { number: shown })}
      onClose={onClose}
      footer={<Button icon="call" onClick={() => { dial(number, null); onClose(); }}>{t('dial.call', { number: shown })}</Button>}
    >
      {brief.match === 'several' ? <h3>{t('live.several', { count: people.length })}</h3> : <h3>{t('live.unknown')}</h3>}
      {brief.candidates.length > 0 && <Candidates candidates={[...people, ...(bare === null ? [] : [bare])]} onPick={open} />}
      <CustomerChooser except="" chosen={null} onChoose={(row) => { if (row) open(row.id, row.name); }} />
    </Dialog>
  );
}
