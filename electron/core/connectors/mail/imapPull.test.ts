import { describe, expect, it } from 'vitest';
import { flagsCode, freshMemory, fromCursor, hasMoved, isUnchanged, keptFlags, planFetch, toCursor, trimFlags, type FolderMemory } from './imapPull.ts';
import { UidSet } from './uidSet.ts';

function memory(more: Partial<FolderMemory> = {}): FolderMemory {
  return { ...freshMemory('77'), have: UidSet.fromSequence('1:10'), next: 11, whole: true, modseq: 9_223_372_036_854_775_807n, ...more };
}
const status = { uidValidity: '77', next: 11, messages: 10, unseen: 3, modseq: 9_223_372_036_854_775_807n };

describe('a folder\'s cursor', () => {
  it('survives JSON, a 63-bit modseq and the flags of a server without CONDSTORE included', () => {
    const before = memory({ flags: new Map([[9, flagsCode(['$Forwarded', '\\Seen'])], [10, '']]), unseen: 4 });
    const after = fromCursor(JSON.parse(JSON.stringify(toCursor(before))));
    expect(after && { ...after, have: after.have.toSequence() }).toEqual({ ...before, have: '1:10' });
  });

  it('that cannot be read means reading anew', () => {
    for (const cursor of [undefined, {}, { version: 2, uidValidity: '1' }, { version: 1, uidValidity: 1, have: '', next: 1 }, { version: 1, uidValidity: '1', have: '?', next: 1 }]) expect(fromCursor(cursor)).toBeNull();
  });
});

describe('whether a folder is opened', () => {
  it('is not when STATUS says just what the cursor says', () => {
    expect(isUnchanged(memory(), status, 0, true)).toBe(true);
    expect(isUnchanged(memory({ unseen: 3, modseq: null }), status, 0, false)).toBe(true);
    expect(isUnchanged(memory(), { ...status, messages: 11 }, 1, true)).toBe(true);
  });

  it('is when anything differs, or is unknown', () => {
    for (const other of [{ uidValidity: '78' }, { next: 12 }, { messages: 9 }, { modseq: 5n }, { modseq: null }, { next: null }]) expect(isUnchanged(memory(), { ...status, ...other }, 0, true)).toBe(false);
    expect(isUnchanged(memory({ whole: false }), status, 0, true)).toBe(false);
    expect(isUnchanged(memory({ unseen: 2 }), status, 0, false)).toBe(false);
    expect(isUnchanged(memory({ unseen: null }), status, 0, false)).toBe(false);
  });

  it('does not take a number the server left out for a change', () => {
    expect(hasMoved(status, { ...status, modseq: null, unseen: null })).toBe(false);
    expect(hasMoved(status, { ...status, unseen: 2 })).toBe(true);
  });
});

describe('what is asked for next', () => {
  it('is the newest of what is missing, in one range over the gaps that deletions left', () => {
    const plan = planFetch(UidSet.fromSequence('1:4,9,15:20'), UidSet.fromSequence('30:40'), 9);
    expect(plan.sequence).toBe('3:20');
    expect(plan.asked.toSequence()).toBe('3:4,9,15:20');
  });

  it('never asks again for what we have', () => {
    expect(planFetch(UidSet.fromSequence('1:4,9,15:20'), UidSet.fromSequence('5,11'), 100).sequence).toBe('1:4,9,15:20');
  });

  it('keeps the command line short in a mailbox full of holes', () => {
    const odd = UidSet.of(Array.from({ length: 1_000 }, (_, at) => at * 2 + 1));
    const even = UidSet.of(Array.from({ length: 1_000 }, (_, at) => at * 2 + 2));
    const plan = planFetch(odd, even, 1_000);
    expect(plan.asked.count).toBe(200);
    expect(plan.asked.last).toBe(1_999);
    expect(plan.sequence.length).toBeLessThan(2_000);
  });
});

describe('flags', () => {
  it('are kept without \\Recent, which belongs to a session, and in one order', () => {
    expect(keptFlags(new Set(['\\Seen', '\\Recent', '$Label']))).toEqual(['$Label', '\\Seen']);
    expect(keptFlags(undefined)).toEqual([]);
  });

  it('are compared for the newest 500 messages only', () => {
    const have = UidSet.fromSequence('1:700');
    const kept = trimFlags(new Map(Array.from({ length: 700 }, (_, at) => [at + 1, ''] as const)), have);
    expect([kept.size, Math.min(...kept.keys())]).toEqual([500, 201]);
  });
});
