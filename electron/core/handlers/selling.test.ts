/** What is sold and offered, from files to answers: through the core with its threads, and by hand where order is the question. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustomerId } from '../../../shared/domain.ts';
import type { ProductView } from '../../../shared/selling.ts';
import { openCore } from '../core.ts';
import type { Core } from '../core.ts';
import { digest } from '../digest.ts';
import { contactPointId } from '../identity/ids.ts';
import { ordersOf, pricesOf, productByCode, searchProducts } from '../store/selling.ts';
import { NOW_MS as DESK_NOW_MS, row, seeded, testDesk } from '../testing.ts';
import { pricesNow } from '../decisions/parity.ts';

const NOW_MS = Date.now();
const DAY_MS = 86_400_000;
const base = mkdtempSync(join(tmpdir(), 'hilo-selling-'));
const day = (days: number): string => new Date(NOW_MS + days * DAY_MS).toISOString().slice(0, 10);
let core: Core;
let nextMs = NOW_MS - 60 * 60_000;

function open(): Core {
  const profileDir = join(base, 'profile');
  mkdirSync(profileDir, { recursive: true });
  return openCore({ profileDir, keyHex: KEY, keyKeptBy: 'file', nowMs: () => NOW_MS, threads: { sourceHost: new URL('../sourceHost.ts', import.meta.url), indexer: new URL('../indexThread.ts', import.meta.url) } });
}
const KEY = randomBytes(32).toString('hex');

/** A file of the shop; each one that is written is newer than those before. */
function file(name: string, text: string): string {
  const path = join(base, name);
  writeFileSync(path, text);
  nextMs += 60_000;
  utimesSync(path, nextMs / 1_000, nextMs / 1_000);
  return path;
}

async function bring(path: string, said: object = {}): Promise<string> {
  const { importId } = await core.command('import.shop', { path, follow: false, ...said });
  await ended(importId);
  return importId;
}

function ended(importId: string): Promise<void> {
  return new Promise((settle, fail) => {
    const look = (): void => {
      const view = core.query('sync.state', {}).imports.find((one) => one.id === importId);
      if (view === undefined || view.finishedAtMs === null) return;
      stop();
      if (view.error === null) settle();
      else fail(new Error(view.error.code));
    };
    const stop = core.onEvent(() => setImmediate(look));
    look();
  });
}

function until(holds: () => boolean): Promise<void> {
  return new Promise((settle) => {
    const look = (): void => {
      if (!holds()) return;
      stop();
      settle();
    };
    const stop = core.onEvent(() => setImmediate(look));
    look();
  });
}

const customer = (mail: string): CustomerId => contactPointId({ kind: 'mail', value: mail }) as string as CustomerId;
const product = (code: string): ProductView | undefined => core.query('product.search', { text: code, limit: 1 }).rows[0];
const prices = (code: string): Record<string, number> => Object.fromEntries(product(code)?.prices.map((price) => [price.channel, price.amountMinor]) ?? []);

beforeAll(() => { core = open(); });
afterAll(async () => {
  await core.close();
  rmSync(base, { recursive: true });
});

