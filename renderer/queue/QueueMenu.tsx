/** The order of the queue, its saved views, and everything it can be filtered by. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { EVERYTHING, useCaseTags, useQueueViews } from '../data/caseQueries.ts';
import type { QueueFilter } from '../data/caseQueries.ts';
import { useCommand } from '../data/commands.ts';
import { setQueueFilter } from '../data/queueState.ts';
import { RESTING_STATES } from '../data/shared.ts';
import { useShopParts } from '../data/visitQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button, IconButton } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { SelectField, TextField } from '../ui/fields.tsx';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/Menu.tsx';
import type { MenuItem } from '../ui/Menu.tsx';
import { showToast } from '../ui/toasts.tsx';
import { motiveWords } from '../visit/visitWords.ts';

const STATES = ['all', 'overdue', 'snoozedDue', 'missedCalls', ...RESTING_STATES] as const satisfies readonly QueueFilter['state'][];
const SORTS = ['waiting', 'longest', 'sla', 'value'] as const satisfies readonly QueueFilter['sort'][];

export function QueueMenu({ filter }: { filter: QueueFilter }): ReactElement {
  const { t } = useTranslation();
  const views = useQueueViews().data ?? [];
  const [isOpen, setOpen] = useState(false);
  const items: MenuItem[] = [
    ...SORTS.map((sort): MenuItem => ({ label: t(`queue.sorts.${sort}`), ...(sort === filter.sort ? { icon: 'check' as const } : {}), onSelect: () => setQueueFilter({ ...filter, sort }) })),
    // What rests is looked for, not worked through: it has no chip until it is chosen.
    ...RESTING_STATES.map((state): MenuItem => ({ label: t(`queue.${state}`), icon: state === filter.state ? 'check' : state === 'snoozed' ? 'moon' : 'person', onSelect: () => setQueueFilter({ ...filter, state: state === filter.state ? 'all' : state }) })),
    ...views.map((view): MenuItem => ({ label: view.name, icon: 'inbox', onSelect: () => setQueueFilter(view.filter) })),
    { label: t('queue.filterMore'), icon: 'settings', onSelect: () => setOpen(true) },
  ];
  return (
    <>
      <Menu label={t('queue.order')} items={items}><Icon name="bullets" /></Menu>
      {isOpen && <FilterDialog filter={filter} onClose={() => setOpen(false)} />}
    </>
  );
}

function FilterDialog({ filter, onClose }: { filter: QueueFilter; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [next, setNext] = useState(filter);
  const [name, setName] = useState('');
  const views = useQueueViews().data ?? [];
  const tags = useCaseTags().data ?? [];
  const shop = useShopParts().data;
  const save = useCommand('view.set');
  const change = (part: Partial<QueueFilter>): void => setNext({ ...next, ...part });
  const show = (): void => {
    setQueueFilter(next);
    onClose();
  };
  const keep = (): void => {
    save.mutateAsync({ viewId: views.find((view) => view.name === name.trim())?.viewId ?? null, name: name.trim(), filter: next, removed: false }).then(() => {
      showToast({ text: t('queue.viewSaved') });
      setName('');
    }, () => undefined);
  };
  return (
    <Dialog title={t('queue.filterTitle')} onClose={onClose} onSubmit={name.trim() === '' ? show : keep} footer={<><Button onClick={() => { setQueueFilter(EVERYTHING); onClose(); }}>{t('queue.clear')}</Button><Button look="primary" type="submit">{t('queue.show')}</Button></>}>
      <div className="form-pair">
        <SelectField label={t('queue.filterWho')} value={next.who} onValue={(who) => change({ who })} options={(['all', 'mine', 'team', 'unassigned'] as const).map((value) => ({ value, label: t(`queue.${value}`) }))} />
        <SelectField label={t('queue.filterState')} value={next.state} onValue={(state) => change({ state })} options={STATES.map((value) => ({ value, label: t(value === 'all' ? 'queue.anyState' : `queue.${value}`) }))} />
        <SelectField label={t('queue.filterMotive')} value={next.motive} onValue={(motive) => change({ motive })} options={[{ value: '', label: t('queue.anyMotive') }, ...(shop?.motives ?? []).map(({ code }) => ({ value: code, label: motiveWords(t, shop, code) }))]} />
        <SelectField label={t('queue.filterTag')} value={next.tag} onValue={(tag) => change({ tag })} options={[{ value: '', label: t('queue.anyTag') }, ...[...new Set([...tags, next.tag])].filter((tag) => tag !== '').map((tag) => ({ value: tag, label: tag }))]} />
        <SelectField label={t('queue.filterPrefers')} value={next.prefers ?? ''} onValue={(channel) => change({ prefers: channel === '' ? null : channel })} options={[{ value: '' as const, label: t('queue.anyChannel') }, ...(['mail', 'chat', 'call'] as const).map((value) => ({ value, label: t(`channel.${value}`) }))]} />
        <SelectField label={t('queue.sort')} value={next.sort} onValue={(sort) => change({ sort })} options={SORTS.map((value) => ({ value, label: t(`queue.sorts.${value}`) }))} />
      </div>
      <div className="line-form">
        <TextField label={t('queue.viewName')} maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        <Button icon="save" disabled={name.trim() === ''} onClick={keep}>{t('queue.saveView')}</Button>
      </div>
      {views.length > 0 && (
        <section aria-label={t('queue.views')}>
          <h3 className="field-label">{t('queue.views')}</h3>
          <ul className="plain-list">
            {views.map((view) => (
              <li key={view.viewId}>
                <button type="button" className="plain-link grow cut" onClick={() => { setQueueFilter(view.filter); onClose(); }}>{view.name}</button>
                <IconButton label={t('queue.viewRemove', { name: view.name })} icon="trash" onClick={() => save.mutate({ viewId: view.viewId, name: view.name, filter: view.filter, removed: true }, { onSuccess: () => showToast({ text: t('queue.viewRemoved'), action: { label: t('common.undo'), run: () => save.mutate({ viewId: view.viewId, name: view.name, filter: view.filter, removed: false }) } }) })} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  );
}
