/**
 * Reads the archive from a cursor: what is new first, then old history backwards, newest pages before older ones.
 *
 * Promises: the cursor stands for a contiguous stretch of the archive, from `oldest` to `newest`, and moves only past
 * pages that were handed over. A server that gives the same page again, or ids that lead in a circle, ends with an error
 * and loses nothing: the cursor stays where it was.
 */
import { DeskError } from '../../../../shared/result.ts';
import { DAY_MS } from '../../../../shared/time.ts';
import type { Cursor, Gap } from '../connector.ts';
import type { Archive, ArchivedMessage, ArchivePage, ArchiveQuery } from './mam.ts';

export type ArchiveMemory = {
  /** Ids of the stretch that was handed over; null while nothing was. */
  newest: string | null;
  oldest: string | null;
  newestMs: number | null;
  oldestMs: number | null;
  /** Stamp of the newest message, and how many came before it with the same stamp. */
  tail: { stampMs: number; nth: number } | null;
  /** The beginning of the archive was reached. */
  whole: boolean;
  /** Records handed over. */
  read: number;
  /** Up to when we surely heard everything live; kept where there is no archive. */
  heardMs: number | null;
  /** Up to which live message of which session records were handed over. */
  live: { session: string; upTo: number } | null;
};

/** Some messages in order, with the cursor that stands for them. */
export type ArchivePart = { messages: ArchivedMessage[]; isStable: boolean; memory: ArchiveMemory; gaps: Gap[]; total: number | null };

/** A batch may hold about 4 MiB and 250 records (connector.ts); stanzas are counted before they are text. */
const PART_BYTES = 3 * 1024 * 1024;
const PART_MESSAGES = 250;
/** How far back messages are read again when the cursor's own message has left the archive. */
const OVERLAP_MS = DAY_MS;
/** Ids may vanish while pages are being read, but not for ever. */
const MAX_LOST = 3;

export function toCursor(memory: ArchiveMemory): Cursor {
  return { version: 1, ...memory };
}

/** A cursor that cannot be read starts the archive over, which stores nothing twice. */
export function fromCursor(cursor: Cursor | undefined): ArchiveMemory {
  const empty: ArchiveMemory = { newest: null, oldest: null, newestMs: null, oldestMs: null, tail: null, whole: false, read: 0, heardMs: null, live: null };
  if (cursor?.['version'] !== 1) return empty;
  const text = (name: string): string | null => (typeof cursor[name] === 'string' ? cursor[name] : null);
  const number = (name: string): number | null => (typeof cursor[name] === 'number' ? cursor[name] : null);
  const live = cursor['live'] as ArchiveMemory['live'] | undefined;
  const tail = cursor['tail'] as ArchiveMemory['tail'] | undefined;
  return {
    newest: text('newest'), oldest: text('oldest'), newestMs: number('newestMs'), oldestMs: number('oldestMs'), tail: typeof tail?.stampMs === 'number' ? tail : null, whole: cursor['whole'] === true,
    read: number('read') ?? 0, heardMs: number('heardMs'), live: typeof live?.session === 'string' ? live : null,
  };
}

export type PullTools = {
  archive: Pick<Archive, 'page'>;
  host: string;
  page: number;
  nowMs(): number;
  /** Called before the question whose answer says what is newest. */
  beforeNewest(): void;
};

/** Parts in the order in which they are to be committed; ends when everything was read. @throws DeskError */
export async function* readArchive(tools: PullTools, from: ArchiveMemory): AsyncGenerator<ArchivePart, void, void> {
  const reader = new ArchiveReader(tools, { ...from });
  yield* from.newest === null ? reader.readNewest() : reader.readForward();
  yield* reader.readBackward();
  // What the last page said of the whole archive stands in no part yet.
  yield reader.rest();
}

class ArchiveReader {
  readonly #tools: PullTools;
  #memory: ArchiveMemory;
  /** Borders at which a page was asked for. The same one twice is a circle. */
  readonly #asked = new Set<string>();
  #lost = 0;
  #total: number | null = null;

  constructor(tools: PullTools, memory: ArchiveMemory) {
    this.#tools = tools;
    this.#memory = memory;
  }

