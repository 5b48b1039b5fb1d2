/** Rules in the settings: each with its version and whether it is on, changed in an editor that tries them first. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { RuleView } from '../../shared/deciding.ts';
import { useCommand } from '../data/commands.ts';
import { useRules } from '../data/decidingQueries.ts';
import { actorWords } from '../i18n/actorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useLanguage, useNow } from '../i18n/useFormat.ts';
import { Badge, Button, IconButton } from '../ui/controls.tsx';
import { showToast } from '../ui/toasts.tsx';
import { RuleEditor } from './RuleEditor.tsx';

export function RulesCard(): ReactElement {
  const { t } = useTranslation();
  const rules = useRules().data ?? [];
  const [open, setOpen] = useState<RuleView | 'new' | null>(null);
  return (
    <section className="card" aria-label={t('deciding.rules.title')}>
      <header className="card-head">
        <div className="grow">
          <h2>{t('deciding.rules.title')}</h2>
          <p className="field-hint">{t('deciding.rules.hint')}</p>
        </div>
        <Button icon="plus" onClick={() => setOpen('new')}>{t('deciding.rules.add')}</Button>
      </header>
      <ul className="account-list">{rules.map((rule) => <RuleLine key={rule.id} rule={rule} onEdit={() => setOpen(rule)} />)}</ul>
      {open !== null && <RuleEditor rule={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </section>
  );
}

function RuleLine({ rule, onEdit }: { rule: RuleView; onEdit: () => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const language = useLanguage();
  const nowMs = useNow();
  const set = useCommand('rule.set');
  const name = rule.body.name[language];
  const said = [
    t(rule.body.on === 'survey' ? 'deciding.rules.acts' : 'deciding.rules.suggests'), rule.body.action.title[language], t('deciding.rules.version', { version: rule.version }),
    rule.changedAtMs === null ? t('deciding.rules.shipped') : t('deciding.rules.changedBy', { actor: actorWords(t, rule.changedBy), when: format.relative(rule.changedAtMs, nowMs) }),
  ];
  const turn = (enabled: boolean): void => set.mutate({ ruleId: rule.id, body: rule.body, enabled }, { onSuccess: () => showToast({ text: t(enabled ? 'deciding.rules.turnedOn' : 'deciding.rules.turnedOff', { name }) }) });
  return (
    <li className="account-line rule-line">
      <input type="checkbox" aria-label={t('deciding.rules.onOf', { name })} checked={rule.enabled && rule.problem === null} disabled={set.isPending || rule.problem !== null} onChange={(event) => turn(event.target.checked)} />
      <div className="grow">
        <p className="cut"><strong>{name}</strong>{rule.body.on === 'survey' && <> <Badge>{t('deciding.rules.acts')}</Badge></>}</p>
        <p className="field-hint">{said.slice(rule.body.on === 'survey' ? 1 : 0).join(' · ')}</p>
        {rule.problem !== null && <p className="field-error">{t('deciding.rules.problem', { problem: t(`errorReasons.${rule.problem.reason}`, { what: rule.problem.what }) })}</p>}
      </div>
      <IconButton label={t('deciding.rules.edit', { name })} icon="edit" onClick={onEdit} />
    </li>
  );
}
