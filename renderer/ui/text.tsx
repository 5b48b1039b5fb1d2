/** Texts with a meaning of their own: moments, and search answers with their hits marked. */
import type { ReactElement } from 'react';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { splitHits } from './highlight.ts';

/** A moment in the given style; the exact one on hover. */
export function Time({ atMs, style, className = '' }: { atMs: number; style: 'time' | 'day' | 'stamp' | 'relative' | 'exact'; className?: string }): ReactElement {
  const format = useFormat();
  const nowMs = useNow();
  const words = { time: () => format.time(atMs), day: () => format.day(atMs, nowMs), stamp: () => format.stamp(atMs, nowMs), relative: () => format.relative(atMs, nowMs), exact: () => format.exact(atMs) }[style]();
  // Hundreds of moments are on screen at once; the exact words of one are made when the pointer asks for them.
  return <time className={className} dateTime={new Date(atMs).toISOString()} onPointerEnter={(event) => event.currentTarget.setAttribute('title', format.exact(atMs))}>{words}</time>;
}

export function Highlight({ text }: { text: string }): ReactElement {
  // The parts of one text never move among themselves, so their place is a sound key.
  return <>{splitHits(text).map((part, place) => (part.isHit ? <mark key={place}>{part.text}</mark> : <span key={place}>{part.text}</span>))}</>;
}
