import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const POLL_MS = 300;

/**
 * Makes the folder `target` by calling `make` with an empty folder beside it and renaming that into place, so a
 * half-made folder is never seen. Returns at once when `target` exists; two processes that ask at the same time make
 * it once. An error of `make` rises and leaves nothing behind.
 */
export async function makeFolderOnce(target: string, make: (folder: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) return;
  await withLock(`${target}.lock`, async () => {
    if (existsSync(target)) return;
    removeAbandoned(target);
    const partial = `${target}.${process.pid}.partial`;
    mkdirSync(partial, { recursive: true });
    try {
      await make(partial);
      renameSync(partial, target);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  });
}

/** Runs `work` while no other process holds the lock file; a lock whose owner is gone is taken over. */
export async function withLock<T>(lockFile: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(lockFile), { recursive: true });
  while (!tryLock(lockFile)) await wait(POLL_MS);
  const release = () => rmSync(lockFile, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function tryLock(lockFile: string): boolean {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  if (!isOwnerGone(lockFile)) return false;
  rmSync(lockFile, { force: true });
  return false;
}

function isOwnerGone(lockFile: string): boolean {
  try {
    return isGone(Number(readFileSync(lockFile, 'utf8')));
  } catch (error) {
    // Released between the two looks; the next try will tell.
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** What a run that was killed left half made. */
function removeAbandoned(target: string): void {
  const folder = dirname(target);
  for (const name of readdirSync(folder)) {
    const pid = name.startsWith(`${basename(target)}.`) && name.endsWith('.partial') ? Number(name.split('.').at(-2)) : process.pid;
    if (isGone(pid)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isGone(pid: number): boolean {
  // 0 is read from a lock that its owner is about to sign.
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
