import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createExchange } from '../../../../e2e/world/amiCalls.ts';
import type { CallRow } from '../../../../e2e/world/amiCalls.ts';
import { startMariadb } from '../../../../e2e/world/mariadb.ts';
import { startPostgres } from '../../../../e2e/world/postgres.ts';
import type { DatabaseServer } from '../../../../e2e/world/postgres.ts';
import { CONFORMANCE } from '../conformance.ts';
import type { ConformanceWorld } from '../conformance.ts';
import type { CallSqlConfig, Cursor, RawRecord } from '../connector.ts';
import { createCallSqlConnector } from './callSql.ts';
import { describeTable, readRow, rowKey, secondsLater } from './cdrTable.ts';
import { testCallLogAccount } from './testTelephony.ts';
import { createTable, insertRows, logAccount, openSession, pullAll, tableRow } from './testWorld.ts';
import type { Layout, OpenSession } from './testWorld.ts';

type Engine = 'postgres' | 'mysql';
type World = { server: DatabaseServer; run(sql: string): Promise<void>; close(): Promise<void> };

const connector = createCallSqlConnector({ pollMs: 20 });
const exchange = createExchange();
const open: OpenSession[] = [];
afterEach(async () => { for (const { session } of open.splice(0)) await session.close(); });

async function startWorld(engine: Engine): Promise<World> {
  const server = engine === 'postgres' ? await startPostgres() : await startMariadb();
  const { host, port, user, password, database } = server;
  const once = async (sql: string): Promise<void> => {
    if (engine === 'postgres') {
      const client = new pg.Client({ host, port, user, password, database });
      await client.connect();
      await client.query(sql);
      await client.end();
    } else {
      const connection = await createConnection({ host, port, user, password, database });
      await connection.query(sql);
      await connection.end();
    }
  };
  return { server, run: once, close: () => server.dispose() };
}

/** `n` calls, `everyS` seconds apart, the first at midnight of 1 March. */
function history(n: number, layout: Layout, everyS = 37): ReturnType<typeof tableRow>[] {
  return Array.from({ length: n }, (_, at) => exchange.directRing({ from: `11${40_000_000 + at}`, to: '1001' }).rows.map((row) => tableRow(row, secondsLater('2026-03-01 00:00:00', at * everyS), layout))).flat();
}

const oneRow = (): CallRow => exchange.directRing({ from: '1149021234', to: '1001' }).rows[0] as CallRow;
const valuesOf = (record: RawRecord | undefined): Record<string, string> => JSON.parse(Buffer.from(record?.raw ?? []).toString()) as Record<string, string>;

