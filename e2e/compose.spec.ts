/** Writing to a customer through the real window, against a real mailbox, a real SMTP server and a real chat server. */
import { client, xml } from '@xmpp/client';
import type { Client } from '@xmpp/client';
import type { Page } from '@playwright/test';
import { closeAll, expect, launch, newProfile, test } from './world/app.ts';
import type { Desk } from './world/app.ts';
import { startDovecot } from './world/dovecot.ts';
import type { Dovecot } from './world/dovecot.ts';
import { startProsody } from './world/prosody.ts';
import type { Prosody } from './world/prosody.ts';
import { startSmtpSink } from './world/smtpSink.ts';
import type { SmtpSink } from './world/smtpSink.ts';
import { mail } from './seed.ts';
import { ask, bringIntoView, focusRow, openCustomer, tell, timeline, toast, unfold } from './world/screen.ts';

const WITHOUT = process.env['HILO_WITHOUT'] ?? '';
test.skip(/dovecot|prosody/.test(WITHOUT), 'this machine has no Dovecot or no Prosody');
test.describe.configure({ mode: 'serial' });

const OWN = 'ana@tienda.example';
const LUIS = 'luis@clientes.example';
const UNDO_SECONDS = 4;
const DAY_MS = 86_400_000;

let dovecot: Dovecot;
let sink: SmtpSink;
let prosody: Prosody;
let luis: Client;
let desk: Desk;
/** What came to Luis by chat. */
const heard: string[] = [];

test.beforeAll(async () => {
  test.setTimeout(120_000);
  [dovecot, sink, prosody] = await Promise.all([startDovecot({ users: { ana: 'pw-ana' } }), startSmtpSink({ sizeLimit: 3_000_000 }), startProsody({ users: { ana: 'pw-ana', luis: 'pw-luis' }, tls: false })]);
  luis = client({ service: `xmpp://127.0.0.1:${prosody.port}`, domain: prosody.domain, username: 'luis', password: 'pw-luis', resource: 'phone' });
  luis.on('error', () => undefined);
  luis.on('stanza', (stanza) => {
    const body = stanza.is('message') ? stanza.getChildText('body') : null;
    if (body !== null) heard.push(body);
  });
  await luis.start();
  await luis.send(xml('presence'));
  // Six talks on six days: a habit, not one long chat.
  prosody.writeArchive('ana', Array.from({ length: 6 }, (_, place) => ({ id: `old${place}`, from: `luis@${prosody.domain}`, text: `Pregunta ${place}`, atMs: Date.now() - (6 - place) * DAY_MS })));
  desk = await launch({ profile: newProfile(), size: { width: 1280, height: 800 } });
  await connectAccounts(desk.page);
  await dovecot.deliver('ana', mail({ from: `Luis Paz <${LUIS}>`, to: OWN, subject: 'Heladera', text: '¿Tienen la Patrick en stock?', at: new Date().toISOString(), id: 'first' }));
  await makeOne(desk.page);
});

test.afterAll(async () => {
  await closeAll();
  await luis?.stop();
  await Promise.all([dovecot?.dispose(), sink?.dispose(), prosody?.dispose()]);
});

async function connectAccounts(page: Page): Promise<void> {
  await tell(page, 'settings.set', { language: 'en', country: 'AR', own: ['tienda.example'], agentName: 'Ana Ríos', undoSeconds: UNDO_SECONDS });
  await tell(page, 'account.add', { label: 'Shop', setup: { kind: 'imap', config: {
    host: dovecot.host, port: dovecot.imapPort, security: 'plain', user: 'ana', password: 'pw-ana', acceptInvalidCertificate: false,
    outgoing: { host: sink.host, port: sink.port, security: 'plain', user: '', password: '', acceptInvalidCertificate: false, address: OWN, name: 'Tienda', signature: 'Ana Ríos\nTienda', sentCopy: 'append' },
  } } });
  await tell(page, 'account.add', { label: 'Chat', setup: { kind: 'xmpp', config: { address: `ana@${prosody.domain}`, password: 'pw-ana', host: '127.0.0.1', port: prosody.port, security: 'plain', acceptInvalidCertificate: false, name: 'Tienda' } } });
  await tell(page, 'template.set', { templateId: null, name: 'Envío en camino', text: 'Hola {customer.firstName}, su pedido {order.number} ya salió. {agent.name}', language: 'en', channels: ['mail', 'chat'] });
}

type Rows = { rows: { id: string; name: string; channels: string[]; interactions: number }[] };

