/** Of the customer on screen: the case in front, and what has to be done. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { CaseView } from '../data/caseQueries.ts';
import { intend } from '../data/intents.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Badge, Button, IconButton, Panel } from '../ui/controls.tsx';
import { Menu } from '../ui/Menu.tsx';
import { keysOf } from '../app/shortcuts.ts';
import { AllCases } from './AllCases.tsx';
import { nextDue, slaTone, slaWords, statusTone } from './caseWords.ts';
import { TasksPanel } from './TasksPanel.tsx';
import { useForemost } from './useForemost.ts';

export function CasePanels({ customerId, name }: { customerId: string; name: string }): ReactElement {
  const { t } = useTranslation();
  const { cases, foremost, isKnown } = useForemost(customerId);
  const [isAll, setAll] = useState(false);
  const more = cases.length - (foremost === null ? 0 : 1);
  const action = more > 0 ? <Button small look="quiet" onClick={() => setAll(true)}>{t('cases.seeAll', { count: more === 1 && foremost !== null ? 1 : cases.length })}</Button>
    : <IconButton label={`${t('cases.open')}  ${keysOf('openCase')}`} icon="plus" onClick={() => intend('openCase', { interactionId: null })} />;
  return (
    <>
      {isKnown && (
        <Panel title={t(foremost === null ? 'cases.panelNone' : 'cases.panel')} action={action}>
          {foremost === null ? <p className="faint">{t('cases.none')}</p> : <CaseCard view={foremost} />}
        </Panel>
      )}
      <TasksPanel customerId={customerId} foremost={foremost} />
      {isAll && <AllCases cases={cases} name={name} onClose={() => setAll(false)} />}
    </>
  );
}

function CaseCard({ view }: { view: CaseView }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const due = nextDue(view);
  const through = view.channels.slice(1);
  return (
    <div className="case-card">
      <button type="button" className="case-title" title={`${t('actions.showCase')}  ${keysOf('showCase')}`} onClick={() => intend('showCase')}>{view.title}</button>
      <div className="case-badges">
        <Badge tone={statusTone(view.status)}>{t(`cases.status.${view.status}`)}</Badge>
        {view.isReopened && <Badge>{t('cases.reopened')}</Badge>}
        {(view.priority === 'high' || view.priority === 'urgent') && <Badge tone={view.priority === 'urgent' ? 'danger' : 'warn'}>{t(`cases.priorities.${view.priority}`)}</Badge>}
        {view.snoozedUntilMs !== null && view.snoozedUntilMs > nowMs && <Badge>{t('cases.snoozed', { when: `${format.day(view.snoozedUntilMs, nowMs)}, ${format.time(view.snoozedUntilMs)}` })}</Badge>}
      </div>
      <dl className="case-facts">
        <dt>{t('cases.started')}</dt>
        <dd>{t('cases.startedValue', { channel: t(`channel.${view.startedBy}`), when: format.day(view.startedAtMs, nowMs) })}</dd>
        {through.length > 0 && <><dt>{t('cases.through')}</dt><dd>{through.map((channel) => t(`channel.${channel}`)).join(', ')}</dd></>}
        {view.team !== '' && <><dt>{t('cases.team')}</dt><dd>{view.team}</dd></>}
        <dt>{t('cases.owner')}</dt>
        <dd>{view.owner || <span className="faint">{t('cases.nobody')}</span>}</dd>
        {due !== null && <><dt>{t(`cases.${due.what}`)}</dt><dd><span className="case-due" data-tone={slaTone(due.sla)} title={due.sla.dueAtMs === null ? undefined : format.exact(due.sla.dueAtMs)}>{slaWords(t, format, nowMs, due.sla)}</span></dd></>}
      </dl>
      <div className="case-acts">
        <Button small icon="check" title={keysOf('solveCase')} onClick={() => intend('solveCase')}>{t('cases.solve')}</Button>
        <Button small icon="out" title={keysOf('escalateCase')} onClick={() => intend('escalateCase')}>{t('cases.escalateDo')}</Button>
        <CaseMenu />
      </div>
    </div>
  );
}

/** Everything else that can be done with the case in front. */
export function CaseMenu(): ReactElement {
  const { t } = useTranslation();
  const acts = ([['showCase', 'folder'], ['takeCase', 'person'], ['assignCase', 'people'], ['snoozeCase', 'moon'], ['prioritiseCase', 'warn'], ['tagCase', 'clip']] as const).map(([name, icon]) => {
    const keys = name === 'prioritiseCase' || name === 'tagCase' ? '' : keysOf(name);
    return { label: t(`actions.${name}`), icon, ...(keys === '' ? {} : { shortcut: keys }), onSelect: () => intend(name) };
  });
  return <Menu label={t('cases.more')} items={[...acts, { label: t('cases.open'), icon: 'plus' as const, shortcut: keysOf('openCase'), onSelect: () => intend('openCase', { interactionId: null }) }]} />;
}
