/** One thing that has to leave: what and to whom, how it stands, what changed since, and what can be done. */
import type { ReactElement } from 'react';
import type { OutboxItem, TimelineItem } from '../../shared/domain.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Button } from '../ui/controls.tsx';
import { ChannelIcon, Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/Menu.tsx';
import { Time } from '../ui/text.tsx';
import { stateWords, troubleWords } from './outboxWords.ts';
import { useOutboxActions } from './useOutboxActions.ts';

type OutboxCardProps = {
  item: OutboxItem;
  nowMs: number;
  isOnline: boolean;
  /** On its customer's own screen the name says nothing. */
  hasName: boolean;
  onOpen?: () => void;
};

const CHANNELS = { mail: 'mail', chat: 'chat', dial: 'call' } as const;

export function OutboxCard({ item, nowMs, isOnline, hasName, onOpen }: OutboxCardProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const actions = useOutboxActions()(item, nowMs);
  const channel = CHANNELS[item.kind];
  const to = item.to.join(', ');
  // Why a try was cut says nothing of whether it arrived.
  const isSettled = item.state === 'sent' || item.state === 'cancelled' || item.hold?.reason === 'outcome-unknown';
  return (
    <div className="outbox-card" data-state={item.state}>
      <div className="outbox-top">
        <ChannelIcon channel={channel} label={t(`channel.${channel}`)} />
        {hasName && (onOpen ? <button type="button" className="outbox-name cut" title={t('outbox.openCustomer', { name: item.customerName })} onClick={onOpen}>{item.customerName}</button> : <b className="outbox-name cut">{item.customerName}</b>)}
        <span className="outbox-to cut faint">{t('outbox.to', { to })}</span>
        <span className="grow" />
        {item.attachments > 0 && <span className="outbox-files faint"><Icon name="clip" />{t('outbox.files', { count: item.attachments })}</span>}
        <Time atMs={item.createdAtMs} style="stamp" className="faint" />
      </div>
      <p className="outbox-words">
        {item.title !== '' && <b>{item.title}</b>} {item.kind === 'dial' ? t('outbox.dial', { to }) : item.preview}
      </p>
      <p className="outbox-state" data-state={item.state} role="status">
        {stateWords(t, format, item, nowMs, isOnline)}
        {item.error !== null && !isSettled && <span className="outbox-error" data-state={item.state}> {troubleWords(t, item.error)}</span>}
        {item.attempts > 1 && item.state === 'queued' && <span className="faint"> · {t('outbox.tries', { count: item.attempts })}</span>}
      </p>
      {item.hold !== null && item.hold.changed.length > 0 && <Changed items={item.hold.changed} />}
      {actions.length > 0 && (
        <div className="outbox-actions">
          {actions.map((action) => <Button key={action.name} small icon={action.icon} look={action.isMain === true ? 'primary' : action.name === 'discard' ? 'quiet' : 'plain'} onClick={action.run}>{t(`outbox.${action.name}`)}</Button>)}
        </div>
      )}
    </div>
  );
}

/** The same in one line, for the end of a timeline. */
export function OutboxLine({ item, nowMs, isOnline }: Pick<OutboxCardProps, 'item' | 'nowMs' | 'isOnline'>): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const actions = useOutboxActions()(item, nowMs);
  const [first, ...rest] = actions;
  const channel = CHANNELS[item.kind];
  const words = stateWords(t, format, item, nowMs, isOnline);
  return (
    <div className="outbox-line" data-state={item.state}>
      <ChannelIcon channel={channel} label={t(`channel.${channel}`)} />
      <span className="outbox-line-words cut" title={t('outbox.to', { to: item.to.join(', ') })}>{item.title !== '' && <b>{item.title}</b>} {item.kind === 'dial' ? t('outbox.dial', { to: item.to.join(', ') }) : item.preview}</span>
      <span className="outbox-line-state" role="status" title={item.error === null ? undefined : troubleWords(t, item.error)} data-trouble={item.error !== null}>{words}</span>
      {first && <Button small icon={first.icon} look={first.isMain === true ? 'primary' : 'plain'} onClick={first.run}>{t(`outbox.${first.name}`)}</Button>}
      {rest.length > 0 && <Menu label={t('outbox.actions')} items={rest.map((action) => ({ label: t(`outbox.${action.name}`), icon: action.icon, isDanger: action.name === 'discard', onSelect: action.run }))} />}
    </div>
  );
}

/** What somebody said after the agent wrote (N7). */
function Changed({ items }: { items: readonly TimelineItem[] }): ReactElement {
  const { t } = useTranslation();
  return (
    <section className="outbox-changed" aria-label={t('outbox.changed')}>
      <h4>{t('outbox.changed')}</h4>
      <ul>
        {items.map((said) => (
          <li key={said.id}>
            <ChannelIcon channel={said.channel} label={t(`channel.${said.channel}`)} />
            <span><b>{said.direction === 'outbound' ? said.agent || said.author : said.author}</b> <Time atMs={said.occurredAtMs} style="stamp" className="faint" /></span>
            <span className="outbox-said">{said.text ?? said.preview}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
