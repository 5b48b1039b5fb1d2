/**
 * Finds out that rows of a call log which bear no linkedid belong to a call that was heard live.
 *
 * Old tables and a `Master.csv` as Asterisk writes it unless told otherwise lack the linkedid, many the uniqueid too:
 * each row would be a call of its own beside the one that was heard. Row and channel are the same when their names are,
 * and their uniqueids, or, for a row without one, when the row began while the channel lived. Whichever comes first waits for the other;
 * the call goes by the linkedid. Rows that nothing ties to a heard call are left alone: they are never joined by guess.
 */
import { interactionId } from '../identity/ids.ts';
import { removeInteraction } from '../store/interactions.ts';
import type { Store, Writer } from '../store/open.ts';
import { rawBytes, recordsOfGroup } from '../store/sources.ts';
import { readCdrRow } from './cdrFields.ts';
import type { DeskFacts } from './normalised.ts';
import { readHeard } from './normalizeLiveCall.ts';

/** The exchange notes a row's beginning a moment after its channel was made. */
const APART_S = 2;

/** A row lasts for the second it began in. */
type Mark = { channel: string; uniqueid: string; atS: number; untilS: number };

/** Rows of a file whose columns include the linkedid, by far the most, are passed over without being read. */
const MAY_JOIN = `SELECT 1 FROM source_record WHERE group_key = ? AND (context IS NULL OR instr(context, '"linkedid"') = 0) LIMIT 1`;

/**
 * Moves rows between groups where the group that has just gained a record makes it known.
 * @returns the group that the call goes by, and the points of interactions that are no more
 */
export function joinCalls(store: Pick<Store, 'vault'>, writer: Writer, groupKey: string, desk: DeskFacts): { groupKey: string; former: number[] } {
  if (writer.prepare(MAY_JOIN).get(groupKey) === undefined) return { groupKey, former: [] };
  const rows = recordsOfGroup(writer, groupKey).filter((row) => row.unreadable === null);
  const heard = rows.flatMap((row) => (row.kind === 'call' ? (readHeard({ raw: rawBytes(store, row), context: row.context }) ?? []) : []))[0];
  if (heard !== undefined) {
    const marks = heard.channels.map((channel): Mark => {
      const atS = secondOf(channel.id) ?? Math.floor(channel.startedAtMs / 1_000);
      return { channel: channel.name, uniqueid: channel.id, atS, untilS: atS + Math.ceil(((channel.endedAtMs ?? channel.startedAtMs) - channel.startedAtMs) / 1_000) };
    });
    const former = note(writer, marks, groupKey, true).flatMap((other) => move(writer, other, groupKey));
    return { groupKey, former };
  }
  const poor = rows.filter((row) => row.kind === 'cdr' && !saysLinkedid(row.context)).flatMap((row) => {
    const read = readCdrRow({ raw: rawBytes(store, row), context: row.context }, desk);
    return read === null || read.linkedid !== '' || read.channel === '' ? [] : [{ channel: read.channel, uniqueid: read.uniqueid, atS: read.startMs / 1_000, untilS: read.startMs / 1_000 }];
  });
  const call = poor.length === 0 ? undefined : note(writer, poor, groupKey, false)[0];
  return call === undefined ? { groupKey, former: [] } : { groupKey: call, former: move(writer, groupKey, call) };
}

/** Remembers the marks and answers with the groups of the other side that have one of them. */
function note(writer: Writer, marks: readonly Mark[], groupKey: string, isHeard: boolean): string[] {
  const found = new Set<string>();
  for (const { channel, uniqueid, atS, untilS } of marks) {
    writer.prepare('INSERT OR IGNORE INTO call_channel (channel, at_s, group_key, until_s, is_heard, uniqueid) VALUES (?, ?, ?, ?, ?, ?)').run(channel, atS, groupKey, untilS, isHeard ? 1 : 0, uniqueid);
    const others = writer.prepare('SELECT group_key AS other, uniqueid, at_s AS atS, until_s AS untilS FROM call_channel WHERE channel = ? AND is_heard = ? AND group_key <> ? ORDER BY at_s, group_key').all(channel, isHeard ? 0 : 1, groupKey) as { other: string; uniqueid: string; atS: number; untilS: number }[];
    for (const row of others) if (uniqueid !== '' && row.uniqueid !== '' ? uniqueid === row.uniqueid : row.atS <= untilS + APART_S && row.untilS >= atS - APART_S) found.add(row.other);
  }
  return [...found];
}

function move(writer: Writer, from: string, to: string): number[] {
  writer.prepare("UPDATE source_record SET group_key = ? WHERE group_key = ? AND kind = 'cdr'").run(to, from);
  return removeInteraction(writer, interactionId(from));
}

/** Rows of a file say by their columns whether they have one; those of a table only by themselves. */
function saysLinkedid(context: Readonly<Record<string, unknown>> | null): boolean {
  const extra = context?.['extra'];
  return Array.isArray(extra) && extra.includes('linkedid');
}

/** Asterisk makes its uniqueids of the second a channel begins in, by its own clock. */
function secondOf(uniqueid: string): number | null {
  const second = /(?:^|-)(\d{9,10})\.\d+$/.exec(uniqueid)?.[1];
  return second === undefined ? null : Number(second);
}
