/**
 * Where everything comes from and how fresh it is: accounts with their folders, imports, and what could not be read.
 * Files dropped anywhere on it are imported.
 */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useDesktop } from '../data/commands.ts';
import { takeTables, useTablesAsked } from '../data/tables.ts';
import { useSyncState } from '../data/queries.ts';
import { useImportFiles } from '../data/setup.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { AccountDialog } from '../settings/AccountDialog.tsx';
import type { AccountKind } from '../settings/accountForm.ts';
import { ACCOUNT_KINDS, isAccount, OTHER_KINDS } from '../settings/accountKinds.ts';
import { Followed } from '../selling/Followed.tsx';
import { ShopImport } from '../selling/ShopImport.tsx';
import { Button } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/Menu.tsx';
import { showToast } from '../ui/toasts.tsx';
import { AccountCard } from './AccountCard.tsx';
import { ContactsImport } from './ContactsImport.tsx';
import { DropZone } from './DropZone.tsx';
import { Imports } from './Imports.tsx';
import { Quarantine } from './Quarantine.tsx';

export function SyncScreen(): ReactElement | null {
  const { t } = useTranslation();
  const sync = useSyncState();
  const [over, setOver] = useState<AccountKind | 'contacts' | 'tables' | null>(null);
  const tables = useTablesAsked();
  const start = useImportFiles();
  const importFiles = (files: readonly (string | File)[]): void => start.mutate(files, {
    onSuccess: ({ importIds }) => {
      if (importIds.length > 0) showToast({ text: t('sync.started', { count: importIds.length }) });
    },
  });
  if (sync.data === undefined) return null;
  const accounts = sync.data.accounts.filter(isAccount);
  return (
    <DropZone className="screen" onFiles={importFiles}>
      <div className="screen-column">
        <header className="screen-head">
          <h1>{t('sync.title')}</h1>
          <p className="faint">{t('sync.lead')}</p>
          <SyncActions onImport={importFiles} onAccount={setOver} onContacts={() => setOver('contacts')} onTables={() => setOver('tables')} />
        </header>
        <section aria-labelledby="sync-accounts">
          <h2 id="sync-accounts">{t('sync.accounts')}</h2>
          {accounts.length === 0 ? <p className="card"><strong>{t('sync.noAccounts')}.</strong> <span className="faint">{t('sync.noAccountsHint')}</span></p> : accounts.map((account) => <AccountCard key={account.id} account={account} />)}
        </section>
        <section aria-labelledby="sync-imports">
          <h2 id="sync-imports">{t('sync.imports')}</h2>
          <Imports imports={sync.data.imports} />
          <Followed accounts={sync.data.accounts} />
        </section>
        <section aria-labelledby="sync-quarantine">
          <h2 id="sync-quarantine">{t('sync.quarantine')}</h2>
          <Quarantine />
        </section>
      </div>
      {over !== null && over !== 'contacts' && over !== 'tables' && <AccountDialog account={null} kind={over} onClose={() => setOver(null)} />}
      {over === 'contacts' && <ContactsImport onClose={() => setOver(null)} />}
      {(over === 'tables' || tables.length > 0) && (
        <ShopImport
          key={tables.join('|')}
          paths={tables}
          onClose={() => {
            takeTables();
            setOver(null);
          }}
        />
      )}
    </DropZone>
  );
}

function SyncActions({ onImport, onAccount, onContacts, onTables }: { onImport: (paths: readonly string[]) => void; onAccount: (kind: AccountKind) => void; onContacts: () => void; onTables: () => void }): ReactElement {
  const { t } = useTranslation();
  const pick = useDesktop('desktop.pickFiles');
  const choose = (purpose: 'history' | 'folder'): void => {
    pick.mutate({ purpose }, { onSuccess: ({ paths }) => { if (paths.length > 0) onImport(paths); } });
  };
  return (
    <div className="screen-actions">
      <Button look="primary" icon="mail" onClick={() => onAccount('imap')}>{t('sync.addMail')}</Button>
      <Menu label={t('sync.addOther')} className="button" items={OTHER_KINDS.map((kind) => ({ label: t(ACCOUNT_KINDS[kind].add), icon: ACCOUNT_KINDS[kind].icon, onSelect: () => onAccount(kind) }))}>
        <Icon name="plus" /><span className="button-words">{t('sync.addOther')}</span>
      </Menu>
      <Button icon="save" onClick={() => choose('history')}>{t('sync.importFiles')}</Button>
      <Button icon="folder" onClick={() => choose('folder')}>{t('sync.importFolder')}</Button>
      <Button icon="people" onClick={onContacts}>{t('sync.importContacts')}</Button>
      <Button icon="shop" onClick={onTables}>{t('tables.open')}</Button>
    </div>
  );
}
