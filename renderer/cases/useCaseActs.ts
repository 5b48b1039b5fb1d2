/** What can be done with a case: each says what it did and offers the way back. */
import type { CommandInput } from '../../shared/contract.ts';
import type { CaseView } from '../data/caseQueries.ts';
import { useCommand } from '../data/commands.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { showToast } from '../ui/toasts.tsx';
import { useUndo } from '../workspace/useDecide.ts';

type Change = Omit<CommandInput<'case.set'>, 'caseId'>;

export type CaseActs = {
  /** `said` is told once it is committed; nothing is said without it. */
  set(caseId: string, change: Change, said?: string): void;
  solve(caseId: string, title: string): void;
  assign(caseId: string, to: { owner: string } | { team: string }): void;
  snooze(caseId: string, untilMs: number | null): void;
  prioritise(caseId: string, priority: CaseView['priority']): void;
  escalate(caseId: string, team: string, reason: string): void;
  link(caseId: string, title: string, interactionId: string, on: boolean): void;
};

export function useCaseActs(): CaseActs {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const undo = useUndo();
  const set = useCommand('case.set');
  const escalate = useCommand('case.escalate');
  const link = useCommand('case.link');
  const say = (text: string, operationId: string | null): void => showToast({ text, ...(operationId === null ? {} : { action: { label: t('common.undo'), run: () => undo(operationId) } }) });
  // What asked is often gone before the answer comes: a callback of `mutate` would go with it.
  const change = (caseId: string, to: Change, said?: string): void => {
    set.mutateAsync({ caseId, ...to }).then(({ operationId }) => {
      if (said !== undefined) say(said, operationId);
    }, () => undefined);
  };
  return {
    set: change,
    solve: (caseId, title) => change(caseId, { status: 'solved' }, t('cases.solved', { title })),
    assign(caseId, to) {
      const name = 'owner' in to ? to.owner : to.team;
      change(caseId, to, name === '' ? t('cases.unassigned') : t('cases.assigned', { name }));
    },
    snooze: (caseId, untilMs) => change(caseId, { snoozedUntilMs: untilMs }, untilMs === null ? t('cases.woken') : t('cases.snoozeDone', { when: `${format.day(untilMs, nowMs)}, ${format.time(untilMs)}` })),
    prioritise: (caseId, priority) => change(caseId, { priority }, t('cases.prioritySet', { priority: t(`cases.priorities.${priority}`) })),
    escalate: (caseId, team, reason) => void escalate.mutateAsync({ caseId, team, reason }).then(({ operationId }) => say(t('cases.escalated', { team }), operationId), () => undefined),
    link: (caseId, title, interactionId, on) => void link.mutateAsync({ caseId, interactionId, on }).then(({ operationId }) => say(on ? t('cases.added', { title }) : t('cases.removed'), operationId), () => undefined),
  };
}
