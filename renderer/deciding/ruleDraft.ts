/** A rule as it stands in the fields of its editor, and back. */
import type { ActionKind, ComparisonOperator, FactName } from '../../shared/domain.ts';
import type { Comparison, LooseRuleBody, RuleBody } from '../../shared/deciding.ts';
import type { Language } from '../../shared/contract.ts';
import { FACT_UNITS, RULE_OWNER_AGENT } from '../data/decidingQueries.ts';

/** `value`: as it is typed; money in whole units of the currency. */
export type ConditionDraft = { id: string; fact: FactName; operator: ComparisonOperator; value: string };
export type RuleDraft = {
  name: string; on: RuleBody['on']; all: ConditionDraft[]; any: ConditionDraft[]; kind: ActionKind; title: string; owner: string;
  /** Somebody is to be named, and is not yet. */
  isNamed: boolean;
  dueHours: string; priority: string;
};

const isFact = (name: string): name is FactName => Object.hasOwn(FACT_UNITS, name);
let lastId = 0;
const nextId = (): string => String((lastId += 1));

export function newCondition(): ConditionDraft {
  return { id: nextId(), fact: 'waitingHours', operator: 'greaterThanInclusive', value: '1' };
}

/** Another fact may have other values and comparisons. */
export function withFact(condition: ConditionDraft, fact: FactName): ConditionDraft {
  const wasSegment = FACT_UNITS[condition.fact] === 'segment';
  const isSegment = FACT_UNITS[fact] === 'segment';
  if (wasSegment === isSegment) return { ...condition, fact };
  return isSegment ? { ...condition, fact, operator: 'equal', value: 'best' } : { ...condition, fact, operator: 'greaterThanInclusive', value: '1' };
}

/** @param minor smallest units in one of the shop's currency: people write whole ones */
export function draftOf(body: RuleBody | null, language: Language, minor: number): RuleDraft {
  if (body === null) return { name: '', on: 'always', all: [newCondition()], any: [], kind: 'task', title: '', owner: RULE_OWNER_AGENT, isNamed: false, dueHours: '8', priority: '500' };
  const draft = ({ fact, operator, value }: Comparison): ConditionDraft[] => (isFact(fact) ? [{ id: nextId(), fact, operator, value: value === null ? '' : FACT_UNITS[fact] === 'money' && typeof value === 'number' ? String(value / minor) : String(value) }] : []);
  const { action } = body;
  return {
    name: body.name[language], on: body.on, all: body.all.flatMap(draft), any: body.any.flatMap(draft), kind: action.kind, title: action.title[language], owner: action.owner, isNamed: action.owner !== '' && action.owner !== RULE_OWNER_AGENT,
    dueHours: action.dueHours === null ? '' : String(action.dueHours), priority: String(body.priority),
  };
}

/** What is typed and is no number goes as it is: the core says what is wrong with it. An empty value says "not known". */
export function ruleOf(draft: RuleDraft, before: RuleBody | null, language: Language, minor: number): LooseRuleBody {
  const title = draft.title.trim() === '' ? draft.name.trim() : draft.title.trim();
  return {
    name: inBoth(draft.name.trim(), before?.name ?? null, language), on: draft.on, all: draft.all.map((one) => comparisonOf(one, minor)), any: draft.any.map((one) => comparisonOf(one, minor)), priority: Math.min(1_000, Number(draft.priority || '0')),
    action: { kind: draft.kind, title: inBoth(title, before?.action.title ?? null, language), owner: draft.owner.trim(), dueHours: draft.dueHours === '' ? null : Math.min(8_760, Number(draft.dueHours)) },
  };
}

function comparisonOf({ fact, operator, value }: ConditionDraft, minor: number): Comparison {
  if (FACT_UNITS[fact] === 'segment') return { fact, operator, value };
  if (value.trim() === '') return { fact, operator, value: null };
  const number = Number(value.trim().replace(',', '.'));
  return { fact, operator, value: Number.isFinite(number) ? (FACT_UNITS[fact] === 'money' ? Math.round(number * minor) : number) : value.trim() };
}

/** The words of one language; the other keeps its own where it had some. */
function inBoth(text: string, before: { es: string; en: string } | null, language: Language): { es: string; en: string } {
  const words = text === '' ? '…' : text;
  const isOwn = before !== null && before.es !== before.en;
  return { es: language === 'es' || !isOwn ? words : before.es, en: language === 'en' || !isOwn ? words : before.en };
}
