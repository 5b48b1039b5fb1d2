/**
 * Which contact points are one customer: a pure function of what is said about them, the same in any order of arrival.
 *
 * People's decisions come first: a join always holds, a cut is never bridged by evidence. Then certain evidence
 * links by itself. A phone number is no bridge: it joins the one customer its cards speak of, and when they speak of
 * two, it joins none and a person is asked.
 */
import type { ContactPointKind } from '../../../shared/domain.ts';

export type Node = { uuid: string; kind: ContactPointKind };
/** Pairs are of uuids with a < b. */
export type EvidenceEdge = { a: string; b: string; rule: string; record: number };
export type PairDecision = { a: string; b: string; same: boolean; operation: string };
export type ActiveLink = { a: string; b: string; rule: string; record: number | null; operation: string | null };

export type Resolution = {
  /** uuid of a point -> smallest uuid of its customer. */
  customerOf: Map<string, string>;
  links: ActiveLink[];
};

/** @param nodes every point the edges and decisions speak of; others in edges are passed over */
export function resolve(nodes: readonly Node[], evidence: readonly EvidenceEdge[], decisions: readonly PairDecision[]): Resolution {
  const kinds = new Map(nodes.map((node) => [node.uuid, node.kind]));
  const groups = new Groups(nodes.map((node) => node.uuid), decisions.filter((decision) => !decision.same));
  const isHere = (edge: { a: string; b: string }): boolean => kinds.has(edge.a) && kinds.has(edge.b);
  const links: ActiveLink[] = [];

  for (const join of decisions.filter((decision) => decision.same && isHere(decision)).sort(byPair)) {
    groups.join(join.a, join.b);
    links.push({ a: join.a, b: join.b, rule: 'agent', record: null, operation: join.operation });
  }
  const touchesPhone = (edge: EvidenceEdge): boolean => kinds.get(edge.a) === 'phone' || kinds.get(edge.b) === 'phone';
  const certain = evidence.filter(isHere).sort(byPair);
  for (const edge of certain.filter((candidate) => !touchesPhone(candidate))) {
    if (groups.joinUnlessCut(edge.a, edge.b)) links.push({ ...edge, operation: null });
  }
  const bridges = sharedPhones(certain.filter(touchesPhone), kinds, groups);
  for (const edge of certain.filter(touchesPhone)) {
    if (bridges.has(edge.a) || bridges.has(edge.b)) continue;
    if (groups.joinUnlessCut(edge.a, edge.b)) links.push({ ...edge, operation: null });
  }
  return { customerOf: groups.smallest(), links };
}

/** Phones whose cards speak of more than one customer, judged before any phone has joined anything. */
function sharedPhones(edges: readonly EvidenceEdge[], kinds: ReadonlyMap<string, ContactPointKind>, groups: Groups): Set<string> {
  const cards = new Map<number, Set<string>>();
  for (const { a, b, record } of edges) cards.set(record, (cards.get(record) ?? new Set()).add(a).add(b));
  const speaksOf = new Map<string, Set<string>>();
  for (const card of cards.values()) {
    const phones = [...card].filter((point) => kinds.get(point) === 'phone').sort();
    const others = [...card].filter((point) => kinds.get(point) !== 'phone').map((point) => groups.find(point));
    for (const phone of phones) {
      const known = speaksOf.get(phone) ?? new Set<string>();
      // A card of numbers alone speaks of somebody who is known by just these numbers.
      for (const customer of others.length > 0 ? others : [phones.join(' ')]) known.add(customer);
      // A person may have joined the phone to a customer already; that customer counts.
      if (groups.sizeOf(phone) > 1) known.add(groups.find(phone));
      speaksOf.set(phone, known);
    }
  }
  return new Set([...speaksOf].filter(([, customers]) => customers.size > 1).map(([phone]) => phone));
}

/** Record numbers come last: they are this machine's own, and must decide nothing that another machine would see otherwise. */
function byPair(x: { a: string; b: string; rule?: string; record?: number }, y: { a: string; b: string; rule?: string; record?: number }): number {
  return compare(x.a, y.a) || compare(x.b, y.b) || compare(x.rule ?? '', y.rule ?? '') || (x.record ?? 0) - (y.record ?? 0);
}

function compare(x: string, y: string): number {
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Disjoint sets that know which of their members a person has said are not the same. */
class Groups {
  readonly #parent = new Map<string, string>();
  readonly #members = new Map<string, string[]>();
  readonly #cuts = new Map<string, Set<string>>();

  constructor(uuids: readonly string[], cuts: readonly { a: string; b: string }[]) {
    for (const uuid of uuids) {
      this.#parent.set(uuid, uuid);
      this.#members.set(uuid, [uuid]);
    }
    for (const { a, b } of cuts) {
      for (const [x, y] of [[a, b], [b, a]] as const) this.#cuts.set(x, (this.#cuts.get(x) ?? new Set()).add(y));
    }
  }

  find(uuid: string): string {
    let root = uuid;
    for (let up = this.#parent.get(root); up !== undefined && up !== root; up = this.#parent.get(root)) root = up;
    this.#parent.set(uuid, root);
    return root;
  }

  sizeOf(uuid: string): number {
    return this.#members.get(this.find(uuid))?.length ?? 1;
  }

  join(a: string, b: string): void {
    const [x, y] = [this.find(a), this.find(b)];
    if (x === y) return;
    const [keep, drop] = x < y ? [x, y] : [y, x];
    this.#parent.set(drop, keep);
    this.#members.set(keep, [...(this.#members.get(keep) ?? []), ...(this.#members.get(drop) ?? [])]);
    this.#members.delete(drop);
  }

  /** @returns false when a person keeps the two sides apart; true also when they were together already */
  joinUnlessCut(a: string, b: string): boolean {
    if (this.#cuts.get(a)?.has(b)) return false;
    const [x, y] = [this.find(a), this.find(b)];
    if (x === y) return true;
    const others = new Set(this.#members.get(y));
    for (const member of this.#members.get(x) ?? []) for (const cut of this.#cuts.get(member) ?? []) if (others.has(cut)) return false;
    this.join(a, b);
    return true;
  }

  smallest(): Map<string, string> {
    const result = new Map<string, string>();
    for (const members of this.#members.values()) {
      const smallest = members.reduce((least, member) => (member < least ? member : least));
      for (const member of members) result.set(member, smallest);
    }
    return result;
  }
}
