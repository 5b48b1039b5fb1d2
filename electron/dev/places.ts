/**
 * Where the developer tools keep and find things. Everything they make lies in git-ignored folders
 * (`.cache`, `out`, `test-results`) and may be deleted at any time.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's own folder, absolute. */
export const projectFolder = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Downloads and builds that outlive a run; `HILO_CACHE` moves it, for instance to share it between clones. */
export const cacheFolder = resolve(projectFolder, process.env['HILO_CACHE'] ?? '.cache');

/** Full logs and machine-readable reports of the last `npm test`. */
export const reportFolder = join(projectFolder, 'test-results');

/** Folder of an installed package. */
export function packageFolder(name: string): string {
  return join(projectFolder, 'node_modules', name);
}

/** Version of an installed package, read from its own manifest. */
export function packageVersion(name: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageFolder(name), 'package.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest && typeof manifest.version === 'string') {
    return manifest.version;
  }
  throw new Error(`the package ${name} states no version`);
}
