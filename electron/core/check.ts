/** Looks a history over: is the file sound, and does what is derived agree with what is true. */
import { brokenLink } from './operations/commit.ts';
import { allBlobs } from './store/blobs.ts';
import type { Store } from './store/open.ts';
import { chainOfDevice } from './store/operations.ts';
import { rawBytes, recordsAfter } from './store/sources.ts';
import type { RecordRow } from './store/sources.ts';

export type Problem = { what: string; count: number; example: string };

/** Each answers with the rows that break a rule. */
const RULES: { what: string; sql: string }[] = [
  { what: 'record without an interaction', sql: "SELECT record_key AS example FROM source_record WHERE kind = 'mail' AND unreadable IS NULL AND NOT EXISTS (SELECT 1 FROM interaction WHERE record = source_record.id)" },
  { what: 'call rows without a call', sql: 'SELECT group_key AS example FROM source_record WHERE group_key IS NOT NULL AND unreadable IS NULL AND group_key NOT IN (SELECT sibling.group_key FROM source_record AS sibling JOIN interaction ON interaction.record = sibling.id WHERE sibling.group_key IS NOT NULL)' },
  { what: 'interaction without its record', sql: 'SELECT id AS example FROM interaction WHERE (record IS NOT NULL AND NOT EXISTS (SELECT 1 FROM source_record WHERE source_record.id = interaction.record)) OR (record IS NULL AND operation IS NULL)' },
  { what: 'place without its record', sql: 'SELECT place AS example FROM source_place WHERE NOT EXISTS (SELECT 1 FROM source_record WHERE source_record.id = source_place.record)' },
  { what: 'party without its interaction', sql: 'SELECT CAST(interaction AS TEXT) AS example FROM party WHERE NOT EXISTS (SELECT 1 FROM interaction WHERE interaction.key = party.interaction)' },
  { what: 'party without its contact point', sql: 'SELECT CAST(point AS TEXT) AS example FROM party WHERE NOT EXISTS (SELECT 1 FROM contact_point WHERE contact_point.id = party.point)' },
  { what: 'contact point without its customer', sql: 'SELECT uuid AS example FROM contact_point WHERE NOT EXISTS (SELECT 1 FROM customer WHERE customer.id = contact_point.customer)' },
  { what: 'customer without members', sql: 'SELECT uuid AS example FROM customer WHERE NOT EXISTS (SELECT 1 FROM contact_point WHERE contact_point.customer = customer.id)' },
  { what: 'customer not named by its smallest member', sql: 'SELECT uuid AS example FROM customer WHERE uuid <> (SELECT min(uuid) FROM contact_point WHERE contact_point.customer = customer.id)' },
  { what: 'customer with a wrong count', sql: 'SELECT uuid AS example FROM customer WHERE interactions <> (SELECT count(DISTINCT party.interaction) FROM party JOIN contact_point ON contact_point.id = party.point WHERE contact_point.customer = customer.id)' },
  { what: 'link across customers', sql: 'SELECT a.uuid AS example FROM link JOIN contact_point AS a ON a.id = link.a JOIN contact_point AS b ON b.id = link.b WHERE a.customer <> b.customer' },
  { what: 'interaction key out of its time', sql: 'SELECT id AS example FROM interaction WHERE key / 524288 <> max(occurred_at_ms, 0) / 1000' },
  { what: 'note or logged call without its operation', sql: 'SELECT id AS example FROM interaction WHERE operation IS NOT NULL AND NOT EXISTS (SELECT 1 FROM operation WHERE operation.id = interaction.operation)' },
  { what: 'word wrongly counted as settled', sql: 'SELECT interaction.id AS example FROM party JOIN interaction ON interaction.key = party.interaction WHERE party.settled <> (party.word = 1 AND EXISTS (SELECT 1 FROM settled WHERE interaction_id = interaction.id))' },
  { what: 'receipt without its record', sql: 'SELECT about AS example FROM delivery WHERE NOT EXISTS (SELECT 1 FROM source_record WHERE source_record.id = delivery.record)' },
  { what: 'receipt number given twice', sql: "SELECT receipt_series || ' ' || receipt_number AS example FROM visit WHERE receipt_number IS NOT NULL GROUP BY receipt_series, receipt_number HAVING count(*) > 1" },
  { what: 'receipt without its file', sql: 'SELECT visit_id AS example FROM receipt_file WHERE blob_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM blob WHERE blob.id = receipt_file.blob_id)' },
  { what: 'closed visit without its touchpoint', sql: "SELECT visit.id AS example FROM visit JOIN contact_point ON contact_point.uuid = visit.point WHERE visit.state = 'closed' AND NOT EXISTS (SELECT 1 FROM interaction WHERE interaction.id = visit.id)" },
  { what: 'two open drafts in one place', sql: 'SELECT point AS example FROM draft WHERE discarded_at_ms IS NULL GROUP BY point, channel HAVING count(*) > 1' },
  { what: 'draft without its file', sql: "SELECT draft.id AS example FROM draft JOIN json_each(draft.content, '$.attachments') AS file WHERE NOT EXISTS (SELECT 1 FROM blob WHERE blob.id = file.value ->> 'blobId')" },
  { what: 'record without its bytes', sql: 'SELECT record_key AS example FROM source_record WHERE raw IS NULL AND vault_pack IS NULL' },
];

const PAGE = 500;

/** Reads every raw record too, so that damage on the disk is found while a copy may still exist. */
export async function checkHistory(store: Store): Promise<Problem[]> {
  const problems: Problem[] = [];
  const integrity = store.db.pragma('integrity_check') as { integrity_check: string }[];
  if (integrity[0]?.integrity_check !== 'ok') problems.push({ what: 'database file', count: integrity.length, example: integrity[0]?.integrity_check ?? '' });
  for (const { what, sql } of RULES) {
    const rows = store.prepare(`${sql} LIMIT 1000`).all() as { example: string }[];
    if (rows[0] !== undefined) problems.push({ what, count: rows.length, example: rows[0].example });
  }
  for (const { device } of store.prepare('SELECT DISTINCT device FROM operation').all() as { device: string }[]) {
    const broken = brokenLink(chainOfDevice(store, device));
    if (broken !== null) problems.push({ what: 'operation log was changed', count: 1, example: broken.id });
  }
  problems.push(...(await unreadableBytes(store)));
  return problems;
}

async function unreadableBytes(store: Store): Promise<Problem[]> {
  let count = 0;
  let example = '';
  for (let last = 0; ; ) {
    const rows = recordsAfter(store, last, PAGE);
    if (rows.length === 0) break;
    last = (rows.at(-1) as RecordRow).id;
    for (const row of rows) {
      try {
        rawBytes(store, row);
      } catch {
        count += 1;
        if (example === '') example = row.recordKey;
      }
    }
    // Other work of the thread gets its turn between pages.
    await new Promise((settle) => setImmediate(settle));
  }
  return [...(count === 0 ? [] : [{ what: 'raw record cannot be read', count, example }]), ...(await unreadableFiles(store))];
}

async function unreadableFiles(store: Store): Promise<Problem[]> {
  const lost: string[] = [];
  for (const blob of allBlobs(store)) {
    try {
      store.vault.read(blob.vault);
    } catch {
      lost.push(blob.id);
    }
    await new Promise((settle) => setImmediate(settle));
  }
  return lost[0] === undefined ? [] : [{ what: 'file of a draft cannot be read', count: lost.length, example: lost[0] }];
}
