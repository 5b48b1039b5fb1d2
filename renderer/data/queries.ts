/** One hook per query of the contract. Answers come from the local store within milliseconds, so screens draw nothing while they wait. */
import { keepPreviousData, queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import type { QueryClient, UseQueryResult } from '@tanstack/react-query';
import type { AppState, ContactsPreview, DatumPlace, DesktopOutput, InteractionDetail, InteractionDisplay, QueryOutput, Settings, SyncState } from '../../shared/contract.ts';
import type { CustomerRow, CustomerView } from '../../shared/domain.ts';
import { EVERYTHING, queueQuery } from './caseQueries.ts';
import { command, desktop, query } from './client.ts';
import { restoreDrafts } from './drafts.ts';
import { keys } from './keys.ts';
import { recall } from './memory.ts';
import { besideCustomer, isBeside } from './beside.ts';
import { openCustomer, restoreNavigation } from './navigation.ts';

export type RawView = { text: string; sizeBytes: number; cut: boolean };

const contextQuery = queryOptions({ queryKey: keys.context, queryFn: () => desktop('desktop.context', {}) });
const recoveryQuery = queryOptions({ queryKey: keys.recoveryWords, queryFn: () => desktop('desktop.recoveryWords', {}) });
const memoryQuery = queryOptions({ queryKey: keys.memory, queryFn: restoreMemory });
const settingsQuery = queryOptions({ queryKey: keys.settings, queryFn: () => query('settings.get', {}) });
const appQuery = queryOptions({ queryKey: keys.app, queryFn: () => query('app.state', {}) });
const syncQuery = queryOptions({ queryKey: keys.sync, queryFn: () => query('sync.state', {}) });

export function useDesktopContext(): UseQueryResult<DesktopOutput<'desktop.context'>> {
  return useQuery(contextQuery);
}

/** The recovery words of a history made just now; null words once they were kept. */
export function useRecoveryWords(): UseQueryResult<{ words: string[] | null }> {
  return useQuery(recoveryQuery);
}

/** Takes in, once, what the window left when it closed: tabs and drafts. */
export function useMemory(): UseQueryResult<true> {
  return useQuery(memoryQuery);
}

export function useAppState(enabled = true): UseQueryResult<AppState> {
  return useQuery({ ...appQuery, enabled });
}

export function useSettings(enabled = true): UseQueryResult<Settings> {
  return useQuery({ ...settingsQuery, enabled });
}

/** Asks at once for all that the first screen needs, so that nothing of it waits for something else of it. */
export function askFirst(client: QueryClient): void {
  const first = [client.query(contextQuery), client.query(recoveryQuery), client.query(settingsQuery), client.query(memoryQuery), client.query(appQuery), client.query(syncQuery), client.query(queueQuery(EVERYTHING))];
  // Who shows an answer also shows why there is none.
  for (const answer of first) answer.catch(() => undefined);
}

export const CUSTOMER_PAGE = 100;

/** The pages of the customer list that hold the rows `first` to `last` (0-based, inclusive), whatever the number of rows in all. */
export function useCustomerRows(text: string, first: number, last: number, enabled = true): { rowAt: (index: number) => CustomerRow | undefined; total: number | undefined } {
  const from = Math.floor(first / CUSTOMER_PAGE);
  const to = Math.max(from, Math.floor(last / CUSTOMER_PAGE));
  const pages = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const answers = useQueries({
    queries: pages.map((page) => ({
      queryKey: keys.customers(text, page * CUSTOMER_PAGE),
      queryFn: () => query('customer.list', { text, offset: page * CUSTOMER_PAGE, limit: CUSTOMER_PAGE }),
      placeholderData: keepPreviousData,
      enabled,
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

export function useSyncState(enabled = true): UseQueryResult<SyncState> {
  return useQuery({ ...syncQuery, enabled });
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

/** What the composer needs to know; with `replyTo`, also how to answer that interaction. */
export function useComposerContext(customerId: string, replyTo: string | null): UseQueryResult<QueryOutput<'composer.context'>> {
  return useQuery({ queryKey: keys.composer(customerId, replyTo), queryFn: () => query('composer.context', { customerId, replyTo }), placeholderData: keepPreviousData });
}

const MOST_OUTBOX = 500;

/** The whole queue, or what belongs to one customer: in the order in which it leaves, then what is through. */
export function useOutbox(customerId: string | null): UseQueryResult<QueryOutput<'outbox.list'>> {
  return useQuery({ queryKey: keys.outbox(customerId), queryFn: () => query('outbox.list', customerId === null ? { limit: MOST_OUTBOX } : { customerId, limit: MOST_OUTBOX }) });
}

export function useTemplates(): UseQueryResult<QueryOutput<'template.list'>> {
  return useQuery({ queryKey: keys.templates, queryFn: () => query('template.list', {}) });
}

let isRestored = false;

/** From the first answer on, what the window holds is newer than what is kept. */
async function restoreMemory(): Promise<true> {
  if (isRestored) return true;
  const { window, drafts } = await recall();
  if (!isRestored) {
    restoreNavigation(isBeside ? null : window);
    if (besideCustomer !== null) openCustomer({ customerId: besideCustomer, name: '', channel: null });
    restoreDrafts(drafts);
  }
  isRestored = true;
  return true;
}
