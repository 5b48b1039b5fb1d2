/** Who this is: name, since when, how much and by which ways; and the acts on the customer as a whole. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { Channel, ContactPointView, CustomerView } from '../../shared/domain.ts';
import { keysOf } from '../app/shortcuts.ts';
import { useDial } from '../calls/useDial.ts';
import { CasesBadge } from '../cases/CasesBadge.tsx';
import { prefersWhy, WorthLine } from '../deciding/WorthLine.tsx';
import { intend, useIntent } from '../data/intents.ts';
import { togglePanel, useNavigation, usePanel } from '../data/navigation.ts';
import { CHANNELS } from '../data/shared.ts';
import { formatPhone } from '../i18n/format.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import type { Format } from '../i18n/format.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Avatar, Badge, Button, IconButton } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import type { IconName } from '../ui/icons.tsx';
import { Menu } from '../ui/Menu.tsx';
import type { MenuItem } from '../ui/Menu.tsx';
import { showToast } from '../ui/toasts.tsx';
import { numberOf, phoneOf } from './actions.ts';
import { AvailableDot } from './AvailableDot.tsx';
import { useWorkspace } from './context.ts';
import { originWords } from './originWords.ts';
import { useIsPainted } from './painted.ts';
import { useDecide } from './useDecide.ts';

/** The panel lists them all. */
const MOST_POINTS = 12;

export function Header({ view }: { view: CustomerView | undefined }): ReactElement {
  const { t } = useTranslation();
  const { customerId, open } = useWorkspace();
  const format = useFormat();
  const nowMs = useNow();
  const tab = useNavigation().tabs.find((one) => one.customerId === customerId);
  const { isPanelShown } = usePanel();
  const dial = useDial();
  const isPainted = useIsPainted(customerId);
  const phone = phoneOf(view?.contactPoints ?? [], null);
  const name = view?.name ?? tab?.name ?? '';
  return (
    <header className="head">
      <div className="head-top">
        <Avatar name={name} channel={tab?.channel ?? lastChannelOf(view)} large />
        <div className="grow">
          <div className="head-line">
            <Name name={name} view={view} />
          </div>
          <p className="head-sub cut">{view && summary(t, format, view).join(' · ')}</p>
        </div>
        {phone !== null && <Button icon="call" title={t('dial.call', { number: formatPhone(phone) })} onClick={() => dial(phone, customerId)}>{t('workspace.call')}</Button>}
        <Button icon="visit" look="primary" title={`${t('visit.start')}  ${keysOf('startVisit')}`} onClick={() => intend('startVisit')}>{t('visit.start')}</Button>
        <IconButton label={t('workspace.merge')} title={`${t('workspace.merge')}  m`} icon="merge" onClick={() => open({ kind: 'merge' })} />
        <IconButton label={t(isPanelShown ? 'workspace.hidePanel' : 'workspace.showPanel')} icon="panel" aria-pressed={isPanelShown} onClick={togglePanel} />
      </div>
      <WorthLine customerId={customerId} isAsked={isPainted}>
        {isPainted && <CasesBadge customerId={view?.id ?? customerId} />}
        {view && view.waitingSinceMs !== null && <Badge tone="warn" title={format.exact(view.waitingSinceMs)}>{t('workspace.waiting', { when: format.stamp(view.waitingSinceMs, nowMs) })}</Badge>}
      </WorthLine>
      <ul className="points" aria-label={t('workspace.points')}>
        {view && preferredFirst(view).slice(0, MOST_POINTS).map((point, n) => <li key={point.id}><PointChip point={point} preferred={n === 0 && isPreferred(view, point) ? view.preferred : null} /></li>)}
        {view && view.contactPoints.length > MOST_POINTS && <li className="points-more">+{format.number(view.contactPoints.length - MOST_POINTS)}</li>}
      </ul>
    </header>
  );
}

function Name({ name, view }: { name: string; view: CustomerView | undefined }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const [draft, setDraft] = useState<string | null>(null);
  const { decide } = useDecide('customer.setField');
  const field = view?.fields.find((one) => one.field === 'name');
  useIntent('editName', () => setDraft(name));
  const save = (): void => {
    const value = draft?.trim() ?? '';
    setDraft(null);
    if (view && value !== '' && value !== name) decide({ customerId: view.id, field: 'name', value }, t('workspace.nameSaved'));
  };
  if (draft !== null) {
    return (
      <input
        className="input head-input"
        aria-label={t('workspace.nameLabel')}
        autoFocus
        value={draft}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter') save();
          if (event.key === 'Escape') setDraft(null);
        }}
      />
    );
  }
  return (
    <div className="head-name">
      <h1 className="cut" title={field ? originWords(t, format, nowMs, field.origin, 'name') : undefined}>{name}</h1>
      <IconButton label={t('workspace.editName')} icon="edit" onClick={() => setDraft(name)} />
    </div>
  );
}

