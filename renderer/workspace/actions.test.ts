import { describe, expect, test } from 'vitest';
import type { ContactPointView, TimelineItem } from '../../shared/domain.ts';
import { ACTIONS, CARD_ACTIONS, isPossible, isTouch, phoneOf } from './actions.ts';
import type { TouchChannel } from './actions.ts';

const point = (id: string, kind: ContactPointView['kind'], value: string, lastAtMs = 0): ContactPointView => ({ id, kind, value, shown: value, lastAtMs }) as ContactPointView;
const item = (channel: string, part: object = {}): TimelineItem => ({ channel, direction: 'inbound', contactPointId: 'm', marks: { settled: false }, ...part }) as unknown as TimelineItem;
const MAIL = point('m', 'mail', 'ana@example.com');
const PHONE = point('p', 'phone', '+541144445555', 5);
const TOUCH: TouchChannel[] = ['mail', 'chat', 'call', 'visit', 'web', 'public'];

describe('S19: the same request in every touchpoint', () => {
  test.each(TOUCH)('a contact by %s has every action', (channel) => {
    expect(Object.keys(ACTIONS[channel]).sort()).toEqual([...CARD_ACTIONS].sort());
  });

  test('a customer with mail and phone can be answered, called and written to from every channel, and each contact settled and assigned', () => {
    for (const channel of TOUCH) for (const action of CARD_ACTIONS) expect([channel, action, isPossible(action, item(channel), [MAIL, PHONE])]).toEqual([channel, action, true]);
  });

  test('what an action needs is asked in the same way in every channel', () => {
    for (const channel of TOUCH) {
      expect(isPossible('call', item(channel), [MAIL])).toBe(false);
      expect(isPossible('write', item(channel), [PHONE])).toBe(false);
      expect(isPossible('settle', item(channel, { marks: { settled: true } }), [MAIL])).toBe(false);
      expect(isPossible('settle', item(channel, { direction: 'outbound' }), [MAIL])).toBe(false);
    }
  });

  test('our own notes are no touchpoint', () => {
    expect(isTouch('note')).toBe(false);
  });
});

describe('the number to dial', () => {
  test('is that of the contact itself, else the phone used last, else a chat that is a number', () => {
    const points = [MAIL, point('w', 'chat', 'whatsapp:+5491150000000', 99), PHONE, point('q', 'phone', '+541140000000', 9)];
    expect(phoneOf(points, 'p')).toBe('+541144445555');
    expect(phoneOf(points, 'm')).toBe('+541140000000');
    expect(phoneOf(points.slice(0, 2), 'm')).toBe('+5491150000000');
    expect(phoneOf([MAIL, point('c', 'chat', 'xmpp:ana@example.com')], 'm')).toBeNull();
  });
});
