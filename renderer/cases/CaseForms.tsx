/** Short dialogs about cases: opening one, choosing one, passing it on, to whom, until when, how urgent, under which tag. */
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { HOUR_MS } from '../../shared/time.ts';
import { atHour } from '../compose/later.ts';
import { PickTime } from '../compose/PickTime.tsx';
import { useCaseTags, useProposal } from '../data/caseQueries.ts';
import type { CaseView } from '../data/caseQueries.ts';
import { useCommand } from '../data/commands.ts';
import { useInteraction, useSettings } from '../data/queries.ts';
import { chooseCase } from '../data/queueState.ts';
import { useShopParts, useVisit } from '../data/visitQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Combobox } from '../ui/Combobox.tsx';
import type { Choice, ChoiceGroup } from '../ui/Combobox.tsx';
import { Button } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { SelectField, TextArea, TextField } from '../ui/fields.tsx';
import { Icon } from '../ui/icons.tsx';
import type { IconName } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';
import { motiveWords } from '../visit/visitWords.ts';
import { useCaseActs } from './useCaseActs.ts';

type Close = { onClose: () => void };

/** `interactionId` null: a case that no contact began. */
export function NewCase({ customerId, interactionId, onClose }: Close & { customerId: string; interactionId: string | null }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const proposal = useProposal(interactionId).data;
  const item = useInteraction(interactionId ?? '', interactionId !== null).data?.item;
  const shop = useShopParts().data;
  const [typed, setTyped] = useState<string | null>(null);
  // What was noted of the visit or call is not asked again.
  const visit = useVisit(item?.channel === 'visit' ? item.id : null).data;
  const said = visit?.motive || (shop?.motives.find(({ code }) => item?.channel === 'call' && motiveWords(t, shop, code) === item.title)?.code ?? '');
  const [chosen, setMotive] = useState<string | null>(null);
  const motive = chosen ?? said;
  const open = useCommand('case.open');
  // A reason is no title, and that of a visit is its branch.
  const words = [proposal?.title, item?.channel === 'visit' ? '' : item?.title, /^[^.!?\n]{1,80}/.exec(item?.preview ?? '')?.[0]].find((one) => one !== undefined && one !== '' && (said === '' || one !== motiveWords(t, shop, said)));
  const named = words ?? (item ? t('cases.titleFor', { channel: t(`channel.${item.channel}`), when: format.day(item.occurredAtMs, nowMs) }) : '');
  const title = typed ?? named;
  const submit = (): void => {
    if (title.trim() === '' || open.isPending) return;
    open.mutateAsync({ customerId, title: title.trim().slice(0, 300), motive, channel: item?.channel ?? 'note', interactionId }).then(({ caseId }) => {
      chooseCase(customerId, caseId);
      showToast({ text: t('cases.opened') });
      onClose();
    }, () => undefined);
  };
  return (
    <Dialog title={t('cases.openTitle')} size="s" onClose={onClose} onSubmit={submit} footer={<><Button onClick={onClose}>{t('common.cancel')}</Button><Button type="submit" look="primary" disabled={title.trim() === ''}>{t('cases.openDo')}</Button></>}>
      {interactionId !== null && <p className="faint">{t('cases.openLead')}</p>}
      <TextField label={t('cases.title')} hint={t('cases.titleHint')} maxLength={300} value={title} onChange={(event) => setTyped(event.target.value)} />
      <SelectField label={t('cases.motive')} {...(said !== '' && { hint: t('cases.motiveSaid') })} value={motive} onValue={setMotive} options={[{ value: '', label: t('cases.noMotive') }, ...(shop?.motives ?? []).map(({ code }) => ({ value: code, label: motiveWords(t, shop, code) }))]} />
    </Dialog>
  );
}

