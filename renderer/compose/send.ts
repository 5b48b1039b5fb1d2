/**
 * Handing a message to the outbox, with the way back while it has not left.
 *
 * The type is the rule: what is handed over is a mail or a chat message. A note or a call has no way to get here.
 */
import type { Sendable } from '../../shared/composing.ts';
import type { CommandOutput } from '../../shared/contract.ts';
import { command } from '../data/client.ts';
import { openComposerFor } from '../data/composing.ts';
import { draftKeeper } from '../data/messageDrafts.ts';

export type SendOrder = {
  customerId: string;
  message: Sendable;
  /** The call during which it is sent. */
  callId: string | null;
  /** Null: as soon as the undo window is over. */
  sendAtMs: number | null;
  /** The newest interaction the agent can have read (N7). */
  seenCursor: number | null;
};

/** The draft goes in the same step; when it cannot be queued, its words stay. */
export function sendMessage({ customerId, message, callId, sendAtMs, seenCursor }: SendOrder): Promise<CommandOutput<'outbox.send'>> {
  return draftKeeper.use(customerId, message.channel, (draftId) => command('outbox.send', { customerId, message, draftId, duringCall: callId, sendAtMs, seenCursor }));
}

/** Takes it back: the words are a draft again, and the composer shows them. @throws already-sent */
export async function takeBack(outboxId: string, customerId: string, channel: Sendable['channel']): Promise<void> {
  await command('outbox.cancel', { outboxId });
  await draftKeeper.refresh(customerId);
  openComposerFor(customerId, channel);
}
