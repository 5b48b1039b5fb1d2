/** The settings: each is saved as it is changed. Owns no state of its own but what is being typed. */
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { AccountView, AppState, Settings } from '../../shared/contract.ts';
import { Templates } from '../compose/Templates.tsx';
import { RulesCard } from '../deciding/RulesCard.tsx';
import { useCommand, useDesktop } from '../data/commands.ts';
import { useAppState, useDesktopContext, useSettings, useSyncState } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useLanguage } from '../i18n/useFormat.ts';
import { Banner, IconButton, Segmented } from '../ui/controls.tsx';
import { Checkbox, SelectField, TextField } from '../ui/fields.tsx';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/Menu.tsx';
import { showToast } from '../ui/toasts.tsx';
import { AccountDialog } from './AccountDialog.tsx';
import type { AccountKind } from './accountForm.ts';
import { ACCOUNT_KINDS, isAccount, kindOf, OTHER_KINDS, serverNameOf } from './accountKinds.ts';
import { countryOptions, ownTimeZone, timeZoneOptions } from './countries.ts';
import { Extensions } from './Extensions.tsx';
import { OwnAddresses } from './OwnAddresses.tsx';
import { ShopSettings } from './ShopSettings.tsx';

type Save = (change: Partial<Settings>) => void;

export function SettingsScreen(): ReactElement | null {
  const { t } = useTranslation();
  const settings = useSettings();
  const save = useCommand('settings.set');
  if (settings.data === undefined) return null;
  const change: Save = (part) => save.mutate(part);
  return (
    <div className="screen">
      <div className="screen-column">
        <header className="screen-head">
          <h1>{t('settings.title')}</h1>
          <p className="faint">{t('settings.lead')}</p>
        </header>
        <Accounts />
        <Business settings={settings.data} save={change} />
        <ShopSettings settings={settings.data} saveSettings={change} />
        <You settings={settings.data} save={change} />
        <Templates />
        <RulesCard />
        <Look settings={settings.data} save={change} />
        <DataPlace />
      </div>
    </div>
  );
}

function Section({ title, hint, action, children }: { title: string; hint?: string; action?: ReactNode; children: ReactNode }): ReactElement {
  return (
    <section className="card" aria-label={title}>
      <header className="card-head">
        <div className="grow">
          <h2>{title}</h2>
          {hint !== undefined && <p className="field-hint">{hint}</p>}
        </div>
        {action}
      </header>
      {children}
    </section>
  );
}

function Accounts(): ReactElement {
  const { t } = useTranslation();
  const sync = useSyncState();
  const [open, setOpen] = useState<AccountView | AccountKind | null>(null);
  const accounts = (sync.data?.accounts ?? []).filter(isAccount);
  return (
    <Section title={t('settings.accounts')} hint={t('settings.accountsHint')} action={<AddAccountMenu onKind={setOpen} />}>
      {accounts.length === 0 ? <p className="faint">{t('settings.noAccounts')}</p> : (
        <ul className="account-list">
          {accounts.map((account) => (
            <li key={account.id} className="account-line">
              <span className="channel-icon" data-channel={ACCOUNT_KINDS[kindOf(account)].channel}><Icon name={ACCOUNT_KINDS[kindOf(account)].icon} /></span>
              <div className="grow">
                <p className="cut"><strong>{account.label}</strong></p>
                <p className="field-hint cut">{[t(`connector.${account.kind}`), serverNameOf(account), t(`sync.phase.${account.phase}`)].filter(Boolean).join(' · ')}</p>
              </div>
              <IconButton label={t('settings.editOf', { label: account.label })} icon="edit" onClick={() => setOpen(account)} />
            </li>
          ))}
        </ul>
      )}
      {open !== null && (typeof open === 'string' ? <AccountDialog account={null} kind={open} onClose={() => setOpen(null)} /> : <AccountDialog account={open} onClose={() => setOpen(null)} />)}
    </Section>
  );
}

/** All kinds under one button. */
function AddAccountMenu({ onKind }: { onKind: (kind: AccountKind) => void }): ReactElement {
  const { t } = useTranslation();
  const kinds: readonly AccountKind[] = ['imap', ...OTHER_KINDS];
  return (
    <Menu label={t('settings.addAccount')} className="button" items={kinds.map((kind) => ({ label: t(ACCOUNT_KINDS[kind].add), icon: ACCOUNT_KINDS[kind].icon, onSelect: () => onKind(kind) }))}>
      <Icon name="plus" /><span className="button-words">{t('settings.addAccount')}</span>
    </Menu>
  );
}

function Business({ settings, save }: { settings: Settings; save: Save }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Section title={t('settings.business')}>
      <OwnAddresses own={settings.own} onChange={(own) => save({ own })} />
      <SelectField label={t('settings.country')} hint={t('settings.countryHint')} options={countryOptions(language)} value={settings.country} onValue={(country) => save({ country })} />
      <Extensions extensions={settings.extensions} onChange={(extensions) => save({ extensions })} />
    </Section>
  );
}