export function AddToCase({ open, interactionId, onNew, onClose }: Close & { open: readonly CaseView[]; interactionId: string; onNew: () => void }): ReactElement {
  const { t } = useTranslation();
  const acts = useCaseActs();
  const proposal = useProposal(interactionId).data;
  const rank = (caseId: string): number => {
    const at = proposal?.openCases.findIndex((one) => one.caseId === caseId) ?? -1;
    return at === -1 ? open.length : at;
  };
  const choices = [...open].sort((a, b) => rank(a.id) - rank(b.id)).map((one): Choice => ({
    id: one.id, content: <Line icon="folder">{one.title}</Line>,
    onPick: () => {
      acts.link(one.id, one.title, interactionId, true);
      onClose();
    },
  }));
  return <Choose title={t('cases.add')} lead={open.length === 0 ? t('cases.noOpen') : t('cases.addLead')} groups={[{ label: t('cases.which'), choices }, { label: t('cases.panelNone'), choices: [{ id: 'new', content: <Line icon="plus">{t('cases.open')}</Line>, onPick: onNew }] }]} onClose={onClose} />;
}

export function Escalate({ view, onClose }: Close & { view: CaseView }): ReactElement {
  const { t } = useTranslation();
  const acts = useCaseActs();
  const teams = (useShopParts().data?.teams ?? []).map((team) => team.name).filter((name) => name !== view.team);
  const [typed, setTeam] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [isBad, setBad] = useState(false);
  const team = (typed ?? teams[0] ?? '').trim();
  const submit = (): void => {
    if (team === '' || reason.trim() === '') return setBad(true);
    acts.escalate(view.id, team, reason.trim());
    onClose();
  };
  return (
    <Dialog title={t('cases.escalate')} onClose={onClose} onSubmit={submit} footer={<><Button onClick={onClose}>{t('common.cancel')}</Button><Button type="submit" look="primary">{t('cases.escalateDo')}</Button></>}>
      <p className="faint">{t('cases.escalateLead')}</p>
      {teams.length > 0
        ? <SelectField label={t('cases.escalateTeam')} value={team} onValue={setTeam} options={teams.map((value) => ({ value, label: value }))} />
        : <TextField label={t('cases.escalateTeamNew')} maxLength={100} value={typed ?? ''} onChange={(event) => setTeam(event.target.value)} />}
      <TextArea
        label={t('cases.escalateReason')}
        hint={t('cases.escalateReasonHint')}
        error={isBad ? t('cases.escalateBad') : undefined}
        maxLength={2_000}
        value={reason}
        onChange={(event) => {
          setBad(false);
          setReason(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
        }}
      />
    </Dialog>
  );
}

export function Assign({ view, onClose }: Close & { view: CaseView }): ReactElement {
  const { t } = useTranslation();
  const acts = useCaseActs();
  const me = useSettings().data?.agentName ?? '';
  const teams = useShopParts().data?.teams ?? [];
  const [text, setText] = useState('');
  const fits = (name: string): boolean => name.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase());
  const to = (id: string, words: string, icon: IconName, target: { owner: string } | { team: string }): Choice => ({
    id, content: <Line icon={icon}>{words}</Line>,
    onPick: () => {
      acts.assign(view.id, target);
      onClose();
    },
  });
  const people = [...new Set(teams.flatMap((team) => team.members))].filter((name) => name !== me && name !== '' && fits(name));
  const typed = text.trim();
  const groups: ChoiceGroup[] = [
    { label: t('cases.assignPeople'), choices: [
      ...(me !== '' && fits(me) ? [to('me', t('cases.assignMe', { name: me }), 'person', { owner: me })] : []),
      ...people.map((name) => to(`p-${name}`, name, 'person', { owner: name })),
      ...(typed !== '' && typed !== me && !people.includes(typed) ? [to('typed', t('cases.assignTyped', { name: typed }), 'plus', { owner: typed })] : []),
      ...(view.owner !== '' && typed === '' ? [to('nobody', t('cases.assignNobody'), 'close', { owner: '' })] : []),
    ] },
    { label: t('cases.assignTeams'), choices: teams.filter((team) => fits(team.name)).map((team) => to(`t-${team.name}`, team.name, 'people', { team: team.name })) },
  ];
  return <Choose title={t('cases.assign')} hint={t('cases.assignHint')} text={text} onText={setText} groups={groups} onClose={onClose} />;
}

const MONDAY = 1;

