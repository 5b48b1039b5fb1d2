/** Telephone extensions and the people behind them; a row is saved when both its cells are filled and left. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { Settings } from '../../shared/contract.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button, IconButton } from '../ui/controls.tsx';
import { TextField } from '../ui/fields.tsx';

type Extension = Settings['extensions'][number];

export function Extensions({ extensions, onChange }: { extensions: readonly Extension[]; onChange: (extensions: Extension[]) => void }): ReactElement {
  const { t } = useTranslation();
  // Rows half typed are here only; once something was typed, this list is what the person sees.
  const [typed, setTyped] = useState<readonly Extension[] | null>(null);
  const rows = typed ?? extensions;
  const save = (next: readonly Extension[]): void => {
    setTyped(next);
    if (!sameRows(complete(next), extensions)) onChange(complete(next));
  };
  const edit = (at: number, change: Partial<Extension>): void => setTyped(rows.map((row, place) => (place === at ? { ...row, ...change } : row)));
  return (
    <fieldset className="entries">
      <legend className="field-label">{t('settings.extensions')}</legend>
      <p className="field-hint">{t('settings.extensionsHint')}</p>
      {rows.map((row, at) => (
        // Rows have no identity but their place while they are being typed.
        <div key={at} className="extension" onBlur={() => save(rows)}>
          <TextField label={t('settings.extension')} hideLabel={at > 0} inputMode="numeric" value={row.extension} onChange={(event) => edit(at, { extension: event.target.value })} />
          <TextField label={t('settings.extensionName')} hideLabel={at > 0} value={row.name} onChange={(event) => edit(at, { name: event.target.value })} />
          <IconButton label={t('settings.extensionRemove', { extension: row.extension })} icon="trash" onClick={() => save(rows.filter((_row, place) => place !== at))} />
        </div>
      ))}
      <div>
        <Button small icon="plus" onClick={() => setTyped([...rows, { extension: '', name: '' }])}>{t('settings.extensionAdd')}</Button>
      </div>
    </fieldset>
  );
}

function complete(rows: readonly Extension[]): Extension[] {
  return rows.map(({ extension, name }) => ({ extension: extension.trim(), name: name.trim() })).filter(({ extension, name }) => extension !== '' && name !== '');
}

function sameRows(a: readonly Extension[], b: readonly Extension[]): boolean {
  return a.length === b.length && a.every((row, at) => row.extension === b[at]?.extension && row.name === b[at].name);
}
