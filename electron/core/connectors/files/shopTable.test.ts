import { describe, expect, it } from 'vitest';
import { decimalMarkOf, readAmount } from './formats/amounts.ts';
import { meaningsOf, tableOf } from './formats/shopColumns.ts';
import { looksLikeShopTable, readCells, readTable } from './formats/shopTable.ts';

describe('amounts', () => {
  it.each([
    ['1.249.000,50', null, 124_900_050], ['1,249,000.50', null, 124_900_050], ['1249000', null, 124_900_000], ['$ 1.249.000', null, 124_900_000], ['1 249 000,5', null, 124_900_050], ['ARS 89.000', ',', 8_900_000], ['89.000', '.', 8_900],
    ['12,5', null, 1_250], ['0.500', null, 50], ['-12.50', null, -1_250], ['(12.50)', null, -1_250], ["1'249'000", null, 124_900_000], ['1234.567', null, 123_457], ['€ 1.234,5', null, 123_450],
  ] as const)('%s is read once and for all', (cell, hint, hundredths) => expect(readAmount(cell, hint)).toBe(hundredths));

  it.each(['1.249', '89.000', '89,000'])('%s alone is never guessed', (cell) => expect(readAmount(cell, null)).toBe('unclear'));
  it.each(['1.24.900,5', 'gratis', '12..5', '', '1.249.00.0', '12,5.0,1'])('%s is no amount', (cell) => expect(readAmount(cell, null)).toBe('bad'));

  it('a column decides as a whole', () => {
    expect(decimalMarkOf(['89.000', '1.249.000', '15'])).toBe(',');
    expect(decimalMarkOf(['89.000', '1,249.5'])).toBe('.');
    expect(decimalMarkOf(['89.000', '96.000'])).toBeNull();
    expect(decimalMarkOf(['1.249.000,50', '1,249,000.50'])).toBe('mixed');
    expect(readAmount('89.000', 'mixed')).toBe('unclear');
    expect(readAmount('1,249,000.50', 'mixed')).toBe(124_900_050);
  });
});

describe('S8, S16, S17, S31, S32: which table it is, by its columns', () => {
  it.each([
    ['products', 'Código;Nombre;Rubro;Precio web;Precio sucursal;Moneda;Vigente desde;Vigente hasta', ['code', 'name', 'category', 'price.web', 'price.branch', 'currency', 'from', 'to']],
    ['products', 'sku,name,description,price_web,price_branch,price_phone', ['code', 'name', 'description', 'price.web', 'price.branch', 'price.phone']],
    ['products', 'codigo,producto,precio,canal', ['code', 'name', 'price', 'channel']],
    ['orders', 'Nro de pedido;Fecha;Estado;Cliente;Correo;DNI;Teléfono;Total;Canal', ['number', 'date', 'state', 'customer', 'mail', 'document', 'phone', 'total', 'channel']],
    ['orders', 'order_number,status,created_at,total,currency,customer_email,items', ['number', 'state', 'date', 'total', 'currency', 'mail', 'lines']],
    ['orders', 'pedido,fecha,mail,código,producto,cantidad,precio unitario', ['number', 'date', 'mail', 'lineCode', 'lineName', 'lineQuantity', 'lineAmount']],
    ['offers', 'id,campaña,oferta,producto,precio,desde,hasta,mail', ['id', 'campaign', 'text', 'code', 'price', 'from', 'to', 'mail']],
    ['offers', 'offer id,campaign,offer text,product,price,valid from,valid to,customer email', ['id', 'campaign', 'text', 'code', 'price', 'from', 'to', 'mail']],
    ['steps', 'evento,fecha,correo,detalle,url', ['kind', 'date', 'mail', 'text', 'url']],
    ['steps', 'Event type,timestamp,email,message,page url', ['kind', 'date', 'mail', 'text', 'url']],
    ['reviews', 'autor,sitio,estrellas,texto,fecha,enlace', ['author', 'site', 'stars', 'text', 'date', 'url']],
    ['reviews', 'reviewer name,platform,rating,review text,published at,permalink', ['author', 'site', 'stars', 'text', 'date', 'url']],
  ] as const)('%s: %s', (table, header, meanings) => {
    const headers = header.split(/[;,]/);
    expect(tableOf(headers)).toBe(table);
    expect(meaningsOf(headers, table)).toEqual(meanings);
  });

  it.each(['Nombre,Apellido,Correo electrónico,Teléfono', 'Name,Given Name,E-mail 1 - Type,E-mail 1 - Value,Notes', 'Razón social;Tel.;Localidad', 'calldate,clid,src,dst,duration,billsec,disposition', 'Nombre;Tipo;Fecha de nacimiento;Mail'])('an address book or a call log is none: %s', (header) => {
    expect(tableOf(header.split(/[;,]/))).toBeNull();
  });
});

