import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Cursor } from '../connector.ts';
import { mailFile } from './mailFile.ts';
import { splitMbox } from './mboxSplit.ts';
import { expectResumable, rawText, readBatches, readRecords, removeTestFolders, testFolder } from './testReading.ts';

afterAll(removeTestFolders);

const mail = (n: number, body = `Cuerpo ${n}\n`): string => `From: ana@x.example\nSubject: Mail ${n}\nMessage-ID: <${n}@x.example>\n\n${body}`;
const FROM = 'From ana@x.example Mon Mar 11 14:05:33 2024\n';
const mbox = (count: number): string => Array.from({ length: count }, (_, n) => `${FROM}${mail(n)}\n`).join('');

describe('mbox', () => {
  it('gives every mail as it was sent, in any dialect', async () => {
    const folder = testFolder();
    const path = folder.write('a.mbox', [
      `${FROM}${mail(1, 'Hola\n>From aquí\n>>From allá\nFrom the shop with love\n\nFrom: no es un borde\n')}\n`,
      `From - Tue Mar 12 08:00:00 2024\nReturn-Path: <b@x.example>\n${mail(2)}\n`,
      `From 12345@xxx Wed Mar 13 08:00:00 +0000 2024\r\n${mail(3).replaceAll('\n', '\r\n')}\r\n`,
      `${FROM}${mail(4, 'sin línea vacía detrás')}\nFrom b@x.example Thu Mar 14 08:00:00 2024\nReceived: from x\n${mail(5)}`,
    ].join(''));
    const records = await readRecords(mailFile, path);
    expect(records.map(rawText)).toEqual([
      mail(1, 'Hola\nFrom aquí\n>From allá\nFrom the shop with love\n\nFrom: no es un borde\n'), `Return-Path: <b@x.example>\n${mail(2)}`, mail(3).replaceAll('\n', '\r\n'),
      `${mail(4, 'sin línea vacía detrás')}\n`, `Received: from x\n${mail(5)}`,
    ].map((text) => Buffer.from(text).toString('latin1')));
    expect(new Set(records.map((record) => record.place)).size).toBe(5);
  });

  it('a line that looks like a border inside a mail is text when no header follows', async () => {
    const folder = testFolder();
    const path = folder.write('a', `${FROM}${mail(1, 'Cito:\n\nFrom ana@x.example Mon Mar 11 14:05:33 2024\nesto es parte del texto\n')}\n${FROM}${mail(2)}`);
    expect(await readRecords(mailFile, path)).toHaveLength(2);
  });

  it('stops and goes on anywhere, and gives the same places again', async () => {
    const folder = testFolder();
    const path = folder.write('a.mbox', mbox(601));
    await expectResumable(mailFile, path);
    const copy = folder.write('b.mbox', mbox(601));
    expect((await readRecords(mailFile, copy)).map((record) => record.place)).toEqual((await readRecords(mailFile, path)).map((record) => record.place));
  });

  it('is followed as it grows, a mail that was half written at first included', async () => {
    const folder = testFolder();
    const path = folder.write('a.mbox', mbox(2) + FROM + mail(2).slice(0, -5));
    const cursors = new Map<string, Cursor>();
    const first = await readRecords(mailFile, path, { cursors });
    expect(first).toHaveLength(3);
    appendFileSync(path, `${mail(2).slice(-5)}\n${FROM}${mail(3)}\n`);
    const second = await readRecords(mailFile, path, { cursors });
    expect(second.map((record) => [record.place === first[2]?.place, rawText(record)])).toEqual([[true, mail(2)], [false, mail(3)]]);
    appendFileSync(path, FROM + mail(4));
    expect((await readRecords(mailFile, path, { cursors })).map(rawText)).toEqual([mail(4)]);
    expect(await readRecords(mailFile, path, { cursors })).toEqual([]);
  });

  it('a file that was rewritten is numbered anew and read again', async () => {
    const folder = testFolder();
    const path = folder.write('a.mbox', mbox(5));
    const cursors = new Map<string, Cursor>();
    await readRecords(mailFile, path, { cursors });
    writeFileSync(path, mbox(5).slice((FROM + mail(0)).length + 1));
    const batches = await readBatches(mailFile, path, { cursors });
    expect(batches.flatMap((batch) => batch.records)).toHaveLength(4);
    expect(batches[0]?.renumbered).toBe(`${batches[0]?.records[0]?.place.split('.')[0]}.`);
    expect(await readRecords(mailFile, path, { cursors })).toEqual([]);
  });

  it('finds borders wherever the reading window ends, and cuts what is no mail', async () => {
    const folder = testFolder();
    const text = mbox(40) + FROM + mail(40, 'x'.repeat(3_000));
    const path = folder.write('a.mbox', text);
    const handle = await open(path);
    try {
      const offsets: string[] = [];
      for (const chunkBytes of [16, 61, 97, 1_000]) {
        const seen: number[] = [];
        for await (const found of splitMbox(handle, 0, new AbortController().signal, { chunkBytes, mailBytes: 1_000_000 })) seen.push(found.offset, found.end, found.raw.length);
        offsets.push(seen.join());
      }
      expect(new Set(offsets).size).toBe(1);
      const cut = [];
      for await (const found of splitMbox(handle, 0, new AbortController().signal, { chunkBytes: 256, mailBytes: 1_000 })) cut.push([found.cut, found.end]);
      expect(cut).toHaveLength(41);
      expect(cut.at(-1)).toEqual([true, text.length]);
    } finally {
      await handle.close();
    }
  });

  it('NUL bytes, a 20 MB line and an empty mail are mails all the same', async () => {
    const folder = testFolder();
    const path = folder.write('a.mbox', Buffer.concat([Buffer.from(FROM + mail(1, 'a\0b\n')), Buffer.from(`\n${FROM}${mail(2)}`), Buffer.alloc(20 * 1024 * 1024, 'x'), Buffer.from(`\n\n${FROM}\n${FROM}${mail(3)}`)]));
    const records = await readRecords(mailFile, path);
    expect(records.map((record) => record.raw.length > 1_000_000)).toEqual([false, true, false]);
    expect(rawText(records[0])).toContain('a\0b');
  });

  it('stops within the batch when it is told to', async () => {
    const folder = testFolder();
    const path = folder.write('a.mbox', mbox(2_000));
    const abort = new AbortController();
    const session = await mailFile.open({ setup: { accountId: 'a', kind: 'mailFile', config: { path, follow: false } }, signal: abort.signal, nowMs: Date.now, facts: {}, tell: () => undefined });
    let batches = 0;
    for await (const batch of session.pull(new Map())) {
      batches++;
      expect(batch.complete).toBe(false);
      abort.abort();
    }
    expect(batches).toBe(1);
    await session.close();
  });

  it('says which file is missing or empty', async () => {
    const folder = testFolder();
    await expect(readRecords(mailFile, join(folder.path, 'no.mbox'))).rejects.toMatchObject({ code: 'file-missing', params: { file: 'no.mbox' } });
    await expect(readRecords(mailFile, folder.write('e.mbox', ''))).rejects.toMatchObject({ code: 'file-empty' });
  });
});

