import { beforeEach, expect, test, vi } from 'vitest';
import { readDraft, writeDraft } from './drafts.ts';

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value), removeItem: (key: string) => kept.delete(key) });
});

test('a draft is kept per customer and goes when it is emptied', () => {
  writeDraft(['a'], 'llamar el lunes');
  writeDraft(['b'], 'otra cosa');
  expect(readDraft(['a'])).toBe('llamar el lunes');
  writeDraft(['a'], '');
  expect(readDraft(['a'])).toBe('');
  expect(readDraft(['b'])).toBe('otra cosa');
});

test('after a merge the drafts of both are there, and writing keeps them as one', () => {
  writeDraft(['a'], 'uno');
  writeDraft(['b'], 'dos');
  expect(readDraft(['a', 'b', 'a'])).toBe('uno\n\ndos');
  writeDraft(['a', 'b', 'a'], 'uno y dos');
  expect(readDraft(['a', 'b'])).toBe('uno y dos');
  expect(readDraft(['b'])).toBe('');
});
