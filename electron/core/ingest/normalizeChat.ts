/**
 * Reads one record of a chat export: a message, a media file, or a text nobody could take apart.
 *
 * Pure. Whose side a message is on is decided here and not by the connector, because it depends on the desk: its
 * people's names and its own domains.
 */
import type { Attachment, ContactPointRef, RecordProblem } from '../../../shared/domain.ts';
import type { RawRecord } from '../connectors/connector.ts';
import { cleanName, bodyKey, readBody, readDate, readHead } from '../connectors/files/formats/whatsappText.ts';
import type { ChatBody, ChatHead, DateOrder } from '../connectors/files/formats/whatsappText.ts';
import type { ChatContext, MediaContext, UnreadContext } from '../connectors/files/whatsappExport.ts';
import { chatPoint, phonePoint } from '../identity/address.ts';
import { wallTimeToMs } from './localTime.ts';
import type { Claim, DeskFacts, NormalisedInteraction, NormalisedRecord, Party } from './normalised.ts';
import { comparableName, contentTypeOf, digest, oneLine, unreadableRecord } from './reading.ts';

/** Chat records of every connector over exports. Never throws; `unreadable` says why a text was kept as it is. */
export function normalizeChat(record: Omit<RawRecord, 'flags'>, desk: DeskFacts): NormalisedRecord {
  const context = record.context as ChatContext | MediaContext | UnreadContext | null;
  if (context === null) return unreadableRecord(record.raw, 'not-a-message');
  if ('unread' in context) return unreadableRecord(record.raw, context.unread);
  if (!('nth' in context)) return { recordKey: context.media.sha256, groupKey: null, interaction: null, claims: [], evidence: [], problems: [], unreadable: null };
  return normalizeMessage(record, context, desk);
}

function normalizeMessage(record: Omit<RawRecord, 'flags'>, context: ChatContext, desk: DeskFacts): NormalisedRecord {
  const text = Buffer.from(record.raw.buffer, record.raw.byteOffset, record.raw.byteLength).toString('utf8');
  const lineEnd = text.indexOf('\n');
  const head = readHead(lineEnd < 0 ? text : text.slice(0, lineEnd));
  if (head === null) return unreadableRecord(record.raw, 'not-a-message');
  const said = lineEnd < 0 ? head.body : head.body + text.slice(lineEnd);
  const sides = sidesOf(context, desk);
  const body: ChatBody = isGroupNotice(head, context, said) ? { kind: 'notice', text: said } : readBody(said, head.author, head.style);
  const key = `chat:whatsapp:${digest([sides.chatKey, minuteOf(head, context, desk), head.author === null ? '' : nameKey(head.author), bodyKey(body), String(context.nth)])}`;
  const author = head.author ?? (body.kind === 'missedCall' ? sides.theirs : null);
  if (body.kind === 'notice' || author === null) return { recordKey: key, groupKey: null, interaction: null, claims: [], evidence: [], problems: [], unreadable: null };
  const time = timeOf(head, context, desk, record.receivedAtMs);
  const problems: RecordProblem[] = [];
  if (time.isDoubtful) problems.push('bad-date');
  if (sides.theirs === null && !context.isGroup) problems.push('own-side-unknown');
  const interaction = interactionOf(key, author, body, sides, context, time);
  return { recordKey: key, groupKey: null, interaction, claims: nameClaims(interaction.parties), evidence: [], problems, unreadable: null };
}

function interactionOf(key: string, author: string, body: ChatBody, sides: Sides, context: ChatContext, time: { atMs: number; isDoubtful: boolean }): NormalisedInteraction {
  const isOurs = sides.isOurs(author);
  const theirs = sides.theirs === null ? context.authors.filter((name) => !sides.isOurs(name)) : [sides.theirs];
  const parties = (isOurs ? theirs : [author]).flatMap((name): Party[] => {
    const point = sides.pointOf(name);
    return point === null ? [] : [{ point, name: isNumber(name) ? '' : name, role: isOurs ? 'member' : 'author' }];
  });
  const attachments: Attachment[] = context.media ? [{ partPath: `media:${context.media.sha256}`, filename: context.media.file, contentType: contentTypeOf(context.media.file), sizeBytes: context.media.sizeBytes, inline: false }] : [];
  const text = textOf(body, context);
  return {
    key, channel: 'chat', direction: isOurs ? 'outbound' : 'inbound', occurredAtMs: time.atMs,
    title: context.isGroup ? (context.chat ?? '') : '', preview: oneLine(text), text,
    threadKey: `whatsapp:${sides.chatKey}`, parties, own: isOurs ? [{ address: '', name: author, role: 'author' }] : [], attachments,
    list: false, automatic: false, bounce: false, dateDoubtful: time.isDoubtful, hasHtml: false, call: null,
  };
}

/** What is shown: the words; for a file its caption or name; for a file that the export left out, what stands in its place. */
function textOf(body: ChatBody, context: ChatContext): string {
  if (body.kind !== 'media') return body.text;
  if (context.media) return body.text === '' ? context.media.file : body.text;
  return body.text === '' ? body.mark : `${body.mark}\n${body.text}`;
}

