/**
 * The one rule engine of every channel (S22): facts and a rule in, what holds and why out.
 *
 * Pure and synchronous, so that a screen's question is answered in the moment it is asked, and total: whatever a rule
 * says, it gives an answer or a problem in words, never an exception, and it cannot run for long (at most forty
 * comparisons; a rule has no way to start another, so that there is nothing that could loop). Comparisons mean what
 * json-rules-engine means by them, which a test holds against this one.
 */
import { COMPARISONS, FACT_UNITS, SEGMENTS } from '../../../shared/domain.ts';
import { ACTION_KINDS } from '../../../shared/domain.ts';
import type { ComparisonOperator, FactName } from '../../../shared/domain.ts';
import { rule as ruleSchema } from '../../../shared/deciding.ts';
import type { Comparison, CustomerFacts, NextAction, RuleBody, RuleProblem } from '../../../shared/deciding.ts';

export type Reason = NextAction['reasons'][number];
/** `reasons`: every condition that holds, in the order of the rule. */
export type Verdict = { holds: true; reasons: Reason[] } | { holds: false };
export type ReadRule = { body: RuleBody; problem: null } | { body: null; problem: RuleProblem };

const LIMITS: Record<ComparisonOperator, (value: number | string, expected: number | string) => boolean> = {
  equal: (value, expected) => value === expected, notEqual: (value, expected) => value !== expected,
  lessThan: (value, expected) => value < expected, lessThanInclusive: (value, expected) => value <= expected,
  greaterThan: (value, expected) => value > expected, greaterThanInclusive: (value, expected) => value >= expected,
};

/** Takes whatever somebody wrote, or another program sent; what is wrong first is told. */
export function readRule(said: unknown): ReadRule {
  const problem = firstProblem(said);
  if (problem !== null) return { body: null, problem };
  const read = ruleSchema.safeParse(said);
  return read.success ? { body: read.data, problem: null } : { body: null, problem: { reason: 'rule-unreadable', what: '' } };
}

/** `all` of its conditions hold, and where there is an `any`, one of those. What is not known fits no comparison but being (un)equal. */
export function judge(body: RuleBody, facts: CustomerFacts): Verdict {
  const all = body.all.map((condition) => reasonFor(condition, facts));
  const any = body.any.map((condition) => reasonFor(condition, facts)).filter((reason) => reason !== null);
  if (all.includes(null) || (body.any.length > 0 && any.length === 0) || all.length + body.any.length === 0) return { holds: false };
  return { holds: true, reasons: [...all.filter((reason) => reason !== null), ...any] };
}

/** The facts a rule looks at, each once. */
export function factsOf(body: RuleBody): FactName[] {
  return [...new Set([...body.all, ...body.any].map(({ fact }) => fact))].filter(isFact);
}

export function isFact(name: string): name is FactName {
  return Object.hasOwn(FACT_UNITS, name);
}

function reasonFor({ fact, operator, value: expected }: Comparison, facts: CustomerFacts): Reason | null {
  if (!isFact(fact)) return null;
  const value = facts[fact];
  return fits(value, operator, expected) ? { fact, operator, expected, value } : null;
}

function fits(value: number | string | null, operator: ComparisonOperator, expected: Comparison['value']): boolean {
  if (operator === 'equal') return value === expected;
  if (operator === 'notEqual') return value !== expected;
  return typeof value === 'number' && typeof expected === 'number' && LIMITS[operator](value, expected);
}

function firstProblem(said: unknown): RuleProblem | null {
  if (!isRecord(said) || !Array.isArray(said['all']) || !Array.isArray(said['any']) || !isRecord(said['action'])) return { reason: 'rule-unreadable', what: '' };
  const conditions: unknown[] = [...(said['all'] as unknown[]), ...(said['any'] as unknown[])];
  if (conditions.length === 0) return { reason: 'rule-without-conditions', what: '' };
  for (const condition of conditions) {
    const problem = conditionProblem(condition);
    if (problem !== null) return problem;
  }
  const kind = said['action']['kind'];
  return (ACTION_KINDS as readonly unknown[]).includes(kind) ? null : { reason: 'rule-unknown-action', what: short(kind) };
}

function conditionProblem(condition: unknown): RuleProblem | null {
  if (!isRecord(condition)) return { reason: 'rule-unreadable', what: '' };
  const { fact, operator, value } = condition;
  if (typeof fact !== 'string' || !isFact(fact)) return { reason: 'rule-unknown-fact', what: short(fact) };
  if (!(COMPARISONS as readonly unknown[]).includes(operator)) return { reason: 'rule-unknown-operator', what: short(operator) };
  const isEquality = operator === 'equal' || operator === 'notEqual';
  const isFit = FACT_UNITS[fact] === 'segment' ? isEquality && (SEGMENTS as readonly unknown[]).includes(value) : (typeof value === 'number' && Number.isFinite(value)) || (value === null && isEquality);
  return isFit ? null : { reason: 'rule-wrong-value', what: fact };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function short(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 60) : '?';
}
