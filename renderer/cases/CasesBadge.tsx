/** How many cases of a customer are open, and whether one of them is late: beside their name. */
import type { ReactElement } from 'react';
import { intend } from '../data/intents.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useForemost } from './useForemost.ts';

export function CasesBadge({ customerId }: { customerId: string }): ReactElement | null {
  const { t } = useTranslation();
  const { open } = useForemost(customerId);
  if (open.length === 0) return null;
  const isLate = open.some((one) => one.firstResponse.state === 'overdue' || one.resolution.state === 'overdue');
  const words = t('cases.header', { count: open.length });
  return <button type="button" className="badge" data-tone={isLate ? 'danger' : 'neutral'} title={t('actions.showCase')} onClick={() => intend('showCase')}>{isLate ? `${words}, ${t('cases.overdue')}` : words}</button>;
}
