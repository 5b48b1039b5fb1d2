/** Facts, next actions, worth, finding customers and what was given, over a real history (S6, S7, S10, S22, S23, S26). */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Settings } from '../../../shared/contract.ts';
import type { RuleBody } from '../../../shared/deciding.ts';
import type { Operation } from '../../../shared/operations.ts';
import { DAY_MS, HOUR_MS } from '../../../shared/time.ts';
import { DEFAULT_RULES } from '../decisions/defaultRules.ts';
import { stepHabits } from '../habits.ts';
import { contactPointId } from '../identity/ids.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { createClock } from '../clock.ts';
import { allOperations } from '../store/operations.ts';
import type { Search } from '../store/search.ts';
import { judgeSurveys } from '../surveyRules.ts';
import { card, cdr, chat, DESK, mail, NOW_MS, seeded, testDesk } from '../testing.ts';
import type { TestDesk } from '../testing.ts';
import { createDecidingHandlers } from './deciding.ts';
import type { DecidingHandlers } from './deciding.ts';

let desk: TestDesk;
beforeEach(() => {
  desk = testDesk();
});
afterEach(() => desk.store.close());

const settings: Settings = { ...DEFAULT_SETTINGS, country: 'AR', agentName: 'Ana', language: 'es', timeZone: 'America/Argentina/Buenos_Aires' };
const search = { customers: () => ({ rows: [], total: 0 }) } as unknown as Search;
function portsOf(of: TestDesk, nowMs = NOW_MS): Parameters<typeof createDecidingHandlers>[0] {
  const clock = createClock(() => nowMs, null);
  return { store: of.store, apply: of.apply, by: () => ({ device: of.device, actor: 'Ana', clock }), search, settings: () => settings, language: () => 'es', zone: () => DESK.timeZone, nowMs: () => nowMs };
}
const handlers = (of = desk, nowMs = NOW_MS): DecidingHandlers => createDecidingHandlers(portsOf(of, nowMs));
const ANA = contactPointId({ kind: 'mail', value: 'ana@x.example' });
const next = (of = desk, nowMs = NOW_MS): ReturnType<DecidingHandlers['queries']['action.next']> => handlers(of, nowMs).queries['action.next']({ customerId: ANA });
const titles = (of = desk, nowMs = NOW_MS): string[] => next(of, nowMs).map(({ title }) => title);
const MINUTES_A_DAY = 1_440;

/** A visit (of Ana's, unless said) that has ended, with its survey answered on the card. */
function surveyed(of: TestDesk, score: number, options: { visitId?: string; endedAtMs?: number; point?: string } = {}): string {
  const visitId = options.visitId ?? randomUUID();
  const endedAtMs = options.endedAtMs ?? NOW_MS - HOUR_MS;
  of.act('visit.open', { visitId, branch: 'CAB', startedAtMs: endedAtMs - HOUR_MS });
  of.act('visit.set', { visitId, field: 'contactPointId', value: options.point ?? ANA });
  of.act('visit.set', { visitId, field: 'agent', value: 'Tomás' });
  of.act('visit.close', { visitId, endedAtMs, receipt: null, survey: { token: `tok-${visitId.slice(0, 12)}`, mailTo: null } });
  of.act('survey.answer', { visitId, score, comment: '', answeredAtMs: endedAtMs });
  return visitId;
}
const ruleTasks = (of = desk): { id: string; rule_id: string; rule_version: number; owner: string; due_at_ms: number; interaction_id: string }[] =>
  of.store.prepare('SELECT id, rule_id, rule_version, owner, due_at_ms, interaction_id FROM task WHERE rule_id IS NOT NULL ORDER BY id').all() as never;

