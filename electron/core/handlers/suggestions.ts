/**
 * Who may be the same person as this customer: uncertain signs, computed when somebody looks, each with its evidence.
 * Nothing here ever links; a person decides.
 */
import type { LinkRule, Origin, Suggestion } from '../../../shared/domain.ts';
import { phoneTwin } from '../identity/address.ts';
import { contactPointId } from '../identity/ids.ts';
import { claimsOf, decisionsOf, evidenceOf, membersOf, pointById, pointByUuid, pointsWithClaim } from '../store/customers.ts';
import type { ClaimRow, PointRow } from '../store/customers.ts';
import type { Reader } from '../store/open.ts';
import { contactPointView, customerName, customerOfPoint, origin } from './views.ts';
import type { ViewContext } from './views.ts';

/** A name that more customers than this have says nothing. */
const COMMON_NAME = 5;
const MAX_SUGGESTIONS = 8;

type Sign = { mine: PointRow; theirs: PointRow; rule: LinkRule; value: string; origin: Origin };

export function suggestionsFor(context: ViewContext, root: number): Suggestion[] {
  const members = membersOf(context.reader, root);
  const byPair = new Map<string, Sign[]>();
  for (const sign of signs(context.reader, members)) {
    if (sign.theirs.customer === root || isRefused(context.reader, members, sign.theirs)) continue;
    // One suggestion a customer: several signs are its evidence together.
    const key = String(sign.theirs.customer);
    byPair.set(key, [...(byPair.get(key) ?? []), sign]);
  }
  const ranked = [...byPair.values()].sort((x, y) => y.length - x.length || WEIGHT[y[0]?.rule ?? 'same-name'] - WEIGHT[x[0]?.rule ?? 'same-name']);
  return ranked.slice(0, MAX_SUGGESTIONS).map((group) => toSuggestion(context, group)).filter((suggestion) => suggestion !== null);
}

const WEIGHT: Record<LinkRule, number> = { 'contact-card': 9, 'same-document': 9, 'agent': 9, 'shared-number': 5, 'same-number': 4, 'mail-signature': 3, 'reply-to': 2, 'same-name': 1 };

function* signs(reader: Reader, members: readonly PointRow[]): Generator<Sign> {
  for (const mine of members) {
    yield* sameNumber(reader, mine);
    yield* sharedCardNumber(reader, mine);
    const claims = claimsOf(reader, [mine.id]);
    for (const claim of claims) yield* fromClaim(reader, mine, claim);
    // The other way round: somebody's signature names this number, somebody answers from this address.
    if (mine.kind === 'phone') for (const claim of pointsWithClaim(reader, 'phone', mine.value, COMMON_NAME)) yield* claimed(reader, mine, claim, 'mail-signature');
    if (mine.kind === 'mail') for (const claim of pointsWithClaim(reader, 'mail', mine.value, COMMON_NAME)) yield* claimed(reader, mine, claim, 'reply-to');
  }
}

/** A chat account and a telephone that go by one number. */
function* sameNumber(reader: Reader, mine: PointRow): Generator<Sign> {
  const number = mine.kind === 'phone' ? mine.value : mine.kind === 'chat' && mine.value.startsWith('whatsapp:+') ? mine.value.slice('whatsapp:'.length) : null;
  if (number === null) return;
  for (const spelling of [number, phoneTwin(number)]) {
    if (spelling === null) continue;
    for (const ref of [{ kind: 'phone' as const, value: spelling }, { kind: 'chat' as const, value: `whatsapp:${spelling}` }]) {
      const theirs = pointByUuid(reader, contactPointId(ref));
      if (theirs !== null && theirs.id !== mine.id) yield { mine, theirs, rule: 'same-number', value: spelling, origin: origin(reader, theirs, theirs.seenAtMs) };
    }
  }
}

/** A number that stands on the cards of two customers joins neither; both are shown. */
function* sharedCardNumber(reader: Reader, mine: PointRow): Generator<Sign> {
  for (const edge of evidenceOf(reader, mine.id)) {
    const theirs = pointById(reader, edge.a === mine.id ? edge.b : edge.a);
    if (theirs !== null && theirs.customer !== mine.customer) {
      yield { mine, theirs, rule: 'shared-number', value: mine.kind === 'phone' ? mine.value : theirs.value, origin: origin(reader, { record: edge.record, operation: null }, mine.seenAtMs) };
    }
  }
}

function* fromClaim(reader: Reader, mine: PointRow, claim: ClaimRow): Generator<Sign> {
  const where = origin(reader, claim, claim.atMs);
  if (claim.field === 'phone') {
    for (const ref of [{ kind: 'phone' as const, value: claim.value }, { kind: 'chat' as const, value: `whatsapp:${claim.value}` }]) {
      const theirs = pointByUuid(reader, contactPointId(ref));
      if (theirs !== null) yield { mine, theirs, rule: 'mail-signature', value: claim.value, origin: where };
    }
  }
  if (claim.field === 'mail') {
    const theirs = pointByUuid(reader, contactPointId({ kind: 'mail', value: claim.value }));
    if (theirs !== null) yield { mine, theirs, rule: 'reply-to', value: claim.value, origin: where };
  }
  if (claim.field === 'name' && claim.value.trim().includes(' ')) {
    const norm = (reader.prepare("SELECT norm FROM claim WHERE point = ? AND field = 'name' AND value = ? LIMIT 1").get(mine.id, claim.value) as { norm: string }).norm;
    const same = pointsWithClaim(reader, 'name', norm, COMMON_NAME * 4);
    const customers = new Set(same.map((other) => pointById(reader, other.point)?.customer));
    if (customers.size <= COMMON_NAME) for (const other of same) yield* claimed(reader, mine, other, 'same-name');
  }
}

function* claimed(reader: Reader, mine: PointRow, claim: ClaimRow, rule: LinkRule): Generator<Sign> {
  const theirs = pointById(reader, claim.point);
  if (theirs !== null && theirs.id !== mine.id) yield { mine, theirs, rule, value: claim.value, origin: origin(reader, claim, claim.atMs) };
}

/** A person has said already that these two are not the same. */
function isRefused(reader: Reader, members: readonly PointRow[], theirs: PointRow): boolean {
  const mine = new Set(members.map((member) => member.uuid));
  return membersOf(reader, theirs.customer).some((other) => decisionsOf(reader, other.uuid).some((decision) => !decision.same && (mine.has(decision.a) || mine.has(decision.b))));
}

function toSuggestion(context: ViewContext, group: readonly Sign[]): Suggestion | null {
  const best = group[0];
  const mine = best === undefined ? null : customerOfPoint(context.reader, best.mine.id);
  const theirs = best === undefined ? null : customerOfPoint(context.reader, best.theirs.id);
  if (best === undefined || mine === null || theirs === null) return null;
  const evidence = new Map(group.map((sign) => [`${sign.rule} ${sign.value}`, { rule: sign.rule, value: sign.value, origin: sign.origin }]));
  return {
    id: `${best.mine.uuid}~${best.theirs.uuid}`, customerId: mine.id, otherCustomerId: theirs.id, otherName: customerName(context, theirs.name),
    points: [contactPointView(context, best.mine), contactPointView(context, best.theirs)], rule: best.rule, evidence: [...evidence.values()],
  };
}
