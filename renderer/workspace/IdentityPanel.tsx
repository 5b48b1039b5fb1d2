/** What we know about a customer and where each thing comes from; who else they may be; and what people decided. */
import type { ReactElement } from 'react';
import type { CustomerView, DecisionView } from '../../shared/domain.ts';
import { CUSTOMER_FIELDS } from '../data/shared.ts';
import { useSyncState } from '../data/queries.ts';
import { actorWords } from '../i18n/actorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { useNow } from '../i18n/useFormat.ts';
import { FreshLines } from '../sync/Freshness.tsx';
import { sourceStates } from '../sync/freshness.ts';
import { Badge, Button, Panel } from '../ui/controls.tsx';
import { Time } from '../ui/text.tsx';
import { useWorkspace } from './context.ts';
import { FieldsPanel } from './FieldsPanel.tsx';
import { PointsPanel } from './PointsPanel.tsx';
import { PreferencesPanel } from './PreferencesPanel.tsx';
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
      <PreferencesPanel view={view} />
      <FieldsPanel view={view} />
      <PointsPanel view={view} />
      <FreshnessPanel view={view} />
      <DecisionsPanel decisions={view.decisions} />
    </>
  );
}

function FreshnessPanel({ view }: { view: CustomerView }): ReactElement | null {
  const { t } = useTranslation();
  const states = sourceStates(view.freshness, useSyncState().data, useNow());
  if (states.length === 0) return null;
  return <Panel title={t('workspace.freshness')}><FreshLines states={states} /></Panel>;
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
                <span className="line-sub">{actorWords(t, decision.actor)} · <Time atMs={decision.atMs} style="relative" />{decision.undone && <> <Badge>{t('identity.undone')}</Badge></>}</span>
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