describe('S23: next best actions', () => {
  it('say what to do, why, and on which contacts it rests', () => {
    desk.ingest([mail({ from: 'Ana <ana@x.example>', subject: 'Heladera', minutesAgo: 3 * MINUTES_A_DAY })]);
    expect(next()).toMatchObject([{
      kind: 'write', title: 'Responder lo que espera', ruleVersion: 1, reasons: [{ fact: 'waitingHours', operator: 'greaterThanInclusive', expected: 24, value: 72 }], evidence: [{ channel: 'mail', title: 'Heladera' }], target: null,
    }]);
  });

  it('are worked out anew with each event: answered by us, nobody waits', () => {
    desk.ingest([mail({ from: 'Ana <ana@x.example>', minutesAgo: 3 * MINUTES_A_DAY })]);
    expect(titles()).toHaveLength(1);
    desk.ingest([mail({ from: 'ventas@shop.example', to: 'ana@x.example', minutesAgo: 5 })]);
    expect(titles()).toEqual([]);
  });

  it('come with what we promised and did not do, an order that is ready, an offer that ends, a favourite that got cheaper', () => {
    desk.ingest([mail({ from: 'Ana <ana@x.example>', minutesAgo: 5 * MINUTES_A_DAY }), mail({ from: 'ventas@shop.example', to: 'ana@x.example', minutesAgo: 2 * MINUTES_A_DAY, text: 'Hola Ana. Mañana te llamo con el precio.' })]);
    desk.act('offer.present', { offerId: randomUUID(), contactPointId: ANA, text: '6 cuotas', campaign: '', productCode: null, amountMinor: null, currency: 'ARS', validToMs: NOW_MS + 2 * DAY_MS, channel: 'call', interactionId: null, atMs: NOW_MS - DAY_MS });
    desk.act('favourite.set', { contactPointId: ANA, productCode: 'HEL', on: true, note: '', channel: 'visit', interactionId: null, atMs: NOW_MS - 3 * DAY_MS });
    const rows = (sql: string, ...all: unknown[][]): void => { for (const values of all) desk.store.prepare(sql).run(...values); };
    rows('INSERT INTO shop_order (number, record, tie, said_at_ms, point, state, channel, ordered_at_ms, amount_minor, currency, lines) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ['4471', 1, 'a', NOW_MS - 9 * DAY_MS, ANA, 'preparing', 'web', NOW_MS - 9 * DAY_MS, 100, 'ARS', '[]'], ['4471', 2, 'b', NOW_MS - DAY_MS, ANA, 'ready', 'web', NOW_MS - 9 * DAY_MS, 100, 'ARS', '[]']);
    rows('INSERT INTO price (code, channel, record, tie, said_at_ms, amount_minor, currency, from_ms, to_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', ['HEL', 'web', 1, 'a', NOW_MS - 9 * DAY_MS, 1_000, 'ARS', null, null], ['HEL', 'web', 2, 'b', NOW_MS - DAY_MS, 900, 'ARS', null, null]);
    expect(next().map(({ title, target }) => [title, target?.label ?? null])).toEqual([
      ['Avisar que el pedido está listo', '4471'], ['Cumplir lo que prometimos', null], ['Preguntar por la oferta antes de que venza', '6 cuotas'], ['Contarle que su favorito bajó de precio', 'HEL'],
    ]);
  });

  it('take no favourite for cheaper because its price is in another currency now, or because a promotion to come was said last', () => {
    desk.ingest([mail({ from: 'Ana <ana@x.example>', minutesAgo: 60 })]);
    desk.act('favourite.set', { contactPointId: ANA, productCode: 'HEL', on: true, note: '', channel: 'visit', interactionId: null, atMs: NOW_MS - 3 * DAY_MS });
    const row = (record: number, slot: string, saidAtMs: number, amountMinor: number, currency: string, fromMs: number | null = null): void => {
      desk.store.prepare("INSERT INTO product (code, record, tie, slot, said_at_ms, name, norm, category, description) VALUES ('HEL', ?, ?, ?, ?, 'Heladera', 'heladera hel', '', '')").run(record, String(record), slot, saidAtMs);
      desk.store.prepare("INSERT INTO price (code, channel, record, tie, said_at_ms, amount_minor, currency, from_ms, to_ms) VALUES ('HEL', '*', ?, ?, ?, ?, ?, ?, NULL)").run(record, String(record), saidAtMs, amountMinor, currency, fromMs);
    };
    row(1, '', NOW_MS - 9 * DAY_MS, 130_000_00, 'ARS');
    row(2, '', NOW_MS - DAY_MS, 100_00, 'USD');
    expect(titles()).toEqual([]);
    row(3, '', NOW_MS - HOUR_MS, 120_000_00, 'ARS');
    // Of next month: what holds until then is told all the same.
    row(4, 'promo', NOW_MS - HOUR_MS, 90_000_00, 'ARS', NOW_MS + 9 * DAY_MS);
    expect(titles()).toEqual(['Contarle que su favorito bajó de precio']);
  });

  it('that were answered do not come back on the same ground, and come back on another', () => {
    const called = (call: string, minutesAgo: number): void => { desk.ingest([cdr({ from: '1149021500', to: '1001', call, minutesAgo, talkS: 0 })], { stream: 'calls' }); };
    const customerId = contactPointId({ kind: 'phone', value: '+541149021500' });
    called('1.1', 60);
    called('2.1', 50);
    const { queries, commands } = handlers();
    const [missed] = queries['action.next']({ customerId });
    expect(missed).toMatchObject({ kind: 'call', reasons: [{ fact: 'missedCalls', value: 2 }] });
    commands['action.answer']({ customerId, key: missed?.key ?? '', answer: 'dismissed', reason: 'Ya hablamos' });
    expect(queries['action.next']({ customerId })).toEqual([]);
    expect(queries['action.log']({ customerId })).toMatchObject([{ key: missed?.key, answer: 'dismissed', reason: 'Ya hablamos', ruleName: 'Dos llamadas perdidas', ruleVersion: 1, inputs: { missedCalls: 2 }, actor: 'Ana', isAutomatic: false }]);
    expect(() => commands['action.answer']({ customerId, key: missed?.key ?? '', answer: 'accepted', reason: '' })).toThrow('not-found');
    called('3.1', 40);
    expect(queries['action.next']({ customerId })).toMatchObject([{ reasons: [{ value: 3 }] }]);
  });

  it('that are accepted become a task of whoever accepts, due in working hours, with rule and version on it; once on two desks', () => {
    desk.ingest([cdr({ from: '1149021500', to: '1001', call: '1.1', minutesAgo: 60, talkS: 0 }), cdr({ from: '1149021500', to: '1001', call: '2.1', minutesAgo: 50, talkS: 0 })], { stream: 'calls' });
    const customerId = contactPointId({ kind: 'phone', value: '+541149021500' });
    const other = testDesk();
    other.ingest([cdr({ from: '1149021500', to: '1001', call: '1.1', minutesAgo: 60, talkS: 0 }), cdr({ from: '1149021500', to: '1001', call: '2.1', minutesAgo: 50, talkS: 0 })], { stream: 'calls' });
    for (const of of [desk, other]) {
      const [action] = handlers(of).queries['action.next']({ customerId });
      handlers(of).commands['action.answer']({ customerId, key: action?.key ?? '', answer: 'accepted', reason: '' });
    }
    for (const operation of allOperations(other.store)) desk.receive(operation);
    const tasks = ruleTasks();
    expect(tasks).toMatchObject([{ rule_version: 1, owner: 'Ana', rule_id: DEFAULT_RULES[4]?.id }]);
    expect(tasks[0]?.due_at_ms).toBeGreaterThanOrEqual(NOW_MS + HOUR_MS);
    other.store.close();
  });

  it('go on when one rule cannot be read, which says so in the list', () => {
    desk.ingest([mail({ from: 'Ana <ana@x.example>', minutesAgo: 3 * MINUTES_A_DAY })]);
    desk.act('rule.set', { ruleId: randomUUID(), version: 1, enabled: true, body: { name: { es: 'Del futuro', en: 'Of the future' }, all: [{ fact: 'mood', operator: 'equal', value: 1 }], any: [], action: { kind: 'call' } } });
    desk.act('rule.set', { ruleId: randomUUID(), version: 1, enabled: true, body: 'nonsense' });
    expect(titles()).toHaveLength(1);
    expect(handlers().queries['rule.list']({}).filter(({ problem }) => problem !== null).map(({ problem, body }) => `${problem?.reason ?? ''} ${problem?.what ?? ''} ${body.name.es}`).sort((a, b) => (a < b ? -1 : 1))).toEqual(['rule-unknown-fact mood Del futuro', 'rule-unreadable  …']);
  });
});

describe('S22: the same facts', () => {
  type Said = { ours: boolean; minutesAgo: number; text: string };
  /** A mail thread or a chat of the same words at the same times, by people known by both addresses. */
  function world(channel: 'mail' | 'chat', said: readonly Said[], operations: readonly Operation[], order: (n: number) => number): TestDesk {
    const made = testDesk();
    const records = said.map(({ ours, minutesAgo, text }) => (channel === 'chat' ? chat({ peer: '+54 9 11 6123-4410', text, ours, minutesAgo })
      : mail({ from: ours ? 'ventas@shop.example' : 'ana@x.example', to: ours ? 'ana@x.example' : 'ventas@shop.example', minutesAgo, text, id: `s${minutesAgo}@x` })));
    const deliveries = [{ records: [card({ name: 'Ana', mails: ['ana@x.example'], whatsapp: ['+5491161234410'], minutesAgo: 200 * MINUTES_A_DAY })], stream: 'cards' }, ...records.map((record) => ({ records: [record], stream: channel }))];
    const all = [...deliveries.map((delivery) => () => made.ingest(delivery.records, { stream: delivery.stream })), ...operations.map((operation) => () => made.receive(operation))];
    for (const { run } of all.map((run, n) => ({ run, at: order(n) })).sort((a, b) => a.at - b.at)) run();
    return made;
  }

  it('give the same decision by any channel and in any order of arrival', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const random = seeded(seed);
      const said = Array.from({ length: 1 + random.below(5) }, (_, n): Said => ({ ours: random.below(2) === 0, minutesAgo: 1 + n * 1_000 + random.below(900), text: random.pick(['Hola', 'Mañana te llamo con el precio.', '¿Está lista la heladera?']) }));
      const authored = (channel: 'mail' | 'chat' | 'call' | 'visit'): Operation[] => {
        const author = testDesk();
        const id = (n: number): string => `00000000-0000-4000-8000-0000000000${String(seed * 4 + n).padStart(2, '0')}`;
        const deterministic = seeded(seed + 100);
        if (deterministic.below(2) === 0) author.act('offer.present', { offerId: id(0), contactPointId: ANA, text: '6 cuotas', campaign: '', productCode: null, amountMinor: null, currency: 'ARS', validToMs: NOW_MS + deterministic.below(6) * DAY_MS + 1, channel, interactionId: null, atMs: NOW_MS - DAY_MS });
        if (deterministic.below(3) === 0) author.act('offer.answer', { offerId: id(0), contactPointId: ANA, answer: 'declined', channel, reason: '', atMs: NOW_MS - HOUR_MS });
        if (deterministic.below(2) === 0) author.act('case.open', { caseId: id(1), contactPointId: ANA, title: 'Retiro', motive: '', channel, openedAtMs: NOW_MS - 30 * DAY_MS, interactionId: null });
        if (deterministic.below(2) === 0) author.act('favourite.set', { contactPointId: ANA, productCode: 'HEL', on: true, note: '', channel, interactionId: null, atMs: NOW_MS - 3 * DAY_MS });
        if (deterministic.below(2) === 0) surveyed(author, 1 + deterministic.below(5), { visitId: id(2), endedAtMs: NOW_MS - 3 * DAY_MS });
        const written = allOperations(author.store);
        author.store.close();
        return written;
      };
      const decisions = ([['mail', 'mail'], ['chat', 'chat'], ['chat', 'visit'], ['mail', 'call']] as const).flatMap(([channel, by]) => {
        const operations = authored(by);
        return [(n: number) => n, (n: number) => -n, () => random.below(1_000)].map((order) => {
          const made = world(channel, said, operations, order);
          const { queries } = handlers(made);
          const decided = JSON.stringify(queries['action.next']({ customerId: ANA }).map(({ ruleId, ruleVersion, kind, title, reasons, target }) => ({ ruleId, ruleVersion, kind, title, reasons, target })));
          made.store.close();
          return decided;
        });
      });
      expect(new Set(decisions).size, `world ${seed}: ${[...new Set(decisions)].join('\n')}`).toBe(1);
    }
  });
});

