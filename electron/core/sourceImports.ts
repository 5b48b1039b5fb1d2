/** Imports that are under way, and how the screen sees those that ended. */
import { randomUUID } from 'node:crypto';
import type { ImportView } from '../../shared/contract.ts';
import type { ErrorData } from '../../shared/result.ts';
import type { NowMs } from '../../shared/time.ts';
import type { IngestResult } from './ingest/ingest.ts';
import { writeIfPossible } from './store/open.ts';
import type { Store, Writer } from './store/open.ts';
import { accounts, endLostImports, imports, saveImport } from './store/sources.ts';
import type { AccountRow, ImportRow } from './store/sources.ts';

export type Imports = ReturnType<typeof createImports>;

/** While this many bytes of a file import went by, the screen hears of it again. */
const TELL_BYTES = 1024 * 1024;
const SHOWN = 50;

/** @param stopped what is said of imports that were under way when the console stopped */
export function createImports(store: Store, nowMs: NowMs, stopped: ErrorData) {
  const live = new Map<string, ImportRow>();
  writeIfPossible(store, (writer) => endLostImports(writer, nowMs(), JSON.stringify(stopped)));

  return {
    /** Writes the row of a new import. */
    add(writer: Writer, accountId: string, totalBytes: number): ImportRow {
      const row: ImportRow = { id: randomUUID(), accountId, startedAtMs: nowMs(), finishedAtMs: null, read: 0, stored: 0, known: 0, quarantined: 0, doneBytes: 0, totalBytes, error: null };
      saveImport(writer, row);
      live.set(row.id, row);
      return row;
    },

    progress(importId: string, result: IngestResult, read: number, bytes: number): void {
      const row = live.get(importId);
      if (row === undefined) return;
      const before = row.doneBytes;
      row.read += read;
      row.stored += result.stored;
      row.known += result.known;
      row.quarantined += result.quarantined;
      row.doneBytes = Math.min(row.totalBytes, row.doneBytes + bytes);
      if (Math.floor(before / TELL_BYTES) !== Math.floor(row.doneBytes / TELL_BYTES)) writeIfPossible(store, (writer) => saveImport(writer, row));
    },

    finish(importId: string, error: ErrorData | null): void {
      const row = live.get(importId);
      if (row === undefined) return;
      row.finishedAtMs = nowMs();
      row.error = error === null ? null : JSON.stringify(error);
      if (error === null) row.doneBytes = row.totalBytes;
      const isSaved = writeIfPossible(store, (writer) => {
        saveImport(writer, row);
        writer.touch('app');
      });
      if (isSaved) live.delete(row.id);
    },

    /** Newest first. */
    views(): ImportView[] {
      const byId = new Map(accounts(store, { removedToo: true }).map((row) => [row.id as string, row]));
      const revoked = new Set((store.prepare('SELECT import_id AS id FROM revoked_import').all() as { id: string }[]).map((row) => row.id));
      return imports(store, SHOWN).map((row) => importView(live.get(row.id) ?? row, byId.get(row.accountId), revoked));
    },
  };
}

function importView(row: ImportRow, account: AccountRow | undefined, revoked: ReadonlySet<string>): ImportView {
  return {
    id: row.id, label: account?.label ?? '', kind: account?.kind ?? 'mailFile', startedAtMs: row.startedAtMs, finishedAtMs: row.finishedAtMs, read: row.read, stored: row.stored,
    known: row.known, quarantined: row.quarantined, doneBytes: row.doneBytes, totalBytes: row.totalBytes, error: row.error === null ? null : (JSON.parse(row.error) as ErrorData),
    canUndo: (account?.kind === 'contacts' || account?.kind === 'shopFile') && row.finishedAtMs !== null && row.stored + row.quarantined > 0 && !revoked.has(row.id), revoked: revoked.has(row.id),
  };
}
