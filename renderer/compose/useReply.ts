/** What is being answered: asked for from a card or by key, told from the core how, and put into the draft of its channel. */
import { useEffect, useRef, useState } from 'react';
import type { ComposerContext, DraftContent } from '../../shared/composing.ts';
import { intend, useIntent } from '../data/intents.ts';
import { draftKeeper } from '../data/messageDrafts.ts';
import type { DraftChannel, DraftState } from '../data/messageDrafts.ts';
import { useComposerContext } from '../data/queries.ts';
import { quotationOf, startChat, startMail, withoutQuotation, withQuotation } from './content.ts';
import type { Reply } from './content.ts';
import { useQuoteHeading } from './FormParts.tsx';

export type ReplyState = {
  interactionId: string | null;
  /** Where it is answered: the channel it came by (S12). */
  channel: DraftChannel | null;
  /** A draft about something else stands in the way; the agent says what becomes of it. */
  offer: { use: () => void; keep: () => void } | null;
  clear: () => void;
};

export function useReply(customerId: string, drafts: Readonly<Record<DraftChannel, DraftState>>, show: (channel: DraftChannel) => void): ReplyState {
  const [asked, setAsked] = useState<{ interactionId: string; ask: number } | null>(null);
  const [kept, setKept] = useState(0);
  /** Never the same number again, so that the same answer can be asked for twice. */
  const asks = useRef(0);
  useIntent('reply', ({ interactionId }) => {
    if (interactionId === null) return intend('compose');
    asks.current += 1;
    setAsked({ interactionId, ask: asks.current });
  });
  const context = useComposerContext(customerId, asked?.interactionId ?? null);
  const isKnown = asked !== null && context.data !== undefined && !context.isPlaceholderData;
  const reply = isKnown ? context.data.reply : null;
  const heading = useQuoteHeading(asked?.interactionId ?? null);
  const channel = reply?.channel ?? null;
  const shown = useRef(0);
  const newest = useRef(show);
  useEffect(() => {
    newest.current = show;
  });
  useEffect(() => {
    if (asked === null || !isKnown || shown.current === asked.ask) return;
    shown.current = asked.ask;
    // What came by a way that we cannot send on (an exported chat) is answered by another.
    if (channel === null) intend('compose');
    else newest.current(channel);
  }, [asked, isKnown, channel]);
  const draft = channel === null ? null : drafts[channel].content;
  const isElsewhere = draft !== null && 'replyTo' in draft && draft.replyTo !== asked?.interactionId;
  const readdress = (): void => {
    if (!reply || !draft || !context.data) return;
    const next = answering(draft, reply, context.data, heading ?? '');
    if (next) draftKeeper.replace(customerId, reply.channel, next);
  };
  return {
    interactionId: asked?.interactionId ?? null,
    channel,
    offer: asked !== null && isElsewhere && kept !== asked.ask ? { use: readdress, keep: () => setKept(asked.ask) } : null,
    clear: () => setAsked(null),
  };
}

/** The own words of a draft as an answer to something: addressed and quoting anew. */
function answering(draft: DraftContent, reply: Reply, context: ComposerContext, heading: string): DraftContent | null {
  if (draft.channel === 'mail') {
    const quotation = quotationOf(reply, heading);
    const start = startMail(context, reply, quotation);
    const { own } = withoutQuotation(draft, quotation);
    return { ...start, ...withQuotation(own, quotation), attachments: draft.attachments };
  }
  if (draft.channel === 'chat') return { ...startChat(context, reply), text: draft.text, attachments: draft.attachments };
  return null;
}
