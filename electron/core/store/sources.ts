/** Truth about the sources: accounts, imports, streams with their cursors, raw records and the places they were found at. */
import type { AccountFacts } from '../../../shared/accounts.ts';
import type { AccountId, ConnectorKind } from '../../../shared/domain.ts';
import { invariant } from '../../../shared/result.ts';
import type { Reader, Store, Writer } from './open.ts';
import { readSetting, writeQuietly } from './settings.ts';
import type { VaultRef } from './vault.ts';

export type AccountRow = { id: AccountId; kind: ConnectorKind; label: string; config: Record<string, unknown>; paused: boolean; createdAtMs: number };

export type StreamRow = { id: number; accountId: string; stream: string; shown: string; cursor: Record<string, unknown>; done: number; total: number | null; complete: boolean; lastSuccessAtMs: number | null };

export type ImportRow = {
  id: string; accountId: string; startedAtMs: number; finishedAtMs: number | null; read: number; stored: number; known: number; quarantined: number;
  doneBytes: number; totalBytes: number; error: string | null;
};

export type RecordRow = {
  id: number; recordKey: string; kind: string; accountId: string; importId: string | null; groupKey: string | null; receivedAtMs: number | null; readAtMs: number;
  sizeBytes: number; unreadable: string | null; context: Record<string, unknown> | null; vault: VaultRef | null; raw: Uint8Array | null;
};

export type NewRecord = Omit<RecordRow, 'id' | 'context'> & { context: Readonly<Record<string, unknown>> | null };

// ------------------------------------------------------------------------------------------------ accounts

export function saveAccount(writer: Writer, account: AccountRow): void {
  writer.prepare(`INSERT INTO account (id, kind, label, config, paused, created_at_ms) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET label = excluded.label, config = excluded.config, paused = excluded.paused, removed_at_ms = NULL`)
    .run(account.id, account.kind, account.label, JSON.stringify(account.config), account.paused ? 1 : 0, account.createdAtMs);
  writer.touch('sync');
  writer.touch('app');
}

/** The history of the account stays; its password goes. */
export function removeAccount(writer: Writer, id: string, atMs: number): void {
  writer.prepare("UPDATE account SET removed_at_ms = ?, config = '{}' WHERE id = ?").run(atMs, id);
  writeQuietly(writer, factsKey(id), undefined);
  writer.touch('sync');
}

const factsKey = (id: string): string => `account.facts.${id}`;

/** What was learnt of the account's server in former sessions; empty when nothing was. */
export function accountFacts(reader: Reader, id: string): AccountFacts {
  return readSetting(reader, factsKey(id)) ?? {};
}

/** Adds what was learnt now to what was known. */
export function learnFacts(writer: Writer, id: string, facts: AccountFacts): void {
  writeQuietly(writer, factsKey(id), { ...accountFacts(writer, id), ...facts });
  writer.touch('sync');
}

export function accounts(reader: Reader, options: { removedToo?: boolean } = {}): AccountRow[] {
  const rows = reader.prepare(`SELECT * FROM account ${options.removedToo ? '' : 'WHERE removed_at_ms IS NULL'} ORDER BY created_at_ms, id`).all() as Record<string, unknown>[];
  return rows.map((row) => ({
    id: row['id'] as AccountId, kind: row['kind'] as ConnectorKind, label: row['label'] as string,
    config: JSON.parse(row['config'] as string) as Record<string, unknown>, paused: row['paused'] === 1, createdAtMs: row['created_at_ms'] as number,
  }));
}

// ------------------------------------------------------------------------------------------------ streams

const STREAM_COLUMNS = 'id, account_id AS accountId, stream, shown, cursor, done, total, complete, last_success_at_ms AS lastSuccessAtMs';
type RawStream = Omit<StreamRow, 'cursor' | 'complete'> & { cursor: string; complete: number };
const readStream = (row: RawStream): StreamRow => ({ ...row, cursor: JSON.parse(row.cursor) as Record<string, unknown>, complete: row.complete === 1 });

export function streamsOf(reader: Reader, accountId: string): StreamRow[] {
  return (reader.prepare(`SELECT ${STREAM_COLUMNS} FROM stream WHERE account_id = ? ORDER BY stream`).all(accountId) as RawStream[]).map(readStream);
}

/** The stream's key, made at its first batch. */
export function streamKey(writer: Writer, accountId: string, stream: string, shown: string): number {
  const found = writer.prepare('SELECT id FROM stream WHERE account_id = ? AND stream = ?').get(accountId, stream) as { id: number } | undefined;
  if (found !== undefined) return found.id;
  return Number(writer.prepare("INSERT INTO stream (account_id, stream, shown, cursor) VALUES (?, ?, ?, '{}')").run(accountId, stream, shown).lastInsertRowid);
}

