/** Rules in their versions, and what people made of suggestions. */
import type { Operation } from '../../../shared/operations.ts';
import { stampTimeMs } from '../clock.ts';
import { putAnswer, putRule } from '../store/rules.ts';
import { allSaid, lastSaid, payloadOf, touchPointByUuid } from './subjects.ts';
import type { Recompute, Subjects } from './subjects.ts';

export const decidingSubjects: Subjects = {
  subjectsOf(operation) {
    const rule = payloadOf(operation, 'rule.set');
    if (rule !== null) return [`rule:${rule.ruleId}`];
    const answer = payloadOf(operation, 'action.answer');
    return answer === null ? [] : [`answer:${answer.contactPointId}:${answer.actionKey}`];
  },
  recompute: { rule: recomputeRule, answer: recomputeAnswer },
};

/** The greatest version holds; of equal ones (two desks changed the same rule apart) the later. A body that nobody can read is kept as it is: the rule does not run, and says so. */
function recomputeRule({ writer }: Recompute, [ruleId = '']: readonly string[], operations: readonly Operation[]): void {
  const said = allSaid(operations, 'rule.set').reduce<ReturnType<typeof lastSaid<'rule.set'>>>((best, one) => (best === null || one.payload.version >= best.payload.version ? one : best), null);
  putRule(writer, ruleId, said === null ? null : {
    version: said.payload.version, body: said.payload.body, enabled: said.payload.enabled, changedBy: said.operation.actor, changedAtMs: stampTimeMs(said.operation.hlc), operation: said.operation.id,
  });
  writer.touch('rules');
}

/** The last answer holds. */
function recomputeAnswer(round: Recompute, [point = '', ...key]: readonly string[], operations: readonly Operation[]): void {
  const said = lastSaid(operations, 'action.answer');
  putAnswer(round.writer, point, key.join(':'), said === null ? null : {
    ruleId: said.payload.ruleId, ruleVersion: said.payload.ruleVersion, answer: said.payload.answer, reason: said.payload.reason, inputs: said.payload.inputs, actor: said.operation.actor, atMs: said.payload.atMs, operation: said.operation.id,
  });
  touchPointByUuid(round, point);
  round.writer.touch('rules');
}
