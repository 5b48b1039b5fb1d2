/** Times in which something may be missing from a customer's timeline, said as what they are (N8). */
import type { Channel, ConnectorKind, ContactPointKind, GapView } from '../../../shared/domain.ts';
import { membersOf } from '../store/customers.ts';
import type { PointRow } from '../store/customers.ts';
import { gapsBetween, lastReadOfKinds } from '../store/gaps.ts';
import type { GapRow } from '../store/gaps.ts';
import type { Reader } from '../store/open.ts';

/** What a source brings, and the addresses of a customer that can stand in it. Files have no time of listening. */
const FEEDS: Partial<Record<ConnectorKind, { channel: Channel; kind: ContactPointKind; prefix: string }>> = {
  imap: { channel: 'mail', kind: 'mail', prefix: '' },
  xmpp: { channel: 'chat', kind: 'chat', prefix: 'xmpp:' },
  asteriskAmi: { channel: 'call', kind: 'phone', prefix: '' },
  asteriskSql: { channel: 'call', kind: 'phone', prefix: '' },
};
/** Logs that hold every call of an exchange, whoever was listening. */
const CALL_LOGS: readonly ConnectorKind[] = ['asteriskSql', 'asteriskCsv'];

/**
 * The gaps that touch a time, the earliest first, of sources in which this customer can have spoken. What a live
 * connection to an exchange missed is no gap any more once a call log was read after it.
 * @param customer key of the customer's first contact point
 */
export function gapsOf(reader: Reader, customer: number, fromMs: number, toMs: number): GapView[] {
  const found = gapsBetween(reader, fromMs, toMs);
  if (found.length === 0) return [];
  const members = membersOf(reader, customer);
  const logReadAtMs = lastReadOfKinds(reader, CALL_LOGS);
  return found.flatMap((gap): GapView[] => {
    const feed = FEEDS[gap.kind];
    if (feed === undefined || !members.some((point) => canStandIn(point, feed))) return [];
    if (isFilled(gap, logReadAtMs)) return [];
    return [{ source: { connector: gap.kind, accountId: gap.accountId, label: gap.label }, channel: feed.channel, fromMs: gap.fromMs, toMs: gap.toMs, reason: gap.reason }];
  }).sort((x, y) => x.fromMs - y.fromMs || x.toMs - y.toMs);
}

function canStandIn(point: PointRow, feed: { kind: ContactPointKind; prefix: string }): boolean {
  return point.kind === feed.kind && point.value.startsWith(feed.prefix);
}

function isFilled(gap: GapRow, logReadAtMs: number | null): boolean {
  return gap.kind === 'asteriskAmi' && gap.reason === 'not-listening' && logReadAtMs !== null && logReadAtMs > gap.toMs;
}
