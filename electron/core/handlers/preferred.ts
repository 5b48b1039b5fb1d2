/** How a customer likes to be reached, from the store (S10). */
import { CHANNELS } from '../../../shared/domain.ts';
import type { Channel, PreferredChannel } from '../../../shared/domain.ts';
import { choosePreferred, HABIT_MS, isReach } from '../decisions/preferredChannel.ts';
import type { OwnContact } from '../decisions/preferredChannel.ts';
import { claimsOf } from '../store/customers.ts';
import { keyAt } from '../store/interactions.ts';
import type { Reader } from '../store/open.ts';
import { origin } from './views.ts';
import type { ViewContext } from './views.ts';

/** Rows read of each point: enough for twenty contacts of many messages each. */
const ROWS = 150;

export function preferredChannel(context: ViewContext, points: readonly number[], nowMs: number): PreferredChannel | null {
  const { reader } = context;
  // The strongest statement stands first; an empty one says that it is not known.
  const said = claimsOf(reader, points).find((claim) => claim.field === 'preferredChannel');
  const stated = said !== undefined && isReach(said.value) ? { channel: said.value, origin: origin(reader, said, said.atMs) } : null;
  return choosePreferred(stated, ownContacts(reader, points, nowMs - HABIT_MS), nowMs);
}

/** What the customer began, newest first within each point; machines and lists speak for nobody. */
function ownContacts(reader: Reader, points: readonly number[], sinceMs: number): OwnContact[] {
  const statement = reader.prepare(`SELECT party.channel AS channel, occurred_at_ms AS atMs FROM party JOIN interaction ON interaction.key = party.interaction
    WHERE party.point = ? AND party.interaction > ? AND party.word > 0 AND interaction.direction = 0 ORDER BY party.interaction DESC LIMIT ?`);
  return points.flatMap((point) => (statement.all(point, keyAt(sinceMs), ROWS) as { channel: number; atMs: number }[]).map((row) => ({ channel: CHANNELS[row.channel] as Channel, atMs: row.atMs })));
}
