/** Files through the window: what was read, what could not be and why, and contacts with preview, mapping and a way back. */
import { closeAll, expect, launch, newProfile, test, writeFiles } from './world/app.ts';
import type { Desk } from './world/app.ts';
import { mbox, mail } from './seed.ts';
import { sofia } from './seedPeople.ts';
import { chooseFiles, openCustomer, panel, timeline, toast } from './world/screen.ts';

let desk: Desk;

test.describe.configure({ mode: 'serial' });
const profile = newProfile();
/** Calls as they should be, and one line of four columns. */
const BROKEN_CALLS = `${Object.entries(sofia.files).find(([name]) => name.endsWith('Master.csv'))?.[1] ?? ''}"","01140000000","1001","from-trunk"\n`;
const FOREIGN_CHAT = '2024年3月20日 上午10:04 - 王伟: 你好，桌子还有吗\n2024年3月20日 上午10:05 - 王伟: 谢谢\n';
const CONTACTS = 'Cliente;Correo;Celular;Apodo;Barrio\nNora Quintana;nora@quintana.example;11 6111-2222;Norita;Boedo\nOlga Rey;olga@rey.example;11 6111-3333;Olguita;Flores\nSin Nada;;;;\n';
const [mboxPath = '', callsPath = '', chatPath = '', contactsPath = ''] = writeFiles(profile, {
  'historia.mbox': mbox([mail({ from: 'Sofía Paredes <sofia@paredes.example>', to: 'ventas@tienda.example', subject: 'Primera', text: 'Hola', at: '2024-03-14T12:00:00Z' })]),
  'Master.csv': BROKEN_CALLS, 'WhatsApp 与 王伟.txt': FOREIGN_CHAT, 'clientes.csv': CONTACTS,
});

test.beforeAll(async () => { desk = await launch({ profile, size: { width: 1280, height: 800 } }); });
test.afterAll(closeAll);

/** A history made just now shows its recovery words first. */
async function keepRecoveryWords({ page }: Desk): Promise<void> {
  if (!await page.getByRole('heading', { name: 'Keep these twelve words' }).isVisible()) return;
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'I kept them' }).click();
}

test('the first-run door reads chosen files, after asking for country and own addresses, and shows what they held', async () => {
  const { page, electron } = desk;
  await keepRecoveryWords(desk);
  await chooseFiles(electron, [mboxPath, callsPath, chatPath]);
  await page.getByRole('button', { name: 'Choose files' }).click();
  const dialog = page.getByRole('dialog', { name: 'Two facts to read well' });
  await dialog.getByRole('combobox', { name: 'Country' }).selectOption('AR');
  await dialog.getByRole('textbox', { name: 'Address or domain' }).fill('tienda.example');
  await dialog.getByRole('textbox', { name: 'Address or domain' }).press('Enter');
  await expect(dialog.getByRole('listitem').filter({ hasText: 'tienda.example' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await openCustomer(page, 'sofia@paredes.example', 'Sofía Paredes');
  await expect(timeline(page).getByRole('article')).toHaveCount(1);
  await page.keyboard.press('Alt+3');
  const imports = page.getByRole('region', { name: 'Imports' });
  await expect(imports.getByRole('listitem', { name: 'historia.mbox' })).toContainText('1 read · 1 new · 0 known already');
  await expect(imports.getByRole('listitem', { name: 'Master.csv' })).toContainText('1 not understood');
});

test('a record that nobody could read is shown with its reason in words and its raw text', async () => {
  const { page } = desk;
  await page.keyboard.press('Alt+3');
  const quarantine = page.getByRole('region', { name: 'Records that could not be read' });
  const call = quarantine.getByRole('listitem').filter({ hasText: 'Master.csv' });
  await expect(call).toContainText('The line does not have the shape of a call');
  await call.getByRole('button', { name: 'See the record' }).click();
  await expect(page.getByRole('dialog')).toContainText('"","01140000000","1001","from-trunk"');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  const chat = quarantine.getByRole('listitem').filter({ hasText: '王伟' });
  await expect(chat).toContainText('The chat is in a language or date format that is not known');
  await chat.getByRole('button', { name: 'See the record' }).click();
  await expect(page.getByRole('dialog')).toContainText('你好，桌子还有吗');
  await page.keyboard.press('Escape');
});

test('contacts come with a preview, a mapping that can be corrected, and one step back', async () => {
  const { page, electron } = desk;
  await page.keyboard.press('Alt+3');
  await chooseFiles(electron, [contactsPath]);
  await page.getByRole('button', { name: 'Import contacts' }).click();
  await page.getByRole('button', { name: 'Choose the file' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import contacts' });
  await expect(dialog).toContainText('2 contacts in the file');
  await expect(dialog).toContainText('1 row without phone or mail: not used');
  await dialog.getByRole('combobox', { name: 'Column Correo is' }).selectOption('ignore');
  await expect(dialog).toContainText('2 new addresses or phones');
  await dialog.getByRole('combobox', { name: 'Column Correo is' }).selectOption('mail');
  await expect(dialog).toContainText('4 new addresses or phones');
  await dialog.getByRole('combobox', { name: 'Column Apodo is' }).selectOption('comment');
  await dialog.getByRole('combobox', { name: 'Column Barrio is' }).selectOption('city');
  await dialog.getByRole('button', { name: 'Import 2 contacts' }).click();
  const done = page.getByRole('region', { name: 'Imports' }).getByRole('listitem', { name: 'clientes.csv' });
  await expect(done).toContainText('new');
  await page.keyboard.press('Alt+2');
  await page.getByRole('textbox', { name: 'Search by name, phone, mail or company' }).fill('olga');
  await page.getByRole('option').filter({ hasText: 'Olga Rey' }).click();
  await expect(panel(page, 'Data and its origin')).toContainText('Olguita');
  await expect(panel(page, 'Data and its origin')).toContainText('Flores');
  await expect(panel(page, 'Contact points and why').getByRole('listitem')).toHaveCount(2);

  await page.keyboard.press('Alt+3');
  await page.getByRole('button', { name: 'Undo the import of clientes.csv' }).click();
  await expect(toast(page, 'clientes.csv: import undone.')).toBeVisible();
  await expect(done).toContainText('Undone');
  await page.keyboard.press('Alt+2');
  await page.getByRole('textbox', { name: 'Search by name, phone, mail or company' }).fill('olga');
  await expect(page.getByText('Nobody goes by that')).toBeVisible();
});

test('a file of no known kind is refused in words, and nothing of it is kept', async () => {
  const { page, electron } = desk;
  await page.keyboard.press('Alt+3');
  const [odd = ''] = writeFiles(profile, { 'foto.bin': Buffer.from([0, 1, 2, 3, 255, 254, 0, 0, 7]) });
  await chooseFiles(electron, [odd]);
  await page.getByRole('button', { name: 'Import files' }).click();
  await expect(page.getByText('This file is of no known kind.', { exact: false }).first()).toBeVisible();
});
