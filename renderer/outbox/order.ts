/** The order in which things leave. Pure. */
import type { OutboxItem } from '../../shared/domain.ts';

export type Groups = { decide: OutboxItem[]; onTheWay: OutboxItem[]; through: OutboxItem[] };

const DECIDE: readonly OutboxItem['state'][] = ['held', 'failed'];
const THROUGH: readonly OutboxItem['state'][] = ['sent', 'cancelled'];

/** What the agent has to decide on, what is about to leave in its order, and what is through. */
export function groupsOf(items: readonly OutboxItem[]): Groups {
  return {
    decide: items.filter((item) => DECIDE.includes(item.state)),
    onTheWay: items.filter((item) => !DECIDE.includes(item.state) && !THROUGH.includes(item.state)),
    through: items.filter((item) => THROUGH.includes(item.state)),
  };
}

export type Move = { outboxId: string; before: string | null; place: number };

/** Moving one of the items by a step; null where it cannot go, or must stay because it is leaving. */
export function stepMove(items: readonly OutboxItem[], outboxId: string, step: 1 | -1): Move | null {
  const movable = items.filter((item) => item.state === 'queued');
  const from = movable.findIndex((item) => item.id === outboxId);
  const to = from + step;
  if (from === -1 || to < 0 || to >= movable.length) return null;
  return { outboxId, before: movable[step === 1 ? to + 1 : to]?.id ?? null, place: to + 1 };
}

/** Dropping one item on the place of another. */
export function dropMove(items: readonly OutboxItem[], outboxId: string, overId: string): Move | null {
  const movable = items.filter((item) => item.state === 'queued');
  const from = movable.findIndex((item) => item.id === outboxId);
  const to = movable.findIndex((item) => item.id === overId);
  if (from === -1 || to === -1 || from === to) return null;
  return { outboxId, before: movable[to > from ? to + 1 : to]?.id ?? null, place: to + 1 };
}
