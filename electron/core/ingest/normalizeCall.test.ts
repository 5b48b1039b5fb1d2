import { describe, expect, it } from 'vitest';
import { extraColumns } from '../connectors/files/formats/cdrRow.ts';
import { normalizeCallGroup, normalizeCallRow } from './normalizeCall.ts';
import type { DeskFacts, NormalisedInteraction } from './normalised.ts';

const desk: DeskFacts = { country: 'AR', own: [], extensions: [{ extension: '1001', name: 'Ana Ríos' }, { extension: '1002', name: 'Tomás Vega' }], timeZone: 'America/Argentina/Buenos_Aires' };

type Row = { src?: string; dst?: string; context?: string; clid?: string; channel?: string; to?: string; app?: string; data?: string; start?: number; wait?: number; talk?: number; disposition?: string; id?: string; linked?: string; sequence?: number };
type Raw = { raw: Uint8Array; context: { extra: ReturnType<typeof extraColumns> } };

const stamp = (second: number): string => `2024-03-12 14:${String(5 + Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}`;

/** A row by its differences from a call of 10 s ringing and 60 s talk that 1001 took. Times are seconds after 14:05. */
function row({ src = '1149021234', dst = '1001', context = 'from-trunk', clid = `"${src}" <${src}>`, channel = 'PJSIP/trunk-00000001', to = 'PJSIP/1001-00000002', app = 'Dial', data = 'PJSIP/1001,20', start = 0, wait = 10, talk = 60, disposition = talk > 0 ? 'ANSWERED' : 'NO ANSWER', id = '1710252300.1', linked = '1710252300.1', sequence = 1 }: Row): Raw {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const answer = disposition === 'ANSWERED' ? quoted(stamp(start + wait)) : '';
  const cells = ['""', quoted(src), quoted(dst), quoted(context), quoted(clid), quoted(channel), quoted(to), quoted(app), quoted(data), quoted(stamp(start)), answer, quoted(stamp(start + wait + talk)), wait + talk, talk, quoted(disposition), '"DOCUMENTATION"', quoted(id), '""', '""', quoted(linked), sequence];
  return { raw: Buffer.from(cells.join(',')), context: { extra: extraColumns(21, 'uniqueid') } };
}

const call = (...rows: Row[]): NormalisedInteraction => normalizeCallGroup(rows.map(row), desk);
const facts = (...rows: Row[]): NonNullable<NormalisedInteraction['call']> => call(...rows).call ?? expect.fail('no call');

describe('one row', () => {
  it('knows itself and its call', () => {
    expect(normalizeCallRow(row({}), desk)).toEqual({ recordKey: 'cdr:1710252300.1:1710252300.1:1', groupKey: 'call:1710252300.1', interaction: null, claims: [], evidence: [], problems: [], unreadable: null });
  });
  it('without ids is a call by itself, the same at every reading', () => {
    const bare = { raw: row({}).raw.subarray(0, Buffer.from(row({}).raw).lastIndexOf('"DOCUMENTATION"') + 15), context: { extra: [] } };
    const read = normalizeCallRow(bare, desk);
    expect(read.recordKey).toMatch(/^cdr:[0-9a-f]{64}$/);
    expect(read.groupKey).toBe(read.recordKey.replace('cdr:', 'call:'));
    expect(normalizeCallGroup([bare], desk).key).toBe(read.groupKey);
  });
  it('claims the name that the network sent with the number', () => {
    expect(normalizeCallRow(row({ clid: '"LUCIA FERREYRA" <1149021234>' }), desk).claims).toEqual([{ point: { kind: 'phone', value: '+541149021234' }, field: 'name', value: 'LUCIA FERREYRA' }]);
    expect(normalizeCallRow(row({ clid: '"Ana Ríos" <1149021234>' }), desk).claims).toEqual([]);
    expect(normalizeCallRow(row({ src: '1001', clid: '"Recepción" <1001>', channel: 'PJSIP/1001-1' }), desk).claims).toEqual([]);
  });
  it.each(['', 'hola', '"cut","in the', Buffer.alloc(1_000_000, '"').toString(), 'a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p', '\0\0\0'])('a line that is no call record is kept as such (%#)', (line) => {
    expect(normalizeCallRow({ raw: Buffer.from(line), context: { extra: [] } }, desk)).toMatchObject({ groupKey: null, unreadable: 'not-a-call' });
  });
});

