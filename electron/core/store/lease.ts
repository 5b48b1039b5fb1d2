/**
 * Which process may do something that must be done by one alone, of all that have the profile open.
 *
 * A lock of the operating system on a file of its own, taken by SQLite: it is gone in the moment its process is,
 * however that ended, so that nobody waits for a time to run out and nobody is trusted to say goodbye.
 */
import { join } from 'node:path';
import { DeskError } from '../../../shared/result.ts';
import { openLockFile, storeError } from './database.ts';
import type { Db } from './database.ts';

export type Lease = {
  /** True when it is ours now; false while another process has it. Safe to repeat. */
  take(): boolean;
  release(): void;
};

/** @param dir the profile folder; null for a store in memory, which nobody else can have open */
export function openLease(dir: string | null, name: string): Lease {
  let held: Db | null = null;
  return {
    take() {
      if (held !== null || dir === null) return true;
      const file = openLockFile(join(dir, `${name}.lock`));
      try {
        file.exec('BEGIN EXCLUSIVE');
        held = file;
        return true;
      } catch (thrown) {
        file.close();
        const error = storeError(thrown);
        if (error instanceof DeskError && error.code === 'database-locked') return false;
        throw error;
      }
    },
    release() {
      held?.close();
      held = null;
    },
  };
}
