/** Lines above the text of the composer: another text of the same draft, a begun draft in the way of an answer, what is lacking. */
import type { ReactElement } from 'react';
import { goTo } from '../data/navigation.ts';
import { draftKeeper } from '../data/messageDrafts.ts';
import type { DraftChannel, DraftState } from '../data/messageDrafts.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Button } from '../ui/controls.tsx';

/** Written in another window, or brought along by a merge: it is shown, and either text can be kept. */
export function DraftStrip({ customerId, channel, others }: { customerId: string; channel: DraftChannel; others: DraftState['others'] }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const other = others[0];
  if (!other) return null;
  return (
    <div className="compose-strip" role="status">
      <span className="grow cut"><b>{t('compose.otherText', { time: format.time(other.savedAtMs) })}</b> {other.content.text.replace(/\s+/gu, ' ').trim()}</span>
      <Button small onClick={() => void draftKeeper.takeOther(customerId, channel, other.savedAtMs)}>{t('compose.useOther')}</Button>
      <Button small onClick={() => draftKeeper.hideOther(customerId, channel, other.savedAtMs)}>{t('compose.keepMine')}</Button>
    </div>
  );
}

export function ReplyOffer({ onUse, onKeep }: { onUse: () => void; onKeep: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="compose-strip" role="status">
      <span className="grow cut">{t('compose.replyOffer')}</span>
      <Button small onClick={onUse}>{t('compose.replyWithIt')}</Button>
      <Button small onClick={onKeep}>{t('compose.keepDraft')}</Button>
    </div>
  );
}

export function LackStrip({ channel, lacks }: { channel: 'mail' | 'chat'; lacks: 'account' | 'address' }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="compose-strip" role="status">
      <span className="grow">{lacks === 'account' ? t('compose.lacksAccount') : t(channel === 'mail' ? 'compose.lacksAddressMail' : 'compose.lacksAddressChat')}</span>
      {lacks === 'account' && <Button small onClick={() => goTo('settings')}>{t('compose.connect')}</Button>}
    </div>
  );
}
