/** By which channel the agent is speaking with the customer now, for what is noted of an offer or a favourite. */
import type { Channel } from '../../shared/domain.ts';
import { callerOf, useCalls } from '../data/calls.ts';
import { useNavigation } from '../data/navigation.ts';
import { useCustomer } from '../data/queries.ts';

const SPOKEN: readonly Channel[] = ['mail', 'chat', 'call', 'visit'];

/** A call on our own line, else the channel by which the customer's tab was opened, else the telephone. */
export function useTouchChannel(customerId: string): Channel {
  const view = useCustomer(customerId).data;
  const { calls, chosen } = useCalls();
  const tab = useNavigation().tabs.find((one) => one.customerId === customerId);
  const ids = view ? [view.id, ...view.aliases] : [customerId];
  if (calls.some((call) => call.isMine && call.state !== 'ended' && ids.includes(callerOf(call, chosen)?.customerId ?? ''))) return 'call';
  const opened = tab?.channel ?? 'call';
  return SPOKEN.includes(opened) ? opened : 'call';
}
