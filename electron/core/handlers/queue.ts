/**
 * The queue: what should be done next.
 *
 * One row per customer and case: customers whose last word is theirs, open cases that are ours to move, and tasks that
 * are due. A case is ours to move while it is new, waits for us, is late, or comes back from being snoozed; a snoozed
 * one is out until then, with the words that were said in it. Nothing is promised for words outside of any case. Cases
 * that rest can be asked for by their state; they count as no work.
 */
import type { QueueFilter } from '../../../shared/cases.ts';
import type { QueryInput, QueryOutput } from '../../../shared/contract.ts';
import { CHANNELS, RESTING_STATES } from '../../../shared/domain.ts';
import type { CaseId, Channel, CustomerId, InteractionId, QueueRow, RestingState, TaskId } from '../../../shared/domain.ts';
import type { Shop } from '../../../shared/shop.ts';
import { DAY_MS } from '../../../shared/time.ts';
import { nearestDue } from '../decisions/sla.ts';
import type { Schedule } from '../decisions/sla.ts';
import { caseById, spokenInSolved, tagsOf } from '../store/cases.ts';
import type { OpenCase } from '../store/cases.ts';
import { countWaiting, customerSummary, waitingCustomers } from '../store/customers.ts';
import type { WaitingCustomer } from '../store/customers.ts';
import { keyAt, keyTimeMs } from '../store/interactions.ts';
import { dueTasks } from '../store/tasks.ts';
import type { DueTask } from '../store/tasks.ts';
import { customerName } from './views.ts';
import type { ViewContext } from './views.ts';

/** Who wrote to us longer ago than this and was never answered is history, not work. */
const WAITING_DAYS = 30;

export function waitingSinceKey(nowMs: number): number {
  return keyAt(nowMs - WAITING_DAYS * DAY_MS);
}

export type QueuePorts = {
  context: ViewContext;
  nowMs: number;
  agentName: string;
  shop: Shop;
  schedule: Schedule;
  /** Every open case; read again only when something changed. */
  open: readonly OpenCase[];
  /** When something of a case is due, remembered as long as its facts stand. */
  dues: Map<string, { print: string; dueAtMs: number | null }>;
  /** By which channel a customer is best reached, remembered likewise. */
  prefers(customer: { id: number; lastKey: number | null }): Channel | null;
};

/** What all rows are filtered and sorted by, before any is drawn. */
type Candidate = {
  customer: number; owner: string; team: string; isOverdue: boolean; isSnoozeOver: boolean; isMissed: boolean; motive: string; dueAtMs: number | null; valueMinor: number; waitingSinceMs: number; lastAtMs: number;
  draw(): QueueRow | null;
};