/** Mail and chat address of Luis are two customers until somebody says that they are one. */
async function makeOne(page: Page): Promise<void> {
  const list = async (): Promise<Rows['rows']> => (await ask<Rows>(page, 'customer.list', { text: '', offset: 0, limit: 10 })).rows;
  await expect.poll(async () => (await list()).reduce((sum, row) => sum + row.interactions, 0), { timeout: 30_000 }).toBe(7);
  const [one, other] = await list();
  await tell(page, 'identity.merge', { customerId: one?.id, otherCustomerId: other?.id, reason: '' });
}

async function luisId(page: Page): Promise<string> {
  return (await ask<Rows>(page, 'customer.list', { text: 'Luis', offset: 0, limit: 1 })).rows[0]?.id ?? '';
}

const composer = (page: Page) => page.getByRole('region', { name: /^Write to / });
const channel = (page: Page, name: string) => composer(page).getByRole('radio', { name: new RegExp(`^${name}`) });
const body = (page: Page) => composer(page).getByRole('textbox', { name: /^Text of the mail/ });
const pending = (page: Page) => page.getByRole('region', { name: 'What has not been sent yet' });
const taken = (subject: string) => sink.taken.filter((one) => one.raw.toString().includes(`Subject: ${subject}`));

test('S10 the composer opens with the channel the customer uses most and says why; what somebody stated goes before', async () => {
  const { page } = desk;
  await openCustomer(page, 'Luis', 'Luis Paz');
  await expect(channel(page, 'Chat')).toBeChecked();
  await expect(composer(page)).toContainText(/Prefers chat: \d+ of the last \d+ contacts/);
  const id = await luisId(page);
  await tell(page, 'customer.setField', { customerId: id, field: 'preferredChannel', value: 'mail' });
  await expect(channel(page, 'Mail')).toBeChecked();
  await expect(composer(page)).toContainText(/Prefers mail: noted by Ana Ríos/);
  // What a person picks holds, whatever is preferred.
  await channel(page, 'Chat').click();
  await tell(page, 'customer.setField', { customerId: id, field: 'city', value: 'Córdoba' });
  await expect(channel(page, 'Chat')).toBeChecked();
});

test('S12 a mail is answered by mail in its thread, a chat by chat, each from one composer', async () => {
  const { page } = desk;
  await focusRow(page, timeline(page).locator('article[data-channel=mail]'));
  await page.keyboard.press('r');
  await expect(channel(page, 'Mail')).toBeChecked();
  await expect(composer(page).getByRole('textbox', { name: 'Subject' })).toHaveValue('Re: Heladera');
  await expect(body(page)).toBeFocused();
  await page.keyboard.type('Sí, quedan dos.');
  await page.keyboard.press('Control+Enter');
  await expect(toast(page, /^Leaves in/)).toBeVisible();
  await expect.poll(() => taken('Re: Heladera').length, { timeout: 30_000 }).toBe(1);
  const raw = taken('Re: Heladera')[0]?.raw.toString() ?? '';
  expect(raw).toMatch(/^In-Reply-To: <.+>/m);
  expect(raw).toContain('quedan dos.');
  expect(taken('Re: Heladera')[0]?.to).toEqual([LUIS]);
  await bringIntoView(page, timeline(page).getByRole('article').filter({ hasText: 'quedan dos' }));
  await expect(pending(page)).toBeHidden();

  await focusRow(page, timeline(page).locator('article[data-channel=chat]'));
  await page.keyboard.press('r');
  await expect(channel(page, 'Chat')).toBeChecked();
  await expect(composer(page).getByRole('textbox')).toBeFocused();
  await page.keyboard.type('¿Se la reservo?');
  await page.keyboard.press('Enter');
  await expect.poll(() => heard, { timeout: 30_000 }).toEqual(['¿Se la reservo?']);
  await bringIntoView(page, timeline(page).locator('.bubble').filter({ hasText: '¿Se la reservo?' }));
  expect(sink.taken).toHaveLength(1);
});

test('who is there by chat is shown where one writes to them, and no longer once they are not', async () => {
  const { page } = desk;
  const chip = page.getByRole('list', { name: 'Ways to reach them' }).getByRole('listitem').filter({ hasText: `luis@${prosody.domain}` });
  const here = (where: ReturnType<typeof composer>) => where.getByRole('img', { name: 'available now' });
  await expect(here(chip)).toHaveCount(0);
  await luis.send(xml('presence', { to: `ana@${prosody.domain}` }));
  await expect(here(chip)).toBeVisible();
  await expect(here(composer(page))).toBeVisible();
  await luis.send(xml('presence', { to: `ana@${prosody.domain}`, type: 'unavailable' }));
  await expect(here(chip)).toHaveCount(0);
  await expect(here(composer(page))).toHaveCount(0);
});

