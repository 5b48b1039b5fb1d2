/** One case whole: what is said of it, its steps and tags, what to know, and the contacts in it. */
import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import type { CaseDetail } from '../data/caseQueries.ts';
import { useCase, useCaseTags } from '../data/caseQueries.ts';
import { useCommand } from '../data/commands.ts';
import { intend } from '../data/intents.ts';
import { jumpTo } from '../data/navigation.ts';
import { useInteraction } from '../data/queries.ts';
import { chooseCase } from '../data/queueState.ts';
import { useShopParts } from '../data/visitQueries.ts';
import { actorWords } from '../i18n/actorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Badge, Button, IconButton } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { SelectField, TextField } from '../ui/fields.tsx';
import { ChannelIcon } from '../ui/icons.tsx';
import { motiveWords } from '../visit/visitWords.ts';
import { BriefView } from './BriefView.tsx';
import { slaTone, slaWords, statusTone } from './caseWords.ts';
import { TickBox } from './TickBox.tsx';
import { useCaseActs } from './useCaseActs.ts';

const STATUSES = ['new', 'waitingForUs', 'waitingForCustomer', 'solved'] as const;
const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;

export function CaseDialog({ caseId, onClose }: { caseId: string; onClose: () => void }): ReactElement | null {
  const detail = useCase(caseId).data;
  if (!detail) return null;
  return <Sheet detail={detail} onClose={onClose} />;
}