type Sides = {
  /** Names the chat the same way in every export of it. */
  chatKey: string;
  /** The one on the other side of a chat of two; null in a group and where nobody can tell. */
  theirs: string | null;
  isOurs(author: string): boolean;
  pointOf(name: string): ContactPointRef | null;
};

function sidesOf(context: ChatContext, desk: DeskFacts): Sides {
  const { peer, isGroup, authors, chat } = context;
  const isDeskName = deskNames(desk);
  // An unsaved contact writes under a name of their own while the title is the number.
  const pointOf = (name: string): ContactPointRef | null => pointOfName(name === theirs && chat !== null && isNumber(chat) ? chat : name, desk);
  const strangers = authors.filter((author) => !isDeskName(author));
  const isSwapped = peer !== null && isDeskName(peer) && strangers.length === 1;
  const theirs = isGroup ? null : peer === null || isSwapped ? (strangers.length === 1 ? (strangers[0] ?? null) : null) : peer;
  if (theirs !== null) return { chatKey: pointOf(theirs)?.value ?? nameKey(theirs), theirs, isOurs: (author) => author !== theirs, pointOf };
  const chatKey = `${isGroup ? 'group' : 'open'}:${chat === null ? authors.map(nameKey).sort().join('|') : nameKey(chat)}`;
  return { chatKey, theirs, isOurs: isDeskName, pointOf };
}

const namesOfDesks = new WeakMap<DeskFacts, (name: string) => boolean>();

/** Whether a chat name is one of ours: a person of the desk, or a name that holds the shop's domain name. */
function deskNames(desk: DeskFacts): (name: string) => boolean {
  const known = namesOfDesks.get(desk);
  if (known !== undefined) return known;
  const people = new Set(desk.extensions.map(({ name }) => comparableName(name)).filter((name) => name !== ''));
  const shops = desk.own.map((own) => comparableName((own.split('@').pop() ?? '').split('.', 1)[0] ?? '')).filter((label) => label.length >= 5 && !COMMON_HOSTS.has(label));
  const answers = new Map<string, boolean>();
  const isOurs = (name: string): boolean => {
    const before = answers.get(name);
    if (before !== undefined) return before;
    const plain = comparableName(name);
    const answer = people.has(plain) || shops.some((shop) => plain.includes(shop));
    if (answers.size < 10_000) answers.set(name, answer);
    return answer;
  };
  namesOfDesks.set(desk, isOurs);
  return isOurs;
}

/** A shop that writes from a free mail address does not own the provider's name. */
const COMMON_HOSTS = new Set(['gmail', 'googlemail', 'hotmail', 'outlook', 'yahoo', 'icloud']);

/** In a group iOS writes notices under the group's own name. */
function isGroupNotice(head: ChatHead, context: ChatContext, said: string): boolean {
  return context.isGroup && head.style === 'bracket' && said.startsWith('\u200e') && context.chat !== null && head.author !== null && nameKey(head.author) === nameKey(context.chat);
}

function isNumber(name: string): boolean {
  return /^\+?[\d\s().\u00a0\u2010-\u2015-]{7,24}$/.test(name);
}

function pointOfName(name: string, desk: DeskFacts): ContactPointRef | null {
  if (isNumber(name)) {
    const phone = phonePoint(name, desk.country);
    if (phone !== null && phone !== 'withheld') return chatPoint('whatsapp', phone.value);
  }
  return chatPoint('whatsapp-name', name);
}

function nameKey(name: string): string {
  return cleanName(name).normalize('NFC').toLowerCase();
}

function nameClaims(parties: readonly Party[]): Claim[] {
  return parties.flatMap((party) => (party.name === '' ? [] : [{ point: party.point, field: 'name' as const, value: party.name }]));
}

/** Countries that write the month first. */
const MONTH_FIRST = new Set(['US', 'PH', 'PR', 'GU', 'AS', 'VI', 'MP', 'FM', 'MH', 'PW']);

function orderOf(context: ChatContext, desk: DeskFacts): DateOrder {
  return context.order ?? (MONTH_FIRST.has(desk.country) ? 'mdy' : 'dmy');
}

/** Messages of one moment follow each other by a millisecond, in the order of the file, and never reach the next second. */
const MOST_IN_MOMENT = 999;

/** The minute as the exporter's wall clock showed it: all that every shape of export has in common. */
function minuteOf(head: ChatHead, context: ChatContext, desk: DeskFacts): string {
  const date = readDate(head.date, orderOf(context, desk));
  return `${date === null ? head.date.join('?') : `${date.year}-${date.month}-${date.day}`} ${head.hour}:${head.minute}`;
}

function timeOf(head: ChatHead, context: ChatContext, desk: DeskFacts, receivedAtMs: number | null): { atMs: number; isDoubtful: boolean } {
  const date = readDate(head.date, orderOf(context, desk));
  if (date === null) return { atMs: receivedAtMs ?? 0, isDoubtful: true };
  return { atMs: wallTimeToMs({ ...date, hour: head.hour, minute: head.minute, second: head.second ?? 0 }, desk.timeZone) + Math.min(context.inMoment, MOST_IN_MOMENT), isDoubtful: false };
}
