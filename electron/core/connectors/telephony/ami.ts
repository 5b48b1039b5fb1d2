/**
 * The Asterisk connector: what happens at the exchange now, the calls that were heard to their end, and click-to-dial.
 *
 * Owns the AMI connection of an account. AMI has no memory of its own, so a record is only what was heard live; it is
 * provisional, and the call log (CSV or SQL) replaces it. A time without hearing is said as a gap, never guessed over.
 * A call that was asked for is never asked for twice: where nobody can tell whether it happened, the agent decides.
 *
 * Inside: amiProtocol (lines), amiClient (connection), callTracker (decisions), amiDial (click-to-dial).
 */
import { DeskError } from '../../../../shared/result.ts';
import { MINUTE_MS } from '../../../../shared/time.ts';
import type { AmiConfig, Capabilities, Connector, ConnectorContext, Cursor, Delivery, Effect, Gap, ProbeAnswer, RawRecord, Session, SyncBatch } from '../connector.ts';
import type { HeardCall, HeardCallContext } from '../files/formats/heardCall.ts';
import { AMI_TUNING, connectAmi } from './amiClient.ts';
import type { AmiClient, AmiTuning } from './amiClient.ts';
import { createDialler } from './amiDial.ts';
import type { Dialler } from './amiDial.ts';
import type { AmiMessage } from './amiProtocol.ts';
import { createCallTracker } from './callTracker.ts';
import type { CallTracker, Heard } from './callTracker.ts';
import { BATCH_RECORDS, callBatch } from './telephonyBatch.ts';

const STREAM = 'calls';
/** Shorter absences are no gap: a call that began and ended within is rare, and a restart would leave a mark each time. */
const GAP_MS = MINUTE_MS;
/** How often `heardUntilMs` is stored while nothing happens. */
const HEARTBEAT_MS = MINUTE_MS;
/** A hang-up that was not heard is found by asking for all channels. */
const RECONCILE_MS = 5 * MINUTE_MS;
/** Finished calls kept in memory for a batch whose commit failed, or for a line that dropped before its commit. */
const KEPT_CALLS = 1_000;

type AmiCursor = { heardUntilMs: number; /** The run of the program that heard, and the last call of it that is stored. */ run: string; sequence: number; done: number };

/** What one account heard in this run of the program, over all its sessions: a call goes on while its line drops. */
type Memory = { run: string; tracker: CallTracker; finished: { sequence: number; call: HeardCall }[]; sequence: number; heardAtMs: number };

/** The connector with other times; tests use it. */
export function createAmiConnector(tuning: Partial<AmiTuning> & { heartbeatMs?: number } = {}): Connector {
  const memories = new Map<string, Memory>();
  const tuned = { ...AMI_TUNING, heartbeatMs: HEARTBEAT_MS, ...tuning };
  return {
    kind: 'asteriskAmi',
    async open(context) {
      const { config, accountId } = context.setup;
      if (!('device' in config)) throw new DeskError('bad-request', { what: 'a telephone account without a device' });
      const client = await connectAmi(config, tuned, () => context.nowMs(), context.signal);
      const key = `${accountId} ${config.device} ${config.host}:${config.port}`;
      const memory = memories.get(key) ?? { run: `${context.nowMs().toString(36)}-${memories.size}`, tracker: createCallTracker(config.device), finished: [], sequence: 0, heardAtMs: 0 };
      memories.set(key, memory);
      const session = new AmiSession(client, config, memory, context, tuned.heartbeatMs, tuned);
      try {
        await session.begin();
      } catch (thrown) {
        await session.close();
        throw thrown;
      }
      return session;
    },
  };
}

export const amiConnector: Connector = createAmiConnector();

class AmiSession implements Session {
  readonly #client: AmiClient;
  readonly #memory: Memory;
  readonly #context: ConnectorContext;
  readonly #heartbeatMs: number;
  readonly #openedAtMs: number;
  /** When the session before heard its last word; 0 for the first of this run. */
  readonly #heardBeforeMs: number;
  readonly #dialler: Dialler;
  readonly #reconciling: NodeJS.Timeout;
  #may: ReadonlySet<string> | null = null;
  #end: { why: DeskError | null } | null = null;
  #given = 0;
  #wake: () => void = () => undefined;

