/** Noting that an offer was made, and what the customer said to it; each answer with its way back. */
import type { CommandInput } from '../../shared/contract.ts';
import { useCommand } from '../data/commands.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { showToast } from '../ui/toasts.tsx';
import { useUndo } from '../workspace/useDecide.ts';
import { useTouchChannel } from './useTouchChannel.ts';

type Presented = Omit<CommandInput<'offer.present'>, 'customerId' | 'interactionId'>;

export function useOfferActs(customerId: string): { present: (offer: Presented) => void; answer: (offerId: string, answer: 'accepted' | 'declined') => void; isPending: boolean } {
  const { t } = useTranslation();
  const undo = useUndo();
  const channel = useTouchChannel(customerId);
  const present = useCommand('offer.present');
  const answer = useCommand('offer.answer');
  return {
    isPending: present.isPending || answer.isPending,
    present: (offer) => {
      present.mutateAsync({ ...offer, customerId, interactionId: null }).then(() => showToast({ text: t('offers.presentedToast', { channel: t(`offers.by.${offer.channel}`) }) }), () => undefined);
    },
    answer: (offerId, said) => {
      answer.mutateAsync({ customerId, offerId, answer: said, channel, reason: '' }).then(
        ({ operationId }) => showToast({ text: t(said === 'accepted' ? 'offers.acceptedToast' : 'offers.declinedToast'), action: { label: t('common.undo'), run: () => undo(operationId) } }),
        () => undefined,
      );
    },
  };
}
