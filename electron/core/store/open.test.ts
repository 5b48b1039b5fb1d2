import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Topic } from '../../../shared/contract.ts';
import { digest } from '../digest.ts';
import { mail, testDesk } from '../testing.ts';
import { HISTORY_FILE, openStore, writeIfPossible } from './open.ts';
import type { Store } from './open.ts';
import { readSetting, writeSetting } from './settings.ts';

const KEY = randomBytes(32).toString('hex');
const folders: string[] = [];
const stores: Store[] = [];
const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hilo-store-'));
  folders.push(dir);
  return dir;
};
const opened = (dir: string | null, key: string | null = KEY): Store => {
  const store = openStore(dir, dir === null ? null : key);
  stores.push(store);
  return store;
};
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true });
});
const code = (value: string) => expect.objectContaining({ name: 'DeskError', code: value });

describe('a write', () => {
  it('that throws leaves nothing: no row, no feed, no word to a listener', () => {
    const store = opened(null);
    const heard: unknown[] = [];
    store.onChange((change) => heard.push(change));
    expect(() => store.write((writer) => {
      writeSetting(writer, 'one', 1);
      throw new RangeError('half way');
    })).toThrow(RangeError);
    expect(readSetting(store, 'one')).toBeUndefined();
    expect(store.prepare('SELECT 1 FROM change_feed').all()).toEqual([]);
    expect(heard).toEqual([]);
  });

  it('tells its listeners after the commit, in order, each topic once, with the place in the feed', () => {
    const store = opened(null);
    const heard: { seq: number; topics: Topic[]; committed: unknown; isOpen: boolean }[] = [];
    const stop = store.onChange((change) => heard.push({ ...change, committed: readSetting(store, 'n'), isOpen: store.db.inTransaction }));
    for (const n of [1, 2]) store.write((writer) => {
      writeSetting(writer, 'n', n);
      writer.touch('app');
      writer.touch('app');
    });
    expect(heard).toEqual([{ seq: 2, topics: ['settings', 'app'], committed: 1, isOpen: false }, { seq: 4, topics: ['settings', 'app'], committed: 2, isOpen: false }]);
    stop();
    store.write((writer) => writer.touch('app'));
    expect(heard).toHaveLength(2);
  });

  it('that touches nothing is told to nobody', () => {
    const store = opened(null);
    let calls = 0;
    store.onChange(() => (calls += 1));
    expect(store.write(() => 7)).toBe(7);
    expect(calls).toBe(0);
  });

  it('has happened, whatever a listener does', async () => {
    const store = opened(null);
    const heard: string[] = [];
    store.onChange(() => { throw new RangeError('a listener fell'); });
    store.onChange(() => heard.push('the next one'));
    const uncaught = new Promise((settle) => {
      const former = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      process.once('uncaughtException', (thrown) => {
        for (const listener of former) process.on('uncaughtException', listener);
        settle(thrown);
      });
    });
    expect(store.write((writer) => {
      writeSetting(writer, 'one', 1);
      return 'done';
    })).toBe('done');
    expect(heard).toEqual(['the next one']);
    expect(await uncaught).toBeInstanceOf(RangeError);
  });

  it('inside a write is a fault, and the outer one leaves nothing either', () => {
    const store = opened(null);
    expect(() => store.write((writer) => {
      writeSetting(writer, 'one', 1);
      store.write((inner) => writeSetting(inner, 'two', 2));
    })).toThrow(code('internal'));
    expect(readSetting(store, 'one')).toBeUndefined();
  });

  it('of hundreds of customers is told by the general topic', () => {
    const store = opened(null);
    const heard: Topic[][] = [];
    store.onChange(({ topics }) => heard.push(topics));
    store.write((writer) => {
      writer.touch('customers');
      for (let n = 0; n < 300; n++) writer.touch(`customer:${n}`);
    });
    expect(heard).toEqual([['customers']]);
  });
});

describe('the change feed', () => {
  it.each([1, 2, 3])('keeps its last rows and drops old ones, with %i topics a write', (topics) => {
    const store = opened(null);
    store.write((writer) => writer.touch('queue'));
    for (let n = 0; n < 7_000 / topics; n++) store.write((writer) => {
      for (const topic of (['app', 'sync', 'customers'] as const).slice(0, topics)) writer.touch(topic);
    });
    const { n, last } = store.prepare('SELECT count(*) AS n, max(seq) AS last FROM change_feed').get() as { n: number; last: number };
    expect(last).toBeGreaterThanOrEqual(7_000);
    expect(n).toBeGreaterThanOrEqual(5_000);
    expect(n).toBeLessThan(5_600);
  });
});

