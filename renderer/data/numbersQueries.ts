/** The figures of the numbers page. A span that was looked at before is counted again when it is shown again. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import type { QueryOutput } from '../../shared/contract.ts';
import type { Figure, Numbers, NumbersSpan } from '../../shared/numbers.ts';
import { query } from './client.ts';

/** The last figures stay on screen while others are counted. */
export function useNumbers(span: NumbersSpan): UseQueryResult<Numbers> {
  return useQuery({ queryKey: ['numbers', 'figures', span], queryFn: () => query('numbers.get', span), placeholderData: keepPreviousData, refetchOnMount: 'always' });
}

export function useBehind(span: NumbersSpan, figure: Figure): UseQueryResult<QueryOutput<'numbers.behind'>> {
  return useQuery({ queryKey: ['numbers', 'behind', span, figure], queryFn: () => query('numbers.behind', { ...span, figure }) });
}
