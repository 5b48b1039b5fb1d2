/** Hooks of decisions: next actions, worth, rules, finding customers, what was already given. */
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import type { QueryOutput } from '../../shared/contract.ts';
import type { CustomerFilter } from '../../shared/deciding.ts';
import { query } from './client.ts';
export { ACTION_KINDS, COMPARISONS, FACT_UNITS, REACH_CHANNELS, RULE_OWNER_AGENT, SEGMENTS } from '../../shared/domain.ts';

/** Time alone makes some of it true (an offer about to expire): asked again while it is on screen. */
const AGAIN_MS = 60_000;

export function useNextActions(customerId: string): UseQueryResult<QueryOutput<'action.next'>> {
  return useQuery({ queryKey: ['deciding', customerId, 'next'], queryFn: () => query('action.next', { customerId }), refetchInterval: AGAIN_MS });
}

export function useDecisionLog(customerId: string, enabled: boolean): UseQueryResult<QueryOutput<'action.log'>> {
  return useQuery({ queryKey: ['deciding', customerId, 'log'], queryFn: () => query('action.log', { customerId }), enabled });
}

export function useWorth(customerId: string, enabled = true): UseQueryResult<QueryOutput<'customer.worth'>> {
  return useQuery({ enabled, queryKey: ['deciding', customerId, 'worth'], queryFn: () => query('customer.worth', { customerId }) });
}

export function useRules(): UseQueryResult<QueryOutput<'rule.list'>> {
  return useQuery({ queryKey: ['rules'], queryFn: () => query('rule.list', {}) });
}

/** What a text asks for that we have. Asked only for a text that could ask: the core judges. */
export function useAlreadyGiven(customerId: string, text: string): UseQueryResult<QueryOutput<'ask.check'>> {
  return useQuery({ queryKey: ['deciding', customerId, 'given', text], queryFn: () => query('ask.check', { customerId, text }), enabled: text.trim().length >= 4, placeholderData: keepPreviousData });
}

export const EVERYBODY: CustomerFilter = { segment: null, prefers: null, minValueMinor: null, hasOpenCase: null, sort: 'last' };
export type FoundCustomer = QueryOutput<'customer.find'>['rows'][number];
const PAGE = 100;

/** The pages that hold the rows `first` to `last` (0-based, inclusive); asks nothing while `filter` is null. */
export function useFoundCustomers(text: string, filter: CustomerFilter | null, first: number, last: number): { rowAt: (index: number) => FoundCustomer | undefined; total: number | undefined } {
  const from = Math.floor(first / PAGE);
  const to = Math.max(from, Math.floor(last / PAGE));
  const answers = useQueries({
    queries: Array.from({ length: filter === null ? 0 : to - from + 1 }, (_, n) => ({
      queryKey: ['customers', 'find', text, filter, (from + n) * PAGE],
      queryFn: () => query('customer.find', { text, filter: filter ?? EVERYBODY, offset: (from + n) * PAGE, limit: PAGE }),
      placeholderData: keepPreviousData,
    })),
  });
  return {
    rowAt: (index) => answers[Math.floor(index / PAGE) - from]?.data?.rows[index % PAGE],
    total: answers.find((answer) => answer.data !== undefined)?.data?.total,
  };
}
