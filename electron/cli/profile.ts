/** Opens a profile without a window: the key comes from a key file or, where the desktop made the profile, from a passphrase. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openCore } from '../core/core.ts';
import type { Core, CoreOptions } from '../core/core.ts';
import { createKey, hasKey, keyKeptBy, openKey } from '../core/store/key.ts';
import { HISTORY_FILE } from '../core/store/open.ts';
import { DeskError } from '../../shared/result.ts';
import type { Credentials } from '../../shared/corePort.ts';

/** In the profile, for who gives no other: convenient for a server, no better than the folder's own protection. */
const DEFAULT_KEY_FILE = 'secret.key';

const THREADS: CoreOptions['threads'] = { sourceHost: new URL('../core/sourceHost.ts', import.meta.url), indexer: new URL('../core/indexThread.ts', import.meta.url) };

/** @throws DeskError key-missing, key-wrong, database-corrupt, database-newer */
export function openProfile(profile: string, keyFile: string | undefined, threads = THREADS): Core {
  const profileDir = resolve(profile);
  mkdirSync(profileDir, { recursive: true, mode: 0o700 });
  // A history whose key file went must not get a new key: it would never open with that.
  const isNew = !hasKey(profileDir) && !existsSync(join(profileDir, HISTORY_FILE));
  const credentials = credentialsFor(profileDir, keyFile ?? process.env['HILO_KEY_FILE'], isNew);
  const keyHex = isNew ? createKey(profileDir, credentials).keyHex : openKey(profileDir, credentials);
  return openCore({ profileDir, keyHex, keyKeptBy: credentials.keptBy, threads });
}

function credentialsFor(profileDir: string, keyFile: string | undefined, isNew: boolean): Credentials {
  const passphrase = process.env['HILO_PASSPHRASE'];
  if (passphrase !== undefined) return { passphrase, keptBy: 'passphrase' };
  const file = keyFile ?? join(profileDir, existsSync(join(profileDir, 'sample.key')) ? 'sample.key' : DEFAULT_KEY_FILE);
  if (existsSync(file)) return { secretHex: readFileSync(file, 'utf8').trim(), keptBy: 'file' };
  if (!isNew) throw new DeskError('key-missing', { keptBy: keyKeptBy(profileDir) });
  const secretHex = randomBytes(32).toString('hex');
  // Under its name only when it is whole: half a key would never open anything.
  writeFileSync(`${file}.new`, `${secretHex}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  process.stderr.write(`A new key was made: ${file}\nWithout it this history cannot be opened. Keep it safe.\n`);
  return { secretHex, keptBy: 'file' };
}
