/** The fields of a mail server, what went wrong with it in words, and the informed choice about its certificate. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { ServerGuess } from '../../shared/contract.ts';
import { toErrorData } from '../../shared/result.ts';
import type { ErrorData } from '../../shared/result.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Banner, Button } from '../ui/controls.tsx';
import { Checkbox, SelectField, TextField } from '../ui/fields.tsx';
import { portOf, withSecurity } from './accountForm.ts';
import type { AccountForm } from './accountForm.ts';

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

export function ServerFields({ form, isNew, found, error, onChange, onWrite }: ServerFieldsProps): ReactElement {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(found === null);
  const data = error === null || error === undefined ? null : dataOf(error);
  return (
    <>
      {isNew && found === null && form.host === '' && <Banner tone="info">{t('settings.account.foundNone')}</Banner>}
      {!isOpen && found !== null && (
        <div className="server-found">
          <div className="grow">
            <p className="field-label">{t('settings.account.server')}</p>
            <p><strong>{form.host}</strong> <span className="faint">{t(`settings.account.found.${found}`)}</span></p>
          </div>
          <Button small look="quiet" onClick={() => {
            setOpen(true);
            onWrite();
          }}
          >
            {t('settings.account.change')}
          </Button>
        </div>
      )}
      {isOpen && <ServerAddress form={form} onChange={onChange} />}
      <TextField
        label={t('settings.account.password')}
        hint={isNew ? t('settings.account.passwordHint') : t('settings.account.passwordKept')}
        type="password"
        autoComplete="current-password"
        autoFocus={isNew ? found !== null : data?.recovery === 'reauthenticate'}
        value={form.password}
        onChange={(event) => onChange({ ...form, password: event.target.value })}
      />
      {data !== null && data.code !== 'certificate-untrusted' && <Banner tone="danger">{errorWords(t, data)}</Banner>}
      {(data?.code === 'certificate-untrusted' || form.acceptInvalidCertificate) && <CertificateChoice form={form} error={data} onChange={onChange} />}
    </>
  );
}

function ServerAddress({ form, onChange }: { form: AccountForm; onChange: (form: AccountForm) => void }): ReactElement {
  const { t } = useTranslation();
  const securities = (['tls', 'starttls', 'plain'] as const).map((value) => ({ value, label: t(`settings.account.securities.${value}`) }));
  return (
    <>
      <TextField label={t('settings.account.label')} value={form.label} onChange={(event) => onChange({ ...form, label: event.target.value })} />
      <div className="server-row">
        <TextField label={t('settings.account.host')} value={form.host} onChange={(event) => onChange({ ...form, host: event.target.value })} />
        <TextField label={t('settings.account.port')} error={portOf(form.port) === null ? t('settings.account.portBad') : undefined} inputMode="numeric" value={form.port} onChange={(event) => onChange({ ...form, port: event.target.value })} />
      </div>
      <SelectField label={t('settings.account.security')} options={securities} value={form.security} onValue={(security) => onChange(withSecurity(form, security))} />
      {form.security === 'plain' && <Banner tone="warn">{t('settings.account.plainWarning')}</Banner>}
      <TextField label={t('settings.account.user')} value={form.user} onChange={(event) => onChange({ ...form, user: event.target.value })} />
    </>
  );
}

const REASONS = ['self-signed', 'expired', 'not-yet-valid', 'wrong-host', 'revoked', 'unknown-issuer', 'untrusted'] as const;

/** Says what is wrong with the certificate and what trusting it means; the person decides. */
function CertificateChoice({ form, error, onChange }: { form: AccountForm; error: ErrorData | null; onChange: (form: AccountForm) => void }): ReactElement {
  const { t } = useTranslation();
  const reason = REASONS.find((known) => known === error?.params['reason']) ?? 'untrusted';
  return (
    <div className="certificate">
      {error?.code === 'certificate-untrusted' && (
        <Banner tone="warn" icon="lock">
          <strong>{t('settings.account.certificateTitle', { host: String(error.params['host'] ?? form.host) })}</strong>
          <p>{t(`settings.account.certificate.${reason}`)} {t('settings.account.certificateNotSent')}</p>
        </Banner>
      )}
      <Checkbox label={t('settings.account.trust')} hint={t('settings.account.trustHint')} isOn={form.acceptInvalidCertificate} onChange={(acceptInvalidCertificate) => onChange({ ...form, acceptInvalidCertificate })} />
    </div>
  );
}

function dataOf(error: unknown): ErrorData {
  return typeof error === 'object' && error !== null && !(error instanceof Error) && 'code' in error ? error as ErrorData : toErrorData(error);
}
