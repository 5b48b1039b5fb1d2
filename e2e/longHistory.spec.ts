/** A customer of 10,000 interactions: the newest at once, the oldest at the end of the way, and no hole in between. */
import { closeAll, expect, launch, seededProfile, test } from './world/app.ts';
import type { Desk } from './world/app.ts';
import { mail, mbox } from './seed.ts';
import { customerName, expectNoBlank, openCustomer, timeline } from './world/screen.ts';

const COUNT = 10_000;
const MIDDLE = 4_321;
let desk: Desk;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  test.setTimeout(120_000);
  const start = Date.UTC(2015, 0, 1);
  const mails = Array.from({ length: COUNT }, (_, at) => mail({
    from: at % 2 === 0 ? 'Estudio Ledesma <hola@ledesma.example>' : 'Tienda <ventas@tienda.example>', to: at % 2 === 0 ? 'ventas@tienda.example' : 'hola@ledesma.example',
    subject: `Mensaje ${at + 1}`, text: at + 1 === MIDDLE ? 'Aquí quedó la ornitorrinca' : `Texto número ${at + 1}`, at: new Date(start + at * 7 * 3_600_000).toISOString(),
  }));
  desk = await launch({ profile: await seededProfile({ 'ledesma.mbox': mbox(mails) }), network: 'off', size: { width: 1280, height: 800 } });
});
test.afterAll(closeAll);

test('10,000 interactions open at the newest, and all of the way to the oldest is drawn', async () => {
  const { page } = desk;
  await openCustomer(page, 'Estudio Ledesma');
  await expect(timeline(page).getByText(`Mensaje ${COUNT}`, { exact: true })).toBeInViewport();
  await expect(page.getByRole('group', { name: 'Channels' }).getByRole('button', { name: /^All/ })).toContainText('10,000');
  // What is drawn is a screenful, not a history.
  expect(await timeline(page).getByRole('article').count()).toBeLessThan(40);
  const scroller = timeline(page);
  const seen = new Set<number>();
  const start = page.locator('.timeline-start');
  let before = '';
  while (!await start.isVisible()) {
    // One loop of steps in the page is what a person with the scroll bar does; every stop must be whole.
    await scroller.evaluate((element) => element.scrollTo({ top: 0 }));
    await expect.poll(async () => await start.isVisible() || await firstDrawn() !== before, { message: 'older items come' }).toBe(true);
    before = await firstDrawn();
    seen.add(Number(/\d+/.exec(before)?.[0]));
    await expectNoBlank(scroller);
  }
  await scroller.evaluate((element) => element.scrollTo({ top: 0 }));
  await expect(timeline(page).getByText('Mensaje 1', { exact: true })).toBeInViewport();
  expect(seen.size).toBeGreaterThan(20);
  await page.keyboard.press('l');
  await expect(timeline(page).getByText(`Mensaje ${COUNT}`, { exact: true })).toBeInViewport();

  async function firstDrawn(): Promise<string> {
    return scroller.evaluate((element) => [...element.querySelectorAll<HTMLElement>('.timeline-row')].sort((a, b) => Number(a.dataset['index']) - Number(b.dataset['index']))[0]?.querySelector('article')?.getAttribute('aria-label') ?? '');
  }
});

test('a hit deep in a long history opens there, with what stands around it', async () => {
  const { page } = desk;
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('ornitorrinca');
  await page.getByRole('dialog').getByRole('group', { name: 'In the history' }).getByRole('option').first().click();
  await expect(customerName(page)).toHaveText('Estudio Ledesma');
  await expect(timeline(page).locator('[data-highlighted=true]')).toContainText('ornitorrinca');
  await expect(timeline(page).locator('[data-highlighted=true]')).toBeInViewport();
  await expect(timeline(page).getByText(`Mensaje ${MIDDLE - 1}`, { exact: true })).toBeVisible();
  await expect(timeline(page).getByText(`Mensaje ${MIDDLE + 1}`, { exact: true })).toBeVisible();
  await expectNoBlank(timeline(page));
});
