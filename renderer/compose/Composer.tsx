/**
 * The one place to write to a customer: mail, chat, a call to log, a note.
 *
 * Owns which channel is open and why, what is answered, and the meeting of drafts. It opens with the channel the
 * customer prefers (S10) or the one that is answered (S12), and never sends or deletes a draft by itself.
 */
import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import type { ComposerContext, NoteDraft } from '../../shared/composing.ts';
import type { CustomerView } from '../../shared/domain.ts';
import { callerOf, useCalls } from '../data/calls.ts';
import { takeComposeAsk, useComposeAsk } from '../data/composing.ts';
import { readDraft, writeDraft } from '../data/drafts.ts';
import { useIntent } from '../data/intents.ts';
import { draftKeeper, useDrafts } from '../data/messageDrafts.ts';
import type { DraftChannel } from '../data/messageDrafts.ts';
import { useComposerContext } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { IconButton } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { OfferWarnings } from '../selling/OfferWarnings.tsx';
import { useWorkspace } from '../workspace/context.ts';
import { CallForm } from './CallForm.tsx';
import { ChannelSwitch } from './ChannelSwitch.tsx';
import { ChatForm } from './ChatForm.tsx';
import { optionOf } from './content.ts';
import { discardDraft } from './discardDraft.ts';
import { MailForm } from './MailForm.tsx';
import { NoteForm } from './NoteForm.tsx';
import { DraftStrip, LackStrip, ReplyOffer } from './Strips.tsx';
import { useReply } from './useReply.ts';
import { VisitForm } from './VisitForm.tsx';
import { useTheyType } from './useTypingSignal.ts';
import { whyWords } from './whyWords.ts';

const EMPTY_NOTE: NoteDraft = { channel: 'note', text: '' };
/** What the person chose by hand, for as long as the window lives. */
const chosen = new Map<string, DraftChannel>();

export function Composer({ view }: { view: CustomerView | undefined }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const { customerId } = useWorkspace();
  const ids = [...new Set([customerId, ...(view ? [view.id, ...view.aliases] : [])])];
  const name = view?.name ?? '';
  const drafts = useDrafts(customerId);
  const context = useComposerContext(customerId, null).data;
  const [picked, setPicked] = useState<DraftChannel | null>(() => chosen.get(customerId) ?? null);
  const [isOpen, setOpen] = useState(false);
  const [focusAsk, setFocusAsk] = useState(0);
  const frame = useRef<HTMLElement>(null);
  const channel: DraftChannel = picked ?? startOf(context);
  // Until the context is there nothing is drawn that would jump a moment later.
  const isUndecided = picked === null && context === undefined;
  const show = (next: DraftChannel, takesFocus = true): void => {
    void draftKeeper.flush();
    setPicked(next);
    if (!takesFocus) return;
    setOpen(true);
    setFocusAsk((ask) => ask + 1);
  };
  const reply = useReply(customerId, drafts, show);
  const callId = useOwnCall(ids, useAsked(ids, context?.start?.channel ?? null, show));
  useNoteOfBefore(customerId, ids);
  useIntent('writeNote', () => show('note'));
  useIntent('compose', () => {
    const first = startOf(context);
    show(channel !== 'note' ? channel : first === 'note' ? 'mail' : first);
  });
  const isTyping = useTheyType(ids);
  const draft = drafts[channel];
  const form = {
    customerId, name, draft, context, callId, isOpen, focusAsk,
    replyTo: channel === reply.channel ? reply.interactionId : null,
    onOpen: () => show(channel),
    onDone: () => {
      reply.clear();
      setOpen(false);
    },
  };
  const option = channel === 'note' || channel === 'visit' ? undefined : optionOf(context, channel);
  const start = context?.start ?? null;
  const account = option?.accounts.find((one) => draft.content !== null && 'accountId' in draft.content && one.accountId === draft.content.accountId) ?? option?.accounts[0];
  const asides = [
    ...(isTyping ? [t('compose.typing', { name })] : []),
    ...(callId !== null && (channel === 'mail' || channel === 'chat') ? [t('compose.duringCall')] : []),
    ...(start !== null && channel !== 'note' && start.channel === channel && reply.channel !== channel ? [whyWords(t, format, nowMs, start, view?.contactPoints.some(({ kind }) => kind === 'mail' || kind === 'chat') ?? false)] : []),
    ...(reply.channel === channel && (channel === 'mail' || channel === 'chat') ? [t(channel === 'mail' ? 'compose.why.replyMail' : 'compose.why.replyChat')] : []),
    ...(account?.isOnline === false && (channel === 'mail' || channel === 'chat') ? [t('compose.offline')] : []),
  ];
  return (
    <section
      ref={frame}
      className="composer"
      data-channel={isUndecided ? undefined : channel}
      data-open={isOpen}
      aria-label={t('compose.region', { name })}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) void draftKeeper.flush();
      }}
      onKeyDown={(event) => {
        // What Escape closes inside of here keeps it to itself.
        if (event.key !== 'Escape' || document.querySelector('dialog[open]')) return;
        event.stopPropagation();
        setOpen(false);
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      }}
    >
      <header className="composer-head">
        <ChannelSwitch
          channel={channel}
          drafts={drafts}
          onChannel={(next, byPointer) => {
            chosen.set(customerId, next);
            // Whoever clicks is about to type, and every letter is a key of the workspace.
            show(next, byPointer);
          }}
        />
        <p className="composer-why cut" data-call={callId !== null} title={asides.join(' · ')}>{asides.join(' · ')}</p>
        {draft.content !== null && <Saved isSaved={draft.isSaved} savedAtMs={draft.savedAtMs} />}
        {draft.content !== null && <IconButton label={t('compose.discard')} icon="trash" onClick={() => void discard()} />}
        {(channel === 'mail' || channel === 'call' || channel === 'visit') && <IconButton label={t(isOpen ? 'compose.shrink' : 'compose.open')} icon={isOpen ? 'down' : 'up'} aria-expanded={isOpen} onClick={() => (isOpen ? setOpen(false) : show(channel))} />}
      </header>
      {reply.offer !== null && <ReplyOffer onUse={reply.offer.use} onKeep={reply.offer.keep} />}
      <DraftStrip customerId={customerId} channel={channel} others={draft.others} />
      {(channel === 'mail' || channel === 'chat') && option !== undefined && option.lacks !== null && <LackStrip channel={channel} lacks={option.lacks} />}
      {(channel === 'mail' || channel === 'chat') && <OfferWarnings customerId={customerId} text={draft.content?.text ?? ''} />}
      {isUndecided && <div className="compose-line" />}
      {channel === 'mail' && <MailForm {...form} />}
      {channel === 'chat' && <ChatForm {...form} />}
      {channel === 'call' && <CallForm {...form} />}
      {channel === 'visit' && <VisitForm {...form} />}
      {channel === 'note' && !isUndecided && <NoteForm customerId={customerId} name={name} note={draft.content?.channel === 'note' ? draft.content : EMPTY_NOTE} focusAsk={focusAsk} />}
    </section>
  );

  function discard(): Promise<void> {
    reply.clear();
    return discardDraft(t, customerId, channel);
  }
}

