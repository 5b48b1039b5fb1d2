/** Works out anew who is one customer around some contact points, and writes what changed. */
import { resolve } from '../identity/resolve.ts';
import type { EvidenceEdge, PairDecision } from '../identity/resolve.ts';
import { decisionsOf, evidenceOf, membersOf, pointById, pointByUuid, refreshCustomer, replaceLinks, setCustomer } from '../store/customers.ts';
import type { PointRow } from '../store/customers.ts';
import type { Reader, Writer } from '../store/open.ts';

/** More points than this in one heap of evidence are left as they are: no customer has so many addresses. */
const MAX_POINTS = 5_000;

/**
 * Idempotent; a function of evidence and decisions alone. Nothing of an interaction moves: customers are computed.
 * @returns the customers (contact_point ids) that lost or won points, already refreshed
 */
export function relink(writer: Writer, seeds: Iterable<number>): Set<number> {
  const { points, evidence, decisions } = neighbourhood(writer, seeds);
  const { customerOf, links } = resolve([...points.values()], evidence, decisions);
  const idOf = new Map([...points.values()].map((point) => [point.uuid, point.id]));
  const touched = new Set<number>();
  for (const point of points.values()) {
    const customer = idOf.get(customerOf.get(point.uuid) ?? point.uuid) ?? point.id;
    if (customer === point.customer) continue;
    touched.add(point.customer).add(customer);
    setCustomer(writer, point.id, customer);
  }
  replaceLinks(writer, [...points.keys()], links.map((link) => ({ ...link, a: idOf.get(link.a) ?? 0, b: idOf.get(link.b) ?? 0 })));
  for (const customer of touched) refreshCustomer(writer, customer);
  return touched;
}

/** Everything that evidence, decisions and present customers connect with the seeds. */
function neighbourhood(reader: Reader, seeds: Iterable<number>): { points: Map<number, PointRow>; evidence: EvidenceEdge[]; decisions: PairDecision[] } {
  const points = new Map<number, PointRow>();
  const evidence = new Map<string, EvidenceEdge>();
  const decisions = new Map<string, PairDecision>();
  const open = [...seeds].map((id) => pointById(reader, id)).filter((point) => point !== null);
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
  return { points, evidence: [...evidence.values()], decisions: [...decisions.values()] };
}