export function queueList(ports: QueuePorts, { filter, limit }: QueryInput<'queue.list'>): QueryOutput<'queue.list'> {
  const { context: { reader }, nowMs } = ports;
  const sinceKey = waitingSinceKey(nowMs);
  const cases = ports.open.map((row) => ({ row, dueAtMs: dueOf(ports, row) }));
  // Words said in a case are told by its row, or rest with it.
  const spoken = new Map(spokenInSolved(reader, sinceKey).map(({ customer, missed }) => [customer, { caseId: '', missed }]));
  for (const { row } of cases) if (row.isSpoken && (row.theirKey ?? 0) >= sinceKey) spoken.set(row.customer, { caseId: row.id, missed: row.missed });
  const inCase = (row: OpenCase): { missed: number } | null => {
    const said = spoken.get(row.customer);
    return said?.caseId === row.id ? said : null;
  };
  const shown = cases.filter(({ row, dueAtMs }) => isOurs(row, dueAtMs, nowMs));
  const tasks = dueTasks(reader, nowMs);
  const shownIds = new Set(shown.map(({ row }) => row.id));
  const taskDues = new Map<string, number>();
  for (const task of tasks) if (task.caseId !== null && shownIds.has(task.caseId)) taskDues.set(task.caseId, Math.min(task.dueAtMs ?? nowMs, taskDues.get(task.caseId) ?? Number.MAX_SAFE_INTEGER));
  const work = [
    ...shown.map(({ row, dueAtMs }) => caseCandidate(ports, row, nearest(dueAtMs, taskDues.get(row.id) ?? null), inCase(row))),
    ...tasks.filter((task) => task.caseId === null || !shownIds.has(task.caseId)).map((task) => taskCandidate(ports, task)),
  ];
  const words = countWaiting(reader, sinceKey);
  const wordTotal = words.all - spoken.size;
  const wordMissed = words.missed - [...spoken.values()].filter((row) => row.missed > 0).length;
  const teams = new Set(ports.shop.teams.filter((team) => team.members.includes(ports.agentName)).map((team) => team.name));
  const isWhose = (who: QueueFilter['who'], { owner, team }: Pick<Candidate, 'owner' | 'team'>): boolean => {
    switch (who) {
      case 'all': return true;
      case 'mine': return ports.agentName !== '' && owner === ports.agentName;
      case 'team': return owner === '' && teams.has(team);
      case 'unassigned': return owner === '' && team === '';
    }
  };
  const countOf = (who: QueueFilter['who']): number => work.filter((candidate) => isWhose(who, candidate)).length;
  const counts = {
    all: work.length + wordTotal, mine: countOf('mine'), team: countOf('team'), unassigned: countOf('unassigned') + wordTotal,
    overdue: work.filter(({ isOverdue }) => isOverdue).length, missedCalls: work.filter(({ isMissed }) => isMissed).length + wordMissed,
  };
  const tagged = filter.tag === '' ? null : new Set(reader.prepare('SELECT case_id FROM case_tag WHERE tag = ?').pluck().all(filter.tag) as string[]);
  const fits = (candidate: Candidate & { caseId?: string }): boolean => isWhose(filter.who, candidate) && isInState(filter.state, candidate)
    && (filter.motive === '' || candidate.motive === filter.motive) && (tagged === null || (candidate.caseId !== undefined && tagged.has(candidate.caseId)));
  const resting = cases.filter(({ row }) => restsAs(row, nowMs) === filter.state).map(({ row, dueAtMs }) => caseCandidate(ports, row, dueAtMs, inCase(row)));
  const own = (isOfResting(filter.state) ? resting : work).filter(fits);
  const withWords = (filter.who === 'all' || filter.who === 'unassigned') && (filter.state === 'all' || filter.state === 'missedCalls') && filter.tag === '' && filter.motive === '';
  const missedOnly = filter.state === 'missedCalls';
  const isPreferred = (candidate: { customer: number; lastKey?: number | null }): boolean => filter.prefers === null || ports.prefers({ id: candidate.customer, lastKey: candidate.lastKey ?? null }) === filter.prefers;
  // As many more as may be told by their case; all of them where each has to be asked how they like to be reached.
  const read = withWords ? waitingCustomers(reader, sinceKey, { missedOnly, order: wordOrder(filter.sort), limit: filter.prefers === null ? limit + spoken.size : words.all }) : [];
  const free = read.filter((summary) => !spoken.has(summary.id) && isPreferred({ customer: summary.id, lastKey: summary.lastKey }));
  const chosen = own.filter(isPreferred);
  const wordCount = !withWords ? 0 : filter.prefers !== null ? free.length : missedOnly ? wordMissed : wordTotal;
  const rows = [...chosen, ...free.slice(0, limit).map((summary) => wordsCandidate(ports, summary))].sort(ORDER[filter.sort]).slice(0, limit);
  return { rows: rows.map((candidate) => candidate.draw()).filter((row) => row !== null), total: chosen.length + wordCount, counts };
}

function isOurs(row: OpenCase, dueAtMs: number | null, nowMs: number): boolean {
  if (restsAs(row, nowMs) === 'snoozed') return false;
  return row.status === 'new' || row.status === 'waitingForUs' || isSnoozeOver(row, nowMs) || (dueAtMs !== null && dueAtMs < nowMs);
}

/** As what an open case is not in the queue: put off, or the customer's turn. */
function restsAs(row: OpenCase, nowMs: number): RestingState | null {
  if (row.snoozedUntilMs !== null && row.snoozedUntilMs > nowMs) return 'snoozed';
  return row.status === 'waitingForCustomer' ? 'waitingForCustomer' : null;
}

function isOfResting(state: QueueFilter['state']): boolean {
  return (RESTING_STATES as readonly string[]).includes(state);
}

/** It came back, and nothing was done about it since. */
function isSnoozeOver(row: OpenCase, nowMs: number): boolean {
  return row.snoozedUntilMs !== null && row.snoozedUntilMs <= nowMs && row.statusAtMs <= row.snoozedUntilMs;
}

function dueOf({ dues, shop, schedule }: QueuePorts, row: OpenCase): number | null {
  const print = `${row.priority} ${row.firstOursAtMs} ${row.sinceAtMs} ${row.openedAtMs} ${row.rests}`;
  const known = dues.get(row.id);
  if (known?.print === print) return known.dueAtMs;
  const dueAtMs = nearestDue(schedule, shop.sla, { ...row, rests: JSON.parse(row.rests) as [number, number | null][] });
  dues.set(row.id, { print, dueAtMs });
  return dueAtMs;
}

function isInState(state: QueueFilter['state'], candidate: Candidate): boolean {
  switch (state) {
    case 'all': case 'snoozed': case 'waitingForCustomer': return true;
    case 'overdue': return candidate.isOverdue;
    case 'snoozedDue': return candidate.isSnoozeOver;
    case 'missedCalls': return candidate.isMissed;
  }
}

function wordOrder(sort: QueueFilter['sort']): 'newest' | 'longest' | 'value' {
  return sort === 'waiting' ? 'newest' : sort === 'value' ? 'value' : 'longest';
}

