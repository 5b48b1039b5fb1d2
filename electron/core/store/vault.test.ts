import { randomBytes } from 'node:crypto';
import { appendFileSync, closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openVault, openVaultWriter } from './vault.ts';
import type { VaultRef } from './vault.ts';

let dir = '';
const fresh = (): string => (dir = mkdtempSync(join(tmpdir(), 'hilo-vault-')));
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const packs = (): string[] => readdirSync(join(dir, 'vault')).sort();
const pack = (ref: VaultRef): string => join(dir, 'vault', `${String(ref.pack).padStart(6, '0')}.pack`);
const refused = (code: string) => expect.objectContaining({ name: 'DeskError', code });
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

function stored(...records: (string | Uint8Array)[]): VaultRef[] {
  const writer = openVaultWriter(fresh());
  const refs = writer.append(records.map((record) => Buffer.from(record)));
  writer.close();
  return refs;
}

describe('the vault', () => {
  it('gives back what it was given: nothing, a byte, a line, megabytes', async () => {
    const writer = openVaultWriter(fresh());
    const records = [new Uint8Array(0), Buffer.from([0]), Buffer.from('Hola, ñandú'), randomBytes(5_000_000)];
    const refs = writer.append(records);
    await writer.flush();
    const vault = openVault(dir);
    records.forEach((record, n) => expect(Buffer.from(vault.read(refs[n] as VaultRef)).equals(Buffer.from(record))).toBe(true));
    vault.close();
    writer.close();
  });

  it('never gives the same bytes twice, and keeps no words in its files', () => {
    const refs = stored('la misma carta', 'la misma carta');
    const bytes = readFileSync(pack(refs[0] as VaultRef));
    expect(bytes.includes('carta')).toBe(false);
    expect(bytes.subarray(0, bytes.length / 2).equals(bytes.subarray(bytes.length / 2))).toBe(false);
    const vault = openVault(dir);
    expect(() => vault.read({ ...(refs[0] as VaultRef), key: randomBytes(32) })).toThrow(refused('database-corrupt'));
    vault.close();
  });

  it('notices a changed bit, a shifted reference and a missing end', () => {
    const [ref = expect.fail(), last = expect.fail()] = stored('una carta larga', 'otra');
    const at = (bytes: number): void => {
      const fd = openSync(pack(ref), 'r+');
      writeSync(fd, Buffer.from([(readFileSync(pack(ref))[bytes] ?? 0) ^ 1]), 0, 1, bytes);
      closeSync(fd);
    };
    const vault = openVault(dir);
    expect(() => vault.read({ ...ref, offset: 1 })).toThrow(refused('database-corrupt'));
    for (const bytes of [0, ref.length - 1]) {
      at(bytes);
      expect(() => vault.read(ref)).toThrow(refused('database-corrupt'));
      at(bytes);
    }
    expect(text(vault.read(ref))).toBe('una carta larga');
    truncateSync(pack(ref), last.offset + 3);
    expect(() => vault.read(last)).toThrow(refused('database-corrupt'));
    expect(text(vault.read(ref))).toBe('una carta larga');
    vault.close();
  });

  it('says that a pack is missing', () => {
    const [ref = expect.fail()] = stored('una carta');
    rmSync(pack(ref));
    const vault = openVault(dir);
    expect(() => vault.read(ref)).toThrow(refused('file-missing'));
    expect(() => openVault(null).read(ref)).toThrow(refused('file-missing'));
    vault.close();
  });

  it('is not hurt by what a crash left at the end of a pack', () => {
    const [ref = expect.fail()] = stored('una carta');
    appendFileSync(pack(ref), randomBytes(777));
    const writer = openVaultWriter(dir);
    const [next = expect.fail()] = writer.append([Buffer.from('después')]);
    expect(next.pack).not.toBe(ref.pack);
    const vault = openVault(dir);
    expect([text(vault.read(ref)), text(vault.read(next))]).toEqual(['una carta', 'después']);
    vault.close();
    writer.close();
  });

  it('lets two writers never meet in one pack', () => {
    const writers = [openVaultWriter(fresh()), openVaultWriter(dir), openVaultWriter(dir)];
    const refs = Array.from({ length: 30 }, (_, n) => ({ n, ref: writers[n % 3]?.append([Buffer.from(`carta ${n}`)])[0] as VaultRef }));
    expect(new Set(refs.map(({ n, ref }) => `${n % 3} ${ref.pack}`)).size).toBe(3);
    expect(new Set(refs.map(({ ref }) => ref.pack)).size).toBe(3);
    const vault = openVault(dir);
    for (const { n, ref } of refs) expect(text(vault.read(ref))).toBe(`carta ${n}`);
    vault.close();
    for (const writer of writers) writer.close();
  });

  it('makes no pack for nothing, and leaves no empty one', async () => {
    const writer = openVaultWriter(fresh());
    await writer.flush();
    writer.close();
    expect(packs()).toEqual([]);
    // What a crash between making a pack and writing to it leaves is stepped over.
    writeFileSync(join(dir, 'vault', '000001.pack'), '');
    const next = openVaultWriter(dir);
    const [ref = expect.fail()] = next.append([Buffer.from('x')]);
    next.close();
    expect(ref.pack).toBe(2);
  });

  it('begins another pack when one is full', () => {
    const writer = openVaultWriter(fresh(), 1_000);
    const refs = Array.from({ length: 10 }, (_, n) => writer.append([Buffer.alloc(400, n)])[0] as VaultRef);
    writer.close();
    expect(packs()).toHaveLength(4);
    const vault = openVault(dir);
    refs.forEach((ref, n) => expect(vault.read(ref)[0]).toBe(n));
    vault.close();
  });

  it('reads from hundreds of packs without holding as many files open', () => {
    fresh();
    const refs = Array.from({ length: 120 }, (_, n) => {
      const writer = openVaultWriter(dir);
      const [ref = expect.fail()] = writer.append([Buffer.from(`carta ${n}`)]);
      writer.close();
      return ref;
    });
    const vault = openVault(dir);
    const openFiles = (): number => (existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0);
    const before = openFiles();
    for (const round of [0, 1]) refs.forEach((ref, n) => expect(text(vault.read(ref)), `round ${round}`).toBe(`carta ${n}`));
    expect(openFiles() - before).toBeLessThan(40);
    vault.close();
    expect(openFiles()).toBeLessThanOrEqual(before);
  });
});
