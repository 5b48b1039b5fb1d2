/** Brings a database to the newest schema, one numbered step at a time, each in a transaction of its own. */
import { DeskError } from '../../../shared/result.ts';
import type { Db } from './database.ts';
import { up as first } from './migrations/0001-first.ts';
import { up as outbox } from './migrations/0002-outbox.ts';
import { up as counter } from './migrations/0003-counter.ts';

/** In order; the n-th takes the schema from version n-1 to n. Never edited after release, never reused. */
export const MIGRATIONS: readonly string[] = [first, outbox, counter];

/** @throws DeskError database-newer when a later program made this file: it is left untouched */
export function migrate(db: Db, upTo: number = MIGRATIONS.length): void {
  const found = schemaVersion(db);
  if (found > MIGRATIONS.length) throw new DeskError('database-newer', { found, known: MIGRATIONS.length });
  for (let version = found + 1; version <= upTo; version++) {
    const step = MIGRATIONS[version - 1] as string;
    db.transaction(() => {
      db.exec(step);
      db.pragma(`user_version = ${version}`);
    }).immediate();
  }
}

export function schemaVersion(db: Db): number {
  return db.pragma('user_version', { simple: true }) as number;
}
