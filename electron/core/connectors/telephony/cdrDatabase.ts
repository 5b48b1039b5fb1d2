/**
 * One read-only connection to the database of a call log, PostgreSQL or MySQL/MariaDB, behind four questions.
 *
 * Owns the drivers and the two dialects. Promises: nothing is ever written, every question has a time limit, times come
 * as the text that stands in the table, and whatever goes wrong is a DeskError.
 */
import { createConnection } from 'mysql2/promise';
import type { Connection } from 'mysql2/promise';
import pg from 'pg';
import { DeskError } from '../../../../shared/result.ts';
import type { CallSqlConfig } from '../connector.ts';
import { toDeskError } from '../mail/imapErrors.ts';
import type { CdrTable, FoundColumn } from './cdrTable.ts';

/** Rows by their place: the id where there is one, else the second they began in. `below` and `from` are bounds as text. */
export type RowsWanted = { from?: string; below?: string; order: 'up' | 'down'; limit: number };

export type CdrDatabase = {
  /** Columns of the table; empty when it is not there. @throws DeskError */
  columns(): Promise<FoundColumn[]>;
  /** Each with its place as `place`. @throws DeskError */
  rows(table: CdrTable, wanted: RowsWanted): Promise<Record<string, unknown>[]>;
  /** How many rows are at or above a place (all of them when it is null), and the highest place of them as text; null when there are none. @throws DeskError */
  measure(table: CdrTable, from: string | null): Promise<{ count: number; highest: string | null }>;
  /** Ends what is under way. Idempotent. */
  close(): Promise<void>;
};

type Row = Record<string, unknown>;
type Dialect = { quote(name: string): string; parameter(n: number, column: FoundColumn): string; asText(column: FoundColumn, sql: string): string };
type Line = { dialect: Dialect; ask(sql: string, parameters: readonly string[]): Promise<Row[]>; close(): Promise<void> };

const CONNECT_MS = 15_000;
const QUESTION_MS = 30_000;

/** Connects and logs in. @throws DeskError */
export async function openCdrDatabase(config: CallSqlConfig): Promise<CdrDatabase> {
  const line = config.engine === 'postgres' ? await connectPostgres(config) : await connectMysql(config);
  const [schema, name] = config.table.includes('.') ? (config.table.split('.', 2) as [string, string]) : [null, config.table];
  const { dialect } = line;
  let source = '';
  return {
    async columns() {
      const found = await line.ask(...columnsQuestion(config.engine, schema, name));
      // The name may be written in another case than the table has; among several the one that is written so.
      const tables = [...new Set(found.map((row) => `${String(row['schema'])}\0${String(row['table'])}`))];
      const chosen = tables.find((table) => table.endsWith(`\0${name}`)) ?? tables[0];
      if (chosen === undefined) return [];
      source = chosen.split('\0').map((part) => dialect.quote(part)).join('.');
      return found.filter((row) => `${String(row['schema'])}\0${String(row['table'])}` === chosen).map((row) => ({ name: String(row['name']), type: String(row['type']), isAutoIncrement: Number(row['counted']) === 1 }));
    },
    rows(table, wanted) {
      const place = table.id ?? table.start;
      const quoted = dialect.quote(place.name);
      const conditions = [`${dialect.quote(table.start.name)} IS NOT NULL`];
      const parameters: string[] = [];
      for (const [bound, sign] of [[wanted.from, '>='], [wanted.below, '<']] as const) {
        if (bound === undefined) continue;
        parameters.push(bound);
        conditions.push(`${quoted} ${sign} ${dialect.parameter(parameters.length, place)}`);
      }
      const list = [...table.columns].map(([alias, column]) => `${dialect.asText(column, dialect.quote(column.name))} AS ${dialect.quote(alias)}`);
      list.push(`${dialect.asText(table.start, dialect.quote(table.start.name))} AS ${dialect.quote('start')}`, `${dialect.asText(place, quoted)} AS ${dialect.quote('place')}`);
      return line.ask(`SELECT ${list.join(', ')} FROM ${source} WHERE ${conditions.join(' AND ')} ORDER BY ${quoted} ${wanted.order === 'up' ? 'ASC' : 'DESC'} LIMIT ${Math.trunc(wanted.limit)}`, parameters);
    },
    async measure(table, from) {
      const place = table.id ?? table.start;
      const quoted = dialect.quote(place.name);
      const where = from === null ? '' : ` WHERE ${quoted} >= ${dialect.parameter(1, place)}`;
      const [row] = await line.ask(`SELECT count(${dialect.quote(table.start.name)}) AS counted, ${dialect.asText(place, `max(${quoted})`)} AS highest FROM ${source}${where}`, from === null ? [] : [from]);
      const highest = row?.['highest'];
      return { count: Number(row?.['counted'] ?? 0), highest: typeof highest === 'string' || typeof highest === 'number' ? String(highest) : null };
    },
    close: () => line.close(),
  };
}

