import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digest } from '../digest.ts';
import { contactPointId } from '../identity/ids.ts';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { HISTORY_FILE } from '../store/open.ts';
import { productByCode } from '../store/selling.ts';
import { card, cdr, chat, DESK, mail, NOW_MS, row, testDesk } from '../testing.ts';
import type { TestDesk } from '../testing.ts';
import type { RawRecord } from '../connectors/connector.ts';
import { prepareRecord } from './prepare.ts';
import { isRebuildDue, rebuild } from './rebuild.ts';

const ana = contactPointId({ kind: 'mail', value: 'ana@uno.example' });
const beto = contactPointId({ kind: 'mail', value: 'beto@tres.example' });
const prepare = async (records: { kind: string; raw: Uint8Array; context: Record<string, unknown> | null; receivedAtMs: number | null; readAtMs: number }[], desk = DESK) =>
  records.map((record) => prepareRecord({ ...record, kind: record.kind as RawRecord['kind'], place: '' }, desk, record.readAtMs));

/** Everything that a history can hold: every kind of record, people's acts, what was taken back, what is gone. */
function fullDesk(): TestDesk {
  const desk = testDesk();
  const imports = [randomUUID(), randomUUID()] as const;
  desk.ingest([
    mail({ from: 'Ana Paz <ana@uno.example>', place: '1.1', minutesAgo: 90 }), mail({ from: 'beto@tres.example', cc: 'Ana <ana@uno.example>', place: '1.2', minutesAgo: 80 }),
    mail({ from: 'News <news@lista.example>', to: 'ana@uno.example', extra: 'List-Id: <l.x>', minutesAgo: 70 }),
    { kind: 'mail', place: '1.9', raw: Buffer.from([0, 1, 2]), context: null, receivedAtMs: null, flags: [] },
    { kind: 'mail', place: '1.10', raw: Buffer.from('From: sin.fecha@x.example\r\nSubject: Sin fecha\r\n\r\nHola'), context: null, receivedAtMs: null, flags: [] },
  ]);
  desk.ingest([], { gone: ['1.2'] });
  desk.ingest([card({ name: 'Ana Paz', mails: ['ana@uno.example'], phones: ['011 4902-1500'], document: '31.450.204' })], { stream: 'cards', importId: imports[0] });
  desk.ingest([card({ name: 'Beto', mails: ['beto@tres.example', 'beto@cuatro.example'], minutesAgo: 900 })], { stream: 'cards', importId: imports[1] });
  desk.ingest([chat({ peer: '+54 9 11 6123-4410', text: 'Hola' }), chat({ peer: 'Dora', text: '¿Precio?' })], { stream: 'chat' });
  desk.ingest([cdr({ from: '1149021500', to: '1001', call: '1.1', talkS: 0 }), cdr({ from: '1149021500', to: '1002', call: '1.1', sequence: 2 }), cdr({ from: '1145551000', to: '1001', call: '2.1' })], { stream: 'calls' });
  const person = randomUUID();
  const { id } = desk.store.prepare('SELECT id FROM interaction WHERE channel = 2 LIMIT 1').get() as { id: string };
  desk.act('person.add', { contactPointId: person, name: 'Norma' });
  desk.act('interaction.assign', { interactionId: id, fromContactPointId: contactPointId({ kind: 'phone', value: '+541149021500' }), toContactPointId: person, subject: '', other: '' });
  desk.act('note.add', { noteId: randomUUID(), contactPointId: ana, text: 'Llamar el lunes', writtenAtMs: NOW_MS - 1_000 });
  desk.act('customer.setField', { contactPointId: beto, field: 'name', value: 'Roberto' });
  const callId = randomUUID();
  desk.act('call.log', { callId, contactPointId: beto, direction: 'inbound', outcome: 'missed', startedAtMs: NOW_MS - 2_000, durationMs: 0, motive: 'Precio', text: 'Pidió la lista' });
  desk.act('interaction.settle', { interactionId: callId });
  desk.act('interaction.link', { interactionId: id, callId });
  desk.act('template.set', { templateId: randomUUID(), name: 'Saludo', text: 'Hola', language: 'es', channels: ['mail'] });
  const merge = desk.act('identity.decide', { kind: 'merge', join: [[ana, beto]], cut: [], reason: '', subject: '', other: '' });
  desk.act('operation.undo', { operationId: merge });
  desk.act('import.revoke', { importId: imports[1], label: '' });
  return desk;
}

