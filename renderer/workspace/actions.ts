/**
 * What can be done with a contact, channel by channel: one table, so that the same request can be met in every
 * touchpoint (S19). A channel that lacks an action does not compile, and actions.test.ts says which.
 */
import type { Channel, ContactPointView, TimelineItem } from '../../shared/domain.ts';

export const CARD_ACTIONS = ['answer', 'call', 'write', 'note', 'openCase', 'addToCase', 'settle', 'assign', 'source', 'raw'] as const;
export type CardAction = (typeof CARD_ACTIONS)[number];

/** `phone`: a number of the customer. `address`: any way to write to them. `open`: words of theirs that nobody settled. */
export type Need = 'nothing' | 'phone' | 'address' | 'open';

/** Channels by which a customer speaks with us. */
export type TouchChannel = Extract<Channel, 'mail' | 'chat' | 'call' | 'visit' | 'web' | 'public'>;

export const ACTIONS: Record<TouchChannel, Record<CardAction, Need>> = {
  mail: { answer: 'address', call: 'phone', write: 'address', note: 'nothing', openCase: 'nothing', addToCase: 'nothing', settle: 'open', assign: 'nothing', source: 'nothing', raw: 'nothing' },
  chat: { answer: 'address', call: 'phone', write: 'address', note: 'nothing', openCase: 'nothing', addToCase: 'nothing', settle: 'open', assign: 'nothing', source: 'nothing', raw: 'nothing' },
  // Somebody who was here is answered where they can be reached.
  visit: { answer: 'address', call: 'phone', write: 'address', note: 'nothing', openCase: 'nothing', addToCase: 'nothing', settle: 'open', assign: 'nothing', source: 'nothing', raw: 'nothing' },
  call: { answer: 'phone', call: 'phone', write: 'address', note: 'nothing', openCase: 'nothing', addToCase: 'nothing', settle: 'open', assign: 'nothing', source: 'nothing', raw: 'nothing' },
  // What was said in public or done on a site is answered where the person can be reached.
  web: { answer: 'address', call: 'phone', write: 'address', note: 'nothing', openCase: 'nothing', addToCase: 'nothing', settle: 'open', assign: 'nothing', source: 'nothing', raw: 'nothing' },
  public: { answer: 'address', call: 'phone', write: 'address', note: 'nothing', openCase: 'nothing', addToCase: 'nothing', settle: 'open', assign: 'nothing', source: 'nothing', raw: 'nothing' },
};

export function isTouch(channel: Channel): channel is TouchChannel {
  return Object.hasOwn(ACTIONS, channel);
}

/** Whether what an action of this contact needs is there. */
export function isPossible(action: CardAction, item: TimelineItem, points: readonly ContactPointView[]): boolean {
  if (!isTouch(item.channel)) return false;
  switch (ACTIONS[item.channel][action]) {
    case 'nothing': return true;
    case 'phone': return phoneOf(points, item.contactPointId) !== null;
    case 'address': return points.some((point) => point.kind === 'mail' || point.kind === 'chat');
    case 'open': return item.direction === 'inbound' && !item.marks.settled;
  }
}

/** The number to dial: that of the contact itself, else the one they used last. Chat addresses that are numbers count. */
export function phoneOf(points: readonly ContactPointView[], contactPointId: string | null): string | null {
  const phones = points.flatMap((point) => {
    const number = numberOf(point);
    return number === null ? [] : [{ number, isOwn: point.id === contactPointId, isPhone: point.kind === 'phone', lastAtMs: point.lastAtMs ?? 0 }];
  });
  const best = phones.sort((a, b) => Number(b.isOwn) - Number(a.isOwn) || Number(b.isPhone) - Number(a.isPhone) || b.lastAtMs - a.lastAtMs)[0];
  return best?.number ?? null;
}

/** In E.164; null for what cannot be dialled. */
export function numberOf(point: Pick<ContactPointView, 'kind' | 'value'>): string | null {
  if (point.kind === 'phone') return point.value;
  return point.kind === 'chat' ? /^whatsapp:(\+\d+)$/.exec(point.value)?.[1] ?? null : null;
}
