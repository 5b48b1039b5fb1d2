/**
 * What every connector promises, as checks that run against a real one.
 *
 * A test makes a world (a connector and a source with several streams) and runs each check in a fresh one:
 * `await check.run(makeWorld)`. A check throws when a promise is broken; it knows nothing of the test runner.
 */
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import type { AccountSetup, Connector, Cursor, Effect, Session, SyncBatch } from './connector.ts';

/** A connector over a source that holds some hundred records in at least two streams, more than one batch in one of them. */
export type ConformanceWorld = {
  connector: Connector;
  setup: AccountSetup;
  /** How many records the source holds now, in all streams that are read. */
  expected: number;
  /** One new record at the source; null where a source cannot grow. */
  add: (() => Promise<void>) | null;
  /** Removes one record at the source; null where a source cannot shrink. */
  remove: (() => Promise<void>) | null;
  dispose(): Promise<void>;
};

export type ConformanceCheck = { promise: string; run(makeWorld: () => Promise<ConformanceWorld>): Promise<void> };

const MAX_RECORDS = 250;
const MAX_BYTES = 4 * 1024 * 1024;
/** "Within a second or so", with room for a busy machine. */
const ABORT_MS = 2_500;

export const CONFORMANCE: readonly ConformanceCheck[] = [
  check('one pull gives every record once, says complete for every stream, and counts right', async (world) => {
    const read = await pullOnce(world, new Map());
    strictEqual(read.records.length, world.expected);
    strictEqual(new Set(read.records).size, world.expected, 'a record came twice');
    assertComplete(read.batches);
  }),
  check('batches stay within 250 records and 4 MiB, unless one record alone is larger', async (world) => {
    for (const { records } of (await pullOnce(world, new Map())).batches) {
      const bytes = records.reduce((sum, { raw }) => sum + raw.byteLength, 0);
      ok(records.length <= MAX_RECORDS && (bytes <= MAX_BYTES || records.length === 1), `a batch of ${records.length} records, ${bytes} bytes`);
    }
  }),
  check('stopped at every batch border and begun anew, it gives each record exactly once in total', async (world) => {
    const cursors = new Map<string, Cursor>();
    const records: string[] = [];
    let isComplete = false;
    // Every session lives for one batch with something in it.
    for (let round = 0; !isComplete && round < 10 * world.expected; round += 1) {
      const read = await pullOnce(world, cursors, 1);
      records.push(...read.records);
      isComplete = read.isFinished;
    }
    strictEqual(records.length, world.expected);
    strictEqual(new Set(records).size, world.expected, 'a record came twice');
  }),
  check('stopped at any batch border, the rest in one go gives the same set as an undisturbed pull', async (world) => {
    const whole = await pullOnce(world, new Map());
    const borders = whole.batches.filter(({ records }) => records.length > 0).length;
    for (let border = 1; border < borders; border += 1) {
      const cursors = new Map<string, Cursor>();
      const before = await pullOnce(world, cursors, border);
      const after = await pullOnce(world, cursors);
      deepStrictEqual([...before.records, ...after.records].toSorted(), whole.records.toSorted(), `border ${border}`);
    }
  }),
  check('a batch whose commit fails is given again, by the same session and by a new one', async (world) => {
    await withSession(world, async (session) => {
      const lost = await takeOne(session, new Map());
      const again = await takeOne(session, new Map());
      deepStrictEqual(again, lost);
    });
    const cursors = new Map<string, Cursor>();
    const kept = await pullOnce(world, cursors, 1);
    await withSession(world, (session) => takeOne(session, copyOf(cursors)));
    const rest = await pullOnce(world, cursors);
    strictEqual(new Set([...kept.records, ...rest.records]).size, world.expected);
  }),
  check('cursors are plain JSON', async (world) => {
    for (const { cursor } of (await pullOnce(world, new Map())).batches) deepStrictEqual(JSON.parse(JSON.stringify(cursor)), cursor);
  }),
  check('a second pull gives nothing and says complete again, in the same session and in a new one', async (world) => {
    const cursors = new Map<string, Cursor>();
    await withSession(world, async (session) => {
      const first = await pullWith(session, cursors);
      const second = await pullWith(session, cursors);
      assertNothing(second.batches);
      deepStrictEqual(new Set(second.batches.map(({ stream }) => stream)), new Set(first.batches.map(({ stream }) => stream)));
      assertComplete(second.batches);
    });
    const third = await pullOnce(world, cursors);
    assertNothing(third.batches);
    assertComplete(third.batches);
  }),
  check('a new record is news, and the next pull gives just that', async (world) => {
    if (world.add === null) return;
    const cursors = new Map<string, Cursor>();
    await withSession(world, async (session) => {
      const first = await pullWith(session, cursors);
      const news = session.waitForNews();
      await world.add?.();
      await news;
      const fresh = await pullWith(session, cursors);
      strictEqual(fresh.records.length, 1);
      ok(!first.records.includes(fresh.records[0] ?? ''));
    });
  }),
  check('a record that is removed at the source is said to be gone, once', async (world) => {
    if (world.remove === null) return;
    const cursors = new Map<string, Cursor>();
    const before = await pullOnce(world, cursors);
    await world.remove();
    const { batches } = await pullOnce(world, cursors);
    const gone = batches.flatMap(({ stream, gone: places }) => places.map((place) => `${stream} ${place}`));
    strictEqual(gone.length, 1);
    ok(before.records.includes(gone[0] ?? ''), 'what is gone was never given');
    strictEqual(batches.flatMap(({ records }) => records).length, 0);
    assertNothing((await pullOnce(world, cursors)).batches);
  }),
  check('an abort ends a pull and a wait within a second or so, without an error', async (world) => {
    for (const at of ['pull', 'wait'] as const) {
      const abort = new AbortController();
      const session = await world.connector.open({ setup: world.setup, signal: abort.signal, nowMs: Date.now, facts: {}, tell: () => undefined });
      const cursors = new Map<string, Cursor>();
      if (at === 'wait') await pullWith(session, cursors);
      const ended = at === 'pull' ? abortAfterFirst(session, abort) : session.waitForNews();
      if (at === 'wait') setTimeout(() => abort.abort(), 50);
      await inTime(ended, `${at} did not end`);
      await session.close();
    }
  }),
  check('a closed session can be closed again', (world) => withSession(world, (session) => session.close())),
];

