import { expect, test } from 'vitest';
import { initials } from './initials.ts';

test('a name gives the first letters of its first and last word', () => {
  expect(initials('Lucía Ferreyra')).toBe('LF');
  expect(initials('ñandú')).toBe('Ñ');
  expect(initials('María de los Ángeles Paz')).toBe('MP');
  expect(initials('“Casa” 4 Vientos')).toBe('4V');
});

test('a number gives its last two digits, nothing gives a question mark', () => {
  expect(initials('011 15-6123-4410')).toBe('10');
  expect(initials('+54 9 11 5263 8841')).toBe('41');
  expect(initials('')).toBe('?');
  expect(initials('—')).toBe('?');
});
