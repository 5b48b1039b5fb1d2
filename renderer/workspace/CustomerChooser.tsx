/** Finds one customer by name, phone or mail; for the dialogs that need another customer. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { CustomerRow } from '../../shared/domain.ts';
import { CustomerChoice } from '../app/searchChoices.tsx';
import { useCustomerChoices } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Avatar, Button } from '../ui/controls.tsx';
import { Combobox } from '../ui/Combobox.tsx';

const MOST = 8;

/** `except`: the customer on screen, who cannot be chosen. */
export function CustomerChooser({ except, chosen, onChoose }: { except: string; chosen: CustomerRow | null; onChoose: (row: CustomerRow | null) => void }): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const rows = (useCustomerChoices(text.trim(), MOST + 1).data?.rows ?? []).filter((row) => row.id !== except).slice(0, MOST);
  if (chosen) {
    return (
      <div className="chooser-chosen">
        <Avatar name={chosen.name} channel={chosen.lastChannel} />
        <span className="grow cut"><b>{chosen.name}</b></span>
        <Button small onClick={() => onChoose(null)}>{t('importer.another')}</Button>
      </div>
    );
  }
  return (
    <div className="chooser">
      <Combobox
        label={t('dialogs.chooseCustomer')}
        placeholder={t('dialogs.chooseCustomerHint')}
        text={text}
        onText={setText}
        autoFocus
        empty={t('dialogs.noneFound')}
        groups={[{
          label: t('search.customers'),
          choices: rows.map((row) => ({
            id: row.id,
            onPick: () => onChoose(row),
            content: <CustomerChoice row={row} />,
          })),
        }]}
      />
    </div>
  );
}
