/** The call scripts to Asterisk's `Master.csv`, 21 columns (cdr_csv.c with uniqueid, userfield and the newer columns on). */
import { AGENTS, SHOP, agentOf, personOf } from './people.ts';
import type { Spelling } from './phones.ts';
import { dialledPhone } from './phones.ts';
import { fixedNumber, instantOf, stampText } from './storyClock.ts';
import { STORY_CALLS, everydayCalls } from './stories/calls.ts';
import type { Agent } from './storyTypes.ts';

export type CallKind = 'in' | 'queue' | 'missed' | 'lost' | 'noans' | 'busy' | 'out' | 'transfer' | 'voicemail';
export type SampleCall = { atMs: number; kind: CallKind; person: string; isInbound: boolean; isAnswered: boolean; rows: CdrRow[] };

type CdrRow = {
  src: string; dst: string; context: string; clid: string; channel: string; dstChannel: string; app: string; data: string;
  startMs: number; answerMs: number | null; endMs: number; disposition: string; uniqueId: string; linkedId: string; sequence: number;
};
type Draft = Omit<CdrRow, 'uniqueId' | 'linkedId' | 'sequence' | 'src' | 'clid' | 'channel'>;
type Told = { kind: CallKind; who: string; number: string; agent: Agent; seconds: number; other: Agent; otherSeconds: number; startMs: number; ringMs: number; channelNumber: string };

const QUEUE = '600';
const QUEUE_DATA = 'ventas,tT,,,45';
const WITHHELD = 'withheld';
const SPELLINGS: readonly Spelling[] = ['national', 'plus', 'zeros', 'national', 'bare'];

/** In the order of their beginning. */
export function sampleCalls(nowMs: number): SampleCall[] {
  const told = [...STORY_CALLS, ...everydayCalls()].map((script) => readScript(script, nowMs)).sort((a, b) => a.startMs - b.startMs);
  let sequence = 4_100;
  return told.map((call, index) => {
    const id = `${Math.floor(call.startMs / 1_000)}.${6_000 + index * 4}`;
    const isInbound = !['out', 'noans', 'busy'].includes(call.kind);
    const trunk = `PJSIP/troncal-${call.channelNumber}`;
    const party = isInbound
      ? { src: call.number, clid: call.number && `"${call.number}" <${call.number}>`, channel: trunk }
      : { src: call.agent.extension, clid: `"${call.agent.name}" <${call.agent.extension}>`, channel: deviceChannel(call.agent, call.channelNumber) };
    const drafts = isInbound ? inboundRows(call) : [outboundRow(call, trunk)];
    const rows = drafts.map((draft) => ({ ...draft, ...party, uniqueId: id, linkedId: id, sequence: sequence++ }));
    return { atMs: call.startMs, kind: call.kind, person: call.who, isInbound, isAnswered: drafts.some((row) => row.disposition === 'ANSWERED' && row.app !== 'VoiceMail'), rows };
  });
}

/** Rows stand in the order in which they were written: when each one ended. */
export function masterCsv(calls: readonly SampleCall[]): Uint8Array {
  const rows = calls.flatMap((call) => call.rows).sort((a, b) => a.endMs - b.endMs || a.sequence - b.sequence);
  return Buffer.from(rows.map((row) => `${csvRow(row)}\n`).join(''), 'utf8');
}

function readScript(script: string, nowMs: number): Told {
  const match = /^(m\d+|d\d+ \d\d:\d\d) (\w+) (\w+)(?: (\w+))?(?: (\d+))?(?: (\w+))?(?: (\d+))?$/.exec(script);
  if (!match) throw new RangeError(`not a call: ${script}`);
  const [, when, kind, who, agent, seconds, other, otherSeconds] = match;
  const variety = fixedNumber(script);
  const phone = who === WITHHELD ? null : personOf(who!).phones[0]!;
  const spelling = SPELLINGS[variety % SPELLINGS.length]!;
  return {
    kind: kind as CallKind, who: who!, number: phone ? dialledPhone(phone, spelling) : '',
    agent: agentOf(agent ?? 'ana')!, seconds: Number(seconds ?? 0), other: agentOf(other ?? 'ana')!, otherSeconds: Number(otherSeconds ?? 0),
    startMs: instantOf(when!, nowMs) + (variety % 50) * 1_000, ringMs: (4 + ((variety >>> 8) % 15)) * 1_000,
    channelNumber: (variety & 0xffff).toString(16).padStart(8, '0'),
  };
}

