/** Derived rows of tasks and of saved views of the queue. */
import type { Reader, Writer } from './open.ts';

export type TaskRow = {
  id: string; point: string; caseId: string | null; title: string; owner: string; dueAtMs: number | null; doneAtMs: number | null; createdAtMs: number;
  ruleId: string | null; ruleVersion: number | null; interactionId: string | null; operation: string;
};
const COLUMNS = `task.id, task.point, case_id AS caseId, title, owner, due_at_ms AS dueAtMs, done_at_ms AS doneAtMs, created_at_ms AS createdAtMs, rule_id AS ruleId, rule_version AS ruleVersion, interaction_id AS interactionId, task.operation`;

/** Null takes it away. */
export function putTask(writer: Writer, id: string, task: Omit<TaskRow, 'id'> | null): void {
  if (task === null) writer.prepare('DELETE FROM task WHERE id = ?').run(id);
  else {
    writer.prepare(`INSERT OR REPLACE INTO task (id, point, case_id, title, owner, due_at_ms, done_at_ms, created_at_ms, rule_id, rule_version, interaction_id, operation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(id, task.point, task.caseId, task.title, task.owner, task.dueAtMs, task.doneAtMs, task.createdAtMs, task.ruleId, task.ruleVersion, task.interactionId, task.operation);
  }
}

export function taskById(reader: Reader, id: string): TaskRow | null {
  return (reader.prepare(`SELECT ${COLUMNS} FROM task WHERE id = ?`).get(id) as TaskRow | undefined) ?? null;
}

/** Those to do first, the one due next at the top; then those done, the newest first. */
export function tasksOfPoints(reader: Reader, uuids: readonly string[]): TaskRow[] {
  const rows = reader.prepare(`SELECT ${COLUMNS} FROM task WHERE point IN (SELECT value FROM json_each(?))`).all(JSON.stringify(uuids)) as TaskRow[];
  const rank = (row: TaskRow): number => row.dueAtMs ?? Number.MAX_SAFE_INTEGER;
  return rows.sort((a, b) => Number(a.doneAtMs !== null) - Number(b.doneAtMs !== null) || (b.doneAtMs ?? 0) - (a.doneAtMs ?? 0) || rank(a) - rank(b) || a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
}

export function tasksOfCase(reader: Reader, caseId: string): TaskRow[] {
  return reader.prepare(`SELECT ${COLUMNS} FROM task WHERE case_id = ?`).all(caseId) as TaskRow[];
}

export type DueTask = TaskRow & { customer: number; customerId: string; name: string; valueMinor: number };

/** To be done by `nowMs`, of customers we know. */
export function dueTasks(reader: Reader, nowMs: number): DueTask[] {
  return reader.prepare(`SELECT ${COLUMNS}, customer.id AS customer, customer.uuid AS customerId, customer.name AS name, value_minor AS valueMinor FROM task JOIN contact_point ON contact_point.uuid = task.point JOIN customer ON customer.id = contact_point.customer
    WHERE done_at_ms IS NULL AND due_at_ms <= ?`).all(nowMs) as DueTask[];
}

/** Null takes it away. */
export function putView(writer: Writer, id: string, view: { name: string; filter: unknown; operation: string } | null): void {
  if (view === null) writer.prepare('DELETE FROM queue_view WHERE id = ?').run(id);
  else writer.prepare('INSERT OR REPLACE INTO queue_view (id, name, filter, operation) VALUES (?, ?, ?, ?)').run(id, view.name, JSON.stringify(view.filter), view.operation);
}

export function queueViews(reader: Reader): { id: string; name: string; filter: unknown }[] {
  return (reader.prepare('SELECT id, name, filter FROM queue_view ORDER BY name, id').all() as { id: string; name: string; filter: string }[]).map((row) => ({ ...row, filter: JSON.parse(row.filter) as unknown }));
}
