/** What an agent can do with something that has not left, each with what it says afterwards. */
import type { OutboxItem } from '../../shared/domain.ts';
import { command } from '../data/client.ts';
import { openComposerFor } from '../data/composing.ts';
import { draftKeeper } from '../data/messageDrafts.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { IconName } from '../ui/icons.tsx';
import { showToast, withdrawToasts } from '../ui/toasts.tsx';
import { isInUndo } from './outboxWords.ts';

export type OutboxAction = { name: 'undo' | 'tryNow' | 'sendAnyway' | 'sendNow' | 'sendAgain' | 'arrived' | 'edit' | 'hold' | 'discard'; icon: IconName; isMain?: boolean; run: () => void };

/** The acts that fit the state of an item, the likeliest first. */
export function useOutboxActions(): (item: OutboxItem, nowMs: number) => OutboxAction[] {
  const { t } = useTranslation();
  const settle = (work: Promise<unknown>, done?: string): void => {
    work.then(
      () => {
        if (done !== undefined) showToast({ text: done });
      },
      (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }),
    );
  };
  return (item, nowMs) => {
    const retry = (name: 'tryNow' | 'sendAnyway' | 'sendNow' | 'sendAgain'): OutboxAction => ({ name, icon: 'sync', isMain: item.state === 'held' && name !== 'sendAgain', run: () => settle(command('outbox.retry', { outboxId: item.id })) });
    const edit: OutboxAction[] = item.canEdit && item.kind !== 'dial' ? [{ name: 'edit', icon: 'edit', run: () => settle(edited(item)) }] : [];
    const discard: OutboxAction = { name: 'discard', icon: 'trash', run: () => settle(discarded(item).then((draftId) => sayDiscarded(item, draftId))) };
    switch (item.state) {
      case 'queued': return [
        ...(isInUndo(item, nowMs) && item.kind !== 'dial' ? [{ name: 'undo', icon: 'undo', isMain: true, run: () => settle(edited(item), t('outbox.backInDraft')) } satisfies OutboxAction] : [
          ...(item.nextTryAtMs !== null && item.nextTryAtMs > nowMs && !item.isBehind ? [retry('tryNow')] : []),
          ...edit,
        ]),
        { name: 'hold', icon: 'pause', run: () => settle(command('outbox.hold', { outboxId: item.id })) }, discard,
      ];
      case 'held': {
        if (item.hold?.reason === 'outcome-unknown') return [{ name: 'arrived', icon: 'check', isMain: true, run: () => settle(command('outbox.markSent', { outboxId: item.id }), t('outbox.markedSent')) }, retry('sendAgain'), discard];
        return [retry(item.hold?.reason === 'thread-moved' ? 'sendAnyway' : 'sendNow'), ...edit, discard];
      }
      case 'failed': return [retry('tryNow'), ...edit, discard];
      default: return [];
    }
  };

  function sayDiscarded(item: OutboxItem, draftId: string | null): void {
    const restore = (): void => {
      if (draftId !== null) settle(command('draft.restore', { draftId }).then(() => reopened(item)));
    };
    showToast({ text: t('outbox.discarded'), ...(draftId === null ? {} : { action: { label: t('common.undo'), run: restore } }) });
  }
}

/** Back to the composer: its words are a draft again. */
async function edited(item: OutboxItem): Promise<void> {
  await command('outbox.cancel', { outboxId: item.id });
  withdrawToasts(item.id);
  await reopened(item);
}

async function reopened(item: OutboxItem): Promise<void> {
  await draftKeeper.refresh(item.customerId);
  openComposerFor(item.customerId, item.kind === 'chat' ? 'chat' : 'mail', null, item.customerName);
}

/** Its words go by the agent's wish, and can be brought back. */
async function discarded(item: OutboxItem): Promise<string | null> {
  const { draftId } = await command('outbox.cancel', { outboxId: item.id });
  withdrawToasts(item.id);
  if (draftId !== null) await command('draft.discard', { draftId });
  return draftId;
}
