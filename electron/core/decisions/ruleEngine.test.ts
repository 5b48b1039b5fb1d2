/** The rule engine, its segments and the questions it hears, as pure functions (S7, S22, S23, S26). */
import { Engine } from 'json-rules-engine';
import { describe, expect, it, test } from 'vitest';
import { ACTION_KINDS, COMPARISONS, FACT_UNITS, SEGMENTS } from '../../../shared/domain.ts';
import type { FactName } from '../../../shared/domain.ts';
import type { Comparison, CustomerFacts, RuleBody } from '../../../shared/deciding.ts';
import { DAY_MS } from '../../../shared/time.ts';
import { NOW_MS, seeded } from '../testing.ts';
import { askedFor } from './askedAgain.ts';
import { DEFAULT_RULES } from './defaultRules.ts';
import { suggest } from './nextActions.ts';
import { judge, readRule } from './ruleEngine.ts';
import { segmentBoxes, segmentOf } from './segment.ts';

const NAMES = Object.keys(FACT_UNITS) as FactName[];
const plainFacts = (): CustomerFacts => ({ ...(Object.fromEntries(NAMES.map((name) => [name, 0])) as Record<FactName, number>), lastScore: null, daysSinceOrder: null, daysSinceSurvey: null, daysSinceVisit: null, offersExpiringDays: null, segment: 'contact' });
const body = (all: Comparison[], any: Comparison[] = []): RuleBody => ({ name: { es: 'r', en: 'r' }, on: 'always', all, any, priority: 1, action: { kind: 'task', title: { es: 't', en: 't' }, owner: '', dueHours: 1 } });
const is = (fact: string, operator: Comparison['operator'], value: Comparison['value']): Comparison => ({ fact, operator, value });

describe('S22, S23: a rule', () => {
  it('means what json-rules-engine means by it, whatever the facts', async () => {
    const random = seeded(7);
    const value = (): number | null => (random.below(5) === 0 ? null : random.below(4));
    for (let round = 0; round < 300; round++) {
      const facts = { ...plainFacts(), ...Object.fromEntries(['lastScore', 'daysSinceOrder', 'offersExpiringDays', 'openCases', 'orders'].map((name) => [name, value()])), segment: random.pick(SEGMENTS) } as CustomerFacts;
      const condition = (): Comparison => (random.below(5) === 0 ? is('segment', random.pick(['equal', 'notEqual'] as const), random.pick(SEGMENTS)) : is(random.pick(NAMES.slice(0, 8)), random.pick(COMPARISONS), value() ?? 0));
      const rule = body(Array.from({ length: random.below(3) }, condition), Array.from({ length: random.below(3) }, condition));
      if (rule.all.length + rule.any.length === 0) continue;
      const nested = [...(rule.all.length > 0 ? [{ all: rule.all }] : []), ...(rule.any.length > 0 ? [{ any: rule.any }] : [])];
      const engine = new Engine([{ conditions: { all: nested }, event: { type: 'holds' } }] as never);
      const { events } = await engine.run({ ...facts });
      expect(judge(rule, facts).holds, JSON.stringify({ rule, facts })).toBe(events.length > 0);
    }
  });

  it('tells each condition that holds, with the value it met', () => {
    const facts = { ...plainFacts(), openCases: 2, orders: 5 };
    expect(judge(body([is('openCases', 'greaterThan', 1)], [is('orders', 'equal', 5), is('visits', 'equal', 3)]), facts))
      .toEqual({ holds: true, reasons: [{ fact: 'openCases', operator: 'greaterThan', expected: 1, value: 2 }, { fact: 'orders', operator: 'equal', expected: 5, value: 5 }] });
  });

  test.each<[unknown, string, string]>([
    [body([is('channel', 'equal', 1)]), 'rule-unknown-fact', 'channel'],
    [body([{ fact: 'orders', operator: 'soundsLike' as never, value: 1 }]), 'rule-unknown-operator', 'soundsLike'],
    [body([is('orders', 'equal', 'many')]), 'rule-wrong-value', 'orders'],
    [body([is('segment', 'lessThan', 'best')]), 'rule-wrong-value', 'segment'],
    [body([is('orders', 'lessThan', null)]), 'rule-wrong-value', 'orders'],
    [body([is('orders', 'equal', Number.NaN)]), 'rule-wrong-value', 'orders'],
    [body([]), 'rule-without-conditions', ''],
    [{ ...body([is('orders', 'equal', 1)]), action: { kind: 'dance' } }, 'rule-unknown-action', 'dance'],
    [{ ...body([is('orders', 'equal', 1)]), on: 'whenever' }, 'rule-unreadable', ''],
    [body([is('toString', 'equal', 1)]), 'rule-unknown-fact', 'toString'],
    [null, 'rule-unreadable', ''], ['{', 'rule-unreadable', ''], [[1], 'rule-unreadable', ''], [{ all: [null], any: [], action: {} }, 'rule-unreadable', ''], [{ all: 'x', any: [] }, 'rule-unreadable', ''],
  ])('that is wrong is told in words and never runs: %j', (said, reason, what) => {
    expect(readRule(said)).toEqual({ body: null, problem: { reason, what } });
  });

  it('that names itself without end cannot: a deep value is no value', () => {
    const loop: Record<string, unknown> = { name: { es: 'x', en: 'x' } };
    Object.assign(loop, { all: [loop], any: [], action: loop });
    expect(readRule(loop).problem).not.toBeNull();
  });

  it('of those shipped can be read, has an id of its own, and looks at no channel', () => {
    expect(DEFAULT_RULES.map(({ body: shipped }) => readRule(shipped).problem)).toEqual(DEFAULT_RULES.map(() => null));
    expect(new Set(DEFAULT_RULES.map(({ id }) => id)).size).toBe(DEFAULT_RULES.length);
    expect(NAMES.filter((name) => /channel|mail|chat/i.test(name))).toEqual([]);
    expect(ACTION_KINDS.filter((kind) => DEFAULT_RULES.every((one) => one.body.action.kind !== kind && kind !== 'openCase'))).toEqual([]);
  });

  it('goes before another by its priority, then by its id, in whatever order they come', () => {
    const rules = DEFAULT_RULES.slice(0, 4).map(({ id, body: shipped }, n) => ({ id, version: 1, body: { ...shipped, all: [is('orders', 'equal', 0)], any: [], priority: n < 2 ? 5 : 9 } }));
    const sheet = { facts: plainFacts(), grounds: {} };
    const order = suggest(rules, sheet).map(({ rule }) => rule.id);
    expect(suggest(rules.toReversed(), sheet).map(({ rule }) => rule.id)).toEqual(order);
    expect(order[0]).toBe(rules[2]?.id);
  });
});

