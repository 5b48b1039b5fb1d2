/** A moment in the future, chosen by a person: when something leaves, or comes back. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { HOUR_MS } from '../../shared/time.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/fields.tsx';
import { fieldTime, pickedTime } from './later.ts';

type PickTimeProps = { words: { title: string; label: string; action: string; bad: string }; onPick: (atMs: number) => void; onClose: () => void };

export function PickTime({ words, onPick, onClose }: PickTimeProps): ReactElement {
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
    <Dialog title={words.title} size="s" onClose={onClose} onSubmit={pick} footer={<><Button onClick={onClose}>{t('common.cancel')}</Button><Button type="submit" look="primary">{words.action}</Button></>}>
      <TextField type="datetime-local" label={words.label} value={text} min={earliest} error={isBad ? words.bad : undefined} onChange={(event) => { setText(event.target.value); setBad(false); }} />
    </Dialog>
  );
}
