/**
 * From a raw record to rows that only need keys: everything about a record that can be done off the database thread.
 * Runs in the source host at first reading, and again, from the stored bytes, in a rebuild.
 */
import { CHANNELS } from '../../../shared/domain.ts';
import type { ContactPointRef } from '../../../shared/domain.ts';
import { plain } from '../../../shared/plain.ts';
import type { RawRecord } from '../connectors/connector.ts';
import { contactPointId, interactionId } from '../identity/ids.ts';
import { MARK, MAX_LISTED, WORD } from '../store/interactions.ts';
import { normalizeCallRow } from './normalizeCall.ts';
import { normalizeCard } from './normalizeCard.ts';
import { normalizeChat } from './normalizeChat.ts';
import { normalizeLiveCall } from './normalizeLiveCall.ts';
import { normalizeMail } from './normalizeMail.ts';
import { normalizeStanza } from './normalizeStanza.ts';
import { normalizeShopRow } from './normalizeShopRow.ts';
import type { DeliveryNote, DeskFacts, NormalisedInteraction, NormalisedRecord, RowFact } from './normalised.ts';

export type PreparedPoint = ContactPointRef & { uuid: string };
export type PreparedParty = { point: PreparedPoint; role: string; word: number; missed: boolean; ifKnown: boolean };

/** The columns of an interaction; see store/interactions. `detail` is JSON text already. */
export type PreparedInteraction = {
  id: string; channel: number; direction: NormalisedInteraction['direction']; occurredAtMs: number; marks: number; threadKey: string | null;
  author: string; agent: string; title: string; preview: string; detail: string; text: string; wireId: string | null; parties: PreparedParty[];
};

export type PreparedRecord = {
  /** UUIDv5 of the record's natural key; for a record that is one interaction, the interaction's id. */
  recordKey: string;
  groupKey: string | null;
  unreadable: string | null;
  interaction: PreparedInteraction | null;
  claims: { point: PreparedPoint; field: string; value: string; norm: string; rank: number }[];
  evidence: { rule: string; points: PreparedPoint[] }[];
  /** What it says of the fate of something sent; absent for nearly all records. */
  deliveries?: DeliveryNote[];
  /** What a row of a shop's table says, with the point it names. */
  fact?: PreparedFact;
  /** What it says as the answer to a survey, and from which address. */
  survey?: PreparedSurvey;
};

export type PreparedSurvey = { token: string; score: number | null; comment: string; point: PreparedPoint };
export type PreparedFact = { fact: RowFact; point: PreparedPoint | null };

/** Odd but harmless: the mail is shown whole all the same. */
const HARMLESS = new Set(['no-date', 'bad-date', 'unknown-charset', 'wrong-charset', 'nul-bytes']);

/** Never throws: what no reader understands comes back unreadable, under a key made of its bytes. */
export function prepareRecord(record: Omit<RawRecord, 'flags'>, desk: DeskFacts, readAtMs: number): PreparedRecord {
  try {
    return rows(normalize(record, desk, readAtMs), record.kind);
  } catch {
    // A reader that throws has a fault of its own; the record must not be lost for it.
    return { recordKey: interactionId(`unread:${record.kind}:${Buffer.from(record.raw).toString('latin1')}`), groupKey: null, unreadable: 'reader-failed', interaction: null, claims: [], evidence: [] };
  }
}

function normalize(record: Omit<RawRecord, 'flags'>, desk: DeskFacts, readAtMs: number): NormalisedRecord {
  switch (record.kind) {
    case 'mail': return normalizeMail(record, desk, readAtMs);
    case 'chat': return normalizeChat(record, desk);
    case 'cdr': return normalizeCallRow(record, desk);
    case 'call': return normalizeLiveCall(record, desk);
    case 'card': return normalizeCard(record, desk);
    case 'stanza': return normalizeStanza(record, desk);
    case 'row': return normalizeShopRow(record, desk);
  }
}