describe('S7: segments', () => {
  it('hold everybody once, and the boxes that a search asks for hold the same', () => {
    const random = seeded(3);
    for (let round = 0; round < 2_000; round++) {
      const orders = random.below(6);
      const bought = { orders, valueMinor: orders === 0 ? 0 : random.below(300), lastOrderAtMs: orders === 0 ? null : NOW_MS - random.below(700) * DAY_MS };
      const inside = SEGMENTS.filter((segment) => segmentBoxes(segment, NOW_MS, 200).some((box) => [[bought.orders, box.orders], [bought.valueMinor, box.valueMinor], [bought.lastOrderAtMs ?? 0, box.lastOrderAtMs]]
        .every(([value, range]) => (value as number) >= ((range as number[])[0] as number) && (value as number) <= ((range as number[])[1] as number))));
      expect(inside).toEqual([segmentOf(bought, NOW_MS, 200)]);
    }
  });

  test.each([
    ['contact', 0, 0, null], ['new', 1, 90, 3], ['promising', 1, 90, 100], ['promising', 2, 90, 10], ['loyal', 4, 90, 10], ['best', 2, 500, 10], ['atRisk', 5, 900, 400], ['lost', 5, 900, 800],
  ])('%s: %i orders of %i, the last %s days ago', (segment, orders, valueMinor, days) => {
    expect(segmentOf({ orders, valueMinor, lastOrderAtMs: days === null ? null : NOW_MS - days * DAY_MS }, NOW_MS, 200)).toBe(segment);
  });
});

describe('S26: a text', () => {
  test.each<[string, string[]]>([
    ['¿Me pasás tu DNI?', ['document']], ['Hola Lucía:\n¿cuál es tu número de teléfono? Gracias.', ['phone']], ['Necesito tu dirección para el envío.', ['address']],
    ['¿Me confirmás tu correo electrónico y tu fecha de nacimiento?', ['mail', 'birthday']], ['Indicanos tu número de pedido', ['order']], ['¿Cuál es su domicilio?', ['address']], ['Por favor, enviame una foto del documento', ['document']],
    ['Could you tell me your phone number?', ['phone']], ['Please send us your order number.', ['order']], ["What's your date of birth?", ['birthday']], ['May I have your full name and address?', ['address', 'name']],
    ['¿Tu celular?', ['phone']], ['¿Por qué medio preferís que te avisemos?', ['preferredChannel']],
  ])('that asks: %s', (text, fields) => {
    expect(askedFor(text).map(({ field }) => field)).toEqual(fields);
  });

  test.each([
    'Te mando el comprobante a tu correo.', 'Nuestro teléfono es 11 4902-1500.', 'Tu pedido ya salió.', '¿Podés venir mañana?', 'I will send it to your address tomorrow.', '> ¿Me pasás tu DNI?', 'Our phone number is 555-1000. Can you call?',
    'Gracias por tu correo.', '¿Te llegó el correo que te mandamos?', '¿Cuál es el nombre del modelo?', '',
  ])('that asks for nothing of theirs: %s', (text) => {
    expect(askedFor(text)).toEqual([]);
  });

  it('of a hundred thousand words is looked through at once', () => {
    const startedAt = performance.now();
    askedFor('¿me pasás tu dirección de la casa de la dirección de '.repeat(20_000));
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
