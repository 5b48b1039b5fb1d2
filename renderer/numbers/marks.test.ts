import { expect, test } from 'vitest';
import { nextMark } from './marks.ts';

// Columns 0, 2 and 3; the last has one layer.
const MARKS = [{ column: 0, row: 0 }, { column: 0, row: 1 }, { column: 2, row: 0 }, { column: 2, row: 3 }, { column: 3, row: 1 }];

test('arrows go to the next column that has something, near the same layer', () => {
  expect(nextMark(MARKS, { column: 0, row: 0 }, 'ArrowRight')).toEqual({ column: 2, row: 0 });
  expect(nextMark(MARKS, { column: 2, row: 3 }, 'ArrowRight')).toEqual({ column: 3, row: 1 });
  expect(nextMark(MARKS, { column: 2, row: 0 }, 'ArrowLeft')).toEqual({ column: 0, row: 0 });
  expect(nextMark(MARKS, { column: 3, row: 1 }, 'ArrowRight')).toBe(null);
});

test('up and down change the layer, Home and End go to the ends, other keys do nothing', () => {
  expect(nextMark(MARKS, { column: 2, row: 0 }, 'ArrowUp')).toEqual({ column: 2, row: 3 });
  expect(nextMark(MARKS, { column: 2, row: 0 }, 'ArrowDown')).toBe(null);
  expect(nextMark(MARKS, { column: 2, row: 3 }, 'Home')).toEqual({ column: 0, row: 1 });
  expect(nextMark(MARKS, { column: 0, row: 0 }, 'End')).toEqual({ column: 3, row: 1 });
  expect(nextMark(MARKS, { column: 0, row: 0 }, 'a')).toBe(null);
});