function columnsQuestion(engine: CallSqlConfig['engine'], schema: string | null, table: string): [sql: string, parameters: string[]] {
  const counted = engine === 'postgres' ? "CASE WHEN column_default LIKE 'nextval(%' OR is_identity = 'YES' THEN 1 ELSE 0 END" : "CASE WHEN extra LIKE '%auto_increment%' THEN 1 ELSE 0 END";
  const where = engine === 'postgres'
    ? `lower(table_name) = lower($1) AND ${schema === null ? 'table_schema = ANY (current_schemas(false))' : 'table_schema = $2'}`
    : `lower(table_name) = lower(?) AND table_schema = ${schema === null ? 'database()' : '?'}`;
  return [`SELECT table_schema AS "schema", table_name AS "table", column_name AS "name", data_type AS "type", ${counted} AS counted FROM information_schema.columns WHERE ${where} ORDER BY ordinal_position`.replaceAll('"', engine === 'postgres' ? '"' : '`'), schema === null ? [table] : [table, schema]];
}

const isDate = (column: FoundColumn): boolean => /^(?:timestamp|datetime|date)/i.test(column.type);
const isNumber = (column: FoundColumn): boolean => /int|serial|numeric|decimal/i.test(column.type);

const POSTGRES: Dialect = {
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  parameter: (n, column) => `$${n}${isDate(column) ? '::timestamp' : isNumber(column) ? '::bigint' : ''}`,
  asText: (column, sql) => (isDate(column) ? `to_char(${sql}, 'YYYY-MM-DD HH24:MI:SS')` : `(${sql})::text`),
};
const MYSQL: Dialect = { quote: (name) => `\`${name.replaceAll('`', '``')}\``, parameter: () => '?', asText: (_column, sql) => sql };

async function connectPostgres(config: CallSqlConfig): Promise<Line> {
  const { host, port, database, user, password } = config;
  const client = new pg.Client({
    host, port, database, user, password, connectionTimeoutMillis: CONNECT_MS, query_timeout: QUESTION_MS, statement_timeout: QUESTION_MS, keepAlive: true, application_name: 'hilo',
    ssl: config.security === 'tls' ? { rejectUnauthorized: !config.acceptInvalidCertificate } : false,
  });
  // A line that drops between two questions is found by the next one.
  client.on('error', () => undefined);
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await client.end().catch(() => undefined);
  };
  try {
    await client.connect();
    await client.query('SET default_transaction_read_only = on');
  } catch (thrown) {
    await close();
    throw databaseError(thrown, config);
  }
  return {
    dialect: POSTGRES, close,
    ask: async (sql, parameters) => {
      try {
        return (await client.query<Row>(sql, [...parameters])).rows;
      } catch (thrown) {
        throw databaseError(thrown, config);
      }
    },
  };
}

