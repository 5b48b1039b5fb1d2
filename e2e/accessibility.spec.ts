/** No serious or critical finding of axe on any screen, in either theme. */
import { closeAll, expect, launch, newProfile, sampleProfile, sampleWorld, test, writeFiles } from './world/app.ts';
import type { Desk } from './world/app.ts';
import { createExchange } from './world/amiCalls.ts';
import { startAmiServer } from './world/amiServer.ts';
import { bringIntoView, chooseFiles, findings, inBothThemes, openCustomer, panel, tell, timeline } from './world/screen.ts';

/** In both themes; the second differs from the first in its colours alone. */
async function audit({ page }: Desk, screen: string): Promise<void> {
  await inBothThemes(page, async (theme) => {
    expect.soft(await findings(page, theme === 'dark' ? ['color-contrast'] : []), `${screen}, ${theme}`).toEqual([]);
  });
}

test.afterEach(closeAll);

test('the desk: queue, customers, workspace with an open mail, menus, dialogs, palette, sync and settings', async () => {
  test.setTimeout(150_000);
  const desk = await sampleWorld();
  const { page } = desk;
  await openCustomer(page, 'Lucía Ferreyra');
  const letter = timeline(page).getByRole('article').filter({ has: page.locator('.entry-title') }).last();
  await bringIntoView(page, letter);
  await letter.locator('.entry-title').click();
  await audit(desk, 'queue and workspace with an open mail');
  await timeline(page).getByRole('button', { name: 'Formatted' }).click();
  await panel(page, 'Data and its origin').getByRole('button', { name: 'Add a datum' }).click();
  await audit(desk, 'formatted mail and a datum being added');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('heladera');
  await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
  await audit(desk, 'palette');
  await page.keyboard.press('Escape');
  for (const [open, name] of [['m', 'merge'], ['?', 'shortcuts']] as const) {
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press(open);
    await expect(page.getByRole('dialog')).toBeVisible();
    await audit(desk, name);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  for (const [item, name] of [['Where is this from', 'source'], ['Is of another person…', 'assign']] as const) {
    await timeline(page).getByRole('button', { name: 'Actions with this contact' }).last().click();
    if (item === 'Where is this from') await audit(desk, 'menu');
    await page.getByRole('menuitem', { name: item }).click();
    await audit(desk, name);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  await openCustomer(page, 'Marta Iglesias');
  await audit(desk, 'workspace with a suggestion');
  await page.keyboard.press('Alt+2');
  await expect(page.getByRole('listbox', { name: 'List of customers' }).getByRole('option').first()).toBeVisible();
  await audit(desk, 'customers');
  await page.keyboard.press('Alt+3');
  await audit(desk, 'sync');
  const [contacts = ''] = writeFiles(desk.profile, { 'lista.csv': 'Cliente;Correo\nNora;nora@quintana.example\n' });
  await chooseFiles(desk.electron, [contacts]);
  await page.getByRole('button', { name: 'Import contacts' }).click();
  await page.getByRole('button', { name: 'Choose the file' }).click();
  await expect(page.getByRole('dialog')).toContainText('1 contact in the file');
  await audit(desk, 'contacts');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Connect mail' }).click();
  await audit(desk, 'account');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+4');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await audit(desk, 'settings');
});

test('a ringing call, who it may be, and the accounts of every kind', async () => {
  test.setTimeout(120_000);
  const exchange = await startAmiServer();
  const desk = await sampleWorld();
  const { page } = desk;
  const calls = createExchange();
  await tell(page, 'account.add', { label: 'Exchange', setup: { kind: 'asteriskAmi', config: { host: exchange.host, port: exchange.port, security: 'plain', user: 'hilo', password: 'pw-ami', acceptInvalidCertificate: false, device: 'PJSIP/1001', context: 'from-internal', dialPrefix: '' } } });
  await exchange.waitForClients(1);
  const pop = page.getByRole('dialog', { name: 'Incoming call' });
  for (const [from, shown] of [['+5491161234410', 'Lucía Ferreyra'], ['+541145827719', 'who is speaking?'], ['+541147778888', 'not in the history']] as const) {
    const call = calls.directRing({ from, to: '1001' });
    exchange.play(call.steps['ring'] ?? []);
    await expect(pop).toContainText(shown);
    await audit(desk, `ringing: ${shown}`);
    for (const step of ['answer', 'end']) exchange.play(call.steps[step] ?? []);
    await expect(pop).toHaveCount(0);
  }
  await audit(desk, 'calls in the top bar');
  await page.getByRole('region', { name: 'Queue' }).getByRole('button', { name: /See how fresh each source is/ }).click();
  await audit(desk, 'freshness');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Sync', exact: true }).click();
  for (const kind of ['Connect a chat…', 'Connect the telephone exchange…', 'Connect the call log…']) {
    await page.getByRole('button', { name: 'Connect something else' }).click();
    await page.getByRole('menuitem', { name: kind }).click();
    await audit(desk, kind);
    await page.keyboard.press('Escape');
  }
  await desk.close();
  await exchange.dispose();
});

test('a passphrase to choose, recovery words, the three doors, and a passphrase to type', async () => {
  const profile = newProfile();
  const first = await launch({ profile, key: 'ask', size: { width: 1280, height: 800 } });
  const { page } = first;
  await page.getByLabel('New passphrase').fill('corta');
  await page.getByRole('button', { name: 'Make the history' }).click();
  await audit(first, 'choosing a passphrase');
  await page.getByLabel('New passphrase').fill('una frase que recuerdo');
  await page.getByLabel('The same again').fill('una frase que recuerdo');
  await page.getByRole('button', { name: 'Make the history' }).click();
  await expect(page.getByRole('heading', { name: 'Keep these twelve words' })).toBeVisible({ timeout: 20_000 });
  await audit(first, 'recovery words');
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'I kept them' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /whole story/ })).toBeVisible();
  await audit(first, 'first run');
  await first.close();
  const second = await launch({ profile, key: 'ask', size: { width: 1280, height: 800 } });
  await expect(second.page.getByRole('heading', { name: 'Open the history' })).toBeVisible();
  await audit(second, 'typing the passphrase');
});

