/** What customers need and who has it: cases, tasks, saved views of the queue. */
import { CASE_FIELDS, CASE_STATUSES, PRIORITIES } from '../../../shared/domain.ts';
import type { CaseField } from '../../../shared/domain.ts';
import type { Operation } from '../../../shared/operations.ts';
import { stampTimeMs } from '../clock.ts';
import { putCase } from '../store/cases.ts';
import type { SaidCase } from '../store/cases.ts';
import { putTask, putView, taskById } from '../store/tasks.ts';
import type { Writer } from '../store/open.ts';
import { allSaid, lastSaid, payloadOf, touchPointByUuid } from './subjects.ts';
import type { Recompute, Subjects } from './subjects.ts';

export const caseSubjects: Subjects = {
  subjectsOf(operation) {
    const about = payloadOf(operation, 'case.open') ?? payloadOf(operation, 'case.set') ?? payloadOf(operation, 'case.tag') ?? payloadOf(operation, 'case.link') ?? payloadOf(operation, 'case.check') ?? payloadOf(operation, 'case.escalate');
    if (about !== null) return [`case:${about.caseId}`];
    const task = payloadOf(operation, 'task.add') ?? payloadOf(operation, 'task.set');
    if (task !== null) return [`task:${task.taskId}`];
    const view = payloadOf(operation, 'view.set');
    return view === null ? [] : [`view:${view.viewId}`];
  },
  recompute: { case: recomputeCase, task: recomputeTask, view: recomputeView },
};

/** What was said before anybody opened it waits in the log. Who opened it first did, should two say so. */
function recomputeCase(round: Recompute, [caseId = '']: readonly string[], operations: readonly Operation[]): void {
  const { writer } = round;
  const before = pointOf(writer, 'desk_case', caseId);
  const opened = allSaid(operations, 'case.open')[0];
  const said = opened === undefined ? null : saidCase(opened, operations);
  putCase(writer, caseId, said);
  // How it stands is worked out with its customer, at the end of the round.
  for (const point of new Set([before, said?.point ?? null])) if (point !== null) touchPointByUuid(round, point);
  writer.touch('cases');
  writer.touch('queue');
}

function saidCase({ operation, payload }: { operation: Operation; payload: NonNullable<ReturnType<typeof payloadOf<'case.open'>>> }, operations: readonly Operation[]): SaidCase {
  const fields = fieldsOf(operations);
  const snoozed = Number(fields.get('snoozedUntilMs')?.value ?? '');
  const links = new Map<string, string | null>(payload.interactionId === null ? [] : [[payload.interactionId, operation.id]]);
  const tags = new Map<string, string | null>();
  const checks = new Map<string, SaidCase['checks'][number] | null>();
  for (const { operation: by, payload: link } of allSaid(operations, 'case.link')) links.set(link.interactionId, link.on ? by.id : null);
  for (const { operation: by, payload: tag } of allSaid(operations, 'case.tag')) tags.set(tag.tag, tag.on ? by.id : null);
  for (const { operation: by, payload: item } of allSaid(operations, 'case.check')) {
    checks.set(item.itemId, item.removed ? null : { itemId: item.itemId, text: item.text, isDone: item.done, atMs: stampTimeMs(by.hlc), operation: by.id });
  }
  return {
    point: fields.get('contactPointId')?.value || payload.contactPointId, title: fields.get('title')?.value || payload.title, motive: fields.get('motive')?.value ?? payload.motive,
    team: fields.get('team')?.value ?? '', owner: fields.get('owner')?.value ?? '', priority: PRIORITIES.find((priority) => priority === fields.get('priority')?.value) ?? 'normal',
    snoozedUntilMs: Number.isSafeInteger(snoozed) && snoozed > 0 ? snoozed : null, channel: payload.channel, openedAtMs: payload.openedAtMs, openedBy: operation.actor, operation: operation.id,
    statuses: allSaid(operations, 'case.set').flatMap(({ operation: by, payload: set }) => {
      const status = set.field === 'status' ? CASE_STATUSES.find((known) => known === set.value) : undefined;
      return status === undefined ? [] : [{ atMs: stampTimeMs(by.hlc), status }];
    }),
    tags: standing(tags).map(([tag, by]) => ({ tag, operation: by })), links: standing(links).map(([interactionId, by]) => ({ interactionId, operation: by })), checks: standing(checks).map(([, item]) => item),
    escalations: allSaid(operations, 'case.escalate').map(({ operation: by, payload: { fromTeam, toTeam, reason, atMs } }) => ({ operation: by.id, fromTeam, toTeam, reason, actor: by.actor, atMs })),
  };
}

/** The last value of each field. An escalation says the team, and that nobody of it has the case yet. */
function fieldsOf(operations: readonly Operation[]): Map<CaseField, { value: string }> {
  const fields = new Map<CaseField, { value: string }>();
  for (const operation of operations) {
    const set = payloadOf(operation, 'case.set');
    if (set !== null && CASE_FIELDS.includes(set.field)) fields.set(set.field, { value: set.value });
    const escalation = payloadOf(operation, 'case.escalate');
    if (escalation !== null) fields.set('team', { value: escalation.toTeam }).set('owner', { value: '' });
  }
  return fields;
}

function standing<T>(said: ReadonlyMap<string, T | null>): [string, T][] {
  return [...said].filter((entry): entry is [string, T] => entry[1] !== null);
}

/** A rule's task has an id made of its ground: whichever desk made it first stands for both. */
function recomputeTask(round: Recompute, [taskId = '']: readonly string[], operations: readonly Operation[]): void {
  const { writer } = round;
  const before = pointOf(writer, 'task', taskId);
  const added = allSaid(operations, 'task.add')[0];
  const sets = new Map(allSaid(operations, 'task.set').map(({ payload }) => [payload.field, payload.value]));
  const isGone = added === undefined || sets.get('removed') === '1';
  const time = (field: 'dueAtMs' | 'doneAtMs', first: number | null): number | null => {
    const value = sets.get(field);
    return value === undefined ? first : value === '' || !Number.isSafeInteger(Number(value)) ? null : Number(value);
  };
  putTask(writer, taskId, isGone ? null : {
    point: added.payload.contactPointId, caseId: added.payload.caseId, title: sets.get('title') || added.payload.title, owner: sets.get('owner') ?? added.payload.owner,
    dueAtMs: time('dueAtMs', added.payload.dueAtMs), doneAtMs: time('doneAtMs', null), createdAtMs: added.payload.createdAtMs,
    ruleId: added.payload.ground?.ruleId ?? null, ruleVersion: added.payload.ground?.ruleVersion ?? null, interactionId: added.payload.ground?.interactionId ?? null, operation: added.operation.id,
  });
  for (const point of new Set([before, taskById(writer, taskId)?.point ?? null])) if (point !== null) touchPointByUuid(round, point);
  writer.touch('cases');
  writer.touch('queue');
}

function recomputeView({ writer }: Recompute, [viewId = '']: readonly string[], operations: readonly Operation[]): void {
  const said = lastSaid(operations, 'view.set');
  putView(writer, viewId, said === null || said.payload.removed ? null : { name: said.payload.name, filter: said.payload.filter, operation: said.operation.id });
  writer.touch('cases');
}

function pointOf(writer: Writer, table: 'desk_case' | 'task', id: string): string | null {
  return (writer.prepare(`SELECT point FROM ${table} WHERE id = ?`).get(id) as { point: string } | undefined)?.point ?? null;
}
