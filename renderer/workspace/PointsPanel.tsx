/** The contact points of a customer, each with why it is theirs, and the ways to say that it is not. */
import type { ReactElement } from 'react';
import type { ContactPointView, CustomerView } from '../../shared/domain.ts';
import { useDial } from '../calls/useDial.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Panel } from '../ui/controls.tsx';
import { Menu } from '../ui/Menu.tsx';
import type { MenuItem } from '../ui/Menu.tsx';
import { numberOf } from './actions.ts';
import { useWorkspace } from './context.ts';
import { OriginLine } from './FieldsPanel.tsx';
import { originWords } from './originWords.ts';

export function PointsPanel({ view }: { view: CustomerView }): ReactElement {
  const { t } = useTranslation();
  return (
    <Panel title={t('identity.points')}>
      <ul className="lines">{view.contactPoints.map((point) => <PointLine key={point.id} point={point} points={view.contactPoints} />)}</ul>
    </Panel>
  );
}

function PointLine({ point, points }: { point: ContactPointView; points: readonly ContactPointView[] }): ReactElement {
  const { t } = useTranslation();
  const { open, customerId } = useWorkspace();
  const dial = useDial();
  const number = numberOf(point);
  const format = useFormat();
  const nowMs = useNow();
  const partner = point.link && points.find((one) => one.id === point.link?.with);
  return (
    <li className="line">
      <span className="grow">
        <span className="line-main">{point.shown}</span>
        <span className="line-sub" title={t('identity.seen', { origin: originWords(t, format, nowMs, point.firstSeen) })}>
          {point.link === null ? t('identity.born') : [t('identity.linkedBy', { rule: t(`rules.${point.link.rule}`) }), partner ? t('identity.withPoint', { value: partner.shown }) : ''].filter(Boolean).join(' ')}
          {' · '}
          {t('identity.contacts', { count: point.interactions, formatted: format.number(point.interactions) })}
        </span>
        <OriginLine origin={point.link?.origin ?? point.firstSeen} />
      </span>
      <Menu
        label={t('workspace.pointActions', { value: point.shown })}
        items={[
          ...(number === null ? [] : [{ label: t('workspace.call'), icon: 'call', onSelect: () => dial(number, customerId) } satisfies MenuItem]),
          { label: t('identity.leave'), icon: 'split', isDisabled: points.length < 2, onSelect: () => open({ kind: 'unmerge', chosen: [point.id] }) },
          { label: t('identity.relink'), icon: 'person', onSelect: () => open({ kind: 'relink', point }) },
          { label: t('identity.wherePlaces'), icon: 'source', onSelect: () => open({ kind: 'places', value: point.value, shown: point.shown }) },
        ]}
      />
    </li>
  );
}
