/** How mail leaves: the sender, the server, the signature and the copy in the Sent folder. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from '../i18n/i18n.ts';
import { Button } from '../ui/controls.tsx';
import { Checkbox, SelectField, TextArea, TextField } from '../ui/fields.tsx';
import { PORTS } from './accountForm.ts';
import type { OutgoingForm } from './accountForm.ts';
import { HostFields } from './ServerFields.tsx';
import { ServerTrouble } from './Trust.tsx';

type OutgoingFieldsProps = {
  form: OutgoingForm;
  /** No password of it is stored yet. */
  isNew: boolean;
  /** The server works: its fields are out of the way until they are asked for. */
  isFolded: boolean;
  error: unknown;
  onChange: (form: OutgoingForm) => void;
};

export function OutgoingFields({ form, isNew, isFolded, error, onChange }: OutgoingFieldsProps): ReactElement {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const copies = (['auto', 'server', 'append', 'none'] as const).map((value) => ({ value, label: t(`settings.outgoing.copies.${value}`) }));
  return (
    <fieldset className="account-part">
      <legend className="field-label">{t('settings.outgoing.title')}</legend>
      <Checkbox label={t('settings.outgoing.on')} hint={t('settings.outgoing.onHint')} isOn={form.isOn} onChange={(isOn) => onChange({ ...form, isOn })} />
      {form.isOn && (
        <>
          <div className="field-row">
            <TextField label={t('settings.outgoing.name')} hint={t('settings.outgoing.nameHint')} maxLength={200} value={form.name} onChange={(event) => onChange({ ...form, name: event.target.value })} />
            <TextField label={t('settings.outgoing.address')} inputMode="email" value={form.address} onChange={(event) => onChange({ ...form, address: event.target.value })} />
          </div>
          <TextArea label={t('settings.outgoing.signature')} hint={t('settings.outgoing.signatureHint')} rows={3} maxLength={10_000} value={form.signature} onChange={(event) => onChange({ ...form, signature: event.target.value })} />
          {isFolded && !isOpen ? <div><Button small look="quiet" onClick={() => setOpen(true)}>{t('settings.account.change')}</Button></div> : (
            <>
              <HostFields form={form} hostLabel={t('settings.outgoing.host')} ports={PORTS.smtp} securities={['tls', 'starttls', 'plain']} onChange={onChange} />
              <div className="field-row">
                <TextField label={t('settings.outgoing.user')} hint={t('settings.outgoing.userHint')} value={form.user} onChange={(event) => onChange({ ...form, user: event.target.value })} />
                <TextField label={t('settings.outgoing.password')} hint={t(isNew ? 'settings.outgoing.passwordSame' : 'settings.account.passwordKept')} type="password" autoComplete="new-password" value={form.password} onChange={(event) => onChange({ ...form, password: event.target.value })} />
              </div>
              <SelectField label={t('settings.outgoing.copy')} hint={t('settings.outgoing.copyHint')} options={copies} value={form.sentCopy} onValue={(sentCopy) => onChange({ ...form, sentCopy })} />
            </>
          )}
          <ServerTrouble form={form} error={isCertificate(error) ? error : null} onTrust={(acceptInvalidCertificate) => onChange({ ...form, acceptInvalidCertificate })} />
        </>
      )}
    </fieldset>
  );
}

/** The rest of what can go wrong is said where the test is. */
function isCertificate(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'certificate-untrusted';
}
