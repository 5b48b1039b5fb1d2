/** Sending now or later. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Button } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/Menu.tsx';
import { laterChoices } from './later.ts';
import { PickTime } from './PickTime.tsx';


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
        <PickTime words={{ title: t('compose.pickTitle'), label: t('compose.pickLabel'), action: t('compose.pickSend'), bad: t('compose.pickBad') }}
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
