/**
 * How fresh the sources of a panel are, in one calm line that opens into one line per source (S30).
 *
 * Promises: what is not listened to now is never called up to date; a stale source is named with its reason and with
 * the time up to which it was read.
 */
import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { goTo } from '../data/navigation.ts';
import { useSyncState } from '../data/queries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import type { Format } from '../i18n/format.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Button } from '../ui/controls.tsx';
import { showBelow } from '../ui/Menu.tsx';
import { sourceStates } from './freshness.ts';
import type { FedBy, SourceState } from './freshness.ts';

/** `sources` null or left out: every account. */
export function Freshness({ sources = null, className = '' }: { sources?: readonly FedBy[] | null; className?: string }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const states = sourceStates(sources, useSyncState().data, nowMs);
  useLayoutEffect(() => {
    if (isOpen && list.current && button.current) showBelow(list.current, button.current.getBoundingClientRect());
  }, [isOpen]);
  const [first] = states;
  if (first === undefined) return null;
  const words = summary(t, format, states, nowMs);
  return (
    <>
      <button ref={button} type="button" className={`fresh ${className}`} data-tone={first.tone} aria-label={t('fresh.show', { words })} title={words} aria-expanded={isOpen} aria-controls={isOpen ? id : undefined} onClick={() => setOpen(!isOpen)}>
        <Pip state={first} />
        <span className="cut">{words}</span>
      </button>
      {isOpen && (
        <div ref={list} id={id} popover="auto" role="dialog" aria-label={t('fresh.title')} className="menu fresh-list" tabIndex={-1} onToggle={(event) => setOpen(event.newState === 'open')}>
          <h4>{t('fresh.title')}</h4>
          <FreshLines states={states} />
          <Button small onClick={() => goTo('sync')}>{t('fresh.manage')}</Button>
        </div>
      )}
    </>
  );
}

/** One line per source, each with its state in words. */
export function FreshLines({ states }: { states: readonly SourceState[] }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  return (
    <ul className="lines">
      {states.map((state) => (
        <li key={state.key} className="line" data-tone={state.tone} title={state.lastSuccessAtMs === null ? undefined : format.exact(state.lastSuccessAtMs)}>
          <Pip state={state} />
          <span className="grow">
            <span className="line-main">{state.label}</span>
            <span className="line-sub">{[stateWords(t, format, state, nowMs), ...(state.complete ? [] : [t('fresh.partial')])].join(' · ')}</span>
            {state.error !== null && state.tone === 'stale' && <span className="line-sub">{errorWords(t, state.error)}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Pip({ state }: { state: SourceState }): ReactElement {
  return <span className="pip" data-state={state.tone === 'stale' ? 'off' : state.tone === 'fresh' ? 'on' : 'none'} />;
}

/** The stale ones by name; without any, one word for all. */
function summary(t: TFunction, format: Format, states: readonly SourceState[], nowMs: number): string {
  const [first] = states;
  if (first === undefined) return t('fresh.none');
  if (first.tone === 'fresh') return t('fresh.all');
  // Files that were read once are no trouble and no news: they are counted, not named.
  if (first.tone === 'still') {
    const files = states.filter((state) => state.tone === 'still');
    if (files.length < states.length) return t('fresh.allWithFiles', { count: files.length });
    return t('fresh.files', { count: files.length, when: format.relative(Math.max(...files.map((state) => state.lastSuccessAtMs ?? 0)), nowMs) });
  }
  const others = states.filter((state) => state.tone === first.tone).length - 1;
  const said = t('fresh.one', { label: first.label, state: stateWords(t, format, first, nowMs) });
  return others === 0 ? said : `${said} ${t('fresh.more', { count: others })}`;
}

function stateWords(t: TFunction, format: Format, state: SourceState, nowMs: number): string {
  return t(`fresh.${state.words}`, { when: state.lastSuccessAtMs === null ? '' : format.relative(state.lastSuccessAtMs, nowMs) });
}
