/** Above the conversation, for whoever a case was passed on to (S25): why, and what they need to know. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useCase } from '../data/caseQueries.ts';
import { intend } from '../data/intents.ts';
import { useSettings } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button, IconButton } from '../ui/controls.tsx';
import { BriefView } from './BriefView.tsx';
import { useForemost } from './useForemost.ts';

/** Read ones stay small for as long as the window lives. */
const folded = new Set<string>();

export function EscalatedCard({ customerId }: { customerId: string }): ReactElement | null {
  const { foremost } = useForemost(customerId);
  return foremost === null || foremost.team === '' ? null : <Card key={foremost.id} caseId={foremost.id} customerId={customerId} />;
}

function Card({ caseId, customerId }: { caseId: string; customerId: string }): ReactElement | null {
  const { t } = useTranslation();
  const detail = useCase(caseId).data;
  const agentName = useSettings().data?.agentName;
  const last = detail?.brief.escalations.at(-1);
  const [isFolded, setFolded] = useState(() => folded.has(caseId));
  // Whoever passed it on knows what they wrote.
  if (!detail || last === undefined || agentName === undefined || last.actor === agentName) return null;
  const fold = (): void => {
    if (isFolded) folded.delete(caseId);
    else folded.add(caseId);
    setFolded(!isFolded);
  };
  return (
    <section className="escalated" aria-label={`${t('cases.brief')}: ${detail.view.title}`} data-folded={isFolded}>
      <header className="escalated-head">
        <h3 className="grow cut">{detail.view.title}</h3>
        {detail.view.owner === '' && <Button small icon="person" onClick={() => intend('takeCase')}>{t('actions.takeCase')}</Button>}
        <IconButton label={t(isFolded ? 'timeline.expand' : 'timeline.collapse')} icon={isFolded ? 'down' : 'up'} aria-expanded={!isFolded} onClick={fold} />
      </header>
      {isFolded ? <p className="brief-reason cut">{last.reason}</p> : <BriefView brief={detail.brief} customerId={customerId} />}
    </section>
  );
}
