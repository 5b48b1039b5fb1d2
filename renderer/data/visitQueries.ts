/** Queries of visits, and of what a visit is made of: who stands there, what they were offered, what is sold. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
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

export function useCasesAt(customerId: string | null): UseQueryResult<QueryOutput<'case.list'>> {
  return useQuery({ queryKey: ['cases', 'list', customerId], queryFn: () => query('case.list', { customerId: customerId ?? '' }), enabled: customerId !== null });
}

export function useOffersAt(customerId: string | null): UseQueryResult<QueryOutput<'offer.list'>> {
  return useQuery({ queryKey: ['selling', 'offers', customerId], queryFn: () => query('offer.list', { customerId: customerId ?? '' }), enabled: customerId !== null });
}

export function useFavouritesAt(customerId: string | null): UseQueryResult<QueryOutput<'favourite.list'>> {
  return useQuery({ queryKey: ['selling', 'favourites', customerId], queryFn: () => query('favourite.list', { customerId: customerId ?? '' }), enabled: customerId !== null });
}

/** The former answer stays until the next one is there. */
export function useProductsLike(text: string, limit: number): UseQueryResult<QueryOutput<'product.search'>> {
  return useQuery({ queryKey: ['selling', 'products', text, limit], queryFn: () => query('product.search', { text, limit }), placeholderData: keepPreviousData });
}
