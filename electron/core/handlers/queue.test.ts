/** The queue: what is next, whose it is, by when; one row per customer and case. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVERYTHING_WAITING } from '../../../shared/cases.ts';
import type { QueueFilter } from '../../../shared/cases.ts';
import type { CaseId } from '../../../shared/domain.ts';
import { createClock } from '../clock.ts';
import { contactPointId } from '../identity/ids.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { cdr, chat, DESK, mail, NOW_MS, testDesk } from '../testing.ts';
import type { TestDesk } from '../testing.ts';
import { createCaseHandlers } from './cases.ts';
import type { CaseHandlers } from './cases.ts';

let desk: TestDesk;
let cases: CaseHandlers;
let nowMs = NOW_MS;
const MINUTE = 60_000;
const HOURS = 3_600_000;

beforeEach(() => {
  // Monday noon: the shop is open.
  nowMs = NOW_MS + 24 * HOURS;
  desk = testDesk();
  const clock = createClock(() => nowMs, null);
  cases = createCaseHandlers({ store: desk.store, apply: desk.apply, by: () => ({ device: desk.device, actor: 'Ana', clock }), settings: () => ({ ...DEFAULT_SETTINGS, country: 'AR', agentName: 'Ana' }), language: () => 'es', desk: () => DESK, nowMs: () => nowMs });
});
afterEach(() => desk.store.close());

const list = (filter: Partial<QueueFilter> = {}, limit = 100) => cases.queries['queue.list']({ filter: { ...EVERYTHING_WAITING, ...filter }, limit });
const names = (filter: Partial<QueueFilter> = {}): string[] => list(filter).rows.map((row) => (row.title === '' ? row.name : row.title));
const idOf = (name: string): string => contactPointId({ kind: 'mail', value: `${name}@x.example` });
const last = (name: string): string => desk.store.prepare('SELECT interaction.id FROM interaction JOIN contact_point ON contact_point.id = main_point WHERE contact_point.uuid = ? ORDER BY key DESC LIMIT 1').pluck().get(idOf(name)) as string;
/** Mails of somebody, at minutes before Sunday noon. */
const write = (name: string, minutesAgo: number, more: { extra?: string; id?: string } = {}): void => void desk.ingest([mail({ from: `${name}@x.example`, subject: `De ${name}`, minutesAgo, ...more })]);
const open = (name: string, title: string, interactionId: string | null = last(name)): CaseId => cases.commands['case.open']({ customerId: idOf(name), title, motive: 'claim', channel: 'mail', interactionId }).caseId;

describe('what is in it', () => {
  it('customers who wait, cases of ours to move, and due tasks; a customer who waits in a case is one row', () => {
    for (const [n, name] of ['ana', 'beto', 'caro'].entries()) write(name, 100 - n);
    const caseId = open('ana', 'Heladera');
    cases.commands['task.add']({ customerId: idOf('beto'), caseId: null, title: 'Llamar a Beto', owner: '', dueAtMs: nowMs - MINUTE });
    cases.commands['task.add']({ customerId: idOf('beto'), caseId: null, title: 'Más tarde', owner: '', dueAtMs: nowMs + HOURS });
    const { rows, total, counts } = list();
    expect(rows.map(({ kind, name, title }) => [kind, name, title])).toEqual([['task', 'beto@x.example', 'Llamar a Beto'], ['words', 'caro@x.example', ''], ['words', 'beto@x.example', ''], ['case', 'ana@x.example', 'Heladera']]);
    expect(rows.at(-1)).toMatchObject({ caseId, interactionId: last('ana'), preview: 'De ana', status: 'new', attempts: 1, waitingSinceMs: NOW_MS - 100 * MINUTE });
    expect([total, counts]).toEqual([4, { all: 4, mine: 0, team: 0, unassigned: 4, overdue: 1, missedCalls: 0 }]);
  });

  it('words outside of the case are a row of their own', () => {
    write('ana', 100);
    open('ana', 'Heladera');
    write('ana', 50);
    expect(list().rows.map(({ kind }) => kind)).toEqual(['words', 'case']);
  });

  it('what waits for the customer or is solved is out, until they speak or it is late', () => {
    nowMs = NOW_MS - 90 * MINUTE;
    write('ana', 100, { id: 'a1@x' });
    const caseId = open('ana', 'Heladera');
    cases.commands['case.set']({ caseId, status: 'waitingForCustomer' });
    // The word is told by its case, which waits for the customer now, and then is solved.
    expect(list()).toMatchObject({ rows: [], total: 0, counts: { all: 0 } });
    expect(list({ state: 'waitingForCustomer' })).toMatchObject({ rows: [{ title: 'Heladera', snoozedUntilMs: null }], total: 1, counts: { all: 0 } });
    expect([names({ state: 'waitingForCustomer', who: 'mine' }), names({ state: 'snoozed' })]).toEqual([[], []]);
    cases.commands['case.set']({ caseId, status: 'solved' });
    expect(names({ state: 'waitingForCustomer' })).toEqual([]);
    expect(list()).toMatchObject({ rows: [], total: 0, counts: { all: 0 } });
    nowMs = NOW_MS;
    write('ana', 30, { extra: 'References: <a1@x>' });
    expect(list().rows).toMatchObject([{ kind: 'case', status: 'waitingForUs', title: 'Heladera' }]);
  });

  it('a snoozed case is out with its words until it is due; then it is found by itself, until something is done', () => {
    write('ana', 100);
    const caseId = open('ana', 'Heladera');
    cases.commands['case.set']({ caseId, snoozedUntilMs: nowMs + HOURS });
    expect([names(), list().counts.all]).toEqual([[], 0]);
    expect(list({ state: 'snoozed' })).toMatchObject({ rows: [{ title: 'Heladera', snoozedUntilMs: nowMs + HOURS }], total: 1, counts: { all: 0 } });
    nowMs += 2 * HOURS;
    expect(names({ state: 'snoozed' })).toEqual([]);
    expect(names({ state: 'snoozedDue' })).toEqual(['Heladera']);
    cases.commands['case.set']({ caseId, status: 'waitingForCustomer' });
    expect(names()).toEqual([]);
  });

  it('a task of a case that is in the queue gives the case its time, and no row', () => {
    write('ana', 100);
    const caseId = open('ana', 'Heladera');
    cases.commands['task.add']({ customerId: idOf('ana'), caseId, title: 'Reservar', owner: 'Ana', dueAtMs: nowMs - MINUTE });
    expect(list().rows).toMatchObject([{ kind: 'case', dueAtMs: nowMs - MINUTE, isOverdue: true }]);
  });
});

