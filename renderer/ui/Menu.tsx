/** A button with a menu: drawn in the top layer so that nothing cuts it off; arrows, Home, End and Escape work. */
import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement, ReactNode } from 'react';
import { Kbd } from './controls.tsx';
import { Icon } from './icons.tsx';
import type { IconName } from './icons.tsx';

export type MenuItem = { label: string; icon?: IconName; shortcut?: string; isDanger?: boolean; isDisabled?: boolean; onSelect: () => void };

type MenuProps = {
  label: string;
  items: readonly MenuItem[];
  /** What the button shows; three dots when left out. */
  children?: ReactNode;
  className?: string;
};

const EDGE_PX = 8;

export function Menu({ label, items, children, className = 'icon-button' }: MenuProps): ReactElement {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  // The list exists only while it is open: a timeline has hundreds of these menus.
  useLayoutEffect(() => {
    if (isOpen && list.current && button.current) showBelow(list.current, button.current.getBoundingClientRect());
  }, [isOpen]);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={(event) => {
          event.stopPropagation();
          setOpen(!isOpen);
        }}
      >
        {children ?? <Icon name="more" />}
      </button>
      {isOpen && (
        <div ref={list} id={id} popover="auto" role="menu" aria-label={label} className="menu" onToggle={(event) => setOpen(event.newState === 'open')} onKeyDown={moveFocus} onClick={(event) => event.stopPropagation()}>
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              disabled={item.isDisabled}
              data-danger={item.isDanger}
              className="menu-item"
              onClick={() => {
                list.current?.hidePopover();
                item.onSelect();
              }}
            >
              {item.icon !== undefined && <Icon name={item.icon} />}
              <span className="grow">{item.label}</span>
              {item.shortcut !== undefined && <Kbd keys={item.shortcut} />}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

/** Opens a popover below its button when there is room, else above; then the focus is on its first item. */
export function showBelow(popover: HTMLElement, anchor: DOMRect): void {
  popover.showPopover();
  const { width, height } = popover.getBoundingClientRect();
  const left = Math.max(EDGE_PX, Math.min(anchor.right - width, innerWidth - width - EDGE_PX));
  const below = anchor.bottom + EDGE_PX / 2;
  const top = below + height > innerHeight - EDGE_PX ? Math.max(EDGE_PX, anchor.top - height - EDGE_PX / 2) : below;
  popover.style.left = `${left}px`;
  popover.style.top = `${top}px`;
  popover.querySelector<HTMLElement>('[role=menuitem]:not(:disabled)')?.focus();
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  event.stopPropagation();
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]:not(:disabled)')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === 'Tab' || event.key === 'Escape') event.currentTarget.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  items[(to + items.length) % items.length]?.focus();
}
