import { afterAll, describe, expect, it } from 'vitest';
import type { CardContext } from './contacts.ts';
import { contacts, readContacts } from './contacts.ts';
import { cardOfRow, readContactsCsv } from './formats/contactsCsv.ts';
import { readVcard, splitCards } from './formats/vcard.ts';
import { expectResumable, rawText, readBatches, readRecords, removeTestFolders, testFolder } from './testReading.ts';

afterAll(removeTestFolders);

const card = (n: number): string => `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Cliente ${n}\r\nEMAIL:c${n}@x.example\r\nEND:VCARD\r\n`;

describe('address books', () => {
  it('stop and go on anywhere', async () => {
    const folder = testFolder();
    expect(await expectResumable(contacts, folder.write('a.vcf', Array.from({ length: 600 }, (_, n) => card(n)).join('\r\n')))).toBe(600);
    expect(await expectResumable(contacts, folder.write('a.csv', `Nombre,Correo\n${Array.from({ length: 600 }, (_, n) => `C ${n},c${n}@x.example`).join('\n')}`))).toBe(600);
  });

  it.each([',', ';', '\t', '|'])('CSV with %j, in every encoding', async (delimiter) => {
    const folder = testFolder();
    const text = [['Nombre', 'Apellido', 'Correo electrónico', 'Teléfono', 'DNI', 'Ciudad', 'Cliente desde', 'Color'], ['Lucía', 'Muñoz', 'lu@x.example', '011 4902-1234', '31.234.204', 'Caballito', '12/03/2019', 'azul']].map((row) => row.join(delimiter)).join('\r\n');
    const encodings = [Buffer.from(text), Buffer.from(`\ufeff${text}`), Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from(text, 'utf16le'), Buffer.from(text, 'latin1')];
    for (const bytes of encodings) {
      const file = await readContacts(folder.write('c.csv', bytes));
      expect(file.columns.map((column) => column.meaning)).toEqual(['givenName', 'familyName', 'mail', 'phone', 'document', 'city', 'since', 'ignore']);
      expect(file.sample).toEqual([['Lucía', 'Muñoz', 'lu@x.example', '011 4902-1234', '31.234.204', 'Caballito', '12/03/2019', 'azul']]);
      expect(rawText(file.records[0])).toBe(Buffer.from(text.split('\r\n')[1] ?? '').toString('latin1'));
    }
  });

  it.each([
    ['Name,Given Name,Family Name,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Name,Notes', ['name', 'givenName', 'familyName', 'ignore', 'mail', 'ignore', 'phone', 'organisation', 'comment']],
    ['First Name,Last Name,Company,Business Street,Business City,Mobile Phone,Birthday,E-mail Address', ['givenName', 'familyName', 'organisation', 'address', 'city', 'phone', 'birthday', 'mail']],
    ['Apellido y nombre;Empresa;Dirección de correo;Dirección;Teléfono móvil;WhatsApp;CUIT;Observaciones', ['name', 'organisation', 'mail', 'address', 'phone', 'chat', 'document', 'comment']],
    ['Nombre;Mail', ['name', 'mail']],
    ['Razón social;Tel.;Localidad', ['organisation', 'phone', 'city']],
  ] as const)('headers of %s', (header, columns) => {
    expect(readContactsCsv(`${header}\nx\n`)?.columns).toEqual(columns);
  });

  it('a file without a header is told by its cells', () => {
    const table = readContactsCsv('Lucía Muñoz;lu@x.example;011 4902-1234\nJosé Paz;jose@x.example;011 4902-9999\n');
    expect([table?.columns, table?.rows.length]).toEqual([['name', 'mail', 'phone'], 2]);
  });

  it('what a person says of a column beats the guess', async () => {
    const folder = testFolder();
    const path = folder.write('c.csv', 'A;B\nLucía;lu@x.example\n');
    const [record] = await readRecords(contacts, path, { mapping: ['comment', 'mail'] });
    expect((record?.context as CardContext)).toEqual({ format: 'csv', delimiter: ';', columns: ['comment', 'mail'] });
  });

  it('a quote that is never closed, rows of uneven length, line breaks in cells and NUL bytes cost nothing', () => {
    expect(readContactsCsv('Nombre,Correo,Nota\nAna,a@x.example,"dos\nlíneas"\nLu,l@x.example\n\nJosé\0,j@x.example,x,y\n')?.rows.map((row) => row.cells)).toEqual([['Ana', 'a@x.example', 'dos\nlíneas'], ['Lu', 'l@x.example'], ['José', 'j@x.example', 'x', 'y']]);
    expect(readContactsCsv(`Nombre,Correo\nAna,"a@x.example\n${'Lu,l@x.example\n'.repeat(50_000)}`)?.rows.length).toBe(50_001);
  });

  it('several addresses in one cell', () => {
    expect(cardOfRow(['a@x.example; b@x.example', '011 4902-1234 / 4902-5678, 15 6123 4410'], ['mail', 'phone'])).toMatchObject({ mails: ['a@x.example', 'b@x.example'], phones: ['011 4902-1234 / 4902-5678', '15 6123 4410'] });
  });

  it('refuses a table without contacts', async () => {
    const folder = testFolder();
    await expect(readBatches(contacts, folder.write('v.csv', 'fecha;importe\n2024-01-01;100\n'))).rejects.toMatchObject({ code: 'file-wrong-columns', params: { file: 'v.csv' } });
    await expect(readBatches(contacts, folder.write('e.csv', ''))).rejects.toMatchObject({ code: 'file-empty' });
  });
});

