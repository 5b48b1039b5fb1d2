/** What has not left yet to one customer, at the end of their timeline. Draws nothing when there is nothing. */
import type { ReactElement } from 'react';
import { useOutbox } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useNow } from '../i18n/useFormat.ts';
import { Icon } from '../ui/icons.tsx';
import { OutboxCard, OutboxLine } from './OutboxCard.tsx';
import { isCounting } from './outboxWords.ts';
import { useClock } from './useClock.ts';
import { useOnline } from './useOnline.ts';

export function PendingItems({ customerId }: { customerId: string }): ReactElement | null {
  const { t } = useTranslation();
  const pending = useOutbox(customerId).data?.items.filter((item) => item.state !== 'sent' && item.state !== 'cancelled') ?? [];
  const nowMs = useClock(isCounting(pending, useNow()));
  const isOnline = useOnline();
  if (pending.length === 0) return null;
  return (
    <section className="pending" aria-label={t('pending.region')}>
      <h3 className="pending-title"><Icon name="out" />{t('pending.title')}</h3>
      <ul className="outbox-list">
        {pending.map((item) => {
          const shown = { item, nowMs, isOnline: isOnline(item.source.accountId) };
          // What needs a decision is shown whole; what leaves by itself is one line of the conversation.
          return <li key={item.id}>{item.state === 'held' || item.state === 'failed' ? <OutboxCard {...shown} hasName={false} /> : <OutboxLine {...shown} />}</li>;
        })}
      </ul>
    </section>
  );
}
