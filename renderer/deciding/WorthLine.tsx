/** What a customer is worth over their lifetime (S7): value, tenure, frequency, recency, and the segment they are in. */
import type { ReactElement, ReactNode } from 'react';
import type { CustomerWorth } from '../../shared/deciding.ts';
import type { PreferredChannel } from '../../shared/domain.ts';
import { useWorth } from '../data/decidingQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import type { Format } from '../i18n/format.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Badge } from '../ui/controls.tsx';
import { originWords } from '../workspace/originWords.ts';

const TONES: Record<CustomerWorth['segment'], 'neutral' | 'good' | 'warn' | 'danger'> = { best: 'good', loyal: 'good', new: 'neutral', promising: 'neutral', atRisk: 'warn', lost: 'danger', contact: 'neutral' };

export function SegmentBadge({ segment }: { segment: CustomerWorth['segment'] }): ReactElement {
  const { t } = useTranslation();
  return <Badge tone={TONES[segment]} title={t(`deciding.segmentHint.${segment}`)}>{t(`deciding.segmentOne.${segment}`)}</Badge>;
}

/** What is open now (`children`), then `$ 1.249.000 en 4 compras · 2,3 contactos por mes · último contacto ayer`; the tenure stands in the line above. */
export function WorthLine({ customerId, isAsked, children }: { customerId: string; isAsked: boolean; children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const worth = useWorth(customerId, isAsked).data;
  if (!worth) return <div className="head-worth">{children}</div>;
  const orders = t('deciding.worth.orders', { count: worth.orders, formatted: format.number(worth.orders) });
  const parts = [
    worth.orders === 0 ? t('deciding.worth.none') : t('deciding.worth.value', { money: format.money(worth.value), orders }),
    ...(worth.lastOrderAtMs === null ? [] : [t('deciding.worth.lastOrder', { when: format.day(worth.lastOrderAtMs, nowMs) })]),
    t('deciding.worth.frequency', { count: worth.contactsPerMonth, value: format.decimal(worth.contactsPerMonth) }),
    ...(worth.lastAtMs === null ? [] : [t('deciding.worth.recency', { when: format.relative(worth.lastAtMs, nowMs) })]),
  ];
  return (
    <div className="head-worth">
      {children}
      {/* Who never bought has no group worth a badge. */}
      {worth.segment !== 'contact' && <SegmentBadge segment={worth.segment} />}
      <p className="cut" title={parts.join(' · ')}>{parts.join(' · ')}</p>
    </div>
  );
}

/** Why a channel is the preferred one: said by somebody, or worked out of what they use (S10). */
export function prefersWhy(t: TFunction, format: Format, nowMs: number, preferred: PreferredChannel): string {
  return preferred.stated === null ? t('deciding.prefersComputed', { used: preferred.used, of: preferred.of }) : t('deciding.prefersStated', { origin: originWords(t, format, nowMs, preferred.stated, 'preferredChannel') });
}
