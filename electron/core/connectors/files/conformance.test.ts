/** Every connector over files against the suite that all connectors pass. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { CONFORMANCE, type ConformanceWorld } from '../conformance.ts';
import type { Connector } from '../connector.ts';
import { asteriskCsv } from './asteriskCsv.ts';
import { contacts } from './contacts.ts';
import { mailFile } from './mailFile.ts';
import { shopFile } from './shopFile.ts';
import { removeTestFolders, testFolder } from './testReading.ts';
import { whatsappExport } from './whatsappExport.ts';

afterAll(removeTestFolders);

const COUNT = 560;
const many = (one: (n: number) => string, count = COUNT): string => Array.from({ length: count }, (_, n) => one(n)).join('');
const mail = (n: number): string => `From: ana@x.example\nSubject: Mail ${n}\n\nCuerpo\n`;
const inMbox = (n: number): string => `From ana@x.example Mon Mar 11 14:05:33 2024\n${mail(n)}\n`;
const call = (n: number): string => `"","1149021234","1001","from-trunk","","PJSIP/t-${n}","PJSIP/1001-2","Dial","x","2024-03-12 14:05:33",,"2024-03-12 14:05:53",20,0,"NO ANSWER","DOCUMENTATION","1.${n}","","","1.${n}",${n}\n`;
const said = (n: number): string => `${(n % 27) + 1}/3/24, 14:05 - ${n % 2 ? 'Lu' : 'Casa'}: Mensaje ${n}\n`;

function world(connector: Connector, path: string, expected: number, add: (() => void) | null): () => Promise<ConformanceWorld> {
  return () => Promise.resolve({
    connector, setup: { accountId: 'a', kind: connector.kind, config: { path, follow: add !== null } }, expected, remove: null,
    add: add === null ? null : () => Promise.resolve(add()), dispose: () => Promise.resolve(),
  });
}

const WORLDS: Readonly<Record<string, () => () => Promise<ConformanceWorld>>> = {
  mbox: () => {
    const path = testFolder().write('a.mbox', many(inMbox));
    return world(mailFile, path, COUNT, () => appendFileSync(path, inMbox(COUNT)));
  },
  Maildir: () => {
    const folder = testFolder();
    for (const part of ['cur', 'new', '.Sent/cur']) mkdirSync(join(folder.path, part), { recursive: true });
    for (let n = 0; n < 300; n++) folder.write(`cur/${n}.x:2,S`, mail(n));
    for (let n = 0; n < 60; n++) folder.write(`.Sent/cur/${n}.y:2,S`, mail(1_000 + n));
    return world(mailFile, folder.path, 360, () => void folder.write('new/9.z', mail(9_999)));
  },
  'folder of .eml': () => {
    const folder = testFolder();
    for (let n = 0; n < 260; n++) folder.write(`${n % 7}/${n}.eml`, mail(n));
    return world(mailFile, folder.path, 260, () => void folder.write('3/nuevo.eml', mail(9_999)));
  },
  'chat text': () => world(whatsappExport, testFolder().write('WhatsApp Chat with Lu.txt', many(said)), COUNT, null),
  'chat archive': () => {
    const media = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`IMG-20240301-WA000${n}.jpg`, new Uint8Array(900_000).fill(n)]));
    const shown = many((n) => `28/3/24, 14:05 - Lu: IMG-20240301-WA000${n}.jpg (file attached)\n`, 6);
    return world(whatsappExport, testFolder().write('WhatsApp Chat - Lu.zip', zipSync({ ...media, 'WhatsApp Chat with Lu.txt': strToU8(many(said, 260) + shown) }, { level: 0 })), 274, null);
  },
  'Master.csv': () => {
    const path = testFolder().write('Master.csv', many(call));
    return world(asteriskCsv, path, COUNT, () => appendFileSync(path, call(COUNT)));
  },
  vCard: () => world(contacts, testFolder().write('a.vcf', many((n) => `BEGIN:VCARD\nVERSION:3.0\nFN:C${n}\nEMAIL:c${n}@x.example\nEND:VCARD\n`)), COUNT, null),
  'shop table': () => world(shopFile, testFolder().write('precios.csv', `Código;Nombre;Precio\n${many((n) => `P-${n};Silla ${n};${n},50\n`)}`), COUNT, null),
  'folder of shop tables': () => {
    const folder = testFolder();
    folder.write('precios.csv', `Código;Nombre;Precio\n${many((n) => `P-${n};Silla ${n};${n},50\n`, 300)}`);
    folder.write('pedidos.jsonl', many((n) => `{"order":"A-${n}","state":"paid","total":${n + 1},"date":"2026-03-01"}\n`, 260));
    folder.write('leeme.txt', 'Nada que leer');
    return world(shopFile, folder.path, 560, () => void folder.write('pedidos2.jsonl', '{"order":"B-1","state":"paid","total":5,"date":"2026-03-01"}\n'));
  },
  'contacts CSV': () => world(contacts, testFolder().write('a.csv', `Nombre;Correo\n${many((n) => `C${n};c${n}@x.example\n`)}`), COUNT, null),
};

describe.each(Object.entries(WORLDS))('%s conforms', (_, makeWorld) => {
  it.each(CONFORMANCE.map((check) => [check.promise, check] as const))('%s', async (__, check) => expect(await check.run(makeWorld())).toBeUndefined(), 60_000);
});
