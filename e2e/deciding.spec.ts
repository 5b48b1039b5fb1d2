/** Decisions in the real window, with no network: worth and groups, preferred channel, what to do next, the same in every channel, what was given already, rules. */
import type { Page } from '@playwright/test';
import { closeAll, expect, launch, seededProfile, test, writeFiles } from './world/app.ts';
import type { Desk } from './world/app.ts';
import { ask, findings, openCustomer, panel, tell, toast, workspace } from './world/screen.ts';
import { mail, mbox, vcards, whatsapp } from './seed.ts';

test.describe.configure({ mode: 'serial' });

const DAY_MS = 86_400_000;
/** Of the minute, so that a mail and a chat of one moment have one time. */
const NOW_MS = Math.floor(Date.now() / 60_000) * 60_000;
const ago = (days: number): string => new Date(NOW_MS - days * DAY_MS).toISOString();
const SHOP = 'Tienda <ventas@tienda.example>';
const NORA = { name: 'Nora Vidal', mail: 'nora@vidal.example' };
const BRUNO = { name: 'Bruno Sosa' };
const DORA = { name: 'Dora Paz', mail: 'dora@paz.example' };
const PHONE = '011 4902-1500';

let desk: Desk;

test.beforeAll(async () => {
  const files = {
    'deciding/agenda.vcf': vcards([{ name: NORA.name, mails: [NORA.mail], city: 'Boedo' }, { name: DORA.name, mails: [DORA.mail] }]),
    'deciding/tienda.mbox': mbox([
      ...[90, 60, 30].map((days) => mail({ from: `${NORA.name} <${NORA.mail}>`, to: SHOP, subject: `Consulta ${days}`, text: `Hola\n-- \nNora Vidal\nTel. ${PHONE}`, at: ago(days) })),
      mail({ from: SHOP, to: NORA.mail, subject: 'Re: Consulta', text: 'Gracias.', at: ago(29) }),
      mail({ from: `${DORA.name} <${DORA.mail}>`, to: SHOP, subject: 'Lavarropas', text: '¿Llegó?', at: ago(2) }),
    ]),
    // The export writes local times, and the desk reads them in its own zone.
    [`deciding/Chat de WhatsApp con ${BRUNO.name}.txt`]: whatsapp([{ at: localMinute(NOW_MS - 2 * DAY_MS), author: BRUNO.name, text: '¿Llegó?' }]),
  };
  const profile = await seededProfile(files);
  desk = await launch({ profile, size: { width: 1280, height: 800 }, network: 'off' });
  const { page } = desk;
  await tell(page, 'settings.set', { agentName: 'Ana Ríos', undoSeconds: 0 });
  const [orders = ''] = writeFiles(profile, { 'pedidos.csv': `Pedido,Estado,Fecha,Total,Moneda,Correo\n1001,delivered,${ago(40).slice(0, 10)},250000.00,ARS,${NORA.mail}\n1002,delivered,${ago(20).slice(0, 10)},350000.00,ARS,${NORA.mail}\n1003,ready,${ago(3).slice(0, 10)},1000.00,ARS,${DORA.mail}\n` });
  await tell(page, 'import.shop', { path: orders, follow: false });
  await expect.poll(async () => (await find(page, { sort: 'value' }))[0]?.name).toBe(NORA.name);
  const server = { host: '127.0.0.1', port: 1, security: 'plain', user: 'ana', password: 'x', acceptInvalidCertificate: false };
  await tell(page, 'account.add', { label: 'Tienda', setup: { kind: 'imap', config: { ...server, outgoing: { ...server, address: 'ventas@tienda.example', name: 'Tienda', signature: '', sentCopy: 'none' } } } });
});
test.afterAll(closeAll);

