/** Short messages at the bottom of the window, most with a way back. They wait while the pointer or the focus is on them. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from '../i18n/i18n.ts';
import { Button, IconButton } from './controls.tsx';

export type Toast = {
  text: string;
  tone?: 'good' | 'danger';
  action?: { label: string; run: () => void };
  /** How long the way back is open; else as long as reading and reaching it takes. */
  shownMs?: number;
  /** What it is about, for `withdrawToasts`. */
  about?: string;
};

type Shown = Toast & { id: number };

/** Long enough to read two lines and reach the button. */
const SHOWN_MS = 9_000;
/** Nothing to reach: long enough to read. */
const SAID_MS = 4_000;
const MOST = 3;

let toasts: readonly Shown[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

export function showToast(toast: Toast): void {
  lastId += 1;
  set([...toasts, { ...toast, id: lastId }].slice(-MOST));
}

/** What was said about this holds no more. */
export function withdrawToasts(about: string): void {
  set(toasts.filter((toast) => toast.about !== about));
}

export function Toasts(): ReactElement {
  const shown = useSyncExternalStore(listen, () => toasts);
  return <div className="toasts" role="status" aria-live="polite">{shown.map((toast) => <ToastView key={toast.id} toast={toast} />)}</div>;
}

function ToastView({ toast }: { toast: Shown }): ReactElement {
  const { t } = useTranslation();
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dismiss(toast.id), toast.shownMs ?? (toast.action || toast.tone === 'danger' ? SHOWN_MS : SAID_MS));
    return () => clearTimeout(timer);
  }, [toast, isHeld]);
  return (
    <div className="toast" data-tone={toast.tone ?? 'good'} onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
      <span className="grow">{toast.text}</span>
      {toast.action && (
        <Button
          small
          onClick={() => {
            dismiss(toast.id);
            toast.action?.run();
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton label={t('common.close')} icon="close" onClick={() => dismiss(toast.id)} />
    </div>
  );
}

function dismiss(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

function set(next: readonly Shown[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
