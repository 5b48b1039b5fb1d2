/** Writing a note. It looks like a note, says that nobody receives it, and has no way to be sent. */
import { useRef, useState } from 'react';
import type { ReactElement } from 'react';
import type { CustomerView } from '../../shared/domain.ts';
import { useCommand } from '../data/commands.ts';
import { readDraft, writeDraft } from '../data/drafts.ts';
import { intend, useIntent } from '../data/intents.ts';
import { flushMemory } from '../data/memory.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button, Kbd } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';
import { useWorkspace } from './context.ts';

/** What the contract takes. */
const LONGEST_NOTE = 100_000;

export function NoteBox({ view }: { view: CustomerView | undefined }): ReactElement {
  const { t } = useTranslation();
  const { customerId } = useWorkspace();
  const ids = [customerId, ...(view?.aliases ?? []), ...(view ? [view.id] : [])];
  const [text, setText] = useState(() => readDraft(ids));
  const field = useRef<HTMLTextAreaElement>(null);
  const add = useCommand('note.add');
  // A merge brings another id with a draft of its own: both texts stay.
  const allIds = ids.join();
  const [readUnder, setReadUnder] = useState(allIds);
  if (readUnder !== allIds) {
    setReadUnder(allIds);
    setText(readDraft(ids));
  }
  useIntent('writeNote', () => field.current?.focus());
  const write = (next: string): void => {
    setText(next);
    writeDraft(ids, next);
  };
  const save = (): void => {
    const said = text.trim();
    if (said === '' || add.isPending) return;
    // A callback of `mutate` would go with this screen when another customer is opened meanwhile.
    void add.mutateAsync({ customerId, text: said }).then(() => {
      // Words written while the note was being saved are another draft.
      if (readDraft(ids).trim() === said) write('');
      intend('newest');
      showToast({ text: t('note.saved') });
    }, () => undefined);
  };
  const name = view?.name ?? '';
  return (
    <form
      className="note-box"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <div className="note-box-head">
        <Icon name="lock" />
        <b>{t('note.title')}</b>
        <span className="note-box-hint cut">{t('note.onlyUs')}</span>
        <span className="grow" />
        {text === '' ? <Kbd keys="n" /> : <span className="note-box-draft">{t('note.draft')}</span>}
      </div>
      <div className="note-box-row">
        <textarea
          ref={field}
          aria-label={t('note.label', { name })}
          placeholder={t('note.placeholder', { name })}
          rows={1}
          maxLength={LONGEST_NOTE}
          value={text}
          onChange={(event) => write(event.target.value)}
          onBlur={flushMemory}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              save();
            } else if (event.key === 'Escape') field.current?.blur();
          }}
        />
        <Button type="submit" look="primary" disabled={text.trim() === ''} shortcut="Ctrl ↵">{t('note.save')}</Button>
      </div>
    </form>
  );
}
