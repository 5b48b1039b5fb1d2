import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecrets } from './secrets.ts';
import type { Keychain, SecretsOptions } from './secrets.ts';

const WORKING: Keychain = {
  isAvailable: async () => true, backend: () => 'gnome_libsecret',
  seal: async (text) => Buffer.from(`sealed:${Buffer.from(text).toString('base64')}`),
  unseal: async (sealed) => Buffer.from(sealed.toString().slice('sealed:'.length), 'base64').toString(),
};
const NONE: Keychain = { ...WORKING, isAvailable: async () => false, backend: () => 'basic_text' };
const SECRET = /^[0-9a-f]{64}$/;

let profileDir = '';
beforeEach(() => { profileDir = mkdtempSync(join(tmpdir(), 'hilo-secrets-')); });
afterEach(() => rmSync(profileDir, { recursive: true }));

const secrets = (options: Partial<SecretsOptions>) => createSecrets({ profileDir, isSample: false, keyFile: null, keychain: NONE, ...options });
const makeHistory = (): void => writeFileSync(join(profileDir, 'hilo.db'), '');
const mode = (path: string): number => statSync(path).mode & 0o777;

describe('what opens the profile', () => {
  it('is a secret sealed by the keychain, the same at every start', async () => {
    const first = await secrets({ keychain: WORKING }).credentials();
    expect(first).toMatchObject({ keptBy: 'keychain', secretHex: expect.stringMatching(SECRET) as string });
    makeHistory();
    expect(await secrets({ keychain: WORKING }).credentials()).toEqual(first);
    const sealed = join(profileDir, 'keychain.bin');
    expect(mode(sealed)).toBe(0o600);
    expect(readFileSync(sealed, 'utf8')).not.toContain(first?.secretHex);
  });

  it('is asked for when the keychain lost its secret', async () => {
    await secrets({ keychain: WORKING }).credentials();
    makeHistory();
    const lost: Keychain = { ...WORKING, unseal: async () => { throw new Error('another machine'); } };
    expect(await secrets({ keychain: lost }).credentials()).toBeNull();
    expect(await secrets({ keychain: { ...WORKING, unseal: async () => 'rubbish' } }).credentials()).toBeNull();
  });

  it('is asked for where there is no keychain, and nothing is written there', async () => {
    expect(await secrets({}).credentials()).toBeNull();
    // Plain text posing as a keychain is none.
    expect(await secrets({ keychain: { ...WORKING, backend: () => 'basic_text' } }).credentials()).toBeNull();
    expect(existsSync(join(profileDir, 'keychain.bin'))).toBe(false);
  });

  it('is renewed in the keychain once the recovery words have opened the history', async () => {
    makeHistory();
    const renewal = await secrets({ keychain: WORKING }).renewal();
    expect(await secrets({ keychain: WORKING }).credentials()).toBeNull();
    await renewal?.keep();
    expect(await secrets({ keychain: WORKING }).credentials()).toEqual({ secretHex: renewal?.secretHex, keptBy: 'keychain' });
    expect(await secrets({ keychain: NONE }).renewal()).toBeNull();
  });

  it('is the key file of a profile that the command line made', async () => {
    makeHistory();
    const secretHex = 'ab'.repeat(32);
    writeFileSync(join(profileDir, 'secret.key'), `${secretHex}\n`);
    expect(await secrets({}).credentials()).toEqual({ secretHex, keptBy: 'file' });
  });

  it('never replaces the key of a history that the keychain does not know', async () => {
    makeHistory();
    expect(await secrets({ keychain: WORKING }).credentials()).toBeNull();
    expect(existsSync(join(profileDir, 'keychain.bin'))).toBe(false);
  });

  it('is a file when one is named: made once, then read', async () => {
    const keyFile = join(profileDir, 'keys', 'hilo.key');
    const first = await secrets({ keyFile }).credentials();
    expect(first).toMatchObject({ keptBy: 'file', secretHex: expect.stringMatching(SECRET) as string });
    expect(mode(keyFile)).toBe(0o600);
    makeHistory();
    expect(await secrets({ keyFile, keychain: WORKING }).credentials()).toEqual(first);
  });

  it('is missing in words when the named file is gone or is no key', async () => {
    makeHistory();
    await expect(secrets({ keyFile: join(profileDir, 'none') }).credentials()).rejects.toMatchObject({ code: 'key-missing' });
    const bad = join(profileDir, 'bad');
    writeFileSync(bad, 'not a key');
    await expect(secrets({ keyFile: bad }).credentials()).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  it('lies open for the sample shop alone', async () => {
    expect(await secrets({ isSample: false }).credentials()).toBeNull();
    const first = await secrets({ isSample: true }).credentials();
    makeHistory();
    expect(first).toMatchObject({ keptBy: 'file' });
    expect(await secrets({ isSample: true }).credentials()).toEqual(first);
  });
});
