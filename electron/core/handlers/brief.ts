/**
 * What an agent should know before picking up (S2, N4): from the local history alone, without waiting for anything.
 * The work is bounded by what is shown, not by the length of the history.
 */
import { CHANNELS } from '../../../shared/domain.ts';
import type { BriefCandidate, CallBrief, Channel, ContactPointId, CustomerField, Direction, FieldValue } from '../../../shared/domain.ts';
import { DAY_MS } from '../../../shared/time.ts';
import { splitQuoted } from '../connectors/mail/mime/quoted.ts';
import { promisesIn } from '../decisions/promises.ts';
import { rankCallers } from '../decisions/rankCallers.ts';
import { formatPoint } from '../identity/address.ts';
import { foremostCase } from '../store/cases.ts';
import { customerSummary } from '../store/customers.ts';
import type { CustomerSummary, PointRow } from '../store/customers.ts';
import { interactionByKey, keyAt, MARK } from '../store/interactions.ts';
import type { InteractionRow } from '../store/interactions.ts';
import type { Reader } from '../store/open.ts';
import { callerById, callersOf, isNumberOnly } from './callers.ts';
import type { CallerSketch } from './callers.ts';
import { freshnessOf, freshnessOfAll } from './freshness.ts';
import { customerName, fieldValues, origin } from './views.ts';
import type { ViewContext } from './views.ts';

/** Who wrote to us longer ago than this and was never answered is history, not an open matter; the same as in the queue. */
const OPEN_DAYS = 30;
/** What we said this long ago was done, or is forgotten on both sides. */
const PROMISE_DAYS = 120;
const PROMISES = 3;
/** Own words looked through for promises, the newest. */
const OWN_WORDS = 60;
const WORDS_LENGTH = 280;
/** What people are asked again and again. */
const ASKED: ReadonlySet<CustomerField> = new Set(['document', 'address', 'city', 'birthday', 'organisation', 'language', 'since', 'comment', 'preferredChannel', 'phone', 'mail']);

/** @param identifiedAs the customer an agent has said is on the line: then there is no choice left */
export function callBrief(context: ViewContext, number: string, nowMs: number, identifiedAs: string | null = null): CallBrief {
  const { reader } = context;
  const { match, sketches } = (identifiedAs === null ? null : callerById(context, identifiedAs)) ?? callersOf(context, number);
  const candidates = sketches.map((sketch) => candidate(context, sketch, nowMs)).filter((found) => found !== null);
  const bare = new Set(sketches.filter((sketch) => isNumberOnly(reader, sketch.root)).map((sketch) => sketch.via.uuid));
  const ranked = [...rankCallers(candidates.filter((found) => !bare.has(found.contactPointId))), ...candidates.filter((found) => bare.has(found.contactPointId))];
  const points = sketches.flatMap((sketch) => sketch.points.map((point) => point.id));
  return { match, candidates: ranked, freshness: points.length === 0 ? freshnessOfAll(reader) : freshnessOf(reader, points) };
}

/** The same of one customer who is known; null when the id is nobody's. */
export function customerBrief(context: ViewContext, customerId: string, nowMs: number): BriefCandidate | null {
  return callerById(context, customerId)?.sketches.map((sketch) => candidate(context, sketch, nowMs))[0] ?? null;
}

function candidate(context: ViewContext, { root, via, points }: CallerSketch, nowMs: number): BriefCandidate | null {
  const { reader } = context;
  const summary = customerSummary(reader, root);
  if (summary === null) return null;
  const ids = points.map((point) => point.id);
  const customers = [...new Set([root, ...points.map((point) => point.customer)])].map((id) => customerSummary(reader, id)).filter((found) => found !== null);
  return {
    customerId: summary.uuid, name: customerName(context, summary.name), organisation: summary.organisation, contactPointId: via.uuid as ContactPointId,
    interactions: customers.reduce((sum, { interactions }) => sum + interactions, 0), lastAtMs: newest(reader, customers)?.occurredAtMs ?? null,
    open: openCase(reader, points) ?? openMatter(reader, customers, nowMs), lastWords: lastWords(context, ids, customers.reduce((bits, { channels }) => bits | channels, 0)), promises: promises(reader, ids, nowMs), known: knownFacts(context, points), pending: pendingCount(reader, points),
  };
}

/** What they have come for, in the words of a case; null without one that anybody spoke in. */
function openCase(reader: Reader, points: readonly PointRow[]): BriefCandidate['open'] {
  const row = foremostCase(reader, points.map((point) => point.uuid));
  const last = row === null || row.lastKey === null ? null : interactionByKey(reader, row.theirKey ?? row.lastKey);
  return row === null || last === null ? null : { title: row.title, sinceMs: row.sinceAtMs ?? row.openedAtMs, channel: last.channel, interactionId: last.id };
}

/** What they wait for: of all that the points belong to, what has waited longest, told by its latest word. */
function openMatter(reader: Reader, customers: readonly CustomerSummary[], nowMs: number): BriefCandidate['open'] {
  const sinceKey = keyAt(nowMs - OPEN_DAYS * DAY_MS);
  const waiting = customers.filter((summary): summary is CustomerSummary & { waitingKey: number; waitingSinceMs: number } => summary.waitingKey !== null && summary.waitingSinceMs !== null && summary.waitingKey >= sinceKey)
    .sort((a, b) => a.waitingSinceMs - b.waitingSinceMs)[0];
  const last = waiting === undefined ? null : interactionByKey(reader, waiting.waitingKey);
  return waiting === undefined || last === null ? null : { title: last.title === '' ? last.preview : last.title, sinceMs: waiting.waitingSinceMs, channel: last.channel, interactionId: last.id };
}

