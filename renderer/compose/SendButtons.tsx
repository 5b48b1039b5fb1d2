/** Sending now or later. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { HOUR_MS } from '../../shared/time.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Button } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/fields.tsx';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/Menu.tsx';
import { fieldTime, laterChoices, pickedTime } from './later.ts';


/** `onSend` with null means now. */
export function SendButtons({ onSend, disabled, shortcut }: { onSend: (sendAtMs: number | null) => void; disabled: boolean; shortcut: string }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [isPicking, setPicking] = useState(false);
  const choices = laterChoices(useNow());
  return (
    <span className="send-buttons">
      <Button look="primary" disabled={disabled} shortcut={shortcut} onClick={() => onSend(null)}>{t('compose.send')}</Button>
      <Menu
        label={t('compose.sendMore')}
        className="send-later"
        items={[
          ...choices.map(({ name, atMs }) => ({ label: t(`compose.${name}`, { time: format.time(atMs) }), isDisabled: disabled, onSelect: () => onSend(atMs) })),
          { label: t('compose.pick'), isDisabled: disabled, onSelect: () => setPicking(true) },
        ]}
      >
        <Icon name="down" />
      </Menu>
      {isPicking && (
        <PickTime
          onClose={() => setPicking(false)}
          onPick={(atMs) => {
            setPicking(false);
            onSend(atMs);
          }}
        />
      )}
    </span>
  );
}

function PickTime({ onPick, onClose }: { onPick: (atMs: number) => void; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState(() => fieldTime(Date.now() + HOUR_MS));
  const [earliest] = useState(() => fieldTime(Date.now()));
  const [isBad, setBad] = useState(false);
  const pick = (): void => {
    const atMs = pickedTime(text, Date.now());
    if (atMs === null) setBad(true);
    else onPick(atMs);
  };
  return (
    <Dialog title={t('compose.pickTitle')} size="s" onClose={onClose} onSubmit={pick} footer={<><Button onClick={onClose}>{t('common.cancel')}</Button><Button type="submit" look="primary">{t('compose.pickSend')}</Button></>}>
      <TextField type="datetime-local" label={t('compose.pickLabel')} value={text} min={earliest} error={isBad ? t('compose.pickBad') : undefined} onChange={(event) => { setText(event.target.value); setBad(false); }} />
    </Dialog>
  );
}