export function Snooze({ view, onClose }: Close & { view: CaseView }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const acts = useCaseActs();
  const [isPicking, setPicking] = useState(false);
  const until = (atMs: number | null): void => {
    acts.snooze(view.id, atMs);
    onClose();
  };
  if (isPicking) return <PickTime words={{ title: t('cases.snoozeTitle'), label: t('cases.snoozeLabel'), action: t('cases.snooze'), bad: t('cases.snoozeBad') }} onPick={until} onClose={onClose} />;
  const monday = atHour(nowMs, (MONDAY + 7 - new Date(nowMs).getDay()) % 7 || 7, 9);
  const tomorrow = atHour(nowMs, 1, 9);
  const choices: Choice[] = [
    { id: 'hour', content: <Line icon="moon">{t('cases.snoozeHour', { time: format.time(nowMs + HOUR_MS) })}</Line>, onPick: () => until(Date.now() + HOUR_MS) },
    { id: 'tomorrow', content: <Line icon="moon">{t('cases.snoozeTomorrow', { time: format.time(tomorrow) })}</Line>, onPick: () => until(tomorrow) },
    ...(monday === tomorrow ? [] : [{ id: 'monday', content: <Line icon="moon">{t('cases.snoozeMonday', { time: format.time(monday) })}</Line>, onPick: () => until(monday) }]),
    { id: 'date', content: <Line icon="edit">{t('cases.snoozeDate')}</Line>, onPick: () => setPicking(true) },
    ...(view.snoozedUntilMs === null ? [] : [{ id: 'wake', content: <Line icon="sun">{t('cases.wake')}</Line>, onPick: () => until(null) }]),
  ];
  return <Choose title={t('cases.snooze')} hint={t('cases.snoozeHint')} groups={[{ label: t('cases.snooze'), choices }]} onClose={onClose} />;
}

export function Prioritise({ view, onClose }: Close & { view: CaseView }): ReactElement {
  const { t } = useTranslation();
  const acts = useCaseActs();
  const choices = (['urgent', 'high', 'normal', 'low'] as const).map((priority): Choice => ({
    id: priority, content: <Line icon={priority === view.priority ? 'check' : 'warn'}>{t(`cases.priorities.${priority}`)}</Line>,
    onPick: () => {
      acts.prioritise(view.id, priority);
      onClose();
    },
  }));
  return <Choose title={t('cases.setPriority')} groups={[{ label: t('cases.priority'), choices }]} onClose={onClose} />;
}

export function Tag({ view, onClose }: Close & { view: CaseView }): ReactElement {
  const { t } = useTranslation();
  const tag = useCommand('case.tag');
  const known = useCaseTags().data ?? [];
  const [text, setText] = useState('');
  const typed = text.trim();
  const put = (name: string, on: boolean): void => {
    tag.mutate({ caseId: view.id, tag: name, on });
    onClose();
  };
  const found = [...new Set([...view.tags, ...known])].filter((one) => one.toLocaleLowerCase().includes(typed.toLocaleLowerCase()));
  const choices = [
    ...found.map((one): Choice => ({ id: one, content: <Line icon={view.tags.includes(one) ? 'check' : 'clip'}>{one}</Line>, onPick: () => put(one, !view.tags.includes(one)) })),
    ...(typed === '' || found.includes(typed) ? [] : [{ id: 'new', content: <Line icon="plus">{typed}</Line>, onPick: () => put(typed.slice(0, 60), true) }]),
  ];
  return <Choose title={t('actions.tagCase')} hint={t('cases.tagNew')} text={text} onText={setText} groups={[{ label: t('cases.tags'), choices }]} onClose={onClose} />;
}

/** A few choices by arrows or by their first letters. */
function Choose({ title, lead, hint, text, onText, groups, onClose }: Close & { title: string; lead?: string; hint?: string; text?: string; onText?: (text: string) => void; groups: readonly ChoiceGroup[] }): ReactElement {
  return (
    <Dialog title={title} size="s" onClose={onClose}>
      {lead !== undefined && <p className="faint">{lead}</p>}
      <Combobox label={title} placeholder={hint ?? title} text={text ?? ''} onText={onText ?? (() => undefined)} groups={groups} autoFocus />
    </Dialog>
  );
}

function Line({ icon, children }: { icon: IconName; children: ReactNode }): ReactElement {
  return <><Icon name={icon} /><span className="grow cut">{children}</span></>;
}
