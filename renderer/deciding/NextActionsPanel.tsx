/**
 * What to do next for one customer: each suggestion with why, what it rests on, and two answers.
 *
 * Owns what is being answered; what holds comes from the core and changes by itself. A and D answer the one in focus.
 */
import { useId, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import type { ActionKind } from '../../shared/domain.ts';
import type { NextAction } from '../../shared/deciding.ts';
import { useCommand } from '../data/commands.ts';
import { useDecisionLog, useNextActions } from '../data/decidingQueries.ts';
import { intend } from '../data/intents.ts';
import { jumpTo } from '../data/navigation.ts';
import { actorWords } from '../i18n/actorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Button, Panel } from '../ui/controls.tsx';
import { ChannelIcon, Icon } from '../ui/icons.tsx';
import { Time } from '../ui/text.tsx';
import { showToast } from '../ui/toasts.tsx';
import { inputsWords, whyWords } from './reasonWords.ts';
import { useSaying } from './useSaying.ts';

const ICONS: Record<ActionKind, Parameters<typeof Icon>[0]['name']> = { call: 'call', write: 'mail', task: 'check', presentOffer: 'survey', askOffer: 'survey', tellOrderReady: 'shop', openCase: 'folder', visitFollowUp: 'visit' };
/** Accepting these leads to where it is written. */
const WRITTEN: ReadonlySet<ActionKind> = new Set(['write', 'tellOrderReady']);
/** Accepting these leads to the offers of the customer. */
const OFFERED: ReadonlySet<ActionKind> = new Set(['presentOffer', 'askOffer']);

export function NextActionsPanel({ customerId }: { customerId: string }): ReactElement | null {
  const { t } = useTranslation();
  const actions = useNextActions(customerId).data;
  if (actions === undefined) return null;
  return (
    <Panel title={t('deciding.title')} className="next-actions">
      {actions.length === 0 && <p className="faint">{t('deciding.nothing')}</p>}
      <ul className="next-list">{actions.map((action) => <Suggested key={action.key} action={action} customerId={customerId} />)}</ul>
      <DecisionLog customerId={customerId} />
    </Panel>
  );
}

function Suggested({ action, customerId }: { action: NextAction; customerId: string }): ReactElement {
  const { t } = useTranslation();
  const say = useSaying();
  const [isDismissing, setDismissing] = useState(false);
  const answer = useCommand('action.answer');
  const { key, kind, title, target } = action;
  const accept = (): void => {
    if (answer.isPending) return;
    answer.mutate({ customerId, key, answer: 'accepted', reason: '' }, { onSuccess: () => {
      showToast({ text: t(kind === 'openCase' ? 'deciding.acceptedCase' : WRITTEN.has(kind) || OFFERED.has(kind) ? 'deciding.acceptedGo' : 'deciding.accepted') });
      if (WRITTEN.has(kind)) intend('compose');
      if (OFFERED.has(kind)) goToOffers();
    } });
  };
  const dismiss = (reason: string): void => answer.mutate({ customerId, key, answer: 'dismissed', reason }, { onSuccess: () => showToast({ text: t('deciding.dismissed') }) });
  const onKeyDown = (event: KeyboardEvent<HTMLLIElement>): void => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'a') accept();
    else if (event.key === 'd') setDismissing(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <li className="next" aria-label={title} onKeyDown={onKeyDown}>
      <div className="next-head"><Icon name={ICONS[kind]} /><p className="next-title">{title}</p></div>
      <p className="line-sub next-why" title={t('deciding.fromRule', { name: action.ruleName, version: action.ruleVersion })}>{whyWords(say, action.reasons)}</p>
      {target !== null && <p className="line-sub">{t(`deciding.about.${target.kind}`, { label: target.label })}</p>}
      <Evidence action={action} customerId={customerId} />
      {isDismissing ? <Dismissal onDismiss={dismiss} onCancel={() => setDismissing(false)} /> : (
        <div className="next-foot">
          <Button small look="primary" aria-keyshortcuts="a" title={t('deciding.keysHint')} aria-label={t('deciding.acceptOf', { accept: t(`deciding.accept.${kind}`), title })} onClick={accept}>{t(`deciding.accept.${kind}`)}</Button>
          <Button small aria-keyshortcuts="d" title={t('deciding.keysHint')} aria-label={t('deciding.dismissOf', { title })} onClick={() => setDismissing(true)}>{t('deciding.dismiss')}</Button>
        </div>
      )}
    </li>
  );
}

