/**
 * The timeline: everything of one customer in order, newest at the bottom.
 *
 * Owns the place of the reader: it opens at the newest, stays where it is when older items come in above or newer
 * ones below, and goes to an interaction when asked. Only rows in view exist.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import type { Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import type { Channel } from '../../shared/domain.ts';
import { useIntent } from '../data/intents.ts';
import type { Jump } from '../data/navigation.ts';
import { useTimeline } from '../data/timeline.ts';
import type { Timeline as TimelineData } from '../data/timeline.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { PendingItems } from '../outbox/PendingItems.tsx';
import { Button, Empty } from '../ui/controls.tsx';
import { ChannelFilter } from './ChannelFilter.tsx';
import { useWorkspace } from './context.ts';
import { usePainted } from './painted.ts';
import { RowView } from './RowView.tsx';
import { rowOf, toRows } from './rows.ts';
import type { Row } from './rows.ts';

export function Timeline({ jump }: { jump: Jump | null }): ReactElement {
  const { t } = useTranslation();
  const { customerId } = useWorkspace();
  const [channels, setChannels] = useState<readonly Channel[]>([]);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(() => new Set(jump ? [jump.interactionId] : []));
  const [aroundId, setAroundId] = useState<string | null>(jump?.interactionId ?? null);
  const timeline = useTimeline(customerId, channels, aroundId);
  useJump(jump, timeline, (interactionId, isLoaded) => {
    setExpanded((open) => new Set(open).add(interactionId));
    if (isLoaded) return;
    setChannels([]);
    setAroundId(interactionId);
  });
  const [doneAsk, setDoneAsk] = useState(0);
  const toNewest = (): void => {
    setDoneAsk(jump?.ask ?? 0);
    setAroundId(null);
  };
  useIntent('newest', toNewest);
  const filter = (next: readonly Channel[]): void => {
    setDoneAsk(jump?.ask ?? 0);
    setChannels(next);
  };
  const toggle = (id: string): void => setExpanded((open) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    return next;
  });
  return (
    <div className="timeline">
      <ChannelFilter channels={channels} onChannels={filter} />
      {timeline.error && <Empty icon="warn" title={t('app.broken')}>{errorWords(t, timeline.error)}</Empty>}
      {timeline.items?.length === 0 && <NothingHere isFiltered={channels.length > 0} onAll={() => filter([])} />}
      {timeline.items !== undefined && timeline.items.length > 0 && (
        <Rows
          key={`${channels.join()}-${aroundId ?? 'newest'}`}
          timeline={timeline}
          jump={jump?.ask === doneAsk ? null : jump}
          onJumped={setDoneAsk}
          isAround={aroundId !== null}
          expanded={expanded}
          onToggle={toggle}
          onNewest={() => (aroundId === null ? timeline.startOver() : toNewest())}
        />
      )}
      <PendingItems customerId={customerId} />
    </div>
  );
}

/** A jump to what is already loaded only moves; anything else is asked for with what stands around it. */
function useJump(jump: Jump | null, timeline: TimelineData, onJump: (interactionId: string, isLoaded: boolean) => void): void {
  const done = useRef(jump?.ask ?? 0);
  useEffect(() => {
    if (!jump || jump.ask === done.current || !timeline.items) return;
    done.current = jump.ask;
    onJump(jump.interactionId, timeline.items.some((item) => item.id === jump.interactionId));
  }, [jump, timeline.items, onJump]);
}

function NothingHere({ isFiltered, onAll }: { isFiltered: boolean; onAll: () => void }): ReactElement {
  const { t } = useTranslation();
  if (isFiltered) return <Empty icon="inbox" title={t('timeline.emptyFilter')} action={<Button onClick={onAll}>{t('timeline.all')}</Button>}>{t('timeline.emptyFilterHint')}</Empty>;
  return <Empty icon="chat" title={t('timeline.empty')}>{t('timeline.emptyHint')}</Empty>;
}

type RowsProps = { timeline: TimelineData; jump: Jump | null; isAround: boolean; expanded: ReadonlySet<string>; onToggle: (id: string) => void; onNewest: () => void; onJumped: (ask: number) => void };

