/** The figures against small histories that a person can count. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Settings } from '../../../shared/contract.ts';
import type { ContactPointId } from '../../../shared/domain.ts';
import type { Figure, Numbers } from '../../../shared/numbers.ts';
import { DEFAULT_SHOP } from '../../../shared/shop.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/time.ts';
import { contactPointId } from '../identity/ids.ts';
import { walkContacts } from '../store/numbers.ts';
import { card, cdr, chat, DESK, mail, NOW_MS, testDesk } from '../testing.ts';
import type { TestDesk } from '../testing.ts';
import { bucketsOf, createNumbersHandlers } from './numbers.ts';

const DAY = 24 * 60;
const SHOP = 'ventas@shop.example';
/** Ten whole local days up to tomorrow's midnight. */
const TO_MS = new Date(NOW_MS).setHours(24, 0, 0, 0);
const FROM_MS = new Date(new Date(NOW_MS).setHours(24, 0, 0, 0) - 10 * DAY_MS).setHours(0, 0, 0, 0);
const SPAN = { fromMs: FROM_MS, toMs: TO_MS, branch: '', agent: '' };

let desk: TestDesk;
beforeEach(() => { desk = testDesk(); });
afterEach(() => desk.store.close());

const handlers = () => createNumbersHandlers({ store: desk.store, settings: () => ({ country: 'AR', extensions: [{ extension: '1001', name: 'Ana' }], agentName: 'Ana' }) as unknown as Settings, desk: () => DESK, nowMs: () => NOW_MS }).queries;
const numbers = (narrow: Partial<typeof SPAN> = {}): Promise<Numbers> => handlers()['numbers.get']({ ...SPAN, ...narrow });
const behind = async (figure: Figure, narrow: Partial<typeof SPAN> = {}) => (await handlers()['numbers.behind']({ ...SPAN, ...narrow, figure })).rows.map(({ name, detail, minutes, score }) => [name, detail, minutes ?? score]);
const sumOf = ({ contacts }: Numbers): Record<string, number> => {
  const sum: Record<string, number> = {};
  for (const { byChannel } of contacts) for (const [channel, count] of Object.entries(byChannel)) sum[channel] = (sum[channel] ?? 0) + count;
  return sum;
};

/** A visit of the past, closed, with its answer when there is a score. */
function visit(point: ContactPointId, options: { branch: string; agent: string; minutesAgo: number; motive?: string; score?: number }): void {
  const visitId = randomUUID();
  const atMs = NOW_MS - options.minutesAgo * MINUTE_MS;
  desk.act('visit.open', { visitId, branch: options.branch, startedAtMs: atMs });
  for (const [field, value] of [['contactPointId', point], ['agent', options.agent], ['motive', options.motive ?? '']] as const) desk.act('visit.set', { visitId, field, value });
  desk.act('visit.close', { visitId, endedAtMs: atMs + 10 * MINUTE_MS, receipt: null, survey: null });
  if (options.score !== undefined) desk.act('survey.answer', { visitId, score: options.score, comment: `Nota ${options.score}`, answeredAtMs: atMs + HOUR_MS });
}

