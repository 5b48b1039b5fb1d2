/**
 * An XMPP message in the product's words.
 *
 * Pure. Decides when two copies of a message are one: what we sent goes by its origin-id, which the archive's copy, a
 * carbon and the outbox's own record share; what was said to us goes by its place in the archive together with what it
 * says, so that a server that gives one id twice loses nothing.
 */
import type { RecordProblem } from '../../../shared/domain.ts';
import type { RawRecord } from '../connectors/connector.ts';
import type { StanzaContext } from '../connectors/chat/stanzas.ts';
import { chatPoint } from '../identity/address.ts';
import type { Claim, DeliveryNote, DeskFacts, NormalisedInteraction, NormalisedRecord, Party } from './normalised.ts';
import { digest, oneLine, unreadableRecord } from './reading.ts';
import { childOf, readXml } from './stanzaXml.ts';
import type { XmlNode } from './stanzaXml.ts';

const NS = {
  stanzaId: 'urn:xmpp:sid:0', oob: 'jabber:x:oob', reference: 'urn:xmpp:reference:0', urlData: 'http://jabber.org/protocol/url-data', fileSharing: 'urn:xmpp:sfs:0', receipts: 'urn:xmpp:receipts',
  markers: 'urn:xmpp:chat-markers:0', replace: 'urn:xmpp:message-correct:0', reactions: 'urn:xmpp:reactions:0', nick: 'http://jabber.org/protocol/nick', stanzas: 'urn:ietf:params:xml:ns:xmpp-stanzas',
} as const;

/** An id that nobody makes twice by accident: only such a one names a message by itself. */
const UNIQUE = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
/** Stands before words that correct earlier ones, in every language. */
const CORRECTED = '✎ ';

/** Natural key of something we sent: the archive's copy, a carbon and the outbox's own record share it. @param ownAddress bare address of the account */
export function sentStanzaKey(ownAddress: string, originId: string): string {
  return `xmpp:${ownAddress.toLowerCase()}:sent:${originId}`;
}

/** Never throws; what is no message is unreadable. */
export function normalizeStanza(record: Omit<RawRecord, 'flags'>, desk: DeskFacts): NormalisedRecord {
  const context = record.context as StanzaContext | null;
  const message = readXml(Buffer.from(record.raw.buffer, record.raw.byteOffset, record.raw.byteLength).toString('utf8'));
  if (message === null || message.name !== 'message' || typeof context?.own !== 'string') return unreadableRecord(record.raw, 'not-a-stanza');
  const sides = sidesOf(message, context, desk);
  const key = keyOf(message, context, sides);
  const kept = { recordKey: key, groupKey: null, claims: [], evidence: [], problems: [], unreadable: null };
  const type = message.attributes['type'];
  const deliveries = deliveriesOf(message, sides);
  const interaction = type === 'error' || type === 'groupchat' ? null : interactionOf(key, message, context, sides);
  if (interaction === null) return { ...kept, interaction: null, ...(deliveries.length > 0 ? { deliveries } : {}) };
  const problems: RecordProblem[] = context.isStampDoubtful ? ['no-date'] : [];
  return { ...kept, interaction, problems, claims: claimsOf(message, context, sides, interaction), ...(deliveries.length > 0 ? { deliveries } : {}) };
}

type Sides = { from: string; to: string; isOurs: boolean; other: string; /** Nobody outside took part. */ isInternal: boolean };

function sidesOf(message: XmlNode, context: StanzaContext, desk: DeskFacts): Sides {
  const own = context.own.toLowerCase();
  const from = bareOf(message.attributes['from']) || own;
  const to = bareOf(message.attributes['to']) || own;
  const isOurs = from === own;
  const other = isOurs ? to : from;
  return { from, to, isOurs, other, isInternal: other === own || isColleague(other, desk) };
}

/** An own address, or one under exactly an own domain: chat guests of a shop live under its subdomains. */
function isColleague(address: string, desk: DeskFacts): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return desk.own.some((entry) => { const own = entry.toLowerCase().replace(/^@/, ''); return own === address || own === domain; });
}

function keyOf(message: XmlNode, context: StanzaContext, sides: Sides): string {
  const wireId = wireIdOf(message);
  if (sides.isOurs && UNIQUE.test(wireId)) return sentStanzaKey(context.own, wireId);
  const about = message.children.find(({ namespace }) => namespace === NS.receipts || namespace === NS.markers);
  const said = [sides.from, sides.to, message.attributes['id'] ?? '', bodyOf(message), about?.name ?? '', about?.attributes['id'] ?? ''];
  if (context.archiveId !== null) return `xmpp:${context.own.toLowerCase()}:${context.archiveId}:${digest(said)}`;
  return `xmpp:${context.own.toLowerCase()}::${digest([...said, String(context.stampMs)])}`;
}

