/** The formats of the language on screen, and a clock that makes relative times move on. */
import { useSyncExternalStore } from 'react';
import type { Language } from '../../shared/contract.ts';
import { MINUTE_MS } from '../../shared/time.ts';
import { formatOf } from './format.ts';
import { useTranslation } from './i18n.ts';
import type { Format } from './format.ts';

export function useLanguage(): Language {
  return useTranslation().language;
}

export function useFormat(): Format {
  return formatOf(useLanguage());
}

const listeners = new Set<() => void>();
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** The time now, in steps of half a minute: one timer for the whole window, none while nobody looks. */
export function useNow(): number {
  return useSyncExternalStore(listen, () => nowMs);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  nowMs = Date.now();
  timer ??= setInterval(tick, MINUTE_MS / 2);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  nowMs = Date.now();
  for (const listener of listeners) listener();
}
