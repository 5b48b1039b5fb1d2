/** Derived rows about the fate of things sent: what receipts and bounces say of them, joined by their wire id. */
import type { DeliveryState, DeliveryView } from '../../../shared/domain.ts';
import type { Reader, Writer } from './open.ts';

/** `about` is a wire id (a Message-ID with its brackets, an origin-id); `record` is what says so. */
export type DeliveryRow = { about: string; recipient: string; state: DeliveryState; record: number; atMs: number; detail: string };

/** Safe to repeat. */
export function putDelivery(writer: Writer, row: DeliveryRow): void {
  writer.prepare('INSERT OR REPLACE INTO delivery (about, recipient, state, record, at_ms, detail) VALUES (?, ?, ?, ?, ?, ?)').run(row.about, row.recipient, row.state, row.record, row.atMs, row.detail);
}

/** The main contact points of what was sent under a wire id: their timelines show its fate. */
export function outboundByWireId(reader: Reader, wireId: string): number[] {
  return (reader.prepare('SELECT main_point AS point FROM interaction WHERE wire_id = ? AND direction = 1 AND main_point IS NOT NULL').all(wireId) as { point: number }[]).map((row) => row.point);
}

export function deliveriesAbout(reader: Reader, wireId: string): DeliveryView[] {
  return reader.prepare('SELECT state, at_ms AS atMs, recipient, detail FROM delivery WHERE about = ? ORDER BY at_ms, recipient, state').all(wireId) as DeliveryView[];
}

/** When the outbox saw it leave; null for what was sent elsewhere. */
export function sentAtMs(reader: Reader, interactionId: string): number | null {
  return (reader.prepare("SELECT sent_at_ms AS atMs FROM outbox WHERE interaction_id = ? AND state = 'sent'").get(interactionId) as { atMs: number | null } | undefined)?.atMs ?? null;
}

/** From good news to the worst. */
const NEWS: readonly DeliveryState[] = ['sent', 'delivered', 'read', 'delayed', 'bounced'];

/**
 * One word for all that is known: of one recipient a delay is over once it arrived; over all recipients the worst news
 * wins, then the furthest. Null when nothing is known.
 */
export function summariseDeliveries(rows: readonly DeliveryView[]): DeliveryView | null {
  const byRecipient = new Map<string, DeliveryView>();
  for (const row of rows) {
    const known = byRecipient.get(row.recipient);
    if (known === undefined || outweighs(row, known)) byRecipient.set(row.recipient, row);
  }
  return [...byRecipient.values()].reduce<DeliveryView | null>((worst, row) => (worst === null || NEWS.indexOf(row.state) > NEWS.indexOf(worst.state) ? row : worst), null);
}

/** Of one recipient: what says more. A bounce is final; a delay counts only while nothing says that it arrived. */
function outweighs(row: DeliveryView, known: DeliveryView): boolean {
  const weight = (state: DeliveryState): number => ['sent', 'delayed', 'delivered', 'read', 'bounced'].indexOf(state);
  return weight(row.state) > weight(known.state);
}
