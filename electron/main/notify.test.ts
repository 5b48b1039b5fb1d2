import { describe, expect, it, vi } from 'vitest';
import type { LiveCall } from '../../shared/domain.ts';
import type { Arrival } from './notify.ts';
import { createRinger, notices, ringNotice } from './notify.ts';

const electron = vi.hoisted(() => ({ open: new Set<string>() }));
vi.mock('electron', () => ({
  Notification: class {
    static isSupported(): boolean { return true; }
    readonly options: { title: string };
    constructor(options: { title: string }) { this.options = options; }
    on(): void { /* nobody clicks here */ }
    show(): void { electron.open.add(this.options.title); }
    close(): void { electron.open.delete(this.options.title); }
  },
}));

const arrival = (customer: string, preview: string, channel: Arrival['channel'] = 'mail'): Arrival =>
  ({ customerId: customer, interactionId: `i-${preview}`, channel, name: `Cliente ${customer}`, preview }) as unknown as Arrival;

describe('notices', () => {
  it('say who, by which channel and what, and lead to it', () => {
    expect(notices([arrival('1', 'Hola', 'chat')], 'es')).toEqual([
      { title: 'Cliente 1 · Mensaje nuevo', body: 'Hola', target: { customerId: '1', interactionId: 'i-Hola' } },
    ]);
    expect(notices([arrival('1', 'Hi', 'call')], 'en')[0]?.title).toBe('Cliente 1 · Call');
  });

  it('are one per customer, with the last words', () => {
    const [notice, ...others] = notices([arrival('1', 'a'), arrival('1', 'b'), arrival('1', 'c')], 'es');
    expect(others).toEqual([]);
    expect(notice).toMatchObject({ body: 'c (y 2 más)', target: { interactionId: 'i-c' } });
  });

  it('are one for all when many arrive together, as after a night', () => {
    const many = notices(['1', '2', '3', '4'].map((customer) => arrival(customer, 'x')), 'en');
    expect(many).toHaveLength(1);
    expect(many[0]?.title).toBe('News from 4 customers');
  });

  it('are none for nothing, and never endless', () => {
    expect(notices([], 'es')).toEqual([]);
    expect(notices([arrival('1', 'x'.repeat(1_000))], 'es')[0]?.body).toHaveLength(180);
  });
});

const call = (part: object = {}): LiveCall => ({
  id: 'c', state: 'ringing', direction: 'inbound', isMine: true, withheld: false, number: '+541144445555', shown: '+54 11 4444-5555', callerName: '',
  brief: { match: 'one', candidates: [{ customerId: '1', name: 'Ana', open: { title: 'Retiro' } }], freshness: [] }, ...part,
}) as unknown as LiveCall;

describe('a ring', () => {
  it('says who calls and what they wait for, and leads to them', () => {
    expect(ringNotice(call(), 'es')).toEqual({ title: 'Llama Ana', body: 'Retiro', target: { customerId: '1', interactionId: null } });
  });

  it('never guesses among several, and says what is known of strangers', () => {
    const several = call({ brief: { match: 'several', candidates: [{ customerId: '1', name: 'Ana', open: null }, { customerId: '2', name: 'Beto', open: null }], freshness: [] } });
    expect(ringNotice(several, 'en')).toEqual({ title: '+54 11 4444-5555 is calling', body: '', target: null });
    expect(ringNotice(call({ withheld: true, brief: { match: 'withheld', candidates: [], freshness: [] } }), 'en')?.title).toBe('Number withheld is calling');
  });

  it('is nothing when it rings elsewhere, was dialled here, or is over', () => {
    for (const other of [{ isMine: false }, { direction: 'outbound' }, { state: 'answered' }, { state: 'ended' }]) expect(ringNotice(call(other), 'es')).toBeNull();
  });

  it('is told once while no window is in front, and taken back when it stops', () => {
    const flashes: boolean[] = [];
    let isInFront = false;
    const ring = createRinger({ preferences: () => ({ language: 'es', isOn: true }), isInFront: () => isInFront, flash: (isOn) => flashes.push(isOn), onClick: () => undefined });
    ring(call());
    ring(call());
    expect([...electron.open]).toEqual(['Llama Ana']);
    ring(call({ state: 'answered' }));
    expect([...electron.open]).toEqual([]);
    expect(flashes).toEqual([true, false]);
    isInFront = true;
    ring(call({ id: 'd' }));
    expect([...electron.open]).toEqual([]);
  });
});
