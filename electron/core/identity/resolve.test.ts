import { describe, expect, it } from 'vitest';
import type { ContactPointKind } from '../../../shared/domain.ts';
import { seeded } from '../testing.ts';
import { resolve } from './resolve.ts';
import type { EvidenceEdge, Node, PairDecision } from './resolve.ts';

/** Points are named by kind and number: `m1` a mail address, `p2` a telephone, `c3` a chat, `d4` a document. */
const KINDS: Record<string, ContactPointKind> = { m: 'mail', p: 'phone', c: 'chat', d: 'document', n: 'person' };
const node = (uuid: string): Node => ({ uuid, kind: KINDS[uuid[0] ?? ''] ?? 'mail' });
const ordered = (x: string, y: string): { a: string; b: string } => (x < y ? { a: x, b: y } : { a: y, b: x });

let nextRecord = 1;
/** A card as ingest puts it down: a star around its first point. */
function card(...points: string[]): EvidenceEdge[] {
  const record = nextRecord++;
  return points.slice(1).map((point) => ({ ...ordered(points[0] ?? '', point), rule: 'contact-card', record }));
}
const decision = (x: string, y: string, same: boolean): PairDecision => ({ ...ordered(x, y), same, operation: `${x}${y}` });
const joined = (x: string, y: string): PairDecision => decision(x, y, true);
const cut = (x: string, y: string): PairDecision => decision(x, y, false);

/** Customers as sorted lists of their points, alone ones left out. */
function customers(evidence: EvidenceEdge[][], decisions: PairDecision[] = [], more: string[] = []): string[] {
  const edges = evidence.flat();
  const uuids = new Set([...edges, ...decisions].flatMap(({ a, b }) => [a, b]).concat(more));
  const groups = new Map<string, string[]>();
  for (const [uuid, root] of resolve([...uuids].map(node), edges, decisions).customerOf) groups.set(root, [...(groups.get(root) ?? []), uuid]);
  return [...groups.values()].filter((members) => members.length > 1).map((members) => members.sort().join(' ')).sort();
}

describe('certain evidence', () => {
  it('links the addresses of one card by itself', () => {
    expect(customers([card('d1', 'm1', 'm2', 'c1', 'p1')])).toEqual(['c1 d1 m1 m2 p1']);
  });
  it('links two cards that share an address or a document', () => {
    expect(customers([card('m1', 'm2'), card('m1', 'c1')])).toEqual(['c1 m1 m2']);
    expect(customers([card('d1', 'm1'), card('d1', 'm2')])).toEqual(['d1 m1 m2']);
  });
  it('a customer goes by the smallest id of its members', () => {
    const { customerOf } = resolve([node('m2'), node('m1'), node('d1')], card('m2', 'm1', 'd1'), []);
    expect([...customerOf.values()]).toEqual(['d1', 'd1', 'd1']);
  });
  it('passes over points that are not here', () => {
    const result = resolve([node('m1')], card('m1', 'm2'), [joined('m1', 'm3')]);
    expect([...result.customerOf]).toEqual([['m1', 'm1']]);
    expect(result.links).toEqual([]);
  });
});

describe('S15: a phone number is no bridge', () => {
  it('two cards that share a number stay two, and the number joins neither', () => {
    expect(customers([card('m1', 'p1'), card('m2', 'p1')])).toEqual([]);
    expect(customers([card('d1', 'm1', 'p1'), card('m2', 'p1', 'p2')])).toEqual(['d1 m1', 'm2 p2']);
  });
  it('two cards of one customer may share it', () => {
    expect(customers([card('m1', 'p1'), card('m1', 'm2'), card('m2', 'p1')])).toEqual(['m1 m2 p1']);
  });
  it('a chain of numbers bridges no more than one number does', () => {
    expect(customers([card('m1', 'p1'), card('p1', 'p2'), card('m2', 'p2')])).toEqual([]);
  });
  it('a card of numbers alone links them, whether they are two or four', () => {
    expect(customers([card('p1', 'p2')])).toEqual(['p1 p2']);
    expect(customers([card('p1', 'p2', 'p3', 'p4')])).toEqual(['p1 p2 p3 p4']);
  });
  it('a number on a card of numbers and on a card of a person joins neither of the two together', () => {
    expect(customers([card('p1', 'p2', 'p3'), card('m1', 'p1')])).toEqual([]);
    expect(customers([card('p1', 'p2', 'p3'), card('m1', 'p3')])).toEqual(['p1 p2']);
  });
  it('the same card of numbers in two imports is one card', () => {
    expect(customers([card('p1', 'p2', 'p3'), card('p1', 'p2', 'p3')])).toEqual(['p1 p2 p3']);
  });
  it('a person who joins a number to one of its two owners bridges no third', () => {
    expect(customers([card('m1', 'p1'), card('m2', 'p1')], [joined('m1', 'p1')])).toEqual(['m1 p1']);
    expect(customers([card('m2', 'p1')], [joined('m1', 'p1')])).toEqual(['m1 p1']);
  });
  it('a person may join the owners themselves; then the number is theirs', () => {
    expect(customers([card('m1', 'p1'), card('m2', 'p1')], [joined('m1', 'm2')])).toEqual(['m1 m2 p1']);
  });
});

