/** Cases and tasks (S3, S25, S29): how a case stands, which contacts are in it, what its brief says, what a new contact could become. */
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import type { CaseView } from '../../../shared/cases.ts';
import { DEFAULT_SHOP } from '../../../shared/shop.ts';
import type { CaseId } from '../../../shared/domain.ts';
import type { OperationPayload, OperationType } from '../../../shared/operations.ts';
import { createClock } from '../clock.ts';
import { contactPointId } from '../identity/ids.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { caseFlow } from '../store/cases.ts';
import { card, cdr, chat, DESK, mail, NOW_MS, testDesk } from '../testing.ts';
import type { TestDesk } from '../testing.ts';
import { createCaseHandlers } from './cases.ts';
import type { CaseHandlers } from './cases.ts';

let desk: TestDesk;
let cases: CaseHandlers;
/** The window's clock; what is written is stamped with it. */
let nowMs = NOW_MS;
const MINUTE = 60_000;
const minutesAgo = (minutes: number): number => NOW_MS - minutes * MINUTE;

beforeEach(() => {
  nowMs = NOW_MS;
  desk = testDesk();
  const clock = createClock(() => nowMs, null);
  cases = createCaseHandlers({ store: desk.store, apply: desk.apply, by: () => ({ device: desk.device, actor: 'Ana', clock }), settings: () => ({ ...DEFAULT_SETTINGS, country: 'AR', agentName: 'Ana' }), language: () => 'es', desk: () => DESK, nowMs: () => nowMs });
});
afterEach(() => desk.store.close());

const ana = contactPointId({ kind: 'mail', value: 'ana@x.example' });
const newest = (): string => desk.store.prepare('SELECT id FROM interaction ORDER BY key DESC LIMIT 1').pluck().get() as string;
const of = (subject: string): string => desk.store.prepare('SELECT id FROM interaction WHERE title = ?').pluck().get(subject) as string;
const act = <T extends OperationType>(type: T, payload: OperationPayload<T>): string => desk.act(type, payload);
/** Opened `ago` minutes ago from the newest contact. */
function open(options: { title?: string; ago?: number; from?: string | null; customer?: string } = {}): CaseId {
  nowMs = minutesAgo(options.ago ?? 0);
  const { caseId } = cases.commands['case.open']({ customerId: options.customer ?? ana, title: options.title ?? 'Retiro de heladera', motive: 'pickup', channel: 'mail', interactionId: options.from === undefined ? newest() : options.from });
  nowMs = NOW_MS;
  return caseId;
}
const view = (caseId: string): CaseView => cases.queries['case.get']({ caseId })?.view as CaseView;
const status = (caseId: string): string => view(caseId).status;
function say(caseId: string, said: 'waitingForUs' | 'waitingForCustomer' | 'solved', ago: number): void {
  nowMs = minutesAgo(ago);
  cases.commands['case.set']({ caseId, status: said });
  nowMs = NOW_MS;
}

