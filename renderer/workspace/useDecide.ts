/** Acts on the identity of a customer: each says what it did and offers the way back. */
import { useTranslation } from '../i18n/i18n.ts';
import { command } from '../data/client.ts';
import { useCommand } from '../data/commands.ts';
import { showToast } from '../ui/toasts.tsx';
import { errorWords } from '../i18n/errorWords.ts';
import type { CommandInput } from '../../shared/contract.ts';

type Decision = 'identity.merge' | 'identity.unmerge' | 'identity.relink' | 'identity.answerSuggestion' | 'interaction.assign' | 'customer.setField';

/** `done` is what the toast says once the act is committed. */
export function useDecide<N extends Decision>(name: N): { decide: (input: CommandInput<N>, done: string, then?: () => void) => void; isPending: boolean } {
  const undo = useUndo();
  const { t } = useTranslation();
  const act = useCommand(name);
  return {
    isPending: act.isPending,
    decide: (input, done, then) => {
      // What asked is often gone before the answer comes (an editor, a suggestion): a callback of `mutate` would go with it.
      act.mutateAsync(input).then(({ operationId }) => {
        showToast({ text: done, action: { label: t('common.undo'), run: () => undo(operationId) } });
        then?.();
      }, () => undefined);
    },
  };
}

/** Undoes one act (or an undo); works after the screen that offered it is gone. */
export function useUndo(): (operationId: string) => void {
  const { t } = useTranslation();
  return (operationId) => {
    command('operation.undo', { operationId }).then(
      (undone) => showToast({ text: t('common.undone'), action: { label: t('common.redo'), run: () => void command('operation.undo', { operationId: undone.operationId }).catch((error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' })) } }),
      (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }),
    );
  };
}