function rows(normalised: NormalisedRecord, kind: RawRecord['kind']): PreparedRecord {
  const interaction = normalised.interaction === null || normalised.unreadable !== null ? null : prepareInteraction(normalised.interaction, normalised.problems);
  return {
    // One record, one touchpoint: then both go by one id.
    recordKey: interaction !== null && normalised.recordKey === normalised.interaction?.key ? interaction.id : interactionId(normalised.recordKey),
    groupKey: normalised.groupKey,
    unreadable: normalised.unreadable,
    interaction,
    claims: normalised.claims.map((claim) => ({ point: withId(claim.point), field: claim.field, value: claim.value, norm: normalForm(claim.value), rank: kind === 'card' || kind === 'row' ? 1 : 0 })),
    evidence: normalised.evidence.map((edge) => ({ rule: edge.rule, points: edge.points.map(withId) })),
    ...(normalised.deliveries !== undefined && normalised.deliveries.length > 0 && { deliveries: normalised.deliveries }),
    ...(normalised.fact !== undefined && normalised.unreadable === null && { fact: { fact: normalised.fact, point: normalised.fact.table === 'product' || normalised.fact.point === null ? null : withId(normalised.fact.point) } }),
    ...surveyOf(normalised),
  };
}

function surveyOf({ survey, interaction, unreadable }: NormalisedRecord): { survey?: PreparedSurvey } {
  const writer = interaction?.parties[0];
  if (survey === undefined || unreadable !== null || writer?.role !== 'from') return {};
  const { token, score, comment } = survey;
  return { survey: { token, score, comment, point: withId(writer.point) } };
}

/** Also used by ingest for the interaction that a group of records makes. */
export function prepareInteraction(interaction: NormalisedInteraction, problems: readonly string[]): PreparedInteraction {
  const marks = (interaction.list ? MARK.list : 0) | (interaction.automatic ? MARK.automatic : 0) | (interaction.bounce ? MARK.bounce : 0)
    | (interaction.dateDoubtful ? MARK.dateDoubtful : 0) | (interaction.hasHtml ? MARK.hasHtml : 0) | (interaction.provisional === true ? MARK.provisional : 0)
    | (problems.some((problem) => !HARMLESS.has(problem)) ? MARK.damaged : 0);
  const parties = interaction.parties.map((party) => ({ point: withId(party.point), role: party.role, ifKnown: party.ifKnown === true, ...wordOf(interaction, party.role) }));
  const writer = interaction.parties[0];
  return {
    id: interactionId(interaction.key), channel: CHANNELS.indexOf(interaction.channel), direction: interaction.direction, occurredAtMs: interaction.occurredAtMs,
    marks, threadKey: interaction.threadKey, title: interaction.title, preview: interaction.preview, text: interaction.text, wireId: interaction.wireId ?? null, parties,
    author: interaction.direction === 'inbound' ? writer?.name || writer?.point.value || '' : interaction.own[0]?.name || interaction.own[0]?.address || '',
    agent: interaction.call?.answeredBy || interaction.own[0]?.name || '',
    detail: JSON.stringify({
      parties: parties.slice(0, MAX_LISTED).map(({ point, role, word, missed }, n) => ({ point: point.uuid, name: interaction.parties[n]?.name, role, word, missed })),
      partyCount: parties.length, own: interaction.own, attachments: interaction.attachments, call: interaction.call, problems, ...(interaction.page && { page: interaction.page }),
    }),
  };
}

/** Who spoke: machines and lists speak to nobody; an answered call is words of both; a missed one is the customer's word. */
function wordOf(interaction: NormalisedInteraction, role: string): { word: number; missed: boolean } {
  const missed = interaction.call !== null && interaction.direction === 'inbound' && interaction.call.outcome !== 'answered';
  if (interaction.list || interaction.automatic || interaction.needsNoAnswer === true || interaction.direction === 'internal') return { word: WORD.none, missed: false };
  if (interaction.direction === 'outbound' || interaction.call?.outcome === 'answered') return { word: WORD.ours, missed: false };
  return { word: role === 'from' || role === 'author' || role === 'caller' ? WORD.theirs : WORD.none, missed };
}

function withId(point: ContactPointRef): PreparedPoint {
  return { kind: point.kind, value: point.value, uuid: contactPointId(point) };
}

/** For comparing what is said: no case, no accents, single spaces. */
export function normalForm(text: string): string {
  return plain(text).replace(/\s+/g, ' ').trim();
}