describe('S8, N6: a catalogue with traps', () => {
  const catalogue = [
    'Código;Nombre;Rubro;Precio web;Precio sucursal;Vigente hasta', 'HP-388;Heladera Patrick 388 L;Heladeras;1.249.000,00;1.249.000,00;', 'GE-2;Extensión de garantía 2 años;Servicios;89.000;96.000;', 'CO-1;Cocina Escorial;Cocinas;a convenir;5;',
    'LA-1;Lavarropas;Lavado;400.000;;', 'LA-1;Lavarropas Drean;Lavado;410.000;;', ';Sin código;Otros;5;;', 'VE-1;Ventilador;Aire;30.000;;31/02/2026', `TV-1;Televisor;Video;700.000;;${day(-2)}`,
  ].join('\n');

  it('is shown before it is read: what would be added, and each row that cannot be used with its place', async () => {
    const preview = await core.command('import.previewShop', { path: file('precios.csv', catalogue) });
    expect(preview).toMatchObject({ format: 'csv', table: 'products', rows: 8, added: 4, changed: 0, known: 0, unusable: 3 });
    expect(preview.problems.map(({ row: at, column, problem, value }) => [at, column, problem, value])).toEqual([
      [4, 'Precio web', 'amount-bad', 'a convenir'], [5, 'Código', 'repeated', '6'], [7, 'Código', 'no-code', ''], [8, 'Vigente hasta', 'date-bad', '31/02/2026'],
    ]);
  });

  it('is read whole: the last of two rows holds, both are kept, and what is over asks no price', async () => {
    await bring(join(base, 'precios.csv'));
    expect(product('LA-1')).toMatchObject({ name: 'Lavarropas Drean', prices: [{ channel: 'web', amountMinor: 41_000_000, currency: 'ARS' }] });
    expect(prices('TV-1')).toEqual({});
    expect(core.store.prepare("SELECT count(*) AS n, count(unreadable) AS unclear FROM source_record WHERE kind = 'row'").get()).toEqual({ n: 8, unclear: 3 });
    expect(core.query('quarantine.list', { offset: 0, limit: 10 }).rows.map((one) => one.reason)).toEqual(['row-unclear', 'row-unclear', 'row-unclear']);
  });

  it('counts its rows before it is read as after: a code that stands twice once, a row without its name or a clear price as one that cannot be used', async () => {
    const path = file('doce.csv', ['codigo;nombre;precio', 'DO-1;Doce;45.900,00', 'DO-1;Doce;46.900,00', 'DO-2;;12.000,00', 'DO-3;Catorce;abc', 'DO-4;Quince;89.900', 'DO-5;Dieciséis;1,234.50'].join('\n'));
    const compare = async (): Promise<string> => {
      const preview = await core.command('import.previewShop', { path });
      const importId = await bring(path);
      const done = core.query('sync.state', {}).imports.find((one) => one.id === importId);
      expect([done?.stored, done?.known, done?.quarantined]).toEqual([preview.added + preview.changed, preview.known, preview.unusable]);
      expect(preview.problems.map(({ row: at, column, problem }) => [at, column, problem])).toEqual([[2, 'codigo', 'repeated'], [4, 'nombre', 'no-text'], [5, 'precio', 'amount-bad'], [6, 'precio', 'amount-unclear']]);
      return importId;
    };
    const first = await compare();
    expect(core.query('sync.state', {}).imports.find((one) => one.id === first)).toMatchObject({ read: 6, stored: 2, known: 0, quarantined: 3 });
    expect([product('DO-1')?.prices[0]?.amountMinor, prices('DO-5')['web']]).toEqual([4_690_000, 123_450]);
    const again = await compare();
    expect(core.query('sync.state', {}).imports.find((one) => one.id === again)).toMatchObject({ read: 6, stored: 0, known: 2, quarantined: 3 });
    for (const importId of [first, again]) await core.command('import.undo', { importId });
    const third = await compare();
    expect(core.query('sync.state', {}).imports.find((one) => one.id === third)).toMatchObject({ stored: 2, known: 0, canUndo: true });
    await core.command('import.undo', { importId: third });
    expect((await core.command('import.previewShop', { path: file('sin-columna.csv', 'codigo;precio\nDO-9;5,00') })).added).toBe(1);
  });

  it('says which channels differ', () => {
    expect(product('HP-388')?.mismatch).toBeNull();
    expect(product('ge-2')?.mismatch).toMatchObject({ low: { channel: 'web', amountMinor: 8_900_000 }, high: { channel: 'branch', amountMinor: 9_600_000 } });
  });

  it('is searched by words in any order, without accents, and by code', () => {
    const names = (text: string): string[] => core.query('product.search', { text, limit: 5 }).rows.map((one) => one.code);
    expect(names('patrick heladera')).toEqual(['HP-388']);
    expect(names('extension garan')).toEqual(['GE-2']);
    expect(names('hp-388')).toEqual(['HP-388']);
    expect(names('')).toEqual(['GE-2', 'HP-388', 'LA-1', 'TV-1']);
    expect(names('nada de esto')).toEqual([]);
  });

  it.each([0, 1_200])('names in which a word begins as it was typed come before those that only hold it (%i of these)', (crowd) => {
    const desk = testDesk();
    const names = ['Hidrolavadora', 'Jabón para lavarropas', 'Lavarropas', 'Lavavajillas', ...Array.from({ length: crowd }, (_, n) => `Hidrolavadora ${n}`)];
    desk.ingest(names.map((name, n) => row('products', 'code,name,price', `P-${n},${name},1`)), { stream: 'tables' });
    const found = (...words: string[]): string[] => searchProducts(desk.store, words, 4).codes.map((code) => names[Number(code.slice(2))] ?? '');
    expect(found('lava')).toEqual(['Jabón para lavarropas', 'Lavarropas', 'Lavavajillas', expect.stringContaining('Hidrolavadora')]);
    expect(found('ropas', 'lava')).toEqual(['Jabón para lavarropas', 'Lavarropas']);
    expect(searchProducts(desk.store, ['lava'], 4).total).toBe(Math.min(1_000, names.length));
    desk.store.close();
  });

  it('amounts that nothing in the file tells how to read are refused, not guessed', async () => {
    const preview = await core.command('import.previewShop', { path: file('dudosos.csv', 'code,name,price\nX-1,Uno,1.249\nX-2,Dos,89.000\nX-3,Tres,15') });
    expect([preview.added, preview.unusable, preview.problems.map(({ problem }) => problem)]).toEqual([1, 2, ['amount-unclear', 'amount-unclear']]);
    const mixed = await core.command('import.previewShop', { path: file('mezclados.csv', 'code;name;price\nX-1;Uno;1.249.000,50\nX-2;Dos;1,249,000.50\nX-3;Tres;89.000') });
    expect(mixed.problems).toEqual([{ row: 4, column: 'price', problem: 'amount-unclear', value: '89.000' }]);
  });

  it('a price that goes up and comes back holds again; a row that says the same is known', async () => {
    const made = async (web: string): Promise<void> => void await bring(file('un-precio.csv', `Código;Nombre;Precio web;Precio sucursal\nPL-1;Plancha;${web};50,00\n`));
    for (const web of ['40,00', '45,00', '40,00']) await made(web);
    expect(prices('PL-1')).toEqual({ web: 4_000, branch: 5_000 });
    expect((await core.command('import.previewShop', { path: join(base, 'un-precio.csv') }))).toMatchObject({ known: 1, added: 0, changed: 0 });
    expect((await core.command('import.previewShop', { path: file('otro.csv', 'code,name,price\nPL-1,Plancha,12.50') }))).toMatchObject({ changed: 1 });
  });

  it('one step takes an import back and brings it again', async () => {
    const importId = await bring(file('rebaja.csv', 'Código;Nombre;Precio web;Precio sucursal\nPL-1;Plancha en rebaja;30,00;30,00\n'));
    expect(prices('PL-1')['web']).toBe(3_000);
    expect(core.query('sync.state', {}).imports.find((one) => one.id === importId)?.canUndo).toBe(true);
    const { operationId } = await core.command('import.undo', { importId });
    expect([prices('PL-1')['web'], product('PL-1')?.name]).toEqual([4_000, 'Plancha']);
    const undo = await core.command('operation.undo', { operationId });
    expect(prices('PL-1')['web']).toBe(3_000);
    await core.command('operation.undo', { operationId: undo.operationId });
    expect(prices('PL-1')['web']).toBe(4_000);
  });

  it('rows of it that nobody could read are said no more, unless another import brought them too', async () => {
    const said = (): number[] => [core.query('app.state', {}).quarantined, core.query('sync.state', {}).quarantined, core.query('quarantine.list', { offset: 0, limit: 100 }).total, core.query('quarantine.list', { offset: 0, limit: 100 }).rows.length];
    const all = (n: number): number[] => [n, n, n, n];
    const kept = (): unknown => core.store.prepare('SELECT count(*) AS n FROM source_record WHERE unreadable IS NOT NULL').pluck().get();
    const [before = 0, keptBefore] = [said()[0], Number(kept())];
    const broken = 'Código;Nombre;Precio\nXX-1;Roto;abc\n';
    const first = await bring(file('rotos.csv', broken));
    expect(said()).toEqual(all(before + 1));
    expect(core.query('sync.state', {}).imports.find((one) => one.id === first)?.canUndo).toBe(true);
    const second = await bring(file('rotos-otra-vez.csv', `${broken}XX-2;Sano;1\n`));
    await core.command('import.undo', { importId: first });
    expect(said()).toEqual(all(before + 1));
    const { operationId } = await core.command('import.undo', { importId: second });
    expect(said()).toEqual(all(before));
    expect(kept()).toBe(keptBefore + 1);
    await core.command('operation.undo', { operationId });
    expect(said()).toEqual(all(before + 1));
    await core.command('import.undo', { importId: second });
  });
});