describe('Maildir', () => {
  function maildir(): ReturnType<typeof testFolder> {
    const folder = testFolder();
    for (const part of ['cur', 'new', 'tmp', '.Sent/cur', '.Sent/new', '.Sent.Viejos &AOkA4Q-/cur']) mkdirSync(join(folder.path, 'Maildir', part), { recursive: true });
    for (let n = 0; n < 260; n++) {
      const path = folder.write(`Maildir/cur/17000000${String(n).padStart(3, '0')}.M1P1.host:2,S`, mail(n));
      utimesSync(path, 1_700_000_000 + n, 1_700_000_000 + n);
    }
    folder.write('Maildir/new/1800000000.M1P1.host', mail(1_000));
    folder.write('Maildir/tmp/half', 'From: half');
    folder.write('Maildir/.Sent/cur/1.a:2,RF', mail(2_000));
    folder.write('Maildir/.Sent.Viejos &AOkA4Q-/cur/1.b:2,', mail(3_000));
    folder.write('Maildir/dovecot.index', 'x');
    return folder;
  }

  it('is read with its subfolders and flags, newest first', async () => {
    const folder = maildir();
    const batches = await readBatches(mailFile, join(folder.path, 'Maildir'));
    expect([...new Set(batches.map((batch) => batch.shown))]).toEqual(['INBOX', 'Sent', 'Sent/Viejos éá']);
    const inbox = batches.filter((batch) => batch.shown === 'INBOX').flatMap((batch) => batch.records);
    expect(inbox).toHaveLength(261);
    expect(rawText(inbox[0])).toBe(mail(1_000));
    expect([rawText(inbox[1]), inbox[1]?.flags, inbox[1]?.place, inbox[1]?.receivedAtMs]).toEqual([mail(259), ['\\Seen'], '17000000259.M1P1.host', 1_700_000_259_000]);
    expect(batches.find((batch) => batch.shown === 'Sent')?.records[0]?.flags).toEqual(['\\Answered', '\\Flagged']);
    expect(batches[0]).toMatchObject({ done: 250, total: 261, complete: false });
  });

  it('stops and goes on anywhere', async () => expect(await expectResumable(mailFile, join(maildir().path, 'Maildir'))).toBe(263));

  it('mail that comes while it is read, old mail copied in and changed flags are found by the next pull', async () => {
    const folder = maildir();
    const path = join(folder.path, 'Maildir');
    const cursors = new Map<string, Cursor>();
    await readRecords(mailFile, path, { cursors });
    expect(await readRecords(mailFile, path, { cursors })).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    const old = folder.write('Maildir/cur/1500000000.old:2,S', mail(4_000));
    utimesSync(old, 1_500_000_000, 1_500_000_000);
    folder.write('Maildir/new/1900000000.new', mail(5_000));
    renameSync(join(path, 'cur/17000000007.M1P1.host:2,S'), join(path, 'cur/17000000007.M1P1.host:2,RS'));
    rmSync(join(path, 'cur/17000000008.M1P1.host:2,S'));
    const records = await readRecords(mailFile, path, { cursors });
    expect(records.map((record) => [record.place, record.flags])).toEqual([['1900000000.new', []], ['17000000007.M1P1.host', ['\\Answered', '\\Seen']], ['1500000000.old', ['\\Seen']]]);
    expect(await readRecords(mailFile, path, { cursors })).toEqual([]);
  });
});

describe('folders of .eml', () => {
  it('every file that is a mail is one, whatever its name; the rest is left alone', async () => {
    const folder = testFolder();
    folder.write('2024/a.eml', mail(1));
    folder.write('2024/b.txt', mail(2));
    folder.write('c', `\ufeff${mail(3)}`);
    folder.write('nota.txt', 'Hola, esto no es un mail');
    folder.write('foto.jpg', Buffer.from([0xff, 0xd8, 0xff, 0, 0]));
    symlinkSync(folder.path, join(folder.path, 'loop'));
    const batches = await readBatches(mailFile, folder.path);
    expect(batches.flatMap((batch) => batch.records.map((record) => record.place)).sort()).toEqual(['2024/a.eml', '2024/b.txt', 'c']);
    await expectResumable(mailFile, folder.path);
  });
  it('one .eml is one mail', async () => {
    const folder = testFolder();
    const path = folder.write('a.eml', mail(1));
    expect((await readRecords(mailFile, path)).map((record) => [record.place, rawText(record)])).toEqual([['a.eml', mail(1)]]);
    await expectResumable(mailFile, path);
  });
});
