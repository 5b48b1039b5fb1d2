/**
 * Who prefers which channel, kept with the customers so that one can ask for them (S10).
 *
 * Worked out beside the writes, a few milliseconds at a time, of the customers something changed about: a sync of a
 * hundred thousand mails waits for none of it, and a list that is filtered meanwhile grows as it goes.
 */
import type { NowMs } from '../../shared/time.ts';
import { preferredChannel } from './handlers/preferred.ts';
import { membersOf } from './store/customers.ts';
import { writeIfPossible } from './store/open.ts';
import type { Store } from './store/open.ts';
import { preferencesDue, putPrefers } from './store/rules.ts';

export type HabitPorts = { store: Store; country(): string; nowMs: NowMs };

/** Quiet for so long, and some of it is done; while changes go on it is done at least so often. */
const QUIET_MS = 400;
const LATEST_MS = 5_000;
/** One stride, and the pause after it: queries and ingest go first. */
const STRIDE = 40;
const PAUSE_MS = 40;

/** One stride of what is due. @returns whether there may be more, and whether an answer changed */
export function stepHabits({ store, country, nowMs }: HabitPorts, stride = STRIDE): { more: boolean; changed: boolean } {
  const due = preferencesDue(store, stride);
  if (due.length === 0) return { more: false, changed: false };
  const context = { reader: store, country: country() };
  const found = due.map((customer) => ({ customer, preferred: preferredChannel(context, membersOf(store, customer).map(({ id }) => id), nowMs()) }));
  const before = store.prepare('SELECT prefers FROM customer WHERE id = ?').pluck();
  const changed = found.some(({ customer, preferred }) => (before.get(customer) ?? null) !== (preferred?.channel ?? null));
  const isWritten = writeIfPossible(store, (writer) => {
    for (const { customer, preferred } of found) putPrefers(writer, customer, preferred?.channel ?? null, preferred !== null && preferred.stated !== null);
  });
  return { more: isWritten && due.length === stride, changed };
}

/** @returns what ends it */
export function startHabits(ports: HabitPorts): () => void {
  let timer: NodeJS.Timeout | null = null;
  let firstMs = 0;
  let isChanged = false;
  const step = (): void => {
    timer = null;
    const { more, changed } = stepHabits(ports);
    isChanged ||= changed;
    if (more) timer = setTimeout(step, PAUSE_MS).unref();
    else if (isChanged) {
      isChanged = false;
      // Once for all of it: lists that ask for a channel are asked again.
      writeIfPossible(ports.store, (writer) => writer.touch('customers'));
    }
  };
  const wake = (): void => {
    const atMs = performance.now();
    if (timer === null) firstMs = atMs;
    else if (atMs - firstMs > LATEST_MS) return;
    else clearTimeout(timer);
    timer = setTimeout(step, QUIET_MS).unref();
  };
  const stopListening = ports.store.onChange(({ topics }) => {
    if (topics.includes('customers')) wake();
  });
  wake();
  return () => {
    stopListening();
    if (timer !== null) clearTimeout(timer);
  };
}
