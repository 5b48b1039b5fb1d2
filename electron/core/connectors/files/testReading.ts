/** For tests of this room: reads a path through its connector, and checks what every connector over files must hold. */
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { shortHash } from './fileAccess.ts';
import type { Connector, Cursor, FileConfig, RawRecord, SyncBatch } from '../connector.ts';

const folders = new Set<string>();

/** To be called when the tests of a file have ended. */
export function removeTestFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders.clear();
}

/** A folder for one test; `write` puts a file in it and answers with its path. */
export function testFolder(): { path: string; write(name: string, bytes: string | Uint8Array): string } {
  const path = mkdtempSync(join(tmpdir(), 'hilo-files-'));
  folders.add(path);
  return {
    path,
    write(name, bytes) {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
      return file;
    },
  };
}

export type ReadOptions = Partial<FileConfig> & { cursors?: Map<string, Cursor>; signal?: AbortSignal };

/** One pull to its end; the cursors of `options` are moved along as a caller who commits would. */
export async function readBatches(connector: Connector, path: string, options: ReadOptions = {}): Promise<SyncBatch[]> {
  const { cursors = new Map<string, Cursor>(), signal = new AbortController().signal, ...config } = options;
  const session = await connector.open({ setup: { accountId: 'a', kind: connector.kind, config: { path, follow: false, ...config } }, signal, nowMs: Date.now, facts: {}, tell: () => undefined });
  const batches: SyncBatch[] = [];
  try {
    for await (const batch of session.pull(cursors)) {
      batches.push(batch);
      cursors.set(batch.stream, JSON.parse(JSON.stringify(batch.cursor)) as Cursor);
    }
  } finally {
    await session.close();
  }
  return batches;
}

/** All records of one pull. */
export async function readRecords(connector: Connector, path: string, options: ReadOptions = {}): Promise<RawRecord[]> {
  return (await readBatches(connector, path, options)).flatMap((batch) => batch.records);
}

export function rawText(record: RawRecord | undefined): string {
  return record === undefined ? '' : Buffer.from(record.raw).toString('latin1');
}

/** Stopping after any batch and going on from its cursor gives every record once; a pull after the last gives none. @returns how many records there are */
export async function expectResumable(connector: Connector, path: string, config: Partial<FileConfig> = {}): Promise<number> {
  const whole = await readBatches(connector, path, config);
  const names = (batches: readonly SyncBatch[]): string[] => batches.flatMap((batch) => batch.records.map((record) => `${batch.stream} ${record.place} ${shortHash(record.raw)}`)).sort();
  const all = names(whole);
  strictEqual(new Set(all).size, all.length, 'a record came twice');
  for (const batch of whole) ok(batch.records.length <= 250, 'a batch is too large');
  for (const stream of new Set(whole.map((batch) => batch.stream))) strictEqual(whole.filter((batch) => batch.stream === stream).at(-1)?.complete, true, `${stream} was not said complete`);
  for (let stop = 0; stop < whole.length; stop++) {
    const cursors = new Map<string, Cursor>();
    for (const batch of whole.slice(0, stop)) cursors.set(batch.stream, JSON.parse(JSON.stringify(batch.cursor)) as Cursor);
    const rest = await readBatches(connector, path, { ...config, cursors });
    deepStrictEqual(names([...whole.slice(0, stop), ...rest]), all);
    deepStrictEqual(await readRecords(connector, path, { ...config, cursors }), []);
  }
  return all.length;
}
