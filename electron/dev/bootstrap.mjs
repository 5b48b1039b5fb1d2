#!/usr/bin/env node
/**
 * The one door to every task: `node electron/dev/bootstrap.mjs <task> [arguments]`. Plain JavaScript without
 * dependencies, because on a fresh clone it runs on whatever Node the machine has and before anything is installed.
 * It installs the packages when they are missing or not those of package-lock.json, then runs the task on the Node
 * that came with them.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const OLDEST_NODE_FOR_TASKS = 24;
const projectFolder = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const TASKS = {
  start: 'electron/dev/start.ts',
  test: 'electron/dev/test.ts',
  check: 'electron/dev/check.ts',
  bench: 'electron/dev/bench.ts',
  screenshots: 'electron/dev/screenshots.ts',
  hilo: 'electron/cli/hilo.ts',
};

const [task = '', ...args] = process.argv.slice(2);
if (!Object.hasOwn(TASKS, task)) {
  process.stderr.write(`Usage: node electron/dev/bootstrap.mjs <${Object.keys(TASKS).join('|')}> [arguments]\n`);
  process.exit(2);
}
// The command line must start fast, so it only looks whether anything is installed at all.
const isInstalled = task === 'hilo' ? existsSync(nodeOfProject()) : arePackagesCurrent();
if (!isInstalled) installPackages();
// Kept between runs: reading our TypeScript is half of what a call of the command line takes.
if (task === 'hilo') process.env.NODE_COMPILE_CACHE ??= join(projectFolder, '.cache', 'compiled');
await runTask(join(projectFolder, TASKS[task]));

function nodeOfProject() {
  return join(projectFolder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Compares what npm says it installed with the lock file; packages for other platforms are optional and may be absent. */
function arePackagesCurrent() {
  const installedFile = join(projectFolder, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile) || !existsSync(nodeOfProject())) return false;
  const wanted = JSON.parse(readFileSync(join(projectFolder, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    return found === undefined ? entry.optional === true || entry.devOptional === true : found.version === entry.version;
  });
}

function installPackages() {
  const startedAt = Date.now();
  process.stderr.write('Installing the packages of package-lock.json (npm ci) ...\n');
  // node_modules/.bin is left out of PATH: its Node is about to be replaced.
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => basename(folder) !== '.bin').join(delimiter);
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: projectFolder,
    env: { ...process.env, PATH: path },
    // npm's own summary goes to stderr too: stdout belongs to the task.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0 || !existsSync(nodeOfProject())) {
    process.stderr.write('The packages could not be installed; what npm said stands above.\n');
    process.exit(1);
  }
  process.stderr.write(`Packages installed (${Math.round((Date.now() - startedAt) / 1000)} s)\n`);
}

/** On a Node that is too old for the tasks, this same file is run again on the project's own. */
async function runTask(file) {
  if (Number.parseInt(process.versions.node, 10) >= OLDEST_NODE_FOR_TASKS) {
    if (process.env.NODE_COMPILE_CACHE) module.enableCompileCache();
    process.argv.splice(1, process.argv.length - 1, file, ...args);
    await import(pathToFileURL(file).href).catch(explain);
    return;
  }
  const child = spawn(nodeOfProject(), [fileURLToPath(import.meta.url), task, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // Ctrl-C in a terminal reaches the task by itself; a signal sent to this process alone must be passed on.
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}

/** A plain Error is the tools' own and says what to do; anything else is a fault in them and shows where. */
function explain(error) {
  const isPlain = error instanceof Error && error.name === 'Error' && !('code' in error);
  process.stderr.write(`${isPlain ? error.message : error?.stack ?? String(error)}\n`);
  process.exit(1);
}
