/** A mail (or a visit or survey): one glance when folded, the whole message when open. */
import type { ReactElement } from 'react';
import type { TimelineItem } from '../../shared/domain.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Icon } from '../ui/icons.tsx';
import { Attachments } from './Attachments.tsx';
import { Delivery, isBad, Links } from './Delivery.tsx';
import { ItemMenu, Marks } from './ItemMenu.tsx';
import { MessageBody } from './MessageBody.tsx';

export function MessageCard({ item, isExpanded, onToggle }: { item: TimelineItem; isExpanded: boolean; onToggle: () => void }): ReactElement {
  const { t } = useTranslation();
  const isOurs = item.direction === 'outbound';
  const shown = item.attachments.filter((attachment) => !attachment.inline);
  return (
    <div className="entry-card">
      <header className="entry-head">
        <button type="button" className="entry-title" tabIndex={-1} aria-expanded={isExpanded} title={t(isExpanded ? 'timeline.collapse' : 'timeline.expand')} onClick={onToggle}>
          <b className="cut">{item.title || (item.channel === 'mail' ? t('timeline.noSubject') : t(`channel.${item.channel}`))}</b>
        </button>
        <Marks item={item} />
        <span className="entry-meta">
          <Icon name={isOurs ? 'out' : 'in'} />
          <span className="cut">{[isOurs ? item.agent || item.author : item.author, isOurs && item.delivery ? '' : t(isOurs ? 'timeline.sent' : 'timeline.received')].filter(Boolean).join(' · ')}</span>
          {!isBad(item) && <Delivery item={item} />}
        </span>
        <ItemMenu item={item} first={[{ label: t(isExpanded ? 'timeline.collapse' : 'timeline.expand'), icon: isExpanded ? 'up' : 'down', shortcut: '↵', onSelect: onToggle }]} />
      </header>
      {isBad(item) && <Delivery item={item} />}
      {isExpanded ? <MessageBody interactionId={item.id} /> : (
        <>
          <p className="entry-preview" onClick={onToggle}>{item.preview || t('timeline.noText')}</p>
          {shown.length > 0 && <Attachments interactionId={item.id} attachments={shown} />}
        </>
      )}
      <Links item={item} />
    </div>
  );
}