/** Moves the cursor: only ever called in the transaction that stores what the cursor stands for. */
export function moveCursor(writer: Writer, stream: number, to: { cursor: object; shown: string; done: number; total: number | null; complete: boolean; atMs: number }): void {
  writer.prepare('UPDATE stream SET cursor = ?, shown = ?, done = ?, total = ?, complete = ?, last_success_at_ms = ? WHERE id = ?')
    .run(JSON.stringify(to.cursor), to.shown, to.done, to.total, to.complete ? 1 : 0, to.atMs, stream);
}

/** The account's streams are read from their start again; what is known is recognised by what it says. */
export function forgetCursors(writer: Writer, accountId: string): void {
  writer.prepare("UPDATE stream SET cursor = '{}', complete = 0 WHERE account_id = ? AND cursor <> '{}'").run(accountId);
}

// ------------------------------------------------------------------------------------------------ records and places

export function findRecord(reader: Reader, recordKey: string): { id: number; unreadable: string | null } | undefined {
  return reader.prepare('SELECT id, unreadable FROM source_record WHERE record_key = ?').get(recordKey) as { id: number; unreadable: string | null } | undefined;
}

export function insertRecord(writer: Writer, record: NewRecord): number {
  return Number(writer.prepare(`INSERT INTO source_record
    (record_key, kind, account_id, import_id, group_key, received_at_ms, read_at_ms, size_bytes, unreadable, context, vault_pack, vault_offset, vault_length, vault_key, raw)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
    record.recordKey, record.kind, record.accountId, record.importId, record.groupKey, record.receivedAtMs, record.readAtMs, record.sizeBytes, record.unreadable,
    record.context === null ? null : JSON.stringify(record.context),
    record.vault?.pack ?? null, record.vault?.offset ?? null, record.vault?.length ?? null, record.vault?.key ?? null, record.raw,
  ).lastInsertRowid);
}

const RECORD_COLUMNS = `id, record_key AS recordKey, kind, account_id AS accountId, import_id AS importId, group_key AS groupKey, received_at_ms AS receivedAtMs,
  read_at_ms AS readAtMs, size_bytes AS sizeBytes, unreadable, context, vault_pack, vault_offset, vault_length, vault_key, raw`;
type RawRecordRow = Omit<RecordRow, 'context' | 'vault'> & { context: string | null; vault_pack: number | null; vault_offset: number; vault_length: number; vault_key: Uint8Array };

function readRecord(row: RawRecordRow): RecordRow {
  const { vault_pack: pack, vault_offset: offset, vault_length: length, vault_key: key, context, ...rest } = row;
  return {
    ...rest,
    context: context === null ? null : (JSON.parse(context) as Record<string, unknown>),
    vault: pack === null ? null : { pack, offset, length, key },
  };
}

export function record(reader: Reader, id: number): RecordRow | null {
  const row = reader.prepare(`SELECT ${RECORD_COLUMNS} FROM source_record WHERE id = ?`).get(id) as RawRecordRow | undefined;
  return row === undefined ? null : readRecord(row);
}

export function recordByKey(reader: Reader, recordKey: string): RecordRow | null {
  const row = reader.prepare(`SELECT ${RECORD_COLUMNS} FROM source_record WHERE record_key = ?`).get(recordKey) as RawRecordRow | undefined;
  return row === undefined ? null : readRecord(row);
}

/** In the order of their ids. */
export function recordsOfGroup(reader: Reader, groupKey: string): RecordRow[] {
  return (reader.prepare(`SELECT ${RECORD_COLUMNS} FROM source_record WHERE group_key = ? ORDER BY id`).all(groupKey) as RawRecordRow[]).map(readRecord);
}

/** A page of all records in the order in which they were read, for a rebuild. */
export function recordsAfter(reader: Reader, id: number, limit: number): RecordRow[] {
  return (reader.prepare(`SELECT ${RECORD_COLUMNS} FROM source_record WHERE id > ? ORDER BY id LIMIT ?`).all(id, limit) as RawRecordRow[]).map(readRecord);
}

/** The bytes as they were read, from the row or the vault. @throws DeskError database-corrupt, file-missing */
export function rawBytes(store: Pick<Store, 'vault'>, row: RecordRow): Uint8Array {
  if (row.vault !== null) return store.vault.read(row.vault);
  invariant(row.raw !== null, 'record without bytes');
  return row.raw;
}

/** @returns true when the place is new to us */
export function putPlace(writer: Writer, place: { stream: number; place: string; record: number; flags: readonly string[]; atMs: number }): boolean {
  const done = writer.prepare('INSERT OR IGNORE INTO source_place (stream, place, record, read_at_ms, flags) VALUES (?, ?, ?, ?, ?)')
    .run(place.stream, place.place, place.record, place.atMs, place.flags.join(' '));
  if (done.changes === 1) return true;
  writer.prepare('UPDATE source_place SET record = ?, flags = ?, gone_at_ms = NULL WHERE stream = ? AND place = ?').run(place.record, place.flags.join(' '), place.stream, place.place);
  return false;
}

/** @returns the records whose place went, each of which may now be gone from the source altogether */
export function markPlacesGone(writer: Writer, stream: number, places: readonly string[], atMs: number): number[] {
  const touched: number[] = [];
  for (const place of places) {
    const row = writer.prepare('UPDATE source_place SET gone_at_ms = ? WHERE stream = ? AND place = ? AND gone_at_ms IS NULL RETURNING record').get(atMs, stream, place) as { record: number } | undefined;
    if (row !== undefined) touched.push(row.record);
  }
  return touched;
}

/** The stream was numbered anew: its old places say nothing any more. @returns the records they stood for */
export function forgetPlaces(writer: Writer, stream: number, keepPrefix: string): number[] {
  const rows = writer.prepare('DELETE FROM source_place WHERE stream = ? AND substr(place, 1, ?) <> ? RETURNING record').all(stream, keepPrefix.length, keepPrefix) as { record: number }[];
  return rows.map((row) => row.record);
}

export function setFlags(writer: Writer, stream: number, place: string, flags: readonly string[]): number | null {
  const row = writer.prepare('UPDATE source_place SET flags = ? WHERE stream = ? AND place = ? AND flags <> ? RETURNING record').get(flags.join(' '), stream, place, flags.join(' ')) as { record: number } | undefined;
  return row?.record ?? null;
}

/** True when the record had places and none of them is at its source any more. */
export function isGone(reader: Reader, recordId: number): boolean {
  const row = reader.prepare('SELECT count(*) AS places, count(gone_at_ms) AS gone FROM source_place WHERE record = ?').get(recordId) as { places: number; gone: number };
  return row.places > 0 && row.places === row.gone;
}

export function placesOf(reader: Reader, recordId: number): { accountId: string; stream: string; shown: string; place: string; readAtMs: number; goneAtMs: number | null; flags: string }[] {
  return reader.prepare(`SELECT stream.account_id AS accountId, stream.stream AS stream, stream.shown AS shown, place, source_place.read_at_ms AS readAtMs, gone_at_ms AS goneAtMs, flags
    FROM source_place JOIN stream ON stream.id = source_place.stream WHERE source_place.record = ? ORDER BY source_place.read_at_ms, place`).all(recordId) as never[];
}

const HOLDS = 'NOT IN (SELECT import_id FROM revoked_import)';
/** Not understood, and not taken back with every import that brought it: the first stands in the record, each later one of a row in `row_said`. */
const UNREADABLE = `unreadable IS NOT NULL AND (import_id IS NULL OR import_id ${HOLDS} OR EXISTS (SELECT 1 FROM row_said WHERE row_said.record = source_record.id AND row_said.import_id ${HOLDS}))`;

export function countUnreadable(reader: Reader): number {
  return reader.prepare(`SELECT count(*) FROM source_record WHERE ${UNREADABLE}`).pluck().get() as number;
}

/** Of accounts that have any, by their id. */
export function unreadableByAccount(reader: Reader): Map<string, number> {
  return new Map(reader.prepare(`SELECT account_id, count(*) FROM source_record WHERE ${UNREADABLE} GROUP BY account_id`).raw().all() as [string, number][]);
}

/** Newest first. */
export function unreadableRecords(reader: Reader, offset: number, limit: number): { rows: RecordRow[]; total: number } {
  const total = countUnreadable(reader);
  const rows = reader.prepare(`SELECT ${RECORD_COLUMNS} FROM source_record WHERE ${UNREADABLE} ORDER BY id DESC LIMIT ? OFFSET ?`).all(limit, offset) as RawRecordRow[];
  return { rows: rows.map(readRecord), total };
}

// ------------------------------------------------------------------------------------------------ imports

export function saveImport(writer: Writer, row: ImportRow): void {
  writer.prepare(`INSERT INTO import (id, account_id, started_at_ms, finished_at_ms, read, stored, known, quarantined, done_bytes, total_bytes, error)
    VALUES (@id, @accountId, @startedAtMs, @finishedAtMs, @read, @stored, @known, @quarantined, @doneBytes, @totalBytes, @error)
    ON CONFLICT (id) DO UPDATE SET finished_at_ms = excluded.finished_at_ms, read = excluded.read, stored = excluded.stored, known = excluded.known,
      quarantined = excluded.quarantined, done_bytes = excluded.done_bytes, total_bytes = excluded.total_bytes, error = excluded.error`).run(row);
  writer.touch('sync');
}

/** Imports that were under way when the console stopped: nobody goes on with them. */
export function endLostImports(writer: Writer, atMs: number, error: string): void {
  writer.prepare('UPDATE import SET finished_at_ms = ?, error = ? WHERE finished_at_ms IS NULL').run(atMs, error);
}

/** Newest first. */
export function imports(reader: Reader, limit: number): ImportRow[] {
  return reader.prepare(`SELECT id, account_id AS accountId, started_at_ms AS startedAtMs, finished_at_ms AS finishedAtMs, read, stored, known, quarantined,
    done_bytes AS doneBytes, total_bytes AS totalBytes, error FROM import ORDER BY started_at_ms DESC, id LIMIT ?`).all(limit) as ImportRow[];
}
