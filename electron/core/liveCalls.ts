/**
 * The calls that are going on now.
 *
 * Owns what live sources say of calls, and resolves who it is. Promises that every change of a call is told
 * at once together with the whole brief, that the brief is made once a call and again only when its number becomes
 * known, the agent says who it is, or the history of a caller changed, and that memory stays bounded whatever an
 * exchange sends. Never stores anything: what stays of a call comes from the call log or the live record.
 */
import type { Events, Topic } from '../../shared/contract.ts';
import type { AccountId, LiveCall } from '../../shared/domain.ts';
import { MINUTE_MS } from '../../shared/time.ts';
import type { NowMs } from '../../shared/time.ts';
import type { CallSignal } from './connectors/connector.ts';
import { callBrief } from './handlers/brief.ts';
import { formatPoint, phonePoint } from './identity/address.ts';
import { interactionId } from './identity/ids.ts';
import type { Store } from './store/open.ts';

export type LiveCallsPorts = {
  store: Pick<Store, 'prepare' | 'onChange'>;
  country(): string;
  nowMs: NowMs;
  emit<E extends keyof Events>(event: E, data: Events[E]): void;
};

export type LiveCalls = {
  /** What an account heard of a call. Never throws for what an exchange says. */
  hear(accountId: string, signal: CallSignal): void;
  /** Newest first. */
  list(): LiveCall[];
  byId(id: string): LiveCall | null;
  close(): void;
};

/** An ended call is still on screen, to be noted down. */
const KEPT_MS = 10 * MINUTE_MS;
/** A call whose end was never told (the exchange went away) is no longer going on. */
const LONGEST_MS = 12 * 60 * MINUTE_MS;
const MOST = 200;
/** While a source is being read, the history changes many times a second; a brief is not made for each. */
const REMAKE_MS = 300;
/** Nor for more calls at once than somebody can look at: the queries of the window come first. */
const REMADE = 20;

type Held = { call: LiveCall; signal: CallSignal; accountId: string; heardAtMs: number };

export function createLiveCalls(ports: LiveCallsPorts): LiveCalls {
  const { store } = ports;
  const calls = new Map<string, Held>();
  let timer: NodeJS.Timeout | null = null;

  function hear(accountId: string, signal: CallSignal): void {
    const id = interactionId(signal.key);
    const former = calls.get(id);
    const isSameCaller = former !== undefined && former.signal.number === signal.number && former.signal.withheld === signal.withheld;
    const brief = isSameCaller ? former.call.brief : briefOf(id, signal);
    const { key: _key, ...told } = signal;
    const call: LiveCall = { id, accountId: accountId as AccountId, ...told, shown: shownNumber(signal), brief };
    // Put in anew, so that the map runs from the one heard of longest ago.
    calls.delete(id);
    calls.set(id, { call, signal, accountId, heardAtMs: ports.nowMs() });
    forget();
    ports.emit('call', call);
  }

  function briefOf(id: string, signal: Pick<CallSignal, 'number' | 'withheld'>): LiveCall['brief'] {
    const chosen = store.prepare('SELECT to_point AS uuid FROM assignment WHERE interaction_id = ? LIMIT 1').get(id) as { uuid: string } | undefined;
    return callBrief({ reader: store, country: ports.country() }, signal.withheld ? '' : signal.number, ports.nowMs(), chosen?.uuid ?? null);
  }

  function shownNumber(signal: CallSignal): string {
    const point = signal.withheld ? null : phonePoint(signal.number, ports.country());
    return point === null || point === 'withheld' ? signal.number : formatPoint(point, ports.country());
  }

  /** Takes out what ended a while ago, what can no longer be going on, and the oldest beyond the bound, ended ones first. */
  function forget(): void {
    const nowMs = ports.nowMs();
    for (const [id, { call, heardAtMs }] of calls) if (heardAtMs < nowMs - (call.state === 'ended' ? KEPT_MS : LONGEST_MS)) calls.delete(id);
    const ended = [...calls].filter(([, { call }]) => call.state === 'ended');
    for (const [id] of [...ended, ...calls]) if (calls.size > MOST) calls.delete(id);
  }

  function concerns({ call }: Held, topics: ReadonlySet<Topic>): boolean {
    if (topics.has('calls')) return true;
    const ids = call.brief.candidates.map(({ customerId }) => customerId);
    if (ids.some((id) => topics.has(`customer:${id}`))) return true;
    // Strangers may have become known; a bulk change names no single customer.
    return topics.has('customers') && (ids.length === 0 || ![...topics].some((topic) => topic.startsWith('customer:')));
  }

  let changed = new Set<Topic>();
  const stopListening = store.onChange(({ topics }) => {
    if (calls.size === 0) return;
    for (const topic of topics) changed.add(topic);
    timer ??= setTimeout(remake, REMAKE_MS).unref();
  });

  function remake(): void {
    timer = null;
    const topics = changed;
    changed = new Set();
    forget();
    for (const [id, held] of [...calls].slice(-REMADE)) {
      if (!concerns(held, topics)) continue;
      const brief = briefOf(id, held.signal);
      if (JSON.stringify(brief) === JSON.stringify(held.call.brief)) continue;
      held.call = { ...held.call, brief };
      ports.emit('call', held.call);
    }
  }

  return {
    hear,
    list() {
      forget();
      return [...calls.values()].map(({ call }) => call).sort((a, b) => b.startedAtMs - a.startedAtMs || (a.id < b.id ? -1 : 1));
    },
    byId: (id) => calls.get(id)?.call ?? null,
    close() {
      stopListening();
      if (timer !== null) clearTimeout(timer);
    },
  };
}
