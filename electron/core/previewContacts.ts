/** An address book read but not imported: the file's connector and the reader of cards put together. */
import type { ContactsPreview } from '../../shared/contract.ts';
import { readContacts } from './connectors/files/contacts.ts';
import type { DeskFacts } from './ingest/normalised.ts';
import { previewCards } from './ingest/normalizeCard.ts';

/**
 * What importing the file would do; `knownPoints` is left at 0 for who has the store to count with `pointIds`.
 * @throws DeskError as `readContacts`
 */
export async function previewContacts(path: string, mapping: readonly string[] | undefined, desk: DeskFacts): Promise<{ preview: ContactsPreview; pointIds: string[] }> {
  return previewCards(await readContacts(path, mapping), desk);
}