  /** The newest page of an archive of which nothing is known yet. */
  async *readNewest(): AsyncGenerator<ArchivePart, void, void> {
    this.#tools.beforeNewest();
    const page = await this.#ask({ before: '' });
    if (page === null) throw this.#fault('archive-answer');
    if (page.messages.length === 0) {
      // An archive can be empty; only the server's word makes it so.
      if (!page.isComplete) throw this.#fault('archive-incomplete');
      return;
    }
    const isStart = this.#isStart(page);
    yield* this.#backwardParts(isStart ? page : withoutCutSecond(page), true);
    if (isStart) this.#memory = { ...this.#memory, whole: true };
    else if (this.#memory.oldest === null) throw this.#fault('archive-ids');
  }

  /** What came since the cursor, oldest first. */
  async *readForward(): AsyncGenerator<ArchivePart, void, void> {
    let query: Partial<ArchiveQuery> = { after: this.#memory.newest ?? '' };
    let isRecovering = false;
    for (;;) {
      this.#tools.beforeNewest();
      const page = await this.#ask(query);
      if (page === null) {
        this.#loseWay();
        isRecovering = true;
        this.#memory = { ...this.#memory, tail: null };
        query = { startMs: (this.#memory.newestMs ?? OVERLAP_MS) - OVERLAP_MS };
        continue;
      }
      const gaps = isRecovering && query.after === undefined ? this.#gapBefore(page) : [];
      if (page.messages.length === 0) {
        yield* this.#emptyForward(page, isRecovering, gaps);
        return;
      }
      yield* this.#forwardParts(page, gaps);
      if (page.isComplete && page.messages.length < this.#tools.page) return;
      // A full page that calls itself the last is asked about once more: the next page is then empty.
      query = { ...(query.startMs === undefined ? {} : { startMs: query.startMs }), after: this.#border(page.last, query.after) };
    }
  }

  /** Old history, newest pages first, until the server says that the beginning was reached. */
  async *readBackward(): AsyncGenerator<ArchivePart, void, void> {
    let query: Partial<ArchiveQuery> = { before: this.#memory.oldest ?? '' };
    while (!this.#memory.whole && this.#memory.oldest !== null) {
      const page = await this.#ask(query);
      if (page === null) {
        // The message went, with it perhaps all before it: what is older than its time is asked for instead.
        this.#loseWay();
        query = { before: '', ...(this.#memory.oldestMs === null ? {} : { endMs: this.#memory.oldestMs }) };
        continue;
      }
      if (page.messages.length === 0 && !page.isComplete) throw this.#fault('archive-incomplete');
      const isStart = this.#isStart(page);
      const kept = isStart ? page : withoutCutSecond(page);
      if (page.messages.length > 0) yield* this.#backwardParts(kept, false);
      if (isStart) this.#memory = { ...this.#memory, whole: true };
      else query = { ...query, before: this.#border(kept.first, query.before) };
    }
  }

  rest(): ArchivePart {
    return this.#part([], true, []);
  }

  async #ask(query: Partial<ArchiveQuery>): Promise<ArchivePage | null> {
    const page = await this.#tools.archive.page({ max: this.#tools.page, ...query });
    if (page?.count !== null && page?.count !== undefined && query.after === undefined && query.startMs === undefined) this.#total = page.count;
    return page;
  }

  /** A full page that calls itself the last is asked about once more. */
  #isStart(page: ArchivePage): boolean {
    return page.isComplete && page.messages.length < this.#tools.page;
  }

  *#emptyForward(page: ArchivePage, isRecovering: boolean, gaps: Gap[]): Generator<ArchivePart> {
    if (!page.isComplete) throw this.#fault('archive-incomplete');
    if (!isRecovering || gaps.length === 0) return;
    // Nothing at all is left: the next pull begins as if for the first time.
    this.#memory = { ...this.#memory, newest: null, oldest: null, whole: false };
    yield this.#part([], true, gaps);
  }

  /** Something is missing unless a message is left that is not newer than the last we know. */
  #gapBefore(page: ArchivePage): Gap[] {
    const { newestMs } = this.#memory;
    if (newestMs === null) return [];
    const toMs = page.messages.length === 0 ? this.#tools.nowMs() : (page.messages[0]?.stampMs ?? this.#tools.nowMs());
    return toMs > newestMs ? [{ fromMs: newestMs, toMs, reason: 'archive-truncated' }] : [];
  }

  *#forwardParts(page: ArchivePage, gaps: Gap[]): Generator<ArchivePart> {
    const parts = inParts(page.messages);
    for (const [at, part] of parts.entries()) {
      const { messages, tail } = inSeconds(part, this.#memory.tail);
      const last = messages.at(-1);
      const isLastPart = at === parts.length - 1;
      const newest = (isLastPart ? page.last : last?.archiveId) ?? this.#memory.newest;
      this.#memory = { ...this.#memory, newest, tail, newestMs: newestStamp(messages, this.#memory.newestMs), oldest: this.#memory.oldest ?? page.first };
      yield this.#part(messages, page.isStable, at === 0 ? gaps : []);
    }
  }

  /** The newest part of the page comes first, so that the cursor stays one stretch. */
  *#backwardParts(page: ArchivePage, isNewest: boolean): Generator<ArchivePart> {
    const ordered = inSeconds(page.messages, null);
    if (isNewest) this.#memory = { ...this.#memory, tail: ordered.tail };
    const parts = inParts(ordered.messages);
    for (const [at, messages] of [...parts.entries()].toReversed()) {
      const first = messages[0];
      if (isNewest && at === parts.length - 1) this.#memory = { ...this.#memory, newest: page.last, newestMs: newestStamp(messages, null) };
      const oldest = at === 0 ? page.first : (first?.archiveId ?? this.#memory.oldest);
      this.#memory = { ...this.#memory, oldest, oldestMs: first?.stampMs ?? this.#memory.oldestMs };
      yield this.#part(messages, page.isStable, []);
    }
  }

  #part(messages: ArchivedMessage[], isStable: boolean, gaps: Gap[]): ArchivePart {
    return { messages, isStable, memory: { ...this.#memory }, gaps, total: this.#total };
  }

  /** The id to go on from, which must lead further. */
  #border(next: string | null, before: string | undefined): string {
    if (next === null || next === before || this.#asked.has(next)) throw this.#fault('archive-circle');
    this.#asked.add(next);
    return next;
  }

  #loseWay(): void {
    this.#lost += 1;
    if (this.#lost > MAX_LOST) throw this.#fault('archive-ids');
    this.#asked.clear();
  }

  #fault(kind: string): DeskError {
    return new DeskError('protocol-error', { host: this.#tools.host, kind });
  }
}

/** In whole seconds: what is less was perhaps made here. */
function newestStamp(messages: readonly ArchivedMessage[], otherwise: number | null): number | null {
  return messages.reduce((newest, { stampMs }) => (stampMs !== null && (newest === null || stampMs > newest) ? Math.floor(stampMs / 1_000) * 1_000 : newest), otherwise);
}

/**
 * Archives that stamp by the second say nothing of the order inside one; the archive's own order does. The second message
 * of a second is put a millisecond after the first, and so on.
 */
function inSeconds(messages: readonly ArchivedMessage[], before: ArchiveMemory['tail']): { messages: ArchivedMessage[]; tail: ArchiveMemory['tail'] } {
  let tail = before;
  const ordered = messages.map((message) => {
    const { stampMs } = message;
    if (stampMs === null) return message;
    tail = { stampMs, nth: tail?.stampMs === stampMs ? tail.nth + 1 : 0 };
    return stampMs % 1_000 === 0 ? { ...message, stampMs: stampMs + Math.min(tail.nth, 999) } : message;
  });
  return { messages: ordered, tail };
}

/** Leaves the first second of a page to the older page, where it begins, unless it is the whole page. */
function withoutCutSecond(page: ArchivePage): ArchivePage {
  const stampMs = page.messages[0]?.stampMs ?? null;
  if (stampMs === null || stampMs % 1_000 !== 0) return page;
  const from = page.messages.findIndex((message) => message.stampMs !== stampMs);
  const first = page.messages[from]?.archiveId;
  return from <= 0 || first === null || first === undefined ? page : { ...page, messages: page.messages.slice(from), first };
}

/** Cuts a page only where the cursor can name the place: at a message with an id of its own. */
function inParts(messages: readonly ArchivedMessage[]): ArchivedMessage[][] {
  const parts: ArchivedMessage[][] = [[]];
  let bytes = 0;
  const canCut = messages.every(({ archiveId }) => archiveId !== null);
  for (const message of messages) {
    const size = message.message.toString().length * 2;
    if (canCut && bytes > 0 && (bytes + size > PART_BYTES || parts.at(-1)?.length === PART_MESSAGES)) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(message);
    bytes += size;
  }
  return parts;
}
