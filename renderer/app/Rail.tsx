/** The sections of the desk, at the left edge. */
import { memo } from 'react';
import type { ReactElement } from 'react';
import { intend } from '../data/intents.ts';
import { goTo, useNavigation } from '../data/navigation.ts';
import type { Section } from '../data/navigation.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Icon } from '../ui/icons.tsx';
import type { IconName } from '../ui/icons.tsx';
import { initials } from '../ui/initials.ts';
import { keysOf } from './shortcuts.ts';

const ICONS: Record<Section, IconName> = { queue: 'inbox', customers: 'people', sync: 'sync', settings: 'settings', outbox: 'out', numbers: 'chart' };
const KEYS = { queue: 'goQueue', customers: 'goCustomers', sync: 'goSync', settings: 'goSettings', outbox: 'goOutbox', numbers: 'goNumbers' } as const;

export const Rail = memo(function Rail({ waiting, leaving, agentName }: { waiting: number; /** Waits to leave, or for a decision. */ leaving: number; agentName: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <nav className="rail" aria-label={t('app.sections')}>
      <span className="logo" aria-hidden="true">H</span>
      <RailButton section="queue" count={waiting} words={t('app.waitingBadge', { count: waiting })} />
      <RailButton section="customers" />
      <RailButton section="outbox" count={leaving} words={t('outbox.badge', { count: leaving })} />
      <RailButton section="sync" />
      <RailButton section="numbers" />
      <button type="button" className="rail-button" aria-label={t('visit.startHere')} title={`${t('visit.startHere')}  ${keysOf('startVisitHere')}`} onClick={() => intend('startVisitHere')}><Icon name="visit" large /></button>
      <span className="grow" />
      <RailButton section="settings" />
      {agentName !== '' && <span className="me" title={agentName} aria-hidden="true">{initials(agentName)}</span>}
    </nav>
  );
});

function RailButton({ section, count = 0, words = '' }: { section: Section; count?: number; words?: string }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const isHere = useNavigation().section === section;
  const name = t(`app.${section}`);
  return (
    <button type="button" className="rail-button" aria-current={isHere ? 'page' : undefined} aria-label={count > 0 ? `${name}, ${words}` : name} title={`${name}  ${keysOf(KEYS[section])}`} onClick={() => goTo(section)}>
      <Icon name={ICONS[section]} large />
      {count > 0 && <span className="rail-badge" data-section={section} aria-hidden="true">{count > 99 ? '99+' : format.number(count)}</span>}
    </button>
  );
}
