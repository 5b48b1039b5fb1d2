/** Where a value came from, as a short phrase: `firma de un correo, 24 ago`. */
import type { CustomerField, Origin } from '../../shared/domain.ts';
import { actorWords } from '../i18n/actorWords.ts';
import type { Format } from '../i18n/format.ts';
import type { TFunction } from '../i18n/i18n.ts';

/** Fields that a mail only tells in its signature; a name also stands in the header. */
const SIGNED: ReadonlySet<CustomerField> = new Set<CustomerField>(['phone', 'mail', 'organisation', 'document', 'address', 'city', 'birthday']);

export function originWords(t: TFunction, format: Format, nowMs: number, origin: Origin, field: CustomerField | null = null): string {
  const when = format.day(origin.atMs, nowMs);
  if (origin.by === 'operation') return t('origin.when', { what: t('origin.person', { actor: actorWords(t, origin.actor || 'desk') }), when });
  return t('origin.when', { what: sourceWords(t, origin, field), when });
}

function sourceWords(t: TFunction, origin: Extract<Origin, { by: 'record' }>, field: CustomerField | null): string {
  switch (origin.connector) {
    case 'imap':
    case 'mailFile': return field !== null && SIGNED.has(field) ? t('origin.signature') : t('origin.mail');
    case 'whatsappExport':
    case 'xmpp': return t('origin.chat');
    case 'asteriskCsv':
    case 'asteriskAmi':
    case 'asteriskSql': return t('origin.call');
    case 'shopFile': return t('origin.table', { label: origin.label });
    case 'contacts': return t('origin.contacts', { label: origin.label });
  }
}
