/** What went wrong with a server, in words, and the informed choice about a certificate that cannot be checked. */
import type { ReactElement } from 'react';
import { toErrorData } from '../../shared/result.ts';
import type { ErrorData } from '../../shared/result.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Banner } from '../ui/controls.tsx';
import { Checkbox } from '../ui/fields.tsx';
import type { ServerForm } from './accountForm.ts';

const REASONS = ['self-signed', 'expired', 'not-yet-valid', 'wrong-host', 'revoked', 'unknown-issuer', 'untrusted'] as const;

/** Under the fields of a server: nothing while all is well. */
export function ServerTrouble({ form, error, onTrust }: { form: ServerForm; error: unknown; onTrust: (acceptInvalidCertificate: boolean) => void }): ReactElement {
  const { t } = useTranslation();
  const data = errorData(error);
  const isCertificate = data?.code === 'certificate-untrusted';
  const reason = REASONS.find((known) => known === data?.params['reason']) ?? 'untrusted';
  return (
    <>
      {data !== null && !isCertificate && <Banner tone="danger">{errorWords(t, data)}</Banner>}
      {(isCertificate || form.acceptInvalidCertificate) && (
        <div className="certificate">
          {isCertificate && (
            <Banner tone="warn" icon="lock">
              <strong>{t('settings.account.certificateTitle', { host: String(data?.params['host'] ?? form.host) })}</strong>
              <p>{t(`settings.account.certificate.${reason}`)} {t('settings.account.certificateNotSent')}</p>
            </Banner>
          )}
          <Checkbox label={t('settings.account.trust')} hint={t('settings.account.trustHint')} isOn={form.acceptInvalidCertificate} onChange={onTrust} />
        </div>
      )}
    </>
  );
}

/** Null stays null: nothing went wrong. */
export function errorData(error: unknown): ErrorData | null {
  if (error === null || error === undefined) return null;
  return typeof error === 'object' && !(error instanceof Error) && 'code' in error ? error as ErrorData : toErrorData(error);
}
