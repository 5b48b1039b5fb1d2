/**
 * One batch of a source becomes rows: records, places, people, interactions and the cursor, in one transaction.
 *
 * Promises: a batch may come again, late or in part, and leaves the same rows; the cursor moves only together with
 * what it stands for; what cannot be read is kept raw and counted. Never awaits, never reads a clock.
 */
import { CHANNELS } from '../../../shared/domain.ts';
import type { InteractionId } from '../../../shared/domain.ts';
import { invariant } from '../../../shared/result.ts';
import type { SyncBatch } from '../connectors/connector.ts';
import { bySteadiness } from '../identity/steadiness.ts';
import { ensurePoint, pointById, pointByUuid, putClaim, putEvidence, refreshCustomer, regroundPoints } from '../store/customers.ts';
import { outboundByWireId, putDelivery } from '../store/deliveries.ts';
import { putGap } from '../store/gaps.ts';
import { adoptMailings, hasInteraction, insertInteraction, interactionOfRecord, MARK, MAX_LISTED, putPartyIfKnown, removeInteraction, setMark, settleMainPoint } from '../store/interactions.ts';
import type { NewParty } from '../store/interactions.ts';
import { MANY_TOPICS } from '../store/open.ts';
import type { Reader, Store, Writer } from '../store/open.ts';
import { hasWaiting, takeWaiting } from '../store/operations.ts';
import { firstSaidAtMs, isRowSaid, putFact, putRowSaid } from '../store/selling.ts';
import { findRecord, forgetPlaces, insertRecord, isGone, markPlacesGone, moveCursor, putPlace, rawBytes, recordsOfGroup, setFlags, streamKey } from '../store/sources.ts';
import type { VaultRef } from '../store/vault.ts';
import { putSurveyReply, putUnmatched, visitOfToken } from '../store/visits.ts';
import { applyAssignments, hasAssignments } from './assigning.ts';
import { joinCalls } from './joinCalls.ts';
import { relink } from './linking.ts';
import { normalizeCallGroup } from './normalizeCall.ts';
import type { DeskFacts } from './normalised.ts';
import { isReplaced } from './normalizeShopRow.ts';
import { prepareInteraction } from './prepare.ts';
import type { PreparedFact, PreparedInteraction, PreparedParty, PreparedPoint, PreparedRecord, PreparedSurvey } from './prepare.ts';

/** A record as the source host hands it over: rows made, bytes in the vault or small enough to lie in the row. */
export type IncomingRecord = {
  kind: string; place: string; flags: readonly string[]; receivedAtMs: number | null; sizeBytes: number;
  context: Readonly<Record<string, unknown>> | null; vault: VaultRef | null; raw: Uint8Array | null; prepared: PreparedRecord;
};

/** `readAtMs`: when the host read the records; it is stored with them, because a rebuild must read them as of the same moment. */
/** `cursor` is null for a part of a batch that is not its last: its records are stored, and the cursor stays. */
export type IncomingBatch = Omit<SyncBatch, 'records' | 'cursor'> & { cursor: SyncBatch['cursor'] | null; records: IncomingRecord[]; readAtMs: number };

export type IngestContext = {
  accountId: string;
  importId: string | null;
  desk: DeskFacts;
  atMs: number;
  /** Works out again what operations say about subjects whose target has arrived. */
  recompute(writer: Writer, subjects: readonly string[]): void;
};

export type IngestResult = {
  /** Rows of a shop's table count as in its preview: what was taken back is new when it comes again, what cannot be read stays so, one that is replaced in its file counts with the other. */
  stored: number; known: number; quarantined: number;
  /** Words of customers that are new, for the notification; empty in a first fill. */
  arrived: InteractionId[];
};

/** What a batch leaves to be done once at its end. */
export type Pending = {
  customers: Set<number>; seeds: Set<number>; groups: Set<string>; arrived: InteractionId[];
  /** Whether any operation waits for a target or moves an interaction: asked once a batch, nearly always no. */
  isAwaited: boolean; isAssigned: boolean;
};

