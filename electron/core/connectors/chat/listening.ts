/**
 * What is heard live: hints that the archive has something new, words of which no archive tells, typing, presence.
 *
 * Promises that a message heard here is either found in the archive or handed over as a record of its own, never both
 * under different names. Answers receipts. Believes carbons only from the own account (XEP-0280, 11).
 */
import { randomUUID } from 'node:crypto';
import { xml } from '@xmpp/client';
import type { ConnectorContext, RawRecord } from '../connector.ts';
import { attribute, bareOf, childText, contentOf, isKept, newNoteId, NS, readStamp, recordOf, trustedArchiveId } from './stanzas.ts';
import type { Element, StanzaContext } from './stanzas.ts';
import type { XmppLine } from './xmppClient.ts';

type Heard = { at: number; content: string; archiveId: string | null; record: RawRecord };

/** So many messages of the archive are remembered, to know them again when they come late and live (offline messages). */
const REMEMBERED = 20_000;

export class Listening {
  /** Names this session in cursors. */
  readonly session = randomUUID();
  readonly #line: XmppLine;
  readonly #context: ConnectorContext;
  readonly #names: (address: string) => string;
  readonly #ownName: string;
  readonly #bounced = new Map<string, (error: Element) => void>();
  readonly #available = new Map<string, Set<string>>();
  readonly #archived = new Set<string>();
  #heard: Heard[] = [];
  #count = 0;
  #isNews = false;
  #wake: () => void = () => undefined;

  constructor(line: XmppLine, context: ConnectorContext, ownName: string, names: (address: string) => string) {
    this.#line = line;
    this.#context = context;
    this.#ownName = ownName;
    this.#names = names;
    void line.ended.then(() => this.#wake());
  }

  /** How many messages that are kept were heard so far. */
  get count(): number {
    return this.#count;
  }

  hear(message: Element): void {
    const own = this.#line.own;
    const carbon = message.getChild('sent', NS.carbons) ?? message.getChild('received', NS.carbons);
    if (carbon !== undefined) {
      const inner = carbon.getChild('forwarded', NS.forward)?.getChild('message');
      // A carbon in somebody else's name would put words into our mouth.
      if (inner !== undefined && attribute(message, 'from').toLowerCase() === own) this.#keep(inner, 'carbon');
      return;
    }
    if (attribute(message, 'type') === 'error') this.#bounced.get(attribute(message, 'id'))?.(message);
    this.#tellTyping(message);
    this.#answerReceipt(message);
    this.#keep(message, 'live');
  }

  /** Each of somebody's programs says for itself whether they are there; away and busy are no invitation (RFC 6121, 4.7.2.1). */
  hearPresence(presence: Element): void {
    const from = attribute(presence, 'from');
    const address = bareOf(from);
    const type = attribute(presence, 'type');
    if (address === '' || address === this.#line.own || (type !== '' && type !== 'unavailable')) return;
    const programs = this.#available.get(address) ?? new Set();
    const wasAvailable = programs.size > 0;
    if (type === '' && ['', 'chat'].includes(childText(presence, 'show').trim())) programs.add(from);
    else if (type !== '' && from === address) programs.clear();
    else programs.delete(from);
    const isAvailable = programs.size > 0;
    if (isAvailable) this.#available.set(address, programs);
    else this.#available.delete(address);
    if (wasAvailable !== isAvailable) this.#context.tell({ type: 'presence', address, isAvailable });
  }

  /** Calls back when the message with this id comes back as an error. @returns the end of the watch */
  watchBounce(id: string, bounced: (error: Element) => void): () => void {
    this.#bounced.set(id, bounced);
    return () => this.#bounced.delete(id);
  }

  /** The archive gave this message: it is no record of its own. */
  foundInArchive(archiveId: string | null, message: Element): void {
    for (const name of archiveId === null ? [contentOf(message)] : [archiveId, contentOf(message)]) this.#archived.add(name);
    for (const oldest of this.#archived) {
      if (this.#archived.size <= REMEMBERED) break;
      this.#archived.delete(oldest);
    }
  }

  /** What was heard up to `upTo` and the archive did not give; stays here until `forget`. */
  leftovers(upTo: number): { at: number; record: RawRecord }[] {
    this.#heard = this.#heard.filter(({ content, archiveId }) => !this.#archived.has(content) && (archiveId === null || !this.#archived.has(archiveId)));
    return this.#heard.filter(({ at }) => at <= upTo);
  }

  /** Records up to here were committed. */
  forget(upTo: number): void {
    this.#heard = this.#heard.filter(({ at }) => at > upTo);
  }

  /** What was told so far is being read now. */
  takeNews(): void {
    this.#isNews = false;
  }

  /** Settles with true when something was heard since `takeNews`, with false after so long or when the line ends. */
  async news(ms: number): Promise<boolean> {
    if (this.#isNews || this.#line.isOver || this.#context.signal.aborted) return this.#isNews;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => { clearTimeout(timer); resolve(); };
    });
    this.#wake = () => undefined;
    return this.#isNews;
  }

  #keep(message: Element, via: 'live' | 'carbon'): void {
    const own = this.#line.own;
    if (!isKept(message, own)) return;
    const nowMs = this.#context.nowMs();
    const delay = message.getChildren('delay', NS.delay).find((child) => ['', own, this.#line.domain].includes(bareOf(attribute(child, 'from'))));
    const stampMs = readStamp(attribute(delay, 'stamp')) ?? nowMs;
    const from = bareOf(attribute(message, 'from'));
    const other = from === own || from === '' ? bareOf(attribute(message, 'to')) : from;
    const archiveId = trustedArchiveId(message, own);
    const context: StanzaContext = { own, ownName: this.#ownName, archiveId, stampMs: Math.min(stampMs, nowMs), isStampDoubtful: false, via, name: this.#names(other) };
    this.#count += 1;
    this.#heard.push({ at: this.#count, content: contentOf(message), archiveId, record: recordOf(message, context) });
    this.#isNews = true;
    this.#wake();
  }

  #tellTyping(message: Element): void {
    const address = bareOf(attribute(message, 'from'));
    // What was stored for us is not happening now.
    if (address === '' || address === this.#line.own || attribute(message, 'type') === 'groupchat' || message.getChild('delay', NS.delay) !== undefined) return;
    const state = message.getChildElements().find((child) => child.getNS() === NS.states)?.getName();
    if (state !== undefined || childText(message, 'body') !== '') this.#context.tell({ type: 'typing', address, isTyping: state === 'composing' });
  }

  /** XEP-0184: only for what was said to us, and only when asked. */
  #answerReceipt(message: Element): void {
    const { from, id, type } = message.attrs as Record<string, string | undefined>;
    if (from === undefined || id === undefined || type === 'error' || type === 'groupchat' || message.getChild('request', NS.receipts) === undefined) return;
    const receipt = xml('message', { to: from, id: newNoteId(), ...(type === undefined ? {} : { type }) }, xml('received', { xmlns: NS.receipts, id }), xml('store', { xmlns: NS.hints }));
    // A receipt that does not leave is asked for again by nobody; it is no reason to end the stream.
    this.#line.send(receipt).catch(() => undefined);
  }
}
