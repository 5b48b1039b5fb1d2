import { describe, expect, it } from 'vitest';
import { UidSet } from './uidSet.ts';

/** A small generator with a fixed seed, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('UidSet', () => {
  it('gives the same answers as a plain Set, whatever is added and removed', () => {
    const next = random(7);
    for (let round = 0; round < 40; round += 1) {
      const runs = UidSet.empty();
      const plain = new Set<number>();
      for (let step = 0; step < 300; step += 1) {
        const uid = 1 + Math.floor(next() * 120);
        if (next() < 0.6) { runs.add(uid); plain.add(uid); } else { runs.remove(uid); plain.delete(uid); }
      }
      const sorted = [...plain].toSorted((a, b) => a - b);
      expect([...runs]).toEqual(sorted);
      expect(runs.count).toBe(sorted.length);
      expect([runs.first, runs.last]).toEqual([sorted[0] ?? 0, sorted.at(-1) ?? 0]);
      for (let uid = 1; uid <= 121; uid += 1) expect(runs.has(uid)).toBe(plain.has(uid));
      expect([...runs.newest(10)]).toEqual(sorted.slice(-10));
      expect(UidSet.fromText(runs.toText())?.toSequence()).toBe(runs.toSequence());
      expect(UidSet.fromSequence(runs.toSequence()).toText()).toBe(runs.toText());
      expect(UidSet.of(sorted.toReversed()).toText()).toBe(runs.toText());
    }
  });

  it('subtracts and intersects like a plain Set', () => {
    const next = random(11);
    for (let round = 0; round < 200; round += 1) {
      const pick = (): number[] => Array.from({ length: 60 }, () => 1 + Math.floor(next() * 90));
      const a = new Set(pick());
      const b = new Set(pick());
      const ascending = (uids: Iterable<number>): number[] => [...uids].toSorted((x, y) => x - y);
      expect([...UidSet.of(a).minus(UidSet.of(b))]).toEqual(ascending([...a].filter((uid) => !b.has(uid))));
      expect([...UidSet.of(a).and(UidSet.of(b))]).toEqual(ascending([...a].filter((uid) => b.has(uid))));
    }
  });

  it('knows whether something lies between two members', () => {
    const set = UidSet.fromSequence('5:7,20');
    expect(set.isFreeBetween(7, 20)).toBe(true);
    expect(set.isFreeBetween(4, 8)).toBe(false);
    expect(set.isFreeBetween(1, 5)).toBe(true);
    expect(set.isFreeBetween(8, 300)).toBe(false);
    expect(set.isFreeBetween(20, 300)).toBe(true);
  });

  it('stays small: a contiguous mailbox is one run, a mailbox with every third message deleted costs under five characters a run', () => {
    expect(UidSet.fromSequence('1:4294967295').toText().length).toBeLessThan(12);
    const sparse = UidSet.of(Array.from({ length: 30_000 }, (_, at) => at + 1).filter((uid) => uid % 3 !== 0));
    expect(sparse.toText().length / 10_000).toBeLessThan(5);
  });

  it('refuses text that is no set of its own', () => {
    for (const text of ['1:5', 'x!', '0', '1.0', ' ', '1  2', 'zzzzzzzzzz']) expect(UidSet.fromText(text)).toBeNull();
    expect(UidSet.fromText('')?.isEmpty).toBe(true);
  });
});
