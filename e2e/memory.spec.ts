/** One memory of each customer: every channel in one timeline, one screen, and the origin of each datum. */
import { closeAll, expect, launch, outsideConnections, sampleWorld, seededProfile, test } from './world/app.ts';
import type { Desk } from './world/app.ts';
import { customerName, openCustomer, panel, readTimeline, timeline, toast, workspace } from './world/screen.ts';
import { sofia } from './seedPeople.ts';

test.afterAll(closeAll);

test('S1 mail, chat, call, visit and note of one person stand in one ordered timeline, all of them, with the network off', async () => {
  const profile = await seededProfile(sofia.files);
  const desk = await launch({ profile, network: 'off', size: { width: 1280, height: 800 } });
  const { page } = desk;
  await openCustomer(page, sofia.name);
  await joinChat(desk);
  for (const text of ['Visita: vino al local y pagó la seña', 'Llamar el lunes']) {
    await page.keyboard.press('n');
    await page.keyboard.type(text);
    await page.keyboard.press('Control+Enter');
    await expect(timeline(page).getByRole('article').filter({ hasText: text })).toBeVisible();
  }
  const seen = await readTimeline(page);
  const byChannel = Object.fromEntries(['mail', 'chat', 'call', 'note'].map((channel) => [channel, seen.filter((item) => item.channel === channel).length]));
  expect(byChannel).toEqual({ mail: sofia.mails, chat: sofia.chats, call: sofia.calls, note: 2 });
  expect(seen.length).toBe(sofia.mails + sofia.chats + sofia.calls + 2);
  expect(seen.map((item) => item.atMs)).toEqual(seen.map((item) => item.atMs).toSorted((a, b) => a - b));
  // Four messages of one minute keep the order of the file.
  expect(seen.filter((item) => item.channel === 'chat').map((item) => /soy Sofía|sale mañana|Genial|Te espero|el lunes|a las diez/.exec(item.text)?.[0])).toEqual(['soy Sofía', 'sale mañana', 'Genial', 'Te espero', 'el lunes', 'a las diez']);
  await expect(page.getByRole('group', { name: 'Channels' }).getByRole('button', { name: /^All/ })).toContainText(String(seen.length));
  expect(seen.find((item) => item.text.includes('Consulta por una mesa'))?.channel).toBe('mail');
  expect(await page.evaluate(() => navigator.onLine)).toBe(false);
  expect(outsideConnections(desk)).toEqual([]);
  await desk.close();
});

/** The export's number alone is no proof of who wrote; a person says so. */
async function joinChat({ page }: Desk): Promise<void> {
  const suggestion = panel(page, 'May be the same person');
  await expect(suggestion).toContainText('the same number');
  await suggestion.getByRole('button', { name: 'Same person' }).click();
  await expect(suggestion).toBeHidden();
  await expect(workspace(page).getByRole('list', { name: 'Ways to reach them' }).getByRole('listitem')).toHaveCount(3);
}

