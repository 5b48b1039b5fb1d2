/** What keys, menus and the palette ask of the case in front of the customer on screen, and the dialogs that answer. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { newestWord } from '../data/caseQueries.ts';
import { useIntent } from '../data/intents.ts';
import { useSettings } from '../data/queries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { showToast } from '../ui/toasts.tsx';
import { CaseDialog } from './CaseDialog.tsx';
import { AddToCase, Assign, Escalate, NewCase, Prioritise, Snooze, Tag } from './CaseForms.tsx';
import { useCaseActs } from './useCaseActs.ts';
import { useForemost } from './useForemost.ts';

type Open = { kind: 'new'; interactionId: string | null } | { kind: 'add'; interactionId: string | null } | { kind: 'show' | 'escalate' | 'snooze' | 'assign' | 'prioritise' | 'tag'; caseId: string };

export function CaseDesk({ customerId }: { customerId: string }): ReactElement | null {
  const { t } = useTranslation();
  const { open: openCases, foremost, cases } = useForemost(customerId);
  const agentName = useSettings().data?.agentName ?? '';
  const acts = useCaseActs();
  const [open, setOpen] = useState<Open | null>(null);
  const close = (): void => setOpen(null);
  const withCase = (kind: Exclude<Open['kind'], 'new' | 'add'>) => (): void => {
    if (foremost === null) showToast({ text: t('cases.noOpen') });
    else setOpen({ kind, caseId: foremost.id });
  };
  // Of no contact in particular: the last thing they said.
  const withContact = (kind: 'new' | 'add') => ({ interactionId }: { interactionId: string | null }): void => {
    if (interactionId !== null) return setOpen({ kind, interactionId });
    newestWord(customerId).then((id) => setOpen({ kind: id === null ? 'new' : kind, interactionId: id }), (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }));
  };
  useIntent('openCase', withContact('new'));
  useIntent('addToCase', withContact('add'));
  useIntent('showCase', withCase('show'));
  useIntent('escalateCase', withCase('escalate'));
  useIntent('snoozeCase', withCase('snooze'));
  useIntent('assignCase', withCase('assign'));
  useIntent('prioritiseCase', withCase('prioritise'));
  useIntent('tagCase', withCase('tag'));
  useIntent('takeCase', () => {
    if (foremost === null) showToast({ text: t('cases.noOpen') });
    else if (agentName === '') showToast({ text: t('cases.noAgent') });
    else acts.assign(foremost.id, { owner: agentName });
  });
  useIntent('solveCase', () => {
    if (foremost === null) showToast({ text: t('cases.noOpen') });
    else acts.solve(foremost.id, foremost.title);
  });
  if (open === null) return null;
  if (open.kind === 'new') return <NewCase customerId={customerId} interactionId={open.interactionId} onClose={close} />;
  if (open.kind === 'add') {
    const { interactionId } = open;
    return interactionId === null ? null : <AddToCase open={openCases} interactionId={interactionId} onNew={() => setOpen({ kind: 'new', interactionId })} onClose={close} />;
  }
  if (open.kind === 'show') return <CaseDialog caseId={open.caseId} onClose={close} />;
  const view = cases.find((one) => one.id === open.caseId);
  if (view === undefined) return null;
  switch (open.kind) {
    case 'escalate': return <Escalate view={view} onClose={close} />;
    case 'snooze': return <Snooze view={view} onClose={close} />;
    case 'assign': return <Assign view={view} onClose={close} />;
    case 'prioritise': return <Prioritise view={view} onClose={close} />;
    case 'tag': return <Tag view={view} onClose={close} />;
  }
}
