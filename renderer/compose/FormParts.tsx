/** Pieces that the forms of the composer share. */
import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import type { Gap } from '../../shared/template.ts';
import { useInteraction } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { faultWords } from './useSend.tsx';
import type { Fault } from './checks.ts';

/** A form that is folded to one line: what is already written, or what can be. */
export function LineButton({ draft, words, onOpen }: { draft: string | undefined; words: string; onOpen: () => void }): ReactElement {
  const line = draft?.replace(/\s+/gu, ' ').trim() ?? '';
  return <button type="button" className="compose-line cut" data-empty={line === ''} onClick={onOpen}>{line === '' ? words : line}</button>;
}

/** What has to be put right before it can leave. */
export function Faults({ faults }: { faults: readonly Fault[] }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  if (faults.length === 0) return null;
  return (
    <ul className="compose-faults" role="alert">
      {faults.map((fault) => <li key={faultWords(t, format, fault)}>{faultWords(t, format, fault)}</li>)}
    </ul>
  );
}

/** Gaps of a canned reply that are still empty; each leads to its place. */
export function GapChips({ gaps, onPick }: { gaps: readonly Gap[]; onPick: (name: string) => void }): ReactElement | null {
  const { t } = useTranslation();
  const names = [...new Set(gaps.map((gap) => gap.name))];
  if (names.length === 0) return null;
  return (
    <p className="compose-gaps">
      {t('compose.gaps')}
      {names.map((name) => <button key={name} type="button" className="gap-chip" title={t('compose.fillGap', { name })} onClick={() => onPick(name)}>{name}</button>)}
    </p>
  );
}

/** The line above a quotation: who wrote what is answered, and when. Undefined until it is known. */
export function useQuoteHeading(interactionId: string | null): string | undefined {
  const { t } = useTranslation();
  const format = useFormat();
  const answered = useInteraction(interactionId ?? '', interactionId !== null).data;
  if (interactionId === null || answered === null) return '';
  return answered && t('compose.wrote', { when: format.exact(answered.item.occurredAtMs), name: answered.item.author });
}

/** Takes the focus when it is asked for. `focus` answers false while what it reaches for is not there yet. */
export function useFocusAsk(ask: number, focus: () => boolean): void {
  const newest = useRef(focus);
  const done = useRef(0);
  useEffect(() => {
    newest.current = focus;
  });
  useEffect(() => {
    if (ask === 0 || ask === done.current) return;
    let tries = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const attempt = (): void => {
      tries += 1;
      if (!newest.current() && tries < MOST_TRIES) timer = setTimeout(attempt, TRY_MS);
      else done.current = ask;
    };
    // At once: a key that follows right after belongs into the text, and is no shortcut.
    attempt();
    // A menu or a dialog that closes gives the focus back to where it was opened from.
    const afterwards = setTimeout(() => {
      const isThere = document.activeElement?.closest('.composer') ?? null;
      if (done.current === ask && isThere === null) newest.current();
    }, 0);
    return () => {
      clearTimeout(timer);
      clearTimeout(afterwards);
    };
  }, [ask]);
}

/** The editor of mails is read from the disk the first time. */
const TRY_MS = 30;
const MOST_TRIES = 100;
