/**
 * The timeline of one customer, page by page: the newest items first, or those around one interaction, and more in
 * either direction when the reader gets there. Items are in ascending order and each is there once.
 */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import type { InfiniteData } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { QueryInput, QueryOutput } from '../../shared/contract.ts';
import type { Channel, GapView, TimelineItem } from '../../shared/domain.ts';
import { query } from './client.ts';
import { keys } from './keys.ts';

type Page = QueryOutput<'customer.timeline'>;
type PageParam = { from: 'newest' } | { from: 'around'; id: string } | { from: 'before' | 'after'; cursor: number };

/** Two screens of cards: what an opening asks for. */
export const FIRST_PAGE = 40;
const NEXT_PAGE = 100;
/** With 100 items a page, what is farther away than this is asked again when the reader comes back to it. */
const MOST_PAGES = 20;
const MOST_ITEMS_ASKED = 1_000;

export type Timeline = {
  /** Undefined until the first page is there. */
  items: TimelineItem[] | undefined;
  /** Times in which a source was not heard, as far as they touch what is loaded. */
  gaps: readonly GapView[];
  total: number;
  error: Error | null;
  hasOlder: boolean;
  hasNewer: boolean;
  isLoading: boolean;
  loadOlder: () => void;
  loadNewer: () => void;
  /** Starts over at the newest; for a reader so far back that the newest pages were let go. */
  startOver: () => void;
};

export function useTimeline(customerId: string, channels: readonly Channel[], aroundId: string | null): Timeline {
  const client = useQueryClient();
  const queryKey = keys.timeline(customerId, channels, aroundId);
  const initialPageParam = (aroundId === null ? { from: 'newest' } : { from: 'around', id: aroundId }) as PageParam;
  const answer = useInfiniteQuery({
    queryKey,
    initialPageParam,
    maxPages: MOST_PAGES,
    queryFn: async ({ pageParam }) => {
      const known = pageParam.from === 'newest' ? newestPage(client.getQueryData<InfiniteData<Page, PageParam>>(queryKey)) : undefined;
      return keepStart(await query('customer.timeline', pageInput(customerId, channels, pageParam, known?.items.length ?? 0)), known);
    },
    getPreviousPageParam: (first): PageParam | null => (first.older === null ? null : { from: 'before', cursor: first.older }),
    getNextPageParam: (last): PageParam | null => (last.newer === null ? null : { from: 'after', cursor: last.newer }),
  });
  const items = useMemo(() => (answer.data ? joinPages(answer.data.pages) : undefined), [answer.data]);
  const gaps = useMemo(() => joinGaps(answer.data?.pages ?? []), [answer.data]);
  return {
    items,
    gaps,
    total: answer.data?.pages[answer.data.pages.length - 1]?.total ?? 0,
    error: answer.error,
    hasOlder: answer.hasPreviousPage,
    hasNewer: answer.hasNextPage,
    isLoading: answer.isFetchingPreviousPage || answer.isFetchingNextPage,
    loadOlder: () => void answer.fetchPreviousPage({ cancelRefetch: false }),
    loadNewer: () => void answer.fetchNextPage({ cancelRefetch: false }),
    startOver: () => void client.resetQueries({ queryKey, exact: true }),
  };
}

/** All items of the pages in order, each once: pages may overlap after something was inserted between them. */
export function joinPages(pages: readonly Page[]): TimelineItem[] {
  const byId = new Map<string, TimelineItem>();
  for (const page of pages) for (const item of page.items) byId.set(item.id, item);
  return [...byId.values()].sort((a, b) => a.cursor - b.cursor);
}

/** The gaps of the pages by the time they ended, each once: those that touch two pages come with both. */
export function joinGaps(pages: readonly Page[]): GapView[] {
  const byKey = new Map<string, GapView>();
  for (const page of pages) for (const gap of page.gaps) byKey.set(gapKey(gap), gap);
  return [...byKey.values()].sort((a, b) => a.toMs - b.toMs);
}

export function gapKey(gap: GapView): string {
  return `gap-${gap.source.accountId ?? gap.source.label}-${gap.channel}-${gap.fromMs}-${gap.toMs}`;
}

/** A newest page asked again begins where it began, so that the page before it still fits and nothing on screen drops out. */
export function keepStart(page: Page, known: Page | undefined): Page {
  const start = known?.items[0]?.cursor;
  if (start === undefined) return page;
  const items = page.items.filter((item) => item.cursor >= start);
  const first = items[0];
  return first === undefined || items.length === page.items.length ? page : { ...page, items, older: first.cursor };
}

function pageInput(id: string, channels: readonly Channel[], param: PageParam, knownCount: number): QueryInput<'customer.timeline'> {
  const base = channels.length === 0 ? { id } : { id, channels: [...channels] };
  switch (param.from) {
    case 'newest': return { ...base, limit: Math.min(MOST_ITEMS_ASKED, knownCount + FIRST_PAGE) };
    case 'around': return { ...base, around: param.id, limit: FIRST_PAGE };
    case 'before': return { ...base, before: param.cursor, limit: NEXT_PAGE };
    case 'after': return { ...base, after: param.cursor, limit: NEXT_PAGE };
  }
}

function newestPage(known: InfiniteData<Page, PageParam> | undefined): Page | undefined {
  return known?.pages[known.pageParams.findIndex((param) => param.from === 'newest')];
}
