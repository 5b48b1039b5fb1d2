/**
 * Decisions at the desk: what to do next and why, rules and their trial, what a customer is worth, and what they have
 * told us already. Every answer is of the local store at this moment; nothing waits for the network.
 */
import { randomUUID } from 'node:crypto';
import type { CommandInput, CommandOutput, Language, QueryInput, QueryOutput, Settings } from '../../../shared/contract.ts';
import { RULE_OWNER_AGENT } from '../../../shared/domain.ts';
import type { CustomerId, RuleId } from '../../../shared/domain.ts';
import type { CustomerFacts, CustomerWorth, DecisionEntry, NextAction, RuleBody, RuleView } from '../../../shared/deciding.ts';
import { DeskError } from '../../../shared/result.ts';
import { HOUR_MS } from '../../../shared/time.ts';
import type { NowMs } from '../../../shared/time.ts';
import { askedFor } from '../decisions/askedAgain.ts';
import { DEFAULT_RULES } from '../decisions/defaultRules.ts';
import { suggest } from '../decisions/nextActions.ts';
import type { ActiveRule, FactSheet, Suggestion } from '../decisions/nextActions.ts';
import { HABIT_MS } from '../decisions/preferredChannel.ts';
import { factsOf, judge, readRule } from '../decisions/ruleEngine.ts';
import { segmentBoxes, segmentOf } from '../decisions/segment.ts';
import type { Schedule } from '../decisions/sla.ts';
import { interactionId } from '../identity/ids.ts';
import { customerSummary, membersOf } from '../store/customers.ts';
import type { Reader } from '../store/open.ts';
import { answersOf, customersWhere, rulesSaid } from '../store/rules.ts';
import type { Search } from '../store/search.ts';
import { authorFacts } from './authoring.ts';
import type { AuthoringPorts, Fact } from './authoring.ts';
import { boughtBy, contactsPerMonth, evidenceOf, factBasis, factSheet } from './facts.ts';
import type { FactBasis } from './facts.ts';
import { alreadyGiven } from './given.ts';
import { preferredChannel } from './preferred.ts';
import { customerName, customerOf, pointAbout } from './views.ts';
import type { ViewContext } from './views.ts';

export type DecidingPorts = AuthoringPorts & { search: Search; settings(): Settings; language(): Language; zone(): string; nowMs: NowMs };
type QueryNames = 'action.next' | 'action.log' | 'customer.worth' | 'rule.list' | 'rule.try' | 'ask.check' | 'customer.find';
type CommandNames = 'action.answer' | 'rule.set';
export type DecidingHandlers = {
  queries: { [N in QueryNames]: (input: QueryInput<N>) => QueryOutput<N> };
  commands: { [N in CommandNames]: (input: CommandInput<N>) => CommandOutput<N> };
};

/** More matches of a text than this are no choice: the filter then says of these. */
const MOST_FOUND = 1_000;
const EXAMPLES = 8;
const LOG_LENGTH = 100;
/** Kinds that accepting makes a task of; the others lead to where the thing is done. */
const TASK_KINDS: ReadonlySet<RuleBody['action']['kind']> = new Set(['call', 'task', 'visitFollowUp']);

