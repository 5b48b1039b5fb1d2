/** One account: its phase, how far its history is read, what went wrong in words with the next try, and what can be done. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { AccountPhase, AccountView } from '../../shared/contract.ts';
import { useCommand } from '../data/commands.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { AccountDialog } from '../settings/AccountDialog.tsx';
import { ACCOUNT_KINDS, kindOf, serverNameOf } from '../settings/accountKinds.ts';
import { Badge, Banner, Button, Progress } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/Menu.tsx';
import { Time } from '../ui/text.tsx';
import { showToast } from '../ui/toasts.tsx';
import { Folders } from './Folders.tsx';
import { progressOf } from './progress.ts';

const TONE: Record<AccountPhase, 'neutral' | 'good' | 'warn'> = { paused: 'neutral', connecting: 'neutral', syncing: 'neutral', live: 'good', waiting: 'warn', done: 'good' };

export function AccountCard({ account }: { account: AccountView }): ReactElement {
  const { t } = useTranslation();
  const [over, setOver] = useState<'edit' | 'remove' | null>(null);
  return (
    <section className="card" aria-label={account.label}>
      <AccountHead account={account} onEdit={() => setOver('edit')} onRemove={() => setOver('remove')} />
      {account.error !== null && <Trouble account={account} onFix={() => setOver('edit')} />}
      {account.kind === 'imap' ? <AccountProgress account={account} /> : <ReadSoFar account={account} />}
      {account.kind === 'imap' && account.streams.length > 0 && <Folders account={account} />}
      {over === 'edit' && <AccountDialog account={account} onClose={() => setOver(null)} />}
      {over === 'remove' && <RemoveAccount account={account} onClose={() => setOver(null)} />}
      <span className="hidden-text" role="status">{t(`sync.phase.${account.phase}`)}</span>
    </section>
  );
}

function AccountHead({ account, onEdit, onRemove }: { account: AccountView; onEdit: () => void; onRemove: () => void }): ReactElement {
  const { t } = useTranslation();
  const syncNow = useCommand('account.syncNow');
  const pause = useCommand('account.pause');
  const isPaused = account.phase === 'paused';
  const { channel, icon } = ACCOUNT_KINDS[kindOf(account)];
  const server = account.setup?.config;
  const host = serverNameOf(account);
  return (
    <header className="card-head">
      <span className="channel-icon" data-channel={channel}><Icon name={icon} large /></span>
      <div className="grow">
        <h3 className="cut">{account.label} <Badge tone={TONE[account.phase]}>{t(`sync.phase.${account.phase}`)}</Badge></h3>
        <p className="field-hint">
          {t('sync.lastSuccess')}: {account.lastSuccessAtMs === null ? t('sync.never') : <Time atMs={account.lastSuccessAtMs} style="relative" />}
          {host !== '' && <> · {host}</>}
          {server?.security === 'plain' && <> · <span className="warn-text">{t('sync.plain')}</span></>}
          {server?.acceptInvalidCertificate === true && <> · <span className="warn-text">{t('sync.insecure')}</span></>}
        </p>
        <p className="field-hint">{canWords(t, account)}</p>
      </div>
      {!isPaused && <Button small icon="sync" disabled={syncNow.isPending} onClick={() => syncNow.mutate({ accountId: account.id })}>{t('sync.syncNow')}</Button>}
      <Button small icon={isPaused ? 'play' : 'pause'} disabled={pause.isPending} onClick={() => pause.mutate({ accountId: account.id, paused: !isPaused })}>{isPaused ? t('sync.resume') : t('sync.pause')}</Button>
      <Menu
        label={t('sync.actionsOf', { label: account.label })}
        items={[
          { label: t('sync.edit'), icon: 'edit', onSelect: onEdit },
          { label: t('sync.remove'), icon: 'trash', isDanger: true, onSelect: onRemove },
        ]}
      />
    </header>
  );
}

/** What it is for, as far as is known. */
function canWords(t: TFunction, account: AccountView): string {
  if (account.setup?.kind === 'imap' && account.setup.config.outgoing === null) return t('sync.readingOnly');
  const can = [...account.can.effects.map((effect) => t(`sync.canDo.${effect}`)), ...(account.can.live ? [t('sync.canDo.live')] : [])];
  return t('sync.can', { what: [t('sync.canDo.reads'), ...can].join(', ') });
}

function Trouble({ account, onFix }: { account: AccountView; onFix: () => void }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const { error, nextTryAtMs } = account;
  if (error === null) return null;
  const isForPerson = error.recovery === 'reauthenticate' || error.recovery === 'askPerson';
  const next = nextTryAtMs === null ? '' : nextTryAtMs <= nowMs ? t('sync.nextTryNow') : t('sync.nextTry', { when: format.ahead(nextTryAtMs, nowMs) });
  return (
    <Banner
      tone={isForPerson ? 'danger' : 'warn'}
      action={isForPerson && <Button small onClick={onFix}>{error.recovery === 'reauthenticate' ? t('sync.fixPassword') : t('sync.fixServer')}</Button>}
    >
      {errorWords(t, error)} {next !== '' && <strong>{next}</strong>}
    </Banner>
  );
}

/** Of sources without folders: one number, and what is still missing. */
function ReadSoFar({ account }: { account: AccountView }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const { done, total } = progressOf(account.streams);
  const left = total - done;
  if (account.streams.length === 0) return null;
  return <p className="field-hint">{t(account.kind === 'xmpp' ? 'sync.messagesRead' : 'sync.callsRead', { count: done, formatted: format.number(done) })}{left > 0 && <> · {t('sync.backlog', { count: left, formatted: format.number(left) })}</>}</p>;
}

function AccountProgress({ account }: { account: AccountView }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const { done, total, isWhole } = progressOf(account.streams);
  if (account.streams.length === 0) return null;
  const words = t(isWhole ? 'sync.progress' : 'sync.progressAtLeast', { done: format.number(done), total: format.number(total) });
  const left = total - done;
  return (
    <div className="sync-progress">
      <Progress label={t('sync.folders', { label: account.label })} share={total === 0 ? (isWhole ? 1 : null) : done / total} valueText={words} />
      <p>{words}{left > 0 && <span className="faint"> · {t('sync.backlog', { count: left, formatted: format.number(left) })}</span>}</p>
    </div>
  );
}

function RemoveAccount({ account, onClose }: { account: AccountView; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const remove = useCommand('account.remove');
  const submit = (): void => remove.mutate({ accountId: account.id }, {
    onSuccess: () => {
      showToast({ text: t('sync.removed', { label: account.label }) });
      onClose();
    },
  });
  return (
    <Dialog
      title={t('sync.removeTitle', { label: account.label })}
      size="s"
      onClose={onClose}
      onSubmit={submit}
      footer={(
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="danger" type="submit" disabled={remove.isPending}>{t('sync.removeAction')}</Button>
        </>
      )}
    >
      <p>{t('sync.removeText')}</p>
    </Dialog>
  );
}
