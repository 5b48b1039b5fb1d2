/** What is shown of writing, waiting and ringing: each scene brings itself about, stays while its pictures are taken, and goes. */
import type { Page } from '@playwright/test';
import type { Scenario } from '../world/amiCalls.ts';
import { focusRow } from '../world/screen.ts';
import type { LiveShop } from './liveShop.ts';

export type LiveScene = { name: string; show(page: Page, shop: LiveShop): Promise<void>; leave(page: Page, shop: LiveShop): Promise<void> };

const away = async (page: Page): Promise<void> => page.keyboard.press('Escape');
const calm = async (page: Page): Promise<void> => page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());

export const LIVE_SCENES: readonly LiveScene[] = [
  { name: 'composer', show: writeMail, leave: away },
  { name: 'canned', show: async (page) => { await writeMail(page); await page.keyboard.press('Control+End'); await page.keyboard.type(' /'); await page.locator('.canned').waitFor(); }, leave: async (page) => { await page.keyboard.press('Escape'); await page.keyboard.press('Backspace'); await page.keyboard.press('Backspace'); await away(page); } },
  { name: 'chat', show: (page) => write(page, 'Lucía Ferreyra', 'chat', 'Sí, la tenés lista desde las 12. ¿A qué hora pasás?'), leave: away },
  { name: 'log-call', show: (page) => write(page, 'Jorge Maidana', 'call', 'Pide que le pongan la tele en la pared. Se lo cotizamos mañana.'), leave: away },
  { name: 'note', show: (page) => write(page, 'Raúl Ortega', 'note', 'Pide siempre factura A. Confirmar con Marina antes de prometer fecha.'), leave: away },
  { name: 'pending', show: async (page) => { await open(page, 'Chloe Bennett'); await page.locator('.pending').waitFor(); }, leave: calm },
  { name: 'held', show: async (page) => { await open(page, 'Inés Rivarola'); await page.locator('.pending .outbox-card').waitFor(); }, leave: calm },
  { name: 'outbox', show: async (page) => { await page.keyboard.press('Alt+5'); await page.locator('.outbox-card').first().waitFor(); }, leave: calm },
  { name: 'call', show: (page, shop) => ring(page, shop, '0111561234410'), leave: hangUp },
  { name: 'call-guest', show: (page, shop) => ring(page, shop, '0111565590318'), leave: hangUp },
  { name: 'call-several', show: (page, shop) => ring(page, shop, '01145827719'), leave: hangUp },
  { name: 'call-unknown', show: (page, shop) => ring(page, shop, '01147778888'), leave: hangUp },
  { name: 'call-new', show: async (page, shop) => { await ring(page, shop, '01147779999'); await page.locator('.identify-foot button').last().click(); }, leave: hangUp },
  { name: 'call-withheld', show: (page, shop) => ring(page, shop, ''), leave: hangUp },
  { name: 'call-search', show: async (page, shop) => { await ring(page, shop, ''); await page.locator('.identify-foot button').first().click(); await page.keyboard.type('luc'); await page.locator('.call-pop [role=option]').first().waitFor(); }, leave: hangUp },
  { name: 'call-bar', show: async (page, shop) => { await ring(page, shop, '0111561234410'); play(shop, 'answer'); await page.locator('.call-chip[data-state=answered]').waitFor(); }, leave: hangUp },
  { name: 'call-ended', show: async (page, shop) => { await ring(page, shop, '0111561234410'); play(shop, 'answer'); play(shop, 'end'); await page.locator('.call-chip[data-state=ended]').waitFor(); }, leave: hangUp },
  { name: 'fresh', show: async (page) => { await page.keyboard.press('Alt+1'); await page.locator('.queue .fresh, .list .fresh, .fresh').first().click(); await page.locator('.fresh-list').waitFor(); }, leave: away },
  { name: 'new-customer', show: async (page) => { await page.keyboard.press('Alt+2'); await page.locator('.list-head .icon-button').last().click(); await page.locator('dialog[open]').waitFor(); }, leave: away },
  { name: 'accounts', show: async (page) => { await page.keyboard.press('Alt+3'); await page.locator('.card').first().waitFor(); }, leave: calm },
  ...['imap', 'xmpp', 'asteriskAmi'].map((kind, at): LiveScene => ({
    name: `account-${kind}`, show: async (page) => { await page.keyboard.press('Alt+4'); await page.locator('.account-line .icon-button').nth(at).click(); await page.locator('dialog[open]').waitFor(); }, leave: away,
  })),
  ...['chat', 'phone', 'log'].map((kind, at): LiveScene => ({
    name: `connect-${kind}`, show: async (page) => {
      await page.keyboard.press('Alt+4');
      await page.locator('.card-head [aria-haspopup]').first().click();
      await page.getByRole('menuitem').nth(at + 1).click();
      await page.locator('dialog[open]').waitFor();
    }, leave: away,
  })),
  { name: 'replies', show: async (page) => { await page.keyboard.press('Alt+4'); await page.locator('.template-line').last().scrollIntoViewIfNeeded(); }, leave: calm },
  { name: 'reply-edit', show: async (page) => { await page.keyboard.press('Alt+4'); await page.locator('.template-line .icon-button').first().click(); await page.locator('dialog[open]').waitFor(); }, leave: away },
  { name: 'later', show: async (page) => { await writeMail(page); await page.locator('.send-later').click(); await page.getByRole('menuitem').first().waitFor(); }, leave: async (page) => { await away(page); await away(page); } },
  { name: 'deliveries', show: async (page) => { await open(page, 'Belén Cáceres'); await page.locator('.delivery').first().waitFor(); }, leave: calm },
];

