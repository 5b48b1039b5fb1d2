/** How much a time asks for attention: the badge beside a customer in the queue. */
import { DAY_MS, HOUR_MS } from '../../shared/time.ts';

export function waitTone(waitedMs: number): 'neutral' | 'warn' | 'danger' {
  if (waitedMs >= DAY_MS) return 'danger';
  return waitedMs >= HOUR_MS ? 'warn' : 'neutral';
}

/** Of what is promised and not late yet. */
export function dueTone(leftMs: number): 'neutral' | 'warn' {
  return leftMs <= HOUR_MS ? 'warn' : 'neutral';
}
