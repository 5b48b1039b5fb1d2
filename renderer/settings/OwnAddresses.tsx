/** The list of own addresses and domains: each a chip that can go, and a field for the next. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from '../i18n/i18n.ts';
import { Button, IconButton } from '../ui/controls.tsx';
import { TextField } from '../ui/fields.tsx';
import { normalOwn } from './ownAddress.ts';

export function OwnAddresses({ own, onChange }: { own: readonly string[]; onChange: (own: string[]) => void }): ReactElement {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [isBad, setBad] = useState(false);
  const add = (): void => {
    const added = typed.split(/[\s,;]+/).filter((part) => part !== '').map(normalOwn);
    if (added.length === 0) return;
    if (added.includes(null)) return setBad(true);
    onChange([...new Set([...own, ...added.filter((value) => value !== null)])]);
    setTyped('');
  };
  return (
    <div className="own">
      <p className="field-label" id="own-label">{t('settings.own')}</p>
      {own.length === 0 ? <p className="field-hint">{t('settings.ownNone')}</p> : (
        <ul className="own-list" aria-labelledby="own-label">
          {own.map((value) => (
            <li key={value} className="own-item">
              <span>{value}</span>
              <IconButton label={t('settings.ownRemove', { value })} icon="close" onClick={() => onChange(own.filter((other) => other !== value))} />
            </li>
          ))}
        </ul>
      )}
      <div className="own-add">
        <TextField
          label={t('settings.ownNew')}
          hideLabel
          hint={t('settings.ownHint')}
          error={isBad ? t('settings.ownBad') : undefined}
          placeholder={t('settings.ownNew')}
          value={typed}
          onChange={(event) => {
            setBad(false);
            setTyped(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || typed.trim() === '') return;
            // Enter adds to the list; it must not send the form around it.
            event.preventDefault();
            add();
          }}
        />
        <Button icon="plus" disabled={typed.trim() === ''} onClick={add}>{t('settings.ownAdd')}</Button>
      </div>
    </div>
  );
}
