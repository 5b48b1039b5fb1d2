/** S24 in the real window: a mailbox that reads and sends is connected, the telephone rings, and what is written during the call belongs to it. */
import { createExchange } from './world/amiCalls.ts';
import { startAmiServer } from './world/amiServer.ts';
import type { AmiServer } from './world/amiServer.ts';
import { closeAll, expect, launch, seededProfile, test } from './world/app.ts';
import type { Desk } from './world/app.ts';
import { startDovecot } from './world/dovecot.ts';
import type { Dovecot } from './world/dovecot.ts';
import { startSmtpSink } from './world/smtpSink.ts';
import type { SmtpSink } from './world/smtpSink.ts';
import { bringIntoView, enterMailbox, openCustomer, tell, timeline } from './world/screen.ts';
import { mail, mbox, vcards } from './seed.ts';

test.skip(/dovecot/.test(process.env['HILO_WITHOUT'] ?? ''), 'this machine has no Dovecot');
test.describe.configure({ mode: 'serial' });

const OWN = 'ana@tienda.example';
const RITA = { name: 'Rita Soler', mail: 'rita@clientes.example', phone: '+54 9 11 6999-0001', rings: '0111569990001' };

let dovecot: Dovecot;
let sink: SmtpSink;
let exchange: AmiServer;
let desk: Desk;

test.beforeAll(async () => {
  [dovecot, sink, exchange] = await Promise.all([startDovecot({ users: { ana: 'pw-ana' } }), startSmtpSink({ sizeLimit: 25_000_000 }), startAmiServer()]);
  const profile = await seededProfile({
    'rita/agenda.vcf': vcards([{ name: RITA.name, mails: [RITA.mail], phones: [RITA.phone] }]),
    'rita/tienda.mbox': mbox([mail({ from: `${RITA.name} <${RITA.mail}>`, to: `Tienda <${OWN}>`, subject: 'Cocina a gas', text: '¿La tienen?', at: '2024-05-02T12:00:00Z' })]),
  });
  desk = await launch({ profile, size: { width: 1280, height: 800 } });
  await tell(desk.page, 'settings.set', { agentName: 'Ana Ríos', undoSeconds: 0 });
});
test.afterAll(async () => {
  await closeAll();
  await Promise.all([dovecot?.dispose(), sink?.dispose(), exchange?.dispose()]);
});

test('a mailbox is connected: reading and sending are tried apart, and what does not work is said in words', async () => {
  const { page } = desk;
  await page.getByRole('button', { name: 'Sync', exact: true }).click();
  await page.getByRole('button', { name: 'Connect mail' }).click();
  const dialog = page.getByRole('dialog');
  await enterMailbox(dialog, { address: OWN, host: dovecot.host, user: 'ana', password: 'pw-ana' });
  await dialog.getByRole('combobox', { name: 'Security' }).selectOption('plain');
  await dialog.getByRole('textbox', { name: 'Port' }).fill(String(dovecot.imapPort));
  await dialog.getByRole('button', { name: 'Test and continue' }).click();
  await expect(dialog.getByText(/The connection works: \d+ folders\./)).toBeVisible({ timeout: 30_000 });
  await expect(dialog.getByText('It reads, but cannot send yet.')).toBeVisible({ timeout: 30_000 });
  const sending = dialog.getByRole('group', { name: 'Sending' });
  await expect(sending.getByRole('textbox', { name: 'Your name' })).toHaveValue('Ana Ríos');
  await sending.getByRole('textbox', { name: 'Sending server (SMTP)' }).fill(sink.host);
  await sending.getByRole('combobox', { name: 'Security' }).selectOption('plain');
  await sending.getByRole('textbox', { name: 'Port' }).fill(String(sink.port));
  await sending.getByRole('textbox', { name: 'User for sending' }).fill('');
  await sending.getByRole('textbox', { name: 'Signature' }).fill('Ana Ríos\nTienda');
  await dialog.getByRole('button', { name: 'Test sending' }).click();
  await expect(dialog.getByText(`It sends as well, through ${sink.host}.`)).toBeVisible({ timeout: 20_000 });
  await expect(dialog.getByText('It takes mail of up to 25 MB.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Start reading' }).click();
  await expect(dialog).toBeHidden();
  const card = page.getByRole('region', { name: OWN });
  await expect(card).toContainText('Up to date, listening', { timeout: 30_000 });
  await expect(card).toContainText('Can: read, send mail, tell at once');
});

test('S24 during a call one key writes to the caller, and what is sent and the call point at each other', async () => {
  const { page } = desk;
  await tell(page, 'account.add', { label: 'Exchange', setup: { kind: 'asteriskAmi', config: {
    host: exchange.host, port: exchange.port, security: 'plain', user: 'hilo', password: 'pw-ami', acceptInvalidCertificate: false, device: 'PJSIP/1001', context: 'from-internal', dialPrefix: '',
  } } });
  await exchange.waitForClients(1);
  const call = createExchange(Math.floor(Date.now() / 1_000)).directRing({ from: RITA.rings, to: '1001' });
  exchange.play(call.steps['ring'] ?? []);
  await expect(page.getByRole('dialog', { name: 'Incoming call' })).toContainText(RITA.name);
  exchange.play(call.steps['answer'] ?? []);
  await expect(page.getByRole('list', { name: 'Calls now' })).toContainText('talking');
  await page.keyboard.press('F9');
  const subject = page.getByRole('textbox', { name: 'Subject' });
  await expect(subject).toBeVisible();
  await expect(page.getByText('During the call: it is linked to it')).toBeVisible();
  await subject.fill('Medidas de la cocina');
  await page.getByRole('textbox', { name: new RegExp(RITA.name) }).last().click();
  await page.keyboard.type('Le paso las medidas que me pidió.');
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => sink.taken.length, { timeout: 20_000 }).toBe(1);
  expect(sink.taken[0]?.to).toEqual([RITA.mail]);
  exchange.play(call.steps['end'] ?? []);
  await openCustomer(page, RITA.name);
  const letter = timeline(page).locator('article[data-channel=mail]').filter({ hasText: 'Medidas de la cocina' });
  await bringIntoView(page, letter.getByRole('button', { name: /Sent during the call/ }));
  await expect(letter).toContainText('sent');
  const talk = timeline(page).locator('article[data-channel=call]').last();
  await bringIntoView(page, talk.getByRole('button', { name: /Sent during this call: .*Medidas de la cocina/ }));
  await talk.getByRole('button', { name: /Sent during this call/ }).click();
  await expect(letter).toHaveAttribute('data-highlighted', 'true');
});
