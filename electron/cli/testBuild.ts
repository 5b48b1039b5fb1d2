/** Consoles that tests start and kill by the hundred, each built into one file: it starts in a quarter of the time. Nothing of it is shipped. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const PROJECT = join(import.meta.dirname, '..', '..');

export type Built = {
  /** The file of an entry, by the name of its source without `.ts`. */
  file(name: string): string;
  /** What a process of it is started with: what one has compiled, the next need not. */
  env: NodeJS.ProcessEnv;
  remove(): void;
};

/** @param entries from the project's folder: `electron/cli/testSender.ts` */
export async function buildConsoles(...entries: readonly string[]): Promise<Built> {
  // In the project, so that what is not bundled is found; git-ignored.
  const outDir = join(PROJECT, '.cache', `consoles-${process.pid}`);
  const input = entries.map((entry) => join(PROJECT, entry));
  await build({
    configFile: false, root: PROJECT, logLevel: 'warn', ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: { ssr: true, outDir, emptyOutDir: true, minify: false, target: 'node22', rolldownOptions: { input, output: { entryFileNames: '[name].js' } } },
  });
  return {
    file: (name) => join(outDir, `${name}.js`),
    env: { ...process.env, NODE_COMPILE_CACHE: join(outDir, 'compiled') },
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  };
}
