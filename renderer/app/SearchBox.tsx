/** The search of the top bar: answers while one types, over customers and everything that was said. */
import { useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useIntent } from '../data/intents.ts';
import { useSearch } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { useProductChoices } from '../selling/useProductChoices.tsx';
import { Combobox } from '../ui/Combobox.tsx';
import { Kbd } from '../ui/controls.tsx';
import { searchChoices } from './searchChoices.tsx';
import { keysOf } from './shortcuts.ts';

const MOST_HITS = 30;

export function SearchBox(): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const answer = useSearch(text, MOST_HITS).data;
  useIntent('search', () => {
    input.current?.focus();
    input.current?.select();
  });
  const done = (): void => {
    setText('');
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  };
  const isAsked = text.trim() !== '';
  const products = useProductChoices(text, done);
  return (
    <Combobox
      label={t('search.label')}
      placeholder={t('search.placeholder')}
      text={text}
      onText={setText}
      inputRef={input}
      floating
      isOpen={isAsked && answer !== undefined}
      groups={isAsked ? [...searchChoices(t, answer, done), ...products] : []}
      onEscape={done}
      shortcut={<Kbd keys={keysOf('palette')} />}
      empty={<><b>{t('search.nothing', { text: text.trim() })}</b><p>{t('search.nothingHint')}</p></>}
      footer={answer && (
        <>
          <span><Kbd keys="↑ ↓" /> {t('search.move')}</span>
          <span><Kbd keys="Enter" /> {t('search.open')}</span>
          <span><Kbd keys="Esc" /> {t('search.shut')}</span>
          <span className="grow" />
          {answer.indexing > 0 && <span>{t('search.stillIndexing', { count: answer.indexing })}</span>}
          <span>{t('search.took', { formatted: format.number(Math.max(1, Math.round(answer.tookMs))) })}</span>
        </>
      )}
    />
  );
}