function You({ settings, save }: { settings: Settings; save: Save }): ReactElement {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const name = typed ?? settings.agentName;
  const keep = (): void => {
    if (name.trim() !== settings.agentName) save({ agentName: name.trim() });
  };
  return (
    <Section title={t('settings.you')}>
      <TextField label={t('settings.agentName')} hint={t('settings.agentHint')} maxLength={200} value={name} onChange={(event) => setTyped(event.target.value)} onBlur={keep} onKeyDown={(event) => { if (event.key === 'Enter') keep(); }} />
    </Section>
  );
}

function Look({ settings, save }: { settings: Settings; save: Save }): ReactElement {
  const { t } = useTranslation();
  const languages = (['system', 'es', 'en'] as const).map((value) => ({ value, label: t(`settings.languages.${value}`) }));
  const themes = (['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`settings.themes.${value}`) }));
  const undo = [...new Set([...UNDO_SECONDS, settings.undoSeconds])].sort((a, b) => a - b).map((seconds) => ({ value: String(seconds), label: seconds === 0 ? t('settings.undoNone') : t('settings.undoSeconds', { count: seconds }) }));
  const zones = [{ value: '', label: t('settings.timeZoneOwn', { zone: ownTimeZone().replaceAll('_', ' ') }) }, ...timeZoneOptions(settings.timeZone)];
  return (
    <Section title={t('settings.look')}>
      <div className="setting-row">
        <p className="field-label">{t('settings.language')}</p>
        <Segmented label={t('settings.language')} value={settings.language} options={languages} onChange={(language) => save({ language })} />
      </div>
      <div className="setting-row">
        <p className="field-label">{t('settings.theme')}</p>
        <Segmented label={t('settings.theme')} value={settings.theme} options={themes} onChange={(theme) => save({ theme })} />
      </div>
      <SelectField label={t('settings.undo')} hint={t('settings.undoHint')} options={undo} value={String(settings.undoSeconds)} onValue={(seconds) => save({ undoSeconds: Number(seconds) })} />
      <TelLinks isOn={settings.handleTel} save={save} />
      <Checkbox label={t('settings.notifications')} hint={t('settings.notificationsHint')} isOn={settings.notifications} onChange={(notifications) => save({ notifications })} />
      <SelectField label={t('settings.timeZone')} hint={t('settings.timeZoneHint')} options={zones} value={settings.timeZone} onValue={(timeZone) => save({ timeZone })} />
    </Section>
  );
}

const UNDO_SECONDS = [0, 5, 10, 20, 30, 60];

/** The system has the last word on who opens its telephone links; what it answered is what is shown. */
function TelLinks({ isOn, save }: { isOn: boolean; save: Save }): ReactElement {
  const { t } = useTranslation();
  const handle = useDesktop('desktop.handleTel');
  const [isRefused, setRefused] = useState(false);
  const change = (wanted: boolean): void => handle.mutate({ handle: wanted }, {
    onSuccess: ({ isHandler }) => {
      setRefused(wanted && !isHandler);
      save({ handleTel: isHandler });
    },
  });
  return (
    <>
      <Checkbox label={t('settings.handleTel')} hint={t('settings.handleTelHint')} isOn={isOn} disabled={handle.isPending} onChange={change} />
      {isRefused && <Banner tone="warn">{t('settings.handleTelNot')}</Banner>}
    </>
  );
}

function DataPlace(): ReactElement | null {
  const { t } = useTranslation();
  const state = useAppState();
  const context = useDesktopContext();
  if (state.data === undefined || context.data === undefined) return null;
  const folder = context.data.profileDir;
  const copy = (): void => {
    void navigator.clipboard.writeText(folder).then(() => showToast({ text: t('common.copied') }));
  };
  return (
    <Section title={t('settings.data')}>
      <dl className="facts">
        <dt>{t('settings.folder')}</dt>
        <dd className="folder"><code>{folder}</code><IconButton label={t('settings.copyFolder')} icon="copy" onClick={copy} /></dd>
        <Facts state={state.data} />
      </dl>
    </Section>
  );
}

function Facts({ state }: { state: AppState }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <dt>{t('settings.encryption')}</dt>
      <dd>{t('settings.encryptionText', { cipher: state.encryption.cipher })}</dd>
      <dt>{t('settings.key')}</dt>
      <dd>{t(`settings.keys.${state.encryption.keyKeptBy}`)}</dd>
      <dt>{t('settings.history')}</dt>
      <dd>{t('settings.historyText', { customers: format.number(state.customers), interactions: format.number(state.interactions) })}</dd>
      <dt>{t('settings.device')}</dt>
      {/* The beginning of a UUID is enough to tell a shop's desks apart. */}
      <dd><code>{state.device.slice(0, 8)}</code></dd>
      <dt>{t('settings.version')}</dt>
      <dd>{state.version}</dd>
    </>
  );
}
