/** Cases, tasks and the queue, as the contract has them. */
import { randomUUID } from 'node:crypto';
import { EVERYTHING_WAITING, queueFilter } from '../../../shared/cases.ts';
import type { caseCommands, caseQueries } from '../../../shared/cases.ts';
import type { CommandInput, CommandOutput, Language, QueryInput, QueryOutput, Settings } from '../../../shared/contract.ts';
import type { CaseField, CaseId, Channel, TaskId } from '../../../shared/domain.ts';
import { DeskError } from '../../../shared/result.ts';
import type { NowMs } from '../../../shared/time.ts';
import { createSchedule } from '../decisions/sla.ts';
import type { Schedule } from '../decisions/sla.ts';
import type { DeskFacts } from '../ingest/normalised.ts';
import { allTags, caseById, checksOf, openCases } from '../store/cases.ts';
import type { CaseRow, OpenCase } from '../store/cases.ts';
import { customerSummary, membersOf } from '../store/customers.ts';
import { interactionByKey } from '../store/interactions.ts';
import { readShop } from '../store/shop.ts';
import { queueViews, taskById } from '../store/tasks.ts';
import { commitFacts } from './authoring.ts';
import type { AuthoringPorts, Fact } from './authoring.ts';
import { caseBrief } from './caseBrief.ts';
import { caseList, caseProposal, caseView, contactsIn, holderOf, holderOfCase, taskList } from './caseViews.ts';
import type { CaseContext } from './caseViews.ts';
import { preferredChannel } from './preferred.ts';
import { queueList } from './queue.ts';
import { customerOf, pointAbout } from './views.ts';

export type CasePorts = AuthoringPorts & { settings(): Settings; language(): Language; desk(): Pick<DeskFacts, 'timeZone'>; nowMs: NowMs };
export type CaseHandlers = {
  /** How much the queue holds. */
  waiting(): number;
  queries: { [N in keyof typeof caseQueries]: (input: QueryInput<N>) => QueryOutput<N> };
  commands: { [N in keyof typeof caseCommands]: (input: CommandInput<N>) => CommandOutput<N> };
};

