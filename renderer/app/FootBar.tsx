/** The state of the world in one calm line: connection, how fresh each account is, and what is still being read. */
import { memo } from 'react';
import type { ReactElement } from 'react';
import type { AccountView, AppState } from '../../shared/contract.ts';
import { goTo } from '../data/navigation.ts';
import { useSyncState } from '../data/queries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import type { Format } from '../i18n/format.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Progress } from '../ui/controls.tsx';
import { backlogOf } from './backlog.ts';

const MOST_ACCOUNTS = 2;

export const FootBar = memo(function FootBar({ state }: { state: AppState }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const sync = useSyncState().data;
  const nowMs = useNow();
  const backlog = sync && backlogOf(sync);
  const running = sync?.imports.find((view) => view.finishedAtMs === null);
  return (
    <footer className="foot" aria-label={t('foot.region')}>
      <button type="button" className="foot-line" onClick={() => goTo('sync')}>
        <span className="pip" data-state={state.online === null ? 'none' : state.online ? 'on' : 'off'} />
        {state.online === null ? t('foot.noAccounts') : state.online ? t('foot.online') : t('foot.offline')}
      </button>
      {sync?.accounts.slice(0, MOST_ACCOUNTS).map((account) => (
        <span key={account.id} className="foot-account cut" title={account.error ? errorWords(t, account.error) : undefined} data-trouble={account.error !== null}>{accountWords(t, format, account, nowMs)}</span>
      ))}
      {state.quarantined > 0 && <button type="button" className="foot-line foot-warn" onClick={() => goTo('sync')}>{t('foot.quarantined', { count: state.quarantined })}</button>}
      <span className="grow" />
      {state.indexing > 0 && <span>{t('foot.indexing', { count: state.indexing })}</span>}
      {running && (
        <>
          <span className="cut">{t('foot.importing', { label: running.label })}</span>
          <Progress label={t('foot.importing', { label: running.label })} share={running.totalBytes > 0 ? running.doneBytes / running.totalBytes : null} />
        </>
      )}
      {!running && backlog && (
        <>
          <span>{t('foot.backlog', { done: format.number(backlog.done), total: format.number(backlog.total) })}</span>
          <Progress label={t('foot.backlog', { done: format.number(backlog.done), total: format.number(backlog.total) })} share={backlog.done / backlog.total} />
        </>
      )}
    </footer>
  );
});

function accountWords(t: TFunction, format: Format, account: AccountView, nowMs: number): string {
  const label = account.label;
  if (account.error?.recovery === 'reauthenticate') return t('foot.signIn', { label });
  if (account.error && account.nextTryAtMs !== null) return t('foot.trouble', { label, when: format.ahead(account.nextTryAtMs, nowMs) });
  if (account.phase === 'syncing' || account.phase === 'connecting') return t('foot.syncing', { label });
  if (account.lastSuccessAtMs === null) return t('foot.neverRead', { label });
  return t('foot.upToDate', { label, when: format.relative(account.lastSuccessAtMs, nowMs) });
}
