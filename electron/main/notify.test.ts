import { describe, expect, it, vi } from 'vitest';
import type { Arrival } from './notify.ts';
import { notices } from './notify.ts';

vi.mock('electron', () => ({ Notification: class {} }));

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
