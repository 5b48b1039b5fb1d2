/** What logging a call and a visit by hand share: the words, when it was and how long, and saving by keyboard. */
import type { ReactElement, ReactNode, RefObject } from 'react';
import { MINUTE_MS } from '../../shared/time.ts';
import { command } from '../data/client.ts';
import { intend } from '../data/intents.ts';
import { errorWords } from '../i18n/errorWords.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { useNow } from '../i18n/useFormat.ts';
import { Button } from '../ui/controls.tsx';
import { showToast } from '../ui/toasts.tsx';
import { fieldTime } from './later.ts';

const LONGEST_MINUTES = 1_440;

type LogFormProps = {
  field: RefObject<HTMLTextAreaElement | null>;
  label: string;
  hint: string;
  maxLength: number;
  text: string;
  onText: (text: string) => void;
  saveWords: string;
  onSave: () => void;
  /** Rows of facts between the words and the foot. */
  children: ReactNode;
  /** Stands at the start of the foot. */
  aside?: ReactNode;
};

export function LogForm({ field, label, hint, maxLength, text, onText, saveWords, onSave, children, aside }: LogFormProps): ReactElement {
  return (
    <form
      className="compose-call"
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.stopPropagation();
        onSave();
      }}
    >
      <div className="compose-text">
        <textarea ref={field} aria-label={label} placeholder={hint} rows={2} spellCheck maxLength={maxLength} value={text} onChange={(event) => onText(event.target.value)} />
      </div>
      {children}
      <div className="compose-tools">
        {aside}
        <span className="grow" />
        <Button type="submit" look="primary" shortcut="Ctrl ↵">{saveWords}</Button>
      </div>
    </form>
  );
}

type Span = { startedAtMs: number; durationMs: number };

export function SpanFields({ span, whenWords, lengthWords, onSpan }: { span: Span; whenWords: string; lengthWords: string; onSpan: (part: Partial<Span>) => void }): ReactElement {
  const nowMs = useNow();
  const when = (value: string): void => {
    const startedAtMs = new Date(value).getTime();
    if (Number.isFinite(startedAtMs)) onSpan({ startedAtMs });
  };
  return (
    <>
      <label className="compose-small"><span>{whenWords}</span><input type="datetime-local" className="input" value={fieldTime(span.startedAtMs)} max={fieldTime(nowMs)} onChange={(event) => when(event.target.value)} /></label>
      <label className="compose-small compose-minutes"><span>{lengthWords}</span><input type="number" className="input" min={0} max={LONGEST_MINUTES} value={Math.round(span.durationMs / MINUTE_MS)} onChange={(event) => onSpan({ durationMs: Math.max(0, Math.min(LONGEST_MINUTES, Math.round(Number(event.target.value)))) * MINUTE_MS })} /></label>
    </>
  );
}

/** The field has no seconds. */
export function nowInMinutes(): number {
  return Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
}

/** Shows what was logged, which one undo takes back. */
export function sayLogged(t: TFunction, text: string, operationId: string): void {
  intend('newest');
  showToast({ text, action: { label: t('common.undo'), run: () => void command('operation.undo', { operationId }).catch((error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' })) } });
}
