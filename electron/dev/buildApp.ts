import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { withLock } from './onceOnDisk.ts';
import { cacheFolder, packageFolder, projectFolder, reportFolder } from './places.ts';
import { run } from './run.ts';
import { duration, say } from './say.ts';

const SOURCES = ['electron', 'renderer', 'shared', 'electron.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json'];
/** Developer tools and tests are no part of what is built. */
const NOT_BUILT = /(^electron\/dev\/|\.test\.tsx?$)/;
const BUILD_LIMIT_MS = 5 * 60_000;

/** Builds the app into `out/` when its sources differ from those of the last build. An error holds the builder's words. */
export async function buildApp(): Promise<void> {
  await withLock(join(cacheFolder, 'build.lock'), async () => {
    const stampFile = join(projectFolder, 'out', 'sources.sha256');
    const stamp = sourcesHash();
    if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
    const startedAt = performance.now();
    rmSync(join(projectFolder, 'out'), { recursive: true, force: true });
    const result = await run(
      process.execPath,
      [join(packageFolder('electron-vite'), 'bin', 'electron-vite.js'), 'build', '--config', 'electron.config.ts'],
      { cwd: projectFolder, env: { FORCE_COLOR: '0' }, logFile: join(reportFolder, 'build.log'), timeLimitMs: BUILD_LIMIT_MS },
    );
    if (result.code !== 0) throw new Error(`the build failed:\n${result.tail}`);
    mkdirSync(join(projectFolder, 'out'), { recursive: true });
    writeFileSync(stampFile, stamp);
    say(`App built (${duration(performance.now() - startedAt)})`);
  });
}

function sourcesHash(): string {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap((source) => filesBelow(join(projectFolder, source)))) {
    const name = relative(projectFolder, path).replaceAll('\\', '/');
    if (!NOT_BUILT.test(name)) hash.update(`${name}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).toSorted();
}
