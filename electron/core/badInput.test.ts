/**
 * Must show 4 from files: broken and hostile input, a full disk and a damaged history, through the whole core into the
 * store. Each says that nothing crashed, that nothing was lost, and by which code the person is told.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, closeSync, cpSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { checkHistory } from './check.ts';
import { openCore } from './core.ts';
import type { Core } from './core.ts';
import { digest } from './digest.ts';
import type { ImportRow } from './store/sources.ts';
import { rawBytes, recordsAfter } from './store/sources.ts';

const KEY = 'ab'.repeat(32);
const folders: string[] = [];
const open = new Set<Core>();

vi.setConfig({ testTimeout: 60_000 });
afterAll(async () => {
  for (const core of open) await core.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hilo-test-'));
  folders.push(folder);
  return folder;
}

function openProfile(profileDir: string): Core {
  const core = openCore({ profileDir, keyHex: KEY, keyKeptBy: 'file', threads: { sourceHost: new URL('./sourceHost.ts', import.meta.url), indexer: new URL('./indexThread.ts', import.meta.url) } });
  open.add(core);
  return core;
}

async function close(core: Core): Promise<void> {
  open.delete(core);
  await core.close();
}

/** One file through the plan and its import, as the window and the command line do it. */
async function importFile(core: Core, file: string): Promise<ImportRow> {
  const [plan] = await core.sources.call('planImport', { paths: [file] });
  if (plan === undefined) throw new Error('nothing planned');
  const row = await core.sources.startImport(plan.kind, plan.path, plan.label, plan.bytes).ended;
  await core.indexed();
  return row;
}

function write(name: string, bytes: string | Uint8Array): string {
  const file = join(freshFolder(), name);
  writeFileSync(file, bytes);
  return file;
}

/** Every record's bytes, in the order read. */
const kept = (core: Core): Buffer[] => recordsAfter(core.store, 0, 10_000).map((row) => Buffer.from(rawBytes(core.store, row)));
const reasons = (core: Core): string[] => core.query('quarantine.list', { offset: 0, limit: 100 }).rows.map((row) => row.reason);
const interactions = (core: Core): number => core.query('app.state', {}).interactions;

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    if (tries > 400) throw new Error('it did not come to be');
    await new Promise((settle) => setTimeout(settle, 50));
  }
}

function letter(n: number, bytes = 400): string {
  return [`From: Cliente ${n} <c${n}@casa.example>`, 'To: ventas@tienda.example', `Subject: carta ${n}`, `Message-ID: <carta${n}@casa.example>`, 'Date: Mon, 04 May 2026 10:00:00 +0000', '', `${`palabra${n} `.repeat(Math.ceil(bytes / 10))}`, ''].join('\r\n');
}
const mboxOf = (count: number, bytes?: number): string => Array.from({ length: count }, (_, n) => `From c${n}@casa.example Mon May  4 10:00:00 2026\r\n${letter(n, bytes)}\r\n`).join('');

function callRow(n: number): string {
  const at = `2026-05-04 10:${String(n % 60).padStart(2, '0')}:00`;
  return ['', `1161234${String(100 + n)}`, '1001', 'from-trunk', `"C ${n}" <1161234${100 + n}>`, 'PJSIP/trunk-01', 'PJSIP/1001-02', 'Dial', '', at, at, at, '65', '60', 'ANSWERED', 'DOCUMENTATION', `1777.${n}`, ''].map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
}

// ------------------------------------------------------------------------------------------------ mail files

test('NUL bytes: the mail is read without them, kept with them, and it is said', async () => {
  const core = openProfile(freshFolder());
  const raw = Buffer.from(letter(1).replace('carta 1', 'car\u0000ta 1').replace('palabra1', 'pala\u0000bra\u0000nula'));
  expect(await importFile(core, write('nul.eml', raw))).toMatchObject({ read: 1, stored: 1, quarantined: 0, error: null });
  expect(kept(core)).toEqual([raw]);
  const [hit] = core.query('search.all', { text: 'c1@casa.example', limit: 5 }).interactions;
  const mail = core.query('interaction.get', { id: hit?.interactionId ?? '' });
  expect(mail?.problems).toContain('nul-bytes');
  expect(`${mail?.item.title ?? ''}${mail?.text ?? ''}`).not.toContain('\u0000');
});

test('an mbox cut in the middle of a mail: all before it is whole, the last one is kept as far as it goes', async () => {
  const core = openProfile(freshFolder());
  const whole = mboxOf(3, 2_000);
  expect(await importFile(core, write('cut.mbox', whole.slice(0, -1_000)))).toMatchObject({ read: 3, stored: 3, quarantined: 0 });
  expect(kept(core)).toHaveLength(3);
  expect(core.query('search.all', { text: 'palabra2', limit: 5 }).interactions).toHaveLength(1);
  expect(await checkHistory(core.store)).toEqual([]);
});

