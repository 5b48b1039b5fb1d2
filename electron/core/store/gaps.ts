/** Truth about times in which a source was not heard: told once by its connector, kept for ever. */
import type { AccountId, ConnectorKind, GapReason } from '../../../shared/domain.ts';
import type { Reader, Writer } from './open.ts';

export type GapRow = { accountId: AccountId; kind: ConnectorKind; label: string; fromMs: number; toMs: number; reason: GapReason };

/** The same gap may be told again, and longer. */
export function putGap(writer: Writer, gap: { accountId: string; stream: string; fromMs: number; toMs: number; reason: GapReason }): void {
  if (gap.toMs <= gap.fromMs) return;
  writer.prepare(`INSERT INTO source_gap (account_id, stream, from_ms, to_ms, reason) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (account_id, stream, from_ms) DO UPDATE SET to_ms = max(to_ms, excluded.to_ms)`).run(gap.accountId, gap.stream, gap.fromMs, gap.toMs, gap.reason);
}

/** Gaps that touch a time, the earliest first, with the account they are of (one that was removed, too). */
export function gapsBetween(reader: Reader, fromMs: number, toMs: number): GapRow[] {
  return reader.prepare(`SELECT account.id AS accountId, account.kind AS kind, account.label AS label, from_ms AS fromMs, to_ms AS toMs, reason
    FROM source_gap JOIN account ON account.id = source_gap.account_id WHERE to_ms > ? AND from_ms <= ? ORDER BY to_ms, account_id`).all(fromMs, toMs) as GapRow[];
}

/** When a source of one of these kinds was last read to its end; null when none ever was. */
export function lastReadOfKinds(reader: Reader, kinds: readonly ConnectorKind[]): number | null {
  const marks = kinds.map(() => '?').join(',');
  return (reader.prepare(`SELECT max(last_success_at_ms) AS atMs FROM stream JOIN account ON account.id = stream.account_id WHERE account.kind IN (${marks})`).get(...kinds) as { atMs: number | null }).atMs;
}
