/** S18: motives and preferences in the words of the shop, else of the program, else as they were written. */
import { describe, expect, test } from 'vitest';
import type { Shop } from '../../shared/shop.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { branchWords, motiveWords, preferenceWords } from './visitWords.ts';

const t = ((key: string) => `<${key}>`) as unknown as TFunction;
const shop = { motives: [{ code: 'purchase', label: 'Venta' }, { code: 'claim', label: '' }], preferences: [{ code: 'noCalls', label: '' }, { code: 'gift', label: 'Para regalo' }], branches: [{ code: 'CAB', name: 'Caballito', address: '' }] } as unknown as Shop;

describe('S18: what a code is called', () => {
  test('the shop has the first word, the program the second, the code itself the last', () => {
    expect(motiveWords(t, shop, 'purchase')).toBe('Venta');
    expect(motiveWords(t, shop, 'claim')).toBe('<visit.motives.claim>');
    expect(motiveWords(t, undefined, 'claim')).toBe('<visit.motives.claim>');
    expect(motiveWords(t, shop, 'toString')).toBe('toString');
    expect(preferenceWords(t, shop, 'gift')).toBe('Para regalo');
    expect(preferenceWords(t, shop, 'noCalls')).toBe('<visit.preferences.noCalls>');
    expect(preferenceWords(t, shop, 'somethingOld')).toBe('somethingOld');
  });

  test('a branch that is gone from the list goes by its code', () => {
    expect([branchWords(shop, 'CAB'), branchWords(shop, 'OLD'), branchWords(undefined, '')]).toEqual(['Caballito', 'OLD', '']);
  });
});
