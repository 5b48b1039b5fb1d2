import { describe, expect, it } from 'vitest';
import { DeskError } from '../../../shared/result.ts';
import type { ErrorCode } from '../../../shared/result.ts';
import type { AccountPhase } from '../../../shared/contract.ts';
import { MINUTE_MS, SECOND_MS } from '../../../shared/time.ts';
import type { AccountSetup, Connector, Cursor, RawRecord, Session, SyncBatch } from './connector.ts';
import { retryDelayMs, runAccount } from './runner.ts';
import type { Prepared, RunnerPorts } from './runner.ts';

const SETUP: AccountSetup = { accountId: 'a', kind: 'imap', config: { path: '', follow: false } };
const RECORD: RawRecord = { kind: 'mail', place: '1', raw: new Uint8Array(1), context: null, receivedAtMs: null, flags: [] };

function batch(n: number, complete = false, records: RawRecord[] = [RECORD]): SyncBatch {
  return { stream: 'INBOX', shown: 'INBOX', records, gone: [], flagged: [], renumbered: null, cursor: { n }, done: n, total: 9, complete };
}

type Script = {
  /** What one pull does; gets the committed position. */
  pull(from: number, session: number, signal: AbortSignal): AsyncGenerator<SyncBatch, void, void>;
  open?(session: number): void;
  /** Settles when there is news; the script ends the run by aborting. */
  news?(session: number, signal: AbortSignal): Promise<string[]>;
};

/** Runs a script and keeps what the runner did in `log`, in order. */
function play(script: Script, options: { mode?: 'once' | 'live'; commit?(n: number, control: AbortController): Promise<void> | void; prepare?(n: number): Promise<void> | void; /** Answers true when somebody hurries it. */ pause?(ms: number, control: AbortController): boolean | void } = {}) {
  const log: string[] = [];
  const control = new AbortController();
  let sessions = 0;
  const connector: Connector = {
    kind: 'imap',
    open: async ({ signal }): Promise<Session> => {
      const session = ++sessions;
      log.push(`open ${session}`);
      script.open?.(session);
      return {
        capabilities: { live: true, effects: [], probe: false },
        pull: (cursors) => script.pull((cursors.get('INBOX')?.['n'] as number | undefined) ?? 0, session, signal),
        waitForNews: () => script.news?.(session, signal) ?? ended(signal),
        close: async () => void log.push(`close ${session}`),
      };
    },
  };
  const phases: { phase: AccountPhase; error: string | null; waitMs: number | null }[] = [];
  const ports: RunnerPorts = {
    facts: () => ({}), tell: () => undefined, opened: () => undefined,
    nowMs: () => 1_000,
    prepare: async (given): Promise<Prepared> => {
      const n = given.cursor['n'] as number;
      log.push(`prepare ${n}`);
      await options.prepare?.(n);
      return { stream: given.stream, cursor: given.cursor };
    },
    commit: async ({ cursor }) => {
      log.push(`commit ${String(cursor['n'])}`);
      await options.commit?.(cursor['n'] as number, control);
      log.push(`committed ${String(cursor['n'])}`);
    },
    report: ({ phase, error, nextTryAtMs }) => phases.push({ phase, error: error?.code ?? null, waitMs: nextTryAtMs === null ? null : nextTryAtMs - 1_000 }),
    pause: async (ms) => {
      log.push(`pause ${ms}`);
      return options.pause?.(ms, control) === true;
    },
  };
  const cursors = new Map<string, Cursor>();
  return { log, phases, control, cursors, done: runAccount(connector, SETUP, cursors, options.mode ?? 'once', control.signal, ports) };
}

function ended(signal: AbortSignal): Promise<string[]> {
  return new Promise((settle) => {
    if (signal.aborted) settle([]);
    signal.addEventListener('abort', () => settle([]));
  });
}
const later = (turns = 5): Promise<void> => new Promise((settle) => {
  const turn = (left: number): void => { if (left === 0) settle(); else setImmediate(() => turn(left - 1)); };
  turn(turns);
});
async function* upTo(from: number, last: number): AsyncGenerator<SyncBatch, void, void> {
  for (let n = from + 1; n <= last; n++) yield batch(n, n === last);
}

async function* failing(code: ErrorCode): AsyncGenerator<SyncBatch, void, void> {
  yield* upTo(0, 0);
  throw new DeskError(code);
}

