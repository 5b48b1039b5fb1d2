/**
 * A connector over a source in memory that misbehaves on command, for tests of everything behind the interface.
 *
 * It keeps every promise of `conformance.ts` until told otherwise: `failNext` and `stall` are what real servers do,
 * `lie` is what only a faulty connector would do.
 */
import { DeskError, type ErrorCode } from '../../../shared/result.ts';
import type { Connector, ConnectorContext, Cursor, RawRecord, Session, SyncBatch } from './connector.ts';
import { createFakeReceiver } from './fakeReceiver.ts';
import type { FakeReceiver } from './fakeReceiver.ts';

export type FakeRecord = Partial<Omit<RawRecord, 'raw'>> & { raw: Uint8Array | string };

/** What a faulty connector might do: give a batch twice, never say complete, or count records that do not exist. */
export type FakeLie = 'repeatsBatches' | 'neverComplete' | 'countsWrong';

export type FakeSource = {
  readonly connector: Connector;
  /** Adds records to the end of a stream, which is made when it does not exist; wakes whoever waits for news. */
  add(stream: string, ...records: FakeRecord[]): void;
  /** A record is no longer at the source. */
  remove(stream: string, place: string): void;
  setFlags(stream: string, place: string, flags: readonly string[]): void;
  /** All places of the stream become void and are given anew. */
  renumber(stream: string): void;
  /** The next `open`, `pull` (after so many batches) or `waitForNews` fails, once. */
  failNext(where: 'open' | 'pull' | 'waitForNews', code: ErrorCode, afterBatches?: number): void;
  /** Everything waits from now on, until the function is called or the signal aborts. */
  stall(): () => void;
  lie(lie: FakeLie | null): void;
  /** Places of a stream, in the order they were added. */
  places(stream: string): string[];
  /** Sessions opened so far. */
  readonly opened: number;
  /** The end at which effects of its sessions arrive. */
  readonly receiver: FakeReceiver;
};

type Stream = { numbering: number; next: number; records: RawRecord[]; removed: number[]; flagged: { at: number; place: string }[] };
/** What the fake's cursor holds: records below `from` (1-based number) of this numbering were not given yet, the others were. */
type FakeCursor = { numbering: number; low: number; high: number; removed: number; flagged: number };

/** @param batchRecords records in one batch, at most 250 */
export function createFakeSource(batchRecords = 50): FakeSource {
  const world = new FakeWorld(Math.min(batchRecords, 250));
  return {
    connector: { kind: 'imap', open: (context) => world.open(context) },
    add: (stream, ...records) => world.add(stream, records),
    remove: (stream, place) => world.remove(stream, place),
    setFlags: (stream, place, flags) => world.setFlags(stream, place, flags),
    renumber: (stream) => world.renumber(stream),
    failNext: (where, code, afterBatches = 0) => { world.failures.push({ where, code, afterBatches }); },
    stall: () => world.stall(),
    lie: (lie) => { world.lie = lie; },
    places: (stream) => world.streams.get(stream)?.records.map(({ place }) => place) ?? [],
    get opened() { return world.opened; },
    receiver: world.receiver,
  };
}

class FakeWorld {
  readonly streams = new Map<string, Stream>();
  readonly failures: { where: 'open' | 'pull' | 'waitForNews'; code: ErrorCode; afterBatches: number }[] = [];
  readonly batchRecords: number;
  readonly receiver = createFakeReceiver();
  lie: FakeLie | null = null;
  opened = 0;
  #changes = 0;
  #gate: Promise<void> | null = null;
  #listeners = new Set<() => void>();

  constructor(batchRecords: number) {
    this.batchRecords = batchRecords;
  }

  add(name: string, records: readonly FakeRecord[]): void {
    const stream = this.streams.get(name) ?? { numbering: 1, next: 1, records: [], removed: [], flagged: [] };
    this.streams.set(name, stream);
    for (const record of records) {
      const raw = typeof record.raw === 'string' ? Buffer.from(record.raw) : record.raw;
      stream.records.push({ kind: 'mail', context: null, receivedAtMs: null, flags: [], ...record, raw, place: `${stream.numbering}.${stream.next}` });
      stream.next += 1;
    }
    this.#tell();
  }

  remove(name: string, place: string): void {
    const stream = this.#stream(name);
    stream.records = stream.records.filter((record) => record.place !== place);
    stream.removed.push(numberOf(place));
    this.#tell();
  }

  setFlags(name: string, place: string, flags: readonly string[]): void {
    const stream = this.#stream(name);
    stream.records = stream.records.map((record) => (record.place === place ? { ...record, flags } : record));
    stream.flagged.push({ at: stream.flagged.length, place });
    this.#tell();
  }

  renumber(name: string): void {
    const stream = this.#stream(name);
    const numbering = stream.numbering + 1;
    const records = stream.records.map((record, at) => ({ ...record, place: `${numbering}.${at + 1}` }));
    this.streams.set(name, { numbering, next: records.length + 1, records, removed: [], flagged: [] });
    this.#tell();
  }

