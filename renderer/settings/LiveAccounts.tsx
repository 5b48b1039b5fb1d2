/** The accounts that are one form each: chat, the telephone exchange and its call log. */
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { AccountSetupInput, AccountTest } from '../../shared/accounts.ts';
import type { AccountView } from '../../shared/contract.ts';
import { useCommand } from '../data/commands.ts';
import { useSettings } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import type { Format } from '../i18n/format.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Banner, Button, Segmented } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/fields.tsx';
import { showToast } from '../ui/toasts.tsx';
import { callLogFormOf, callLogSetup, chatFormOf, chatSetup, isDevice, phoneFormOf, phoneSetup, PORTS, withEngine } from './accountForm.ts';
import type { ServerForm } from './accountForm.ts';
import { HostFields } from './ServerFields.tsx';
import { ServerTrouble } from './Trust.tsx';
import { useAccountTest } from './useAccountTest.ts';

type Dialogs = { account: AccountView | null; onClose: () => void };

export function ChatAccount({ account, onClose }: Dialogs): ReactElement {
  const { t } = useTranslation();
  const agent = useSettings().data?.agentName ?? '';
  const [isOpen, setOpen] = useState(account !== null);
  return (
    <SetupDialog
      account={account}
      title={t('settings.chat.addTitle')}
      lead={t('settings.chat.lead')}
      start={account === null ? { ...chatFormOf(null, ''), name: agent } : chatFormOf(account.setup, account.label)}
      setupOf={chatSetup}
      labelOf={(form) => form.label.trim() || form.address.trim()}
      outcome={chatOutcome}
      onClose={onClose}
      fields={(form, change) => (
        <>
          <TextField label={t('settings.chat.address')} hint={t('settings.chat.addressHint')} inputMode="email" autoFocus={account === null} value={form.address} onChange={(event) => change({ ...form, address: event.target.value })} />
          <Password form={form} isNew={account === null} onChange={change} />
          <TextField label={t('settings.chat.name')} hint={t('settings.chat.nameHint')} maxLength={200} value={form.name} onChange={(event) => change({ ...form, name: event.target.value })} />
          {isOpen ? <HostFields form={form} hostLabel={t('settings.chat.host')} hostHint={t('settings.chat.hostHint')} ports={PORTS.xmpp} securities={['starttls', 'tls', 'plain']} onChange={change} />
            : <div><Button small look="quiet" onClick={() => setOpen(true)}>{t('settings.chat.advanced')}</Button></div>}
        </>
      )}
    />
  );
}

export function PhoneAccount({ account, onClose }: Dialogs): ReactElement {
  const { t } = useTranslation();
  return (
    <SetupDialog
      account={account}
      title={t('settings.phone.addTitle')}
      lead={t('settings.phone.lead')}
      start={phoneFormOf(account?.setup ?? null, account?.label ?? t('settings.phone.label'))}
      setupOf={phoneSetup}
      labelOf={(form) => form.label.trim() || form.host.trim()}
      outcome={phoneOutcome}
      onClose={onClose}
      fields={(form, change) => (
        <>
          <HostFields form={form} hostLabel={t('settings.phone.host')} ports={PORTS.asteriskAmi} securities={['plain', 'tls']} onChange={change} />
          <div className="field-row">
            <TextField label={t('settings.phone.user')} value={form.user} onChange={(event) => change({ ...form, user: event.target.value })} />
            <Password form={form} isNew={account === null} label={t('settings.phone.secret')} onChange={change} />
          </div>
          <details className="account-help">
            <summary>{t('settings.phone.leastTitle')}</summary>
            <p className="field-hint">{t('settings.phone.least')}</p>
            <pre>{leastPrivilege(form.user)}</pre>
          </details>
          <TextField label={t('settings.phone.device')} hint={t('settings.phone.deviceHint')} error={form.device !== '' && !isDevice(form.device) ? t('settings.phone.deviceBad') : undefined} value={form.device} onChange={(event) => change({ ...form, device: event.target.value })} />
          <div className="field-row">
            <TextField label={t('settings.phone.context')} hint={t('settings.phone.contextHint')} value={form.context} onChange={(event) => change({ ...form, context: event.target.value })} />
            <TextField label={t('settings.phone.prefix')} hint={t('settings.phone.prefixHint')} inputMode="tel" value={form.dialPrefix} onChange={(event) => change({ ...form, dialPrefix: event.target.value })} />
          </div>
        </>
      )}
    />
  );
}

export function CallLogAccount({ account, onClose }: Dialogs): ReactElement {
  const { t } = useTranslation();
  const engines = (['mysql', 'postgres'] as const).map((value) => ({ value, label: t(`settings.callLog.engines.${value}`) }));
  return (
    <SetupDialog
      account={account}
      title={t('settings.callLog.addTitle')}
      lead={t('settings.callLog.lead')}
      start={callLogFormOf(account?.setup ?? null, account?.label ?? t('settings.callLog.label'))}
      setupOf={callLogSetup}
      labelOf={(form) => form.label.trim() || form.host.trim()}
      outcome={callLogOutcome}
      onClose={onClose}
      fields={(form, change) => (
        <>
          <div className="setting-row">
            <p className="field-label">{t('settings.callLog.engine')}</p>
            <Segmented label={t('settings.callLog.engine')} value={form.engine} options={engines} onChange={(engine) => change(withEngine(form, engine))} />
          </div>
          <HostFields form={form} hostLabel={t('settings.callLog.host')} ports={PORTS[form.engine]} securities={['plain', 'tls']} onChange={change} />
          <div className="field-row">
            <TextField label={t('settings.callLog.database')} value={form.database} onChange={(event) => change({ ...form, database: event.target.value })} />
            <TextField label={t('settings.callLog.table')} value={form.table} onChange={(event) => change({ ...form, table: event.target.value })} />
          </div>
          <div className="field-row">
            <TextField label={t('settings.account.user')} hint={t('settings.callLog.userHint')} value={form.user} onChange={(event) => change({ ...form, user: event.target.value })} />
            <Password form={form} isNew={account === null} onChange={change} />
          </div>
        </>
      )}
    />
  );
}

