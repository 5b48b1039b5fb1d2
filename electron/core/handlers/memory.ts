/** What the window leaves for its next start: where the person was, and what was written but not saved. */
import type { CommandInput, QueryOutput, WindowMemory } from '../../../shared/contract.ts';
import type { Store } from '../store/open.ts';
import { readSetting, settingsOf, writeQuietly } from '../store/settings.ts';

const WINDOW = 'window.navigation';
const DRAFT = 'draft';

export function recall(store: Store): QueryOutput<'desk.memory'> {
  return { window: (readSetting(store, WINDOW) ?? null) as WindowMemory | null, drafts: settingsOf(store, DRAFT) as Record<string, string> };
}

/** One transaction for all of it: a draft that moves from one id to another is never gone, nor there twice. */
export function remember(store: Store, { window, drafts }: CommandInput<'desk.remember'>): void {
  store.write((writer) => {
    if (window !== undefined) writeQuietly(writer, WINDOW, window);
    for (const [id, text] of Object.entries(drafts ?? {})) writeQuietly(writer, `${DRAFT}:${id}`, text === '' ? undefined : text);
  });
}
