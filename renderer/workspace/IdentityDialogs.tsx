/** Merge, split, relink and assign: what each does in words, the choice, and one act that can be undone. */
import { useEffect, useRef, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { ContactPointView, CustomerRow, CustomerView, TimelineItem } from '../../shared/domain.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Button, Segmented } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Checkbox, TextField } from '../ui/fields.tsx';
import { CustomerChooser } from './CustomerChooser.tsx';
import { useDecide } from './useDecide.ts';

type Common = { view: CustomerView; onClose: () => void };

/** The shape that the four share: a hint, the choice, and the act. */
function DecisionDialog({ title, hint, action, isReady, onAct, onClose, children }: { title: string; hint: string; action: string; isReady: boolean; onAct: () => void; onClose: () => void; children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  const act = useRef<HTMLButtonElement>(null);
  // Choosing takes the field of the choice away and the focus with it: the act is what comes next.
  useEffect(() => {
    if (isReady && !(document.activeElement instanceof HTMLInputElement)) act.current?.focus();
  }, [isReady]);
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => {
        if (isReady) onAct();
      }}
      footer={<><Button onClick={onClose}>{t('common.cancel')}</Button><Button ref={act} type="submit" look="primary" disabled={!isReady}>{action}</Button></>}
    >
      <p className="faint">{hint}</p>
      {children}
    </Dialog>
  );
}

export function MergeDialog({ view, onClose }: Common): ReactElement {
  const { t } = useTranslation();
  const [other, setOther] = useState<CustomerRow | null>(null);
  const [reason, setReason] = useState('');
  const { decide, isPending } = useDecide('identity.merge');
  const merge = (): void => {
    if (other) decide({ customerId: view.id, otherCustomerId: other.id, reason: reason.trim() }, t('identity.merged'), onClose);
  };
  return (
    <DecisionDialog title={t('dialogs.mergeTitle', { name: view.name })} hint={t('dialogs.mergeHint')} action={t('dialogs.mergeAction')} isReady={other !== null && !isPending} onAct={merge} onClose={onClose}>
      <CustomerChooser except={view.id} chosen={other} onChoose={setOther} />
      {other && <TextField label={t('dialogs.mergeReason')} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}
    </DecisionDialog>
  );
}

export function UnmergeDialog({ view, chosen, onClose }: Common & { chosen: readonly string[] }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set(chosen));
  const { decide, isPending } = useDecide('identity.unmerge');
  const isAll = ticked.size >= view.contactPoints.length;
  const split = (): void => decide({ customerId: view.id, contactPointIds: [...ticked] }, t('identity.unmerged'), onClose);
  return (
    <DecisionDialog title={t('dialogs.unmergeTitle', { name: view.name })} hint={t('dialogs.unmergeHint')} action={t('dialogs.unmergeAction')} isReady={ticked.size > 0 && !isAll && !isPending} onAct={split} onClose={onClose}>
      <div className="ticks">
        {view.contactPoints.map((point) => (
          <Checkbox
            key={point.id}
            label={point.shown}
            hint={`${t(`pointKinds.${point.kind}`)} · ${t('identity.contacts', { count: point.interactions, formatted: format.number(point.interactions) })}`}
            isOn={ticked.has(point.id)}
            onChange={(isOn) => setTicked((before) => new Set(isOn ? [...before, point.id] : [...before].filter((id) => id !== point.id)))}
          />
        ))}
      </div>
      {isAll && <p className="field-error" role="alert">{t('dialogs.unmergeAll')}</p>}
    </DecisionDialog>
  );
}

export function RelinkDialog({ view, point, onClose }: Common & { point: ContactPointView }): ReactElement {
  const { t } = useTranslation();
  const [other, setOther] = useState<CustomerRow | null>(null);
  const { decide, isPending } = useDecide('identity.relink');
  const relink = (): void => {
    if (other) decide({ customerId: view.id, contactPointIds: [point.id], toCustomerId: other.id }, t('identity.relinked', { name: other.name }), onClose);
  };
  return (
    <DecisionDialog title={t('dialogs.relinkTitle', { value: point.shown })} hint={t('dialogs.relinkHint')} action={t('dialogs.relinkAction')} isReady={other !== null && !isPending} onAct={relink} onClose={onClose}>
      <CustomerChooser except={view.id} chosen={other} onChoose={setOther} />
    </DecisionDialog>
  );
}

export function AssignDialog({ view, item, onClose }: Common & { item: TimelineItem }): ReactElement {
  const { t } = useTranslation();
  const [to, setTo] = useState<'existing' | 'new'>('existing');
  const [other, setOther] = useState<CustomerRow | null>(null);
  const [name, setName] = useState('');
  const { decide, isPending } = useDecide('interaction.assign');
  const isReady = !isPending && (to === 'existing' ? other !== null : name.trim() !== '');
  const assign = (): void => {
    const target = to === 'new' ? { newPerson: name.trim() } : { customerId: other?.id ?? '' };
    decide({ interactionId: item.id, customerId: view.id, to: target }, t('identity.assigned', { name: to === 'new' ? name.trim() : other?.name ?? '' }), onClose);
  };
  return (
    <DecisionDialog title={t('dialogs.assignTitle')} hint={t('dialogs.assignHint')} action={t('dialogs.assignAction')} isReady={isReady} onAct={assign} onClose={onClose}>
      <blockquote className="body-quoted">{item.text ?? (item.title || item.preview)}</blockquote>
      <div><Segmented label={t('dialogs.assignTitle')} value={to} onChange={setTo} options={[{ value: 'existing', label: t('dialogs.assignExisting') }, { value: 'new', label: t('dialogs.assignNew') }]} /></div>
      {to === 'existing'
        ? <CustomerChooser except={view.id} chosen={other} onChoose={setOther} />
        : <TextField label={t('dialogs.newName')} autoFocus maxLength={300} value={name} onChange={(event) => setName(event.target.value)} />}
    </DecisionDialog>
  );
}