describe('rebuild', () => {
  it('makes the identical history of mails, chats, calls, cards, operations, imports taken back and what is gone', async () => {
    const desk = fullDesk();
    const before = digest(desk.store);
    expect(await desk.rebuild()).toBe(12);
    expect(digest(desk.store)).toBe(before);
    expect(desk.store.prepare('SELECT count(*) AS n FROM interaction WHERE marks & 32').get()).toEqual({ n: 1 });
  });

  it('goes on taking records in as before', async () => {
    const [rebuilt, straight] = [testDesk(), testDesk()];
    const first = [mail({ from: 'ana@uno.example', id: 'a@x' }), mail({ from: 'beto@tres.example', id: 'b@x' })];
    const later = [mail({ from: 'ana@uno.example', id: 'c@x', minutesAgo: 5 }), first[0] as RawRecord];
    rebuilt.ingest(first);
    await rebuilt.rebuild();
    expect(rebuilt.ingest(later)).toMatchObject({ stored: 1, known: 1 });
    straight.ingest(first);
    straight.ingest(later);
    expect(digest(rebuilt.store)).toBe(digest(straight.store));
  });

  it('is due for a history of before receipts were read, and then says by what name they call each mail', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'hilo-upgrade-'));
    const key = randomBytes(32).toString('hex');
    const old = openDatabase(join(dir, HISTORY_FILE), key);
    migrate(old, 1);
    const { raw } = mail({ from: 'ventas@shop.example', to: 'ana@uno.example', id: 'nuestra@shop.example' });
    old.prepare("INSERT INTO source_record (record_key, kind, account_id, read_at_ms, size_bytes, raw) VALUES ('k', 'mail', 'a', ?, ?, ?)").run(NOW_MS, raw.length, raw);
    old.close();
    const desk = testDesk(dir, key);
    expect(isRebuildDue(desk.store)).toBe(true);
    await desk.rebuild();
    expect(isRebuildDue(desk.store)).toBe(false);
    expect(desk.store.prepare('SELECT wire_id FROM interaction').pluck().all()).toEqual(['<nuestra@shop.example>']);
    desk.store.close();
    rmSync(dir, { recursive: true });
  });

  it('takes in a row of a table that nobody could read when it came', async () => {
    const desk = testDesk();
    const header = 'code,name,price';
    expect(desk.ingest([row('products', header, 'SIL-1,Silla,abc')])).toMatchObject({ quarantined: 1 });
    // As if this version understood what the former did not.
    desk.store.prepare('UPDATE source_record SET raw = ?').run(Buffer.from('SIL-1,Silla,1500'));
    await desk.rebuild();
    expect(productByCode(desk.store, 'SIL-1')).toMatchObject({ name: 'Silla' });
  });

  it('cut short loses nothing, is known to be due, and comes right when it is begun again', async () => {
    const desk = fullDesk();
    const before = digest(desk.store);
    const cut = rebuild({ store: desk.store, desk: DESK, nowMs: () => NOW_MS, apply: desk.apply, prepare: () => Promise.reject(new Error('the power went')) });
    await expect(cut).rejects.toThrow('the power went');
    expect(isRebuildDue(desk.store)).toBe(true);
    await desk.rebuild();
    expect(isRebuildDue(desk.store)).toBe(false);
    expect(digest(desk.store)).toBe(before);
  });

  it('reads pages of bounded size, however large the records are', async () => {
    const desk = testDesk();
    const big = Array.from({ length: 5 }, (_, n) => mail({ from: `a${n}@x.example`, text: 'x'.repeat(3_000_000) }));
    for (const one of big) desk.ingest([one]);
    const pages: number[] = [];
    await rebuild({
      store: desk.store, desk: DESK, nowMs: () => NOW_MS, apply: desk.apply,
      prepare: (records) => {
        pages.push(records.reduce((sum, { raw }) => sum + raw.length, 0));
        return prepare(records);
      },
    });
    expect(Math.max(...pages)).toBeLessThan(9 * 1024 * 1024);
    expect(pages.reduce((sum, bytes) => sum + bytes)).toBeGreaterThan(15_000_000);
  });

  it('under other settings keeps records known by what they are now, and two that became one as one', async () => {
    const desk = testDesk();
    const message = chat({ peer: '11 6123-4410', text: 'Hola' });
    desk.ingest([message], { stream: 'chat' });
    const abroad = { ...DESK, country: 'ES' };
    await rebuild({ store: desk.store, desk: abroad, nowMs: () => NOW_MS, apply: desk.apply, prepare: (records) => prepare(records, abroad) });
    const readAgain = prepareRecord(message, abroad, NOW_MS);
    expect(desk.store.prepare('SELECT record_key AS recordKey FROM source_record').get()).toEqual({ recordKey: readAgain.recordKey });
    // Read once more under the first settings it is another record of the same words; the way back makes them one.
    expect(desk.ingest([message], { stream: 'chat' })).toMatchObject({ stored: 1 });
    await desk.rebuild();
    expect(desk.store.prepare('SELECT (SELECT count(*) FROM source_record) AS records, (SELECT count(*) FROM interaction) AS interactions').get()).toEqual({ records: 2, interactions: 1 });
  });

  it('leaves out a record whose bytes are lost and makes the rest', async () => {
    const desk = testDesk();
    desk.ingest([mail({ from: 'a@x.example' }), mail({ from: 'b@x.example' })]);
    desk.store.db.prepare('UPDATE source_record SET raw = NULL, vault_pack = 99, vault_offset = 0, vault_length = 10, vault_key = zeroblob(32) WHERE id = 1').run();
    await desk.rebuild();
    expect(desk.store.prepare('SELECT count(*) AS n FROM interaction').get()).toEqual({ n: 1 });
  });
});
