import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { placeWindow, readWindowState, writeWindowState } from './windowState.ts';

const LAPTOP = { x: 0, y: 25, width: 1_440, height: 875 };
const BESIDE = { x: 1_440, y: 0, width: 1_920, height: 1_080 };

describe('where the window opens', () => {
  it('is centred the first time, and never larger than the screen', () => {
    expect(placeWindow(null, [BESIDE])).toEqual({ x: 1_680, y: 90, width: 1_440, height: 900 });
    expect(placeWindow(null, [{ x: 0, y: 0, width: 1_280, height: 800 }])).toEqual({ x: 0, y: 0, width: 1_280, height: 800 });
  });

  it('is where it was, on whichever display', () => {
    const bounds = { x: 1_600, y: 100, width: 1_200, height: 800 };
    expect(placeWindow(bounds, [LAPTOP, BESIDE])).toEqual(bounds);
  });

  it('is brought back when its display is gone', () => {
    const placed = placeWindow({ x: 1_600, y: 100, width: 1_200, height: 800 }, [LAPTOP]);
    expect(placed).toEqual({ x: 120, y: 63, width: 1_200, height: 800 });
  });

  it('is brought back when its title bar cannot be reached', () => {
    expect(placeWindow({ x: 100, y: -700, width: 1_000, height: 800 }, [LAPTOP]).y).toBeGreaterThanOrEqual(LAPTOP.y);
    expect(placeWindow({ x: 1_430, y: 100, width: 1_000, height: 800 }, [LAPTOP]).x).toBeLessThanOrEqual(440);
  });

  it('never shrinks below what the screens are drawn for', () => {
    expect(placeWindow({ x: 10, y: 30, width: 10, height: 10 }, [LAPTOP])).toMatchObject({ width: 960, height: 620 });
  });
});

describe('the remembered state', () => {
  let folder = '';
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'hilo-window-')); });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('comes back as it was written', () => {
    const path = join(folder, 'window.json');
    const state = { bounds: { x: 1, y: 2, width: 1_000, height: 700 }, isMaximised: true, theme: 'dark' as const };
    writeWindowState(path, state);
    expect(readWindowState(path)).toEqual(state);
  });

  it('is the first one when the file is missing, cut or of another shape', () => {
    const path = join(folder, 'window.json');
    for (const text of [null, '{"bounds":', '{"bounds":{"x":"1"}}', '[]']) {
      if (text !== null) writeFileSync(path, text);
      expect(readWindowState(path)).toEqual({ bounds: null, isMaximised: false, theme: 'system' });
    }
  });
});
