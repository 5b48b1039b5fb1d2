import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFolderOnce } from './onceOnDisk.ts';

/** Higher than any process id that Linux, macOS or Windows gives out. */
const NO_SUCH_PID = 2 ** 31 - 1;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hilo-once-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a folder made once', () => {
  test('two that ask at the same time get it made once, and only when it is complete', async () => {
    const target = join(folder, 'thing');
    let timesMade = 0;
    const make = async (partial: string) => {
      timesMade += 1;
      await new Promise((resolve) => setImmediate(resolve));
      expect(existsSync(target)).toBe(false);
      writeFileSync(join(partial, 'file'), 'content');
    };
    await Promise.all([makeFolderOnce(target, make), makeFolderOnce(target, make)]);
    await makeFolderOnce(target, make);
    expect(timesMade).toBe(1);
    expect(readdirSync(folder)).toEqual(['thing']);
  });

  test('a failure rises and leaves nothing, and the next try starts afresh', async () => {
    const target = join(folder, 'thing');
    await expect(makeFolderOnce(target, async () => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
    expect(readdirSync(folder)).toEqual([]);
    await makeFolderOnce(target, async (partial) => writeFileSync(join(partial, 'file'), ''));
    expect(readdirSync(target)).toEqual(['file']);
  });

  test('what a killed run left behind, lock and half-made folder, is cleared away', async () => {
    const target = join(folder, 'thing');
    writeFileSync(`${target}.lock`, String(NO_SUCH_PID));
    mkdirSync(`${target}.${NO_SUCH_PID}.partial`);
    await makeFolderOnce(target, async () => undefined);
    expect(readdirSync(folder)).toEqual(['thing']);
  });
});
