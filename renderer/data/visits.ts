/**
 * The visit on the screen: which one, and at which step.
 *
 * Owns that alone. What happens in a visit is in the core from the moment it happens, so that leaving this screen, or
 * losing it, loses nothing. Only one visit is on the screen at a time; others stay open behind it.
 */
import { useSyncExternalStore } from 'react';
import type { QueryOutput } from '../../shared/contract.ts';
import { command, query } from './client.ts';
import { openCustomer } from './navigation.ts';

export const VISIT_STEPS = ['identify', 'brief', 'act', 'wrapUp', 'close'] as const;
export type VisitStep = (typeof VISIT_STEPS)[number];
/** `survey`: the card that is turned to the customer once the visit is closed. */
export type VisitOnScreen = { visitId: string; step: VisitStep | 'survey' };
type OpenVisit = QueryOutput<'visit.open'>[number];

let current: VisitOnScreen | null = null;
let isStarting = false;
const listeners = new Set<() => void>();

export function useVisitOnScreen(): VisitOnScreen | null {
  return useSyncExternalStore(listen, visitOnScreen);
}

export function visitOnScreen(): VisitOnScreen | null {
  return current;
}

/** Begins a visit, or goes on with the one that was left open with this customer. `customerId` null: nobody is identified yet. Throws DeskError. */
export async function startVisit(customerId: string | null): Promise<void> {
  // A key that is held down starts one.
  if (isStarting || current !== null) return;
  isStarting = true;
  try {
    const known = (await query('visit.open', {})).find((visit) => visit.customerId === customerId);
    const { visitId } = known === undefined ? await command('visit.start', { customerId }) : { visitId: known.id };
    set({ visitId, step: customerId === null ? 'identify' : 'brief' });
  } finally {
    isStarting = false;
  }
}

/** Goes on with a visit that was left open, where its next step is. */
export function resumeVisit(visit: Pick<OpenVisit, 'id' | 'customerId' | 'items' | 'notes'>): void {
  const isUnderway = visit.items.length > 0 || visit.notes !== '';
  set({ visitId: visit.id, step: visit.customerId === null ? 'identify' : isUnderway ? 'act' : 'brief' });
}

export function goToStep(step: VisitOnScreen['step']): void {
  if (current !== null) set({ ...current, step });
}

/** Back to the desk; with a customer, to their workspace. The visit itself stays as it is. */
export function leaveVisit(customer: { customerId: string; name: string } | null = null): void {
  set(null);
  if (customer !== null) openCustomer({ ...customer, channel: 'visit' });
}

function set(next: VisitOnScreen | null): void {
  current = next;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