describe('how a case stands', () => {
  const flow = (...events: string[]): string => {
    const said = events.flatMap((event, n) => (/^(solved|new|waiting)/.test(event) ? [{ atMs: n + 1, status: event as 'solved' }] : []));
    const words = events.flatMap((event, n) => (event === 'them' || event === 'us' ? [{ atMs: n + 1, by: event as 'them' }] : []));
    return caseFlow(0, said, words).status;
  };
  test.each([
    [[], 'new'], [['them'], 'new'], [['us'], 'waitingForCustomer'], [['us', 'them'], 'waitingForUs'], [['them', 'us', 'them', 'us'], 'waitingForCustomer'],
    [['waitingForUs', 'us'], 'waitingForUs'], [['waitingForCustomer', 'them'], 'waitingForUs'], [['waitingForUs', 'them', 'us'], 'waitingForCustomer'],
    [['solved'], 'solved'], [['solved', 'us'], 'solved'], [['us', 'solved', 'them'], 'waitingForUs'], [['us', 'solved', 'them', 'us'], 'waitingForCustomer'],
  ])('%j makes it %s', (events, expected) => expect(flow(...events)).toBe(expected));

  it('rests while the customer has the next word, whatever the order of arrival', () => {
    expect(caseFlow(0, [{ atMs: 40, status: 'solved' }], [{ atMs: 50, by: 'them' }, { atMs: 20, by: 'them' }, { atMs: 10, by: 'us' }])).toMatchObject({
      status: 'waitingForUs', statusAtMs: 50, wasSolved: true, solvedAtMs: null, firstOursAtMs: 10, sinceAtMs: 20, rests: [[10, 20], [40, 50]],
    });
  });

  it('a later word in its mail thread opens a solved case again, by whatever address of theirs; one of another thread does not', () => {
    desk.ingest([card({ name: 'Ana', mails: ['ana@x.example', 'ana@y.example'] })], { stream: 'cards' });
    desk.ingest([mail({ from: 'ana@x.example', subject: 'Heladera', id: 'h1@x', minutesAgo: 100 })]);
    const caseId = open({ ago: 95 });
    expect(view(caseId)).toMatchObject({ status: 'new', interactions: 1, startedBy: 'mail', openedBy: 'Ana' });
    desk.ingest([mail({ from: 'ventas@shop.example', to: 'ana@x.example', subject: 'Re: Heladera', extra: 'In-Reply-To: <h1@x>\r\nReferences: <h1@x>', minutesAgo: 90 })]);
    expect(status(caseId)).toBe('waitingForCustomer');
    say(caseId, 'solved', 80);
    desk.ingest([mail({ from: 'ana@x.example', subject: 'Otra cosa', minutesAgo: 70 })]);
    expect(view(caseId)).toMatchObject({ status: 'solved', isReopened: false });
    desk.ingest([mail({ from: 'ana@y.example', subject: 'Re: Heladera', extra: 'References: <h1@x>', minutesAgo: 60 })]);
    expect(view(caseId)).toMatchObject({ status: 'waitingForUs', isReopened: true, interactions: 3, channels: ['mail'] });
    // Somebody says that it needs no answer: it is solved as it was.
    act('interaction.settle', { interactionId: of('Otra cosa') });
    expect(status(caseId)).toBe('waitingForUs');
    act('interaction.settle', { interactionId: desk.store.prepare("SELECT id FROM interaction WHERE occurred_at_ms = ?").pluck().get(minutesAgo(60)) as string });
    expect(status(caseId)).toBe('solved');
  });

  it('S3: one case collects mail, chat and call, is told of every channel in order, and is solved', () => {
    desk.ingest([card({ name: 'Ana', mails: ['ana@x.example'], phones: ['011 4902-1500'], whatsapp: ['+5491161234410'] })], { stream: 'cards' });
    desk.ingest([mail({ from: 'ana@x.example', subject: 'Heladera', minutesAgo: 300 })]);
    const caseId = open({ ago: 290 });
    desk.ingest([chat({ peer: '+54 9 11 6123-4410', text: '¿Ya está?', minutesAgo: 200 })], { stream: 'chat' });
    desk.ingest([cdr({ from: '1149021500', to: '1001', call: '1.1', minutesAgo: 100, talkS: 60 })], { stream: 'calls' });
    nowMs = minutesAgo(95);
    for (const id of desk.store.prepare('SELECT id FROM interaction ORDER BY key DESC LIMIT 2').pluck().all() as string[]) cases.commands['case.link']({ caseId, interactionId: id, on: true });
    expect(view(caseId)).toMatchObject({ channels: ['mail', 'chat', 'call'], interactions: 3, startedBy: 'mail', status: 'waitingForCustomer' });
    say(caseId, 'solved', 10);
    expect(view(caseId)).toMatchObject({ status: 'solved', solvedAtMs: minutesAgo(10) });
  });

  it('S25: opened late in a mail thread it has what was said before, but not what belongs to a case of before', () => {
    desk.ingest([mail({ from: 'ana@x.example', subject: 'Heladera', id: 'l1@x', minutesAgo: 300 }), mail({ from: 'ventas@shop.example', to: 'ana@x.example', subject: 'Re: Heladera', text: 'Te llamo mañana.', extra: 'References: <l1@x>', minutesAgo: 200 }),
      mail({ from: 'ana@x.example', subject: 'Re: Heladera, otra vez', extra: 'References: <l1@x>', minutesAgo: 100 })]);
    const late = open({ from: of('Re: Heladera, otra vez'), ago: 90 });
    expect(view(late)).toMatchObject({ interactions: 3, status: 'new', startedBy: 'mail' });
    expect(cases.queries['case.get']({ caseId: late })?.brief.promises).toHaveLength(1);
    const first = open({ from: of('Heladera'), ago: 80 });
    expect([view(first).interactions, view(late).interactions]).toEqual([2, 1]);
  });

  it('a chat never ends: what is said after it was linked to another case belongs to that one', () => {
    desk.ingest([chat({ peer: 'Dora', text: 'Busco una cocina', minutesAgo: 90 }), chat({ peer: 'Dora', text: 'Gracias', minutesAgo: 80 })], { stream: 'chat' });
    const dora = desk.store.prepare('SELECT uuid FROM customer').pluck().get() as string;
    const [firstId] = desk.store.prepare('SELECT id FROM interaction ORDER BY key').pluck().all() as string[];
    const first = open({ customer: dora, from: firstId ?? '', ago: 89 });
    say(first, 'solved', 70);
    desk.ingest([chat({ peer: 'Dora', text: 'Ahora una heladera', minutesAgo: 60 })], { stream: 'chat' });
    expect(view(first)).toMatchObject({ status: 'waitingForUs', interactions: 3 });
    const second = open({ customer: dora, from: newest(), ago: 59, title: 'Heladera' });
    desk.ingest([chat({ peer: 'Dora', text: '¿Tienen?', minutesAgo: 50 })], { stream: 'chat' });
    expect(view(first)).toMatchObject({ status: 'solved', interactions: 2 });
    expect(view(second)).toMatchObject({ status: 'new', interactions: 2 });
  });

  it('a contact of somebody else that was linked by hand is in it; the clock follows its own customer alone', () => {
    desk.ingest([mail({ from: 'ana@x.example', subject: 'Heladera', minutesAgo: 90 }), mail({ from: 'beto@x.example', subject: 'Yo la retiro', minutesAgo: 60 })]);
    const caseId = open({ from: of('Heladera'), ago: 89 });
    cases.commands['case.link']({ caseId, interactionId: of('Yo la retiro'), on: true });
    expect(cases.queries['case.get']({ caseId })).toMatchObject({ view: { interactions: 2, status: 'new' }, interactionIds: [of('Heladera'), of('Yo la retiro')] });
  });

  it('follows the customer through merge and undo', () => {
    desk.ingest([mail({ from: 'ana@x.example', subject: 'Heladera', id: 'm1@x', minutesAgo: 90 })]);
    const caseId = open({ ago: 89 });
    desk.ingest([mail({ from: 'otra@z.example', subject: 'Re: Heladera', extra: 'References: <m1@x>', minutesAgo: 60 })]);
    expect(view(caseId).interactions).toBe(1);
    const merged = act('identity.decide', { kind: 'merge', join: [[ana, contactPointId({ kind: 'mail', value: 'otra@z.example' })]], cut: [], reason: '', subject: '', other: '' });
    expect(view(caseId).interactions).toBe(2);
    act('operation.undo', { operationId: merged });
    expect(view(caseId).interactions).toBe(1);
  });
});

