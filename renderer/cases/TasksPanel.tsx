/** What has to be done for a customer: ticked off here, and added in one line. */
import { useId, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { atHour } from '../compose/later.ts';
import type { CaseView, TaskView } from '../data/caseQueries.ts';
import { useTasks } from '../data/caseQueries.ts';
import { useCommand } from '../data/commands.ts';
import { useIntent } from '../data/intents.ts';
import { useSettings } from '../data/queries.ts';
import { actorWords } from '../i18n/actorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Button, IconButton, Panel } from '../ui/controls.tsx';
import { SelectField, TextField } from '../ui/fields.tsx';
import { showToast } from '../ui/toasts.tsx';
import { TickBox } from './TickBox.tsx';

export function TasksPanel({ customerId, foremost }: { customerId: string; foremost: CaseView | null }): ReactElement | null {
  const { t } = useTranslation();
  const tasks = useTasks(customerId).data;
  const [isAdding, setAdding] = useState(false);
  useIntent('addTask', () => setAdding(true));
  if (tasks === undefined) return null;
  return (
    <Panel title={t('tasks.title')} action={<Button small look="quiet" aria-expanded={isAdding} onClick={() => setAdding(!isAdding)}>{t('tasks.add')}</Button>}>
      {isAdding && <NewTask customerId={customerId} caseId={foremost?.id ?? null} onDone={() => setAdding(false)} />}
      {tasks.length === 0 && !isAdding && <p className="faint">{t('tasks.none')}</p>}
      <ul className="tasks">{tasks.map((task) => <Task key={task.id} task={task} />)}</ul>
    </Panel>
  );
}

export function Task({ task }: { task: TaskView }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const id = useId();
  const set = useCommand('task.set');
  const isDone = task.doneAtMs !== null;
  const ground = task.ground === null ? '' : task.ground.ruleName === '' ? t('tasks.fromSomeRule') : t('tasks.fromRule', { rule: task.ground.ruleName });
  const when = task.doneAtMs !== null ? t('tasks.doneAt', { when: format.relative(task.doneAtMs, nowMs) }) : task.dueAtMs === null ? '' : `${format.day(task.dueAtMs, nowMs)}, ${format.time(task.dueAtMs)}`;
  const tick = async (done: boolean): Promise<void> => {
    await set.mutateAsync({ taskId: task.id, done });
    if (done) showToast({ text: t('tasks.done', { title: task.title }), action: { label: t('common.undo'), run: () => set.mutate({ taskId: task.id, done: false }) } });
  };
  const remove = (): void => {
    set.mutateAsync({ taskId: task.id, removed: true }).then(() => showToast({ text: t('tasks.removed') }), () => undefined);
  };
  return (
    <li className="checkbox task" data-done={isDone}>
      <TickBox id={id} isOn={isDone} describedBy={`${id}-more`} onTick={tick} />
      <div className="grow">
        <label htmlFor={id}>{task.title}</label>
        <p id={`${id}-more`} className="task-more">{task.isOverdue && <span className="task-late">{t('tasks.overdue')}</span>}{[when, actorWords(t, task.owner), ground].filter(Boolean).join(' · ')}</p>
      </div>
      <IconButton label={t('tasks.remove', { title: task.title })} icon="close" className="task-remove" onClick={remove} />
    </li>
  );
}

const DUE = ['none', 'today', 'tomorrow', 'week'] as const;
type Due = (typeof DUE)[number];
const DUE_WORDS = { none: 'tasks.dueNone', today: 'tasks.dueToday', tomorrow: 'tasks.dueTomorrow', week: 'tasks.dueWeek' } as const;
/** The end of a working day, and its beginning. */
const EVENING = 18;
const MORNING = 9;

function dueAt(due: Due, nowMs: number): number | null {
  return due === 'none' ? null : due === 'today' ? Math.max(nowMs, atHour(nowMs, 0, EVENING)) : atHour(nowMs, due === 'tomorrow' ? 1 : 7, MORNING);
}

function NewTask({ customerId, caseId, onDone }: { customerId: string; caseId: string | null; onDone: () => void }): ReactElement {
  const { t } = useTranslation();
  const agentName = useSettings().data?.agentName ?? '';
  const [title, setTitle] = useState('');
  const [due, setDue] = useState<Due>('tomorrow');
  const field = useRef<HTMLInputElement>(null);
  const add = useCommand('task.add');
  const save = (): void => {
    const said = title.trim();
    if (said === '') return field.current?.focus();
    add.mutateAsync({ customerId, caseId, title: said, owner: agentName, dueAtMs: dueAt(due, Date.now()) }).then(onDone, () => undefined);
  };
  return (
    <form
      className="task-new"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone();
      }}
    >
      <TextField ref={field} label={t('tasks.new')} hideLabel placeholder={t('tasks.newPlaceholder')} maxLength={300} autoFocus value={title} onChange={(event) => setTitle(event.target.value)} />
      <div className="task-new-foot">
        <SelectField label={t('tasks.due')} hideLabel value={due} onValue={setDue} options={DUE.map((value) => ({ value, label: t(DUE_WORDS[value]) }))} />
        <Button small type="submit" look="primary">{t('tasks.save')}</Button>
      </div>
    </form>
  );
}
