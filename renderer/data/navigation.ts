/**
 * Where the person is: the section, the customers open in tabs, and the interaction to look at.
 *
 * Owns the one piece of state that is the window's alone. It is kept in the encrypted history (memory.ts), because
 * tabs carry names, so a restart opens the same customers. What cannot be understood counts as nothing open.
 */
import { useSyncExternalStore } from 'react';
import type { WindowMemory } from '../../shared/contract.ts';
import type { Channel } from '../../shared/domain.ts';
import { remember } from './memory.ts';

/** Their place is their key: Alt 1 to Alt 6. */
export const SECTIONS = ['queue', 'customers', 'sync', 'settings', 'outbox', 'numbers'] as const;
export type Section = (typeof SECTIONS)[number];

export type Tab = { customerId: string; name: string; channel: Channel | null };

/** `ask` grows with every jump, so that jumping twice to the same place moves twice. */
export type Jump = { customerId: string; interactionId: string; ask: number };

export type Navigation = {
  section: Section;
  tabs: readonly Tab[];
  activeId: string | null;
  jump: Jump | null;
  isPanelOpen: boolean;
  /** In a narrow window the panel lies over the timeline. */
  isDrawerOpen: boolean;
  /** Somebody was opened at least once on this machine. */
  hasOpened: boolean;
};

/** More tabs than this cannot be told apart; the one opened longest ago goes. */
const MOST_TABS = 12;
/** A tab shows a few words of a name. */
const LONGEST_NAME = 300;
const START: Navigation = { section: 'queue', tabs: [], activeId: null, jump: null, isPanelOpen: true, isDrawerOpen: false, hasOpened: false };

let state = START;
const listeners = new Set<() => void>();

export function useNavigation(): Navigation {
  return useSyncExternalStore(listen, navigation);
}

/** The state now, for code that draws nothing. */
export function navigation(): Navigation {
  return state;
}

/** Takes in what the window left when it closed; somebody opened since (a notification was clicked) stays in front. */
export function restoreNavigation(kept: WindowMemory | null): void {
  const now = state;
  state = restored(kept);
  for (const tab of now.tabs) openCustomer(tab, now.jump?.customerId === tab.customerId ? now.jump.interactionId : null);
  tell();
}

export function goTo(section: Section): void {
  set({ ...navigation(), section });
}

/** Opens a customer in a tab of their own, or shows the tab they have; from sync or settings it goes back to the customers. */
export function openCustomer(tab: Tab, interactionId: string | null = null): void {
  const now = navigation();
  const isOpen = now.tabs.some((open) => open.customerId === tab.customerId);
  set({
    ...now,
    section: now.section === 'queue' || now.section === 'customers' ? now.section : 'customers',
    tabs: isOpen ? now.tabs : [...now.tabs, tab].slice(-MOST_TABS),
    activeId: tab.customerId,
    hasOpened: true,
    jump: interactionId === null ? null : { customerId: tab.customerId, interactionId, ask: (now.jump?.ask ?? 0) + 1 },
  });
}

/** Looks at one interaction of the customer on screen. */
export function jumpTo(customerId: string, interactionId: string): void {
  const now = navigation();
  set({ ...now, jump: { customerId, interactionId, ask: (now.jump?.ask ?? 0) + 1 } });
}

export function showTab(customerId: string): void {
  const now = navigation();
  set({ ...now, activeId: customerId, jump: null, section: now.section === 'customers' ? 'customers' : 'queue' });
}

export function closeTab(customerId: string): void {
  set(withoutTab(navigation(), customerId));
}

/** 1 for the next tab, -1 for the one before; goes round. */
export function stepTab(step: 1 | -1): void {
  const now = navigation();
  const at = now.tabs.findIndex((tab) => tab.customerId === now.activeId);
  const next = now.tabs[(at + step + now.tabs.length) % now.tabs.length];
  if (next) showTab(next.customerId);
}

/** A customer goes by another id or name now (merge, rename): the tab follows, and doubles become one. */
export function updateTab(customerId: string, tab: Tab): void {
  const now = navigation();
  const next = withTab(now, customerId, tab);
  if (next !== now) set(next);
}

/** Where the panel stands beside the timeline it is remembered; where it lies over it, it starts closed. */
export function togglePanel(): void {
  const now = navigation();
  if (narrow().matches) set({ ...now, isDrawerOpen: !now.isDrawerOpen });
  else set({ ...now, isPanelOpen: !now.isPanelOpen });
}

/** Whether the data panel is on screen, by the width of the window. */
export function usePanel(): { isPanelShown: boolean; isDrawer: boolean } {
  const { isPanelOpen, isDrawerOpen } = useNavigation();
  const isDrawer = useSyncExternalStore(listenToWidth, () => narrow().matches);
  return { isPanelShown: isDrawer ? isDrawerOpen : isPanelOpen, isDrawer };
}

/** Pure part of closeTab: the neighbour to the right takes over, else the one to the left. */
export function withoutTab(now: Navigation, customerId: string): Navigation {
  const at = now.tabs.findIndex((tab) => tab.customerId === customerId);
  if (at === -1) return now;
  const tabs = now.tabs.filter((tab) => tab.customerId !== customerId);
  const neighbour = tabs[Math.min(at, tabs.length - 1)]?.customerId ?? null;
  return { ...now, tabs, activeId: now.activeId === customerId ? neighbour : now.activeId };
}

/** Pure part of updateTab. */
export function withTab(now: Navigation, customerId: string, tab: Tab): Navigation {
  const old = now.tabs.find((open) => open.customerId === customerId);
  if (!old || (old.customerId === tab.customerId && old.name === tab.name && old.channel === tab.channel)) return now;
  const tabs = now.tabs.map((open) => (open === old ? tab : open)).filter((open, at, all) => all.findIndex((other) => other.customerId === open.customerId) === at);
  const jump = now.jump?.customerId === customerId ? { ...now.jump, customerId: tab.customerId } : now.jump;
  return { ...now, tabs, jump, activeId: now.activeId === customerId ? tab.customerId : now.activeId };
}

/** Makes a state out of what was kept; anything odd counts as absent. */
export function restored(kept: WindowMemory | null): Navigation {
  if (kept === null) return START;
  const tabs = kept.tabs.slice(0, MOST_TABS);
  const section = SECTIONS.find((known) => known === kept.section) ?? 'queue';
  const activeId = tabs.some((tab) => tab.customerId === kept.activeId) ? kept.activeId : (tabs[0]?.customerId ?? null);
  return { ...START, section, tabs, activeId, isPanelOpen: kept.isPanelOpen, hasOpened: kept.hasOpened };
}

/** Below this width the list, the timeline and the panel do not fit side by side. */
const narrow = (): MediaQueryList => matchMedia('(width < 1180px)');

function listenToWidth(listener: () => void): () => void {
  const query = narrow();
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

function set(next: Navigation): void {
  state = next;
  const { section, tabs, activeId, isPanelOpen, hasOpened } = next;
  remember({ window: { section, tabs: tabs.map((tab) => ({ ...tab, name: tab.name.slice(0, LONGEST_NAME) })), activeId, isPanelOpen, hasOpened } });
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
