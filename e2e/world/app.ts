/**
 * The real window for a test: a throw-away profile, the built app under Playwright, and its end.
 *
 * Promises: every app that was launched is closed when its test or file ends; a failed test leaves a picture of each
 * open window and what the app printed; with `network: 'off'` nothing but this machine can be reached from the window,
 * and `outsideConnections` shows that no process of the app tried.
 */
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { _electron, expect, test as base } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';

const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const nodeProgram = join(projectFolder, 'node_modules/.bin/node');
const START_LIMIT_MS = 40_000;
const ATTACH_LIMIT_MS = 15_000;

export type LaunchOptions = {
  /** A folder that `newProfile`, `seededProfile` or `sampleProfile` made. */
  profile: string;
  language?: 'es' | 'en';
  sample?: boolean;
  /** `file`: the key lies beside the profile, nobody is asked; `ask`: neither keychain nor key file. */
  key?: 'file' | 'ask';
  network?: 'off' | 'machine';
  size?: { width: number; height: number };
};

export type Desk = {
  readonly page: Page;
  readonly electron: ElectronApplication;
  readonly profile: string;
  /** What the app printed so far. */
  log(): string;
  /** Ends the app in order and waits until it is gone. Safe to repeat. */
  close(): Promise<void>;
};

const open = new Set<Desk>();

/** Playwright's `test`, which leaves pictures and logs of a failure. */
export const test = base.extend<{ evidence: null }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from this pattern
  evidence: [async ({}, use, testInfo) => {
    await use(null);
    if (testInfo.status === testInfo.expectedStatus) return;
    let number = 0;
    for (const desk of open) {
      number += 1;
      const picture = testInfo.outputPath(`window-${number}.png`);
      // A window that hangs is a finding as well; the log is kept in any case.
      await desk.page.screenshot({ path: picture, timeout: 5_000 }).catch(() => undefined);
      writeFileSync(testInfo.outputPath(`app-${number}.log`), desk.log());
    }
  }, { auto: true }],
});

export { expect };

/** An empty folder for a history; the folder around it goes when the worker ends. */
export function newProfile(name = 'profile'): string {
  const profile = join(mkdtempSync(join(tmpdir(), 'hilo-e2e-')), name);
  mkdirSync(profile);
  if (profileFolders.length === 0) process.once('exit', () => { for (const folder of profileFolders) rmSync(folder, { recursive: true, force: true }); });
  profileFolders.push(dirname(profile));
  return profile;
}

const profileFolders: string[] = [];

/** Starts the app and waits until its first screen stands. Close it with `close`. */
export async function launch(options: LaunchOptions): Promise<Desk> {
  const start = (timeout: number): Promise<ElectronApplication> => _electron.launch({ ...electronArguments(options), timeout });
  // Now and then the debugger's side of a fresh Electron stands still before the app has begun; another one does not.
  const electron = await start(ATTACH_LIMIT_MS).catch(() => start(ATTACH_LIMIT_MS)).catch(() => start(START_LIMIT_MS));
  let printed = '';
  for (const stream of [electron.process().stdout, electron.process().stderr]) stream?.on('data', (chunk: Buffer) => { printed += chunk.toString(); });
  const page = await electron.firstWindow({ timeout: START_LIMIT_MS });
  if (options.network === 'off') await electron.context().setOffline(true);
  if (options.size !== undefined) await resize(electron, page, options.size);
  const child = electron.process();
  const desk: Desk = {
    page, electron, profile: options.profile, log: () => printed,
    async close() {
      if (!open.delete(desk)) return;
      await electron.close();
      if (child.exitCode === null && child.signalCode === null) await new Promise<void>((resolve) => child.once('exit', () => resolve()));
    },
  };
  open.add(desk);
  try {
    await expect(page.locator('html')).toHaveAttribute('data-ready', 'true', { timeout: START_LIMIT_MS });
  } catch (error) {
    await page.screenshot({ path: test.info().outputPath('never-ready.png'), timeout: 5_000 }).catch(() => undefined);
    await desk.close();
    throw new Error(`the first screen never came:\n${printed}`, { cause: error });
  }
  return desk;
}

/** Closes whatever a test left open; for `afterAll` and `afterEach`. */
export async function closeAll(): Promise<void> {
  for (const desk of open) await desk.close();
}

/** The content of the window at exactly this size, so that the same fits on every machine. */
async function resize(electron: ElectronApplication, page: Page, size: { width: number; height: number }): Promise<void> {
  await electron.evaluate(({ BrowserWindow }, { width, height }) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height), size);
  await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([size.width, size.height]);
}

