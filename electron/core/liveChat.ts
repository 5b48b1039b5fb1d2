/**
 * Who is there now, by chat.
 *
 * Owns what live sources say of typing and of presence. Promises that an address counts as available only as long as an
 * account that is reached says so, and that memory stays bounded whatever a server sends. Never stores anything.
 */
import type { Events } from '../../shared/contract.ts';
import type { ContactPointId } from '../../shared/domain.ts';
import { customerOf } from './handlers/views.ts';
import { chatPoint } from './identity/address.ts';
import { contactPointId } from './identity/ids.ts';
import type { Store } from './store/open.ts';

export type LiveChatPorts = {
  store: Pick<Store, 'prepare'>;
  emit<E extends keyof Events>(event: E, data: Events[E]): void;
};

export type LiveChat = {
  /** Somebody writes in a chat; strangers' typing is told to nobody. */
  hearTyping(address: string, isTyping: boolean): void;
  /** Somebody came or went, as this account heard. */
  hearPresence(accountId: string, address: string, isAvailable: boolean): void;
  /** The account is out of reach: what it said of others holds no more. */
  lose(accountId: string): void;
  /** Chat addresses whose owner is there now; of all others nothing is known. */
  available(): ContactPointId[];
};

/** Anybody can say that they are there. */
const MOST = 10_000;

export function createLiveChat({ store, emit }: LiveChatPorts): LiveChat {
  /** Which accounts say so of each address; from the one that came longest ago. */
  const present = new Map<ContactPointId, Set<string>>();

  function leave(id: ContactPointId, accountId: string): void {
    const accounts = present.get(id);
    if (accounts?.delete(accountId) !== true || accounts.size > 0) return;
    present.delete(id);
    emit('presence', { contactPointId: id, isAvailable: false });
  }

  function come(id: ContactPointId, accountId: string): void {
    const accounts = present.get(id);
    if (accounts !== undefined) return void accounts.add(accountId);
    const [oldest] = present.size >= MOST ? present : [];
    if (oldest !== undefined) for (const account of oldest[1]) leave(oldest[0], account);
    present.set(id, new Set([accountId]));
    emit('presence', { contactPointId: id, isAvailable: true });
  }

  return {
    hearTyping(address, isTyping) {
      const point = chatPoint('xmpp', address);
      const customer = point === null ? null : customerOf(store, contactPointId(point));
      if (point !== null && customer !== null) emit('typing', { customerId: customer.id, contactPointId: contactPointId(point), isTyping });
    },
    hearPresence(accountId, address, isAvailable) {
      const point = chatPoint('xmpp', address);
      if (point !== null) (isAvailable ? come : leave)(contactPointId(point), accountId);
    },
    lose(accountId) {
      for (const id of present.keys()) leave(id, accountId);
    },
    available: () => [...present.keys()],
  };
}
