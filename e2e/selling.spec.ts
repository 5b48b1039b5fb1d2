/** What is sold and offered, through the window: tables come with a preview and a way back, and stand where the customer is. */
import { mail, mbox } from './seed.ts';
import { closeAll, expect, launch, seededProfile, test, writeFiles } from './world/app.ts';
import type { Desk } from './world/app.ts';
import { chooseFiles, findings, inBothThemes, openCustomer, panel, timeline, toast, unfold, workspace } from './world/screen.ts';

let desk: Desk;
let files: string[];
const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
const TABLES = {
  'catalogo.csv': 'Código;Nombre;Rubro;Precio web;Precio sucursal\nHP-388;Heladera Patrick 388 L;Heladeras;1.249.000,00;1.249.000,00\nGE-2;Extensión de garantía 2 años;Servicios;89.000;96.000\nGE-2;Extensión de garantía 2 años;Servicios;89.000;96.000\n;Sin código;Otros;5;5\n',
  'pedidos.json': JSON.stringify([{ pedido: 'A-4471', estado: 'listo para retirar', fecha: '2026-03-01', total: 1_249_000, canal: 'web', mail: 'sofia@paredes.example', items: [{ sku: 'HP-388', name: 'Heladera Patrick 388 L', quantity: 1, price: 1_249_000 }] }]),
  'ofertas.csv': `id;campaña;oferta;producto;precio;hasta;mail\nO-1;Otoño;6 cuotas sin interés en heladeras Patrick;HP-388;1.200.000,00;${tomorrow};sofia@paredes.example\n`,
  'resenas.csv': 'autor,sitio,estrellas,texto,fecha,enlace,mail\nSofía P,Mapas,2,"Tardaron mucho en entregar",2026-03-05,https://mapas.example/r/1,sofia@paredes.example\n',
  'pasos.jsonl': '{"event":"Formulario de contacto","timestamp":"2026-03-08T10:00:00Z","email":"sofia@paredes.example","message":"¿Tienen stock?","url":"https://tienda.example/contacto"}\n',
};

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  const profile = await seededProfile({ 'historia.mbox': mbox([mail({ from: 'Sofía Paredes <sofia@paredes.example>', to: 'ventas@tienda.example', subject: 'Heladera', text: 'Hola, ¿cuánto sale?', at: '2026-02-14T12:00:00Z' })]) });
  files = writeFiles(profile, TABLES);
  desk = await launch({ profile, size: { width: 1280, height: 800 } });
  // Links are looked at here, never followed.
  await desk.electron.evaluate(({ shell }) => {
    const opened: string[] = [];
    (globalThis as { opened?: string[] }).opened = opened;
    shell.openExternal = (url) => {
      opened.push(url);
      return Promise.resolve();
    };
  });
});
test.afterAll(closeAll);

const pathOf = (name: string): string => files.find((path) => path.endsWith(name)) ?? '';

const expectReachable = (): Promise<void> => inBothThemes(desk.page, async (theme) => expect.soft(await findings(desk.page), theme).toEqual([]));

