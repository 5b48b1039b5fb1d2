/** Search of everything: accents, spellings of numbers, and the way to the very words. */
import { closeAll, expect, launch, seededProfile, test } from './world/app.ts';
import type { Desk } from './world/app.ts';
import { sofia } from './seedPeople.ts';
import { customerName, timeline } from './world/screen.ts';

let desk: Desk;

test.beforeAll(async () => { desk = await launch({ profile: await seededProfile(sofia.files), network: 'off', size: { width: 1280, height: 800 } }); });
test.afterAll(closeAll);

async function search(text: string): Promise<ReturnType<Desk['page']['getByRole']>> {
  await desk.page.keyboard.press('Escape');
  await desk.page.keyboard.press('/');
  const box = desk.page.getByRole('banner').getByRole('combobox', { name: 'Search' });
  await box.fill(text);
  return desk.page.getByRole('banner').getByRole('listbox', { name: 'Search' });
}

for (const text of ['sofia paredes', 'SOFÍA PAREDES', 'Sofia pare', 'paredes sofia']) {
  test(`a name is found without its accents and in any case: ${text}`, async () => {
    const results = await search(text);
    await expect(results.getByRole('group', { name: 'Customers' }).getByRole('option').filter({ hasText: sofia.name })).toBeVisible();
  });
}

for (const text of ['+54 9 11 6000-1234', '011 15-6000-1234', '005491160001234', '6000 1234', '60001234', '11-6000-1234']) {
  test(`a telephone is found however it is written: ${text}`, async () => {
    const results = await search(text);
    await expect(results.getByRole('group', { name: 'Customers' }).getByRole('option').filter({ hasText: sofia.name })).toBeVisible();
  });
}

test('what nobody said is said to be nowhere', async () => {
  await search('jirafa');
  await expect(desk.page.getByText('Nothing with “jirafa”')).toBeVisible();
});

test('a word of the history opens its customer at that very message', async () => {
  const results = await search('reservo gracias');
  const hit = results.getByRole('group', { name: 'In the history' }).getByRole('option').first();
  await expect(hit.locator('mark').first()).toHaveText(/reservo/i);
  await hit.click();
  await expect(customerName(desk.page)).toHaveText(sofia.name);
  const lit = timeline(desk.page).locator('[data-highlighted=true]');
  await expect(lit).toBeInViewport();
  await expect(lit).toContainText('La reservo, gracias.');
});
