/** Derived rows of rules and of what people made of suggestions; and who prefers which channel, which is worked out beside the writes. */
import type { ReachChannel } from '../../../shared/domain.ts';
import type { Reader, Writer } from './open.ts';

export type RuleRow = { id: string; version: number; body: unknown; enabled: boolean; changedBy: string; changedAtMs: number; operation: string };
export type AnswerRow = { point: string; actionKey: string; ruleId: string; ruleVersion: number; answer: 'accepted' | 'dismissed'; reason: string; inputs: Record<string, unknown>; actor: string; atMs: number; operation: string };

/** Null takes it away: a shipped rule is then as it was shipped. */
export function putRule(writer: Writer, id: string, row: Omit<RuleRow, 'id'> | null): void {
  if (row === null) writer.prepare('DELETE FROM rule WHERE id = ?').run(id);
  else {
    writer.prepare('INSERT OR REPLACE INTO rule (id, version, body, enabled, changed_by, changed_at_ms, operation) VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(id, row.version, JSON.stringify(row.body ?? null), row.enabled ? 1 : 0, row.changedBy, row.changedAtMs, row.operation);
  }
}

export function rulesSaid(reader: Reader): RuleRow[] {
  const rows = reader.prepare('SELECT id, version, body, enabled, changed_by AS changedBy, changed_at_ms AS changedAtMs, operation FROM rule ORDER BY id').all() as (Omit<RuleRow, 'body' | 'enabled'> & { body: string; enabled: number })[];
  return rows.map((row) => ({ ...row, body: JSON.parse(row.body) as unknown, enabled: row.enabled === 1 }));
}

export function putAnswer(writer: Writer, point: string, actionKey: string, row: Omit<AnswerRow, 'point' | 'actionKey'> | null): void {
  if (row === null) writer.prepare('DELETE FROM action_answer WHERE point = ? AND action_key = ?').run(point, actionKey);
  else {
    writer.prepare('INSERT OR REPLACE INTO action_answer (point, action_key, rule_id, rule_version, answer, reason, inputs, actor, at_ms, operation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(point, actionKey, row.ruleId, row.ruleVersion, row.answer, row.reason, JSON.stringify(row.inputs), row.actor, row.atMs, row.operation);
  }
}

/** Newest first. @param uuids of all points of the customer */
export function answersOf(reader: Reader, uuids: readonly string[]): AnswerRow[] {
  const rows = reader.prepare(`SELECT point, action_key AS actionKey, rule_id AS ruleId, rule_version AS ruleVersion, answer, reason, inputs, actor, at_ms AS atMs, operation
    FROM action_answer WHERE point IN (SELECT value FROM json_each(?))`).all(JSON.stringify(uuids)) as (Omit<AnswerRow, 'inputs'> & { inputs: string })[];
  return rows.map((row) => ({ ...row, inputs: JSON.parse(row.inputs) as Record<string, unknown> })).sort((a, b) => b.atMs - a.atMs || (a.operation < b.operation ? 1 : -1));
}

// ------------------------------------------------------------------------------------------------ surveys that were judged

/** @param place of the answer: one that takes the place of another (a tap that was undone, a mail that was late) is judged by itself */
export function isJudged(reader: Reader, place: string): boolean {
  return reader.prepare('SELECT 1 FROM survey_judged WHERE place = ?').get(place) !== undefined;
}

/** Truth of this machine: kept through a rebuild. Safe to repeat. */
export function markJudged(writer: Writer, place: string, atMs: number): void {
  writer.prepare('INSERT OR IGNORE INTO survey_judged (place, judged_at_ms) VALUES (?, ?)').run(place, atMs);
}

// ------------------------------------------------------------------------------------------------ preferred channels

/** Customers of whom something changed since their preferred channel was worked out. */
export function preferencesDue(reader: Reader, limit: number): number[] {
  return reader.prepare('SELECT id FROM customer WHERE prefers_due = 1 LIMIT ?').pluck().all(limit) as number[];
}

export function putPrefers(writer: Writer, customer: number, prefers: ReachChannel | null, isStated: boolean): void {
  writer.prepare('UPDATE customer SET prefers = ?, prefers_stated = ?, prefers_due = 0 WHERE id = ?').run(prefers, isStated ? 1 : 0, customer);
}

// ------------------------------------------------------------------------------------------------ finding customers

/** Inclusive ranges over what somebody bought. */
export type BoughtRange = { orders: [number, number]; valueMinor: [number, number]; lastOrderAtMs: [number, number] };
export type FindFilter = {
  /** Inside one of them; null: anybody. */
  bought: readonly BoughtRange[] | null;
  prefers: ReachChannel | null;
  /** A habit that was computed of contacts before this says nothing any more. */
  habitSinceMs: number;
  minValueMinor: number | null; hasOpenCase: boolean | null;
  /** Only these (customer keys); null: of all. */
  among: readonly number[] | null;
  sort: 'last' | 'value' | 'name';
};
export type FoundCustomer = { id: number; uuid: string; name: string; organisation: string; valueMinor: number; orders: number; lastOrderAtMs: number | null; firstAtMs: number | null; lastAtMs: number | null };

const ORDER = { last: 'last_key DESC', value: 'value_minor DESC, id DESC', name: 'name' } as const;
/** Each part stands alone or not at all, so that the planner sees plain conditions. */
const OPEN_CASE = "id IN (SELECT contact_point.customer FROM desk_case JOIN contact_point ON contact_point.uuid = desk_case.point WHERE desk_case.status IN ('new', 'waitingForUs', 'waitingForCustomer'))";

/** One page, and how many there are in all. Walks the index of its order, or of what narrows it more. */
export function customersWhere(reader: Reader, filter: FindFilter, offset: number, limit: number): { rows: FoundCustomer[]; total: number } {
  const parts: string[] = [];
  const values: unknown[] = [];
  const add = (sql: string, ...bound: unknown[]): void => {
    parts.push(sql);
    values.push(...bound);
  };
  if (filter.among !== null) add('id IN (SELECT value FROM json_each(?))', JSON.stringify(filter.among));
  if (filter.bought !== null) {
    // Who never bought has no time of a last order: it counts as long ago.
    add(`(${filter.bought.map(() => 'orders BETWEEN ? AND ? AND value_minor BETWEEN ? AND ? AND coalesce(last_order_at_ms, 0) BETWEEN ? AND ?').join(' OR ') || '0'})`,
      ...filter.bought.flatMap(({ orders, valueMinor, lastOrderAtMs }) => [...orders, ...valueMinor, ...lastOrderAtMs]));
  }
  if (filter.prefers !== null) add('prefers = ? AND (prefers_stated = 1 OR last_at_ms > ?)', filter.prefers, filter.habitSinceMs);
  if (filter.minValueMinor !== null) add('value_minor >= ?', filter.minValueMinor);
  if (filter.hasOpenCase !== null) add(filter.hasOpenCase ? OPEN_CASE : `NOT (${OPEN_CASE})`);
  const where = parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`;
  const { n } = reader.prepare(`SELECT count(*) AS n FROM customer ${where}`).get(...values) as { n: number };
  const rows = reader.prepare(`SELECT id, uuid, name, organisation, value_minor AS valueMinor, orders, last_order_at_ms AS lastOrderAtMs, first_at_ms AS firstAtMs, last_at_ms AS lastAtMs
    FROM customer ${where} ORDER BY ${ORDER[filter.sort]} LIMIT ? OFFSET ?`).all(...values, limit, offset) as FoundCustomer[];
  return { rows, total: n };
}

/** The value from which on a customer is among the given share of those who bought; more than anybody has where nobody did. */
export function valueOfBest(reader: Reader, share: number): number {
  const { n } = reader.prepare('SELECT count(*) AS n FROM customer WHERE value_minor > 0').get() as { n: number };
  if (n === 0) return Number.MAX_SAFE_INTEGER;
  return (reader.prepare('SELECT value_minor AS value FROM customer WHERE value_minor > 0 ORDER BY value_minor DESC LIMIT 1 OFFSET ?').get(Math.max(0, Math.ceil(n * share) - 1)) as { value: number }).value;
}