  constructor(client: AmiClient, config: AmiConfig, memory: Memory, context: ConnectorContext, heartbeatMs: number, tuning: AmiTuning) {
    this.#client = client;
    this.#memory = memory;
    this.#context = context;
    this.#heartbeatMs = heartbeatMs;
    this.#openedAtMs = context.nowMs();
    this.#heardBeforeMs = memory.heardAtMs;
    this.#dialler = createDialler(client, config, tuning);
    this.#reconciling = setInterval(() => void this.#reconcile().catch(() => undefined), RECONCILE_MS);
    void client.ended.then((why) => {
      this.#end = { why };
      clearInterval(this.#reconciling);
      memory.heardAtMs = Math.max(memory.heardAtMs, client.heardAtMs);
      this.#dialler.lineLost();
      this.#wake();
    });
  }

  get capabilities(): Capabilities {
    const canDial = this.#may === null || this.#may.has('originate');
    return { live: true, effects: canDial ? ['dial'] : [], probe: this.#may === null || this.#may.has('coreshowchannels') };
  }

  /** Learns what this user may do and which calls are going on. @throws DeskError */
  async begin(): Promise<void> {
    const { tracker } = this.#memory;
    this.#client.listen((event) => this.#hear(event));
    this.#may = permissionsOf(await this.#client.act('ListCommands'));
    const wasDeaf = this.#heardBeforeMs !== 0 && this.#openedAtMs - this.#heardBeforeMs > GAP_MS;
    if (!(await this.#reconcile()) && wasDeaf) this.#tell(tracker.loseTrack(this.#context.nowMs()));
  }

  async *pull(cursors: ReadonlyMap<string, Cursor>): AsyncGenerator<SyncBatch, void, void> {
    let cursor = readCursor(cursors.get(STREAM));
    let gaps = this.#gapsSince(cursor);
    for (;;) {
      if (this.#context.signal.aborted) return;
      this.#throwIfLost();
      const { run, finished } = this.#memory;
      const since = cursor !== null && cursor.run === run ? cursor.sequence : 0;
      const fresh = finished.filter(({ sequence }) => sequence > since);
      const part = fresh.slice(0, BATCH_RECORDS);
      const complete = part.length === fresh.length;
      const done: number = (cursor?.done ?? 0) + part.length;
      const sequence = part.at(-1)?.sequence ?? since;
      this.#given = Math.max(this.#given, sequence);
      cursor = { heardUntilMs: complete ? this.#client.heardAtMs : (cursor?.heardUntilMs ?? this.#openedAtMs), run, sequence, done };
      yield callBatch({ stream: STREAM, shown: 'AMI', records: part.map(({ call }) => toRecord(call)), cursor, done, total: complete ? done : null, complete, ...(gaps.length === 0 ? {} : { gaps }) });
      gaps = [];
      if (complete) return;
    }
  }

  async waitForNews(): Promise<string[]> {
    const { signal } = this.#context;
    const untilMs = this.#context.nowMs() + this.#heartbeatMs;
    while (!signal.aborted && this.#end === null && this.#memory.sequence <= this.#given && this.#context.nowMs() < untilMs) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(1, untilMs - this.#context.nowMs()));
        this.#wake = () => { clearTimeout(timer); resolve(); };
        signal.addEventListener('abort', this.#wake, { once: true });
      });
      signal.removeEventListener('abort', this.#wake);
    }
    if (!signal.aborted && this.#memory.sequence <= this.#given) this.#throwIfLost();
    return [STREAM];
  }

  async deliver(effect: Effect, passPointOfNoReturn: () => Promise<void>): Promise<Delivery> {
    if (effect.kind === 'dial') this.#memory.tracker.expect(effect.key, effect.number);
    return this.#dialler.deliver(effect, passPointOfNoReturn);
  }

  probe(effect: Effect): Promise<ProbeAnswer> {
    return this.#dialler.probe(effect);
  }

  close(): Promise<void> {
    clearInterval(this.#reconciling);
    this.#client.close();
    return Promise.resolve();
  }

  #hear(event: AmiMessage): void {
    this.#memory.heardAtMs = this.#client.heardAtMs;
    if (event.name === 'OriginateResponse') return this.#dialler.answer(event);
    this.#tell(this.#memory.tracker.apply(event, this.#context.nowMs()));
  }

  #tell({ signals, ended }: Heard): void {
    for (const call of signals) this.#context.tell({ type: 'call', call });
    const { finished } = this.#memory;
    for (const call of ended) finished.push({ sequence: ++this.#memory.sequence, call });
    if (finished.length > KEPT_CALLS) finished.splice(0, finished.length - KEPT_CALLS);
    if (ended.length > 0) this.#wake();
  }

  /** @returns whether the exchange said which channels there are */
  async #reconcile(): Promise<boolean> {
    const askedAtMs = this.#context.nowMs();
    const channels = await this.#client.list('CoreShowChannels', 'CoreShowChannel');
    if (channels === null) return false;
    this.#tell(this.#memory.tracker.reconcile(channels, askedAtMs, this.#context.nowMs()));
    return true;
  }

  #gapsSince(cursor: AmiCursor | null): Gap[] {
    if (cursor === null) return [];
    const fromMs = cursor.run === this.#memory.run ? Math.max(cursor.heardUntilMs, Math.min(this.#heardBeforeMs, this.#openedAtMs)) : cursor.heardUntilMs;
    return this.#openedAtMs - fromMs > GAP_MS ? [{ fromMs, toMs: this.#openedAtMs, reason: 'not-listening' }] : [];
  }

  #throwIfLost(): void {
    if (this.#end !== null && !this.#context.signal.aborted) throw this.#end.why ?? new DeskError('connection-lost');
  }
}

/** Names of the actions this user may take, in lower case; null when the exchange does not say. */
function permissionsOf(answer: AmiMessage): ReadonlySet<string> | null {
  return answer.name === 'Success' ? answer.keys() : null;
}

function readCursor(cursor: Cursor | undefined): AmiCursor | null {
  return cursor !== undefined && typeof cursor['heardUntilMs'] === 'number' ? (cursor as AmiCursor) : null;
}

function toRecord(call: HeardCall): RawRecord {
  const context: HeardCallContext = { format: 'heardCall' };
  return { kind: 'call', place: call.linkedid, raw: Buffer.from(JSON.stringify(call)), context, receivedAtMs: call.endedAtMs, flags: [] };
}