function Sheet({ detail, onClose }: { detail: CaseDetail; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const { view, brief } = detail;
  const go = (): void => {
    chooseCase(view.customerId, view.id);
    onClose();
  };
  const answer = (): void => {
    go();
    // The dialog gives the focus back first, and the composer takes it then.
    requestAnimationFrame(() => intend('reply', { interactionId: detail.interactionIds.at(-1) ?? null }));
  };
  return (
    <Dialog title={view.title} onClose={onClose} size="l">
      <div className="case-badges">
        <Button small icon="undo" data-autofocus onClick={answer}>{t('act.answer')}</Button>
        <Badge tone={statusTone(view.status)}>{t(`cases.status.${view.status}`)}</Badge>
        {view.isReopened && <Badge>{t('cases.reopened')}</Badge>}
        <span className="faint">{t('cases.openedBy', { name: actorWords(t, view.openedBy), when: format.day(view.openedAtMs, nowMs) })}</span>
        {([['dueResponse', view.firstResponse], ['dueResolution', view.resolution]] as const).map(([what, sla]) => sla.state !== 'none' && (
          <Badge key={what} tone={slaTone(sla)} {...(sla.dueAtMs === null ? {} : { title: format.exact(sla.dueAtMs) })}>{`${t(`cases.${what}`)}: ${slaWords(t, format, nowMs, sla)}`}</Badge>
        ))}
      </div>
      <Facts detail={detail} />
      <Tags detail={detail} />
      <Checklist detail={detail} />
      <section aria-label={t('cases.brief')}>
        <h3 className="case-part">{t('cases.brief')}</h3>
        <BriefView brief={brief} customerId={view.customerId} onGo={go} />
      </section>
      <section aria-label={t('cases.contactsTitle')}>
        <h3 className="case-part">{t('cases.contactsTitle')} <span className="faint">{t('cases.contacts', { count: view.interactions })}</span></h3>
        <ul className="case-contacts">{detail.interactionIds.toReversed().slice(0, MOST_CONTACTS).map((id) => <li key={id}><Contact interactionId={id} detail={detail} onGo={go} /></li>)}</ul>
      </section>
    </Dialog>
  );
}

/** The timeline has the rest. */
const MOST_CONTACTS = 30;

function Facts({ detail: { view } }: { detail: CaseDetail }): ReactElement {
  const { t } = useTranslation();
  const acts = useCaseActs();
  const shop = useShopParts().data;
  const [title, setTitle] = useState<string | null>(null);
  const motives = [...new Set([...(shop?.motives ?? []).map(({ code }) => code), view.motive])].filter((code) => code !== '');
  const people = [...new Set([...(shop?.teams ?? []).flatMap((team) => team.members), view.owner])].filter((name) => name !== '');
  const teams = [...new Set([...(shop?.teams ?? []).map((team) => team.name), view.team])].filter((name) => name !== '');
  const keep = (): void => {
    if (title !== null && title.trim() !== '' && title.trim() !== view.title) acts.set(view.id, { title: title.trim() });
    setTitle(null);
  };
  return (
    <div className="form-pair">
      <TextField label={t('cases.title')} maxLength={300} value={title ?? view.title} onChange={(event) => setTitle(event.target.value)} onBlur={keep} onKeyDown={(event) => { if (event.key === 'Enter') keep(); }} />
      <SelectField label={t('queue.filterState')} value={view.status} onValue={(status) => acts.set(view.id, { status })} options={STATUSES.map((value) => ({ value, label: t(`cases.status.${value}`) }))} />
      <SelectField label={t('cases.owner')} value={view.owner} onValue={(owner) => acts.assign(view.id, { owner })} options={[{ value: '', label: t('cases.nobody') }, ...people.map((value) => ({ value, label: value }))]} />
      <SelectField label={t('cases.team')} value={view.team} onValue={(team) => acts.assign(view.id, { team })} options={[{ value: '', label: t('cases.noTeam') }, ...teams.map((value) => ({ value, label: value }))]} />
      <SelectField label={t('cases.priority')} value={view.priority} onValue={(priority) => acts.set(view.id, { priority })} options={PRIORITIES.map((value) => ({ value, label: t(`cases.priorities.${value}`) }))} />
      <SelectField label={t('cases.motive')} value={view.motive} onValue={(motive) => acts.set(view.id, { motive })} options={[{ value: '', label: t('cases.noMotive') }, ...motives.map((value) => ({ value, label: motiveWords(t, shop, value) }))]} />
    </div>
  );
}

function Tags({ detail: { view } }: { detail: CaseDetail }): ReactElement {
  const { t } = useTranslation();
  const list = useId();
  const known = useCaseTags().data ?? [];
  const tag = useCommand('case.tag');
  const [text, setText] = useState('');
  const add = (): void => {
    const said = text.trim();
    if (said === '') return;
    setText('');
    tag.mutate({ caseId: view.id, tag: said.slice(0, 60), on: true });
  };
  return (
    <form className="case-tags" aria-label={t('cases.tags')} onSubmit={(event) => { event.preventDefault(); add(); }}>
      <span className="field-label">{t('cases.tags')}</span>
      {view.tags.map((one) => (
        <span key={one} className="case-tag">{one}<IconButton label={t('cases.tagRemove', { tag: one })} icon="close" onClick={() => tag.mutate({ caseId: view.id, tag: one, on: false })} /></span>
      ))}
      <TextField label={t('cases.tagNew')} hideLabel placeholder={t('cases.tagNew')} maxLength={60} list={list} value={text} onChange={(event) => setText(event.target.value)} />
      <datalist id={list}>{known.filter((one) => !view.tags.includes(one)).map((one) => <option key={one} value={one}>{one}</option>)}</datalist>
      <Button small type="submit" disabled={text.trim() === ''}>{t('cases.tagAdd')}</Button>
    </form>
  );
}

function Checklist({ detail: { view } }: { detail: CaseDetail }): ReactElement {
  const { t } = useTranslation();
  const check = useCommand('case.check');
  const [text, setText] = useState('');
  const add = (): void => {
    const said = text.trim();
    if (said === '') return;
    setText('');
    check.mutate({ caseId: view.id, itemId: null, text: said, done: false, removed: false });
  };
  return (
    <section aria-label={t('cases.checklist')}>
      <h3 className="case-part">{t('cases.checklist')}</h3>
      <ul className="tasks">
        {view.checklist.map((item) => (
          <li key={item.itemId} className="checkbox task" data-done={item.isDone}>
            <TickBox id={item.itemId} isOn={item.isDone} onTick={(done) => check.mutateAsync({ caseId: view.id, itemId: item.itemId, text: item.text, done, removed: false })} />
            <label className="grow" htmlFor={item.itemId}>{item.text}</label>
            <IconButton label={t('cases.checkRemove', { text: item.text })} icon="close" className="task-remove" onClick={() => check.mutate({ caseId: view.id, itemId: item.itemId, text: item.text, done: item.isDone, removed: true })} />
          </li>
        ))}
      </ul>
      <form className="line-form" onSubmit={(event) => { event.preventDefault(); add(); }}>
        <TextField label={t('cases.checkNew')} hideLabel placeholder={t('cases.checkNew')} maxLength={500} value={text} onChange={(event) => setText(event.target.value)} />
        <Button small type="submit" disabled={text.trim() === ''}>{t('cases.checkAdd')}</Button>
      </form>
    </section>
  );
}

function Contact({ interactionId, detail: { view }, onGo }: { interactionId: string; detail: CaseDetail; onGo: () => void }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const acts = useCaseActs();
  const item = useInteraction(interactionId).data?.item;
  if (item === undefined) return null;
  return (
    <div className="case-contact">
      <button
        type="button"
        className="brief-point"
        title={t('cases.goTo')}
        onClick={() => {
          onGo();
          jumpTo(view.customerId, interactionId);
        }}
      >
        <ChannelIcon channel={item.channel} label={t(`channel.${item.channel}`)} />
        <span className="point-text cut">{item.title || item.preview || t(`channel.${item.channel}`)}</span>
        <span className="point-when">{[item.author, format.stamp(item.occurredAtMs, nowMs)].filter(Boolean).join(' · ')}</span>
      </button>
      <IconButton label={t('cases.unlink')} icon="close" className="task-remove" onClick={() => acts.link(view.id, view.title, interactionId, false)} />
    </div>
  );
}
