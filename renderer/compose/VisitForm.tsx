/** Logging a visit that is over, by keyboard within seconds: what happened, why, when and how long. */
import { useRef, useState } from 'react';
import type { ReactElement } from 'react';
import type { VisitDraft } from '../../shared/composing.ts';
import { MINUTE_MS } from '../../shared/time.ts';
import { command } from '../data/client.ts';
import { draftKeeper } from '../data/messageDrafts.ts';
import { useShopParts } from '../data/visitQueries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { showToast } from '../ui/toasts.tsx';
import { motiveWords } from '../visit/visitWords.ts';
import { LineButton, useFocusAsk } from './FormParts.tsx';
import type { FormProps } from './form.ts';
import { LogForm, nowInMinutes, sayLogged, SpanFields } from './LogForm.tsx';

const USUAL_MINUTES = 15;

export function VisitForm(props: FormProps): ReactElement {
  const { t } = useTranslation();
  const content = props.draft.content?.channel === 'visit' ? props.draft.content : null;
  if (!props.isOpen) return <LineButton draft={content?.text} words={t('visit.log.line', { name: props.name })} onOpen={props.onOpen} />;
  return <OpenVisit {...props} content={content} />;
}

function OpenVisit({ customerId, content, focusAsk, onDone }: FormProps & { content: VisitDraft | null }): ReactElement {
  const { t } = useTranslation();
  const shop = useShopParts().data;
  const words = useRef<HTMLTextAreaElement>(null);
  const [startedAtMs] = useState(() => nowInMinutes() - USUAL_MINUTES * MINUTE_MS);
  const visit = content ?? { channel: 'visit', startedAtMs, durationMs: USUAL_MINUTES * MINUTE_MS, motive: '', text: '' };
  const change = (part: Partial<VisitDraft>): void => draftKeeper.write(customerId, 'visit', { ...visit, ...part });
  useFocusAsk(focusAsk, () => {
    words.current?.focus();
    return words.current !== null;
  });
  const save = (): void => {
    onDone();
    // What it says works after this screen is gone.
    draftKeeper.use(customerId, 'visit', (draftId) => command('visit.log', { customerId, startedAtMs: visit.startedAtMs, durationMs: visit.durationMs, motive: visit.motive, notes: visit.text.trim(), caseId: null, draftId })).then(
      ({ operationId }) => sayLogged(t, t('visit.log.saved'), operationId),
      (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }),
    );
  };
  return (
    <LogForm field={words} label={t('visit.log.text')} hint={t('visit.log.textHint')} maxLength={20_000} text={visit.text} onText={(text) => change({ text })} saveWords={t('visit.log.save')} onSave={save}>
      <div className="compose-call-facts">
        <SpanFields span={visit} whenWords={t('visit.log.when')} lengthWords={t('visit.log.length')} onSpan={change} />
        <label className="compose-small grow"><span>{t('visit.log.motive')}</span>
          <select className="input select" value={visit.motive} onChange={(event) => change({ motive: event.target.value })}>
            <option value="">{t('visit.log.noMotive')}</option>
            {(shop?.motives ?? []).map(({ code }) => <option key={code} value={code}>{motiveWords(t, shop, code)}</option>)}
          </select>
        </label>
      </div>
    </LogForm>
  );
}