export function createDecidingHandlers(ports: DecidingPorts): DecidingHandlers {
  const { store, language } = ports;
  const context = (): ViewContext => ({ reader: store, country: ports.settings().country });
  const basis = (): FactBasis => factBasis(store, ports.zone(), ports.nowMs());

  return {
    queries: {
      'action.next'({ customerId }) {
        const found = customerOf(store, customerId);
        return found === null ? [] : openSuggestions(found.root).map((suggestion) => nextAction(store, suggestion, language()));
      },
      'action.log'({ customerId }) {
        const found = customerOf(store, customerId);
        if (found === null) return [];
        const names = new Map(ruleViews(store).map((rule) => [rule.id as string, rule.body.name[language()]]));
        return answersOf(store, membersOf(store, found.root).map(({ uuid }) => uuid)).slice(0, LOG_LENGTH).map((row): DecisionEntry => ({
          key: row.actionKey, ruleId: row.ruleId as RuleId, ruleVersion: row.ruleVersion, ruleName: names.get(row.ruleId) ?? '', answer: row.answer, reason: row.reason, inputs: row.inputs,
          isAutomatic: row.actionKey.startsWith(`${row.ruleId}/${SURVEY_GROUND}`), actor: row.actor, atMs: row.atMs,
        }));
      },
      'customer.worth'({ customerId }) {
        const found = customerOf(store, customerId);
        return found === null ? null : worth(context(), basis(), found.root);
      },
      'rule.list': () => ruleViews(store),
      'rule.try': ({ body, limit }) => tryRule(body, limit),
      'ask.check'({ customerId, text }) {
        const found = customerOf(store, customerId);
        const asked = found === null ? [] : askedFor(text);
        return found === null || asked.length === 0 ? [] : alreadyGiven(context(), membersOf(store, found.root), asked);
      },
      'customer.find': (input) => findCustomers(input),
    },
    commands: {
      'action.answer': (input) => answerAction(input),
      'rule.set'({ ruleId, body, enabled }) {
        const read = readRule(body);
        if (read.body === null) throw new DeskError('rule-invalid', { reason: read.problem.reason, what: read.problem.what });
        const id = (ruleId ?? randomUUID()) as RuleId;
        return store.write((writer) => {
          const known = ruleViews(writer).find((rule) => rule.id === id);
          const version = (known?.version ?? 0) + 1;
          authorFacts(writer, ports, [{ type: 'rule.set', payload: { ruleId: id, version, body: read.body, enabled } }]);
          writer.touch('app');
          return { ruleId: id, version };
        });
      },
    },
  };

  /** Without those that were answered already on the same ground. */
  function openSuggestions(root: number): (Suggestion & { key: string; sheet: FactSheet })[] {
    const sheet = factSheet(basis(), root);
    if (sheet === null) return [];
    const answered = new Set(answersOf(store, membersOf(store, root).map(({ uuid }) => uuid)).map(({ actionKey }) => actionKey));
    return suggest(activeRules(store, 'always'), sheet).map((suggestion) => ({ ...suggestion, key: keyOf(suggestion), sheet })).filter(({ key }) => !answered.has(key));
  }

  function answerAction({ customerId, key, answer, reason }: CommandInput<'action.answer'>): CommandOutput<'action.answer'> {
    const found = customerOf(store, customerId);
    const suggestion = found === null ? undefined : openSuggestions(found.root).find((one) => one.key === key);
    // It was answered elsewhere, or what it rested on has changed: nothing to do any more.
    if (found === null || suggestion === undefined) throw new DeskError('not-found', { what: 'action' });
    const atMs = ports.nowMs();
    const facts: Fact[] = [{
      type: 'action.answer',
      payload: { contactPointId: pointAbout(store, found.id, null), actionKey: key, ruleId: suggestion.rule.id, ruleVersion: suggestion.rule.version, answer, reason, inputs: inputsOf(suggestion.rule.body, suggestion.sheet.facts), atMs },
    }];
    if (answer === 'accepted') facts.push(...workOf(suggestion, found.id, atMs));
    return store.write((writer) => {
      const last = authorFacts(writer, ports, facts);
      writer.touch('app');
      return { operationId: last };
    });
  }

  /** The task, or the case, that an accepted suggestion becomes. Its id is made of rule and ground: two desks that accept the same make one. */
  function workOf(suggestion: Suggestion & { key: string }, customerId: CustomerId, atMs: number): Fact[] {
    const { kind, title, owner, dueHours } = suggestion.rule.body.action;
    const evidence = suggestion.interactions[0] ?? null;
    if (kind === 'openCase') {
      const [last] = evidenceOf(store, suggestion.interactions);
      return [{ type: 'case.open', payload: { caseId: interactionId(`rule-case:${suggestion.key}`), contactPointId: pointAbout(store, customerId, last?.interactionId ?? null), title: title[language()], motive: '', channel: last?.channel ?? 'note', openedAtMs: atMs, interactionId: last?.interactionId ?? null } }];
    }
    if (!TASK_KINDS.has(kind)) return [];
    return [{
      type: 'task.add',
      payload: {
        taskId: interactionId(`rule-task:${suggestion.key}`), contactPointId: pointAbout(store, customerId, null), caseId: suggestion.target?.kind === 'case' ? suggestion.target.id : null, title: titled(title[language()], suggestion.target),
        owner: owner === RULE_OWNER_AGENT ? ports.settings().agentName : owner, dueAtMs: dueAt(basis().schedule, atMs, dueHours), createdAtMs: atMs,
        ground: { ruleId: suggestion.rule.id, ruleVersion: suggestion.rule.version, interactionId: evidence },
      },
    }];
  }

  function tryRule(said: CommandInput<'rule.set'>['body'], limit: number): QueryOutput<'rule.try'> {
    const read = readRule(said);
    if (read.body === null) throw new DeskError('rule-invalid', { reason: read.problem.reason, what: read.problem.what });
    const { body } = read;
    const [base, names] = [basis(), context()];
    const trial: QueryOutput<'rule.try'> = { matched: 0, looked: 0, examples: [], error: null };
    for (const row of store.prepare('SELECT id, uuid, name FROM customer ORDER BY last_key DESC LIMIT ?').all(limit) as { id: number; uuid: CustomerId; name: string }[]) {
      const sheet = factSheet(base, row.id);
      if (sheet === null) continue;
      trial.looked += 1;
      // A rule of surveys says nothing of who answered none.
      if ((body.on === 'survey' && sheet.facts.lastScore === null) || !judge(body, sheet.facts).holds) continue;
      trial.matched += 1;
      if (trial.examples.length < EXAMPLES) trial.examples.push({ customerId: row.uuid, name: customerName(names, row.name), facts: inputsOf(body, sheet.facts) });
    }
    return trial;
  }

  function findCustomers({ text, filter, offset, limit }: QueryInput<'customer.find'>): QueryOutput<'customer.find'> {
    const [base, names] = [basis(), context()];
    const among = text.trim() === '' ? null : ports.search.customers(text, { offset: 0, limit: MOST_FOUND }).rows.map(({ customerId }) => customerId);
    const { rows, total } = customersWhere(store, {
      bought: filter.segment === null ? null : segmentBoxes(filter.segment, base.nowMs, base.bestFromMinor), prefers: filter.prefers, habitSinceMs: base.nowMs - HABIT_MS,
      minValueMinor: filter.minValueMinor, hasOpenCase: filter.hasOpenCase, among, sort: filter.sort,
    }, offset, limit);
    return { total, rows: rows.flatMap((row) => {
      const found = worth(names, base, row.id);
      return found === null ? [] : [{ ...found, customerId: row.uuid as CustomerId, name: customerName(names, row.name), organisation: row.organisation }];
    }) };
  }
}

