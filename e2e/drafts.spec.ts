/** Words in the making survive whatever happens to the window, the customer and the agent; nothing sends or deletes them by itself. */
import type { Page } from '@playwright/test';
import { closeAll, expect, launch, seededProfile, test } from './world/app.ts';
import type { Desk } from './world/app.ts';
import { PIXEL_BASE64 } from './seed.ts';
import { sofia } from './seedPeople.ts';
import { ask, openCustomer, tell, unfold } from './world/screen.ts';

test.afterEach(closeAll);

const SIZE = { width: 1280, height: 800 };
const composer = (page: Page) => page.getByRole('region', { name: /^Write to / });
const channel = (page: Page, name: string) => composer(page).getByRole('radio', { name: new RegExp(`^${name}`) });
const saved = (page: Page) => composer(page).locator('.composer-saved[data-saved=true]');
const subject = (page: Page) => composer(page).getByRole('textbox', { name: 'Subject' });
const body = (page: Page) => composer(page).getByRole('textbox', { name: /^Text of the mail/ });
const note = (page: Page) => composer(page).getByRole('textbox', { name: /^Internal note about/ });

type Row = { id: string; name: string };
const customers = async (page: Page): Promise<Row[]> => (await ask<{ rows: Row[] }>(page, 'customer.list', { text: '', offset: 0, limit: 50 })).rows;

/** A history with a mail account that reaches nobody: what is written waits. */
async function desk(profile?: string): Promise<Desk> {
  const started = await launch({ profile: profile ?? await seededProfile(sofia.files), size: SIZE });
  if (profile === undefined) {
    await tell(started.page, 'account.add', { label: 'Shop', setup: { kind: 'imap', config: {
      host: '127.0.0.1', port: 1, security: 'plain', user: 'ana', password: 'x', acceptInvalidCertificate: false,
      outgoing: { host: '127.0.0.1', port: 1, security: 'plain', user: '', password: '', acceptInvalidCertificate: false, address: 'ana@tienda.example', name: 'Tienda', signature: '', sentCopy: 'none' },
    } } });
  }
  await openCustomer(started.page, sofia.name);
  return started;
}

async function writeMail(page: Page, about: string, text: string): Promise<void> {
  await openMail(page);
  await subject(page).fill(about);
  await page.keyboard.press('Tab');
  await page.keyboard.type(text);
  await expect(saved(page)).toBeVisible();
}

async function openMail(page: Page): Promise<void> {
  await channel(page, 'Mail').click();
  await unfold(composer(page), body(page));
}

test('a killed app loses nothing that stood there for a moment: mail with formatting and note come back', async () => {
  const first = await desk();
  const { page } = first;
  await writeMail(page, 'Presupuesto', 'Hola ');
  await page.keyboard.press('Control+b');
  await page.keyboard.type('Sofía');
  await page.keyboard.press('Control+b');
  await channel(page, 'Internal note').click();
  await note(page).fill('Llamar el lunes');
  await expect(saved(page)).toBeVisible();
  const child = first.electron.process();
  child.kill('SIGKILL');
  await expect.poll(() => child.signalCode).toBe('SIGKILL');
  await first.close().catch(() => undefined);
  const second = await desk(first.profile);
  await expect(channel(second.page, 'Mail')).toHaveAccessibleName(/1 draft/);
  await expect(channel(second.page, 'Internal note')).toHaveAccessibleName(/1 draft/);
  await openMail(second.page);
  await expect(subject(second.page)).toHaveValue('Presupuesto');
  await expect(body(second.page).locator('strong')).toHaveText('Sofía');
  await channel(second.page, 'Internal note').click();
  await expect(note(second.page)).toHaveValue('Llamar el lunes');
});

test('a picture in the text is shown again after a restart, and comes back with its file when it is taken out and that is undone', async () => {
  const first = await desk();
  await writeMail(first.page, 'Plano', 'Así queda: ');
  await pastePicture(first.page, 'plano.png');
  await expect.poll(() => widthOf(first.page)).toBe(1);
  await expect(saved(first.page)).toBeVisible();
  await first.close();
  const { page } = await desk(first.profile);
  await openMail(page);
  await expect.poll(() => widthOf(page)).toBe(1);
  await expect(body(page)).toContainText('Así queda:');
  const files = async (): Promise<string[]> => {
    const [one] = await twoCustomers(page);
    const [draft] = await ask<{ content: { attachments: { filename: string }[] } }[]>(page, 'draft.list', { customerId: one.id });
    return (draft?.content.attachments ?? []).map((file) => file.filename);
  };
  expect(await files()).toEqual(['plano.png']);
  await body(page).focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Backspace');
  await expect.poll(files).toEqual([]);
  await page.keyboard.press('Control+z');
  await expect.poll(files).toEqual(['plano.png']);
  await expect.poll(() => widthOf(page)).toBe(1);
});

