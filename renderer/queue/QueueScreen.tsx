/**
 * The queue: what should be done next.
 *
 * Owns the order of attention on screen and what of it is shown. Never decides what is in it: the core does.
 */
import { memo, useRef } from 'react';
import type { ReactElement } from 'react';
import type { QueueRow } from '../../shared/domain.ts';
import { keysOf } from '../app/shortcuts.ts';
import { useDial } from '../calls/useDial.ts';
import { useCaseActs } from '../cases/useCaseActs.ts';
import { EVERYTHING, useQueue } from '../data/caseQueries.ts';
import type { QueueFilter } from '../data/caseQueries.ts';
import { query } from '../data/client.ts';
import { useCommand } from '../data/commands.ts';
import { useIntent } from '../data/intents.ts';
import { useNavigation } from '../data/navigation.ts';
import { openRow, rowKey, setActiveRow, setQueueFilter, useQueueState } from '../data/queueState.ts';
import { RESTING_STATES } from '../data/shared.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Freshness } from '../sync/Freshness.tsx';
import { Avatar, Badge, Button, Empty, ToggleChip } from '../ui/controls.tsx';
import { ChannelIcon, Icon } from '../ui/icons.tsx';
import { initials } from '../ui/initials.ts';
import { ListBox } from '../ui/ListBox.tsx';
import type { ListBoxHandle } from '../ui/ListBox.tsx';
import { Time } from '../ui/text.tsx';
import { showToast } from '../ui/toasts.tsx';
import { OpenVisits } from '../visit/OpenVisits.tsx';
import { phoneOf } from '../workspace/actions.ts';
import { useSettle } from '../workspace/useItemActions.ts';
import { QueueMenu } from './QueueMenu.tsx';
import { dueTone, waitTone } from './waitTone.ts';

const ROW_PX = 62;

/** No chip stands for these until they are chosen in the menu. */
const QUIET_STATES: readonly QueueFilter['state'][] = ['snoozedDue', ...RESTING_STATES];

export function QueueScreen(): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { filter, active: activeKey } = useQueueState();
  const list = useRef<ListBoxHandle>(null);
  const { activeId } = useNavigation();
  const queue = useQueue(filter).data;
  const rows = queue?.rows ?? [];
  useIntent('listDown', () => list.current?.move(1));
  useIntent('listUp', () => list.current?.move(-1));
  const byKey = rows.findIndex((row) => rowKey(row) === activeKey);
  const active = byKey === -1 ? rows.findIndex((row) => row.customerId === activeId) : byKey;
  const chosen = rows[active];
  const acts = useRowActs(chosen);
  useIntent('settleRow', acts.settle);
  useIntent('callRow', acts.call);
  return (
    <section className="list" aria-label={t('queue.title')}>
      <header className="list-head">
        <h2>{t('queue.title')}</h2>
        {queue && <span className="faint">{QUIET_STATES.includes(filter.state) ? format.number(queue.total) : t('queue.count', { count: queue.total })}</span>}
        <Freshness className="list-fresh" />
        <QueueMenu filter={filter} />
      </header>
      <Chips filter={filter} counts={queue?.counts} />
      <OpenVisits />
      {queue && rows.length === 0 ? <NothingToDo filter={filter} /> : (
        <ListBox
          ref={list}
          label={t('queue.list')}
          count={rows.length}
          rowHeightPx={ROW_PX}
          keyAt={(index) => (rows[index] ? rowKey(rows[index]) : undefined)}
          active={active}
          onActive={(index) => setActiveRow(rows[index] ? rowKey(rows[index]) : null)}
          onOpen={(index) => {
            const row = rows[index];
            if (row) openRow(row);
          }}
          isOpen={(index) => rows[index]?.customerId === activeId && (active === -1 || rows[active]?.customerId !== activeId || index === active)}
          renderRow={(index) => {
            const row = rows[index];
            return row ? <QueueCard row={row} /> : null;
          }}
        />
      )}
      {chosen && (
        <footer className="list-acts" aria-label={t('queue.actsOf', { name: chosen.name })} role="group">
          <Button small icon="check" shortcut={keysOf('settleRow')} onClick={acts.settle}>{t(chosen.kind === 'words' ? 'act.settle' : chosen.kind === 'task' ? 'tasks.finish' : 'cases.solve')}</Button>
          {(chosen.missedCall || chosen.channel === 'call') && <Button small icon="call" shortcut={keysOf('callRow')} onClick={acts.call}>{t('act.answerCall')}</Button>}
        </footer>
      )}
    </section>
  );
}

type Chip = { name: 'mine' | 'team' | 'unassigned' | 'overdue' | 'missedCalls'; isOn: boolean; on: Partial<QueueFilter> };

