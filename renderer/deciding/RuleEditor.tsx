/**
 * One rule, in words: conditions chosen as fact, comparison and value, what to do, and a trial on past customers.
 *
 * A new or changed rule is switched on only after it was tried as it stands: who changes a condition tries again.
 */
import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import type { ActionKind, ComparisonOperator, FactName } from '../../shared/domain.ts';
import type { RuleTrial, RuleView } from '../../shared/deciding.ts';
import { query } from '../data/client.ts';
import { useCommand } from '../data/commands.ts';
import { ACTION_KINDS, COMPARISONS, FACT_UNITS, RULE_OWNER_AGENT, SEGMENTS } from '../data/decidingQueries.ts';
import { openCustomer } from '../data/navigation.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { minorPerUnit } from '../i18n/format.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useLanguage } from '../i18n/useFormat.ts';
import { Banner, Button, IconButton, Segmented } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { SelectField, TextField } from '../ui/fields.tsx';
import { showToast } from '../ui/toasts.tsx';
import { draftOf, newCondition, ruleOf, withFact } from './ruleDraft.ts';
import type { ConditionDraft, RuleDraft } from './ruleDraft.ts';
import { inputsWords } from './reasonWords.ts';
import { useSaying } from './useSaying.ts';

/** So many customers, the latest first, say what a rule does. */
const TRIED = 500;

