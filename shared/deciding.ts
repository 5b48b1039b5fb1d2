/** Decisions: facts about a customer, rules as versioned data, and what to do next. */
import { z } from 'zod';
import type { ActionKind, Channel, ComparisonOperator, CustomerId, FactName, InteractionId, Money, OperationId, PreferredChannel, RuleId, Segment } from './domain.ts';
import { ACTION_KINDS, COMPARISONS, REACH_CHANNELS, SEGMENTS } from './domain.ts';
import { entry, id, limit, none, shortText } from './entry.ts';

/** What a rule may look at. No channel is among them: the same facts give the same decision wherever the customer is (S22). Days and counts, money in minor units; null is not known. */
export type CustomerFacts = {
  valueMinor: number; orders: number; tenureDays: number; contactsPerMonth: number; daysSinceContact: number; daysSinceOrder: number | null;
  openCases: number; overdueCases: number; waitingHours: number; openTasks: number; overdueTasks: number; missedCalls: number; openPromises: number;
  lastScore: number | null; daysSinceSurvey: number | null; visits: number; daysSinceVisit: number | null;
  openOffers: number; offersExpiringDays: number | null; pendingOffers: number; favourites: number; favouritesCheaper: number;
  ordersUnderway: number; ordersReady: number; segment: string;
};
export type { ActionKind, FactName, Segment } from './domain.ts';

const comparison = z.object({ fact: z.string().max(60), operator: z.enum(COMPARISONS), value: z.union([z.number(), z.string().max(200), z.null()]) });
export type Comparison = z.infer<typeof comparison>;
/** `all` and `any` at one level each: what a person can read and check. `on`: when it is looked at; `always` suggests, `survey` acts by itself. */
export const rule = z.object({
  name: z.object({ es: z.string().min(1).max(200), en: z.string().min(1).max(200) }),
  on: z.enum(['always', 'survey']),
  all: z.array(comparison).max(20), any: z.array(comparison).max(20),
  /** Greater goes first. */
  priority: z.number().int().min(0).max(1_000),
  /** `owner`: a name, '' for nobody's own, RULE_OWNER_AGENT. `dueHours`: working hours from the decision on; null is without a date. */
  action: z.object({ kind: z.enum(ACTION_KINDS), title: z.object({ es: z.string().min(1).max(300), en: z.string().min(1).max(300) }), owner: z.string().max(200), dueHours: z.number().int().min(0).max(8_760).nullable() }),
});
export type RuleBody = z.infer<typeof rule>;
/** As it is handed in: names that are not known are told with what is wrong (`rule-invalid`), not refused at the gate. */
const looseRule = rule.extend({
  all: z.array(comparison.extend({ operator: z.string().max(60) })).max(20), any: z.array(comparison.extend({ operator: z.string().max(60) })).max(20),
  action: rule.shape.action.extend({ kind: z.string().max(60) }),
});
export type LooseRuleBody = z.infer<typeof looseRule>;
/** Why a rule cannot run; it is left out, and the others go on. `what`: the fact, the comparison or the value. */
export const RULE_PROBLEMS = ['rule-unreadable', 'rule-unknown-fact', 'rule-unknown-operator', 'rule-unknown-action', 'rule-wrong-value', 'rule-without-conditions', 'rule-failed'] as const;
export type RuleProblem = { reason: (typeof RULE_PROBLEMS)[number]; what: string };
export type RuleView = { id: RuleId; version: number; body: RuleBody; enabled: boolean; isBuiltIn: boolean; changedAtMs: number | null; changedBy: string; problem: RuleProblem | null };

export type NextAction = {
  /** The same suggestion on the same ground has the same key; pass it to `action.answer`. */
  key: string; ruleId: RuleId; ruleVersion: number; ruleName: string; kind: ActionKind; title: string;
  /** Each condition that holds, as fact and its value: the screen makes a sentence of it. */
  reasons: { fact: FactName; operator: ComparisonOperator; expected: Comparison['value']; value: number | string | null }[];
  /** Contacts it rests on, newest first. */
  evidence: { interactionId: InteractionId; channel: Channel; title: string; atMs: number }[];
  /** What it is about, where it is one thing. */
  target: { kind: 'offer' | 'order' | 'case' | 'task' | 'product'; id: string; label: string } | null;
};

/** One decision that was taken: what was suggested, on what facts, by which version of which rule, and what became of it. */
export type DecisionEntry = { key: string; ruleId: RuleId; ruleVersion: number; ruleName: string; answer: 'accepted' | 'dismissed'; reason: string; inputs: Partial<CustomerFacts>; /** By a rule that acts by itself. */ isAutomatic: boolean; actor: string; atMs: number };
export type CustomerWorth = {
  value: Money; orders: number; lastOrderAtMs: number | null; firstAtMs: number | null; contactsPerMonth: number; lastAtMs: number | null; segment: Segment; preferred: PreferredChannel | null;
};
export type RuleTrial = { matched: number; looked: number; /** The first of them. */ examples: { customerId: CustomerId; name: string; facts: Partial<CustomerFacts> }[]; error: string | null };
export const customerFilter = z.object({ segment: z.enum(SEGMENTS).nullable(), prefers: z.enum(REACH_CHANNELS).nullable(), minValueMinor: z.number().int().nullable(), hasOpenCase: z.boolean().nullable(), sort: z.enum(['last', 'value', 'name']) });
export type CustomerFilter = z.infer<typeof customerFilter>;

export const decidingQueries = {
  /** In the order of their priority; without those answered already. */
  'action.next': entry<NextAction[]>()(z.object({ customerId: id })),
  /** Newest first. */
  'action.log': entry<DecisionEntry[]>()(z.object({ customerId: id })),
  'customer.worth': entry<CustomerWorth | null>()(z.object({ customerId: id })),
  'rule.list': entry<RuleView[]>()(none),
  /** What the rule would have said of customers of the past, at most so many. */
  'rule.try': entry<RuleTrial>()(z.object({ body: looseRule, limit })),
  /** What was already told to us, for a text that is about to ask for it again (S26): field, value, when and by which channel. */
  'ask.check': entry<{ field: string; value: string; atMs: number; channel: Channel | null; interactionId: InteractionId | null; asked: string }[]>()(z.object({ customerId: id, text: z.string().max(1_000_000) })),
  'customer.find': entry<{ rows: (CustomerWorth & { customerId: CustomerId; name: string; organisation: string })[]; total: number }>()(z.object({ text: shortText, filter: customerFilter, offset: z.number().int().min(0), limit })),
} as const;

export const decidingCommands = {
  /** Accepting makes the task where the action is one. */
  'action.answer': entry<{ operationId: OperationId }>()(z.object({ customerId: id, key: z.string().min(1).max(300), answer: z.enum(['accepted', 'dismissed']), reason: z.string().max(500) })),
  /** `ruleId` null makes one. @throws rule-invalid with the reason */
  'rule.set': entry<{ ruleId: RuleId; version: number }>()(z.object({ ruleId: id.nullable(), body: looseRule, enabled: z.boolean() })),
} as const;