export function ingestBatch(store: Store, context: IngestContext, batch: IncomingBatch): IngestResult {
  return store.write((writer) => {
    const stream = streamKey(writer, context.accountId, batch.stream, batch.shown);
    const pending = newPending(writer);
    const result = { stored: 0, known: 0, quarantined: 0 };
    if (batch.renumbered !== null) for (const record of forgetPlaces(writer, stream, batch.renumbered)) refreshGone(writer, record, pending);
    for (const incoming of batch.records) {
      const outcome = storeRecord(writer, context, stream, incoming, batch.readAtMs, pending);
      if (!isReplaced(incoming.context)) result[outcome] += 1;
    }
    for (const record of markPlacesGone(writer, stream, batch.gone, context.atMs)) refreshGone(writer, record, pending);
    for (const { place, flags } of batch.flagged) setFlags(writer, stream, place, flags);
    for (const gap of batch.gaps ?? []) putGap(writer, { accountId: context.accountId, stream: batch.stream, ...gap });
    if (batch.gaps !== undefined && batch.gaps.length > 0) writer.touch('gaps');
    if (batch.cursor !== null) moveCursor(writer, stream, { cursor: batch.cursor, shown: batch.shown, done: batch.done, total: batch.total, complete: batch.complete, atMs: context.atMs });
    settle(store, writer, pending, context);
    writer.touch('sync');
    if (result.stored > 0) writer.touch('app');
    return { ...result, arrived: pending.arrived };
  });
}

/** The stream of an account in which what it sent stands, before any folder or archive brings it back. */
export const OUTBOX_STREAM = 'outbox';

/**
 * Stores what stands for something sent as if it had been read, inside the caller's transaction; `place` is the effect's
 * key. Safe to repeat: what is known already (the copy came first) only gains the place.
 * @returns the id it has in the timeline; null when the record is no touchpoint or cannot be read
 */
export function ingestSent(writer: Writer, context: IngestContext, incoming: IncomingRecord): InteractionId | null {
  const stream = streamKey(writer, context.accountId, OUTBOX_STREAM, '');
  // Nothing is ever read from it: it must not make its account look unfinished.
  writer.prepare('UPDATE stream SET complete = 1 WHERE id = ? AND complete = 0').run(stream);
  const pending = newPending(writer);
  storeRecord(writer, context, stream, incoming, context.atMs, pending);
  settleCustomers(writer, pending);
  writer.touch('app');
  const known = findRecord(writer, incoming.prepared.recordKey);
  return known === undefined ? null : (interactionOfRecord(writer, known.id)?.id ?? (incoming.prepared.interaction?.id as InteractionId | undefined) ?? null);
}

export function newPending(reader: Reader): Pending {
  return { customers: new Set(), seeds: new Set(), groups: new Set(), arrived: [], isAwaited: hasWaiting(reader), isAssigned: hasAssignments(reader) };
}

type Outcome = 'stored' | 'known' | 'quarantined';

