/** Logging a visit that is over, by keyboard within seconds: what happened, why, when and how long. */
import { useRef, useState } from 'react';
import type { ReactElement } from 'react';
import type { VisitDraft } from '../../shared/composing.ts';
import { MINUTE_MS } from '../../shared/time.ts';
import { command } from '../data/client.ts';
import { intend } from '../data/intents.ts';
import { draftKeeper } from '../data/messageDrafts.ts';
import { useShopParts } from '../data/visitQueries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useNow } from '../i18n/useFormat.ts';
import { Button } from '../ui/controls.tsx';
import { showToast } from '../ui/toasts.tsx';
import { motiveWords } from '../visit/visitWords.ts';
import { LineButton, useFocusAsk } from './FormParts.tsx';
import type { FormProps } from './form.ts';
import { fieldTime } from './later.ts';

const LONGEST_MINUTES = 1_440;
const USUAL_MINUTES = 15;

export function VisitForm(props: FormProps): ReactElement {
  const { t } = useTranslation();
  const content = props.draft.content?.channel === 'visit' ? props.draft.content : null;
  if (!props.isOpen) return <LineButton draft={content?.text} words={t('visit.log.line', { name: props.name })} onOpen={props.onOpen} />;
  return <OpenVisit {...props} content={content} />;
}

function OpenVisit({ customerId, content, focusAsk, onDone }: FormProps & { content: VisitDraft | null }): ReactElement {
  const { t } = useTranslation();
  const nowMs = useNow();
  const shop = useShopParts().data;
  const words = useRef<HTMLTextAreaElement>(null);
  const [startedAtMs] = useState(() => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - USUAL_MINUTES * MINUTE_MS);
  const visit = content ?? { channel: 'visit', startedAtMs, durationMs: USUAL_MINUTES * MINUTE_MS, motive: '', text: '' };
  const change = (part: Partial<VisitDraft>): void => draftKeeper.write(customerId, 'visit', { ...visit, ...part });
  useFocusAsk(focusAsk, () => {
    words.current?.focus();
    return words.current !== null;
  });
  const save = (): void => {
    onDone();
    // What it says works after this screen is gone.
    draftKeeper.use(customerId, 'visit', async (draftId) => {
      await command('visit.log', { customerId, startedAtMs: visit.startedAtMs, durationMs: visit.durationMs, motive: visit.motive, notes: visit.text.trim(), caseId: null });
      if (draftId !== null) await command('draft.discard', { draftId });
    }).then(
      () => {
        intend('newest');
        showToast({ text: t('visit.log.saved') });
      },
      (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }),
    );
  };
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
        <textarea ref={words} aria-label={t('visit.log.text')} placeholder={t('visit.log.textHint')} rows={2} spellCheck maxLength={20_000} value={visit.text} onChange={(event) => change({ text: event.target.value })} />
      </div>
      <div className="compose-call-facts">
        <label className="compose-small"><span>{t('visit.log.when')}</span><input type="datetime-local" className="input" value={fieldTime(visit.startedAtMs)} max={fieldTime(nowMs)} onChange={(event) => { const atMs = new Date(event.target.value).getTime(); if (Number.isFinite(atMs)) change({ startedAtMs: atMs }); }} /></label>
        <label className="compose-small compose-minutes"><span>{t('visit.log.length')}</span><input type="number" className="input" min={0} max={LONGEST_MINUTES} value={Math.round(visit.durationMs / MINUTE_MS)} onChange={(event) => change({ durationMs: Math.max(0, Math.min(LONGEST_MINUTES, Math.round(Number(event.target.value)))) * MINUTE_MS })} /></label>
        <label className="compose-small grow"><span>{t('visit.log.motive')}</span>
          <select className="input select" value={visit.motive} onChange={(event) => change({ motive: event.target.value })}>
            <option value="">{t('visit.log.noMotive')}</option>
            {(shop?.motives ?? []).map(({ code }) => <option key={code} value={code}>{motiveWords(t, shop, code)}</option>)}
          </select>
        </label>
      </div>
      <div className="compose-tools">
        <span className="grow" />
        <Button type="submit" look="primary" shortcut="Ctrl ↵">{t('visit.log.save')}</Button>
      </div>
    </form>
  );
}
