/** Saves a product for a customer, or takes it out again; each with its way back. */
import { useCommand } from '../data/commands.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { showToast } from '../ui/toasts.tsx';
import { useUndo } from '../workspace/useDecide.ts';
import { useTouchChannel } from './useTouchChannel.ts';

export function useFavourite(customerId: string): (code: string, name: string, on: boolean) => void {
  const { t } = useTranslation();
  const channel = useTouchChannel(customerId);
  const undo = useUndo();
  const save = useCommand('favourite.set');
  return (code, name, on) => {
    save.mutateAsync({ customerId, productCode: code, on, note: '', channel, interactionId: null }).then(
      ({ operationId }) => showToast({ text: t(on ? 'selling.saved' : 'selling.unsaved', { name }), action: { label: t('common.undo'), run: () => undo(operationId) } }),
      () => undefined,
    );
  };
}
