/** The pump of the outbox against a receiving end that misbehaves on command, with the real store behind it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContactPointRef, InteractionId, OutboxId, OutboxState } from '../../shared/domain.ts';
import { DeskError } from '../../shared/result.ts';
import { MINUTE_MS, SECOND_MS } from '../../shared/time.ts';
import type { RawRecord } from './connectors/connector.ts';
import { createFakeReceiver } from './connectors/fakeReceiver.ts';
import type { FakeReceiver, FakeTrouble } from './connectors/fakeReceiver.ts';
import { contactPointId } from './identity/ids.ts';
import { ingestSent } from './ingest/ingest.ts';
import type { IncomingRecord } from './ingest/ingest.ts';
import { prepareRecord } from './ingest/prepare.ts';
import { createOutbox } from './operations/outbox.ts';
import type { Outbox } from './operations/outbox.ts';
import { seenUpTo } from './operations/outboxGate.ts';
import { asCancelled, asHeld, asQueued } from './operations/outboxStep.ts';
import { openLease } from './store/lease.ts';
import { insertOutbox, outboxById, saveProgress, setTerms } from './store/outbox.ts';
import type { OutboxRow } from './store/outbox.ts';
import { DESK, mail, NOW_MS, seeded, testDesk } from './testing.ts';
import type { TestDesk } from './testing.ts';

type Heard = 'listening' | 'caught-up' | 'unknown';

/** A desk on disk that can be killed at any moment: what is in memory is gone, what is on the disk and at the receiving end stays. */
class World {
  readonly receiver: FakeReceiver = createFakeReceiver();
  readonly mails = new Map<string, RawRecord>();
  nowMs = NOW_MS;
  heard: Heard = 'listening';
  pull: () => Promise<void> = () => Promise.resolve();
  accountState: 'ready' | 'paused' | 'gone' = 'ready';
  pulls = 0;
  lease = { take: (): boolean => true, release: (): void => undefined };
  keepFails = 0;
  desk: TestDesk;
  outbox: Outbox;
  readonly #dir: string | null;
  readonly #key = randomBytes(32).toString('hex');

