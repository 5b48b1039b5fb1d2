/** Calling a number: through the exchange where there is one, else by the system's own telephone program. */
import { command, desktop } from '../data/client.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { formatPhone } from '../i18n/format.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { showToast } from '../ui/toasts.tsx';

/** The answer works after what offered it is gone. */
export function useDial(): (number: string, customerId: string | null) => void {
  const { t } = useTranslation();
  return (number, customerId) => {
    command('call.dial', { number, customerId }).then(
      async ({ url }) => {
        if (url !== null) await desktop('desktop.openLink', { url });
        else showToast({ text: t('dial.calling', { number: formatPhone(number) }) });
      },
    ).catch((error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }));
  };
}