/** The newest of each channel in which somebody spoke, and the newest note. `channels`: those that are there at all, one bit each; a search for one that is not would walk the whole history. */
function lastWords(context: ViewContext, points: readonly number[], channels: number): BriefCandidate['lastWords'] {
  const { reader } = context;
  const newestOf = reader.prepare('SELECT interaction AS key FROM party WHERE point = ? AND channel = ? AND (word > 0 OR ?) ORDER BY interaction DESC LIMIT 1');
  const keys = CHANNELS.flatMap((channel, n) => {
    if ((channels & (1 << n)) === 0) return [];
    const found = points.map((point) => (newestOf.get(point, n, channel === 'note' ? 1 : 0) as { key: number } | undefined)?.key).filter((key) => key !== undefined);
    return found.length === 0 ? [] : [Math.max(...found)];
  });
  return keys.sort((a, b) => b - a).flatMap((key) => {
    const row = interactionByKey(reader, key);
    return row === null ? [] : [{ channel: row.channel, direction: row.direction, atMs: row.occurredAtMs, author: customerName(context, row.author), text: (row.preview === '' ? row.title : row.preview).slice(0, WORDS_LENGTH), interactionId: row.id }];
  });
}

/** What we wrote, noted or told of a call, looked through for promises. */
function promises(reader: Reader, points: readonly number[], nowMs: number): BriefCandidate['promises'] {
  const sinceKey = keyAt(nowMs - PROMISE_DAYS * DAY_MS);
  const found: BriefCandidate['promises'] = [];
  const seen = new Set<string>();
  for (const row of ourWords(reader, points, sinceKey)) {
    for (const text of promisesIn(row.channel === 'mail' ? splitQuoted(row.text).own : row.text)) {
      if (found.length < PROMISES && !seen.has(text)) found.push({ text, atMs: row.occurredAtMs, author: row.author, channel: row.channel, interactionId: row.id });
      seen.add(text);
    }
    if (found.length >= PROMISES) break;
  }
  return found;
}

/** Newest first. A call's text in the log is numbers and names; only what a person wrote of it is words. */
function* ourWords(reader: Reader, points: readonly number[], sinceKey: number): Generator<Pick<InteractionRow, 'text' | 'occurredAtMs' | 'author' | 'channel' | 'id'>> {
  const statement = reader.prepare(`SELECT interaction AS key FROM party JOIN interaction ON interaction.key = party.interaction
    WHERE party.point = ? AND party.interaction > ? AND (interaction.direction > 0 OR interaction.operation IS NOT NULL) AND (party.channel <> ? OR interaction.operation IS NOT NULL) AND interaction.marks & ? = 0
    ORDER BY party.interaction DESC LIMIT ?`);
  const keys = new Set(points.flatMap((point) => (statement.all(point, sinceKey, CHANNELS.indexOf('call'), MARK.list | MARK.automatic, OWN_WORDS) as { key: number }[]).map((row) => row.key)));
  const text = reader.prepare('SELECT id, channel, direction, occurred_at_ms AS occurredAtMs, author, substr(text, 1, 6000) AS text FROM interaction WHERE key = ?');
  for (const key of [...keys].sort((a, b) => b - a).slice(0, OWN_WORDS)) {
    const row = text.get(key) as { id: InteractionRow['id']; channel: number; direction: Direction; occurredAtMs: number; author: string; text: string };
    yield { ...row, channel: CHANNELS[row.channel] as Channel };
  }
}

/** Fields somebody stated, and the addresses and documents we have as points of their own. */
function knownFacts(context: ViewContext, points: readonly PointRow[]): FieldValue[] {
  const { reader } = context;
  const fields = fieldValues(reader, points.map((point) => point.id)).filter(({ field, value }) => ASKED.has(field) && value !== '');
  const held = (['document', 'mail', 'phone'] as const).flatMap((kind): FieldValue[] => {
    const [first, ...others] = points.filter((point) => point.kind === kind).map((point) => ({ value: formatPoint(point, context.country), origin: origin(reader, point, point.seenAtMs) }));
    return first === undefined ? [] : [{ field: kind, ...first, others }];
  });
  return [...held, ...fields.filter(({ field }) => !held.some((fact) => fact.field === field))];
}

function pendingCount(reader: Reader, points: readonly PointRow[]): number {
  return (reader.prepare("SELECT count(*) AS n FROM outbox WHERE point IN (SELECT value FROM json_each(?)) AND state IN ('queued', 'held', 'sending', 'verifying', 'failed')")
    .get(JSON.stringify(points.map((point) => point.uuid))) as { n: number }).n;
}

function newest(reader: Reader, customers: readonly CustomerSummary[]): InteractionRow | null {
  const keys = customers.map(({ lastKey }) => lastKey).filter((key) => key !== null);
  return keys.length === 0 ? null : interactionByKey(reader, Math.max(...keys));
}