/** A connector that can make something happen outside, and the outside. */
export type SendingWorld = {
  connector: Connector;
  setup: AccountSetup;
  /** A new effect each time, of a kind the connector delivers. */
  makeEffect(): Effect;
  /** How often it happened at the other end. */
  happened(effect: Effect): number;
  /** Makes the other end refuse, for good, what is asked of it. */
  refuse(): void;
  dispose(): Promise<void>;
};

export type SendingCheck = { promise: string; run(makeWorld: () => Promise<SendingWorld>): Promise<void> };

/** What every connector promises that delivers effects. */
export const SENDING_CONFORMANCE: readonly SendingCheck[] = [
  sendingCheck('what it says it can do is there to be called', async (_, session) => {
    ok(session.capabilities.effects.length > 0 && session.deliver !== undefined, 'no way to deliver');
    ok(!session.capabilities.probe || session.probe !== undefined, 'no way to probe');
  }),
  sendingCheck('an effect happens once, and not before the point of no return was passed', async (world, session) => {
    const effect = world.makeEffect();
    let before = -1;
    const delivery = await session.deliver?.(effect, async () => { before = world.happened(effect); await Promise.resolve(); });
    deepStrictEqual([delivery?.outcome, before, world.happened(effect)], ['sent', 0, 1]);
  }),
  sendingCheck('nothing happens when the point of no return must not be passed', async (world, session) => {
    const effect = world.makeEffect();
    const delivery = await session.deliver?.(effect, () => Promise.reject(new Error('must not')));
    deepStrictEqual([delivery?.outcome, world.happened(effect)], ['notSent', 0]);
    strictEqual((await session.deliver?.(effect, () => Promise.resolve()))?.outcome, 'sent', 'it could not be tried again');
    strictEqual(world.happened(effect), 1);
  }),
  sendingCheck('what is refused has surely not happened, and its reason is said', async (world, session) => {
    const effect = world.makeEffect();
    world.refuse();
    const delivery = await session.deliver?.(effect, () => Promise.resolve());
    deepStrictEqual([delivery?.outcome, world.happened(effect)], ['notSent', 0]);
    ok(delivery?.outcome === 'notSent' && delivery.error.code !== 'internal', 'a refusal without a reason');
  }),
  sendingCheck('an effect of another kind is not tried, and that is no crash', async (world, session) => {
    const kind = world.makeEffect().kind;
    const other: Effect = kind === 'dial' ? { kind: 'chat', key: 'x', createdAtMs: 0, to: 'luz@casa.example', text: 'x', files: [] } : { kind: 'dial', key: 'x', createdAtMs: 0, number: '+5491161234410' };
    let passed = false;
    const delivery = await session.deliver?.(other, async () => { passed = true; await Promise.resolve(); });
    deepStrictEqual([delivery?.outcome, passed], ['notSent', false]);
  }),
  sendingCheck('asked about what happened it never denies it, about what did not it never claims it; asking makes nothing happen', async (world, session) => {
    if (!session.capabilities.probe) return;
    const [sent, unsent] = [world.makeEffect(), world.makeEffect()];
    await session.deliver?.(sent, () => Promise.resolve());
    const answers = [(await session.probe?.(sent))?.answer, (await session.probe?.(unsent))?.answer];
    ok(answers[0] !== 'didNotHappen' && answers[1] !== 'happened', `of the sent one ${answers[0]}, of the other ${answers[1]}`);
    deepStrictEqual([world.happened(sent), world.happened(unsent)], [1, 0]);
  }),
];

