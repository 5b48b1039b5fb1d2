/** A mail in the product's words: who wrote to whom, in which direction, when, and what it says of people. */
import { createHash } from 'node:crypto';
import type { OwnParty, PartyRole } from '../../../shared/domain.ts';
import { DAY_MS } from '../../../shared/time.ts';
import { parseMail } from '../connectors/mail/mime/parseMail.ts';
import type { MailAddress, ParsedMail } from '../connectors/mail/mime/parseMail.ts';
import { previewOf, splitQuoted } from '../connectors/mail/mime/quoted.ts';
import type { SplitText } from '../connectors/mail/mime/quoted.ts';
import { mailPoint, phonePoint } from '../identity/address.ts';
import type { Claim, DeskFacts, NormalisedRecord, Party } from './normalised.ts';
import { surveyReply } from './surveyReply.ts';

/** A mail to more people outside than this is a mailing: it makes no customers of its own. */
const MANY_RECIPIENTS = 20;
/** Before mail existed, or later than a day after it arrived: the clock of the sender was wrong. */
const OLDEST_MS = Date.UTC(1975, 0, 1);
/** Where the writer's own words and signature are looked for. */
const SCANNED = 6_000;
/** A signature is short and at the end. */
const SIGNATURE_LINES = 12;
/** Written with the country's code and nothing odd: the digits are the number. (Argentina and Mexico write marks into it.) */
const PLAIN_INTERNATIONAL = /^\+(?!5[24])[1-9](?!.*\(0)[\d ().-]{7,18}$/;
const PHONE_LIKE = /(?:\+|\b00|\(|\b)\d[\d ().\-/]{6,18}\d\b/g;

/** Pure; never throws, whatever the bytes are. @param nowMs when the record was read: stands in for dates nobody gives */
export function normalizeMail(record: { raw: Uint8Array; receivedAtMs: number | null }, desk: DeskFacts, nowMs: number): NormalisedRecord {
  const mail = parseMail(record.raw);
  const key = mailKey(mail, record.raw);
  const isMachine = mail.automatic.autoSubmitted || mail.automatic.bounce;
  const isList = mail.automatic.list || mail.automatic.bulk;
  const { outside, own } = sides(mail, desk);
  const isOurs = isOwn(mail.from[0]?.address ?? mail.sender?.address ?? '', desk);
  const direction = !isOurs ? 'inbound' : outside.length > 0 ? 'outbound' : 'internal';
  const recipients = outside.filter((party) => party.role !== 'from').length;
  const isMailing = recipients > MANY_RECIPIENTS;
  const parties = outside.map((party) => ({ ...party, ifKnown: isMachine || isList || (isMailing && party.role !== 'from') }));
  const occurred = occurredAt(mail, record.receivedAtMs, nowMs);
  const from = mail.from[0] ?? mail.sender;
  const words = splitQuoted(mail.text.slice(0, SCANNED));
  const survey = direction !== 'inbound' || isMachine || isList ? null : surveyReply(mail.subject, mail.text, words);
  return {
    recordKey: key,
    groupKey: null,
    interaction: {
      key, channel: 'mail', direction, ...occurred,
      title: mail.subject, preview: previewOf(words.own, 280), text: mail.text,
      threadKey: threadOf(mail), parties, own, attachments: mail.attachments,
      list: isList || (isMailing && isOurs), automatic: isMachine, bounce: mail.automatic.bounce, hasHtml: mail.hasHtml, call: null,
      wireId: mail.messageId === null ? null : `<${mail.messageId}>`, needsNoAnswer: survey !== null && survey.isWhole && survey.score !== null && survey.comment === '',
    },
    claims: isMachine || isList || !isWhole(mail) ? [] : claims(mail, words, parties, direction === 'inbound' ? from : null, desk),
    evidence: [],
    deliveries: mail.reports,
    ...(survey !== null && { survey }),
    problems: mail.problems,
    unreadable: isWhole(mail) ? null : 'no-headers',
  };
}

/** The id of a mail is its Message-ID together with its headers: two mails that share one stay two. */
function mailKey(mail: ParsedMail, raw: Uint8Array): string {
  if (mail.messageId !== null) return `mail:${mail.messageId}:${mail.headerHash}`;
  return `mail::${mail.headerHash}:${createHash('sha1').update(raw).digest('hex')}`;
}

/** Something that has neither sender nor date nor subject is not shown as a mail, but kept and shown as unreadable. */
function isWhole(mail: ParsedMail): boolean {
  return mail.from.length > 0 || mail.sender !== null || mail.subject !== '' || mail.date.epochMs !== null || mail.messageId !== null;
}

function threadOf(mail: ParsedMail): string | null {
  const root = mail.references[0] ?? mail.inReplyTo ?? mail.messageId;
  return root === null ? null : `mail:${root}`;
}

function occurredAt(mail: ParsedMail, receivedAtMs: number | null, nowMs: number): { occurredAtMs: number; dateDoubtful: boolean } {
  const stated = mail.date.epochMs;
  const arrived = receivedAtMs !== null && receivedAtMs >= OLDEST_MS && receivedAtMs <= nowMs + DAY_MS ? receivedAtMs : nowMs;
  if (stated !== null && stated >= OLDEST_MS && stated <= arrived + DAY_MS) return { occurredAtMs: stated, dateDoubtful: false };
  return { occurredAtMs: arrived, dateDoubtful: true };
}

function sides(mail: ParsedMail, desk: DeskFacts): { outside: Party[]; own: OwnParty[] } {
  const outside = new Map<string, Party>();
  const own = new Map<string, OwnParty>();
  const add = (address: MailAddress, role: PartyRole): void => {
    const point = mailPoint(address.address);
    if (point === null) return;
    if (isOwn(address.address, desk)) {
      if (!own.has(point.value)) own.set(point.value, { address: address.address, name: address.name, role });
    } else if (!outside.has(point.value)) {
      outside.set(point.value, { point, name: address.name, role });
    }
  };
  for (const address of mail.from.length > 0 ? mail.from : mail.sender === null ? [] : [mail.sender]) add(address, 'from');
  for (const address of mail.to) add(address, 'to');
  for (const address of mail.cc) add(address, 'cc');
  for (const address of mail.bcc) add(address, 'bcc');
  return { outside: [...outside.values()], own: [...own.values()] };
}

const ownCache = new WeakMap<DeskFacts, { addresses: Set<string>; domains: string[] }>();

/** Own addresses and domains, with subdomains, tell ours from theirs. */
export function isOwn(address: string, desk: DeskFacts): boolean {
  let known = ownCache.get(desk);
  if (known === undefined) {
    const lower = desk.own.map((entry) => entry.toLowerCase().replace(/^@/, ''));
    ownCache.set(desk, (known = { addresses: new Set(lower.filter((entry) => entry.includes('@'))), domains: lower.filter((entry) => !entry.includes('@')) }));
  }
  const lower = address.toLowerCase();
  if (known.addresses.has(lower)) return true;
  const domain = lower.slice(lower.lastIndexOf('@') + 1);
  return known.domains.some((own) => domain === own || domain.endsWith(`.${own}`));
}

/** Names from the headers, another answer address, and phone numbers that stand in the writer's signature. */
function claims(mail: ParsedMail, words: SplitText, parties: readonly Party[], writer: MailAddress | null, desk: DeskFacts): Claim[] {
  const said: Claim[] = [];
  for (const party of parties) {
    const name = cleanName(party.name, party.point.value);
    if (name !== '' && party.ifKnown !== true) said.push({ point: party.point, field: 'name', value: name });
  }
  const point = writer === null ? null : mailPoint(writer.address);
  if (point === null) return said;
  const answer = mail.replyTo[0] === undefined ? null : mailPoint(mail.replyTo[0].address);
  if (answer !== null && answer.value !== point.value && !isOwn(answer.value, desk)) said.push({ point, field: 'mail', value: answer.value });
  for (const phone of signaturePhones(words, desk)) said.push({ point, field: 'phone', value: phone });
  return said;
}

/** Only names: an address repeated as a name says nothing. */
function cleanName(name: string, address: string): string {
  const clean = name.replace(/^['"\s]+|['"\s]+$/g, '');
  return clean.includes('@') || clean.toLowerCase() === address ? '' : clean;
}

function signaturePhones({ own, signature }: SplitText, desk: DeskFacts): string[] {
  const tail = `${own.split('\n').slice(-SIGNATURE_LINES).join('\n')}\n${signature ?? ''}`;
  const found = new Set<string>();
  for (const candidate of tail.match(PHONE_LIKE) ?? []) {
    const number = signatureNumber(candidate, desk);
    if (number !== null) found.add(number);
    if (found.size === 3) break;
  }
  return [...found];
}

/** The library costs as much as reading the whole mail: it is asked only for numbers that need it. */
function signatureNumber(candidate: string, desk: DeskFacts): string | null {
  if (PLAIN_INTERNATIONAL.test(candidate)) return `+${candidate.replace(/\D/g, '')}`;
  const point = phonePoint(candidate, desk.country);
  return point === null || point === 'withheld' ? null : point.value;
}
