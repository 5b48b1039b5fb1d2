/** The command palette: one field for every action, every customer and every word of the history. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { command, desktop } from '../data/client.ts';
import { intend } from '../data/intents.ts';
import { closeTab, goTo, openCustomer, stepTab, togglePanel, useNavigation } from '../data/navigation.ts';
import { useSearch, useSyncState } from '../data/queries.ts';
import { importFiles as importGiven } from '../data/tables.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useProductChoices } from '../selling/useProductChoices.tsx';
import { Combobox } from '../ui/Combobox.tsx';
import type { ChoiceGroup } from '../ui/Combobox.tsx';
import { Kbd } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import type { IconName } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';
import { searchChoices } from './searchChoices.tsx';
import { keysOf, SHORTCUTS } from './shortcuts.ts';
import type { Shortcut } from './shortcuts.ts';

type ActionName = keyof typeof ICONS;
type Action = { name: ActionName; run: () => void };

const ICONS = {
  findProduct: 'shop',
  goQueue: 'inbox', goCustomers: 'people', goSync: 'sync', goSettings: 'settings', goOutbox: 'out', goNumbers: 'chart', compose: 'mail', reply: 'undo', composeToCaller: 'call', addAccount: 'mail', importFiles: 'folder', importContacts: 'people', syncNow: 'sync',
  nextInQueue: 'down', previousInQueue: 'up', openCase: 'plus', addToCase: 'link', showCase: 'folder', escalateCase: 'out', snoozeCase: 'moon', assignCase: 'person', takeCase: 'person', solveCase: 'check', prioritiseCase: 'warn', tagCase: 'clip', addTask: 'check',
  newCustomer: 'plus', startVisit: 'visit', startVisitHere: 'visit', writeNote: 'note', mergeCustomer: 'merge', editName: 'edit', showPanel: 'panel', nextTab: 'right', previousTab: 'left', closeTab: 'close',
  newWindow: 'copy', light: 'sun', dark: 'moon', systemTheme: 'settings', spanish: 'globe', english: 'globe', shortcuts: 'keyboard',
} as const satisfies Record<string, IconName>;

const MOST_HITS = 20;

export function Palette({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const answer = useSearch(text, MOST_HITS).data;
  const actions = useActions();
  const products = useProductChoices(text, onClose);
  const { tabs, activeId } = useNavigation();
  const asked = fold(text.trim());
  const groups: ChoiceGroup[] = [
    {
      label: t('search.recent'),
      choices: asked !== '' ? [] : tabs.filter((tab) => tab.customerId !== activeId).map((tab) => ({
        id: `tab-${tab.customerId}`,
        content: <><Icon name={tab.channel ?? 'person'} /><span className="grow cut">{tab.name}</span></>,
        onPick: () => {
          onClose();
          openCustomer(tab);
        },
      })),
    },
    {
      label: t('search.actions'),
      choices: actions.filter(({ name }) => asked.split(/\s+/u).every((word) => fold(t(`actions.${name}`)).includes(word))).map(({ name, run }) => ({
        id: `action-${name}`,
        content: <ActionChoice name={name} words={t(`actions.${name}`)} />,
        onPick: () => {
          onClose();
          // The dialog gives the focus back first; what the action opens may then take it.
          setTimeout(run, 0);
        },
      })),
    },
    ...(asked === '' ? [] : searchChoices(t, answer, onClose)),
    ...products,
  ];
  return (
    <Dialog title={t('palette.title')} onClose={onClose} size="l">
      <Combobox
        label={t('palette.title')}
        placeholder={t('palette.placeholder')}
        text={text}
        onText={setText}
        groups={groups}
        autoFocus
        empty={<><b>{t('search.nothing', { text: text.trim() })}</b><p>{t('search.nothingHint')}</p></>}
      />
    </Dialog>
  );
}

function ActionChoice({ name, words }: { name: ActionName; words: string }): ReactElement {
  const isShortcut = SHORTCUTS.some((shortcut) => shortcut.action === name);
  return (
    <>
      <Icon name={ICONS[name]} />
      <span className="grow">{words}</span>
      {isShortcut && <Kbd keys={keysOf(name as Shortcut['action'])} />}
    </>
  );
}

function useActions(): Action[] {
  const { t } = useTranslation();
  const { activeId, tabs } = useNavigation();
  const accounts = useSyncState().data?.accounts ?? [];
  const settle = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }));
  };
  const set = (input: Parameters<typeof command<'settings.set'>>[1]) => (): void => settle(command('settings.set', input));
  return [
    ...(activeId === null ? [] : [
      { name: 'startVisit', run: () => intend('startVisit') },
      { name: 'compose', run: () => intend('compose') },
      { name: 'reply', run: () => intend('reply', { interactionId: null }) },
      { name: 'writeNote', run: () => intend('writeNote') },
      { name: 'findProduct', run: () => intend('findProduct', { product: null }) },
      { name: 'openCase', run: () => intend('openCase', { interactionId: null }) },
      { name: 'addToCase', run: () => intend('addToCase', { interactionId: null }) },
      ...(['showCase', 'takeCase', 'assignCase', 'escalateCase', 'snoozeCase', 'solveCase', 'prioritiseCase', 'tagCase', 'addTask'] as const).map((name) => ({ name, run: () => intend(name) })),
      { name: 'mergeCustomer', run: () => intend('mergeCustomer') },
      { name: 'editName', run: () => intend('editName') },
      { name: 'showPanel', run: togglePanel },
      { name: 'closeTab', run: () => closeTab(activeId) },
    ] satisfies Action[]),
    ...(tabs.length < 2 ? [] : [{ name: 'nextTab', run: () => stepTab(1) }, { name: 'previousTab', run: () => stepTab(-1) }] satisfies Action[]),
    { name: 'startVisitHere', run: () => intend('startVisitHere') },
    { name: 'newCustomer', run: () => intend('newCustomer') },
    { name: 'newWindow', run: () => settle(desktop('desktop.openWindow', { customerId: activeId })) },
    { name: 'nextInQueue', run: () => intend('nextInQueue') },
    { name: 'previousInQueue', run: () => intend('previousInQueue') },
    { name: 'goQueue', run: () => goTo('queue') },
    { name: 'goCustomers', run: () => goTo('customers') },
    { name: 'goOutbox', run: () => goTo('outbox') },
    { name: 'goNumbers', run: () => goTo('numbers') },
    { name: 'goSync', run: () => goTo('sync') },
    { name: 'goSettings', run: () => goTo('settings') },
    ...(accounts.length === 0 ? [] : [{ name: 'syncNow', run: () => settle(Promise.all(accounts.map((account) => command('account.syncNow', { accountId: account.id })))) }] satisfies Action[]),
    { name: 'addAccount', run: () => goTo('settings') },
    { name: 'importFiles', run: () => settle(importFiles()) },
    { name: 'importContacts', run: () => goTo('sync') },
    { name: 'light', run: set({ theme: 'light' }) },
    { name: 'dark', run: set({ theme: 'dark' }) },
    { name: 'systemTheme', run: set({ theme: 'system' }) },
    { name: 'spanish', run: set({ language: 'es' }) },
    { name: 'english', run: set({ language: 'en' }) },
    { name: 'shortcuts', run: () => intend('shortcuts') },
  ];
}

/** Progress and outcome of the import are shown in the sync section, so that is where it leads. */
async function importFiles(): Promise<void> {
  const { paths } = await desktop('desktop.pickFiles', { purpose: 'history' });
  if (paths.length === 0) return;
  goTo('sync');
  await importGiven(paths);
}

/** Lower case without accents, as people type in a hurry. */
function fold(text: string): string {
  return text.toLocaleLowerCase().normalize('NFD').replace(/\p{Mn}/gu, '');
}
