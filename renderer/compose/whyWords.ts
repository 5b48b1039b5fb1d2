/** Why the composer opens with a channel, in words (S10): also that nothing else is left for lack of an account. */
import type { ComposerContext } from '../../shared/composing.ts';
import type { Origin } from '../../shared/domain.ts';
import type { TFunction } from '../i18n/i18n.ts';
import type { Format } from '../i18n/format.ts';

const NAMES = { mail: 'Mail', chat: 'Chat', call: 'Call' } as const;

export function whyWords(t: TFunction, format: Format, nowMs: number, start: NonNullable<ComposerContext['start']>, hasWrittenAddress: boolean): string {
  if (start.why === 'only' && start.channel === 'call' && hasWrittenAddress) return t('compose.why.noAccount');
  const name = NAMES[start.channel];
  if (start.why === 'stated') return t(`compose.why.stated${name}`, { origin: start.stated === null ? '' : originOf(t, format, nowMs, start.stated) });
  return t(`compose.why.${start.why}${name}`, { used: format.number(start.used), of: format.number(start.of) });
}

function originOf(t: TFunction, format: Format, nowMs: number, origin: Origin): string {
  const when = format.day(origin.atMs, nowMs);
  return origin.by === 'operation' ? t('compose.why.said', { actor: origin.actor, when }) : t('compose.why.card', { label: origin.label, when });
}
