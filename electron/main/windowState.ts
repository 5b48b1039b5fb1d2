/** Where the window stood and how it looked, remembered in `window.json` of the profile. Nothing personal is in it. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

export type Rectangle = { x: number; y: number; width: number; height: number };

const windowState = z.object({
  bounds: z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int().positive(), height: z.number().int().positive() }).nullable(),
  isMaximised: z.boolean(),
  /** The theme of the settings, known before the history is open so that the window never flashes in the other one. */
  theme: z.enum(['light', 'dark', 'system']),
});
export type WindowState = z.infer<typeof windowState>;

export const SMALLEST = { width: 960, height: 620 };
const USUAL = { width: 1_440, height: 900 };
const FIRST: WindowState = { bounds: null, isMaximised: false, theme: 'system' };
/** Less than this on a screen, and a window can neither be seen nor dragged back. */
const LEAST_VISIBLE_PX = 80;

/** The remembered state; the first one when there is none or it cannot be read. */
export function readWindowState(path: string): WindowState {
  try {
    return windowState.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return FIRST;
  }
}

export function writeWindowState(path: string, state: WindowState): void {
  const partial = `${path}.partial`;
  writeFileSync(partial, JSON.stringify(state), { mode: 0o600 });
  renameSync(partial, path);
}

/**
 * Bounds that can be seen and reached on the displays of now (`workAreas`, the primary one first): those remembered
 * when enough of their title bar lies on a display, else centred on the primary one; never larger than the display.
 */
export function placeWindow(remembered: Rectangle | null, workAreas: readonly Rectangle[]): Rectangle {
  const primary = workAreas[0] ?? { x: 0, y: 0, ...USUAL };
  const home = remembered === null ? undefined : workAreas.find((area) => isReachable(remembered, area));
  const area = home ?? primary;
  const wanted = remembered ?? USUAL;
  const width = Math.min(Math.max(wanted.width, SMALLEST.width), area.width);
  const height = Math.min(Math.max(wanted.height, SMALLEST.height), area.height);
  if (remembered === null || home === undefined) {
    return { x: area.x + Math.round((area.width - width) / 2), y: area.y + Math.round((area.height - height) / 2), width, height };
  }
  return { x: clamp(remembered.x, area.x, area.x + area.width - width), y: clamp(remembered.y, area.y, area.y + area.height - height), width, height };
}

function isReachable(bounds: Rectangle, area: Rectangle): boolean {
  const visibleWidth = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const isTitleOnScreen = bounds.y >= area.y && bounds.y <= area.y + area.height - LEAST_VISIBLE_PX;
  return visibleWidth >= LEAST_VISIBLE_PX && isTitleOnScreen;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
