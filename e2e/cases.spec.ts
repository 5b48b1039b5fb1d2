/** Cases and the queue by keyboard in the real window: opened, passed on to another team, answered by the channel it came by. */
import type { Page } from '@playwright/test';
import { closeAll, expect, launch, seededProfile, test } from './world/app.ts';
import type { Desk } from './world/app.ts';
import { mail, mbox } from './seed.ts';
import { ask, findings, openCustomer, panel, tell, timeline, toast, workspace } from './world/screen.ts';

test.describe.configure({ mode: 'serial' });

const OWN = 'ventas@tienda.example';
const LUCIA = 'lucia@clientes.example';
const HOUR_MS = 3_600_000;

type Case = { id: string; title: string; status: string; team: string; owner: string; firstResponse: { dueAtMs: number | null; state: string }; resolution: { dueAtMs: number | null; state: string }; snoozedUntilMs: number | null };
type Outbox = { items: { kind: string; to: string[]; source: { label: string }; preview: string }[] };

let desk: Desk;
let luciaId = '';

const ago = (hours: number): string => new Date(Date.now() - hours * HOUR_MS).toISOString();
const cases = (page: Page): Promise<Case[]> => ask<Case[]>(page, 'case.list', { customerId: luciaId });
const queue = (page: Page) => page.getByRole('region', { name: 'Queue' });
const rows = (page: Page) => page.getByRole('listbox', { name: 'Customers who wait for an answer' }).getByRole('option');

test.beforeAll(async () => {
  const profile = await seededProfile({ 'correo.mbox': mbox([
    mail({ from: `Lucía Ferreyra <${LUCIA}>`, to: OWN, subject: 'Retiro de heladera', text: 'Hola, compré la Patrick.', at: ago(30), id: 'c1' }),
    mail({ from: `Ventas <${OWN}>`, to: LUCIA, subject: 'Re: Retiro de heladera', text: 'Hola Lucía. Te llamo mañana para coordinar el retiro.', at: ago(28), headers: ['References: <c1@hilo-e2e.example>'] }),
    mail({ from: `Lucía Ferreyra <${LUCIA}>`, to: OWN, subject: 'Re: Retiro de heladera', text: 'Nadie llamó. ¿Puedo retirarla hoy?', at: ago(2), headers: ['References: <c1@hilo-e2e.example>'] }),
    mail({ from: 'Jorge Maidana <jorge@clientes.example>', to: OWN, subject: 'Cotización', text: '¿Precio?', at: ago(3) }),
    mail({ from: 'Valentina Paz <valentina@clientes.example>', to: OWN, subject: 'Factura', text: 'La necesito.', at: ago(4) }),
  ]) });
  desk = await launch({ profile, size: { width: 1440, height: 900 } });
  const { page } = desk;
  await tell(page, 'settings.set', { agentName: 'Ana Ríos', undoSeconds: 120 });
  await tell(page, 'shop.set', { teams: [{ name: 'Ventas', members: ['Ana Ríos'] }, { name: 'Taller', members: ['Tomás Vega'] }] });
  // It is never reached: what is sent waits in the outbox, where the test looks.
  const server = { host: '127.0.0.1', port: 9, security: 'plain', user: 'ventas', password: 'x', acceptInvalidCertificate: false };
  await tell(page, 'account.add', { label: 'Correo', setup: { kind: 'imap', config: { ...server, outgoing: { ...server, address: OWN, name: 'Tienda', signature: '', sentCopy: 'append' } } } });
  luciaId = (await ask<{ rows: { id: string }[] }>(page, 'customer.list', { text: 'Lucía', offset: 0, limit: 1 })).rows[0]?.id ?? '';
});
test.afterAll(closeAll);

