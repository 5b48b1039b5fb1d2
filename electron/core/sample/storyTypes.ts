/** The shapes in which the sample shop's stories are written down, before they are rendered into files. */

/**
 * An instant told from the day the sample is opened: `d90 10:15` is 10:15 at the shop, 90 days back (1 or more),
 * `m12` is 12 minutes before now. Day times end at 19:59 and minutes at 240, so that `m` always comes after `d1`.
 */
export type When = string;

export type MailProgram = 'gmail' | 'outlook' | 'phone' | 'plain';

export type Person = {
  key: string;
  /** As the person signs; empty for somebody known by number only. */
  name: string;
  family: string;
  lang: 'es' | 'en';
  /** The first is the usual one. */
  emails: readonly string[];
  /** The card names the WhatsApp account too; without it the chat is only suggested. */
  hasChatOnCard?: boolean;
  /** The contact lists know the first address only. */
  hasUnlistedAddress?: boolean;
  /** E.164; the first is the usual one. */
  phones: readonly string[];
  program?: MailProgram;
  /** Lines under the person's own mails. */
  signature?: readonly string[];
  org?: string;
  /** Argentine identity number, digits only. */
  dni?: string;
  city?: string;
  /** Days before now of the first purchase, for the contact lists. */
  sinceDays?: number;
  note?: string;
  /** Version of this person's card in the vCard file; absent: not there. */
  vcard?: '3.0' | '4.0';
  /** True when the web shop's list has this person. */
  inWebList?: boolean;
};

export type Agent = { key: string; name: string; email: string; extension: string; desk: string };

export type MailAttachment = 'hinge-photo' | 'leak-photo' | 'gap-photo' | 'quote' | 'receipt' | 'invoice' | 'warranty';

export type MailStory = {
  id: string;
  at: When;
  /** A person's or an agent's key. */
  by: string;
  /** Which of the person's addresses, when not the first. */
  fromAddress?: string;
  /** Shop side: the box that speaks, `ventas` when absent; `own` is the agent's own address. */
  box?: 'ventas' | 'soporte' | 'own';
  /** Keys; absent: the other side of the mail answered, or the shop. */
  to?: readonly string[];
  /** One address instead of the keys' usual ones. */
  toAddress?: string;
  cc?: readonly string[];
  /** Id of the mail that this one answers. */
  re?: string;
  /** Needed where nothing is answered; given with `re` it stands as it is. */
  subject?: string;
  text: string;
  attach?: readonly { kind: MailAttachment; name: string; lines?: readonly string[] }[];
  /** What it is written in, when not in the customer's language. */
  lang?: 'es' | 'en';
  /** A laid-out HTML with the shop's mark in it by `cid:`, instead of one made from the text: heading and table rows. */
  layout?: { heading: string; rows: readonly (readonly [string, string])[] };
};

export type ChatStory = {
  person: string;
  title: 'number' | 'name';
  shape: 'android' | 'ios';
  /** Language of the phone that made the export. */
  locale: 'es' | 'en';
  /**
   * One message a line. `= d41 10:05` sets the clock; `< ` theirs, `> ` ours, `| ` goes on with the message above,
   * `* ` a system line. `[photo:gap]` is an attachment that came along, `[omitted]` one that did not.
   */
  script: string;
};

/**
 * One call a line: `<when> <kind> <who> [agent] [seconds] [second agent] [seconds]`.
 * Kinds: in, queue, missed, noans (we rang), busy, out, transfer, voicemail, lost (inbound to one extension).
 */
export type CallScript = string;

export type Purchase = {
  person: string;
  /** Where the confirmation goes, when not to the person's usual address. */
  address?: string;
  at: When;
  order: string;
  item: string;
  priceArs: number;
  /** Days until it is at the door; absent: taken along at the branch. */
  deliveryDays?: number;
  branch: 'Caballito' | 'Belgrano';
  /** What the customer wrote back, and what we answered to that. */
  reply?: { afterDays: number; text: string; answer: string };
};
