/**
 * The SQLite addon for a runtime older than the prebuilt one asks for. The package's prebuilds need Node-API 10 and
 * crash below it; the same unmodified source, built against the experimental headers, runs from Node-API 9 on.
 */
import { copyFileSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { makeFolderOnce } from './onceOnDisk.ts';
import { cacheFolder, packageFolder, packageVersion } from './places.ts';
import { run } from './run.ts';
import { say } from './say.ts';
import { ensureSystemPackages } from './systemPackages.ts';

/** Electron 35 is the first with Node 22.14, and so with Node-API 10. */
const FIRST_MAJOR_WITH_NODE_API_10 = 35;
const COMPILER_FLAGS = '-UNAPI_VERSION -DNAPI_EXPERIMENTAL -DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT';
const BUILD_LIMIT_MS = 15 * 60_000;

/** Whether this Electron can load the addon that comes prebuilt in the package. */
export function hasNodeApi10(electronVersion: string): boolean {
  return Number.parseInt(electronVersion, 10) >= FIRST_MAJOR_WITH_NODE_API_10;
}

/**
 * Path of the addon for a runtime below Node-API 10, built on first use (one to three minutes; needs python3, make, g++).
 * The app finds it through the environment variable HILO_SQLITE_BINDING.
 */
export async function sqliteBinding(): Promise<string> {
  const name = `sqlite-${packageVersion('better-sqlite3')}-napi9-${process.platform}-${process.arch}`;
  const folder = join(cacheFolder, 'electron', name);
  await makeFolderOnce(folder, async (partial) => {
    const missing = await ensureSystemPackages(['compiler']);
    if (missing.length > 0) throw new Error(`SQLite must be built for this Electron, and that needs: ${missing.join(', ')}`);
    say('SQLite: building the encrypted database for this Electron (one to three minutes, once) ...');
    const source = join(partial, 'source');
    copySource(source);
    const headers = nodeHeaders();
    const built = await run(process.execPath, [
      join(packageFolder('node-gyp'), 'bin', 'node-gyp.js'),
      'rebuild', '--release', '--force_build=1', '--jobs=max', ...(headers === null ? [] : [`--nodedir=${headers}`]),
    ], { cwd: source, env: { CXXFLAGS: COMPILER_FLAGS }, timeLimitMs: BUILD_LIMIT_MS });
    const addon = join(source, 'build', 'Release', 'better_sqlite3.node');
    if (built.code !== 0 || !existsSync(addon)) throw new Error(`SQLite could not be built:\n${built.tail}`);
    renameSync(addon, join(partial, 'better_sqlite3.node'));
    rmSync(source, { recursive: true });
  });
  return join(folder, 'better_sqlite3.node');
}

function copySource(target: string): void {
  const source = packageFolder('better-sqlite3');
  for (const part of ['deps', 'lib', 'src']) cpSync(join(source, part), join(target, part), { recursive: true });
  for (const file of ['binding.gyp', 'package.json']) copyFileSync(join(source, file), join(target, file));
  mkdirSync(join(target, 'node_modules'));
  cpSync(packageFolder('node-addon-api'), join(target, 'node_modules', 'node-addon-api'), { recursive: true });
}

/** Headers that came with a Node on this machine, so that node-gyp need not download any; null when there are none. */
function nodeHeaders(): string | null {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => basename(folder) === 'bin').map((folder) => dirname(folder));
  // npm removes this one when a package is added later, so it comes last.
  const inPackage = join(packageFolder('node'), 'node_modules', `node-${process.platform}-${process.arch}`);
  return [...onPath, inPackage].find((folder) => existsSync(join(folder, 'include', 'node', 'node_api.h'))) ?? null;
}
