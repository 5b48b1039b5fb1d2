/**
 * What opens the profile's key.
 *
 * Owns: `keychain.bin` (a secret sealed by the system's keychain), `sample.key`, and which of the ways is taken. A profile
 * made by the command line brings a `secret.key` of its own, which opens it here too.
 * Promises: a secret is on disk, whole, before it is used for the first time; nothing readable is written where the
 * system has no real keychain (but for the sample shop, whose data is no secret).
 * Never: keeps a passphrase or recovery words anywhere but in memory.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Credentials } from '../../shared/corePort.ts';
import { DeskError } from '../../shared/result.ts';

/** The part of Electron's safeStorage that is used; `backend` is null where the system has only one. */
export type Keychain = {
  isAvailable: () => Promise<boolean>;
  backend: () => string | null;
  seal: (text: string) => Promise<Buffer>;
  unseal: (sealed: Buffer) => Promise<string>;
};

export type SecretsOptions = {
  profileDir: string;
  isSample: boolean;
  /** Value of HILO_KEY_FILE. */
  keyFile: string | null;
  keychain: Keychain;
};

export type Secrets = {
  hasKeychain: () => Promise<boolean>;
  /** No history was made in this profile yet: a passphrase is chosen, not asked for. */
  isNewProfile: () => boolean;
  /**
   * What opens the profile without asking anybody; null when the person must be asked.
   * Raises `file-unreadable` when HILO_KEY_FILE names something that is no key file.
   */
  credentials: () => Promise<Credentials | null>;
  /**
   * For a history whose keychain lost its secret: a new one, to be handed to the core together with the recovery words
   * that open it now, and kept once they did. Null where there is no keychain, or nothing to renew.
   */
  renewal: () => Promise<{ secretHex: string; keep: () => Promise<void> } | null>;
};

/** Key files inside the profile: the sample shop's, and the command line's. */
const SAMPLE_KEY = 'sample.key';
const COMMAND_LINE_KEY = 'secret.key';
const SECRET_BYTES = 32;
const SECRET_HEX = /^[0-9a-f]{64,}$/i;
/** Stored text, not a secret: Electron's own stand-in where a desktop has no keychain. */
const NO_KEYCHAIN = new Set(['basic_text', 'unknown']);

export function createSecrets(options: SecretsOptions): Secrets {
  const { profileDir, keychain } = options;
  const sealedPath = join(profileDir, 'keychain.bin');
  const hasKeychain = async (): Promise<boolean> => !NO_KEYCHAIN.has(keychain.backend() ?? 'system') && keychain.isAvailable();
  // The core keeps the wrapped key beside the database; either of them says that there is something to open.
  const isNewProfile = (): boolean => !['key.json', 'hilo.db'].some((file) => existsSync(join(profileDir, file)));

  async function fromKeychain(): Promise<Credentials | null> {
    if (!await hasKeychain()) return null;
    if (existsSync(sealedPath)) {
      const secretHex = await unsealed(keychain, sealedPath);
      return secretHex === null ? null : { secretHex, keptBy: 'keychain' };
    }
    // A history that the keychain knows nothing of was made with a passphrase, or lost its secret: ask.
    if (!isNewProfile()) return null;
    const secretHex = randomBytes(SECRET_BYTES).toString('hex');
    writePrivate(sealedPath, await keychain.seal(secretHex));
    return { secretHex, keptBy: 'keychain' };
  }

  return {
    hasKeychain,
    isNewProfile,
    async credentials() {
      if (options.keyFile !== null) return { secretHex: keyFromFile(options.keyFile, isNewProfile()), keptBy: 'file' };
      const kept = await fromKeychain();
      if (kept !== null) return kept;
      const beside = [SAMPLE_KEY, COMMAND_LINE_KEY].map((name) => join(profileDir, name)).find((path) => existsSync(path));
      if (beside !== undefined) return { secretHex: keyFromFile(beside, false), keptBy: 'file' };
      const mayLieOpen = options.isSample && isNewProfile();
      return mayLieOpen ? { secretHex: keyFromFile(join(profileDir, SAMPLE_KEY), true), keptBy: 'file' } : null;
    },
    async renewal() {
      if (isNewProfile() || !await hasKeychain()) return null;
      const secretHex = randomBytes(SECRET_BYTES).toString('hex');
      return { secretHex, keep: async () => writePrivate(sealedPath, await keychain.seal(secretHex)) };
    },
  };
}

/** A sealed secret that this keychain cannot open (another machine, a new user, a reset keychain) is a lost one. */
async function unsealed(keychain: Keychain, path: string): Promise<string | null> {
  try {
    const secretHex = await keychain.unseal(readFileSync(path));
    return SECRET_HEX.test(secretHex) ? secretHex : null;
  } catch {
    return null;
  }
}

function keyFromFile(path: string, mayMake: boolean): string {
  if (!existsSync(path)) {
    if (!mayMake) throw new DeskError('key-missing');
    const secretHex = randomBytes(SECRET_BYTES).toString('hex');
    writePrivate(path, `${secretHex}\n`);
    return secretHex;
  }
  const text = readFileSync(path, 'utf8').trim();
  if (!SECRET_HEX.test(text)) throw new DeskError('file-unreadable', { file: 'HILO_KEY_FILE' });
  return text;
}

/** Whole or not at all, and on the disk when this returns: a lost secret is a lost history. */
function writePrivate(path: string, data: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const partial = `${path}.partial`;
  const file = openSync(partial, 'w', 0o600);
  try {
    writeSync(file, typeof data === 'string' ? Buffer.from(data) : data);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(partial, path);
}
