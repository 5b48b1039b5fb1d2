/** The built app in its real window, for measuring: started by Playwright on a profile that has a key file. */
import { _electron } from '@playwright/test';
import type { Page } from '@playwright/test';
import { projectFolder } from '../../electron/dev/places.ts';

export type Desktop = { page: Page; close(): Promise<void> };

const START_LIMIT_MS = 60_000;
const SIZE = { width: 1_280, height: 800 };

/** Chromium's sandbox refuses to run as root, which only a container does. */
export const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** @throws Error when no Electron was named by the set-up */
export function electronPath(): string {
  const path = process.env['HILO_ELECTRON'];
  if (path === undefined || path === '') throw new Error('HILO_ELECTRON names no Electron; start this through `npm run bench`');
  return path;
}

/** Settles when the first screen has its data. */
export async function openDesktop(profileDir: string): Promise<Desktop> {
  const env = Object.fromEntries(Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined));
  const electron = await _electron.launch({
    executablePath: electronPath(), cwd: projectFolder, env, timeout: START_LIMIT_MS,
    args: ['--password-store=basic', ...asRoot, projectFolder, '--profile', profileDir, '--lang', 'en'],
  });
  const child = electron.process();
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // Chromium blocks when nobody reads what it prints.
  child.stdout?.resume();
  child.stderr?.resume();
  const page = await electron.firstWindow({ timeout: START_LIMIT_MS });
  await electron.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height), SIZE);
  await untilReady(page);
  return {
    page,
    async close() {
      await electron.close();
      await exited;
    },
  };
}

export async function untilReady(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.dataset['ready'] === 'true', undefined, { timeout: START_LIMIT_MS });
}

/** Asks the core through the window's own bridge. */
export async function ask<T>(page: Page, name: string, input: unknown): Promise<T> {
  return await page.evaluate(async (asked) => {
    const bridge = (window as unknown as { hilo: { query(name: string, input: unknown): Promise<{ ok: boolean; value?: unknown }> } }).hilo;
    const envelope = await bridge.query(asked.name, asked.input);
    if (!envelope.ok) throw new Error(`${asked.name} failed`);
    return envelope.value;
  }, { name, input }) as T;
}
