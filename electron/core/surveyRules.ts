/**
 * From an answer to its next action (S6): when a survey's answer begins to count, by mail or on the card, the rules of
 * surveys act by themselves.
 *
 * Promises: once for each answer, whatever is repeated, restarted or rebuilt, and also for what came while the console
 * was closed. The task's id is made of rule and visit, so that two desks that judge the same answer make one task; that
 * it was judged is written in the same transaction. While the customer's task of a rule is still to be done, the rule
 * asks for no second one, as far as this desk knows when it judges: the task is an act, which a rebuild only repeats.
 * Never looks at an answer older than RECENT_DAYS: a rule that is switched on, or a history that is imported, gives
 * nobody work about the past.
 */
import { RULE_OWNER_AGENT } from '../../shared/domain.ts';
import type { Language } from '../../shared/contract.ts';
import type { OperationPayload } from '../../shared/operations.ts';
import { DeskError } from '../../shared/result.ts';
import { DAY_MS } from '../../shared/time.ts';
import type { NowMs } from '../../shared/time.ts';
import { suggest } from './decisions/nextActions.ts';
import type { FactSheet } from './decisions/nextActions.ts';
import { authorFacts } from './handlers/authoring.ts';
import type { AuthoringPorts, Fact } from './handlers/authoring.ts';
import { activeRules, dueAt, inputsOf, SURVEY_GROUND } from './handlers/deciding.ts';
import { factBasis, factSheet } from './handlers/facts.ts';
import { customerOf } from './handlers/views.ts';
import { interactionId } from './identity/ids.ts';
import { isRebuildDue } from './ingest/rebuild.ts';
import { membersOf } from './store/customers.ts';
import { isJudged, markJudged } from './store/rules.ts';
import { tasksOfPoints } from './store/tasks.ts';
import { countingSurveys } from './store/visits.ts';
import type { CountingSurvey } from './store/visits.ts';

const RECENT_DAYS = 30;
/** Of a task; what somebody wrote as the agent of a visit may be longer. */
const LONGEST_OWNER = 200;

export type SurveyRulePorts = AuthoringPorts & { language(): Language; zone(): string; nowMs: NowMs };

/** Judges every answer that counts and has not been judged here. Safe to repeat at any time. @returns how many tasks were made */
export function judgeSurveys(ports: SurveyRulePorts): number {
  const { store } = ports;
  // While the history is made anew a customer is not whole.
  if (isRebuildDue(store)) return 0;
  const nowMs = ports.nowMs();
  const due = countingSurveys(store, nowMs - RECENT_DAYS * DAY_MS).filter(({ place }) => !isJudged(store, place));
  let made = 0;
  for (const survey of due) {
    try {
      made += judgeSurvey(ports, survey, nowMs);
    } catch (thrown) {
      // One that no task can be made of must not keep the others, nor the console, from their work: the next start tries it again.
      if (!(thrown instanceof DeskError && thrown.recovery === 'bug')) throw thrown;
    }
  }
  return made;
}

function judgeSurvey(ports: SurveyRulePorts, survey: CountingSurvey, nowMs: number): number {
  const { store } = ports;
  const customer = customerOf(store, survey.point);
  const sheet = customer === null ? null : factSheet(factBasis(store, ports.zone(), nowMs), customer.root);
  // Whose visit it was is not here yet: another time.
  if (customer === null || sheet === null) return 0;
  const facts = suggest(activeRules(store, 'survey'), aboutThis(sheet, survey, nowMs)).map(({ rule }): Fact[] => {
    const key = `${rule.id}/${SURVEY_GROUND}${survey.visitId}`;
    const { action } = rule.body;
    return [
      { type: 'action.answer', payload: { contactPointId: survey.point, actionKey: key, ruleId: rule.id, ruleVersion: rule.version, answer: 'accepted', reason: '', inputs: inputsOf(rule.body, aboutThis(sheet, survey, nowMs).facts), atMs: nowMs } },
      {
        type: 'task.add',
        payload: {
          taskId: interactionId(`rule-task:${key}`), contactPointId: survey.point, caseId: null, title: action.title[ports.language()], owner: action.owner === RULE_OWNER_AGENT ? survey.agent.slice(0, LONGEST_OWNER) : action.owner,
          // From when the customer answered: that the console was closed is not theirs to wait for.
          dueAtMs: dueAt(factBasis(store, ports.zone(), nowMs).schedule, survey.answeredAtMs, action.dueHours), createdAtMs: nowMs, ground: { ruleId: rule.id, ruleVersion: rule.version, interactionId: survey.interactionId },
        },
      },
    ];
  });
  return store.write((writer) => {
    if (isJudged(writer, survey.place)) return 0;
    const open = new Set(tasksOfPoints(writer, membersOf(writer, customer.root).map(({ uuid }) => uuid)).filter(({ doneAtMs }) => doneAtMs === null).map(({ ruleId }) => ruleId));
    // Another desk of ours was quicker, and we have heard of it; or what a former answer asked for is still to be done.
    const isAsked = (task: OperationPayload<'task.add'>): boolean => (task.ground !== null && open.has(task.ground.ruleId)) || writer.prepare('SELECT 1 FROM operation_subject WHERE subject = ?').get(`task:${task.taskId}`) !== undefined;
    const fresh = facts.filter(([, task]) => task?.type !== 'task.add' || !isAsked(task.payload));
    authorFacts(writer, ports, fresh.flat());
    markJudged(writer, survey.place, nowMs);
    if (fresh.length > 0) writer.touch('app');
    return fresh.length;
  });
}

/** The facts as this answer makes them: a later answer of the same customer is judged by itself. */
function aboutThis(sheet: FactSheet, survey: CountingSurvey, nowMs: number): FactSheet {
  return { ...sheet, facts: { ...sheet.facts, lastScore: survey.score, daysSinceSurvey: Math.max(0, Math.floor((nowMs - survey.answeredAtMs) / DAY_MS)) } };
}

/** Judges now, and again after every change to visits and their surveys. @returns what ends it */
export function startSurveyRules(ports: SurveyRulePorts): () => void {
  let isScheduled = false;
  let isStopped = false;
  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      if (isStopped) return;
      try {
        judgeSurveys(ports);
      } catch (thrown) {
        // Nothing was written: the next change, or the next start, tries again.
        if (!(thrown instanceof DeskError && (thrown.code === 'disk-full' || thrown.code === 'database-locked'))) throw thrown;
      }
    });
  };
  const stopListening = ports.store.onChange(({ topics }) => {
    if (topics.includes('visits')) schedule();
  });
  schedule();
  return () => {
    isStopped = true;
    stopListening();
  };
}
