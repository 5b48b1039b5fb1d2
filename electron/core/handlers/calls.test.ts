/** Calls that go on now, saying who is on the line, and calls logged by hand; over a real store. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Settings } from '../../../shared/contract.ts';
import type { LiveCall } from '../../../shared/domain.ts';
import { createClock } from '../clock.ts';
import type { CallSignal } from '../connectors/connector.ts';
import { contactPointId, interactionId } from '../identity/ids.ts';
import { createLiveCalls } from '../liveCalls.ts';
import type { LiveCalls } from '../liveCalls.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { countWaiting, customerSummary } from '../store/customers.ts';
import { interactionById } from '../store/interactions.ts';
import { card, cdr, mail, NOW_MS, testDesk } from '../testing.ts';
import type { TestDesk } from '../testing.ts';
import { createCallHandlers } from './calls.ts';

let desk: TestDesk;
let live: LiveCalls;
let handlers: ReturnType<typeof createCallHandlers>;
let rings: LiveCall[];
let nowMs: number;

beforeEach(() => {
  desk = testDesk();
  nowMs = NOW_MS;
  rings = [];
  live = createLiveCalls({
    store: desk.store, country: () => 'AR', nowMs: () => nowMs,
    emit(event, data) {
      if (event === 'call') rings.push(data as LiveCall);
    },
  });
  const clock = createClock(() => nowMs, null);
  const settings: Settings = { ...DEFAULT_SETTINGS, country: 'AR', agentName: 'Ana' };
  handlers = createCallHandlers({ store: desk.store, liveCalls: live, apply: desk.apply, by: () => ({ device: desk.device, actor: 'Ana', clock }), settings: () => settings, nowMs: () => nowMs });
});
afterEach(() => {
  live.close();
  desk.store.close();
});

function ring(over: Partial<CallSignal> = {}): CallSignal {
  return {
    key: 'call:5.1', state: 'ringing', direction: 'inbound', number: '1161234410', callerName: '', withheld: false, queue: '', isMine: true, agent: '1001', transferredTo: '',
    startedAtMs: nowMs, answeredAtMs: null, endedAtMs: null, outcome: null, ...over,
  };
}
const ana = contactPointId({ kind: 'mail', value: 'ana@x.example' });
const son = contactPointId({ kind: 'mail', value: 'hijo@x.example' });
const phone = contactPointId({ kind: 'phone', value: '+5491161234410' });
const withAna = (): void => void desk.ingest([card({ name: 'Ana Paz', mails: ['ana@x.example'], phones: ['011 15-6123-4410'] }), card({ name: 'Hijo', mails: ['hijo@x.example'] })], { stream: 'cards' });

describe('S2: a call that rings', () => {
  it('is told at once with its whole brief, and is the interaction that its log will make', () => {
    withAna();
    live.hear('account', ring());
    expect(rings).toMatchObject([{ id: interactionId('call:5.1'), state: 'ringing', isMine: true, shown: '011 6123-4410', brief: { match: 'one', candidates: [{ name: 'Ana Paz' }] } }]);
    expect(handlers.queries['calls.live']({})).toEqual(rings);
    desk.ingest([cdr({ from: '1161234410', to: '1001', call: '5.1' })], { stream: 'calls' });
    expect(interactionById(desk.store, rings[0]?.id ?? '')?.channel).toBe('call');
  });

  it('goes on as one call: answered, held, ended, with the brief it had', () => {
    withAna();
    for (const state of ['ringing', 'answered', 'held', 'answered', 'ended'] as const) live.hear('account', ring({ state, endedAtMs: state === 'ended' ? nowMs : null }));
    expect(rings.map(({ state }) => state)).toEqual(['ringing', 'answered', 'held', 'answered', 'ended']);
    expect(new Set(rings.map(({ brief }) => brief)).size).toBe(1);
    expect(live.list()).toHaveLength(1);
  });

  it('gets its brief when its number becomes known', () => {
    withAna();
    live.hear('account', ring({ number: '', withheld: true }));
    expect(rings[0]?.brief).toMatchObject({ match: 'withheld', candidates: [] });
    live.hear('account', ring());
    expect(rings[1]?.brief.match).toBe('one');
  });

  it('gets another when what we know of the caller changes while it rings', async () => {
    withAna();
    live.hear('account', ring());
    expect(rings[0]?.brief.candidates[0]?.open).toBeNull();
    desk.ingest([mail({ from: 'ana@x.example', subject: 'Ahora por correo', minutesAgo: 1 })]);
    await vi.waitFor(() => expect(rings.at(-1)?.brief.candidates[0]?.open).toMatchObject({ title: 'Ahora por correo' }));
    const told = rings.length;
    desk.ingest([mail({ from: 'otra@y.example' })]);
    live.hear('account', ring({ key: 'call:6.1', number: '1149999999' }));
    expect(rings).toHaveLength(told + 1);
  });

  it('of a stranger, gets one as soon as somebody has the number', async () => {
    live.hear('account', ring());
    expect(rings[0]?.brief.match).toBe('unknown');
    withAna();
    await vi.waitFor(() => expect(rings.at(-1)?.brief).toMatchObject({ match: 'one', candidates: [{ name: 'Ana Paz' }] }));
  });

  it('stays ten minutes after its end; newest first; and an exchange gone mad fills no memory', () => {
    live.hear('account', ring({ key: 'call:1', startedAtMs: nowMs - 5_000, state: 'ended' }));
    live.hear('account', ring({ key: 'call:2' }));
    expect(live.list().map(({ id }) => id)).toEqual([interactionId('call:2'), interactionId('call:1')]);
    nowMs += 11 * 60_000;
    expect(live.list().map(({ id }) => id)).toEqual([interactionId('call:2')]);
    nowMs += 13 * 3_600_000;
    expect(live.list()).toEqual([]);
    for (let n = 0; n < 1_000; n++) live.hear('account', ring({ key: `call:mad${n}`, number: String(1_140_000_000 + n), state: n % 3 === 0 ? 'ended' : 'ringing' }));
    expect(live.list()).toHaveLength(200);
    expect(live.byId(interactionId('call:mad998'))).not.toBeNull();
  });
});

describe('who is on the line', () => {
  it('can be said before the call is in the history: it lands with them, the brief follows, and it can be changed and undone', async () => {
    withAna();
    live.hear('account', ring());
    const callId = rings[0]?.id ?? '';
    const { operationId } = handlers.commands['call.identify']({ callId, customerId: son });
    await vi.waitFor(() => expect(rings.at(-1)?.brief).toMatchObject({ match: 'one', candidates: [{ name: 'Hijo' }] }));
    desk.ingest([cdr({ from: '1161234410', to: '1001', call: '5.1', talkS: 0 })], { stream: 'calls' });
    const owner = (): string => interactionOwner(callId);
    expect(owner()).toBe('Hijo');
    handlers.commands['call.identify']({ callId, customerId: ana });
    expect(owner()).toBe('Ana Paz');
    handlers.commands['call.identify']({ callId, customerId: son });
    expect(owner()).toBe('Hijo');
    desk.act('operation.undo', { operationId });
    await desk.rebuild();
    expect(owner()).toBe('Hijo');
  });

  it('is said of a call that is in the history already too', () => {
    withAna();
    desk.ingest([cdr({ from: '1161234410', to: '1001', call: '5.1' })], { stream: 'calls' });
    handlers.commands['call.identify']({ callId: interactionId('call:5.1'), customerId: son });
    expect(interactionOwner(interactionId('call:5.1'))).toBe('Hijo');
  });

  it('cannot be said of a call without a number, of no call, or of nobody', () => {
    withAna();
    live.hear('account', ring({ key: 'call:7', number: '', withheld: true }));
    live.hear('account', ring());
    expect(() => handlers.commands['call.identify']({ callId: interactionId('call:7'), customerId: ana })).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(() => handlers.commands['call.identify']({ callId: interactionId('call:none'), customerId: ana })).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(() => handlers.commands['call.identify']({ callId: interactionId('call:5.1'), customerId: interactionId('nobody') })).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  function interactionOwner(id: string): string {
    const point = interactionById(desk.store, id)?.mainPoint ?? 0;
    const { customer } = desk.store.prepare('SELECT customer FROM contact_point WHERE id = ?').get(point) as { customer: number };
    return customerSummary(desk.store, customer)?.name ?? '';
  }
});

describe('a call logged by hand, and one that needs no answer', () => {
  const logged = { channel: 'call', contactPointId: null, direction: 'inbound', outcome: 'answered', startedAtMs: NOW_MS - 60_000, durationMs: 90_000, motive: 'Garantía', text: 'Quedamos en que la llamo mañana.' } as const;

  it('stands under the telephone, with what was said, and its draft goes in the same step', () => {
    withAna();
    const draft = desk.store.prepare("INSERT INTO draft (id, point, channel, content, revision, updated_at_ms) VALUES (?, ?, 'call', ?, 1, 0)");
    const draftId = interactionId('draft');
    draft.run(draftId, phone, JSON.stringify(logged));
    const { interactionId: id } = handlers.commands['call.log']({ customerId: ana, call: logged, draftId });
    expect(interactionById(desk.store, id)).toMatchObject({ channel: 'call', direction: 'inbound', occurredAtMs: NOW_MS - 60_000, author: expect.any(String) as string });
    expect(interactionById(desk.store, id)?.text).toContain('Quedamos en que la llamo mañana.');
    expect((desk.store.prepare('SELECT count(*) AS n FROM draft').get() as { n: number }).n).toBe(0);
    live.hear('account', ring());
    expect(rings[0]?.brief.candidates[0]?.promises.map(({ text, channel }) => [channel, text])).toEqual([['call', 'Quedamos en que la llamo mañana.']]);
  });

  it('is logged once when a second window saves the same draft', () => {
    withAna();
    const draftId = interactionId('draft');
    desk.store.prepare("INSERT INTO draft (id, point, channel, content, revision, updated_at_ms) VALUES (?, ?, 'call', ?, 1, 0)").run(draftId, phone, JSON.stringify(logged));
    handlers.commands['call.log']({ customerId: ana, call: logged, draftId });
    expect(() => handlers.commands['call.log']({ customerId: ana, call: logged, draftId })).toThrow(expect.objectContaining({ code: 'conflict', params: { what: 'draft' } }));
    expect(desk.store.prepare("SELECT count(*) FROM operation WHERE type = 'call.log'").pluck().get()).toBe(1);
  });

  it('a missed one waits in the queue until somebody says that it needs no answer', () => {
    withAna();
    const { interactionId: id } = handlers.commands['call.log']({ customerId: ana, call: { ...logged, outcome: 'missed', text: '' }, draftId: null });
    const waiting = (): number => countWaiting(desk.store, 0).missed;
    expect(waiting()).toBe(1);
    const { operationId } = handlers.commands['interaction.settle']({ interactionId: id });
    expect(waiting()).toBe(0);
    desk.act('operation.undo', { operationId });
    expect(waiting()).toBe(1);
    expect(() => handlers.commands['interaction.settle']({ interactionId: interactionId('none') })).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it('is refused for nobody, and for a day that is not here yet', () => {
    withAna();
    expect(() => handlers.commands['call.log']({ customerId: interactionId('nobody'), call: logged, draftId: null })).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(() => handlers.commands['call.log']({ customerId: ana, call: { ...logged, startedAtMs: NOW_MS + 2 * 86_400_000 }, draftId: null })).toThrow(expect.objectContaining({ code: 'conflict' }));
  });
});
