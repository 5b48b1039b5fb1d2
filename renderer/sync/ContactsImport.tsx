/** The contacts wizard: choose a file, see what would happen, correct the columns of a CSV, import. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { ContactColumn, ContactsPreview } from '../../shared/contract.ts';
import { useCommand, useDesktop } from '../data/commands.ts';
import { useContactsPreview } from '../data/queries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Banner, Button } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { showToast } from '../ui/toasts.tsx';
import { ColumnTable } from './ColumnTable.tsx';
import { CONTACT_COLUMNS } from './contactColumns.ts';

export function ContactsImport({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [path, setPath] = useState<string | null>(null);
  const pick = useDesktop('desktop.pickFiles');
  const choose = (): void => pick.mutate({ purpose: 'contacts' }, { onSuccess: ({ paths }) => setPath((now) => paths[0] ?? now) });
  if (path !== null) return <ContactsFile key={path} path={path} onAnother={choose} onClose={onClose} />;
  return (
    <Dialog
      title={t('importer.title')}
      size="s"
      onClose={onClose}
      footer={(
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" icon="folder" disabled={pick.isPending} onClick={choose}>{t('importer.choose')}</Button>
        </>
      )}
    >
      <p>{t('importer.lead')}</p>
    </Dialog>
  );
}

function ContactsFile({ path, onAnother, onClose }: { path: string; onAnother: () => void; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [mapping, setMapping] = useState<ContactColumn[] | null>(null);
  const preview = useContactsPreview(path, mapping);
  const start = useCommand('import.contacts');
  const cards = preview.data?.cards ?? 0;
  const submit = (): void => start.mutate(mapping === null ? { path } : { path, mapping }, {
    onSuccess: () => {
      showToast({ text: `${t('importer.started')} ${t('importer.undoHint')}` });
      onClose();
    },
  });
  return (
    <Dialog
      title={t('importer.title')}
      size="l"
      onClose={onClose}
      onSubmit={submit}
      footer={(
        <>
          <Button onClick={onAnother}>{t('importer.another')}</Button>
          <Button look="primary" type="submit" disabled={cards === 0 || start.isPending || preview.isError}>
            {preview.isPending ? t('importer.reading') : cards === 0 ? t('importer.nothing') : t('importer.action', { count: cards, formatted: format.number(cards) })}
          </Button>
        </>
      )}
    >
      <p className="field-hint cut" title={path}>{path.split(/[\\/]/).pop()}</p>
      {preview.error !== null && <Banner tone="danger">{errorWords(t, preview.error)}</Banner>}
      {preview.data !== undefined && <Counts preview={preview.data} />}
      {preview.data?.format === 'csv' && <ColumnTable columns={preview.data.columns} sample={preview.data.sample} mapping={mapping} meanings={CONTACT_COLUMNS} words={(meaning) => t(`importer.columns.${meaning}`)} onMap={setMapping} />}
    </Dialog>
  );
}

function Counts({ preview }: { preview: ContactsPreview }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const words = (key: 'cards' | 'newPoints' | 'knownPoints' | 'unusable'): string => t(`importer.${key}`, { count: preview[key], formatted: format.number(preview[key]) });
  return (
    <ul className="counts" aria-live="polite">
      <li><strong>{words('cards')}</strong></li>
      <li>{words('newPoints')}</li>
      {preview.knownPoints > 0 && <li>{words('knownPoints')}</li>}
      {preview.unusable > 0 && <li className="warn-text">{words('unusable')}</li>}
    </ul>
  );
}