/** A typical card; the true height takes its place when the row is drawn. */
const ROW_PX = 84;
const MESSAGE_PX = 38;
/** More is asked for when the reader is this near to an edge. */
const EDGE_PX = 900;
const NEAR_END_PX = 60;

function Rows({ timeline, jump, isAround, expanded, onToggle, onNewest, onJumped }: RowsProps): ReactElement {
  const { t } = useTranslation();
  const { customerId } = useWorkspace();
  const { gaps, hasOlder, hasNewer } = timeline;
  const rows = useMemo(() => toRows(timeline.items ?? [], gaps, { older: hasOlder, newer: hasNewer }), [timeline.items, gaps, hasOlder, hasNewer]);
  const scroller = useRef<HTMLDivElement>(null);
  const [focusKey, setFocusKey] = useState<string | null>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimate(rows[index]),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 3,
    initialRect: lastRect,
    anchorTo: 'end',
    followOnAppend: !timeline.hasNewer,
    scrollEndThreshold: NEAR_END_PX,
    paddingStart: 12,
    paddingEnd: 14,
    initialOffset: () => (isAround ? 0 : rows.reduce((sum, row) => sum + estimate(row), 0)),
  });
  useEnd(virtual, scroller, rows, !isAround);
  const { highlighted, isJumping } = useJumpTo(jump, rows, virtual, scroller, setFocusKey, onJumped);
  useEdges(virtual, timeline, isJumping);
  const toNewest = (): void => {
    if (isAround || timeline.hasNewer) onNewest();
    else virtual.scrollToEnd();
  };
  const focusRow = (index: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (!row) return;
    setFocusKey(row.key);
    virtual.scrollToIndex(rows.indexOf(row));
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-key="${row.key}"]`)?.focus({ preventScroll: true }));
  };
  useIntent('newest', toNewest);
  useIntent('focusTimeline', () => focusRow(focusKey === null ? rows.length - 1 : rows.findIndex((row) => row.key === focusKey)));
  const items = virtual.getVirtualItems();
  usePainted(customerId, items.length > 0);
  const tabStop = items.some((item) => item.key === focusKey) ? focusKey : (items[items.length - 1]?.key ?? null);
  const isAtEnd = !timeline.hasNewer && virtual.getDistanceFromEnd() < EDGE_PX;
  return (
    <div className="timeline-frame">
      <div ref={scroller} className="timeline-scroll" role="region" aria-label={t('timeline.region')} onKeyDown={(event) => onRowKeys(event, rows, focusRow, onToggle)}>
        <div className="timeline-space" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            return row && (
              <div key={item.key} ref={virtual.measureElement} data-index={item.index} className="timeline-row" style={{ transform: `translateY(${item.start}px)` }}>
                {item.index === 0 && !timeline.hasOlder && <StoryStart />}
                <RowView row={row} isTabStop={item.key === tabStop} expanded={expanded} onToggle={onToggle} onFocus={setFocusKey} highlightedId={highlighted} isLast={item.index === rows.length - 1 && !timeline.hasNewer} />
              </div>
            );
          })}
        </div>
      </div>
      {!isAtEnd && <Button small icon="down" shortcut="l" className="timeline-newest" onClick={toNewest}>{t('timeline.newest')}</Button>}
    </div>
  );
}

/** Above the oldest item: that the story starts here, or which source still has older pages to give. */
function StoryStart(): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const { view } = useWorkspace();
  const missing = view?.freshness.filter((source) => !source.complete) ?? [];
  if (missing.length === 0) return <p className="timeline-start">{t('timeline.start')}</p>;
  return (
    <p className="timeline-start timeline-gap">
      {missing.map((source) => t('workspace.freshnessOf', { label: source.source.label, when: source.lastSuccessAtMs === null ? t('workspace.notFresh') : t('workspace.partial', { when: format.relative(source.lastSuccessAtMs, nowMs) }) })).join(' · ')}
    </p>
  );
}

function estimate(row: Row | undefined): number {
  return row === undefined ? ROW_PX : ROW_PX + (row.kind === 'chat' ? row.items.length * MESSAGE_PX : 0) - (row.kind === 'gap' ? ROW_PX / 2 : 0) + (row.startsDay ? 30 : 0);
}

/** The view of the next customer has the size of the last one's: its rows are there with the first drawing. */
let lastRect = { width: 0, height: 0 };

type Rolls = Virtualizer<HTMLDivElement, Element>;

/** Opens at the newest, and stays there when something arrives or the height of the view changes. */
function useEnd(virtual: Rolls, scroller: { current: HTMLDivElement | null }, rows: readonly Row[], startsAtEnd: boolean): void {
  const rolls = useRef(virtual);
  const isAtEnd = useRef(startsAtEnd);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = (): void => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
    };
    const observer = new ResizeObserver(([entry]) => {
      if (entry) lastRect = { width: entry.contentRect.width, height: entry.contentRect.height };
      if (isAtEnd.current) rolls.current.scrollToEnd();
    });
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [scroller]);
  useLayoutEffect(() => {
    if (isAtEnd.current) rolls.current.scrollToEnd();
  }, [rows]);
}

/** Not while a jump is under way: what comes in above would carry the view away from where it goes. */
function useEdges(virtual: Rolls, timeline: TimelineData, isJumping: boolean): void {
  const offset = virtual.scrollOffset ?? Infinity;
  const fromEnd = virtual.getDistanceFromEnd();
  const isReady = virtual.range !== null;
  useEffect(() => {
    if (!isReady || timeline.isLoading || isJumping) return;
    if (timeline.hasOlder && offset < EDGE_PX) timeline.loadOlder();
    else if (timeline.hasNewer && fromEnd < EDGE_PX) timeline.loadNewer();
  }, [isReady, offset, fromEnd, timeline, isJumping]);
}

/** Brings the interaction into view and lights it up for a moment; answers with its id while it is lit, and whether the view still moves. */
function useJumpTo(jump: Jump | null, rows: readonly Row[], virtual: Rolls, scroller: { current: HTMLDivElement | null }, onFocus: (key: string) => void, onDone: (ask: number) => void): { highlighted: string | null; isJumping: boolean } {
  const index = jump ? rowOf(rows, jump.interactionId) : -1;
  const key = rows[index]?.key;
  const [arrivedAsk, setArrivedAsk] = useState<number | null>(null);
  const rolls = useRef(virtual);
  const place = useRef(index);
  useEffect(() => {
    place.current = index;
  }, [index]);
  useEffect(() => {
    if (!jump || key === undefined) return;
    rolls.current.scrollToIndex(place.current, { align: 'center' });
    onFocus(key);
    // The row exists after the next frame and has its true height a little later; inside a long chat card the message
    // itself is then brought to the middle.
    const timers = SETTLE_MS.map((ms) => setTimeout(() => {
      const id = jump.interactionId;
      const target = scroller.current?.querySelector<HTMLElement>(`.bubble-row[data-interaction="${id}"]`) ?? scroller.current?.querySelector<HTMLElement>(`[data-interaction="${id}"]`);
      target?.scrollIntoView({ block: 'center' });
      target?.closest<HTMLElement>('[data-key]')?.focus({ preventScroll: true });
    }, ms));
    timers.push(setTimeout(() => setArrivedAsk(jump.ask), ARRIVED_MS), setTimeout(() => onDone(jump.ask), HIGHLIGHT_MS));
    return () => timers.forEach(clearTimeout);
  }, [jump, key, scroller, onFocus, onDone]);
  return { highlighted: key === undefined ? null : (jump?.interactionId ?? null), isJumping: jump !== null && key !== undefined && arrivedAsk !== jump.ask };
}

const SETTLE_MS = [40, 250];
/** After the last of them. */
const ARRIVED_MS = 300;

const HIGHLIGHT_MS = 4_000;

function onRowKeys(event: KeyboardEvent<HTMLElement>, rows: readonly Row[], focusRow: (index: number) => void, onToggle: (id: string) => void): void {
  const card = event.target instanceof HTMLElement && event.target.dataset['key'] !== undefined ? event.target : null;
  if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = rows.findIndex((row) => row.key === card.dataset['key']);
  const to = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  const row = rows[at];
  if (to !== undefined) focusRow(to);
  else if ((event.key === 'Enter' || event.key === ' ') && row && row.kind !== 'gap') onToggle(row.items[0].id);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
