/** How a customer likes to be reached: what was stated, else what they themselves use. */
import type { Channel, Origin, PreferredChannel, ReachChannel } from '../../../shared/domain.ts';
import { REACH_CHANNELS } from '../../../shared/domain.ts';
import { DAY_MS } from '../../../shared/time.ts';

/** A contact that the customer began. */
export type OwnContact = { channel: Channel; atMs: number };

/** Habits change: older contacts say nothing of today's. */
export const HABIT_MS = 548 * DAY_MS;
const CONSIDERED = 20;
/** Messages of one channel that follow each other within this time are one contact: a chat of thirty lines is no thirty choices. */
const ONE_CONTACT_MS = 6 * 3_600_000;
/** Each contact counts this much of the next newer one. */
const FADE = 0.9;
/** Below this the choice was chance. */
const MIN_USED = 3;
const CLEAR_SHARE = 0.6;

/**
 * A statement beats every habit. A habit is told only when it is clear: at least three contacts by one channel,
 * and three fifths of all, the newer counting more; else null.
 * @param contacts in any order; `used` and `of` count them after runs of messages were taken together
 */
export function choosePreferred(stated: { channel: ReachChannel; origin: Origin } | null, contacts: readonly OwnContact[], nowMs: number): PreferredChannel | null {
  const recent = separateContacts(contacts, nowMs);
  const usedBy = (channel: ReachChannel): number => recent.filter((contact) => contact.channel === channel).length;
  if (stated !== null) return { channel: stated.channel, stated: stated.origin, used: usedBy(stated.channel), of: recent.length };
  const weights = REACH_CHANNELS.map((channel) => ({ channel, weight: recent.reduce((sum, contact, n) => (contact.channel === channel ? sum + FADE ** n : sum), 0) }));
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  const best = weights.reduce((most, candidate) => (candidate.weight > most.weight ? candidate : most));
  const used = usedBy(best.channel);
  return used >= MIN_USED && best.weight >= CLEAR_SHARE * total ? { channel: best.channel, stated: null, used, of: recent.length } : null;
}

/** The newest contacts, newest first, each run of messages once. */
function separateContacts(contacts: readonly OwnContact[], nowMs: number): OwnContact[] {
  const newestFirst = contacts.filter(({ channel, atMs }) => isReach(channel) && atMs > nowMs - HABIT_MS).sort((a, b) => b.atMs - a.atMs);
  const lastOf = new Map<Channel, number>();
  return newestFirst.filter(({ channel, atMs }) => {
    const later = lastOf.get(channel);
    lastOf.set(channel, atMs);
    return later === undefined || later - atMs > ONE_CONTACT_MS;
  }).slice(0, CONSIDERED);
}

export function isReach(channel: string): channel is ReachChannel {
  return (REACH_CHANNELS as readonly string[]).includes(channel);
}
