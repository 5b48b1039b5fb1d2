/**
 * Words that were written and not saved yet: a new note, by its customer's id, or a change of a note, by the note's.
 *
 * Held here while the window lives and kept in the encrypted history (memory.ts), so they survive a restart and a
 * merge: a customer's former ids are looked under too. Only the person who wrote a draft empties it.
 */
import type { Drafts } from '../../shared/contract.ts';
import { remember } from './memory.ts';

const drafts = new Map<string, string>();

/** Takes in what was kept. What was written since the window started is newer. */
export function restoreDrafts(kept: Drafts): void {
  for (const [id, text] of Object.entries(kept)) if (!drafts.has(id)) drafts.set(id, text);
}

/** `ids`: the customer's id first, then the others they go by. */
export function readDraft(ids: readonly string[]): string {
  return [...new Set(ids)].map((id) => drafts.get(id) ?? '').filter((text) => text !== '').join('\n\n');
}

/** The text stands under the first id; under the others it is taken away, since it came from there too. */
export function writeDraft(ids: readonly string[], text: string): void {
  const changed: Drafts = {};
  const [own, ...others] = [...new Set(ids)];
  if (own === undefined) return;
  for (const id of others) if (drafts.get(id)) changed[id] = '';
  if ((drafts.get(own) ?? '') !== text) changed[own] = text;
  for (const [id, value] of Object.entries(changed)) drafts.set(id, value);
  if (Object.keys(changed).length > 0) remember({ drafts: changed });
}