describe('contacts over time', () => {
  it('counts each touchpoint once, in its local day and channel, and neither notes nor mailings', async () => {
    desk.ingest([
      mail({ from: 'Ana <ana@x.example>', cc: 'ana@x.example, beto@x.example', minutesAgo: 2 * DAY }),
      mail({ from: 'Beto <beto@x.example>', minutesAgo: 2 * DAY + 1 }),
      mail({ from: 'News <news@x.example>', minutesAgo: DAY, extra: 'List-Unsubscribe: <mailto:x@x.example>' }),
      mail({ from: 'Old <old@x.example>', minutesAgo: 40 * DAY }),
    ]);
    desk.ingest([chat({ peer: 'Dora', text: 'Hola' })], { stream: 'chat' });
    desk.act('note.add', { noteId: randomUUID(), contactPointId: contactPointId({ kind: 'mail', value: 'ana@x.example' }), text: 'Nota', writtenAtMs: NOW_MS });
    const found = await numbers();
    expect([found.bucket, found.contacts.length, sumOf(found)]).toEqual(['day', 10, { mail: 2, chat: 1 }]);
    const day = found.contacts.find(({ byChannel }) => byChannel.mail !== undefined);
    expect(day).toEqual({ atMs: new Date(NOW_MS - 2 * DAY_MS).setHours(0, 0, 0, 0), byChannel: { mail: 2 } });
    expect(await behind({ of: 'contacts', atMs: day?.atMs ?? 0, channel: 'mail' })).toEqual([['Ana', 'Hola', null], ['Beto', 'Hola', null]]);
    expect(await behind({ of: 'contacts', atMs: day?.atMs ?? 0, channel: 'chat' })).toEqual([]);
  });

  it('falls into weeks from Monday and months of the calendar in longer spans, the first from the start of the span', () => {
    const at = (text: string): number => new Date(`${text}T00:00:00`).getTime();
    expect(bucketsOf(at('2026-11-01'), at('2026-11-04'))).toEqual({ bucket: 'day', starts: ['2026-11-01', '2026-11-02', '2026-11-03'].map(at) });
    const weeks = bucketsOf(at('2026-09-05'), at('2026-11-23'));
    expect([weeks.bucket, weeks.starts.slice(0, 3)]).toEqual(['week', ['2026-09-05', '2026-09-07', '2026-09-14'].map(at)]);
    const months = bucketsOf(at('2025-11-20'), at('2026-11-20'));
    expect([months.bucket, months.starts.slice(0, 2), months.starts.length]).toEqual(['month', ['2025-11-20', '2025-12-01'].map(at), 13]);
  });
});

describe('response times', () => {
  it('run from the first unanswered word to our next one, by the channel of the word', async () => {
    desk.ingest([
      // Two words, one answer 90 minutes after the first.
      mail({ from: 'Ana <ana@x.example>', minutesAgo: 3 * DAY }), mail({ from: 'Ana <ana@x.example>', minutesAgo: 3 * DAY - 60, subject: 'Sigo esperando' }), mail({ from: SHOP, to: 'ana@x.example', minutesAgo: 3 * DAY - 90 }),
      mail({ from: 'Beto <beto@x.example>', minutesAgo: 2 * DAY }), mail({ from: SHOP, to: 'beto@x.example', minutesAgo: 2 * DAY - 10 }),
      mail({ from: 'Caro <caro@x.example>', minutesAgo: DAY, subject: 'Nadie contesta' }),
      // Asked before the span: the answer in it is none of its own.
      mail({ from: 'Early <early@x.example>', minutesAgo: 12 * DAY }), mail({ from: SHOP, to: 'early@x.example', minutesAgo: 5 * DAY }),
    ]);
    desk.ingest([chat({ peer: 'Dora', text: 'Hola', minutesAgo: 100 }), chat({ peer: 'Dora', text: 'Sí', ours: true, minutesAgo: 95 })], { stream: 'chat' });
    expect((await numbers()).response).toEqual([
      { channel: 'mail', answered: 2, unanswered: 1, medianMinutes: 10, p90Minutes: 90 },
      { channel: 'chat', answered: 1, unanswered: 0, medianMinutes: 5, p90Minutes: 5 },
    ]);
    expect(await behind({ of: 'response', channel: 'mail', part: 'slowest' })).toEqual([['Ana', 'Hola', 90]]);
    expect(await behind({ of: 'response', channel: 'mail', part: 'answered' })).toEqual([['Ana', 'Hola', 90], ['Beto', 'Hola', 10]]);
    expect(await behind({ of: 'response', channel: 'mail', part: 'unanswered' })).toEqual([['Caro', 'Nadie contesta', null]]);
  });

  it('leave out what was settled without an answer', async () => {
    desk.ingest([mail({ from: 'Ana <ana@x.example>', minutesAgo: 60 })]);
    const { id } = desk.store.prepare('SELECT id FROM interaction').get() as { id: string };
    desk.act('interaction.settle', { interactionId: id });
    expect((await numbers()).response).toEqual([]);
  });
});

