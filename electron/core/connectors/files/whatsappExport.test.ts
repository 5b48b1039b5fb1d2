import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import type { Cursor } from '../connector.ts';
import { expectResumable, rawText, readBatches, readRecords, removeTestFolders, testFolder } from './testReading.ts';
import { whatsappExport } from './whatsappExport.ts';
import type { ChatContext } from './whatsappExport.ts';

afterAll(removeTestFolders);

const chat = (count: number): string => Array.from({ length: count }, (_, n) => `${(n % 27) + 1}/3/24, 14:${String(n % 60).padStart(2, '0')} - ${n % 2 ? 'Casa Norte' : 'Lucía'}: Mensaje ${n}\nsigue\n`).join('');
const iosPhoto = '\u200e[12/03/24, 14:05:33] Lucía: \u200e<attached: 00000012-PHOTO-2024-03-12-14-05-33.jpg>\r\n[12/03/24, 14:06:00] Casa Norte: Gracias\r\n';
const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const context = (record: { context: unknown } | undefined): ChatContext => record?.context as ChatContext;

describe('a chat export', () => {
  it('stops and goes on anywhere; the same file gives the same places', async () => {
    const folder = testFolder();
    await expectResumable(whatsappExport, folder.write('WhatsApp Chat with Lucía.txt', chat(700)));
    const again = await readRecords(whatsappExport, folder.write('b/WhatsApp Chat with Lucía.txt', chat(700)));
    expect(again.map((record) => record.place)).toEqual((await readRecords(whatsappExport, join(folder.path, 'WhatsApp Chat with Lucía.txt'))).map((record) => record.place));
  });

  it('knows the chat, the peer and the order of dates from the whole file', async () => {
    const folder = testFolder();
    const [first] = await readRecords(whatsappExport, folder.write('Chat de WhatsApp con Lucía.txt', chat(60)));
    expect(first?.context).toEqual({ network: 'whatsapp', chat: 'Lucía', peer: 'Lucía', isGroup: false, authors: ['Lucía', 'Casa Norte'], order: 'dmy', nth: 0, inMoment: 0 });
    expect(Buffer.from(first?.raw ?? []).toString()).toBe('1/3/24, 14:00 - Lucía: Mensaje 0\nsigue');
  });

  it.each([
    ['WhatsApp Chat with +54 9 11 6123-4410.txt', '12/3/24, 10:00 - ~ Lu: a\n12/3/24, 10:01 - Casa Norte: b\n', null],
    ['WhatsApp Chat with +54 9 11 6123-4410.txt', '12/3/24, 10:00 - +54 9 11 6123-4410: a\n12/3/24, 10:01 - Casa Norte: b\n', '+54 9 11 6123-4410'],
    ['chat.txt', '12/3/24, 10:00 - +54 9 11 6123-4410: a\n12/3/24, 10:01 - Casa Norte: b\n', '+54 9 11 6123-4410'],
    ['WhatsApp Chat with Lucía F.txt', '12/3/24, 10:00 - Casa Norte: Hola, ¿está?\n', 'Lucía F'],
    ['WhatsApp Chat with Lucía Ferreyra.txt', '12/3/24, 10:00 - Lucía Ferreyra 🌷: a\n12/3/24, 10:00 - Casa Norte: b\n', 'Lucía Ferreyra 🌷'],
    ['chat.txt', '12/3/24, 10:00 - Lucía: a\n12/3/24, 10:00 - Ana: b\n', null],
    ['WhatsApp Chat with Obra.txt', '12/3/24, 09:00 - Ana creó el grupo "Obra"\n12/3/24, 10:00 - Lucía: a\n12/3/24, 10:00 - Ana: b\n', null],
  ])('%s: the peer', async (name, text, peer) => {
    const folder = testFolder();
    const records = await readRecords(whatsappExport, folder.write(name, text));
    expect(context(records.at(-1)).peer).toBe(peer);
  });

  it('an export of a later day at the same path is numbered anew', async () => {
    const folder = testFolder();
    const path = folder.write('WhatsApp Chat with Lucía.txt', chat(3));
    const cursors = new Map<string, Cursor>();
    await readRecords(whatsappExport, path, { cursors });
    writeFileSync(path, chat(5));
    const [batch] = await readBatches(whatsappExport, path, { cursors });
    expect(batch?.records).toHaveLength(5);
    expect(batch?.records.every((record) => record.place.startsWith(batch.renumbered ?? '?'))).toBe(true);
  });

  it('in another language or of no known shape is kept whole, as one record that says so', async () => {
    const folder = testFolder();
    for (const text of ['١٢/٠٣/٢٤، ٢:٠٥ م - أحمد: مرحبا\n١٢/٠٣/٢٤، ٢:٠٦ م - ليلى: أهلا\n', '2024年3月12日 下午2:05 - 安娜: 你好\n', Buffer.alloc(30_000_000, 'x')]) {
      const records = await readRecords(whatsappExport, folder.write('WhatsApp Chat with A.txt', text));
      expect(records.map((record) => record.context)).toEqual([{ network: 'whatsapp', unread: 'export-language-unknown', chat: 'A' }]);
      expect(Buffer.from(records[0]?.raw ?? []).equals(Buffer.from(text))).toBe(true);
    }
  });

  it('words before the first message are kept too', async () => {
    const folder = testFolder();
    const records = await readRecords(whatsappExport, folder.write('WhatsApp Chat with A.txt', `Exportado por Ana\n${chat(1)}`));
    expect(records.map((record) => (record.context as { unread?: string }).unread)).toEqual(['not-a-message', undefined]);
  });

  it('is read in UTF-16, with NUL bytes and in windows-1252 too', async () => {
    const folder = testFolder();
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(chat(3), 'utf16le')]);
    for (const bytes of [utf16, Buffer.from(chat(3).replace('14:00', '14:\u000000')), Buffer.from(chat(3), 'latin1')]) {
      const records = await readRecords(whatsappExport, folder.write('WhatsApp Chat with Lucía.txt', bytes));
      expect(records.map((record) => Buffer.from(record.raw).toString().includes('Lucía'))).toEqual([true, false, true]);
    }
  });
});

