import { expect, it } from 'vitest';
import { plain } from './plain.ts';

it('accents and case go, spaces and marks stay', () => {
  expect(['Cañón  ÁÉÍ', 'pingu\u0308ino', '10 % Ñandú.', ''].map(plain)).toEqual(['canon  aei', 'pinguino', '10 % nandu.', '']);
});
