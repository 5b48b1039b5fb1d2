/**
 * What the queue shows and which row the cursor is on: kept outside of its screen, so that the key for "next" works
 * wherever the person is, and the list stands as it was when they come back.
 */
import { useSyncExternalStore } from 'react';
import type { QueueRow } from '../../shared/domain.ts';
import { EVERYTHING } from './caseQueries.ts';
import type { QueueFilter } from './caseQueries.ts';
import { query } from './client.ts';
import { goTo, navigation, openCustomer } from './navigation.ts';

export type QueueState = {
  filter: QueueFilter;
  /** Key of the row under the cursor. */
  active: string | null;
  /** The case that stands for a customer, where somebody opened another than the foremost; by the id it was opened under. */
  cases: Readonly<Record<string, string>>;
};

/** As far as anybody goes on from row to row. */
const STEPPED_ROWS = 500;

let state: QueueState = { filter: EVERYTHING, active: null, cases: {} };
const listeners = new Set<() => void>();

export function useQueueState(): QueueState {
  return useSyncExternalStore(listen, () => state);
}

export function setQueueFilter(filter: QueueFilter): void {
  set({ ...state, filter });
}

export function setActiveRow(key: string | null): void {
  if (key !== state.active) set({ ...state, active: key });
}

export function chooseCase(customerId: string, caseId: string): void {
  if (state.cases[customerId] !== caseId) set({ ...state, cases: { ...state.cases, [customerId]: caseId } });
}

/** The same thing to do has the same key. */
export function rowKey(row: Pick<QueueRow, 'kind' | 'customerId' | 'caseId' | 'taskId'>): string {
  return `${row.kind} ${row.taskId ?? row.caseId ?? row.customerId}`;
}

/** Shows whoever the row is about, with its case in front. */
export function openRow(row: QueueRow): void {
  if (row.caseId !== null) chooseCase(row.customerId, row.caseId);
  setActiveRow(rowKey(row));
  openCustomer({ customerId: row.customerId, name: row.name, channel: row.channel });
}

/** Goes to the queue and opens the row after (or before) the one that is open. Answers false when there is none. Throws DeskError. */
export async function stepQueue(step: 1 | -1): Promise<boolean> {
  const { rows } = await query('queue.list', { filter: state.filter, limit: STEPPED_ROWS });
  const byKey = rows.findIndex((row) => rowKey(row) === state.active);
  const at = byKey === -1 ? rows.findIndex((row) => row.customerId === navigation().activeId) : byKey;
  const next = at === -1 ? rows[0] : rows[at + step];
  if (next === undefined) return false;
  goTo('queue');
  openRow(next);
  return true;
}

function set(next: QueueState): void {
  state = next;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