test('what was sent is taken back while the undo window is open, and its words are in the composer again', async () => {
  const { page } = desk;
  // Nobody is hurried here: that it leaves in the end is shown before and after.
  await tell(page, 'settings.set', { undoSeconds: 60 });
  await expect(toast(page, /^Leaves in/)).toHaveCount(0);
  await page.keyboard.type('Me equivoqué de cliente');
  await page.keyboard.press('Enter');
  await expect(pending(page)).toContainText('Me equivoqué de cliente');
  await toast(page, /^Leaves in/).getByRole('button', { name: 'Undo' }).click();
  await expect(composer(page).getByRole('textbox')).toHaveValue('Me equivoqué de cliente');
  await expect(pending(page)).toBeHidden();
  await tell(page, 'settings.set', { undoSeconds: UNDO_SECONDS });
  await composer(page).getByRole('textbox').fill('');
  await expect.poll(() => luisId(page).then((customerId) => ask<unknown[]>(page, 'draft.list', { customerId })).then((all) => all.length)).toBe(0);
  expect(heard).toEqual(['¿Se la reservo?']);
});

test('a canned reply is found by typing /, filled in, and cannot leave with a gap', async () => {
  const { page } = desk;
  const field = composer(page).getByRole('textbox');
  await field.focus();
  await page.keyboard.type('/env');
  await expect(page.getByRole('listbox', { name: 'Canned replies' }).getByRole('option')).toHaveText(/Envío en camino/);
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue('Hola Luis, su pedido {order.number} ya salió. Ana Ríos');
  await page.keyboard.press('Enter');
  await expect(composer(page).getByRole('alert')).toContainText('Still to fill in: {order.number}.');
  // The gap is selected: typing fills it.
  await page.keyboard.type('4471');
  await expect(field).toHaveValue('Hola Luis, su pedido 4471 ya salió. Ana Ríos');
  await page.keyboard.press('Enter');
  await expect.poll(() => heard.at(-1), { timeout: 30_000 }).toBe('Hola Luis, su pedido 4471 ya salió. Ana Ríos');
});

test('an empty subject and a forgotten attachment are asked about; what is too large is said before it is sent', async () => {
  const { page } = desk;
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('w');
  await openMail(page);
  await composer(page).getByRole('textbox', { name: 'Subject' }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.type('Te adjunto la factura');
  await page.keyboard.press('Control+Enter');
  const doubts = page.getByRole('dialog', { name: 'Send it like this?' });
  await expect(doubts).toContainText('It has no subject.');
  await expect(doubts).toContainText('mentions an attachment');
  await doubts.getByRole('button', { name: 'Back to the text' }).click();
  await attach(page, 'factura.pdf', 2_800_000);
  await expect(composer(page).getByRole('button', { name: 'Remove factura.pdf' })).toBeVisible();
  await composer(page).getByRole('textbox', { name: 'Subject' }).fill('Factura');
  const before = sink.taken.length;
  await page.keyboard.press('Control+Enter');
  await expect(composer(page).getByRole('alert').filter({ hasText: 'Take out an attachment' })).toBeVisible();
  expect(sink.taken).toHaveLength(before);
  await composer(page).getByRole('button', { name: 'Remove factura.pdf' }).click();
  await attach(page, 'chica.pdf', 900);
  await expect(composer(page).getByRole('button', { name: 'Remove chica.pdf' })).toBeVisible();
  await composer(page).getByRole('textbox', { name: 'Subject' }).focus();
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => taken('Factura').length, { timeout: 30_000 }).toBe(1);
  expect(taken('Factura')[0]?.raw.toString()).toContain('filename=chica.pdf');
});

test('a note looks like a note, has no way to be sent, and reaches nobody', async () => {
  const { page } = desk;
  const sent = [sink.taken.length, heard.length];
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('n');
  await expect(channel(page, 'Internal note')).toBeChecked();
  await expect(composer(page).getByRole('button', { name: /^Send/ })).toHaveCount(0);
  await page.keyboard.type('Ojo: pide factura A');
  await page.keyboard.press('Control+Enter');
  await bringIntoView(page, timeline(page).getByRole('article').filter({ hasText: 'Ojo: pide factura A' }));
  expect([sink.taken.length, heard.length]).toEqual(sent);
});

test('a call is logged by keyboard alone', async () => {
  const { page } = desk;
  await channel(page, 'Call').click();
  const words = composer(page).getByRole('textbox', { name: 'What was said' });
  await unfold(composer(page), words);
  await words.focus();
  await page.keyboard.type('Pasa a buscarla el lunes');
  await page.keyboard.press('Control+Enter');
  await expect(toast(page, 'Call saved.')).toBeVisible();
  await bringIntoView(page, timeline(page).locator('article[data-channel=call]').filter({ hasText: 'Pasa a buscarla el lunes' }));
});

