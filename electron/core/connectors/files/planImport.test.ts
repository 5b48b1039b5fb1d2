import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import type { Connector, RawRecord } from '../connector.ts';
import { sampleFiles } from '../../sample/sampleFiles.ts';
import { asteriskCsv } from './asteriskCsv.ts';
import { contacts } from './contacts.ts';
import { mailFile } from './mailFile.ts';
import { shopFile } from './shopFile.ts';
import { detectFile, planImport } from './planImport.ts';
import { readRecords, removeTestFolders, testFolder } from './testReading.ts';
import { whatsappExport } from './whatsappExport.ts';

afterAll(removeTestFolders);

const MAIL = 'From: ana@x.example\nSubject: Hola\n\nCuerpo\n';
const CALL = '"","1149021234","1001","from-trunk","""Lu"" <1149021234>","PJSIP/t-1","PJSIP/1001-2","Dial","x","2024-03-12 14:05:33",,"2024-03-12 14:05:53",20,0,"NO ANSWER","DOCUMENTATION"\n';
const CONNECTORS: Record<string, Connector> = { mailFile, whatsappExport, asteriskCsv, contacts, shopFile };

describe('files are told apart by what is in them', () => {
  it.each([
    ['sin-nombre', `From ana@x.example Mon Mar 11 14:05:33 2024\n${MAIL}`, 'mailFile'],
    ['datos.txt', MAIL, 'mailFile'],
    ['datos.csv', CALL.repeat(3), 'asteriskCsv'],
    ['datos', 'BEGIN:VCARD\nVERSION:3.0\nFN:A\nEND:VCARD\n', 'contacts'],
    ['contactos.txt', 'Nombre;Correo\nAna;a@x.example\n', 'contacts'],
    ['precios', 'Código;Nombre;Precio\nA-1;Silla;10\n', 'shopFile'],
    ['pedidos.txt', '{"order":"A-1","status":"paid","total":10,"email":"a@x.example"}\n', 'shopFile'],
    ['charla.csv', '12/03/24, 14:05 - Ana: Hola\n', 'whatsappExport'],
    ['ios.log', '\u200e[12/03/24, 2:05:33\u202fPM] Ana: Hola\r\n', 'whatsappExport'],
    ['arabe.txt', '١٢/٠٣/٢٤، ٢:٠٥ م - أحمد: مرحبا\n١٢/٠٣/٢٤، ٢:٠٦ م - ليلى: أهلا\n', 'whatsappExport'],
    ['WhatsApp Chat with A.txt', 'nada que se entienda', 'whatsappExport'],
    ['x.bin', zipSync({ '_chat.txt': strToU8('[12/03/24, 14:05:33] Ana: Hola') }), 'whatsappExport'],
  ] as const)('%s', async (name, bytes, kind) => expect(await detectFile(testFolder().write(name, bytes))).toBe(kind));

  it.each([
    ['vacio.csv', '', 'file-empty'],
    ['ventas.csv', 'fecha;importe;iva\n2024-01-01;100;21\n2024-01-02;100;21\n', 'file-wrong-columns'],
    ['foto.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17]), 'file-kind-unknown'],
    ['carta.txt', 'Estimada Ana:\n\nle escribo para contarle algo.\n', 'file-kind-unknown'],
    ['linea.csv', 'x'.repeat(10_000_000), 'file-kind-unknown'],
    ['servidor.log', '[2024-03-12 14:05:33] ERROR: disco lleno\n[2024-03-12 14:05:34] INFO: fin\n'.repeat(9), 'file-kind-unknown'],
    ['otro.zip', zipSync({ 'hoja.xml': strToU8('<a/>') }), 'file-kind-unknown'],
    ['roto.zip', Buffer.from('PK\u0003\u0004 y nada'), 'file-unreadable'],
    ['ceros', Buffer.alloc(10_000), 'file-kind-unknown'],
  ] as const)('%s is refused in words', async (name, bytes, code) => {
    await expect(detectFile(testFolder().write(name, bytes))).rejects.toMatchObject({ code, params: { file: name } });
  });

  it('a file that is not there', async () => {
    await expect(planImport([join(testFolder().path, 'no.txt')])).rejects.toMatchObject({ code: 'file-missing', params: { file: 'no.txt' } });
  });
});

describe('a folder', () => {
  it('gives an import for each thing in it', async () => {
    const folder = testFolder();
    for (const part of ['cur', 'new', 'tmp', '.Sent/cur']) mkdirSync(join(folder.path, 'correo/Maildir', part), { recursive: true });
    folder.write('correo/Maildir/cur/1.a:2,S', MAIL);
    folder.write('correo/Maildir/.Sent/cur/2.b:2,S', MAIL);
    folder.write('sueltos/a.eml', MAIL);
    folder.write('sueltos/b.eml', MAIL);
    folder.write('viejo.mbox', `From a Mon Mar 11 14:05:33 2024\n${MAIL}`);
    folder.write('WhatsApp Chat - Ana/_chat.txt', '12/03/24, 14:05 - Ana: Hola\n');
    folder.write('WhatsApp Chat - Ana/foto.jpg', Buffer.from([0xff, 0xd8, 0xff]));
    folder.write('Master.csv', CALL);
    folder.write('clientes.csv', 'Nombre;Correo\nAna;a@x.example\n');
    folder.write('nota.txt', 'nada');
    const plans = await planImport([folder.path, join(folder.path, 'Master.csv')]);
    expect(plans.map((plan) => [plan.kind, plan.path.slice(folder.path.length + 1), plan.label, plan.bytes > 0])).toEqual([
      ['asteriskCsv', 'Master.csv', 'Master.csv', true], ['whatsappExport', 'WhatsApp Chat - Ana/_chat.txt', 'WhatsApp Chat - Ana', true], ['contacts', 'clientes.csv', 'clientes.csv', true],
      ['mailFile', 'correo/Maildir', 'Maildir', true], ['mailFile', 'viejo.mbox', 'viejo.mbox', true], ['mailFile', '', folder.path.split('/').pop(), true],
    ]);
    const counts = await Promise.all(plans.map(async (plan) => (await readRecords(CONNECTORS[plan.kind] ?? mailFile, plan.path)).length));
    expect(counts).toEqual([1, 1, 1, 2, 1, 2]);
  });
  it('with nothing in it that we read says so', async () => {
    const folder = testFolder();
    folder.write('a.txt', 'nada');
    await expect(planImport([folder.path])).rejects.toMatchObject({ code: 'file-kind-unknown' });
  });
});

describe('the sample shop', () => {
  it('is read whole by the same connectors', async () => {
    const folder = testFolder();
    for (const { path, bytes } of sampleFiles(Date.UTC(2026, 8, 20, 15))) folder.write(path, bytes);
    const read = new Map<string, RawRecord[]>();
    for (const plan of await planImport([folder.path])) read.set(plan.kind, [...(read.get(plan.kind) ?? []), ...(await readRecords(CONNECTORS[plan.kind] ?? mailFile, plan.path))]);
    expect([...read.keys()].sort()).toEqual(['asteriskCsv', 'contacts', 'mailFile', 'shopFile', 'whatsappExport']);
    for (const records of read.values()) expect(records.length).toBeGreaterThan(40);
    expect(read.get('whatsappExport')?.filter((record) => 'unread' in (record.context ?? {}))).toEqual([]);
  });
});
