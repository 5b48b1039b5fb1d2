import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Credentials } from '../../../shared/corePort.ts';
import { addSlot, createKey, hasKey, keyKeptBy, openKey } from './key.ts';
import { RECOVERY_WORDS } from './recoveryWords.ts';

const folders: string[] = [];
afterAll(() => { for (const dir of folders) rmSync(dir, { recursive: true }); });
const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hilo-key-'));
  folders.push(dir);
  return dir;
};
const secret = (): string => randomBytes(32).toString('hex');
const refused = (code: string) => expect.objectContaining({ name: 'DeskError', code });

describe('the key of a history', () => {
  const ways: [string, () => Credentials, boolean][] = [
    ['the keychain', () => ({ secretHex: secret(), keptBy: 'keychain' }), true],
    ['a passphrase', () => ({ passphrase: 'Ñandú y té 7', keptBy: 'passphrase' }), true],
    ['a key file', () => ({ secretHex: secret(), keptBy: 'file' }), false],
  ];
  it.each(ways)('kept by %s opens again as the same 32 bytes', (_name, make, hasWords) => {
    const dir = folder();
    const credentials = make();
    expect(hasKey(dir)).toBe(false);
    const { keyHex, recoveryWords } = createKey(dir, credentials);
    expect(hasKey(dir)).toBe(true);
    expect(keyHex).toMatch(/^[0-9a-f]{64}$/);
    expect(openKey(dir, credentials)).toBe(keyHex);
    expect(keyKeptBy(dir)).toBe(credentials.keptBy);
    expect(recoveryWords?.length ?? 0).toBe(hasWords ? 12 : 0);
  });

  it('lies in its file only wrapped, readable by its owner alone', () => {
    const dir = folder();
    const credentials: Credentials = { secretHex: secret(), keptBy: 'keychain' };
    const { keyHex, recoveryWords } = createKey(dir, credentials);
    const text = readFileSync(join(dir, 'key.json'), 'utf8');
    for (const hidden of [keyHex, credentials.secretHex ?? '', ...(recoveryWords ?? [])]) expect(text).not.toContain(hidden);
    // Windows knows no such modes.
    expect(process.platform === 'win32' ? 0 : statSync(join(dir, 'key.json')).mode & 0o077).toBe(0);
  });

  it('is another for every profile', () => {
    expect(createKey(folder(), { secretHex: secret(), keptBy: 'file' }).keyHex).not.toBe(createKey(folder(), { secretHex: secret(), keptBy: 'file' }).keyHex);
  });

  it('does not open with a wrong secret, passphrase or words, and says that nothing fitting was given', () => {
    const dir = folder();
    createKey(dir, { secretHex: secret(), keptBy: 'keychain' });
    expect(() => openKey(dir, { secretHex: secret(), keptBy: 'keychain' })).toThrow(refused('key-wrong'));
    expect(() => openKey(dir, { secretHex: 'abcd', keptBy: 'keychain' })).toThrow(refused('key-wrong'));
    expect(() => openKey(dir, { passphrase: RECOVERY_WORDS.slice(0, 12).join(' '), keptBy: 'passphrase' })).toThrow(refused('key-wrong'));
    expect(() => openKey(dir, { keptBy: 'keychain' })).toThrow(refused('key-missing'));
    const locked = folder();
    createKey(locked, { passphrase: 'correcta', keptBy: 'passphrase' });
    expect(() => openKey(locked, { passphrase: 'Correcta', keptBy: 'passphrase' })).toThrow(refused('key-wrong'));
  });

  it('is missing when its file is, or holds something else', () => {
    const dir = folder();
    expect(() => openKey(dir, { passphrase: 'x', keptBy: 'passphrase' })).toThrow(refused('key-missing'));
    for (const text of ['', '{}', '{"version":1,"slots":[]}', '{"version":1,"slots":[{"kind":"secret"}]}']) {
      writeFileSync(join(dir, 'key.json'), text);
      expect(() => openKey(dir, { passphrase: 'x', keptBy: 'passphrase' }), text).toThrow(refused('key-missing'));
    }
  });

  it('is wrong, not open, when its wrapping was changed or cut', () => {
    const dir = folder();
    const credentials: Credentials = { secretHex: secret(), keptBy: 'file' };
    createKey(dir, credentials);
    const file = JSON.parse(readFileSync(join(dir, 'key.json'), 'utf8')) as { version: 1; slots: { sealed: string }[] };
    for (const sealed of [`${file.slots[0]?.sealed.slice(0, -2)}00`, '', 'zz', file.slots[0]?.sealed.slice(0, 40)]) {
      writeFileSync(join(dir, 'key.json'), JSON.stringify({ ...file, slots: [{ ...file.slots[0], sealed }] }));
      expect(() => openKey(dir, credentials), String(sealed)).toThrow(refused('key-wrong'));
    }
  });
});

describe('a lost keychain', () => {
  it('is no lost history: the words open it, however they are typed', () => {
    const dir = folder();
    const { keyHex, recoveryWords } = createKey(dir, { secretHex: secret(), keptBy: 'keychain' });
    const words = recoveryWords ?? [];
    const typed = [words.join(' '), `  ${words.join('   ').toUpperCase()}\n`, words.join(', '), words.map((word, n) => `${n + 1}. ${word}`).join('\n'), words.join(' ').normalize('NFC').replace('a', 'á')];
    for (const passphrase of typed) expect(openKey(dir, { passphrase, keptBy: 'passphrase' }), passphrase).toBe(keyHex);
    expect(() => openKey(dir, { passphrase: words.slice(1).join(' '), keptBy: 'passphrase' })).toThrow(refused('key-wrong'));
    expect(() => openKey(dir, { passphrase: words.toReversed().join(' '), keptBy: 'passphrase' })).toThrow(refused('key-wrong'));
  });

  it('is replaced by a new one beside the words; the old secret opens nothing any more', () => {
    const dir = folder();
    const old: Credentials = { secretHex: secret(), keptBy: 'keychain' };
    const fresh: Credentials = { secretHex: secret(), keptBy: 'keychain' };
    const { keyHex, recoveryWords } = createKey(dir, old);
    addSlot(dir, keyHex, fresh);
    expect(openKey(dir, fresh)).toBe(keyHex);
    expect(() => openKey(dir, old)).toThrow(refused('key-wrong'));
    expect(openKey(dir, { passphrase: recoveryWords?.join(' ') ?? '', keptBy: 'passphrase' })).toBe(keyHex);
  });

  it('a passphrase beside the keychain opens too', () => {
    const dir = folder();
    const keychain: Credentials = { secretHex: secret(), keptBy: 'keychain' };
    const { keyHex } = createKey(dir, keychain);
    addSlot(dir, keyHex, { passphrase: 'otra puerta', keptBy: 'passphrase' });
    expect([openKey(dir, keychain), openKey(dir, { passphrase: 'otra puerta', keptBy: 'passphrase' })]).toEqual([keyHex, keyHex]);
  });
});

describe('the recovery words', () => {
  it('are 256 different ones that any keyboard can type: 8 bits each', () => {
    expect(new Set(RECOVERY_WORDS).size).toBe(256);
    for (const word of RECOVERY_WORDS) expect(word).toMatch(/^[a-z]{3,9}$/);
  });
});