function sendingCheck(promise: string, run: (world: SendingWorld, session: Session) => Promise<void>): SendingCheck {
  return {
    promise,
    run: async (makeWorld) => {
      const world = await makeWorld();
      try {
        const session = await world.connector.open({ setup: world.setup, signal: new AbortController().signal, nowMs: Date.now, facts: {}, tell: () => undefined });
        try {
          await run(world, session);
        } finally {
          await session.close();
        }
      } finally {
        await world.dispose();
      }
    },
  };
}

type Read = { batches: SyncBatch[]; records: string[]; isFinished: boolean };

function check(promise: string, run: (world: ConformanceWorld) => Promise<void>): ConformanceCheck {
  return {
    promise,
    run: async (makeWorld) => {
      const world = await makeWorld();
      try {
        await run(world);
      } finally {
        await world.dispose();
      }
    },
  };
}

async function withSession<T>(world: ConformanceWorld, use: (session: Session) => Promise<T>): Promise<T> {
  const session = await world.connector.open({ setup: world.setup, signal: new AbortController().signal, nowMs: Date.now, facts: {}, tell: () => undefined });
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

/** Pulls in a session of its own, until the end or until so many batches with records were committed. */
function pullOnce(world: ConformanceWorld, cursors: Map<string, Cursor>, limit = Number.POSITIVE_INFINITY): Promise<Read> {
  return withSession(world, (session) => pullWith(session, cursors, limit));
}

/** "Commits" each batch, its cursor through JSON as the store would, before it asks for the next. */
async function pullWith(session: Session, cursors: Map<string, Cursor>, limit = Number.POSITIVE_INFINITY): Promise<Read> {
  const read: Read = { batches: [], records: [], isFinished: true };
  let filled = 0;
  for await (const batch of session.pull(copyOf(cursors))) {
    read.batches.push(batch);
    read.records.push(...batch.records.map(({ place }) => `${batch.stream} ${place}`));
    cursors.set(batch.stream, JSON.parse(JSON.stringify(batch.cursor)) as Cursor);
    if (batch.records.length > 0) filled += 1;
    if (filled >= limit) { read.isFinished = false; break; }
  }
  return read;
}

/** The records of the first batch that has some; it is not committed. */
async function takeOne(session: Session, cursors: ReadonlyMap<string, Cursor>): Promise<string[]> {
  for await (const batch of session.pull(cursors)) if (batch.records.length > 0) return batch.records.map(({ place }) => `${batch.stream} ${place}`);
  return [];
}

async function abortAfterFirst(session: Session, abort: AbortController): Promise<void> {
  for await (const batch of session.pull(new Map())) if (batch.records.length > 0) abort.abort();
}

async function inTime(ended: Promise<unknown>, otherwise: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error(otherwise)), ABORT_MS); });
  try {
    await Promise.race([ended, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The last batch of every stream says complete, with all of it behind us. */
function assertComplete(batches: readonly SyncBatch[]): void {
  const last = new Map(batches.map((batch) => [batch.stream, batch]));
  for (const { stream, complete, done, total } of last.values()) {
    ok(complete, `${stream} was not said complete`);
    ok(total === null || done === total, `${stream}: ${done} of ${total}`);
  }
  for (const [at, { stream, complete }] of batches.entries()) ok(!complete || last.get(stream) === batches[at], `${stream} went on after complete`);
}

function assertNothing(batches: readonly SyncBatch[]): void {
  deepStrictEqual(batches.flatMap(({ records, gone, flagged }) => [...records, ...gone, ...flagged]), []);
}

function copyOf(cursors: ReadonlyMap<string, Cursor>): Map<string, Cursor> {
  return new Map([...cursors].map(([stream, cursor]) => [stream, JSON.parse(JSON.stringify(cursor)) as Cursor]));
}