export function RuleEditor({ rule, onClose }: { rule: RuleView | null; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const minor = minorPerUnit(useSaying().currency);
  const [draft, setDraft] = useState(() => draftOf(rule?.body ?? null, language, minor));
  const [trial, setTrial] = useState<{ of: string; result: RuleTrial } | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const save = useCommand('rule.set', { quiet: true });
  const body = ruleOf(draft, rule?.body ?? null, language, minor);
  const written = JSON.stringify([body.on, body.all, body.any]);
  const isTried = trial?.of === written;
  const change = (part: Partial<RuleDraft>): void => {
    setProblem(null);
    setDraft((now) => ({ ...now, ...part }));
  };
  const keep = (enabled: boolean): void => {
    if (save.isPending || draft.name.trim() === '') return;
    save.mutate({ ruleId: rule?.id ?? null, body, enabled }, {
      onSuccess: ({ version }) => {
        showToast({ text: t('deciding.rules.saved', { version }) });
        onClose();
      },
      onError: setProblem,
    });
  };
  const tryIt = (): void => {
    query('rule.try', { body, limit: TRIED }).then((result) => {
      setProblem(null);
      setTrial({ of: written, result });
    }, setProblem);
  };
  const footer = (
    <>
      <span className="field-hint grow">{!isTried && t('deciding.rules.tryFirst')}</span>
      <Button onClick={onClose}>{t('common.cancel')}</Button>
      <Button disabled={draft.name.trim() === ''} onClick={() => keep(false)}>{t('deciding.rules.saveOff')}</Button>
      <Button look="primary" disabled={!isTried || draft.name.trim() === ''} onClick={() => keep(true)}>{t('deciding.rules.saveOn')}</Button>
    </>
  );
  return (
    <Dialog title={t('deciding.rules.editTitle')} size="l" onClose={onClose} footer={footer}>
      <TextField label={t('deciding.rules.name')} hint={t('deciding.rules.nameHint')} maxLength={200} value={draft.name} onChange={(event) => change({ name: event.target.value })} />
      <div className="setting-row">
        <span className="field-label">{t('deciding.rules.when')}</span>
        <Segmented label={t('deciding.rules.when')} value={draft.on} options={[{ value: 'always', label: t('deciding.rules.always') }, { value: 'survey', label: t('deciding.rules.survey') }]} onChange={(on) => change({ on })} />
      </div>
      <Conditions label={t('deciding.rules.all')} conditions={draft.all} onChange={(all) => change({ all })} />
      <Conditions label={t('deciding.rules.any')} conditions={draft.any} onChange={(any) => change({ any })} />
      <ActionPart draft={draft} onChange={change} />
      {problem !== null && <Banner tone="danger">{errorWords(t, problem)}</Banner>}
      <div className="rule-trial">
        <Button icon="play" onClick={tryIt}>{t('deciding.rules.try')}</Button>
        {isTried && <Trial result={trial.result} onOpen={onClose} />}
      </div>
    </Dialog>
  );
}

function Conditions({ label, conditions, onChange }: { label: string; conditions: readonly ConditionDraft[]; onChange: (conditions: ConditionDraft[]) => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <fieldset className="rule-conditions">
      <legend className="field-label">{label}</legend>
      {conditions.length === 0 && <p className="field-hint">{t('deciding.rules.noneYet')}</p>}
      {conditions.map((condition, at) => (
        <ConditionRow key={condition.id} n={at + 1} condition={condition} onChange={(next) => onChange(conditions.map((one, n) => (n === at ? next : one)))} onRemove={() => onChange(conditions.filter((_, n) => n !== at))} />
      ))}
      <Button small look="quiet" icon="plus" onClick={() => onChange([...conditions, newCondition()])}>{t('deciding.rules.addCondition')}</Button>
    </fieldset>
  );
}

function ConditionRow({ n, condition, onChange, onRemove }: { n: number; condition: ConditionDraft; onChange: (next: ConditionDraft) => void; onRemove: () => void }): ReactElement {
  const { t } = useTranslation();
  const isSegment = FACT_UNITS[condition.fact] === 'segment';
  const facts = (Object.keys(FACT_UNITS) as FactName[]).map((value) => ({ value, label: t(`deciding.facts.${value}`) }));
  const operators = COMPARISONS.filter((operator) => !isSegment || operator === 'equal' || operator === 'notEqual').map((value) => ({ value, label: t(`deciding.operators.${value}`) }));
  return (
    <div className="rule-condition" role="group" aria-label={t('deciding.rules.condition', { n })}>
      <SelectField<FactName> label={t('deciding.rules.fact')} hideLabel options={facts} value={condition.fact} onValue={(fact) => onChange(withFact(condition, fact))} />
      <SelectField<ComparisonOperator> label={t('deciding.rules.operator')} hideLabel options={operators} value={condition.operator} onValue={(operator) => onChange({ ...condition, operator })} />
      {isSegment ? <SelectField label={t('deciding.rules.value')} hideLabel options={SEGMENTS.map((value) => ({ value, label: t(`deciding.segments.${value}`) }))} value={condition.value as (typeof SEGMENTS)[number]} onValue={(value) => onChange({ ...condition, value })} />
        : <TextField label={t('deciding.rules.value')} hideLabel inputMode="decimal" value={condition.value} onChange={(event) => onChange({ ...condition, value: event.target.value })} />}
      <IconButton label={t('deciding.rules.removeCondition', { n })} icon="trash" onClick={onRemove} />
    </div>
  );
}

function ActionPart({ draft, onChange }: { draft: RuleDraft; onChange: (part: Partial<RuleDraft>) => void }): ReactElement {
  const { t } = useTranslation();
  const who = draft.owner === RULE_OWNER_AGENT ? 'agent' : draft.owner === '' && !draft.isNamed ? 'nobody' : 'named';
  return (
    <>
      <div className="field-row">
        <SelectField<ActionKind> label={t('deciding.rules.kind')} options={ACTION_KINDS.map((value) => ({ value, label: t(`deciding.kinds.${value}`) }))} value={draft.kind} onValue={(kind) => onChange({ kind })} />
        <TextField label={t('deciding.rules.actionTitle')} maxLength={300} value={draft.title} onChange={(event) => onChange({ title: event.target.value })} />
      </div>
      <div className="field-row">
        <SelectField
          label={t('deciding.rules.owner')}
          options={[{ value: 'agent', label: t('deciding.rules.ownerAgent') }, { value: 'nobody', label: t('deciding.rules.ownerNobody') }, { value: 'named', label: t('deciding.rules.ownerSomebody') }]}
          value={who}
          onValue={(value) => onChange({ owner: value === 'agent' ? RULE_OWNER_AGENT : '', isNamed: value === 'named' })}
        />
        {who === 'named' && <TextField label={t('deciding.rules.ownerName')} maxLength={200} value={draft.owner} onChange={(event) => onChange({ owner: event.target.value })} />}
        <TextField label={t('deciding.rules.due')} inputMode="numeric" placeholder={t('deciding.rules.dueNone')} value={draft.dueHours} onChange={(event) => onChange({ dueHours: event.target.value.replace(/\D/g, '').slice(0, 4) })} />
        <TextField label={t('deciding.rules.priority')} hint={t('deciding.rules.priorityHint')} inputMode="numeric" value={draft.priority} onChange={(event) => onChange({ priority: event.target.value.replace(/\D/g, '').slice(0, 4) })} />
      </div>
    </>
  );
}

function Trial({ result, onOpen }: { result: RuleTrial; onOpen: () => void }): ReactElement {
  const { t } = useTranslation();
  const say = useSaying();
  const place = useRef<HTMLDivElement>(null);
  // It stands below what is in view of a long rule.
  useEffect(() => place.current?.scrollIntoView({ block: 'nearest' }), [result]);
  return (
    <div ref={place} className="rule-result" role="status">
      <p><strong>{result.matched === 0 ? t('deciding.rules.triedNone', { count: result.looked }) : t('deciding.rules.tried', { count: result.looked, matched: say.format.number(result.matched) })}</strong></p>
      <ul className="rule-examples" aria-label={t('deciding.rules.examples')}>
        {result.examples.map((example) => (
          <li key={example.customerId}>
            <button
              type="button"
              className="compose-link"
              onClick={() => {
                onOpen();
                openCustomer({ customerId: example.customerId, name: example.name, channel: null });
              }}
            >
              {example.name}
            </button>
            <span className="faint"> {inputsWords(say, example.facts)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

