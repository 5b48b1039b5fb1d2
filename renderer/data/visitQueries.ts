/** Queries of visits, of who stands at the counter, and of what the shop says of itself. */
import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import type { QueryOutput } from '../../shared/contract.ts';
import { query } from './client.ts';

export function useVisit(visitId: string | null): UseQueryResult<QueryOutput<'visit.get'>> {
  return useQuery({ queryKey: ['visits', 'one', visitId], queryFn: () => query('visit.get', { visitId: visitId ?? '' }), enabled: visitId !== null });
}

/** Begun at this desk and not closed. */
export function useOpenVisits(): UseQueryResult<QueryOutput<'visit.open'>> {
  return useQuery({ queryKey: ['visits', 'open'], queryFn: () => query('visit.open', {}) });
}

export function useVisitsOf(customerId: string, limit: number): UseQueryResult<QueryOutput<'visit.list'>> {
  return useQuery({ queryKey: ['visits', 'of', customerId, limit], queryFn: () => query('visit.list', { customerId, limit }) });
}

/** Null while nobody is identified. */
export function useCustomerBrief(customerId: string | null): UseQueryResult<QueryOutput<'customer.brief'>> {
  return useQuery({ queryKey: ['customer', customerId ?? '', 'brief'], queryFn: () => query('customer.brief', { customerId: customerId ?? '' }), enabled: customerId !== null });
}

export function usePreferences(customerId: string): UseQueryResult<QueryOutput<'customer.preferences'>> {
  return useQuery({ queryKey: ['customer', customerId, 'preferences'], queryFn: () => query('customer.preferences', { customerId }) });
}

export function useShopParts(): UseQueryResult<QueryOutput<'shop.get'>> {
  return useQuery({ queryKey: ['shop', 'get'], queryFn: () => query('shop.get', {}) });
}
