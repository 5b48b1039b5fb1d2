/**
 * A list of any length with one chosen row: only the rows in view exist, one stop for the Tab key, and arrows, j, k,
 * Home, End, Page Up and Page Down move. It keeps its place when rows change, because the choice is held by key.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useImperativeHandle, useRef } from 'react';
import type { KeyboardEvent, ReactElement, ReactNode, Ref } from 'react';

export type ListBoxHandle = { move: (step: number) => void; focus: () => void };

type ListBoxProps = {
  label: string;
  count: number;
  rowHeightPx: number;
  keyAt: (index: number) => string | undefined;
  renderRow: (index: number) => ReactNode;
  active: number;
  onActive: (index: number) => void;
  onOpen: (index: number) => void;
  /** The row whose customer is open. */
  isOpen: (index: number) => boolean;
  /** First and last row in view. */
  onRange?: (first: number, last: number) => void;
  ref?: Ref<ListBoxHandle>;
};

const PAGE_ROWS = 10;

export function ListBox({ label, count, rowHeightPx, keyAt, renderRow, active, onActive, onOpen, isOpen, onRange, ref }: ListBoxProps): ReactElement {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    getItemKey: (index) => keyAt(index) ?? `row-${index}`,
    overscan: 8,
  });
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? 0;
  useEffect(() => onRange?.(first, last), [first, last, onRange]);
  const moveTo = (index: number): void => {
    if (count === 0) return;
    const next = Math.max(0, Math.min(count - 1, index));
    onActive(next);
    rows.scrollToIndex(next);
  };
  useImperativeHandle(ref, () => ({
    move: (step) => {
      scroller.current?.focus();
      moveTo(active + step);
    },
    focus: () => scroller.current?.focus(),
  }));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowDown: active + 1, j: active + 1, ArrowUp: active - 1, k: active - 1, Home: 0, End: count - 1, PageDown: active + PAGE_ROWS, PageUp: active - PAGE_ROWS }[event.key];
    if (to !== undefined) moveTo(to);
    else if (event.key === 'Enter' && active >= 0 && active < count) onOpen(active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const isActiveDrawn = items.some((item) => item.index === active);
  return (
    <div ref={scroller} className="listbox" role="listbox" tabIndex={0} aria-label={label} aria-activedescendant={isActiveDrawn ? `${id}-${active}` : undefined} onKeyDown={onKeyDown}>
      <div className="listbox-space" role="presentation" style={{ height: rows.getTotalSize() }}>
        {items.map((item) => (
          <div
            key={item.key}
            id={`${id}-${item.index}`}
            role="option"
            className="listbox-row"
            aria-selected={isOpen(item.index)}
            aria-setsize={count}
            aria-posinset={item.index + 1}
            data-active={item.index === active}
            style={{ height: item.size, transform: `translateY(${item.start}px)` }}
            onClick={() => {
              onActive(item.index);
              onOpen(item.index);
            }}
          >
            {renderRow(item.index)}
          </div>
        ))}
      </div>
    </div>
  );
}