test.describe('in the sample shop', () => {
  let desk: Desk;
  test.beforeAll(async () => { desk = await sampleWorld({ network: 'off' }); });

  test('S27 one screen of 1280 by 800 shows identity, ways to reach them, case, tasks, journey, timeline and composer without scrolling, and origins in the panel beside it', async () => {
    const { page } = desk;
    await openCustomer(page, 'Lucía Ferreyra');
    const inView = [
      customerName(page), workspace(page).getByRole('list', { name: 'Ways to reach them' }), page.getByRole('region', { name: 'Journey' }),
      timeline(page), panel(page, 'Open case'), panel(page, 'Tasks'), page.getByRole('region', { name: 'Write to Lucía Ferreyra' }),
    ];
    for (const part of inView) await expect(part).toBeInViewport({ ratio: 0.2 });
    const visibleHeight = (await timeline(page).boundingBox())?.height ?? 0;
    expect(visibleHeight).toBeGreaterThan(250);
    const overflow = await page.evaluate(() => ({ x: document.documentElement.scrollWidth - innerWidth, y: document.documentElement.scrollHeight - innerHeight }));
    expect(overflow).toEqual({ x: 0, y: 0 });
    for (const part of [panel(page, 'Data and its origin').first(), panel(page, 'Contact points and why')]) {
      await part.scrollIntoViewIfNeeded();
      await expect(part).toBeInViewport({ ratio: 0.2 });
    }
    const channels = page.getByRole('group', { name: 'Channels' }).getByRole('button');
    await expect(channels.filter({ hasText: /Mail|Chat|Call/ })).toHaveCount(3);
  });

  test('S13 every datum and every contact point of a customer names its origin, and the origin leads there', async () => {
    const { page } = desk;
    await openCustomer(page, 'Lucía Ferreyra');
    const facts = panel(page, 'Data and its origin').locator('.fact');
    await expect(facts).not.toHaveCount(0);
    for (const fact of await facts.all()) await expect(fact.locator('.origin')).toHaveText(/(mail|signature|chat|call|address book|wrote it).*, .+/);
    for (const point of await panel(page, 'Contact points and why').getByRole('listitem').all()) await expect(point.locator('.origin')).toHaveText(/\S/);
    const signed = page.locator('.workspace-side .origin-link').first();
    await signed.click();
    await expect(timeline(page).locator('[data-highlighted=true]')).toBeInViewport();
  });

  test('S13 a changed datum shows old and new value, who changed it and when, and one step takes it back', async () => {
    const { page } = desk;
    await openCustomer(page, 'Lucía Ferreyra');
    const city = panel(page, 'Data and its origin').locator('.fact').filter({ has: page.getByText('City', { exact: true }) });
    const before = await city.innerText();
    await city.locator('.fact-value').click();
    await city.getByRole('textbox').fill('Almagro');
    await city.getByRole('button', { name: 'Save' }).click();
    await expect(city.locator('.fact-value')).toHaveText('Almagro');
    await expect(city.locator('.origin').first()).toHaveText(/Ana Ríos wrote it, /);
    await city.getByRole('button', { name: 'Show the other values of City' }).click();
    await expect(city).toContainText('Caballito → Almagro');
    await expect(city.locator('.fact-others .origin')).toHaveText(/address book .*, /);
    await expect(city.locator('.fact-origin .origin')).toHaveAttribute('title', /\d{4}.* on \S+/);
    await toast(page, 'City: changed.').getByRole('button', { name: 'Undo' }).click();
    await expect(city.locator('.fact-value')).toHaveText('Caballito');
    await expect.poll(() => city.innerText()).toContain(before.trim().split('\n')[0] ?? '');
  });

  test('S13 "where is this datum" lists every place that holds it', async () => {
    const { page } = desk;
    await openCustomer(page, 'Patricia Leiva');
    const point = panel(page, 'Contact points and why').getByRole('listitem').filter({ hasText: 'patricia.leiva@leivaseguros.example' });
    const count = Number(/(\d+) contacts?/.exec(await point.innerText())?.[1]);
    expect(count).toBeGreaterThan(0);
    await point.getByRole('button', { name: /^Actions with/ }).click();
    await page.getByRole('menuitem', { name: 'Where is this datum' }).click();
    const places = page.getByRole('dialog', { name: 'Where is “patricia.leiva@leivaseguros.example”' });
    await expect(places.getByText('Contact point', { exact: false }).first()).toBeVisible();
    // Each message to or from the address, and the contact point itself.
    await expect.poll(() => places.getByRole('listitem').count()).toBeGreaterThanOrEqual(count + 1);
    await places.getByRole('listitem').filter({ hasText: 'Message or call' }).first().getByRole('button', { name: 'Open' }).click();
    await expect(timeline(page).locator('[data-highlighted=true]')).toBeInViewport();
  });
});

test('S1 the words of the sample stand in Spanish as well, with what each channel calls itself', async () => {
  const desk = await sampleWorld({ language: 'es' });
  await openCustomer(desk.page, 'Lucía Ferreyra');
  await expect(desk.page.getByRole('group', { name: 'Canales' }).getByRole('button').filter({ hasText: /Correo|Chat|Llamada/ })).toHaveCount(3);
  await desk.close();
});
