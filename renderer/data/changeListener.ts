/**
 * From the change feed to the query cache: the topics of `changed` events become the invalidation of exactly the
 * answers that depend on them.
 *
 * Owns the pace: events of one animation frame become one round, and rounds keep a distance while a sync runs.
 * A query that is being answered is never cut off (a fast feed would starve it); its topics wait for the next round.
 */
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { Topic } from '../../shared/contract.ts';
import type { CustomerView } from '../../shared/domain.ts';
import { onEvent } from './client.ts';
import { keys } from './keys.ts';

/** Rounds are at least this far apart; new mail is to be on screen within a second. */
const ROUND_MS = 120;

const FAMILIES_OF: Record<Exclude<Topic, `customer:${string}`>, readonly string[]> = {
  customers: ['customers', 'search', 'places'],
  queue: ['queue'],
  sync: ['sync', 'quarantine', 'composer'],
  settings: ['settings', 'composer', 'queue'],
  calls: ['calls', 'callBrief'],
  // A source was not heard for a while: that may stand in the timeline of any customer.
  gaps: ['customer'],
  // Told also when the search index has caught up: what was asked before that lacks the newest.
  app: ['app', 'search'],
  outbox: ['outbox', 'app'],
  // Kept by their keeper (draftKeeper.ts), which listens by itself.
  drafts: [],
  templates: ['templates'],
  shop: ['shop', 'queue', 'composer', 'selling', 'visits', 'numbers'],
  cases: ['cases', 'queue', 'deciding', 'numbers'],
  selling: ['selling', 'deciding', 'numbers'],
  visits: ['visits', 'deciding', 'numbers'],
  rules: ['rules', 'deciding'],
};

/** Whether an answer under this key depends on one of the topics. `idsOf` gives every id by which the customer of a key goes. */
export function isTouched(key: QueryKey, topics: ReadonlySet<Topic>, idsOf: (customerId: string) => readonly string[]): boolean {
  const family = String(key[0]);
  const isOfCustomer = family === 'customer' || family === 'composer' || family === 'deciding';
  if (isOfCustomer && idsOf(String(key[1])).some((id) => topics.has(`customer:${id}`))) return true;
  for (const topic of topics) {
    if (topic.startsWith('customer:')) {
      if (family === 'interaction' || family === 'places') return true;
    } else if (FAMILIES_OF[topic as keyof typeof FAMILIES_OF]?.includes(family)) return true;
  }
  return false;
}

/** Collects topics and hands them to `flush`, coalesced; `flush` answers the topics that have to wait for another round. */
export function createCoalescer(flush: (topics: ReadonlySet<Topic>) => ReadonlySet<Topic>, schedule: (run: () => void) => void): (topics: readonly Topic[]) => void {
  let pending = new Set<Topic>();
  let isScheduled = false;
  const request = (): void => {
    if (isScheduled || pending.size === 0) return;
    isScheduled = true;
    schedule(() => {
      isScheduled = false;
      const round = pending;
      pending = new Set();
      for (const topic of flush(round)) pending.add(topic);
      request();
    });
  };
  return (topics) => {
    for (const topic of topics) pending.add(topic);
    request();
  };
}

/** Starts following the feed; answers with the function that stops. */
export function startChangeListener(client: QueryClient): () => void {
  const push = createCoalescer((topics) => invalidate(client, topics), paced());
  const stopChanged = onEvent('changed', ({ topics }) => push(topics));
  // After a restart of the core the feed may have been missed: everything is asked again.
  const stopCore = onEvent('core', ({ state }) => {
    if (state === 'running') void client.invalidateQueries();
  });
  return () => {
    stopChanged();
    stopCore();
  };
}

function invalidate(client: QueryClient, topics: ReadonlySet<Topic>): ReadonlySet<Topic> {
  const idsOf = (id: string): readonly string[] => {
    const view = client.getQueryData<CustomerView | null>(keys.customer(id));
    return view ? [id, view.id, ...view.aliases] : [id];
  };
  const waiting = new Set<Topic>();
  for (const found of client.getQueryCache().findAll()) {
    if (!isTouched(found.queryKey, topics, idsOf)) continue;
    if (found.state.fetchStatus === 'fetching') {
      for (const topic of topics) if (isTouched(found.queryKey, new Set([topic]), idsOf)) waiting.add(topic);
      continue;
    }
    void client.invalidateQueries({ queryKey: found.queryKey, exact: true }, { cancelRefetch: false });
  }
  return waiting;
}

/** Runs on the next animation frame, or by timer while the window is hidden, and never sooner than ROUND_MS after the last round. */
function paced(): (run: () => void) => void {
  let lastMs = -ROUND_MS;
  return (run) => {
    const go = (): void => {
      lastMs = performance.now();
      run();
    };
    const waitMs = ROUND_MS - (performance.now() - lastMs);
    if (waitMs > 0) setTimeout(go, waitMs);
    else if (document.hidden) setTimeout(go, 0);
    else requestAnimationFrame(go);
  };
}
