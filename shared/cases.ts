/** Cases, tasks and the queue: what customers need, who has it, by when, and what to do next. */
import { z } from 'zod';
import { CASE_STATUSES, CHANNELS, PRIORITIES, REACH_CHANNELS, RESTING_STATES } from './domain.ts';
import type { CaseId, CaseStatus, Channel, CustomerId, InteractionId, OperationId, Priority, QueueRow, TaskId } from './domain.ts';
import { entry, id, limit, none } from './entry.ts';

/**
 * Where a promise of time stands. `paused`: the customer has the next word, so the clock of the solution rests.
 * `met` and `missed` are final.
 */
export type SlaState = 'none' | 'running' | 'soon' | 'overdue' | 'paused' | 'met' | 'missed';
export type SlaView = { dueAtMs: number | null; state: SlaState };

export type CaseView = {
  id: CaseId;
  customerId: CustomerId;
  customerName: string;
  title: string;
  motive: string;
  /** As said last, unless the customer has spoken in it since: then it waits for us again. */
  status: CaseStatus;
  /** It was solved once, and is open again. */
  isReopened: boolean;
  priority: Priority;
  team: string;
  owner: string;
  tags: string[];
  snoozedUntilMs: number | null;
  openedAtMs: number;
  openedBy: string;
  solvedAtMs: number | null;
  firstResponse: SlaView;
  resolution: SlaView;
  /** Where it began, and every channel it went through, in order. */
  startedBy: Channel;
  /** Of its first contact, which may be older than the case. */
  startedAtMs: number;
  channels: Channel[];
  interactions: number;
  lastAtMs: number | null;
  checklist: { itemId: string; text: string; isDone: boolean }[];
};

/** Each statement with the interaction it stands in; null for what was only ticked off (a step of the list, a task). */
export type BriefPoint = { text: string; atMs: number; author: string; channel: Channel; interactionId: InteractionId | null };
/** What somebody who takes a case over has to know, made of facts alone (S25). */
export type CaseBrief = {
  escalations: { fromTeam: string; toTeam: string; reason: string; actor: string; atMs: number; operationId: OperationId }[];
  promises: BriefPoint[];
  /** Questions of the customer after which nobody of ours spoke. */
  openQuestions: BriefPoint[];
  /** What was done: notes, visits, calls, finished checklist items and tasks, oldest first. */
  tried: BriefPoint[];
};
export type CaseDetail = { view: CaseView; brief: CaseBrief; interactionIds: InteractionId[] };

export type TaskView = {
  id: TaskId; customerId: CustomerId; customerName: string; caseId: CaseId | null; title: string; owner: string; dueAtMs: number | null; doneAtMs: number | null; createdAtMs: number; isOverdue: boolean;
  /** Why a rule made it; null for a person's. */
  ground: { ruleName: string; ruleVersion: number; interactionId: InteractionId | null } | null;
};

/** What could become of a contact: a case of its own, or part of one that is open. */
export type CaseProposal = { interactionId: InteractionId; channel: Channel; atMs: number; /** Empty where the contact has no words (a missed call). */ title: string; /** Best first; empty when none fits. */ openCases: { caseId: CaseId; title: string; why: 'thread' | 'subject' | 'only' }[] };

/** `sla`: the nearest promised time first; `value`: the most valuable customer first; `waiting`: who spoke last first; `longest`: who has waited longest first. */
export const QUEUE_SORTS = ['sla', 'value', 'waiting', 'longest'] as const;
export const queueFilter = z.object({
  /** `mine`: owned by the agent of this desk; `team`: of a team they are in, nobody's own; `unassigned`: nobody's at all. */
  who: z.enum(['all', 'mine', 'team', 'unassigned']),
  state: z.enum(['all', 'overdue', 'snoozedDue', 'missedCalls', ...RESTING_STATES]),
  sort: z.enum(QUEUE_SORTS),
  /** Empty: any. */
  tag: z.string().max(60), motive: z.string().max(100), prefers: z.enum(REACH_CHANNELS).nullable(),
});
export type QueueFilter = z.infer<typeof queueFilter>;
export const EVERYTHING_WAITING: QueueFilter = { who: 'all', state: 'all', sort: 'waiting', tag: '', motive: '', prefers: null };
export type QueueView = { viewId: string; name: string; filter: QueueFilter };

const caseId = id;
const title = z.string().min(1).max(300);

export const caseQueries = {
  'queue.list': entry<{ rows: QueueRow[]; total: number; counts: { all: number; mine: number; team: number; unassigned: number; overdue: number; missedCalls: number } }>()(z.object({ filter: queueFilter, limit })),
  'queue.views': entry<QueueView[]>()(none),
  /** Tags in use, for choosing among them. */
  'case.tags': entry<string[]>()(none),
  /** Of one customer, open ones first, newest first. */
  'case.list': entry<CaseView[]>()(z.object({ customerId: id })),
  'case.get': entry<CaseDetail | null>()(z.object({ caseId })),
  /** Null when the contact is in a case already, or is none that could open one (a note, a mailing). */
  'case.proposal': entry<CaseProposal | null>()(z.object({ interactionId: id })),
  /** The same for the latest word of a customer that nobody answered; null without one. */
  'case.suggested': entry<CaseProposal | null>()(z.object({ customerId: id })),
  /** Open ones of a customer, then those done in the last week. */
  'task.list': entry<TaskView[]>()(z.object({ customerId: id })),
} as const;

export const caseCommands = {
  'case.open': entry<{ caseId: CaseId }>()(z.object({ customerId: id, title, motive: z.string().max(100), channel: z.enum(CHANNELS), interactionId: id.nullable() })),
  /** What is given changes; null when all of it was so already. @throws not-found */
  'case.set': entry<{ operationId: OperationId | null }>()(z.object({
    caseId, title: title.optional(), motive: z.string().max(100).optional(), status: z.enum(CASE_STATUSES).optional(), team: z.string().max(100).optional(), owner: z.string().max(200).optional(),
    priority: z.enum(PRIORITIES).optional(), snoozedUntilMs: z.number().int().nullable().optional(),
  })),
  'case.tag': entry<null>()(z.object({ caseId, tag: z.string().trim().min(1).max(60), on: z.boolean() })),
  'case.link': entry<{ operationId: OperationId }>()(z.object({ caseId, interactionId: id, on: z.boolean() })),
  /** `itemId` null adds one. */
  'case.check': entry<{ itemId: string }>()(z.object({ caseId, itemId: id.nullable(), text: z.string().min(1).max(500), done: z.boolean(), removed: z.boolean() })),
  'case.escalate': entry<{ operationId: OperationId }>()(z.object({ caseId, team: z.string().min(1).max(100), reason: z.string().trim().min(1).max(2_000) })),
  'task.add': entry<{ taskId: TaskId }>()(z.object({ customerId: id, caseId: id.nullable(), title, owner: z.string().max(200), dueAtMs: z.number().int().nullable() })),
  'task.set': entry<null>()(z.object({ taskId: id, title: title.optional(), owner: z.string().max(200).optional(), dueAtMs: z.number().int().nullable().optional(), done: z.boolean().optional(), removed: z.boolean().optional() })),
  'view.set': entry<{ viewId: string }>()(z.object({ viewId: id.nullable(), name: z.string().min(1).max(100), filter: queueFilter, removed: z.boolean() })),
} as const;