describe('S6: the survey decides the next action', () => {
  beforeEach(() => {
    desk.ingest([mail({ from: 'Ana <ana@x.example>', minutesAgo: 2 * MINUTES_A_DAY })]);
  });

  it('a low score makes a task with owner, due date, rule and version, once', async () => {
    const visitId = surveyed(desk, 2);
    expect(judgeSurveys(portsOf(desk))).toBe(1);
    const made = ruleTasks();
    expect(made).toMatchObject([{ rule_id: DEFAULT_RULES[0]?.id, rule_version: 1, owner: 'Tomás' }]);
    expect(made[0]?.due_at_ms).toBeGreaterThan(NOW_MS);
    expect(handlers().queries['action.log']({ customerId: ANA })).toMatchObject([{ isAutomatic: true, inputs: { lastScore: 2 }, ruleName: 'Encuesta con mala nota' }]);
    // Repeated, restarted, forgotten, rebuilt, changed by another version of the rule: still one.
    expect(judgeSurveys(portsOf(desk))).toBe(0);
    await desk.rebuild();
    expect(judgeSurveys(portsOf(desk))).toBe(0);
    desk.store.prepare('DELETE FROM survey_judged').run();
    expect(judgeSurveys(portsOf(desk))).toBe(0);
    expect(ruleTasks()).toEqual(made);
    expect(visitId).not.toBe('');
  });

  it('an answer that no task can be made of does not keep the others from theirs', () => {
    const odd = surveyed(desk, 1, { endedAtMs: NOW_MS - 2 * HOUR_MS });
    desk.act('visit.set', { visitId: odd, field: 'agent', value: 'x'.repeat(300) });
    desk.ingest([mail({ from: 'Beto <beto@x.example>', minutesAgo: 2 * MINUTES_A_DAY })]);
    surveyed(desk, 2, { point: contactPointId({ kind: 'mail', value: 'beto@x.example' }) });
    expect(judgeSurveys(portsOf(desk))).toBe(2);
    expect(new Set(ruleTasks().map(({ owner }) => owner))).toEqual(new Set(['x'.repeat(200), 'Tomás']));
  });

  it('a tap beside the right number that is undone and said again is judged as it was meant', () => {
    const visitId = surveyed(desk, 5);
    expect(judgeSurveys(portsOf(desk))).toBe(0);
    const tapped = allOperations(desk.store).find(({ type }) => type === 'survey.answer');
    desk.act('operation.undo', { operationId: tapped?.id ?? '' });
    expect(judgeSurveys(portsOf(desk))).toBe(0);
    desk.act('survey.answer', { visitId, score: 1, comment: '', answeredAtMs: NOW_MS });
    expect(judgeSurveys(portsOf(desk))).toBe(1);
    expect(judgeSurveys(portsOf(desk))).toBe(0);
    expect(ruleTasks()).toHaveLength(1);
  });

  it('a good score makes none, nor does a rule that is switched on later', () => {
    surveyed(desk, 5);
    expect(judgeSurveys(portsOf(desk))).toBe(0);
    const pleased: RuleBody = { ...(DEFAULT_RULES[0]?.body as RuleBody), all: [{ fact: 'lastScore', operator: 'greaterThanInclusive', value: 5 }] };
    handlers().commands['rule.set']({ ruleId: null, body: pleased, enabled: true });
    expect(judgeSurveys(portsOf(desk))).toBe(0);
    surveyed(desk, 5);
    expect(judgeSurveys(portsOf(desk))).toBe(1);
  });

  it('while what a rule asked for is still to be done, a further answer of the customer does not ask for it again', async () => {
    desk.ingest([card({ name: 'Ana', mails: ['ana@x.example', 'ana@y.example'], minutesAgo: MINUTES_A_DAY })], { stream: 'cards' });
    const judge = (of: { endedAtMs?: number; point?: string }): number => {
      surveyed(desk, 2, of);
      return judgeSurveys(portsOf(desk));
    };
    expect(judge({ endedAtMs: NOW_MS - 5 * HOUR_MS })).toBe(1);
    expect(judge({ endedAtMs: NOW_MS - 4 * HOUR_MS })).toBe(0);
    expect(judge({ endedAtMs: NOW_MS - 3 * HOUR_MS, point: contactPointId({ kind: 'mail', value: 'ana@y.example' }) })).toBe(0);
    const made = ruleTasks();
    expect(made).toHaveLength(1);
    expect(handlers().queries['action.log']({ customerId: ANA })).toHaveLength(1);
    await desk.rebuild();
    expect([judgeSurveys(portsOf(desk)), ruleTasks()]).toEqual([0, made]);
    desk.act('task.set', { taskId: made[0]?.id ?? '', field: 'doneAtMs', value: String(NOW_MS) });
    // Done, it speaks for what was answered before; what is answered from now on is work again.
    expect(judgeSurveys(portsOf(desk))).toBe(0);
    expect(judge({ endedAtMs: NOW_MS - HOUR_MS })).toBe(1);
    expect(ruleTasks()).toHaveLength(2);
  });

  it('two desks that judge the same answer make one task, and one that was done stays done', () => {
    const visitId = surveyed(desk, 1);
    const other = testDesk();
    other.ingest([mail({ from: 'Ana <ana@x.example>', minutesAgo: 2 * MINUTES_A_DAY })]);
    for (const operation of allOperations(desk.store)) other.receive(operation);
    judgeSurveys(portsOf(desk));
    judgeSurveys(portsOf(other));
    const [task] = ruleTasks();
    desk.act('task.set', { taskId: task?.id ?? '', field: 'doneAtMs', value: String(NOW_MS) });
    for (const operation of allOperations(other.store)) desk.receive(operation);
    expect(ruleTasks()).toHaveLength(1);
    expect(ruleTasks(other)).toMatchObject([{ id: task?.id }]);
    expect(desk.store.prepare('SELECT done_at_ms FROM task').pluck().get()).toBe(NOW_MS);
    expect(visitId).not.toBe('');
    other.store.close();
  });

  it('an answer of last year, which an import brings, gives nobody work', () => {
    surveyed(desk, 1, { endedAtMs: NOW_MS - 200 * DAY_MS });
    expect(judgeSurveys(portsOf(desk))).toBe(0);
  });

  it('the greatest version of a rule holds, on whichever desk it was said', () => {
    const id = DEFAULT_RULES[0]?.id ?? '';
    const { commands, queries } = handlers();
    const low = DEFAULT_RULES[0]?.body as RuleBody;
    expect(commands['rule.set']({ ruleId: id, body: { ...low, priority: 1 }, enabled: false })).toEqual({ ruleId: id, version: 2 });
    expect(commands['rule.set']({ ruleId: id, body: low, enabled: false })).toEqual({ ruleId: id, version: 3 });
    desk.act('rule.set', { ruleId: id, version: 2, body: { ...low, priority: 7 }, enabled: true });
    expect(queries['rule.list']({}).find((rule) => rule.id === id)).toMatchObject({ version: 3, enabled: false, isBuiltIn: true, changedBy: 'Ana' });
    surveyed(desk, 1);
    expect(judgeSurveys(portsOf(desk))).toBe(0);
    expect(() => commands['rule.set']({ ruleId: id, body: { ...low, all: [] }, enabled: true })).toThrow('rule-invalid');
  });
});

