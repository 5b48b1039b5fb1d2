/** What became of something we sent, and what belongs to a contact besides it. */
import type { ReactElement } from 'react';
import type { TimelineItem } from '../../shared/domain.ts';
import { jumpTo } from '../data/navigation.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { ChannelIcon, Icon } from '../ui/icons.tsx';
import { useWorkspace } from './context.ts';

/** Good news in a word; what did not arrive, or not yet, in a sentence with the other server's reason. */
export function Delivery({ item }: { item: TimelineItem }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const { delivery } = item;
  if (delivery === null) return null;
  const why = t(`delivery.why.${delivery.state}`, { recipient: delivery.recipient });
  if (delivery.state !== 'bounced' && delivery.state !== 'delayed') {
    return <span className="delivery" data-state={delivery.state} title={`${why} ${format.exact(delivery.atMs)}`}><Icon name="check" />{t(`delivery.${delivery.state}`)}</span>;
  }
  return (
    <p className="delivery-bad" data-state={delivery.state}>
      <Icon name="warn" />
      <span><b>{why}</b> {format.stamp(delivery.atMs, nowMs)}{delivery.detail !== '' && <span className="delivery-detail">{t('delivery.theySay', { detail: delivery.detail })}</span>}</span>
    </p>
  );
}

export function isBad(item: TimelineItem): boolean {
  return item.delivery?.state === 'bounced' || item.delivery?.state === 'delayed';
}

/** What was sent during a call, on the card of the call; and the call, on the card of what was sent. */
export function Links({ item }: { item: TimelineItem }): ReactElement | null {
  const { t } = useTranslation();
  const { customerId } = useWorkspace();
  if (item.links.length === 0) return null;
  return (
    <ul className="item-links">
      {item.links.map((link) => (
        <li key={`${link.kind}-${link.interactionId}`}>
          <button type="button" className="item-link" title={t('link.open', { title: link.title })} onClick={() => jumpTo(customerId, link.interactionId)}>
            <ChannelIcon channel={link.channel} label={t(`channel.${link.channel}`)} />
            <span className="cut">{t(`link.${link.kind}`, { title: link.title })}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
