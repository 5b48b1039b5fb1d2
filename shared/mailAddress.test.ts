import { describe, expect, it } from 'vitest';
import { addressTypo, readMailbox } from './mailAddress.ts';

describe('a mailbox as people type it', () => {
  it.each([
    ['luz@casa.example', '', 'luz@casa.example'], ['  Luz@Casa.Example ', '', 'Luz@casa.example'], ['Luz Peña <luz@casa.example>', 'Luz Peña', 'luz@casa.example'],
    ['"Peña, Luz" <luz@casa.example>', 'Peña, Luz', 'luz@casa.example'], ['"Luz \\"la jefa\\"" <luz@casa.example>', 'Luz "la jefa"', 'luz@casa.example'], ['<luz@casa.example>', '', 'luz@casa.example'],
    ['mailto:luz@casa.example', '', 'luz@casa.example'], ['o\'brien+ventas@casa.co.uk', '', 'o\'brien+ventas@casa.co.uk'], ['ñandú@peluquería.example', '', 'ñandú@peluquería.example'],
    ['Luz\r\nBcc: todos@casa.example <luz@casa.example>', null, null],
  ])('%j is read', (text, name, address) => {
    expect(readMailbox(text)).toEqual(address === null ? null : { name, address });
  });

  it.each([
    '', 'luz', 'luz@', '@casa.example', 'luz@casa', 'luz@casa..example', 'luz@.example', 'luz@casa.example.', 'luz casa@casa.example', 'luz@casa.e', 'luz@127.0.0.1', 'luz@-casa.example', 'luz@casa-.example',
    '.luz@casa.example', 'luz.@casa.example', 'luz@casa.example, ana@casa.example', 'Luz <luz@casa.example', 'luz@casa.example>', 'a@b.example <luz@casa.example>', `${'l'.repeat(65)}@casa.example`,
    `luz@${'casa.'.repeat(60)}example`, 'luz@casa.example\r\nRCPT TO:<x@y.example>', 'luz@casa,example', 'luz@ca_sa.example',
  ])('%j is none', (text) => {
    expect(readMailbox(text)).toBeNull();
  });
});

describe('a typo in an address', () => {
  const known = ['casanorte.example', 'mueblesdelsur.com.ar'];

  it.each([
    ['ana@gmial.com', 'ana@gmail.com'], ['ana@gamil.com', 'ana@gmail.com'], ['ana@gmal.com', 'ana@gmail.com'], ['ana@gmaill.com', 'ana@gmail.com'], ['Ana@GMAIL.CON', 'Ana@gmail.com'], ['ana@gmail.co', 'ana@gmail.com'],
    ['ana@gmail.cm', 'ana@gmail.com'], ['ana@gmailcom', 'ana@gmail.com'], ['ana@gmail,com', 'ana@gmail.com'], ['ana@gmail..com', 'ana@gmail.com'], ['ana@hotmial.com', 'ana@hotmail.com'], ['ana@hotmai.com', 'ana@hotmail.com'],
    ['ana@hotmal.com.ar', 'ana@hotmail.com.ar'], ['ana@yaho.com', 'ana@yahoo.com'], ['ana@outlok.es', 'ana@outlook.es'], ['ana@tienda.con', 'ana@tienda.com'], ['ana@tienda.comm', 'ana@tienda.com'],
    ['ana@casanotre.example', 'ana@casanorte.example'], ['ana@casanorteexample', 'ana@casanorte.example'], ['ana@mueblesdelsur.comar', 'ana@mueblesdelsur.com.ar'], ['ana@mueblesdelsurr.com.ar', 'ana@mueblesdelsur.com.ar'],
  ])('%s asks for %s', (written, meant) => {
    expect(addressTypo(written, known)).toBe(meant);
  });

  it.each([
    'ana@gmail.com', 'ana@mail.com', 'ana@ymail.com', 'ana@hotmail.co.uk', 'ana@yahoo.fr', 'ana@yahoo.de', 'ana@hotmail.fr', 'ana@outlook.de', 'ana@live.cl', 'ana@casanorte.example', 'ana@casasur.example',
    'ana@life.com', 'ana@hive.com', 'ana@cloud.com', 'ana@email.com', 'ana@tienda.co', 'ana@tienda.cm', 'ana@tienda.com', 'ana', '@gmial.com', '', 'ana@',
  ])('%s is not doubted', (address) => {
    expect(addressTypo(address, known)).toBeNull();
  });
});
