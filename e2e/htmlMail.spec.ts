/** Formatted mail: shown in a cage, with nothing fetched before somebody asks, and its files saved as they came. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { closeAll, expect, launch, seededProfile, test } from './world/app.ts';
import type { Desk } from './world/app.ts';
import { mail, mbox, PIXEL_BASE64 } from './seed.ts';
import { openCustomer, saveTo, timeline, toast } from './world/screen.ts';

const FILE = Buffer.from('%PDF-1.4 presupuesto');
const asked: string[] = [];
let server: Server;
let desk: Desk;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from(PIXEL_BASE64, 'base64'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const html = `<div onclick="document.title='ran'"><p>Hola, va <b>el plano</b></p>
    <script>document.title='ran'; new Image().src='http://127.0.0.1:${port}/script'</script>
    <img alt="plano" src="cid:plano@x"><img alt="contador" src="http://127.0.0.1:${port}/contador.png" onerror="document.title='ran'">
    <iframe src="http://127.0.0.1:${port}/frame"></iframe><link rel="stylesheet" href="http://127.0.0.1:${port}/style.css">
    <div style="background-image:url(http://127.0.0.1:${port}/fondo.png)">fin</div></div>`;
  const raw = mail({
    from: 'Irene Paz <irene@paz.example>', to: 'ventas@tienda.example', subject: 'El plano', at: '2024-05-10T10:00:00Z', html,
    text: 'Hola, va el plano\n\nEl 9/5/24 10:00, Tienda escribió:\n> ¿Nos manda el plano?\n> Gracias\n',
    parts: [{ type: 'image/png', contentId: 'plano@x', base64: PIXEL_BASE64 }, { type: 'application/pdf', name: 'presupuesto.pdf', base64: FILE.toString('base64') }],
  });
  desk = await launch({ profile: await seededProfile({ 'irene.mbox': mbox([raw]) }), size: { width: 1280, height: 800 } });
  await openCustomer(desk.page, 'Irene Paz');
  await timeline(desk.page).getByRole('button', { name: 'El plano' }).click();
});

test.afterAll(async () => {
  await closeAll();
  await new Promise((resolve) => server.close(resolve));
});

test('quoted text is folded until it is asked for', async () => {
  const card = timeline(desk.page).getByRole('article');
  await expect(card.locator('.body-text')).toHaveText('Hola, va el plano');
  await expect(card.getByText('¿Nos manda el plano?')).toBeHidden();
  await card.getByRole('button', { name: 'Show the quoted text' }).click();
  await expect(card.getByText('¿Nos manda el plano?')).toBeVisible();
});

test('formatted mail stands in a frame without rights, its own images shown, its script dead, nothing fetched', async () => {
  const { page } = desk;
  const title = await page.title();
  await timeline(page).getByRole('button', { name: 'Formatted' }).click();
  const element = page.locator('iframe[title="Formatted message"]');
  await expect(element).toHaveAttribute('sandbox', '');
  const frame = page.frameLocator('iframe[title="Formatted message"]');
  await expect(frame.getByText('el plano')).toBeVisible();
  await expect.poll(() => frame.getByAltText('plano').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
  await expect(page.getByText('1 remote image blocked').or(page.getByText('2 remote images blocked'))).toBeVisible();
  expect(await frame.locator('script, iframe, link, [onclick], [onerror]').count()).toBe(0);
  expect(await page.title()).toBe(title);
  expect(asked).toEqual([]);
});

test('a remote image is fetched once it is asked for, and nothing else with it', async () => {
  const { page } = desk;
  await page.getByRole('button', { name: 'Show images' }).click();
  const frame = page.frameLocator('iframe[title="Formatted message"]');
  await expect.poll(() => frame.getByAltText('contador').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
  expect(asked.filter((path) => path === '/contador.png')).toHaveLength(1);
  expect(asked.filter((path) => !/^\/(contador|fondo)\.png$/.test(path))).toEqual([]);
  await page.getByRole('button', { name: 'Block again' }).click();
  await expect(page.getByRole('button', { name: 'Show images' })).toBeVisible();
});

test('an attachment is saved byte for byte where the person says', async () => {
  const target = join(dirname(desk.profile), 'saved.pdf');
  await saveTo(desk.electron, target);
  await timeline(desk.page).getByRole('button', { name: 'Save presupuesto.pdf' }).click();
  await expect(toast(desk.page, 'Saved.')).toBeVisible();
  expect(readFileSync(target)).toEqual(FILE);
});
