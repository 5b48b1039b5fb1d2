/** Works out anew who is one customer around some contact points, and writes what changed. */
import { resolve } from '../identity/resolve.ts';
import type { EvidenceEdge, Node, PairDecision } from '../identity/resolve.ts';
import { isNumber } from '../identity/steadiness.ts';
import { decisionsOf, evidenceOf, membersOf, pointById, pointByUuid, refreshCustomer, replaceLinks, setCustomer } from '../store/customers.ts';
import type { PointRow } from '../store/customers.ts';
import type { Reader, Writer } from '../store/open.ts';

/** More points than this in one heap of evidence are left as they are: no customer has so many addresses. */
const MAX_POINTS = 5_000;

/**
 * Idempotent; a function of evidence and decisions alone. Nothing of an interaction moves: customers are computed.
 * Each heap of points that hang together is worked out by itself, so that many seeds cost no more than their heaps.
 * @returns the customers (contact_point ids) that lost or won points, already refreshed
 */
export function relink(writer: Writer, seeds: Iterable<number>): Set<number> {
  const seen = new Set<number>();
  const touched = new Set<number>();
  for (const seed of seeds) {
    if (seen.has(seed)) continue;
    const heap = neighbourhood(writer, seed);
    for (const id of [...heap.points.keys(), ...heap.left]) seen.add(id);
    if (heap.left.length === 0) for (const customer of relinkHeap(writer, heap)) touched.add(customer);
  }
  for (const customer of touched) refreshCustomer(writer, customer);
  return touched;
}

/** `left`: points that were not looked at any more, because there are too many. */
type Heap = { points: Map<number, PointRow>; evidence: EvidenceEdge[]; decisions: PairDecision[]; left: number[] };

function relinkHeap(writer: Writer, { points, evidence, decisions }: Heap): Set<number> {
  const { customerOf, links } = resolve([...points.values()].map(asNode), evidence, decisions);
  const idOf = new Map([...points.values()].map((point) => [point.uuid, point.id]));
  const touched = new Set<number>();
  for (const point of points.values()) {
    const customer = idOf.get(customerOf.get(point.uuid) ?? point.uuid) ?? point.id;
    if (customer === point.customer) continue;
    touched.add(point.customer).add(customer);
    setCustomer(writer, point.id, customer);
  }
  replaceLinks(writer, [...points.keys()], links.map((link) => ({ ...link, a: idOf.get(link.a) ?? 0, b: idOf.get(link.b) ?? 0 })));
  return touched;
}

/** A chat address that is a number is shared like the telephone it is, and must not bridge two people either. */
function asNode({ uuid, kind, value }: PointRow): Node {
  return { uuid, kind: isNumber({ kind, value }) ? 'phone' : kind };
}

/** Everything that evidence, decisions and present customers connect with the seed; cut short at MAX_POINTS. */
function neighbourhood(reader: Reader, seed: number): Heap {
  const points = new Map<number, PointRow>();
  const evidence = new Map<string, EvidenceEdge>();
  const decisions = new Map<string, PairDecision>();
  const open = [pointById(reader, seed)].filter((point) => point !== null);
  const visit = (point: PointRow | null): void => {
    if (point !== null && !points.has(point.id)) open.push(point);
  };
  while (open.length > 0 && points.size < MAX_POINTS) {
    const point = open.pop() as PointRow;
    if (points.has(point.id)) continue;
    points.set(point.id, point);
    for (const member of membersOf(reader, point.customer)) visit(member);
    for (const edge of evidenceOf(reader, point.id)) {
      const [a, b] = [pointById(reader, edge.a), pointById(reader, edge.b)];
      if (a === null || b === null) continue;
      evidence.set(`${a.uuid} ${b.uuid} ${edge.rule} ${edge.record}`, { a: a.uuid, b: b.uuid, rule: edge.rule, record: edge.record });
      visit(a);
      visit(b);
    }
    for (const decision of decisionsOf(reader, point.uuid)) {
      decisions.set(`${decision.a} ${decision.b}`, decision);
      visit(pointByUuid(reader, decision.a === point.uuid ? decision.b : decision.a));
    }
  }
  return { points, evidence: [...evidence.values()], decisions: [...decisions.values()], left: open.map((point) => point.id).filter((id) => !points.has(id)) };
}
