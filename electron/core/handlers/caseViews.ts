/** Cases and tasks as the window wants to see them, and what could become of a new contact. */
import type { CaseProposal, CaseView, TaskView } from '../../../shared/cases.ts';
import type { Language } from '../../../shared/contract.ts';
import { CHANNELS } from '../../../shared/domain.ts';
import type { CaseId, Channel, CustomerId, InteractionId, TaskId } from '../../../shared/domain.ts';
import type { Shop } from '../../../shared/shop.ts';
import { DAY_MS } from '../../../shared/time.ts';
import { caseSla } from '../decisions/sla.ts';
import type { Schedule } from '../decisions/sla.ts';
import { isSameSubject, subjectOf } from '../decisions/subject.ts';
import { caseContacts, casesLinkedTo, casesOfPoints, checksOf, tagsOf } from '../store/cases.ts';
import type { CaseContact, CaseRow } from '../store/cases.ts';
import { customerSummary, membersOf, pointByUuid } from '../store/customers.ts';
import type { PointRow } from '../store/customers.ts';
import { interactionById, WORD } from '../store/interactions.ts';
import type { Reader } from '../store/open.ts';
import { tasksOfPoints } from '../store/tasks.ts';
import type { TaskRow } from '../store/tasks.ts';
import { customerName } from './views.ts';
import { ruleViews } from './deciding.ts';
import type { ViewContext } from './views.ts';

export type CaseContext = ViewContext & { shop: Shop; schedule: Schedule; nowMs: number; language: Language };

/** A customer as cases need them; `cases` newest first. */
type Holder = { id: CustomerId; name: string; members: PointRow[]; cases: CaseRow[] };

export function holderOf(context: ViewContext, root: number): Holder | null {
  const summary = customerSummary(context.reader, root);
  if (summary === null) return null;
  const members = membersOf(context.reader, root);
  return { id: summary.uuid, name: customerName(context, summary.name), members, cases: casesOfPoints(context.reader, members.map(({ uuid }) => uuid)) };
}

/** The holder of the point a case was opened for; null while nobody here has it. */
export function holderOfCase(context: ViewContext, row: CaseRow): Holder | null {
  const point = pointByUuid(context.reader, row.point);
  return point === null ? null : holderOf(context, point.customer);
}

export function contactsIn(reader: Reader, holder: Holder, caseId: string): CaseContact[] {
  return caseContacts(reader, holder.members.map(({ id }) => id), caseId, holder.cases.map(({ id }) => id));
}

/** Open ones first, each part newest first. */
export function caseList(context: CaseContext, holder: Holder): CaseView[] {
  const isOpen = (row: CaseRow): number => Number(row.status !== 'solved');
  return [...holder.cases].sort((a, b) => isOpen(b) - isOpen(a)).map((row) => caseView(context, holder, row, contactsIn(context.reader, holder, row.id)));
}

export function caseView({ reader, shop, schedule, nowMs }: CaseContext, holder: Holder, row: CaseRow, contacts: readonly CaseContact[]): CaseView {
  const { firstResponse, resolution } = caseSla(schedule, shop.sla, { ...row, rests: JSON.parse(row.rests) as [number, number | null][] }, nowMs);
  const channels = [...new Set(contacts.map(({ channel }) => CHANNELS[channel] as Channel))];
  return {
    id: row.id as CaseId, customerId: holder.id, customerName: holder.name, title: row.title, motive: row.motive, status: row.status, isReopened: row.wasSolved === 1 && row.status !== 'solved', priority: row.priority,
    team: row.team, owner: row.owner, tags: tagsOf(reader, row.id), snoozedUntilMs: row.snoozedUntilMs, openedAtMs: row.openedAtMs, openedBy: row.openedBy, solvedAtMs: row.solvedAtMs, firstResponse, resolution,
    startedBy: channels[0] ?? row.channel, startedAtMs: contacts[0]?.atMs ?? row.openedAtMs, channels, interactions: contacts.length, lastAtMs: contacts.at(-1)?.atMs ?? null,
    checklist: checksOf(reader, row.id).sort((a, b) => a.atMs - b.atMs || (a.itemId < b.itemId ? -1 : 1)).map(({ itemId, text, isDone }) => ({ itemId, text, isDone })),
  };
}

