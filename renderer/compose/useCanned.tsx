/** The list of canned replies that opens when `/` begins a word. Owns which one is chosen; the field puts it in. */
import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import type { TemplateView } from '../../shared/contract.ts';
import { expandTemplate } from '../../shared/template.ts';
import { useTemplates } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { slashBefore, templatesFor } from './slash.ts';

type Key = { key: string; preventDefault: () => void; stopPropagation: () => void };

export type Canned = {
  /** Told with every change: the text before the caret. */
  follow: (before: string) => void;
  /** True when the key was meant for the list. */
  onKey: (event: Key) => boolean;
  close: () => void;
  isOpen: boolean;
  listId: string;
  activeId: string | undefined;
  list: ReactElement | null;
};

/** `insert` replaces what was typed since the slash (its length with the slash) by the filled text. */
export function useCanned(channel: 'mail' | 'chat', variables: Readonly<Record<string, string>>, insert: (text: string, typedLength: number) => void): Canned {
  const { t, language } = useTranslation();
  const id = useId();
  const templates = useTemplates().data ?? [];
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const choices = typed === null ? [] : templatesFor(templates, channel, typed, language);
  // With a word typed and nothing found, a slash was just a slash.
  const isOpen = typed !== null && (choices.length > 0 || typed === '');
  const chosen = choices[Math.min(active, choices.length - 1)];
  const close = (): void => setTyped(null);
  const pick = (template: TemplateView): void => {
    insert(expandTemplate(template.text, variables).text, (typed ?? '').length + 1);
    close();
  };
  const onKey = (event: Key): boolean => {
    if (!isOpen) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && choices.length > 0) setActive((choices.indexOf(chosen ?? choices[0]!) + step + choices.length) % choices.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) pick(chosen);
    else if (event.key === 'Escape') close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return {
    follow(before) {
      setTyped(slashBefore(before));
      setActive(0);
    },
    onKey, close, isOpen,
    listId: `${id}-canned`,
    activeId: isOpen && chosen ? `${id}-${chosen.id}` : undefined,
    list: !isOpen ? null : (
      <div id={`${id}-canned`} className="canned" role="listbox" aria-label={t('compose.canned')}>
        {choices.length === 0 && <p className="canned-none" role="presentation">{t('compose.cannedNone')}</p>}
        {choices.map((template) => (
          <div
            key={template.id}
            id={`${id}-${template.id}`}
            ref={template === chosen ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
            role="option"
            tabIndex={-1}
            aria-selected={template === chosen}
            className="canned-choice"
            onPointerDown={(event) => event.preventDefault()}
            onPointerMove={() => setActive(choices.indexOf(template))}
            onClick={() => pick(template)}
          >
            <b className="cut">{template.name}</b>
            <span className="cut">{expandTemplate(template.text, variables).text.replace(/\s+/gu, ' ')}</span>
          </div>
        ))}
      </div>
    ),
  };
}
