/** Whether a telephone exchange, or its call log, can be reached as an account says, and what was found there. */
import type { AccountTest } from '../../../../shared/accounts.ts';
import { DeskError } from '../../../../shared/result.ts';
import type { AmiConfig, CallSqlConfig } from '../connector.ts';
import { AMI_TUNING, connectAmi } from './amiClient.ts';
import { tableOf } from './callSql.ts';
import { openCdrDatabase } from './cdrDatabase.ts';

/** Logs in and asks what this user may do; dials nothing. @throws DeskError */
export async function testPhoneAccount(config: AmiConfig): Promise<AccountTest> {
  const client = await connectAmi(config, AMI_TUNING, Date.now, new AbortController().signal);
  try {
    const allowed = (await client.act('ListCommands')).keys();
    return { facts: {}, folders: 0, details: [client.banner, ...['Originate', 'CoreShowChannels'].filter((action) => allowed.has(action.toLowerCase()))] };
  } finally {
    client.close();
  }
}

/** Logs in and reads the table's columns; their names are the details. @throws DeskError */
export async function testCallLogAccount(config: CallSqlConfig): Promise<AccountTest> {
  const database = await openCdrDatabase(config);
  try {
    const table = await tableOf(database, config);
    // A user who may see the columns may still not read the rows.
    await database.measure(table, null);
    return { facts: {}, folders: 0, details: [table.start.name, ...[...table.columns.values()].map((column) => column.name)] };
  } catch (thrown) {
    throw thrown instanceof DeskError ? thrown : new DeskError('protocol-error', { host: config.host }, { cause: thrown });
  } finally {
    await database.close();
  }
}
