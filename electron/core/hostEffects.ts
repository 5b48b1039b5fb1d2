/**
 * Effects in the source host: the one try of something that has to happen outside, and the question whether it did.
 *
 * Uses the session that the account has open, or opens one for the time of the try. Promises that every try settles
 * with an outcome, and that a try which was given up can no longer pass its point of no return. Decides nothing: what
 * an outcome means is the outbox's.
 */
import type { AccountFacts } from '../../shared/accounts.ts';
import type { ConnectorKind } from '../../shared/domain.ts';
import { DeskError, toErrorData } from '../../shared/result.ts';
import { MINUTE_MS } from '../../shared/time.ts';
import type { AccountSetup, Connector, Delivery, Effect, LiveEvent, RawRecord, Session } from './connectors/connector.ts';
import type { DeliveryReport, HostCalls, OutgoingEffect } from './hostPort.ts';
import type { IncomingRecord } from './ingest/ingest.ts';
import type { PreparedRecord } from './ingest/prepare.ts';
import type { VaultRef } from './store/vault.ts';

export type EffectPorts = {
  connector(kind: ConnectorKind): Connector;
  /** The session that the account has open now. */
  session(accountId: string): Session | null;
  tell(accountId: string, event: LiveEvent): void;
  read(ref: VaultRef): Uint8Array;
  keep(raw: Uint8Array): Promise<VaultRef>;
  prepare(record: RawRecord): PreparedRecord;
  /** Settles when the point of no return is committed. @throws DeskError when it must not be passed */
  passPoint(outboxId: string): Promise<void>;
  nowMs(): number;
};

/**
 * A connector has time limits of its own, which end with silence; one that hangs all the same must not stop what waits
 * behind it. Far longer than any of them and than a large mail takes over a slow line: what is given up may still arrive.
 */
export const TRY_MS = 60 * MINUTE_MS;
/** Larger records lie in the vault. */
const INLINE_BYTES = 2_048;

export function createEffects(ports: EffectPorts) {
  /** What was learnt since the host started: newer than what a run was started with. */
  const learnt = new Map<string, AccountFacts>();

  function tell(accountId: string, event: LiveEvent): void {
    if (event.type === 'facts') learnt.set(accountId, { ...learnt.get(accountId), ...event.facts });
    ports.tell(accountId, event);
  }

  const factsOf = (accountId: string, known: AccountFacts): AccountFacts => ({ ...known, ...learnt.get(accountId) });

  /** @throws DeskError when no session can be had */
  async function withSession<T>({ setup, facts }: { setup: AccountSetup; facts: AccountFacts }, use: (session: Session) => Promise<T>): Promise<T> {
    const running = ports.session(setup.accountId);
    if (running !== null) return use(running);
    const abort = new AbortController();
    const session = await ports.connector(setup.kind).open({ setup, facts: factsOf(setup.accountId, facts), signal: abort.signal, nowMs: ports.nowMs, tell: (event) => tell(setup.accountId, event) });
    try {
      return await use(session);
    } finally {
      abort.abort();
      await session.close();
    }
  }

  async function deliver({ effect, outboxId, ...place }: HostCalls['deliver']['input']): Promise<DeliveryReport> {
    let hasPassed = false;
    let isGivenUp = false;
    let wasSent = false;
    const passPoint = async (): Promise<void> => {
      if (hasPassed) return;
      if (isGivenUp) throw new DeskError('cancelled');
      await ports.passPoint(outboxId);
      hasPassed = true;
      // Given up while the commit was under way: it is committed, so it will be asked for, but nothing may leave any more.
      if (isGivenUp) throw new DeskError('cancelled');
    };
    try {
      const delivery = await limited(withSession(place, (session) => tryOnce(session, wholeEffect(effect), passPoint)), TRY_MS);
      if (delivery === null) {
        isGivenUp = true;
        return { outcome: hasPassed ? 'unknown' : 'notSent', error: toErrorData(new DeskError('server-slow')) };
      }
      if (delivery.outcome !== 'sent') return delivery;
      wasSent = true;
      return { outcome: 'sent', record: await recordOf(effect, delivery.record) };
    } catch (thrown) {
      isGivenUp = true;
      // That it left and could not be written down (a full disk) is found out by asking the source, later.
      return { outcome: hasPassed || wasSent ? 'unknown' : 'notSent', error: toErrorData(thrown) };
    }
  }

  function wholeEffect(effect: OutgoingEffect): Effect {
    switch (effect.kind) {
      case 'mail': return { ...effect, raw: ports.read(effect.raw) };
      case 'chat': return { ...effect, files: effect.files.map(({ vault, ...file }) => ({ ...file, bytes: ports.read(vault) })) };
      case 'dial': return effect;
    }
  }

  /** What stands for it in the history: of a mail the very bytes that left, which lie in the vault already. */
  async function recordOf(effect: OutgoingEffect, told: RawRecord | null): Promise<IncomingRecord | null> {
    const raw: RawRecord | null = effect.kind !== 'mail' ? told : { kind: 'mail', place: effect.key, raw: ports.read(effect.raw), context: null, receivedAtMs: ports.nowMs(), flags: ['\\Seen'] };
    if (raw === null) return null;
    const { raw: bytes, ...record } = { ...raw, place: effect.key };
    const vault = effect.kind === 'mail' ? effect.raw : bytes.length > INLINE_BYTES ? await ports.keep(bytes) : null;
    return { ...record, sizeBytes: bytes.length, vault, raw: vault === null ? bytes.slice() : null, prepared: ports.prepare({ ...record, raw: bytes }) };
  }

  return {
    tell,
    factsOf,
    deliver,
    async probe({ effect, ...place }: HostCalls['probe']['input']): Promise<HostCalls['probe']['output']> {
      return withSession(place, async (session) => {
        const found = session.probe === undefined ? ({ answer: 'cannotTell' } as const) : await session.probe(wholeEffect(effect));
        return { answer: found.answer, record: found.answer === 'happened' ? await recordOf(effect, found.record) : null };
      });
    },
    async fileCopy({ effect, ...place }: HostCalls['fileCopy']['input']): Promise<null> {
      await withSession(place, async (session) => session.fileCopy?.(wholeEffect(effect)));
      return null;
    },
  };
}

async function tryOnce(session: Session, effect: Effect, passPoint: () => Promise<void>): Promise<Delivery> {
  if (session.deliver === undefined || !session.capabilities.effects.includes(effect.kind)) return { outcome: 'notSent', error: toErrorData(new DeskError('not-supported')) };
  return session.deliver(effect, passPoint);
}

/** Null when it took too long; it goes on, and nobody listens. */
async function limited<T>(work: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((settle) => { timer = setTimeout(() => settle(null), ms); });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
