/**
 * Drafts of notes, one per customer, kept on this machine until they are saved or emptied by the person who wrote
 * them. They survive a restart and a merge: a customer's former ids are looked under too.
 */
const PREFIX = 'hilo.noteDraft.';

/** `ids`: the customer's id first, then the others they go by. */
export function readDraft(ids: readonly string[]): string {
  return [...new Set(ids)].map((id) => localStorage.getItem(PREFIX + id) ?? '').filter((text) => text !== '').join('\n\n');
}

/** Empty text takes the draft away, under every id. */
export function writeDraft(ids: readonly string[], text: string): void {
  const [own, ...others] = ids;
  for (const id of others) localStorage.removeItem(PREFIX + id);
  if (own === undefined) return;
  if (text === '') localStorage.removeItem(PREFIX + own);
  else localStorage.setItem(PREFIX + own, text);
}
