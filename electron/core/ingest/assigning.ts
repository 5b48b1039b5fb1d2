/** Interactions that a person gave to somebody else: which points have one in their timeline, computed from the source and the decisions. */
import { pointByUuid } from '../store/customers.ts';
import { interactionById, setParty, settleMainPoint } from '../store/interactions.ts';
import type { InteractionDetailJson, NewParty } from '../store/interactions.ts';
import type { Reader, Writer } from '../store/open.ts';

export function hasAssignments(reader: Reader): boolean {
  return reader.prepare('SELECT 1 FROM assignment LIMIT 1').get() !== undefined;
}

type Base = Omit<NewParty, 'point'>;

/**
 * Puts the parties of one interaction where its assignments say. Idempotent, and exact after an undo: the rows are
 * made from what the source said, not from what stood there before.
 * @param also points that an assignment no longer names and that may have to give the interaction back
 */
export function applyAssignments(writer: Writer, interactionId: string, pending: { customers: Set<number> }, also: readonly string[] = []): void {
  // Nobody who is not here (yet, or any more) takes an interaction away from where its source put it; nor does the giver himself.
  const moves = (writer.prepare('SELECT from_point AS "from", to_point AS "to" FROM assignment WHERE interaction_id = ?').all(interactionId) as { from: string; to: string }[])
    .filter((move) => move.from !== move.to && pointByUuid(writer, move.to) !== null);
  if (moves.length === 0 && also.length === 0) return;
  const row = interactionById(writer, interactionId);
  if (row === null) return;
  const stated = statedParties(writer, row);
  for (const uuid of new Set([...moves.flatMap((move) => [move.from, move.to]), ...also])) {
    const point = pointByUuid(writer, uuid);
    if (point === null) continue;
    const givenAway = moves.some((move) => move.from === uuid);
    const received = moves.find((move) => move.to === uuid);
    const base = givenAway ? null : (stated.get(uuid) ?? (received === undefined ? null : (stated.get(received.from) ?? null)));
    setParty(writer, row, point.id, base);
    pending.customers.add(point.customer);
  }
  settleMainPoint(writer, row.key);
}

function statedParties(reader: Reader, row: { key: number; detail: string }): Map<string, Base> {
  const mailings = reader.prepare('SELECT point_uuid AS uuid, role FROM party_if_known WHERE interaction = ?').all(row.key) as { uuid: string; role: string }[];
  const stated = new Map<string, Base>(mailings.map((party) => [party.uuid, { role: party.role, word: 0, missed: false }]));
  for (const { point, role, word, missed } of (JSON.parse(row.detail) as InteractionDetailJson).parties) stated.set(point, { role, word, missed });
  return stated;
}