describe('journeys between channels', () => {
  it('count people who came by another channel than the time before, within 30 days, each pair once a person', async () => {
    desk.ingest([card({ name: 'Ana', mails: ['ana@x.example'], phones: ['11 5555 1001'] }), card({ name: 'Beto', mails: ['beto@x.example'], phones: ['11 5555 1002'] })], { stream: 'cards', importId: 'i' });
    desk.ingest([
      mail({ from: 'ana@x.example', minutesAgo: 9 * DAY }), mail({ from: 'ana@x.example', minutesAgo: 6 * DAY }), mail({ from: SHOP, to: 'ana@x.example', minutesAgo: 5 * DAY }),
      mail({ from: 'beto@x.example', minutesAgo: 45 * DAY }),
    ]);
    desk.ingest([cdr({ from: '1155551001', to: '1001', call: '1.1', minutesAgo: 7 * DAY }), cdr({ from: '1155551001', to: '1001', call: '1.2', minutesAgo: 2 * DAY }), cdr({ from: '1155551002', to: '1001', call: '1.3', minutesAgo: DAY })], { stream: 'calls' });
    // Ana: mail, call, mail, call. Beto's call comes 44 days after his mail.
    expect((await numbers()).journeys).toEqual([{ from: 'mail', to: 'call', customers: 1 }, { from: 'call', to: 'mail', customers: 1 }]);
    expect((await behind({ of: 'journey', from: 'mail', to: 'call' })).map(([name]) => name)).toEqual(['Ana']);
    expect(sumOf(await numbers({ agent: 'Ana' }))).toEqual({ call: 3 });
  });
});

