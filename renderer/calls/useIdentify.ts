/** Saying who is on the line: one of those who share the number, somebody found by search, or somebody new. */
import type { LiveCall } from '../../shared/domain.ts';
import { command } from '../data/client.ts';
import { chooseCaller } from '../data/calls.ts';
import { openCustomer } from '../data/navigation.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { showToast } from '../ui/toasts.tsx';
import { useUndo } from '../workspace/useDecide.ts';

/** `isWithheld`: there is no number that could become somebody's, so the choice holds for this screen alone. */
export function useIdentify({ id: callId, number }: LiveCall, isWithheld: boolean): { choose: (customerId: string, name: string) => void; nameNew: (name: string) => void } {
  const { t } = useTranslation();
  const undo = useUndo();
  const fail = (error: unknown): void => showToast({ text: errorWords(t, error), tone: 'danger' });
  return {
    choose: (customerId, name) => {
      chooseCaller(callId, { customerId, name });
      if (isWithheld) return;
      command('call.identify', { callId, customerId }).then(
        ({ operationId }) => showToast({ text: t('live.identified', { name }), action: { label: t('common.undo'), run: () => undo(operationId) } }),
        fail,
      );
    },
    nameNew: (name) => {
      command('customer.add', { name, address: number }).then(({ customerId }) => {
        chooseCaller(callId, { customerId, name });
        showToast({ text: t('live.identified', { name }), action: { label: t('common.open'), run: () => openCustomer({ customerId, name, channel: 'call' }) } });
      }).catch(fail);
    },
  };
}
