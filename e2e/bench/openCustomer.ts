/**
 * From the click on a customer to their newest items being painted, in the real window, for a customer with 10,000
 * mails among 2,000 others.
 *
 * Every open that counts is the first one of that customer in its page: the page is loaded anew before it, so that
 * nothing comes out of the window's own cache, and two others are opened first, as in a working day. Measured inside
 * the page, from the time the click was made to the page's own mark that the rows are on the glass.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { projectFolder } from '../../electron/dev/places.ts';
import { newProfile, startBuiltCore } from './builtCore.ts';
import { OWN_DOMAIN, planLetters } from './corpus.ts';
import type { Letter } from './corpus.ts';
import { benchCache, corpusHash, mboxFile } from './corpusFile.ts';
import { ask, openDesktop, untilReady } from './desktop.ts';
import { percentile, round } from './figures.ts';
import type { Figures } from './figures.ts';

export const LARGE_CUSTOMER = 10_000;
const OTHERS = 2_000;
const IMPORT_LIMIT_MS = 15 * 60_000;
/** What the profile's rows depend on. */
const MADE_BY = ['electron/core/store/migrations', 'electron/core/ingest', 'electron/core/connectors/mail/mime', 'electron/core/store/searchFile.ts'];

export async function measureOpenCustomer(opens: number, say: (line: string) => void): Promise<Figures> {
  const profile = await windowProfile(say);
  const desktop = await openDesktop(profile);
  try {
    const { page } = desktop;
    const large = (await ask<{ rows: { id: string; interactions: number }[] }>(page, 'customer.list', { text: '', offset: 0, limit: 1 })).rows[0];
    if (large === undefined || large.interactions < LARGE_CUSTOMER) throw new Error(`the first customer has ${large?.interactions ?? 0} interactions`);
    const first: number[] = [];
    const again: number[] = [];
    for (let nth = 0; nth < opens; nth++) {
      await startAnew(page);
      await openRow(page, 1 + (nth % 4));
      await openRow(page, 5);
      first.push(await openRow(page, 0, large.id));
      await openRow(page, 2);
      again.push(await openRow(page, 0, large.id));
    }
    say(`window: ${opens} opens, first p50 ${round(percentile(first, 50))} ms, again (from the window's cache) p50 ${round(percentile(again, 50))} ms`);
    return {
      open_customer_p50_ms: round(percentile(first, 50)), open_customer_p95_ms: round(percentile(first, 95)), open_customer_max_ms: round(Math.max(...first)),
      reopen_customer_p50_ms: round(percentile(again, 50)), reopen_customer_p95_ms: round(percentile(again, 95)),
    };
  } finally {
    await desktop.close();
  }
}

/** Longer than the pause after which the window hands over where the person is. */
const SETTLED_MS = 500;

/** The page without anything in its cache and with nobody open, at the list of customers. */
async function startAnew(page: Page): Promise<void> {
  const blank = { window: { section: 'customers', tabs: [], activeId: null, isPanelOpen: true, hasOpened: true } };
  // A page that goes first hands over its own tabs: it is to have nothing left to hand over.
  await page.waitForTimeout(SETTLED_MS);
  await page.evaluate((memory) => (window as unknown as { hilo: { command(name: string, input: unknown): Promise<unknown> } }).hilo.command('desk.remember', memory), blank);
  await page.reload();
  await untilReady(page);
  await page.locator('.listbox [role=option]').nth(5).locator('.row-name').waitFor();
}

/** Clicks the row and waits for its customer. @returns ms from the click to the mark of the painted rows */
async function openRow(page: Page, index: number, expectedId?: string): Promise<number> {
  await page.evaluate(() => {
    const root = document.documentElement;
    const result = new Promise<{ tookMs: number; id: string }>((resolve) => {
      let clickedAt: number | null = null;
      addEventListener('click', (event) => { clickedAt = event.timeStamp; }, { capture: true, once: true });
      const observer = new MutationObserver(() => {
        if (clickedAt === null) return;
        observer.disconnect();
        resolve({ tookMs: performance.now() - clickedAt, id: root.dataset['painted'] ?? '' });
      });
      observer.observe(root, { attributes: true, attributeFilter: ['data-painted'] });
    });
    Object.assign(window, { benchOpen: result });
  });
  await page.locator(`.listbox [role=option][aria-posinset="${index + 1}"]`).click();
  const { tookMs, id } = await page.evaluate(() => (window as unknown as { benchOpen: Promise<{ tookMs: number; id: string }> }).benchOpen);
  if (expectedId !== undefined && id !== expectedId) throw new Error('another customer was painted');
  return tookMs;
}

/** The profile for the window, made once: one customer with 10,000 mails, the newest of them last, and 2,000 with one each. */
export async function windowProfile(say: (line: string) => void): Promise<string> {
  const dir = join(benchCache, `window-${profileHash()}`);
  if (existsSync(dir)) return dir;
  for (const old of existsSync(benchCache) ? readdirSync(benchCache) : []) if (old.startsWith('window-')) rmSync(join(benchCache, old), { recursive: true, force: true });
  const making = join(benchCache, 'window-making');
  say(`window: making a history of ${(LARGE_CUSTOMER + OTHERS).toLocaleString('en')} mails ...`);
  const startedAt = performance.now();
  await importMbox(newProfile(making), mboxFile('window', windowLetters));
  say(`window: made in ${round((performance.now() - startedAt) / 1_000, 1)} s`);
  renameSync(making, dir);
  return dir;
}

function windowLetters(): Letter[] {
  const large = planLetters({ letters: LARGE_CUSTOMER, seed: 2, customers: 1 });
  const others = planLetters({ letters: OTHERS, seed: 3, customers: OTHERS });
  const lastMs = Math.max(...[...large, ...others].map((letter) => letter.sentAtMs));
  const newest = large.at(-1) as Letter;
  return [...large.slice(0, -1), ...others, { ...newest, sentAtMs: lastMs + 3_600_000 }].sort((a, b) => a.sentAtMs - b.sentAtMs);
}

async function importMbox(profileDir: string, file: string): Promise<void> {
  const core = await startBuiltCore(profileDir);
  await core.command('settings.set', { own: [OWN_DOMAIN], country: 'ES' });
  await core.command('import.files', { paths: [file] });
  for (const end = performance.now() + IMPORT_LIMIT_MS; ;) {
    const [started] = (await core.query('sync.state', {})).imports;
    if (started?.error) throw new Error(`the import failed: ${started.error.code}`);
    if (started !== undefined && started.finishedAtMs !== null && (await core.query('app.state', {})).indexing === 0) break;
    if (performance.now() > end) throw new Error('the import did not end in time');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await core.stop();
}

function profileHash(): string {
  const hash = createHash('sha256').update(corpusHash());
  for (const path of MADE_BY.map((one) => join(projectFolder, one))) {
    const files = path.endsWith('.ts') ? [path] : readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => /^(?!.*\.test\.).*\.ts$/.test(name)).sort().map((name) => join(path, name));
    for (const file of files) hash.update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 12);
}
