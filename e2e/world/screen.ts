/** Ways through the window that many tests take, in English words unless a test says otherwise. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { ElectronApplication, Locator, Page } from '@playwright/test';

/** Opens a customer by the palette. What was decided a moment ago reaches the search a moment later: then it is asked again, as a person would. */
export async function openCustomer(page: Page, text: string, name = text): Promise<void> {
  await expect(page.locator('dialog')).toHaveCount(0);
  await expect(async () => {
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog');
    await palette.getByRole('combobox').fill(text);
    const choice = palette.getByRole('group', { name: /^(Customers|Clientes)$/ }).getByRole('option').filter({ has: page.locator('.choice-title', { hasText: name }) }).first();
    await expect(choice).toBeVisible();
    await choice.click();
    await expect(workspace(page)).toHaveAccessibleName(new RegExp(escaped(name)), { timeout: 3_000 });
  }).toPass({ timeout: 20_000 });
  await expect(timeline(page).getByRole('article').first()).toBeVisible();
}

export const workspace = (page: Page): Locator => page.getByRole('region', { name: /^(Customer|Cliente) / });
export const timeline = (page: Page): Locator => page.getByRole('region', { name: /^(Timeline|Línea de tiempo)$/ });
export const panel = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });
export const toast = (page: Page, text: string | RegExp): Locator => page.locator('.toast').filter({ hasText: text });
export const customerName = (page: Page): Locator => workspace(page).getByRole('heading', { level: 1 });

export type Seen = { id: string; channel: string; atMs: number; text: string };

/**
 * Every interaction that the timeline shows, in the order in which it stands there. Fails when a place in view stays
 * blank.
 */
export async function readTimeline(page: Page): Promise<Seen[]> {
  const pages: Seen[][] = [];
  for await (const scroller of upTheTimeline(page)) pages.unshift(await drawn(scroller));
  return inOrder(pages);
}

/**
 * Brings a part of the timeline into view as a person does: from the newest up, until it is there. Rows out of view do
 * not exist, so that whatever may have been pushed up by something newer is looked for first. What has not arrived yet
 * is waited for.
 */
export async function bringIntoView(page: Page, part: Locator): Promise<void> {
  await expect(async () => {
    await findUpwards(page, part);
    await part.scrollIntoViewIfNeeded({ timeout: MOMENT_MS });
    await expect(part).toBeInViewport({ timeout: MOMENT_MS });
  }).toPass({ timeout: FOUND_MS });
}

/** Gives a row the focus, wherever it stands: `row` may match several, the newest is meant. */
export async function focusRow(page: Page, row: Locator): Promise<void> {
  const newest = row.last();
  await expect(async () => {
    await findUpwards(page, newest);
    await newest.focus({ timeout: MOMENT_MS });
    await expect(newest).toBeFocused({ timeout: MOMENT_MS });
  }).toPass({ timeout: FOUND_MS });
}

/** Two slow cores may need as long to walk up a long history while something else arrives. */
const FOUND_MS = 30_000;
const MOMENT_MS = 2_000;

async function findUpwards(page: Page, part: Locator): Promise<void> {
  for await (const _view of upTheTimeline(page)) if (await part.isVisible()) return;
  throw new Error(`not in the timeline: ${String(part)}`);
}

/** The timeline at every stop on the way from the newest to the oldest, each with something in common with the one before. */
async function* upTheTimeline(page: Page): AsyncGenerator<Locator> {
  const scroller = timeline(page);
  await scroller.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  for (let isAtStart = false; !isAtStart;) {
    await expectNoBlank(scroller);
    yield scroller;
    isAtStart = await scroller.evaluate((element) => element.scrollTop <= 0) && await page.locator('.timeline-start').isVisible();
    await scroller.evaluate((element) => element.scrollBy({ top: -Math.floor(element.clientHeight * 0.6) }));
  }
}

/** The rows that are drawn cover the view: no gap between one and the next, none at an edge. */
export async function expectNoBlank(scroller: Locator): Promise<void> {
  await expect.poll(() => scroller.evaluate((element) => {
    const view = element.getBoundingClientRect();
    const rows = [...element.querySelectorAll('.timeline-row')].map((row) => row.getBoundingClientRect()).filter((row) => row.bottom > view.top && row.top < view.bottom).sort((a, b) => a.top - b.top);
    const slack = 30;
    let covered = view.top;
    for (const row of rows) {
      if (row.top - covered > slack) return `nothing is drawn from ${Math.round(covered - view.top)} to ${Math.round(row.top - view.top)}`;
      covered = Math.max(covered, row.bottom);
    }
    const isWhole = element.scrollHeight <= element.clientHeight;
    return isWhole || view.bottom - covered <= slack ? '' : `nothing is drawn below ${Math.round(covered - view.top)}`;
  }), { message: 'blank rows in the timeline' }).toBe('');
}

