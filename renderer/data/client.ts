/**
 * The way from the window to the core: three typed functions over the bridge that the preload puts on `window.hilo`.
 *
 * Owns the unwrapping of envelopes: a refused answer is thrown as a DeskError, so that every caller sees one kind of
 * failure. Never retries, never caches and never touches the network.
 */
import type { Bridge, CommandInput, CommandName, CommandOutput, DesktopInput, DesktopName, DesktopOutput, Events, QueryInput, QueryName, QueryOutput } from '../../shared/contract.ts';
import type { Envelope } from '../../shared/result.ts';
import { fromErrorData } from '../../shared/result.ts';

declare global {
  interface Window {
    readonly hilo: Bridge;
  }
}

/** Reads from the local store. Throws DeskError. */
export async function query<N extends QueryName>(name: N, input: QueryInput<N>): Promise<QueryOutput<N>> {
  return unwrap<QueryOutput<N>>(await window.hilo.query(name, input));
}

/** Changes something; answers when it is committed. Throws DeskError. */
export async function command<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
  return unwrap<CommandOutput<N>>(await window.hilo.command(name, input));
}

/** Asks the desktop itself (file chooser, links, attachments). Throws DeskError. */
export async function desktop<N extends DesktopName>(name: N, input: DesktopInput<N>): Promise<DesktopOutput<N>> {
  return unwrap<DesktopOutput<N>>(await window.hilo.command(name, input));
}

/** Listens to one kind of event; answers with the function that stops listening. */
export function onEvent<E extends keyof Events>(event: E, listener: (data: Events[E]) => void): () => void {
  const own = (name: keyof Events, data: unknown): void => {
    if (name === event) listener(data as Events[E]);
  };
  // One subscription of the bridge for the whole window, however many parts of it listen.
  if (!isSubscribed) window.hilo.subscribe((name, data) => { for (const one of listeners) one(name, data); });
  isSubscribed = true;
  listeners.add(own);
  return () => {
    listeners.delete(own);
  };
}

const listeners = new Set<(name: keyof Events, data: unknown) => void>();
let isSubscribed = false;

function unwrap<T>(envelope: Envelope<unknown>): T {
  if (envelope.ok) return envelope.value as T;
  throw fromErrorData(envelope.error);
}
