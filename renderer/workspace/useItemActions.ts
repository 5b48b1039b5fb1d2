/** The table of actions.ts as things that can be done here and now with one contact. */
import { useCommand } from '../data/commands.ts';
import { intend } from '../data/intents.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TimelineItem } from '../../shared/domain.ts';
import { useDial } from '../calls/useDial.ts';
import type { MenuItem } from '../ui/Menu.tsx';
import type { IconName } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';
import { ACTIONS, CARD_ACTIONS, isPossible, isTouch, phoneOf } from './actions.ts';
import type { CardAction } from './actions.ts';
import { useWorkspace } from './context.ts';
import { useUndo } from './useDecide.ts';

const ICONS: Record<CardAction, IconName> = { answer: 'out', call: 'call', write: 'edit', note: 'note', openCase: 'plus', addToCase: 'link', settle: 'check', assign: 'person', source: 'source', raw: 'info' };
const KEYS: Partial<Record<CardAction, string>> = { answer: 'r', note: 'n', openCase: 'o', addToCase: 'Shift O' };

/** For the menu of a card; actions whose need is not met are there and off. Notes, visits and surveys have their origin alone. */
export function useItemActions(item: TimelineItem): MenuItem[] {
  const { t } = useTranslation();
  const { open, view, customerId } = useWorkspace();
  const dial = useDial();
  const settle = useSettle();
  const points = view?.contactPoints ?? [];
  const call = (): void => {
    const number = phoneOf(points, item.contactPointId);
    if (number !== null) dial(number, view?.id ?? customerId);
  };
  const run: Record<CardAction, () => void> = {
    answer: item.channel === 'call' ? call : item.channel === 'web' || item.channel === 'public' ? () => intend('compose') : () => intend('reply', { interactionId: item.id }),
    call,
    write: () => intend('compose'),
    note: () => intend('writeNote'),
    openCase: () => intend('openCase', { interactionId: item.id }),
    addToCase: () => intend('addToCase', { interactionId: item.id }),
    settle: () => settle(item.id),
    assign: () => open({ kind: 'assign', item }),
    source: () => open({ kind: 'source', interactionId: item.id }),
    raw: () => open({ kind: 'raw', interactionId: item.id }),
  };
  const { channel } = item;
  const actions: readonly CardAction[] = isTouch(channel) ? CARD_ACTIONS.filter((action) => action in ACTIONS[channel]) : channel === 'note' ? ['source'] : ['openCase', 'addToCase', 'source', 'raw', 'assign'];
  return actions.map((action) => ({
    label: t(action === 'answer' && channel === 'call' ? 'act.answerCall' : `act.${action}`),
    icon: ICONS[action],
    ...(KEYS[action] === undefined ? {} : { shortcut: KEYS[action] }),
    isDisabled: isTouch(channel) && !isPossible(action, item, points),
    onSelect: run[action],
  }));
}

/** Says that a contact needs no answer, with the way back. */
export function useSettle(): (interactionId: string) => void {
  const { t } = useTranslation();
  const undo = useUndo();
  const settle = useCommand('interaction.settle');
  return (interactionId) => {
    settle.mutateAsync({ interactionId }).then(
      ({ operationId }) => showToast({ text: t('act.settled'), action: { label: t('common.undo'), run: () => undo(operationId) } }),
      () => undefined,
    );
  };
}
