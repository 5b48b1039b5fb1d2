/**
 * Reads Asterisk call records: one row for itself, and all rows of one linkedid as the one call they tell of. What was
 * heard live of the call stands for it until the first row of the log is there.
 *
 * Pure, and without regard to the order in which rows arrive. The log has no direction and no "who": both come from
 * the shapes of channels (`PJSIP/1001-…` is a telephone of ours, `PJSIP/trunk-…` the outside), and time on the line is
 * the union of what the rows say, never their sum. A transfer that two telephones made between themselves (SIP REFER
 * with Replaces through another exchange) has two linkedids in the log and stays two calls.
 */
import type { CallFacts, CallOutcome, ContactPointRef, OwnParty } from '../../../shared/domain.ts';
import { invariant } from '../../../shared/result.ts';
import type { RawRecord } from '../connectors/connector.ts';
import { phonePoint } from '../identity/address.ts';
import { nameOf, withoutDialPrefix } from './callEnds.ts';
import type { CdrRow } from './cdrFields.ts';
import { deviceOf, isOursNumber, readCdrRow } from './cdrFields.ts';
import { INBOUND_CONTEXT, OUTBOUND_CONTEXT } from '../connectors/files/formats/channelName.ts';
import type { Claim, DeskFacts, NormalisedInteraction, NormalisedRecord, Party } from './normalised.ts';
import { heardInteraction, readHeard } from './normalizeLiveCall.ts';
import { unreadableRecord } from './reading.ts';

/** One row by itself: which call it belongs to and what name the network gave the caller. */
export function normalizeCallRow(record: Pick<RawRecord, 'raw' | 'context'>, desk: DeskFacts): NormalisedRecord {
  const row = readCdrRow(record, desk);
  if (row === null) return unreadableRecord(record.raw, 'not-a-call');
  return { recordKey: row.key, groupKey: row.groupKey, interaction: null, claims: callerNameClaims(row, desk), evidence: [], problems: [], unreadable: null };
}

/** The call that all rows of one group tell of. Expects rows that `normalizeCallRow` gave this group. @throws DeskError internal, when none of them can be read */
export function normalizeCallGroup(rows: readonly Pick<RawRecord, 'raw' | 'context'>[], desk: DeskFacts): NormalisedInteraction {
  const heard = rows.flatMap((row) => readHeard(row) ?? [])[0];
  const read = eachOnce(rows.filter((row) => readHeard(row) === null).flatMap((row) => readCdrRow(row, desk) ?? []).sort(inOrder));
  const first = read[0];
  if (first === undefined && heard !== undefined) return heardInteraction(heard, desk);
  invariant(first, 'a call without a readable row');
  const origin = read.find((row) => row.uniqueid !== '' && row.uniqueid === row.linkedid) ?? first;
  const direction = directionOf(read, origin, desk);
  const legs = legsOf(read, direction, desk);
  const customer = customerOf(read, origin, direction, desk);
  const call = factsOf(read, legs, direction, customer.withheld, desk);
  const name = customer.point === null ? '' : callerName(origin, desk);
  const parties: Party[] = customer.point === null ? [] : [{ point: customer.point, name: direction === 'inbound' ? name : '', role: direction === 'inbound' ? 'caller' : 'callee' }];
  const own = ownParties(read, direction, desk);
  const text = [...new Set([customer.point?.value ?? '', ...customer.written, name, ...own.flatMap((party) => [party.name, party.address]), ...call.route])].filter((part) => part !== '').join(' ');
  return {
    key: heard === undefined ? first.groupKey : `call:${heard.linkedid}`, channel: 'call', direction, occurredAtMs: first.startMs, title: '', preview: '', text, threadKey: null, parties, own, attachments: [],
    list: false, automatic: false, bounce: false, dateDoubtful: false, hasHtml: false, call,
  };
}

type CallDirection = 'inbound' | 'outbound' | 'internal';

/** A row in which a telephone of ours and the outside are the two ends. */
type Leg = { row: CdrRow; extension: string; isTalk: boolean; fromMs: number; toMs: number };

function inOrder(a: CdrRow, b: CdrRow): number {
  return a.startMs - b.startMs || a.sequence - b.sequence || (a.key < b.key ? -1 : 1);
}

/** A row that two sources gave (the file and a table without its sequence column) tells its part of the call once. */
function eachOnce(rows: readonly CdrRow[]): CdrRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const told = [row.startMs, row.uniqueid, row.src, row.dst, row.channel, row.dstchannel, row.lastapp, row.lastdata, row.billsecMs, row.endMs, row.disposition].join('\0');
    return !seen.has(told) && seen.add(told).size > 0;
  });
}

