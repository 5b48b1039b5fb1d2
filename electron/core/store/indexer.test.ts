import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FromIndexer, IndexerConfig, ToIndexer } from './indexer.ts';
import { HISTORY_FILE } from './open.ts';
import { pruneIndexLog } from './search.ts';
import { removeSearchFile, SEARCH_FILE } from './searchFile.ts';
import { searchWorld, TEST_KEY } from './searchFixture.ts';
import type { SearchWorld } from './searchFixture.ts';

let world: SearchWorld;
let thread: Worker;
let heard: FromIndexer[];
let onMessage: () => void;

beforeEach(() => {
  world = searchWorld();
  world.indexer.close();
});
afterEach(async () => {
  await thread.terminate();
  world.close();
});

function start(): void {
  heard = [];
  onMessage = () => {};
  const config: IndexerConfig = { dir: world.dir, historyFile: HISTORY_FILE, keyHex: TEST_KEY };
  thread = new Worker(new URL('../indexThread.ts', import.meta.url), { workerData: config, execArgv: [] });
  thread.on('message', (message: FromIndexer) => {
    heard.push(message);
    if (message.type === 'indexed') world.store.write((writer) => pruneIndexLog(writer, message.seq));
    onMessage();
  });
}

const send = (message: ToIndexer): void => thread.postMessage(message);

/** Waits for the state, looking again after each message of the thread. */
function until(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    onMessage = () => { if (holds()) resolve(); };
    onMessage();
  });
}

describe('the indexer on its thread', () => {
  it('indexes what is there, then each new row as it is told, and the log is pruned behind it', async () => {
    const first = world.say('alfa');
    start();
    await until(() => world.keys('alfa ').length === 1);
    const second = world.say('alfa otra vez');
    send({ type: 'wake' });
    await until(() => world.keys('alfa ').length === 2);
    expect(world.keys('alfa ')).toEqual([second, first]);
    await until(() => world.search.pendingCount() === 0);
    expect(world.store.prepare('SELECT count(*) AS n FROM index_log').get()).toEqual({ n: 0 });
  });

  it('misses nothing of a burst of commits', async () => {
    start();
    const keys: number[] = [];
    for (let n = 0; n < 600; n++) {
      keys.push(world.say(`palabra numero${n}`));
      if (n % 7 === 0) send({ type: 'wake' });
      if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    send({ type: 'wake' });
    await until(() => world.keys('palabra ', { limit: 1_000 }).length === 600);
    expect(world.keys('palabra ', { limit: 1_000 })).toEqual(keys.toReversed());
  });

  it('makes a broken index anew when it starts', async () => {
    const key = world.say('alfa');
    world.search.close();
    removeSearchFile(world.dir);
    writeFileSync(join(world.dir, SEARCH_FILE), 'x'.repeat(50_000));
    start();
    await until(() => world.keys('alfa ').length === 1);
    expect(world.keys('alfa ')).toEqual([key]);
  });

  it('makes the index anew when a reader says so, and stops when told', async () => {
    const key = world.say('alfa');
    start();
    await until(() => world.search.pendingCount() === 0);
    const before = heard.length;
    send({ type: 'remake' });
    await until(() => heard.length > before && world.search.pendingCount() === 0);
    expect(world.keys('alfa ')).toEqual([key]);
    send({ type: 'stop' });
    await until(() => heard.at(-1)?.type === 'stopped');
  });
});