describe('S16, S7: orders', () => {
  const orders = JSON.stringify({ pedidos: [
    { numero: 'A-1', estado: 'pagado', fecha: '2026-03-01', total: 1_249_000, canal: 'web', cliente: { nombre: 'Lucía Ferreyra', mail: 'lucia@correo.example', dni: '31.234.204' }, items: [{ sku: 'HP-388', name: 'Heladera Patrick 388 L', quantity: 1, price: 1_249_000 }] },
    { numero: 'A-2', estado: 'cancelado', fecha: '2026-03-02', total: 500, cliente: { mail: 'lucia@correo.example' } }, { numero: 'A-3', estado: 'entregado', fecha: '2026-03-03', total: 99.5, canal: 'mostrador', cliente: { mail: 'nadie@nuevo.example' } },
    { numero: 'A-4', estado: 'nuevo', fecha: '2026-03-04', total: 10 }, { numero: 'A-5', estado: 'volando', fecha: '2026-03-04', total: 10, cliente: { mail: 'lucia@correo.example' } }, { numero: 'A-6', estado: 'nuevo', fecha: '2026-03-04', total: 10, cliente: { mail: 'roto@' } },
  ] });

  it('of a known and of an unknown customer, of nobody, in a state or with an address that nobody understands', async () => {
    const preview = await core.command('import.previewShop', { path: file('pedidos.json', orders) });
    expect(preview).toMatchObject({ format: 'json', table: 'orders', rows: 6, added: 4, unusable: 2 });
    expect(preview.problems.map(({ row: at, problem }) => [at, problem])).toEqual([[4, 'no-customer'], [5, 'state-unknown'], [6, 'bad-customer']]);
    await bring(join(base, 'pedidos.json'));
    expect(core.query('order.list', { customerId: customer('lucia@correo.example') }).map(({ number, state, channel, total, lines }) => [number, state, channel, total.amountMinor, lines.length])).toEqual([['A-2', 'cancelled', '', 50_000, 0], ['A-1', 'paid', 'web', 124_900_000, 1]]);
    expect(core.query('customer.get', { id: customer('nadie@nuevo.example') })?.contactPoints).toHaveLength(1);
    expect(core.query('customer.get', { id: customer('lucia@correo.example') })).toMatchObject({ name: 'Lucía Ferreyra' });
    expect(core.store.prepare("SELECT count(*) AS n FROM shop_order WHERE point IS NULL").get()).toEqual({ n: 1 });
  });

  it('what was bought makes the value of the customer, in every address of theirs; what was cancelled does not', () => {
    const worth = (): unknown => core.store.prepare('SELECT value_minor AS value, orders, last_order_at_ms IS NOT NULL AS dated FROM customer WHERE name = ?').get('Lucía Ferreyra');
    expect(worth()).toEqual({ value: 124_900_000, orders: 1, dated: 1 });
    expect(core.query('order.list', { customerId: contactPointId({ kind: 'document', value: 'AR:31234204' }) })).toHaveLength(2);
  });

  it('the newest state of an order holds, and it may change hands', async () => {
    await bring(file('pedidos-2.json', '{"numero":"A-1","estado":"entregado","fecha":"2026-03-01","total":1249000,"mail":"beto@otro.example"}'));
    expect(core.query('order.list', { customerId: customer('lucia@correo.example') }).map(({ number }) => number)).toEqual(['A-2']);
    expect(core.query('order.list', { customerId: customer('beto@otro.example') })).toMatchObject([{ number: 'A-1', state: 'delivered', source: { connector: 'shopFile', label: 'pedidos-2.json' } }]);
    expect(core.store.prepare("SELECT value_minor AS value, orders FROM customer WHERE name = 'Lucía Ferreyra'").get()).toEqual({ value: 0, orders: 0 });
  });
});

