/** What the connector has to know of a stanza: addresses, times, and whether it says anything that is kept. The reader of the record (ingest) does the rest. */
import { createHash, randomUUID } from 'node:crypto';
import type { xml } from '@xmpp/client';
import type { RawRecord } from '../connector.ts';

export type Element = ReturnType<typeof xml>;

export const NS = {
  client: 'jabber:client', stanzas: 'urn:ietf:params:xml:ns:xmpp-stanzas', disco: 'http://jabber.org/protocol/disco#info', items: 'http://jabber.org/protocol/disco#items',
  mam: 'urn:xmpp:mam:2', rsm: 'http://jabber.org/protocol/rsm', form: 'jabber:x:data', forward: 'urn:xmpp:forward:0', delay: 'urn:xmpp:delay', stanzaId: 'urn:xmpp:sid:0',
  carbons: 'urn:xmpp:carbons:2', receipts: 'urn:xmpp:receipts', markers: 'urn:xmpp:chat-markers:0', states: 'http://jabber.org/protocol/chatstates', hints: 'urn:xmpp:hints',
  oob: 'jabber:x:oob', upload: 'urn:xmpp:http:upload:0', ping: 'urn:xmpp:ping', roster: 'jabber:iq:roster', time: 'urn:xmpp:time', reactions: 'urn:xmpp:reactions:0',
  reference: 'urn:xmpp:reference:0', fileSharing: 'urn:xmpp:sfs:0',
} as const;

/**
 * What is kept beside a stanza, to read it again years later.
 * own: bare address of the account; archiveId: place in the account's archive, null without a trustworthy one;
 * name: what our address book calls the other side; ownName: what we are called.
 */
export type StanzaContext = {
  own: string; ownName: string; archiveId: string | null; stampMs: number; isStampDoubtful: boolean; via: 'archive' | 'live' | 'carbon' | 'sent'; name: string;
};

/** Address without its resource, in lower case; empty for none. */
export function bareOf(address: string | undefined): string {
  return (address ?? '').split('/', 1)[0]?.toLowerCase() ?? '';
}

export function attribute(element: Element | undefined, name: string): string {
  const value: unknown = element?.attrs[name];
  return typeof value === 'string' ? value : '';
}

export function childText(element: Element, name: string, namespace?: string): string {
  return element.getChild(name, namespace)?.text() ?? '';
}

/** XEP-0082 time in any zone; without one it is UTC. Null when it is none. */
export function readStamp(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text)) return null;
  const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(ms) ? null : ms;
}

/** Whether the message says something that stays: words, files, receipts and errors. Typing states, rooms and receipts of our own do not. */
export function isKept(message: Element, own: string): boolean {
  const type = attribute(message, 'type');
  if (type === 'groupchat') return false;
  // That a receipt or a typing state of ours came back is of no consequence.
  if (type === 'error') return attribute(message, 'id') !== '' && !attribute(message, 'id').startsWith(NOTE_ID);
  if (childText(message, 'body') !== '' || WORDS.some(([name, namespace]) => message.getChild(name, namespace) !== undefined)) return true;
  return bareOf(attribute(message, 'from')) !== own && NOTES.some(([name, namespace]) => message.getChild(name, namespace) !== undefined);
}

const NOTE_ID = 'note-';

/** An id for what says nothing by itself: receipts, typing. */
export function newNoteId(): string {
  return `${NOTE_ID}${randomUUID()}`;
}

const WORDS = [['x', NS.oob], ['reference', NS.reference], ['file-sharing', NS.fileSharing], ['reactions', NS.reactions]] as const;
const NOTES = [['received', NS.receipts], ['received', NS.markers], ['displayed', NS.markers], ['acknowledged', NS.markers]] as const;

/** The archive's id of a live message; only what our own server says about itself counts (XEP-0359, 6). */
export function trustedArchiveId(message: Element, own: string): string | null {
  const ids = message.getChildren('stanza-id', NS.stanzaId).filter((child) => bareOf(attribute(child, 'by')) === own);
  // Two of them: one is a lie, and nobody can tell which.
  return ids.length === 1 ? attribute(ids[0], 'id') || null : null;
}

/** The same for every copy of one message, whatever way it came; archives leave typing states and the like out of theirs. */
export function contentOf(message: Element): string {
  const about = message.getChildElements().find((child) => child.getNS() === NS.receipts || child.getNS() === NS.markers);
  const said = [attribute(message, 'id'), attribute(message, 'type'), childText(message, 'body'), about?.getName() ?? '', attribute(about, 'id')];
  return shortHash([bareOf(attribute(message, 'from')), bareOf(attribute(message, 'to')), ...said]);
}

export function recordOf(message: Element, context: StanzaContext): RawRecord {
  const raw = Buffer.from(withNamespace(message).toString(), 'utf8');
  const place = `${context.archiveId ?? context.via}.${shortHash([contentOf(message), context.archiveId === null ? String(context.stampMs) : ''])}`;
  return { kind: 'stanza', place, raw, context, receivedAtMs: context.stampMs, flags: [] };
}

/** A stanza out of its stream loses the namespace it inherited there. */
function withNamespace(message: Element): Element {
  message.attrs['xmlns'] ??= NS.client;
  return message;
}

function shortHash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** What XML 1.0 cannot hold is left out: a server ends the stream of whoever sends it. */
export function xmlText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters and halves of pairs are exactly what must not pass
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '');
}