describe('what is said of a case', () => {
  beforeEach(() => void desk.ingest([mail({ from: 'ana@x.example', subject: 'Heladera', minutesAgo: 90 })]));

  it('title, motive, owner, priority, tags, checklist and snooze, each with its way back', () => {
    const caseId = open({ ago: 60 });
    cases.commands['case.set']({ caseId, title: 'Retiro', priority: 'high', owner: 'Ana', snoozedUntilMs: NOW_MS + 1 });
    cases.commands['case.tag']({ caseId, tag: 'obra', on: true });
    const { itemId } = cases.commands['case.check']({ caseId, itemId: null, text: 'Avisar al depósito', done: false, removed: false });
    cases.commands['case.check']({ caseId, itemId, text: 'Avisar al depósito', done: true, removed: false });
    expect(view(caseId)).toMatchObject({ title: 'Retiro', motive: 'pickup', priority: 'high', owner: 'Ana', tags: ['obra'], snoozedUntilMs: NOW_MS + 1, checklist: [{ text: 'Avisar al depósito', isDone: true }] });
    const { operationId } = cases.commands['case.set']({ caseId, owner: 'Tomás' });
    act('operation.undo', { operationId: operationId ?? '' });
    expect(view(caseId).owner).toBe('Ana');
    expect(cases.commands['case.set']({ caseId, owner: 'Ana' })).toEqual({ operationId: null });
    cases.commands['case.tag']({ caseId, tag: 'obra', on: false });
    expect(view(caseId).tags).toEqual([]);
    expect(() => cases.commands['case.set']({ caseId: ana, title: 'X' })).toThrow('not-found');
    expect(() => cases.commands['case.open']({ customerId: '00000000-0000-4000-8000-000000000000', title: 'X', motive: '', channel: 'mail', interactionId: null })).toThrow('not-found');
  });

  it('open ones stand before solved ones, newest first', () => {
    const [a, b, c] = [open({ ago: 80, title: 'A' }), open({ ago: 70, title: 'B', from: null }), open({ ago: 60, title: 'C', from: null })];
    say(c, 'solved', 10);
    expect(cases.queries['case.list']({ customerId: ana }).map(({ id }) => id)).toEqual([b, a, c]);
  });

  it('tasks: due first, overdue told, done ones for a week', () => {
    const caseId = open();
    const { taskId } = cases.commands['task.add']({ customerId: ana, caseId, title: 'Reservar', owner: 'Ana', dueAtMs: minutesAgo(5) });
    cases.commands['task.add']({ customerId: ana, caseId: null, title: 'Otra', owner: '', dueAtMs: null });
    expect(cases.queries['task.list']({ customerId: ana }).map(({ title, isOverdue }) => [title, isOverdue])).toEqual([['Reservar', true], ['Otra', false]]);
    cases.commands['task.set']({ taskId, done: true });
    expect(cases.queries['task.list']({ customerId: ana }).map(({ title, doneAtMs }) => [title, doneAtMs])).toEqual([['Otra', null], ['Reservar', NOW_MS]]);
    nowMs = NOW_MS + 8 * 86_400_000;
    expect(cases.queries['task.list']({ customerId: ana })).toHaveLength(1);
    cases.commands['task.set']({ taskId, done: false });
    cases.commands['task.set']({ taskId, removed: true });
    expect(cases.queries['task.list']({ customerId: ana })).toHaveLength(1);
    expect(() => cases.commands['task.set']({ taskId, done: true })).toThrow('not-found');
  });

  it('views of the queue are kept, renamed and removed; one that cannot be read is not offered', () => {
    const filter = { who: 'mine', state: 'all', sort: 'sla', tag: '', motive: '', prefers: null } as const;
    const { viewId } = cases.commands['view.set']({ viewId: null, name: 'Lo mío', filter, removed: false });
    cases.commands['view.set']({ viewId, name: 'Míos', filter, removed: false });
    act('view.set', { viewId: ana, name: 'De mañana', filter: { who: 'nobody' }, removed: false });
    expect(cases.queries['queue.views']({})).toEqual([{ viewId, name: 'Míos', filter }]);
    cases.commands['view.set']({ viewId, name: 'Míos', filter, removed: true });
    expect(cases.queries['queue.views']({})).toEqual([]);
  });
});

