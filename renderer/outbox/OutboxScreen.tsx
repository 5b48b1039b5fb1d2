/**
 * The outbox: everything that has to leave, in its order, and what needs a decision first.
 *
 * Owns the order on the screen (by mouse, and by arrows on the grip). Never decides anything itself: each act is the agent's.
 */
import { useRef, useState } from 'react';
import type { DragEvent, KeyboardEvent, ReactElement } from 'react';
import type { OutboxItem } from '../../shared/domain.ts';
import { command } from '../data/client.ts';
import { openCustomer } from '../data/navigation.ts';
import { useOutbox } from '../data/queries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Freshness } from '../sync/Freshness.tsx';
import { useNow } from '../i18n/useFormat.ts';
import { Empty } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';
import { OutboxCard } from './OutboxCard.tsx';
import { dropMove, groupsOf, stepMove } from './order.ts';
import type { Move } from './order.ts';
import { isCounting } from './outboxWords.ts';
import { useClock } from './useClock.ts';
import { useOnline } from './useOnline.ts';

const MOST_THROUGH = 50;

export function OutboxScreen(): ReactElement | null {
  const { t } = useTranslation();
  const items = useOutbox(null).data?.items;
  const nowMs = useClock(isCounting(items ?? [], useNow()));
  const isOnline = useOnline();
  if (items === undefined) return null;
  const { decide, onTheWay, through } = groupsOf(items);
  const card = (item: OutboxItem): ReactElement => (
    <OutboxCard
      item={item}
      nowMs={nowMs}
      isOnline={isOnline(item.source.accountId)}
      hasName
      onOpen={() => openCustomer({ customerId: item.customerId, name: item.customerName, channel: null }, item.state === 'sent' ? item.interactionId : null)}
    />
  );
  return (
    <div className="screen">
      <div className="screen-column outbox">
        <header className="screen-head">
          <h1>{t('outbox.title')}</h1>
          <p className="faint">{t('outbox.lead')}</p>
          <Freshness />
        </header>
        {decide.length === 0 && onTheWay.length === 0 && <Empty icon="out" title={t('outbox.empty')}>{t('outbox.emptyHint')}</Empty>}
        {decide.length > 0 && <Group title={t('outbox.decide')}>{decide.map((item) => <li key={item.id}>{card(item)}</li>)}</Group>}
        {onTheWay.length > 0 && <Leaving items={onTheWay} card={card} />}
        {through.length > 0 && <Group title={t('outbox.through')}>{through.slice(0, MOST_THROUGH).map((item) => <li key={item.id}>{card(item)}</li>)}</Group>}
      </div>
    </div>
  );
}

function Group({ title, hint, children }: { title: string; hint?: string; children: ReactElement[] }): ReactElement {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {hint !== undefined && <p className="field-hint">{hint}</p>}
      <ul className="outbox-list">{children}</ul>
    </section>
  );
}

/** What leaves by itself; its order can be changed. */
function Leaving({ items, card }: { items: readonly OutboxItem[]; card: (item: OutboxItem) => ReactElement }): ReactElement {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const count = items.filter((item) => item.state === 'queued').length;
  const isMovable = (item: OutboxItem): boolean => item.state === 'queued' && count > 1;
  const move = (wish: Move | null): void => {
    if (wish === null) return;
    command('outbox.move', { outboxId: wish.outboxId, before: wish.before }).then(
      () => {
        showToast({ text: t('outbox.moved', { place: wish.place, of: count }) });
        requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-item="${wish.outboxId}"] .outbox-grip`)?.focus());
      },
      (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }),
    );
  };
  const onKeyDown = (event: KeyboardEvent, item: OutboxItem): void => {
    const step = ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    move(stepMove(items, item.id, step));
  };
  const onDrop = (event: DragEvent, item: OutboxItem): void => {
    event.preventDefault();
    if (dragged !== null) move(dropMove(items, dragged, item.id));
    setDragged(null);
    setOver(null);
  };
  return (
    <section aria-label={t('outbox.onTheWay')}>
      <h2>{t('outbox.onTheWay')}</h2>
      {count > 1 && <p className="field-hint">{t('outbox.drag')}</p>}
      <ul ref={list} className="outbox-list">
        {items.map((item) => (
          <li
            key={item.id}
            data-item={item.id}
            data-over={item.id === over && item.id !== dragged}
            aria-label={t('outbox.item', { channel: t(`channel.${item.kind === 'dial' ? 'call' : item.kind}`), name: item.customerName, state: t(`outbox.states.${item.state}`) })}
            draggable={isMovable(item)}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move';
              setDragged(item.id);
            }}
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              setOver(item.id);
            }}
            onDragEnd={() => {
              setDragged(null);
              setOver(null);
            }}
            onDrop={(event) => onDrop(event, item)}
          >
            {isMovable(item) && <button type="button" className="outbox-grip" aria-label={t('outbox.move', { name: item.customerName })} title={t('outbox.drag')} onKeyDown={(event) => onKeyDown(event, item)}><Icon name="grip" /></button>}
            {card(item)}
          </li>
        ))}
      </ul>
    </section>
  );
}
