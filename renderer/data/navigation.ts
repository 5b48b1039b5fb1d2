/**
 * Where the person is: the section, the customers open in tabs, and the interaction to look at.
 *
 * Owns the one piece of state that is the window's alone. It is kept in localStorage, so a restart opens the same
 * customers. Reading it never fails: what cannot be understood counts as nothing open.
 */
import { useSyncExternalStore } from 'react';
import type { Channel } from '../../shared/domain.ts';

export const SECTIONS = ['queue', 'customers', 'sync', 'settings'] as const;
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

const STORED_AS = 'hilo.navigation';
/** More tabs than this cannot be told apart; the one opened longest ago goes. */
const MOST_TABS = 12;
const START: Navigation = { section: 'queue', tabs: [], activeId: null, jump: null, isPanelOpen: true, isDrawerOpen: false, hasOpened: false };

let state: Navigation | undefined;
const listeners = new Set<() => void>();

export function useNavigation(): Navigation {
  return useSyncExternalStore(listen, navigation);
}

/** The state now, for code that draws nothing. */
export function navigation(): Navigation {
  state ??= restored(stored());
  return state;
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

/** Makes a state out of what was stored; anything odd counts as absent. */
export function restored(text: string | null): Navigation {
  if (text === null) return START;
  try {
    const read = JSON.parse(text) as Partial<Navigation>;
    const tabs = (Array.isArray(read.tabs) ? read.tabs : []).filter((tab) => typeof tab?.customerId === 'string' && typeof tab.name === 'string').slice(0, MOST_TABS);
    const section = SECTIONS.find((known) => known === read.section) ?? 'queue';
    const activeId = tabs.some((tab) => tab.customerId === read.activeId) ? (read.activeId ?? null) : (tabs[0]?.customerId ?? null);
    return { section, tabs, activeId, jump: null, isPanelOpen: read.isPanelOpen !== false, isDrawerOpen: false, hasOpened: read.hasOpened === true };
  } catch {
    return START;
  }
}

/** Below this width the list, the timeline and the panel do not fit side by side. */
const narrow = (): MediaQueryList => matchMedia('(width < 1180px)');

function listenToWidth(listener: () => void): () => void {
  const query = narrow();
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

function stored(): string | null {
  return localStorage.getItem(STORED_AS);
}

function set(next: Navigation): void {
  state = next;
  const { jump: _jump, isDrawerOpen: _drawer, ...kept } = next;
  localStorage.setItem(STORED_AS, JSON.stringify(kept));
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
