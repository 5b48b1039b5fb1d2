/**
 * The receiving end of effects in memory, which misbehaves on command: what a server, a line or a faulty connector
 * may do to something that is sent. It keeps what arrived, so that a test can count it.
 */
import { DeskError, toErrorData } from '../../../shared/result.ts';
import type { ErrorCode } from '../../../shared/result.ts';
import type { Delivery, Effect, ProbeAnswer, RawRecord, Session } from './connector.ts';

/**
 * `cutBefore`: the line drops before the point of no return. `refuse`, `busy`: the server says no. `cutAfter`: the line
 * drops after it, nothing arrived. `acceptAndDrop`: it arrived, and the line dropped before the answer. `hang`: it waits
 * in front of the point, or behind it, until released. `lieSent`: only a faulty connector says `sent` of what did not arrive.
 */
export type FakeTrouble = 'cutBefore' | 'refuse' | 'busy' | 'cutAfter' | 'acceptAndDrop' | 'hangBefore' | 'hangAfter' | 'hangArrived' | 'lieSent';

/** What the source answers when it is asked: the truth, that it cannot tell, or nothing at all. */
export type FakeProbe = 'truth' | 'cannotTell' | 'unreachable';

export type FakeReceiver = {
  /** Keys of what arrived, in order; one that arrived twice stands twice. */
  readonly arrived: readonly string[];
  readonly tries: readonly string[];
  /** Keys of copies that were filed. */
  readonly copies: readonly string[];
  /** What happens to the next tries, one each. */
  trouble(...troubles: FakeTrouble[]): void;
  /** From now on every try meets this; null: none does. */
  always(trouble: FakeTrouble | null): void;
  probe(answer: FakeProbe): void;
  failCopies(code: ErrorCode | null): void;
  /** Lets go on what hangs. */
  release(): void;
  /** Settles when so many tries hang. */
  hanging(count?: number): Promise<void>;
  readonly effects: Required<Pick<Session, 'deliver' | 'probe' | 'fileCopy'>>;
};

/** @param recordOf what stands for the effect in the history, where the connector makes it */
export function createFakeReceiver(recordOf: (effect: Effect) => RawRecord | null = () => null): FakeReceiver {
  const arrived: string[] = [];
  const tries: string[] = [];
  const copies: string[] = [];
  let troubles: FakeTrouble[] = [];
  let constant: FakeTrouble | null = null;
  let answers: FakeProbe = 'truth';
  let copyError: ErrorCode | null = null;
  let held: (() => void)[] = [];
  let watchers: { count: number; settle: () => void }[] = [];

  function hang(): Promise<void> {
    return new Promise((settle) => {
      held.push(settle);
      for (const watcher of watchers.filter(({ count }) => held.length >= count)) watcher.settle();
      watchers = watchers.filter(({ count }) => held.length < count);
    });
  }

  async function deliver(effect: Effect, passPoint: () => Promise<void>): Promise<Delivery> {
    const trouble = troubles.shift() ?? constant;
    tries.push(effect.key);
    if (trouble === 'cutBefore') return { outcome: 'notSent', error: errorData('connection-lost') };
    if (trouble === 'hangBefore') await hang();
    try {
      await passPoint();
    } catch (thrown) {
      return { outcome: 'notSent', error: toErrorData(thrown) };
    }
    return behindThePoint(effect, trouble);
  }

  async function behindThePoint(effect: Effect, trouble: FakeTrouble | null): Promise<Delivery> {
    switch (trouble) {
      case 'refuse': return { outcome: 'notSent', error: errorData('recipient-refused') };
      case 'busy': return { outcome: 'notSent', error: errorData('server-busy') };
      case 'cutAfter': return { outcome: 'unknown', error: errorData('connection-lost') };
      case 'lieSent': return { outcome: 'sent', record: recordOf(effect) };
      case 'hangAfter':
        await hang();
        break;
      default:
    }
    arrived.push(effect.key);
    if (trouble === 'hangArrived') await hang();
    return trouble === 'acceptAndDrop' ? { outcome: 'unknown', error: errorData('connection-lost') } : { outcome: 'sent', record: recordOf(effect) };
  }

  async function probe(effect: Effect): Promise<ProbeAnswer> {
    if (answers === 'unreachable') throw new DeskError('connection-refused', { host: 'fake' });
    if (answers === 'cannotTell') return { answer: 'cannotTell' };
    return arrived.includes(effect.key) ? { answer: 'happened', record: recordOf(effect) } : { answer: 'didNotHappen' };
  }

  return {
    arrived, tries, copies,
    trouble: (...next) => { troubles = [...troubles, ...next]; },
    always: (trouble) => { constant = trouble; },
    probe: (answer) => { answers = answer; },
    failCopies: (code) => { copyError = code; },
    release() {
      const settled = held;
      held = [];
      for (const settle of settled) settle();
    },
    hanging: (count = 1) => (held.length >= count ? Promise.resolve() : new Promise((settle) => { watchers.push({ count, settle }); })),
    effects: {
      deliver,
      probe,
      async fileCopy(effect) {
        if (copyError !== null) throw new DeskError(copyError, { host: 'fake' });
        if (!copies.includes(effect.key)) copies.push(effect.key);
      },
    },
  };
}

function errorData(code: ErrorCode): ReturnType<typeof toErrorData> {
  return toErrorData(new DeskError(code, { host: 'fake' }));
}