describe('S17, S21: offers', () => {
  const lucia = customer('lucia@correo.example');
  const offers = (): { text: string; state: string }[] => core.query('offer.list', { customerId: lucia }).map(({ text, state }) => ({ text, state }));

  it('marketing’s offers are there for the one and for everybody, never for another, and a damaged address is for nobody', async () => {
    const table = ['id;campaña;oferta;producto;precio;desde;hasta;mail', `O-1;Otoño;6 cuotas sin interés en heladeras Patrick;HP-388;1.200.000,00;;${day(9)};lucia@correo.example`, `O-2;Otoño;Envío gratis;;;;${day(9)};`, `O-3;Invierno;Garantía bonificada;GE-2;99.000,00;;${day(9)};lucia@correo.example`,
      `O-4;Verano;Descuento viejo en ventiladores;;;;${day(-1)};lucia@correo.example`, `O-5;Otoño;Solo para Beto;;;;;beto@otro.example`, `O-6;Otoño;Para quién;;;;;lucia@`, `O-7;Otoño;Más adelante;;;${day(2)};${day(9)};lucia@correo.example`].join('\n');
    const preview = await core.command('import.previewShop', { path: file('ofertas.csv', table) });
    expect([preview.table, preview.added, preview.problems.map(({ row: at, problem }) => [at, problem])]).toEqual(['offers', 6, [[7, 'bad-customer']]]);
    await bring(join(base, 'ofertas.csv'));
    expect(offers()).toEqual(expect.arrayContaining([
      { text: '6 cuotas sin interés en heladeras Patrick', state: 'available' }, { text: 'Envío gratis', state: 'available' }, { text: 'Garantía bonificada', state: 'available' }, { text: 'Descuento viejo en ventiladores', state: 'expired' },
    ]));
    expect(offers()).toHaveLength(4);
    const dear = core.query('offer.list', { customerId: lucia }).find(({ text }) => text === 'Garantía bonificada');
    expect(dear?.contradicts).toMatchObject({ what: 'catalogue', price: { amountMinor: 8_900_000 }, label: 'web' });
  });

  it('once answered it is closed in every channel; the undo of the answer opens it again', async () => {
    const id = core.query('offer.list', { customerId: lucia }).find(({ text }) => text.startsWith('6 cuotas'))?.id ?? '';
    const present = (channel: 'call' | 'mail' | 'chat' | 'visit') => core.command('offer.present', { customerId: lucia, offerId: id, text: 'x', productCode: null, amountMinor: null, validToMs: null, channel, interactionId: null });
    await present('visit');
    expect(core.query('offer.list', { customerId: lucia })[0]).toMatchObject({ id, state: 'presented', presented: [{ channel: 'visit' }], price: { amountMinor: 120_000_000, currency: 'ARS' } });
    const { operationId } = await core.command('offer.answer', { customerId: lucia, offerId: id, answer: 'declined', channel: 'call', reason: 'Ya compró' });
    for (const channel of ['call', 'mail', 'chat', 'visit'] as const) await expect(present(channel)).rejects.toMatchObject({ code: 'offer-closed' });
    expect(core.query('offer.list', { customerId: lucia }).find((offer) => offer.id === id)).toMatchObject({ state: 'declined', answer: { answer: 'declined', reason: 'Ya compró' } });
    await core.command('operation.undo', { operationId });
    expect(core.query('offer.list', { customerId: lucia })[0]).toMatchObject({ id, state: 'presented' });
    await core.command('offer.answer', { customerId: lucia, offerId: id, answer: 'accepted', channel: 'call', reason: '' });
  });

  it('what a visit says of it by mistake is taken back, and nothing else', async () => {
    const offer = { customerId: lucia, text: 'Flete gratis', productCode: null, amountMinor: null, validToMs: null };
    const { offerId } = await core.command('offer.present', { ...offer, offerId: null, channel: 'chat', interactionId: null });
    const view = () => core.query('offer.list', { customerId: lucia }).find((one) => one.id === offerId);
    const { visitId } = await core.command('visit.start', { customerId: lucia });
    await core.command('offer.present', { ...offer, offerId, channel: 'visit', interactionId: visitId });
    await core.command('offer.answer', { customerId: lucia, offerId, answer: 'declined', channel: 'visit', reason: '' });
    expect(view()).toMatchObject({ state: 'declined' });
    expect(view()?.presented.map(({ channel }) => channel).toSorted()).toEqual(['chat', 'visit']);
    for (const _ of ['taken back', 'nothing is left to take back']) {
      await core.command('offer.takeBack', { customerId: lucia, offerId, visitId });
      expect(view()).toMatchObject({ state: 'presented', answer: null, presented: [{ channel: 'chat' }] });
    }
    await core.command('visit.drop', { visitId });
  });

  it('N6: a text that repeats what is through, or a price nobody asks, is told before it leaves', () => {
    const check = (text: string): [string, string][] => core.query('offer.check', { customerId: lucia, text }).map(({ kind, detail }) => [kind, detail]);
    expect(check('Hola, tenemos 6 cuotas sin interés en las heladeras Patrick')).toEqual([['answered', 'accepted']]);
    expect(check('Aproveche el descuento viejo en ventiladores')).toEqual([['expired', expect.any(String)]]);
    expect(check('La Heladera Patrick 388 sale $ 1.100.000')).toEqual([['price', expect.stringContaining('124900000')]]);
    expect(check('La Heladera Patrick 388 sale $ 1.249.000, con envío gratis')).toEqual([]);
    expect(check('El código GE-2 cuesta $ 96.000 en la sucursal')).toEqual([]);
    expect(check('El código GE-2 cuesta 90.000 pesos')).toEqual([['price', expect.any(String)]]);
    expect(check('')).toEqual([]);
  });

  it('S21: an offer to everybody that has ended is told too, unless one that holds says the same', async () => {
    const check = (text: string): string[] => core.query('offer.check', { customerId: lucia, text }).map(({ kind }) => kind);
    await bring(file('generales.csv', ['id;campaña;oferta;desde;hasta', `G-1;Marzo;Colchones con 30 % de descuento;${day(-40)};${day(-9)}`, `G-2;Marzo;Armado de muebles bonificado;${day(-40)};${day(-9)}`, `G-3;Abril;Armado de muebles bonificado;${day(-8)};${day(9)}`].join('\n')));
    expect(core.query('offer.list', { customerId: lucia }).filter(({ campaign }) => campaign === 'Marzo')).toEqual([]);
    expect(check('Tenemos colchones con 30 % de descuento')).toEqual(['expired']);
    expect(check('El armado de muebles bonificado sigue')).toEqual([]);
  });

  it('an offer by word has its own life', async () => {
    const { offerId } = await core.command('offer.present', { customerId: lucia, offerId: null, text: 'Dos almohadas de regalo', productCode: null, amountMinor: null, validToMs: NOW_MS + DAY_MS, channel: 'chat', interactionId: null });
    expect(core.query('offer.list', { customerId: lucia }).find((offer) => offer.id === offerId)).toMatchObject({ state: 'presented', isPersonal: true, origin: { by: 'operation' } });
    await expect(core.command('offer.present', { customerId: lucia, offerId: null, text: 'Tarde', productCode: null, amountMinor: null, validToMs: NOW_MS - 1, channel: 'chat', interactionId: null })).rejects.toMatchObject({ code: 'offer-closed' });
  });
});