test('with the server gone a mail waits in the outbox with its next try, changes its place by keyboard, and leaves once by itself when the server is back', async () => {
  const { page } = desk;
  test.setTimeout(210_000);
  await sink.stop();
  for (const subject of ['Primero', 'Segundo']) await writeMail(page, subject);
  await page.keyboard.press('Alt+5');
  const leaving = page.getByRole('region', { name: 'About to leave' }).getByRole('listitem');
  await expect(leaving).toHaveCount(2);
  await expect(leaving.first()).toContainText(/Next try in|Leaves after|as soon as/, { timeout: 20_000 });
  await expect(page.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name: /^Outbox, 2/ })).toBeVisible();
  // While a try is under way it keeps its place, and has nothing to move it by.
  await expect(async () => {
    await leaving.filter({ hasText: 'Texto de Primero' }).getByRole('button', { name: /^Change the place/ }).press('ArrowDown', { timeout: 2_000 });
    await expect(leaving.first()).toContainText('Segundo', { timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  // A try has failed by now: what leaves afterwards was tried again.
  await expect(leaving.first()).toContainText('Next try in', { timeout: 20_000 });
  await sink.start();
  const left = (): string[] => sink.taken.flatMap(({ raw }) => /^Subject: (Primero|Segundo)\r?$/m.exec(raw.toString())?.[1] ?? []);
  // By itself, at the next try: nobody presses anything.
  await expect.poll(left, { timeout: 120_000 }).toEqual(['Segundo', 'Primero']);
  await expect(leaving).toHaveCount(0);
  expect(left()).toEqual(['Segundo', 'Primero']);
  await expect(page.getByRole('region', { name: 'Sent last' })).toContainText('Segundo');
});

test('N7 an answer written offline is held when the customer spoke meanwhile, shows what changed, and leaves by the agent\'s word', async () => {
  const { page } = desk;
  test.setTimeout(120_000);
  await openCustomer(page, 'Luis', 'Luis Paz');
  await dovecot.stop();
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText(/Shop: next try/, { timeout: 30_000 });
  const before = sink.taken.length;
  await focusRow(page, timeline(page).locator('article[data-channel=mail][data-direction=inbound]'));
  await page.keyboard.press('r');
  await expect(body(page)).toBeFocused();
  await page.keyboard.type('Se la mando a su casa');
  await page.keyboard.press('Control+Enter');
  await expect(pending(page)).toContainText('Se la mando a su casa');
  dovecot.writeMaildir('ana', 'INBOX', [{ receivedAtMs: Date.now(), raw: mail({ from: `Luis Paz <${LUIS}>`, to: OWN, subject: 'Heladera', text: 'Ya no la necesito', at: new Date().toISOString(), headers: ['In-Reply-To: <first@hilo-e2e.example>', 'References: <first@hilo-e2e.example>'] }) }]);
  await dovecot.restart();
  const { accounts } = await ask<{ accounts: { id: string; label: string }[] }>(page, 'sync.state', {});
  await tell(page, 'account.syncNow', { accountId: accounts.find((account) => account.label === 'Shop')?.id });
  await expect(pending(page)).toContainText('the conversation went on', { timeout: 60_000 });
  await expect(pending(page).getByRole('region', { name: 'What was said since' })).toContainText('Ya no la necesito');
  expect(sink.taken).toHaveLength(before);
  await pending(page).getByRole('button', { name: 'Send anyway' }).click();
  await expect.poll(() => sink.taken.length, { timeout: 30_000 }).toBe(before + 1);
  await expect(pending(page)).toBeHidden();
});

async function openMail(page: Page): Promise<void> {
  await channel(page, 'Mail').click();
  await unfold(composer(page), body(page));
}

async function writeMail(page: Page, subject: string): Promise<void> {
  await openMail(page);
  await composer(page).getByRole('textbox', { name: 'Subject' }).fill(subject);
  await page.keyboard.press('Tab');
  await page.keyboard.type(`Texto de ${subject}`);
  await page.keyboard.press('Control+Enter');
  await expect(pending(page)).toContainText(subject);
}

/** A file of this size, dropped on the composer as from a file manager. */
async function attach(page: Page, name: string, size: number): Promise<void> {
  const data = await page.evaluateHandle(([fileName, bytes]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes as number)], fileName as string, { type: 'application/pdf' }));
    return transfer;
  }, [name, size]);
  const target = composer(page).locator('.compose-drop');
  await target.dispatchEvent('dragover', { dataTransfer: data });
  await target.dispatchEvent('drop', { dataTransfer: data });
}