// ------------------------------------------------------------------------------------------------ call logs, chats and tables

test('a half-written CSV line waits for its other half and is then one call', async () => {
  const core = openProfile(freshFolder());
  const half = callRow(3);
  const file = write('Master.csv', `${callRow(1)}\n${callRow(2)}\n${half.slice(0, 90)}`);
  await importFile(core, file);
  expect(interactions(core)).toBe(2);
  // What stands of it is kept, and said, until the rest comes.
  const before = kept(core).map(String);
  expect(before.slice(0, 2)).toEqual([callRow(1), callRow(2)]);
  appendFileSync(file, `${half.slice(90)}\n${callRow(4)}\n`);
  core.sources.syncNow(core.query('sync.state', {}).accounts[0]?.id ?? '');
  await until(() => interactions(core) === 4);
  expect(kept(core).map(String).filter((line) => line === half)).toHaveLength(1);
  expect(reasons(core)).toEqual([]);
  expect(await checkHistory(core.store)).toEqual([]);
});

test('a WhatsApp export in an unknown language is kept whole and said', async () => {
  const core = openProfile(freshFolder());
  const text = ['৪ মে ২০২৬, ১০:০১ - রহিম: নমস্কার', '৪ মে ২০২৬, ১০:০২ - দোকান: কেমন আছেন', '৪ মে ২০২৬, ১০:০৩ - রহিম: ভালো'].join('\n');
  const row = await importFile(core, write('WhatsApp Chat with Rahim.txt', text));
  expect(row).toMatchObject({ stored: 0, quarantined: 1, error: null });
  expect(reasons(core)).toEqual(['export-language-unknown']);
  expect(kept(core).map(String)).toEqual([text]);
  expect(interactions(core)).toBe(0);
});

test('a CSV of the wrong kind is refused in words, and nothing of it is stored', async () => {
  const core = openProfile(freshFolder());
  const file = write('ventas.csv', `fecha;importe;iva\n${'2026-05-04;1200,50;252,10\n'.repeat(40)}`);
  await expect(importFile(core, file)).rejects.toMatchObject({ code: 'file-wrong-columns', recovery: 'askPerson' });
  expect(kept(core)).toEqual([]);
});

test('an empty file, a missing one and one of no known kind are each named', async () => {
  const core = openProfile(freshFolder());
  await expect(importFile(core, write('empty.mbox', ''))).rejects.toMatchObject({ code: 'file-empty' });
  await expect(importFile(core, join(freshFolder(), 'none.mbox'))).rejects.toMatchObject({ code: 'file-missing' });
  await expect(importFile(core, write('foto.bin', Buffer.from(Array.from({ length: 5_000 }, (_, n) => (n * 7_919) % 256))))).rejects.toMatchObject({ code: 'file-kind-unknown' });
});

// ------------------------------------------------------------------------------------------------ a full disk

/** A small file system of its own where the machine allows one (root on Linux), else null. */
function smallDisk(mib: number): { folder: string; grow(toMib: number): void; remove(): void } | null {
  const folder = freshFolder();
  const run = (...args: string[]): boolean => spawnSync(args[0] ?? '', args.slice(1), { stdio: 'ignore' }).status === 0;
  if (!run('mount', '-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', folder)) return null;
  return { folder, grow: (toMib) => void run('mount', '-o', `remount,size=${toMib}m`, folder), remove: () => void run('umount', folder) };
}

test('a full disk: what was read stays, the person is told, and with room again it is finished without a difference', async () => {
  const file = write('lots.mbox', mboxOf(900, 12_000));
  const undisturbed = openProfile(freshFolder());
  await importFile(undisturbed, file);
  const whole = digest(undisturbed.store);

  const disk = smallDisk(8);
  const core = openProfile(disk?.folder ?? freshFolder());
  try {
    // Without a file system to fill, the database alone is kept from growing.
    if (disk === null) core.store.db.pragma(`max_page_count = ${(core.store.db.pragma('page_count', { simple: true }) as number) + 200}`);
    await expect(importFile(core, file)).rejects.toMatchObject({ code: 'disk-full', recovery: 'retry' });
    expect(interactions(core)).toBeLessThan(900);
    expect(kept(core)).toHaveLength(interactions(core));
    expect(await checkHistory(core.store)).toEqual([]);
    if (disk === null) core.store.db.pragma('max_page_count = 1073741823');
    else disk.grow(128);
    await importFile(core, file);
    expect(digest(core.store)).toBe(whole);
    expect(await checkHistory(core.store)).toEqual([]);
    await until(() => core.query('search.all', { text: 'palabra899', limit: 5 }).interactions.length === 1);
  } finally {
    await close(core);
    disk?.remove();
  }
});

