/** Logging a call by hand, by keyboard within seconds: what was said, and how, when and how long. */
import { useId, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import type { CallDraft } from '../../shared/composing.ts';
import { useDial } from '../calls/useDial.ts';
import { useCases } from '../data/caseQueries.ts';
import { command } from '../data/client.ts';
import { draftKeeper } from '../data/messageDrafts.ts';
import { useShopParts } from '../data/visitQueries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button, Segmented } from '../ui/controls.tsx';
import { showToast } from '../ui/toasts.tsx';
import { motiveWords } from '../visit/visitWords.ts';
import { optionOf } from './content.ts';
import { LineButton, useFocusAsk } from './FormParts.tsx';
import type { FormProps } from './form.ts';
import { LogForm, nowInMinutes, sayLogged, SpanFields } from './LogForm.tsx';

const OUTCOMES = ['answered', 'missed', 'busy', 'failed', 'voicemail'] as const;

export function CallForm(props: FormProps): ReactElement {
  const { t } = useTranslation();
  const content = props.draft.content?.channel === 'call' ? props.draft.content : null;
  if (!props.isOpen) return <LineButton draft={content?.text} words={t('compose.callLine', { name: props.name })} onOpen={props.onOpen} />;
  return <OpenCall {...props} content={content} />;
}

function OpenCall({ customerId, content, context, focusAsk, onDone }: FormProps & { content: CallDraft | null }): ReactElement {
  const { t } = useTranslation();
  const dial = useDial();
  const words = useRef<HTMLTextAreaElement>(null);
  const numbers = optionOf(context, 'call')?.addresses ?? [];
  const motiveList = useId();
  const shop = useShopParts().data;
  const openTitles = (useCases(customerId).data ?? []).filter(({ status }) => status !== 'solved').map(({ title }) => title);
  const motives = new Set([...openTitles, ...(shop?.motives ?? []).map(({ code }) => motiveWords(t, shop, code))]);
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
      ({ operationId }) => sayLogged(t, t('compose.callSaved'), operationId),
      (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }),
    );
  };
  const number = numbers.find((one) => one.contactPointId === call.contactPointId) ?? numbers[0];
  const aside = number && <Button icon="call" onClick={() => dial(number.value, customerId)}>{t('compose.callNow')}</Button>;
  return (
    <LogForm field={words} label={t('compose.callText')} hint={t('compose.callTextHint')} maxLength={100_000} text={call.text} onText={(text) => change({ text })} saveWords={t('compose.callSave')} onSave={save} aside={aside}>
      <div className="compose-call-facts">
        <Segmented label={t('compose.callDirection')} value={call.direction} options={[{ value: 'inbound', label: t('compose.callInbound') }, { value: 'outbound', label: t('compose.callOutbound') }]} onChange={(direction) => change({ direction })} />
        <Segmented label={t('compose.callOutcome')} value={call.outcome} options={OUTCOMES.map((value) => ({ value, label: t(`compose.outcomes.${value}`) }))} onChange={(outcome) => change({ outcome })} />
      </div>
      <div className="compose-call-facts">
        <SpanFields span={call} whenWords={t('compose.callWhen')} lengthWords={t('compose.callLength')} onSpan={change} />
        <label className="compose-small grow"><span>{t('compose.callMotive')}</span><input type="text" className="input" maxLength={200} spellCheck list={motiveList} value={call.motive} onChange={(event) => change({ motive: event.target.value })} /></label>
        <datalist id={motiveList}>{[...motives].map((motive) => <option key={motive} value={motive}>{motive}</option>)}</datalist>
        {numbers.length > 1 && (
          <label className="compose-small"><span>{t('compose.callWith')}</span>
            <select className="input select" value={call.contactPointId ?? ''} onChange={(event) => change({ contactPointId: event.target.value })}>
              {numbers.map((one) => <option key={one.contactPointId} value={one.contactPointId}>{one.shown}</option>)}
            </select>
          </label>
        )}
      </div>
    </LogForm>
  );
}
