import { describe, expect, it } from 'vitest';
import type { RuleBody } from '../../shared/deciding.ts';
import { draftOf, ruleOf, withFact } from './ruleDraft.ts';

const BODY: RuleBody = {
  name: { es: 'Una regla', en: 'A rule' }, on: 'always', all: [{ fact: 'valueMinor', operator: 'greaterThan', value: 123_450 }, { fact: 'lastScore', operator: 'notEqual', value: null }], any: [{ fact: 'segment', operator: 'equal', value: 'best' }], priority: 7,
  action: { kind: 'call', title: { es: 'Llamar', en: 'Call' }, owner: 'Tomás', dueHours: null },
};

describe('a rule in the fields of its editor', () => {
  it('comes back as it was, money in whole units meanwhile', () => {
    expect(draftOf(BODY, 'es', 100).all.map(({ value }) => value)).toEqual(['1234.5', '']);
    expect(ruleOf(draftOf(BODY, 'es', 100), BODY, 'es', 100)).toEqual(BODY);
  });

  it('changes the words of the language it is edited in, and of both where they are one', () => {
    expect(ruleOf({ ...draftOf(BODY, 'en', 100), name: 'Another' }, BODY, 'en', 100).name).toEqual({ es: 'Una regla', en: 'Another' });
    const same = { ...BODY, name: { es: 'Igual', en: 'Igual' } };
    expect(ruleOf({ ...draftOf(same, 'en', 100), name: 'Another' }, same, 'en', 100).name).toEqual({ es: 'Another', en: 'Another' });
  });

  it('takes a comma for a decimal point, and hands on what is no number, to be told what is wrong with it', () => {
    const [first] = draftOf(BODY, 'es', 100).all;
    const typed = (value: string): unknown => ruleOf({ ...draftOf(BODY, 'es', 100), all: [{ id: '1', fact: first?.fact ?? 'orders', operator: 'equal', value }] }, BODY, 'es', 100).all[0]?.value;
    expect([typed('10,5'), typed(' 7 '), typed('mucho')]).toEqual([1_050, 700, 'mucho']);
  });

  it('gives another kind of fact a value of its kind', () => {
    const segment = withFact({ id: '1', fact: 'orders', operator: 'lessThan', value: '3' }, 'segment');
    expect(segment).toMatchObject({ operator: 'equal', value: 'best' });
    expect(withFact(segment, 'visits')).toMatchObject({ operator: 'greaterThanInclusive', value: '1' });
    expect(withFact({ id: '1', fact: 'orders', operator: 'lessThan', value: '3' }, 'visits')).toMatchObject({ operator: 'lessThan', value: '3' });
  });
});
