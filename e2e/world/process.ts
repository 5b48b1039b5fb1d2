/**
 * Child processes of the test world: real servers, each in a folder of its own, on loopback, on a free port.
 *
 * Promises: what was started here is ended here, by its own process id, also when the test that started it fails.
 * Never ends a process by name.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type RunningProcess = {
  readonly pid: number;
  /** True until the process has ended, for whatever reason. */
  isRunning(): boolean;
  /** Asks it to end and waits; after `graceMs` it is killed. Idempotent. */
  stop(graceMs?: number): Promise<void>;
  /** SIGKILL, as a crash would be; waits until the process is gone. */
  kill(): Promise<void>;
};

/** Starts a server in the foreground; its output goes to `logFile`. Throws when the program is not installed. */
export function startProcess(command: string, args: readonly string[], logFile: string): RunningProcess {
  const log = openSync(logFile, 'a');
  // A group of its own: a server's workers end with it, also when their master is killed and cannot tell them.
  const child = spawn(command, args, { stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} could not be started: is it installed?`);
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const members = (): number[] => [-pid, ...childrenOf(pid)];
  const endWithUs = (): void => { if (isRunning()) killAll(members()); };
  process.once('exit', endWithUs);
  const end = async (how: NodeJS.Signals, graceMs: number): Promise<void> => {
    process.removeListener('exit', endWithUs);
    if (!isRunning()) return;
    const all = members();
    if (how === 'SIGKILL') killAll(all);
    else child.kill(how);
    const timer = setTimeout(() => killAll(members()), graceMs);
    await ended;
    clearTimeout(timer);
    // Workers that outlived an orderly end hold ports and files.
    killAll([-pid]);
    await allEnded(all);
  };
  return { pid, isRunning, stop: (graceMs = 8_000) => end('SIGTERM', graceMs), kill: () => end('SIGKILL', 1_000) };
}

/** PostgreSQL's processes each leave the group of their server, and hold its memory until they are gone. Only Linux tells them. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** @param target a process, or a group as its negative @param name 0 only asks @returns whether it was there */
function signal(target: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(target, name);
  } catch {
    return false;
  }
}

function killAll(targets: readonly number[]): void {
  for (const target of targets) signal(target, 'SIGKILL');
}

/**
 * Workers die a moment after their master, and until then they still take connections in on its port. Given up after a
 * second, because one that is dead but was never collected counts as there for ever.
 */
async function allEnded(targets: readonly number[]): Promise<void> {
  for (const end = Date.now() + 1_000; Date.now() < end && targets.some((target) => signal(target, 0));) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Runs a program to its end and answers with what it printed; throws when it fails. */
export function runTool(command: string, args: readonly string[]): string {
  const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${command} ended with ${done.status}: ${done.stderr}${done.stdout}`);
  return done.stdout;
}

/** Ports of 127.0.0.1 that were free a moment ago; all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  })));
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a listening socket has a port');
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  return ports;
}

/** Waits until somebody listens; throws when `running` ends first or after `timeoutMs`. */
export async function waitForPort(port: number, running: RunningProcess, timeoutMs = 15_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    if (!running.isRunning()) throw new Error(`the server ended before port ${port} opened`);
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return;
    if (Date.now() > end) throw new Error(`port ${port} did not open within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A folder that servers which drop to another user can enter; socket paths in it stay under the 108 characters of a Unix address. */
export function throwawayFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  chmodSync(folder, 0o755);
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
