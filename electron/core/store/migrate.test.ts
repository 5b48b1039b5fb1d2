import Database from 'better-sqlite3';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { migrate, MIGRATIONS, schemaVersion } from './migrate.ts';
import { HISTORY_FILE, openStore } from './open.ts';

const tables = (db: Database.Database): string[] => (db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").pluck().all() as string[]);

describe('migrations', () => {
  it('each has a file of its number and a place in the list', () => {
    const files = readdirSync(join(import.meta.dirname, 'migrations')).filter((name) => name.endsWith('.ts')).sort();
    expect(files.map((name) => Number(name.slice(0, 4)))).toEqual(MIGRATIONS.map((_, n) => n + 1));
  });

  it('0001 makes of an empty file truth, derived rows and logs, and numbers it', () => {
    const db = new Database(':memory:');
    expect([schemaVersion(db), tables(db)]).toEqual([0, []]);
    migrate(db, 1);
    expect(schemaVersion(db)).toBe(1);
    expect(tables(db)).toEqual([
      'account', 'assignment', 'change_feed', 'claim', 'contact_point', 'customer', 'evidence', 'import', 'index_log', 'interaction', 'link', 'operation', 'operation_subject',
      'operation_waiting', 'pair_decision', 'party', 'party_if_known', 'revoked_import', 'setting', 'source_place', 'source_record', 'stream',
    ]);
    // What keeps truth from being stored twice.
    db.prepare("INSERT INTO source_record (record_key, kind, account_id, read_at_ms, size_bytes) VALUES ('k', 'mail', 'a', 0, 0)").run();
    expect(() => db.prepare("INSERT INTO source_record (record_key, kind, account_id, read_at_ms, size_bytes) VALUES ('k', 'mail', 'b', 0, 0)").run()).toThrow(/UNIQUE/);
  });

  it('0002 keeps every row, adds what leaves and what became of it, and has an older history read again', () => {
    const [db, fresh] = [new Database(':memory:'), new Database(':memory:')];
    for (const each of [db, fresh]) migrate(each, 1);
    const before = tables(db);
    db.exec(`INSERT INTO source_record (record_key, kind, account_id, read_at_ms, size_bytes, raw) VALUES ('k', 'mail', 'a', 0, 1, x'00');
      INSERT INTO interaction (key, id, record, channel, direction, occurred_at_ms, marks, author, agent, title, preview, detail, text) VALUES (1, 'i', 1, 0, 1, 0, 0, '', '', 'T', '', '{}', '');
      INSERT INTO party (point, interaction, role, channel, word, missed) VALUES (1, 1, 'from', 0, 1, 0)`);
    for (const each of [db, fresh]) migrate(each, 2);
    expect(schemaVersion(db)).toBe(2);
    expect(tables(db).filter((table) => !before.includes(table))).toEqual(['blob', 'call_channel', 'delivery', 'draft', 'interaction_link', 'outbox', 'settled', 'source_gap', 'template']);
    expect(db.prepare('SELECT title, wire_id, party.word, party.settled FROM interaction JOIN party ON party.interaction = key').get()).toEqual({ title: 'T', wire_id: null, word: 1, settled: 0 });
    const due = (each: Database.Database): unknown => each.prepare("SELECT value FROM setting WHERE key = 'rebuild.due'").pluck().get();
    expect([due(db), due(fresh)]).toEqual(['true', undefined]);
    // What keeps one effect from being queued twice, and one gap from standing twice.
    const effect = `INSERT INTO outbox (id, effect_key, kind, state, account_id, point, destination, interaction_id, author, title, preview, payload, position, created_at_ms, not_before_ms, updated_at_ms)
      VALUES (?, 'k', 'mail', 'queued', 'a', 'p', '', 'i', '', '', '', '{}', 1, 0, 0, 0)`;
    db.prepare(effect).run('one');
    expect(() => db.prepare(effect).run('two')).toThrow(/UNIQUE/);
  });

  it('0003 keeps every row and adds the counter, the case and what is sold', () => {
    const db = new Database(':memory:');
    migrate(db, 2);
    const before = tables(db);
    db.exec("INSERT INTO customer (id, uuid, name, organisation, interactions, channels, attempts, missed) VALUES (1, 'u', 'Ana', '', 3, 1, 0, 0)");
    migrate(db, 3);
    expect(schemaVersion(db)).toBe(3);
    expect(tables(db).filter((table) => !before.includes(table))).toEqual([
      'action_answer', 'case_check', 'case_escalation', 'case_interaction', 'case_tag', 'desk_case', 'favourite', 'offer', 'offer_answer', 'offer_presented', 'preference', 'price', 'product',
      'queue_view', 'receipt_file', 'row_said', 'rule', 'shop_order', 'shop_part', 'survey', 'survey_judged', 'survey_reply', 'task', 'visit', 'visit_item',
    ]);
    expect(db.prepare('SELECT name, interactions, value_minor, orders, last_order_at_ms FROM customer').get()).toEqual({ name: 'Ana', interactions: 3, value_minor: 0, orders: 0, last_order_at_ms: null });
  });

  it('run again change nothing', () => {
    const db = new Database(':memory:');
    migrate(db);
    const before = db.prepare('SELECT group_concat(sql) FROM sqlite_schema').pluck().get();
    migrate(db);
    expect(db.prepare('SELECT group_concat(sql) FROM sqlite_schema').pluck().get()).toBe(before);
  });

  it('that fail half way leave the version before', () => {
    const db = new Database(':memory:');
    // Stands in the way of the last tables of the first step.
    db.exec('CREATE TABLE change_feed (seq)');
    expect(() => migrate(db)).toThrow(/change_feed/);
    expect([schemaVersion(db), tables(db)]).toEqual([0, ['change_feed']]);
  });

  it('refuse a newer database in words and leave every byte of it', () => {
    const dir = mkdtempSync(join(tmpdir(), 'hilo-newer-'));
    const key = randomBytes(32).toString('hex');
    openStore(dir, key).close();
    const db = openDatabase(join(dir, HISTORY_FILE), key);
    db.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const hash = (): string => createHash('sha256').update(readFileSync(join(dir, HISTORY_FILE))).digest('hex');
    const before = hash();
    expect(() => openStore(dir, key)).toThrow(expect.objectContaining({ code: 'database-newer', params: { found: MIGRATIONS.length + 1, known: MIGRATIONS.length } }));
    expect(hash()).toBe(before);
    rmSync(dir, { recursive: true });
  });
});
