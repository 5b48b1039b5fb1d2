/** One contact as its source wrote it, before any normalisation: what the readers of vCard and CSV have in common. */

export type ContactCard = {
  name: string;
  givenName: string;
  familyName: string;
  mails: string[];
  phones: string[];
  chats: { network: string; address: string }[];
  documents: string[];
  organisation: string;
  city: string;
  address: string;
  birthday: string;
  since: string;
  language: string;
  comments: string[];
};

export function emptyCard(): ContactCard {
  return { name: '', givenName: '', familyName: '', mails: [], phones: [], chats: [], documents: [], organisation: '', city: '', address: '', birthday: '', since: '', language: '', comments: [] };
}
