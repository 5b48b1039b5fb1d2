/** What is shown of the counter: cases, a visit step by step, rules, figures, a receipt. In the sample shop; each scene may be shown again and again. */
import { writeFileSync } from 'node:fs';
import type { ElectronApplication, Page } from '@playwright/test';
import { openCustomer } from '../world/screen.ts';

export type CounterScene = { name: string; show(page: Page): Promise<void>; leave(page: Page): Promise<void> };

type Bridge = { hilo: Record<'query' | 'command', (name: string, input: unknown) => Promise<{ value?: unknown }>> };

const RECEIPT_PX = { width: 760, height: 980 };
const away = async (page: Page): Promise<void> => page.keyboard.press('Escape');
const calm = async (page: Page): Promise<void> => page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
const ask = <T>(page: Page, channel: 'query' | 'command', name: string, input: unknown): Promise<T> =>
  page.evaluate(async ([how, what, data]) => (await (globalThis as unknown as Bridge).hilo[how as 'query'](what, data)).value, [channel, name, input] as const) as Promise<T>;

export const COUNTER_SCENES: readonly CounterScene[] = [
  { name: 'customer', show: (page) => desk(page, 'Lucía Ferreyra'), leave: away },
  { name: 'case', show: (page) => matter(page, 'Guillermo Toledo'), leave: away },
  { name: 'numbers', show: numbers, leave: calm },
  { name: 'numbers-behind', show: async (page) => {
    await numbers(page);
    await page.locator('.matrix-button').first().click();
    await page.locator('.behind [role=option]').first().waitFor();
  }, leave: away },
  { name: 'rules', show: async (page) => {
    await page.keyboard.press('Alt+4');
    await page.locator('.rule-line').first().scrollIntoViewIfNeeded();
  }, leave: calm },
  { name: 'rule-editor', show: async (page) => {
    await page.keyboard.press('Alt+4');
    await page.locator('.rule-line .icon-button').first().click();
    await page.locator('dialog[open]').waitFor();
  }, leave: away },
  { name: 'visit-identify', show: begin, leave: end },
  { name: 'visit-brief', show: identify, leave: end },
  { name: 'visit-act', show: async (page) => {
    await identify(page);
    await page.keyboard.press('Alt+3');
    await page.keyboard.press('p');
    await page.keyboard.type('patrick');
    await page.locator('.visit-main [role=option]').first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('aside', { hasText: 'Heladera Patrick 388 L' }).first().waitFor();
    await calm(page);
  }, leave: end },
  { name: 'visit-wrap-up', show: async (page) => { await identify(page); await page.keyboard.press('Alt+4'); }, leave: end },
  { name: 'visit-close', show: async (page) => { await identify(page); await page.keyboard.press('Alt+5'); }, leave: end },
];

/** The receipt of Lucía's last visit, as it is printed. */
export async function takeReceipt(app: ElectronApplication, page: Page, file: string): Promise<void> {
  const { rows } = await ask<{ rows: { id: string }[] }>(page, 'query', 'customer.list', { text: 'Lucía Ferreyra', offset: 0, limit: 1 });
  const [visit] = await ask<{ id: string }[]>(page, 'query', 'visit.list', { customerId: rows[0]?.id, limit: 1 });
  const receipt = await ask<{ html: string }>(page, 'query', 'receipt.page', { visitId: visit?.id });
  const picture = await app.evaluate(async ({ BrowserWindow }, { html, width, height }) => {
    const sheet = new BrowserWindow({ show: false, width, height, useContentSize: true, webPreferences: { sandbox: true, javascript: false, offscreen: true } });
    try {
      await sheet.loadURL(`data:text/html;charset=utf-8;base64,${Buffer.from(html, 'utf8').toString('base64')}`);
      return (await sheet.webContents.capturePage()).toPNG().toString('base64');
    } finally {
      sheet.destroy();
    }
  }, { html: receipt.html, ...RECEIPT_PX });
  writeFileSync(file, Buffer.from(picture, 'base64'));
}

async function desk(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Alt+1');
  await openCustomer(page, name);
  await calm(page);
}

async function matter(page: Page, name: string): Promise<void> {
  await desk(page, name);
  await page.locator('.case-title').first().click();
  await page.locator('dialog[open] .case-part').first().waitFor();
}

async function numbers(page: Page): Promise<void> {
  await page.keyboard.press('Alt+6');
  await page.locator('.mark').first().waitFor();
  await page.locator('.numbers-page').evaluate((part) => part.scrollTo(0, 0));
}

async function begin(page: Page): Promise<void> {
  await desk(page, 'Guillermo Toledo');
  await page.keyboard.press('Alt+2');
  await calm(page);
  await page.keyboard.press('Shift+V');
  await page.locator('.visit-main [role=combobox]').first().waitFor();
}

async function identify(page: Page): Promise<void> {
  await begin(page);
  await page.keyboard.type('6123-4410');
  await page.keyboard.press('Enter');
  await page.locator('.visit-who', { hasText: 'Lucía Ferreyra' }).waitFor();
}

/** What was begun for a picture is thrown away. */
async function end(page: Page): Promise<void> {
  await calm(page);
  for (const { id } of await ask<{ id: string }[]>(page, 'query', 'visit.open', {})) await ask(page, 'command', 'visit.drop', { visitId: id });
  await page.locator('main.visit button').first().click();
  await page.locator('.visit').waitFor({ state: 'detached' });
}
