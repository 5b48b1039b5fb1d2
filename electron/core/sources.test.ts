import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountView } from '../../shared/contract.ts';
import type { AccountId } from '../../shared/domain.ts';
import { SECOND_MS } from '../../shared/time.ts';
import { openSources } from './sources.ts';
import type { Sources } from './sources.ts';
import { saveAccount } from './store/sources.ts';
import { DESK, NOW_MS, testDesk } from './testing.ts';
import type { TestDesk } from './testing.ts';

let dir = '';
let desk: TestDesk;
let sources: Sources;
let facts = DESK;
let nowMs = NOW_MS;
let reached: string[] = [];
let lost: string[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hilo-sources-'));
  desk = testDesk();
  facts = DESK;
  nowMs = NOW_MS;
  reached = [];
  lost = [];
  sources = openSources({ store: desk.store, profileDir: dir, hostUrl: new URL('./testHost.ts', import.meta.url), desk: () => facts, nowMs: () => nowMs, recompute: desk.apply.recompute, arrived: () => undefined, isWatched: () => true,
    live: () => undefined, reached: (id) => reached.push(id), lost: (id) => lost.push(id), passPoint: () => undefined });
});
afterEach(async () => {
  vi.useRealTimers();
  await sources.close();
  desk.store.close();
  rmSync(dir, { recursive: true });
});

const account = (script: string): AccountId => {
  const id = crypto.randomUUID() as AccountId;
  desk.store.write((writer) => saveAccount(writer, { id, kind: 'asteriskCsv', label: script, config: { path: script, follow: true }, paused: false, createdAtMs: NOW_MS }));
  return id;
};
const state = (id: string): AccountView => sources.state().accounts.find((view) => view.id === id) ?? expect.fail('no such account');
const starts = (): number => (existsSync(join(dir, 'starts')) ? readFileSync(join(dir, 'starts'), 'utf8').split('\n').length - 1 : 0);
/** The clock that tests turn is not this one. */
const later = setTimeout;
const until = (holds: () => boolean): Promise<void> => new Promise((settle) => {
  const look = (): void => { if (holds()) settle(); else later(look, 5); };
  look();
});
const stored = (): number => desk.store.prepare('SELECT count(*) FROM source_record').pluck().get() as number;

describe('a host that falls', () => {
  it('is started again with what listened, later each time, and the screen says why and when', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const id = account('crash');
    sources.startAll();
    await until(() => state(id).phase === 'waiting');
    expect(state(id)).toMatchObject({ error: { code: 'internal' }, nextTryAtMs: NOW_MS + 2 * SECOND_MS });
    expect(starts()).toBe(1);
    vi.advanceTimersByTime(2 * SECOND_MS);
    await until(() => state(id).nextTryAtMs === NOW_MS + 4 * SECOND_MS);
    expect(starts()).toBe(2);
    vi.advanceTimersByTime(3 * SECOND_MS);
    expect(starts()).toBe(2);
  });

  it('answers what was asked of it with an error', async () => {
    await expect(sources.call('planImport', { paths: ['crash'] })).rejects.toMatchObject({ code: 'internal' });
    await expect(sources.call('planImport', { paths: ['other'] })).rejects.toMatchObject({ code: 'file-missing' });
    expect(starts()).toBe(2);
  });

  it('ends an import with its error and a run that somebody stops', async () => {
    const { ended } = sources.startImport('mailFile', 'crash', 'x', 1);
    await expect(ended).rejects.toMatchObject({ code: 'internal' });
    expect(sources.state().imports[0]).toMatchObject({ finishedAtMs: NOW_MS, error: { code: 'internal' } });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const id = account('crash');
    sources.startAll();
    await until(() => state(id).phase === 'waiting');
    await sources.updateAccount(id, { paused: true });
    expect(state(id).phase).toBe('paused');
    const before = starts();
    vi.advanceTimersByTime(3_600_000);
    expect(starts()).toBe(before);
  });

  it('is tried at once when a person asks for it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const id = account('crash');
    sources.startAll();
    await until(() => state(id).phase === 'waiting');
    sources.syncNow(id);
    await until(() => starts() === 2);
    await until(() => state(id).nextTryAtMs === NOW_MS + 4 * SECOND_MS);
    expect(state(id).phase).toBe('waiting');
  });
});