export function createCaseHandlers(ports: CasePorts): CaseHandlers {
  const { store } = ports;
  let schedule: { of: string; schedule: Schedule } | null = null;
  /** Worked out anew when hours, zone or promises change; forgets what was due under the former ones. */
  let dues: { of: string; dues: Map<string, { print: string; dueAtMs: number | null }> } = { of: '', dues: new Map() };
  let open: OpenCase[] | null = null;
  store.onChange(({ topics }) => {
    if (topics.some((topic) => topic === 'cases' || topic === 'customers' || topic === 'selling')) open = null;
  });
  const preferred = new Map<number, { lastKey: number | null; channel: Channel | null }>();

  function context(): CaseContext {
    const shop = readShop(store);
    const of = JSON.stringify([shop.hours, ports.desk().timeZone]);
    if (schedule?.of !== of) schedule = { of, schedule: createSchedule(shop.hours, ports.desk().timeZone) };
    return { reader: store, country: ports.settings().country, shop, schedule: schedule.schedule, nowMs: ports.nowMs(), language: ports.language() };
  }

  function queue(input: QueryInput<'queue.list'>): QueryOutput<'queue.list'> {
    const { shop, schedule: hours, nowMs, ...view } = context();
    const of = JSON.stringify([schedule?.of, shop.sla]);
    if (dues.of !== of) dues = { of, dues: new Map() };
    return queueList({ context: view, nowMs, agentName: ports.settings().agentName, shop, schedule: hours, open: (open ??= openCases(store)), dues: dues.dues, prefers }, input);
  }

  function prefers({ id, lastKey }: { id: number; lastKey: number | null }): Channel | null {
    const known = preferred.get(id);
    if (known !== undefined && known.lastKey === lastKey && lastKey !== null) return known.channel;
    const channel = preferredChannel({ reader: store, country: ports.settings().country }, membersOf(store, id).map((point) => point.id), ports.nowMs())?.channel ?? null;
    preferred.set(id, { lastKey, channel });
    return channel;
  }

  function needCase(caseId: string): CaseRow {
    const row = caseById(store, caseId);
    if (row === null) throw new DeskError('not-found', { what: 'case' });
    return row;
  }

  return {
    waiting: () => queue({ filter: EVERYTHING_WAITING, limit: 1 }).counts.all,
    queries: {
      'queue.list': queue,
      // A view of a later program, whose filter we cannot read, is not offered.
      'queue.views': () => queueViews(store).flatMap(({ id, name, filter }) => {
        const read = queueFilter.safeParse(filter);
        return read.success ? [{ viewId: id, name, filter: read.data }] : [];
      }),
      'case.tags': () => allTags(store),
      'case.list': ({ customerId }) => {
        const found = customerOf(store, customerId);
        const holder = found === null ? null : holderOf(context(), found.root);
        return holder === null ? [] : caseList(context(), holder);
      },
      'case.get': ({ caseId }) => {
        const now = context();
        const row = caseById(store, caseId);
        const holder = row === null ? null : holderOfCase(now, row);
        if (row === null || holder === null) return null;
        const contacts = contactsIn(store, holder, caseId);
        return { view: caseView(now, holder, row, contacts), brief: caseBrief(now, caseId, contacts), interactionIds: contacts.flatMap(({ key }) => interactionByKey(store, key)?.id ?? []) };
      },
      'case.proposal': ({ interactionId }) => caseProposal(context(), interactionId),
      'case.suggested': ({ customerId }) => {
        const found = customerOf(store, customerId);
        const waitingKey = found === null ? null : (customerSummary(store, found.root)?.waitingKey ?? null);
        const last = waitingKey === null ? null : interactionByKey(store, waitingKey);
        return last === null ? null : caseProposal(context(), last.id);
      },
      'task.list': ({ customerId }) => {
        const found = customerOf(store, customerId);
        const holder = found === null ? null : holderOf(context(), found.root);
        return holder === null ? [] : taskList(context(), holder);
      },
    },
    commands: {
      'case.open': ({ customerId, title, motive, channel, interactionId }) => {
        const caseId = randomUUID();
        commitFacts(ports, { type: 'case.open', payload: { caseId, contactPointId: pointAbout(store, customerId, interactionId), title: title.trim() || title, motive, channel, openedAtMs: ports.nowMs(), interactionId } });
        return { caseId: caseId as string as CaseId };
      },
      'case.set': ({ caseId, ...given }) => {
        const row = needCase(caseId);
        const text = (value: string | number | null): string => (value === null ? '' : String(value));
        const fields = Object.entries(given).filter((entry): entry is [Exclude<CaseField, 'contactPointId'>, string | number | null] => entry[1] !== undefined);
        // A status is said again on purpose: it holds from now on.
        const changed = fields.filter(([field, value]) => field === 'status' || text(value) !== text(row[field]));
        const facts = changed.map(([field, value]): Fact => ({ type: 'case.set', payload: { caseId, field, value: text(value) } }));
        return { operationId: facts.length === 0 ? null : commitFacts(ports, ...facts) };
      },
      'case.tag': ({ caseId, tag, on }) => {
        needCase(caseId);
        commitFacts(ports, { type: 'case.tag', payload: { caseId, tag, on } });
        return null;
      },
      'case.link': ({ caseId, interactionId, on }) => {
        needCase(caseId);
        return { operationId: commitFacts(ports, { type: 'case.link', payload: { caseId, interactionId, on } }) };
      },
      'case.check': ({ caseId, itemId, text, done, removed }) => {
        needCase(caseId);
        if (itemId !== null && !checksOf(store, caseId).some((item) => item.itemId === itemId)) throw new DeskError('not-found', { what: 'item' });
        const id = itemId ?? randomUUID();
        commitFacts(ports, { type: 'case.check', payload: { caseId, itemId: id, text, done, removed } });
        return { itemId: id };
      },
      'case.escalate': ({ caseId, team, reason }) => ({ operationId: commitFacts(ports, { type: 'case.escalate', payload: { caseId, fromTeam: needCase(caseId).team, toTeam: team, reason, atMs: ports.nowMs() } }) }),
      'task.add': ({ customerId, caseId, title, owner, dueAtMs }) => {
        const taskId = randomUUID();
        commitFacts(ports, { type: 'task.add', payload: { taskId, contactPointId: pointAbout(store, customerId, null), caseId, title, owner, dueAtMs, createdAtMs: ports.nowMs(), ground: null } });
        return { taskId: taskId as string as TaskId };
      },
      'task.set': ({ taskId, title, owner, dueAtMs, done, removed }) => {
        if (taskById(store, taskId) === null) throw new DeskError('not-found', { what: 'task' });
        const said: [Extract<Fact, { type: 'task.set' }>['payload']['field'], string | undefined][] = [
          ['title', title], ['owner', owner], ['dueAtMs', dueAtMs === undefined ? undefined : String(dueAtMs ?? '')],
          ['doneAtMs', done === undefined ? undefined : done ? String(ports.nowMs()) : ''], ['removed', removed === undefined ? undefined : removed ? '1' : ''],
        ];
        commitFacts(ports, ...said.flatMap(([field, value]): Fact[] => (value === undefined ? [] : [{ type: 'task.set', payload: { taskId, field, value } }])));
        return null;
      },
      'view.set': ({ viewId, name, filter, removed }) => {
        const id = viewId ?? randomUUID();
        commitFacts(ports, { type: 'view.set', payload: { viewId: id, name, filter, removed } });
        return { viewId: id };
      },
    },
  };
}