/** What of the facts a rule looked at: kept with the decision. */
export function inputsOf(body: RuleBody, facts: CustomerFacts): Partial<CustomerFacts> {
  return Object.fromEntries(factsOf(body).map((fact) => [fact, facts[fact]]));
}

/** Working hours from now on; a shop that never works promises no time. */
export function dueAt(schedule: Schedule, fromMs: number, dueHours: number | null): number | null {
  return dueHours === null ? null : schedule.after(fromMs, dueHours * HOUR_MS);
}

/** Begins the ground of what a rule did by itself. */
export const SURVEY_GROUND = 'survey:';

/** Those that are on and can be read, for one occasion. */
export function activeRules(reader: Reader, on: RuleBody['on']): ActiveRule[] {
  return ruleViews(reader).filter((rule) => rule.enabled && rule.problem === null && rule.body.on === on).map(({ id, version, body }) => ({ id, version, body }));
}

/** Shipped ones as the shop changed them, then its own; the greatest priority first. */
export function ruleViews(reader: Reader): RuleView[] {
  const said = new Map(rulesSaid(reader).map((row) => [row.id, row]));
  const shipped = DEFAULT_RULES.filter(({ id }) => !said.has(id)).map(({ id, body, enabled }): RuleView => ({ id, version: 1, body, enabled, isBuiltIn: true, changedAtMs: null, changedBy: '', problem: null }));
  const changed = [...said.values()].map((row): RuleView => {
    const read = readRule(row.body);
    const before = DEFAULT_RULES.find(({ id }) => id === row.id);
    return {
      id: row.id as RuleId, version: row.version, body: read.body ?? before?.body ?? unreadable(row.body), enabled: row.enabled, isBuiltIn: before !== undefined, changedAtMs: row.changedAtMs, changedBy: row.changedBy, problem: read.problem,
    };
  });
  return [...shipped, ...changed].sort((a, b) => b.body.priority - a.body.priority || (a.id < b.id ? -1 : 1));
}

/** What can still be shown of a rule that nobody can read: its name, where it has one. */
function unreadable(said: unknown): RuleBody {
  const name = typeof said === 'object' && said !== null && 'name' in said && typeof said.name === 'object' && said.name !== null ? (said.name as Record<string, unknown>) : {};
  const word = (key: string): string => (typeof name[key] === 'string' && name[key] !== '' ? name[key].slice(0, 200) : '…');
  const both = { es: word('es'), en: word('en') };
  return { name: both, on: 'always', all: [], any: [], priority: 0, action: { kind: 'task', title: both, owner: '', dueHours: null } };
}

function keyOf({ rule, ground }: Suggestion): string {
  return `${rule.id}/${interactionId(`ground:${ground}`)}`;
}

function titled(title: string, target: NextAction['target']): string {
  return target === null ? title : `${title}: ${target.label}`.slice(0, 300);
}

function nextAction(reader: Reader, { rule, reasons, interactions, target, key }: Suggestion & { key: string }, language: 'es' | 'en'): NextAction {
  return { key, ruleId: rule.id, ruleVersion: rule.version, ruleName: rule.body.name[language], kind: rule.body.action.kind, title: rule.body.action.title[language], reasons, evidence: evidenceOf(reader, interactions), target };
}

function worth(context: ViewContext, { reader, nowMs, shop, bestFromMinor }: FactBasis, root: number): CustomerWorth | null {
  const summary = customerSummary(reader, root);
  if (summary === null) return null;
  const bought = boughtBy(reader, root);
  const points = membersOf(reader, root).map(({ id }) => id);
  const times = [summary.firstAtMs, bought.lastOrderAtMs].filter((atMs) => atMs !== null);
  const firstAtMs = times.length === 0 ? null : Math.min(...times);
  return {
    value: { amountMinor: bought.valueMinor, currency: shop.currency }, orders: bought.orders, lastOrderAtMs: bought.lastOrderAtMs, firstAtMs, lastAtMs: summary.lastAtMs,
    contactsPerMonth: contactsPerMonth(reader, points, firstAtMs ?? nowMs, nowMs), segment: segmentOf(bought, nowMs, bestFromMinor), preferred: preferredChannel(context, points, nowMs),
  };
}