test('a contact becomes a case by one key, and the case is taken, ticked off and told of in the queue', async () => {
  const { page } = desk;
  await openCustomer(page, 'Lucía Ferreyra');
  await expect(page.getByText('Is there something to solve?')).toBeVisible();
  await page.keyboard.press('o');
  const dialog = page.getByRole('dialog', { name: 'Open a case' });
  await expect(dialog.getByLabel('Title')).toHaveValue('Retiro de heladera');
  await page.keyboard.press('Enter');
  await expect(toast(page, 'Case opened.')).toBeVisible();
  const open = panel(page, 'Open case');
  await expect(open).toContainText('Retiro de heladera');
  await expect(open).toContainText('New');
  await expect(page.getByText('Is there something to solve?')).toBeHidden();
  await expect(rows(page).filter({ hasText: 'Retiro de heladera' })).toHaveCount(1);
  await page.keyboard.press('a');
  await expect(open).toContainText('Ana Ríos');
  await page.keyboard.press('d');
  const sheet = page.getByRole('dialog', { name: 'Retiro de heladera' });
  await sheet.getByRole('textbox', { name: 'New step' }).fill('Avisar al depósito');
  await page.keyboard.press('Enter');
  await sheet.getByRole('checkbox', { name: 'Avisar al depósito' }).check();
  await sheet.getByRole('combobox', { name: 'New tag' }).fill('retiro');
  await page.keyboard.press('Enter');
  await expect(sheet.getByText('retiro', { exact: true }).first()).toBeVisible();
  await expect(sheet.getByRole('region', { name: 'What they asked and nobody answered' })).toContainText('¿Puedo retirarla hoy?');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await page.keyboard.press('b');
  await page.keyboard.type('Reservar la unidad');
  await page.keyboard.press('Enter');
  await panel(page, 'Tasks').getByRole('checkbox', { name: 'Reservar la unidad' }).check();
  await expect(toast(page, 'Done: Reservar la unidad')).toBeVisible();
});

test('S25: a case is passed on by keyboard; the clock goes on, and the receiver reads why, what was promised and what is unanswered', async () => {
  const { page } = desk;
  const [before] = await cases(page);
  await page.keyboard.press('Shift+E');
  const dialog = page.getByRole('dialog', { name: 'Escalate to another team' });
  await expect(dialog.getByLabel('Team')).toBeFocused();
  await page.keyboard.press('T');
  await expect(dialog.getByLabel('Team')).toHaveValue('Taller');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Pierde gas: hay que revisarla antes de entregarla');
  await page.keyboard.press('Control+Enter');
  await expect(toast(page, 'Escalated to Taller. The clock goes on.')).toBeVisible();
  await expect(panel(page, 'Open case')).toContainText('Taller');
  const [after] = await cases(page);
  expect(after).toMatchObject({ team: 'Taller', owner: '', status: before?.status, firstResponse: before?.firstResponse, resolution: before?.resolution });
  // Whoever wrote the reason needs no brief; somebody of the other team does.
  await expect(page.getByRole('region', { name: /^What you need to know/ })).toHaveCount(0);
  await tell(page, 'settings.set', { agentName: 'Tomás Vega' });
  const brief = page.getByRole('region', { name: 'What you need to know: Retiro de heladera' });
  await expect(brief).toContainText('Pierde gas');
  await expect(brief.getByRole('region', { name: 'What we promised' })).toContainText('Te llamo mañana para coordinar el retiro.');
  await expect(brief.getByRole('region', { name: 'What they asked and nobody answered' })).toContainText('¿Puedo retirarla hoy?');
  await expect(timeline(page).getByRole('article')).toHaveCount(3);
  await queue(page).getByRole('button', { name: /^Team/ }).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText('Retiro de heladera');
  await page.keyboard.press('a');
  await expect(panel(page, 'Open case')).toContainText('Tomás Vega');
});

test('S29: the answer leaves by the channel and the account of the conversation, whoever has the case', async () => {
  const { page } = desk;
  await timeline(page).getByRole('article').last().focus();
  // From the case as a whole: its first button answers.
  await page.keyboard.press('d');
  await expect(page.getByRole('dialog', { name: 'Retiro de heladera' }).getByRole('button', { name: 'Answer' })).toBeFocused();
  await page.keyboard.press('Enter');
  const text = page.getByRole('textbox', { name: /^Text of the mail/ });
  await expect(text).toBeFocused();
  await page.keyboard.type('Sí, a las cinco.');
  await page.keyboard.press('Control+Enter');
  await expect.poll(async () => (await ask<Outbox>(page, 'outbox.list', { customerId: luciaId, limit: 5 })).items.map(({ kind, to, source }) => [kind, to.join(), source.label])).toEqual([['mail', expect.stringContaining(LUCIA), 'Correo']]);
});

