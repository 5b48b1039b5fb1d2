/** Writing by chat: one line that grows, Enter sends, and the other side sees that somebody writes. */
import { useEffect, useMemo, useRef } from 'react';
import type { ReactElement } from 'react';
import type { ChatDraft } from '../../shared/composing.ts';
import { gapsIn } from '../../shared/template.ts';
import { draftKeeper } from '../data/messageDrafts.ts';
import { useAvailable } from '../data/presence.ts';
import { useComposerContext } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { GivenStrip } from '../deciding/GivenStrip.tsx';
import { IconButton } from '../ui/controls.tsx';
import { AvailableDot } from '../workspace/AvailableDot.tsx';
import { AttachmentBar } from './AttachmentBar.tsx';
import { optionOf, startChat } from './content.ts';
import { DropTarget } from './DropTarget.tsx';
import { Faults, GapChips, useFocusAsk } from './FormParts.tsx';
import type { FormProps } from './form.ts';
import { PlainField } from './PlainField.tsx';
import type { FieldHandle } from './PlainField.tsx';
import { SendButtons } from './SendButtons.tsx';
import { useAttachments } from './useAttachments.ts';
import { useSend } from './useSend.tsx';
import { useTypingSignal } from './useTypingSignal.ts';

const NO_VARIABLES = {};

export function ChatForm({ customerId, name, draft, callId, replyTo, focusAsk, onDone }: FormProps): ReactElement {
  const { t } = useTranslation();
  const content = draft.content?.channel === 'chat' ? draft.content : null;
  const context = useComposerContext(customerId, content === null ? replyTo : content.replyTo).data;
  const start = useMemo(() => (context ? startChat(context, context.reply) : EMPTY), [context]);
  const option = optionOf(context, 'chat');
  const chat = content ?? start;
  const account = option?.accounts.find((one) => one.accountId === chat.accountId);
  const addressee = option?.addresses.find((address) => address.value === chat.to);
  const available = useAvailable();
  const field = useRef<FieldHandle>(null);
  const typing = useTypingSignal(customerId, option?.lacks === null);
  const sending = useSend((fault) => (fault.kind === 'gaps' ? field.current?.selectGap() : field.current?.focus()), onDone);
  const change = (next: (now: ChatDraft) => ChatDraft): void => {
    const kept = draftKeeper.read(customerId).chat.content;
    const changed = next(kept?.channel === 'chat' ? kept : start);
    draftKeeper.write(customerId, 'chat', changed.text === '' && changed.attachments.length === 0 ? null : changed);
    sending.clearFaults();
  };
  const files = useAttachments(({ ref }) => change((now) => ({ ...now, attachments: [...now.attachments, ref] })));
  useFocusAsk(focusAsk, () => {
    field.current?.focus();
    return field.current !== null;
  });
  const send = (sendAtMs: number | null): void => {
    typing.stop();
    // Lines at the end come from a hurried hand.
    sending.send({ customerId, message: { ...chat, text: chat.text.trimEnd() }, callId, sendAtMs, seenCursor: context?.seenCursor ?? null }, { spoken: chat.text, maxBytes: account?.maxBytes ?? null, knownDomains: [] });
    field.current?.focus();
  };
  // A file on its way belongs to the message.
  const canSend = (chat.text.trim() !== '' || chat.attachments.length > 0) && files.adding.length === 0;
  useEffect(() => typing.stop, [typing]);
  return (
    <DropTarget onFiles={files.addFiles}>
      {option !== undefined && option.addresses.length > 1 && (
        <label className="compose-row">
          <span className="compose-label">{t('compose.chatTo')}</span>
          <select className="compose-input compose-from" value={chat.to} onChange={(event) => change((now) => ({ ...now, to: event.target.value }))}>
            {option.addresses.map((address) => <option key={address.value} value={address.value}>{available.has(address.contactPointId) ? `${address.shown} · ${t('workspace.available')}` : address.shown}</option>)}
          </select>
        </label>
      )}
      <div className="compose-chat">
        <IconButton label={t('compose.attach')} icon="clip" onClick={files.choose} />
        {addressee && <AvailableDot contactPointId={addressee.contactPointId} />}
        <PlainField
          ref={field}
          label={t('compose.chatLine', { name })}
          placeholder={t('compose.chatLine', { name })}
          value={chat.text}
          onChange={(text) => {
            typing.start();
            change((now) => ({ ...now, text }));
          }}
          channel="chat"
          variables={context?.variables ?? NO_VARIABLES}
          onFiles={files.addFiles}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.stopPropagation();
            if (canSend) send(null);
          }}
        />
        <SendButtons onSend={send} disabled={!canSend} shortcut="↵" />
      </div>
      <GivenStrip customerId={customerId} text={chat.text} onInsert={(value) => field.current?.insert(value)} />
      <GapChips gaps={gapsIn(chat.text)} onPick={(gap) => field.current?.selectGap(gap)} />
      <AttachmentBar files={chat.attachments} adding={files.adding} sizeBytes={Math.max(0, ...chat.attachments.map((file) => file.sizeBytes))} maxBytes={account?.maxBytes ?? null} onRemove={(blobId) => change((now) => ({ ...now, attachments: now.attachments.filter((one) => one.blobId !== blobId) }))} />
      <Faults faults={sending.faults} />
      {sending.dialog}
    </DropTarget>
  );
}

const EMPTY: ChatDraft = { channel: 'chat', accountId: null, to: '', text: '', attachments: [], replyTo: null };
