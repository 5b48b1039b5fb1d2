/** Our own icons: 24 by 24 outlines in the colour of the text. They are decoration; the name of a control is its words. */
import type { ReactElement } from 'react';
import type { Channel } from '../../shared/domain.ts';

const PATHS = {
  inbox: 'M3.5 13.5 6 5.5h12l2.5 8v5a1.5 1.5 0 0 1-1.5 1.5H5a1.5 1.5 0 0 1-1.5-1.5zM3.5 13.5H9a3 3 0 0 0 6 0h5.5',
  people: 'M9 12.3a3.4 3.4 0 1 0 0-6.8 3.4 3.4 0 0 0 0 6.8zM3 19.5c.4-3.4 2.9-5 6-5s5.6 1.6 6 5M16 5.8a3.2 3.2 0 0 1 0 6.3M17.8 14.8c1.9.7 2.9 2.3 3.2 4.7',
  sync: 'M19.5 8.5A8 8 0 0 0 5 7M4.5 15.5A8 8 0 0 0 19 17M19.5 3.5v5h-5M4.5 20.5v-5h5',
  settings: 'M4 7h9M17.5 7H20M4 17h3M11.5 17H20M15.25 9.25a2.25 2.25 0 1 0 0-4.5 2.25 2.25 0 0 0 0 4.5zM9.25 19.25a2.25 2.25 0 1 0 0-4.5 2.25 2.25 0 0 0 0 4.5z',
  search: 'M11 17a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM20 20l-4.7-4.7',
  mail: 'M5.5 5.5h13A2.5 2.5 0 0 1 21 8v8a2.5 2.5 0 0 1-2.5 2.5h-13A2.5 2.5 0 0 1 3 16V8a2.5 2.5 0 0 1 2.5-2.5zM4 7.5l8 6 8-6',
  chat: 'M12 4.5c-4.7 0-8.5 3.2-8.5 7.2 0 1.8.8 3.4 2 4.7l-1 3.6 3.9-1.1c1.1.4 2.3.7 3.6.7 4.7 0 8.5-3.2 8.5-7.2s-3.8-7.9-8.5-7.9z',
  call: 'M5.2 3.8h3.3l1.6 4.5-2.1 1.6a12.5 12.5 0 0 0 6.1 6.1l1.6-2.1 4.5 1.6v3.3a1.7 1.7 0 0 1-1.8 1.7C10.7 20 4 13.3 3.5 5.6a1.7 1.7 0 0 1 1.7-1.8z',
  visit: 'M4.5 11v8.5h15V11M3 9.5 5 4.5h14l2 5a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0zM10 19.5v-5h4v5',
  note: 'M6 4h12a1 1 0 0 1 1 1v9.5L13.5 20H6a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM13.5 20v-5.5H19M8.5 8.5h7M8.5 12h4',
  survey: 'm12 4 2.4 5.1 5.6.7-4.1 3.9 1 5.5L12 16.5l-4.9 2.7 1-5.5L4 9.8l5.6-.7z',
  lock: 'M7 10.5h10a1.5 1.5 0 0 1 1.5 1.5v6.5A1.5 1.5 0 0 1 17 20H7a1.5 1.5 0 0 1-1.5-1.5V12A1.5 1.5 0 0 1 7 10.5zM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5',
  clip: 'm8.5 12.5 5.8-5.8a2.9 2.9 0 0 1 4.1 4.1l-8.1 8.1a4.6 4.6 0 0 1-6.5-6.5l7.4-7.4',
  close: 'm6.5 6.5 11 11M17.5 6.5l-11 11',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  copy: 'M9 8.5h8.5A1.5 1.5 0 0 1 19 10v8.5a1.5 1.5 0 0 1-1.5 1.5H9a1.5 1.5 0 0 1-1.5-1.5V10A1.5 1.5 0 0 1 9 8.5zM5 15.5V5.5A1.5 1.5 0 0 1 6.5 4H15',
  edit: 'M4.5 19.5h4L19 9l-4-4L4.5 15.5zM12.5 7.5l4 4',
  undo: 'M8.5 5 4.5 9l4 4M4.5 9H14a5.5 5.5 0 0 1 0 11h-3.5',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  down: 'm6 9.5 6 6 6-6',
  up: 'm6 14.5 6-6 6 6',
  right: 'm9.5 6 6 6-6 6',
  left: 'm14.5 6-6 6 6 6',
  plus: 'M12 5v14M5 12h14',
  warn: 'M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.01',
  info: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 11v5M12 8h.01',
  merge: 'M6 4v3.5c0 4 6 3.5 6 8V20M18 4v3.5c0 4-6 3.5-6 8M9 17l3 3 3-3',
  split: 'M12 20v-6.5c0-4.5-6-4-6-8V4M12 13.5c0-4.5 6-4 6-8V4M3.5 6.5 6 4l2.5 2.5M15.5 6.5 18 4l2.5 2.5',
  person: 'M12 12a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6zM4.5 20c.5-4 3.6-5.8 7.5-5.8s7 1.8 7.5 5.8',
  panel: 'M5 5h14a1.5 1.5 0 0 1 1.5 1.5v11A1.5 1.5 0 0 1 19 19H5a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 5 5zM14.5 5v14',
  image: 'M5.5 5h13A1.5 1.5 0 0 1 20 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5v-11A1.5 1.5 0 0 1 5.5 5zM4.5 17l4.5-4.5 3 3 3.5-4 4 4.5M9 9h.01',
  save: 'M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 19.5h14',
  source: 'M12 9.5c4.1 0 7.5-1.2 7.5-2.7S16.1 4 12 4 4.5 5.3 4.5 6.8 7.9 9.5 12 9.5zM4.5 6.8v10.4c0 1.5 3.4 2.8 7.5 2.8s7.5-1.3 7.5-2.8V6.8M4.5 12c0 1.5 3.4 2.7 7.5 2.7s7.5-1.2 7.5-2.7',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.5 11v5M13.5 11v5',
  in: 'M18 6 7 17M7 9v8h8',
  out: 'M6 18 17 7M9 7h8v8',
  keyboard: 'M5 6.5h14A1.5 1.5 0 0 1 20.5 8v8a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 16V8A1.5 1.5 0 0 1 5 6.5zM7 10h.01M10.3 10h.01M13.7 10h.01M17 10h.01M8.5 14h7',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
  folder: 'M4 7a1.5 1.5 0 0 1 1.5-1.5H10l2 2.5h6.5A1.5 1.5 0 0 1 20 9.5v8a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5z',
  shop: 'M4.5 11v8.5h15V11M3 9.5 5 4.5h14l2 5a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0zM8 19.5V15h4v4.5',
  eye: 'M2.8 12C5 8 8.2 6 12 6s7 2 9.2 6c-2.2 4-5.4 6-9.2 6s-7-2-9.2-6zM12 14.7a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4z',
  pause: 'M9 6v12M15 6v12',
  play: 'M8 5.5v13l10.5-6.5z',
  globe: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM3.5 12h17M12 3.5c2.5 2.5 3.5 5.4 3.5 8.5s-1 6-3.5 8.5c-2.5-2.5-3.5-5.4-3.5-8.5s1-6 3.5-8.5z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, large = false, className = '' }: { name: IconName; large?: boolean; className?: string }): ReactElement {
  return (
    <svg className={`icon ${large ? 'icon-l' : ''} ${className}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The icon of a channel in its colour. Its name must stand beside it or be given as `label`. */
export function ChannelIcon({ channel, label }: { channel: Channel; label?: string }): ReactElement {
  return (
    <span className="channel-icon" data-channel={channel}>
      <Icon name={channel} />
      {label !== undefined && <span className="hidden-text">{label}</span>}
    </span>
  );
}