describe('S25: escalation', () => {
  it('goes to another team for a reason; status, clock and channels stay, nobody of the team has it yet, and it can be undone', () => {
    desk.ingest([mail({ from: 'ana@x.example', subject: 'Heladera', minutesAgo: 90 })]);
    const caseId = open({ ago: 60 });
    cases.commands['case.set']({ caseId, team: 'Ventas', owner: 'Ana' });
    const before = view(caseId);
    const { operationId } = cases.commands['case.escalate']({ caseId, team: 'Taller', reason: 'Pierde gas' });
    const after = view(caseId);
    expect(after).toMatchObject({ team: 'Taller', owner: '' });
    expect({ ...after, team: before.team, owner: before.owner }).toEqual(before);
    expect(cases.queries['case.get']({ caseId })?.brief.escalations).toMatchObject([{ fromTeam: 'Ventas', toTeam: 'Taller', reason: 'Pierde gas', operationId }]);
    act('operation.undo', { operationId });
    expect(view(caseId)).toEqual(before);
  });

  it('the receiver has promises, open questions and what was tried, each with its place', () => {
    desk.ingest([mail({ from: 'Ana Paz <ana@x.example>', subject: 'Heladera', text: '¿Tienen la de 388 L?', id: 'a@x', minutesAgo: 500 })]);
    const caseId = open({ ago: 480 });
    desk.ingest([
      mail({ from: 'Tomás <tomas@shop.example>', to: 'ana@x.example', subject: 'Re: Heladera', text: 'Sí. El precio lo sostengo hasta el viernes.\n\nEl lunes, Ana escribió:\n> ¿Tienen la de 388 L?', extra: 'References: <a@x>', minutesAgo: 400 }),
      mail({ from: 'Ana Paz <ana@x.example>', subject: 'Re: Heladera', text: 'Perfecto. ¿Puedo retirarla hoy? ¿Hace falta el DNI?\n\nEl lunes, Tomás escribió:\n> ¿Algo más?', extra: 'References: <a@x>', minutesAgo: 300 }),
    ]);
    const noteId = '0c0e2f3a-0000-4000-8000-00000000000a';
    act('note.add', { noteId, contactPointId: ana, text: 'Llamé al depósito: no atienden.', writtenAtMs: minutesAgo(200) });
    cases.commands['case.link']({ caseId, interactionId: noteId, on: true });
    cases.commands['case.check']({ caseId, itemId: null, text: 'Verificar stock', done: true, removed: false });
    const brief = cases.queries['case.get']({ caseId })?.brief;
    expect(brief?.promises.map(({ text, author }) => [text, author])).toEqual([['El precio lo sostengo hasta el viernes.', 'Tomás']]);
    expect(brief?.openQuestions.map(({ text, author, channel }) => [text, author, channel])).toEqual([['¿Puedo retirarla hoy?', 'Ana Paz', 'mail'], ['¿Hace falta el DNI?', 'Ana Paz', 'mail']]);
    expect(brief?.tried.map(({ text, interactionId }) => [text, interactionId])).toEqual([['Llamé al depósito: no atienden.', noteId], ['Verificar stock', null]]);
    desk.ingest([mail({ from: 'ventas@shop.example', to: 'ana@x.example', subject: 'Re: Heladera', extra: 'References: <a@x>', minutesAgo: 100 })]);
    expect(cases.queries['case.get']({ caseId })?.brief.openQuestions).toEqual([]);
  });
});

