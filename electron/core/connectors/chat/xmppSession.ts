/**
 * One logged-in chat account: decides what is read when, listens, and says what is to be said.
 *
 * With an archive the archive is the history: what is heard live only tells that there is something new, unless the
 * archive does not have it. Without one, what is heard is the history, and every time away is a gap.
 */
import { xml } from '@xmpp/client';
import { DeskError, toErrorData } from '../../../../shared/result.ts';
import { SECOND_MS } from '../../../../shared/time.ts';
import type { Capabilities, ConnectorContext, Cursor, Delivery, Effect, ProbeAnswer, RawRecord, Session, SyncBatch, XmppConfig } from '../connector.ts';
import { fromCursor, readArchive, toCursor } from './archivePull.ts';
import type { ArchiveMemory, ArchivePart } from './archivePull.ts';
import { Listening } from './listening.ts';
import { Archive } from './mam.ts';
import { askOffers, enableCarbons, readRoster } from './offers.ts';
import type { Offers } from './offers.ts';
import { deliverChat, probeChat } from './sending.ts';
import type { SendTools } from './sending.ts';
import { attribute, bareOf, isKept, newNoteId, NS, recordOf } from './stanzas.ts';
import type { XmppLine, XmppTuning } from './xmppClient.ts';
import { StanzaRefused } from './xmppErrors.ts';

/** The one stream of an account. */
export const STREAM = 'archive';

const MAX_RECORDS = 250;
/** A batch may hold 4 MiB; a stanza is well under 1. */
const MAX_BYTES = 3 * 1024 * 1024;
/** The wall clock is read so often while listening; a jump over it means that the machine slept. The monotonic one may stand still meanwhile. */
const TICK_MS = 5 * SECOND_MS;
const SLEPT_MS = 15 * SECOND_MS;

/** Asks what the server offers and begins to listen. @throws DeskError */
export async function openSession(line: XmppLine, config: XmppConfig, tuning: XmppTuning, context: ConnectorContext): Promise<XmppSession> {
  const archive = new Archive(line);
  let names = (_address: string): string => '';
  const listening = new Listening(line, context, config.name, (address) => names(address));
  line.onMessage = (message) => { if (!archive.take(message)) listening.hear(message); };
  line.onPresence = (presence) => listening.hearPresence(presence);
  try {
    const [offers, roster] = await Promise.all([askOffers(line), readRoster(line)]);
    names = roster;
    if (offers.hasCarbons) await enableCarbons(line);
    context.tell({ type: 'facts', facts: { hasArchive: offers.hasArchive, ...fileFacts(offers) } });
    return new XmppSession({ line, config, listening, archive, hasArchive: offers.hasArchive, upload: offers.upload, page: tuning.page, signal: context.signal, nowMs: context.nowMs, nameOf: roster }, tuning, context);
  } catch (thrown) {
    await line.close();
    throw context.signal.aborted ? new DeskError('cancelled', {}, { cause: thrown }) : line.explain(thrown);
  }
}

/** The largest file: 0 where none is taken; absent where the server names no limit. */
export function fileFacts({ upload }: Offers): { chatFileMaxBytes?: number } {
  if (upload === null) return { chatFileMaxBytes: 0 };
  return upload.maxBytes === null ? {} : { chatFileMaxBytes: upload.maxBytes };
}

export class XmppSession implements Session {
  readonly capabilities: Capabilities;
  readonly #tools: SendTools;
  readonly #tuning: XmppTuning;
  readonly #context: ConnectorContext;
  readonly #openedAtMs: number;
  /** A pull went to its end since the last news. */
  #isSettled = false;
  /** The server knows that we are here. */
  #isHere = false;

  constructor(tools: SendTools, tuning: XmppTuning, context: ConnectorContext) {
    this.#tools = tools;
    this.#tuning = tuning;
    this.#context = context;
    this.#openedAtMs = context.nowMs();
    this.capabilities = { live: true, effects: ['chat'], probe: tools.hasArchive };
  }