function storeRecord(writer: Writer, context: IngestContext, stream: number, incoming: IncomingRecord, readAtMs: number, pending: Pending): Outcome {
  const { prepared } = incoming;
  const known = findRecord(writer, prepared.recordKey);
  if (known !== undefined) {
    putPlace(writer, { stream, place: incoming.place, record: known.id, flags: incoming.flags, atMs: context.atMs });
    const outcome = incoming.kind === 'row' ? sayAgain(writer, known.id, incoming, context, readAtMs, pending) : 'known';
    refreshGone(writer, known.id, pending);
    if (context.importId !== null && takeOverRevoked(writer, known.id, context.importId) && known.unreadable === null) applyRecord(writer, known.id, prepared, incoming.receivedAtMs ?? readAtMs, pending, context);
    return outcome;
  }
  // A record without its bytes could never be read again.
  invariant(incoming.raw !== null || incoming.vault !== null, 'a new record without its bytes');
  const record = insertRecord(writer, {
    recordKey: prepared.recordKey, kind: incoming.kind, accountId: context.accountId, importId: context.importId, groupKey: prepared.groupKey,
    receivedAtMs: incoming.receivedAtMs, readAtMs, sizeBytes: incoming.sizeBytes, unreadable: prepared.unreadable,
    context: incoming.context, vault: incoming.vault, raw: incoming.raw,
  });
  putPlace(writer, { stream, place: incoming.place, record, flags: incoming.flags, atMs: context.atMs });
  // Said also by a row that nobody understands yet: a later version may.
  if (incoming.kind === 'row') putRowSaid(writer, record, context.importId, incoming.receivedAtMs ?? readAtMs);
  if (prepared.unreadable !== null) return 'quarantined';
  const isTakenBack = incoming.kind === 'card' ? isRevoked(writer, context.importId) : incoming.kind === 'row' && !isRowSaid(writer, record);
  if (!isTakenBack) applyRecord(writer, record, prepared, incoming.kind === 'row' ? firstSaidAtMs(writer, record) : (incoming.receivedAtMs ?? readAtMs), pending, context, true);
  return 'stored';
}

/** The derived rows of one record: used at first reading (`isNew`) and, from the stored bytes, in a rebuild. */
export function applyRecord(writer: Writer, record: number, prepared: PreparedRecord, atMs: number, pending: Pending, context: Pick<IngestContext, 'recompute'>, isNew = false): void {
  const sinceMs = prepared.interaction?.occurredAtMs ?? atMs;
  const parties = prepared.interaction === null ? null : putInteraction(writer, record, prepared.interaction, pending, context, isNew && prepared.interaction.id === prepared.recordKey);
  for (const claim of prepared.claims) {
    const found = parties === null ? ensure(writer, claim.point, record, sinceMs, pending, context) : (parties.get(claim.point.uuid) ?? pointByUuid(writer, claim.point.uuid));
    if (found === null) continue;
    if (putClaim(writer, { point: found.id, field: claim.field, value: claim.value, rank: claim.rank, atMs: sinceMs }, claim.norm, { record, operation: null })) pending.customers.add(found.customer);
  }
  for (const { rule, points } of prepared.evidence) {
    // A star around the steadiest address is enough: the rest follows from it.
    const members = points.map((point) => ({ id: ensure(writer, point, record, sinceMs, pending, context).id, ...point })).sort(bySteadiness);
    const anchor = members[0];
    if (anchor === undefined) continue;
    for (const member of members.slice(1)) if (member.id !== anchor.id) putEvidence(writer, { a: { id: anchor.id, uuid: anchor.uuid }, b: { id: member.id, uuid: member.uuid }, rule, record });
    for (const member of members) pending.seeds.add(member.id);
  }
  for (const note of prepared.deliveries ?? []) {
    putDelivery(writer, { ...note, record, atMs: sinceMs });
    for (const point of outboundByWireId(writer, note.about)) notePoint(writer, point, pending);
  }
  if (prepared.fact !== undefined) putRowFact(writer, record, prepared, prepared.fact, sinceMs, pending, context);
  if (prepared.survey !== undefined) putSurvey(writer, record, prepared.survey, sinceMs, context);
  if (prepared.groupKey !== null) pending.groups.add(prepared.groupKey);
}

/** An answer to a survey is judged with its visit, which may not be here yet. */
function putSurvey(writer: Writer, record: number, { token, score, comment, point }: PreparedSurvey, atMs: number, context: Pick<IngestContext, 'recompute'>): void {
  putSurveyReply(writer, { record, token, score, comment, point: point.uuid, address: point.value, atMs });
  const visit = visitOfToken(writer, token);
  if (visit === null) putUnmatched(writer, token, false);
  else context.recompute(writer, [`visit:${visit.id}`]);
  writer.touch('visits');
}

