/** For the tests of this room: what goes into `cdr` tables, accounts, and one pull as a caller who commits would do it. */
import type { CallRow } from '../../../../e2e/world/amiCalls.ts';
import type { AccountSetup, AmiConfig, CallSqlConfig, Connector, Cursor, LiveEvent, RawRecord, Session, SyncBatch } from '../connector.ts';

export function amiAccount(server: { host: string; port: number }, more: Partial<AmiConfig> = {}): AccountSetup & { config: AmiConfig } {
  return { accountId: 'pbx', kind: 'asteriskAmi', config: { host: server.host, port: server.port, security: 'plain', user: 'hilo', password: 'pw-ami', acceptInvalidCertificate: false, device: 'PJSIP/1001', context: 'from-internal', dialPrefix: '', ...more } };
}

export function logAccount(engine: 'postgres' | 'mysql', server: { host: string; port: number; user: string; password: string; database: string }, more: Partial<CallSqlConfig> = {}): AccountSetup & { config: CallSqlConfig } {
  const { host, port, user, password, database } = server;
  return { accountId: 'log', kind: 'asteriskSql', config: { engine, host, port, user, password, database, security: 'plain', table: 'cdr', acceptInvalidCertificate: false, ...more } };
}

export type OpenSession = { session: Session; told: LiveEvent[]; abort: AbortController };

export async function openSession(connector: Connector, setup: AccountSetup, nowMs: () => number = Date.now, onTell: (event: LiveEvent) => void = () => undefined): Promise<OpenSession> {
  const told: LiveEvent[] = [];
  const abort = new AbortController();
  const session = await connector.open({ setup, facts: {}, signal: abort.signal, nowMs, tell: (event) => { told.push(event); onTell(event); } });
  return { session, told, abort };
}

/** Moves the cursors along, through JSON as the store would. */
export async function pullAll(session: Session, cursors: Map<string, Cursor>, onBatch: (batch: SyncBatch) => Promise<void> | void = () => undefined): Promise<{ batches: SyncBatch[]; records: RawRecord[] }> {
  const batches: SyncBatch[] = [];
  for await (const batch of session.pull(cursors)) {
    batches.push(batch);
    cursors.set(batch.stream, JSON.parse(JSON.stringify(batch.cursor)) as Cursor);
    await onBatch(batch);
  }
  return { batches, records: batches.flatMap((batch) => batch.records) };
}

export type Layout = 'classic' | 'newer' | 'freepbx' | 'counted' | 'upper';

/** The layouts that are met in the wild, for either engine. */
export function createTable(layout: Layout, engine: 'postgres' | 'mysql', table = 'cdr'): string {
  const time = engine === 'postgres' ? 'timestamp' : 'datetime';
  const text = (...names: string[]): string[] => names.map((name) => `${name} varchar(150)`);
  const ends = ['duration integer', 'billsec integer', ...text('disposition'), 'amaflags integer', ...text('accountcode', 'uniqueid', 'userfield')];
  const linked = [...text('peeraccount', 'linkedid'), 'sequence integer'];
  const who = text('clid', 'src', 'dst', 'dcontext', 'channel', 'dstchannel', 'lastapp', 'lastdata');
  const quote = (name: string): string => (engine === 'postgres' ? `"${name}"` : `\`${name}\``);
  switch (layout) {
    case 'classic': return `CREATE TABLE ${table} (calldate ${time} NOT NULL, ${[...who, ...ends].join(', ')})`;
    case 'newer': return `CREATE TABLE ${table} (${[...text('accountcode'), ...who, `start ${time}`, `answer ${time}`, `${quote('end')} ${time}`, 'duration integer', 'billsec integer', ...text('disposition', 'amaflags', 'userfield', 'uniqueid', 'linkedid', 'peeraccount'), 'sequence integer'].join(', ')})`;
    case 'freepbx': return `CREATE TABLE ${table} (calldate ${time} NOT NULL, ${[...who, ...ends, ...text('did', 'recordingfile', 'cnum', 'cnam', 'outbound_cnum', 'outbound_cnam', 'dst_cnam'), ...linked].join(', ')})`;
    case 'counted': return `CREATE TABLE ${table} (id ${engine === 'postgres' ? 'bigserial' : 'bigint AUTO_INCREMENT'} PRIMARY KEY, calldate ${time} NOT NULL, ${[...who, ...ends, ...linked].join(', ')})`;
    case 'upper': return `CREATE TABLE ${table} (${quote('CALLDATE')} ${time} NOT NULL, ${[...who, ...ends].map((column) => column.replace(/^\w+/, (name) => quote(name.toUpperCase()))).join(', ')})`;
  }
}

export type TableRow = Readonly<Record<string, string | number | null>>;

/** A scenario's row in the columns of a layout; `startedAt` is wall-clock text. */
export function tableRow(row: CallRow, startedAt: string, layout: Layout): TableRow {
  const later = (seconds: number): string => new Date(Date.parse(`${startedAt.replace(' ', 'T')}Z`) + (row.startS + seconds) * 1_000).toISOString().slice(0, 19).replace('T', ' ');
  const { src, dst, dcontext, clid, channel, dstchannel, lastapp, lastdata, waitS, talkS, disposition, uniqueid, linkedid, sequence } = row;
  const common = { src, dst, dcontext, clid, channel, dstchannel, lastapp, lastdata, duration: waitS + talkS, billsec: talkS, disposition, uniqueid };
  switch (layout) {
    case 'classic': return { calldate: later(0), ...common };
    case 'upper': return Object.fromEntries(Object.entries({ calldate: later(0), ...common }).map(([name, value]) => [name.toUpperCase(), value]));
    case 'newer': return { start: later(0), answer: talkS > 0 ? later(waitS) : null, end: later(waitS + talkS), ...common, linkedid, sequence };
    default: return { calldate: later(0), ...common, linkedid, sequence };
  }
}

/** One INSERT of many rows; texts hold no quotes but doubled ones. */
export function insertRows(rows: readonly TableRow[], engine: 'postgres' | 'mysql', table = 'cdr'): string {
  const names = Object.keys(rows[0] ?? {});
  const literal = (value: string | number | null | undefined): string => (value === null || value === undefined ? 'NULL' : typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`);
  const quote = (name: string): string => (engine === 'postgres' ? `"${name}"` : `\`${name}\``);
  return `INSERT INTO ${table} (${names.map(quote).join(', ')}) VALUES ${rows.map((row) => `(${names.map((name) => literal(row[name])).join(', ')})`).join(', ')}`;
}