describe('vCard', () => {
  it('3.0: folded lines, groups, several numbers, escapes', () => {
    expect(readVcard('BEGIN:VCARD\r\nVERSION:3.0\r\nN:Ferreyra;Lucía;Inés;;\r\nFN:Lucía Ferre\r\n yra\r\nitem1.EMAIL;type=INTERNET;type=pref:Lu@X.example\r\nitem1.X-ABLabel:Trabajo\r\nEMAIL:lu2@x.example\r\nTEL;TYPE=CELL,VOICE:+54 9 11 6123-4410\r\nTEL;TYPE="work,voice":011 4902-1234\r\nTEL;TYPE=FAX:011 4902-9999\r\nORG:Casa\\, Sur;Ventas\r\nADR;TYPE=HOME:;;Rivadavia 5000;Caballito;;1424;Argentina\r\nBDAY:19800312\r\nNOTE:Línea 1\\nLínea 2\\; fin\r\nX-DNI:31.234.204\r\nPHOTO;ENCODING=b:AAAA\r\nEND:VCARD\r\n')).toEqual({
      name: 'Lucía Ferreyra', givenName: 'Lucía Inés', familyName: 'Ferreyra', mails: ['Lu@X.example', 'lu2@x.example'], phones: ['+54 9 11 6123-4410', '011 4902-1234'], chats: [],
      documents: ['DNI 31.234.204'], organisation: 'Casa, Sur', city: 'Caballito', address: 'Rivadavia 5000', birthday: '1980-03-12', since: '', language: '', comments: ['Línea 1\nLínea 2; fin'],
    });
  });
  it('4.0: addresses as URIs', () => {
    expect(readVcard('BEGIN:VCARD\nVERSION:4.0\nFN:Jo\nTEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+54-11-4902-1234;ext=12\nEMAIL:mailto:jo@x.example\nIMPP:xmpp:jo@chat.example\nLANG:es\nEND:VCARD')).toMatchObject({
      phones: ['tel:+54-11-4902-1234;ext=12'], mails: ['jo@x.example'], chats: [{ network: 'xmpp', address: 'jo@chat.example' }], language: 'es',
    });
  });
  it('2.1: bare types, quoted-printable over several lines, declared charsets', () => {
    expect(readVcard('BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Mu=C3=B1oz;Bego=C3=B1a;;;\r\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Bego=F1a =\r\nMu=F1oz\r\nTEL;CELL;PREF:1161234410\r\nNOTE;QUOTED-PRINTABLE:uno=0D=0Ados=\r\n tres\r\nEND:VCARD\r\n')).toMatchObject({ name: 'Begoña Muñoz', familyName: 'Muñoz', givenName: 'Begoña', phones: ['1161234410'] });
  });
  it('broken cards, and hostile ones in linear time (a quadratic reader would take minutes)', () => {
    expect(splitCards(`ruido\n${card(1)}basura\nBEGIN:VCARD\nFN:sin fin\nEMAIL:s@x.example\n`)).toHaveLength(2);
    expect(splitCards('BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:Agente\nEND:VCARD\nEND:VCARD\n')).toHaveLength(1);
    expect(readVcard('BEGIN:VCARD\n:::\nFN\n;;;\nTEL:\nEMAIL:a@x.example\0\n"";:\nEND:VCARD')).toMatchObject({ mails: ['a@x.example'] });
    expect(readVcard('hola')).toBeNull();
    for (const hostile of [`N;${'"'.repeat(200_000)}:x`, `N;${'A=B;'.repeat(100_000)}:x`, `NOTE:${'\\;'.repeat(500_000)}`, `${' x\n'.repeat(300_000)}`, `NOTE;QUOTED-PRINTABLE:${'=\n'.repeat(300_000)}`]) readVcard(`BEGIN:VCARD\n${hostile}\nEND:VCARD`);
  }, 30_000);
});