describe('S9: favourites', () => {
  it('are saved once, with the prices of now, and go with a merge', async () => {
    const [lucia, beto] = [customer('lucia@correo.example'), customer('beto@otro.example')];
    const set = (customerId: CustomerId, productCode: string, on: boolean) => core.command('favourite.set', { customerId, productCode, on, note: '', channel: 'visit', interactionId: null });
    for (const code of ['ge-2', 'GE-2', 'NO-ESTA']) await set(lucia, code, true);
    await set(beto, 'GE-2', true);
    expect(core.query('favourite.list', { customerId: lucia }).map(({ code, name, mismatch }) => [code, name, mismatch !== null])).toEqual(expect.arrayContaining([['GE-2', 'Extensión de garantía 2 años', true], ['NO-ESTA', 'NO-ESTA', false]]));
    const { operationId } = await core.command('identity.merge', { customerId: lucia, otherCustomerId: beto, reason: '' });
    expect(core.query('favourite.list', { customerId: lucia })).toHaveLength(2);
    await set(lucia, 'GE-2', false);
    expect(core.query('favourite.list', { customerId: lucia }).map(({ code }) => code)).toEqual(['NO-ESTA']);
    await core.command('operation.undo', { operationId });
  });
});

describe('S31, S32: reviews and steps', () => {
  it('are on the timeline with the way to where they stand, under whoever can be named', async () => {
    await bring(file('resenas.csv', 'autor,sitio,estrellas,texto,fecha,enlace,mail\nMarcela G,Mapas,2,"Tardaron, mucho",2026-03-05,https://mapas.example/r/1,\nLucía,Mapas,5/5,Excelente,2026-03-06,javascript:alert(1),lucia@correo.example\n,Mapas,3,Anónimo,2026-03-06,,\n'));
    await bring(file('pasos.jsonl', '{"event":"Registro","timestamp":"2026-03-07T10:00:00Z","email":"lucia@correo.example"}\n{"event":"Formulario de contacto","timestamp":"2026-03-08T10:00:00Z","email":"lucia@correo.example","message":"¿Tienen stock?","url":"https://tienda.example/contacto"}\n'));
    const items = core.query('customer.timeline', { id: customer('lucia@correo.example'), limit: 50 }).items;
    expect(items.map(({ channel, title, page }) => [channel, title, page?.url, page?.stars])).toEqual(expect.arrayContaining([['public', 'Mapas ★★★★★', '', 5], ['web', 'Registro', '', null], ['web', 'Formulario de contacto', 'https://tienda.example/contacto', null]]));
    const point = contactPointId({ kind: 'chat', value: 'review:mapas/marcela g' }) as string as CustomerId;
    expect(core.query('customer.get', { id: point })).toMatchObject({ name: 'Marcela G', interactions: 1, waitingSinceMs: expect.any(Number) });
    expect(core.query('customer.get', { id: customer('lucia@correo.example') })?.contactPoints.map(({ kind }) => kind).sort()).toEqual(['document', 'mail']);
  });

  it('an import of them that is taken back leaves nobody behind', async () => {
    const people = (): unknown[] => ['SELECT uuid, name, interactions FROM customer ORDER BY uuid', 'SELECT uuid, seen_at_ms FROM contact_point ORDER BY uuid', 'SELECT id FROM interaction ORDER BY id'].map((sql) => core.store.prepare(sql).all());
    const before = people();
    const importId = await bring(file('mas.csv', 'autor,sitio,estrellas,texto,fecha\nFantasma,Mapas,1,Nunca estuve,2026-03-09\n'));
    expect(people()).not.toEqual(before);
    await core.command('import.undo', { importId });
    expect(people()).toEqual(before);
  });
});