describe('surveys, motives and promises', () => {
  const points = ['ana', 'beto', 'caro'].map((name) => contactPointId({ kind: 'mail', value: `${name}@x.example` }));
  const [ana, beto, caro] = points as [ContactPointId, ContactPointId, ContactPointId];
  beforeEach(() => {
    desk.ingest(['Ana', 'Beto', 'Caro'].map((name) => mail({ from: `${name} <${name.toLowerCase()}@x.example>`, minutesAgo: 60 * DAY })));
    visit(ana, { branch: 'CAB', agent: 'Tomás', minutesAgo: 3 * DAY, motive: 'purchase', score: 5 });
    visit(beto, { branch: 'CAB', agent: 'Tomás', minutesAgo: 2 * DAY, motive: 'claim', score: 2 });
    visit(caro, { branch: 'BEL', agent: 'Marina', minutesAgo: 2 * DAY, motive: 'claim', score: 4 });
    visit(caro, { branch: 'BEL', agent: 'Marina', minutesAgo: 20 * DAY, motive: 'claim', score: 1 });
  });

  it('S5: give the average and the distribution by branch and agent', async () => {
    expect((await numbers()).survey).toEqual([
      { branch: 'BEL', agent: 'Marina', answers: 1, average: 4, byScore: [0, 0, 0, 1, 0] },
      { branch: 'CAB', agent: 'Tomás', answers: 2, average: 3.5, byScore: [0, 1, 0, 0, 1] },
    ]);
    expect((await numbers({ branch: 'BEL' })).survey.map(({ branch }) => branch)).toEqual(['BEL']);
    expect(await behind({ of: 'survey', branch: 'CAB', agent: 'Tomás', score: 2 })).toEqual([['Beto', 'Nota 2', 2]]);
    expect((await behind({ of: 'survey', branch: 'CAB', agent: 'Tomás', score: null })).map(([name]) => name)).toEqual(['Beto', 'Ana']);
  });

  it('S18: motives of visits and cases, a visit inside a case for the same motive once', async () => {
    const caseId = randomUUID();
    desk.act('case.open', { caseId, contactPointId: ana, title: 'Cambio', motive: 'claim', channel: 'visit', openedAtMs: NOW_MS - DAY_MS, interactionId: null });
    expect((await numbers()).motives).toEqual([{ motive: 'claim', count: 3 }, { motive: 'purchase', count: 1 }]);
    const { id } = desk.store.prepare("SELECT id FROM visit WHERE motive = 'claim' AND branch = 'CAB'").get() as { id: string };
    desk.act('visit.set', { visitId: id, field: 'caseId', value: caseId });
    expect((await numbers()).motives).toEqual([{ motive: 'claim', count: 2 }, { motive: 'purchase', count: 1 }]);
    expect(await behind({ of: 'motive', motive: 'claim' })).toEqual([['Ana', 'Cambio', null], ['Caro', '', null]]);
    expect((await numbers({ branch: 'CAB' })).motives).toEqual([{ motive: 'claim', count: 1 }, { motive: 'purchase', count: 1 }]);
  });

  it('promises kept and missed, by when the case was opened', async () => {
    const hours = { days: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '24:00' })), holidays: [] };
    desk.act('shop.set', { key: 'hours', value: hours });
    desk.act('shop.set', { key: 'sla', value: { ...DEFAULT_SHOP.sla, normal: { firstResponseMinutes: 60, resolutionMinutes: 0 } } });
    const openedAtMs = NOW_MS - 2 * DAY_MS;
    for (const [person, name] of [[ana, 'ana'], [beto, 'beto']] as const) {
      desk.ingest([mail({ from: `${name}@x.example`, minutesAgo: 2 * DAY, subject: 'Pedido', id: `${name}.q@x` })]);
      const { id } = desk.store.prepare('SELECT id FROM interaction ORDER BY rowid DESC').all().map((row) => row as { id: string }).find(({ id: one }) => desk.store.prepare("SELECT 1 FROM interaction JOIN party ON party.interaction = key JOIN contact_point ON contact_point.id = party.point WHERE interaction.id = ? AND uuid = ? AND title = 'Pedido'").get(one, person)) as { id: string };
      desk.act('case.open', { caseId: randomUUID(), contactPointId: person, title: `De ${name}`, motive: '', channel: 'mail', openedAtMs, interactionId: id });
      desk.ingest([mail({ from: SHOP, to: `${name}@x.example`, minutesAgo: 2 * DAY - (name === 'ana' ? 30 : 90), subject: 'Re: Pedido', extra: `In-Reply-To: <${name}.q@x>\r\nReferences: <${name}.q@x>` })]);
    }
    const { sla } = await numbers();
    expect(sla.filter(({ met, missed }) => met + missed > 0)).toEqual([{ atMs: new Date(openedAtMs).setHours(0, 0, 0, 0), met: 1, missed: 1 }]);
    expect(await behind({ of: 'sla', atMs: new Date(openedAtMs).setHours(0, 0, 0, 0), kept: false })).toEqual([['Beto', 'De beto', null]]);
  });
});

describe('the walk', () => {
  it('pauses between slices and gives the same figures wherever they end', () => {
    for (let n = 0; n < 1_700; n++) desk.ingest([mail({ from: `P${n % 40} <p${n % 40}@x.example>`, cc: `p${(n + 1) % 40}@x.example`, minutesAgo: n, id: `w${n}@x` })]);
    let contacts = 0;
    let pauses = 0;
    for (const _ of walkContacts(desk.store, SPAN, { contact: () => void contacts++ })) pauses++;
    expect([contacts, pauses]).toEqual([1_700, 5]);
  });

  it('reads the narrow index in its order and sorts nothing', () => {
    const seen: string[] = [];
    const reader = { prepare: (sql: string) => (seen.push(sql), desk.store.prepare(sql)) };
    for (const narrow of [{}, { agent: 'Ana' }, { branch: 'CAB' }]) expect([...walkContacts(reader, { ...SPAN, ...narrow }, {})]).toEqual([]);
    for (const sql of seen) {
      const plan = (desk.store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all({ key: 0, point: 0, toKey: 0, agent: '', branch: '' }) as { detail: string }[]).map(({ detail }) => detail).join('\n');
      expect(plan).toMatch(/SEARCH party USING COVERING INDEX party_time/);
      expect(plan).not.toMatch(/TEMP B-TREE|SCAN/);
    }
  });
});