describe('a full disk', () => {
  const mails = (from: number, count: number) => Array.from({ length: count }, (_, n) => mail({ from: `c${from + n}@x.example`, id: `m${from + n}@x`, place: `1.${from + n}`, text: 'x'.repeat(4_000) }));

  it('is said, loses nothing that was committed, and goes on after there is space again', () => {
    const dir = folder();
    const desk = testDesk(dir, KEY);
    stores.push(desk.store);
    desk.ingest(mails(0, 20));
    const before = digest(desk.store);
    const cursor = (): unknown => desk.store.prepare('SELECT cursor, done FROM stream').get();
    const cursorBefore = cursor();
    const pages = desk.store.db.pragma('page_count', { simple: true }) as number;
    desk.store.db.pragma(`max_page_count = ${pages + 5}`);
    expect(() => desk.ingest(mails(20, 200))).toThrow(code('disk-full'));
    expect(digest(desk.store)).toBe(before);
    expect(cursor()).toEqual(cursorBefore);
    expect(writeIfPossible(desk.store, (writer) => writeSetting(writer, 'big', 'x'.repeat(200_000)))).toBe(false);
    desk.store.db.pragma('max_page_count = 1000000');
    expect(desk.ingest(mails(20, 200))).toMatchObject({ stored: 200, known: 0 });
    expect(desk.store.prepare('SELECT count(*) AS n FROM interaction').get()).toEqual({ n: 220 });
    expect(desk.store.db.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  it('is the only fault that a write of small things may keep to itself', () => {
    const store = opened(null);
    expect(() => writeIfPossible(store, () => { throw new RangeError('a fault'); })).toThrow(RangeError);
  });
});

describe('a damaged or foreign file', () => {
  /** A closed history whose log is folded into its file. */
  function written(): string {
    const dir = folder();
    const desk = testDesk(dir, KEY);
    desk.ingest(Array.from({ length: 60 }, (_, n) => mail({ from: `c${n}@x.example`, id: `m${n}@x`, text: 'palabra '.repeat(300) })));
    desk.store.db.pragma('wal_checkpoint(TRUNCATE)');
    desk.store.close();
    return dir;
  }

  it('is not readable without its key, and says so for a wrong one', () => {
    const dir = written();
    expect(readFileSync(join(dir, HISTORY_FILE)).includes('palabra')).toBe(false);
    expect(() => opened(dir, randomBytes(32).toString('hex'))).toThrow(code('key-wrong'));
    expect(opened(dir).prepare('SELECT count(*) AS n FROM interaction').get()).toEqual({ n: 60 });
  });

  it('says that it is corrupt when pages in the middle were overwritten', () => {
    const dir = written();
    const file = join(dir, HISTORY_FILE);
    const bytes = readFileSync(file);
    for (let at = 8_192; at < bytes.length; at += 4_096) randomBytes(64).copy(bytes, at + 100);
    writeFileSync(file, bytes);
    expect(() => {
      const store = opened(dir);
      store.prepare('SELECT count(*) FROM interaction WHERE text LIKE ?').get('%x%');
      store.write((writer) => writeSetting(writer, 'one', 1));
    }).toThrow(expect.objectContaining({ code: expect.stringMatching(/^(database-corrupt|SQLITE_CORRUPT.*)$/) as string }));
    expect(() => {
      const store = opened(dir);
      store.write((writer) => writer.prepare('SELECT sum(length(text)) FROM interaction').get());
    }).toThrow(code('database-corrupt'));
  });

  it('says that it is corrupt, and changes nothing, when it was cut off', () => {
    const dir = written();
    const file = join(dir, HISTORY_FILE);
    writeFileSync(file, readFileSync(file).subarray(0, Math.floor(statSync(file).size / 2 / 4_096) * 4_096));
    expect(() => {
      const store = opened(dir);
      store.write((writer) => writer.prepare('SELECT sum(length(text)) FROM interaction').get());
    }).toThrow(code('database-corrupt'));
  });
});
