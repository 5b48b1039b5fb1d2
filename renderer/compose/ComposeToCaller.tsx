/** The key that writes to whoever is on the line (S24): it works on every screen, and what is sent is linked to the call. */
import { callerOf, useCalls } from '../data/calls.ts';
import { openComposerFor } from '../data/composing.ts';
import { useIntent } from '../data/intents.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { showToast } from '../ui/toasts.tsx';

export function ComposeToCaller(): null {
  const { t } = useTranslation();
  const { calls, chosen } = useCalls();
  useIntent('composeToCaller', () => {
    const ours = calls.filter((call) => call.isMine && call.state !== 'ended');
    // Who talks goes before who rings.
    const call = ours.find((one) => one.state !== 'ringing') ?? ours[0];
    const caller = call && callerOf(call, chosen);
    if (call && caller) openComposerFor(caller.customerId, null, call.id, caller.name);
    else showToast({ text: t(call ? 'compose.callerUnknown' : 'compose.caller') });
  });
  return null;
}
