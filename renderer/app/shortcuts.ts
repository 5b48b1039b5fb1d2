/**
 * The keyboard map: one table that the listener, the list of shortcuts and the palette read.
 *
 * Single keys work only while nothing is being typed; keys with Ctrl or Cmd work everywhere.
 */
import { closeTab, goTo, navigation, SECTIONS, showTab, stepTab, togglePanel } from '../data/navigation.ts';
import { intend } from '../data/intents.ts';

type Group = 'everywhere' | 'lists' | 'workspace';

export type Shortcut = {
  /** Key of `actions` in the words. */
  action: 'palette' | 'search' | 'goQueue' | 'goCustomers' | 'goSync' | 'goSettings' | 'goOutbox' | 'goNumbers' | 'nextTab' | 'previousTab' | 'closeTab' | 'tabNumber' | 'shortcuts' | 'escape' | 'openCall' | 'settleRow' | 'callRow'
    | 'nextInQueue' | 'previousInQueue' | 'openCase' | 'addToCase' | 'showCase' | 'escalateCase' | 'snoozeCase' | 'assignCase' | 'takeCase' | 'solveCase' | 'addTask' | 'startVisit' | 'startVisitHere' | 'findProduct' | 'down' | 'up' | 'openRow' | 'filterList' | 'writeNote' | 'saveNote' | 'compose' | 'reply' | 'send' | 'composeToCaller' | 'editName' | 'mergeCustomer' | 'focusTimeline' | 'newest' | 'showPanel';
  group: Group;
  /** As drawn on the keyboard; `Ctrl` becomes the command key on a Mac. */
  keys: string;
  /** Absent: the key is handled where it belongs (a list, the note box). */
  run?: (event: KeyboardEvent) => void;
  matches?: (event: KeyboardEvent) => boolean;
};

const isMac = navigator.platform.startsWith('Mac');
const hasCommand = (event: KeyboardEvent): boolean => (isMac ? event.metaKey : event.ctrlKey);
const isPlain = (event: KeyboardEvent): boolean => !event.ctrlKey && !event.metaKey && !event.altKey;
const single = (...keys: string[]) => (event: KeyboardEvent): boolean => isPlain(event) && keys.includes(event.key) && !isTyping(event.target);
const command = (key: string) => (event: KeyboardEvent): boolean => hasCommand(event) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === key;
const active = (): string | null => navigation().activeId;

