/** Messages of one chat on one day: theirs at the left, ours at the right, each with its own actions. */
import type { ReactElement } from 'react';
import type { TimelineItem } from '../../shared/domain.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Time } from '../ui/text.tsx';
import { Attachments } from './Attachments.tsx';
import { Delivery, Links } from './Delivery.tsx';
import { ItemMenu, Marks } from './ItemMenu.tsx';

export function ChatCard({ items, highlightedId, isLast }: { items: readonly TimelineItem[]; highlightedId: string | null; isLast: boolean }): ReactElement {
  const { t } = useTranslation();
  const last = items[items.length - 1];
  const first = items[0];
  const title = first?.title || t(first?.source.connector === 'whatsappExport' ? 'timeline.whatsapp' : 'timeline.chat');
  const count = t('timeline.messages', { count: items.length });
  return (
    <div className="entry-card">
      <header className="entry-head">
        <b className="cut">{title}</b>
        <span className="entry-meta">{isLast && last?.direction === 'inbound' ? `${count} · ${t('timeline.unanswered')}` : count}</span>
      </header>
      <ol className="bubbles">
        {items.map((item, at) => (
          <li key={item.id} className="bubble-row" data-direction={item.direction} data-interaction={item.id}>
            {item.author !== items[at - 1]?.author && <span className="bubble-author">{item.direction === 'outbound' ? item.agent || item.author : item.author}</span>}
            <div className="bubble-line">
              <div className="bubble" data-highlighted={item.id === highlightedId}>
                {(item.text ?? item.preview) && <span className="bubble-text">{item.text ?? item.preview}</span>}
                <Attachments interactionId={item.id} attachments={item.attachments} />
              </div>
              <span className="bubble-side">
                <Time atMs={item.occurredAtMs} style="time" />
                <ItemMenu item={item} />
              </span>
            </div>
            <Marks item={item} />
            <Delivery item={item} />
            <Links item={item} />
          </li>
        ))}
      </ol>
    </div>
  );
}