  async *pull(cursors: ReadonlyMap<string, Cursor>): AsyncGenerator<SyncBatch, void, void> {
    this.#isSettled = false;
    const { listening, hasArchive } = this.#tools;
    const memory = fromCursor(cursors.get(STREAM));
    if (memory.live?.session === listening.session) listening.forget(memory.live.upTo);
    try {
      if (!this.#isHere) await this.#appear();
      listening.takeNews();
      yield* hasArchive ? this.#pullArchive(memory) : this.#pullLive(memory);
      this.#isSettled = true;
    } catch (thrown) {
      if (!this.#context.signal.aborted) throw this.#tools.line.explain(thrown);
    }
  }

  async waitForNews(): Promise<string[]> {
    const { line, listening } = this.#tools;
    const startedAtMs = performance.now();
    let tickedAtMs = this.#context.nowMs();
    let provenAtMs = startedAtMs;
    while (!this.#context.signal.aborted && this.#isSettled) {
      if (await listening.news(Math.min(TICK_MS, this.#tuning.pingMs, this.#tuning.lookMs))) break;
      if (this.#context.signal.aborted) break;
      if (line.isOver) throw line.failure();
      const nowMs = performance.now();
      if (nowMs - provenAtMs >= this.#tuning.pingMs || this.#context.nowMs() - tickedAtMs > SLEPT_MS) {
        await this.#ping(this.#tuning.pingTimeoutMs);
        provenAtMs = performance.now();
      }
      tickedAtMs = this.#context.nowMs();
      if (nowMs - startedAtMs >= this.#tuning.lookMs) break;
    }
    return this.#context.signal.aborted ? [] : [STREAM];
  }

  deliver(effect: Effect, passPointOfNoReturn: () => Promise<void>): Promise<Delivery> {
    if (effect.kind !== 'chat') return Promise.resolve({ outcome: 'notSent', error: toErrorData(new DeskError('not-supported', { what: effect.kind })) });
    return deliverChat(this.#tools, effect, passPointOfNoReturn);
  }

  probe(effect: Effect): Promise<ProbeAnswer> {
    return effect.kind === 'chat' ? probeChat(this.#tools, effect) : Promise.resolve({ answer: 'cannotTell' });
  }

  sayTyping(address: string, isTyping: boolean): void {
    const state = xml('message', { to: bareOf(address), type: 'chat', id: newNoteId() }, xml(isTyping ? 'composing' : 'paused', { xmlns: NS.states }), xml('no-store', { xmlns: NS.hints }));
    this.#tools.line.send(state).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#tools.line.close();
  }

  /** One part is held back, so that the last one can say that it is the last and carry what the archive did not have. */
  async *#pullArchive(from: ArchiveMemory): AsyncGenerator<SyncBatch, void, void> {
    const { listening, archive, line } = this.#tools;
    let heardUpTo = listening.count;
    let held: { records: RawRecord[]; part: ArchivePart } | null = null;
    let read = from.read;
    const tools = { archive, host: line.host, page: this.#tuning.page, nowMs: this.#context.nowMs, beforeNewest: () => { heardUpTo = listening.count; } };
    try {
      for await (const part of readArchive(tools, from)) {
        const records = this.#recordsOf(part);
        if (held !== null && records.length === 0 && part.gaps.length === 0) {
          held = { records: held.records, part: { ...part, gaps: held.part.gaps } };
          continue;
        }
        if (held !== null) yield batchOf(this.#tools, held.records, { ...held.part.memory, read: (read += held.records.length) }, held.part, false);
        held = { records, part };
        if (this.#context.signal.aborted) return;
      }
    } catch (thrown) {
      if (held !== null && !this.#context.signal.aborted) yield batchOf(this.#tools, held.records, { ...held.part.memory, read: (read += held.records.length) }, held.part, false);
      throw thrown;
    }
    if (held === null || this.#context.signal.aborted) return;
    const memory = { ...held.part.memory, read: (read += held.records.length) };
    const leftovers = listening.leftovers(heardUpTo);
    if (leftovers.length > 0 && held.records.length + leftovers.length > MAX_RECORDS) {
      yield batchOf(this.#tools, held.records, memory, held.part, false);
      held = { records: [], part: { ...held.part, gaps: [] } };
    }
    yield* this.#withLeftovers(memory, held, leftovers);
  }

  /** No archive: what was heard is all there is. */
  async *#pullLive(from: ArchiveMemory): AsyncGenerator<SyncBatch, void, void> {
    const { listening } = this.#tools;
    const nowMs = this.#context.nowMs();
    const isNewGap = from.heardMs !== null && from.heardMs < this.#openedAtMs;
    const gaps = isNewGap ? [{ fromMs: from.heardMs ?? 0, toMs: this.#openedAtMs, reason: 'not-listening' as const }] : [];
    const part: ArchivePart = { messages: [], isStable: true, memory: from, gaps, total: null };
    yield* this.#withLeftovers({ ...from, heardMs: nowMs }, { records: [], part }, listening.leftovers(listening.count));
  }

  /** The last batches of a pull; the very last says complete. */
  *#withLeftovers(from: ArchiveMemory, held: { records: RawRecord[]; part: ArchivePart }, leftovers: { at: number; record: RawRecord }[]): Generator<SyncBatch> {
    let memory = from;
    let { records } = held;
    let gaps = held.part.gaps;
    let bytes = records.reduce((sum, { raw }) => sum + raw.length, 0);
    for (const { at, record } of leftovers) {
      if (records.length >= MAX_RECORDS || (records.length > 0 && bytes + record.raw.length > MAX_BYTES)) {
        yield batchOf(this.#tools, records, memory, { ...held.part, gaps }, false);
        [records, gaps, bytes] = [[], [], 0];
      }
      records = [...records, record];
      bytes += record.raw.length;
      memory = { ...memory, read: memory.read + 1, live: { session: this.#tools.listening.session, upTo: at } };
    }
    yield batchOf(this.#tools, records, memory, { ...held.part, gaps }, true);
  }

  #recordsOf(part: ArchivePart): RawRecord[] {
    const { line, config, listening, nameOf } = this.#tools;
    return part.messages.flatMap(({ archiveId, stampMs, message }) => {
      listening.foundInArchive(archiveId, message);
      if (!isKept(message, line.own)) return [];
      const from = bareOf(attribute(message, 'from'));
      const other = from === line.own || from === '' ? bareOf(attribute(message, 'to')) : from;
      return [recordOf(message, {
        own: line.own, ownName: config.name, stampMs: stampMs ?? this.#context.nowMs(), isStampDoubtful: stampMs === null, via: 'archive', name: nameOf(other),
        // Ids that may still change are no names.
        archiveId: part.isStable ? archiveId : null,
      })];
    });
  }

  /**
   * From here on the server sends us what is said, first of all what was said while nobody was here: it has arrived when
   * the ping is answered. A session that only delivers never appears, because nobody would read what is sent to it.
   */
  async #appear(): Promise<void> {
    const { line } = this.#tools;
    await line.send(xml('presence'));
    await this.#ping();
    this.#isHere = true;
  }

  /** An answer is due soon, or the line is cut: after a sleep of the machine it is often dead without knowing. @throws DeskError */
  async #ping(silenceMs?: number): Promise<void> {
    const { line } = this.#tools;
    try {
      await line.ask('get', line.domain, xml('ping', { xmlns: NS.ping }), silenceMs);
    } catch (thrown) {
      // A refusal is an answer as well.
      if (!(thrown instanceof StanzaRefused)) throw line.explain(thrown);
    }
  }
}

function batchOf({ line }: SendTools, records: RawRecord[], memory: ArchiveMemory, part: ArchivePart, isComplete: boolean): SyncBatch {
  const total = isComplete ? memory.read : part.total === null ? null : Math.max(part.total, memory.read);
  return {
    stream: STREAM, shown: line.own, records, gone: [], flagged: [], renumbered: null, cursor: toCursor(memory), done: memory.read, total, complete: isComplete,
    ...(part.gaps.length > 0 ? { gaps: part.gaps } : {}),
  };
}