export const SHORTCUTS: readonly Shortcut[] = [
  { action: 'palette', group: 'everywhere', keys: 'Ctrl K', matches: command('k'), run: () => intend('palette') },
  { action: 'search', group: 'everywhere', keys: '/', matches: single('/'), run: () => intend('search') },
  ...SECTIONS.map((section, at): Shortcut => ({
    action: ({ queue: 'goQueue', customers: 'goCustomers', sync: 'goSync', settings: 'goSettings', outbox: 'goOutbox', numbers: 'goNumbers' } as const)[section],
    group: 'everywhere',
    keys: `Alt ${at + 1}`,
    matches: (event) => event.altKey && !event.ctrlKey && !event.metaKey && event.code === `Digit${at + 1}`,
    run: () => goTo(section),
  })),
  { action: 'nextTab', group: 'everywhere', keys: 'Ctrl Tab', matches: (event) => event.ctrlKey && event.key === 'Tab' && !event.shiftKey, run: () => stepTab(1) },
  { action: 'previousTab', group: 'everywhere', keys: 'Ctrl Shift Tab', matches: (event) => event.ctrlKey && event.key === 'Tab' && event.shiftKey, run: () => stepTab(-1) },
  {
    action: 'closeTab', group: 'everywhere', keys: 'Ctrl W', matches: command('w'), run: () => {
      const id = active();
      if (id !== null) closeTab(id);
    },
  },
  {
    action: 'tabNumber', group: 'everywhere', keys: 'Ctrl 1…9', matches: (event) => hasCommand(event) && /^[1-9]$/.test(event.key), run: (event) => {
      const tab = navigation().tabs[Number(event.key) - 1];
      if (tab) showTab(tab.customerId);
    },
  },
  { action: 'shortcuts', group: 'everywhere', keys: '?', matches: single('?'), run: () => intend('shortcuts') },
  { action: 'openCall', group: 'everywhere', keys: 'F8', matches: (event) => event.key === 'F8' && isPlain(event), run: () => intend('openCall') },
  { action: 'startVisitHere', group: 'everywhere', keys: 'Shift V', matches: single('V'), run: () => intend('startVisitHere') },
  { action: 'escape', group: 'everywhere', keys: 'Esc' },
  { action: 'down', group: 'lists', keys: 'j ↓', matches: single('j'), run: () => intend('listDown') },
  { action: 'up', group: 'lists', keys: 'k ↑', matches: single('k'), run: () => intend('listUp') },
  { action: 'openRow', group: 'lists', keys: 'Enter' },
  { action: 'filterList', group: 'lists', keys: 'f', matches: single('f'), run: () => intend('filterList') },
  { action: 'nextInQueue', group: 'lists', keys: 'g', matches: single('g'), run: () => intend('nextInQueue') },
  { action: 'previousInQueue', group: 'lists', keys: 'Shift G', matches: single('G'), run: () => intend('previousInQueue') },
  { action: 'settleRow', group: 'lists', keys: 'x', matches: single('x'), run: () => intend('settleRow') },
  { action: 'callRow', group: 'lists', keys: 'c', matches: single('c'), run: () => intend('callRow') },
  { action: 'startVisit', group: 'workspace', keys: 'v', matches: single('v'), run: () => intend('startVisit') },
  { action: 'findProduct', group: 'workspace', keys: 'p', matches: single('p'), run: () => intend('findProduct', { product: null }) },
  { action: 'compose', group: 'workspace', keys: 'w', matches: single('w'), run: () => intend('compose') },
  { action: 'reply', group: 'workspace', keys: 'r', matches: single('r'), run: (event) => intend('reply', { interactionId: interactionAt(event.target) }) },
  { action: 'composeToCaller', group: 'everywhere', keys: 'F9', matches: (event) => event.key === 'F9' && isPlain(event), run: () => intend('composeToCaller') },
  { action: 'send', group: 'workspace', keys: 'Ctrl Enter' },
  { action: 'writeNote', group: 'workspace', keys: 'n', matches: single('n'), run: () => intend('writeNote') },
  { action: 'saveNote', group: 'workspace', keys: 'Ctrl Enter' },
  { action: 'showCase', group: 'workspace', keys: 'd', matches: single('d'), run: () => intend('showCase') },
  { action: 'openCase', group: 'workspace', keys: 'o', matches: single('o'), run: (event) => intend('openCase', { interactionId: focusedInteraction(event.target) }) },
  { action: 'addToCase', group: 'workspace', keys: 'Shift O', matches: single('O'), run: (event) => intend('addToCase', { interactionId: focusedInteraction(event.target) }) },
  { action: 'takeCase', group: 'workspace', keys: 'a', matches: single('a'), run: () => intend('takeCase') },
  { action: 'assignCase', group: 'workspace', keys: 'Shift A', matches: single('A'), run: () => intend('assignCase') },
  { action: 'escalateCase', group: 'workspace', keys: 'Shift E', matches: single('E'), run: () => intend('escalateCase') },
  { action: 'snoozeCase', group: 'workspace', keys: 'z', matches: single('z'), run: () => intend('snoozeCase') },
  { action: 'solveCase', group: 'workspace', keys: 'Shift X', matches: single('X'), run: () => intend('solveCase') },
  { action: 'addTask', group: 'workspace', keys: 'b', matches: single('b'), run: () => intend('addTask') },
  { action: 'focusTimeline', group: 'workspace', keys: 't', matches: single('t'), run: () => intend('focusTimeline') },
  { action: 'newest', group: 'workspace', keys: 'l', matches: single('l'), run: () => intend('newest') },
  { action: 'showPanel', group: 'workspace', keys: 'i', matches: single('i'), run: togglePanel },
  { action: 'editName', group: 'workspace', keys: 'e', matches: single('e'), run: () => intend('editName') },
  { action: 'mergeCustomer', group: 'workspace', keys: 'm', matches: single('m'), run: () => intend('mergeCustomer') },
];

/** The keys as this machine's keyboard names them. */
export function shownKeys(keys: string): string {
  return isMac ? keys.replace('Ctrl K', '⌘ K').replace('Ctrl W', '⌘ W').replace('Ctrl 1…9', '⌘ 1…9').replace('Ctrl Enter', '⌘ Enter') : keys;
}

export function keysOf(action: Shortcut['action']): string {
  return shownKeys(SHORTCUTS.find((shortcut) => shortcut.action === action)?.keys ?? '');
}

/** The interaction whose card has the focus, else the last one that the customer wrote, as far as it is on the screen. */
function interactionAt(target: EventTarget | null): string | null {
  const focused = target instanceof Element ? target.closest<HTMLElement>('[data-interaction]') : null;
  const theirs = [...document.querySelectorAll<HTMLElement>('article[data-direction=inbound][data-interaction]')].pop();
  return (focused ?? theirs)?.dataset['interaction'] ?? null;
}

/** The interaction whose card has the focus; null when none has. */
function focusedInteraction(target: EventTarget | null): string | null {
  return target instanceof Element ? (target.closest<HTMLElement>('[data-interaction]')?.dataset['interaction'] ?? null) : null;
}

/** Starts listening; a dialog on screen keeps every key but its own. Answers with the function that stops. */
export function startShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
    const shortcut = SHORTCUTS.find((candidate) => candidate.matches?.(event) === true);
    if (!shortcut?.run) return;
    event.preventDefault();
    shortcut.run(event);
  };
  addEventListener('keydown', onKeyDown);
  return () => removeEventListener('keydown', onKeyDown);
}

/** Whether keys go into a text there. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type);
}
