import { statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pruneIndexLog } from './search.ts';
import { removeSearchFile, SEARCH_FILE } from './searchFile.ts';
import { searchWorld, testIndexer } from './searchFixture.ts';
import type { SearchWorld } from './searchFixture.ts';

let world: SearchWorld;
beforeEach(() => { world = searchWorld(); });
afterEach(() => world.close());

function reopen(): void {
  world.indexer.close();
  world.indexer = testIndexer(world.dir);
}

function prune(seq: number): void {
  world.store.write((writer) => pruneIndexLog(writer, seq));
}

describe('following the history', () => {
  it('takes changed and removed rows along', () => {
    const first = world.say('alfa');
    const second = world.say('alfa', { title: 'Pedido X4471Y' });
    world.index();
    world.change(first, 'beta');
    world.index();
    expect(world.keys('alfa ')).toEqual([second]);
    expect(world.keys('beta ')).toEqual([first]);
    world.remove(second);
    world.index();
    expect(world.keys('alfa ')).toEqual([]);
    expect(world.keys('4471')).toEqual([]);
    world.change(first, 'beta');
    world.change(first, 'gamma');
    world.index();
    expect(world.keys('gamma ')).toEqual([first]);
  });

  it('finds the calls of a number by the name that its customer got later', () => {
    const phone = world.point('phone', '+5491161234410', '');
    const call = world.say('', { point: phone, channel: 'call' });
    world.index();
    expect(world.keys('lucia ')).toEqual([]);
    world.rename(phone, 'Lucía Pérez');
    world.index();
    expect(world.keys('lucia ')).toEqual([call]);
    const mail = world.point('mail', 'marta@norte.example', 'Marta');
    world.join(mail, phone);
    world.index();
    expect(world.keys('lucia ')).toEqual([]);
    expect(world.keys('marta ')).toEqual([call]);
  });

  it('says how much is left, and lets the log be pruned without forgetting', () => {
    world.say('alfa');
    expect(world.search.pendingCount()).toBeGreaterThan(0);
    const done = world.indexer.step();
    prune(done.seq);
    world.index();
    expect(world.search.pendingCount()).toBe(0);
    const beta = world.say('beta');
    expect(world.search.pendingCount()).toBe(1);
    world.index();
    expect(world.keys('beta ')).toEqual([beta]);
    expect(world.keys('alfa ')).toHaveLength(1);
  });

  it('goes on after a crash between the commit of the history and that of the index', () => {
    const keys = Array.from({ length: 30 }, (_, n) => world.say(`palabra numero${n}`));
    world.index();
    keys.push(world.say('palabra despues'));
    reopen();
    world.index();
    expect(world.keys('palabra ')).toEqual(keys.toReversed());
    expect(world.indexer.step()).toMatchObject({ rows: 0, pending: 0 });
  });
});

describe('building from nothing', () => {
  function fill(count: number): number[] {
    const point = world.point('mail', 'lucia@norte.example', 'Lucía');
    return Array.from({ length: count }, (_, n) => world.say(`palabra numero${n}`, { point }));
  }

  it('is stopped between any two steps and finished by another process', () => {
    const keys = fill(4_500);
    world.indexer.remake();
    let steps = 0;
    while (world.indexer.step().rows > 0) {
      steps++;
      reopen();
      if (steps === 3) keys.push(world.say('palabra nueva'));
    }
    expect(steps).toBeGreaterThan(4);
    expect(world.keys('palabra ', { limit: 10_000 })).toEqual(keys.toReversed());
    expect(world.keys('numero7 ')).toEqual([keys[7]]);
    expect(world.search.pendingCount()).toBe(0);
  });

  it('makes the newest findable first', () => {
    const keys = fill(4_500);
    world.indexer.remake();
    while (world.keys('palabra ', { limit: 10_000 }).length === 0) world.indexer.step();
    const found = world.keys('palabra ', { limit: 10_000 });
    expect(found.length).toBeLessThan(4_500);
    expect(found).toEqual(keys.toReversed().slice(0, found.length));
    expect(world.search.pendingCount()).toBe(4_500 - found.length);
  });

  it('happens again when the index file is gone, cut, or overwritten, and queries answer empty meanwhile', () => {
    const key = fill(3).at(-1);
    world.index();
    const file = join(world.dir, SEARCH_FILE);
    const harms = [
      () => removeSearchFile(world.dir),
      () => { removeSearchFile(world.dir); writeFileSync(file, 'no database at all'.repeat(400)); },
      () => { truncateSync(file, Math.floor(statSync(file).size / 2)); },
      () => writeFileSync(file, ''),
    ];
    for (const harm of harms) {
      world.search.close();
      world.indexer.close();
      harm();
      expect(world.keys('numero2 ')).toEqual([]);
      expect(world.search.customers('lucia', { limit: 5, offset: 0 }).rows).toEqual([]);
      world.indexer = testIndexer(world.dir);
      world.index();
      world.keys('numero2 ');
      if (world.broken > 0) world.indexer.remake();
      world.broken = 0;
      world.index();
      expect(world.keys('numero2 ')).toEqual([key]);
    }
  });

  it('happens again when the history was rebuilt, or lost rows of the log that the index never saw', () => {
    const key = fill(3).at(-1) as number;
    world.index();
    world.store.prepare('DELETE FROM index_log').run();
    world.store.prepare('UPDATE interaction SET text = ? WHERE key = ?').run('otra cosa', key);
    world.index();
    expect(world.keys('otra ')).toEqual([]);
    world.store.prepare("INSERT INTO setting VALUES ('index.generation', '2')").run();
    world.index();
    expect(world.keys('otra ')).toEqual([key]);
    const lost = world.say('perdida');
    world.store.prepare('DELETE FROM index_log').run();
    world.index();
    expect(world.keys('perdida ')).toEqual([lost]);
  });
});