test('the themes of the settings reach the page', async () => {
  const desk = await launch({ profile: await sampleProfile() });
  const { page } = desk;
  await page.keyboard.press('Alt+4');
  for (const [name, theme] of [['Dark', 'dark'], ['Light', 'light']] as const) {
    await page.getByRole('radiogroup', { name: 'Theme' }).getByRole('radio', { name }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
  }
});

test('a visit: each step, the survey turned to the customer, and a visit left open', async () => {
  test.setTimeout(150_000);
  const desk = await sampleWorld();
  const { page } = desk;
  await openCustomer(page, 'Lucía Ferreyra');
  await page.keyboard.press('Shift+V');
  await expect(page.getByRole('combobox', { name: 'Search who came' })).toBeFocused();
  await page.keyboard.type('Lucía');
  await expect(page.getByRole('main').getByRole('option').first()).toBeVisible();
  await audit(desk, 'visit, identify');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main', { name: 'Brief' })).toContainText('Lucía Ferreyra');
  await audit(desk, 'visit, brief');
  for (const [key, name] of [['3', 'Act'], ['4', 'Wrap-up']] as const) {
    await page.keyboard.press(`Alt+${key}`);
    await expect(page.getByRole('main', { name, exact: true })).toBeVisible();
    await audit(desk, `visit, ${name}`);
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+1');
  await expect(page.getByRole('list', { name: 'Visits left open' })).toBeVisible();
  await audit(desk, 'a visit left open');
  await page.getByRole('list', { name: 'Visits left open' }).getByRole('button').first().click();
  await page.keyboard.press('Alt+5');
  await expect(page.getByRole('main', { name: 'Close', exact: true })).toBeVisible();
  await audit(desk, 'visit, close');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main', { name: 'How did we serve you?' })).toBeVisible();
  await page.keyboard.press('4');
  await audit(desk, 'the survey turned to the customer');
});