/** Who began: a telephone of ours (then out, or internal when nobody outside took part) or the outside. */
function directionOf(rows: readonly CdrRow[], origin: CdrRow, desk: DeskFacts): CallDirection {
  const side = deviceOf(origin.channel, desk);
  const looksInbound = INBOUND_CONTEXT.test(origin.dcontext) && !isOursNumber(origin.src, desk);
  const isOurs = side === null || looksInbound ? !looksInbound && (OUTBOUND_CONTEXT.test(origin.dcontext) || isOursNumber(origin.src, desk)) : side.isOurs;
  if (!isOurs) return 'inbound';
  return rows.some((row) => reachesOutside(row, desk)) ? 'outbound' : 'internal';
}

function reachesOutside(row: CdrRow, desk: DeskFacts): boolean {
  const to = deviceOf(row.dstchannel, desk);
  if (to !== null) return !to.isOurs;
  return dialled(row, desk) !== null;
}

function legsOf(rows: readonly CdrRow[], direction: CallDirection, desk: DeskFacts): Leg[] {
  return rows.flatMap((row): Leg[] => {
    const from = deviceOf(row.channel, desk);
    const to = deviceOf(row.dstchannel, desk);
    const near = direction === 'inbound' ? to : from;
    const far = direction === 'inbound' ? from : to;
    // Old logs leave the far channel out of a row that `Dial` wrote.
    const extension = near?.isOurs ? near.id : near === null && /^dial$/i.test(row.lastapp) && isOursNumber(row.dst, desk) && direction === 'inbound' ? row.dst : '';
    if (extension === '' || far?.isOurs) return [];
    const isTalk = row.disposition === 'ANSWERED' && row.billsecMs > 0 && !/voicemail|playback|background|hangup/i.test(row.lastapp);
    const answered = localAnswer(rows, row, extension, desk);
    return [{ row, extension, isTalk: isTalk && (direction !== 'outbound' || far !== null || dialled(row, desk) !== null), fromMs: Math.max(row.answerMs ?? row.endMs - row.billsecMs, answered), toMs: row.endMs }];
  });
}

/**
 * A queue that rings its members through `Local/` channels answers the caller before anybody picks up; the row of the
 * Local channel's other end tells when that was.
 */
function localAnswer(rows: readonly CdrRow[], row: CdrRow, extension: string, desk: DeskFacts): number {
  if (!row.dstchannel.startsWith('Local/')) return 0;
  const base = row.dstchannel.replace(/;\d$/, '');
  const other = rows.find((candidate) => candidate !== row && candidate.channel.replace(/;\d$/, '') === base && candidate.disposition === 'ANSWERED' && deviceOf(candidate.dstchannel, desk)?.id === extension);
  return other?.answerMs ?? 0;
}

function factsOf(rows: readonly CdrRow[], legs: readonly Leg[], direction: CallDirection, withheld: boolean, desk: DeskFacts): CallFacts {
  const talks = legs.filter((leg) => leg.isTalk && leg.toMs > leg.fromMs);
  const startMs = rows[0]?.startMs ?? 0;
  const endMs = Math.max(...rows.map((row) => row.endMs));
  const isAnswered = direction === 'internal' ? rows.some((row) => row.disposition === 'ANSWERED' && deviceOf(row.dstchannel, desk)?.isOurs === true) : talks.length > 0;
  const last = talks.reduce<Leg | null>((latest, leg) => (latest === null || leg.toMs > latest.toMs ? leg : latest), null);
  const firstTalk = talks.reduce<Leg | null>((earliest, leg) => (earliest === null || leg.fromMs < earliest.fromMs ? leg : earliest), null);
  const movedOn = firstTalk !== null && legs.some((leg) => leg.extension !== firstTalk.extension && leg.row.startMs >= firstTalk.toMs - 1_000);
  return {
    outcome: outcomeOf(rows, direction, isAnswered),
    ringMs: Math.max(0, (firstTalk?.fromMs ?? endMs) - startMs),
    talkMs: unionMs(direction === 'internal' ? rows.filter((row) => row.disposition === 'ANSWERED').map((row) => ({ fromMs: row.endMs - row.billsecMs, toMs: row.endMs })) : talks),
    answeredBy: last === null ? '' : nameOf(last.extension, desk),
    route: routeOf(rows, direction, desk),
    transferred: movedOn || new Set(talks.map((leg) => leg.extension)).size > 1 || rows.some((row) => /transfer/i.test(row.lastapp)),
    withheld,
  };
}

