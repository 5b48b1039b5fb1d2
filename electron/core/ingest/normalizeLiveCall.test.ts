import { describe, expect, it } from 'vitest';
import { createExchange } from '../../../e2e/world/amiCalls.ts';
import type { Scenario } from '../../../e2e/world/amiCalls.ts';
import type { RawRecord } from '../connectors/connector.ts';
import { extraColumns } from '../connectors/files/formats/cdrRow.ts';
import { createAmiReader } from '../connectors/telephony/amiProtocol.ts';
import { createCallTracker } from '../connectors/telephony/callTracker.ts';
import { readRow, toRecord } from '../connectors/telephony/cdrTable.ts';
import { tableRow } from '../connectors/telephony/testWorld.ts';
import type { Layout } from '../connectors/telephony/testWorld.ts';
import { digest } from '../digest.ts';
import { interactionId } from '../identity/ids.ts';
import { DESK, testDesk } from '../testing.ts';
import type { TestDesk } from '../testing.ts';
import { normalizeLiveCall } from './normalizeLiveCall.ts';

/** 22 November 2024, 12:00 in Buenos Aires, which is what the exchange's uniqueids are made of. */
const START_S = 1_732_287_600;
const START_LOCAL = '2024-11-22 12:00:00';

function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('nothing there');
  return value;
}

/** The record that a call leaves when it is heard, a second for each step. */
function heard(call: Scenario): RawRecord {
  const tracker = createCallTracker('PJSIP/1001');
  let atMs = START_S * 1_000;
  const ended = Object.values(call.steps).flatMap((events) => {
    atMs += 10_000;
    const text = events.map(([name, fields]) => `Event: ${name}\r\n${Object.entries(fields).map(([key, value]) => `${key}: ${value}\r\n`).join('')}\r\n`).join('');
    return createAmiReader().push(Buffer.from(`Asterisk Call Manager/9.0.0\r\n${text}`)).flatMap((message) => tracker.apply(message, atMs).ended);
  });
  return { kind: 'call', place: call.linkedid, raw: Buffer.from(JSON.stringify(must(ended[0]))), context: { format: 'heardCall' }, receivedAtMs: null, flags: [] };
}

const fromTable = (call: Scenario, layout: Layout): RawRecord[] => call.rows.map((row) => toRecord(must(readRow(Object.fromEntries(Object.entries(tableRow(row, START_LOCAL, layout)).map(([name, value]) => [name === 'calldate' ? 'start' : name, value]))))));

/** A line of `Master.csv` with the columns behind the sixteenth that the exchange was told to write. */
function fromFile(call: Scenario, extra: number): RawRecord[] {
  return call.rows.map((row, n) => {
    const { start, answer, end } = tableRow(row, START_LOCAL, 'newer');
    const quoted = (text: string | number | null | undefined): string => (text === null || text === undefined ? '' : `"${String(text).replaceAll('"', '""')}"`);
    const cells = ['""', ...[row.src, row.dst, row.dcontext, row.clid, row.channel, row.dstchannel, row.lastapp, row.lastdata, start].map(quoted), quoted(answer), quoted(end), row.waitS + row.talkS, row.talkS, quoted(row.disposition), '"DOCUMENTATION"'];
    const behind = extraColumns(extra, 'uniqueid').map((name) => (name === 'uniqueid' ? quoted(row.uniqueid) : name === 'linkedid' ? quoted(row.linkedid) : name === 'sequence' ? row.sequence : '""'));
    return { kind: 'cdr', place: `f.${call.linkedid}.${n}`, raw: Buffer.from([...cells, ...behind].join(',')), context: { extra: extraColumns(extra, 'uniqueid') }, receivedAtMs: null, flags: [] };
  });
}

type Shown = { id: string; direction: number | string; marks: number; agent: string; detail: string };
const calls = (desk: TestDesk): Shown[] => desk.store.prepare("SELECT id, direction, marks, agent, detail FROM interaction ORDER BY occurred_at_ms, id").all() as Shown[];
const factsOf = (call: Shown | undefined): Record<string, unknown> => (JSON.parse(call?.detail ?? '{}') as { call: Record<string, unknown> }).call;
const PROVISIONAL = 128;
const from = '1149021234';

