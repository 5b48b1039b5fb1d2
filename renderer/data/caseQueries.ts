/** Hooks of cases, tasks and the queue. The first word of a key says which topic of the change feed makes an answer stale. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import type { QueueFilter } from '../../shared/cases.ts';
import type { QueryOutput } from '../../shared/contract.ts';
import { query } from './client.ts';
import { keys } from './keys.ts';

export type { QueueFilter } from '../../shared/cases.ts';
export type CaseView = QueryOutput<'case.list'>[number];
export type TaskView = QueryOutput<'task.list'>[number];
export type CaseDetail = NonNullable<QueryOutput<'case.get'>>;

/** A longer queue is told by its count; nobody scrolls so far. */
const MOST_ROWS = 1_000;
export const EVERYTHING: QueueFilter = { who: 'all', state: 'all', sort: 'waiting', tag: '', motive: '', prefers: null };

export const queueQuery = (filter: QueueFilter) => queryOptions({ queryKey: keys.queue(JSON.stringify(filter)), queryFn: () => query('queue.list', { filter, limit: MOST_ROWS }) });

export function useQueue(filter: QueueFilter): UseQueryResult<QueryOutput<'queue.list'>> {
  return useQuery({ ...queueQuery(filter), placeholderData: keepPreviousData });
}

export function useQueueViews(): UseQueryResult<QueryOutput<'queue.views'>> {
  return useQuery({ queryKey: ['cases', 'views'], queryFn: () => query('queue.views', {}) });
}

export function useCaseTags(enabled = true): UseQueryResult<string[]> {
  return useQuery({ queryKey: ['cases', 'tags'], queryFn: () => query('case.tags', {}), enabled });
}

/** Of one customer, open ones first; null asks nothing. */
export function useCases(customerId: string | null): UseQueryResult<CaseView[]> {
  return useQuery({ queryKey: ['cases', 'list', customerId], queryFn: () => query('case.list', { customerId: customerId ?? '' }), enabled: customerId !== null });
}

export function useCase(caseId: string): UseQueryResult<CaseDetail | null> {
  return useQuery({ queryKey: ['cases', 'one', caseId], queryFn: () => query('case.get', { caseId }), placeholderData: keepPreviousData });
}

export function useTasks(customerId: string): UseQueryResult<TaskView[]> {
  return useQuery({ queryKey: ['cases', 'tasks', customerId], queryFn: () => query('task.list', { customerId }) });
}

/** What could become of a contact; null asks nothing. */
export function useProposal(interactionId: string | null): UseQueryResult<QueryOutput<'case.proposal'>> {
  return useQuery({ queryKey: ['cases', 'proposal', interactionId], queryFn: () => query('case.proposal', { interactionId: interactionId ?? '' }), enabled: interactionId !== null });
}

/** The same for the last word of a customer that nobody answered. */
export function useSuggested(customerId: string): UseQueryResult<QueryOutput<'case.suggested'>> {
  return useQuery({ queryKey: ['customer', customerId, 'suggestedCase'], queryFn: () => query('case.suggested', { customerId }) });
}

/** The interaction that is the newest said to us by this customer, for a key pressed outside of any card. */
export async function newestWord(customerId: string): Promise<string | null> {
  const { items } = await query('customer.timeline', { id: customerId, limit: 50 });
  return items.findLast((item) => item.direction === 'inbound')?.id ?? null;
}