function localMinute(atMs: number): string {
  const at = new Date(atMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

async function find(page: Page, filter: object): Promise<{ name: string; customerId: string }[]> {
  return (await ask<{ rows: { name: string; customerId: string }[] }>(page, 'customer.find', { text: '', filter: { segment: null, prefers: null, minValueMinor: null, hasOpenCase: null, sort: 'last', ...filter }, offset: 0, limit: 50 })).rows;
}
const idOf = async (page: Page, name: string): Promise<string> => (await find(page, {})).find((row) => row.name === name)?.customerId ?? '';
const next = (page: Page) => panel(page, 'What to do next');

test('S7, S10: the header says value, tenure, frequency, recency and group, and how they like to be reached', async () => {
  const { page } = desk;
  await openCustomer(page, NORA.name);
  const head = workspace(page).locator('.head');
  await expect(head.locator('.head-worth')).toContainText(/\$\s?600,000 in 2 orders/);
  await expect(head.locator('.head-worth')).toContainText(/last order .* contacts? a month .* last contact/);
  await expect(head.getByText('One of the best')).toBeVisible();
  const chip = head.locator('.point[data-preferred="true"]');
  await expect(chip).toContainText(`${NORA.mail}`);
  await expect(chip).toContainText('prefers mail');
  await expect(chip.getByTitle('By habit: 3 of the last 3 contacts')).toBeVisible();
  await tell(page, 'customer.setField', { customerId: await idOf(page, NORA.name), field: 'preferredChannel', value: 'mail' });
  await expect(chip.getByTitle(/^They said so: .*Ana Ríos/)).toBeVisible();
});

test('S7, S10: the list of customers is filtered by group, channel and value, and sorted by value', async () => {
  const { page } = desk;
  await page.getByRole('button', { name: 'Customers', exact: true }).click();
  const list = page.getByRole('region', { name: 'Customers' });
  await list.getByRole('button', { name: 'Filters' }).click();
  const rows = list.locator('.listbox').getByRole('option');
  await list.getByRole('combobox', { name: 'Order' }).selectOption('value');
  await expect(rows.first()).toContainText(NORA.name);
  await list.getByRole('combobox', { name: 'Group' }).selectOption('contact');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(BRUNO.name);
  await list.getByRole('combobox', { name: 'Group' }).selectOption('best');
  await expect(rows).toHaveCount(1);
  await list.getByRole('combobox', { name: 'Group' }).selectOption('');
  await list.getByRole('combobox', { name: 'Prefers' }).selectOption('mail');
  await expect(rows).toHaveCount(1);
  await list.getByRole('textbox', { name: 'Bought at least' }).fill('700000');
  await expect(list.getByText('Nobody fits that')).toBeVisible();
  await expect(list.getByRole('button', { name: '2 filters' })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await list.getByRole('button', { name: 'Clear filters' }).click();
  await expect(rows).toHaveCount(3);
});

test('S22: who waits by chat and who waits by mail are suggested the same, for the same reason', async () => {
  const { page } = desk;
  const said: string[] = [];
  for (const name of [BRUNO.name, DORA.name]) {
    await openCustomer(page, name);
    const waits = next(page).getByRole('listitem', { name: 'Answer what they wait for' });
    await expect(waits).toBeVisible();
    said.push(`${await waits.locator('.next-title').textContent() ?? ''} ${await waits.locator('.next-why').textContent() ?? ''}`);
  }
  expect(said[0]).toBe(said[1]);
  expect(said[0]).toContain('Because they have waited 48 hours for an answer.');
});

test('what the rules say is said in the language of the window, also when that is changed', async () => {
  const { page } = desk;
  await expect(next(page).getByRole('listitem', { name: 'Answer what they wait for' })).toBeVisible();
  await tell(page, 'settings.set', { language: 'es' });
  await expect(panel(page, 'Qué conviene hacer').getByRole('listitem', { name: 'Responder lo que espera' })).toBeVisible();
  await tell(page, 'settings.set', { language: 'system' });
  await expect(next(page).getByRole('listitem', { name: 'Answer what they wait for' })).toBeVisible();
});

test('S23: what to do next stands with why and its evidence, is answered by keyboard, and does not come back on the same ground', async () => {
  const { page } = desk;
  const ready = next(page).getByRole('listitem', { name: 'Tell them that the order is ready' });
  await expect(ready).toContainText('Order 1003');
  const waits = next(page).getByRole('listitem', { name: 'Answer what they wait for' });
  await expect(waits.getByRole('button', { name: 'See in the history: Lavarropas' })).toBeVisible();
  await waits.getByRole('button', { name: /^Not needed/ }).focus();
  await page.keyboard.press('d');
  await expect(waits.getByRole('button', { name: 'Already done' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(toast(page, 'Dismissed.')).toBeVisible();
  await expect(waits).toHaveCount(0);
  await next(page).getByRole('button', { name: 'Earlier decisions (1)' }).click();
  await expect(next(page).getByText(/dismissed by Ana Ríos · Already done · version 1/)).toBeVisible();
  await expect(next(page).getByText('On these facts: Hours waiting for an answer: 48')).toBeVisible();
  const customerId = await idOf(page, DORA.name);
  for (const minutes of [9, 5]) await tell(page, 'call.log', { customerId, draftId: null, call: { channel: 'call', contactPointId: null, direction: 'inbound', outcome: 'missed', startedAtMs: NOW_MS - minutes * 60_000, durationMs: 0, motive: '', text: '' } });
  const call = next(page).getByRole('listitem', { name: 'Call back' });
  await expect(call).toContainText('Because there are 2 missed calls not returned.');
  await call.getByRole('button', { name: /^Make the task/ }).focus();
  await page.keyboard.press('a');
  await expect(toast(page, 'Accepted: the task is there.')).toBeVisible();
  await expect(call).toHaveCount(0);
  expect(await ask<{ title: string; owner: string; ground: { ruleName: string } | null }[]>(page, 'task.list', { customerId })).toMatchObject([{ title: 'Call back', owner: 'Ana Ríos', ground: { ruleVersion: 1 } }]);
});

test('S26: a text that asks again for what we have says when it was given, by which channel, and puts it in', async () => {
  const { page } = desk;
  await openCustomer(page, NORA.name);
  const composer = page.getByRole('region', { name: /^Write to / });
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('w');
  const text = composer.getByRole('textbox', { name: /^(Text|Message|Mail)/ }).last();
  await expect(text).toBeVisible();
  await text.click();
  await page.keyboard.type('Hi Nora. Could you tell me your phone number?');
  const given = composer.locator('.given');
  await expect(given).toContainText('Phone: ');
  await expect(given).toContainText(/given on .* by mail/);
  await given.getByRole('button', { name: 'Put into the text: Phone' }).click();
  await expect(text).toContainText('4902-1500');
  await expect(given.getByRole('button', { name: 'See where it was given: Phone' })).toBeVisible();
  await given.getByRole('button', { name: 'Ask all the same' }).click();
  await expect(given).toHaveCount(0);
});

test('S22, S23: a rule is made in words, tried on past customers before it is on, and then suggests', async () => {
  const { page } = desk;
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  const rules = page.getByRole('region', { name: 'Rules', exact: true });
  await rules.getByRole('button', { name: 'Add a rule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Bought for a lot');
  const condition = dialog.getByRole('group', { name: 'Condition 1' });
  await condition.getByRole('combobox', { name: 'Fact' }).selectOption('valueMinor');
  await condition.getByRole('combobox', { name: 'Comparison' }).selectOption('greaterThan');
  await condition.getByRole('textbox', { name: 'Value' }).fill('a lot');
  await dialog.getByRole('textbox', { name: 'What the suggestion says' }).fill('Send a card');
  await dialog.getByRole('button', { name: 'Try on past customers' }).click();
  await expect(dialog.getByRole('alert')).toContainText('is not of the right kind');
  await condition.getByRole('textbox', { name: 'Value' }).fill('500000');
  const on = dialog.getByRole('button', { name: 'Save and switch on' });
  await expect(on).toBeDisabled();
  await dialog.getByRole('button', { name: 'Try on past customers' }).click();
  await expect(dialog.getByText('It holds for 1 of 3 customers')).toBeVisible();
  await expect(dialog.getByRole('button', { name: NORA.name })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await on.click();
  await expect(toast(page, 'Saved as version 1.')).toBeVisible();
  await expect(rules.getByRole('checkbox', { name: 'On: Bought for a lot' })).toBeChecked();
  await rules.getByRole('checkbox', { name: 'On: Order ready to collect' }).click();
  await expect(toast(page, '“Order ready to collect” is off.')).toBeVisible();
  await openCustomer(page, NORA.name);
  await expect(next(page).getByRole('listitem', { name: 'Send a card' })).toContainText(/Because they bought for \$\s?600,000 in all\./);
  await openCustomer(page, DORA.name);
  await expect(next(page).getByRole('listitem', { name: 'Tell them that the order is ready' })).toHaveCount(0);
});
