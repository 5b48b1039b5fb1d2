/** The keys that go on with the queue, wherever the person is. */
import { useIntent } from '../data/intents.ts';
import { stepQueue } from '../data/queueState.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { showToast } from '../ui/toasts.tsx';

export function QueueSteps(): null {
  const { t } = useTranslation();
  const step = (by: 1 | -1) => (): void => {
    stepQueue(by).then((isThere) => {
      if (!isThere) showToast({ text: t('queue.nextNone') });
    }, (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }));
  };
  useIntent('nextInQueue', step(1));
  useIntent('previousInQueue', step(-1));
  return null;
}