describe('tables in every shape', () => {
  const rows = [['Código', 'Nombre', 'Precio'], ['H-1', 'Heladera "388" L; blanca', '1.249.000,50']];
  it.each([',', ';', '\t', '|'])('CSV with %j, quotes and a title above', (delimiter) => {
    const text = `Lista de precios\n\n${rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter)).join('\r\n')}`;
    const file = readTable(text);
    expect(file).toMatchObject({ format: 'csv', table: 'products', columns: ['code', 'name', 'price'] });
    expect(readCells(file?.rows[0]?.raw ?? '', file?.rows[0]?.context as never)).toEqual([{ code: 'H-1', name: 'Heladera "388" L; blanca', price: '1.249.000,50' }]);
  });

  const items = [{ sku: 'H-1', name: 'Heladera', prices: { web: 1249000, branch: 1299000.5 } }, { sku: 'G-1', name: 'Garantía', prices: { web: 89000 } }];
  it.each([['a list', JSON.stringify(items)], ['a list, indented', JSON.stringify(items, null, 2)], ['inside an object', JSON.stringify({ version: 2, items })], ['one object a line', items.map((item) => JSON.stringify(item)).join('\n')], ['with a byte order mark', `\ufeff${JSON.stringify(items)}`]])('JSON, %s', (_, text) => {
    const file = readTable(text);
    expect(file).toMatchObject({ format: 'json', table: 'products', headers: ['sku', 'name', 'prices.web', 'prices.branch'], columns: ['code', 'name', 'price.web', 'price.branch'] });
    expect(file?.rows.map((row) => readCells(row.raw, row.context))).toEqual([[{ code: 'H-1', name: 'Heladera', 'price.web': '1249000', 'price.branch': '1299000.50' }], [{ code: 'G-1', name: 'Garantía', 'price.web': '89000' }]]);
  });

  it('one order alone is an order, not a list of its lines', () => {
    const file = readTable(JSON.stringify({ number: 'A-1', state: 'paid', total: 10, items: [{ sku: 'H-1', price: 10 }] }));
    expect([file?.table, file?.rows.length]).toEqual(['orders', 1]);
  });

  it('a file that breaks off keeps what is whole, and shows what is not', () => {
    const file = readTable(`${JSON.stringify(items).slice(0, -1)},{"sku":"X","na`);
    expect(file?.rows.map((row) => readCells(row.raw, row.context) === null)).toEqual([false, false, true]);
    const lines = readTable(`${JSON.stringify(items[0])}\nrota\n${JSON.stringify(items[1])}`);
    expect(lines?.rows.map((row) => readCells(row.raw, row.context) === null)).toEqual([false, true, false]);
  });

  it('an order whose lines stand in rows of their own is one record', () => {
    const file = readTable('pedido,fecha,mail,código,producto,cantidad,precio\nA-1,2026-03-01,a@x.example,H-1,Heladera,1,100\nA-2,2026-03-01,b@x.example,G-1,Garantía,2,5\nA-1,2026-03-01,a@x.example,G-1,Garantía,1,5');
    expect(file?.rows.map((row) => [row.row, readCells(row.raw, row.context)?.length])).toEqual([[2, 2], [3, 1]]);
  });

  it('the last of several rows with one code holds, and the others say so', () => {
    const file = readTable('code,name,price\nH-1,A,1\nG-1,B,2\nh-1,C,3');
    expect(file?.rows.map((row) => row.context.replacedBy)).toEqual([4, null, null]);
    const periods = readTable('code,name,price,from,to\nH-1,A,1,2026-01-01,2026-01-31\nH-1,A,2,2026-02-01,2026-02-28');
    expect(periods?.rows.map((row) => row.context.replacedBy)).toEqual([null, null]);
  });

  it('what a person says goes before the headers', () => {
    const text = 'A,B,C\nH-1,Heladera,100';
    expect(readTable(text)?.table).toBeNull();
    expect(readTable(text, { table: 'products', columns: ['code', 'name', 'price'] })).toMatchObject({ table: 'products', columns: ['code', 'name', 'price'] });
  });

  it('is recognised from its beginning alone', () => {
    expect(looksLikeShopTable('Código;Nombre;Precio\n')).toBe(true);
    expect(looksLikeShopTable(`[${JSON.stringify(items[0])},{"sku":"G`)).toBe(true);
    expect(looksLikeShopTable('Hola, ¿tienen heladeras?\nGracias, saludos')).toBe(false);
    expect(looksLikeShopTable('{"a":1}')).toBe(false);
  });
});
