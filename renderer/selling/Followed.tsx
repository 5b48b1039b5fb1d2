/** Tables and folders of the shop that are read again as they change; with the way to stop. */
import type { ReactElement } from 'react';
import type { AccountView } from '../../shared/contract.ts';
import { useCommand } from '../data/commands.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Button } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';

export function Followed({ accounts }: { accounts: readonly AccountView[] }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const remove = useCommand('account.remove');
  const followed = accounts.filter((account) => account.kind === 'shopFile');
  if (followed.length === 0) return null;
  return (
    <>
      <h3 className="field-label">{t('tables.followed')}</h3>
      <ul className="card import-list">
        {followed.map((account) => (
          <li key={account.id} className="import" aria-label={account.label}>
            <span className="channel-icon" data-channel="web"><Icon name="shop" large /></span>
            <div className="grow">
              <p className="cut"><strong>{account.label}</strong></p>
              <p className="field-hint">{account.lastSuccessAtMs === null ? t('sync.never') : `${t('sync.lastSuccess')}: ${format.relative(account.lastSuccessAtMs, nowMs)}`}</p>
              {account.error !== null && <p className="field-error">{errorWords(t, account.error)}</p>}
            </div>
            <Button small aria-label={t('tables.stopOf', { label: account.label })} disabled={remove.isPending} onClick={() => remove.mutate({ accountId: account.id }, { onSuccess: () => showToast({ text: t('tables.stopped', { label: account.label }) }) })}>{t('tables.stop')}</Button>
          </li>
        ))}
      </ul>
    </>
  );
}
