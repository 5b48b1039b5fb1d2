/**
 * Reads what a live connection heard of one call. It makes the same interaction (the same id) as the rows of the call
 * log will, marked provisional; as soon as a row is there, the log alone is believed (normalizeCall).
 */
import type { ContactPointRef, OwnParty } from '../../../shared/domain.ts';
import type { RawRecord } from '../connectors/connector.ts';
import { endOf, readHeardCall } from '../connectors/files/formats/heardCall.ts';
import type { HeardCall, HeardCallContext, HeardFacts } from '../connectors/files/formats/heardCall.ts';
import { phonePoint } from '../identity/address.ts';
import { nameOf, withoutDialPrefix } from './callEnds.ts';
import { isOursNumber } from './cdrFields.ts';
import type { DeskFacts, NormalisedInteraction, NormalisedRecord, Party } from './normalised.ts';
import { unreadableRecord } from './reading.ts';

/** One heard call by itself: which call it belongs to and what name came with the number. */
export function normalizeLiveCall(record: Pick<RawRecord, 'raw' | 'context'>, desk: DeskFacts): NormalisedRecord {
  const call = readHeard(record);
  if (call === null) return unreadableRecord(record.raw, 'not-a-call');
  const { parties, direction } = heardInteraction(call, desk);
  const claims = direction === 'inbound' ? parties.filter((party) => party.name !== '').map((party) => ({ point: party.point, field: 'name' as const, value: party.name })) : [];
  return { recordKey: `live:${call.linkedid}`, groupKey: `call:${call.linkedid}`, interaction: null, claims, evidence: [], problems: [], unreadable: null };
}

/** Null when the record is no heard call. */
export function readHeard(record: Pick<RawRecord, 'raw' | 'context'>): HeardCall | null {
  if ((record.context as HeardCallContext | null)?.format !== 'heardCall') return null;
  try {
    const call = JSON.parse(Buffer.from(record.raw).toString('utf8')) as HeardCall;
    return typeof call.linkedid === 'string' && call.linkedid !== '' && Array.isArray(call.channels) ? call : null;
  } catch {
    return null;
  }
}

/** The call as it was heard, until the log says it. */
export function heardInteraction(call: HeardCall, desk: DeskFacts): NormalisedInteraction {
  const isOurs = (id: string): boolean => isOursNumber(id, desk);
  const facts = readHeardCall(call, isOurs, call.endedAtMs ?? call.startedAtMs);
  const customer = customerOf(facts, desk);
  const name = customer.point === null || facts.direction !== 'inbound' ? '' : callerName(facts.callerName, desk);
  const parties: Party[] = customer.point === null ? [] : [{ point: customer.point, name, role: facts.direction === 'inbound' ? 'caller' : 'callee' }];
  const own = ownParties(call, facts, isOurs, desk);
  const text = [...new Set([customer.point?.value ?? '', customer.written, name, ...own.flatMap((party) => [party.name, party.address]), ...facts.route])].filter((part) => part !== '').join(' ');
  return {
    key: `call:${call.linkedid}`, channel: 'call', direction: facts.direction, occurredAtMs: call.startedAtMs, title: '', preview: '', text, threadKey: null, parties, own, attachments: [],
    list: false, automatic: false, bounce: false, dateDoubtful: false, hasHtml: false, provisional: true,
    call: {
      outcome: facts.outcome, ringMs: facts.ringMs, talkMs: facts.talkMs, answeredBy: facts.lastAgent === '' ? '' : nameOf(facts.lastAgent, desk), route: facts.route,
      transferred: facts.transferred, withheld: customer.withheld,
    },
  };
}

function customerOf(facts: HeardFacts, desk: DeskFacts): { point: ContactPointRef | null; withheld: boolean; written: string } {
  let withheld = facts.direction === 'inbound' && facts.numbers.length === 0;
  for (const written of facts.numbers) {
    const point = phonePoint(written, desk.country);
    if (point === 'withheld') withheld = true;
    else if (point !== null) return { point: facts.direction === 'outbound' ? withoutDialPrefix(written, point, desk) : point, withheld: false, written };
  }
  return { point: null, withheld: withheld && facts.direction === 'inbound', written: '' };
}

function callerName(heard: string, desk: DeskFacts): string {
  const name = heard.trim();
  return /\p{L}{2}/u.test(name) && phonePoint(name, desk.country) === null && !desk.extensions.some((known) => known.name === name) ? name : '';
}

function ownParties(call: HeardCall, facts: HeardFacts, isOurs: (id: string) => boolean, desk: DeskFacts): OwnParty[] {
  const ids = new Set(call.channels.flatMap((channel) => {
    const end = endOf(channel, isOurs);
    return end?.isOurs === true && facts.route.includes(end.id) ? [end.id] : [];
  }));
  return [...ids].map((id, index): OwnParty => {
    const name = nameOf(id, desk);
    return { address: id, name: name === id ? '' : name, role: facts.direction !== 'inbound' && index === 0 ? 'caller' : 'callee' };
  });
}
