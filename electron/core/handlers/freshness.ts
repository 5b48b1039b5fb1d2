/** How up to date the sources are of what is being shown (S30). */
import type { AccountId, ConnectorKind, CustomerView } from '../../../shared/domain.ts';
import { timelineKeys } from '../store/interactions.ts';
import type { Reader } from '../store/open.ts';

export type Freshness = CustomerView['freshness'];

/** The newest interactions, whose sources are those that still feed a customer. */
const FRESHNESS_ROWS = 300;

const COLUMNS = `account.id AS id, account.kind AS kind, account.label AS label,
  (SELECT max(last_success_at_ms) FROM stream WHERE account_id = account.id) AS lastSuccessAtMs, (SELECT min(complete) FROM stream WHERE account_id = account.id) AS complete`;
type Row = { id: AccountId; kind: ConnectorKind; label: string; lastSuccessAtMs: number | null; complete: number | null };
const view = (row: Row): Freshness[number] => ({ source: { connector: row.kind, accountId: row.id, label: row.label }, lastSuccessAtMs: row.lastSuccessAtMs, complete: row.complete === 1 });

/** The sources in which the owner of these points was last seen, each with how up to date it is. */
export function freshnessOf(reader: Reader, points: readonly number[]): Freshness {
  const rows = reader.prepare(`SELECT ${COLUMNS} FROM account WHERE id IN (SELECT account_id FROM source_record WHERE id IN (SELECT record FROM interaction WHERE key IN (SELECT value FROM json_each(?))))
    ORDER BY kind, label`).all(JSON.stringify(timelineKeys(reader, points, { limit: FRESHNESS_ROWS }))) as Row[];
  return rows.map(view);
}

/** Of every source there is: how old may it be that somebody is not known here? */
export function freshnessOfAll(reader: Reader): Freshness {
  return (reader.prepare(`SELECT ${COLUMNS} FROM account WHERE removed_at_ms IS NULL ORDER BY kind, label`).all() as Row[]).map(view);
}
