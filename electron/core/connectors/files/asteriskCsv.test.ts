import { appendFileSync, copyFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Cursor } from '../connector.ts';
import { asteriskCsv } from './asteriskCsv.ts';
import { decideOpenColumn, isCdrRow, splitCdrLine } from './formats/cdrRow.ts';
import { expectResumable, rawText, readBatches, readRecords, removeTestFolders, testFolder } from './testReading.ts';

afterAll(removeTestFolders);

const base = (n: number): string => `"","1149021234","1001","from-trunk","""Lucía, S"" <1149021234>","PJSIP/trunk-${n.toString(16).padStart(8, '0')}","PJSIP/1001-0000000${n % 10}","Dial","PJSIP/1001,20,tT","2024-03-12 14:05:33",,"2024-03-12 14:05:53",20,0,"NO ANSWER","DOCUMENTATION"`;
const id = (n: number): string => `"171025${1000 + n}.${n}"`;
const row = (n: number): string => `${base(n)},${id(n)},"","",${id(n)},${n}\n`;
const rows = (from: number, to: number): string => Array.from({ length: to - from }, (_, n) => row(from + n)).join('');

describe('Master.csv', () => {
  it('stops and goes on anywhere; the same file gives the same places', async () => {
    const folder = testFolder();
    const path = folder.write('Master.csv', rows(0, 600));
    await expectResumable(asteriskCsv, path);
    const again = folder.write('copy/Master.csv', rows(0, 600));
    expect((await readRecords(asteriskCsv, again)).map((record) => record.place)).toEqual((await readRecords(asteriskCsv, path)).map((record) => record.place));
  });

  it('is followed as it grows, and a half-written last line waits for its end', async () => {
    const folder = testFolder();
    const path = folder.write('Master.csv', rows(0, 3) + row(3).slice(0, 90));
    const cursors = new Map<string, Cursor>();
    const read = async (): Promise<string[]> => (await readRecords(asteriskCsv, path, { cursors, follow: true })).map(rawText);
    expect(await read()).toHaveLength(3);
    expect(await read()).toEqual([]);
    appendFileSync(path, row(3).slice(90, -1));
    // Everything but its line end is there: nobody can know that nothing more comes.
    expect(await read()).toEqual([]);
    appendFileSync(path, `\n${row(4)}`);
    expect((await read()).map((line) => Buffer.from(line, 'latin1').toString())).toEqual([row(3).trimEnd(), row(4).trimEnd()]);
  });

  it('of a file that is not followed, a whole last row counts without its line end, and only once', async () => {
    const folder = testFolder();
    const path = folder.write('Master.csv', rows(0, 3).trimEnd());
    const cursors = new Map<string, Cursor>();
    expect(await readRecords(asteriskCsv, path, { cursors })).toHaveLength(3);
    expect(await readRecords(asteriskCsv, path, { cursors })).toEqual([]);
    appendFileSync(path, `\n${row(3)}`);
    expect((await readRecords(asteriskCsv, path, { cursors })).map(rawText)).toEqual([Buffer.from(row(3).trimEnd()).toString('latin1')]);
    await expectResumable(asteriskCsv, folder.write('other.csv', rows(0, 300).trimEnd()));
  });

  it('after a rotation the old file is read to its end and the new one from its beginning', async () => {
    const folder = testFolder();
    const path = folder.write('Master.csv', rows(0, 5));
    const cursors = new Map<string, Cursor>();
    await readRecords(asteriskCsv, path, { cursors, follow: true });
    appendFileSync(path, rows(5, 7));
    renameSync(path, join(folder.path, 'Master.csv.1'));
    folder.write('Master.csv.2', rows(900, 920));
    writeFileSync(path, rows(7, 9));
    const batches = await readBatches(asteriskCsv, path, { cursors, follow: true });
    expect(batches.flatMap((batch) => batch.records.map((record) => rawText(record).slice(-3).replace(/\D/g, '')))).toEqual(['5', '6', '7', '8']);
    expect(batches.every((batch) => batch.renumbered === null)).toBe(true);
    expect(await readRecords(asteriskCsv, path, { cursors, follow: true })).toEqual([]);
  });

  it('survives copytruncate, also while the new file is still empty', async () => {
    const folder = testFolder();
    const path = folder.write('Master.csv', rows(0, 5));
    const cursors = new Map<string, Cursor>();
    await readRecords(asteriskCsv, path, { cursors, follow: true });
    appendFileSync(path, rows(5, 6));
    copyFileSync(path, join(folder.path, 'Master.csv-20240312'));
    truncateSync(path, 0);
    expect(await readRecords(asteriskCsv, path, { cursors, follow: true })).toHaveLength(1);
    appendFileSync(path, rows(6, 8));
    expect(await readRecords(asteriskCsv, path, { cursors, follow: true })).toHaveLength(2);
    expect(await readRecords(asteriskCsv, path, { cursors, follow: true })).toEqual([]);
  });

  it('a file that was edited under us is numbered anew', async () => {
    const folder = testFolder();
    const path = folder.write('Master.csv', rows(0, 5));
    const cursors = new Map<string, Cursor>();
    await readRecords(asteriskCsv, path, { cursors });
    writeFileSync(path, row(0) + rows(3, 5));
    const [batch] = await readBatches(asteriskCsv, path, { cursors });
    expect(batch?.records).toHaveLength(3);
    expect(batch?.renumbered).toMatch(/^[0-9a-f]{8}~1\.$/);
  });

  it('a log that is followed may still be empty', async () => {
    const folder = testFolder();
    const path = folder.write('Master.csv', '');
    const cursors = new Map<string, Cursor>();
    expect(await readRecords(asteriskCsv, path, { cursors, follow: true })).toEqual([]);
    appendFileSync(path, rows(0, 2));
    expect(await readRecords(asteriskCsv, path, { cursors, follow: true })).toHaveLength(2);
    await expect(readRecords(asteriskCsv, folder.write('e.csv', ''))).rejects.toMatchObject({ code: 'file-empty' });
  });

  it.each([
    [16, (): string => '', []],
    [17, (n: number): string => `,${id(n)}`, ['uniqueid']],
    [17, (n: number): string => `,"nota ${n}"`, ['userfield']],
    [18, (n: number): string => `,${id(n)},"x"`, ['uniqueid', 'userfield']],
    [19, (n: number): string => `,"",${id(n)},${n}`, ['peeraccount', 'linkedid', 'sequence']],
    [20, (n: number): string => `,${id(n)},"",${id(n)},${n}`, ['uniqueid', 'peeraccount', 'linkedid', 'sequence']],
    [20, (n: number): string => `,"",,${id(n)},${n}`, ['userfield', 'peeraccount', 'linkedid', 'sequence']],
    [21, (n: number): string => `,${id(n)},"","",${id(n)},${n}`, ['uniqueid', 'userfield', 'peeraccount', 'linkedid', 'sequence']],
  ] as const)('%i columns: what they are is told by many rows', async (_, tail, extra) => {
    const folder = testFolder();
    const path = folder.write('Master.csv', Array.from({ length: 20 }, (__, n) => `${base(n)}${tail(n)}\n`).join(''));
    const records = await readRecords(asteriskCsv, path);
    expect(records).toHaveLength(20);
    expect(new Set(records.map((record) => JSON.stringify(record.context)))).toEqual(new Set([JSON.stringify({ extra })]));
  });

  it('ids that a click-to-dial program chose do not overturn the many', () => {
    const split = [`${base(1)},"hilo-4f2a"`, `${base(2)},${id(2)}`, `${base(3)},"pbx1-1710251003.4"`].map((line) => splitCdrLine(line) ?? []);
    expect(decideOpenColumn(split, 17)).toBe('uniqueid');
  });

  it('odd lines are kept for the reader: cut, of NUL bytes, very long, in another encoding', async () => {
    const folder = testFolder();
    const path = folder.write('Master.csv', Buffer.concat([Buffer.from(rows(0, 20)), Buffer.from(`${row(20).slice(0, 80)}\n\0\0\0\n`), Buffer.alloc(2 * 1024 * 1024, '"'), Buffer.from(`\n${row(21)}\r\n`), Buffer.from(row(22).replaceAll('í', '\xed'), 'latin1')]));
    const records = await readRecords(asteriskCsv, path);
    expect(records).toHaveLength(25);
    expect(records[22]?.raw.length).toBe(2 * 1024 * 1024);
    expect(isCdrRow(splitCdrLine(rawText(records[24])) ?? [])).toBe(true);
    await expectResumable(asteriskCsv, path);
  });

  it('refuses a table that is no call log', async () => {
    const folder = testFolder();
    const path = folder.write('ventas.csv', 'fecha;importe\n2024-01-01;100\n'.repeat(30));
    await expect(readRecords(asteriskCsv, path)).rejects.toMatchObject({ code: 'file-wrong-columns', params: { file: 'ventas.csv' } });
    await expect(readRecords(asteriskCsv, folder.write('linea.csv', 'x'.repeat(1_000_000)))).rejects.toMatchObject({ code: 'file-wrong-columns' });
  });

  it('tells when the file grew', async () => {
    const folder = testFolder();
    const path = folder.write('Master.csv', rows(0, 2));
    const session = await asteriskCsv.open({ setup: { accountId: 'a', kind: 'asteriskCsv', config: { path, follow: true } }, signal: new AbortController().signal, nowMs: Date.now, facts: {}, tell: () => undefined });
    for await (const batch of session.pull(new Map())) expect(batch.complete).toBe(true);
    const news = session.waitForNews();
    appendFileSync(path, row(2));
    await news;
    await session.close();
    await session.waitForNews();
  });
});