describe('a run to the end', () => {
  it('commits batches in the order in which they were read, one at a time, though later ones are quicker', async () => {
    const run = play({ pull: (from) => upTo(from, 6) }, { commit: (n) => later(12 - 2 * n) });
    await run.done;
    expect(run.log.filter((line) => line.startsWith('commit'))).toEqual([1, 2, 3, 4, 5, 6].flatMap((n) => [`commit ${n}`, `committed ${n}`]));
    expect(run.cursors.get('INBOX')).toEqual({ n: 6 });
    expect(run.phases.map(({ phase }) => phase)).toEqual(['connecting', 'syncing', 'done']);
    expect(run.log.at(-1)).toBe('close 1');
  });

  it('reads ahead while a commit is under way, but never far', async () => {
    let open = 0;
    let most = 0;
    const run = play({ pull: (from) => upTo(from, 12) }, { prepare: () => { most = Math.max(most, ++open); }, commit: async () => { await later(20); open -= 1; } });
    await run.done;
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
  });

  it('throws what went wrong, and has committed what was read before', async () => {
    const run = play({ async *pull(from) {
      yield* upTo(from, 3);
      throw new DeskError('connection-lost');
    } }, { commit: () => later() });
    await expect(run.done).rejects.toMatchObject({ code: 'connection-lost' });
    expect(run.log).toContain('committed 3');
    expect(run.cursors.get('INBOX')).toEqual({ n: 3 });
    expect(run.log.at(-1)).toBe('close 1');
  });

  it('throws when it cannot open, or a batch cannot be prepared', async () => {
    await expect(play({ pull: (from) => upTo(from, 1), open: () => { throw new DeskError('wrong-password'); } }).done).rejects.toMatchObject({ code: 'wrong-password' });
    const full = play({ pull: (from) => upTo(from, 5) }, { prepare: (n) => { if (n === 3) throw new DeskError('disk-full'); } });
    await expect(full.done).rejects.toMatchObject({ code: 'disk-full' });
    expect(full.cursors.get('INBOX')).toEqual({ n: 2 });
  });
});

describe('a commit that fails', () => {
  it('keeps the batches behind it out, and the next try starts from what was committed', async () => {
    let isFull = true;
    const starts: number[] = [];
    const run = play({
      pull: (from) => { starts.push(from); return upTo(from, 6); },
      news: (_session, signal) => { run.control.abort(); return ended(signal); },
    }, {
      mode: 'live',
      commit: (n) => { if (n === 3 && isFull) { isFull = false; throw new DeskError('disk-full'); } },
    });
    await run.done;
    expect(starts).toEqual([0, 2]);
    expect(run.log.filter((line) => line.startsWith('committed'))).toEqual([1, 2, 3, 4, 5, 6].map((n) => `committed ${n}`));
    expect(run.phases).toContainEqual({ phase: 'waiting', error: 'disk-full', waitMs: 2 * SECOND_MS });
    expect(run.log.indexOf('close 1')).toBeLessThan(run.log.indexOf('pause 2000'));
  });
});

