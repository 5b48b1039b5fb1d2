/**
 * The queue: customers whose last word is theirs.
 *
 * Owns the order of attention on screen and the filter of missed calls. Never decides who waits: the core does.
 */
import { memo, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import type { QueueRow } from '../../shared/domain.ts';
import { keysOf } from '../app/shortcuts.ts';
import { useDial } from '../calls/useDial.ts';
import { query } from '../data/client.ts';
import { useIntent } from '../data/intents.ts';
import { openCustomer, useNavigation } from '../data/navigation.ts';
import { useQueue } from '../data/queries.ts';
import type { QueueFilter } from '../data/queries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Freshness } from '../sync/Freshness.tsx';
import { Avatar, Badge, Button, Empty, ToggleChip } from '../ui/controls.tsx';
import { ChannelIcon } from '../ui/icons.tsx';
import { ListBox } from '../ui/ListBox.tsx';
import type { ListBoxHandle } from '../ui/ListBox.tsx';
import { Time } from '../ui/text.tsx';
import { showToast } from '../ui/toasts.tsx';
import { OpenVisits } from '../visit/OpenVisits.tsx';
import { phoneOf } from '../workspace/actions.ts';
import { useSettle } from '../workspace/useItemActions.ts';
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
  const chosen = rows[active];
  const acts = useRowActs(chosen);
  useIntent('settleRow', acts.settle);
  useIntent('callRow', acts.call);
  return (
    <section className="list" aria-label={t('queue.title')}>
      <header className="list-head">
        <h2>{t('queue.title')}</h2>
        {queue && <span className="faint">{t('queue.count', { count: queue.total })}</span>}
        <Freshness className="list-fresh" />
      </header>
      <div className="list-chips" role="group" aria-label={t('queue.filters')}>
        <ToggleChip isOn={filter === 'waiting'} onToggle={() => setFilter('waiting')}>{t('queue.all')}</ToggleChip>
        <ToggleChip isOn={filter === 'missedCalls'} channel="call" onToggle={() => setFilter(filter === 'missedCalls' ? 'waiting' : 'missedCalls')}>{t('queue.missedCalls')}</ToggleChip>
      </div>
      <OpenVisits />
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
      {chosen && (
        <footer className="list-acts" aria-label={t('queue.actsOf', { name: chosen.name })} role="group">
          <Button small icon="check" shortcut={keysOf('settleRow')} onClick={acts.settle}>{t('act.settle')}</Button>
          {(chosen.missedCall || chosen.channel === 'call') && <Button small icon="call" shortcut={keysOf('callRow')} onClick={acts.call}>{t('act.answerCall')}</Button>}
        </footer>
      )}
    </section>
  );
}

/** What the row under the cursor can be done with, without opening it. */
function useRowActs(row: QueueRow | undefined): { settle: () => void; call: () => void } {
  const { t } = useTranslation();
  const settle = useSettle();
  const dial = useDial();
  return {
    settle: () => {
      if (row?.interactionId) settle(row.interactionId);
    },
    call: () => {
      if (!row) return;
      query('customer.get', { id: row.customerId }).then(
        (view) => {
          const number = phoneOf(view?.contactPoints ?? [], null);
          if (number === null) showToast({ text: t('dial.noPhone'), tone: 'danger' });
          else dial(number, row.customerId);
        },
        (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }),
      );
    },
  };
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