function inboundRows(call: Told): Draft[] {
  const { kind, agent, startMs, ringMs, seconds } = call;
  if (kind === 'queue') {
    const endMs = startMs + ringMs + seconds * 1_000;
    return AGENTS.map((member) => member.key === agent.key
      ? queueRow(call, member, startMs + ringMs, endMs)
      : queueRow(call, member, null, startMs + ringMs));
  }
  if (kind === 'missed') return AGENTS.map((member) => queueRow(call, member, null, startMs + 20_000 + ringMs));
  if (kind === 'lost') return [directRow(call, agent, null, startMs + 25_000)];
  if (kind === 'voicemail') {
    const answerMs = startMs + 25_000;
    return [directRow(call, agent, null, answerMs), { ...directRow(call, agent, answerMs, answerMs + seconds * 1_000), startMs: answerMs, dst: `vmu${agent.extension}`, dstChannel: '', app: 'VoiceMail', data: `${agent.extension}@default,u` }];
  }
  const handedOverMs = startMs + ringMs + seconds * 1_000;
  const first = directRow(call, agent, startMs + ringMs, handedOverMs);
  if (kind !== 'transfer') return [first];
  const answerMs = handedOverMs + 6_000;
  return [first, { ...directRow(call, call.other, answerMs, answerMs + call.otherSeconds * 1_000), startMs: handedOverMs, context: 'from-internal-xfer' }];
}

function queueRow(call: Told, member: Agent, answerMs: number | null, endMs: number): Draft {
  return { ...directRow(call, member, answerMs, endMs), dst: QUEUE, context: 'ext-queues', app: 'Queue', data: QUEUE_DATA };
}

function directRow(call: Told, member: Agent, answerMs: number | null, endMs: number): Draft {
  return {
    dst: member.extension, context: 'from-trunk', dstChannel: deviceChannel(member, call.channelNumber), app: 'Dial', data: `PJSIP/${member.extension},25,tT`,
    startMs: call.startMs, answerMs, endMs, disposition: answerMs === null ? 'NO ANSWER' : 'ANSWERED',
  };
}

function outboundRow(call: Told, trunk: string): Draft {
  const { kind, number, startMs, ringMs, seconds } = call;
  const answerMs = kind === 'out' ? startMs + ringMs : null;
  const waitedMs = kind === 'busy' ? 3_000 : 32_000;
  return {
    dst: number, context: 'from-internal', dstChannel: trunk, app: 'Dial', data: `PJSIP/${number}@troncal,60,T`,
    startMs, answerMs, endMs: answerMs === null ? startMs + waitedMs : answerMs + seconds * 1_000,
    disposition: kind === 'out' ? 'ANSWERED' : kind === 'busy' ? 'BUSY' : 'NO ANSWER',
  };
}

function deviceChannel(agent: Agent, channelNumber: string): string {
  return `PJSIP/${agent.extension}-${channelNumber}`;
}

/** Texts in quotes, numbers bare, a missing date empty and without quotes. */
function csvRow(row: CdrRow): string {
  const text = (value: string): string => `"${value.replaceAll('"', '""')}"`;
  const date = (atMs: number | null): string => (atMs === null ? '' : text(stampText(atMs)));
  const seconds = (fromMs: number, toMs: number): string => String(Math.round((toMs - fromMs) / 1_000));
  return [
    text(''), text(row.src), text(row.dst), text(row.context), text(row.clid), text(row.channel), text(row.dstChannel), text(row.app), text(row.data),
    date(row.startMs), date(row.answerMs), date(row.endMs), seconds(row.startMs, row.endMs), row.answerMs === null ? '0' : seconds(row.answerMs, row.endMs),
    text(row.disposition), text('DOCUMENTATION'), text(row.uniqueId), text(row.context === 'from-trunk' ? SHOP.trunkNumber : ''), text(''), text(row.linkedId), String(row.sequence),
  ].join(',');
}