/** What the customer prefers, else a way to write to them, else a note. */
function startOf(context: ComposerContext | undefined): DraftChannel {
  return context?.start?.channel ?? context?.options.find((option) => option.lacks === null && option.channel !== 'call')?.channel ?? 'note';
}

function Saved({ isSaved, savedAtMs }: { isSaved: boolean; savedAtMs: number | null }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const words = isSaved && savedAtMs !== null ? t('compose.saved', { when: format.time(savedAtMs) }) : t('compose.saving');
  return <span className="composer-saved" title={words} data-saved={isSaved}><Icon name={isSaved ? 'check' : 'edit'} /><span className="hidden-text">{words}</span></span>;
}

/** A wish from elsewhere (the call bar, an undo, the outbox) opens the channel it names; answers with the call it came from. */
function useAsked(ids: readonly string[], start: DraftChannel | null, show: (channel: DraftChannel) => void): string | null {
  const wish = useComposeAsk(ids);
  const [taken, setTaken] = useState<{ ask: number; callId: string | null }>({ ask: 0, callId: null });
  if (wish !== null && wish.ask !== taken.ask) setTaken(wish);
  const newest = useRef(show);
  useEffect(() => {
    newest.current = show;
  });
  useEffect(() => {
    if (wish === null) return;
    takeComposeAsk(wish.ask);
    // Whoever is on the phone is not written to by phone.
    newest.current(wish.channel ?? (start === 'mail' || start === 'chat' ? start : 'mail'));
  }, [wish, start]);
  return taken.callId;
}

/** The call of this customer on our own line, if one goes on: the one the composer was opened from, else the one whose caller is known. */
function useOwnCall(ids: readonly string[], askedId: string | null): string | null {
  const { calls, chosen: callers } = useCalls();
  const running = calls.filter((call) => call.isMine && call.state !== 'ended');
  const own = running.find((call) => call.id === askedId) ?? running.find((call) => ids.includes(callerOf(call, callers)?.customerId ?? ''));
  return own?.id ?? null;
}

/** A note begun before this window knew drafts of channels goes on as one. */
function useNoteOfBefore(customerId: string, ids: readonly string[]): void {
  const all = ids.join();
  useEffect(() => {
    const words = readDraft(all.split(','));
    if (words === '') return;
    const now = draftKeeper.read(customerId).note.content?.text ?? '';
    draftKeeper.write(customerId, 'note', { channel: 'note', text: [words, now].filter(Boolean).join('\n\n') });
    void draftKeeper.flush().then(() => writeDraft(all.split(','), ''));
  }, [customerId, all]);
}
