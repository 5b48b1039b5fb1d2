import { expect, test } from 'vitest';
import { frameHeight } from './frameHeight.ts';

test('a short message gets a small frame, a long one a tall one, and neither without bounds', () => {
  expect(frameHeight('<p>Ok</p>')).toBe(96);
  const some = frameHeight('<p>Hola, buen día.</p>'.repeat(6));
  expect(some).toBeGreaterThan(200);
  expect(some).toBeLessThan(300);
  expect(frameHeight('<p>Hola, buen día.</p>'.repeat(500))).toBe(620);
});

test('a long paragraph takes as many lines as it fills', () => {
  expect(frameHeight(`<div>${'palabra '.repeat(100)}</div>`)).toBe(24 + 10 * 21);
});

test('a picture takes the room it says, and its bytes are no text', () => {
  expect(frameHeight(`<img src="data:image/png;base64,${'A'.repeat(100_000)}" height="200">`)).toBe(224);
  expect(frameHeight('<img src="x" style="width:10px;height:120px">')).toBe(144);
  expect(frameHeight('<img src="x">')).toBe(184);
  expect(frameHeight('<div>Hola</div><img src="x" width="1" height="1">')).toBe(96);
});

test('styles are not read as words', () => {
  expect(frameHeight(`<style>${'p { color: red } '.repeat(200)}</style><div>Hola</div>`)).toBe(96);
});