const late = Number.MAX_SAFE_INTEGER;
const ORDER: Record<QueueFilter['sort'], (a: Candidate, b: Candidate) => number> = {
  waiting: (a, b) => b.lastAtMs - a.lastAtMs,
  longest: (a, b) => a.waitingSinceMs - b.waitingSinceMs,
  value: (a, b) => b.valueMinor - a.valueMinor || a.waitingSinceMs - b.waitingSinceMs,
  sla: (a, b) => (a.dueAtMs ?? late) - (b.dueAtMs ?? late) || a.waitingSinceMs - b.waitingSinceMs,
};

function nearest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

// ------------------------------------------------------------------------------------------------ rows

function caseCandidate(ports: QueuePorts, row: OpenCase, dueAtMs: number | null, spoken: { missed: number } | null): Candidate & { caseId: string } {
  const { context, nowMs } = ports;
  const isSpoken = spoken !== null;
  const isMissed = (spoken?.missed ?? 0) > 0;
  const waitingSinceMs = row.sinceAtMs ?? row.statusAtMs;
  const lastAtMs = row.lastKey === null ? row.openedAtMs : keyTimeMs(row.lastKey);
  const isOverdue = dueAtMs !== null && dueAtMs < nowMs;
  return {
    caseId: row.id, customer: row.customer, owner: row.owner, team: row.team, isOverdue, isSnoozeOver: isSnoozeOver(row, nowMs), isMissed, motive: row.motive, dueAtMs, valueMinor: row.valueMinor, waitingSinceMs, lastAtMs,
    draw() {
      const [full, customer] = [caseById(context.reader, row.id), customerSummary(context.reader, row.customer)];
      if (full === null || customer === null) return null;
      const last = contact(context, full.theirKey ?? full.lastKey);
      return {
        kind: 'case', customerId: customer.uuid, name: customerName(context, customer.name), channel: last?.channel ?? full.channel, interactionId: last?.id ?? null, preview: last?.preview ?? '',
        waitingSinceMs, lastAtMs, attempts: isSpoken ? customer.attempts : 0, missedCall: isMissed, caseId: row.id as CaseId, taskId: null, title: full.title, status: row.status, priority: row.priority,
        team: row.team, owner: row.owner, tags: tagsOf(context.reader, row.id), dueAtMs, isOverdue,
        snoozedUntilMs: restsAs(row, nowMs) === 'snoozed' ? row.snoozedUntilMs : null, valueMinor: row.valueMinor,
      };
    },
  };
}

function taskCandidate(ports: QueuePorts, task: DueTask): Candidate {
  const { context, nowMs } = ports;
  const dueAtMs = task.dueAtMs ?? nowMs;
  const isOverdue = dueAtMs < nowMs;
  return {
    customer: task.customer, owner: task.owner, team: '', isOverdue, isSnoozeOver: false, isMissed: false, motive: '', dueAtMs, valueMinor: task.valueMinor, waitingSinceMs: dueAtMs, lastAtMs: dueAtMs,
    draw: () => ({
      kind: 'task', customerId: task.customerId as CustomerId, name: customerName(context, task.name), channel: 'note', interactionId: null, preview: '', waitingSinceMs: dueAtMs, lastAtMs: dueAtMs, attempts: 0, missedCall: false,
      caseId: task.caseId as CaseId | null, taskId: task.id as TaskId, title: task.title, status: null, priority: 'normal', team: '', owner: task.owner, tags: [], dueAtMs, isOverdue, snoozedUntilMs: null, valueMinor: task.valueMinor,
    }),
  };
}

function wordsCandidate({ context }: QueuePorts, summary: WaitingCustomer): Candidate {
  return {
    customer: summary.id, owner: '', team: '', isOverdue: false, isSnoozeOver: false, isMissed: summary.missed > 0, motive: '', dueAtMs: null, valueMinor: summary.valueMinor, waitingSinceMs: summary.waitingSinceMs, lastAtMs: keyTimeMs(summary.waitingKey),
    draw() {
      const last = contact(context, summary.waitingKey);
      if (last === null) return null;
      return {
        kind: 'words', customerId: summary.uuid, name: customerName(context, summary.name), channel: last.channel, interactionId: last.id, preview: last.preview, waitingSinceMs: summary.waitingSinceMs, lastAtMs: last.occurredAtMs,
        attempts: summary.attempts, missedCall: summary.missed > 0, caseId: null, taskId: null, title: '', status: null, priority: 'normal', team: '', owner: '', tags: [], dueAtMs: null, isOverdue: false,
        snoozedUntilMs: null, valueMinor: summary.valueMinor,
      };
    },
  };
}

/** Enough of a contact for a row; its text may be long and is left alone. */
function contact({ reader }: ViewContext, key: number | null): { id: InteractionId; channel: Channel; preview: string; occurredAtMs: number } | null {
  const row = key === null ? undefined : (reader.prepare('SELECT id, channel, title, preview, occurred_at_ms AS occurredAtMs FROM interaction WHERE key = ?').get(key) as { id: InteractionId; channel: number; title: string; preview: string; occurredAtMs: number } | undefined);
  return row === undefined ? null : { id: row.id, channel: CHANNELS[row.channel] ?? 'note', preview: row.title === '' ? row.preview : row.title, occurredAtMs: row.occurredAtMs };
}