describe('a call that was only heard', () => {
  it('stands in the timeline of its caller, marked provisional, under the id its log will give it', () => {
    const desk = testDesk();
    const call = createExchange().directRing({ from, name: 'LUCIA FERREYRA', to: '1001' });
    desk.ingest([heard(call)], { stream: 'calls' });
    expect(calls(desk)).toMatchObject([{ id: interactionId(`call:${call.linkedid}`), agent: 'Ana' }]);
    expect((calls(desk)[0]?.marks ?? 0) & PROVISIONAL).toBe(PROVISIONAL);
    expect(factsOf(calls(desk)[0])).toMatchObject({ outcome: 'answered', ringMs: 10_000, talkMs: 10_000, answeredBy: 'Ana', route: ['1001'], transferred: false, withheld: false });
    expect(desk.store.prepare('SELECT name FROM customer').all()).toEqual([{ name: 'LUCIA FERREYRA' }]);
  });
  it('missed, withheld, queued, transferred and outbound are told apart', () => {
    const exchange = createExchange();
    const read = (call: Scenario): Record<string, unknown> => { const desk = testDesk(); desk.ingest([heard(call)]); return factsOf(calls(desk)[0]); };
    expect(read(exchange.directRing({ from, to: '1001', missed: true }))).toMatchObject({ outcome: 'missed', talkMs: 0, answeredBy: '' });
    expect(read(exchange.directRing({ from, to: '1001', withheldAs: 'anonymous' }))).toMatchObject({ withheld: true, outcome: 'answered' });
    expect(read(exchange.queueCall({ from, queue: 'ventas', members: ['1002', '1001'], by: '1001' }))).toMatchObject({ outcome: 'answered', route: ['ventas', '1002', '1001'], answeredBy: 'Ana' });
    expect(read(exchange.queueCall({ from, queue: 'ventas', members: ['1001'], by: '1001', local: true }))).toMatchObject({ outcome: 'answered', route: ['ventas', '1001'], answeredBy: 'Ana', transferred: false });
    expect(read(exchange.blindTransfer({ from, first: '1001', second: '1002' }))).toMatchObject({ transferred: true, answeredBy: '1002', route: ['1001', '1002'], talkMs: 20_000 });
    expect(read(exchange.attendedTransfer({ from, first: '1001', second: '1002' }))).toMatchObject({ transferred: true, answeredBy: '1002' });
    expect(read(exchange.outbound({ from: '1001', to: '01149021234', outcome: 'busy' }))).toMatchObject({ outcome: 'busy' });
  });
  it('what is no heard call is kept as such', () => {
    for (const raw of ['', '{', '{"linkedid":""}', '[]', 'null']) expect(normalizeLiveCall({ raw: Buffer.from(raw), context: { format: 'heardCall' } }, DESK)).toMatchObject({ unreadable: 'not-a-call' });
  });
});

describe('a call that was heard and logged', () => {
  const SOURCES: [string, (call: Scenario) => RawRecord[]][] = [
    ['a table of the newer layout', (call) => fromTable(call, 'newer')], ['a table without linkedid and sequence', (call) => fromTable(call, 'classic')],
    ['a file with all columns', (call) => fromFile(call, 21)], ['a file with the uniqueid alone', (call) => fromFile(call, 17)], ['a file as Asterisk writes it unless told otherwise', (call) => fromFile(call, 16)],
  ];
  const CALLS: [string, (exchange: ReturnType<typeof createExchange>) => Scenario][] = [
    ['direct', (exchange) => exchange.directRing({ from, to: '1001' })], ['parallel', (exchange) => exchange.parallelRing({ from, to: ['1001', '1002'], by: '1002' })],
    ['blind transfer', (exchange) => exchange.blindTransfer({ from, first: '1001', second: '1002' })], ['attended transfer', (exchange) => exchange.attendedTransfer({ from, first: '1001', second: '1002' })],
  ];
  it.each(SOURCES.flatMap(([source, rows]) => CALLS.map(([kind, make]) => [kind, source, make, rows] as const)))('%s, %s: one call, no longer provisional, in whatever order', async (_kind, _source, make, rows) => {
    const call = make(createExchange());
    const records = [heard(call), ...rows(call)];
    const desks = [records, [...records].reverse()].map((order) => { const desk = testDesk(); for (const record of order) desk.ingest([record]); return desk; });
    for (const desk of desks) {
      expect(calls(desk).map(({ id, marks }) => [id, marks & PROVISIONAL])).toEqual([[interactionId(`call:${call.linkedid}`), 0]]);
      expect(factsOf(calls(desk)[0])).toMatchObject({ outcome: 'answered' });
    }
    const digests = desks.map((desk) => digest(desk.store));
    expect(new Set(digests).size).toBe(1);
    for (const desk of desks) await desk.rebuild();
    expect(desks.map((desk) => digest(desk.store))).toEqual(digests);
  });
  it('says what the log alone would say', () => {
    for (const [, make] of CALLS) {
      const call = make(createExchange());
      const [both, alone] = [testDesk(), testDesk()];
      both.ingest([heard(call), ...fromTable(call, 'newer')]);
      alone.ingest(fromTable(call, 'newer'));
      expect(calls(both)).toEqual(calls(alone));
    }
  });
  it('rows without a linkedid are not joined to the calls of strangers', () => {
    const exchange = createExchange();
    const [mine, theirs] = [exchange.directRing({ from, to: '1001' }), exchange.directRing({ from: '1155667788', to: '1002' })];
    // The same channel name of before a restart of the exchange, an hour earlier.
    const stale = fromTable({ ...mine, rows: mine.rows.map((row) => ({ ...row, startS: -3_600, uniqueid: '' })) }, 'classic');
    const desk = testDesk();
    desk.ingest([heard(mine), ...fromTable(theirs, 'classic'), ...stale]);
    expect(calls(desk)).toHaveLength(3);
    expect(calls(desk).filter(({ marks }) => (marks & PROVISIONAL) !== 0).map(({ id }) => id)).toEqual([interactionId(`call:${mine.linkedid}`)]);
  });
});

describe('one log read twice', () => {
  it('from the file and from the table is one call with each row once', () => {
    for (const layout of ['newer', 'classic'] as const) {
      const call = createExchange().parallelRing({ from, to: ['1001', '1002'], by: '1001' });
      const desk = testDesk();
      desk.ingest([...fromFile(call, layout === 'newer' ? 21 : 17), ...fromTable(call, layout)]);
      expect(calls(desk)).toHaveLength(1);
      expect(factsOf(calls(desk)[0])).toMatchObject({ talkMs: 60_000, route: ['1001', '1002'] });
      expect(desk.store.prepare('SELECT count(*) AS n FROM source_record').get()).toEqual({ n: layout === 'newer' ? 2 : 4 });
    }
  });
});