const DONE_SHOWN_MS = 7 * DAY_MS;

export function taskList({ reader, nowMs, language }: CaseContext, holder: Holder): TaskView[] {
  const rows = tasksOfPoints(reader, holder.members.map(({ uuid }) => uuid)).filter(({ doneAtMs }) => doneAtMs === null || doneAtMs > nowMs - DONE_SHOWN_MS);
  return rows.map((row) => ({
    id: row.id as TaskId, customerId: holder.id, customerName: holder.name, caseId: row.caseId as CaseId | null, title: row.title, owner: row.owner, dueAtMs: row.dueAtMs, doneAtMs: row.doneAtMs, createdAtMs: row.createdAtMs,
    isOverdue: row.doneAtMs === null && row.dueAtMs !== null && row.dueAtMs < nowMs, ground: groundOf(reader, row, language),
  }));
}

function groundOf(reader: Reader, row: TaskRow, language: Language): TaskView['ground'] {
  if (row.ruleId === null) return null;
  const rule = ruleViews(reader).find(({ id }) => id === row.ruleId);
  return { ruleName: rule?.body.name[language] ?? '', ruleVersion: row.ruleVersion ?? 1, interactionId: row.interactionId as InteractionId | null };
}

/** Null for what is in a case already, and for what nobody said to us. */
export function caseProposal(context: CaseContext, interactionId: string): CaseProposal | null {
  const { reader } = context;
  const row = interactionById(reader, interactionId);
  const point = row === null || row.mainPoint === null ? undefined : (reader.prepare('SELECT customer FROM contact_point WHERE id = ?').get(row.mainPoint) as { customer: number } | undefined);
  if (row === null || point === undefined || row.direction !== 'inbound' || row.channel === 'note') return null;
  const party = reader.prepare('SELECT word FROM party WHERE point = ? AND interaction = ?').get(row.mainPoint, row.key) as { word: number } | undefined;
  if ((party?.word ?? WORD.none) === WORD.none && row.channel !== 'public' && row.channel !== 'survey' && row.channel !== 'web') return null;
  const holder = holderOf(context, point.customer);
  if (holder === null || casesLinkedTo(reader, row.id).length > 0 || holder.cases.some(({ id }) => contactsIn(reader, holder, id).some(({ key }) => key === row.key))) return null;
  const open = holder.cases.filter(({ status }) => status !== 'solved');
  const threads = row.threadKey === null ? new Set<string>() : new Set(reader.prepare(`SELECT case_id FROM case_interaction CROSS JOIN interaction ON interaction.id = case_interaction.interaction_id
    WHERE case_id IN (SELECT value FROM json_each(?)) AND thread_key = ?`).pluck().all(JSON.stringify(open.map(({ id }) => id)), row.threadKey) as string[]);
  // The title of a visit is its branch.
  const said = (row.channel === 'visit' ? '' : row.title) || row.preview;
  const [byThread, rest] = [open.filter(({ id }) => threads.has(id)), open.filter(({ id }) => !threads.has(id))];
  const bySubject = rest.filter(({ title }) => isSameSubject(title, said));
  const onlyOne = open.length === 1 ? rest.filter((one) => !bySubject.includes(one)) : [];
  const named = (why: CaseProposal['openCases'][number]['why']) => (one: CaseRow): CaseProposal['openCases'][number] => ({ caseId: one.id as CaseId, title: one.title, why });
  return { interactionId: row.id, channel: row.channel, atMs: row.occurredAtMs, title: subjectOf(said), openCases: [...byThread.map(named('thread')), ...bySubject.map(named('subject')), ...onlyOne.map(named('only'))] };
}