function Evidence({ action, customerId }: { action: NextAction; customerId: string }): ReactElement | null {
  const { t } = useTranslation();
  if (action.evidence.length === 0) return null;
  return (
    <ul className="next-evidence" aria-label={t('deciding.evidence')}>
      {action.evidence.slice(0, 3).map(({ interactionId, channel, title, atMs }) => (
        <li key={interactionId}>
          <button type="button" className="next-contact" aria-label={t('deciding.evidenceOf', { title: title || t(`channel.${channel}`) })} onClick={() => jumpTo(customerId, interactionId)}>
            <ChannelIcon channel={channel} label={t(`channel.${channel}`)} /><span className="cut">{title || t(`channel.${channel}`)}</span><Time atMs={atMs} style="stamp" className="faint" />
          </button>
        </li>
      ))}
    </ul>
  );
}

const REASONS = ['done', 'notNow', 'wrong', 'asked'] as const;

/** One press on a usual reason is the whole answer; another is typed. */
function Dismissal({ onDismiss, onCancel }: { onDismiss: (reason: string) => void; onCancel: () => void }): ReactElement {
  const { t } = useTranslation();
  const [other, setOther] = useState('');
  return (
    <form
      className="next-dismissal"
      aria-label={t('deciding.dismissWhy')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onCancel();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (other.trim() !== '') onDismiss(other.trim());
      }}
    >
      <p className="line-sub">{t('deciding.dismissWhy')}</p>
      <div className="next-reasons">
        {REASONS.map((reason, n) => <button key={reason} type="button" className="chip" autoFocus={n === 0} onClick={() => onDismiss(t(`deciding.dismissReasons.${reason}`))}>{t(`deciding.dismissReasons.${reason}`)}</button>)}
      </div>
      <div className="next-other">
        <input type="text" className="input" maxLength={500} aria-label={t('deciding.otherReason')} placeholder={t('deciding.otherReason')} value={other} onChange={(event) => setOther(event.target.value)} />
        <Button small type="submit" disabled={other.trim() === ''}>{t('deciding.dismissConfirm')}</Button>
        <Button small look="quiet" onClick={onCancel}>{t('common.cancel')}</Button>
      </div>
    </form>
  );
}

function DecisionLog({ customerId }: { customerId: string }): ReactElement | null {
  const { t } = useTranslation();
  const say = useSaying();
  const format = useFormat();
  const nowMs = useNow();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const log = useDecisionLog(customerId, true).data ?? [];
  if (log.length === 0) return null;
  return (
    <div className="next-log">
      <button type="button" className="fact-more" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>{t('deciding.log')} ({format.number(log.length)})</button>
      <ul id={id} className="lines">
        {isOpen && log.map((entry) => (
          <li key={`${entry.key} ${entry.atMs}`} className="line">
            <span className="grow">
              <span className="line-main">{entry.ruleName}</span>
              <span className="line-sub">
                {[entry.isAutomatic ? t('deciding.logAutomatic') : t(entry.answer === 'accepted' ? 'deciding.logAccepted' : 'deciding.logDismissed', { actor: actorWords(t, entry.actor) }), entry.reason, t('deciding.rules.version', { version: entry.ruleVersion }), format.relative(entry.atMs, nowMs)].filter(Boolean).join(' · ')}
              </span>
              <span className="line-sub">{t('deciding.logInputs', { inputs: inputsWords(say, entry.inputs) })}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Offers stand in the same side panel, the one to speak of first; with none there is nothing to go to. */
function goToOffers(): void {
  const offer = document.querySelector<HTMLElement>('.workspace-side [data-offer]');
  offer?.scrollIntoView({ block: 'nearest' });
  offer?.querySelector<HTMLElement>('button')?.focus();
}
