/** Single keys of the visit: they work while nothing is typed, before the keys of the desk below it. */
import { useEffect, useRef } from 'react';
import { isTyping } from '../app/shortcuts.ts';

export type KeyMap = Readonly<Record<string, () => void>>;

/** By the name of the key in lower case; `alt+r` for one that works in a text as well. */
export function useVisitKeys(keys: KeyMap): void {
  const newest = useRef(keys);
  useEffect(() => {
    newest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (isElsewhere(event) || event.ctrlKey || event.metaKey) return;
      if (!event.altKey && isTyping(event.target)) return;
      const run = newest.current[event.altKey ? `alt+${event.code.replace(/^(Key|Digit)/, '').toLowerCase()}` : event.key.toLowerCase()];
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    addEventListener('keydown', onKeyDown, true);
    return () => removeEventListener('keydown', onKeyDown, true);
  }, []);
}

/** What is typed into a dialog, a menu or the pop of a call, or being put together by an input method, is nobody else's. */
export function isElsewhere(event: KeyboardEvent): boolean {
  return event.isComposing || document.querySelector('dialog[open], [role=menu]:popover-open') !== null || (event.target instanceof Element && event.target.closest('.call-pop') !== null);
}
