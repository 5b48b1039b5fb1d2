/**
 * Next best actions (S23): the rules that hold of a customer, in the order of their priority, each with why and on what
 * ground. Pure: the same facts give the same list, whatever the channel and the order of arrival (S22).
 */
import type { FactName, InteractionId, RuleId } from '../../../shared/domain.ts';
import type { CustomerFacts, NextAction, RuleBody } from '../../../shared/deciding.ts';
import { factsOf, judge } from './ruleEngine.ts';
import type { Reason } from './ruleEngine.ts';

export type ActiveRule = { id: RuleId; version: number; body: RuleBody };
/**
 * What a fact rests on. `keys` say what it is about and make two grounds the same or not (a contact, an order); facts
 * about the customer as a whole (value, segment) have none.
 */
export type Ground = { keys: readonly string[]; interactions: readonly InteractionId[]; target: NextAction['target'] };
export type FactSheet = { facts: CustomerFacts; grounds: Partial<Record<FactName, Ground>> };
export type Suggestion = { rule: ActiveRule; reasons: Reason[]; ground: string; interactions: InteractionId[]; target: NextAction['target'] };

/** A longer ground is cut down by whoever makes a key of it. @returns greatest priority first; of equals, the order of their ids */
export function suggest(rules: readonly ActiveRule[], { facts, grounds }: FactSheet): Suggestion[] {
  return rules.flatMap((rule): Suggestion[] => {
    const verdict = judge(rule.body, facts);
    if (!verdict.holds) return [];
    const under = factsOf(rule.body).map((fact) => grounds[fact]).filter((ground) => ground !== undefined);
    return [{
      rule, reasons: verdict.reasons, ground: [...new Set(under.flatMap(({ keys }) => keys))].sort().join(' '),
      interactions: [...new Set(under.flatMap(({ interactions }) => interactions))], target: under.find(({ target }) => target !== null)?.target ?? null,
    }];
  }).sort((x, y) => y.rule.body.priority - x.rule.body.priority || (x.rule.id < y.rule.id ? -1 : 1));
}