describe('what a new contact could become', () => {
  const proposal = () => cases.queries['case.proposal']({ interactionId: newest() });

  it('a case of its own, named after its subject; nothing once it is in one', () => {
    desk.ingest([mail({ from: 'ana@x.example', subject: 'Re: Heladera que pierde', minutesAgo: 9 })]);
    expect(proposal()).toEqual({ interactionId: newest(), channel: 'mail', atMs: minutesAgo(9), title: 'Heladera que pierde', openCases: [] });
    expect(cases.queries['case.suggested']({ customerId: ana })).toEqual(proposal());
    open();
    expect([proposal(), cases.queries['case.suggested']({ customerId: ana })]).toEqual([null, null]);
  });

  it('part of an open one: of the same thread, of the same words, or the only one', () => {
    desk.ingest([card({ name: 'Ana', mails: ['ana@x.example'], whatsapp: ['+5491161234410'] })], { stream: 'cards' });
    desk.ingest([mail({ from: 'ana@x.example', subject: 'Hola', minutesAgo: 95 }), ...[90, 60].map((minutesAgo) => chat({ peer: '+54 9 11 6123-4410', text: `Pierde, ${minutesAgo}`, minutesAgo }))]);
    const thread = open({ from: newest(), title: 'Gas', ago: 50 });
    const earlier = desk.store.prepare("SELECT id FROM interaction WHERE preview = 'Pierde, 90'").pluck().get() as string;
    expect(cases.queries['case.proposal']({ interactionId: earlier })?.openCases).toEqual([{ caseId: thread, title: 'Gas', why: 'thread' }]);
    desk.ingest([mail({ from: 'ana@x.example', subject: 'Una pregunta', minutesAgo: 20 })]);
    expect(proposal()?.openCases).toEqual([{ caseId: thread, title: 'Gas', why: 'only' }]);
    const same = open({ from: null, title: 'Pregunta por una heladera', ago: 10 });
    desk.ingest([mail({ from: 'ana@x.example', subject: 'Pregunta por heladera', minutesAgo: 5 })]);
    expect(proposal()?.openCases).toEqual([{ caseId: same, title: 'Pregunta por una heladera', why: 'subject' }]);
  });

  it('nothing for what nobody said to us: ours, a note, a mailing', () => {
    desk.ingest([mail({ from: 'ana@x.example', minutesAgo: 9 }), mail({ from: 'ventas@shop.example', to: 'ana@x.example', minutesAgo: 8 })]);
    expect(proposal()).toBeNull();
    act('note.add', { noteId: '0c0e2f3a-0000-4000-8000-00000000000b', contactPointId: ana, text: 'Nota', writtenAtMs: minutesAgo(7) });
    expect(proposal()).toBeNull();
    desk.ingest([mail({ from: 'ana@x.example', extra: 'List-Id: <l.x.example>', minutesAgo: 6 })]);
    expect(proposal()).toBeNull();
  });
});

test('default hours and promises are there before anybody set them', () => {
  desk.ingest([mail({ from: 'ana@x.example', minutesAgo: 9 })]);
  expect(view(open()).firstResponse).toMatchObject({ state: 'running' });
  expect(DEFAULT_SHOP.sla.normal.firstResponseMinutes).toBeGreaterThan(0);
});