describe.each<Engine>(['postgres', 'mysql'])('%s', (engine) => {
  let world: World;
  let table = 0;
  beforeAll(async () => { world = await startWorld(engine); });
  afterAll(() => world.close());

  /** A fresh table of its own for one test. */
  async function made(layout: Layout, rows: readonly ReturnType<typeof tableRow>[] = []): Promise<{ name: string; insert(rows: readonly ReturnType<typeof tableRow>[]): Promise<void> }> {
    table += 1;
    const name = `cdr${table}`;
    await world.run(createTable(layout, engine, name));
    const insert = (more: readonly ReturnType<typeof tableRow>[]): Promise<void> => world.run(insertRows(more, engine, name));
    for (let at = 0; at < rows.length; at += 500) await insert(rows.slice(at, at + 500));
    return { name, insert };
  }
  const account = (name: string, more: Partial<CallSqlConfig> = {}) => logAccount(engine, world.server, { table: name, ...more });
  async function connect(name: string, more: Partial<CallSqlConfig> = {}): Promise<OpenSession> {
    const opened = await openSession(connector, account(name, more));
    open.push(opened);
    return opened;
  }

  it.each<Layout>(['classic', 'newer', 'freepbx', 'counted', 'upper'])('reads the %s layout: 2,000 rows once each, newest first, times as they stand there', async (layout) => {
    const rows = history(2_000, layout);
    const { name } = await made(layout, rows);
    const { records, batches } = await pullAll((await connect(name)).session, new Map());
    const values = records.map(valuesOf);
    expect(values).toHaveLength(2_000);
    expect(new Set(values.map(({ uniqueid }) => uniqueid)).size).toBe(2_000);
    expect(values[0]?.['start']).toBe(secondsLater('2026-03-01 00:00:00', 1_999 * 37));
    expect(values.at(-1)).toMatchObject({ start: '2026-03-01 00:00:00', src: '1140000000', dstchannel: rows[0]?.['dstchannel'] ?? rows[0]?.['DSTCHANNEL'], duration: '65', billsec: '60', disposition: 'ANSWERED' });
    expect(batches.every((batch) => batch.records.length <= 250)).toBe(true);
    expect(batches.at(-1)).toMatchObject({ complete: true, done: 2_000, total: 2_000 });
  });

  it.each<Layout>(['classic', 'counted'])('%s: a long call that appears late, with an old time, is not lost, and nothing comes twice', async (layout) => {
    const { name, insert } = await made(layout, history(300, layout));
    const { session } = await connect(name);
    const cursors = new Map<string, Cursor>();
    await pullAll(session, cursors);
    await insert([tableRow(oneRow(), secondsLater('2026-03-01 00:00:00', 300 * 37), layout)]);
    expect((await pullAll(session, cursors)).records).toHaveLength(1);
    const news = session.waitForNews();
    // Began nearly at the beginning of all, two and a half hours before the newest.
    await insert([tableRow(oneRow(), '2026-03-01 00:10:00', layout)]);
    await news;
    const { records } = await pullAll((await connect(name)).session, cursors);
    expect(records.map((record) => valuesOf(record)['start'])).toEqual(['2026-03-01 00:10:00']);
    expect((await pullAll(session, cursors)).records).toEqual([]);
  });

  it('a table that grows while it is paged gives every row exactly once', async () => {
    const { name, insert } = await made('classic', history(1_000, 'classic'));
    const { session } = await connect(name);
    const cursors = new Map<string, Cursor>();
    let added = 0;
    const first = await pullAll(session, cursors, async () => {
      added += 1;
      await insert([tableRow(oneRow(), secondsLater('2026-03-02 00:00:00', added), 'classic'), tableRow(oneRow(), secondsLater('2026-03-01 03:00:00', added), 'classic')]);
    });
    await session.waitForNews();
    const second = await pullAll(session, cursors);
    const ids = [...first.records, ...second.records].map((record) => valuesOf(record)['uniqueid']);
    expect(ids).toHaveLength(1_000 + 2 * added);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('a second that holds more rows than a batch is read whole, from any border', async () => {
    const crowded = Array.from({ length: 700 }, () => tableRow(oneRow(), '2026-02-01 12:00:00', 'classic'));
    const { name } = await made('classic', [...history(100, 'classic'), ...crowded, ...Array.from({ length: 3 }, () => tableRow(oneRow(), '2026-01-01 12:00:00', 'classic'))]);
    const cursors = new Map<string, Cursor>();
    const ids: (string | undefined)[] = [];
    for (let isComplete = false; !isComplete; ) {
      // A session for each batch.
      const { session } = await connect(name);
      for await (const batch of session.pull(new Map(cursors))) {
        cursors.set(batch.stream, JSON.parse(JSON.stringify(batch.cursor)) as Cursor);
        ids.push(...batch.records.map((record) => valuesOf(record)['uniqueid']));
        isComplete = batch.complete;
        break;
      }
      await session.close();
    }
    expect(ids).toHaveLength(803);
    expect(new Set(ids).size).toBe(803);
  });

  it('rows without a linkedid keep their uniqueid; a default of the column is no number', async () => {
    const { name } = await made('freepbx', [{ ...tableRow(oneRow(), '2026-03-01 10:00:00', 'classic'), linkedid: '', sequence: 0 }, { ...tableRow(oneRow(), '2026-03-01 10:00:00', 'classic'), linkedid: '', sequence: 0 }]);
    const { records } = await pullAll((await connect(name)).session, new Map());
    expect(new Set(records.map(({ place }) => place)).size).toBe(2);
    expect(valuesOf(records[0])).not.toHaveProperty('sequence');
  });

  it('a table without the columns of a call log is said, with their names; so is one that is not there', async () => {
    await world.run(`CREATE TABLE bad${table} (id integer, src varchar(80), dst varchar(80), calldate ${engine === 'postgres' ? 'timestamp' : 'datetime'})`);
    await expect(connect(`bad${table}`)).rejects.toMatchObject({ code: 'columns-missing', params: { table: `bad${table}`, columns: 'channel, dstchannel, duration, billsec, disposition' } });
    await expect(connect('nowhere')).rejects.toMatchObject({ code: 'table-missing', params: { table: 'nowhere' } });
    await expect(connect('nowhere.cdr')).rejects.toMatchObject({ code: 'table-missing' });
  });

  it('a wrong password, a wrong database and no encryption are said in our words', async () => {
    const { name } = await made('classic');
    await expect(connect(name, { password: 'wrong' })).rejects.toMatchObject({ code: 'wrong-password' });
    await expect(connect(name, { database: 'nobody' })).rejects.toMatchObject({ code: 'server-refused' });
    await expect(connect(name, { security: 'tls' })).rejects.toMatchObject({ code: 'tls-unavailable' });
  });

  it('the test of an account names the columns', async () => {
    const { name } = await made('classic');
    const { config } = account(name);
    expect((await testCallLogAccount(config)).details).toEqual(expect.arrayContaining(['calldate', 'src', 'dst', 'channel', 'uniqueid']));
    await expect(testCallLogAccount({ ...config, table: 'nowhere' })).rejects.toMatchObject({ code: 'table-missing' });
  });

  it('an empty table is complete, and its first row is news', async () => {
    const { name, insert } = await made('newer');
    const { session } = await connect(name);
    const cursors = new Map<string, Cursor>();
    expect((await pullAll(session, cursors)).batches).toMatchObject([{ records: [], complete: true }]);
    await insert([tableRow(oneRow(), '2026-03-01 10:00:00', 'newer')]);
    await session.waitForNews();
    expect((await pullAll(session, cursors)).records).toHaveLength(1);
  });

  it('a server that is killed is said as such, and the next session goes on where the last batch was stored', async () => {
    const { name } = await made('classic', history(600, 'classic'));
    const cursors = new Map<string, Cursor>();
    const { session } = await connect(name);
    const ids: (string | undefined)[] = [];
    for await (const batch of session.pull(cursors)) {
      ids.push(...batch.records.map((record) => valuesOf(record)['uniqueid']));
      cursors.set(batch.stream, JSON.parse(JSON.stringify(batch.cursor)) as Cursor);
      break;
    }
    const failure = session.waitForNews().then(() => pullAll(session, cursors)).catch((thrown: unknown) => thrown);
    await world.server.restart();
    expect(await failure).toMatchObject({ name: 'DeskError', recovery: 'retry' });
    ids.push(...(await pullAll((await connect(name)).session, cursors)).records.map((record) => valuesOf(record)['uniqueid']));
    expect([ids.length, new Set(ids).size]).toEqual([600, 600]);
  });

  it('nothing is ever written', async () => {
    const { name } = await made('classic', history(1, 'classic'));
    const { openCdrDatabase } = await import('./cdrDatabase.ts');
    const database = await openCdrDatabase(account(name).config);
    await database.columns();
    const evil = { name: `x" FROM ${name}; DROP TABLE ${name}; --`, type: 'text', isAutoIncrement: false };
    await expect(database.rows({ columns: new Map([['src', evil]]), start: evil, id: null }, { order: 'up', limit: 1 })).rejects.toMatchObject({ name: 'DeskError' });
    await database.close();
    expect((await pullAll((await connect(name)).session, new Map())).records).toHaveLength(1);
  });

  describe('conforms', () => {
    async function makeWorld(layout: Layout): Promise<ConformanceWorld> {
      const { name, insert } = await made(layout, history(560, layout, 400));
      let next = 0;
      return { connector, setup: account(name), expected: 560, add: () => insert([tableRow(oneRow(), secondsLater('2026-05-01 00:00:00', (next += 60)), layout)]), remove: null, dispose: () => world.run(`DROP TABLE ${name}`) };
    }
    it.each(CONFORMANCE.map((check) => [engine === 'postgres' ? 'classic' : 'counted', check.promise, check] as const))('%s: %s', async (layout, _promise, check) => {
      await expect(check.run(() => makeWorld(layout))).resolves.toBeUndefined();
    });
  });
});

describe('a row', () => {
  it('has times without fractions and zones, and no zero dates', () => {
    expect(readRow({ start: '2026-03-01 10:00:00.123456', answer: '0000-00-00 00:00:00', end: '2026-03-01T10:01:00', src: Buffer.from('José'), amaflags: 3, dst: null })).toEqual({ start: '2026-03-01 10:00:00', end: '2026-03-01 10:01:00', src: 'José', amaflags: '3' });
    expect(readRow({ start: null, src: '1' })).toBeNull();
  });
  it('is told from others by its ids, else by what it says', () => {
    const base = { start: '2026-03-01 10:00:00', src: '1', dst: '2', uniqueid: 'u', linkedid: 'l', sequence: '1' };
    expect(rowKey(base)).toBe(rowKey({ ...base, userfield: 'changed later' }));
    expect(rowKey(base)).not.toBe(rowKey({ ...base, sequence: '2' }));
    const { sequence: _sequence, ...old } = base;
    expect(rowKey(old)).not.toBe(rowKey({ ...old, dst: '3' }));
  });
  it('a table that lacks all but the time is told in one go', () => {
    expect(() => describeTable([{ name: 'start', type: 'timestamp', isAutoIncrement: false }], 't')).toThrow(expect.objectContaining({ params: { table: 't', columns: 'src, dst, channel, dstchannel, duration, billsec, disposition' } }));
  });
});
