/** The numbers page: from a figure to the customers behind it, by keyboard; pictures as tables; both languages; axe. */
import type { Page } from '@playwright/test';
import { closeAll, expect, sampleWorld, test } from './world/app.ts';
import { customerName, findings, inBothThemes, tell } from './world/screen.ts';

test.afterAll(closeAll);

const picture = (page: Page, name: string | RegExp) => page.getByRole('region', { name });
const behind = (page: Page) => page.getByRole('complementary', { name: /Customers behind the figure|Clientes detrás de la cifra/ });
const people = (page: Page) => behind(page).getByRole('listbox').getByRole('option');
/** Each figure says its number in its name. */
const numberOf = async (figure: ReturnType<Page['getByRole']>): Promise<number> => Number(/(\d+)\D*$/.exec((await figure.getAttribute('aria-label')) ?? '')?.[1]);

test('S10, S18: figures of the sample shop lead to the customers behind them by keyboard alone, as pictures and as tables, in both languages', async () => {
  const desk = await sampleWorld({ network: 'off' });
  const { page } = desk;

  await test.step('the page stands, with every picture', async () => {
    await page.keyboard.press('Alt+6');
    await expect(page.getByRole('heading', { name: 'Numbers', level: 1 })).toBeVisible();
    for (const name of ['Contacts by channel', 'How long we take to answer', 'Promises kept', 'Surveys', 'From channel to channel', 'Reasons']) await expect(picture(page, name)).toBeVisible();
    await expect(picture(page, 'Contacts by channel').locator('.mark').first()).toBeVisible();
  });

  await test.step('arrows move between the marks, Enter shows who is behind one, Escape goes back to it', async () => {
    const stop = picture(page, 'Contacts by channel').locator('.mark[tabindex="0"]');
    await expect(stop).toHaveCount(1);
    await stop.focus();
    const last = await page.locator('.mark:focus').getAttribute('data-mark');
    await page.keyboard.press('ArrowLeft');
    await expect(page.locator('.mark:focus')).not.toHaveAttribute('data-mark', last ?? '');
    const mark = await page.locator('.mark:focus').getAttribute('data-mark');
    await page.keyboard.press('Enter');
    await expect(behind(page)).toBeVisible();
    await expect(behind(page).getByRole('listbox')).toBeFocused();
    expect(await people(page).count()).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    await expect(behind(page)).toBeHidden();
    await expect(page.locator('.mark:focus')).toHaveAttribute('data-mark', mark ?? '');
  });

  await test.step('as many people as the figure says; Enter opens one of them', async () => {
    const cell = picture(page, 'From channel to channel').getByRole('button').first();
    const count = await numberOf(cell);
    await cell.focus();
    await page.keyboard.press('Enter');
    await expect(behind(page).getByRole('status')).toHaveText(count === 1 ? '1 customer' : `${count} customers`);
    await expect(behind(page).getByRole('listbox')).toBeFocused();
    const name = (await people(page).first().locator('.behind-name').innerText()).split('\n').at(-1)?.trim() ?? '';
    await page.keyboard.press('Enter');
    await expect(customerName(page)).toContainText(name);
    await page.keyboard.press('Alt+6');
    await expect(picture(page, 'From channel to channel')).toBeVisible();
  });

  await test.step('the pictures as tables say the same', async () => {
    const contacts = picture(page, 'Contacts by channel');
    const drawn = await contacts.locator('.mark').evaluateAll((marks) => marks.map((mark) => mark.getAttribute('aria-label') ?? '').sort((a, b) => (a < b ? -1 : 1)));
    await page.getByRole('button', { name: 'Show as table' }).press('Space');
    await expect(contacts.getByRole('table')).toBeVisible();
    expect(await contacts.getByRole('button').evaluateAll((cells) => cells.map((cell) => cell.getAttribute('aria-label') ?? '').sort((a, b) => (a < b ? -1 : 1)))).toEqual(drawn);
    await page.getByRole('button', { name: 'Show as table' }).press('Space');
    await expect(contacts.locator('.mark').first()).toBeVisible();
  });

  await test.step('another span, and dates that make none', async () => {
    await page.getByRole('radio', { name: '90 days' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('radio', { name: '365 days' })).toHaveAttribute('aria-checked', 'true');
    await expect(page.getByText(/^Counted at/)).toBeVisible();
    await page.keyboard.press('ArrowRight');
    await page.getByLabel('To', { exact: true }).fill('2001-01-01');
    await expect(page.getByRole('alert')).toHaveText('The last date has to be the first one or a later one.');
    await page.getByRole('radio', { name: '90 days' }).click();
  });

  await test.step('axe, in both themes, with the list open', async () => {
    await picture(page, 'How long we take to answer').getByRole('button').first().press('Enter');
    await expect(people(page).first()).toBeVisible();
    await inBothThemes(page, async (theme) => expect.soft(await findings(page), theme).toEqual([]));
    await page.keyboard.press('Escape');
  });

  await test.step('in Spanish, with numbers and dates as they are written there', async () => {
    await tell(page, 'settings.set', { language: 'es' });
    await expect(page.getByRole('heading', { name: 'Números', level: 1 })).toBeVisible();
    await expect(picture(page, 'Cuánto tardamos en responder').getByRole('columnheader', { name: '9 de cada 10, en menos de' })).toBeVisible();
    await expect(picture(page, 'Contactos por canal').locator('.mark').first()).toHaveAttribute('aria-label', /^(Correo|Chat|Llamada|Sucursal|Web|Reseña|Encuesta), semana del \d+ [a-z]{3,4}( \d{4})?: \d/);
  });
});