describe('S15, over many made-up worlds', () => {
  it('numbers change nothing about who is one customer among the other addresses', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = seeded(seed);
      const others = ['m1', 'm2', 'm3', 'c1', 'd1'];
      const cards = Array.from({ length: 1 + random.below(7) }, () => card(...random.shuffle([...others, 'p1', 'p2', 'p3']).slice(0, 2 + random.below(2)).sort()));
      const decisions = random.below(2) === 0 ? [] : [cut('m1', 'd1')];
      const isNumber = (uuid: string): boolean => uuid.startsWith('p');
      const withNumbers = customers(cards, decisions).map((group) => group.split(' ').filter((uuid) => !isNumber(uuid)).join(' ')).filter((group) => group.includes(' '));
      const without = customers(cards.map((edges) => edges.filter(({ a, b }) => !isNumber(a) && !isNumber(b))), decisions);
      expect(withNumbers.sort(), `seed ${seed}`).toEqual(without);
    }
  });
});

describe('decisions of people', () => {
  it('a join holds without any evidence', () => {
    expect(customers([], [joined('m1', 'm2'), joined('m2', 'c1')])).toEqual(['c1 m1 m2']);
  });
  it('a cut beats evidence', () => {
    expect(customers([card('m1', 'm2')], [cut('m1', 'm2')])).toEqual([]);
  });
  it('evidence does not lead around a cut, over however many points', () => {
    const groups = customers([card('m1', 'm3'), card('m3', 'm4'), card('m4', 'm2')], [cut('m1', 'm2')]);
    expect(groups.some((group) => group.includes('m1') && group.includes('m2'))).toBe(false);
    expect(groups).toHaveLength(2);
  });
  it('a join holds even where another pair is cut', () => {
    expect(customers([], [joined('m1', 'm2'), joined('m2', 'm3'), cut('m1', 'm3')])).toEqual(['m1 m2 m3']);
  });
  it('says of each link why it holds', () => {
    const { links } = resolve(['m1', 'm2', 'm3'].map(node), [{ a: 'm1', b: 'm2', rule: 'contact-card', record: 7 }], [joined('m2', 'm3')]);
    expect(links).toEqual(expect.arrayContaining([{ a: 'm1', b: 'm2', rule: 'contact-card', record: 7, operation: null }, { a: 'm2', b: 'm3', rule: 'agent', record: null, operation: 'm2m3' }]));
  });
});

describe('order', () => {
  it('of points, evidence and decisions leaves no trace, nor do the record numbers of a machine', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = seeded(seed);
      const names = ['m1', 'm2', 'm3', 'm4', 'p1', 'p2', 'p3', 'c1', 'd1', 'n1'];
      const cards = Array.from({ length: 1 + random.below(6) }, () => card(...random.shuffle(names).slice(0, 2 + random.below(3))));
      const decisions = new Map(Array.from({ length: random.below(5) }, () => random.shuffle(names)).map(([x = '', y = '']) => [[x, y].sort().join(), decision(x, y, random.below(2) === 0)]));
      const look = (nodes: string[], evidence: EvidenceEdge[], decided: PairDecision[]): string => {
        const result = resolve(nodes.map(node), evidence, decided);
        return JSON.stringify([[...result.customerOf].map((pair) => pair.join()).sort(), result.links.map(({ a, b, rule }) => [a, b, rule].join()).sort()]);
      };
      const straight = look(names, cards.flat(), [...decisions.values()]);
      const renumbered = new Map(random.shuffle(cards).map((edges, n) => [edges[0]?.record, n + 1]));
      const mixed = cards.flat().map((edge) => ({ ...edge, record: renumbered.get(edge.record) ?? 0 }));
      expect(look(random.shuffle(names), random.shuffle(mixed), random.shuffle([...decisions.values()])), `seed ${seed}`).toBe(straight);
    }
  });
});
