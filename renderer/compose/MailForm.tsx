/** Writing a mail: one line while nobody writes, then addressees, subject, text, quotation, files and sending. */
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement, RefObject } from 'react';
import type { ComposerContext, MailDraft, ReachAccount } from '../../shared/composing.ts';
import { gapsIn } from '../../shared/template.ts';
import { draftKeeper } from '../data/messageDrafts.ts';
import { useComposerContext } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { GivenStrip } from '../deciding/GivenStrip.tsx';
import { IconButton } from '../ui/controls.tsx';
import { AddressField } from './AddressField.tsx';
import { AttachmentBar } from './AttachmentBar.tsx';
import { mailSize } from './checks.ts';
import { changeSignature, isUntouched, knownDomains, optionOf, pictureFiles, quotationOf, spokenText, startMail, toPlain, toRich, withoutQuotation, withQuotation } from './content.ts';
import type { Body, Quotation } from './content.ts';
import { DropTarget } from './DropTarget.tsx';
import { Faults, GapChips, LineButton, useFocusAsk, useQuoteHeading } from './FormParts.tsx';
import type { FormProps } from './form.ts';
import { PlainField } from './PlainField.tsx';
import type { RichHandle } from './RichEditor.tsx';
import { SendButtons } from './SendButtons.tsx';
import { useAttachments } from './useAttachments.ts';
import { keepPicture, pictureRefs, usePictures } from './usePictures.ts';
import { useSend } from './useSend.tsx';

const EDITOR_TO_COME = <div className="compose-text compose-rich" />;
const RichEditor = lazy(async () => ({ default: (await import('./RichEditor.tsx')).RichEditor }));

export function MailForm(props: FormProps): ReactElement | null {
  const { t } = useTranslation();
  const { customerId, name, draft, isOpen, onOpen } = props;
  const content = draft.content?.channel === 'mail' ? draft.content : null;
  const answered = content === null ? props.replyTo : content.replyTo;
  const context = useComposerContext(customerId, answered);
  // What is still there of another answer would address this one wrongly.
  const ready = context.isPlaceholderData ? undefined : context.data;
  const heading = useQuoteHeading(answered);
  if (!isOpen) return <LineButton draft={content?.text} words={t('compose.mailLine', { name })} onOpen={onOpen} />;
  return ready === undefined || heading === undefined ? null : <OpenMail {...props} content={content} ready={ready} heading={heading} />;
}

