/** With which channel the composer opens, and why (S10, S12). */
import type { PreferredChannel, ReachChannel } from '../../../shared/domain.ts';
import type { ComposerContext } from '../../../shared/composing.ts';

/**
 * What is answered decides, then what they prefer, then whether there is only one way; each only where it can be used.
 * Null when nothing speaks for any.
 */
export function composerStart(usable: readonly ReachChannel[], reply: ReachChannel | null, preferred: PreferredChannel | null): ComposerContext['start'] {
  const habit = { stated: preferred?.stated ?? null, used: preferred?.used ?? 0, of: preferred?.of ?? 0 };
  if (reply !== null && usable.includes(reply)) return { channel: reply, why: 'reply', ...habit };
  if (preferred !== null && usable.includes(preferred.channel)) return { channel: preferred.channel, why: preferred.stated === null ? 'computed' : 'stated', ...habit };
  const [only] = usable;
  return only !== undefined && usable.length === 1 ? { channel: only, why: 'only', ...habit } : null;
}
