/**
 * Starts other programs for the developer tools. Owns the list of what is running; promises that a
 * signal to this process (Ctrl-C, TERM, a closed terminal) or its end also ends everything on the list, children of
 * children included; never ends a process that it did not start.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';

export type RunOptions = {
  cwd?: string;
  /** Added to this process's own environment; undefined removes a name. */
  env?: Record<string, string | undefined>;
  /** Keeps everything the program prints. */
  logFile?: string;
  /** Called for each line of both streams, without its line end. */
  onLine?: (line: string) => void;
  /** The program is ended after this long and counts as failed. */
  timeLimitMs?: number;
};

/** `code` is null when a signal or the time limit ended the program; `tail` is the end of what it printed. */
export type RunResult = { code: number | null; isTimedOut: boolean; tail: string };

const TAIL_CHARACTERS = 20_000;
/** What is still running this long after it was asked to stop is killed. */
const GRACE_MS = 5_000;
const isWindows = process.platform === 'win32';
const running = new Set<ChildProcess>();
let isWatching = false;

/** Runs a program to its end. A missing program is an error; a failing one is a result. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const child = startProgram(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = options.logFile === undefined ? null : openLog(options.logFile);
  let tail = '';
  const takeLine = options.onLine ?? (() => undefined);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    const splitter = lineSplitter(takeLine);
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      tail = (tail + text).slice(-TAIL_CHARACTERS);
      log?.write(text);
      splitter.push(text);
    });
    stream.on('end', () => splitter.end());
  }
  let isTimedOut = false;
  const timer = options.timeLimitMs === undefined ? null : setTimeout(() => {
    isTimedOut = true;
    void endProgram(child);
  }, options.timeLimitMs);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode) => resolve(exitCode));
    });
    return { code, isTimedOut, tail };
  } finally {
    if (timer !== null) clearTimeout(timer);
    log?.end();
  }
}

/** Starts a program that keeps running beside this one; end it with endProgram. */
export function startProgram(
  command: string,
  args: readonly string[],
  options: Pick<RunOptions, 'cwd' | 'env'> & { stdio?: ('ignore' | 'inherit' | 'pipe')[] } = {},
): ChildProcess {
  watchSignals();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: options.stdio ?? ['ignore', 'ignore', 'ignore'],
    // A group of its own, so that what the program itself started can be ended with it.
    detached: !isWindows,
    windowsHide: true,
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/**
 * Asks a program to stop, as Ctrl-C would, and kills it after a few seconds; then kills whatever it left behind. Only
 * the program itself is asked, because one like Electron ends its own children in order. Safe to repeat.
 */
export async function endProgram(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGINT');
  const timer = setTimeout(() => killGroup(child), GRACE_MS);
  await exited;
  clearTimeout(timer);
  killGroup(child);
}

/** Ends everything that is still running, the latest first: a window goes before its display. */
export async function endAllPrograms(): Promise<void> {
  for (const child of [...running].toReversed()) await endProgram(child);
}

/** Cuts a stream of text into lines; `end` gives the last one when it has no line end. */
export function lineSplitter(takeLine: (line: string) => void): { push(text: string): void; end(): void } {
  let rest = '';
  return {
    push(text) {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) takeLine(line);
    },
    end() {
      if (rest !== '') takeLine(rest);
      rest = '';
    },
  };
}

function openLog(path: string) {
  mkdirSync(dirname(path), { recursive: true });
  return createWriteStream(path);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (isWindows) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // Nothing of the group is left.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function watchSignals(): void {
  if (isWatching) return;
  isWatching = true;
  let isEnding = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isEnding) return;
      isEnding = true;
      void endAllPrograms().finally(() => process.exit(128 + constants.signals[signal]));
    });
  }
  process.on('exit', () => {
    for (const child of running) killGroup(child);
  });
}
