/** What we know about a customer and where each thing comes from; who else they may be; and what people decided. */
import type { ReactElement } from 'react';
import type { CustomerView, DecisionView } from '../../shared/domain.ts';
import { CUSTOMER_FIELDS } from '../data/shared.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Badge, Button, Panel } from '../ui/controls.tsx';
import { Time } from '../ui/text.tsx';
import { useWorkspace } from './context.ts';
import { FieldsPanel } from './FieldsPanel.tsx';
import { PointsPanel } from './PointsPanel.tsx';
import { SuggestionCard } from './SuggestionCard.tsx';
import { useUndo } from './useDecide.ts';

export function IdentityPanel({ view }: { view: CustomerView }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {view.suggestions.length > 0 && (
        <Panel title={t('identity.suggestions')} className="panel-warm">
          {view.suggestions.map((suggestion) => <SuggestionCard key={suggestion.id} suggestion={suggestion} />)}
        </Panel>
      )}
      <FieldsPanel view={view} />
      <PointsPanel view={view} />
      <FreshnessPanel view={view} />
      <DecisionsPanel decisions={view.decisions} />
    </>
  );
}

function FreshnessPanel({ view }: { view: CustomerView }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  if (view.freshness.length === 0) return null;
  return (
    <Panel title={t('workspace.freshness')}>
      <ul className="lines">
        {view.freshness.map(({ source, lastSuccessAtMs, complete }) => (
          <li key={`${source.connector}-${source.label}`} className="line" title={lastSuccessAtMs === null ? undefined : format.exact(lastSuccessAtMs)}>
            <span className="pip" data-state={lastSuccessAtMs === null ? 'none' : complete ? 'on' : 'off'} />
            <span className="grow">
              <span className="line-main">{source.label}</span>
              <span className="line-sub">{lastSuccessAtMs === null ? t('workspace.notFresh') : t(complete ? 'workspace.fresh' : 'workspace.partial', { when: format.relative(lastSuccessAtMs, nowMs) })}</span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function DecisionsPanel({ decisions }: { decisions: readonly DecisionView[] }): ReactElement {
  const { t } = useTranslation();
  const { open, view } = useWorkspace();
  const undo = useUndo();
  const split = (view?.contactPoints.length ?? 0) > 1
    ? <Button small look="quiet" onClick={() => open({ kind: 'unmerge', chosen: [] })}>{t('identity.leaveSome')}</Button>
    : undefined;
  return (
    <Panel title={t('identity.decisions')} action={split}>
      {decisions.length === 0 && <p className="faint">{t('identity.noDecisions')}</p>}
      <ul className="lines">
        {decisions.map((decision) => {
          const what = decisionWords(t, decision);
          return (
            <li key={decision.operationId} className="line" data-undone={decision.undone}>
              <span className="grow">
                <span className="line-main">{what}</span>
                <span className="line-sub">{decision.actor} · <Time atMs={decision.atMs} style="relative" />{decision.undone && <> <Badge>{t('identity.undone')}</Badge></>}</span>
              </span>
              <Button small icon="undo" aria-label={t(decision.undone ? 'identity.redoOf' : 'identity.undoOf', { what })} onClick={() => undo(decision.operationId)}>{t(decision.undone ? 'common.redo' : 'identity.undo')}</Button>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

/** A corrected datum is named by its field; everything else by the names and addresses it was about. */
function decisionWords(t: TFunction, { kind, subject, other }: DecisionView): string {
  const field = kind === 'field' ? CUSTOMER_FIELDS.find((known) => known === subject) : undefined;
  return t(`decisions.${kind}`, { subject: field === undefined ? subject : t(`fields.${field}`), other: other || t('common.unknown') });
}