describe('a live run', () => {
  it('looks again whenever there is news, and rests as live in between', async () => {
    let last = 2;
    const run = play({
      pull: (from) => upTo(from, last),
      news: async (_session, signal) => {
        last += 1;
        if (last > 4) run.control.abort();
        return signal.aborted ? ended(signal) : ['INBOX'];
      },
    }, { mode: 'live' });
    await run.done;
    expect(run.log.filter((line) => line.startsWith('committed'))).toEqual(['committed 1', 'committed 2', 'committed 3', 'committed 4']);
    expect(run.phases.map(({ phase }) => phase)).toEqual(['connecting', 'syncing', 'live', 'syncing', 'live', 'syncing', 'live']);
    expect(run.log.filter((line) => line.startsWith('open'))).toHaveLength(1);
  });

  it('waits longer after each try that brought nothing, and says when the next one is', async () => {
    const run = play({ pull: () => failing('connection-refused') }, { mode: 'live', pause: (_ms, control) => { if (run.log.filter((line) => line.startsWith('pause')).length === 10) control.abort(); } });
    await run.done;
    expect(run.log.filter((line) => line.startsWith('pause')).map((line) => Number(line.slice(6)) / SECOND_MS)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    expect(run.phases.filter(({ phase }) => phase === 'waiting').at(-1)).toEqual({ phase: 'waiting', error: 'connection-refused', waitMs: 5 * MINUTE_MS });
  });

  it('waits no longer for tries that somebody asked for in between, however many', async () => {
    let pauses = 0;
    const run = play({ pull: () => failing('connection-refused') }, {
      mode: 'live',
      pause: (_ms, control) => {
        pauses += 1;
        if (pauses === 8) control.abort();
        return pauses >= 2 && pauses <= 5;
      },
    });
    await run.done;
    expect(run.log.filter((line) => line.startsWith('pause')).map((line) => Number(line.slice(6)) / SECOND_MS)).toEqual([2, 4, 4, 4, 4, 4, 8, 16]);
  });

  it('tries soon again when the line dropped after it brought something', async () => {
    let pulls = 0;
    const run = play({ async *pull(from) {
      pulls += 1;
      if (pulls === 8) run.control.abort();
      if (pulls > 4) yield batch(from + 1);
      throw new DeskError('connection-lost');
    } }, { mode: 'live' });
    await run.done;
    expect(run.log.filter((line) => line.startsWith('pause')).map((line) => Number(line.slice(6)) / SECOND_MS)).toEqual([2, 4, 8, 16, 2, 2, 2]);
  });

  it('does not take a batch without records for something brought', async () => {
    let pulls = 0;
    const run = play({ async *pull(from) {
      if (++pulls === 4) run.control.abort();
      yield batch(from, false, []);
      throw new DeskError('connection-lost');
    } }, { mode: 'live' });
    await run.done;
    expect(run.log.filter((line) => line.startsWith('pause'))).toEqual(['pause 2000', 'pause 4000', 'pause 8000']);
  });

  it('leaves what only a person can mend for ten minutes', () => {
    for (const code of ['wrong-password', 'certificate-untrusted'] as const) expect(retryDelayMs(new DeskError(code), 1)).toBe(10 * MINUTE_MS);
    expect([1, 2, 3, 50].map((failures) => retryDelayMs(new RangeError('a fault of ours'), failures))).toEqual([2_000, 4_000, 8_000, 300_000]);
  });

  it('looks soon again for a server whose name was not found: it may have been the network', () => {
    expect([1, 2, 3].map((failures) => retryDelayMs(new DeskError('host-unknown'), failures))).toEqual([2_000, 4_000, 8_000]);
  });

  it('forgets its former error as soon as it tries again', async () => {
    let sessions = 0;
    const run = play({ pull: (from) => upTo(from, 1), open: () => { if (++sessions === 1) throw new DeskError('offline'); }, news: (_session, signal) => { run.control.abort(); return ended(signal); } }, { mode: 'live' });
    await run.done;
    expect(run.phases.map(({ phase, error }) => `${phase} ${error ?? ''}`.trim())).toEqual(['connecting', 'waiting offline', 'connecting', 'syncing', 'live']);
  });
});

describe('an abort', () => {
  it('ends a run that listens', async () => {
    const run = play({ pull: (from) => upTo(from, 1) }, { mode: 'live' });
    await later(20);
    run.control.abort();
    await run.done;
    expect(run.log.at(-1)).toBe('close 1');
  });

  it('ends a run that pulls, commits nothing more and leaves the cursor at what was committed', async () => {
    const run = play({ pull: (from) => upTo(from, 1_000_000) }, { mode: 'live', commit: async (n, control) => { if (n === 3) control.abort(); await later(); } });
    await run.done;
    expect(run.cursors.get('INBOX')).toEqual({ n: 3 });
    expect(run.log).not.toContain('commit 4');
  });

  it('ends a run that waits for its next try, as the pause ends', async () => {
    const run = play({ pull: () => failing('offline') }, { mode: 'live', pause: (_ms, control) => control.abort() });
    await run.done;
    expect(run.log.filter((line) => line.startsWith('open'))).toEqual(['open 1']);
  });

  it('that the connector answers with an error is no error', async () => {
    const run = play({ pull: (from) => upTo(from, 1), news: async () => { run.control.abort(); throw new DeskError('connection-lost'); } }, { mode: 'live' });
    await expect(run.done).resolves.toBeUndefined();
    expect(run.phases.some(({ phase }) => phase === 'waiting')).toBe(false);
  });
});
