/** How far sources are read, as numbers for bars and words. Pure. */
import type { ImportView, StreamView } from '../../shared/contract.ts';

/** The folders of an account together. `isWhole` is false while one of them has not said how much it holds: then `total` is the least there is. */
export function progressOf(streams: readonly StreamView[]): { done: number; total: number; isWhole: boolean } {
  const done = streams.reduce((sum, stream) => sum + stream.done, 0);
  const total = streams.reduce((sum, stream) => sum + (stream.total ?? stream.done), 0);
  // What the source has dropped since stays in the history, so more may be done than there is.
  return { done, total: Math.max(done, total), isWhole: streams.every((stream) => stream.total !== null) };
}

/** Share of one folder, 0 to 1; null while its size is not known. */
export function shareOf(stream: StreamView): number | null {
  if (stream.complete) return 1;
  if (stream.total === null) return null;
  return stream.total === 0 ? 1 : Math.min(1, stream.done / stream.total);
}

/** Newest first; what is still being read stands above all else. */
export function importsInOrder(imports: readonly ImportView[]): ImportView[] {
  const isRunning = (view: ImportView): number => (view.finishedAtMs === null ? 1 : 0);
  return imports.toSorted((a, b) => isRunning(b) - isRunning(a) || b.startedAtMs - a.startedAtMs);
}

/** Folders that are still being read first, then by name. */
export function foldersInOrder(streams: readonly StreamView[]): StreamView[] {
  return streams.toSorted((a, b) => Number(a.complete) - Number(b.complete) || a.shown.localeCompare(b.shown));
}
