import { beforeEach, expect, test, vi } from 'vitest';
import type * as Drafts from './drafts.ts';

beforeEach(() => void vi.resetModules());

/** The module as a new window has it. */
const fresh = (): Promise<typeof Drafts> => import('./drafts.ts');

test('a draft is kept per customer and goes when it is emptied', async () => {
  const { readDraft, writeDraft } = await fresh();
  writeDraft(['a'], 'llamar el lunes');
  writeDraft(['b'], 'otra cosa');
  expect(readDraft(['a'])).toBe('llamar el lunes');
  writeDraft(['a'], '');
  expect(readDraft(['a'])).toBe('');
  expect(readDraft(['b'])).toBe('otra cosa');
});

test('after a merge the drafts of both are there, and writing keeps them as one', async () => {
  const { readDraft, writeDraft } = await fresh();
  writeDraft(['a'], 'uno');
  writeDraft(['b'], 'dos');
  expect(readDraft(['a', 'b', 'a'])).toBe('uno\n\ndos');
  writeDraft(['a', 'b', 'a'], 'uno y dos');
  expect(readDraft(['a', 'b'])).toBe('uno y dos');
  expect(readDraft(['b'])).toBe('');
});

test('a new window finds what was kept, and never puts it over what was written since', async () => {
  const { readDraft, restoreDrafts, writeDraft } = await fresh();
  writeDraft(['a'], 'new words');
  writeDraft(['c'], 'x');
  writeDraft(['c'], '');
  restoreDrafts({ a: 'old words', b: 'kept', c: 'emptied since' });
  expect([readDraft(['a']), readDraft(['b']), readDraft(['c'])]).toEqual(['new words', 'kept', '']);
});
