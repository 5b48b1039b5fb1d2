/** Whether the core is there, as its host last said. */
import { useSyncExternalStore } from 'react';
import type { Events } from '../../shared/contract.ts';
import { onEvent } from './client.ts';

let current: Events['core'] = { state: 'running', error: null };

export function useCoreState(): Events['core'] {
  return useSyncExternalStore(listen, () => current);
}

function listen(listener: () => void): () => void {
  return onEvent('core', (next) => {
    current = next;
    listener();
  });
}