function outcomeOf(rows: readonly CdrRow[], direction: CallDirection, isAnswered: boolean): CallOutcome {
  if (isAnswered) return 'answered';
  if (rows.some((row) => /voicemail/i.test(row.lastapp) && row.billsecMs > 0)) return 'voicemail';
  if (direction === 'inbound') return 'missed';
  if (rows.some((row) => row.disposition === 'BUSY')) return 'busy';
  return rows.some((row) => /failed|congestion/i.test(row.disposition)) ? 'failed' : 'missed';
}

/** Time covered by at least one interval: parallel rows of one conversation count once. */
function unionMs(intervals: readonly { fromMs: number; toMs: number }[]): number {
  let total = 0;
  let coveredTo = -Infinity;
  for (const { fromMs, toMs } of [...intervals].sort((a, b) => a.fromMs - b.fromMs)) {
    const from = Math.max(fromMs, coveredTo);
    if (toMs > from) total += toMs - from;
    coveredTo = Math.max(coveredTo, toMs);
  }
  return total;
}

/** Queues and telephones of ours in the order they rang, each once. */
function routeOf(rows: readonly CdrRow[], direction: CallDirection, desk: DeskFacts): string[] {
  const route = new Set<string>();
  for (const row of rows) {
    const from = deviceOf(row.channel, desk);
    const to = deviceOf(row.dstchannel, desk);
    if (direction !== 'inbound' && from?.isOurs) route.add(from.id);
    if (/queue/i.test(row.lastapp)) route.add(row.lastdata.split(',', 1)[0]?.trim() || row.dst);
    if (to?.isOurs) route.add(to.id);
    else if (to === null && direction === 'inbound' && isOursNumber(row.dst, desk) && !/queue/i.test(row.lastapp)) route.add(row.dst);
  }
  route.delete('');
  return [...route];
}

function ownParties(rows: readonly CdrRow[], direction: CallDirection, desk: DeskFacts): OwnParty[] {
  const route = routeOf(rows, direction, desk).filter((id) => isOursNumber(id, desk));
  return route.map((id, index): OwnParty => ({ address: id, name: nameOf(id, desk), role: direction !== 'inbound' && index === 0 ? 'caller' : 'callee' })).map((party) => (party.name === party.address ? { ...party, name: '' } : party));
}

/** The number on the outside; `written` holds its spellings in the log, for search. */
function customerOf(rows: readonly CdrRow[], origin: CdrRow, direction: CallDirection, desk: DeskFacts): { point: ContactPointRef | null; withheld: boolean; written: string[] } {
  if (direction === 'internal') return { point: null, withheld: false, written: [] };
  if (direction === 'outbound') {
    for (const row of rows) {
      const found = reachesOutside(row, desk) ? dialled(row, desk) : null;
      if (found !== null) return { point: found.point, withheld: false, written: [found.written] };
    }
    return { point: null, withheld: false, written: [] };
  }
  let withheld = false;
  for (const row of [origin, ...rows]) {
    for (const written of [row.src, numberOfClid(row.clid)]) {
      if (isOursNumber(written, desk)) continue;
      const point = phonePoint(written, desk.country);
      if (point === 'withheld') withheld = true;
      else if (point !== null) return { point, withheld: false, written: [written] };
    }
  }
  return { point: null, withheld, written: [] };
}

/** The outside number that a row dialled: its destination, or what stands in the dial string when the plan hid it behind `s`. */
function dialled(row: CdrRow, desk: DeskFacts): { point: ContactPointRef; written: string } | null {
  const inDialString = /dial/i.test(row.lastapp) ? (row.lastdata.split(',', 1)[0]?.match(/\+?\d{6,15}/g) ?? []) : [];
  for (const written of [row.dst, ...inDialString.reverse()]) {
    if (isOursNumber(written, desk)) continue;
    const point = phonePoint(written, desk.country);
    if (point === null || point === 'withheld') continue;
    return { point: withoutDialPrefix(written, point, desk), written };
  }
  return null;
}

function numberOfClid(clid: string): string {
  return /<([^<>]*)>\s*$/.exec(clid)?.[1] ?? '';
}

/** The name the network sent with the call, when it is a name at all. */
function callerName(row: CdrRow, desk: DeskFacts): string {
  const name = (/^\s*"?([^"<]*)"?\s*</.exec(row.clid)?.[1] ?? '').trim();
  return /\p{L}{2}/u.test(name) && phonePoint(name, desk.country) === null && !desk.extensions.some((known) => known.name === name) ? name : '';
}

function callerNameClaims(row: CdrRow, desk: DeskFacts): Claim[] {
  if (deviceOf(row.channel, desk)?.isOurs !== false || isOursNumber(row.src, desk)) return [];
  const point = phonePoint(row.src, desk.country);
  const value = callerName(row, desk);
  return point === null || point === 'withheld' || value === '' ? [] : [{ point, field: 'name', value }];
}