describe('filters and sorts', () => {
  beforeEach(() => {
    for (const [n, name] of ['ana', 'beto', 'caro', 'dora', 'eva'].entries()) write(name, 100 - n);
    desk.act('shop.set', { key: 'teams', value: [{ name: 'Ventas', members: ['Ana'] }, { name: 'Taller', members: ['Tomás'] }] });
    const [mine, team, other] = [open('ana', 'Mía'), open('beto', 'Del equipo'), open('caro', 'Del taller')];
    cases.commands['case.set']({ caseId: mine, owner: 'Ana', priority: 'urgent' });
    cases.commands['case.set']({ caseId: team, team: 'Ventas' });
    cases.commands['case.set']({ caseId: other, team: 'Taller', motive: 'warranty' });
    cases.commands['case.tag']({ caseId: other, tag: 'obra', on: true });
    desk.ingest([cdr({ from: '1145551000', to: '1001', call: '1.1', minutesAgo: 1, talkS: 0 })], { stream: 'calls' });
  });

  it('mine, of my team and nobody’s, nobody’s at all, overdue, missed calls, motive, tag', () => {
    expect(names({ who: 'mine' })).toEqual(['Mía']);
    expect(names({ who: 'team' })).toEqual(['Del equipo']);
    expect(names({ who: 'unassigned' })).toEqual(['011 4555-1000', 'eva@x.example', 'dora@x.example']);
    expect(names({ motive: 'warranty' })).toEqual(['Del taller']);
    expect(names({ tag: 'obra' })).toEqual(['Del taller']);
    expect(names({ state: 'missedCalls' })).toEqual(['011 4555-1000']);
    expect(names({ state: 'overdue' })).toEqual([]);
    nowMs += HOURS;
    expect(names({ state: 'overdue' })).toEqual(['Mía']);
    expect(list({ who: 'mine' })).toMatchObject({ total: 1, counts: { all: 6, mine: 1, team: 1, unassigned: 3, overdue: 1, missedCalls: 1 } });
  });

  it('S10: by the channel they prefer, in cases and words alike', () => {
    for (const name of ['ana', 'eva']) desk.act('customer.setField', { contactPointId: idOf(name), field: 'preferredChannel', value: 'mail' });
    desk.act('customer.setField', { contactPointId: idOf('dora'), field: 'preferredChannel', value: 'chat' });
    expect(list({ prefers: 'mail' })).toMatchObject({ total: 2, rows: [{ name: 'eva@x.example' }, { title: 'Mía' }] });
    expect(names({ prefers: 'chat' })).toEqual(['dora@x.example']);
  });

  it('S7: by what is due, by value, by who spoke last, by who has waited longest', () => {
    expect(names({ sort: 'sla' })).toEqual(['Mía', 'Del equipo', 'Del taller', 'dora@x.example', 'eva@x.example', '011 4555-1000']);
    expect(names({ sort: 'waiting' })).toEqual(['011 4555-1000', 'eva@x.example', 'dora@x.example', 'Del taller', 'Del equipo', 'Mía']);
    expect(names({ sort: 'longest' })).toEqual(['Mía', 'Del equipo', 'Del taller', 'dora@x.example', 'eva@x.example', '011 4555-1000']);
    desk.store.write((writer) => {
      for (const [name, value] of [['dora', 500], ['beto', 900]] as const) writer.prepare('UPDATE customer SET value_minor = ? WHERE uuid = ?').run(value, idOf(name));
      writer.touch('selling');
    });
    expect(names({ sort: 'value' }).slice(0, 3)).toEqual(['Del equipo', 'dora@x.example', 'Mía']);
  });

  it('a short page is the top of the whole', () => {
    expect(list({}, 2)).toMatchObject({ total: 6, rows: [{ name: '011 4555-1000' }, { name: 'eva@x.example' }] });
    expect(list({ sort: 'longest' }, 4).rows.at(-1)).toMatchObject({ name: 'dora@x.example' });
  });
});

it('S29: another team or owner changes nothing of the conversation: the row keeps channel and contact', () => {
  desk.ingest([chat({ peer: 'Dora', text: '¿Está?', minutesAgo: 9 })], { stream: 'chat' });
  const dora = desk.store.prepare('SELECT uuid FROM customer').pluck().get() as string;
  const { caseId } = cases.commands['case.open']({ customerId: dora, title: 'Cocina', motive: '', channel: 'chat', interactionId: desk.store.prepare('SELECT id FROM interaction').pluck().get() as string });
  const before = list().rows[0];
  cases.commands['case.escalate']({ caseId, team: 'Taller', reason: 'Instalación' });
  expect(list().rows).toEqual([{ ...before, team: 'Taller' }]);
});
