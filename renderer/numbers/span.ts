/** Which days the figures speak of. Pure: the time now is passed in. */
import type { NumbersSpan } from '../../shared/numbers.ts';

export const SPANS = ['30', '90', '365', 'custom'] as const;
export type SpanKind = (typeof SPANS)[number];
/** Dates as a date field has them, the last one included. */
export type SpanChoice = { kind: SpanKind; from: string; to: string; branch: string; agent: string };

/** Whole local days up to today, or those that were chosen; null while the dates make no span. */
export function spanOf({ kind, from, to, branch, agent }: SpanChoice, nowMs: number): NumbersSpan | null {
  if (kind !== 'custom') return lastDays(Number(kind), { branch, agent }, nowMs);
  const [fromMs, lastMs] = [Date.parse(`${from}T00:00:00`), Date.parse(`${to}T00:00:00`)];
  return Number.isNaN(fromMs) || Number.isNaN(lastMs) || lastMs < fromMs ? null : { fromMs, toMs: localDay(lastMs, 1), branch, agent };
}

/** Today and the days before it. */
export function lastDays(days: number, { branch, agent }: Pick<NumbersSpan, 'branch' | 'agent'>, nowMs: number): NumbersSpan {
  return { fromMs: localDay(nowMs, 1 - days), toMs: localDay(nowMs, 1), branch, agent };
}

/** `2026-11-22`: the local date of a moment. */
export function dateField(atMs: number): string {
  const at = new Date(atMs);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}

/** Local midnight some days away; days on which the clocks change are days too. */
function localDay(atMs: number, days: number): number {
  const at = new Date(atMs);
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + days).getTime();
}
