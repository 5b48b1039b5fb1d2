import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InteractionId, OutboxId } from '../../../shared/domain.ts';
import { saidSince, seenUpTo } from '../operations/outboxGate.ts';
import { mail, NOW_MS, testDesk } from '../testing.ts';
import type { Reader } from './open.ts';
import { closedOutbox, copiesDue, countClosed, countOutbox, insertOutbox, moveOutbox, openOutbox, outboxById, saveProgress } from './outbox.ts';
import type { OutboxPayload, OutboxRow } from './outbox.ts';

const { store, ingest } = testDesk();
const PAYLOAD: OutboxPayload = {
  kind: 'mail', raw: { pack: 3, offset: 70, length: 900, key: Buffer.from('00ff10', 'hex') }, sizeBytes: 884, envelope: { from: 'ventas@shop.example', to: ['ana@c.example'] },
  message: { channel: 'mail', accountId: null, to: ['ana@c.example'], cc: [], bcc: [], subject: 'Hola', html: null, text: 'key: nothing of a key', attachments: [], replyTo: null },
};
const put = (id: string, payload = PAYLOAD): void => store.write((writer) => insertOutbox(writer, {
  id: id as OutboxId, effectKey: `<${id}@x>`, kind: 'mail', accountId: 'a', point: 'p', threadKey: null, destination: 'mail:x', interactionId: `i-${id}` as InteractionId, seenKey: 4, author: 'Ana', title: 'Hola', preview: 'Hola',
  payload, createdAtMs: NOW_MS, notBeforeMs: NOW_MS, isScheduled: false,
}));
const row = (id: string): OutboxRow => outboxById(store, id) as OutboxRow;
beforeAll(() => {
  ingest([mail({ from: 'Ana <ana@c.example>' })]);
  for (const id of ['uno', 'dos', 'tres', 'cuatro']) put(id);
});
afterAll(() => store.close());

it('a row comes back as it was put in, with the keys of the vault as bytes', () => {
  const { payload, ...rest } = row('uno');
  expect(payload).toEqual({ ...PAYLOAD, raw: { pack: 3, offset: 70, length: 900, key: Buffer.from('00ff10', 'hex') } });
  expect(rest).toMatchObject({ state: 'queued', phase: 0, copy: 0, attempts: 0, hold: null, error: null, seenKey: 4, isScheduled: false, updatedAtMs: NOW_MS });
});

it('the same effect cannot be put in twice', () => {
  expect(() => store.write((writer) => insertOutbox(writer, { ...row('uno'), id: 'other' as OutboxId }))).toThrow(/UNIQUE/);
});

it('the list is in the order in which things leave, and can be changed', () => {
  store.write((writer) => moveOutbox(writer, row('tres'), row('uno')));
  store.write((writer) => moveOutbox(writer, row('cuatro'), row('dos')));
  expect(openOutbox(store).map(({ id }) => id)).toEqual(['tres', 'uno', 'cuatro', 'dos']);
  store.write((writer) => moveOutbox(writer, row('tres'), null));
  expect(openOutbox(store).map(({ id }) => id)).toEqual(['uno', 'cuatro', 'dos', 'tres']);
});

it('what is through leaves the list, the newest first, and is counted apart', () => {
  store.write((writer) => {
    saveProgress(writer, { ...row('uno'), state: 'sent', copy: 1 }, NOW_MS + 1);
    saveProgress(writer, { ...row('dos'), state: 'cancelled' }, NOW_MS + 2);
    saveProgress(writer, { ...row('tres'), state: 'held' }, NOW_MS + 3);
  });
  expect(closedOutbox(store, 10, null).map(({ id }) => id)).toEqual(['dos', 'uno']);
  expect(closedOutbox(store, 10, ['elsewhere'])).toEqual([]);
  expect(countClosed(store, null)).toEqual({ sent: 1, cancelled: 1 });
  expect(countOutbox(store)).toEqual({ waiting: 1, held: 1, failed: 0 });
  expect(copiesDue(store).map(({ id }) => id)).toEqual(['uno']);
});

describe('plans', () => {
  const plan = (work: (reader: Reader) => unknown): string => {
    const plans: string[] = [];
    const prepare: Reader['prepare'] = (sql) => {
      const parameters = Array.from({ length: [...sql.matchAll(/\?/g)].length }, () => null);
      plans.push(...(store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[]).map(({ detail }) => detail));
      return store.prepare(sql);
    };
    work({ prepare });
    return plans.join('\n');
  };
  it.each<[string, (reader: Reader) => unknown, string]>([
    ['what is open', openOutbox, 'outbox_open'],
    ['how many are open', countOutbox, 'outbox_open'],
    ['what is through', (reader) => closedOutbox(reader, 10, null), 'outbox_closed'],
    ['how many are through', (reader) => countClosed(reader, null), 'outbox_closed'],
    ['what is through of some points', (reader) => closedOutbox(reader, 10, ['p']), 'outbox_point'],
    ['copies', copiesDue, 'outbox_copy'],
    ['what was said in a thread', (reader) => saidSince(reader, { kind: 'mail', point: 'p', threadKey: 't', seenKey: 1, createdAtMs: 1 }), 'outbox_interaction'],
    ['what was said in a chat', (reader) => saidSince(reader, { kind: 'chat', point: 'p', threadKey: null, seenKey: 1, createdAtMs: 1 }), 'outbox_interaction'],
    ['the newest word of a thread', (reader) => seenUpTo(reader, { kind: 'mail', point: 'p', threadKey: 't' }, null), 'SEARCH party'],
    ['the newest word of a chat', (reader) => seenUpTo(reader, { kind: 'chat', point: 'p', threadKey: null }, null), 'SEARCH party'],
  ])('%s is found by an index, and no table is walked through', (_, work, index) => {
    const found = plan(work);
    expect(found).toContain(index);
    expect(found).not.toMatch(/SCAN (outbox|party|interaction|contact_point)(?! USING)/);
  });
});
