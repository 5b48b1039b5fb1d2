/** How fresh each source is, as states that words and colours are made of. Pure. */
import type { AccountView, SyncState } from '../../shared/contract.ts';
import type { SourceLabel } from '../../shared/domain.ts';
import type { ErrorData } from '../../shared/result.ts';
import type { callsEs } from '../i18n/calls.es.ts';

export type FedBy = { source: SourceLabel; lastSuccessAtMs: number | null; complete: boolean };

/** A key of the words `fresh`. */
export type FreshWords = Extract<keyof typeof callsEs.fresh, 'live' | 'connecting' | 'reading' | 'readingFirst' | 'paused' | 'pausedNever' | 'offline' | 'offlineNever' | 'error' | 'errorNever' | 'still' | 'never'>;

export type SourceState = {
  key: string;
  label: string;
  words: FreshWords;
  /** `stale`: what it has may be behind the source; never shown as current. `still`: a file that was read once. */
  tone: 'fresh' | 'reading' | 'still' | 'stale';
  lastSuccessAtMs: number | null;
  error: ErrorData | null;
  complete: boolean;
};

/** An account that has been connecting for longer than this without a reading is called stale. */
const CONNECTING_MS = 2 * 60_000;
/** Errors that say that the line is down, not that something is wrong with the account. */
const LINE_DOWN = new Set(['offline', 'connection-lost', 'connection-refused', 'host-unknown', 'server-slow', 'core-stopped']);

/** Of the sources that feed a panel; `null`: of every account. Stale ones first, then by name. */
export function sourceStates(fedBy: readonly FedBy[] | null, sync: SyncState | undefined, nowMs: number): SourceState[] {
  const accounts = sync?.accounts ?? [];
  const sources = fedBy ?? accounts.map((account): FedBy => ({
    source: { connector: account.kind, accountId: account.id, label: account.label }, lastSuccessAtMs: account.lastSuccessAtMs, complete: account.streams.every((stream) => stream.complete),
  }));
  const states = sources.map((one) => stateOf(one, accounts.find((account) => account.id === one.source.accountId), nowMs));
  return states.sort((a, b) => rank(a) - rank(b) || a.label.localeCompare(b.label));
}

function stateOf({ source, lastSuccessAtMs, complete }: FedBy, account: AccountView | undefined, nowMs: number): SourceState {
  const readAtMs = Math.max(account?.lastSuccessAtMs ?? 0, lastSuccessAtMs ?? 0) || null;
  const base = { key: source.accountId ?? `${source.connector}-${source.label}`, label: source.label, lastSuccessAtMs: readAtMs, complete, error: account?.error ?? null };
  const said = (words: FreshWords, tone: SourceState['tone']): SourceState => ({ ...base, words, tone });
  if (account === undefined) return readAtMs === null ? said('never', 'stale') : said('still', 'still');
  if (account.phase === 'paused') return said(readAtMs === null ? 'pausedNever' : 'paused', 'stale');
  if (account.error !== null) {
    const kind = LINE_DOWN.has(account.error.code) ? 'offline' : 'error';
    return said(readAtMs === null ? `${kind}Never` : kind, 'stale');
  }
  if (account.phase === 'live') return said('live', 'fresh');
  if (account.phase === 'done') return readAtMs === null ? said('never', 'stale') : said('still', 'still');
  if (account.phase === 'syncing') return readAtMs === null ? said('readingFirst', 'reading') : said('reading', 'reading');
  const isLate = readAtMs === null || nowMs - readAtMs > CONNECTING_MS;
  return said(readAtMs === null ? 'never' : isLate ? 'offline' : 'connecting', isLate ? 'stale' : 'reading');
}

function rank(state: SourceState): number {
  return ['stale', 'reading', 'still', 'fresh'].indexOf(state.tone);
}