function drawn(scroller: Locator): Promise<Seen[]> {
  return scroller.evaluate((element) => [...element.querySelectorAll<HTMLElement>('.timeline-row')].sort((a, b) => Number(a.dataset['index']) - Number(b.dataset['index'])).flatMap((row) => {
    const article = row.querySelector<HTMLElement>('article');
    if (article === null) return [];
    const bubbles = [...article.querySelectorAll<HTMLElement>('.bubble-row')];
    return (bubbles.length > 0 ? bubbles : [article]).map((part) => ({
      id: part.dataset['interaction'] ?? '', channel: article.dataset['channel'] ?? '',
      atMs: Date.parse(part.querySelector('time')?.dateTime ?? ''), text: part.innerText,
    }));
  }));
}

/** Joins overlapping pages; each interaction once, where it first stood. */
function inOrder(pages: readonly Seen[][]): Seen[] {
  const all = new Map<string, Seen>();
  for (const seen of pages.flat()) if (!all.has(seen.id)) all.set(seen.id, seen);
  return [...all.values()];
}

/** Opens a form of the composer that may be folded to one line; `field` stands in the open one. */
export async function unfold(composer: Locator, field: Locator): Promise<void> {
  const line = composer.locator('button.compose-line');
  await expect(line.or(field)).toBeVisible();
  if (await line.isVisible()) await line.click();
  await expect(field).toBeVisible();
}

/** In a dialog that connects a mailbox, up to the password: whatever is found for the address, the server is typed by hand. Answers with the field of the server. */
export async function enterMailbox(dialog: Locator, { address, host, user, password }: { address: string; host: string; user: string; password: string }): Promise<Locator> {
  await dialog.getByRole('textbox', { name: 'Mail address' }).fill(address);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  const server = dialog.getByRole('textbox', { name: 'IMAP server' });
  const change = dialog.getByRole('button', { name: 'Change the server' });
  await expect(server.or(change)).toBeVisible({ timeout: 20_000 });
  if (await change.isVisible()) await change.click();
  await server.fill(host);
  await dialog.getByRole('textbox', { name: 'User' }).fill(user);
  await dialog.getByLabel('Password').fill(password);
  return server;
}

/** Findings of axe of the kind that keep somebody out; lesser ones are for eyes to judge. `rules`: these alone. */
export async function findings(page: Page, rules: string[] = []): Promise<string[]> {
  // Legacy mode keeps to this page: Electron opens no second one for axe to put its results together in.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations } = await (rules.length > 0 ? axe.withRules(rules) : axe).analyze();
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${(node.failureSummary ?? '').split('\n').slice(1).join(' ').trim()}`));
}

/** Does it in the one theme and then in the other, with nothing that moves. */
export async function inBothThemes(page: Page, look: (theme: 'light' | 'dark') => Promise<void>): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await look(theme);
  }
}

/** The system's file chooser answers with these paths, each list once, in order; the last one again and again. */
export async function chooseFiles(electron: ElectronApplication, ...answers: string[][]): Promise<void> {
  await electron.evaluate(({ dialog }, lists) => {
    let asked = 0;
    dialog.showOpenDialog = () => {
      const filePaths = lists[Math.min(asked, lists.length - 1)] ?? [];
      asked += 1;
      return Promise.resolve({ canceled: filePaths.length === 0, filePaths });
    };
  }, answers);
}

/** The system's "save as" answers with this path. */
export async function saveTo(electron: ElectronApplication, filePath: string): Promise<void> {
  await electron.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
  }, filePath);
}

/** Asks the core what the window itself asks it; for what a test must know beforehand, never for what it proves. */
export async function ask<T>(page: Page, query: string, input: unknown): Promise<T> {
  return page.evaluate(async ([name, data]) => {
    const bridge = (globalThis as unknown as { hilo: { query: (name: string, input: unknown) => Promise<{ ok: boolean; value?: unknown; error?: unknown }> } }).hilo;
    const answer = await bridge.query(name as string, data);
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    return answer.value;
  }, [query, input]) as Promise<T>;
}

/** Tells the core what a person would tell it by many clicks; for what a test needs beforehand, never for what it proves. */
export async function tell<T>(page: Page, command: string, input: unknown): Promise<T> {
  return page.evaluate(async ([name, data]) => {
    const bridge = (globalThis as unknown as { hilo: { command: (name: string, input: unknown) => Promise<{ ok: boolean; value?: unknown; error?: unknown }> } }).hilo;
    const answer = await bridge.command(name as string, data);
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    return answer.value;
  }, [command, input]) as Promise<T>;
}

export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
