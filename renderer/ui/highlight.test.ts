import { expect, test } from 'vitest';
import { HIT_END, HIT_START } from '../../shared/domain.ts';
import { splitHits } from './highlight.ts';

const hit = (text: string): string => `${HIT_START}${text}${HIT_END}`;

test('a text is cut where its hits stand', () => {
  expect(splitHits(`quiero una ${hit('heladera')} y otra ${hit('heladera')}.`)).toEqual([
    { text: 'quiero una ', isHit: false },
    { text: 'heladera', isHit: true },
    { text: ' y otra ', isHit: false },
    { text: 'heladera', isHit: true },
    { text: '.', isHit: false },
  ]);
});

test('a text without hits is one part, an empty one is none', () => {
  expect(splitHits('hola')).toEqual([{ text: 'hola', isHit: false }]);
  expect(splitHits('')).toEqual([]);
});

test('marks without their other half never reach the screen', () => {
  expect(splitHits(`a ${HIT_START}b`)).toEqual([{ text: 'a ', isHit: false }, { text: 'b', isHit: true }]);
  expect(splitHits(`a${HIT_END} b`)).toEqual([{ text: 'a b', isHit: false }]);
  expect(splitHits(HIT_START + HIT_START + HIT_END)).toEqual([]);
});
