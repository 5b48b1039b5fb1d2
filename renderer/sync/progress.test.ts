import { describe, expect, it } from 'vitest';
import type { ImportView, StreamView } from '../../shared/contract.ts';
import { foldersInOrder, importsInOrder, progressOf, shareOf } from './progress.ts';

const stream = (shown: string, done: number, total: number | null, complete = false): StreamView => ({ stream: shown, shown, done, total, complete, lastSuccessAtMs: null });

describe('how far an account is read', () => {
  it('is the sum of its folders', () => {
    expect(progressOf([stream('a', 10, 40), stream('b', 5, 5, true)])).toEqual({ done: 15, total: 45, isWhole: true });
    expect(progressOf([])).toEqual({ done: 0, total: 0, isWhole: true });
  });

  it('has an open end while a folder has not said its size', () => {
    expect(progressOf([stream('a', 10, 40), stream('b', 0, null)])).toEqual({ done: 10, total: 40, isWhole: false });
    expect(shareOf(stream('b', 0, null))).toBeNull();
  });

  it('is never more than all, though the source has dropped messages', () => {
    expect(progressOf([stream('a', 50, 40, true)])).toEqual({ done: 50, total: 50, isWhole: true });
    expect(shareOf(stream('a', 50, 40))).toBe(1);
    expect(shareOf(stream('a', 0, 0))).toBe(1);
  });
});

describe('the order', () => {
  it('shows what is being read first', () => {
    const view = (id: string, startedAtMs: number, finishedAtMs: number | null) => ({ id, startedAtMs, finishedAtMs }) as ImportView;
    expect(importsInOrder([view('old', 1, 2), view('running', 2, null), view('new', 3, 4)]).map((one) => one.id)).toEqual(['running', 'new', 'old']);
    expect(foldersInOrder([stream('Z', 1, 1, true), stream('B', 1, 2), stream('A', 1, 1, true)]).map((one) => one.shown)).toEqual(['B', 'A', 'Z']);
  });
});
