/** Of the addresses that are one customer, which will still be theirs when others change hands. */
import type { ContactPointRef } from '../../../shared/domain.ts';
import { DeskError } from '../../../shared/result.ts';

/** A number may be shared by a household, and goes to somebody else one day. */
const STEADINESS = ['document', 'mail', 'loyalty', 'person', 'chat', 'number'];

type Point = ContactPointRef & { uuid: string };

/** A phone, or a chat that goes by its number. */
export function isNumber({ kind, value }: ContactPointRef): boolean {
  return kind === 'phone' || (kind === 'chat' && value.startsWith('whatsapp:+'));
}

/** For sorting: the steadiest first, the same on every desk. */
export function bySteadiness(x: Point, y: Point): number {
  return steadiness(x) - steadiness(y) || (x.uuid < y.uuid ? -1 : 1);
}

/**
 * What everything that is said of a customer hangs on, so that it stays together when an address leaves them.
 * @throws DeskError not-found for nobody
 */
export function steadiest<P extends Point>(points: readonly P[]): P {
  const [first] = points.toSorted(bySteadiness);
  if (first === undefined) throw new DeskError('not-found', { what: 'customer' });
  return first;
}

function steadiness(point: Point): number {
  return STEADINESS.indexOf(isNumber(point) ? 'number' : point.kind);
}
