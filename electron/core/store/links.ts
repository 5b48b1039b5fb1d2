/** Derived rows of what belongs together on a timeline: something sent, and the call during which it was sent; a survey or a receipt's mail, and its visit. */
import type { Reader, Writer } from './open.ts';

/** Either side may not be here (yet). `operation` null takes the link away. */
export function putLink(writer: Writer, link: { interactionId: string; callId: string }, operation: string | null): void {
  if (operation === null) writer.prepare('DELETE FROM interaction_link WHERE interaction_id = ? AND call_id = ?').run(link.interactionId, link.callId);
  else writer.prepare('INSERT OR REPLACE INTO interaction_link (interaction_id, call_id, operation) VALUES (?, ?, ?)').run(link.interactionId, link.callId, operation);
}

/** Ids of what an interaction is linked with, from its own side. */
export function linkedWith(reader: Reader, id: string): { id: string; kind: 'during-call' | 'sent-during' }[] {
  return reader.prepare(`SELECT call_id AS id, 'during-call' AS kind FROM interaction_link WHERE interaction_id = ?
    UNION ALL SELECT interaction_id, 'sent-during' FROM interaction_link WHERE call_id = ?`).all(id, id) as { id: string; kind: 'during-call' | 'sent-during' }[];
}
