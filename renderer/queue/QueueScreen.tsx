/**
 * The queue: customers whose last word is theirs.
 *
 * Owns the order of attention on screen and the filter of missed calls. Never decides who waits: the core does.
 */
import { memo, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import type { QueueRow } from '../../shared/domain.ts';
import { useIntent } from '../data/intents.ts';
import { openCustomer, useNavigation } from '../data/navigation.ts';
import { useQueue } from '../data/queries.ts';
import type { QueueFilter } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Avatar, Badge, Empty, ToggleChip } from '../ui/controls.tsx';
import { ChannelIcon } from '../ui/icons.tsx';
import { ListBox } from '../ui/ListBox.tsx';
import type { ListBoxHandle } from '../ui/ListBox.tsx';
import { Time } from '../ui/text.tsx';
import { waitTone } from './waitTone.ts';

const ROW_PX = 62;

export function QueueScreen(): ReactElement {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<QueueFilter>('waiting');
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const list = useRef<ListBoxHandle>(null);
  const { activeId } = useNavigation();
  const queue = useQueue(filter).data;
  const rows = queue?.rows ?? [];
  useIntent('listDown', () => list.current?.move(1));
  useIntent('listUp', () => list.current?.move(-1));
  const active = rows.findIndex((row) => row.customerId === (activeKey ?? activeId));
  const open = (row: QueueRow | undefined): void => {
    if (row) openCustomer({ customerId: row.customerId, name: row.name, channel: row.channel });
  };
  return (
    <section className="list" aria-label={t('queue.title')}>
      <header className="list-head">
        <h2>{t('queue.title')}</h2>
        {queue && <span className="faint">{t('queue.count', { count: queue.total })}</span>}
      </header>
      <div className="list-chips" role="group" aria-label={t('queue.filters')}>
        <ToggleChip isOn={filter === 'waiting'} onToggle={() => setFilter('waiting')}>{t('queue.all')}</ToggleChip>
        <ToggleChip isOn={filter === 'missedCalls'} channel="call" onToggle={() => setFilter(filter === 'missedCalls' ? 'waiting' : 'missedCalls')}>{t('queue.missedCalls')}</ToggleChip>
      </div>
      {queue && rows.length === 0 ? (
        <Empty icon={filter === 'waiting' ? 'inbox' : 'call'} title={t(filter === 'waiting' ? 'queue.empty' : 'queue.emptyMissed')}>{t(filter === 'waiting' ? 'queue.emptyHint' : 'queue.emptyMissedHint')}</Empty>
      ) : (
        <ListBox
          ref={list}
          label={t('queue.list')}
          count={rows.length}
          rowHeightPx={ROW_PX}
          keyAt={(index) => rows[index]?.customerId}
          active={active}
          onActive={(index) => setActiveKey(rows[index]?.customerId ?? null)}
          onOpen={(index) => open(rows[index])}
          isOpen={(index) => rows[index]?.customerId === activeId}
          renderRow={(index) => {
            const row = rows[index];
            return row ? <QueueCard row={row} /> : null;
          }}
        />
      )}
    </section>
  );
}

const QueueCard = memo(function QueueCard({ row }: { row: QueueRow }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const waitedMs = Math.max(0, useNow() - row.waitingSinceMs);
  const said = row.missedCall && row.preview === '' ? t('queue.missedCall') : row.preview;
  const attempts = row.attempts < 2 ? '' : row.missedCall ? t('queue.attempt', { count: row.attempts }) : t('queue.messages', { count: row.attempts });
  return (
    <div className="row">
      <Avatar name={row.name} channel={row.channel} />
      <span className="row-name cut">{row.name}</span>
      <Time atMs={row.lastAtMs} style="stamp" className="row-when" />
      <span className="row-said">
        <ChannelIcon channel={row.channel} label={t(`channel.${row.channel}`)} />
        <span className="cut">{[said, attempts].filter(Boolean).join(', ')}</span>
      </span>
      <span className="row-wait">
        <Badge tone={waitTone(waitedMs)} title={t('queue.waitingSince', { when: format.exact(row.waitingSinceMs) })}>
          <span className="hidden-text">{t('queue.waits', { time: '' })}</span>
          {format.waiting(waitedMs)}
        </Badge>
      </span>
    </div>
  );
});