/** One of whose at a time, and with it one state at a time. */
function Chips({ filter, counts }: { filter: QueueFilter; counts: Record<Chip['name'], number> | undefined }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const whose = (['mine', 'team', 'unassigned'] as const).map((who): Chip => ({ name: who, isOn: filter.who === who, on: { who: filter.who === who ? 'all' : who } }));
  const states = (['overdue', 'missedCalls'] as const).map((state): Chip => ({ name: state, isOn: filter.state === state, on: { state: filter.state === state ? 'all' : state } }));
  const isAll = filter.who === 'all' && filter.state === 'all' && filter.tag === '' && filter.motive === '' && filter.prefers === null;
  return (
    <div className="list-chips" role="group" aria-label={t('queue.filters')}>
      <ToggleChip isOn={isAll} onToggle={() => setQueueFilter({ ...EVERYTHING, sort: filter.sort })}>{t('queue.all')}</ToggleChip>
      {[...whose, ...states].map(({ name, isOn, on }) => {
        const count = counts?.[name] ?? 0;
        return (
          <ToggleChip key={name} isOn={isOn} {...(name === 'missedCalls' ? { channel: 'call' as const } : {})} onToggle={() => setQueueFilter({ ...filter, ...on })}>
            {count === 0 ? t(`queue.${name}`) : t('queue.withCount', { what: t(`queue.${name}`), formatted: format.number(count) })}
          </ToggleChip>
        );
      })}
      {QUIET_STATES.includes(filter.state) && <ToggleChip isOn onToggle={() => setQueueFilter({ ...filter, state: 'all' })}>{t(`queue.${filter.state}`)}</ToggleChip>}
    </div>
  );
}

function NothingToDo({ filter }: { filter: QueueFilter }): ReactElement {
  const { t } = useTranslation();
  if (filter.state === 'missedCalls') return <Empty icon="call" title={t('queue.emptyMissed')}>{t('queue.emptyMissedHint')}</Empty>;
  const isFiltered = JSON.stringify({ ...filter, sort: 'waiting' }) !== JSON.stringify(EVERYTHING);
  if (isFiltered) return <Empty icon="inbox" title={t('queue.emptyFilter')} action={<Button onClick={() => setQueueFilter({ ...EVERYTHING, sort: filter.sort })}>{t('queue.clear')}</Button>}>{t('queue.emptyFilterHint')}</Empty>;
  return <Empty icon="inbox" title={t('queue.empty')}>{t('queue.emptyHint')}</Empty>;
}

/** What the row under the cursor can be done with, without opening it. */
function useRowActs(row: QueueRow | undefined): { settle: () => void; call: () => void } {
  const { t } = useTranslation();
  const settle = useSettle();
  const acts = useCaseActs();
  const setTask = useCommand('task.set');
  const dial = useDial();
  const finish = (taskId: string, title: string): void => {
    setTask.mutateAsync({ taskId, done: true }).then(() => showToast({ text: t('tasks.done', { title }), action: { label: t('common.undo'), run: () => setTask.mutate({ taskId, done: false }) } }), () => undefined);
  };
  return {
    settle: () => {
      if (row?.taskId) finish(row.taskId, row.title);
      else if (row?.caseId) acts.solve(row.caseId, row.title);
      else if (row?.interactionId) settle(row.interactionId);
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
  const said = row.missedCall && row.preview === '' ? t('queue.missedCall') : row.preview;
  const attempts = row.attempts < 2 ? '' : row.missedCall ? t('queue.attempt', { count: row.attempts }) : t('queue.messages', { count: row.attempts });
  const words = row.title === '' ? [said, attempts].filter(Boolean).join(', ') : row.title;
  return (
    <div className="row">
      <Avatar name={row.name} channel={row.channel} />
      <span className="row-name cut">{row.name}</span>
      <Time atMs={row.lastAtMs} style="stamp" className="row-when" />
      <span className="row-said">
        {row.kind === 'task' ? <span className="channel-icon" data-channel="note"><Icon name="check" /><span className="hidden-text">{t('queue.task')}</span></span> : <ChannelIcon channel={row.channel} label={t(`channel.${row.channel}`)} />}
        <span className="cut" title={[words, said].filter(Boolean).join(' · ')}>{words}</span>
      </span>
      <span className="row-wait">
        {row.owner !== '' && <span className="row-owner" title={`${t('cases.owner')}: ${row.owner}`}><span aria-hidden="true">{initials(row.owner)}</span><span className="hidden-text">{row.owner}</span></span>}
        <RowBadge row={row} />
      </span>
    </div>
  );
});

/** What was promised, else how long they have waited. */
function RowBadge({ row }: { row: QueueRow }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  if (row.snoozedUntilMs !== null) return <Badge title={t('cases.snoozed', { when: format.exact(row.snoozedUntilMs) })}><Icon name="moon" />{format.stamp(row.snoozedUntilMs, nowMs)}</Badge>;
  if (row.isOverdue && row.dueAtMs !== null) return <Badge tone="danger" title={format.exact(row.dueAtMs)}>{t('cases.overdue')}</Badge>;
  if (row.dueAtMs !== null) {
    const leftMs = Math.max(0, row.dueAtMs - nowMs);
    return <Badge tone={dueTone(leftMs)} title={t('cases.dueIn', { when: format.exact(row.dueAtMs) })}><span className="hidden-text">{t('queue.due')} </span>{t('queue.left', { time: format.waiting(leftMs) })}</Badge>;
  }
  const waitedMs = Math.max(0, nowMs - row.waitingSinceMs);
  return <Badge tone={waitTone(waitedMs)} title={t('queue.waitingSince', { when: format.exact(row.waitingSinceMs) })}><span className="hidden-text">{t('queue.waits', { time: '' })}</span>{format.waiting(waitedMs)}</Badge>;
}
