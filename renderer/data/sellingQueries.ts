/** What is sold and offered, as the screens ask for it; and the files it comes from. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import type { QueryOutput } from '../../shared/contract.ts';
import type { ShopFilePreview, ShopTable } from '../../shared/selling.ts';
import { command, query } from './client.ts';

/** The former answer stays until the next one is there. */
export function useProducts(text: string, limit: number, enabled = true): UseQueryResult<QueryOutput<'product.search'>> {
  return useQuery({ queryKey: ['selling', 'products', text, limit], queryFn: () => query('product.search', { text, limit }), placeholderData: keepPreviousData, enabled });
}

/** Null asks nothing: nobody is identified yet. */
export function useOffers(customerId: string | null): UseQueryResult<QueryOutput<'offer.list'>> {
  return useQuery({ queryKey: ['selling', 'offers', customerId], queryFn: () => query('offer.list', { customerId: customerId ?? '' }), enabled: customerId !== null });
}

/** Null asks nothing. */
export function useFavourites(customerId: string | null): UseQueryResult<QueryOutput<'favourite.list'>> {
  return useQuery({ queryKey: ['selling', 'favourites', customerId], queryFn: () => query('favourite.list', { customerId: customerId ?? '' }), enabled: customerId !== null });
}

export function useOrders(customerId: string): UseQueryResult<QueryOutput<'order.list'>> {
  return useQuery({ queryKey: ['selling', 'orders', customerId], queryFn: () => query('order.list', { customerId }) });
}

/** What of a text repeats an offer that is through, or contradicts the catalogue; an empty text asks nothing. */
export function useOfferCheck(customerId: string, text: string): UseQueryResult<QueryOutput<'offer.check'>> {
  return useQuery({ queryKey: ['selling', 'check', customerId, text], queryFn: () => query('offer.check', { customerId, text }), enabled: text.trim() !== '', placeholderData: keepPreviousData, gcTime: 30_000 });
}

/** What importing a table would do; asked again when the person corrects it. A `File` is one that was dropped: the preload puts its path in its place. */
export function useShopPreview(path: string, table: ShopTable | null, mapping: readonly string[] | null): UseQueryResult<ShopFilePreview> {
  return useQuery({
    queryKey: ['shopPreview', path, table, mapping?.join() ?? null],
    queryFn: () => command('import.previewShop', { path, ...(table && { table }), ...(mapping && { mapping: [...mapping] }) }),
    placeholderData: keepPreviousData,
  });
}