/** A gap of the exchange is one when it lasted longer than a call may take to begin. */
export const GAP_SCENE: LiveScene = { name: 'gap', show: async (page) => { await open(page, 'Lucía Ferreyra'); await page.locator('[role=note]').last().waitFor(); }, leave: calm };

let ringing: Scenario | null = null;

async function ring(page: Page, shop: LiveShop, from: string): Promise<void> {
  await open(page, 'Valentina Paz');
  await calm(page);
  ringing = shop.calls.directRing({ from, to: '1001', ...(from === '' ? { withheldAs: '<unknown>' } : {}) });
  play(shop, 'ring');
  await page.locator('.call-pop').waitFor();
}

function play(shop: LiveShop, step: string): void {
  shop.exchange.play(ringing?.steps[step] ?? []);
}

/** Answered and over, so that nothing is missed. */
async function hangUp(page: Page, shop: LiveShop): Promise<void> {
  for (const step of ['answer', 'end']) play(shop, step);
  const done = page.locator('.call-chip[data-state=ended] .icon-button').last();
  await done.waitFor();
  await done.click();
  await page.locator('.call-chip').waitFor({ state: 'detached' });
}

async function open(page: Page, name: string): Promise<void> {
  await calm(page);
  await page.keyboard.press('Alt+1');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill(name);
  await page.getByRole('group', { name: /^(Customers|Clientes)$/ }).getByRole('option').filter({ hasText: name }).first().click();
  await page.locator('.workspace h1', { hasText: name }).waitFor();
  await page.locator('article').last().waitFor();
}

async function write(page: Page, name: string, channel: string, words: string): Promise<void> {
  await open(page, name);
  await page.locator(`.channel-switch [data-channel=${channel}]`).click();
  const field = page.locator('.composer textarea').first();
  if (await field.inputValue() === '') await field.fill(words);
  await field.focus();
}

/** An answer to the last mail of a guest who writes English. */
async function writeMail(page: Page): Promise<void> {
  await open(page, 'Emily Carter');
  await focusRow(page, page.locator('article[data-channel=mail][data-direction=inbound]'));
  await page.keyboard.press('r');
  const words = page.locator('.composer .rich');
  await words.waitFor();
  if (/Monday/.test(await words.innerText())) return words.focus();
  await words.focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('Hi Emily,\n\nI am sorry about that. Our technician can be with you on Monday at 10, and he brings a unit on loan for the weekend.');
}
