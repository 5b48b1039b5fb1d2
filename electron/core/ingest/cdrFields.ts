/** The fields of one Asterisk call record as values, and the shapes of its channels and numbers. */
import { createHash } from 'node:crypto';
import { SECOND_MS } from '../../../shared/time.ts';
import type { RawRecord } from '../connectors/connector.ts';
import { CDR_COLUMNS, isCdrRow, splitCdrLine } from '../connectors/files/formats/cdrRow.ts';
import type { CdrColumn, CdrContext, SqlCdrContext } from '../connectors/files/formats/cdrRow.ts';
import { endOfChannel, looksLikeExtension } from '../connectors/files/formats/channelName.ts';
import { wallTimeToMs } from './localTime.ts';
import type { DeskFacts } from './normalised.ts';

export type CdrRow = {
  /** Identity of the row: uniqueid, linkedid and sequence (unique together), or a hash of the row where the log has no sequence. */
  key: string;
  groupKey: string;
  src: string;
  dst: string;
  dcontext: string;
  clid: string;
  channel: string;
  dstchannel: string;
  lastapp: string;
  lastdata: string;
  startMs: number;
  answerMs: number | null;
  endMs: number;
  billsecMs: number;
  disposition: string;
  uniqueid: string;
  linkedid: string;
  /** 0 where the log has none. */
  sequence: number;
};

/** Null when the line is no call record (cut off, of another table). */
export function readCdrRow(record: Pick<RawRecord, 'raw' | 'context'>, desk: DeskFacts): CdrRow | null {
  const field = (record.context as SqlCdrContext | null)?.format === 'sqlCdr' ? columnsOf(record.raw) : fieldsOf(record.raw, record.context as CdrContext | null);
  if (field === null) return null;
  const startMs = timeMs(field('start'), desk);
  if (startMs === null) return null;
  const billsecMs = Number(field('billsec')) * SECOND_MS;
  const durationMs = Number(field('duration')) * SECOND_MS;
  const [uniqueid, linkedid, sequence] = [field('uniqueid'), field('linkedid'), field('sequence')];
  const hash = createHash('sha256').update(record.raw).digest('hex');
  const call = linkedid || uniqueid;
  return {
    key: sequence !== '' && uniqueid !== '' ? `cdr:${uniqueid}:${linkedid}:${sequence}` : `cdr:${hash}`,
    groupKey: `call:${call === '' ? hash : call}`,
    src: field('src'), dst: field('dst'), dcontext: field('dcontext'), clid: field('clid'), channel: field('channel'), dstchannel: field('dstchannel'), lastapp: field('lastapp'), lastdata: field('lastdata'),
    startMs,
    // From the start and the lengths, not from the other two wall clocks: they may stand on the other side of a clock change.
    answerMs: field('answer') === '' ? null : startMs + Math.max(0, durationMs - billsecMs),
    endMs: startMs + durationMs, billsecMs, disposition: dispositionOf(field('disposition')), uniqueid, linkedid, sequence: Number(sequence) || 0,
  };
}

type Field = (name: CdrColumn) => string;

/** A line of `Master.csv`. */
function fieldsOf(raw: Uint8Array, context: CdrContext | null): Field | null {
  const fields = splitCdrLine(textOf(raw));
  if (fields === null || !isCdrRow(fields)) return null;
  const names: readonly CdrColumn[] = [...CDR_COLUMNS, ...(context?.extra ?? [])];
  return (name) => {
    const index = names.indexOf(name);
    return index < 0 ? '' : (fields[index] ?? '').trim();
  };
}

/** A row of a `cdr` table, as its connector wrote it down: the columns that are not empty. */
function columnsOf(raw: Uint8Array): Field | null {
  try {
    const row = JSON.parse(textOf(raw)) as Partial<Record<CdrColumn, string>>;
    return /^\d+$/.test(row.duration ?? '') && /^\d+$/.test(row.billsec ?? '') ? (name) => (row[name] ?? '').trim() : null;
  } catch {
    return null;
  }
}

/** One end of a call: a telephone of ours by its extension, or something outside. */
export type Device = { id: string; isOurs: boolean };

/** The end a channel name stands for; null for an empty channel and for `Local/` channels that lead to no telephone. */
export function deviceOf(channel: string, desk: DeskFacts): Device | null {
  const end = endOfChannel(channel);
  if (end === null) return null;
  const isOurs = isOursNumber(end.id, desk);
  return end.isLocal && !isOurs ? null : { id: end.id, isOurs };
}

/** Extensions are what the desk says they are, and otherwise numbers of two to five digits. */
export function isOursNumber(text: string, desk: DeskFacts): boolean {
  return looksLikeExtension(text) || (text !== '' && desk.extensions.some((known) => known.extension === text));
}

function dispositionOf(written: string): string {
  const upper = written.toUpperCase();
  return upper === 'NOANSWER' ? 'NO ANSWER' : upper;
}

function timeMs(text: string, desk: DeskFacts): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 ? null : wallTimeToMs({ year, month, day, hour, minute, second }, desk.timeZone);
}

function textOf(raw: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    return new TextDecoder('windows-1252').decode(raw);
  }
}