  constructor(onDisk = false) {
    this.#dir = onDisk ? mkdtempSync(join(tmpdir(), 'hilo-outbox-')) : null;
    this.desk = testDesk(this.#dir, onDisk ? this.#key : null);
    this.outbox = this.#open();
  }

  #open(): Outbox {
    const { store, apply } = this.desk;
    const outbox: Outbox = createOutbox<IncomingRecord>({
      store, nowMs: () => this.nowMs, lease: this.lease, account: () => this.accountState, heardSince: () => this.heard,
      pullNow: () => { this.pulls += 1; return this.pull(); },
      deliver: async (row) => {
        const delivery = await this.receiver.effects.deliver(this.#effect(row), async () => outbox.passPoint(row.id));
        return delivery.outcome === 'sent' ? { outcome: 'sent', record: this.#record(row) } : delivery;
      },
      probe: async (row) => {
        const { answer } = await this.receiver.effects.probe(this.#effect(row));
        return { answer, record: answer === 'happened' ? this.#record(row) : null };
      },
      fileCopy: (row) => this.receiver.effects.fileCopy(this.#effect(row)),
      keep: (writer, row, record) => {
        if (this.keepFails-- > 0) throw new DeskError('disk-full');
        if (record !== null) ingestSent(writer, { accountId: row.accountId, importId: null, desk: DESK, atMs: this.nowMs, recompute: apply.recompute }, record);
      },
    });
    return outbox;
  }

  #effect(row: OutboxRow) {
    if (row.kind === 'dial') return { kind: 'dial', key: row.effectKey, createdAtMs: row.createdAtMs, number: '1' } as const;
    const raw = this.mails.get(row.effectKey)?.raw ?? expect.fail('no such mail');
    return { kind: 'mail', key: row.effectKey, createdAtMs: row.createdAtMs, raw, envelope: { from: 'ventas@shop.example', to: [] } } as const;
  }

  #record(row: OutboxRow): IncomingRecord | null {
    const record = this.mails.get(row.effectKey);
    if (record === undefined) return null;
    return { ...record, place: row.effectKey, sizeBytes: record.raw.length, vault: null, prepared: prepareRecord(record, DESK, NOW_MS) };
  }

  /** The process is killed and started again. */
  restart(): void {
    this.desk.store.close();
    this.desk = testDesk(this.#dir, this.#key);
    this.outbox = this.#open();
  }

  /** Works until it hangs or is killed. */
  begin(): void {
    this.outbox.flush().catch(() => undefined);
  }

  queue(options: { to?: string; account?: string; kind?: 'mail' | 'dial'; inReplyTo?: string; notBeforeMs?: number; isScheduled?: boolean; seenKey?: number | null } = {}): OutboxId {
    const { to = 'ana@c.example', account = 'account', kind = 'mail' } = options;
    const key = `<${randomUUID()}@shop.example>`;
    const record = mail({ from: 'ventas@shop.example', to, id: key.slice(1, -1), minutesAgo: 0, subject: 'Respuesta', ...(options.inReplyTo && { extra: `In-Reply-To: <${options.inReplyTo}>\r\nReferences: <${options.inReplyTo}>` }) });
    const prepared = prepareRecord(record, DESK, NOW_MS).interaction;
    if (kind === 'mail') this.mails.set(key, record);
    const point: ContactPointRef = { kind: 'mail', value: to };
    const id = randomUUID() as string as OutboxId;
    this.desk.store.write((writer) => insertOutbox(writer, {
      id, effectKey: key, kind, accountId: account, point: contactPointId(point), threadKey: prepared?.threadKey ?? null, destination: `mail:${to}`, interactionId: prepared?.id as InteractionId,
      seenKey: options.seenKey === undefined ? seenUpTo(writer, { kind, point: contactPointId(point), threadKey: prepared?.threadKey ?? null }, null) : options.seenKey, author: 'Ana', title: '', preview: '', payload: { kind: 'dial', number: '1' },
      createdAtMs: this.nowMs, notBeforeMs: options.notBeforeMs ?? this.nowMs, isScheduled: options.isScheduled ?? false,
    }));
    return id;
  }

  row(id: string): OutboxRow {
    return outboxById(this.desk.store, id) ?? expect.fail('no such row');
  }

  states(...ids: string[]): OutboxState[] {
    return ids.map((id) => this.row(id).state);
  }

  keyOf(id: string): string {
    return this.row(id).effectKey;
  }

  inHistory(): number {
    return this.desk.store.prepare("SELECT count(*) FROM interaction WHERE direction = 1 AND channel = 0").pluck().get() as number;
  }

  close(): void {
    this.receiver.release();
    this.desk.store.close();
    if (this.#dir !== null) rmSync(this.#dir, { recursive: true });
  }
}

let world: World;
beforeEach(() => { world = new World(); });
afterEach(() => {
  vi.useRealTimers();
  world.close();
});
const onDisk = (): World => {
  world.close();
  return (world = new World(true));
};

describe('a message', () => {
  it('leaves once, stands in the history at once, and its copy is filed', async () => {
    const id = world.queue();
    await world.outbox.flush();
    expect(world.row(id)).toMatchObject({ state: 'sent', phase: 1, copy: 2, sentAtMs: NOW_MS, error: null });
    expect(world.receiver.arrived).toEqual([world.keyOf(id)]);
    expect(world.receiver.copies).toEqual([world.keyOf(id)]);
    expect(world.inHistory()).toBe(1);
    await world.outbox.flush();
    expect(world.receiver.tries).toHaveLength(1);
  });

  it('is recognised when its copy comes back from the Sent folder', async () => {
    const id = world.queue();
    await world.outbox.flush();
    const copy = world.mails.get(world.keyOf(id)) as RawRecord;
    const result = world.desk.ingest([{ ...copy, place: '1.77' }], { stream: 'Sent' });
    expect(result).toMatchObject({ stored: 0, known: 1 });
    expect(world.inHistory()).toBe(1);
    expect(world.desk.store.prepare('SELECT id FROM interaction').pluck().all()).toEqual([world.row(id).interactionId]);
  });

  it('stays in the undo window until its end, and leaves by itself then', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const id = world.queue({ notBeforeMs: NOW_MS + 10 * SECOND_MS });
    world.outbox.start();
    await world.outbox.flush();
    expect(world.states(id)).toEqual(['queued']);
    world.nowMs += 10 * SECOND_MS;
    await vi.advanceTimersByTimeAsync(10 * SECOND_MS);
    expect(world.states(id)).toEqual(['sent']);
  });

  it('is tried again by itself after a line that dropped before anything left, later each time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    world.receiver.trouble('cutBefore', 'busy', 'cutBefore');
    const id = world.queue();
    world.outbox.start();
    const waits: number[] = [];
    for (let round = 0; round < 3; round++) {
      await vi.waitFor(() => expect(world.row(id).nextTryAtMs ?? 0).toBeGreaterThan(world.nowMs));
      const waitMs = (world.row(id).nextTryAtMs ?? 0) - world.nowMs;
      waits.push(waitMs / SECOND_MS);
      world.nowMs += waitMs;
      await vi.advanceTimersByTimeAsync(waitMs);
    }
    expect(waits).toEqual([2, 4, 8]);
    expect(world.states(id)).toEqual(['sent']);
    expect(world.receiver.arrived).toHaveLength(1);
  });

  it('that the server refuses fails, says why, and is not tried again', async () => {
    world.receiver.trouble('refuse');
    const id = world.queue();
    await world.outbox.flush();
    world.nowMs += 60 * MINUTE_MS;
    await world.outbox.flush();
    expect(world.row(id)).toMatchObject({ state: 'failed', error: { code: 'recipient-refused' } });
    expect(world.receiver.tries).toHaveLength(1);
  });

  it('that arrived although the line dropped is found by asking, and not sent again', async () => {
    world.receiver.trouble('acceptAndDrop');
    const id = world.queue();
    await world.outbox.flush();
    expect(world.states(id)).toEqual(['sent']);
    expect(world.receiver.arrived).toHaveLength(1);
    expect(world.inHistory()).toBe(1);
  });

  it('that surely did not arrive is sent again, after asking', async () => {
    world.receiver.trouble('cutAfter');
    const id = world.queue();
    await world.outbox.flush();
    expect(world.row(id)).toMatchObject({ state: 'queued', phase: 0, attempts: 2 });
    world.nowMs += 5 * SECOND_MS;
    await world.outbox.flush();
    expect(world.states(id)).toEqual(['sent']);
    expect(world.receiver.arrived).toHaveLength(1);
  });

  it('of which nobody can tell is held, never resent by itself; sent again only when the agent says so', async () => {
    world.receiver.trouble('cutAfter');
    world.receiver.probe('cannotTell');
    const id = world.queue();
    for (let round = 0; round < 3; round++) {
      await world.outbox.flush();
      world.nowMs += 60 * MINUTE_MS;
    }
    expect(world.row(id)).toMatchObject({ state: 'held', hold: { reason: 'outcome-unknown' } });
    expect(world.receiver.tries).toHaveLength(1);
    world.desk.store.write((writer) => saveProgress(writer, { ...world.row(id), ...asQueued(world.row(id)) }, world.nowMs));
    await world.outbox.flush();
    expect(world.states(id)).toEqual(['sent']);
    expect(new Set(world.receiver.tries).size).toBe(1);
  });

  it('stays a question while nobody can be asked, and is asked for again when the account is back', async () => {
    world.receiver.trouble('acceptAndDrop');
    world.receiver.probe('unreachable');
    const id = world.queue();
    await world.outbox.flush();
    expect(world.row(id)).toMatchObject({ state: 'verifying', phase: 1, error: { code: 'connection-refused' } });
    world.receiver.probe('truth');
    world.outbox.accountReached('account');
    await world.outbox.flush();
    expect(world.states(id)).toEqual(['sent']);
    expect(world.receiver.arrived).toHaveLength(1);
  });

  it('that cannot be written down for a full disk is written down later, and not sent twice', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    world.keepFails = 2;
    const id = world.queue();
    const flushed = world.outbox.flush();
    await vi.waitFor(() => expect(world.keepFails).toBe(1));
    expect(world.states(id)).toEqual(['sending']);
    await vi.advanceTimersByTimeAsync(10 * SECOND_MS);
    await flushed;
    expect(world.states(id)).toEqual(['sent']);
    expect(world.receiver.arrived).toHaveLength(1);
    expect(world.inHistory()).toBe(1);
  });

  it('taken back while it is being tried does not leave', async () => {
    world.receiver.trouble('hangBefore');
    const id = world.queue();
    const flushed = world.outbox.flush();
    await world.receiver.hanging();
    expect(world.row(id)).toMatchObject({ state: 'sending', phase: 0 });
    world.desk.store.write((writer) => saveProgress(writer, { ...world.row(id), ...asCancelled(world.row(id)) }, world.nowMs));
    world.receiver.release();
    await flushed;
    expect(world.states(id)).toEqual(['cancelled']);
    expect(world.receiver.arrived).toEqual([]);
  });

  it('whose copy cannot be filed is sent all the same, and the copy is filed later', async () => {
    world.receiver.failCopies('connection-lost');
    const id = world.queue();
    await world.outbox.flush();
    expect(world.row(id)).toMatchObject({ state: 'sent', copy: 1 });
    world.receiver.failCopies(null);
    world.nowMs += 3 * SECOND_MS;
    await world.outbox.flush();
    expect(world.row(id)).toMatchObject({ state: 'sent', copy: 2 });
    expect(world.receiver.copies).toHaveLength(1);
  });
});

describe('a call', () => {
  it('that cannot be placed at once fails and is not placed later', async () => {
    world.receiver.trouble('cutBefore');
    const id = world.queue({ kind: 'dial' });
    await world.outbox.flush();
    expect(world.row(id)).toMatchObject({ state: 'failed', error: { code: 'connection-lost' } });
    world.nowMs += MINUTE_MS;
    await world.outbox.flush();
    expect(world.receiver.tries).toHaveLength(1);
  });

  it('that waited half a minute is not placed any more', async () => {
    world.accountState = 'paused';
    const id = world.queue({ kind: 'dial' });
    await world.outbox.flush();
    expect(world.states(id)).toEqual(['queued']);
    world.nowMs += 31 * SECOND_MS;
    await world.outbox.flush();
    expect(world.row(id)).toMatchObject({ state: 'failed', error: { code: 'expired' } });
    expect(world.receiver.tries).toEqual([]);
  });
});

describe('order', () => {
  it('to one destination nothing overtakes; other destinations are not held up', async () => {
    world.receiver.trouble('busy');
    const [first, second, other] = [world.queue(), world.queue(), world.queue({ to: 'beto@c.example' })];
    await world.outbox.flush();
    expect(world.states(first, second, other)).toEqual(['queued', 'queued', 'sent']);
    world.nowMs += 3 * SECOND_MS;
    await world.outbox.flush();
    expect(world.receiver.arrived).toEqual([other, first, second].map((id) => world.keyOf(id)));
  });

  it('what is held or failed holds up nothing', async () => {
    const [first, second, third] = [world.queue(), world.queue(), world.queue()];
    world.desk.store.write((writer) => saveProgress(writer, { ...world.row(first), ...asHeld(world.row(first)) }, world.nowMs));
    world.receiver.trouble('refuse');
    await world.outbox.flush();
    expect(world.states(first, second, third)).toEqual(['held', 'failed', 'sent']);
  });

  it('an account does one thing at a time, accounts work side by side', async () => {
    world.receiver.trouble('hangBefore');
    const [slow, behind, elsewhere] = [world.queue(), world.queue({ to: 'beto@c.example' }), world.queue({ account: 'second', to: 'caro@c.example' })];
    const flushed = world.outbox.flush();
    await world.receiver.hanging();
    await vi.waitFor(() => expect(world.states(elsewhere)).toEqual(['sent']));
    expect(world.states(slow, behind)).toEqual(['sending', 'queued']);
    world.receiver.release();
    await flushed;
    expect(world.states(slow, behind)).toEqual(['sent', 'sent']);
  });

  it('when the account cannot be reached the others wait with it and say why, and one message alone never blocks them for ever', async () => {
    world.receiver.trouble('cutBefore');
    const [first, second] = [world.queue(), world.queue({ to: 'beto@c.example' })];
    await world.outbox.flush();
    expect(world.receiver.tries).toHaveLength(1);
    expect(world.row(second)).toMatchObject({ state: 'queued', attempts: 0, nextTryAtMs: NOW_MS + 2 * SECOND_MS, error: { code: 'connection-lost' } });
    // From now on the first brings every line down.
    const bad = world.keyOf(first);
    for (let round = 0; round < 6 && world.states(second)[0] !== 'sent'; round++) {
      world.receiver.trouble('cutBefore');
      world.nowMs += 5 * MINUTE_MS;
      await world.outbox.flush();
    }
    expect(world.states(first, second)).toEqual(['queued', 'sent']);
    expect(world.receiver.tries.filter((key) => key === bad).length).toBeGreaterThan(2);
  });

  it('nothing of a paused account leaves; of one that is gone it fails and says so', async () => {
    const id = world.queue();
    world.accountState = 'paused';
    await world.outbox.flush();
    expect(world.states(id)).toEqual(['queued']);
    world.accountState = 'gone';
    await world.outbox.flush();
    expect(world.row(id)).toMatchObject({ state: 'failed', error: { code: 'no-account' } });
    expect(world.receiver.tries).toEqual([]);
  });
});

describe('N7: back from a time without a line', () => {
  const ask = (id = 'q1', minutesAgo = 60): RawRecord => mail({ from: 'Ana <ana@c.example>', id: `${id}@c.example`, minutesAgo });
  const said = (options: Partial<Parameters<typeof mail>[0]>): RawRecord => mail({ from: 'Ana <ana@c.example>', minutesAgo: 5, extra: 'In-Reply-To: <q1@c.example>\r\nReferences: <q1@c.example>', ...options });
  beforeEach(() => {
    world.desk.ingest([ask()]);
    world.heard = 'unknown';
  });
  const pullBrings = (...records: RawRecord[]): void => { world.pull = async () => void world.desk.ingest(records); };

  it('a reply leaves when nobody spoke meanwhile, after the account was pulled to its end', async () => {
    const id = world.queue({ inReplyTo: 'q1@c.example' });
    await world.outbox.flush();
    expect(world.pulls).toBe(1);
    expect(world.states(id)).toEqual(['sent']);
  });

  it('is held with what changed when the customer wrote, and leaves when the agent says so', async () => {
    const id = world.queue({ inReplyTo: 'q1@c.example' });
    pullBrings(said({ id: 'q2@c.example' }));
    await world.outbox.flush();
    const { hold } = world.row(id);
    expect(hold).toMatchObject({ reason: 'thread-moved' });
    expect(hold?.changed).toHaveLength(1);
    expect(world.receiver.tries).toEqual([]);
    world.desk.store.write((writer) => {
      setTerms(writer, world.row(id), { notBeforeMs: world.nowMs, isScheduled: false, seenKey: seenUpTo(writer, world.row(id), null) });
      saveProgress(writer, { ...world.row(id), ...asQueued(world.row(id)) }, world.nowMs);
    });
    await world.outbox.flush();
    expect(world.states(id)).toEqual(['sent']);
  });

  it('is held also when what they wrote is older than something else of theirs that was known by then', async () => {
    world.desk.ingest([mail({ from: 'Ana <ana@c.example>', id: 'other@c.example', minutesAgo: 2, subject: 'Otra cosa' })]);
    const id = world.queue({ inReplyTo: 'q1@c.example' });
    pullBrings(said({ id: 'q2@c.example' }));
    await world.outbox.flush();
    expect(world.row(id)).toMatchObject({ state: 'held', hold: { reason: 'thread-moved' } });
    expect(world.receiver.tries).toEqual([]);
  });

  it('is held when a colleague answered from another console', async () => {
    const id = world.queue({ inReplyTo: 'q1@c.example' });
    pullBrings(said({ from: 'Beto <beto@shop.example>', to: 'ana@c.example', id: 'a1@shop.example' }));
    await world.outbox.flush();
    expect(world.row(id)).toMatchObject({ state: 'held', hold: { reason: 'thread-moved' } });
  });

  it('is not held by another thread, a machine, or what left from this outbox itself', async () => {
    const [first, second] = [world.queue({ inReplyTo: 'q1@c.example' }), world.queue({ inReplyTo: 'q1@c.example' })];
    pullBrings(said({ id: 'n1@c.example', extra: 'X: y' }), said({ id: 'auto@c.example', extra: 'In-Reply-To: <q1@c.example>\r\nReferences: <q1@c.example>\r\nAuto-Submitted: auto-replied' }));
    await world.outbox.flush();
    expect(world.states(first, second)).toEqual(['sent', 'sent']);
  });

  it('waits while the account cannot be read, says why, and goes on when it is back', async () => {
    world.pull = () => Promise.reject(new DeskError('offline'));
    const [id, other] = [world.queue({ inReplyTo: 'q1@c.example' }), world.queue({ to: 'beto@c.example' })];
    await world.outbox.flush();
    for (const row of [id, other]) expect(world.row(row)).toMatchObject({ state: 'queued', error: { code: 'offline' }, nextTryAtMs: NOW_MS + 2 * SECOND_MS });
    expect(world.pulls).toBe(1);
    world.pull = () => Promise.resolve();
    world.outbox.accountReached('account');
    await world.outbox.flush();
    expect(world.states(id, other)).toEqual(['sent', 'sent']);
  });

  it('what was listening all the time is not read again; what was put off is looked at all the same', async () => {
    world.heard = 'listening';
    const [now, later] = [world.queue({ inReplyTo: 'q1@c.example' }), world.queue({ inReplyTo: 'q1@c.example', isScheduled: true, notBeforeMs: NOW_MS + MINUTE_MS })];
    world.desk.ingest([said({ id: 'q3@c.example', minutesAgo: 0 })]);
    await world.outbox.flush();
    world.nowMs += MINUTE_MS;
    await world.outbox.flush();
    expect(world.states(now, later)).toEqual(['sent', 'held']);
    expect(world.pulls).toBe(0);
  });
});

describe('two processes on one profile', () => {
  it('one sends; what it is sending is left alone by the other, which goes on when it is gone', async () => {
    let isTaken = false;
    onDisk();
    world.receiver.trouble('hangAfter');
    const id = world.queue();
    world.begin();
    await world.receiver.hanging();
    world.lease = { take: () => !isTaken, release: () => undefined };
    isTaken = true;
    world.restart();
    await world.outbox.flush();
    expect(world.row(id)).toMatchObject({ state: 'sending', phase: 1 });
    expect(world.receiver.tries).toHaveLength(1);
    isTaken = false;
    await world.outbox.flush();
    world.nowMs += MINUTE_MS;
    await world.outbox.flush();
    expect(world.states(id)).toEqual(['sent']);
    expect(world.receiver.arrived).toHaveLength(1);
  });

  it('a database that is locked in the moment of taking over does not end the program, and what was left as being sent is asked for later', async () => {
    onDisk();
    world.receiver.trouble('hangAfter');
    const id = world.queue();
    world.begin();
    await world.receiver.hanging();
    let isTaken = true;
    world.lease = { take: () => !isTaken, release: () => undefined };
    world.restart();
    isTaken = false;
    const write = vi.spyOn(world.desk.store, 'write').mockImplementation(() => { throw new DeskError('database-locked'); });
    expect(() => world.outbox.start()).not.toThrow();
    expect(() => world.outbox.accountReached('account')).not.toThrow();
    expect(world.row(id)).toMatchObject({ state: 'sending', phase: 1 });
    write.mockRestore();
    await world.outbox.flush();
    world.nowMs += MINUTE_MS;
    await world.outbox.flush();
    expect(world.states(id)).toEqual(['sent']);
    expect(world.receiver.arrived).toHaveLength(1);
    await world.outbox.close();
  });

  it('the lease is held by one at a time, and is free in the moment its holder lets go', () => {
    const dir = mkdtempSync(join(tmpdir(), 'hilo-lease-'));
    const [one, other] = [openLease(dir, 'outbox'), openLease(dir, 'outbox')];
    expect([one.take(), one.take(), other.take()]).toEqual([true, true, false]);
    one.release();
    expect(other.take()).toBe(true);
    expect(one.take()).toBe(false);
    other.release();
    rmSync(dir, { recursive: true });
  });
});

describe('N2: killed and started again', () => {
  const killAt: [string, FakeTrouble | null, { state: OutboxState; phase: number }][] = [
    ['before anything was done', null, { state: 'queued', phase: 0 }],
    ['before the point of no return', 'hangBefore', { state: 'sending', phase: 0 }],
    ['behind it, before anything arrived', 'hangAfter', { state: 'sending', phase: 1 }],
    ['after it arrived, before the answer', 'hangArrived', { state: 'sending', phase: 1 }],
  ];
  it.each(killAt)('%s: it arrives once and stands once in the history', async (_, trouble, expected) => {
    onDisk();
    const id = world.queue();
    if (trouble !== null) {
      world.receiver.trouble(trouble);
      world.begin();
      await world.receiver.hanging();
    }
    expect(world.row(id)).toMatchObject(expected);
    world.restart();
    // What a slow line still brings of the former try: before the point it must not pass any more.
    if (trouble === 'hangBefore') world.receiver.release();
    await world.outbox.flush();
    world.nowMs += MINUTE_MS;
    await world.outbox.flush();
    expect(world.states(id)).toEqual(['sent']);
    expect(world.receiver.arrived).toEqual([world.keyOf(id)]);
    expect(world.inHistory()).toBe(1);
    expect(world.receiver.copies).toEqual([world.keyOf(id)]);
  });

  it('while it is asked for, and while its copy is filed: the same', async () => {
    onDisk();
    world.receiver.trouble('acceptAndDrop');
    world.receiver.probe('unreachable');
    world.receiver.failCopies('connection-lost');
    const id = world.queue();
    await world.outbox.flush();
    expect(world.states(id)).toEqual(['verifying']);
    world.restart();
    world.receiver.probe('truth');
    world.nowMs += MINUTE_MS;
    await world.outbox.flush();
    expect(world.row(id)).toMatchObject({ state: 'sent', copy: 1 });
    world.restart();
    world.receiver.failCopies(null);
    await world.outbox.flush();
    expect(world.row(id)).toMatchObject({ state: 'sent', copy: 2 });
    expect(world.receiver.arrived).toHaveLength(1);
    expect(world.inHistory()).toBe(1);
  });

  it.each([1, 2, 3, 4, 5, 6])('any mixture of troubles, kills and orders loses nothing and says nothing twice (world %i)', async (seed) => {
    onDisk();
    const random = seeded(seed);
    const troubles: (FakeTrouble | null)[] = ['cutBefore', 'busy', 'cutAfter', 'acceptAndDrop', 'hangBefore', 'hangAfter', 'hangArrived', null, null];
    const ids: OutboxId[] = [];
    for (let round = 0; round < 14; round++) {
      if (ids.length < 10) ids.push(world.queue({ to: random.pick(['ana@c.example', 'beto@c.example', 'caro@c.example']), account: random.pick(['account', 'second']) }));
      world.receiver.always(random.pick(troubles));
      world.receiver.probe(random.pick(['truth', 'truth', 'unreachable'] as const));
      world.begin();
      // Lets it come as far as it comes.
      for (let turn = random.below(12); turn > 0; turn--) await new Promise((settle) => { setImmediate(settle); });
      if (random.below(2) === 0) world.restart();
      world.nowMs += random.below(10) * SECOND_MS;
    }
    world.restart();
    world.receiver.always(null);
    world.receiver.probe('truth');
    for (let round = 0; round < 12; round++) {
      world.nowMs += 10 * MINUTE_MS;
      await world.outbox.flush();
    }
    expect(world.states(...ids)).toEqual(ids.map(() => 'sent'));
    expect([...world.receiver.arrived].sort()).toEqual(ids.map((id) => world.keyOf(id)).sort());
    expect(world.inHistory()).toBe(ids.length);
  });
});
