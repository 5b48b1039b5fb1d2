import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../shared/time.ts';
import { createClock, latestFollowed, MAX_DRIFT_MS, stampTimeMs } from './clock.ts';
import { lastHlc } from './store/operations.ts';
import { testDesk } from './testing.ts';

const WALL_MS = 1_770_000_000_000;

/** A clock whose wall is turned by hand. */
function clockAt(startMs: number, last: string | null = null) {
  const wall = { ms: startMs };
  return { wall, clock: createClock(() => wall.ms, last) };
}

describe('the clock', () => {
  it('makes stamps that sort as text in the order in which they were made, within one millisecond too', () => {
    const { wall, clock } = clockAt(WALL_MS);
    const stamps: string[] = [];
    for (let n = 0; n < 70_000; n++) {
      stamps.push(clock.stamp());
      if (n % 1_000 === 0) wall.ms += 1;
    }
    expect(stamps).toEqual(stamps.toSorted());
    expect(new Set(stamps).size).toBe(stamps.length);
  });

  it('does not repeat itself when more stamps fall into one millisecond than it can count', () => {
    const { clock } = clockAt(WALL_MS);
    const stamps = Array.from({ length: 66_000 }, () => clock.stamp());
    expect(new Set(stamps).size).toBe(stamps.length);
    expect(stamps).toEqual(stamps.toSorted());
  });

  it('goes on after a wall clock that was set back by a day, also over a restart', () => {
    const { wall, clock } = clockAt(WALL_MS);
    const before = clock.stamp();
    wall.ms -= DAY_MS;
    const after = clock.stamp();
    expect(after > before).toBe(true);
    expect(clockAt(WALL_MS - DAY_MS, after).clock.stamp() > after).toBe(true);
  });

  it('follows a foreign stamp within the bound, so that an answer sorts behind what it answers', () => {
    const foreign = clockAt(WALL_MS + MAX_DRIFT_MS).clock.stamp();
    const { clock } = clockAt(WALL_MS);
    expect(clock.receive(foreign)).toBe(MAX_DRIFT_MS);
    expect(clock.stamp() > foreign).toBe(true);
  });

  it('is not dragged along by a stamp beyond the bound, and says how far it is ahead', () => {
    const foreign = clockAt(WALL_MS + DAY_MS).clock.stamp();
    const { clock } = clockAt(WALL_MS);
    expect(clock.receive(foreign)).toBe(DAY_MS);
    expect(stampTimeMs(clock.stamp())).toBe(WALL_MS);
  });

  it('is not dragged along after a restart either, but never falls behind its own last stamp', () => {
    const [desk, ahead] = [testDesk(), testDesk(null, null, DAY_MS)];
    desk.act('import.revoke', { importId: crypto.randomUUID(), label: '' });
    ahead.act('import.revoke', { importId: crypto.randomUUID(), label: '' });
    const row = ahead.store.prepare('SELECT id, hlc, device, device_sequence AS deviceSequence, actor, type, version, payload, hash FROM operation').get() as { hlc: string; payload: string };
    desk.receive({ ...row, payload: JSON.parse(row.payload) as unknown } as never);
    const own = desk.store.prepare('SELECT hlc FROM operation WHERE device = ?').pluck().get(desk.device) as string;
    const nowMs = stampTimeMs(own);
    expect(row.hlc > own).toBe(true);
    expect(lastHlc(desk.store, desk.device, latestFollowed(nowMs))).toBe(own);
    expect(lastHlc(desk.store, desk.device, latestFollowed(nowMs - DAY_MS))).toBe(own);
    expect(lastHlc(desk.store, desk.device, latestFollowed(nowMs + DAY_MS))).toBe(row.hlc);
  });

  it('reads any text as a stamp of the beginning of time rather than to fail', () => {
    expect(stampTimeMs('')).toBe(0);
    expect(() => clockAt(WALL_MS, 'no stamp').clock.stamp()).not.toThrow();
  });
});