describe('files that are followed, and the whole', () => {
  it('a folder is read again as tables change or come', async () => {
    const folder = join(base, 'carpeta');
    mkdirSync(folder);
    file('carpeta/a.csv', 'Código;Nombre;Precio\nFO-1;Foco;1,50\n');
    const { importId } = await core.command('import.shop', { path: folder, follow: true });
    await ended(importId);
    expect(prices('FO-1')['web']).toBe(150);
    expect(core.query('sync.state', {}).accounts.filter(({ kind }) => kind === 'shopFile')).toHaveLength(1);
    file('carpeta/a.csv', 'Código;Nombre;Precio\nFO-1;Foco;1,75\n');
    file('carpeta/b.jsonl', '{"sku":"FO-2","name":"Foco grande","price":3.5}\n');
    await until(() => prices('FO-1')['web'] === 175 && prices('FO-2')['web'] === 350);
    await core.command('import.undo', { importId });
    expect(core.query('sync.state', {}).accounts.filter(({ kind }) => kind === 'shopFile')).toHaveLength(0);
  }, 20_000);

  it('a rebuild, and another start, give the same rows', async () => {
    const before = digest(core.store);
    await core.rebuild();
    expect(digest(core.store)).toBe(before);
    await core.close();
    core = open();
    expect(digest(core.store)).toBe(before);
  });

  it('the shop’s currency is what amounts without one are in, and what value is counted in', async () => {
    await core.command('shop.set', { currency: 'CLP' });
    expect(product('HP-388')?.prices[0]).toMatchObject({ amountMinor: 1_249_000, currency: 'CLP' });
    expect(core.store.prepare("SELECT value_minor AS value FROM customer WHERE uuid = ?").get(customer('beto@otro.example'))).toEqual({ value: 1_249_000 });
    await core.command('shop.set', { currency: 'ARS' });
    expect(core.store.prepare("SELECT value_minor AS value FROM customer WHERE uuid = ?").get(customer('beto@otro.example'))).toEqual({ value: 124_900_000 });
  });
});