  stall(): () => void {
    let release: () => void = () => undefined;
    this.#gate = new Promise((resolve) => { release = resolve; });
    return () => { this.#gate = null; release(); };
  }

  async open(context: ConnectorContext): Promise<Session> {
    this.opened += 1;
    await this.#pass('open', 0, context.signal);
    let seen = this.#changes;
    const pull = (cursors: ReadonlyMap<string, Cursor>): AsyncGenerator<SyncBatch, void, void> => { seen = this.#changes; return this.#pull(cursors, context.signal); };
    return {
      capabilities: { live: true, effects: ['mail', 'chat', 'dial'], probe: true },
      ...this.receiver.effects,
      pull,
      waitForNews: async () => {
        await this.#pass('waitForNews', 0, context.signal);
        while (seen === this.#changes && !context.signal.aborted) await this.#nextChange(context.signal);
        return [];
      },
      close: () => Promise.resolve(),
    };
  }

  async *#pull(cursors: ReadonlyMap<string, Cursor>, signal: AbortSignal): AsyncGenerator<SyncBatch, void, void> {
    const open = new Map([...this.streams.keys()].map((name) => [name, readCursor(cursors.get(name))]));
    let given = 0;
    while (open.size > 0) {
      for (const [name, cursor] of open) {
        await this.#pass('pull', given, signal);
        if (signal.aborted) return;
        const batch = this.#nextBatch(name, cursor);
        given += 1;
        yield batch;
        if (this.lie === 'repeatsBatches') yield batch;
        if (batch.complete || (this.lie === 'neverComplete' && batch.records.length === 0)) open.delete(name);
        else open.set(name, readCursor(batch.cursor));
      }
    }
  }

  /** Records above what was given first, then the ones below, newest first. */
  #nextBatch(name: string, before: FakeCursor | null): SyncBatch {
    const stream = this.#stream(name);
    const isRenumbered = before !== null && before.numbering !== stream.numbering;
    const cursor = before !== null && !isRenumbered ? before : { numbering: stream.numbering, low: stream.next, high: stream.next - 1, removed: stream.removed.length, flagged: stream.flagged.length };
    const isGiven = (number: number): boolean => number >= cursor.low && number <= cursor.high;
    const fresh = stream.records.filter(({ place }) => numberOf(place) > cursor.high).slice(0, this.batchRecords);
    const records = fresh.length > 0 ? fresh : stream.records.filter(({ place }) => numberOf(place) < cursor.low).slice(-this.batchRecords);
    const numbers = records.map(({ place }) => numberOf(place));
    const after: FakeCursor = { numbering: stream.numbering, low: Math.min(cursor.low, ...numbers), high: Math.max(cursor.high, ...numbers), removed: stream.removed.length, flagged: stream.flagged.length };
    const left = stream.records.filter(({ place }) => numberOf(place) < after.low || numberOf(place) > after.high).length;
    const total = stream.records.length + (this.lie === 'countsWrong' ? 7 : 0);
    const flagged = new Set(stream.flagged.slice(cursor.flagged).map(({ place }) => place));
    return {
      stream: name, shown: name, records,
      gone: stream.removed.slice(cursor.removed).filter(isGiven).map((number) => `${stream.numbering}.${number}`),
      flagged: stream.records.filter(({ place }) => flagged.has(place) && isGiven(numberOf(place))).map(({ place, flags }) => ({ place, flags })),
      renumbered: isRenumbered ? `${stream.numbering}.` : null,
      cursor: after, done: stream.records.length - left, total, complete: left === 0 && this.lie !== 'neverComplete',
    };
  }

  #stream(name: string): Stream {
    const stream = this.streams.get(name);
    if (!stream) throw new DeskError('internal', { what: 'the fake source has no such stream' });
    return stream;
  }

  /** Waits while stalled, then fails if it was told to. */
  async #pass(where: 'open' | 'pull' | 'waitForNews', given: number, signal: AbortSignal): Promise<void> {
    while (this.#gate !== null && !signal.aborted) await Promise.race([this.#gate, whenAborted(signal)]);
    if (signal.aborted) return;
    const at = this.failures.findIndex((failure) => failure.where === where && failure.afterBatches <= given);
    const [failure] = at < 0 ? [] : this.failures.splice(at, 1);
    if (failure) throw new DeskError(failure.code, { host: 'fake' });
  }

  #tell(): void {
    this.#changes += 1;
    for (const listener of this.#listeners) listener();
  }

  async #nextChange(signal: AbortSignal): Promise<void> {
    let listener: () => void = () => undefined;
    const changed = new Promise<void>((resolve) => { listener = resolve; });
    this.#listeners.add(listener);
    await Promise.race([changed, whenAborted(signal)]);
    this.#listeners.delete(listener);
  }
}

function readCursor(cursor: Cursor | undefined): FakeCursor | null {
  return cursor === undefined ? null : (cursor as FakeCursor);
}

function numberOf(place: string): number {
  return Number(place.slice(place.indexOf('.') + 1));
}

function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
