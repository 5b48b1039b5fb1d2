/** Accounts as the screens see them: what they can do, how far they are, and how they were set up, without secrets. */
import type { AccountSetupView, CallLogAccountInput, ChatAccountInput, MailAccountInput, PhoneAccountInput } from '../../shared/accounts.ts';
import type { AccountPhase, AccountView } from '../../shared/contract.ts';
import type { ConnectorKind, EffectKind } from '../../shared/domain.ts';
import type { ErrorData } from '../../shared/result.ts';
import type { FileConfig } from './connectors/connector.ts';
import { OUTBOX_STREAM } from './ingest/ingest.ts';
import type { Reader } from './store/open.ts';
import { accountFacts, streamsOf } from './store/sources.ts';
import type { AccountRow } from './store/sources.ts';

const NETWORK_KINDS: ReadonlySet<ConnectorKind> = new Set(['imap', 'xmpp', 'asteriskAmi', 'asteriskSql']);

/** Reached over the network, rather than a file. */
export function isNetworkAccount(account: { kind: ConnectorKind }): boolean {
  return NETWORK_KINDS.has(account.kind);
}

/** Goes on listening once it was read. */
export function isLiveAccount(account: AccountRow): boolean {
  return isNetworkAccount(account) || (account.config as Partial<FileConfig>).follow === true;
}

/** What can be delivered through an account, as it is set up; true also while it cannot be reached. */
export function effectsOf(account: Pick<AccountRow, 'kind' | 'config'>): EffectKind[] {
  switch (account.kind) {
    case 'imap': return (account.config as Partial<MailAccountInput>).outgoing ? ['mail'] : [];
    case 'xmpp': return ['chat'];
    case 'asteriskAmi': return ['dial'];
    default: return [];
  }
}

export type RunState = { phase: AccountPhase; error: ErrorData | null; nextTryAtMs: number | null };

export function accountView(reader: Reader, row: AccountRow, run: RunState | undefined, quarantined: number): AccountView {
  const streams = streamsOf(reader, row.id).filter((stream) => stream.stream !== OUTBOX_STREAM);
  return {
    id: row.id, kind: row.kind, label: row.label, phase: row.paused ? 'paused' : (run?.phase ?? 'done'),
    streams: streams.map((stream) => ({ stream: stream.stream, shown: stream.shown, done: stream.done, total: stream.total, complete: stream.complete, lastSuccessAtMs: stream.lastSuccessAtMs })),
    lastSuccessAtMs: streams.reduce<number | null>((latest, stream) => (stream.lastSuccessAtMs === null ? latest : Math.max(latest ?? 0, stream.lastSuccessAtMs)), null),
    error: run?.error ?? null, nextTryAtMs: run?.nextTryAtMs ?? null, quarantined,
    setup: setupView(row), can: { effects: effectsOf(row), live: isLiveAccount(row) }, facts: accountFacts(reader, row.id),
  };
}

function setupView({ kind, config }: AccountRow): AccountSetupView | null {
  switch (kind) {
    case 'imap': {
      const { outgoing, ...incoming } = config as MailAccountInput;
      return { kind, config: { ...withoutPassword(incoming), outgoing: outgoing ? withoutPassword(outgoing) : null } };
    }
    case 'xmpp': return { kind, config: withoutPassword(config as ChatAccountInput) };
    case 'asteriskAmi': return { kind, config: withoutPassword(config as PhoneAccountInput) };
    case 'asteriskSql': return { kind, config: withoutPassword(config as CallLogAccountInput) };
    default: return null;
  }
}

function withoutPassword<T extends { password: string }>(config: T): Omit<T, 'password'> {
  const { password: _password, ...rest } = config;
  return rest;
}

/** The new set-up, with the stored password wherever the new one is empty. */
export function keepPasswords(stored: Readonly<Record<string, unknown>>, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...given };
  for (const [name, value] of Object.entries(given)) {
    const former = stored[name];
    if (name === 'password' && value === '' && typeof former === 'string') merged[name] = former;
    else if (isObject(value) && isObject(former)) merged[name] = keepPasswords(former, value);
  }
  return merged;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
