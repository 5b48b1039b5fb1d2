/** Runs the command line for its tests: as a process of its own, or its commands in this one. Nothing of it is shipped. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { vi } from 'vitest';
import type { Core } from '../core/core.ts';
import { COMMANDS } from './commands.ts';
import { main } from './main.ts';
import { openProfile } from './profile.ts';

const PROJECT = resolve(import.meta.dirname, '..', '..');
const ENTRY = join(PROJECT, 'electron', 'cli', 'hilo.ts');

export type Stats = { customers: number; interactions: number; byChannel: Record<string, number>; sourceRecords: number; quarantined: number; operations: number; digest: string };
export type FolderLine = { account: string; folder: string; seen: number; stored: number; known: number; quarantined: number; complete: boolean };
/** `peakMiB`: the most memory that the process held, where the system tells (Linux), else 0. */
export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string; peakMiB: number };

/** Folders that `removeFolders` takes away. */
const made: string[] = [];

export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hilo-test-'));
  made.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** @param killAfterMs SIGKILL so long after the start, when it still runs then */
export async function runHilo(args: readonly string[], options: { killAfterMs?: number; env?: Record<string, string> } = {}): Promise<Ended> {
  return ended(spawn(process.execPath, [ENTRY, ...args], { env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] }), options.killAfterMs);
}

/** As a person would from the project's folder. */
export async function runNpmHilo(args: readonly string[]): Promise<Ended> {
  return ended(spawn('npm', ['run', '--silent', 'hilo', '--', ...args], { cwd: PROJECT, stdio: ['ignore', 'pipe', 'pipe'] }));
}

async function ended(child: ChildProcess, killAfterMs?: number): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => { stdout += chunk; });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => { stderr += chunk; });
  const close = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((settle) => child.once('close', (code, signal) => settle({ code, signal })));
  let peakMiB = 0;
  const watch = setInterval(() => { peakMiB = Math.max(peakMiB, peakOf(child.pid)); }, 50);
  void close.then(() => clearInterval(watch));
  if (killAfterMs !== undefined) {
    const cancel = new AbortController();
    void close.then(() => cancel.abort());
    await delay(killAfterMs, undefined, { signal: cancel.signal }).catch(() => undefined);
    child.kill('SIGKILL');
  }
  return { ...(await close), stdout, stderr, peakMiB };
}

function peakOf(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid ?? ''}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0; // it has just ended, or there is no such file here
  }
}

/** The same in this process, whose output is caught: what a call says does not need a process of its own. */
export async function callHilo(args: readonly string[]): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) => vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
    said[name] += String(chunk);
    return true;
  }));
  try {
    const code = await main(args);
    return { code, signal: null, peakMiB: 0, ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** The one document on stdout of a call that has to succeed. */
export async function json<T>(args: readonly string[], run: (args: readonly string[]) => Promise<Ended> = runHilo): Promise<T> {
  const done = await run([...args, '--json']);
  if (done.code !== 0) throw new Error(`hilo ${args.join(' ')} ended with ${done.code ?? done.signal ?? ''}: ${done.stderr}${done.stdout}`);
  return JSON.parse(done.stdout) as T;
}

/** The commands on one open profile, without a process for each. */
export type OpenHilo = { core: Core; run<T>(name: string, args?: readonly string[], options?: Record<string, string | boolean | string[]>): Promise<T>; close(): Promise<void> };

export function openHilo(profile: string): OpenHilo {
  const core = openProfile(profile, undefined);
  return {
    core,
    async run<T>(name: string, args: readonly string[] = [], options: Record<string, string | boolean | string[]> = {}) {
      const command = COMMANDS[name];
      if (command === undefined) throw new Error(`no command ${name}`);
      return (await command({ core, args: [...args], options })).value as T;
    },
    close: () => core.close(),
  };
}

/** Opens a profile, hands it to `work` and closes it in any case. */
export async function withHilo<T>(profile: string, work: (hilo: OpenHilo) => Promise<T>): Promise<T> {
  const hilo = openHilo(profile);
  try {
    return await work(hilo);
  } finally {
    await hilo.close();
  }
}

/** Options of `account add imap` for a test server without encryption. */
export function imapOptions(server: { imapPort: number }, user: string, folder: string): string[] {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `pw-${user}\n`);
  return ['account', 'add', 'imap', '--host', '127.0.0.1', '--port', String(server.imapPort), '--user', user, '--password-file', passwordFile, '--plain'];
}