async function connectMysql(config: CallSqlConfig): Promise<Line> {
  const { host, port, database, user, password } = config;
  let connection: Connection;
  try {
    connection = await createConnection({
      host, port, database, user, password, connectTimeout: CONNECT_MS, dateStrings: true, supportBigNumbers: true, bigNumberStrings: true,
      ...(config.security === 'tls' ? { ssl: { rejectUnauthorized: !config.acceptInvalidCertificate } } : {}),
    });
  } catch (thrown) {
    throw databaseError(thrown, config);
  }
  connection.on('error', () => undefined);
  const close = (): Promise<void> => {
    connection.destroy();
    return Promise.resolve();
  };
  const ask = async (sql: string, parameters: readonly string[]): Promise<Row[]> => {
    try {
      const [rows] = await connection.query({ sql, values: [...parameters], timeout: QUESTION_MS });
      return rows as Row[];
    } catch (thrown) {
      throw databaseError(thrown, config);
    }
  };
  try {
    await connection.query('SET SESSION TRANSACTION READ ONLY');
    // MySQL counts in milliseconds, MariaDB in seconds; each knows only its own.
    await connection.query(`SET SESSION max_execution_time = ${QUESTION_MS}`).catch(() => connection.query(`SET SESSION max_statement_time = ${QUESTION_MS / 1_000}`)).catch(() => undefined);
  } catch (thrown) {
    await close();
    throw databaseError(thrown, config);
  }
  return { dialect: MYSQL, ask, close };
}

/** SQLSTATE of PostgreSQL (appendix A) and names of errors of MySQL and MariaDB. */
const CODES: Readonly<Record<string, 'wrong-password' | 'table-missing' | 'server-refused' | 'server-busy' | 'server-slow' | 'connection-lost' | 'tls-unavailable'>> = {
  '28P01': 'wrong-password', '28000': 'wrong-password', ER_ACCESS_DENIED_ERROR: 'wrong-password', ER_ACCESS_DENIED_NO_PASSWORD_ERROR: 'wrong-password',
  '42P01': 'table-missing', ER_NO_SUCH_TABLE: 'table-missing',
  '3D000': 'server-refused', '42501': 'server-refused', ER_BAD_DB_ERROR: 'server-refused', ER_DBACCESS_DENIED_ERROR: 'server-refused', ER_TABLEACCESS_DENIED_ERROR: 'server-refused', ER_COLUMNACCESS_DENIED_ERROR: 'server-refused', ER_HOST_NOT_PRIVILEGED: 'server-refused',
  '53300': 'server-busy', '57P03': 'server-busy', ER_CON_COUNT_ERROR: 'server-busy', ER_TOO_MANY_USER_CONNECTIONS: 'server-busy', ER_HOST_IS_BLOCKED: 'server-busy',
  '57014': 'server-slow', ER_QUERY_TIMEOUT: 'server-slow', ER_STATEMENT_TIMEOUT: 'server-slow', PROTOCOL_SEQUENCE_TIMEOUT: 'server-slow',
  '57P01': 'connection-lost', '57P02': 'connection-lost', '08006': 'connection-lost', PROTOCOL_CONNECTION_LOST: 'connection-lost', ER_SERVER_SHUTDOWN: 'connection-lost',
  HANDSHAKE_NO_SSL_SUPPORT: 'tls-unavailable',
};

function databaseError(thrown: unknown, { host, table }: CallSqlConfig): DeskError {
  const { code, message } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { code?: unknown; message?: unknown };
  const said = typeof message === 'string' ? message : '';
  const known = CODES[typeof code === 'string' ? code : ''] ?? wordsOf(said);
  if (known === 'table-missing') return new DeskError(known, { host, table }, { cause: thrown });
  if (known === 'server-refused') return new DeskError(known, { host, reason: String(code) }, { cause: thrown });
  return known === undefined ? toDeskError(thrown, host) : new DeskError(known, { host }, { cause: thrown });
}

/** What the drivers say without a code. */
function wordsOf(said: string): 'connection-lost' | 'server-slow' | 'tls-unavailable' | undefined {
  if (/does not support SSL/i.test(said)) return 'tls-unavailable';
  if (/timeout/i.test(said)) return 'server-slow';
  return /terminated|closed state|not queryable|was closed|ended|Can't add new command/i.test(said) ? 'connection-lost' : undefined;
}
