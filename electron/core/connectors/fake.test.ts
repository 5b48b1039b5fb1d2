import { describe, expect, it } from 'vitest';
import type { AccountSetup, Cursor, SyncBatch } from './connector.ts';
import { CONFORMANCE, type ConformanceWorld } from './conformance.ts';
import { createFakeSource, type FakeSource } from './fake.ts';

const setup: AccountSetup = { accountId: 'fake', kind: 'imap', config: { path: '', follow: false } };

function filled(): FakeSource {
  const source = createFakeSource(40);
  for (const [stream, count] of [['INBOX', 150], ['Sent', 90], ['Empty', 0]] as const) source.add(stream, ...Array.from({ length: count }, (_, at) => ({ raw: `${stream} ${at}` })));
  return source;
}

function makeWorld(change?: (source: FakeSource) => void): () => Promise<ConformanceWorld> {
  return () => {
    const source = filled();
    change?.(source);
    return Promise.resolve({
      connector: source.connector, setup, expected: 240,
      add: () => Promise.resolve(source.add('Sent', { raw: 'new' })),
      remove: () => Promise.resolve(source.remove('INBOX', source.places('INBOX')[3] ?? '')),
      dispose: () => Promise.resolve(),
    });
  };
}

async function pull(source: FakeSource, cursors: Map<string, Cursor>): Promise<SyncBatch[]> {
  const session = await source.connector.open({ setup, signal: new AbortController().signal, nowMs: Date.now, facts: {}, tell: () => undefined });
  const batches: SyncBatch[] = [];
  for await (const batch of session.pull(cursors)) {
    batches.push(batch);
    cursors.set(batch.stream, batch.cursor);
  }
  return batches;
}

describe('the fake connector conforms', () => {
  it.each(CONFORMANCE.map((check) => [check.promise, check] as const))('%s', async (_promise, check) => {
    await expect(check.run(makeWorld())).resolves.toBeUndefined();
  });
});

describe('the conformance suite finds a connector that lies', () => {
  it.each(['repeatsBatches', 'neverComplete', 'countsWrong'] as const)('%s', async (lie) => {
    const results = await Promise.allSettled(CONFORMANCE.map((check) => check.run(makeWorld((source) => source.lie(lie)))));
    expect(results.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
  });
});

describe('the fake connector misbehaves on command', () => {
  it('fails to open, fails in mid-pull and goes on from the committed batches', async () => {
    const source = filled();
    const cursors = new Map<string, Cursor>();
    source.failNext('open', 'wrong-password');
    await expect(pull(source, cursors)).rejects.toMatchObject({ code: 'wrong-password' });
    source.failNext('pull', 'connection-lost', 3);
    await expect(pull(source, cursors)).rejects.toMatchObject({ code: 'connection-lost' });
    const rest = await pull(source, cursors);
    expect(rest.flatMap(({ records }) => records).length).toBe(240 - 80);
  });

  it('stalls until it is let go', async () => {
    const source = filled();
    const release = source.stall();
    const pulled = pull(source, new Map());
    setTimeout(release, 20);
    expect((await pulled).flatMap(({ records }) => records).length).toBe(240);
  });

  it('renumbers a stream and changes flags', async () => {
    const source = filled();
    const cursors = new Map<string, Cursor>();
    await pull(source, cursors);
    source.setFlags('Sent', '1.5', ['\\Seen']);
    expect((await pull(source, cursors)).flatMap(({ flagged }) => flagged)).toEqual([{ place: '1.5', flags: ['\\Seen'] }]);
    source.renumber('INBOX');
    const batches = await pull(source, cursors);
    expect(batches.find(({ renumbered }) => renumbered !== null)).toMatchObject({ stream: 'INBOX', renumbered: '2.' });
    expect(batches.flatMap(({ records }) => records).length).toBe(150);
  });
});
