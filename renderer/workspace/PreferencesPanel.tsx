/** Why they came last and what they said they prefer, each with the visit it was said in (S18). */
import type { ReactElement } from 'react';
import type { CustomerView, Origin } from '../../shared/domain.ts';
import { useCommand } from '../data/commands.ts';
import { jumpTo } from '../data/navigation.ts';
import { usePreferences, useShopParts, useVisitsOf } from '../data/visitQueries.ts';
import { actorWords } from '../i18n/actorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { IconButton, Panel } from '../ui/controls.tsx';
import { motiveWords, preferenceWords } from '../visit/visitWords.ts';
import { useWorkspace } from './context.ts';

const VISITS = 5;

/** Draws nothing before somebody told either. */
export function PreferencesPanel({ view }: { view: CustomerView }): ReactElement | null {
  const { t } = useTranslation();
  const shop = useShopParts().data;
  const remove = useCommand('preference.set');
  const preferences = usePreferences(view.id).data ?? [];
  const visit = useVisitsOf(view.id, VISITS).data?.find((one) => one.state === 'closed' && one.motive !== '');
  if (preferences.length === 0 && visit === undefined) return null;
  return (
    <Panel title={t('visit.panel.title')}>
      <dl className="data-list">
        {visit && (
          <div className="fact">
            <dt>{t('visit.panel.motive')}</dt>
            <dd>{motiveWords(t, shop, visit.motive)}<div className="fact-origin"><Said atMs={visit.startedAtMs} actor={visit.agent} visitId={visit.id} /></div></dd>
          </div>
        )}
        {preferences.map(({ code, interactionId, origin }) => {
          const words = preferenceWords(t, shop, code);
          return (
            <div key={code} className="fact">
              <dt>{t('visit.panel.preference')}</dt>
              <dd>
                <div className="fact-line"><span className="grow">{words}</span><IconButton label={t('visit.panel.remove', { preference: words })} icon="close" className="fact-menu" onClick={() => remove.mutate({ customerId: view.id, code, on: false, interactionId: null })} /></div>
                <div className="fact-origin"><Said atMs={origin.atMs} actor={actorOf(origin)} visitId={interactionId} /></div>
              </dd>
            </div>
          );
        })}
      </dl>
    </Panel>
  );
}

function actorOf(origin: Origin): string {
  return origin.by === 'operation' ? origin.actor : origin.label;
}

function Said({ atMs, actor, visitId }: { atMs: number; actor: string; visitId: string | null }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { customerId } = useWorkspace();
  const day = format.day(atMs, useNow());
  if (visitId === null) return <span className="origin">{t('visit.panel.saidBy', { day, actor: actorWords(t, actor) })}</span>;
  return <button type="button" className="origin origin-link" title={format.exact(atMs)} onClick={() => jumpTo(customerId, visitId)}>{t('visit.panel.said', { day, actor: actorWords(t, actor) })}</button>;
}