/** By the wizard, as "Import files" opens it. */
async function bring(...names: string[]): Promise<void> {
  const { page, electron } = desk;
  await page.keyboard.press('Alt+3');
  await chooseFiles(electron, names.map(pathOf));
  await page.getByRole('button', { name: 'Import files' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import a table of the shop' });
  for (const name of names) {
    await expect(dialog).toContainText(name);
    await dialog.getByRole('button', { name: /^Import \d+ rows?$/ }).click();
  }
  await expect(dialog).toBeHidden();
  for (const name of names) await expect(page.getByRole('region', { name: 'Imports' }).getByRole('listitem', { name })).toContainText('new');
}

test('S8, S16, S17, S31, S32: tables are shown before they are read, with the rows that cannot be used and why', async () => {
  const { page, electron } = desk;
  await page.keyboard.press('Alt+3');
  await chooseFiles(electron, [pathOf('catalogo.csv')]);
  await page.getByRole('button', { name: 'Tables of the shop' }).click();
  await page.getByRole('button', { name: 'Choose the file' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import a table of the shop' });
  await expect(dialog.getByRole('combobox', { name: 'Which table it is' })).toHaveValue('products');
  await expect(dialog).toContainText('2 new');
  await expect(dialog).toContainText('1 cannot be used (kept as it is)');
  await expect(dialog.getByRole('region', { name: 'Rows to look at' })).toContainText('Row 3, Código: it is there again: row 4 holds');
  await expect(dialog.getByRole('region', { name: 'Rows to look at' })).toContainText('Row 5, Código: the code of the product is missing');
  await dialog.getByRole('combobox', { name: 'Column Precio sucursal is' }).selectOption('ignore');
  await dialog.getByRole('combobox', { name: 'Column Precio sucursal is' }).selectOption('price.branch');
  await expectReachable();
  await dialog.getByRole('button', { name: 'Import 2 rows' }).click();
  await expect(page.getByRole('region', { name: 'Imports' }).getByRole('listitem', { name: 'catalogo.csv' })).toContainText('new');
  await bring('pedidos.json', 'ofertas.csv', 'resenas.csv', 'pasos.jsonl');
});

test('S16: what they bought and how it stands, with its lines, source and freshness', async () => {
  const { page } = desk;
  await openCustomer(page, 'sofia@paredes.example', 'Sofía');
  const orders = panel(page, 'Orders');
  await expect(orders).toContainText('Order A-4471');
  await expect(orders).toContainText('Ready for pick-up');
  await expect(orders).toContainText('on the web');
  await expect(orders).toContainText('pedidos.json, read');
  await orders.getByText('Order A-4471').click();
  await expect(orders).toContainText('Heladera Patrick 388 L');
});

test('S17, S21: an offer is made once; when it was answered it is not suggested again, and the composer warns', async () => {
  const { page } = desk;
  const banner = workspace(page).locator('.offer-banner');
  await expect(banner).toContainText('Can be offered: 6 cuotas sin interés en heladeras Patrick');
  await banner.getByRole('button', { name: /^I offered it/ }).click();
  await expect(banner).toContainText('We offered 6 cuotas sin interés en heladeras Patrick');
  await expect(banner).toContainText('Do not offer it again');
  await expectReachable();
  await banner.getByRole('button', { name: /^Not wanted/ }).click();
  await expect(toast(page, 'It will not be suggested again')).toBeVisible();
  await expect(banner).toHaveCount(0);
  const offers = panel(page, 'Offers');
  await expect(offers).toContainText('Nothing to offer now.');
  await offers.getByRole('button', { name: 'Show the former ones (1)' }).click();
  await expect(offers.getByRole('listitem')).toContainText('Not wanted');

  const composer = page.getByRole('region', { name: /^Write to / });
  await composer.getByRole('radio', { name: 'Mail' }).click();
  const body = composer.getByRole('textbox', { name: /^Text of the mail/ });
  await unfold(composer, body);
  await body.click();
  await page.keyboard.type('Tenemos 6 cuotas sin interés en heladeras Patrick. La Heladera Patrick 388 L sale $ 1.100.000');
  await expect(composer.locator('.offer-warnings')).toContainText('They said they do not want it');
  await expect(composer.locator('.offer-warnings')).toContainText('The catalogue says');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(composer.locator('.offer-warnings')).toHaveCount(0);
  await page.keyboard.press('Escape');
});

test('S9, S8, N6: a favourite in two actions, by keyboard, with the prices that differ in red', async () => {
  const { page } = desk;
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('p');
  const dialog = page.getByRole('dialog', { name: 'Find a product' });
  await expect(dialog.getByRole('combobox')).toBeFocused();
  // As a code reader types it.
  await page.keyboard.type('GE-2');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('button', { name: 'Save as favourite' })).toBeFocused();
  await expect(dialog.getByRole('region', { name: 'Extensión de garantía 2 años' })).toContainText('It does not cost the same in every channel');
  await expectReachable();
  await page.keyboard.press('Enter');
  const favourites = panel(page, 'Saved favourites');
  const saved = favourites.getByRole('listitem').filter({ hasText: 'Extensión de garantía 2 años' });
  await expect(saved).toContainText(/web \$\s?89,000 · branch \$\s?96,000/);
  await expect(saved.locator('.price')).toHaveAttribute('data-mismatch', 'true');
  await page.keyboard.press('p');
  await expect(dialog.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('patrick');
  await expect(dialog.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('button', { name: 'Save as favourite' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(favourites.getByRole('listitem')).toHaveCount(2);
  await favourites.getByRole('button', { name: 'Take Heladera Patrick 388 L out of the favourites' }).click();
  await expect(favourites.getByRole('listitem')).toHaveCount(1);
  // The search for everything finds it too, from any section, and brings it to whoever is in front.
  await page.keyboard.press('Alt+4');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('patrick 388');
  await page.getByRole('option', { name: /Heladera Patrick 388 L.*HP-388/ }).click();
  await expect(dialog.getByRole('region', { name: 'Heladera Patrick 388 L' })).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Save as favourite' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(workspace(page)).toBeVisible();
});

test('S17: what is offered by word waits for its answer above the timeline', async () => {
  const { page } = desk;
  await page.keyboard.press('p');
  await expect(page.getByRole('dialog', { name: 'Find a product' }).getByRole('combobox')).toBeFocused();
  await page.keyboard.type('GE-2');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Offer', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Note an offer' });
  await dialog.getByRole('textbox', { name: 'What was offered' }).fill('Garantía a mitad de precio');
  await dialog.getByRole('textbox', { name: 'Price (if one was given)' }).fill('48.000');
  await expect(dialog).toContainText('Write the number alone');
  await dialog.getByRole('textbox', { name: 'Price (if one was given)' }).fill('48000');
  await dialog.getByRole('combobox', { name: 'How it was offered' }).selectOption('visit');
  await dialog.getByRole('button', { name: 'Note it' }).click();
  await expect(workspace(page).locator('.offer-banner')).toContainText('We offered Garantía a mitad de precio');
  await expect(workspace(page).locator('.offer-banner')).toContainText('in the branch');
  await workspace(page).locator('.offer-banner').getByRole('button', { name: /^Accepted/ }).click();
  await expect(workspace(page).locator('.offer-banner')).toHaveCount(0);
});

test('S31, S32: a review and a step on the web stand on the timeline, with the way to where they are', async () => {
  const { page, electron } = desk;
  const review = timeline(page).getByRole('article').filter({ hasText: 'Tardaron mucho en entregar' });
  await expect(review.getByRole('img', { name: '2 of 5 stars' })).toBeVisible();
  await review.getByRole('button', { name: 'See it on Mapas' }).click();
  await expect.poll(() => electron.evaluate(() => (globalThis as { opened?: string[] }).opened)).toEqual(['https://mapas.example/r/1']);
  await expect(timeline(page).getByRole('article').filter({ hasText: '¿Tienen stock?' })).toContainText('Formulario de contacto');
  // The same acts as for any other contact (S19).
  await review.getByRole('button', { name: 'Actions with this contact' }).click();
  await expect(page.getByRole('menuitem', { name: /case/i }).first()).toBeVisible();
  await page.keyboard.press('Escape');
});

test('one step takes a table back, and what it said is gone from the customer', async () => {
  const { page } = desk;
  await page.keyboard.press('Alt+3');
  await page.getByRole('button', { name: 'Undo the import of pedidos.json' }).click();
  await expect(toast(page, 'pedidos.json: import undone.')).toBeVisible();
  await openCustomer(page, 'sofia@paredes.example', 'Sofía');
  await expect(panel(page, 'Orders')).toContainText('No order on record.');
});
