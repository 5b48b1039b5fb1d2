/** Logging a call by hand, by keyboard within seconds: what was said, and how, when and how long. */
import { useRef, useState } from 'react';
import type { ReactElement } from 'react';
import type { CallDraft } from '../../shared/composing.ts';
import { MINUTE_MS } from '../../shared/time.ts';
import { useDial } from '../calls/useDial.ts';
import { command } from '../data/client.ts';
import { intend } from '../data/intents.ts';
import { draftKeeper } from '../data/messageDrafts.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useNow } from '../i18n/useFormat.ts';
import { Button, Segmented } from '../ui/controls.tsx';
import { showToast } from '../ui/toasts.tsx';
import { optionOf } from './content.ts';
import { LineButton, useFocusAsk } from './FormParts.tsx';
import type { FormProps } from './form.ts';
import { fieldTime } from './later.ts';

const OUTCOMES = ['answered', 'missed', 'busy', 'failed', 'voicemail'] as const;
const LONGEST_MINUTES = 1_440;

export function CallForm(props: FormProps): ReactElement {
  const { t } = useTranslation();
  const content = props.draft.content?.channel === 'call' ? props.draft.content : null;
  if (!props.isOpen) return <LineButton draft={content?.text} words={t('compose.callLine', { name: props.name })} onOpen={props.onOpen} />;
  return <OpenCall {...props} content={content} />;
}

function OpenCall({ customerId, content, context, focusAsk, onDone }: FormProps & { content: CallDraft | null }): ReactElement {
  const { t } = useTranslation();
  const dial = useDial();
  const nowMs = useNow();
  const words = useRef<HTMLTextAreaElement>(null);
  const numbers = optionOf(context, 'call')?.addresses ?? [];
  const [startedAtMs] = useState(nowInMinutes);
  const call = content ?? { channel: 'call', contactPointId: numbers[0]?.contactPointId ?? null, direction: 'inbound', outcome: 'answered', startedAtMs, durationMs: 0, motive: '', text: '' };
  const change = (part: Partial<CallDraft>): void => draftKeeper.write(customerId, 'call', { ...call, ...part });
  useFocusAsk(focusAsk, () => {
    words.current?.focus();
    return words.current !== null;
  });
  const save = (): void => {
    onDone();
    // What it says works after this screen is gone.
    draftKeeper.use(customerId, 'call', (draftId) => command('call.log', { customerId, call: { ...call, text: call.text.trim(), motive: call.motive.trim() }, draftId })).then(
      ({ operationId }) => {
        intend('newest');
        showToast({ text: t('compose.callSaved'), action: { label: t('common.undo'), run: () => void command('operation.undo', { operationId }).catch((error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' })) } });
      },
      (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }),
    );
  };
  const number = numbers.find((one) => one.contactPointId === call.contactPointId) ?? numbers[0];
  return (
    <form
      className="compose-call"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.stopPropagation();
        save();
      }}
    >
      <div className="compose-text">
        <textarea ref={words} aria-label={t('compose.callText')} placeholder={t('compose.callTextHint')} rows={2} spellCheck maxLength={100_000} value={call.text} onChange={(event) => change({ text: event.target.value })} />
      </div>
      <div className="compose-call-facts">
        <Segmented label={t('compose.callDirection')} value={call.direction} options={[{ value: 'inbound', label: t('compose.callInbound') }, { value: 'outbound', label: t('compose.callOutbound') }]} onChange={(direction) => change({ direction })} />
        <Segmented label={t('compose.callOutcome')} value={call.outcome} options={OUTCOMES.map((value) => ({ value, label: t(`compose.outcomes.${value}`) }))} onChange={(outcome) => change({ outcome })} />
      </div>
      <div className="compose-call-facts">
        <label className="compose-small"><span>{t('compose.callWhen')}</span><input type="datetime-local" className="input" value={fieldTime(call.startedAtMs)} max={fieldTime(nowMs)} onChange={(event) => { const atMs = new Date(event.target.value).getTime(); if (Number.isFinite(atMs)) change({ startedAtMs: atMs }); }} /></label>
        <label className="compose-small compose-minutes"><span>{t('compose.callLength')}</span><input type="number" className="input" min={0} max={LONGEST_MINUTES} value={Math.round(call.durationMs / MINUTE_MS)} onChange={(event) => change({ durationMs: Math.max(0, Math.min(LONGEST_MINUTES, Math.round(Number(event.target.value)))) * MINUTE_MS })} /></label>
        <label className="compose-small grow"><span>{t('compose.callMotive')}</span><input type="text" className="input" maxLength={200} spellCheck value={call.motive} onChange={(event) => change({ motive: event.target.value })} /></label>
        {numbers.length > 1 && (
          <label className="compose-small"><span>{t('compose.callWith')}</span>
            <select className="input select" value={call.contactPointId ?? ''} onChange={(event) => change({ contactPointId: event.target.value })}>
              {numbers.map((one) => <option key={one.contactPointId} value={one.contactPointId}>{one.shown}</option>)}
            </select>
          </label>
        )}
      </div>
      <div className="compose-tools">
        {number && <Button icon="call" onClick={() => dial(number.value, customerId)}>{t('compose.callNow')}</Button>}
        <span className="grow" />
        <Button type="submit" look="primary" shortcut="Ctrl ↵">{t('compose.callSave')}</Button>
      </div>
    </form>
  );
}

/** The field has no seconds. */
function nowInMinutes(): number {
  return Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
}