describe('a batch', () => {
  it('is committed and the run hears of it', async () => {
    const id = account('batch uno');
    sources.startAll();
    await until(() => stored() === 1);
    expect(state(id).streams).toMatchObject([{ stream: 'INBOX', done: 1, complete: true }]);
  });

  it('that was read with former facts of the desk is read again before it is committed', async () => {
    const id = account('stale uno');
    sources.startAll();
    await until(() => stored() === 1);
    expect(state(id).streams).toMatchObject([{ stream: 'INBOX', done: 1, complete: true }]);
  });

  it('waits while the history is held, and is committed afterwards', async () => {
    let release: () => void = () => undefined;
    const held = sources.hold(() => new Promise<void>((settle) => { release = settle; }));
    const id = account('batch uno');
    sources.startAll();
    await until(() => state(id).phase === 'live');
    // An answer to this comes behind the batch.
    await expect(sources.call('planImport', { paths: ['x'] })).rejects.toMatchObject({ code: 'file-missing' });
    expect(stored()).toBe(0);
    release();
    await held;
    await until(() => stored() === 1);
  });

  it('is let in again when what held it back fails', async () => {
    await expect(sources.hold(() => Promise.reject(new RangeError('a fault')))).rejects.toThrow(RangeError);
    const id = account('batch uno');
    sources.startAll();
    await until(() => stored() === 1);
    expect(state(id).streams).toMatchObject([{ stream: 'INBOX', done: 1, complete: true }]);
  });
});

describe('a run', () => {
  it('of an account that is removed ends first', async () => {
    const id = account('listen');
    sources.startAll();
    await until(() => state(id).phase === 'live');
    await sources.removeAccount(id);
    expect(sources.state().accounts).toEqual([]);
  });

  it('that listens looks at everything again when a person asks for it', async () => {
    const id = account('listen');
    sources.startAll();
    await until(() => state(id).phase === 'live');
    const phases: string[] = [];
    desk.store.onChange(() => phases.push(state(id).phase));
    sources.syncNow(id);
    await until(() => phases.includes('done') && phases.at(-1) === 'live');
    expect(starts()).toBe(1);
  });

  it('that does not end is ended with its thread when the console closes', async () => {
    const { ended } = sources.startImport('mailFile', 'deaf', 'x', 1);
    await until(() => sources.state().imports.length === 1);
    await expect(sources.call('planImport', { paths: ['x'] })).rejects.toMatchObject({ code: 'file-missing' });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const closed = sources.close();
    vi.advanceTimersByTime(3_000);
    await closed;
    await expect(ended).rejects.toMatchObject({ code: 'core-stopped' });
  });
});

describe('N7: what an account has heard', () => {
  it('is all since it listens without a break; before that it has to be read again', async () => {
    const id = account('listen');
    expect(sources.heardSince(id, nowMs)).toBe('unknown');
    sources.startAll();
    await until(() => reached.length === 1);
    expect(sources.heardSince(id, nowMs)).toBe('listening');
    expect(sources.heardSince(id, nowMs - 1)).toBe('caught-up');
    expect(lost).toEqual([]);
    await sources.updateAccount(id, { paused: true });
    expect(lost).toEqual([id]);
    expect(sources.heardSince(id, nowMs)).toBe('unknown');
  });

  it('is in doubt after the machine slept, and read anew from its place before anything is said', async () => {
    const id = account('listen');
    sources.startAll();
    await until(() => reached.length === 1);
    nowMs += 3_600_000;
    expect(sources.heardSince(id, NOW_MS)).toBe('unknown');
    await sources.pullNow(id);
    expect(reached).toHaveLength(2);
    expect(sources.heardSince(id, NOW_MS)).toBe('caught-up');
    expect(sources.heardSince(id, nowMs)).toBe('listening');
  });

  it('of one that cannot be read is not known, and whoever waits for it hears why', async () => {
    const id = account('crash');
    sources.startAll();
    await expect(sources.pullNow(id)).rejects.toMatchObject({ code: 'internal' });
    expect(sources.heardSince(id, NOW_MS)).toBe('unknown');
    await expect(sources.reach(id)).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('a full disk', () => {
  it('does not end the console, and what was refused comes again when there is space', async () => {
    const id = account(`batch ${'x'.repeat(20_000)}`);
    desk.store.db.pragma(`max_page_count = ${desk.store.db.pragma('page_count', { simple: true }) as number}`);
    // Takes what is left inside the pages there are.
    expect(() => { for (;;) desk.store.write((writer) => writer.prepare('INSERT INTO index_log (what, key) VALUES (9, 9), (9, 9), (9, 9), (9, 9)').run()); }).toThrow(expect.objectContaining({ code: 'disk-full' }));
    sources.startAll();
    await until(() => starts() === 1 && state(id).phase === 'done');
    expect(stored()).toBe(0);
    desk.store.db.pragma('max_page_count = 1000000');
    sources.startAll();
    await until(() => stored() === 1);
  });
});