describe('an export with media', () => {
  it('gives each file once, before the message that shows it, and what no message shows at the end', async () => {
    const folder = testFolder();
    const path = folder.write('WhatsApp Chat - Lucía.zip', zipSync({ '_chat.txt': strToU8(iosPhoto + iosPhoto), '00000012-PHOTO-2024-03-12-14-05-33.jpg': jpeg, 'suelto.pdf': strToU8('%PDF-1.4') }));
    const records = await readRecords(whatsappExport, path);
    expect(records.map((record) => record.place.split('.').slice(1).join('.'))).toEqual(['media/00000012-PHOTO-2024-03-12-14-05-33.jpg', '1', '2', '3', '4', 'media/suelto.pdf']);
    const sha256 = createHash('sha256').update(jpeg).digest('hex');
    expect(context(records[1]).media).toEqual({ file: '00000012-PHOTO-2024-03-12-14-05-33.jpg', sha256, sizeBytes: 7 });
    expect(context(records[3]).nth).toBe(1);
    expect(rawText(records[0])).toBe(Buffer.from(jpeg).toString('latin1'));
    await expectResumable(whatsappExport, path);
  });

  it('finds media beside an unpacked text, and never outside of its folder', async () => {
    const folder = testFolder();
    folder.write('secret.jpg', 'nein');
    folder.write('WhatsApp Chat - Lucía/IMG-20240312-WA0001.jpg', jpeg);
    const path = folder.write('WhatsApp Chat - Lucía/_chat.txt', '12/3/24, 10:00 - Lucía: IMG-20240312-WA0001.jpg (archivo adjunto)\n13/3/24, 10:00 - Lucía: ../secret.jpg (archivo adjunto)\n');
    const records = await readRecords(whatsappExport, path);
    expect(records).toHaveLength(3);
    expect(context(records[1])).toMatchObject({ chat: 'Lucía', media: { file: 'IMG-20240312-WA0001.jpg' } });
    expect(context(records[2]).media).toBeUndefined();
  });

  it('a picture that is broken, or claims to be gigabytes, costs only itself', async () => {
    const folder = testFolder();
    const zip = Buffer.from(zipSync({ '_chat.txt': strToU8(iosPhoto), '00000012-PHOTO-2024-03-12-14-05-33.jpg': [new Uint8Array(100_000), { level: 9 }] }));
    const [first, central] = [zip.indexOf(Buffer.from('PK\u0001\u0002')), zip.lastIndexOf(Buffer.from('PK\u0001\u0002'))];
    for (const damage of [
      (bytes: Buffer) => { bytes.writeUInt32LE(0x7fffffff, central + 24); },
      (bytes: Buffer) => { bytes.writeUInt32LE(10, central + 24); },
      (bytes: Buffer) => { bytes.fill(0xff, first - 60, first - 8); },
      (bytes: Buffer) => { bytes.writeUInt16LE(99, central + 10); },
      (bytes: Buffer) => { bytes.writeUInt16LE(1, central + 8); },
    ]) {
      const bytes = Buffer.from(zip);
      damage(bytes);
      const records = await readRecords(whatsappExport, folder.write('a.zip', bytes));
      expect(records).toHaveLength(2);
      expect(context(records[0]).media).toBeUndefined();
    }
  });

  it('names that lead out of the archive are names and nothing more', async () => {
    const folder = testFolder();
    const path = folder.write('a.zip', zipSync({ '_chat.txt': strToU8(iosPhoto), '../../../../etc/00000012-PHOTO-2024-03-12-14-05-33.jpg': jpeg, '/abs\\..\\evil.jpg': jpeg }));
    const records = await readRecords(whatsappExport, path);
    expect(records.map((record) => record.place.split('.').slice(1).join('.'))).toEqual(['media/00000012-PHOTO-2024-03-12-14-05-33.jpg', '1', '2', 'media/evil.jpg']);
  });

  it('says when the archive itself cannot be read', async () => {
    const folder = testFolder();
    const zip = zipSync({ '_chat.txt': strToU8(iosPhoto) });
    await expect(readRecords(whatsappExport, folder.write('cut.zip', zip.slice(0, 60)))).rejects.toMatchObject({ code: 'file-unreadable', params: { file: 'cut.zip', reason: 'broken-archive' } });
    await expect(readRecords(whatsappExport, folder.write('other.zip', zipSync({ 'a.txt': jpeg, 'b.txt': jpeg })))).rejects.toMatchObject({ code: 'file-kind-unknown' });
    const bomb = Buffer.from(zipSync({ '_chat.txt': strToU8(iosPhoto) }));
    bomb.writeUInt32LE(0x7fffffff, bomb.lastIndexOf(Buffer.from('PK\u0001\u0002')) + 24);
    await expect(readRecords(whatsappExport, folder.write('bomb.zip', bomb))).rejects.toMatchObject({ code: 'file-unreadable', params: { reason: 'too-large-archive' } });
  });
});
