/**
 * Takes the pictures of README from the running app: `npm run screenshots [-- --all]`.
 *
 * Without `--all` only the pictures that README shows; with it every screen in both themes, languages and sizes, into
 * test-results/screens, for looking the whole product over.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { COUNTER_SCENES, takeReceipt } from './counterScenes.ts';
import { GAP_SCENE, LIVE_SCENES } from './liveScenes.ts';
import type { LiveScene } from './liveScenes.ts';
import { fillOutbox, openLiveShop } from './liveShop.ts';
import type { LiveShop } from './liveShop.ts';

type Look = { theme: 'light' | 'dark'; language: 'es' | 'en'; width: number; height: number };
type Screen = { name: string; show(page: Page): Promise<void> };

const here = dirname(fileURLToPath(import.meta.url));
const project = dirname(dirname(here));
const START_LIMIT_MS = 120_000;
const GAP_MS = 65_000;

/** Sections have a key each (see the list of shortcuts in the app). */
const SCREENS: Screen[] = [
  { name: 'workspace', show: (page) => section(page, '1') },
  { name: 'customers', show: (page) => section(page, '2') },
  { name: 'sync', show: (page) => section(page, '3') },
  { name: 'settings', show: (page) => section(page, '4') },
  { name: 'search', show: async (page) => {
    await section(page, '1');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('heladera');
    await page.getByRole('option').first().waitFor();
  } },
];

const README_LOOKS: { screen: string; look: Look }[] = [
  { screen: 'workspace', look: { theme: 'light', language: 'en', width: 1440, height: 900 } },
  { screen: 'workspace', look: { theme: 'dark', language: 'es', width: 1440, height: 900 } },
  { screen: 'search', look: { theme: 'light', language: 'en', width: 1280, height: 800 } },
  { screen: 'sync', look: { theme: 'light', language: 'en', width: 1280, height: 800 } },
];

/** Of the counter. */
const COUNTER_README_LOOKS: Record<string, Look> = {
  case: { theme: 'light', language: 'en', width: 1440, height: 900 },
  'visit-act': { theme: 'light', language: 'en', width: 1440, height: 900 },
  'visit-close': { theme: 'dark', language: 'es', width: 1440, height: 900 },
  numbers: { theme: 'light', language: 'en', width: 1440, height: 900 },
  'numbers-behind': { theme: 'dark', language: 'es', width: 1440, height: 900 },
  'rule-editor': { theme: 'light', language: 'en', width: 1440, height: 900 },
};

/** Of the shop that writes and telephones. */
const LIVE_README_LOOKS: Record<string, Look> = {
  composer: { theme: 'light', language: 'en', width: 1440, height: 900 },
  call: { theme: 'dark', language: 'es', width: 1440, height: 900 },
  outbox: { theme: 'light', language: 'en', width: 1440, height: 900 },
};

const everything = process.argv.includes('--all');
const folder = everything ? join(project, 'test-results', 'screens') : here;
mkdirSync(folder, { recursive: true });
const profile = mkdtempSync(join(tmpdir(), 'hilo-screens-'));
try {
  await firstRun();
  await sampleShop();
  await liveShop();
} finally {
  rmSync(profile, { recursive: true, force: true });
}

async function sampleShop(): Promise<void> {
  const { app, page } = await start('shop', ['--sample']);
  const wanted = everything
    ? SCREENS.flatMap(({ name }) => looks().map((look) => ({ screen: name, look })))
    : README_LOOKS;
  for (const { screen, look } of wanted) {
    await wear(app, page, look);
    await SCREENS.find(({ name }) => name === screen)?.show(page);
    await save(page, screen, look);
    await page.keyboard.press('Escape');
  }
  for (const { name, show, leave } of everything ? COUNTER_SCENES : COUNTER_SCENES.filter((scene) => Object.hasOwn(COUNTER_README_LOOKS, scene.name))) {
    const { [name]: look = looks()[0]! } = COUNTER_README_LOOKS;
    await wear(app, page, look);
    await show(page);
    for (const one of everything ? looks() : [look]) {
      await wear(app, page, one);
      await save(page, name, one);
    }
    await leave(page);
  }
  await takeReceipt(app, page, join(folder, 'receipt.png'));
  await app.close();
}