/** What is sold and offered stands beside the record that says it; whose orders it touches, their sums are worked out anew. */
function putRowFact(writer: Writer, record: number, prepared: PreparedRecord, { fact, point }: PreparedFact, sinceMs: number, pending: Pending, context: Pick<IngestContext, 'recompute'>): void {
  if (point !== null) pending.customers.add(ensure(writer, point, record, sinceMs, pending, context).customer);
  for (const uuid of putFact(writer, { record, tie: prepared.recordKey, fact, point: point?.uuid ?? null })) {
    const found = pointByUuid(writer, uuid);
    if (found !== null) pending.customers.add(found.customer);
  }
  writer.touch('selling');
}

/** A row that says what it said before: it holds as of now, and says it again if its former imports were taken back. */
function sayAgain(writer: Writer, record: number, { prepared, receivedAtMs }: IncomingRecord, context: IngestContext, readAtMs: number, pending: Pending): Outcome {
  const wasSaid = isRowSaid(writer, record);
  const isNews = putRowSaid(writer, record, context.importId, receivedAtMs ?? readAtMs);
  if (prepared.unreadable !== null) return 'quarantined';
  if (isNews && isRowSaid(writer, record)) applyRecord(writer, record, prepared, firstSaidAtMs(writer, record), pending, context);
  return wasSaid ? 'known' : 'stored';
}

/** What a whole batch leaves: calls made of several rows, links, gone marks, and each touched customer's summary once. */
export function settle(store: Pick<Store, 'vault'>, writer: Writer, pending: Pending, context: Pick<IngestContext, 'desk' | 'recompute'>): void {
  for (const group of pending.groups) putGroup(store, writer, group, context, pending);
  settleCustomers(writer, pending);
}

function settleCustomers(writer: Writer, pending: Pending): void {
  if (pending.seeds.size > 0) for (const customer of relink(writer, pending.seeds)) pending.customers.add(customer);
  for (const customer of pending.customers) refreshCustomer(writer, customer);
  if (pending.customers.size > 0) {
    writer.touch('customers');
    writer.touch('queue');
    if (pending.customers.size <= MANY_TOPICS) for (const customer of pending.customers) {
      // Also one who became part of another has to be asked for again: they go by the id of the point they were.
      const point = writer.prepare('SELECT uuid FROM contact_point WHERE id = ?').get(customer) as { uuid: string } | undefined;
      if (point !== undefined) writer.touch(`customer:${point.uuid}`);
    }
  }
}

/** @param isNew a record that is one touchpoint by itself is as new as the record. @returns the points that take part, by uuid */
function putInteraction(writer: Writer, record: number, interaction: PreparedInteraction, pending: Pending, context: Pick<IngestContext, 'recompute'>, isNew = false): Map<string, { id: number; customer: number }> {
  const points = new Map<string, { id: number; customer: number }>();
  // Settings that changed may show two records to be one touchpoint (a chat exported under two names): the first stands for both.
  if (!isNew && hasInteraction(writer, interaction.id)) return points;
  const parties: NewParty[] = [];
  const mailings: PreparedParty[] = [];
  for (const party of interaction.parties) {
    if (party.ifKnown) mailings.push(party);
    const known = party.ifKnown ? pointByUuid(writer, party.point.uuid) : ensure(writer, party.point, record, interaction.occurredAtMs, pending, context);
    if (known === null) continue;
    parties.push({ point: known.id, role: party.role, word: party.word, missed: party.missed });
    points.set(party.point.uuid, known);
    pending.customers.add(known.customer);
  }
  const { parties: _parties, channel, ...columns } = interaction;
  const key = insertInteraction(writer, {
    ...columns, id: interaction.id as InteractionId, channel: CHANNELS[channel] ?? 'note', record, operation: null, mainPoint: parties[0]?.point ?? null,
  }, parties);
  for (const party of mailings) putPartyIfKnown(writer, key, party.point.uuid, party.role);
  if (parties.some((party) => party.word === 1)) pending.arrived.push(interaction.id as InteractionId);
  // The list of parties in the row is cut: beyond it, the order of arrival must not choose who stands for it.
  if (interaction.parties.length > MAX_LISTED) settleMainPoint(writer, key);
  if (pending.isAssigned) applyAssignments(writer, interaction.id, pending);
  return points;
}

