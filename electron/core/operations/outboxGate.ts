/** The gate of return (N7): what was said in a conversation since the agent wrote into it. Reads rows, changes nothing. */
import type { InteractionId } from '../../../shared/domain.ts';
import { keyAt } from '../store/interactions.ts';
import type { Reader } from '../store/open.ts';
import type { OutboxRow } from '../store/outbox.ts';

/** Enough to see what it is about. */
const MOST_SHOWN = 50;

/**
 * Words of the customer or of a colleague, oldest first: in the thread for a mail, with the address for a chat. What
 * left from this outbox is no news to the agent.
 */
export function saidSince(reader: Reader, row: Pick<OutboxRow, 'kind' | 'point' | 'threadKey' | 'seenKey' | 'createdAtMs'>): InteractionId[] {
  const seen = row.seenKey ?? keyAt(row.createdAtMs);
  const found = row.kind === 'mail'
    ? reader.prepare(`SELECT DISTINCT interaction.key AS key, interaction.id AS id FROM party JOIN interaction ON interaction.key = party.interaction
        WHERE party.point IN (SELECT id FROM contact_point WHERE customer = (SELECT customer FROM contact_point WHERE uuid = ?)) AND party.interaction > ? AND party.word IN (1, 2)
          AND interaction.thread_key = ? AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.interaction_id = interaction.id) ORDER BY key LIMIT ${MOST_SHOWN}`).all(row.point, seen, row.threadKey)
    : reader.prepare(`SELECT interaction.key AS key, interaction.id AS id FROM party JOIN interaction ON interaction.key = party.interaction
        WHERE party.point = (SELECT id FROM contact_point WHERE uuid = ?) AND party.interaction > ? AND party.word IN (1, 2)
          AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.interaction_id = interaction.id) ORDER BY key LIMIT ${MOST_SHOWN}`).all(row.point, seen);
  return (found as { id: InteractionId }[]).map(({ id }) => id);
}

/**
 * Up to where the agent can have read the conversation a message is for: its newest word among those they were shown, so
 * that one which comes late, with an older time than something else of the customer, still counts as new. Where nothing
 * of the conversation is known, the newest touchpoint of whoever has the contact point; null when there is none.
 * @param shownKey the newest interaction they were shown; null for all that is here now
 */
export function seenUpTo(reader: Reader, row: Pick<OutboxRow, 'kind' | 'point' | 'threadKey'>, shownKey: number | null): number | null {
  const upTo = shownKey ?? Number.MAX_SAFE_INTEGER;
  const own = row.kind === 'mail'
    ? reader.prepare(`SELECT max(party.interaction) AS key FROM party JOIN interaction ON interaction.key = party.interaction
        WHERE party.point IN (SELECT id FROM contact_point WHERE customer = (SELECT customer FROM contact_point WHERE uuid = ?)) AND party.interaction <= ? AND interaction.thread_key = ?`).get(row.point, upTo, row.threadKey)
    : reader.prepare('SELECT max(interaction) AS key FROM party WHERE point = (SELECT id FROM contact_point WHERE uuid = ?) AND interaction <= ?').get(row.point, upTo);
  return (own as { key: number | null }).key ?? shownKey ?? newestKey(reader, row.point);
}

function newestKey(reader: Reader, point: string): number | null {
  return (reader.prepare(`SELECT max(party.interaction) AS key FROM party WHERE party.point IN (SELECT id FROM contact_point WHERE customer = (SELECT customer FROM contact_point WHERE uuid = ?))`)
    .get(point) as { key: number | null }).key;
}
