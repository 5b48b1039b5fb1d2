/**
 * The query cache, set up for a database that lies on this machine: nothing goes stale by itself, nothing is retried,
 * and neither focus nor network state asks again. Only the change feed does (changeListener.ts).
 */
import { MutationCache, QueryClient } from '@tanstack/react-query';

/** `onCommandError` hears every failed command that says nothing itself (`meta.quiet`). */
export function createQueryClient(onCommandError: (error: unknown) => void): QueryClient {
  return new QueryClient({
    mutationCache: new MutationCache({
      onError: (error, _input, _context, mutation) => {
        if (mutation.meta?.['quiet'] !== true) onCommandError(error);
      },
    }),
    defaultOptions: {
      queries: {
        networkMode: 'always',
        retry: false,
        staleTime: Infinity,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