/** All rows of one call make one interaction, made anew whenever one arrives. */
function putGroup(store: Pick<Store, 'vault'>, writer: Writer, groupKey: string, context: Pick<IngestContext, 'desk' | 'recompute'>, pending: Pending): void {
  const joined = joinCalls(store, writer, groupKey, context.desk);
  const rows = recordsOfGroup(writer, joined.groupKey).filter((row) => row.unreadable === null);
  // What was only seen live stands for the call until its log speaks.
  const logged = rows.filter((row) => row.kind !== 'call');
  const standing = logged.length > 0 ? logged : rows;
  const first = standing.reduce((least, row) => (row.recordKey < least.recordKey ? row : least), standing[0] as (typeof rows)[number]);
  if (first === undefined) return;
  const interaction = prepareInteraction(normalizeCallGroup(rows.map((row) => ({ raw: rawBytes(store, row), context: row.context })), context.desk), []);
  const former = [...joined.former, ...removeInteraction(writer, interaction.id)];
  for (const point of former) notePoint(writer, point, pending);
  putInteraction(writer, first.id, interaction, pending, context);
  // A row that comes late may show that somebody else was on the line.
  const dropped = regroundPoints(writer, former);
  for (const customer of dropped.customers) pending.customers.add(customer);
  if (dropped.subjects.size === 0) return;
  context.recompute(writer, [...dropped.subjects]);
  pending.isAwaited = true;
}

function ensure(writer: Writer, point: PreparedPoint, record: number, atMs: number, pending: Pending, context: Pick<IngestContext, 'recompute'>): { id: number; customer: number } {
  const { id, customer, isNew } = ensurePoint(writer, point, { record, operation: null }, atMs);
  if (isNew) {
    pending.customers.add(id);
    adoptMailings(writer, { id, uuid: point.uuid });
    if (pending.isAwaited) {
      context.recompute(writer, takeWaiting(writer, point.uuid));
      // What waited may have joined the point to a customer already.
      return pointById(writer, id) ?? { id, customer };
    }
  }
  return { id, customer };
}

function notePoint(writer: Writer, point: number, pending: Pending): void {
  const row = writer.prepare('SELECT customer FROM contact_point WHERE id = ?').get(point) as { customer: number } | undefined;
  if (row !== undefined) pending.customers.add(row.customer);
}

/** Shown when no place of the record is left at its source, taken off when one is back. */
function refreshGone(writer: Writer, record: number, pending: Pending): void {
  const row = interactionOfRecord(writer, record);
  // A table of today need not repeat what yesterday's said.
  if (row === null || row.channel === 'web' || row.channel === 'public') return;
  if (setMark(writer, row.key, MARK.gone, isGone(writer, record)) && row.mainPoint !== null) notePoint(writer, row.mainPoint, pending);
}

/** A card of an import that was taken back comes again with another import: from now on it is that one's. */
function takeOverRevoked(writer: Writer, record: number, importId: string): boolean {
  return writer.prepare("UPDATE source_record SET import_id = ? WHERE id = ? AND kind = 'card' AND import_id <> ? AND import_id IN (SELECT import_id FROM revoked_import)").run(importId, record, importId).changes === 1;
}

/** Cards of an import that was taken back say nothing. */
export function isRevoked(reader: Reader, importId: string | null): boolean {
  return importId !== null && reader.prepare('SELECT 1 FROM revoked_import WHERE import_id = ?').get(importId) !== undefined;
}