describe('of several states of one thing the newest holds', () => {
  it.each(Array.from({ length: 12 }, (_, n) => n + 1))('whatever the order of arrival, repeated or not (world %i)', (seed) => {
    const random = seeded(seed);
    const states = Array.from({ length: 8 }, (_, n) => ({ minutesAgo: 10 * (8 - n) + random.below(5), price: 100 + random.below(3), state: random.pick(['paid', 'shipped', 'delivered']) }));
    const newest = states.reduce((last, one) => (one.minutesAgo < last.minutesAgo ? one : last));
    const records = states.flatMap(({ minutesAgo, price, state }) => [row('products', 'code,name,price', `P-1,Uno,${price}`, minutesAgo), row('orders', 'number,state,total,mail', `A-1,${state},${price},a@x.example`, minutesAgo)]);
    for (let order = 0; order < 3; order++) {
      const desk = testDesk();
      for (const record of [...random.shuffle(records), ...random.shuffle(records).slice(0, 4)]) desk.ingest([record], { stream: 'tables' });
      expect(pricesNow(pricesOf(desk.store, 'P-1'), DESK_NOW_MS)[0]?.amountMinor).toBe(newest.price * 100);
      expect(ordersOf(desk.store, [contactPointId({ kind: 'mail', value: 'a@x.example' })])).toMatchObject([{ state: newest.state, amountMinor: newest.price * 100 }]);
      expect(productByCode(desk.store, 'p-1')?.code).toBe('P-1');
    }
  });
});
