/** Buttons and small pieces that every screen uses. They own look and roles; never data or words. */
import type { ButtonHTMLAttributes, ReactElement, ReactNode, Ref } from 'react';
import type { Channel } from '../../shared/domain.ts';
import { Icon } from './icons.tsx';
import { initials } from './initials.ts';
import type { IconName } from './icons.tsx';

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: 'plain' | 'primary' | 'quiet' | 'danger';
  small?: boolean;
  icon?: IconName;
  /** Shown on the button, `Ctrl K` style. */
  shortcut?: string;
  ref?: Ref<HTMLButtonElement>;
};

export function Button({ look = 'plain', small = false, icon, shortcut, children, className = '', type = 'button', ...rest }: ButtonProps): ReactElement {
  return (
    <button {...rest} type={type} className={`button ${small ? 'button-s' : ''} ${className}`} data-look={look}>
      {icon !== undefined && <Icon name={icon} />}
      {children !== undefined && <span className="button-words">{children}</span>}
      {shortcut !== undefined && <Kbd keys={shortcut} />}
    </button>
  );
}

type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-label'> & { label: string; icon: IconName; ref?: Ref<HTMLButtonElement> };

/** A button without words: `label` is its name and its tip. */
export function IconButton({ label, icon, className = '', ...rest }: IconButtonProps): ReactElement {
  return (
    <button type="button" title={label} {...rest} aria-label={label} className={`icon-button ${className}`}>
      <Icon name={icon} />
    </button>
  );
}

/** Keys as they are written on the keyboard: `Ctrl K` draws two caps. */
export function Kbd({ keys }: { keys: string }): ReactElement {
  return (
    <span className="keys" aria-hidden="true">
      {keys.split(' ').map((key) => <kbd key={key}>{key}</kbd>)}
    </span>
  );
}

/** Initials on the colour of the last channel; decoration beside a name. */
export function Avatar({ name, channel, large = false }: { name: string; channel: Channel | null; large?: boolean }): ReactElement {
  return <span className={`avatar ${large ? 'avatar-l' : ''}`} data-channel={channel ?? 'note'} aria-hidden="true">{initials(name)}</span>;
}

/** A chip that is on or off. */
export function ToggleChip({ isOn, onToggle, channel, children, ...rest }: { isOn: boolean; onToggle: () => void; channel?: Channel; children: ReactNode } & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'onToggle'>): ReactElement {
  return (
    <button type="button" {...rest} className="chip" aria-pressed={isOn} data-channel={channel} onClick={onToggle}>
      {channel !== undefined && <Icon name={channel} />}
      {children}
    </button>
  );
}

/** One of a few: a radio group drawn as a segmented bar; arrows move the choice. */
export function Segmented<T extends string>({ label, value, options, onChange }: { label: string; value: T; options: readonly { value: T; label: string }[]; onChange: (value: T) => void }): ReactElement {
  const move = (step: number): void => {
    const at = options.findIndex((option) => option.value === value);
    const next = options[(at + step + options.length) % options.length];
    if (next) onChange(next.value);
  };
  return (
    <div
      className="segmented"
      role="radiogroup"
      aria-label={label}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0;
        if (step === 0) return;
        event.preventDefault();
        event.stopPropagation();
        move(step);
        const group = event.currentTarget;
        requestAnimationFrame(() => group.querySelector<HTMLElement>('[aria-checked=true]')?.focus());
      }}
    >
      {options.map((option) => (
        <button key={option.value} type="button" role="radio" aria-checked={option.value === value} tabIndex={option.value === value ? 0 : -1} onClick={() => onChange(option.value)}>
          {option.label}
        </button>
      ))}
    </div>
  );
}

export function Badge({ tone = 'neutral', title, children }: { tone?: 'neutral' | 'good' | 'warn' | 'danger'; title?: string; children: ReactNode }): ReactElement {
  return <span className="badge" data-tone={tone} title={title}>{children}</span>;
}

/** A titled box of the side panel and of the settings. */
export function Panel({ title, action, children, className = '' }: { title: string; action?: ReactNode; children: ReactNode; className?: string }): ReactElement {
  return (
    <section className={`panel ${className}`} aria-label={title}>
      <header className="panel-head">
        <h3>{title}</h3>
        {action}
      </header>
      {children}
    </section>
  );
}

/** `share` from 0 to 1; null when the end is not known. */
export function Progress({ label, share, valueText }: { label: string; share: number | null; valueText?: string }): ReactElement {
  return <progress className="progress" aria-label={label} aria-valuetext={valueText} max={1} value={share ?? undefined} />;
}

/** What an empty place teaches: what will be here, and the next step. */
export function Empty({ icon, title, children, action }: { icon: IconName; title: string; children?: ReactNode; action?: ReactNode }): ReactElement {
  return (
    <div className="empty">
      <span className="empty-icon"><Icon name={icon} large /></span>
      <p className="empty-title">{title}</p>
      {children !== undefined && <div className="empty-words">{children}</div>}
      {action}
    </div>
  );
}

/** A calm line with a colour of its own; `danger` is announced at once. */
export function Banner({ tone, icon, children, action }: { tone: 'info' | 'warn' | 'danger'; icon?: IconName; children: ReactNode; action?: ReactNode }): ReactElement {
  return (
    <div className="banner" data-tone={tone} role={tone === 'danger' ? 'alert' : 'status'}>
      <Icon name={icon ?? (tone === 'info' ? 'info' : 'warn')} />
      <div className="banner-words">{children}</div>
      {action}
    </div>
  );
}