type SetupForm = ServerForm & { label: string };
type SetupDialogProps<F extends SetupForm> = Dialogs & {
  title: string;
  lead: string;
  start: F;
  /** Null while a field is missing or wrong. */
  setupOf: (form: F) => AccountSetupInput | null;
  labelOf: (form: F) => string;
  /** What the test found, in words. */
  outcome: (t: TFunction, format: Format, result: AccountTest) => string[];
  fields: (form: F, change: (form: F) => void) => ReactNode;
};

/** Test, outcome in words, save. Without a typed password a changed account is saved as it stands: the kept one is not here to be tried. */
function SetupDialog<F extends SetupForm>({ account, title, lead, start, setupOf, labelOf, outcome, fields, onClose }: SetupDialogProps<F>): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [form, setForm] = useState(start);
  const [passed, setPassed] = useState<AccountTest | null>(null);
  const test = useAccountTest(account?.id ?? null);
  const add = useCommand('account.add');
  const update = useCommand('account.update');
  const setup = setupOf(form);
  const done = (words: string): void => {
    showToast({ text: words });
    onClose();
  };
  const change = (next: F): void => {
    setPassed(null);
    test.forget();
    setForm(next);
  };
  const submit = async (): Promise<void> => {
    if (setup === null || test.host !== null) return;
    const label = labelOf(form);
    const isTyped = account === null || form.password !== '';
    if (isTyped && passed === null) return setPassed((await test.run([{ host: form.host || label }], () => setup)).result);
    if (account === null) add.mutate({ label, setup }, { onSuccess: () => done(t('settings.live.added', { label })) });
    else update.mutate({ accountId: account.id, label, setup }, { onSuccess: () => done(t('settings.account.saved', { label })) });
  };
  const isReady = account !== null && form.password === '' ? true : passed !== null;
  return (
    <Dialog
      title={account === null ? title : t('settings.account.editTitle', { label: account.label })}
      onClose={onClose}
      onSubmit={() => void submit()}
      footer={(
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" disabled={setup === null || test.host !== null || add.isPending || update.isPending || (account === null && form.password === '')}>
            {test.host !== null ? t('settings.account.testing', { host: test.host }) : !isReady ? t('settings.live.test') : account === null ? t('settings.live.start') : t('common.save')}
          </Button>
        </>
      )}
    >
      {account === null && <p className="faint">{lead}</p>}
      {fields(form, change)}
      <TextField label={t('settings.account.label')} value={form.label} placeholder={labelOf({ ...form, label: '' })} onChange={(event) => setForm({ ...form, label: event.target.value })} />
      <ServerTrouble form={form} error={test.error ?? (passed === null && form.password === '' ? account?.error ?? null : null)} onTrust={(acceptInvalidCertificate) => change({ ...form, acceptInvalidCertificate })} />
      {passed !== null && <Banner tone="info" icon="check">{outcome(t, format, passed).map((line) => <p key={line}>{line}</p>)}</Banner>}
    </Dialog>
  );
}

function Password<F extends ServerForm>({ form, isNew, label, onChange }: { form: F; isNew: boolean; label?: string; onChange: (form: F) => void }): ReactElement {
  const { t } = useTranslation();
  return <TextField label={label ?? t('settings.account.password')} hint={t(isNew ? 'settings.live.passwordHint' : 'settings.account.passwordKept')} type="password" autoComplete="new-password" value={form.password} onChange={(event) => onChange({ ...form, password: event.target.value })} />;
}

function chatOutcome(t: TFunction, format: Format, { facts }: AccountTest): string[] {
  const files = facts.chatFileMaxBytes;
  return [
    t('settings.chat.works'),
    ...(facts.hasArchive === undefined ? [] : [t(facts.hasArchive ? 'settings.chat.archive' : 'settings.chat.noArchive')]),
    ...(files === undefined ? [] : [files > 0 ? t('settings.chat.files', { size: format.size(files) }) : t('settings.chat.noFiles')]),
  ];
}

function phoneOutcome(t: TFunction, _format: Format, { details }: AccountTest): string[] {
  return [t('settings.phone.works'), ...(details.length === 0 ? [] : [details.join(', ')])];
}

function callLogOutcome(t: TFunction, _format: Format, { details }: AccountTest): string[] {
  return [t('settings.callLog.works'), ...(details.length === 0 ? [] : [t('settings.callLog.columns', { columns: details.join(', ') })])];
}

/** manager.conf of Asterisk, in its own language: what this console needs and no more. */
function leastPrivilege(user: string): string {
  return `[${user.trim() || 'hilo'}]\nsecret = …\ndeny = 0.0.0.0/0.0.0.0\npermit = 192.168.0.0/255.255.0.0\nread = call,cdr,agent\nwrite = originate,reporting`;
}
