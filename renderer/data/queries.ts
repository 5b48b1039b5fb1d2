/** One hook per query of the contract. Answers come from the local store within milliseconds, so screens draw nothing while they wait. */
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import type { AppState, ContactsPreview, DatumPlace, DesktopOutput, InteractionDetail, InteractionDisplay, QueryOutput, Settings, SyncState } from '../../shared/contract.ts';
import type { CustomerRow, CustomerView, DecisionView } from '../../shared/domain.ts';
import { command, desktop, query } from './client.ts';
import { keys } from './keys.ts';

export type RawView = { text: string; sizeBytes: number; cut: boolean };

export function useDesktopContext(): UseQueryResult<DesktopOutput<'desktop.context'>> {
  return useQuery({ queryKey: keys.context, queryFn: () => desktop('desktop.context', {}) });
}

/** The recovery words of a history made just now; null words once they were kept. */
export function useRecoveryWords(): UseQueryResult<{ words: string[] | null }> {
  return useQuery({ queryKey: keys.recoveryWords, queryFn: () => desktop('desktop.recoveryWords', {}) });
}

export function useAppState(enabled = true): UseQueryResult<AppState> {
  return useQuery({ queryKey: keys.app, queryFn: () => query('app.state', {}), enabled });
}

export function useSettings(enabled = true): UseQueryResult<Settings> {
  return useQuery({ queryKey: keys.settings, queryFn: () => query('settings.get', {}), enabled });
}

export type QueueFilter = 'waiting' | 'missedCalls';

export function useQueue(filter: QueueFilter): UseQueryResult<QueryOutput<'queue.list'>> {
  return useQuery({ queryKey: keys.queue(filter), queryFn: () => query('queue.list', { filter, limit: 1_000 }), placeholderData: keepPreviousData });
}

export const CUSTOMER_PAGE = 100;

/** The pages of the customer list that hold the rows `first` to `last` (0-based, inclusive), whatever the number of rows in all. */
export function useCustomerRows(text: string, first: number, last: number): { rowAt: (index: number) => CustomerRow | undefined; total: number | undefined } {
  const from = Math.floor(first / CUSTOMER_PAGE);
  const to = Math.max(from, Math.floor(last / CUSTOMER_PAGE));
  const pages = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const answers = useQueries({
    queries: pages.map((page) => ({
      queryKey: keys.customers(text, page * CUSTOMER_PAGE),
      queryFn: () => query('customer.list', { text, offset: page * CUSTOMER_PAGE, limit: CUSTOMER_PAGE }),
      placeholderData: keepPreviousData,
    })),
  });
  return {
    rowAt: (index) => answers[Math.floor(index / CUSTOMER_PAGE) - from]?.data?.rows[index % CUSTOMER_PAGE],
    total: answers.find((answer) => answer.data !== undefined)?.data?.total,
  };
}

/** The first customers that match a text; for choosers. */
export function useCustomerChoices(text: string, limit: number): UseQueryResult<{ rows: CustomerRow[]; total: number }> {
  return useQuery({ queryKey: ['customers', text, 0, limit], queryFn: () => query('customer.list', { text, offset: 0, limit }), placeholderData: keepPreviousData });
}

export function useCustomer(id: string): UseQueryResult<CustomerView | null> {
  return useQuery({ queryKey: keys.customer(id), queryFn: () => query('customer.get', { id }) });
}

export function useJourney(id: string, days: number): UseQueryResult<QueryOutput<'customer.journey'>> {
  return useQuery({ queryKey: keys.journey(id, days), queryFn: () => query('customer.journey', { id, days }), placeholderData: keepPreviousData });
}

export function useInteraction(id: string, enabled = true): UseQueryResult<InteractionDetail | null> {
  return useQuery({ queryKey: keys.interaction(id), queryFn: () => query('interaction.get', { id }), enabled });
}

export function useDisplay(id: string, allowRemote: boolean, enabled: boolean): UseQueryResult<InteractionDisplay> {
  return useQuery({ queryKey: keys.display(id, allowRemote), queryFn: () => query('interaction.display', { id, allowRemote }), enabled });
}

export function useRaw(id: string): UseQueryResult<RawView> {
  return useQuery({ queryKey: keys.raw(id), queryFn: () => query('interaction.raw', { id }) });
}

/** Empty text asks nothing. The former answer stays until the next one is there. */
export function useSearch(text: string, limit: number, customerId: string | null = null): UseQueryResult<QueryOutput<'search.all'>> {
  const asked = text.trim();
  return useQuery({
    queryKey: keys.search(asked, limit, customerId),
    queryFn: () => query('search.all', customerId === null ? { text: asked, limit } : { text: asked, limit, customerId }),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  });
}

export function useDatumPlaces(value: string): UseQueryResult<DatumPlace[]> {
  return useQuery({ queryKey: keys.places(value), queryFn: () => query('datum.places', { value }) });
}

export function useRecentDecisions(limit: number): UseQueryResult<DecisionView[]> {
  return useQuery({ queryKey: keys.decisions(limit), queryFn: () => query('decisions.recent', { limit }) });
}

export function useSyncState(enabled = true): UseQueryResult<SyncState> {
  return useQuery({ queryKey: keys.sync, queryFn: () => query('sync.state', {}), enabled });
}

export function useQuarantine(offset: number, limit: number): UseQueryResult<QueryOutput<'quarantine.list'>> {
  return useQuery({ queryKey: keys.quarantine(offset, limit), queryFn: () => query('quarantine.list', { offset, limit }), placeholderData: keepPreviousData });
}

export function useQuarantineRaw(recordId: number | null): UseQueryResult<RawView> {
  return useQuery({ queryKey: keys.quarantineRaw(recordId ?? -1), queryFn: () => query('quarantine.raw', { recordId: recordId ?? -1 }), enabled: recordId !== null });
}

/** What an import of contacts would do; asked again when the mapping changes. */
export function useContactsPreview(path: string, mapping: ContactsPreview['columns'][number]['meaning'][] | null): UseQueryResult<ContactsPreview> {
  return useQuery({
    queryKey: ['contactsPreview', path, mapping?.join() ?? null],
    queryFn: () => command('import.previewContacts', mapping === null ? { path } : { path, mapping }),
    placeholderData: keepPreviousData,
  });
}
