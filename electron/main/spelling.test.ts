import { expect, it } from 'vitest';
import { spellingLanguages } from './spelling.ts';

const AVAILABLE = ['de', 'en-AU', 'en-GB', 'en-US', 'es', 'es-AR', 'es-ES', 'fr'];

it('checks both languages, the person\'s own variant and own language first', () => {
  expect(spellingLanguages(AVAILABLE, ['es-AR', 'en-GB'])).toEqual(['es-AR', 'en-GB']);
  expect(spellingLanguages(AVAILABLE, ['en-AU'])).toEqual(['en-AU', 'es']);
  expect(spellingLanguages(AVAILABLE, ['de-DE'])).toEqual(['es', 'en-US']);
});

it('takes what there is, and nothing where there is nothing', () => {
  expect(spellingLanguages(['es-ES', 'en-GB'], ['fr'])).toEqual(['es-ES', 'en-GB']);
  expect(spellingLanguages([], ['es'])).toEqual([]);
});
