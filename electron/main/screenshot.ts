/** A picture of the window's first real screen, for machines without a display. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserWindow } from 'electron';
import { SECOND_MS } from '../../shared/time.ts';

const READY_LIMIT_MS = 120 * SECOND_MS;
const LOOK_EVERY_MS = 100;
/** From the data being there to the compositor having drawn it. */
const DRAWN_AFTER_MS = 400;

/** Saves the picture when the page says that its first screen has its data; answers whether it said so in time. */
export async function saveScreenshot(browser: BrowserWindow, path: string): Promise<{ path: string; isReady: boolean }> {
  const isReady = await waitUntilReady(browser, Date.now() + READY_LIMIT_MS);
  await delay(DRAWN_AFTER_MS);
  const picture = await browser.webContents.capturePage();
  const target = resolve(path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, picture.toPNG());
  return { path: target, isReady };
}

async function waitUntilReady(browser: BrowserWindow, untilMs: number): Promise<boolean> {
  while (Date.now() < untilMs) {
    if (await pageData(browser, 'ready') === 'true') return true;
    await delay(LOOK_EVERY_MS);
  }
  return false;
}

/** A `data-*` mark of the page's root; empty while there is no page to ask. */
export async function pageData(browser: BrowserWindow, name: 'ready' | 'painted'): Promise<string> {
  if (browser.isDestroyed() || browser.webContents.isLoadingMainFrame()) return '';
  try {
    return String(await browser.webContents.executeJavaScript(`document.documentElement.dataset.${name} ?? ''`));
  } catch {
    // The page went away while it was asked.
    return '';
  }
}
