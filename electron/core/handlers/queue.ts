/** The queue: what should be done next. */
import type { QueryInput, QueryOutput } from '../../../shared/contract.ts';
import type { QueueRow } from '../../../shared/domain.ts';
import { DAY_MS } from '../../../shared/time.ts';
import { customersWaiting } from '../store/customers.ts';
import type { CustomerSummary } from '../store/customers.ts';
import { interactionByKey, keyAt } from '../store/interactions.ts';
import { customerName } from './views.ts';
import type { ViewContext } from './views.ts';

/** Who wrote to us longer ago than this and was never answered is history, not work. */
const WAITING_DAYS = 30;

export function waitingSinceKey(nowMs: number): number {
  return keyAt(nowMs - WAITING_DAYS * DAY_MS);
}

export function queueList(context: ViewContext, { filter, limit }: QueryInput<'queue.list'>, nowMs: number): QueryOutput<'queue.list'> {
  const { rows, total } = customersWaiting(context.reader, waitingSinceKey(nowMs), filter.state === 'missedCalls', limit);
  return { rows: rows.map((row) => wordsRow(context, row)).filter((row) => row !== null), total, counts: { all: total, mine: 0, team: 0, unassigned: total, overdue: 0, missedCalls: 0 } };
}

function wordsRow(context: ViewContext, summary: CustomerSummary): QueueRow | null {
  const last = summary.waitingKey === null ? null : interactionByKey(context.reader, summary.waitingKey);
  if (last === null || summary.waitingSinceMs === null) return null;
  return {
    kind: 'words', customerId: summary.uuid, name: customerName(context, summary.name), channel: last.channel, interactionId: last.id, preview: last.title === '' ? last.preview : last.title,
    waitingSinceMs: summary.waitingSinceMs, lastAtMs: last.occurredAtMs, attempts: summary.attempts, missedCall: summary.missed > 0,
    caseId: null, taskId: null, title: '', status: null, priority: 'normal', team: '', owner: '', tags: [], dueAtMs: null, isOverdue: false, valueMinor: 0,
  };
}
