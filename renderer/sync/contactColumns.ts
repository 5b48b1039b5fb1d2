/** The meanings a column of contacts can have, in the order in which a person looks for them. The compiler checks that none is missing. */
import type { ContactColumn } from '../../shared/contract.ts';

const ORDER: Record<ContactColumn, number> = {
  ignore: 0, name: 1, givenName: 2, familyName: 3, mail: 4, phone: 5, chat: 6, organisation: 7, document: 8, address: 9, city: 10, birthday: 11, since: 12, comment: 13,
};

export const CONTACT_COLUMNS: readonly ContactColumn[] = (Object.keys(ORDER) as ContactColumn[]).toSorted((a, b) => ORDER[a] - ORDER[b]);
