/** The tables of the shop's other systems: catalogue, orders, offers, steps in the web shop and reviews, as those systems write them. */
import { personOf } from './people.ts';
import { CATALOGUE, OFFERS, OPEN_ORDERS, REVIEWS, WEB_STEPS } from './stories/catalogue.ts';
import { PURCHASES } from './stories/purchases.ts';
import { fixedNumber, instantOf, localTime, stampText, two } from './storyClock.ts';

const DAY_MS = 86_400_000;
const WEB_SHOP = 'https://tienda.casanorte.example';

export type Product = { code: string; category: string; name: string; web: number; branch: number };

export const PRODUCTS: readonly Product[] = CATALOGUE.map((line) => {
  const [code, category, name, web, branch] = cells(line, 5);
  return { code, category, name, web: Number(web), branch: Number(branch) };
});

/** @throws RangeError for a code that no story may use */
export function productOf(code: string): Product {
  const product = PRODUCTS.find((one) => one.code === code);
  if (!product) throw new RangeError(`nothing is sold as ${code}`);
  return product;
}

export function catalogueTable(nowMs: number): Uint8Array {
  const updated = stampText(nowMs - DAY_MS);
  return table(['Código', 'Rubro', 'Nombre', 'Precio web', 'Precio sucursal', 'Moneda', 'Actualizado'], PRODUCTS.map(({ code, category, name, web, branch }) => [code, category, name, money(web), money(branch), 'ARS', updated]));
}

/** Names customers by their address alone: who they are stands in the contact lists. */
export function ordersTable(nowMs: number): Uint8Array {
  const done = PURCHASES.map((purchase) => {
    const person = personOf(purchase.person);
    const atMs = instantOf(purchase.at, nowMs);
    const code = PRODUCTS.find(({ name }) => name === purchase.item)?.code ?? '';
    const deliveredMs = Math.min(nowMs - DAY_MS, atMs + (purchase.deliveryDays ?? 0) * DAY_MS);
    return [purchase.order, 'entregado', stampText(atMs), purchase.address ?? person.emails[0] ?? '', '', code, purchase.item, '1', money(purchase.priceArs), 'sucursal', stampText(deliveredMs)];
  });
  const open = OPEN_ORDERS.map((line) => {
    const [order, key, at, code, quantity, state, channel] = cells(line, 8);
    const person = personOf(key);
    const { name, web, branch } = productOf(code);
    const atMs = instantOf(at, nowMs);
    const mail = person.emails[0] ?? '';
    return [order, state, stampText(atMs), mail, mail === '' ? (person.phones[0] ?? '') : '', code, name, quantity, money((channel === 'web' ? web : branch) * Number(quantity)), channel, stampText(Math.min(nowMs - 3_600_000, atMs + 2 * DAY_MS))];
  });
  const rows = [...done, ...open].map((row) => [...row.slice(0, 3), row[8] ?? '', 'ARS', ...row.slice(3)]);
  return table(['Pedido', 'Estado', 'Fecha', 'Total', 'Moneda', 'Correo', 'Teléfono', 'Código producto', 'Producto', 'Cantidad', 'Subtotal', 'Canal', 'Actualizado'], rows);
}

/** Text of each offer by its key. */
export function offerText(key: string): string {
  const found = OFFERS.find((line) => line.startsWith(`${key}|`));
  if (!found) throw new RangeError(`no offer is called ${key}`);
  return cells(found, 8)[2];
}

export function offersTable(nowMs: number): Uint8Array {
  const rows = OFFERS.map((line) => {
    const [key, campaign, text, code, price, fromDays, toDays, person] = cells(line, 8);
    return [key, campaign, text, code, price === '' || price === '0' ? '' : money(Number(price)), 'ARS', day(nowMs - Number(fromDays) * DAY_MS), day(nowMs + Number(toDays) * DAY_MS), person === '' ? '' : (personOf(person).emails[0] ?? ''), stampText(nowMs - Number(fromDays) * DAY_MS)];
  });
  return table(['Id', 'Campaña', 'Oferta', 'Producto', 'Precio', 'Moneda', 'Desde', 'Hasta', 'Correo', 'Actualizado'], rows);
}

/** As the web shop exports them: JSON, instants with their offset. */
export function webSteps(nowMs: number): Uint8Array {
  const events = WEB_STEPS.map((line) => {
    const [at, key, event, text, page] = cells(line, 5);
    return { id: fixedNumber(line).toString(36), evento: event, fecha: `${stampText(instantOf(at, nowMs)).replace(' ', 'T')}-03:00`, correo: personOf(key).emails[0] ?? '', texto: text, url: `${WEB_SHOP}${page}` };
  });
  return Buffer.from(`${JSON.stringify(events, null, 1)}\n`, 'utf8');
}

export function reviewsTable(nowMs: number): Uint8Array {
  const rows = REVIEWS.map((line) => {
    const [at, key, site, stars, text] = cells(line, 5);
    const person = personOf(key);
    return [person.name, person.emails[0] ?? '', site, stars, text, `https://${site}/r/${fixedNumber(line).toString(36)}`, stampText(instantOf(at, nowMs))];
  });
  return table(['Autor', 'Correo', 'Sitio', 'Estrellas', 'Comentario', 'Enlace', 'Fecha'], rows);
}

/** `1249000,00`: with the comma that spreadsheets here write. */
function money(amountArs: number): string {
  return `${amountArs},00`;
}

function day(atMs: number): string {
  const t = localTime(atMs);
  return `${t.year}-${two(t.month + 1)}-${two(t.day)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): Uint8Array {
  const field = (value: string): string => (/[;"\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return Buffer.from(`\ufeff${[head, ...rows].map((row) => row.map(field).join(';')).join('\r\n')}\r\n`, 'utf8');
}

/** @throws RangeError when a line is written wrongly */
export function cells(line: string, count: number): string[] & Record<0 | 1 | 2 | 3 | 4 | 5 | 6 | 7, string> {
  const found = line.split('|');
  if (found.length !== count) throw new RangeError(`not ${count} cells: ${line}`);
  return found as string[] & Record<0 | 1 | 2 | 3 | 4 | 5 | 6 | 7, string>;
}
