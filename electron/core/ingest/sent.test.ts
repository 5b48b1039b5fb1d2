/** What the console sent, what became of it, what was only heard live, and times in which nothing was heard. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Gap, RawRecord } from '../connectors/connector.ts';
import { checkHistory } from '../check.ts';
import { digest } from '../digest.ts';
import { gapsOf } from '../handlers/gaps.ts';
import { timelineItem } from '../handlers/views.ts';
import { contactPointId } from '../identity/ids.ts';
import { pointByUuid } from '../store/customers.ts';
import { interactionById } from '../store/interactions.ts';
import { cdr, chatReceipt, chatSent, deliveryReport, DESK, heardCall, mail, NOW_MS, OWN_CHAT, seeded, stanza, testDesk } from '../testing.ts';
import type { TestDesk } from '../testing.ts';
import { ingestBatch, ingestSent, OUTBOX_STREAM } from './ingest.ts';
import type { IncomingRecord } from './ingest.ts';
import { prepareRecord } from './prepare.ts';

const ana = contactPointId({ kind: 'chat', value: 'xmpp:ana@uno.example' });
const message = (originId: string, text: string): string => chatSent({ to: 'ana@uno.example', text, originId });
const receipt = (about: string, kind: 'received' | 'displayed', from = 'ana@uno.example'): string => chatReceipt({ from, about, isRead: kind === 'displayed' });
const failure = (about: string): string =>
  `<message xmlns='jabber:client' type='error' from='ana@uno.example' to='${OWN_CHAT}' id='${about}'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>`;

const incoming = (record: RawRecord): IncomingRecord => ({ ...record, sizeBytes: record.raw.length, vault: null, prepared: prepareRecord(record, DESK, NOW_MS) });
const send = (desk: TestDesk, record: RawRecord, key: string): string | null => desk.store.write((writer) =>
  ingestSent(writer, { accountId: 'account', importId: null, desk: DESK, atMs: NOW_MS, recompute: desk.apply.recompute }, { ...incoming(record), place: key }));
const item = (desk: TestDesk, id: string) => timelineItem({ reader: desk.store, country: 'AR' }, interactionById(desk.store, id) as never);
const count = (desk: TestDesk): number => desk.store.prepare('SELECT count(*) FROM interaction').pluck().get() as number;

describe('N2: what the outbox sent', () => {
  it('stands in the timeline at once, and the copy that comes later is the same', async () => {
    const desk = testDesk();
    const id = randomUUID();
    const interaction = send(desk, stanza(message(id, 'Ya sale'), { via: 'sent' }), id) as string;
    expect(item(desk, interaction)).toMatchObject({ channel: 'chat', direction: 'outbound', text: 'Ya sale' });
    desk.ingest([stanza(message(id, 'Ya sale'), { archiveId: 'a1', via: 'archive' })], { stream: 'archive' });
    expect(count(desk)).toBe(1);
    expect(desk.store.prepare('SELECT stream.stream FROM source_place JOIN stream ON stream.id = source_place.stream ORDER BY 1').pluck().all()).toEqual(['archive', OUTBOX_STREAM]);
    const before = digest(desk.store);
    await desk.rebuild();
    expect(digest(desk.store)).toBe(before);
    expect(await checkHistory(desk.store)).toEqual([]);
  });

  it('is known when its copy came first, and when it is said twice', () => {
    const desk = testDesk();
    const id = randomUUID();
    desk.ingest([stanza(message(id, 'Ya sale'), { archiveId: 'a1', via: 'archive' })], { stream: 'archive' });
    const [first, second] = [1, 2].map(() => send(desk, stanza(message(id, 'Ya sale'), { via: 'sent' }), id));
    expect(first).not.toBeNull();
    expect(second).toBe(first);
    expect(count(desk)).toBe(1);
  });

  it('leaves its account as complete as it was, and waits on nobody', () => {
    const desk = testDesk();
    desk.ingest([mail({ from: 'ana@uno.example' })]);
    const id = randomUUID();
    send(desk, stanza(message(id, 'Ya sale'), { via: 'sent' }), id);
    expect(desk.store.prepare('SELECT min(complete) FROM stream').pluck().get()).toBe(1);
    expect(desk.store.prepare('SELECT waiting_key FROM customer WHERE uuid = ?').get(ana)).toEqual({ waiting_key: null });
  });
});

describe('what became of it', () => {
  it('is the furthest that receipts say, whatever order they come in, and the screen of its customer is told', () => {
    const id = randomUUID();
    const records = [stanza(message(id, 'Hola'), { minutesAgo: 9 }), stanza(receipt(id, 'received'), { minutesAgo: 8 }), stanza(receipt(id, 'displayed'), { minutesAgo: 7 })];
    const digests = new Set<string>();
    for (const order of [records, records.toReversed(), seeded(3).shuffle(records)]) {
      const desk = testDesk();
      for (const record of order) desk.ingest([record], { stream: 'live' });
      const sent = desk.store.prepare("SELECT id FROM interaction WHERE text = 'Hola'").pluck().get() as string;
      expect(item(desk, sent).delivery).toEqual({ state: 'read', atMs: NOW_MS - 7 * 60_000, recipient: 'ana@uno.example', detail: '' });
      digests.add(digest(desk.store));
    }
    expect(digests.size).toBe(1);
    const desk = testDesk();
    desk.ingest([records[0] as RawRecord], { stream: 'live' });
    const told: string[] = [];
    desk.store.onChange(({ topics }) => told.push(...topics));
    desk.ingest([records[1] as RawRecord], { stream: 'live' });
    expect(told).toContain(`customer:${ana}`);
  });

  it('says the worst, with what the other system said of it', () => {
    const desk = testDesk();
    const id = randomUUID();
    desk.ingest([stanza(message(id, 'Hola')), stanza(receipt(id, 'received', 'beto@dos.example')), stanza(failure(id))], { stream: 'live' });
    const sent = desk.store.prepare("SELECT id FROM interaction WHERE text = 'Hola'").pluck().get() as string;
    expect(item(desk, sent).delivery).toMatchObject({ state: 'bounced', recipient: 'ana@uno.example', detail: 'service-unavailable' });
  });

  it('is nothing for what others wrote, and only that it left where nobody said more', () => {
    const desk = testDesk();
    desk.ingest([mail({ from: 'ana@uno.example' }), mail({ from: 'ventas@shop.example', to: 'ana@uno.example', subject: 'Nuestra' })]);
    const [theirs, ours] = desk.store.prepare('SELECT id FROM interaction ORDER BY direction').pluck().all() as [string, string];
    expect([item(desk, theirs).delivery, item(desk, ours).delivery]).toEqual([null, null]);
    desk.store.db.prepare(`INSERT INTO outbox (id, effect_key, kind, state, account_id, point, destination, interaction_id, author, title, preview, payload, position, created_at_ms, not_before_ms, sent_at_ms, updated_at_ms)
      VALUES ('o', 'k', 'mail', 'sent', 'account', '', '', ?, '', '', '', '{}', 1, 0, 0, 77, 0)`).run(ours);
    expect(item(desk, ours).delivery).toEqual({ state: 'sent', atMs: 77, recipient: '', detail: '' });
  });

  it('of a mail is what its bounce says, and an arrival ends a delay', () => {
    const dsn = (action: string): RawRecord => deliveryReport({ action, about: 'nuestra@shop.example', recipient: 'ana@uno.example' });
    const ours = mail({ from: 'ventas@shop.example', to: 'ana@uno.example', subject: 'Nuestra', id: 'nuestra@shop.example' });
    const stateAfter = (...reports: RawRecord[]): string | undefined => {
      const desk = testDesk();
      desk.ingest([ours, ...reports]);
      return item(desk, desk.store.prepare("SELECT id FROM interaction WHERE title = 'Nuestra'").pluck().get() as string).delivery?.state;
    };
    expect(stateAfter(dsn('delayed'))).toBe('delayed');
    expect(stateAfter(dsn('delayed'), dsn('delivered'))).toBe('delivered');
    expect(stateAfter(dsn('delayed'), dsn('failed'))).toBe('bounced');
  });
});

describe('a call that was only heard', () => {
  const heard = (call: string): RawRecord => heardCall({ from: '1149021500', call, minutesAgo: 30 });

  it('is a missed call marked as not confirmed, until the log says what it was: one call, no mark', async () => {
    const desk = testDesk();
    desk.ingest([heard('1790000000.1')], { stream: 'live' });
    const id = desk.store.prepare('SELECT id FROM interaction').pluck().get() as string;
    expect(item(desk, id)).toMatchObject({ channel: 'call', marks: { provisional: true } });
    const log = cdr({ from: '1149021500', to: '1001', call: '1790000000.1', minutesAgo: 30 });
    desk.ingest([log], { stream: 'log', accountId: 'log' });
    expect(count(desk)).toBe(1);
    expect(item(desk, id)).toMatchObject({ marks: { provisional: false }, call: { outcome: 'answered' } });
    // The log stands for the call, also in where it says that it was read.
    expect(desk.store.prepare('SELECT kind FROM source_record JOIN interaction ON interaction.record = source_record.id').pluck().get()).toBe('cdr');
    const other = testDesk();
    other.ingest([log], { stream: 'log', accountId: 'log' });
    other.ingest([heard('1790000000.1')], { stream: 'live' });
    expect(digest(other.store)).toBe(digest(desk.store));
    expect(await checkHistory(desk.store)).toEqual([]);
  });
});

describe('N8: times in which a source was not heard', () => {
  const HOUR = 3_600_000;
  const at = (hours: number): number => NOW_MS - hours * HOUR;
  function world(): TestDesk {
    const desk = testDesk();
    const insert = desk.store.db.prepare("INSERT INTO account (id, kind, label, config, created_at_ms) VALUES (?, ?, ?, '{}', 0)");
    for (const [id, kind] of [['chat', 'xmpp'], ['exchange', 'asteriskAmi'], ['log', 'asteriskSql']] as const) insert.run(id, kind, `Mi ${id}`);
    desk.ingest([stanza(`<message xmlns='jabber:client' from='ana@uno.example/p' to='${OWN_CHAT}' id='1'><body>Hola</body></message>`)], { accountId: 'chat', stream: 'archive' });
    desk.ingest([mail({ from: 'ana@uno.example' }), cdr({ from: '1149021500', to: '1001', call: '1.1' })], { accountId: 'log' });
    return desk;
  }
  const hear = (desk: TestDesk, accountId: string, gaps: Gap[], atMs = NOW_MS): unknown => ingestBatch(desk.store, { accountId, importId: null, desk: DESK, atMs, recompute: desk.apply.recompute },
    { stream: 'live', shown: '', readAtMs: atMs, records: [], gone: [], flagged: [], renumbered: null, cursor: {}, done: 0, total: null, complete: true, gaps });
  const gaps = (desk: TestDesk, uuid: string, fromMs = 0, toMs = Number.MAX_SAFE_INTEGER) => gapsOf(desk.store, pointByUuid(desk.store, uuid)?.customer ?? 0, fromMs, toMs);
  const phone = contactPointId({ kind: 'phone', value: '+541149021500' });

  it('stand where their source can have brought something, told once however often it is said', () => {
    const desk = world();
    for (const toMs of [at(2), at(1)]) hear(desk, 'chat', [{ fromMs: at(3), toMs, reason: 'not-listening' }]);
    hear(desk, 'chat', [{ fromMs: 0, toMs: at(90), reason: 'archive-truncated' }]);
    expect(gaps(desk, ana)).toEqual([
      { source: { connector: 'xmpp', accountId: 'chat', label: 'Mi chat' }, channel: 'chat', fromMs: 0, toMs: at(90), reason: 'archive-truncated' },
      { source: { connector: 'xmpp', accountId: 'chat', label: 'Mi chat' }, channel: 'chat', fromMs: at(3), toMs: at(1), reason: 'not-listening' },
    ]);
    expect(gaps(desk, ana, at(10)).map((gap) => gap.reason)).toEqual(['not-listening']);
    expect(gaps(desk, ana, 0, at(80)).map((gap) => gap.reason)).toEqual(['archive-truncated']);
    expect(gaps(desk, phone)).toEqual([]);
    expect(gaps(desk, contactPointId({ kind: 'mail', value: 'ana@uno.example' }))).toEqual([]);
  });

  it('of a live exchange are filled once a call log was read after them', () => {
    const desk = world();
    desk.store.db.prepare("UPDATE stream SET last_success_at_ms = ? WHERE account_id = 'log'").run(at(5));
    hear(desk, 'exchange', [{ fromMs: at(4), toMs: at(3), reason: 'not-listening' }]);
    expect(gaps(desk, phone)).toHaveLength(1);
    hear(desk, 'log', [], at(2));
    expect(gaps(desk, phone)).toEqual([]);
  });

  it('outlive a rebuild: no record says them', async () => {
    const desk = world();
    hear(desk, 'chat', [{ fromMs: at(3), toMs: at(1), reason: 'not-listening' }]);
    await desk.rebuild();
    expect(gaps(desk, ana)).toHaveLength(1);
  });
});