function OpenMail({ customerId, name, draft, content, ready, heading, callId, focusAsk, onDone }: FormProps & { content: MailDraft | null; ready: ComposerContext; heading: string }): ReactElement {
  const { t } = useTranslation();
  const reply = ready.reply;
  const quotation = useMemo(() => quotationOf(reply, heading), [reply, heading]);
  const start = useMemo(() => startMail(ready, reply, quotation), [ready, reply, quotation]);
  const option = optionOf(ready, 'mail');
  const mail = content ?? start;
  const account = option?.accounts.find((one) => one.accountId === mail.accountId);
  const signature = account?.signature.trim() ?? '';
  const { own, isQuoted } = withoutQuotation(mail, quotation);
  const spoken = spokenText(mail, quotation, signature);
  const editor = useRef<RichHandle>(null);
  const [turn, setTurn] = useState(0);
  const sending = useSend((fault) => (fault.kind === 'gaps' ? editor.current?.selectGap() : undefined), onDone);
  // What was put in a moment ago may not have been drawn yet: changes build on what the keeper has.
  const change = (next: (now: MailDraft) => MailDraft): void => {
    const kept = draftKeeper.read(customerId).mail.content;
    const changed = next(kept?.channel === 'mail' ? kept : start);
    draftKeeper.write(customerId, 'mail', isUntouched(changed, start, quotation, signature) ? null : changed);
    sending.clearFaults();
  };
  const changeOwn = (body: Body): void => change((now) => {
    const quote = withoutQuotation(now, quotation).isQuoted ? withQuotation(body, quotation) : body;
    return { ...now, ...quote, attachments: body.html === null ? now.attachments : pictureFiles(body.html, now.attachments, pictureRefs) };
  });
  const files = useAttachments(({ ref, dataUrl }) => {
    if (ref.inline && dataUrl !== null) {
      keepPicture(ref, dataUrl);
      editor.current?.picture(ref.blobId, dataUrl, ref.filename);
    } else change((now) => ({ ...now, attachments: [...now.attachments, ref] }));
  });
  const isRich = mail.html !== null;
  const pictures = usePictures(mail.attachments);
  const pasteFiles = (pasted: readonly File[]): void => {
    files.addFiles(pasted.filter((file) => isRich && file.type.startsWith('image/')), true);
    files.addFiles(pasted.filter((file) => !isRich || !file.type.startsWith('image/')));
  };
  const form = useRef<HTMLDivElement>(null);
  useFocusAsk(focusAsk, () => {
    const subject = form.current?.querySelector<HTMLElement>('.compose-subject');
    if (editor.current === null || !subject) return false;
    // The addressee is there as a rule; an answer and a draft have their subject as well.
    if (mail.subject === '') subject.focus();
    else editor.current.focus();
    return true;
  });
  const send = (sendAtMs: number | null): void => {
    // A file on its way belongs to the message.
    if (files.adding.length > 0) return;
    sending.send({ customerId, message: mail, callId, sendAtMs, seenCursor: ready.seenCursor }, { spoken, maxBytes: account?.maxBytes ?? null, knownDomains: knownDomains(option) });
  };
  /** A text that the editor does not have yet: it is made anew. */
  const replace = (next: (now: MailDraft) => MailDraft): void => {
    change(next);
    setTurn(turn + 1);
  };
  const quoteAnew = (now: MailDraft, made: Body): MailDraft => ({ ...now, ...(isQuoted ? withQuotation(made, quotation) : made) });
  const switchMode = (): void => replace((now) => (isRich ? quoteAnew(toPlain(now), { html: null, text: own.text }) : quoteAnew(now, toRich(own))));
  const buttons = (
    <>
      <IconButton label={t('compose.attach')} icon="clip" onClick={files.choose} />
      <IconButton label={`${t('compose.canned')}  /`} icon="canned" onClick={() => editor.current?.insert(/(^|\s)$/u.test(spoken) ? '/' : ' /')} />
      <IconButton label={t(isRich ? 'compose.plain' : 'compose.rich')} icon={isRich ? 'letters' : 'bold'} onClick={switchMode} />
      <span className="grow" />
      <SendButtons onSend={send} disabled={files.adding.length > 0} shortcut="Ctrl ↵" />
    </>
  );
  const below = (
    <>
      {isQuoted && <Quote quotation={quotation} onDrop={() => replace((now) => ({ ...now, ...own }))} onEdit={() => replace((now) => ({ ...now, ...editable(now, own, quotation) }))} />}
      <GivenStrip customerId={customerId} text={spoken} onInsert={(value) => editor.current?.insert(value)} />
      <GapChips gaps={gapsIn(spoken)} onPick={(gap) => editor.current?.selectGap(gap)} />
      <AttachmentBar files={mail.attachments} adding={files.adding} sizeBytes={mailSize(mail, mail.attachments)} maxBytes={account?.maxBytes ?? null} onRemove={(blobId) => change((now) => ({ ...now, attachments: now.attachments.filter((one) => one.blobId !== blobId) }))} />
      <Faults faults={sending.faults} />
    </>
  );
  const field = { label: t('compose.body', { name }), placeholder: t('compose.cannedHint'), variables: ready.variables, onFiles: pasteFiles };
  return (
    <DropTarget onFiles={files.addFiles}>
      <div
        ref={form}
        className="compose-mail"
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          event.stopPropagation();
          send(null);
        }}
      >
        <MailHead mail={mail} accounts={option?.accounts ?? []} known={option?.addresses.map((address) => address.value) ?? []} domains={knownDomains(option)} onChange={change} onAccount={(accountId) => replace((now) => ({ ...quoteAnew(now, changeSignature(own, account, option?.accounts.find((one) => one.accountId === accountId))), accountId }))} />
        {isRich ? (
          <Suspense fallback={EDITOR_TO_COME}>
            {pictures === null ? EDITOR_TO_COME : <RichEditor key={`${draft.epoch} ${turn} ${mail.replyTo ?? ''}`} ref={editor} {...field} html={own.html ?? ''} pictures={pictures} onChange={changeOwn} below={below}>{buttons}</RichEditor>}
          </Suspense>
        ) : (
          <PlainMail {...field} ref={editor} text={own.text} onText={(text) => changeOwn({ html: null, text })} below={below} buttons={buttons} />
        )}
        {sending.dialog}
      </div>
    </DropTarget>
  );
}

