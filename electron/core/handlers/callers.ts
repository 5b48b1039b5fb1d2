/** Whose number is this? From the store alone: points of the number, cards that name it, signatures that state it. */
import type { ContactPointRef } from '../../../shared/domain.ts';
import { phonePoint, phoneTwin } from '../identity/address.ts';
import { contactPointId } from '../identity/ids.ts';
import { decisionsOf, evidenceOf, membersOf, pointById, pointByUuid, pointsWithClaim } from '../store/customers.ts';
import type { PointRow } from '../store/customers.ts';
import type { Reader } from '../store/open.ts';
import { customerOf, customerOfPoint } from './views.ts';
import type { ViewContext } from './views.ts';

/** One who may be on the line. `via`: the contact point by which they have the number. `points`: what of them is told. */
export type CallerSketch = { root: number; via: PointRow; points: PointRow[] };
export type Callers = { match: 'one' | 'several' | 'unknown' | 'withheld'; sketches: CallerSketch[] };

/** More customers than this under one number are a switchboard; the rest is found by search. */
const MOST = 8;

/**
 * Customers who have the number, in no order. One who is known by nothing but the number is nobody yet: what was said
 * from it is told with the only customer who has it, and stands for itself, last, where several have it.
 */
export function callersOf(context: ViewContext, number: string): Callers {
  const { reader } = context;
  const read = phonePoint(number, context.country);
  if (read === 'withheld') return { match: 'withheld', sketches: [] };
  if (read === null) return { match: 'unknown', sketches: [] };
  const spellings = [read.value, phoneTwin(read.value)].filter((value) => value !== null);
  const own = spellings.flatMap(pointsOfNumber).map((ref) => pointByUuid(reader, contactPointId(ref))).filter((point) => point !== null);
  const nameless = new Map<number, PointRow>();
  const known = new Map<number, PointRow>();
  for (const point of own) (isKnown(reader, point.customer) ? known : nameless).set(point.customer, point);
  for (const via of stated(reader, own, spellings)) if (!known.has(via.customer) && isKnown(reader, via.customer) && !isRefused(reader, own, via.customer)) known.set(via.customer, via);
  const rest = [...nameless.values()].flatMap((point) => membersOf(reader, point.customer));
  const people = [...known].slice(0, MOST).map(([root, via]) => ({ root, via, points: membersOf(reader, root) }));
  const bare = [...nameless.values()][0];
  const [only] = people;
  if (only === undefined) return bare === undefined ? { match: 'unknown', sketches: [] } : { match: 'one', sketches: [{ root: bare.customer, via: bare, points: rest }] };
  if (people.length === 1) return { match: 'one', sketches: [{ ...only, points: [...only.points, ...rest] }] };
  const isSilent = !rest.some((point) => reader.prepare('SELECT 1 FROM party WHERE point = ? LIMIT 1').get(point.id) !== undefined);
  return { match: 'several', sketches: bare === undefined || isSilent ? people : [...people.slice(0, MOST - 1), { root: bare.customer, via: bare, points: rest }] };
}

/** One customer, chosen by the agent; null when the id is nobody's. */
export function callerById(context: ViewContext, customerId: string): Callers | null {
  const found = customerOf(context.reader, customerId);
  const points = found === null ? [] : membersOf(context.reader, found.root);
  const via = points.find((point) => point.uuid === customerId) ?? points[0];
  return found === null || via === undefined ? null : { match: 'one', sketches: [{ root: found.root, via, points }] };
}

export function isNumberOnly(reader: Reader, root: number): boolean {
  return !isKnown(reader, root);
}

function pointsOfNumber(value: string): ContactPointRef[] {
  return [{ kind: 'phone', value }, { kind: 'chat', value: `whatsapp:${value}` }];
}

/** Somebody with a name or with an address that is no number. */
function isKnown(reader: Reader, root: number): boolean {
  const name = customerOfPoint(reader, root)?.name ?? '';
  return name !== '' && !/^(?:whatsapp:)?\+\d+$/.test(name);
}

/** Points of those whose cards or signatures name the number. */
function stated(reader: Reader, own: readonly PointRow[], spellings: readonly string[]): PointRow[] {
  const carded = own.flatMap((point) => evidenceOf(reader, point.id).map((edge) => pointById(reader, edge.a === point.id ? edge.b : edge.a)));
  const signed = spellings.flatMap((value) => pointsWithClaim(reader, 'phone', value, 4 * MOST)).map((claim) => pointById(reader, claim.point));
  return [...carded, ...signed].filter((point) => point !== null);
}

/** A person has said that the number is not theirs. */
function isRefused(reader: Reader, own: readonly PointRow[], root: number): boolean {
  const theirs = new Set(membersOf(reader, root).map((member) => member.uuid));
  return own.some((point) => decisionsOf(reader, point.uuid).some((decision) => !decision.same && (theirs.has(decision.a) || theirs.has(decision.b))));
}
