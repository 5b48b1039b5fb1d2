/** A note of ours: it looks like nothing else, is never sent, and can be changed or removed (and that undone). */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { TimelineItem } from '../../shared/domain.ts';
import { useCommand } from '../data/commands.ts';
import { readDraft, writeDraft } from '../data/drafts.ts';
import { flushMemory } from '../data/memory.ts';
import { useInteraction } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';
import { ItemMenu, Marks } from './ItemMenu.tsx';
import { useUndo } from './useDecide.ts';

export function NoteCard({ item }: { item: TimelineItem }): ReactElement {
  const { t } = useTranslation();
  // The row leaves the screen when it is scrolled away: what was changed and not saved is kept as a draft.
  const [draft, setShown] = useState<string | null>(() => readDraft([item.id]) || null);
  /** A draft that comes back with its row does not take the focus. */
  const [isAsked, setAsked] = useState(false);
  const setDraft = (next: string | null): void => {
    setShown(next);
    writeDraft([item.id], next === null || next === text ? '' : next);
  };
  // A long note stands in the timeline with its first words alone.
  const whole = useInteraction(item.id, item.text === null).data;
  const text = item.text ?? whole?.text ?? item.preview;
  const edit = useCommand('note.edit');
  const remove = useCommand('note.remove');
  const undo = useUndo();
  const save = (): void => {
    const said = draft?.trim() ?? '';
    if (said === '' || said === text) setDraft(null);
    else edit.mutate({ interactionId: item.id, text: said }, { onSuccess: () => { setDraft(null); showToast({ text: t('note.edited') }); } });
  };
  // The card is gone with the note, and a callback of `mutate` would go with it.
  const takeAway = (): void => void remove.mutateAsync({ interactionId: item.id }).then(
    ({ operationId }) => showToast({ text: t('note.removed'), action: { label: t('common.undo'), run: () => undo(operationId) } }),
    () => undefined,
  );
  return (
    <div className="entry-card entry-note">
      <header className="entry-head">
        <Icon name="lock" />
        <b>{t('note.title')}</b>
        <Marks item={item} />
        <span className="entry-meta"><span className="cut">{item.agent || item.author}</span></span>
        <ItemMenu item={item} first={[{ label: t('note.edit'), icon: 'edit', onSelect: () => { setAsked(true); setDraft(text); } }, { label: t('note.remove'), icon: 'trash', isDanger: true, onSelect: takeAway }]} />
      </header>
      {draft === null ? <div className="body-text">{text}</div> : (
        <form
          className="note-edit"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <textarea
            className="input textarea"
            aria-label={t('note.edit')}
            autoFocus={isAsked}
            onFocus={({ currentTarget }) => currentTarget.setSelectionRange(currentTarget.value.length, currentTarget.value.length)}
            maxLength={100_000}
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
            onBlur={flushMemory}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
              if (event.key === 'Escape') setDraft(null);
            }}
          />
          <div className="note-edit-foot">
            <Button small onClick={() => setDraft(null)}>{t('common.cancel')}</Button>
            <Button small type="submit" look="primary" shortcut="Ctrl ↵">{t('common.save')}</Button>
          </div>
        </form>
      )}
    </div>
  );
}
