/** Words that are kept while they are typed: after a pause, and at once when the field, the step or the window is left. */
import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from '../i18n/i18n.ts';
import { TextArea } from '../ui/fields.tsx';
import type { Visit, VisitActs } from './useVisitActs.ts';

/** What a killed window may lose. */
const PAUSE_MS = 300;

export function NotesBox({ visit, acts }: { visit: Visit; acts: VisitActs }): ReactElement {
  const { t } = useTranslation();
  const words = useKeptText(visit.notes, (notes) => void acts.set({ notes }));
  return <TextArea label={t('visit.acts.note')} hideLabel placeholder={t('visit.acts.noteHint')} rows={4} spellCheck maxLength={20_000} {...words} />;
}

type Kept = { value: string; onChange: (event: { target: { value: string } }) => void; onBlur: () => void };

/** A field whose text goes to `save` by itself. What another window saved shows while nothing is being typed here. */
export function useKeptText(kept: string, save: (text: string) => void): Kept {
  const [text, setText] = useState<string | null>(null);
  const state = useRef({ text, save, timer: 0 });
  useEffect(() => {
    state.current.save = save;
  });
  const flush = (): void => {
    clearTimeout(state.current.timer);
    if (state.current.text !== null) state.current.save(state.current.text);
    state.current.text = null;
  };
  useEffect(() => {
    addEventListener('blur', flush);
    return () => {
      removeEventListener('blur', flush);
      flush();
    };
  }, []);
  return {
    value: text ?? kept,
    onChange: ({ target: { value } }) => {
      setText(value);
      state.current.text = value;
      clearTimeout(state.current.timer);
      state.current.timer = window.setTimeout(flush, PAUSE_MS);
    },
    onBlur: flush,
  };
}