describe('a rule before it is switched on', () => {
  it('says of how many customers of the past it holds, with the facts of some', () => {
    for (let n = 0; n < 12; n++) desk.ingest([mail({ from: `c${n}@x.example`, minutesAgo: (n + 1) * MINUTES_A_DAY })]);
    const { queries } = handlers();
    const body: RuleBody = { ...(DEFAULT_RULES[5]?.body as RuleBody), all: [{ fact: 'waitingHours', operator: 'greaterThanInclusive', value: 72 }] };
    const trial = queries['rule.try']({ body, limit: 100 });
    expect(trial).toMatchObject({ matched: 10, looked: 12, error: null });
    expect(trial.examples).toHaveLength(8);
    expect(trial.examples[0]).toMatchObject({ facts: { waitingHours: 72 } });
    expect(allOperations(desk.store)).toEqual([]);
  });
});

describe('S7, S10: worth and finding', () => {
  const setValue = (customerId: string, valueMinor: number, orders: number, daysAgo: number): void => {
    desk.store.prepare('UPDATE customer SET value_minor = ?, orders = ?, last_order_at_ms = ? WHERE uuid = ?').run(valueMinor, orders, NOW_MS - daysAgo * DAY_MS, customerId);
  };
  const id = (n: number): string => contactPointId({ kind: 'mail', value: `c${n}@x.example` });

  it('value, tenure, frequency, recency and segment of one, with the preferred channel', () => {
    desk.ingest([300, 200, 100, 1].map((days) => mail({ from: 'c1@x.example', minutesAgo: days * MINUTES_A_DAY })));
    setValue(id(1), 500_000, 3, 20);
    expect(handlers().queries['customer.worth']({ customerId: id(1) })).toMatchObject({
      value: { amountMinor: 500_000, currency: 'ARS' }, orders: 3, lastOrderAtMs: NOW_MS - 20 * DAY_MS, firstAtMs: NOW_MS - 300 * DAY_MS, lastAtMs: NOW_MS - DAY_MS, contactsPerMonth: 0.4, segment: 'best', preferred: { channel: 'mail', stated: null, used: 4, of: 4 },
    });
    expect(handlers().queries['customer.worth']({ customerId: randomUUID() })).toBeNull();
  });

  it('finds by segment, preferred channel, least value and open case, in each order, page by page', () => {
    for (let n = 0; n < 30; n++) desk.ingest(Array.from({ length: n % 3 === 0 ? 3 : 1 }, (_, k) => mail({ from: `C${String(n).padStart(2, '0')} <c${n}@x.example>`, minutesAgo: n * 10 + k * MINUTES_A_DAY + 5 })));
    for (let n = 0; n < 20; n++) setValue(id(n), (n + 1) * 100, 1 + (n % 4), n * 40);
    desk.act('case.open', { caseId: randomUUID(), contactPointId: id(4), title: 'Retiro', motive: '', channel: 'mail', openedAtMs: NOW_MS, interactionId: null });
    desk.act('customer.setField', { contactPointId: id(7), field: 'preferredChannel', value: 'call' });
    setValue(id(7), 800, 4, 280);
    while (stepHabits({ store: desk.store, country: () => 'AR', nowMs: () => NOW_MS }, 7).more);
    const { queries } = handlers();
    const none = { segment: null, prefers: null, minValueMinor: null, hasOpenCase: null, sort: 'last' } as const;
    const find = (filter: Partial<Parameters<typeof queries['customer.find']>[0]['filter']>, offset = 0, limit = 100): ReturnType<typeof queries['customer.find']> => queries['customer.find']({ text: '', filter: { ...none, ...filter }, offset, limit });
    expect(find({}).total).toBe(30);
    expect(find({ prefers: 'mail' }).rows.map(({ name }) => name).sort()).toEqual(Array.from({ length: 10 }, (_, n) => `C${String(n * 3).padStart(2, '0')}`));
    expect(find({ prefers: 'call' }).rows).toMatchObject([{ customerId: id(7), preferred: { channel: 'call' } }]);
    expect(find({ hasOpenCase: true }).rows.map(({ customerId }) => customerId)).toEqual([id(4)]);
    expect(find({ hasOpenCase: false }).total).toBe(29);
    expect(find({ minValueMinor: 1_500 }).total).toBe(6);
    const byValue = find({ sort: 'value' }, 0, 5).rows.map(({ value }) => value.amountMinor);
    expect(byValue).toEqual([2_000, 1_900, 1_800, 1_700, 1_600]);
    expect(find({ sort: 'value' }, 5, 5).rows.map(({ value }) => value.amountMinor)).toEqual([1_500, 1_400, 1_300, 1_200, 1_100]);
    const segments = (['best', 'loyal', 'new', 'promising', 'atRisk', 'lost', 'contact'] as const).map((segment) => ({ segment, found: find({ segment }) }));
    for (const { segment, found } of segments) expect(found.rows.every((row) => row.segment === segment), segment).toBe(true);
    expect(segments.reduce((sum, { found }) => sum + found.total, 0)).toBe(30);
    expect(segments.filter(({ found }) => found.total > 0).length).toBeGreaterThan(4);
  });
});

describe('S26: already given', () => {
  it('tells value, when and by which channel, of what a text asks for again; of what we do not have, nothing', () => {
    desk.ingest([card({ name: 'Ana', mails: ['ana@x.example'], document: '31.450.204', minutesAgo: 500 })], { stream: 'cards', importId: 'i' });
    desk.ingest([mail({ from: 'Ana <ana@x.example>', minutesAgo: 60, text: 'Hola\n--\nTel. 011 4902-1500' })]);
    const check = (text: string): ReturnType<DecidingHandlers['queries']['ask.check']> => handlers().queries['ask.check']({ customerId: ANA, text });
    expect(check('Hola Ana. ¿Me pasás tu teléfono y tu DNI? Gracias')).toMatchObject([
      { field: 'document', channel: null, asked: '¿Me pasás tu teléfono y tu DNI?' },
      { field: 'phone', channel: 'mail', atMs: NOW_MS - HOUR_MS },
    ]);
    expect(check('¿Cuál es tu domicilio?')).toEqual([]);
    expect(check('Gracias, mañana te escribo')).toEqual([]);
  });
});