function summary(t: TFunction, format: Format, view: CustomerView): string[] {
  const channels = CHANNELS.filter((channel) => channel !== 'note' && (view.byChannel[channel] ?? 0) > 0).length;
  const since = view.fields.find((field) => field.field === 'since')?.value ?? (view.firstAtMs === null ? null : format.year(view.firstAtMs));
  return [
    ...(since === null ? [] : [t('workspace.since', { year: /^\d{4}/.exec(since)?.[0] ?? since })]),
    t('workspace.contacts', { count: view.interactions, formatted: format.number(view.interactions) }),
    ...(channels > 0 ? [t('workspace.channels', { count: channels })] : []),
  ];
}

const POINT_ICONS: Record<ContactPointView['kind'], IconName> = { mail: 'mail', phone: 'call', chat: 'chat', document: 'info', loyalty: 'survey', person: 'person' };
const POINT_CHANNELS: Partial<Record<ContactPointView['kind'], Channel>> = { mail: 'mail', phone: 'call', chat: 'chat' };

function isPreferred(view: CustomerView, point: ContactPointView): boolean {
  return view.preferred !== null && POINT_CHANNELS[point.kind] === view.preferred.channel;
}

/** The way they prefer stands first, by the address used last. */
function preferredFirst(view: CustomerView): ContactPointView[] {
  const best = view.contactPoints.filter((point) => isPreferred(view, point)).sort((a, b) => (b.lastAtMs ?? 0) - (a.lastAtMs ?? 0))[0];
  return best === undefined ? view.contactPoints : [best, ...view.contactPoints.filter((point) => point !== best)];
}

/** A way to reach the customer: the chip copies it, its menu does the rest. */
function PointChip({ point, preferred }: { point: ContactPointView; preferred: CustomerView['preferred'] }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const { open, customerId } = useWorkspace();
  const copy = (): void => {
    navigator.clipboard.writeText(point.shown).then(
      () => showToast({ text: t('workspace.copied', { value: point.shown }) }),
      (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }),
    );
  };
  const dial = useDial();
  const number = numberOf(point);
  const items: MenuItem[] = [
    { label: t('common.copy'), icon: 'copy', onSelect: copy },
    ...(number === null ? [] : [{ label: t('workspace.call'), icon: 'call', onSelect: () => dial(number, customerId) } satisfies MenuItem]),
    ...(point.kind === 'mail' ? [{ label: t('workspace.writeMail'), icon: 'mail', onSelect: () => intend('compose') } satisfies MenuItem] : []),
    { label: t('identity.wherePlaces'), icon: 'source', onSelect: () => open({ kind: 'places', value: point.value, shown: point.shown }) },
    { label: t('identity.leave'), icon: 'split', onSelect: () => open({ kind: 'unmerge', chosen: [point.id] }) },
    { label: t('identity.relink'), icon: 'person', onSelect: () => open({ kind: 'relink', point }) },
  ];
  return (
    <span className="point" data-channel={POINT_CHANNELS[point.kind]} data-preferred={preferred !== null}>
      <button type="button" className="point-copy" title={t('workspace.copyPoint', { value: point.shown })} onClick={copy}>
        <Icon name={POINT_ICONS[point.kind]} />
        <span className="hidden-text">{t(`pointKinds.${point.kind}`)} </span>
        <span className="cut">{point.shown}</span>
        {preferred !== null && <span className="point-prefers" title={prefersWhy(t, format, nowMs, preferred)}>· {t(`deciding.prefers.${preferred.channel}`)}</span>}
        <AvailableDot contactPointId={point.id} />
      </button>
      <Menu label={t('workspace.pointActions', { value: point.shown })} items={items} className="point-menu" />
    </span>
  );
}

function lastChannelOf(view: CustomerView | undefined): Channel | null {
  return CHANNELS.find((channel) => (view?.byChannel[channel] ?? 0) > 0) ?? null;
}
