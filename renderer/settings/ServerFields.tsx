/** The fields of a server: found by itself and folded, or written by hand. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { Security, ServerGuess } from '../../shared/accounts.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Banner, Button } from '../ui/controls.tsx';
import { SelectField, TextField } from '../ui/fields.tsx';
import { portOf, PORTS, withSecurity } from './accountForm.ts';
import type { AccountForm, ServerForm } from './accountForm.ts';
import { errorData, ServerTrouble } from './Trust.tsx';

type ServerFieldsProps = {
  form: AccountForm;
  isNew: boolean;
  /** Where the server was found; null when the person writes it. */
  found: ServerGuess['from'] | null;
  error: unknown;
  onChange: (form: AccountForm) => void;
  /** The person wants to write the server. */
  onWrite: () => void;
};

/** Of the mailbox that is read. */
export function ServerFields({ form, isNew, found, error, onChange, onWrite }: ServerFieldsProps): ReactElement {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(found === null);
  return (
    <>
      {isNew && found === null && form.host === '' && <Banner tone="info">{t('settings.account.foundNone')}</Banner>}
      {!isOpen && found !== null && (
        <FoundServer
          label={t('settings.account.server')}
          host={form.host}
          from={found}
          onChange={() => {
            setOpen(true);
            onWrite();
          }}
        />
      )}
      {isOpen && (
        <>
          <TextField label={t('settings.account.label')} value={form.label} onChange={(event) => onChange({ ...form, label: event.target.value })} />
          <HostFields form={form} hostLabel={t('settings.account.host')} ports={PORTS.imap} securities={['tls', 'starttls', 'plain']} onChange={onChange} />
          <TextField label={t('settings.account.user')} value={form.user} onChange={(event) => onChange({ ...form, user: event.target.value })} />
        </>
      )}
      <TextField
        label={t('settings.account.password')}
        hint={isNew ? t('settings.account.passwordHint') : t('settings.account.passwordKept')}
        type="password"
        autoComplete="current-password"
        autoFocus={isNew ? found !== null : errorData(error)?.recovery === 'reauthenticate'}
        value={form.password}
        onChange={(event) => onChange({ ...form, password: event.target.value })}
      />
      <ServerTrouble form={form} error={error} onTrust={(acceptInvalidCertificate) => onChange({ ...form, acceptInvalidCertificate })} />
    </>
  );
}

/** A server that was found: its name, where from, and the way to write another. */
export function FoundServer({ label, host, from, onChange }: { label: string; host: string; from: ServerGuess['from']; onChange: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="server-found">
      <div className="grow">
        <p className="field-label">{label}</p>
        <p><strong>{host}</strong> <span className="faint">{t(`settings.account.found.${from}`)}</span></p>
      </div>
      <Button small look="quiet" onClick={onChange}>{t('settings.account.change')}</Button>
    </div>
  );
}

/** Host, port and security of any server; another security brings its usual port. */
export function HostFields<F extends ServerForm>({ form, hostLabel, hostHint, ports, securities, onChange }: { form: F; hostLabel: string; hostHint?: string; ports: Record<Security, string>; securities: readonly Security[]; onChange: (form: F) => void }): ReactElement {
  const { t } = useTranslation();
  const options = securities.map((value) => ({ value, label: t(`settings.account.securities.${value}`) }));
  return (
    <>
      <div className="server-row">
        <TextField label={hostLabel} hint={hostHint} value={form.host} onChange={(event) => onChange({ ...form, host: event.target.value })} />
        <TextField label={t('settings.account.port')} error={portOf(form.port) === null ? t('settings.account.portBad') : undefined} inputMode="numeric" value={form.port} onChange={(event) => onChange({ ...form, port: event.target.value })} />
      </div>
      <SelectField label={t('settings.account.security')} options={options} value={form.security} onValue={(security) => onChange(withSecurity(form, security, ports))} />
      {form.security === 'plain' && <Banner tone="warn">{t('settings.account.plainWarning')}</Banner>}
    </>
  );
}