function electronArguments({ profile, language = 'en', sample = false, key = 'file', network = 'machine' }: LaunchOptions): Parameters<typeof _electron.launch>[0] & object {
  const executablePath = process.env['HILO_ELECTRON'];
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  // Names are never looked up and no proxy answers: what the window could reach is this machine at most.
  const offline = network === 'off' ? ['--host-resolver-rules=MAP * ~NOTFOUND', '--proxy-server=127.0.0.1:9'] : [];
  const { HILO_KEY_FILE: _key, HILO_SCREENSHOT: _screenshot, ...rest } = process.env;
  const env = Object.fromEntries(Object.entries(rest).filter((pair): pair is [string, string] => pair[1] !== undefined));
  return {
    ...(executablePath ? { executablePath } : {}),
    cwd: projectFolder,
    args: ['--password-store=basic', '--disable-gpu', ...asRoot, ...offline, projectFolder, '--profile', profile, '--lang', language, ...(sample ? ['--sample'] : [])],
    env: key === 'file' ? { ...env, HILO_KEY_FILE: keyFile(profile) } : env,
  };
}

function keyFile(profile: string): string {
  return join(dirname(profile), 'key.txt');
}

/** Runs the command line on a profile that no app has open; answers with its JSON. Throws when it fails. */
export async function hilo<T>(profile: string, ...args: string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(nodeProgram, [join(projectFolder, 'electron/cli/hilo.ts'), ...args, '--profile', profile, '--key-file', ensureKeyFile(profile), '--json'], { maxBuffer: 256 * 1024 * 1024 });
  return JSON.parse(stdout) as T;
}

function ensureKeyFile(profile: string): string {
  const path = keyFile(profile);
  if (!existsSync(path)) writeFileSync(path, `${'5e'.repeat(32)}\n`, { mode: 0o600 });
  return path;
}

const seeds = new Map<string, Promise<string>>();

/** A profile of its own with what the files hold, read by the command line; country AR and `own` tell numbers and directions. The same files are read once and copied. */
export async function seededProfile(files: Readonly<Record<string, string | Uint8Array>>, own = 'tienda.example'): Promise<string> {
  const hash = createHash('sha256').update(own);
  for (const [name, bytes] of Object.entries(files)) hash.update(name).update(bytes);
  const id = hash.digest('hex');
  const seed = seeds.get(id) ?? readByCommandLine(files, own);
  seeds.set(id, seed);
  return copyProfile(await seed);
}

async function readByCommandLine(files: Readonly<Record<string, string | Uint8Array>>, own: string): Promise<string> {
  const profile = newProfile('seed');
  await hilo(profile, 'set', 'country', 'AR');
  await hilo(profile, 'set', 'own', own);
  await hilo(profile, 'import', ...writeFiles(profile, files));
  return profile;
}

/** Puts files beside the profile; answers with their paths. */
export function writeFiles(profile: string, files: Readonly<Record<string, string | Uint8Array>>): string[] {
  const folder = join(dirname(profile), 'files');
  return Object.entries(files).map(([name, bytes]) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  });
}

function copyProfile(seed: string): string {
  const profile = newProfile();
  cpSync(seed, profile, { recursive: true, filter: (path) => !/\/(chromium|window\.json)$/.test(path) });
  cpSync(keyFile(seed), keyFile(profile));
  return profile;
}

let sampleSeed: Promise<string> | null = null;

/** A profile of its own with the sample shop in it; the shop is read once and copied. */
export async function sampleProfile(): Promise<string> {
  sampleSeed ??= (async () => {
    const seed = newProfile('sample');
    const desk = await launch({ profile: seed, sample: true });
    await desk.close();
    return seed;
  })();
  return copyProfile(await sampleSeed);
}

/** The sample shop on screen, in a window of 1280 by 800. */
export async function sampleWorld(options: Partial<LaunchOptions> = {}): Promise<Desk> {
  return launch({ profile: await sampleProfile(), size: { width: 1280, height: 800 }, ...options });
}

/** Addresses outside this machine that a process of the app is connected to. */
export function outsideConnections(desk: Desk): string[] {
  const sockets = new Set(processesOf(desk).flatMap((pid) => readFolder(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`)))
    .map((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1]).filter((inode) => inode !== undefined));
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((kind) => readFileSync(`/proc/net/${kind}`, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/)).filter((fields) => sockets.has(fields[9] ?? ''))
    .map((fields) => fields[2] ?? '').filter((remote) => !isHere(remote));
}

/** The id of the process in which the history lives. */
export function corePid(desk: Desk): number {
  const pid = processesOf(desk).find((candidate) => /--utility-sub-type=node\.mojom\.NodeService/.test(readFileSync(`/proc/${candidate}/cmdline`, 'utf8')));
  if (pid === undefined) throw new Error('the core is not running');
  return pid;
}

/** The app's process and all below it. */
function processesOf(desk: Desk): number[] {
  const children = (pid: number): number[] => {
    const listed = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' }).stdout.trim();
    return listed === '' ? [] : listed.split(/\s+/).map(Number).flatMap((child) => [child, ...children(child)]);
  };
  const root = desk.electron.process().pid;
  return root === undefined ? [] : [root, ...children(root)];
}

/** Loopback and "not connected", in the kernel's hexadecimal spelling of version 4 and 6. */
function isHere(remote: string): boolean {
  return /^(0100007F|00000000|0{32}|0{24}01000000|0{16}FFFF00000100007F):/.test(remote);
}

function readFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    // The process ended meanwhile, or is not ours to look into.
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