test('a disk on which only the database is full: the batch is undone as a whole', async () => {
  const core = openProfile(freshFolder());
  core.store.db.pragma(`max_page_count = ${(core.store.db.pragma('page_count', { simple: true }) as number) + 30}`);
  await expect(importFile(core, write('lots.mbox', mboxOf(600)))).rejects.toMatchObject({ code: 'disk-full' });
  core.store.db.pragma('max_page_count = 1073741823');
  expect(kept(core)).toHaveLength(interactions(core));
  expect(await checkHistory(core.store)).toEqual([]);
});

// ------------------------------------------------------------------------------------------------ a damaged history

/** A closed profile with 300 mails, to be damaged. */
let sound: Promise<string> | null = null;
async function damagedCopy(): Promise<string> {
  sound ??= (async () => {
    const folder = freshFolder();
    const core = openProfile(folder);
    await importFile(core, write('some.mbox', mboxOf(300, 1_500)));
    core.store.db.pragma('wal_checkpoint(TRUNCATE)');
    await close(core);
    return folder;
  })();
  const copy = freshFolder();
  cpSync(await sound, copy, { recursive: true });
  return copy;
}

function flip(file: string, from: number, bytes: number): void {
  const fd = openSync(file, 'r+');
  const part = Buffer.alloc(bytes);
  readSync(fd, part, 0, bytes, from);
  writeSync(fd, part.map((byte) => byte ^ 0xff), 0, bytes, from);
  closeSync(fd);
}

/** The code by which opening, or the first look, or the check says that something is wrong. */
async function toldOf(profile: string): Promise<string> {
  let core: Core;
  try {
    core = openProfile(profile);
  } catch (thrown) {
    return (thrown as { code?: string }).code ?? String(thrown);
  }
  try {
    for (const word of ['palabra1', 'palabra150', 'palabra299']) core.query('search.all', { text: word, limit: 5 });
    const { rows } = core.query('customer.list', { text: '', offset: 0, limit: 300 });
    for (const { id } of rows) core.query('customer.timeline', { id, limit: 10 });
    return (await checkHistory(core.store)).map(({ what }) => what).join();
  } catch (thrown) {
    return (thrown as { code?: string }).code ?? String(thrown);
  } finally {
    await close(core);
  }
}

test.each([['its first page', 100], ['its schema', 4_096 + 100], ['its middle', -1]])('a database with bytes flipped in %s is said to be corrupt, and left alone', async (_where, at) => {
  const profile = await damagedCopy();
  const file = join(profile, 'hilo.db');
  const { size } = statSync(file);
  const where = at < 0 ? Math.floor(size / 2) : at;
  flip(file, where, at < 0 ? 16_384 : 64);
  const damaged = readFileSync(file).subarray(where, where + 64);
  expect(await toldOf(profile)).toBe('database-corrupt');
  expect(readFileSync(file).subarray(where, where + 64)).toEqual(damaged);
});

test('a database cut short is said to be corrupt', async () => {
  const profile = await damagedCopy();
  truncateSync(join(profile, 'hilo.db'), Math.floor(statSync(join(profile, 'hilo.db')).size / 2));
  expect(await toldOf(profile)).toBe('database-corrupt');
});

test('a damaged pack of the vault: one mail cannot be shown as it came, everything else can, and the check names it', async () => {
  const profile = await damagedCopy();
  const pack = join(profile, 'vault', readdirSync(join(profile, 'vault'))[0] ?? '');
  const core = openProfile(profile);
  const row = recordsAfter(core.store, 149, 1)[0];
  flip(pack, (row?.vault?.offset ?? 0) + 10, 20);
  const hit = (word: string): string => core.query('search.all', { text: word, limit: 5 }).interactions[0]?.interactionId ?? '';
  const hurt = (core.store.prepare('SELECT id FROM interaction WHERE record = ?').get(row?.id) as { id: string }).id;
  expect(() => core.query('interaction.raw', { id: hurt })).toThrow(expect.objectContaining({ code: 'database-corrupt' }));
  expect(core.query('interaction.get', { id: hurt })?.text).toContain('palabra');
  expect(core.query('interaction.raw', { id: hit('palabra1') === hurt ? hit('palabra2') : hit('palabra1') }).text).toContain('carta');
  expect(await checkHistory(core.store)).toEqual([{ what: 'raw record cannot be read', count: 1, example: row?.recordKey }]);
});

test('a lost search index is made anew from the history', async () => {
  const profile = await damagedCopy();
  for (const name of readdirSync(profile).filter((entry) => entry.startsWith('search'))) flip(join(profile, name), 0, Math.min(4_096, statSync(join(profile, name)).size));
  const core = openProfile(profile);
  core.query('search.all', { text: 'palabra7', limit: 5 });
  await until(() => core.query('search.all', { text: 'palabra7', limit: 5 }).interactions.length > 0);
  await core.indexed();
  expect(core.query('search.all', { text: 'palabra299', limit: 5 }).interactions).toHaveLength(1);
});
