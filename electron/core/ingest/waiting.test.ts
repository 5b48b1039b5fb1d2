/** Acts of people about things that are not here yet, not here any more, or made anew after them. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkHistory } from '../check.ts';
import { digest } from '../digest.ts';
import { contactPointId } from '../identity/ids.ts';
import { card, cdr, DESK, mail, NOW_MS, testDesk } from '../testing.ts';
import type { TestDesk } from '../testing.ts';
import { ingestBatch } from './ingest.ts';
import { prepareRecord } from './prepare.ts';

const ana = contactPointId({ kind: 'mail', value: 'ana@uno.example' });
const beto = contactPointId({ kind: 'mail', value: 'beto@dos.example' });
const phone = contactPointId({ kind: 'phone', value: '+541149021500' });
const customers = (desk: TestDesk) => desk.store.prepare('SELECT name, interactions AS n FROM customer ORDER BY name').raw().all() as [string, number][];
const note = (desk: TestDesk, contactPointId: string, noteId = randomUUID()): string => {
  desk.act('note.add', { noteId, contactPointId, text: 'Llamar el lunes', writtenAtMs: NOW_MS - 5_000 });
  return noteId;
};
const assign = (desk: TestDesk, interactionId: string, from: string, to: string): string => desk.act('interaction.assign', { interactionId, fromContactPointId: from, toContactPointId: to, subject: '', other: '' });
const firstId = (desk: TestDesk): string => desk.store.prepare('SELECT id FROM interaction ORDER BY key LIMIT 1').pluck().get() as string;
const merge = (desk: TestDesk, x: string, y: string): string => desk.act('identity.decide', { kind: 'merge', join: [[x, y]], cut: [], reason: '', subject: '', other: '' });

describe('what waits for its target', () => {
  it('a note about a number that first shows in a call', () => {
    const desk = testDesk();
    note(desk, phone);
    desk.ingest([cdr({ from: '1149021500', to: '1001', call: '1.1' })]);
    expect(customers(desk)).toEqual([['+541149021500', 2]]);
  });

  it('a merge of two who are not here yet, in whichever order they come, with right counts', async () => {
    const mails = [mail({ from: 'ana@uno.example', id: 'a@x' }), mail({ from: 'ana@uno.example', id: 'b@x' }), mail({ from: 'beto@dos.example', id: 'c@x' })];
    const digests = new Set<string>();
    for (const order of [mails, mails.toReversed()]) for (const together of [true, false]) {
      const desk = testDesk();
      merge(desk, ana, beto);
      if (together) desk.ingest(order);
      else for (const one of order) desk.ingest([one]);
      expect(customers(desk).map(([, n]) => n)).toEqual([3]);
      expect(await checkHistory(desk.store)).toEqual([]);
      digests.add(digest(desk.store));
    }
    expect(digests.size).toBe(1);
  });

  it('cards of an import that was taken back before they came say nothing, and speak when that is undone', () => {
    const importId = randomUUID();
    const cards = [card({ name: 'Ana', mails: ['ana@uno.example'], phones: ['011 4902-1500'] })];
    const desk = testDesk();
    const revoked = desk.act('import.revoke', { importId, label: '' });
    expect(desk.ingest(cards, { importId })).toMatchObject({ stored: 1 });
    expect(customers(desk)).toEqual([]);
    desk.act('operation.undo', { operationId: revoked });
    expect(customers(desk)).toEqual([['Ana', 0]]);
  });
});

describe('an interaction that a person gave to somebody else', () => {
  it('stays where it was as long as that somebody is not here', () => {
    const desk = testDesk();
    desk.ingest([mail({ from: 'ana@uno.example' })]);
    const person = randomUUID();
    assign(desk, firstId(desk), ana, person);
    expect(customers(desk)).toEqual([['ana@uno.example', 1]]);
    const added = desk.act('person.add', { contactPointId: person, name: 'Norma' });
    expect(customers(desk)).toEqual([['Norma', 1], ['ana@uno.example', 0]]);
    desk.act('operation.undo', { operationId: added });
    expect(customers(desk)).toEqual([['ana@uno.example', 1]]);
  });

  it('does not vanish when it is given to whom it was from', () => {
    const desk = testDesk();
    desk.ingest([mail({ from: 'ana@uno.example' })]);
    assign(desk, firstId(desk), ana, ana);
    expect(customers(desk)).toEqual([['ana@uno.example', 1]]);
  });

  it('is not taken back by a mailing address that becomes a customer later', () => {
    const [late, early] = [testDesk(), testDesk()];
    const list = mail({ from: 'news@lista.example', extra: 'List-Id: <l.x>', id: 'l@x' });
    const news = contactPointId({ kind: 'mail', value: 'news@lista.example' });
    const personal = mail({ from: 'news@lista.example', id: 'p@x' });
    for (const desk of [late, early]) desk.ingest([mail({ from: 'ana@uno.example', id: 'a@x' }), list]);
    const id = late.store.prepare('SELECT id FROM interaction WHERE marks & 1').pluck().get() as string;
    assign(late, id, news, ana);
    late.ingest([personal]);
    early.ingest([personal]);
    assign(early, id, news, ana);
    expect(customers(late)).toEqual([['ana@uno.example', 2], ['news@lista.example', 1]]);
    expect(digest(late.store)).toBe(digest(early.store));
  });

  it('stays with them when it is a note whose text is changed', () => {
    const desk = testDesk();
    desk.ingest([mail({ from: 'ana@uno.example' }), mail({ from: 'beto@dos.example' })]);
    const noteId = note(desk, ana);
    assign(desk, noteId, ana, beto);
    const moved = customers(desk);
    desk.act('note.edit', { noteId, text: 'Llamar el martes' });
    expect(customers(desk)).toEqual(moved);
    expect(moved).toEqual([['ana@uno.example', 1], ['beto@dos.example', 2]]);
  });

  it('stays with them when a call is made anew by a late row', () => {
    const desk = testDesk();
    desk.ingest([mail({ from: 'ana@uno.example' })]);
    desk.ingest([cdr({ from: '1149021500', to: '1001', call: '1.1', talkS: 0 })]);
    const call = desk.store.prepare('SELECT id FROM interaction WHERE channel = 2').pluck().get() as string;
    assign(desk, call, phone, ana);
    const moved = digest(desk.store);
    desk.ingest([cdr({ from: '1149021500', to: '1002', call: '1.1', sequence: 2 })]);
    expect(customers(desk)).toEqual([['+541149021500', 0], ['ana@uno.example', 2]]);
    expect(digest(desk.store)).not.toBe(moved);
  });
});

describe('an address that nothing names any more', () => {
  it('of a call whose late row shows somebody else goes with it, and its note waits', () => {
    const desk = testDesk();
    const [inbound, leg] = [cdr({ from: '1149021500', to: '1001', call: '9.1' }), cdr({ from: '1001', to: '1147000000', call: '9.1', sequence: 2, minutesAgo: 59, channel: 'PJSIP/1001-00000009', toChannel: 'PJSIP/trunk-0000000a', context: 'from-internal' })];
    desk.ingest([leg]);
    expect(customers(desk)).toEqual([['+541147000000', 1]]);
    const noteId = note(desk, contactPointId({ kind: 'phone', value: '+541147000000' }));
    desk.ingest([inbound]);
    expect(customers(desk)).toEqual([['+541149021500', 1]]);
    desk.ingest([mail({ from: 'ventas@shop.example', to: 'x@x.example' }), cdr({ from: '1147000000', to: '1001', call: '10.1' })]);
    expect(customers(desk)).toContainEqual(['+541147000000', 2]);
    expect(desk.store.prepare('SELECT 1 FROM interaction WHERE id = ?').get(noteId)).toBeDefined();
  });

  it('goes with its import, without breaking up those it was joined with', async () => {
    const desk = testDesk();
    const importId = randomUUID();
    desk.ingest([mail({ from: 'ana@uno.example' }), mail({ from: 'beto@dos.example' })]);
    desk.ingest([card({ name: 'Ana', mails: ['ana@tres.example'], document: '31.450.204' })], { importId, stream: 'cards' });
    const former = digest(desk.store);
    const document = contactPointId({ kind: 'document', value: 'AR:31450204' });
    for (const other of [ana, beto]) merge(desk, document, other);
    expect(customers(desk).map(([, n]) => n)).toEqual([2]);
    const revoked = desk.act('import.revoke', { importId, label: '' });
    expect(customers(desk)).toEqual([['ana@uno.example', 1], ['beto@dos.example', 1]]);
    expect(await checkHistory(desk.store)).toEqual([]);
    desk.act('operation.undo', { operationId: revoked });
    expect(customers(desk).map(([, n]) => n)).toEqual([2]);
    expect(former).not.toBe(digest(desk.store));
  });

  it('an import of thousands of contacts is undone and redone whole', async () => {
    const desk = testDesk();
    const importId = randomUUID();
    const before = digest(desk.store);
    const cards = Array.from({ length: 2_000 }, (_, n) => card({ name: `C ${n}`, mails: [`c${n}@x.example`, `c${n}@y.example`], phones: [`011 4${String(n).padStart(3, '0')}-1000`] }));
    for (let at = 0; at < cards.length; at += 250) desk.ingest(cards.slice(at, at + 250), { importId, stream: 'cards' });
    const after = digest(desk.store);
    const shape = (): unknown => desk.store.prepare('SELECT count(*) AS n, max(members) AS most, min(members) AS least FROM (SELECT count(*) AS members FROM contact_point GROUP BY customer)').get();
    expect(shape()).toEqual({ n: 2_000, most: 3, least: 3 });
    const revoked = desk.act('import.revoke', { importId, label: '' });
    expect(desk.store.prepare('SELECT count(*) AS n FROM customer').get()).toEqual({ n: 0 });
    desk.act('operation.undo', { operationId: revoked });
    expect(digest(desk.store)).toBe(after);
    expect(after).not.toBe(before);
    expect(await checkHistory(desk.store)).toEqual([]);
  });
});

describe('a person known by name alone', () => {
  it('has the first name back when a change of it is undone', () => {
    const desk = testDesk();
    const person = randomUUID();
    desk.act('person.add', { contactPointId: person, name: 'Norma' });
    const before = digest(desk.store);
    const changed = desk.act('customer.setField', { contactPointId: person, field: 'name', value: 'Norma Paz' });
    expect(customers(desk)).toEqual([['Norma Paz', 0]]);
    desk.act('operation.undo', { operationId: changed });
    expect(digest(desk.store)).toBe(before);
  });
});

describe('a batch', () => {
  it('with a new record without its bytes is refused as a whole', () => {
    const desk = testDesk();
    const [good, bad] = [mail({ from: 'ana@uno.example' }), mail({ from: 'beto@dos.example' })].map((record, n) => ({ ...record, raw: n === 0 ? record.raw : null, sizeBytes: 9, vault: null, prepared: prepareRecord(record, DESK, NOW_MS) }));
    const batch = { stream: 'INBOX', shown: 'INBOX', readAtMs: NOW_MS, records: [good as never, bad as never], gone: [], flagged: [], renumbered: null, cursor: { at: 2 }, done: 2, total: 2, complete: true };
    expect(() => ingestBatch(desk.store, { accountId: 'a', importId: null, desk: DESK, atMs: NOW_MS, recompute: desk.apply.recompute }, batch)).toThrow(expect.objectContaining({ code: 'internal' }));
    expect(desk.store.prepare('SELECT (SELECT count(*) FROM source_record) + (SELECT count(*) FROM stream) + (SELECT count(*) FROM interaction) AS n').get()).toEqual({ n: 0 });
  });

  it('keeps when its records were read: a mail without any date is rebuilt at the same moment', async () => {
    const desk = testDesk();
    const record = { kind: 'mail' as const, place: '1', raw: Buffer.from('From: ana@uno.example\r\nSubject: Sin fecha\r\n\r\nHola'), context: null, receivedAtMs: null, flags: [] };
    const readAtMs = NOW_MS - 37;
    const batch = { stream: 'F', shown: 'F', readAtMs, records: [{ ...record, sizeBytes: record.raw.length, vault: null, prepared: prepareRecord(record, DESK, readAtMs) }], gone: [], flagged: [], renumbered: null, cursor: { at: 1 }, done: 1, total: 1, complete: true };
    ingestBatch(desk.store, { accountId: 'a', importId: null, desk: DESK, atMs: NOW_MS, recompute: desk.apply.recompute }, batch);
    const before = digest(desk.store);
    await desk.rebuild();
    expect(digest(desk.store)).toBe(before);
    expect(desk.store.prepare('SELECT occurred_at_ms AS at FROM interaction').get()).toEqual({ at: readAtMs });
  });
});