/** The same shop with its accounts connected: writing, waiting, ringing. */
async function liveShop(): Promise<void> {
  const { app, page } = await start('shop', []);
  const shop = await openLiveShop(page);
  try {
    await fillOutbox(page, shop);
    for (const scene of everything ? LIVE_SCENES : LIVE_SCENES.filter(({ name }) => Object.hasOwn(LIVE_README_LOOKS, name))) await takeLive(app, page, shop, scene);
    if (everything) await takeGap(app, page, shop);
  } finally {
    await app.close();
    await shop.dispose();
  }
}

async function takeLive(app: ElectronApplication, page: Page, shop: LiveShop, { name, show, leave }: LiveScene): Promise<void> {
  const { [name]: look = looks()[0]! } = LIVE_README_LOOKS;
  await wear(app, page, look);
  await show(page, shop);
  for (const one of everything ? looks() : [look]) {
    await wear(app, page, one);
    await save(page, name, one);
  }
  await leave(page, shop);
}

/** The exchange is silent for longer than a call lasts at least. */
async function takeGap(app: ElectronApplication, page: Page, shop: LiveShop): Promise<void> {
  shop.exchange.fallSilent(true);
  shop.exchange.drop();
  await page.waitForTimeout(GAP_MS);
  shop.exchange.fallSilent(false);
  await shop.exchange.waitForClients(1);
  await takeLive(app, page, shop, GAP_SCENE);
}

/** An empty profile shows the three doors. */
async function firstRun(): Promise<void> {
  const { app, page } = await start('empty', []);
  for (const look of everything ? looks() : [{ theme: 'light', language: 'en', width: 1280, height: 800 } as const]) {
    await wear(app, page, look);
    await save(page, 'first-run', look);
  }
  await app.close();
}

function looks(): Look[] {
  return (['light', 'dark'] as const).flatMap((theme) => (['es', 'en'] as const).flatMap((language) => [{ theme, language, width: 1280, height: 800 }, { theme, language, width: 1440, height: 900 }]));
}

async function start(name: string, extra: string[]): Promise<{ app: ElectronApplication; page: Page }> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const executablePath = process.env['HILO_ELECTRON'];
  const env = Object.fromEntries(Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined));
  const app = await _electron.launch({
    ...(executablePath === undefined ? {} : { executablePath }), colorScheme: null,
    args: [...asRoot, project, '--profile', join(profile, name), ...extra], env: { ...env, HILO_KEY_FILE: join(profile, `${name}.key`) },
  });
  const page = await app.firstWindow();
  await page.locator('html[data-ready=true]').waitFor({ timeout: START_LIMIT_MS, state: 'attached' });
  return { app, page };
}

async function wear(app: ElectronApplication, page: Page, { theme, language, width, height }: Look): Promise<void> {
  await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height), { width, height });
  await page.evaluate((settings) => (window as unknown as { hilo: { command(name: string, input: unknown): Promise<unknown> } }).hilo.command('settings.set', settings), { theme, language });
  await page.locator(`html[data-theme=${theme}][lang=${language}]`).waitFor({ state: 'attached' });
}

/** Sections are loaded when they are first shown: their heading says that they stand. */
async function section(page: Page, number: string): Promise<void> {
  await page.keyboard.press(`Alt+${number}`);
  await page.getByRole('heading').first().waitFor();
}

/** Two frames after the last change, so that fonts and layout stand. */
async function save(page: Page, name: string, look: Look): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => new Promise((settle) => requestAnimationFrame(() => requestAnimationFrame(settle)))));
  const file = everything ? `${name}-${look.theme}-${look.language}-${look.width}.png` : `${name}-${look.theme}.png`;
  await page.screenshot({ path: join(folder, file) });
  process.stdout.write(`${join(folder, file)}\n`);
}
