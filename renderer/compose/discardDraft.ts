/** Throwing a draft away, by the agent's wish alone, with the way back. */
import { command } from '../data/client.ts';
import { draftKeeper } from '../data/messageDrafts.ts';
import type { DraftChannel } from '../data/messageDrafts.ts';
import { errorWords } from '../i18n/errorWords.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { showToast } from '../ui/toasts.tsx';

export async function discardDraft(t: TFunction, customerId: string, channel: DraftChannel): Promise<void> {
  const before = draftKeeper.read(customerId)[channel].content;
  const fail = (error: unknown): void => showToast({ text: errorWords(t, error), tone: 'danger' });
  try {
    const draftId = await draftKeeper.discard(customerId, channel);
    const restore = (): void => {
      // What was never saved comes back from here.
      if (draftId === null) draftKeeper.write(customerId, channel, before);
      else command('draft.restore', { draftId }).then(() => draftKeeper.refresh(customerId)).catch(fail);
    };
    showToast({ text: t('compose.discarded'), action: { label: t('common.undo'), run: restore } });
  } catch (error) {
    fail(error);
  }
}