/** As the system hands over a picture that was copied. */
async function pastePicture(page: Page, name: string): Promise<void> {
  await body(page).evaluate((element, [filename = '', base64 = '']) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], filename, { type: 'image/png' }));
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, [name, PIXEL_BASE64]);
}

const widthOf = (page: Page) => body(page).locator('img[data-blob]').evaluate((image: HTMLImageElement) => image.naturalWidth);

test('changing channel and customer and back keeps every text', async () => {
  const { page } = await desk();
  await writeMail(page, 'Mesa', 'Va el presupuesto de la mesa');
  await channel(page, 'Internal note').click();
  await note(page).fill('Paga en efectivo');
  const [, other] = await twoCustomers(page);
  await openCustomer(page, other.name);
  await expect(channel(page, 'Mail')).toHaveAccessibleName('Mail');
  await expect(channel(page, 'Internal note')).toHaveAccessibleName('Internal note');
  await openCustomer(page, sofia.name);
  await channel(page, 'Internal note').click();
  await expect(note(page)).toHaveValue('Paga en efectivo');
  await openMail(page);
  await expect(subject(page)).toHaveValue('Mesa');
  await expect(body(page)).toContainText('Va el presupuesto de la mesa');
});

test('a merge keeps the drafts of both: the newer one stands, the other is offered, and either can be taken', async () => {
  const { page } = await desk();
  const [one, other] = await twoCustomers(page);
  await tell(page, 'draft.save', { customerId: other.id, draftId: null, baseRevision: 0, content: { channel: 'note', text: 'Del que se une' } });
  await channel(page, 'Internal note').click();
  await note(page).fill('Del que queda');
  await expect(saved(page)).toBeVisible();
  await tell(page, 'identity.merge', { customerId: one.id, otherCustomerId: other.id, reason: '' });
  await expect(composer(page)).toContainText('Del que se une');
  await expect(note(page)).toHaveValue('Del que queda');
  await composer(page).getByRole('button', { name: 'Use that one' }).click();
  await expect(note(page)).toHaveValue('Del que se une');
  await expect(composer(page)).toContainText('Del que queda');
});

async function twoCustomers(page: Page): Promise<[Row, Row]> {
  const rows = await customers(page);
  const one = rows.find((row) => row.name === sofia.name);
  const other = rows.find((row) => row.id !== one?.id);
  if (!one || !other) throw new Error('the seed has two customers');
  return [one, other];
}

test('another agent name and an account that is removed leave the drafts as they are', async () => {
  const { page } = await desk();
  await writeMail(page, 'Sillas', 'Quedan cuatro');
  await tell(page, 'settings.set', { agentName: 'Otra Persona' });
  const { accounts } = await ask<{ accounts: { id: string }[] }>(page, 'sync.state', {});
  for (const account of accounts) await tell(page, 'account.remove', { accountId: account.id });
  await expect(composer(page)).toContainText('There is no account to send with here.');
  await expect(subject(page)).toHaveValue('Sillas');
  await expect(body(page)).toContainText('Quedan cuatro');
});

test('two windows: what one saves the other shows, and texts written at the same time are both kept', async () => {
  const { page, electron } = await desk();
  await channel(page, 'Internal note').click();
  await note(page).fill('uno');
  await expect(saved(page)).toBeVisible();
  const opened = electron.waitForEvent('window');
  await tell(page, 'desktop.openWindow', { customerId: null });
  const second = await opened;
  await expect(second.locator('html')).toHaveAttribute('data-ready', 'true', { timeout: 30_000 });
  await openCustomer(second, sofia.name);
  await channel(second, 'Internal note').click();
  await expect(note(second)).toHaveValue('uno');
  await note(second).fill('uno y dos');
  await expect(note(page)).toHaveValue('uno y dos');
  // Both write before either has heard of the other.
  await Promise.all([note(page).fill('uno y dos, primera'), note(second).fill('uno y dos, segunda')]);
  const kept = async (): Promise<string[]> => {
    const [one] = await twoCustomers(page);
    const [draft] = await ask<{ content: { text: string }; others: { content: { text: string } }[] }[]>(page, 'draft.list', { customerId: one.id });
    return [draft?.content.text ?? '', ...(draft?.others ?? []).map((other) => other.content.text)];
  };
  await expect.poll(kept).toEqual(expect.arrayContaining(['uno y dos, primera', 'uno y dos, segunda']));
  for (const window of [page, second]) await expect(composer(window).getByRole('status').filter({ hasText: 'Written somewhere else' })).toBeVisible();
});

test('a draft is thrown away by the agent alone, and comes back by Undo', async () => {
  const { page } = await desk();
  await writeMail(page, 'Error', 'No va');
  await composer(page).getByRole('button', { name: 'Discard the draft' }).click();
  await expect(channel(page, 'Mail')).toHaveAccessibleName('Mail');
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await expect(channel(page, 'Mail')).toHaveAccessibleName(/1 draft/);
  await openMail(page);
  await expect(body(page)).toContainText('No va');
});
