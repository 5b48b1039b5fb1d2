/** One number for everything derived, made of ids and contents and not of local keys: equal histories have equal digests. */
import { createHash } from 'node:crypto';
import type { Reader } from './store/open.ts';

/** Each row as text, in an order that does not depend on when it was written. */
const PARTS = [
  'SELECT id, channel, direction, occurred_at_ms, marks, thread_key, author, agent, title, preview, detail, text, wire_id FROM interaction ORDER BY id',
  'SELECT contact_point.uuid, interaction.id, party.role, party.word, party.missed, party.settled FROM party JOIN contact_point ON contact_point.id = party.point JOIN interaction ON interaction.key = party.interaction ORDER BY 1, 2',
  'SELECT point.uuid, root.uuid, point.kind, point.value, point.seen_at_ms FROM contact_point AS point JOIN contact_point AS root ON root.id = point.customer ORDER BY 1',
  'SELECT uuid, name, organisation, interactions, channels, first_at_ms, last_at_ms, waiting_since_ms, attempts, missed, value_minor, orders, last_order_at_ms FROM customer ORDER BY uuid',
  'SELECT contact_point.uuid, field, rank, claim.value, at_ms FROM claim JOIN contact_point ON contact_point.id = claim.point ORDER BY 1, 2, 3, 4, 5',
  'SELECT a.uuid, b.uuid, rule FROM link JOIN contact_point AS a ON a.id = link.a JOIN contact_point AS b ON b.id = link.b ORDER BY 1, 2, 3',
  'SELECT interaction.id, contact_point.uuid FROM interaction LEFT JOIN contact_point ON contact_point.id = main_point ORDER BY 1',
  'SELECT a, b, same FROM pair_decision ORDER BY a, b',
  'SELECT interaction_id, from_point, to_point FROM assignment ORDER BY 1, 2',
  'SELECT record_key, kind, unreadable FROM source_record ORDER BY record_key',
  'SELECT DISTINCT about, recipient, state, at_ms, detail FROM delivery ORDER BY 1, 2, 3, 4, 5',
  'SELECT interaction_id, call_id, operation FROM interaction_link ORDER BY 1, 2',
  'SELECT interaction_id, operation FROM settled ORDER BY 1',
  'SELECT id, name, text, language, channels, operation FROM template ORDER BY id',
  'SELECT key, value, operation FROM shop_part ORDER BY key',
  'SELECT id, point, title, motive, status, status_at_ms, solved_at_ms, was_solved, said, first_ours_at_ms, since_at_ms, rests, team, owner, priority, snoozed_until_ms, channel, opened_at_ms, opened_by, operation FROM desk_case ORDER BY id',
  'SELECT * FROM case_tag ORDER BY 1, 2',
  'SELECT * FROM case_interaction ORDER BY 1, 2',
  'SELECT * FROM case_check ORDER BY 1, 2',
  'SELECT * FROM case_escalation ORDER BY operation',
  'SELECT * FROM task ORDER BY id',
  'SELECT * FROM queue_view ORDER BY id',
  'SELECT * FROM preference ORDER BY 1, 2',
  'SELECT * FROM visit ORDER BY id',
  'SELECT * FROM visit_item ORDER BY 1, 2',
  'SELECT record_key, token, score, comment, point, address, at_ms FROM survey_reply JOIN source_record ON source_record.id = record ORDER BY 1',
  'SELECT visit_id, place, source, verdict, score, comment, point, answered_at_ms, agent, branch, operation FROM survey ORDER BY 1, 2',
  'SELECT code, record_key, said_at_ms, name, category, description FROM product JOIN source_record ON source_record.id = record ORDER BY 1, 2',
  'SELECT code, channel, record_key, said_at_ms, amount_minor, currency, from_ms, to_ms FROM price JOIN source_record ON source_record.id = record ORDER BY 1, 2, 3',
  'SELECT number, record_key, said_at_ms, point, state, channel, ordered_at_ms, amount_minor, currency, lines FROM shop_order JOIN source_record ON source_record.id = record ORDER BY 1, 2',
  'SELECT offer.id, record_key, said_at_ms, point, text, campaign, product_code, amount_minor, currency, from_ms, to_ms, channel FROM offer JOIN source_record ON source_record.id = record ORDER BY 1, 2',
  'SELECT * FROM offer_presented ORDER BY operation',
  'SELECT * FROM offer_answer ORDER BY 1, 2',
  'SELECT * FROM favourite ORDER BY 1, 2',
  'SELECT * FROM rule ORDER BY id',
  'SELECT * FROM action_answer ORDER BY 1, 2',
];

export function digest(reader: Reader): string {
  const hash = createHash('sha256');
  for (const sql of PARTS) {
    for (const row of reader.prepare(sql).raw().iterate() as IterableIterator<unknown[]>) hash.update(JSON.stringify(row)).update('\n');
    hash.update('--\n');
  }
  return hash.digest('hex');
}