describe('a call', () => {
  it('inbound, answered', () => {
    expect(call({})).toMatchObject({
      key: 'call:1710252300.1', channel: 'call', direction: 'inbound', occurredAtMs: Date.UTC(2024, 2, 12, 17, 5), parties: [{ point: { kind: 'phone', value: '+541149021234' }, role: 'caller' }], own: [{ address: '1001', name: 'Ana Ríos', role: 'callee' }],
      call: { outcome: 'answered', ringMs: 10_000, talkMs: 60_000, answeredBy: 'Ana Ríos', route: ['1001'], transferred: false, withheld: false },
    });
    expect(call({}).text).toContain('Ana Ríos');
  });
  it('inbound, missed: nobody of ours answered, whatever the rows say of machines', () => {
    expect(facts({ talk: 0 })).toMatchObject({ outcome: 'missed', talkMs: 0, ringMs: 10_000, answeredBy: '' });
    expect(facts({ talk: 0, disposition: 'BUSY' })).toMatchObject({ outcome: 'missed' });
    expect(facts({ to: '', app: 'Queue', data: 'ventas,t', dst: '600' })).toMatchObject({ outcome: 'missed', talkMs: 0, route: ['ventas'] });
    expect(facts({ to: '', app: 'Playback', data: 'cerrado', dst: 's' })).toMatchObject({ outcome: 'missed' });
  });
  it('that ended in the voicemail', () => {
    expect(facts({ talk: 0, sequence: 1 }, { to: '', app: 'VoiceMail', data: '1001@default', dst: 'vmu1001', start: 10, wait: 0, talk: 20, sequence: 2 })).toMatchObject({ outcome: 'voicemail', talkMs: 0 });
  });
  it('outbound: answered, busy, failed, not answered', () => {
    const out: Row = { src: '1001', dst: '01149021234', context: 'from-internal', channel: 'PJSIP/1001-00000001', to: 'PJSIP/trunk-00000002', data: 'PJSIP/01149021234@trunk,60' };
    expect(call(out)).toMatchObject({ direction: 'outbound', parties: [{ point: { value: '+541149021234' }, role: 'callee' }], own: [{ address: '1001', role: 'caller' }], call: { outcome: 'answered', talkMs: 60_000, answeredBy: 'Ana Ríos' } });
    expect(facts({ ...out, talk: 0, disposition: 'BUSY' }).outcome).toBe('busy');
    expect(facts({ ...out, talk: 0, disposition: 'CONGESTION' }).outcome).toBe('failed');
    expect(facts({ ...out, talk: 0 }).outcome).toBe('missed');
    expect(call({ ...out, dst: 's' }).parties[0]?.point.value).toBe('+541149021234');
    expect(call({ ...out, dst: '901149021234' }).parties[0]?.point.value).toBe('+541149021234');
  });
  it('parallel ring: many rows, one call, no second counted twice', () => {
    const ring = (extension: string, talk: number, sequence: number): Row => ({ to: `PJSIP/${extension}-0000000${sequence}`, app: 'Queue', data: 'ventas,t', dst: '600', talk, wait: talk > 0 ? 10 : 10, sequence });
    expect(facts(ring('1001', 0, 1), ring('1002', 60, 2), ring('1003', 0, 3))).toMatchObject({ outcome: 'answered', talkMs: 60_000, answeredBy: 'Tomás Vega', route: ['ventas', '1001', '1002', '1003'], transferred: false });
    expect(facts({ sequence: 1 }, { sequence: 2 }).talkMs).toBe(60_000);
  });
  it('transferred: who spoke last, and the time of both', () => {
    const rows: Row[] = [{ sequence: 1 }, { sequence: 2, start: 70, wait: 5, talk: 30, to: 'PJSIP/1002-00000005' }];
    expect(facts(...rows)).toMatchObject({ transferred: true, talkMs: 90_000, answeredBy: 'Tomás Vega', route: ['1001', '1002'], outcome: 'answered' });
    const unanswered: Row[] = [{ sequence: 1 }, { sequence: 2, start: 70, wait: 20, talk: 0, to: 'PJSIP/1002-00000005' }];
    expect(facts(...unanswered)).toMatchObject({ transferred: true, talkMs: 60_000, answeredBy: 'Ana Ríos' });
  });
  it('with a consultation between ours: that is no time with the customer', () => {
    expect(facts({ talk: 120, sequence: 1 }, { channel: 'PJSIP/1001-9', to: 'PJSIP/1002-9', src: '1001', dst: '1002', context: 'from-internal', start: 30, wait: 5, talk: 20, id: '1710252330.5', sequence: 2 })).toMatchObject({ talkMs: 120_000, answeredBy: 'Ana Ríos', transferred: false });
  });
  it('of a queue that rings through Local channels: from when somebody picked up', () => {
    expect(facts(
      { app: 'Queue', data: 'ventas,t', dst: '600', to: 'Local/1001@from-queue-0000000a;1', wait: 2, talk: 88, sequence: 1 },
      { channel: 'Local/1001@from-queue-0000000a;2', to: 'PJSIP/1001-00000007', context: 'from-queue', start: 2, wait: 18, talk: 70, id: '1710252302.4', sequence: 2 },
    )).toMatchObject({ talkMs: 70_000, ringMs: 20_000, answeredBy: 'Ana Ríos', route: ['ventas', '1001'] });
  });
  it.each(['', 'anonymous', 'Restricted', '<unknown>'])('from a withheld number (%s) is kept, of nobody', (src) => {
    expect(call({ src, clid: src === '' ? '' : `"${src}" <${src}>`, talk: 0 })).toMatchObject({ direction: 'inbound', parties: [], call: { withheld: true, outcome: 'missed' } });
  });
  it('between ours is internal and of no customer', () => {
    expect(call({ src: '1001', dst: '1002', context: 'from-internal', channel: 'PJSIP/1001-1', to: 'PJSIP/1002-2' })).toMatchObject({ direction: 'internal', parties: [], own: [{ address: '1001', role: 'caller' }, { address: '1002', role: 'callee' }], call: { outcome: 'answered', talkMs: 60_000 } });
  });
  it('by a click on a number: our telephone rang first', () => {
    expect(call({ src: '1001', dst: '01149021234', context: 'from-internal', channel: 'PJSIP/1001-00000001', to: 'PJSIP/trunk-2', id: 'hilo-7', linked: 'hilo-7' })).toMatchObject({ direction: 'outbound', key: 'call:hilo-7' });
  });
  it('from a trunk whose name is a number is still inbound', () => {
    expect(call({ channel: 'SIP/4000-00000001' }).direction).toBe('inbound');
  });
  it('comes out the same in whatever order its rows arrive', () => {
    const rows: Row[] = [{ talk: 0, sequence: 1 }, { sequence: 2, to: 'PJSIP/1002-3' }, { sequence: 3, start: 70, wait: 5, talk: 30 }];
    const orders = [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]].map((order) => JSON.stringify(call(...order.map((index) => rows[index] ?? {}))));
    expect(new Set(orders).size).toBe(1);
  });
});
