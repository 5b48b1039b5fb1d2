/** Sending from a form: faults are said beside the text, doubts are asked about, and the toast has the way back. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { Sendable } from '../../shared/composing.ts';
import { SECOND_MS } from '../../shared/time.ts';
import { useSettings } from '../data/queries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import type { Format } from '../i18n/format.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { dayTime } from '../outbox/outboxWords.ts';
import { Button } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { showToast } from '../ui/toasts.tsx';
import { doubtsOf, faultsOf } from './checks.ts';
import type { CheckFacts, Doubt, Fault } from './checks.ts';
import { sendMessage, takeBack } from './send.ts';
import type { SendOrder } from './send.ts';


export type Sending = {
  send: (order: SendOrder, facts: CheckFacts) => void;
  /** To be put right first. */
  faults: readonly Fault[];
  clearFaults: () => void;
  /** The question about doubts, while it is open. */
  dialog: ReactElement | null;
};

type Asked = { order: SendOrder; doubts: readonly Doubt[] };

/** `onFault` hears of the first fault, `onSent` that the words were handed over. */
export function useSend(onFault: (fault: Fault) => void, onSent: () => void): Sending {
  const { t } = useTranslation();
  const format = useFormat();
  const undoSeconds = useSettings().data?.undoSeconds ?? 0;
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [asked, setAsked] = useState<Asked | null>(null);
  const go = (order: SendOrder): void => {
    setAsked(null);
    const { customerId, message } = order;
    onSent();
    // What it says works after this screen is gone.
    sendMessage(order).then(({ outboxId, leavesAtMs }) => {
      const waitMs = leavesAtMs - Date.now();
      showToast({
        about: outboxId,
        text: order.sendAtMs === null ? t('compose.leaves', { time: format.duration(Math.max(SECOND_MS, waitMs)) }) : t('compose.leavesAt', { when: dayTime(t, format, order.sendAtMs, Date.now()) }),
        ...(order.sendAtMs === null ? { shownMs: Math.max(SECOND_MS, waitMs) } : {}),
        ...(undoSeconds === 0 && order.sendAtMs === null ? {} : { action: { label: t('common.undo'), run: () => undo(t, outboxId, customerId, message.channel) } }),
      });
    }, (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }));
  };
  return {
    faults,
    clearFaults: () => {
      if (faults.length > 0) setFaults([]);
    },
    send(order, facts) {
      const found = faultsOf(order.message, facts);
      setFaults(found);
      if (found[0]) return onFault(found[0]);
      const doubts = doubtsOf(order.message, facts);
      if (doubts.length > 0) setAsked({ order, doubts });
      else go(order);
    },
    dialog: asked && (
      <Dialog title={t('compose.doubtTitle')} size="s" onClose={() => setAsked(null)} footer={<><Button onClick={() => setAsked(null)}>{t('compose.goBack')}</Button><Button look="primary" onClick={() => go(asked.order)}>{t('compose.sendAnyway')}</Button></>}>
        <ul className="doubts">{asked.doubts.map((doubt) => <li key={doubtWords(t, doubt)}>{doubtWords(t, doubt)}</li>)}</ul>
      </Dialog>
    ),
  };
}

export function faultWords(t: TFunction, format: Format, fault: Fault): string {
  switch (fault.kind) {
    case 'badAddress': return t('compose.faults.badAddress', { address: fault.address });
    case 'gaps': return t('compose.faults.gaps', { names: fault.names });
    case 'tooLarge': return t('compose.faults.tooLarge', { size: format.size(fault.sizeBytes), limit: format.size(fault.limitBytes) });
    default: return t(`compose.faults.${fault.kind}`);
  }
}

function doubtWords(t: TFunction, doubt: Doubt): string {
  return doubt.kind === 'typo' ? t('compose.doubts.typo', { address: doubt.address, meant: doubt.meant }) : t(`compose.doubts.${doubt.kind}`);
}

function undo(t: TFunction, outboxId: string, customerId: string, channel: Sendable['channel']): void {
  takeBack(outboxId, customerId, channel).then(
    () => showToast({ text: t('compose.takenBack') }),
    (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }),
  );
}
