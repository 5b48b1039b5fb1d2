/** Writing a note: it looks like a note in every theme, says that nobody receives it, and its only button saves. */
import { useRef } from 'react';
import type { ReactElement } from 'react';
import type { NoteDraft } from '../../shared/composing.ts';
import { command } from '../data/client.ts';
import { intend } from '../data/intents.ts';
import { draftKeeper } from '../data/messageDrafts.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';
import { useFocusAsk } from './FormParts.tsx';

/** What the contract takes. */
const LONGEST_NOTE = 100_000;

type NoteFormProps = { customerId: string; name: string; note: NoteDraft; focusAsk: number };

export function NoteForm({ customerId, name, note, focusAsk }: NoteFormProps): ReactElement {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const said = note.text.trim();
  useFocusAsk(focusAsk, () => {
    field.current?.focus();
    return field.current !== null;
  });
  const write = (text: string): void => draftKeeper.write(customerId, 'note', text === '' ? null : { channel: 'note', text });
  const save = (): void => {
    if (said === '') return;
    // What it says works after this screen is gone.
    saveNote(customerId, said).then(
      () => {
        intend('newest');
        showToast({ text: t('note.saved') });
      },
      (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }),
    );
  };
  return (
    <form
      className="compose-note"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <p className="compose-note-head"><Icon name="lock" /><span className="cut">{t('note.onlyUs')}</span></p>
      <div className="compose-chat">
        <textarea
          ref={field}
          aria-label={t('note.label', { name })}
          placeholder={t('note.placeholder', { name })}
          rows={1}
          spellCheck
          maxLength={LONGEST_NOTE}
          value={note.text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            save();
          }}
        />
        <Button type="submit" look="primary" disabled={said === ''} shortcut="Ctrl ↵">{t('note.save')}</Button>
      </div>
    </form>
  );
}

/** The draft is emptied once the note stands in the history; until then it is kept. */
function saveNote(customerId: string, text: string): Promise<void> {
  return draftKeeper.use(customerId, 'note', async (draftId) => {
    await command('note.add', { customerId, text });
    if (draftId !== null) await command('draft.discard', { draftId });
  });
}