function interactionOf(key: string, message: XmlNode, context: StanzaContext, sides: Sides): NormalisedInteraction | null {
  const text = textOf(message);
  if (text === '') return null;
  const point = sides.isInternal ? null : chatPoint('xmpp', sides.other);
  // A server speaks under its bare domain, and announcements are no conversation: neither becomes a customer.
  const isMachine = !sides.other.includes('@') || message.attributes['type'] === 'headline';
  const name = sides.isOurs ? context.name : nickOf(message) || context.name;
  const parties: Party[] = point === null ? [] : [{ point, name, role: sides.isOurs ? 'member' : 'author', ifKnown: isMachine }];
  return {
    key, channel: 'chat', direction: sides.isInternal ? 'internal' : sides.isOurs ? 'outbound' : 'inbound', occurredAtMs: context.stampMs,
    title: oneLine(childOf(message, 'subject')?.text ?? ''), preview: oneLine(text), text,
    threadKey: `xmpp:${context.own.toLowerCase()}:${sides.other}`, parties,
    own: [{ address: context.own, name: sides.isOurs ? context.ownName : '', role: sides.isOurs ? 'author' : 'member' }], attachments: [],
    list: false, automatic: isMachine, bounce: false, dateDoubtful: context.isStampDoubtful, hasHtml: false, call: null,
    wireId: sides.isOurs ? wireIdOf(message) || null : null,
  };
}

/** The words, then the addresses of files that stand in none of them; a reaction is its sign. */
function textOf(message: XmlNode): string {
  const body = bodyOf(message);
  const urls = message.children.flatMap(urlsOf).filter((url) => /^https?:\/\//i.test(url) && !body.includes(url));
  const reactions = childOf(message, 'reactions', NS.reactions)?.children.map(({ text }) => text.trim()).filter(Boolean) ?? [];
  const lines = [body, ...new Set(urls), ...(body === '' ? [reactions.join(' ')] : [])].filter((line) => line !== '').join('\n');
  return lines !== '' && childOf(message, 'replace', NS.replace) !== undefined ? CORRECTED + lines : lines;
}

/** Files by XEP-0066, XEP-0385 and XEP-0447. */
function urlsOf(child: XmlNode): string[] {
  if (child.name === 'x' && child.namespace === NS.oob) return [childOf(child, 'url')?.text.trim() ?? ''];
  if (child.name === 'reference' && child.namespace === NS.reference && child.attributes['type'] === 'data') {
    return [child.attributes['uri'] ?? '', ...child.children.flatMap(sourcesOf)];
  }
  return child.name === 'file-sharing' && child.namespace === NS.fileSharing ? sourcesOf(child) : [];
}

function sourcesOf(node: XmlNode): string[] {
  const sources = childOf(node, 'sources')?.children ?? [];
  return sources.flatMap((source) => (source.name === 'url-data' && source.namespace === NS.urlData ? [source.attributes['target'] ?? ''] : source.name === 'reference' ? [source.attributes['uri'] ?? ''] : []));
}

function deliveriesOf(message: XmlNode, sides: Sides): DeliveryNote[] {
  if (sides.isOurs) return [];
  const note = (about: string | undefined, state: DeliveryNote['state'], detail: string): DeliveryNote[] => (about === undefined || about === '' ? [] : [{ about, state, recipient: sides.from, detail }]);
  if (message.attributes['type'] === 'error') {
    const error = childOf(message, 'error');
    const condition = error?.children.find(({ name, namespace }) => namespace === NS.stanzas && name !== 'text')?.name ?? '';
    return note(message.attributes['id'], 'bounced', childOf(error, 'text', NS.stanzas)?.text.trim() || condition);
  }
  return message.children.flatMap((child) => {
    const about = child.attributes['id'];
    if (child.namespace === NS.receipts && child.name === 'received') return note(about, 'delivered', '');
    if (child.namespace !== NS.markers) return [];
    return child.name === 'received' ? note(about, 'delivered', '') : child.name === 'displayed' || child.name === 'acknowledged' ? note(about, 'read', '') : [];
  });
}

/** What they call themselves, and what our address book calls them. */
function claimsOf(message: XmlNode, context: StanzaContext, sides: Sides, interaction: NormalisedInteraction): Claim[] {
  const [party] = interaction.parties;
  if (party === undefined || party.ifKnown === true) return [];
  const names = [sides.isOurs ? '' : nickOf(message), context.name].filter((name) => name !== '' && name.toLowerCase() !== sides.other);
  return [...new Set(names)].map((value) => ({ point: party.point, field: 'name', value }));
}

function nickOf(message: XmlNode): string {
  return (childOf(message, 'nick', NS.nick)?.text ?? '').replace(/\s+/g, ' ').trim().slice(0, 300);
}

function wireIdOf(message: XmlNode): string {
  return childOf(message, 'origin-id', NS.stanzaId)?.attributes['id'] ?? message.attributes['id'] ?? '';
}

function bodyOf(message: XmlNode): string {
  const bodies = message.children.filter(({ name, namespace }) => name === 'body' && namespace === message.namespace);
  // Several bodies are one text in several languages (RFC 6121, 5.2.3); the one without a language is the writer's own.
  return (bodies.find(({ attributes }) => attributes['xml:lang'] === undefined) ?? bodies[0])?.text.trim() ?? '';
}

function bareOf(address: string | undefined): string {
  return (address ?? '').split('/', 1)[0]?.toLowerCase() ?? '';
}
