/** Everything without a mouse: one whole task, and every action of every screen within reach of the keys. */
import type { Page } from '@playwright/test';
import { closeAll, expect, sampleWorld, test } from './world/app.ts';
import { customerName, panel, timeline, toast } from './world/screen.ts';

test.afterEach(closeAll);

test('a whole task by keyboard alone: the queue, a mail, a note, a suggestion and its undo, search, language and theme', async () => {
  const { page } = await sampleWorld();
  const press = (...keys: string[]): Promise<void> => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());

  await test.step('open the next in the queue', async () => {
    await press('Alt+1', 'j', 'j');
    const active = page.getByRole('listbox', { name: 'Customers who wait for an answer' }).locator('[data-active=true]');
    const name = await active.locator('.row-name').innerText();
    await press('Enter');
    await expect(customerName(page)).toHaveText(name);
  });

  await test.step('find a customer, read the newest mail', async () => {
    await press('/');
    await page.keyboard.type('lucia ferreyra');
    await expect(page.getByRole('banner').getByRole('option').first()).toContainText('Lucía Ferreyra');
    await press('Enter');
    await expect(customerName(page)).toHaveText('Lucía Ferreyra');
    await press('t');
    await expect(timeline(page).locator('article:focus')).toHaveCount(1);
    for (let step = 0; step < 30 && await timeline(page).locator('article:focus[data-channel=mail]').count() === 0; step += 1) {
      const before = await timeline(page).locator('article:focus').getAttribute('data-key');
      await press('ArrowUp');
      await expect.poll(() => timeline(page).locator('article:focus').getAttribute('data-key')).not.toBe(before);
    }
    await press('Enter');
    await expect(timeline(page).locator('article:focus .body-text')).toBeVisible();
    await press('Enter');
    await expect(timeline(page).locator('article:focus .body-text')).toBeHidden();
  });

  await test.step('write a note', async () => {
    await press('n');
    await page.keyboard.type('Nota sin ratón');
    await press('Control+Enter');
    await expect(timeline(page).getByRole('article').filter({ hasText: 'Nota sin ratón' })).toBeVisible();
    await press('Escape');
  });

  await test.step('answer a suggestion, and take it back', async () => {
    await openPalette(page);
    await page.keyboard.type('carolina nunez');
    await expect(page.getByRole('dialog').getByRole('option').filter({ hasText: 'Carolina Núñez' }).first()).toBeVisible();
    await pickByArrows(page, 'Carolina Núñez');
    await expect(customerName(page)).toHaveText('Carolina Núñez');
    const points = panel(page, 'Contact points and why').getByRole('listitem');
    const before = await points.count();
    await tabTo(page, 'Same person');
    await press('Enter');
    await expect(toast(page, 'Merged: there is one story now.')).toBeVisible();
    await expect(points).not.toHaveCount(before);
    const joined = await points.count();
    await tabTo(page, 'Undo');
    await press('Enter');
    await expect(toast(page, 'Undone: everything is as it was.')).toBeVisible();
    await expect(points).not.toHaveCount(joined);
  });

  await test.step('change theme and language', async () => {
    await openPalette(page);
    await page.keyboard.type('dark theme');
    await press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await openPalette(page);
    await page.keyboard.type('español');
    await press('Enter');
    await expect(page.locator('html')).toHaveAttribute('lang', 'es');
    await expect(page.getByRole('heading', { level: 2, name: 'Cola' }).or(page.getByRole('heading', { level: 2, name: 'Bandeja' })).or(page.getByRole('heading', { level: 2, name: 'Clientes' })).first()).toBeVisible();
  });
});

for (const [keys, screen] of [['Alt+1', 'queue and workspace'], ['Alt+2', 'customers'], ['Alt+3', 'sync'], ['Alt+4', 'settings']] as const) {
  test(`every action of ${screen} is reached by the Tab key, or by arrows from where Tab goes`, async () => {
    const { page } = await sampleWorld();
    await page.keyboard.press(keys);
    await expect(page.getByRole('navigation', { name: 'Sections' }).locator('[aria-current=page]')).toBeVisible();
    if (keys >= 'Alt+3') await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
    else await expect(timeline(page).getByRole('article').first()).toBeVisible();
    const wanted = await markActions(page);
    expect(wanted).toBeGreaterThan(8);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    // A field of a time or a date has several stops of its own.
    for (let step = 0; step < wanted * 6; step += 1) {
      await page.keyboard.press('Tab');
      if (await visit(page)) break;
    }
    expect(await missed(page)).toEqual([]);
  });
}

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
}

/** Tab until the control of that name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 120; step += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.textContent?.trim() === wanted, name)) return;
  }
  throw new Error(`no Tab leads to ${name}`);
}

async function pickByArrows(page: Page, text: string): Promise<void> {
  for (let step = 0; step < 30; step += 1) {
    if (await page.getByRole('dialog').locator('[aria-selected=true]').filter({ hasText: text }).count() > 0) return page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`no arrow leads to ${text}`);
}

/** Marks what can be acted on in view now; answers with how many. Members of a group that arrows walk count as their group. */
function markActions(page: Page): Promise<number> {
  return page.evaluate(() => {
    const walkers = '[role=listbox], [role=radiogroup], svg[role=group], article';
    const all = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [role=button], [role=option], [role=radio], [tabindex]')];
    const targets = new Set(all.filter((element) => {
      const box = element.getBoundingClientRect();
      const isSeen = box.width > 0 && box.height > 0 && box.top < innerHeight && box.bottom > 0 && element.checkVisibility();
      return isSeen && !element.matches(':disabled, [aria-hidden=true] *, .skip, main') && !element.closest('dialog:not([open])');
    }).map((element) => (element.tabIndex >= 0 ? element : element.closest<HTMLElement>(walkers) ?? element)));
    for (const element of targets) element.dataset['walk'] = 'wanted';
    return targets.size;
  });
}

/** Notes where the focus is; true once the walk came round to where nothing is left. */
function visit(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    for (let element: Element | null = document.activeElement; element !== null; element = element.parentElement) {
      if (element instanceof HTMLElement || element instanceof SVGElement) if (element.dataset['walk'] === 'wanted') element.dataset['walk'] = 'seen';
    }
    return document.querySelector('[data-walk=wanted]') === null;
  });
}

/** What the walk never met: rows of one list count once, since arrows go from one to the next. */
function missed(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const isWalked = (element: Element): boolean => {
      if (element.matches('article')) return document.querySelector('article[data-walk=seen]') !== null;
      const row = element.closest('article');
      // What stands in a row of the timeline is reached by going to that row first; one row that was walked through shows it.
      return row !== null && row !== element && document.querySelector('article [data-walk=seen]') !== null;
    };
    return [...document.querySelectorAll('[data-walk=wanted]')].filter((element) => !isWalked(element))
      .map((element) => `${element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 60) ?? ''} (${element.className})`);
  });
}