type PlainMailProps = Omit<Parameters<typeof PlainField>[0], 'value' | 'onChange' | 'channel' | 'ref'> & { text: string; onText: (text: string) => void; below: ReactElement; buttons: ReactElement; ref: RefObject<RichHandle | null> };

function PlainMail({ text, onText, below, buttons, ref, ...field }: PlainMailProps): ReactElement {
  return (
    <>
      {/* A plain text has no place for pictures: they come as files. */}
      <PlainField {...field} ref={(handle) => { ref.current = handle && { ...handle, picture: () => undefined }; }} value={text} onChange={onText} channel="mail" rows={4} />
      {below}
      <div className="compose-tools">{buttons}</div>
    </>
  );
}

type MailHeadProps = { mail: MailDraft; accounts: readonly ReachAccount[]; known: readonly string[]; domains: readonly string[]; onChange: (next: (now: MailDraft) => MailDraft) => void; onAccount: (accountId: string) => void };

function MailHead({ mail, accounts, known, domains, onChange, onAccount }: MailHeadProps): ReactElement {
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  const isWide = isAsked || mail.cc.length > 0 || mail.bcc.length > 0;
  return (
    <div className="compose-head">
      {accounts.length > 1 && (
        <label className="compose-row">
          <span className="compose-label">{t('compose.from')}</span>
          <select className="compose-input compose-from" value={mail.accountId ?? ''} onChange={(event) => onAccount(event.target.value)}>
            {accounts.map((account) => <option key={account.accountId} value={account.accountId}>{account.address} ({account.label})</option>)}
          </select>
        </label>
      )}
      <AddressField label={t('compose.to')} value={mail.to} known={known} domains={domains} onChange={(to) => onChange((now) => ({ ...now, to }))}>
        {isWide ? undefined : <button type="button" className="compose-copies" onClick={() => setAsked(true)}>{t('compose.copies')}</button>}
      </AddressField>
      {isWide && <AddressField label={t('compose.cc')} value={mail.cc} known={known} domains={domains} onChange={(cc) => onChange((now) => ({ ...now, cc }))} />}
      {isWide && <AddressField label={t('compose.bcc')} value={mail.bcc} known={known} domains={domains} onChange={(bcc) => onChange((now) => ({ ...now, bcc }))} />}
      <label className="compose-row">
        <span className="compose-label">{t('compose.subject')}</span>
        <input type="text" className="compose-input compose-subject" maxLength={998} spellCheck value={mail.subject} onChange={(event) => onChange((now) => ({ ...now, subject: event.target.value }))} />
      </label>
    </div>
  );
}

function Quote({ quotation, onDrop, onEdit }: { quotation: Quotation; onDrop: () => void; onEdit: () => void }): ReactElement {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  return (
    <section className="compose-quote" aria-label={t('compose.quoted')}>
      <div className="compose-quote-head">
        <button type="button" aria-expanded={isShown} className="compose-link" onClick={() => setShown(!isShown)}>{t(isShown ? 'compose.hideQuote' : 'compose.showQuote')}</button>
        {isShown && <button type="button" className="compose-link" onClick={onEdit}>{t('compose.editQuote')}</button>}
        <button type="button" className="compose-link" onClick={onDrop}>{t('compose.dropQuote')}</button>
      </div>
      {isShown && <pre className="compose-quote-text">{quotation.text.trim()}</pre>}
    </section>
  );
}

/** The quotation as own words, which can be written between. A differing tail keeps it from being folded again. */
function editable(mail: MailDraft, own: Body, quotation: Quotation): Body {
  const whole = withQuotation(own, quotation);
  return mail.html === null ? { html: null, text: `${whole.text}\n` } : { html: `${whole.html ?? ''}<p></p>`, text: whole.text };
}