test('the queue by keyboard: whose, next, snoozed, a saved view', async () => {
  const { page } = desk;
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+1');
  await queue(page).getByRole('button', { name: 'All', exact: true }).click();
  await expect(rows(page).first()).toBeVisible();
  const names = await rows(page).locator('.row-name').allInnerTexts();
  await page.keyboard.press('j');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(workspace(page)).toHaveAccessibleName(new RegExp(names[0] ?? ''));
  await page.keyboard.press('g');
  await expect(workspace(page)).toHaveAccessibleName(new RegExp(names[1] ?? ''));
  await page.keyboard.press('Shift+G');
  await expect(workspace(page)).toHaveAccessibleName(new RegExp(names[0] ?? ''));
  await openCustomer(page, 'Lucía Ferreyra');
  await page.keyboard.press('z');
  await expect(page.getByRole('dialog', { name: 'Snooze' }).getByRole('option').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(toast(page, /^Snoozed until/)).toBeVisible();
  await expect(rows(page).filter({ hasText: 'Retiro de heladera' })).toHaveCount(0);
  for (const isShown of [true, false]) {
    await queue(page).getByRole('button', { name: 'Order and views' }).click();
    await page.getByRole('menuitem', { name: 'Snoozed', exact: true }).click();
    await expect(rows(page).filter({ hasText: 'Retiro de heladera' }).getByTitle(/^Snoozed until/)).toHaveCount(isShown ? 1 : 0);
  }
  await queue(page).getByRole('button', { name: 'Order and views' }).click();
  await page.getByRole('menuitem', { name: 'Filter and save views' }).click();
  const dialog = page.getByRole('dialog', { name: 'What the queue shows' });
  await dialog.getByLabel('Whose').selectOption('mine');
  await dialog.getByRole('textbox', { name: 'Name of the view' }).fill('Lo mío');
  await dialog.getByRole('button', { name: 'Save as a view' }).click();
  await expect(dialog.getByRole('region', { name: 'Saved views' })).toContainText('Lo mío');
  await page.keyboard.press('Escape');
  await queue(page).getByRole('button', { name: 'Order and views' }).click();
  await page.getByRole('menuitem', { name: 'Lo mío' }).click();
  await expect(queue(page).getByRole('button', { name: /^Mine/ })).toHaveAttribute('aria-pressed', 'true');
  await queue(page).getByRole('button', { name: 'All', exact: true }).click();
});

test('the shop is set up by keyboard; a part with a mistake says so and is not saved', async () => {
  const { page } = desk;
  await page.keyboard.press('Alt+4');
  const shop = page.getByRole('region', { name: 'The shop' });
  await shop.getByRole('button', { name: 'Add branch' }).focus();
  await page.keyboard.press('Enter');
  await shop.getByRole('textbox', { name: 'Code' }).fill('c a');
  await shop.getByRole('textbox', { name: 'Name', exact: true }).last().fill('Caballito');
  await shop.getByRole('button', { name: 'Add team' }).focus();
  await expect(shop.getByRole('alert')).toContainText('It was not saved.');
  await shop.getByRole('textbox', { name: 'Code' }).fill('CAB');
  await shop.getByRole('button', { name: 'Add team' }).focus();
  await expect.poll(async () => (await ask<{ branches: unknown[] }>(page, 'shop.get', {})).branches).toEqual([{ code: 'CAB', name: 'Caballito', address: '' }]);
  await shop.getByLabel('This desk stands in').selectOption('CAB');
  await expect.poll(async () => (await ask<{ branch: string }>(page, 'settings.get', {})).branch).toBe('CAB');
});

test('nothing on these screens is out of reach of a screen reader', async () => {
  const { page } = desk;
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press('Alt+1');
  await openCustomer(page, 'Lucía Ferreyra');
  await expect(panel(page, 'Open case')).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press('d');
  await expect(page.getByRole('dialog', { name: 'Retiro de heladera' })).toBeVisible();
  expect(await findings(page)).toEqual([]);
});
